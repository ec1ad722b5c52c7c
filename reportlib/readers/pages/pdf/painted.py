"""What is painted on a page of a PDF beside its characters: rules, pictures and areas; and whether any of it could hide text."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from struct import iter_unpack
from typing import Any

import pypdfium2.raw as pdfium

from reportlib.errors import LimitExceeded
from reportlib.readers.limits import MAX_PAGE_SIDE
from reportlib.readers.pages.geometry import TURNED, UPRIGHT, Extent, Matrix, around, is_turned, lightness, moved, product, share
from reportlib.readers.pages.pdf.drawing import (
    bounds,
    clip_path,
    colour,
    count_clips,
    count_segments,
    draw_mode,
    fill_colour,
    matrix_of,
    object_matrix,
    objects,
    pointer,
    quick_bounds,
    render_mode,
    transparent,
)
from reportlib.readers.pages.ruling import LONG, MAX_THICKNESS, THICKEST, is_thin

MAX_OBJECTS = 200_000  # painted objects of one page
# A page's picture that covers at least this share of it may be a scan.
SCAN_SHARE = 0.4
FONT_SAMPLE = 20
# Texts are sorted into rows of so many points.
ROW = 24.0
# Lighter ink than this could be a watermark or white on white, and an area darker than this could swallow text.
DARK_INK, LIGHT_AREA = 0.45, 0.6


@dataclass(frozen=True)
class Area:
    """A filled box, curve or picture, and how many pieces of text were painted before it."""

    extent: Extent
    after: int
    dark: bool
    drawn: bool  # a picture or curves: something that may show figures of its own


@dataclass
class Painted:
    """The rules as boxes, the areas, the texts by address, the number of paths, and the share of the page that a picture covers."""

    rules: list[Extent] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    paths: int = 0
    pictured: float = 0.0
    odd_forms: bool = False

    @property
    def has_ocr_layer(self) -> bool:
        """Whether the first pieces of text are drawn invisibly on a pictured page, as programs do that put OCR behind a picture."""
        return self.pictured >= SCAN_SHARE and {render_mode(text) for text in self.texts[:50]} == {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE}

    @property
    def lost_texts(self) -> int:
        """How many pieces of text pdfium drops, as they have no width: set in a font neither in the file nor on this machine."""
        pointers = map(pointer, self.texts[:: max(1, len(self.texts) // FONT_SAMPLE)])
        if all(pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(text)) for text in pointers):
            return 0
        foreign = [text for text in self.texts if not pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(pointer(text)))]
        boxes = (bounds(text, UPRIGHT) for text in foreign)
        return sum(left == right or bottom == top == 0 for left, bottom, right, top in boxes)

    @property
    def may_hide_text(self) -> bool:
        """Whether anything could keep a character of the page from being seen, or show one that is none of the report's."""
        return bool(self.texts) and (self.odd_forms or _are_unusual(self.texts) or self._is_covered())

    def _is_covered(self) -> bool:
        """Whether an area is painted over text, or so dark that text on it may not show."""
        risky = [area for area in self.areas if area.after or area.dark or area.drawn]
        if not risky:
            return False
        rows: dict[int, list[tuple[int, float, float, float, float]]] = defaultdict(list)
        for order, (left, bottom, right, top) in enumerate(_boxes(self.texts)):
            for row in _rows_between(bottom, top):
                rows[row].append((order, left, bottom, right, top))
        return any(_touches(area, rows) for area in risky)


