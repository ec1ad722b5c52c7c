"""The characters of a page of a PDF, each where it is drawn."""

from __future__ import annotations

import ctypes
from collections import Counter
from statistics import median
from struct import iter_unpack
from typing import Any

import pypdfium2.raw as pdfium

from reportlib.readers.pages.geometry import Extent
from reportlib.readers.pages.pdf.drawing import loose_box
from reportlib.readers.pages.typesetting import Glyph

# The box of an upright character as pdfium gives it quickly has such a height in points; another is measured again.
USUAL_HEIGHT = 3.0, 60.0
# No reader sees a character that is less high than this part of the usual one of its page.
TINY = 0.3
# The part of its em that a Chinese character stands above the base line.
ASCENT = 0.88
TURN_SAMPLE = 15
# Stands in the text of a page for a character that is not seen.
UNSEEN = "\0"


def characters(textpage: Any) -> str:
    """One character for each index of the text page; hyphens at the end of a line as hyphens, those without a value as U+FFFD."""
    count = pdfium.FPDFText_CountChars(textpage)
    if count <= 0:
        return ""
    units = (ctypes.c_ushort * (count + 1))()
    pdfium.FPDFText_GetText(textpage, 0, count, units)
    text = bytes(units)[: 2 * count].decode("utf-16-le", "replace")
    if len(text) != count or "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        codes = (pdfium.FPDFText_GetUnicode(textpage, index) for index in range(count))
        text = "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)
    return text.replace("\x02", "-").replace("\ufffe", "-")


def glyphs(textpage: Any, text: str, box: Extent) -> tuple[list[Glyph], str]:
    """The characters that stand on the page as it is drawn, and those left out as nobody could see anything so small."""
    boxes = (pdfium.FS_RECTF * len(text))()
    address, first, size = ctypes.cast(textpage, ctypes.c_void_p).value, ctypes.addressof(boxes), ctypes.sizeof(pdfium.FS_RECTF)
    for index in range(len(text)):
        loose_box(address, index, first + index * size)
    x0, _, x1, y1 = box
    new, low, high = tuple.__new__, *USUAL_HEIGHT
    drawn: list[Glyph] = []
    odd: list[tuple[int, int]] = []
    last_left = last_bottom = last_middle = -1.0
    for index, (left, top, right, bottom) in enumerate(iter_unpack("4f", boxes)):
        middle = (top + bottom) / 2
        if left < right and low < top - bottom < high and not (left == last_left and last_bottom < middle < last_middle):
            if x0 <= left and right <= x1 + top - bottom and box[1] <= middle <= y1:
                drawn.append(new(Glyph, (text[index], left - x0, y1 - top, right - x0, y1 - bottom, None)))
        elif not text[index].isspace():
            odd.append((len(drawn), index))
        elif left < right and 0 < top - bottom <= low:  # a space of a turned page, whose width is its height
            drawn.append(new(Glyph, (text[index], left - x0, y1 - top, right - x0, y1 - bottom, None)))
        last_left, last_bottom, last_middle = left, bottom, middle
    return _measured(textpage, text, box, drawn, odd) if odd else (drawn, "")


def _measured(textpage: Any, text: str, box: Extent, drawn: list[Glyph], odd: list[tuple[int, int]]) -> tuple[list[Glyph], str]:
    """The same with those whose quick box is wrong (as in a font for vertical text) measured well and put in their places."""
    x0, y0, x1, y1 = box
    boxes = [(position, text[index], _measured_box(textpage, index)) for position, index in odd]
    heights = [glyph.bottom - glyph.top for glyph in drawn] or [extent[3] - extent[1] for _, _, extent in boxes]
    smallest, tiny = TINY * median(heights), ""
    for (position, character, (left, bottom, right, top)), (_, index) in zip(reversed(boxes), reversed(odd), strict=True):
        if not (2 * x0 <= left + right <= 2 * x1 and 2 * y0 <= top + bottom <= 2 * y1):
            continue
        if max(top - bottom, right - left, _em(textpage, index)) < smallest:
            tiny = character + tiny
            continue
        drawn.insert(position, Glyph(character, left - x0, y1 - top, right - x0, y1 - bottom))
    return drawn, tiny


def _measured_box(textpage: Any, index: int) -> Extent:
    """The box of a character: its em up and down, its ink across; only its ink if it is turned."""
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
    matrix = _matrix(textpage, index)
    if abs(matrix.b) > abs(matrix.a):
        return left.value, bottom.value, right.value, top.value
    pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
    em = pdfium.FPDFText_GetFontSize(textpage, index) * matrix.a
    low, high = sorted((y.value - (1 - ASCENT) * em, y.value + ASCENT * em))
    return left.value, low, right.value, high


def _em(textpage: Any, index: int) -> float:
    matrix = _matrix(textpage, index)
    return float(pdfium.FPDFText_GetFontSize(textpage, index) * max(abs(matrix.a), abs(matrix.b)))


def _matrix(textpage: Any, index: int) -> Any:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage, index, matrix)
    return matrix


def turn(textpage: Any, text: str) -> int:
    """By how many right angles, against the clock, most characters of the page are turned; a sample tells."""
    inked = [index for index, character in enumerate(text) if not character.isspace() and character != UNSEEN]
    matrices = [_matrix(textpage, index) for index in inked[:: max(1, len(inked) // TURN_SAMPLE)]]
    turns = Counter((1 if m.b > 0 else 3) if abs(m.b) > abs(m.a) else 2 if m.a < 0 else 0 for m in matrices)
    return turns.most_common(1)[0][0] if turns else 0
