"""Facts x the Form's rules -> Findings: every rule at every place, held, broken or not assessable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from reportlib.forms import Column, Form, Rule, Subtotal
from reportlib.model import BLANK, DASH, ERROR, FAIL, MISSING, NOT_ASSESSABLE, PASS, UNREADABLE, Fact, Finding

VERIFIED, FLAGGED, INCOMPLETE = "verified", "flagged", "incomplete"
_Facts = Mapping[tuple[str, str, str], Fact]


def check(facts: Sequence[Fact], subtotals: Sequence[Fact], form: Form) -> tuple[Finding, ...]:
    """The rules inside one report: the sums of the form, the subtotals that the print adds, and the signs."""
    by_key = {(fact.table, fact.item, fact.column): fact for fact in facts}
    found = [*_sums(by_key, form), *_added_subtotals(by_key, subtotals, form), *_signs(by_key, form), *_absent(facts, form)]
    return tuple(found)


def grade(facts: Iterable[Fact], findings: Iterable[Finding]) -> str:
    """verified: every cell found and every sum holds; flagged: an error; incomplete: something is missing, blank or cannot be assessed.

    A blank cell leaves its figure unknown, so it is not verified; a dash says that there is none, and stands in the way of a sum only.
    """
    if any(finding.status == FAIL and finding.severity == ERROR for finding in findings):
        return FLAGGED
    if any(fact.status in (MISSING, UNREADABLE, BLANK) for fact in facts):
        return INCOMPLETE
    if any(finding.status == NOT_ASSESSABLE and finding.severity == ERROR for finding in findings):
        return INCOMPLETE
    return VERIFIED


class _Sum(NamedTuple):
    """A rule at one place: the codes on both sides and the facts behind them (rows that the print replaces left out)."""

    rule: Rule
    at: str
    left: Sequence[Fact]
    right: Sequence[Fact]

    @property
    def target(self) -> Fact | None:
        """The one cell on the right, where there is one: the printed total."""
        return self.right[0] if len(self.right) == 1 else None


def _sums(facts: _Facts, form: Form) -> Iterator[Finding]:
    for rule in form.rules:
        table = form.tables[rule.table]
        columns = [column.code for column in table.rows[0].columns]
        places = columns if rule.each == "column" else [row.code for row in table.rows if (rule.table, row.code, columns[0]) in facts]
        replaced = {code for row in table.rows if row.stands_for and (rule.table, row.code, columns[0]) in facts for code in row.stands_for}
        for at in places:
            left, right = (_side(rule, codes, at, facts, replaced) for codes in (rule.left, rule.right))
            if at not in replaced:
                yield _applied(_Sum(rule, at, left, right))


def _side(rule: Rule, codes: Iterable[str], at: str, facts: _Facts, replaced: set[str]) -> list[Fact]:
    keys = [(rule.table, code, at) if rule.each == "column" else (rule.table, at, code) for code in codes if code not in replaced]
    return [facts[key] for key in keys if key in facts]


def _applied(sum_: _Sum) -> Finding:
    """Whether the two sides agree; blanks and dashes never count as zero, but it is said when they would have to."""
    left, right = (sum(fact.value for fact in side if fact.value is not None) for side in (sum_.left, sum_.right))
    open_left = [fact for fact in sum_.left if fact.value is None]
    open_right = [fact for fact in sum_.right if fact.value is None]
    equation = f"{_spelled(sum_.left)} = {left}, {_spelled(sum_.right)} = {right}"
    if not open_left and not open_right:
        return _finding(sum_, PASS if left == right else FAIL, equation, left, right)
    if (left > right and not open_right) or (right > left and not open_left):
        return _finding(sum_, FAIL, f"{equation}, whatever the cells without a number may hold", left, right)
    return _finding(sum_, NOT_ASSESSABLE, _why_open(sum_, open_left + open_right, left == right), left, right)


def _spelled(side: Sequence[Fact]) -> str:
    """The addends that are not zero, by code and value: received 59 + carried_in 1."""
    shared = len({fact.item for fact in side}) == 1 and len(side) > 1
    terms = [f"{fact.column if shared else fact.item} {'?' if fact.value is None else fact.value}" for fact in side if fact.value != 0]
    return " + ".join(terms) or "all zero"


def _why_open(sum_: _Sum, open_cells: Sequence[Fact], balanced: bool) -> str:
    statuses = ", ".join(sorted({fact.status for fact in open_cells}))
    if balanced and all(fact.status in (BLANK, DASH) for fact in open_cells):
        return f"holds if the cells without a number ({statuses}) are zero"
    return f"{len(open_cells)} cells without a number ({statuses}); the rest is {_spelled(sum_.left)} against {_spelled(sum_.right)}"


def _finding(sum_: _Sum, status: str, message: str, left: float, right: float) -> Finding:
    rule = sum_.rule
    item, column = (sum_.at, None) if rule.each == "row" else (None, sum_.at)
    place = next((str(fact.place) for fact in (*sum_.right, *sum_.left) if fact.status != MISSING), "")
    return Finding(rule.code, rule.severity, status, message, rule.table, item, column, left, right, right - left, place)


def _added_subtotals(facts: _Facts, subtotals: Sequence[Fact], form: Form) -> Iterator[Finding]:
    """A subtotal that the print adds must equal its parts; it is not counted again."""
    rows = {(table.code, subtotal.code): subtotal for table in form.tables.values() for subtotal in table.subtotal_rows}
    rows |= {
        (table.code, row.code): Subtotal(row.code, (row.label,), row.stands_for)
        for table in form.tables.values()
        for row in table.rows
        if row.stands_for
    }
    columns = {(table.code, subtotal.code): subtotal for table in form.tables.values() for subtotal in table.subtotal_columns}
    for fact in subtotals:
        row, column = rows.get((fact.table, fact.item)), columns.get((fact.table, fact.column))
        if row and not column:
            yield _subtotal(fact, [facts.get((fact.table, part, fact.column)) for part in row.parts], row)
        elif column and not row:
            yield _subtotal(fact, [facts.get((fact.table, fact.item, part)) for part in column.parts], column)


def _subtotal(fact: Fact, parts: Sequence[Fact | None], subtotal: Subtotal) -> Finding:
    values = [part.value if part is not None else None for part in parts]
    if fact.value is None or None in values:
        return Finding(
            "subtotal",
            "warning",
            NOT_ASSESSABLE,
            f"the added subtotal {subtotal.labels[0]} or one of its parts is no number",
            fact.table,
            fact.item,
            fact.column,
            place=str(fact.place),
        )
    total = sum(value for value in values if value is not None)
    status = PASS if total == fact.value else FAIL
    message = f"the added subtotal {subtotal.labels[0]} is {fact.value}, its parts add up to {total}"
    return Finding(
        "subtotal", ERROR, status, message, fact.table, fact.item, fact.column, total, fact.value, fact.value - total, str(fact.place)
    )


def _signs(facts: _Facts, form: Form) -> Iterator[Finding]:
    """Counts and fees are not negative; a change may be."""
    kinds: dict[tuple[str, str, str], Column] = {(table, row.code, column.code): column for table, row, column in form.cells()}
    for key, fact in facts.items():
        negative = fact.value is not None and fact.value < 0 and kinds[key].kind != "signed"
        if negative or fact.table == "disclosures":
            status = FAIL if negative else PASS if fact.value is not None else NOT_ASSESSABLE
            message = f"{fact.raw} is negative" if negative else "not negative" if fact.value is not None else f"no number ({fact.status})"
            severity = ERROR if status != NOT_ASSESSABLE else "note"
            yield Finding("signs", severity, status, message, *key, actual=fact.value, place=str(fact.place))


def _absent(facts: Sequence[Fact], form: Form) -> Iterator[Finding]:
    """Tables and rows of the form of which nothing is printed."""
    rows: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        rows.setdefault((fact.table, fact.item), []).append(fact)
    for (table, item), cells in rows.items():
        absent = [fact for fact in cells if fact.status == MISSING]
        if not absent:
            continue
        whole = len(absent) == len(cells)
        stand_in = next((row.code for row in form.tables[table].rows if item in row.stands_for and (table, row.code) in rows), None)
        message = (
            f"row {item} is not in the report" if whole else f"no cell is printed for {', '.join(fact.column for fact in absent)} of {item}"
        )
        if stand_in:
            yield Finding("missing", "note", FAIL, f"{message}; row {stand_in} is printed in its place", table, item)
        else:
            yield Finding("missing", "warning", FAIL, message, table, item, None if whole else absent[0].column)
