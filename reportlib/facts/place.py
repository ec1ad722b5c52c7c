"""Which value of a loose line belongs to which column: by count where all are there, else by the arithmetic of the form.

A line of text that lacks a number, or has one too many, can be read in several ways. All of them are tried; those that break
the sums of the form are dropped; what the rest agree on is taken, and what they do not is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from math import comb
from typing import NamedTuple

from msgspec.structs import replace

from reportlib.facts.cells import Printed, printed, unread
from reportlib.facts.recognizing.lines import Line
from reportlib.forms import Column, Form, Rule
from reportlib.forms.types import Key
from reportlib.model import Code, Listed, Phrase

_MOST_WAYS = 500  # to put the numbers of a line into its columns; three of fifteen may lack
_MOST_EXTRA = 2
_Slot = tuple[str, str]  # row code, column code
_Way = dict[_Slot, Printed | None]


class Reading(NamedTuple):
    """The cell at each place of a line (None: not printed); `doubts` say why a place may be wrong, `remark` what was odd about the line."""

    cells: Mapping[_Slot, Printed | None]
    doubts: Mapping[_Slot, Phrase]
    remark: Phrase | None = None


def placements(lines: Sequence[Line], form: Form) -> Iterator[Reading]:
    """One reading for each line, in order."""
    padding = _padding(lines)
    ways = [_ways(line, padding, form) for line in lines]
    settled = _settled(lines, ways) if any(len(possible) != 1 for possible in ways) else {}
    for line, possible in zip(lines, ways, strict=True):
        reading = _reading(line, possible, settled, form) if len(possible) != 1 else _only_reading(line, possible[0], form)
        apart = {slot: _vouched(cell, slot, reading, line, form) for slot, cell in reading.cells.items() if cell and _may_be_two(cell)}
        yield reading._replace(cells={**reading.cells, **apart}) if apart else reading


def _settled(lines: Sequence[Line], ways: Sequence[Sequence[_Way]]) -> dict[Key, Printed | None]:
    """The cells of all lines that can be read in one way only."""
    alone = [(line.table, possible[0]) for line, possible in zip(lines, ways, strict=True) if len(possible) == 1 and not line.subtotal]
    return {(table, *slot): cell for table, way in alone for slot, cell in way.items()}


def _may_be_two(cell: Printed) -> bool:
    """Whether the digits stand apart, or begin with a nought as those of 0 and 170 do where one is printed over the other."""
    digits = cell.text.strip()
    return cell.number.joined or (len(digits) > 2 and digits.isdecimal() and digits.startswith("0") and bool(cell.number.value))


def _vouched(cell: Printed, slot: _Slot, reading: Reading, line: Line, form: Form) -> Printed:
    """The cell whose digits may be those of two: one number only where the sum of its row vouches for it."""
    rules = [rule for rule in form.rules if rule.table == line.table and rule.each == "row"]
    return cell if rules and all(_holds(rule, slot[0], reading.cells) for rule in rules) else unread(cell)


def _holds(rule: Rule, item: str, cells: Mapping[_Slot, Printed | None]) -> bool:
    sides = [[_value(cells, (item, code)) for code in codes] for codes in (rule.left, rule.right)]
    numbers = [[value for value in side if value is not None] for side in sides]
    return numbers == sides and sum(numbers[0]) == sum(numbers[1])


_Padding = Mapping[tuple[int | None, int, int | None], tuple[int, int]]  # by table, number of columns, first field (None: any)


def _padding(lines: Sequence[Line]) -> _Padding:
    """How many blank fields full lines of a text table carry before and behind their values: by table, columns and first field."""
    seen: dict[tuple[int | None, int, int | None], Counter[tuple[int, int]]] = {}
    for line in lines:
        values = [] if line.placed else [value for value in line.values if value is not None]
        lead, core, trail = _core(values)
        if values and len(core) == len(line.columns):
            for first in (values[0].cell.column, None):
                seen.setdefault((values[0].cell.place.table, len(core), first), Counter())[lead, trail] += 1
    return {key: counts.most_common(1)[0][0] for key, counts in seen.items()}


def _core(values: Sequence[Printed]) -> tuple[int, Sequence[Printed], int]:
    """The values from the first to the last that is not blank, with the numbers of blanks around them."""
    printed = [position for position, cell in enumerate(values) if not cell.is_blank]
    if not printed:
        return 0, (), len(values)
    return printed[0], values[printed[0] : printed[-1] + 1], len(values) - printed[-1] - 1


def _ways(line: Line, padding: _Padding, form: Form) -> list[_Way]:
    """Every way to put the values of a line into its columns in order."""
    slots = line.columns
    if line.placed:
        return list(_placed_ways(line, form))
    values = [value for value in line.values if value is not None]
    windows: list[_Way] = [dict(zip(slots, window, strict=True)) for window in _windows(values, len(slots), padding)]
    lead, core, _ = _core(values)
    printed = [value for value in core if not value.is_blank]
    unknown = lead > 0 and (values[0].cell.place.table, len(slots), None) not in padding  # a blank before them may be of the label
    if windows and not (_is_unsummed(windows, line, form) and (unknown or _ends_in_largest(printed))):
        return windows
    if len(core) > len(slots) == len(printed):  # blank columns between, as Word puts them into web pages
        return [dict(zip(slots, printed, strict=True))]
    if windows:
        return [*windows, *_lacking(printed, slots)]
    return list(_lacking(core, slots) if len(core) < len(slots) else _too_many(core, slots, form))


def _placed_ways(line: Line, form: Form) -> Iterator[_Way]:
    """The way that the header tells; in a row that ends before its columns do, or whose sum stands before its place, all others too."""
    own = dict(zip(line.columns, line.values, strict=True))
    yield own
    cut = line.values[-1] is None
    if not cut and not _is_unsummed([own], line, form):
        return
    printed = [value for value in line.values if value is not None and not value.is_blank]
    one_each = len({id(value) for value in printed}) == len(printed)
    slid = _is_unsummed([own], line, form) and _ends_in_sum(printed) and not _ends_in_place(own, line, form)
    if one_each and (slid or (cut and printed)):
        yield from (way for way in _lacking(printed, line.columns) if _texts(way) != _texts(own))


def _texts(way: _Way) -> list[str]:
    return [_printed(cell) for cell in way.values()]


def _is_unsummed(ways: Sequence[_Way], line: Line, form: Form) -> bool:
    """Whether nothing stands in the place of a sum of the row."""
    totals = form.totals(line.table)
    return any(_value(way, slot) is None for way in ways for slot in line.columns if slot[1] in totals)


def _ends_in_place(way: _Way, line: Line, form: Form) -> bool:
    """Whether the last number printed stands where a sum belongs, as the total of one channel does before two that are blank."""
    last = [slot for slot, cell in way.items() if cell is not None and not cell.is_blank][-1:]
    return bool(last) and last[0][1] in form.totals(line.table)


def _ends_in_largest(printed: Sequence[Printed]) -> bool:
    """Whether the last number printed may be the sum of the row: 1 2 3 6 before three blanks that may stand anywhere."""
    known = [value.number.value for value in printed if value.number.value is not None]
    return len(known) > 1 and known[-1] >= max(known)


def _ends_in_sum(printed: Sequence[Printed]) -> bool:
    """Whether the last number printed is the sum of those before it."""
    known = [value.number.value for value in printed if value.number.value is not None]
    return len(known) > 1 and known[-1] > 0 and sum(known[:-1]) == known[-1]


def _windows(values: list[Printed], wanted: int, padding: _Padding) -> Iterator[Sequence[Printed]]:
    """The stretches of values that may fill the columns, blank fields that only pad the line left out.

    A blank at an edge may be a cell or padding: where other lines of the table do not settle it, there are several stretches.
    """
    lead, core, trail = _core(values)
    table = values[0].cell.place.table if values else None
    usual = padding.get((table, wanted, values[0].cell.column)) if values else None
    if len(core) == wanted:
        yield core
    elif usual is not None and len(values) - sum(usual) == wanted and lead >= usual[0] and trail >= usual[1]:
        yield from (
            values[first : first + wanted]
            for first in range(len(values) - wanted + 1)
            if first <= lead and first + wanted >= lead + len(core)
        )
    elif not core and len(values) >= wanted:
        yield values[:wanted]
    elif usual is None and len(values) == wanted and len(core) < wanted and padding.get((table, wanted, None), (0, 0)) == (0, 0):
        yield values


def _lacking(values: Sequence[Printed], slots: Sequence[_Slot]) -> Iterator[_Way]:
    if comb(len(slots), len(values)) > _MOST_WAYS or not values:
        return
    for places in combinations(range(len(slots)), len(values)):
        placed = dict(zip(places, values, strict=True))
        yield {slot: placed.get(position) for position, slot in enumerate(slots)}


def _too_many(values: Sequence[Printed], slots: Sequence[_Slot], form: Form) -> Iterator[_Way]:
    """Leave out what is too much, or join two neighbours whose digits a converter may have parted."""
    extra = len(values) - len(slots)
    if extra > _MOST_EXTRA:
        return
    for kept in combinations(values, len(slots)):
        yield dict(zip(slots, kept, strict=True))
    if extra == 1:
        for position in range(len(slots)):
            joined = _as_one(values[position], values[position + 1], form)
            if joined is not None:
                yield dict(zip(slots, (*values[:position], joined, *values[position + 2 :]), strict=True))


def _as_one(left: Printed, right: Printed, form: Form) -> Printed | None:
    if not (left.text.isdecimal() and right.text.isdecimal()) or left.text.startswith("0"):
        return None
    return printed(left.cell._replace(text=f"{left.text} {right.text}"), form)


def _reading(line: Line, possible: Sequence[_Way], settled: Mapping[Key, Printed | None], form: Form) -> Reading:
    remark = _remark(line)
    ways = [way for way in possible if _signs_hold(line, way, form) and _row_sums_hold(line, way, form)]
    by_columns = [way for way in ways if _column_sums_hold(line, way, settled, form)]
    ways = by_columns or ways
    if not ways:
        return Reading(dict.fromkeys(line.columns), dict.fromkeys(line.columns, Phrase("no_way", {"remark": remark})), remark)
    return _agreed(line, ways, remark)


def _only_reading(line: Line, way: _Way, form: Form) -> Reading:
    """The one way to read a line, in doubt where a sum of it fails and its last cell alone is blank: those before may have moved up."""
    last = line.values[-1] if line.placed and line.values else None
    lacking = [slot for slot, cell in way.items() if cell is None or cell.is_blank]
    if last is None or not last.is_blank or len(lacking) != 1 or _row_sums_hold(line, way, form):
        return Reading(way, {})
    rules = [rule for rule in form.rules if rule.table == line.table and rule.each == "row"]
    vouched = {item for item in line.items if all(_holds(rule, item, way) for rule in rules)}
    return Reading(way, _doubts(line, [slot for slot in way if slot[0] not in vouched], _remark(line)))


def _remark(line: Line) -> Phrase:
    count = sum(1 for value in line.values if value is not None and not value.is_blank)
    printed = " ".join(value.text for value in line.values if value is not None and value.text)
    return Phrase("line_prints", {"count": count, "columns": len(line.columns), "printed": printed})


def _agreed(line: Line, ways: Sequence[_Way], remark: Phrase) -> Reading:
    """What all ways agree on; where they differ, zeros of which one is not printed are kept in doubt, and nothing else."""
    options = {slot: {_printed(way[slot]) for way in ways} for slot in line.columns}
    open_slots = [slot for slot, texts in options.items() if len(texts) > 1]
    cells: dict[_Slot, Printed | None] = {slot: max((way[slot] for way in ways), key=_printed) for slot in line.columns}
    lacking = min(sum(1 for slot in open_slots if not _printed(way[slot])) for way in ways)
    if lacking > 1 or any(options[slot] - {"", "0"} for slot in open_slots):
        cells |= dict.fromkeys(open_slots)
    return Reading(cells, _doubts(line, open_slots, remark), remark)


def _doubts(line: Line, slots: Sequence[_Slot], remark: Phrase) -> dict[_Slot, Phrase]:
    """That one of these places is not printed, of each."""
    columns = Listed([Code(line.table, "column", column) for _, column in slots])
    return dict.fromkeys(slots, Phrase("one_not_printed", {"remark": remark, "columns": columns}))


def _printed(cell: Printed | None) -> str:
    """What a place holds in one way to read the line: the number as text, or nothing."""
    number = cell.number.value if cell is not None else None
    return "" if cell is None or (number is None and not cell.text.strip()) else str(number) if number is not None else cell.text


def _signs_hold(line: Line, way: _Way, form: Form) -> bool:
    columns: dict[_Slot, Column] = {(row.code, column.code): column for row in form.tables[line.table].rows for column in row.columns}
    return all(_fits(columns.get(slot), cell) for slot, cell in way.items())


def _fits(column: Column | None, cell: Printed | None) -> bool:
    value = cell.number.value if cell is not None else None
    if value is None or column is None:
        return True
    return (value >= 0 or column.kind == "signed") and (column.kind == "money" or value == value.to_integral_value())


def _row_sums_hold(line: Line, way: _Way, form: Form) -> bool:
    rules = [rule for rule in form.rules if rule.table == line.table and rule.each == "row"]
    return all(
        _can_hold(rule, {code: _value(way, (item, code)) for code in (*rule.left, *rule.right)}) for rule in rules for item in line.items
    )


def _value(way: Mapping[_Slot, Printed | None], slot: _Slot) -> Decimal | None:
    cell = way.get(slot)
    return cell.number.value if cell is not None else None


def _can_hold(rule: Rule, values: Mapping[str, Decimal | None]) -> bool:
    """Whether the two sums agree, or some number not below zero at the open places would make them."""
    left = [values[code] for code in rule.left]
    right = [values[code] for code in rule.right]
    difference = sum(value for value in right if value is not None) - sum(value for value in left if value is not None)
    open_left, open_right = None in left, None in right
    return difference == 0 or (difference > 0 and open_left) or (difference < 0 and open_right)


def _column_sums_hold(line: Line, way: _Way, settled: Mapping[Key, Printed | None], form: Form) -> bool:
    """Whether each column adds up with the other lines, the number that is not printed being what its own row needs."""
    row_rules = [rule for rule in form.rules if rule.table == line.table and rule.each == "row"]
    completed = {slot: _value(way, slot) for slot in line.columns}
    for rule in row_rules:
        completed |= _completed(rule, line.items[0], completed)
    rules = [
        rule for rule in form.rules if rule.table == line.table and rule.each == "column" and line.items[0] in (*rule.left, *rule.right)
    ]
    return all(_column_can_hold(rule, line, column, completed, settled) for rule in rules for _, column in line.columns)


def _completed(rule: Rule, item: str, values: Mapping[_Slot, Decimal | None]) -> dict[_Slot, Decimal | None]:
    """The one value that is open in a row, from the others; nothing where more are open."""
    slots = [(item, code) for code in (*rule.left, *rule.right)]
    lacking = [slot for slot in slots if values.get(slot) is None]
    if len(lacking) != 1:
        return {}
    left = sum(values.get((item, code)) or 0 for code in rule.left)
    right = sum(values.get((item, code)) or 0 for code in rule.right)
    return {lacking[0]: Decimal(right - left if lacking[0][1] in rule.left else left - right)}


def _column_can_hold(
    rule: Rule, line: Line, column: str, own: Mapping[_Slot, Decimal | None], settled: Mapping[Key, Printed | None]
) -> bool:
    values: dict[str, Decimal | None] = {}
    for item in (*rule.left, *rule.right):
        if item == line.items[0]:
            values[item] = own.get((item, column))
        elif (line.table, item, column) in settled:
            cell = settled[line.table, item, column]
            values[item] = cell.number.value if cell is not None else None
    present = [code for code in (*rule.left, *rule.right) if code in values]
    if len(present) < len(rule.left) + len(rule.right) - 3:
        return True
    reduced = replace(
        rule, left=tuple(code for code in rule.left if code in values), right=tuple(code for code in rule.right if code in values)
    )
    return bool(not reduced.right) or _can_hold(reduced, values)
