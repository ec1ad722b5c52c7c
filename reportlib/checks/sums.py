"""Facts x the Form's rules -> Findings: every rule at every place, held, broken or not assessable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from reportlib.forms import Form, StatutoryTable, Subtotal
from reportlib.model import (
    BLANK,
    DASH,
    ERROR,
    FAIL,
    MISSING,
    NOT_ASSESSABLE,
    NOTE,
    PASS,
    UNREADABLE,
    WARNING,
    Fact,
    Finding,
)

VERIFIED, FLAGGED, INCOMPLETE = "verified", "flagged", "incomplete"
Key = tuple[str, str, str]  # table, item and column by code


def check(facts: Sequence[Fact], subtotals: Sequence[Fact], form: Form, unparted: Collection[str] = ()) -> tuple[Finding, ...]:
    """The rules inside one report: the sums of the form, the subtotals that the print adds, the signs, and what is not there.

    `unparted` are the tables that stand in the text with their cells run together.
    """
    added = (applied(each) for each in sums(facts, subtotals, form))
    return (*added, *_signs(facts, form), *_absent_tables(facts, form, unparted), *_absent(facts, form))


def unvouched(facts: Iterable[Fact], checked: Iterable[Finding]) -> Iterator[Finding]:
    """The figures read from a picture for which no sum of the form that holds vouches: to be compared with the print."""
    held = {(finding.table, finding.item, finding.column) for finding in checked if finding.status == PASS and finding.rule != "signs"}
    for fact in facts:
        sure = (fact.table, fact.item, None) in held or (fact.table, None, fact.column) in held
        if fact.place.confidence is not None and fact.value is not None and not sure:
            message = f"{fact.value} was read from a picture with confidence {fact.place.confidence}, and no sum vouches for it; compare it with the print"
            key = (fact.table, fact.item, fact.column)
            yield Finding("unvouched", ERROR, NOT_ASSESSABLE, message, *key, actual=fact.value, place=str(fact.place))


def grade(facts: Iterable[Fact], findings: Iterable[Finding]) -> str:
    """verified: every cell found and every sum holds; flagged: an error; incomplete: something is missing, blank or cannot be assessed.

    A blank cell leaves its figure unknown, so it is not verified; a dash says that there is none, and stands in the way of a sum only.
    """
    errors = {finding.status for finding in findings if finding.severity == ERROR and not _is_lone_dash(finding)}
    if FAIL in errors:
        return FLAGGED
    absent = any(fact.status in (MISSING, UNREADABLE, BLANK) for fact in facts)
    return INCOMPLETE if absent or NOT_ASSESSABLE in errors else VERIFIED


def _is_lone_dash(finding: Finding) -> bool:
    """Whether a finding says no more than that a single cell holds no number, which the cell's own status tells better."""
    return finding.rule == "signs" and finding.status == NOT_ASSESSABLE


# ---------------------------------------------------------------- sums


class Sum(NamedTuple):
    """Two sides of cells that must add up to the same, at one place: a column or row of the form, or a subtotal that the print adds."""

    rule: str
    severity: str
    table: str
    item: str | None
    column: str | None
    left: tuple[Fact, ...]
    right: tuple[Fact, ...]


def sums(facts: Sequence[Fact], subtotals: Sequence[Fact], form: Form) -> Iterator[Sum]:
    """Every sum that a report must satisfy, rows that the print replaces by another left out."""
    by_key = {fact[:3]: fact for fact in facts}
    for rule in form.rules:
        rows = form.tables[rule.table].rows
        first = rows[0].columns[0].code
        printed = [row for row in rows if (rule.table, row.code, first) in by_key]
        replaced = {code for row in printed for code in row.stands_for}
        at_columns = rule.each == "column"
        for at in [column.code for column in rows[0].columns] if at_columns else [row.code for row in printed if row.code not in replaced]:
            sides = [
                [by_key.get((rule.table, code, at) if at_columns else (rule.table, at, code)) for code in codes if code not in replaced]
                for codes in (rule.left, rule.right)
            ]
            left, right = (tuple(fact for fact in side if fact is not None) for side in sides)
            yield Sum(rule.code, rule.severity, rule.table, None if at_columns else at, at if at_columns else None, left, right)
    yield from _added_subtotals(by_key, subtotals, form)


