"""Tables of AsciiDoc: cells behind |, with what they span in front of it, between two fences |===."""

from __future__ import annotations

import re

from reportlib.readers.lightweight.drawn import html_text

FENCE = re.compile(r"^\|={3,}[ \t]*$", re.MULTILINE)
_CELL = re.compile(r"(?:(?<=\s)|^)(?:(\d{1,3})?(?:\.(\d{1,3}))?\+)?(?:\.?[<^>])*[adehlmsv]?\|", re.MULTILINE)
_COLUMNS = re.compile(r'cols="?([^"\]]*)"?')


def table(lines: list[str], at: int) -> tuple[str, int] | None:
    """The table that begins with a fence here, as HTML, and the line behind its other fence."""
    if not FENCE.fullmatch(lines[at]):
        return None
    end = next((y for y in range(at + 1, len(lines)) if FENCE.fullmatch(lines[y])), len(lines))
    body = lines[at + 1 : end]
    cells = _cells("\n".join(body))
    first = next((line for line in body if line.strip()), "")
    columns = _declared(lines[at - 1] if at else "") or sum(across for across, _, _ in _cells(first)) or 1
    return f"<table>{_rows(cells, columns)}</table>", end + 1


def _cells(text: str) -> list[tuple[int, int, str]]:
    """Columns spanned, rows spanned and text of each cell."""
    found = list(_CELL.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [(int(cell[1] or 1), int(cell[2] or 1), text[cell.end() : end].strip()) for cell, end in zip(found, ends, strict=True)]


def _declared(attributes: str) -> int:
    said = _COLUMNS.search(attributes)
    if not said:
        return 0
    repeated = re.fullmatch(r"\s*(\d{1,3})\*.*", said[1])
    return int(repeated[1]) if repeated else said[1].count(",") + 1


def _rows(cells: list[tuple[int, int, str]], columns: int) -> str:
    """The cells in rows of so many columns, those counted that cells above reach down into."""
    rows: list[str] = []
    reaching: dict[int, int] = {}  # columns taken in a row by cells from above
    row, column, html = 0, 0, ""
    for across, down, text in cells:
        html += f'<td colspan="{across}" rowspan="{down}">{html_text(text)}</td>'
        column += across
        for below in range(1, min(down, 100)):
            reaching[row + below] = reaching.get(row + below, 0) + across
        if column + reaching.get(row, 0) >= columns:
            rows.append(f"<tr>{html}</tr>")
            row, column, html = row + 1, 0, ""
    return "".join([*rows, f"<tr>{html}</tr>" if html else ""])
