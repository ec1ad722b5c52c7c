"""Recognised lines -> Facts: every cell of the form exactly once, exact as printed, or with a finding that says why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from reportlib.facts.lines import Line
from reportlib.facts.place import placements
from reportlib.facts.recognize import Recognition
from reportlib.forms import Column, Form, Row
from reportlib.forms.findings import finding
from reportlib.model import MISSING, PASS, REPORTED, UNREADABLE, Cell, Fact, Finding, Listed, Operand, Phrase, Place
from reportlib.text.numbers import PrintedNumber, read_number

_Key = tuple[str, str, str]  # table, row code, column code
NOWHERE = Place()


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
        facts.append(fact)
        findings += said
    findings += [_unexplained(cell) for cell in recognition.unknown]
    findings += [_loosely_known(line) for line in recognition.lines if line.by != "label"]
    return Extraction(tuple(facts), tuple(_subtotals(cells, printed_rows, form)), tuple(findings))


class _Printed(NamedTuple):
    """A cell that was put into a place of the form, with the unit that its header states; `doubt` says why it may not belong there."""

    cell: Cell | None
    unit: str | None
    doubt: Phrase | None = None


def _cells_by_key(lines: Sequence[Line], form: Form) -> tuple[dict[_Key, list[_Printed]], list[Finding]]:
    cells: dict[_Key, list[_Printed]] = defaultdict(list)
    findings: list[Finding] = []
    for line, reading in zip(lines, placements(lines, form), strict=True):
        for (item, column), cell in reading.cells.items():
            cells[line.table, item, column].append(_Printed(cell, line.unit, reading.doubts.get((item, column))))
        if reading.remark:
            findings.append(_odd_length(line, reading.remark, bool(reading.doubts)))
    return cells, findings


def _odd_length(line: Line, remark: Phrase, doubtful: bool) -> Finding:
    case = "doubtful" if doubtful else "uneven" if len({value.text for value in line.values if value}) > 1 else "alike"
    item = line.items[0] if len(line.items) == 1 else None
    return finding("line_length", {"remark": remark}, case=case, table=line.table, item=item, place=_place_of(line))


def _place_of(line: Line) -> str:
    cell = line.label or next((value for value in line.values if value is not None), None)
    return str(cell.place) if cell else ""


def _fact(table: str, row: Row, column: Column, printed: Sequence[_Printed]) -> tuple[Fact, list[Finding]]:
    """The fact of one cell of the form, and the findings about reading it."""
    key = (table, row.code, column.code)
    if len(printed) == 1 and printed[0].cell is not None and not printed[0].doubt:
        return _read(key, column, printed[0].cell, printed[0].unit)
    found = [entry for entry in printed if entry.cell is not None or entry.doubt]
    found = [entry for entry in found if entry.doubt or (entry.cell is not None and entry.cell.text.strip())] or found
    if not found:
        return Fact(*key, None, column.unit, MISSING, "", NOWHERE), []
    distinct = {entry.cell.text.strip() if entry.cell else "" for entry in found}
    if len(distinct) > 1:
        return _contradicted(key, column, found)
    first = found[0]
    if first.cell is None:
        return Fact(*key, None, column.unit, UNREADABLE, "", NOWHERE), [
            _about("ambiguous_place", key, NOWHERE, operands={"doubt": first.doubt})
        ]
    fact, said = _read(key, column, first.cell, first.unit)
    if first.doubt:
        said.append(_about("ambiguous_place", key, first.cell.place, operands={"doubt": first.doubt}))
    return fact, said


def _contradicted(key: _Key, column: Column, found: Sequence[_Printed]) -> tuple[Fact, list[Finding]]:
    cells = [entry.cell for entry in found if entry.cell is not None]
    printed = " | ".join(cell.text.strip() for cell in cells)
    places = Listed([cell.place for cell in cells], "and")
    about = _about("contradiction", key, cells[0].place, operands={"printed": printed, "places": places})
    return Fact(*key, None, column.unit, UNREADABLE, printed, cells[0].place), [about]


def _read(key: _Key, column: Column, cell: Cell, header_unit: str | None) -> tuple[Fact, list[Finding]]:
    if cell.confidence is not None:
        cell = cell._replace(place=cell.place._replace(confidence=round(cell.confidence, 2)), confidence=None)
    if column.kind == "count" and cell.text.isascii() and cell.text.isdigit():
        return Fact(*key, int(cell.text), column.unit, REPORTED, cell.text, cell.place), []
    printed = read_number(cell.text)
    raw = cell.text.strip()
    if printed.value is None:
        said = [] if printed.status != UNREADABLE else [_about("unreadable", key, cell.place, "number", operands={"raw": raw})]
        return Fact(*key, None, column.unit, printed.status, raw, cell.place), said
    value, unit = _in_unit(printed, column, header_unit)
    if column.kind != "money" and value != value.to_integral_value():
        said = [_about("unreadable", key, cell.place, "whole", operands={"raw": raw})]
        return Fact(*key, None, column.unit, UNREADABLE, raw, cell.place), said
    number = float(value) if column.kind == "money" else int(value)
    said = [_joined(key, raw, cell.place)] if printed.joined else []
    return Fact(*key, number, unit, REPORTED, raw, cell.place), said


_IN_TEN_THOUSANDS = {"万元": Decimal(1), "元": Decimal("0.0001"), "亿元": Decimal(10_000)}


def _in_unit(printed: PrintedNumber, column: Column, header_unit: str | None) -> tuple[Decimal, str | None]:
    """The value in the unit of the form; money is in 万元 where the cell, its header or the form says a unit, else without one."""
    value = printed.value if printed.value is not None else Decimal(0)
    if column.kind != "money":
        return value, column.unit
    unit = (printed.unit if printed.unit in _IN_TEN_THOUSANDS else None) or header_unit or column.unit
    return (value * _IN_TEN_THOUSANDS[unit], "万元") if unit else (value, None)


def _joined(key: _Key, raw: str, place: Place) -> Finding:
    # No sum of the form stands behind a figure of section two.
    return _about("split_number", key, place, "unvouched" if key[0] == "disclosures" else "vouched", operands={"raw": raw})


def _about(rule: str, key: _Key, place: Place, case: str = "", operands: Mapping[str, Operand] = {}) -> Finding:
    table, item, column = key
    return finding(rule, operands, case=case, table=table, item=item, column=column, place=place)


def _unexplained(cell: Cell) -> Finding:
    return finding("unknown_row", {"label": cell.text.strip()}, place=cell.place)


def _loosely_known(line: Line) -> Finding:
    label = line.label.text.strip() if line.label else ""
    if line.by == "order":
        return finding("label", case="order", table=line.table, item=line.items[0], place=_place_of(line))
    return finding("label", {"label": label}, status=PASS, case="alike", table=line.table, item=line.items[0], place=_place_of(line))


def _subtotals(cells: Mapping[_Key, Sequence[_Printed]], rows: set[tuple[str, str]], form: Form) -> list[Fact]:
    """The rows and columns that the print adds to the form, as facts under their own codes."""
    known = {(table, row.code, column.code) for table, row, column in form.cells() if not row.stands_for or (table, row.code) in rows}
    found = []
    for key, printed in cells.items():
        if key not in known and printed[0].cell is not None:
            cell = printed[0].cell
            number = read_number(cell.text)
            value = int(number.value) if number.value is not None and number.value == number.value.to_integral_value() else None
            found.append(
                Fact(*key, value, "件", number.status if value is not None or number.value is None else UNREADABLE, cell.text, cell.place)
            )
    return found
