"""A page in colour becomes one in grey in which red seals are gone and what is printed under them is seen."""

from __future__ import annotations

from typing import Any

from reportlib.readers.pages.scan.recognition import Tools

# Ink is red where its red is stronger than its green and blue by this much of 255.
REDDER = 45
# Red ink is brighter in red light than this, black ink under it darker.
BRIGHT = 140
# A seal is between these sizes both ways (an official one is 42 mm, its stand-ins 30 to 60), and about as high as it is wide. In mm.
SMALLEST, LARGEST, SQUARE = 22.0, 75.0, 1.7
# Its strokes lie at most so far from each other. In mm.
STROKES_APART = 4.0
A4 = 210.0


def without_seals(image: Any, dpi: float | None, tools: Tools) -> Any:
    """The picture in grey; inside a seal only its red light counts, in which red ink is as white as paper and black ink is black.

    Red letters and rules elsewhere stay: they may be the title, or a figure.
    """
    grey = tools.numpy.asarray(image.convert("L"))
    if image.mode in ("1", "L", "I", "I;16", "F"):
        return grey
    colours = tools.numpy.asarray(image.convert("RGB"))
    red = (colours[..., 0].astype("int16") - colours[..., 1:].max(axis=2) > REDDER).astype("uint8")
    if not red.any():
        return grey
    to_mm = 25.4 / dpi if dpi else A4 / min(grey.shape)
    cleaned = grey.copy()
    for left, top, width, height in _seals(red, to_mm, tools):
        part = slice(top, top + height), slice(left, left + width)
        in_red_light = tools.numpy.maximum(grey[part], colours[part][..., 0])
        inked = tools.cv2.dilate(red[part], tools.numpy.ones((5, 5), tools.numpy.uint8)).astype(bool)
        paper = tools.numpy.percentile(grey[part], 90)
        cleaned[part] = tools.numpy.where(inked & (in_red_light > BRIGHT), paper, in_red_light)
    return cleaned


def _seals(red: Any, to_mm: float, tools: Tools) -> list[tuple[int, int, int, int]]:
    """The boxes (left, top, width, height in pixels) of red ink that has the size and shape of a seal."""
    reach = max(3, round(STROKES_APART / to_mm))
    joined = tools.cv2.morphologyEx(red, tools.cv2.MORPH_CLOSE, tools.numpy.ones((reach, reach), tools.numpy.uint8))
    _, _, found, _ = tools.cv2.connectedComponentsWithStats(joined)
    boxes = [(int(box[0]), int(box[1]), int(box[2]), int(box[3])) for box in found[1:]]
    return [box for box in boxes if _is_seal(box[2] * to_mm, box[3] * to_mm)]


def _is_seal(width: float, height: float) -> bool:
    short, long = sorted((width, height))
    return short >= SMALLEST and long <= LARGEST and long <= SQUARE * short
