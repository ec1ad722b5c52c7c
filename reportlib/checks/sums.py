"""Facts x the Form's rules -> Findings: every rule at every place, held, broken or not assessable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from reportlib.forms import Form, StatutoryTable, Subtotal
from reportlib.forms.rules.findings import finding
from reportlib.forms.rules.wording import worded
from reportlib.forms.types import Key
from reportlib.model import (
    BLANK,
    DASH,
    ERROR,
    FAIL,
    MISSING,
    NOT_ASSESSABLE,
    PASS,
    UNREADABLE,
    Code,
    Fact,
    Finding,
    Grade,
    Listed,
    Operand,
    Phrase,
    Place,
    Verdict,
    Worded,
)


def check(
    facts: Sequence[Fact], subtotals: Sequence[Fact], form: Form, unparted: Collection[str] = (), pictures: Mapping[str, str] = {}
) -> tuple[Finding, ...]:
    """The rules inside one report: the sums of the form, the subtotals that the print adds, the signs, and what is not there.

    `unparted` are the tables that stand in the text with their cells run together, `pictures` the names of pictures in place of one.
    """
    added = (applied(each) for each in sums(facts, subtotals, form))
    return (*added, *_signs(facts, form), *_absent_tables(facts, form, unparted, pictures), *_absent(facts, form))


def unvouched(facts: Iterable[Fact], checked: Iterable[Finding]) -> Iterator[Finding]:
    """The figures read from a picture for which no sum of the form that holds vouches: to be compared with the print."""
    pictured = [fact for fact in facts if fact.place.confidence is not None]
    for fact in _without_a_sum(pictured, checked) if pictured else ():
        yield _of_cell("unvouched", NOT_ASSESSABLE, fact, operands={"confidence": fact.place.confidence})


def broken_off(facts: Sequence[Fact], checked: Iterable[Finding], end: Place | None) -> Iterator[Finding]:
    """The figure behind which the file ends at once, before all the tables of the form have come: digits of it may be lost."""
    at = next((at for at, fact in enumerate(facts) if end is not None and fact.place == end), len(facts))
    if any(fact.status == MISSING for fact in facts[at + 1 :]):
        yield from (_of_cell("broken_off", FAIL, fact) for fact in _without_a_sum(facts[at : at + 1], checked))


def _without_a_sum(facts: Iterable[Fact], checked: Iterable[Finding]) -> Iterator[Fact]:
    """The figures for which no sum of the form that holds vouches."""
    held = {(finding.table, finding.item, finding.column) for finding in checked if finding.status == PASS and finding.rule != "signs"}
    return (
        fact
        for fact in facts
        if fact.value is not None and (fact.table, fact.item, None) not in held and (fact.table, None, fact.column) not in held
    )


def grade(facts: Iterable[Fact], findings: Iterable[Finding]) -> Grade:
    """verified: every cell found and every sum holds; flagged: an error; incomplete: something is missing, blank or cannot be assessed.

    A blank cell leaves its figure unknown, so it is not verified; a dash says that there is none, and stands in the way of a sum only.
    """
    errors = {finding.status for finding in findings if finding.severity == ERROR and not _is_lone_dash(finding)}
    if FAIL in errors:
        return Grade.FLAGGED
    absent = any(fact.status in (MISSING, UNREADABLE, BLANK) for fact in facts)
    return Grade.INCOMPLETE if absent or NOT_ASSESSABLE in errors else Grade.VERIFIED


def _is_lone_dash(finding: Finding) -> bool:
    """Whether a finding says no more than that a single cell holds no number, which the cell's own status tells better."""
    return finding.rule == "signs" and finding.status == NOT_ASSESSABLE


# ---------------------------------------------------------------- sums


class Sum(NamedTuple):
    """Two sides of cells that must add up to the same, at one place: a column or row of the form, or a subtotal that the print adds."""

    rule: str
    table: str
    item: str | None
    column: str | None
    left: tuple[Fact, ...]
    right: tuple[Fact, ...]


def sums(facts: Sequence[Fact], subtotals: Sequence[Fact], form: Form) -> Iterator[Sum]:
    """Every sum that a report must satisfy, rows that the print replaces by another left out."""
    by_key = {fact[:3]: fact for fact in facts}
    counted = _counted(by_key, form)
    for rule, item, column, opened_by, *sides in form.additions:
        if opened_by is None or opened_by in counted:
            left, right = (tuple([counted[key] for key in side if key in counted]) for side in sides)
            yield Sum(rule.code, rule.table, item, column, left, right)
    yield from _added_subtotals(by_key, subtotals, form)


def _counted(facts: Mapping[Key, Fact], form: Form) -> Mapping[Key, Fact]:
    """The facts without those of rows for which another is printed."""
    replaced = {
        (table.code, code)
        for table in form.tables.values()
        for row in table.rows
        if row.stands_for and (table.code, row.code, table.rows[0].columns[0].code) in facts
        for code in row.stands_for
    }
    return {key: fact for key, fact in facts.items() if key[:2] not in replaced} if replaced else facts


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
            yield Sum("subtotal", *fact[:3], parts, (fact,))


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
        status, case = (PASS, "held") if left == right else (FAIL, "broken")
        return _finding(sum_, status, case, left, right)
    ends = (None if open_left else left, None if open_right else right)
    # What is not printed cannot be negative: numbers that exceed a full total contradict it whatever else there may be.
    if (left > right and not open_right) or (right > left and not open_left):
        return _finding(sum_, FAIL, "broken_anyhow", *ends)
    open_cells = [*open_left, *open_right]
    zero = left == right and all(fact.status in (BLANK, DASH) for fact in open_cells)
    statuses = Listed([Phrase(status) for status in sorted({fact.status for fact in open_cells})])
    return _finding(sum_, NOT_ASSESSABLE, "zero" if zero else "open", *ends, operands={"count": len(open_cells), "statuses": statuses})


