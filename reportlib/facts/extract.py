"""Recognised lines -> Facts: every cell of the form exactly once, exact as printed, or with a finding that says why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from reportlib.facts.cells import Printed
from reportlib.facts.place import placements
from reportlib.facts.recognizing.lines import Line
from reportlib.facts.recognizing.recognize import Recognition
from reportlib.facts.recognizing.rows import ends_as
from reportlib.forms import Column, Form, Row
from reportlib.forms.rules.findings import finding
from reportlib.forms.types import Key
from reportlib.model import MISSING, PASS, REPORTED, UNREADABLE, Cell, Code, Fact, Finding, Listed, Operand, Phrase, Place
from reportlib.text.decoding import DAMAGE
from reportlib.text.numbers import IN_TEN_THOUSANDS, PrintedNumber

NOWHERE = Place()
_LARGEST = 2**63 - 1  # what a column of whole numbers holds in Parquet
_LONGEST_RAW = 200
_ADDED = Column("", "", "", "件")  # what the cells of a subtotal are


class Extraction(NamedTuple):
    """The facts in form order, the subtotals that the print adds to the form, and what must be said about reading them."""

    facts: tuple[Fact, ...]
    subtotals: tuple[Fact, ...]
    findings: tuple[Finding, ...]


def extract(recognition: Recognition, form: Form) -> Extraction:
    """Every cell of the form as one Fact, missing ones included."""
    cells, findings = _cells_by_key(recognition.lines, form)
    facts = []
    printed_rows = {(line.table, item) for line in recognition.lines if not line.subtotal for item in line.items}
    for table, row, column in form.cells():
        if row.stands_for and (table, row.code) not in printed_rows:
            continue
        fact, said = _fact(table, row, column, cells.get((table, row.code, column.code), ()))
        facts.append(fact._replace(form=form.mixed[table]) if form.mixed.get(table, form.code) != form.code else fact)
        findings += said
    findings += [_unexplained(cell) for cell in recognition.unknown]
    findings += [_loosely_known(line) for line in recognition.lines if line.by != "label"]
    findings += [found for line in recognition.lines for found in (*_order_in_doubt(line), *_torn(line, printed_rows, form))]
    return Extraction(tuple(facts), tuple(_subtotals(cells, printed_rows, form)), tuple(findings))


class _Placed(NamedTuple):
    """A cell that was put into a place of the form, with what label and header state; `doubt` says why it may not belong there."""

    cell: Printed | None
    stated: Stated
    doubt: Phrase | None = None


class Stated(NamedTuple):
    """The unit of money that label and header state ("" for two that differ), and how many each count is of."""

    unit: str | None = None
    counted_in: int = 1


def _cells_by_key(lines: Sequence[Line], form: Form) -> tuple[dict[Key, list[_Placed]], list[Finding]]:
    cells: dict[Key, list[_Placed]] = defaultdict(list)
    findings: list[Finding] = []
    for line, reading in zip(lines, placements(lines, form), strict=True):
        stated = Stated(line.unit, line.counted_in)
        for (item, column), cell in reading.cells.items():
            cells[line.table, item, column].append(_Placed(cell, stated, reading.doubts.get((item, column))))
        if reading.remark:
            findings.append(_odd_length(line, reading.remark, bool(reading.doubts)))
    return cells, findings


def _odd_length(line: Line, remark: Phrase, doubtful: bool) -> Finding:
    printed = [value for value in line.values if value is not None and not value.is_blank]
    uneven = "surplus" if len(printed) > len(line.columns) else "uneven"
    case = "doubtful" if doubtful else uneven if len({value.text for value in line.values if value}) > 1 else "alike"
    item = line.items[0] if len(line.items) == 1 else None
    return finding("line_length", {"remark": remark}, case=case, table=line.table, item=item, place=_place_of(line))


def _place_of(line: Line) -> str:
    cell = line.label or next((value.cell for value in line.values if value is not None), None)
    return str(cell.place) if cell else ""


def _fact(table: str, row: Row, column: Column, printed: Sequence[_Placed]) -> tuple[Fact, list[Finding]]:
    """The fact of one cell of the form, and the findings about reading it."""
    key = (table, row.code, column.code)
    if len(printed) == 1 and printed[0].cell is not None and not printed[0].doubt:
        return _read(key, column, printed[0].cell, printed[0].stated)
    found = [entry for entry in printed if entry.cell is not None or entry.doubt]
    found = [entry for entry in found if entry.doubt or (entry.cell is not None and not entry.cell.is_blank)] or found
    if not found:
        return Fact(*key, None, column.unit, MISSING, "", NOWHERE), []
    distinct = {entry.cell.text.strip() if entry.cell else "" for entry in found}
    if len(distinct) > 1:
        return _contradicted(key, column, found)
    first = found[0]
    if first.cell is None:
        about = _about("ambiguous_place", key, NOWHERE, operands={"doubt": first.doubt})
        return Fact(*key, None, column.unit, UNREADABLE, "", NOWHERE), [about]
    fact, said = _read(key, column, first.cell, first.stated)
    if first.doubt:
        said.append(_about("ambiguous_place", key, first.cell.cell.place, operands={"doubt": first.doubt}))
    return fact, said


def _contradicted(key: Key, column: Column, found: Sequence[_Placed]) -> tuple[Fact, list[Finding]]:
    cells = [entry.cell.cell for entry in found if entry.cell is not None]
    printed = " | ".join(cell.text.strip() for cell in cells)
    places = Listed([cell.place for cell in cells], "and")
    about = _about("contradiction", key, cells[0].place, operands={"printed": printed, "places": places})
    return Fact(*key, None, column.unit, UNREADABLE, printed, cells[0].place), [about]


def _read(key: Key, column: Column, value: Printed, stated: Stated) -> tuple[Fact, list[Finding]]:
    printed, cell = value.number, value.cell
    place = cell.place if cell.confidence is None else cell.place._replace(confidence=round(cell.confidence, 2))
    raw = _shortened(cell.text.strip())
    if printed.value is None:
        said = [] if printed.status != UNREADABLE else [_about("unreadable", key, place, "number", operands={"raw": raw})]
        return Fact(*key, None, column.unit, printed.status, raw, place), said
    number, unit = _in_unit(printed, column, stated)
    if number is None:
        return Fact(*key, None, column.unit, UNREADABLE, raw, place), [_about("unreadable", key, place, unit, operands={"raw": raw})]
    said = [_about("split_number", key, place, operands={"raw": raw})] if printed.joined else []
    return Fact(*key, number, unit or None, REPORTED, raw, place), said


def _shortened(raw: str) -> str:
    return raw if len(raw) <= _LONGEST_RAW else f"{raw[:_LONGEST_RAW]}…"


def _in_unit(printed: PrintedNumber, column: Column, stated: Stated) -> tuple[int | float | None, str]:
    """The number in the unit of the form with that unit, or None with the case of the rule `unreadable`."""
    value = printed.value if printed.value is not None else Decimal(0)
    if printed.change and column.kind != "signed":
        return None, "change"
    if column.kind == "money":
        return _money(printed, value, stated.unit if stated.unit is not None else column.unit)
    if not printed.scaled and stated.counted_in != 1:
        value *= stated.counted_in
    whole = int(value)
    if printed.unit in IN_TEN_THOUSANDS or value != whole:
        return None, "whole"
    return (whole, column.unit or "") if abs(whole) <= _LARGEST else (None, "large")


def _money(printed: PrintedNumber, value: Decimal, stated: str | None) -> tuple[float | None, str]:
    """The amount in 万元 by the unit in the cell, else by what label and header state; without a unit where nothing does."""
    unit = printed.unit if printed.unit in IN_TEN_THOUSANDS else "元" if printed.scaled else stated
    if unit == "":
        return None, "unit"
    exact = value * IN_TEN_THOUSANDS[unit] if unit else value
    amount = float(exact)
    return (amount, "万元" if unit else "") if Decimal(repr(amount)) == exact else (None, "exact")


def _about(rule: str, key: Key, place: Place, case: str = "", operands: Mapping[str, Operand] = {}) -> Finding:
    table, item, column = key
    return finding(rule, operands, case=case, table=table, item=item, column=column, place=place)


def _unexplained(cell: Cell) -> Finding:
    return finding("unknown_row", {"label": _shortened(cell.text.strip())}, place=cell.place)


def _order_in_doubt(line: Line) -> Iterator[Finding]:
    """What must be said where no header tells which figure of a line is which, and no sum can."""
    order, item = line.order, line.items[0]
    if order is None or order.certain:
        return
    if order.contradicts:
        yield finding("order_in_doubt", case="contradicted", table=line.table, item=item, place=_place_of(line))
    elif line.table == "disclosures" and len({value.text for value in line.values if value is not None}) > 1:
        yield finding("order_in_doubt", case="unnamed", table=line.table, item=item, place=_place_of(line))


def _loosely_known(line: Line) -> Finding:
    label = line.label.text.strip() if line.label else ""
    if line.by == "order":
        return finding("label", case="order", table=line.table, item=line.items[0], place=_place_of(line))
    return finding("label", {"label": label}, status=PASS, case="alike", table=line.table, item=line.items[0], place=_place_of(line))


def _torn(line: Line, printed: set[tuple[str, str]], form: Form) -> Iterator[Finding]:
    """What must be said of a label that a piece of the file is lost behind: its figures may be those of a row that is not printed."""
    label, rows = line.label, [row.code for row in form.tables[line.table].rows if not row.stands_for]
    if label is None or len(line.items) > 1 or line.items[0] not in rows:
        return
    item, after = line.items[0], rows[rows.index(line.items[0]) + 1 :][:1]
    other = ends_as(label.text, line.table, item, form)
    if other and (line.table, other) not in printed:
        operands: dict[str, Operand] = {"label": label.text.strip(), "other": Code(line.table, "item", other)}
        yield finding("label", operands, case="torn", table=line.table, item=item, place=_place_of(line))
    elif DAMAGE in label.text and after and (line.table, after[0]) not in printed:
        yield finding("label", {"label": label.text.strip()}, case="damaged", table=line.table, item=item, place=_place_of(line))


def _subtotals(cells: Mapping[Key, Sequence[_Placed]], rows: set[tuple[str, str]], form: Form) -> list[Fact]:
    """The rows and columns that the print adds to the form, as facts under their own codes."""
    known = {(table, row.code, column.code) for table, row, column in form.cells() if not row.stands_for or (table, row.code) in rows}
    found = []
    for key, placed in cells.items():
        value = placed[0].cell
        if key[2] and key not in known and value is not None:
            fact, _ = _read(key, _ADDED, value, Stated())
            found.append(fact)
    return found
