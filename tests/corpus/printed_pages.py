"""A report as `pdftotext -layout` prints it: columns aligned by spaces, merged labels in the middle of their rows, numbered pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from official_form import FormCell, FormTable

_PAGE_LINES = 40
_PAGE_WIDTH = 78
_TEXT_WIDTH = 32


def printed_pages(blocks: Sequence[str | FormTable], page_line: str, repeat_header: bool) -> str:
    """The whole text with form feeds between the pages; `{}` in `page_line` becomes the number of the page."""
    pages: list[list[str]] = [[]]
    for block in blocks:
        if isinstance(block, str):
            _print_paragraph(block, pages)
        else:
            _print_table(block, pages, repeat_header)
    numbered = ([*page, "", page_line.format(number).center(_PAGE_WIDTH).rstrip()] for number, page in enumerate(pages, 1))
    return "\f".join("\n".join(page) + "\n" for page in numbered) + "\f"


def _print_paragraph(text: str, pages: list[list[str]]) -> None:
    for line in _wrapped("\u3000\u3000" + text, _TEXT_WIDTH):
        if len(pages[-1]) >= _PAGE_LINES:
            pages.append([])
        pages[-1].append(" " * 3 + line.replace("\u3000\u3000", "    "))


def _print_table(table: FormTable, pages: list[list[str]], repeat_header: bool) -> None:
    header = range(table.header_rows)
    rest = list(range(table.header_rows, len(table.rows)))
    lead = list(header)
    while rest:
        fitting = _fitting(table, lead, rest, _PAGE_LINES - len(pages[-1]))
        if not fitting:
            pages.append([])
            continue
        pages[-1] += _drawn(table, [*lead, *fitting])
        rest = rest[len(fitting) :]
        lead = list(header) if repeat_header else []
        if rest:
            pages.append([])


def _fitting(table: FormTable, lead: list[int], rest: list[int], room: int) -> list[int]:
    heights = [_row_height(table, row) for row in rest]
    used = sum(_row_height(table, row) for row in lead)
    return [row for place, row in enumerate(rest) if used + sum(heights[: place + 1]) <= room]


class _Box(NamedTuple):
    """A cell on the page: its first row and column, and how many rows of this page it covers."""

    cell: FormCell
    row: int
    column: int
    row_span: int


def _drawn(table: FormTable, rows: list[int]) -> list[str]:
    """The lines of these rows; a text in the middle between two lines becomes a line of its own, as the converter prints it."""
    tops = [0]
    for row in rows:
        tops.append(tops[-1] + _row_height(table, row))
    starts = _column_starts(table)
    half_lines: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for box in _boxes(table, rows):
        left, right = starts[box.column], starts[box.column + box.cell.column_span]
        texts = _cell_lines(table, box.cell, box.column)
        first = tops[box.row] + tops[box.row + box.row_span] - len(texts)
        centred = box.cell.key or box.cell.row_span > 1 or not any(cell.key for cell in table.rows[rows[box.row]])
        for line, text in enumerate(texts):
            half_lines[first + 2 * line].append((left + max(0, right - left - len(text)) // 2 if centred else left, text))
    return [_joined(half_lines[place]) for place in sorted(half_lines)]


def _boxes(table: FormTable, rows: list[int]) -> Iterator[_Box]:
    matrix = table.covering()
    for place, row in enumerate(rows):
        for column, (cell, begins) in enumerate(matrix[row]):
            if begins:
                covered = [below for below in rows if row <= below < row + cell.row_span]
                yield _Box(cell, place, column, len(covered))


def _joined(pieces: list[tuple[int, str]]) -> str:
    line = ""
    for start, text in sorted(pieces):
        line = line.ljust(start) if len(line) < start else line + " " * bool(line)
        line += text
    return line if line.strip() else ""


def _row_height(table: FormTable, row: int) -> int:
    columns = (column for column, (_, begins) in enumerate(table.covering()[row]) if begins)
    lines = (_cell_lines(table, cell, column) for cell, column in zip(table.rows[row], columns, strict=True) if cell.row_span == 1)
    return max((len(texts) for texts in lines), default=1)


def _cell_lines(table: FormTable, cell: FormCell, column: int) -> list[str]:
    if cell.key:
        return [cell.text]
    widest = sum(limit for _, limit in _columns(table)[column : column + cell.column_span])
    return _wrapped(cell.text, widest)


# Of every column the width on the page and the longest label that stays on one line in it.
_COLUMNS = {
    "disclosures": ((26, 16), (17, 10), (17, 10), (17, 10)),
    "requests": ((8, 4), (12, 8), (22, 17), (8, 3), (6, 2), (6, 2), (6, 2), (6, 2), (6, 2), (8, 4)),
    "proceedings": ((6, 2),) * 15,
}


def _columns(table: FormTable) -> tuple[tuple[int, int], ...]:
    columns = _COLUMNS[table.name]
    return (*columns[:-1], *[columns[-1]] * (1 + max(0, table.width - len(columns))))


def _column_starts(table: FormTable) -> list[int]:
    starts = [0]
    for width, _ in _columns(table):
        starts.append(starts[-1] + width)
    return starts


def _wrapped(text: str, width: int) -> list[str]:
    return [text[start : start + width] for start in range(0, len(text), width)] or [""]
