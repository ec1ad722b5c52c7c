"""Loose grids -> rows: a text tells only the order of its cells, so figures belong to the label before them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reportlib.facts.cells import Printed, known, parts
from reportlib.facts.recognizing.headers import Row
from reportlib.facts.recognizing.rows import columns_of, named
from reportlib.facts.recognizing.walk import Walk
from reportlib.forms import Form
from reportlib.model import Grid

_LABELS_KEPT = 40


class _Stretch(NamedTuple):
    """Label cells and the figures behind them, which may go on over several printed rows; `lines` are the label cells row by row."""

    lines: tuple[tuple[Printed, ...], ...] = ()
    values: tuple[Printed, ...] = ()

    @property
    def labels(self) -> tuple[Printed, ...]:
        return tuple(cell for line in self.lines for cell in line)

    @property
    def has_figures(self) -> bool:
        return any(not value.is_blank for value in self.values)

    def with_label(self, cell: Printed, *, fresh: bool) -> _Stretch:
        """With one more label, and without the blanks in front of it."""
        kept = self.lines[-_LABELS_KEPT:]
        return _Stretch((*kept, (cell,)) if fresh or not kept else (*kept[:-1], (*kept[-1], cell)))


def loose_rows(grid: Grid, walk: Walk, form: Form) -> tuple[list[Row], Walk]:
    """The rows of a loose grid, and the headers that hold below it."""
    rows: list[Row] = []
    for stretch in _stretches(grid, walk, form):
        row, walk = _row(stretch, walk, form)
        rows += [row] if row else []
    return rows, walk


def _row(stretch: _Stretch, walk: Walk, form: Form) -> tuple[Row | None, Walk]:
    """The row of a stretch: its last labels name it, those before are a header; without figures all are."""
    if not stretch.values:
        for line in stretch.lines:
            walk = walk.under(line, form)
        return None, walk
    used = named(Row(stretch.labels, stretch.values, walk.open), form).used or _is_result(stretch.labels)
    while 0 < used < len(stretch.labels) and stretch.labels[-used - 1].text == stretch.labels[-1].text:
        used += 1  # a converter repeats the label in each column that it spans
    rest = len(stretch.labels) - used
    for line in stretch.lines:
        walk = walk.under(line[: max(rest, 0)], form)
        rest -= len(line)
    header, walk = walk.header(form, ruled=False)
    return Row(stretch.labels, stretch.values, header), walk


def _is_result(labels: Sequence[Printed]) -> bool:
    """Whether the last label alone is a result of section four, and so that of its row; in a header others stand before it."""
    results = [cell.means("column", table="proceedings") for cell in labels]
    return results[-1:] == [True] and not any(results[:-1])


def _stretches(grid: Grid, walk: Walk, form: Form) -> Iterator[_Stretch]:
    stretch = _Stretch()
    for cells in grid.rows:
        row = _without_ordinal([part for cell in cells for part in parts(cell, form)])
        bare = _only_figures(row)
        if stretch.values and not (bare and _lacks(stretch, row, form)):
            yield stretch
            stretch = _Stretch()
        if not stretch.values and _left_blank(row, stretch, walk, form):
            yield _Stretch(stretch.lines)
            yield _Stretch((), tuple(row))
            stretch = _Stretch()
            continue
        fresh, begun, end = True, bare, 0
        figures = _figures(row, form)
        for at, cell in enumerate(row):
            if at < end:
                continue
            if figures[at] or (cell.is_blank and (stretch.values or (stretch.lines and begun))):
                end = _end_of_values(row, figures, at)
                stretch = stretch._replace(values=(*stretch.values, *row[at:end]))
            elif not cell.is_blank:
                if stretch.has_figures:
                    yield stretch
                    stretch = _Stretch()
                stretch, fresh, begun = stretch.with_label(cell, fresh=fresh), False, True
        if stretch.values and not stretch.has_figures and not _may_be_blank(stretch):
            stretch = stretch._replace(values=())
    yield stretch


def _end_of_values(row: Sequence[Printed], figures: Sequence[bool], start: int) -> int:
    """Where the figures and blanks end that begin here; a text may hold a hundred thousand in one row."""
    return next((at for at in range(start + 1, len(row)) if not (figures[at] or row[at].is_blank)), len(row))


def _only_figures(row: Sequence[Printed]) -> bool:
    return not any(cell.is_text for cell in row) and any(cell.text for cell in row)


def _lacks(stretch: _Stretch, more: Sequence[Printed], form: Form) -> bool:
    """Whether the stretch so far lacks as many figures as the next row brings."""
    found = named(Row(stretch.labels, stretch.values, Walk.at_start(form).current), form).choices
    tables = form.tables["proceedings"].rows
    wanted = len(columns_of(form, found[0])) if found and found[0].table != "proceedings" else len(tables) * len(tables[0].columns)
    return sum(not cell.is_blank for cell in (*stretch.values, *more)) <= wanted


def _left_blank(row: Sequence[Printed], stretch: _Stretch, walk: Walk, form: Form) -> bool:
    """Whether this is the line of figures of section four with nothing filled in."""
    if any(not cell.is_blank for cell in row):
        return False
    for line in stretch.lines:
        walk = walk.under(line, form)
    return walk.awaits_results and len(row) >= walk.results


def _figures(row: Sequence[Printed], form: Form) -> list[bool]:
    """For each cell whether it stands where a figure of the form does: numbers, and what is printed in their place."""
    if not any(cell.is_text and not cell.meanings for cell in row):
        return [cell.is_figure for cell in row]
    rows = [at for at, cell in enumerate(row) if cell.means("row", "subtotal_row")]
    label = rows[-1] if rows and not any(cell.meanings for cell in row[rows[-1] + 1 :]) else None
    odd = _odd(row, label, form)
    return [cell.is_figure or at in odd for at, cell in enumerate(row)]


def _without_ordinal(row: Sequence[Printed]) -> Sequence[Printed]:
    """The cells of a row without the number that counts it, left of its label."""
    if not row or not row[0].is_number:
        return row
    first = next((at for at, cell in enumerate(row) if cell.means("row", "subtotal_row")), 0)
    behind = any(cell.is_number for cell in row[first + 1 :])
    counted = 0 < first <= 2 and not any(cell.is_number for cell in row[1:first]) and behind
    return row[1:] if counted else row


def _odd(row: Sequence[Printed], label: int | None, form: Form) -> set[int]:
    """The places of texts that are no number and stand where one should."""
    texts = [at for at, cell in enumerate(row) if cell.is_text and not cell.meanings]
    if label is None:
        numbers = [at for at, cell in enumerate(row) if cell.is_number]
        inside = [at for at in texts if numbers and len(numbers) > 2 * len(texts) and at > numbers[0]]
        return {at for at in inside if len(row[at].text.strip()) <= 6}
    behind = [at for at in texts if at > label]
    wanted = max(len(columns_of(form, meaning)) for meaning in row[label].meanings if meaning.role in ("row", "subtotal_row"))
    printed = sum(not cell.is_blank for cell in row[label + 1 :])
    whole = known("".join(cell.text for cell in row[label : label + 2]), form) if behind == [label + 1] else ()
    fits = printed <= wanted and (printed > len(behind) or len(behind) == wanted)
    return set(behind) if fits and not whole else set()


def _may_be_blank(stretch: _Stretch) -> bool:
    """Whether a stretch of blanks may be a row whose figures are all left blank, and is no header of the same name."""
    label = stretch.labels[-1] if stretch.labels else None
    if label is None or label.means("row", table="proceedings"):
        return False
    return label.means("row") and not label.means("column", "heading", "article")
