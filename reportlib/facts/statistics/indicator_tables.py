"""Document -> its tables of indicators: which blocks they are printed in, with their rows put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import regex

from reportlib.facts.statistics.indicators import (
    YEAR,
    Entry,
    Group,
    header_of,
    is_header_word,
    loose_entries,
    ruled_entries,
    unit_of,
    without_unit,
)
from reportlib.forms.statistics import STATISTICS, indicator_key, load_statistics_forms
from reportlib.model import UNREADABLE, Block, Cell, Document, Grid, Paragraph, Place


class IndicatorTable(NamedTuple):
    """One table: its measures, its rows, the words above it, the blocks that it is printed in, and where it begins."""

    measures: tuple[str, ...]
    entries: tuple[Entry, ...]
    title: str
    blocks: tuple[int, ...]
    place: Place
    groups: tuple[Group, ...]
    ruled: bool


def indicator_tables(document: Document, year: int | None) -> Iterator[IndicatorTable]:
    """The tables of indicators in printed order; one that goes on in another grid, with or without its header again, is one."""
    table: IndicatorTable | None = None
    title = ""
    for at, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            title = block.text
        part = _part(block, at, title, year, table) if isinstance(block, Grid) else None
        if part is not None and table is not None and _goes_on(table, part):
            between = range(table.blocks[-1] + 1, at + 1)
            table = table._replace(entries=(*table.entries, *part.entries), blocks=(*table.blocks, *_labels_between(document, between), at))
        elif part is not None:
            if table is not None:
                yield table
            table = part
    if table is not None:
        yield table


def _labels_between(document: Document, places: range) -> Iterator[int]:
    """The paragraphs that are rows of the table, such as a heading 三、依申请公开情况 in a line of its own."""
    for at in places:
        block = document.blocks[at]
        if isinstance(block, Paragraph) and is_known(block.text):
            yield at


def _part(grid: Block, at: int, title: str, year: int | None, table: IndicatorTable | None) -> IndicatorTable | None:
    """What a grid holds of a table of indicators: under its own header, under that of the table before it, or by its labels alone."""
    assert isinstance(grid, Grid)
    rows = grid.covering if grid.ruled else grid.rows
    for start, row in enumerate(rows):
        found = _header_in(row, grid.ruled, year)
        if found:
            groups, rest = found
            while grid.ruled and start + 1 < len(rows) and header_of(rows[start + 1], year):
                start, groups = start + 1, header_of(rows[start + 1], year)
            above = "".join(cell.text for row in rows[:start] for cell in row)
            return _as_table(grid, groups, start + 1, rest, title + above + "".join(cell.text for cell in row), at)
    in_line = None if grid.ruled else _header_in(_parted(title), False, year)
    if in_line:
        return _as_table(grid, in_line[0], 0, (), title, at)
    if table is not None and (table.ruled == grid.ruled) and _fits(grid, table):
        return _as_table(grid, table.groups, 0, (), table.title, at)._replace(measures=table.measures)
    return _as_table(grid, _BARE, 0, (), title, at) if _is_bare(grid) else None


def _parted(text: str) -> list[Cell]:
    """The cells of a line that wide blanks part: a header too long to be told from prose."""
    return [Cell(piece, 0, at, Place()) for at, piece in enumerate(regex.split(r"\s{2,}|\t", text.strip()))]


_BARE = (Group((0, 1), (1, 2), (YEAR,), ((2, 3),)),)


def _header_in(row: Sequence[Cell], ruled: bool, year: int | None) -> tuple[tuple[Group, ...], Sequence[Cell]] | None:
    """The header in a row, and the cells behind it where more than the header stands in the row."""
    if ruled:
        groups = header_of(row, year)
        return (groups, ()) if groups else None
    printed = [cell for cell in row if cell.text.strip()]
    first = next((at for at, cell in enumerate(printed) if is_header_word(cell.text)), len(printed))
    end = next((at for at in range(first, len(printed)) if not is_header_word(printed[at].text)), len(printed))
    for last in dict.fromkeys((len(printed) if _holds_no_figure(printed[end:]) else end, end)):
        groups = header_of([cell._replace(column=at, column_span=1) for at, cell in enumerate(printed[first:last])], year)
        if groups:
            return groups, row[row.index(printed[last - 1]) + 1 :]
    return None


def _holds_no_figure(cells: Sequence[Cell]) -> bool:
    """Whether these cells may all be headers of columns: few, and neither units nor figures."""
    return len(cells) <= 4 and not any(unit_of(cell.text) or without_unit(cell.text)[0].status != UNREADABLE for cell in cells)


def _as_table(grid: Grid, groups: tuple[Group, ...], start: int, rest: Sequence[Cell], title: str, at: int) -> IndicatorTable:
    if grid.ruled and groups is not _BARE:
        entries = list(ruled_entries(grid, groups, start))
    else:
        entries = loose_entries([rest, *(row for row in grid.rows[start:] if not _header_in(row, False, None))], groups, is_known)
    place = grid.rows[0][0].place if grid.rows and grid.rows[0] else Place()
    return IndicatorTable(groups[0].measures, tuple(entries), title, (at,), place, groups, grid.ruled and groups is not _BARE)


def _fits(grid: Grid, table: IndicatorTable) -> bool:
    """Whether a grid without a header goes on with the table: units stand where the table has them, or its labels are known."""
    rows = [row for row in grid.rows if any(cell.text.strip() for cell in row)]
    columns = {group.unit[0] for group in table.groups if group.unit}
    fitting = [any(unit_of(cell.text) and (not table.ruled or cell.column in columns) for cell in row) for row in rows]
    known = [any(is_known(cell.text) for cell in row) for row in rows]
    return any(fitting if columns else known) and sum(map(max, fitting, known)) * 2 >= len(rows)


def _is_bare(grid: Grid) -> bool:
    """Whether a grid without a header is one of indicators by its labels: label, unit and one figure in nearly every row."""
    rows = [[cell.text for cell in row if cell.text.strip()] for row in grid.rows]
    rows = [row for row in rows if row]
    fitting = [
        row for row in rows if len(row) == 3 and unit_of(row[1]) and is_known(row[0]) and without_unit(row[2])[0].status != UNREADABLE
    ]
    return len(fitting) >= _FEWEST_BARE and len(fitting) * 2 > len(rows)


_FEWEST_BARE = 5


def _goes_on(table: IndicatorTable, part: IndicatorTable) -> bool:
    """Whether a part is of the same table: the same columns, and no row that the table has had already."""
    had = {indicator_key(entry.label) for entry in table.entries if entry.values}
    new = [indicator_key(entry.label) for entry in part.entries]
    repeated = [key for key in new if key in had and key not in _repeated_labels()]
    return table.measures == part.measures and not repeated


@cache
def _repeated_labels() -> frozenset[str]:
    """The labels that a form prints for several rows."""
    return frozenset(key for form in load_statistics_forms().values() for key, meanings in form.lexicon.items() if len(meanings) > 1)


def is_known(label: str) -> bool:
    """Whether a label is a row or heading of any form of before 2019."""
    return indicator_key(label) in all_labels()


@cache
def all_labels() -> frozenset[str]:
    """The keys of all rows and headings of the forms of before 2019."""
    return frozenset(
        key
        for form in load_statistics_forms().values()
        for key, meanings in form.lexicon.items()
        if any(meaning.table == STATISTICS for meaning in meanings)
    )
