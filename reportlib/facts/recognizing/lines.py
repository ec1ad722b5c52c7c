"""A printed line of a statutory table, and which row it is where its label alone does not tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from reportlib.facts.cells import Printed
from reportlib.facts.recognizing.headers import Order
from reportlib.forms import Form, Meaning
from reportlib.model import Cell
from reportlib.text.labels import ordinal_rank


class Line(NamedTuple):
    """One printed line of a statutory table.

    `columns` are the (row code, column code) that the line may hold, in printed order. Where `placed` is true each value
    stands under its header and `values[i]` belongs to `columns[i]`; else only the order of the values is known.
    `by` says how the row was known: label, similar (a label much like it) or order (the only row left between two known ones).
    """

    table: str
    items: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    values: tuple[Printed | None, ...]
    placed: bool
    label: Cell | None
    by: str = "label"
    unit: str | None = None
    subtotal: bool = False
    order: Order | None = None
    counted_in: int = 1
    doubt: str = ""

    @property
    def is_blank(self) -> bool:
        return all(value is None or value.is_blank for value in self.values)


class Candidate(NamedTuple):
    """A line with the rows that its label may mean: one, several, or none where it has no label of its own."""

    line: Line
    choices: tuple[Meaning, ...]


_Chosen = dict[int, Meaning]


def settled(candidates: Sequence[Candidate], form: Form) -> tuple[list[Line], list[Line]]:
    """The lines with each row settled, and those that remain without a row.

    A label that fits several rows is the one between its neighbours; lines without a label are the rows that are left between
    two known ones, where there are as many of both.
    """
    chosen: _Chosen = {at: one.choices[0] for at, one in enumerate(candidates) if len(one.choices) == 1 and one.line.by == "label"}
    for at, candidate in enumerate(candidates):
        if candidate.choices and at not in chosen:
            meaning = _between(at, candidate, candidates, chosen, form)
            if meaning is not None:
                chosen[at] = meaning
    by_order = _by_order(candidates, chosen, form)
    lines = list(_named(candidates, chosen | by_order, set(by_order), form))
    left = [one.line for at, one in enumerate(candidates) if not _is_proceedings(one) and at not in chosen and at not in by_order]
    return lines, left


def _is_proceedings(candidate: Candidate) -> bool:
    return candidate.line.table == "proceedings"


def _between(at: int, candidate: Candidate, candidates: Sequence[Candidate], chosen: _Chosen, form: Form) -> Meaning | None:
    """The choice that stands between the neighbours, none where a similar label may be either of two; else the first, unless it is
    merely similar and printed elsewhere."""
    order = form.tables[candidate.line.table].order
    taken = {
        meaning.code
        for place, meaning in chosen.items()
        if meaning.table == candidate.line.table and not _rivals(place, at, candidates, form)
    }
    before, after = _neighbours(at, candidate.line.table, chosen, form)
    rows = [meaning for meaning in candidate.choices if meaning.role == "row" and meaning.code in order]
    free = [meaning for meaning in rows if meaning.code not in taken]
    fitting = [meaning for meaning in free if before < order[meaning.code] < after]
    if candidate.line.by == "similar" and len(fitting or free) > 1:
        return None
    if fitting:
        return _by_ordinal(candidate, fitting, taken, form)
    first = candidate.choices[0]
    return None if candidate.line.by == "similar" and first.code in taken else first


def _rivals(one: int, other: int, candidates: Sequence[Candidate], form: Form) -> bool:
    """Whether two lines have an equal claim to a row that no sum vouches for: neither label is that of the form (行政许可（区直）, 行政许可（街道））."""
    lines = [candidates[at].line for at in (one, other)]
    return all(line.by == "similar" for line in lines) and not any(rule.table == lines[0].table for rule in form.rules)


def _neighbours(at: int, table: str, chosen: _Chosen, form: Form) -> tuple[int, int]:
    """The places in form order of the known rows before and after a line."""
    order = form.tables[table].order
    known = {place: order[meaning.code] for place, meaning in chosen.items() if meaning.table == table and meaning.code in order}
    before = max((position for place, position in known.items() if place < at), default=-1)
    return before, min((position for place, position in known.items() if place > at), default=len(order))


def _by_ordinal(candidate: Candidate, fitting: Sequence[Meaning], taken: set[str], form: Form) -> Meaning:
    """Among rows that fit, the one whose sub-rows are not printed, or whose numbering is of the same rank."""
    label = candidate.line.label
    table = form.tables[candidate.line.table]
    for meaning in fitting:
        stands_for = table.row[meaning.code].stands_for
        if stands_for and not taken & set(stands_for) and label is not None and ordinal_rank(label.text) == 0:
            return meaning
    return next((meaning for meaning in fitting if not table.row[meaning.code].stands_for), fitting[0])


def _by_order(candidates: Sequence[Candidate], chosen: _Chosen, form: Form) -> _Chosen:
    """Rows for lines without a label, where as many lines as rows are left between two known ones."""
    found: _Chosen = {}
    nameless = [at for at, one in enumerate(candidates) if at not in chosen and not _is_proceedings(one)]
    for (before, after), run in groupby(nameless, key=lambda at: _neighbours(at, "requests", chosen, form)):
        lines = list(run)
        taken = {meaning.code for meaning in chosen.values()}
        rows = form.tables["requests"].rows[before + 1 : after]
        left = [row.code for row in rows if row.code not in taken and not row.stands_for]
        if len(left) == len(lines) and all(candidates[at].line.table == "requests" for at in lines):
            found |= {at: Meaning("row", "requests", code) for at, code in zip(lines, left, strict=True)}
    return found


def _named(candidates: Sequence[Candidate], chosen: _Chosen, by_order: set[int], form: Form) -> Iterator[Line]:
    """The lines under their rows; a row whose sub-rows are printed too is a subtotal, and left out where it is blank."""
    printed = {meaning.code for meaning in chosen.values() if meaning.table == "requests"}
    for at, candidate in enumerate(candidates):
        if at not in chosen and not _is_proceedings(candidate):
            continue
        line = _as(candidate.line, chosen[at]) if at in chosen else candidate.line
        row = form.tables[line.table].row.get(line.items[0])
        is_sum = row is not None and bool(printed & set(row.stands_for))
        if not (is_sum and line.is_blank):
            told = ("order" if at in by_order else line.by, line.subtotal or is_sum)
            yield line if told == (line.by, line.subtotal) else line._replace(by=told[0], subtotal=told[1])


def _as(line: Line, meaning: Meaning) -> Line:
    """The line with its row set to what was chosen."""
    if (line.items, line.subtotal) == ((meaning.code,), meaning.role == "subtotal_row"):
        return line
    columns = tuple((meaning.code, column) for _, column in line.columns)
    return line._replace(items=(meaning.code,), columns=columns, subtotal=meaning.role == "subtotal_row")