def known(side: Sequence[Fact]) -> int | float:
    """What the numbers of one side add up to, cells without a number left out."""
    return sum([fact.value for fact in side if fact.value is not None])


def _open(side: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in side if fact.value is None]


def _finding(
    sum_: Sum, status: Verdict, case: str, left: float | None, right: float | None, operands: Mapping[str, Operand] = {}
) -> Finding:
    place = next((fact.place for fact in (*sum_.right, *sum_.left) if fact.status != MISSING), "")
    operands = {**operands, "left": _spelled(sum_, sum_.left), "right": _spelled(sum_, sum_.right)}
    if status == FAIL:
        sides = {"left": sum_.left, "right": sum_.right}
        totals = {f"{name}_total": _total(side) for name, side in sides.items()}
        operands = {**operands, **totals, **{f"{name}_place": _places(side) for name, side in sides.items()}}
    return finding(
        sum_.rule,
        operands,
        status=status,
        case=case,
        table=sum_.table,
        item=sum_.item,
        column=sum_.column,
        expected=left,
        actual=right,
        place=place,
    )


def _total(side: Sequence[Fact]) -> Operand:
    return Phrase("total", {"total": known(side)}) if len(side) > 1 else ""


def _spelled(sum_: Sum, side: Sequence[Fact]) -> Operand:
    """The addends that are not zero, by code and value: received 59 + carried_in 1."""
    axis, at = ("column", 2) if sum_.left[0].item == sum_.right[0].item else ("item", 1)
    shown = [(fact[at], fact.value) for fact in side if fact.value or (len(side) == 1 and fact.value == 0)]
    return _addends(sum_.table, axis, tuple(shown), len(_open(side)), len(side))


@lru_cache(maxsize=4096)
def _addends(table: str, axis: str, shown: tuple[tuple[str, float], ...], unknown: int, count: int) -> Worded:
    """Addends in words; most sums of most reports are those of zeros and ones, and are put into words once."""
    terms: list[Operand] = [Phrase("term", {"cell": Code(table, axis, code), "value": value}) for code, value in shown]
    terms += [Phrase("unknown", {"count": unknown})] if unknown else []
    return worded(Listed(terms, "plus") if terms else Phrase("zeros", {"count": count}))


def _places(side: Sequence[Fact]) -> Operand:
    """Where the cells of a side that matter are printed: the first and the last of those that are not zero."""
    printed = [fact for fact in side if fact.status != MISSING]
    places = [fact.place for fact in printed if fact.value != 0] or [fact.place for fact in printed]
    return Listed(list(dict.fromkeys((places[0], places[-1]))), "to") if places else Phrase("not_printed")


# ---------------------------------------------------------------- single cells


def _signs(facts: Sequence[Fact], form: Form) -> Iterator[Finding]:
    """Counts and fees are not negative; a change may be. Sums tell of the other tables, so only what fails there is a row."""
    for fact in facts:
        if fact.value is not None and fact.value < 0 and form.column[fact[:3]].kind != "signed":
            yield _of_cell("signs", FAIL, fact, "negative", operands={"raw": fact.raw})
        elif fact.table == "disclosures":
            status, case = (PASS, "held") if fact.value is not None else (NOT_ASSESSABLE, "open")
            yield _of_cell("signs", status, fact, case, operands={"reason": Phrase(fact.status)})


def _of_cell(rule: str, status: Verdict, fact: Fact, case: str = "", operands: Mapping[str, Operand] = {}) -> Finding:
    return finding(
        rule, operands, status=status, case=case, table=fact.table, item=fact.item, column=fact.column, actual=fact.value, place=fact.place
    )


def _absent_tables(facts: Sequence[Fact], form: Form, unparted: Collection[str], pictures: Mapping[str, str]) -> Iterator[Finding]:
    """Tables of which nothing could be read: not printed, printed as a picture, or with their cells run together."""
    absent = _tables_without_cells(facts)
    not_printed = [code for code in form.tables if code in absent and code not in unparted and code not in pictures]
    for code in (code for code in form.tables if code in absent and code in pictures):
        yield finding("table_is_picture", {"section": form.tables[code].section, "picture": pictures[code]}, table=code)
    for code in form.tables:
        if code in absent and code in unparted and code not in pictures:
            yield finding("table_run_together", {"section": form.tables[code].section}, table=code)
    if len(not_printed) == len(form.tables):
        yield finding("missing", case="tables")
        return
    for code in not_printed:
        yield finding("missing", {"section": form.tables[code].section}, case="table", table=code)


def _tables_without_cells(facts: Sequence[Fact]) -> set[str]:
    return {fact.table for fact in facts} - {fact.table for fact in facts if fact.status != MISSING}


def _absent(facts: Sequence[Fact], form: Form) -> Iterator[Finding]:
    """Rows and cells of which nothing is printed, in tables that are."""
    if not any(fact.status == MISSING for fact in facts):
        return
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
            yield finding("merged_row", {"stand_in": Code(table, "item", stand_in)}, status=PASS, table=table, item=item)
        elif len(absent) == len(cells):
            yield finding("missing", case="row", table=table, item=item)
        else:
            column = absent[0] if len(absent) == 1 else None
            columns = Listed([Code(table, "column", code) for code in absent])
            yield finding("missing", {"columns": columns}, case="cells", table=table, item=item, column=column)