def _added_subtotals(facts: Mapping[Key, Fact], subtotals: Sequence[Fact], form: Form) -> Iterator[Sum]:
    """A subtotal that the print adds must equal its parts; it is not counted again."""
    if not subtotals:
        return
    known = {**facts, **{fact[:3]: fact for fact in subtotals}}
    rows = {(table.code, each.code): each for table in form.tables.values() for each in _row_subtotals(table)}
    columns = {(table.code, each.code): each for table in form.tables.values() for each in table.subtotal_columns}
    for fact in subtotals:
        row, column = rows.get((fact.table, fact.item)), columns.get((fact.table, fact.column))
        if row:
            keys = [(fact.table, part, fact.column) for part in row.parts]
        elif column:
            keys = [(fact.table, fact.item, part) for part in column.parts]
        else:
            continue
        parts = tuple(known[key] for key in keys if key in known)
        if parts:
            yield Sum("subtotal", ERROR, *fact[:3], parts, (fact,))


def _row_subtotals(table: StatutoryTable) -> Iterator[Subtotal]:
    """The rows of subtotals of a table; a row that stands for others is one where the others are printed too."""
    return chain(table.subtotal_rows, (Subtotal(row.code, (row.label,), row.stands_for) for row in table.rows if row.stands_for))


def applied(sum_: Sum) -> Finding:
    """Whether the two sides agree; blanks and dashes never count as zero, but it is said when they would have to.

    `expected` is what the parts add up to and `actual` the printed total, each only where all of its cells hold numbers.
    """
    left, right = known(sum_.left), known(sum_.right)
    open_left, open_right = _open(sum_.left), _open(sum_.right)
    if not open_left and not open_right:
        if left == right:
            return _finding(sum_, PASS, f"{_spelled(sum_, sum_.left)} = {_spelled(sum_, sum_.right)}", left, right)
        return _finding(sum_, FAIL, _contrast(sum_), left, right)
    ends = (None if open_left else left, None if open_right else right)
    # What is not printed cannot be negative: numbers that exceed a full total contradict it whatever else there may be.
    if (left > right and not open_right) or (right > left and not open_left):
        return _finding(sum_, FAIL, f"{_contrast(sum_)}; that fails whatever the cells without a number may hold", *ends)
    return _finding(sum_, NOT_ASSESSABLE, _why_open(sum_, [*open_left, *open_right], left == right), *ends)


def known(side: Sequence[Fact]) -> int | float:
    """What the numbers of one side add up to, cells without a number left out."""
    return sum(fact.value for fact in side if fact.value is not None)


def _open(side: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in side if fact.value is None]


def _contrast(sum_: Sum) -> str:
    """Both sides with their values and where they are printed."""
    left, right = (_spelled(sum_, side) for side in (sum_.left, sum_.right))
    totals = [f" = {known(side)}" if len(side) > 1 else "" for side in (sum_.left, sum_.right)]
    return f"{left}{totals[0]} ({_places(sum_.left)}) against {right}{totals[1]} ({_places(sum_.right)})"


def _spelled(sum_: Sum, side: Sequence[Fact]) -> str:
    """The addends that are not zero, by code and value: received 59 + carried_in 1."""
    across = sum_.left[0].item == sum_.right[0].item
    terms = [f"{fact.column if across else fact.item} {fact.value}" for fact in side if fact.value or (len(side) == 1 and fact.value == 0)]
    unknown = len(_open(side))
    return " + ".join([*terms, *([f"{unknown} unknown"] if unknown else [])]) or f"{len(side)} zeros"


def _places(side: Sequence[Fact]) -> str:
    """Where the cells of a side that matter are printed: the first and the last of those that are not zero."""
    printed = [fact for fact in side if fact.status != MISSING]
    places = [str(fact.place) for fact in printed if fact.value != 0] or [str(fact.place) for fact in printed]
    return " to ".join(dict.fromkeys((places[0], places[-1]))) if places else "not printed"


