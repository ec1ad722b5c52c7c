"""Whether the digits of a PDF look like what its fonts say they are: a wrong map of a font's codes shows other digits than it gives."""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict
from math import ceil
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from reportlib.readers.pages.geometry import Extent, lightness
from reportlib.readers.pages.pdf.drawing import colour, font_of, matrix_of, pointer, text_object
from reportlib.readers.pages.ruling import root, unite

DIGITS = frozenset("0123456789")
# A digit is drawn so many pixels high, and must be so many points high on the page to be judged.
HEIGHT, LOWEST = 24, 4.0
# A hole of fewer pixels is a ragged edge.
SMALLEST = 3
# How many holes each digit has, in any typeface; a nought may be crossed or dotted, a four open.
HOLES = {"0": (1, 2), "4": (0, 1), "6": (1,), "8": (2,), "9": (1,), **dict.fromkeys("12357", (0,))}
# The hole of a six lies in its lower part, that of a nine in its upper part, as shares of the height.
SIX_FROM, NINE_TO = 0.5, 0.5
DARK = 0.5
# A pixel has ink from this share of the way from paper to black: the thin strokes of a Times are drawn pale.
HAIRLINE = 0.3
# A digit contradicts where none of so many samples looks right: one may be crossed by a line or a seal.
SAMPLES = 3


class Shapes:
    """Looks at the first samples of each digit of each font of a document, and remembers which contradict."""

    def __init__(self) -> None:
        # Of each digit of each font: 1 where a sample looked right, else how many contradicted, as a negative number.
        self._right: dict[tuple[str, str], int] = {}

    def contradicting(self, page: pypdfium2.PdfPage, textpage: Any, text: str, box: Extent) -> str:
        """The digits of this page that look like others, each once; empty where all look right or are too small to tell."""
        met: set[tuple[str, str]] = set()
        names: dict[int, str] = {}
        address = ctypes.cast(textpage, ctypes.c_void_p).value
        for index, character in enumerate(text):
            if character not in DIGITS or not (owner := text_object(address, index)):
                continue
            font = font_of(owner)
            if font not in names:
                names[font] = _name(owner) or str(font)
            digit = names[font], character
            met.add(digit)
            if -SAMPLES < self._right.get(digit, 0) < 1:
                verdict = _judged(page, textpage, index, character, owner, box)
                self._right[digit] = verdict if verdict > 0 else self._right.get(digit, 0) + verdict
        return "".join(sorted({character for name, character in met if self._right[name, character] < 0}))


def _judged(page: pypdfium2.PdfPage, textpage: Any, index: int, character: str, owner: int, box: Extent) -> int:
    """1 where the digit looks right, -1 where it does not, 0 where it cannot be told: small, pale or turned."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
    if top.value - bottom.value < LOWEST or right.value <= left.value or not _is_plain(owner):
        return 0
    holes = _holes(_drawn(page, (left.value, bottom.value, right.value, top.value), box))
    if len(holes) not in HOLES[character]:
        return -1
    middle = sum(holes) / len(holes) if holes else 0.5
    return -1 if (character == "6" and middle < SIX_FROM) or (character == "9" and middle > NINE_TO) else 1


def _is_plain(owner: int) -> bool:
    """Whether a text stands upright, in dark ink."""
    along, up, *_ = matrix_of(owner)
    red, green, blue, _ = colour(owner)
    return along > 0 and abs(up) <= 0.01 * along and lightness(red, green, blue) <= DARK


def _name(owner: int) -> str:
    """The name of a text's font, which its subset's letters make its own."""
    font = pdfium.FPDFTextObj_GetFont(pointer(owner))
    length = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
    name = ctypes.create_string_buffer(max(1, length))
    pdfium.FPDFFont_GetBaseFontName(font, name, length)
    return name.value.decode("utf-8", "replace")


def _drawn(page: pypdfium2.PdfPage, extent: Extent, box: Extent) -> list[bytes]:
    """Where a character has ink (1) and where paper (0), row by row, with a rim of paper around it."""
    left, bottom, right, top = extent
    scale = HEIGHT / (top - bottom)
    width = max(1, round((right - left) * scale))
    bitmap = pypdfium2.PdfBitmap.new_native(width, HEIGHT, pdfium.FPDFBitmap_Gray)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, HEIGHT)
    turn = pdfium.FPDFPage_GetRotation(page.raw)
    pdfium.FPDFPage_SetRotation(page.raw, 0)
    whole = round((box[2] - box[0]) * scale), round((box[3] - box[1]) * scale)
    shift = -round((left - box[0]) * scale), -round((box[3] - top) * scale)
    pdfium.FPDF_RenderPageBitmap(bitmap.raw, page.raw, *shift, *whole, 0, pdfium.FPDF_GRAYSCALE)
    pdfium.FPDFPage_SetRotation(page.raw, turn)
    pixels, stride = bytes(bitmap.buffer), bitmap.stride
    rows = [pixels[row * stride : row * stride + width] for row in range(HEIGHT)]
    paper, ink = max(map(max, rows)), min(map(min, rows))
    darker = ceil(paper - HAIRLINE * (paper - ink))
    inked = b"\1" * darker + bytes(256 - darker)
    blank = bytes(width + 2)
    return [blank, *(b"\0" + row.translate(inked) + b"\0" for row in rows), blank]


_PAPER = re.compile(rb"\0+")


def _holes(rows: list[bytes]) -> list[float]:
    """How far down (0 to 1) each hole in the ink lies: paper that no way leads to from the rim."""
    parents: list[int] = []
    places: list[tuple[int, int]] = []  # of each run of paper, its row and length
    above: list[tuple[int, int, int]] = []
    for row, inked in enumerate(rows):
        runs = []
        for start, end in (run.span() for run in _PAPER.finditer(inked)):
            number = len(parents)
            parents.append(number)
            places.append((row, end - start))
            for other_start, other_end, other in above:
                if other_start < end and start < other_end:
                    unite(parents, number, other)
            runs.append((start, end, number))
        above = runs
    hollows: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, place in enumerate(places):
        hollows[root(parents, number)].append(place)
    holes = (runs for first, runs in hollows.items() if first != 0 and sum(length for _, length in runs) >= SMALLEST)
    return [(runs[0][0] + runs[-1][0]) / 2 / len(rows) for runs in holes]
