"""Failing sums -> Findings that name the one cell, or the displaced figures, behind all of them; or say that no single cell is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from reportlib.checks.sums import Sum, applied, known, sums
from reportlib.forms import Form
from reportlib.forms.rules.findings import finding
from reportlib.forms.types import Key
from reportlib.model import FAIL, NOT_ASSESSABLE, Code, Fact, Finding, Listed, Operand, Phrase

_MOST_LISTED = 6
_Values = Mapping[Key, int | float | None]


def suspects(facts: Sequence[Fact], subtotals: Sequence[Fact], form: Form, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """For each table in which sums fail: the one cell whose change repairs them all, with the value that would.

    Where no cell, or more than one, would repair them, one row without a cell says so (not_assessable) and lists what would.
    Figures that changed places (two columns, two cells of a row, a row shifted by one) are told where just one such change
    repairs every sum. `findings` are those of `check`; where no sum fails, the answer is empty at once.
    """
    rules = {rule.code for rule in form.rules} | {"subtotal"}
    broken = dict.fromkeys(each.table for each in findings if each.status == FAIL and each.rule in rules and each.table)
    if not broken:
        return ()
    every = list(sums(facts, subtotals, form))
    return tuple(found for table in broken for found in _of_table(_Puzzle.of([each for each in every if each.table == table])))


class _Puzzle(NamedTuple):
    """The sums of one table, split by their outcome, and the cell behind each code."""

    failing: Sequence[Sum]
    others: Sequence[Sum]
    cells: Mapping[Key, Fact]

    @classmethod
    def of(cls, every: Sequence[Sum]) -> _Puzzle:
        failing = [each for each in every if applied(each).status == FAIL]
        others = [each for each in every if each not in failing]
        return cls(failing, others, {fact[:3]: fact for each in every for fact in (*each.left, *each.right)})


class _Repair(NamedTuple):
    """A cell, the value it would have to have, and the failing sums that this repairs."""

    cell: Fact
    value: int
    sums: frozenset[int]


def _of_table(puzzle: _Puzzle) -> Iterator[Finding]:
    repairs = list(_repairs(puzzle))
    everything = frozenset(range(len(puzzle.failing)))
    single = [repair for repair in repairs if repair.sums == everything]
    if len(single) == 1:
        yield _named(single[0], puzzle)
        return
    moves = [] if single else list(_moves(puzzle))
    if len(moves) == 1:
        yield moves[0].finding
    yield _unnamed(puzzle, single, _pairs(repairs, everything), moves)


# ---------------------------------------------------------------- one cell


def _repairs(puzzle: _Puzzle) -> Iterator[_Repair]:
    """Every cell whose change repairs at least one failing sum and breaks none, with the whole number, not negative, that does."""
    members = [_weights(each) for each in puzzle.failing]
    # Most cells stand in a sum that holds, and are cleared by it without trying.
    passing = {key for each in puzzle.others if _complete(each) for key in _weights(each)}
    gaps = [known(each.left) - known(each.right) for each in puzzle.failing]
    for key, cell in puzzle.cells.items():
        if cell.value is None or key in passing:
            continue
        inside = [at for at, weights in enumerate(members) if key in weights]
        changes = {-gaps[at] * members[at][key] for at in inside if _complete(puzzle.failing[at])}
        value = cell.value + changes.pop() if len(changes) == 1 else -1
        if value >= 0 and value == int(value) and _holds(puzzle, {key: value}, inside):
            yield _Repair(cell, int(value), frozenset(inside))


def _weights(sum_: Sum) -> dict[Key, int]:
    """1 for the cells on the left of a sum, -1 for those on its right."""
    return {fact[:3]: 1 for fact in sum_.left} | {fact[:3]: -1 for fact in sum_.right}


def _complete(sum_: Sum) -> bool:
    return all(fact.value is not None for fact in (*sum_.left, *sum_.right))


def _holds(puzzle: _Puzzle, change: Mapping[Key, int | float | None], failing: Sequence[int] | None = None) -> bool:
    """Whether with these values no sum fails: of the failing ones those given (by default all), and all the others."""
    chosen = puzzle.failing if failing is None else [puzzle.failing[at] for at in failing]
    return not any(_fails(each, change) for each in (*chosen, *puzzle.others))


def _fails(sum_: Sum, change: Mapping[Key, int | float | None]) -> bool:
    ends = []
    for side in (sum_.left, sum_.right):
        values = [change.get(fact[:3], fact.value) for fact in side]
        numbers = [value for value in values if value is not None]
        ends.append((sum(numbers), len(numbers) == len(values)))
    (left, left_full), (right, right_full) = ends
    return (left > right and right_full) or (right > left and left_full)


def _named(repair: _Repair, puzzle: _Puzzle) -> Finding:
    cell = repair.cell
    count = len(puzzle.failing)
    whole = Phrase("all_sums_hold", {"count": count}) if count > 1 else Phrase("one_sum_holds")
    return finding(
        "suspect_cell",
        {"whole": whole, "sums": _rules(puzzle)},
        case="named",
        table=cell.table,
        item=cell.item,
        column=cell.column,
        expected=repair.value,
        actual=cell.value,
        place=cell.place,
    )


def _rules(puzzle: _Puzzle) -> Listed:
    """The failing sums by rule and place, the first few."""
    return Listed([_sum_name(each) for each in puzzle.failing], most=_MOST_LISTED)


def _sum_name(sum_: Sum) -> Phrase:
    place = Code(sum_.table, "item", sum_.item) if sum_.item else Code(sum_.table, "column", sum_.column or "")
    return Phrase("sum_of", {"rule": Phrase(f"sum.{sum_.rule}"), "place": place})


def _pairs(repairs: Sequence[_Repair], everything: frozenset[int]) -> list[tuple[_Repair, _Repair]]:
    """The pairs of cells that together repair every failing sum, each its own part of them."""
    return [(one, two) for one, two in combinations(repairs, 2) if not one.sums & two.sums and one.sums | two.sums == everything]


def _unnamed(puzzle: _Puzzle, single: Sequence[_Repair], pairs: Sequence[tuple[_Repair, _Repair]], moves: Sequence[_Move]) -> Finding:
    """Why no one cell is named, with what would repair the sums where that can be told."""
    operands: dict[str, Operand] = {"sums": _rules(puzzle)}
    if single:
        case, operands = "several", {**operands, "count": len(single), "repairs": _listed(single)}
    elif moves:
        case, operands = "moved", {**operands, "moves": Listed([move.told for move in moves[:_MOST_LISTED]], "orif")}
    elif len(pairs) == 1:
        case, operands = "pair", {**operands, "repairs": _listed(pairs[0])}
    elif pairs:
        case, operands = "pairs", {**operands, "count": len(pairs)}
    else:
        case = "none"
    first = puzzle.failing[0]
    return finding("suspect_cell", operands, status=NOT_ASSESSABLE, case=case, table=first.table, place=first.right[0].place)


def _listed(repairs: Sequence[_Repair]) -> Listed:
    return Listed([_repair(each) for each in repairs], most=_MOST_LISTED)


def _repair(repair: _Repair) -> Phrase:
    cell = repair.cell
    item, column = Code(cell.table, "item", cell.item), Code(cell.table, "column", cell.column)
    return Phrase("repair", {"item": item, "column": column, "value": repair.value, "printed": cell.value, "place": cell.place})


# ---------------------------------------------------------------- figures that changed places


class _Move(NamedTuple):
    """Figures that stand in another place than their own, in words and as a finding."""

    told: Phrase
    finding: Finding


def _moves(puzzle: _Puzzle) -> Iterator[_Move]:
    """The exchanges and shifts that repair every sum; only where more than one sum fails, for one alone proves nothing."""
    if len(puzzle.failing) < 2:
        return
    table = puzzle.failing[0].table
    rows: dict[str, dict[str, Fact]] = {}
    for cell in puzzle.cells.values():
        rows.setdefault(cell.item, {})[cell.column] = cell
    columns = list(dict.fromkeys(cell.column for cell in puzzle.cells.values()))
    whole = list(_exchanged_columns(puzzle, table, rows, columns))
    yield from whole
    if not whole:
        yield from _exchanged_cells(puzzle, table, rows)
        yield from _shifted_rows(puzzle, table)


def _exchanged_columns(puzzle: _Puzzle, table: str, rows: Mapping[str, Mapping[str, Fact]], columns: Sequence[str]) -> Iterator[_Move]:
    for one, two in combinations(columns, 2):
        pairs = [(row[one], row[two]) for row in rows.values() if one in row and two in row]
        if _holds(puzzle, {key: value for pair in pairs for key, value in _exchange(*pair).items()}):
            told = Phrase("columns_exchanged", {"one": Code(table, "column", one), "two": Code(table, "column", two)})
            where = Listed([cell.place for cell in pairs[0]], "and")
            yield _Move(told, finding("swapped_columns", {"move": told, "where": where}, table=table, place=pairs[0][0].place))


def _exchange(one: Fact, two: Fact) -> dict[Key, int | float | None]:
    return {one[:3]: two.value, two[:3]: one.value}


def _exchanged_cells(puzzle: _Puzzle, table: str, rows: Mapping[str, Mapping[str, Fact]]) -> Iterator[_Move]:
    """Two cells of one row exchanged; only cells that stand in a failing sum come into question."""
    doubtful = {key for each in puzzle.failing for key in _weights(each)}
    for item, row in rows.items():
        for one, two in combinations([cell for cell in row.values() if cell[:3] in doubtful], 2):
            if one.value != two.value and _holds(puzzle, _exchange(one, two)):
                told = _cells_exchanged(one, two)
                where = Listed([one.place, two.place], "and")
                yield _Move(told, finding("swapped_columns", {"move": told, "where": where}, table=table, item=item, place=one.place))


def _cells_exchanged(one: Fact, two: Fact) -> Phrase:
    columns = {"one": Code(one.table, "column", one.column), "two": Code(two.table, "column", two.column)}
    item = Code(one.table, "item", one.item)
    return Phrase("cells_exchanged", {**columns, "one_value": one.value, "two_value": two.value, "item": item})


def _shifted_rows(puzzle: _Puzzle, table: str) -> Iterator[_Move]:
    """A row whose figures stand one column too far; the figure that fell off the end follows from the sum of the row."""
    for row in (each for each in puzzle.failing if each.item and not each.column and _complete(each)):
        cells = (*row.left, *row.right)
        values = [cell.value or 0 for cell in cells]
        for direction, back in (("right", _from_right(values)), ("left", _from_left(values))):
            if min(back) >= 0 and _holds(puzzle, {cell[:3]: value for cell, value in zip(cells, back, strict=True)}):
                told = Phrase(f"row_moved_{direction}", {"item": Code(table, "item", row.item or "")})
                where = Listed([cells[0].place, cells[-1].place], "to")
                yield _Move(told, finding("shifted_row", {"move": told, "where": where}, table=table, item=row.item, place=cells[0].place))


def _from_right(values: Sequence[int | float]) -> list[int | float]:
    """The row moved one column to the left, its total made anew from its parts."""
    return [*values[1:], sum(values[1:])]


def _from_left(values: Sequence[int | float]) -> list[int | float]:
    """The row moved one column to the right, its first part made anew from its total."""
    *parts, total = values[:-1]
    return [total - sum(parts), *parts, total]
