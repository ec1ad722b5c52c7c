"""Printed tables of indicator, unit and figures -> their rows, in whatever layout.

Where columns are ruled, a cell is known by the header above it. Else a row is a label, a unit and as many figures as the header
has columns for them; a row whose figures are fewer says so, since it cannot be known which of them is lacking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import regex

from reportlib.forms.statistics import shared_statistics
from reportlib.model import BLANK, DASH, UNREADABLE, Cell, Grid, Place
from reportlib.text.labels import label_key
from reportlib.text.numbers import PrintedNumber, read_number

YEAR, CUMULATIVE = "year", "cumulative"
_YEAR_COLUMN = regex.compile(r"((?:19|20)\d\d)年?(?:度)?(?:数|合计|统计数|数量)?")
Known = Callable[[str], bool]  # whether a label is one of a form


class Entry(NamedTuple):
    """One printed row: the cell of each measure (None: not printed), and why a figure may not be of its measure (`doubt`, a case of the rule statistics_place)."""

    label: str
    unit: str | None
    values: tuple[Cell | None, ...]
    place: Place
    doubt: str = ""


class Group(NamedTuple):
    """Where a label, its unit and its figures stand, as spans of columns; a table may print several groups side by side."""

    label: tuple[int, int]
    unit: tuple[int, int] | None
    measures: tuple[str, ...]
    values: tuple[tuple[int, int], ...]
    numbered: bool = False


def header_of(row: Sequence[Cell], year: int | None) -> tuple[Group, ...]:
    """The groups of columns that a row of a table heads; none where the row is no header of a table of indicators."""
    roles = [_role(cell.text, year) for cell in row]
    if "indicator" not in roles and "name" not in roles:
        return ()
    groups: list[Group] = []
    numbered, certain = False, True
    for cell, role in zip(row, roles, strict=True):
        span = (cell.column, cell.column + cell.column_span)
        if role in ("indicator", "name"):
            certain = certain and role == "indicator"
            groups.append(Group(span, None, (), (), numbered))
            numbered = False
        elif role == "ordinal":
            numbered = True
        elif groups and role == "unit":
            groups[-1] = groups[-1]._replace(unit=span)
        elif groups and role not in ("", "remark"):
            last = groups[-1]
            groups[-1] = last._replace(measures=(*last.measures, role), values=(*last.values, span))
    whole = [group for group in groups if group.values and (group.unit or certain)]
    known = any(measure in (YEAR, CUMULATIVE, "total") for group in groups for measure in group.measures)
    return tuple(group._replace(measures=_settled(group.measures)) for group in groups) if whole == groups and known else ()


def is_header_word(text: str) -> bool:
    """Whether a cell is a word of a header of such tables, or the year over a column."""
    key = label_key(text)
    return key in _header_words() or _YEAR_COLUMN.fullmatch(key) is not None


@lru_cache(maxsize=4096)
def _role(text: str, year: int | None) -> str:
    """What a header cell stands over: a word of statistics.toml, or the measure of a column; "" where nothing is printed."""
    key = label_key(text)
    role = _header_words().get(key, "")
    if role or not key:
        return role
    column = _YEAR_COLUMN.fullmatch(key)
    return YEAR if column and year is not None and int(column[1]) == year else key


@cache
def _header_words() -> dict[str, str]:
    header = shared_statistics().header
    return {label_key(word): role for role in header.__struct_fields__ for word in getattr(header, role)}


def _settled(measures: Sequence[str]) -> tuple[str, ...]:
    """合计 is the sum of all years beside a column of the year, else the year's; a second column of one measure keeps none."""
    total = CUMULATIVE if YEAR in measures and CUMULATIVE not in measures else YEAR
    named = [total if measure == "total" else measure for measure in measures]
    return tuple(name if named.index(name) == at else f"{name} {at + 1}" for at, name in enumerate(named))


def ruled_entries(grid: Grid, groups: Sequence[Group], start: int) -> Iterator[Entry]:
    """The rows of a ruled grid from this one on, by the header's columns; side by side, first all on the left."""
    for group in groups:
        for row in grid.covering[start:]:
            labels = [cell for cell in row if _meet(cell, group.label) and cell.text.strip()]
            if labels and not header_of(row, None):
                yield _ruled_entry(row, labels[-1], group)


def _meet(cell: Cell, span: tuple[int, int]) -> bool:
    return cell.column < span[1] and span[0] < cell.column + cell.column_span


def _ruled_entry(row: Sequence[Cell], label: Cell, group: Group) -> Entry:
    unit = next(
        (unit for cell in row if group.unit and cell is not label and _meet(cell, group.unit) and (unit := unit_of(cell.text))), None
    )
    under = [[cell for cell in row if cell is not label and _meet(cell, span) and cell.text.strip()] for span in group.values]
    blank = [next((cell for cell in row if cell is not label and _meet(cell, span)), None) for span in group.values]
    values = tuple(cells[0] if cells else empty for cells, empty in zip(under, blank, strict=True))
    shared = any(left and left == right for left, right in pairwise(values)) and any(
        read_number(cell.text).value for cell in values if cell
    )
    crowded = any(len(cells) > 1 for cells in under)
    doubt = "shared" if shared else "crowded" if crowded else ""
    return Entry(label.text, unit or unit_in(label.text), values, label.place, doubt)


def unit_of(text: str) -> str | None:
    """The unit that a cell is, or None where it is none."""
    key = label_key(text) if len(text) <= _LONGEST_UNIT and not any(char.isdigit() for char in text) else ""
    return key if key in shared_statistics().units else None


_LONGEST_UNIT = 8


