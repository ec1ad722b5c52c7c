"""The part of a table on one page, its join with the part on the next, and the cells that the page cut re-joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple, TypeVar

from reportlib.model import Cell, Grid, Place
from reportlib.readers.pages.ruling import Lattice
from reportlib.readers.pages.typesetting import Glyph, cell_text, lowest_confidence

# Two parts are of one table if their widths differ by less than this share, and their inner edges by so many points.
SAME_WIDTH, SAME_EDGE = 0.015, 4.0
# Odd and even pages may be set off by this much for binding.
BINDING = 60.0
# A label wraps at the edge of its cell: on a full line fewer ems than this are left.
WRAPPED = 1.5

NUMBERING = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|第[一二三四五六七八九十]|[（(]?\d{1,2}[）)、.．](?!\d))")
FIGURE = re.compile(r"[-+−－/／—–\s\d０-９.,，．%％]*")


class Printed(NamedTuple):
    """One cell as printed on one page; `room` is how many ems are left on its last line."""

    text: str
    row: int
    column: int
    row_span: int
    column_span: int
    page: int
    room: float = 0.0
    confidence: float | None = None

    @property
    def is_label(self) -> bool:
        return FIGURE.fullmatch(self.text) is None


class Fragment(NamedTuple):
    """A table, or what one page holds of it: column edges in points, the number of rows, the cells, where it starts and where its last part ends."""

    page: int
    columns: tuple[float, ...]
    height: int
    cells: tuple[Printed, ...]
    top: float
    bottom: float


Item = TypeVar("Item")
COLUMN = attrgetter("column")


def fragment(page: int, lattice: Lattice, held: Mapping[int, Sequence[Glyph]]) -> Fragment | None:
    """The ruled table with the glyphs that each region holds, or None if it holds no text."""
    cells = []
    for index, region in enumerate(lattice.regions):
        text, lines = cell_text(held[index])
        if region.open and not text:
            continue
        right = lattice.columns[region.column + region.column_span]
        room = (right - lines[-1].right) / lines[-1].size if lines else 0.0
        cells.append(
            Printed(text, region.row, region.column, region.row_span, region.column_span, page, room, lowest_confidence(held[index]))
        )
    if not any(cell.text for cell in cells):
        return None
    return Fragment(page, lattice.columns, len(lattice.rows) - 1, tuple(cells), lattice.rows[0], lattice.rows[-1])


def fragments_joined(items: Sequence[Item | Fragment]) -> list[Item | Fragment]:
    """The items in order, with a table at the foot of a page and its continuation at the head of the next made one."""
    out: list[Item | Fragment] = []
    for item in items:
        if out and isinstance(item, Fragment) and isinstance(out[-1], Fragment):
            whole = _joined(out[-1], item)
            if whole:
                out[-1] = whole
                continue
        out.append(item)
    return out


def grid(whole: Fragment, table: int) -> Grid:
    """The table as a Grid; each cell keeps the page that it starts on."""
    rows: list[list[Cell]] = [[] for _ in range(whole.height)]
    for text, row, column, row_span, column_span, page, _, confidence in whole.cells:
        place = Place(None, page, None, table, row + 1, column + 1)
        rows[row].append(Cell(text, row, column, place, row_span, column_span, confidence))
    for cells in rows:
        cells.sort(key=COLUMN)
    return Grid(tuple(map(tuple, rows)))


def _joined(upper: Fragment, lower: Fragment) -> Fragment | None:
    """One table of both parts, or None unless the lower stands on the next page, or higher on the same sheet, and has the same column edges."""
    last = max(cell.page for cell in upper.cells)
    if lower.page != last + 1 and not (lower.page == last and lower.top < upper.bottom):
        return None
    columns = _common_columns(upper.columns, lower.columns)
    if columns is None:
        return None
    shift = columns[0] - lower.columns[0]
    above = _on_columns(upper.cells, upper.columns, columns, 0.0)
    below = _on_columns(lower.cells, lower.columns, columns, shift)
    repeated = _repeated_rows(above, below, lower.height)
    below = [cell._replace(row=cell.row - repeated + upper.height) for cell in below if cell.row >= repeated]
    if not below:
        return Fragment(upper.page, columns, upper.height, tuple(above), upper.top, lower.bottom)
    cells, cut_row = _cut_row_joined(above, below, upper.height)
    cells = _cut_labels_joined(cells, upper.height) if not cut_row else cells
    return Fragment(upper.page, columns, upper.height + lower.height - repeated - cut_row, tuple(cells), upper.top, lower.bottom)


def _common_columns(upper: tuple[float, ...], lower: tuple[float, ...]) -> tuple[float, ...] | None:
    """The edges of the part that has more of them, if those of the other part are all among them."""
    width, shift = upper[-1] - upper[0], upper[0] - lower[0]
    if abs((lower[-1] - lower[0]) - width) > max(SAME_WIDTH * width, SAME_EDGE) or abs(shift) > BINDING:
        return None
    moved = tuple(edge + shift for edge in lower)
    many, few = (upper, moved) if len(upper) >= len(moved) else (moved, upper)
    return many if all(min(abs(edge - other) for other in many) <= SAME_EDGE for edge in few[1:-1]) else None


def _on_columns(cells: Sequence[Printed], own: tuple[float, ...], columns: tuple[float, ...], shift: float) -> list[Printed]:
    if len(own) == len(columns):
        return list(cells)
    nearest = [min(range(len(columns)), key=lambda index: abs(columns[index] - edge - shift)) for edge in own]
    nearest[0], nearest[-1] = 0, len(columns) - 1
    return [
        cell._replace(column=nearest[cell.column], column_span=nearest[cell.column + cell.column_span] - nearest[cell.column])
        for cell in cells
    ]


def _repeated_rows(above: list[Printed], below: list[Printed], height: int) -> int:
    """How many rows at the head of the lower part are those at the head of the table printed again: rows without a figure."""
    repeated = 0
    for row in range(height):
        first, again = (
            sorted((cell.column, "".join(cell.text.split()), cell.row_span, cell.column_span) for cell in part if cell.row == row)
            for part in (above, below)
        )
        if first != again or any(FIGURE.fullmatch(text) and text for _, text, _, _ in again):
            break
        repeated = row + 1
    spanned = max((cell.row + cell.row_span for cell in below if cell.row < repeated), default=0)
    texts = any(cell.text for cell in below if cell.row < repeated)
    return repeated if spanned <= repeated and texts else 0


def _cut_row_joined(above: list[Printed], below: list[Printed], height: int) -> tuple[list[Printed], int]:
    """The cells, and 1 if the page cut a row in two: its label goes on, and no figure of the rest meets one of the upper part.

    Two whole rows are never made one: a label that starts a numbering, or that had room left, begins a row of its own.
    """
    head = [cell for cell in below if cell.row == height]
    tail = {(cell.column, cell.column_span): cell for cell in above if cell.row + cell.row_span == height}
    rests = [cell for cell in head if cell.text]
    fits = all((cell.column, cell.column_span) in tail for cell in head) and bool(rests)
    if not fits or not all(cell.row_span == 1 for cell in rests) or not any(cell.row_span == 1 for cell in head):
        return [*above, *below], 0
    if not all(_is_rest(tail[cell.column, cell.column_span], cell) for cell in rests) or not _goes_on(rests, tail.values()):
        return [*above, *below], 0
    longer = {(cell.column, cell.column_span): cell for cell in head}
    whole = [
        _united(cell, longer[cell.column, cell.column_span], overlap=1)
        if tail.get((cell.column, cell.column_span)) is cell and (cell.column, cell.column_span) in longer
        else cell
        for cell in above
    ]
    return [*whole, *(cell._replace(row=cell.row - 1) for cell in below if cell.row > height)], 1


def _is_rest(upper: Printed, lower: Printed) -> bool:
    """Whether the lower text can only be the rest of the upper: of a wrapped label, not numbered, or a figure set below a blank.

    LibreOffice sets a figure in the middle of its row, so that it may stand on the second of two pages.
    """
    if not lower.is_label:
        return not upper.text
    return upper.is_label and upper.room < WRAPPED and not NUMBERING.match(lower.text)


def _goes_on(rests: Sequence[Printed], upper: Iterable[Printed]) -> bool:
    """Whether the rest of a row has the rest of its label, or no label at all beside one above."""
    return any(cell.is_label for cell in rests) or any(cell.is_label and cell.row_span == 1 for cell in upper)


def _cut_labels_joined(cells: list[Printed], height: int) -> list[Printed]:
    """The cells, with group labels that span rows on both sides of the page made one."""
    labelled = {
        row: max((cell.column for cell in cells if cell.row <= row < cell.row + cell.row_span and cell.is_label), default=0)
        for row in (height - 1, height)
    }
    tail = {(cell.column, cell.column_span): cell for cell in cells if cell.row + cell.row_span == height}
    united: dict[Printed, Printed] = {}
    for lower in (cell for cell in cells if cell.row == height):
        upper = tail.get((lower.column, lower.column_span))
        beside = upper and lower.column < min(labelled.values())
        if upper and beside and _is_one_label(upper, lower):
            united[upper], united[lower] = _united(upper, lower, overlap=0), lower
    return [united.get(cell, cell) for cell in cells if united.get(cell) is not cell]


def _is_one_label(upper: Printed, lower: Printed) -> bool:
    """Whether both parts of a group label are one: one of them is empty, or the lower neither starts a numbering nor a row."""
    if not (upper.text and lower.text):
        return (upper.is_label or lower.is_label) and not (lower.text and NUMBERING.match(lower.text) and upper.row_span == 1)
    spanning = upper.row_span > 1 or lower.row_span > 1
    return spanning and upper.is_label and lower.is_label and not NUMBERING.match(lower.text)


def _united(upper: Printed, lower: Printed, overlap: int) -> Printed:
    text = "\n".join(part for part in (upper.text, lower.text) if part)
    certain = [part.confidence for part in (upper, lower) if part.confidence is not None]
    return upper._replace(
        text=text, row_span=upper.row_span + lower.row_span - overlap, room=lower.room, confidence=min(certain, default=None)
    )
