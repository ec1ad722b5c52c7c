"""Tables drawn with signs, as pandoc prints them: grids of +---+ and |, whose cells may span, and columns under rows of dashes."""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple
from unicodedata import east_asian_width

RULE = re.compile(r"^[ \t]*\+(?:[-=:]{2,}\+)+[ \t]*$", re.MULTILINE)
DASHES = re.compile(r"^[ \t]*-{3,}(?: +-{3,})+[ \t]*$", re.MULTILINE)
_FULL_DASHES = re.compile(r"\s*-{3,}[\s-]*")
_LONGEST_TABLE = 2_000  # lines


def grid_table(lines: list[str], at: int) -> tuple[str, int] | None:
    """The table that begins with a rule +---+ here, as HTML, and the line behind it."""
    if not RULE.fullmatch(lines[at]):
        return None
    end = at
    while end < min(len(lines), at + _LONGEST_TABLE) and lines[end].strip()[:1] in ("+", "|"):
        end += 1
    return _html(_cells([_laid(line.strip()) for line in lines[at:end]])), end


def _laid(line: str) -> list[str]:
    """The characters of a line by their place on the screen, where a Chinese one takes two."""
    places: list[str] = []
    for character in line:
        places += [character, ""] if east_asian_width(character) in "WF" else [character]
    return places


class Drawn(NamedTuple):
    """A cell with the rows and columns that it takes."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str


def _cells(lines: list[list[str]]) -> list[Drawn]:
    """The cells between the rules; two places with no wall between them are one cell."""
    width = max(map(len, lines))
    lines = [line + [" "] * (width - len(line)) for line in lines]
    heights = [y for y, line in enumerate(lines) if any(line[x] == "+" and line[x + 1] in "-=:" for x in range(width - 1))]
    columns = sorted({x for y in heights for x in range(width) if lines[y][x] == "+"})
    taken: set[tuple[int, int]] = set()
    cells: list[Drawn] = []
    for row in range(len(heights) - 1):
        for column in range(len(columns) - 1):
            if (row, column) not in taken:
                cell = _cell(lines, heights, columns, row, column)
                taken.update((row + down, column + across) for down in range(cell.row_span) for across in range(cell.column_span))
                cells.append(cell)
    return cells


def _cell(lines: list[list[str]], heights: list[int], columns: list[int], row: int, column: int) -> Drawn:
    right, below = column + 1, row + 1
    while right < len(columns) - 1 and not all(lines[y][columns[right]] in ("|", "+") for y in range(heights[row] + 1, heights[row + 1])):
        right += 1
    while below < len(heights) - 1 and not all(
        lines[heights[below]][x] in ("-", "=", ":", "+") for x in range(columns[column] + 1, columns[right])
    ):
        below += 1
    inside = ("".join(lines[y][columns[column] + 1 : columns[right]]).strip() for y in range(heights[row] + 1, heights[below]))
    return Drawn(row, column, below - row, right - column, "\n".join(filter(None, inside)))


def _html(cells: list[Drawn]) -> str:
    rows: dict[int, str] = {}
    for cell in cells:
        spans = f' rowspan="{cell.row_span}" colspan="{cell.column_span}"' if cell.row_span * cell.column_span > 1 else ""
        rows[cell.row] = rows.get(cell.row, "") + f"<td{spans}>{html_text(cell.text)}</td>"
    return f"<table>{''.join(f'<tr>{rows.get(row, str())}</tr>' for row in range(max(rows, default=-1) + 1))}</table>"


def html_text(text: str) -> str:
    """The lines of a cell as HTML, without the signs that make text bold."""
    return escape(text.replace("**", "").replace("\\", "")).replace("\n", "<br>")


def simple_table(lines: list[str], at: int) -> tuple[str, int] | None:
    """The table whose columns a line of dashes here marks, or the next but one does, as HTML, and the line behind it."""
    top = at + 1 if _FULL_DASHES.fullmatch(lines[at]) and not DASHES.fullmatch(lines[at]) else at
    rule = next((y for y in range(top, min(top + 12, len(lines))) if DASHES.fullmatch(lines[y])), None)
    if (
        rule is None
        or any(not lines[y].strip() or _FULL_DASHES.fullmatch(lines[y]) for y in range(top, rule))
        or (top == at and rule > at + 1)
    ):
        return None
    end = _end(lines, rule)
    body = lines[rule + 1 : end]
    starts = [match.start() for match in re.finditer("-+", lines[rule])]
    blank_parts = any(not line.strip() for line in body)
    groups = "\n".join(body).split("\n\n") if blank_parts else body
    header = [lines[top:rule]] if rule > top else []
    rows = [*header, *(group.split("\n") for group in groups if group.strip())]
    html = "".join(f"<tr>{''.join(f'<td>{html_text(cell)}</td>' for cell in _cut(row, starts))}</tr>" for row in rows)
    return f"<table>{html}</table>", end + (end < len(lines) and _FULL_DASHES.fullmatch(lines[end]) is not None)


def _end(lines: list[str], rule: int) -> int:
    """The line of dashes that closes the table, or the blank line behind it where none does."""
    last = min(len(lines), rule + _LONGEST_TABLE)
    closing = next((y for y in range(rule + 1, last) if _FULL_DASHES.fullmatch(lines[y])), None)
    blank = next((y for y in range(rule + 1, last) if not lines[y].strip()), last)
    if closing is not None and (blank > closing or not any(DASHES.fullmatch(line) for line in lines[blank:closing])):
        return closing
    return blank


def _cut(row: list[str], starts: list[int]) -> list[str]:
    """The pieces of a row under each run of dashes, the last to the end of the line, over all lines of the row."""
    ends = [*starts[1:], None]
    laid = [_laid(line) for line in row]
    return ["\n".join(filter(None, ("".join(line[start:end]).strip() for line in laid))) for start, end in zip(starts, ends, strict=True)]
