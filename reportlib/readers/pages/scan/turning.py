"""Which way up a scanned page lies, judged by lines of Chinese characters: single digits read well in any direction."""

from __future__ import annotations

from typing import Any, NamedTuple

from reportlib.readers.pages.scan.recognition import Tools, recognised

# Lines that are looked at have so many times their height in width, at least and at most, and such a height in pixels at 200 dpi.
SHORTEST, LONGEST, HEIGHTS = 2.2, 14.0, (12, 90)
LINES = 6  # that are read for each direction
# A direction in which lines read as well as this is taken without a look at the others.
SURE = 0.75


class Band(NamedTuple):
    """A line of text as pixels of the page."""

    left: int
    top: int
    width: int
    height: int


def upright_turns(grey: Any, tools: Tools) -> int:
    """By how many right angles, against the clock, a page must be turned for its Chinese to be read."""
    best, turns_of_best = 0.0, 0
    for turns in (0, 2, 1, 3):
        turned = tools.numpy.ascontiguousarray(tools.numpy.rot90(grey, turns))
        legible = _legibility(turned, _bands(turned, tools), tools)
        if legible > best:
            best, turns_of_best = legible, turns
        if best >= SURE:
            break
    return turns_of_best


def _bands(grey: Any, tools: Tools) -> list[Band]:
    """The longest lines of text: ink that runs on, its rules taken off."""
    cv2 = tools.cv2
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 51, 20)
    for long in ((60, 1), (1, 60)):
        ink = cv2.subtract(ink, cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, long)))
    ink = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (2, 2)))
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (25, 5)))
    _, _, found, _ = cv2.connectedComponentsWithStats(joined)
    bands = [Band(*map(int, box[:4])) for box in found[1:]]
    lines = [band for band in bands if HEIGHTS[0] <= band.height <= HEIGHTS[1] and band.width >= SHORTEST * band.height]
    return sorted(lines, key=lambda band: -band.width / band.height)[:LINES]


def _legibility(grey: Any, bands: list[Band], tools: Tools) -> float:
    """How much of the bands reads as Chinese, and how surely: 1 where every character does."""
    if not bands:
        return 0.0
    pieces = [
        tools.cv2.cvtColor(
            grey[max(0, band.top - 4) : band.top + band.height + 4, band.left : band.left + int(min(band.width, LONGEST * band.height))],
            tools.cv2.COLOR_GRAY2BGR,
        )
        for band in bands
    ]
    read = recognised(tools.recogniser.recognize_txt, pieces)
    expected = [min(band.width / band.height, LONGEST) for band in bands]
    chinese = [sum("\u4e00" <= character <= "\u9fff" for character in text) for text in read.txts]
    shares = [score * min(1.0, count / (0.7 * room)) for count, room, score in zip(chinese, expected, read.scores, strict=True)]
    return float(sum(sorted(shares)[len(shares) // 3 :]) / len(shares[len(shares) // 3 :]))
