"""Ruled grids -> rows: columns are positions, so a row's cells are those right of its label, and a header stands over them."""

from __future__ import annotations

from collections.abc import Sequence

from reportlib.facts.cells import Printed, printed
from reportlib.facts.recognizing.headers import Row
from reportlib.facts.recognizing.walk import Walk
from reportlib.forms import Form
from reportlib.model import Grid


def ruled_rows(grid: Grid, walk: Walk, form: Form) -> tuple[list[Row], Walk]:
    """The rows of a ruled grid, and the headers that hold below it; a grid of another width begins without those above."""
    width = max((cell.column + cell.column_span for row in grid.rows for cell in row), default=0)
    walk = walk.entering(width)
    own = [tuple(printed(cell, form) for cell in row) for row in grid.rows]
    read = {id(each.cell): each for row in own for each in row}
    rows: list[Row] = []
    for cells, covering in zip(own, grid.covering, strict=True):
        row, walk = _row(cells, [read[id(cell)] for cell in covering], walk, form)
        rows += [row] if row else []
    return rows, walk


def _row(own: Sequence[Printed], covering: Sequence[Printed], walk: Walk, form: Form) -> tuple[Row | None, Walk]:
    """The row of figures that these cells are, or the walk with them as a header."""
    label = _label(own, covering, walk)
    beside = _end(label) if label is not None else 0
    right = tuple([cell for cell in own if label is None or cell.cell.column >= beside])
    if any(cell.is_figure for cell in right) or _is_unfilled(label, own, right, walk) or _left_blank(own, walk):
        header, walk = walk.header(form, ruled=True)
        labels = tuple([cell for cell in covering if cell.is_text and _start(cell) <= _start(label)]) if label is not None else ()
        return Row(labels, right, header), walk
    walk = walk.under(tuple(cell for cell in own if not cell.is_blank), form)
    blank = label is not None and label in own and len(right) > 0 and not any(cell.is_text for cell in right) and not label.meanings
    return (Row((label,), right, walk.current), walk) if blank and label is not None else (None, walk)


def _start(cell: Printed) -> int:
    return cell.cell.column


def _end(cell: Printed) -> int:
    return cell.cell.column + cell.cell.column_span


def _label(own: Sequence[Printed], covering: Sequence[Printed], walk: Walk) -> Printed | None:
    """The label of a row: its own last one that the form knows, with nothing known behind it; else the last text before its figures."""
    edge = walk.first_column
    rows = [at for at, cell in enumerate(own) if cell.means("row", "subtotal_row") and (edge is None or _start(cell) < edge)]
    if rows and not _is_followed(own, rows[-1], walk) and not _among_headers(own[: rows[-1]]):
        return own[rows[-1]]
    numbers = [_start(cell) for cell in own if cell.is_figure]
    first = min(numbers) if numbers else max(map(_start, own), default=0) + 1
    end = first if edge is None else min(first, edge)
    left = [cell for cell in covering if cell.is_text and _start(cell) < end]
    return left[-1] if left else None


def _is_followed(own: Sequence[Printed], at: int, walk: Walk) -> bool:
    """Whether a label stands behind this one: one that is known, or behind that of a group any text before the columns of figures."""
    tables = walk.current.form.tables
    rows = (tables[each.table].row.get(each.code) for each in own[at].meanings if each.role == "row")
    of_group = own[at].means("subtotal_row") or any(row is not None and row.stands_for for row in rows)
    edge = (walk.first_column or 0) if of_group else 0
    return any(cell.meanings or (cell.is_text and _start(cell) < edge) for cell in own[at + 1 :])


def _among_headers(left: Sequence[Printed]) -> bool:
    return any(cell.means("column") or cell.means("row", table="proceedings") for cell in left)


def _is_unfilled(label: Printed | None, own: Sequence[Printed], right: Sequence[Printed], walk: Walk) -> bool:
    """Whether a row without any number is still one of a table: all its figures are left blank, or stand there as words."""
    if label is None or label not in own or not right or any(cell.meanings for cell in right):
        return False
    if _among_headers(own[: own.index(label)]) or (label.means("group") and not label.means("row")):
        return False
    if label.means("row", table="proceedings"):
        return walk.open.has_results_in(label.cell.place.table) and len(right) > 1
    return label.means("row", "subtotal_row")


def _left_blank(own: Sequence[Printed], walk: Walk) -> bool:
    """Whether this is the line of figures of section four with nothing filled in."""
    return walk.awaits_results and len(own) >= walk.results and all(cell.is_blank for cell in own)