def _rows_between(bottom: float, top: float) -> range:
    """The rows of a page that an extent crosses; a damaged one may say that it is larger than any page."""
    low, high = (max(-MAX_PAGE_SIDE, min(edge, MAX_PAGE_SIDE)) for edge in (bottom, top))
    return range(int(low // ROW), int(high // ROW) + 1)


def _boxes(texts: list[int]) -> Iterator[Extent]:
    corners = (ctypes.c_float * (4 * len(texts)))()
    at = ctypes.addressof(corners)
    for text in texts:
        quick_bounds(text, at, at + 4, at + 8, at + 12)
        at += 16
    return iter_unpack("4f", corners)


def _touches(area: Area, rows: Mapping[int, Sequence[tuple[int, float, float, float, float]]]) -> bool:
    """Whether the area is painted over one of the texts (listed by row with their order), or lies under it and may swallow it."""
    x0, y0, x1, y1 = area.extent
    first = float("inf") if area.dark or area.drawn else area.after
    for row in _rows_between(y0, y1):
        for order, left, bottom, right, top in rows.get(row, ()):
            if order < first and left < x1 and x0 < right and bottom < y1 and y0 < top:
                return True
    return False


def painted(page: Any, box: Extent) -> Painted:
    """What is painted on the page; raises LimitExceeded where that is too much."""
    found = Painted()
    for count, (thing, kind, matrix) in enumerate(objects(page)):
        if count > MAX_OBJECTS:
            raise LimitExceeded("a page is painted with too many objects", expected=f"at most {MAX_OBJECTS}")
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            found.texts.append(thing)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            found.paths += 1
            _take_path(thing, matrix, found)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            found.odd_forms |= _is_unusual_form(thing, matrix)
        else:
            _take_picture(bounds(thing, matrix), box, found)
    return found


def _is_unusual_form(form: int, matrix: Matrix) -> bool:
    """Whether a form is turned, seen through or clipped: what it holds may not be seen as it says of itself."""
    a, b, c, d, _, _ = product(matrix_of(form), matrix)
    turned = min(abs(a) + abs(d), abs(b) + abs(c)) > TURNED * (abs(a) + abs(d) + abs(b) + abs(c))
    return bool(turned or transparent(form) or count_clips(clip_path(form)) > 0)


def _are_unusual(texts: list[int]) -> bool:
    """Whether any of the pieces of text is pale, seen through, drawn in no usual way, clipped or turned."""
    colours, matrices = (ctypes.c_uint * (4 * len(texts)))(), (pdfium.FS_MATRIX * len(texts))()
    at, matrix_at, modes = ctypes.addressof(colours), ctypes.addressof(matrices), set()
    for text in texts:
        fill_colour(text, at, at + 4, at + 8, at + 12)
        object_matrix(text, matrix_at)
        modes.add(render_mode(text))
        if count_clips(clip_path(text)) > 0:
            return True
        at += 16
        matrix_at += 24
    if modes - {pdfium.FPDF_TEXTRENDERMODE_FILL, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE}:
        return True
    if any(alpha < 255 or lightness(*ink) > DARK_INK for *ink, alpha in set(iter_unpack("4I", colours))):
        return True
    return any(b and is_turned(a, b) for a, b in {(a, b) for a, b, _, _, _, _ in iter_unpack("6f", matrices)})


def _take_picture(extent: Extent, box: Extent, found: Painted) -> None:
    """A picture is a rule where it is thin, else an area."""
    if is_thin(extent):
        found.rules.append(extent)
        return
    found.pictured = max(found.pictured, share(extent, box))
    found.areas.append(Area(extent, len(found.texts), dark=True, drawn=True))


def _take_path(path: int, matrix: Matrix, found: Painted) -> None:
    """The rules that a path paints, as thin boxes: itself if it is thin, else its straight strokes or its thin filled parts."""
    extent = bounds(path, matrix)
    draw_mode(path, *_MODES)
    fill, stroke = _modes
    if not (fill or stroke):
        return
    segments = count_segments(path)
    if segments <= 5 and is_thin(extent):
        found.rules.append(extent)
        return
    if not stroke and segments <= 5:
        found.areas.append(_area(path, extent, found, drawn=False))
        return
    parts = _parts(path, product(matrix_of(path), matrix), segments)
    if not stroke:
        thin = [extent for part in parts if is_thin(extent := around(part))]
        found.rules += thin
        if len(thin) < len(parts):
            found.areas.append(_area(path, extent, found, drawn=True))
        return
    if fill:
        found.areas.append(_area(path, extent, found, drawn=segments > 5))
    width = _stroke_width(path, matrix)
    if width <= THICKEST:
        strokes = (around([one, two]) for part in parts for one, two in pairwise(part))
        found.rules += [extent for extent in strokes if is_thin(extent) and (width <= MAX_THICKNESS or _length(extent) >= LONG * width)]
    elif not fill:
        found.areas.append(_area(path, extent, found, drawn=True))


_modes = (ctypes.c_int * 2)()
_MODES = (ctypes.addressof(_modes), ctypes.addressof(_modes) + 4)


def _area(path: int, extent: Extent, found: Painted, *, drawn: bool) -> Area:
    red, green, blue, alpha = colour(path)
    return Area(extent, len(found.texts), lightness(red, green, blue) < LIGHT_AREA or alpha < 255, drawn)


def _parts(path: int, matrix: Matrix, segments: int) -> list[list[tuple[float, float]]]:
    """The corners of each part of a path, the first again where the part is closed."""
    parts: list[list[tuple[float, float]]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    checked = pointer(path)
    for index in range(segments):
        segment = pdfium.FPDFPath_GetPathSegment(checked, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([])
        parts[-1].append(moved(x.value, y.value, matrix))
        if pdfium.FPDFPathSegment_GetClose(segment):
            parts[-1].append(parts[-1][0])
    return parts


def _length(extent: Extent) -> float:
    return max(extent[2] - extent[0], extent[3] - extent[1])


def _stroke_width(path: int, matrix: Matrix) -> float:
    width = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(pointer(path), width)
    a, b, _, _, _, _ = product(matrix_of(path), matrix)
    return float(width.value * (a * a + b * b) ** 0.5)