def _why_open(sum_: Sum, open_cells: Sequence[Fact], balanced: bool) -> str:
    statuses = ", ".join(sorted({fact.status for fact in open_cells}))
    if balanced and all(fact.status in (BLANK, DASH) for fact in open_cells):
        return f"holds if the cells without a number ({statuses}) are zero"
    return f"{len(open_cells)} cells without a number ({statuses}); the rest is {_spelled(sum_, sum_.left)} against {_spelled(sum_, sum_.right)}"


def _finding(sum_: Sum, status: str, message: str, left: float | None, right: float | None) -> Finding:
    place = next((str(fact.place) for fact in (*sum_.right, *sum_.left) if fact.status != MISSING), "")
    difference = None if left is None or right is None else right - left
    return Finding(sum_.rule, sum_.severity, status, message, sum_.table, sum_.item, sum_.column, left, right, difference, place)


# ---------------------------------------------------------------- single cells


def _signs(facts: Sequence[Fact], form: Form) -> Iterator[Finding]:
    """Counts and fees are not negative; a change may be. Sums tell of the other tables, so only what fails there is a row."""
    kinds = {(table, row.code, column.code): column.kind for table, row, column in form.cells()}
    for fact in facts:
        key = fact[:3]
        negative = fact.value is not None and fact.value < 0 and kinds[key] != "signed"
        if negative:
            yield Finding("signs", ERROR, FAIL, f"{fact.raw} is negative", *key, actual=fact.value, place=str(fact.place))
        elif fact.table == "disclosures":
            status, message = (PASS, "not negative") if fact.value is not None else (NOT_ASSESSABLE, f"no number ({fact.status})")
            yield Finding("signs", ERROR, status, message, *key, actual=fact.value, place=str(fact.place))


def _absent_tables(facts: Sequence[Fact], form: Form, unparted: Collection[str]) -> Iterator[Finding]:
    """Tables of which nothing could be read: not printed, or printed with their cells run together."""
    absent = _tables_without_cells(facts)
    not_printed = [code for code in form.tables if code in absent and code not in unparted]
    for code in form.tables:
        if code in absent and code in unparted:
            message = f"the table of section {form.tables[code].section} is there, but its cells run together, so that none can be told from the next"
            yield Finding("table_run_together", WARNING, FAIL, message, code)
    if len(not_printed) == len(form.tables):
        yield Finding("missing", WARNING, FAIL, "none of the three tables is printed in the report")
        return
    for code in not_printed:
        yield Finding("missing", WARNING, FAIL, f"the table of section {form.tables[code].section} is not printed in the report", code)


def _tables_without_cells(facts: Sequence[Fact]) -> set[str]:
    return {fact.table for fact in facts} - {fact.table for fact in facts if fact.status != MISSING}


def _absent(facts: Sequence[Fact], form: Form) -> Iterator[Finding]:
    """Rows and cells of which nothing is printed, in tables that are."""
    absent_tables = _tables_without_cells(facts)
    rows: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        if fact.table not in absent_tables:
            rows.setdefault((fact.table, fact.item), []).append(fact)
    stand_ins = {(table.code, code): row.code for table in form.tables.values() for row in table.rows for code in row.stands_for}
    for (table, item), cells in rows.items():
        absent = [fact.column for fact in cells if fact.status == MISSING]
        stand_in = stand_ins.get((table, item), "")
        if not absent:
            continue
        if (table, stand_in) in rows:
            yield Finding("merged_row", NOTE, PASS, f"row {item} is not printed; row {stand_in} stands in its place", table, item)
        elif len(absent) == len(cells):
            yield Finding("missing", WARNING, FAIL, f"row {item} is not in the report", table, item)
        else:
            column = absent[0] if len(absent) == 1 else None
            yield Finding("missing", WARNING, FAIL, f"no cell is printed for {', '.join(absent)} of {item}", table, item, column)
