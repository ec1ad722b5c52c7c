"""Lines of text whose cells stand under each other: blanks where a column is empty, and headers broken over several lines put together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from statistics import pstdev
from typing import NamedTuple
from unicodedata import east_asian_width

import regex

from reportlib.model import BLANK
from reportlib.readers.columns import FEWEST_NAMED, MOST_LINES, MOST_NAMED, Word, names_over, narrowest
from reportlib.text.numbers import is_value, read_number


class Line(NamedTuple):
    """One line with its number, the cells it holds, and how they were told apart.

    kind: row (tabs, pipes), aligned (blanks, with numbers), gapped (blanks, no numbers), cell (one cell), text, empty.
    """

    number: int
    text: str
    kind: str
    cells: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()

    @property
    def tabbed(self) -> bool:
        return self.text.startswith("\t")


_LONGEST_UNIT = 3  # signs of what may stand in a column before the first number and is no label: 条, 人次
_FEWEST_FULL = 2  # rows that show where the columns are
_Ruler = Callable[[Line, int], float]
_Middle = Callable[[str, int, int], float]


def laid_out(lines: Sequence[Line]) -> list[Line]:
    """The lines with blank cells put where an aligned row leaves a column of numbers empty, and with whole headers."""
    return _with_gaps_filled(_with_whole_headers(lines))


def _is_value(cell: str) -> bool:
    """Whether a number stands in a cell, a dash, or what a converter writes for nothing (NaN)."""
    return is_value(cell) or (bool(cell.strip()) and read_number(cell).status == BLANK)


def _with_whole_headers(lines: Sequence[Line]) -> list[Line]:
    """The lines with the names of columns, where narrow columns break them over several lines, put together in the order of the columns."""
    whole: list[Line] = []
    for aligned, run in groupby(lines, key=lambda line: line.kind == "aligned"):
        rows = list(run)
        first = len(whole)
        while first > max(0, len(whole) - MOST_LINES) and whole[first - 1].kind in ("gapped", "text"):
            first -= 1
        if aligned and len(whole) - first > 1:
            whole[first:] = _put_together(whole[first:], rows)
        whole += rows
    return whole


def _put_together(header: list[Line], rows: Sequence[Line]) -> list[Line]:
    """The lines of a header with the names of the columns in one line of their own, where every column is named in them and none names all."""
    most = max(sum(map(_is_value, row.cells)) for row in rows)
    full = [row for row in rows if row.starts and sum(map(_is_value, row.cells)) == most]
    if not FEWEST_NAMED <= most <= MOST_NAMED or not full:
        return header
    found = [whole for middle in _steadiest(full) if (whole := _whole_names(header, full, middle))]
    return found[0] if found and all(each[-1].cells == found[0][-1].cells for each in found) else header


def _steadiest(full: Sequence[Line]) -> list[_Middle]:
    """The way to count under which the numbers of the full rows stand in columns; both where neither is the better."""
    uneven = {middle: _unevenness([_value_middles(row, middle) for row in full]) for middle in (_middle_by_characters, _middle_by_width)}
    return [middle for middle, one in uneven.items() if one <= min(uneven.values()) + _EVEN]


_EVEN = 1e-9


def _whole_names(header: Sequence[Line], full: Sequence[Line], middle: _Middle) -> list[Line]:
    """The header with its names put together, by one way to count; empty where a column is left without."""
    columns = [sum(each) / len(each) for each in zip(*(_value_middles(row, middle) for row in full), strict=True)]
    words = (word for at, line in enumerate(header) for word in _words(line, at, middle))
    named = names_over(columns, words)
    if not named:
        return []
    names = tuple("".join(word.text for word in words) for words in named)
    taken = {(word.line, word.middle) for words in named for word in words}
    return [
        *(_without(line, at, taken, middle) for at, line in enumerate(header)),
        header[-1]._replace(kind="gapped", cells=names, starts=()),
    ]


def _words(line: Line, at: int, middle: _Middle) -> Iterator[Word]:
    for match in _WORD.finditer(line.text):
        yield Word(match[0], at, middle(line.text, match.start(), match.end()))


_WORD = regex.compile(r"\S+")


def _without(line: Line, at: int, taken: set[tuple[int, float]], middle: _Middle) -> Line:
    """The line without the words that were taken from it."""
    left = tuple(word.text for word in _words(line, at, middle) if (at, word.middle) not in taken)
    return line._replace(kind="gapped" if left else "empty", cells=left, starts=())


def _middle_by_characters(text: str, start: int, end: int) -> float:
    return (start + end) / 2


def _middle_by_width(text: str, start: int, end: int) -> float:
    widths = _widths(text)
    return (widths[start] + widths[end]) / 2


def _value_middles(row: Line, middle: _Middle) -> list[float]:
    return [middle(row.text, start, start + len(cell)) for cell, start in zip(row.cells, row.starts, strict=True) if _is_value(cell)]


def _with_gaps_filled(lines: Sequence[Line]) -> list[Line]:
    """The lines with blank cells put where an aligned row leaves a column of numbers empty."""
    filled: list[Line] = []
    for aligned, run in groupby(lines, key=lambda line: line.kind in ("aligned", "empty")):
        rows = list(run)
        filled += _columns_completed(rows) if aligned else rows
    return filled


def _columns_completed(rows: list[Line]) -> list[Line]:
    """The rows with their blank columns filled, where the full rows stand in columns; one blank behind a label makes none."""
    counts = [sum(map(_is_value, row.cells)) for row in rows]
    most = max(counts)
    full = [row for row, count in zip(rows, counts, strict=True) if count == most]
    if most < 3 or len(full) == len(rows):
        return rows
    ruler = min((_by_characters, _by_width), key=lambda ruler: _unevenness([_value_ends(row, ruler) for row in full]))
    ends = list(zip(*(_value_ends(row, ruler) for row in full), strict=True))
    columns = [sum(each) / len(each) for each in ends]
    if len(full) < _FEWEST_FULL or any(max(each) - min(each) > narrowest(columns) / 2 for each in ends):
        return rows
    return [_completed(row, columns, ruler) if 0 < count < most else row for row, count in zip(rows, counts, strict=True)]


def _by_characters(row: Line, index: int) -> float:
    return row.starts[index] + len(row.cells[index])


def _by_width(row: Line, index: int) -> float:
    """The end of a cell where a Chinese character is as wide as two others."""
    return _widths(row.text)[min(row.starts[index] + len(row.cells[index]), len(row.text))]


@lru_cache(16)
def _widths(text: str) -> tuple[int, ...]:
    """How wide the line is before each of its signs, and whole."""
    return tuple(accumulate((2 if east_asian_width(sign) in "WF" else 1 for sign in text), initial=0))


def _value_ends(row: Line, ruler: _Ruler) -> list[float]:
    return [ruler(row, index) for index, cell in enumerate(row.cells) if _is_value(cell)]


def _unevenness(places: Sequence[Sequence[float]]) -> float:
    """How far the numbers of rows, each given by where it stands, are from standing in columns."""
    return float(sum(pstdev(each) for each in zip(*places, strict=True)))


def _completed(row: Line, columns: Sequence[float], ruler: _Ruler) -> Line:
    """The row with a blank in each column where nothing is printed; as it is where a number stands in none, or two cells in one."""
    first = next(index for index, cell in enumerate(row.cells) if _is_value(cell))
    labels = {index for index, cell in enumerate(row.cells[:first]) if not index or len(cell) > _LONGEST_UNIT}
    standing = [None if index in labels else _column_of(ruler(row, index), columns) for index in range(len(row.cells))]
    taken = [column for column in standing if column is not None]
    lost = any(column is None and _is_value(cell) for column, cell in zip(standing, row.cells, strict=True))
    if lost or any(later <= earlier for earlier, later in pairwise(taken)):
        return row
    cells: list[str] = []
    filled = 0
    for cell, column in zip(row.cells, standing, strict=True):
        if column is not None:
            cells += [""] * (column - filled)
            filled = column + 1
        cells.append(cell)
    return row._replace(cells=(*cells, *[""] * (len(columns) - filled)), starts=())


def _column_of(end: float, columns: Sequence[float]) -> int | None:
    """The column in which a cell with this end stands, or None where it stands between them."""
    nearest = min(range(len(columns)), key=lambda column: abs(columns[column] - end))
    return nearest if abs(columns[nearest] - end) <= narrowest(columns) / 2 else None
