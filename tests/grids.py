"""A mini-language for tables in tests: cells parted by |, rows by / or line ends; `_` repeats the cell to its left (a span)."""

from __future__ import annotations

from reportlib.model import Cell, Document, Grid, Paragraph, Place


def grid(text: str, ruled: bool = True) -> Grid:
    """The Grid that the text draws: `grid("数量|总计 / 1|3")`; `^` repeats the cell above (a vertical span)."""
    rows = [[field.strip() for field in line.split("|")] for line in text.strip().replace(" / ", "\n").split("\n")]
    cells = [
        [_cell(rows, row, column) for column in range(len(rows[row])) if rows[row][column] not in ("_", "^")] for row in range(len(rows))
    ]
    return Grid(tuple(tuple(row) for row in cells), ruled)


def _cell(rows: list[list[str]], row: int, column: int) -> Cell:
    across, down = 1, 1
    while column + across < len(rows[row]) and rows[row][column + across] == "_":
        across += 1
    while row + down < len(rows) and column < len(rows[row + down]) and rows[row + down][column] == "^":
        down += 1
    return Cell(rows[row][column], row, column, Place(table=1, row=row + 1, column=column + 1), down, across)


def document(*blocks: str | Grid) -> Document:
    """A Document of paragraphs and grids in this order."""
    return Document(
        "test", tuple(Paragraph(block, Place(line=at)) if isinstance(block, str) else block for at, block in enumerate(blocks, 1))
    )