def unit_in(label: str) -> str | None:
    """The unit in brackets at the end of a label: 主动公开政府信息数（条）."""
    bracketed = regex.search(r"[(（](?:单位[:：])?([^()（）]{1,3})[)）]\s*$", label)
    return unit_of(bracketed[1]) if bracketed else None


# ---------------------------------------------------------------- where only the order of cells is known


class _Loose(NamedTuple):
    """A row that is being gathered from a stream of cells: pieces of its label, its unit cell, its figures, and whether its number stands before it."""

    parts: tuple[Cell, ...] = ()
    unit: Cell | None = None
    values: tuple[Cell, ...] = ()
    numbered: bool = False


def loose_entries(rows: Sequence[Sequence[Cell]], groups: Sequence[Group], known: Known) -> list[Entry]:
    """The rows of a table whose cells have an order only; side by side, first all on the left."""
    streams: list[list[Cell]] = [[] for _ in groups]
    for row in rows:
        for at, part in _parted(row, groups):
            streams[at] += part
    return [entry for stream, group in zip(streams, groups, strict=True) for entry in _entries(_gathered(stream, group), group, known)]


def _parted(row: Sequence[Cell], groups: Sequence[Group]) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The cells of each group in a row that has as many as the header, or a whole number of times as many; else all are the first's."""
    width = len(groups[0].values) + 1 + (groups[0].unit is not None) + groups[0].numbered
    if len(groups) == 1 or len(row) % (width * len(groups)):
        yield 0, row
        return
    for at, start in enumerate(range(0, len(row), width)):
        yield at % len(groups), row[start : start + width]


def _gathered(cells: Sequence[Cell], group: Group) -> list[_Loose]:
    """A stream of cells as rows: a label begins one, a unit and figures follow."""
    rows: list[_Loose] = []
    row = _Loose()
    before = None
    for cell, after in zip(cells, (*cells[1:], None), strict=False):
        kind = _kind(cell)
        leads = kind == "blank" and before is not None and cell.row != before.row and bool(row.values)
        ordinal = group.numbered and kind == "number" and after is not None and cell.row == after.row and _kind(after) == "label"
        if ordinal or (kind == "label" and (row.unit or row.values)):
            rows.append(row)
            row = _Loose(numbered=ordinal)
        row = row if ordinal or leads else _with(row, cell, kind, group)
        before = cell
    return [row for row in (*rows, row) if row.parts or row.values]


def _kind(cell: Cell) -> str:
    if not cell.text.strip():
        return "blank"
    if unit_of(cell.text):
        return "unit"
    status = without_unit(cell.text)[0].status
    return "dash" if status == DASH else "label" if status == UNREADABLE else "number"


def _with(row: _Loose, cell: Cell, kind: str, group: Group) -> _Loose:
    """The row with one more cell; a dash or blank is the unit's where none is printed yet and figures are to come."""
    if kind == "label":
        return row._replace(parts=(*row.parts, cell))
    if kind == "blank" and (not row.parts or len(row.values) >= len(group.values)):
        return row
    if kind == "unit" or (group.unit and row.unit is None and not row.values and kind in ("dash", "blank")):
        return row._replace(unit=row.unit or cell)
    return row._replace(values=(*row.values, cell)) if row.parts or kind == "number" else row


def _entries(rows: Sequence[_Loose], group: Group, known: Known) -> list[Entry]:
    """The rows with whole labels; the rest of a label that a page or a narrow column has put below its figures is joined to it."""
    entries: list[Entry] = []
    for row in rows:
        parts = list(row.parts)
        if entries and parts and not known(parts[0].text) and not known(entries[-1].label) and known(entries[-1].label + parts[0].text):
            entries[-1] = entries[-1]._replace(label=entries[-1].label + parts.pop(0).text)
        if parts:
            entries.append(_loose_entry(row, parts, group, known))
        elif row.values:
            entries.append(Entry("", None, row.values, row.values[0].place, "nameless"))
    return entries


def _loose_entry(row: _Loose, parts: Sequence[Cell], group: Group, known: Known) -> Entry:
    pieces = next((parts[-count:] for count in range(len(parts), 1, -1) if known(_joined(parts[-count:]))), parts[-1:])
    label, glued = _without_glued_unit(_joined(pieces))
    unit = (unit_of(row.unit.text) if row.unit else None) or glued or unit_in(label)
    wanted = len(group.values)
    doubt = "" if not row.values or len(row.values) == wanted else "count"
    if group.numbered and not row.numbered and any(_kind(cell) == "number" for cell in row.values):
        doubt = "number"
    values = (*row.values, *[None] * wanted)[:wanted]
    return Entry(label, unit, values, pieces[0].place, doubt)


def _joined(parts: Sequence[Cell]) -> str:
    return "".join(part.text for part in parts)


def _without_glued_unit(label: str) -> tuple[str, str | None]:
    """A label and the unit that a blank alone parts from it: 收到申请数 件."""
    words = label.split()
    unit = unit_of(words[-1]) if len(words) > 1 else None
    return (label.rstrip()[: -len(words[-1])].rstrip(), unit) if unit else (label, None)


def without_unit(text: str) -> tuple[PrintedNumber, str | None]:
    """The number that a cell prints and the unit behind it: 12条, 3 人次."""
    printed = read_number(text)
    if printed.value is not None or printed.status in (BLANK, DASH):
        return printed, printed.unit
    plain = "".join(text.split())
    for unit in sorted(shared_statistics().units, key=len, reverse=True):
        if label_key(plain).endswith(unit) and read_number(plain[: -len(unit)]).value is not None:
            return read_number(plain[: -len(unit)]), unit
    return printed, None
