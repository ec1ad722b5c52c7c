"""Scans: a picture of a page is straightened, its ruled lines become cells, and each cell is read on its own with a confidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import chain
from statistics import median
from typing import Any, NamedTuple

from reportlib.errors import LimitExceeded, UnreadableFile
from reportlib.model import Document, Source
from reportlib.readers.pages import blocks
from reportlib.readers.pages.ruling import Lattice, Rule, lattices
from reportlib.readers.pages.scan.recognition import Tools, ocr_tools, recognised
from reportlib.readers.pages.scan.seals import without_seals
from reportlib.readers.pages.scan.turning import upright_turns
from reportlib.readers.pages.typesetting import UNREADABLE_MARK, Glyph
from reportlib.readers.pages.unruled import Page

MAX_PAGES = 100
MAX_PIXELS = 60_000_000  # of one page
# Every page is brought to this many dots per inch, so that tolerances in points hold; a page without a scale is taken to be A4 wide.
DPI = 200
A4_WIDTH = 595.0
# A page may lie askew by this many degrees; it is straightened in steps down to the last of these.
MAX_SKEW, SKEW_STEPS = 5.0, (0.5, 0.1, 0.02)
# A run of ink at least this long is a ruled line: longer than a stroke of a heading. In points.
LONG_ACROSS, LONG_DOWN = 22.0, 16.0
# The margin of a cell that may hold the edge of its rules. In points.
RIM = 1.2
# The edge of a shading stands this far inside its cell at most. In points.
SHADE_RIM = 4.0
_ADDRESS = re.compile(r"\s*<[^<>]* object at 0x[0-9a-f]+>")  # in what Pillow says: another one in each run
# Ink of fewer points square than this is a speck of the scanner; lines of a cell are parted by so many points of white.
SPECK, LINE_GAP = 0.7, 0.8
# Within this distance of any ink there is paper to see. In points.
PAPER = 11.0
# No character of a report is less high than this. In points.
SMALLEST_CHARACTER = 5.0
# Printed ink whose reading is less sure than this, or comes out empty, is not taken for a text.
LEAST_CONFIDENCE = 0.4
# A page has at least so many pixels across, and is at most so many times as long as it is wide (a browser's print in one piece).
SMALLEST_SIDE, LONGEST = 100, 30


def read(source: Source) -> Document:
    """The Document of a picture file (all pages of a TIFF, and of files that follow it), each cell with the confidence of its reading."""
    ocr_tools()
    frames = chain.from_iterable(map(_frames, (source, *source.following)))
    return _document([page(frame, number, None) for number, frame in enumerate(frames, 1)], source)


def page(image: Any, number: int, dpi: float | None) -> Page:
    """The page that a picture (as Pillow has it) shows, upright and straight; `dpi` is None where the picture does not say."""
    tools = ocr_tools()
    grey = without_seals(image, dpi, tools)
    _check_size(grey, dpi)
    turned = tools.numpy.ascontiguousarray(tools.numpy.rot90(grey, upright_turns(_scaled(grey, dpi, tools), tools)))
    return _page(turned, number, dpi, tools)


def _check_size(grey: Any, dpi: float | None) -> None:
    """Raise LimitExceeded where the picture has no shape of a page, or would be larger than any at the usual scale."""
    short, long = sorted(grey.shape)
    if short < SMALLEST_SIDE or long > LONGEST * short:
        raise LimitExceeded("the picture has not the shape of a page", found=f"{grey.shape[1]} by {grey.shape[0]} pixels")
    if short * long * _scale(grey, dpi) ** 2 > MAX_PIXELS:
        raise LimitExceeded("the picture is too large", expected=f"at most {MAX_PIXELS} pixels at {DPI} dots per inch")


def _document(pages: Sequence[Page], source: Source) -> Document:
    if not any(page.glyphs for page in pages):
        raise UnreadableFile("no text could be made out in the picture", source=source.name)
    body, notes = blocks(pages)
    return Document("scan", body, notes=notes)


def _frames(source: Source) -> Iterator[Any]:
    from PIL import Image, ImageOps, ImageSequence

    try:
        with Image.open(BytesIO(source.content)) as picture:
            frames = getattr(picture, "n_frames", 1)
            if frames > MAX_PAGES:
                raise LimitExceeded("too many pages", source=source.name, expected=f"at most {MAX_PAGES}", found=str(frames))
            for frame in ImageSequence.Iterator(picture):
                if frame.width * frame.height > MAX_PIXELS:
                    raise LimitExceeded("the picture is too large", source=source.name, expected=f"at most {MAX_PIXELS} pixels")
                yield ImageOps.exif_transpose(frame)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableFile("the picture is damaged", source=source.name, found=_ADDRESS.sub("", str(error))) from error


def _page(grey: Any, number: int, dpi: float | None, tools: Tools) -> Page:
    straight = _straightened(_flattened(_scaled(grey, dpi, tools), tools), tools)
    ink = _ink(straight, tools)
    across, down = _lines(ink, tools)
    horizontal, vertical = _rules(across, tools, level=True), _rules(down, tools, level=False)
    tables = lattices(horizontal, vertical)
    clean = _without_rules(straight, across | down, tools)
    written = _without_specks(_ink(clean, tools), tools)
    glyphs = [*_in_cells(clean, written, tables, tools), *_outside(straight, tables, tools)]
    height, width = straight.shape
    return Page(number, width * 72 / DPI, height * 72 / DPI, glyphs, tables)


def _scale(grey: Any, dpi: float | None) -> float:
    return float(DPI / (dpi or min(grey.shape) * 72 / A4_WIDTH))


def _scaled(grey: Any, dpi: float | None, tools: Tools) -> Any:
    """The picture at the usual scale."""
    factor = _scale(grey, dpi)
    if 0.98 < factor < 1.02:
        return grey
    method = tools.cv2.INTER_AREA if factor < 1 else tools.cv2.INTER_CUBIC
    return tools.cv2.resize(grey, None, fx=factor, fy=factor, interpolation=method)


def _flattened(grey: Any, tools: Tools) -> Any:
    """The picture on white paper: shaded cells and the shadow of a book are as light as the brightest paper near by."""
    size = _pixels(PAPER)
    paper = tools.cv2.morphologyEx(tools.cv2.medianBlur(grey, 3), tools.cv2.MORPH_CLOSE, tools.numpy.ones((size, size), tools.numpy.uint8))
    return tools.cv2.divide(grey, tools.cv2.medianBlur(paper, 5), scale=250)


def _straightened(grey: Any, tools: Tools) -> Any:
    """The picture turned so that its lines and rows of text lie level."""
    small = tools.cv2.resize(_ink(grey, tools), None, fx=0.5, fy=0.5, interpolation=tools.cv2.INTER_AREA)
    angle, reach = 0.0, MAX_SKEW
    for step in SKEW_STEPS:
        count = round(reach / step)
        angle = max((angle + step * index for index in range(-count, count + 1)), key=lambda candidate: _levelness(small, candidate, tools))
        reach = step
    return _rotated(grey, angle, 255, tools) if abs(angle) >= SKEW_STEPS[-1] else grey


def _levelness(ink: Any, angle: float, tools: Tools) -> float:
    """How sharply the rows of the picture part into ink and white when it is turned by the angle."""
    rows = _rotated(ink, angle, 0, tools).sum(axis=1, dtype=tools.numpy.float64)
    return float(tools.numpy.square(tools.numpy.diff(rows)).sum())


def _rotated(picture: Any, angle: float, margin: int, tools: Tools) -> Any:
    height, width = picture.shape
    matrix = tools.cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return tools.cv2.warpAffine(picture, matrix, (width, height), flags=tools.cv2.INTER_LINEAR, borderValue=margin)


def _ink(grey: Any, tools: Tools) -> Any:
    """White where there is ink, on paper of any tone."""
    method, inverted = tools.cv2.ADAPTIVE_THRESH_MEAN_C, tools.cv2.THRESH_BINARY_INV
    return tools.cv2.adaptiveThreshold(tools.cv2.GaussianBlur(grey, (3, 3), 0), 255, method, inverted, 51, 20)


def _pixels(points: float) -> int:
    return max(1, round(points * DPI / 72))


def _lines(ink: Any, tools: Tools) -> tuple[Any, Any]:
    """The ink that belongs to long level and to long upright lines."""
    cv2, rectangle = tools.cv2, tools.cv2.MORPH_RECT
    masks = []
    for thicker, long in (((1, 3), (_pixels(LONG_ACROSS), 1)), ((3, 1), (1, _pixels(LONG_DOWN)))):
        # A line that is askew by a hair steps from one row of pixels to the next: thicken it before it is measured.
        thick = cv2.dilate(ink, cv2.getStructuringElement(rectangle, thicker))
        masks.append(cv2.morphologyEx(thick, cv2.MORPH_OPEN, cv2.getStructuringElement(rectangle, long)))
    return masks[0], masks[1]


def _rules(mask: Any, tools: Tools, level: bool) -> list[Rule]:
    """The lines of the mask as rules in points; a blot thicker than a line is none."""
    _, _, stats, _ = tools.cv2.connectedComponentsWithStats(mask, connectivity=8)
    rules = []
    for left, top, width, height, area in stats[1:].tolist():
        at, start, length, thick = (top + height / 2, left, width, height) if level else (left + width / 2, top, height, width)
        if area / length <= _pixels(3.0) and thick <= max(_pixels(5.0), length / 20):
            rules.append(Rule(at * 72 / DPI, start * 72 / DPI, (start + length) * 72 / DPI))
    return rules


def _without_rules(grey: Any, lines: Any, tools: Tools) -> Any:
    clean = grey.copy()
    clean[tools.cv2.dilate(lines, tools.numpy.ones((3, 3), tools.numpy.uint8)) > 0] = _white(grey, tools)
    return clean


def _without_specks(ink: Any, tools: Tools) -> Any:
    _, labels, stats, _ = tools.cv2.connectedComponentsWithStats(ink, connectivity=8)
    sizes = stats[:, tools.cv2.CC_STAT_AREA]
    keep = sizes >= _pixels(SPECK) ** 2
    keep[0] = False
    return keep[labels]


class Strip(NamedTuple):
    """One line of ink in a cell: its bounds in pixels."""

    left: int
    top: int
    right: int
    bottom: int


def _in_cells(clean: Any, written: Any, tables: Iterable[Lattice], tools: Tools) -> list[Glyph]:
    """What stands in the cells, line by line; ink that cannot be read leaves a mark and no confidence."""
    cells = [_interior(table, region) for table in tables for region in table.regions]
    runs = [_runs(written[cell.top : cell.bottom, cell.left : cell.right].any(axis=1), _pixels(LINE_GAP), tools) for cell in cells]
    heights = [bottom - top for cell_runs in runs for top, bottom in cell_runs if bottom - top > _pixels(SMALLEST_CHARACTER)]
    em = int(median(heights)) if heights else _pixels(2 * SMALLEST_CHARACTER)
    strips = [strip for cell, cell_runs in zip(cells, runs, strict=True) for strip in _strips(written, cell, cell_runs, em, tools)]
    if not strips:
        return []
    white = _white(clean, tools)
    read = recognised(tools.recogniser.recognize_txt, [_cut(clean, strip, white, tools) for strip in strips])
    return [_glyph(strip, text, score) for strip, text, score in zip(strips, read.txts, read.scores, strict=True)]


def _interior(table: Lattice, region: Any) -> Strip:
    left, right = table.columns[region.column], table.columns[region.column + region.column_span]
    top, bottom = table.rows[region.row], table.rows[region.row + region.row_span]
    return Strip(_pixels(left + RIM), _pixels(top + RIM), _pixels(right - RIM), _pixels(bottom - RIM))


def _strips(written: Any, cell: Strip, runs: list[tuple[int, int]], em: int, tools: Tools) -> Iterator[Strip]:
    """The lines of the cell: runs of ink, the strokes of one character (as of 三 or 二) together, what is left of its rules apart."""
    height, rim = cell.bottom - cell.top, _pixels(RIM)
    inked = [run for run in runs if run[1] - run[0] > rim or (rim < run[0] and run[1] < height - rim)]
    lines: list[tuple[int, int]] = []
    for top, bottom in inked:
        if lines and bottom - lines[-1][0] <= 1.1 * em and top - lines[-1][1] <= 0.4 * em:
            lines[-1] = lines[-1][0], bottom
        else:
            lines.append((top, bottom))
    for top, bottom in lines:
        across = tools.numpy.flatnonzero(written[cell.top + top : cell.top + bottom, cell.left : cell.right].any(axis=0))
        yield Strip(cell.left + int(across[0]), cell.top + top, cell.left + int(across[-1]) + 1, cell.top + bottom)


def _runs(inked: Any, gap: int, tools: Tools) -> list[tuple[int, int]]:
    """Where ink runs without a break longer than the gap."""
    runs: list[tuple[int, int]] = []
    for row in tools.numpy.flatnonzero(inked).tolist():
        if runs and row - runs[-1][1] < gap:
            runs[-1] = runs[-1][0], row + 1
        else:
            runs.append((row, row + 1))
    return runs


def _white(grey: Any, tools: Tools) -> int:
    """How light the paper of a page is."""
    return int(tools.numpy.percentile(grey, 80))


def _cut(clean: Any, strip: Strip, white: int, tools: Tools) -> Any:
    """The strip with white around it, as the recogniser was taught to see lines."""
    height, width = clean.shape
    rim = max(4, (strip.bottom - strip.top) // 5)
    piece = clean[max(0, strip.top - 2) : min(height, strip.bottom + 2), max(0, strip.left - 2) : min(width, strip.right + 2)]
    padded = tools.cv2.copyMakeBorder(piece, rim, rim, 2 * rim, 2 * rim, tools.cv2.BORDER_CONSTANT, value=white)
    return tools.cv2.cvtColor(padded, tools.cv2.COLOR_GRAY2BGR)


def _glyph(strip: Strip, text: str, score: float) -> Glyph:
    readable = bool(text.strip()) and score >= LEAST_CONFIDENCE
    left, top, right, bottom = (edge * 72 / DPI for edge in strip)
    confidence = round(float(score), 2) if readable else 0.0
    return Glyph(text.strip() if readable else UNREADABLE_MARK, left, top, right, bottom, confidence)


def _outside(clean: Any, tables: Iterable[Lattice], tools: Tools) -> list[Glyph]:
    """The lines of text outside the tables."""
    paper = clean.copy()
    white = _white(clean, tools)
    for table in tables:
        top, bottom = _pixels(table.rows[0]), _pixels(table.rows[-1])
        paper[top:bottom, _pixels(table.columns[0]) : _pixels(table.columns[-1])] = white
    found = recognised(tools.recogniser, tools.cv2.cvtColor(paper, tools.cv2.COLOR_GRAY2BGR))
    if found.boxes is None or found.txts is None:
        return []
    boxes = [(box[:, 0].min(), box[:, 1].min(), box[:, 0].max(), box[:, 1].max()) for box in found.boxes]
    lines = zip(boxes, found.txts, found.scores, strict=True)
    return [_glyph(Strip(*map(int, box)), text, score) for box, text, score in lines if text.strip()]
