"""Tables without rules: runs of lines that are set in columns, as rows of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reportlib.model import Cell, Grid, Place
from reportlib.readers.pages.fragments import FIGURE, Fragment
from reportlib.readers.pages.ruling import Lattice
from reportlib.readers.pages.typesetting import Glyph, Line, split_at_gaps

# A table without rules has at least this many rows of two or more words with this many ems between them.
UNRULED_ROWS, UNRULED_GAP = 3, 1.8
# Between its rows stand at most this many short lines of wrapped labels; between two of its figures at least this many ems.
WRAPPED_LINES, FIGURE_GAP = 3, 0.4


@dataclass(frozen=True)
class Page:
    """One page upright, in points from its top left corner: its glyphs as drawn, and its ruled tables."""

    number: int
    width: float
    height: float
    glyphs: Sequence[Glyph]
    lattices: Sequence[Lattice]


class Loose(NamedTuple):
    """A line outside any table, and its number among those of its page."""

    line: Line
    page: Page
    number: int


def with_unruled_tables(items: list[Loose | Fragment]) -> list[Loose | Fragment | list[Loose]]:
    """The items, with runs of lines that are set in columns put together, short lines between them too."""
    out: list[Loose | Fragment | list[Loose]] = []
    run: list[Loose] = []
    between: list[Loose] = []
    for item in items:
        if isinstance(item, Loose) and (not run or run[-1].page is item.page):
            if len(split_at_gaps(item.line, UNRULED_GAP)) > 1:
                run += [*between, item]
                between = []
                continue
            if run and len(between) < WRAPPED_LINES and item.line.right - item.line.left < item.page.width / 3:
                between.append(item)
                continue
        out += [*_as_table(run), *between]
        between = []
        run = [item] if isinstance(item, Loose) and len(split_at_gaps(item.line, UNRULED_GAP)) > 1 else []
        out += [] if run else [item]
    return [*out, *_as_table(run), *between]


def _as_table(run: list[Loose]) -> Sequence[Loose | list[Loose]]:
    rows = sum(len(split_at_gaps(item.line, UNRULED_GAP)) > 1 for item in run)
    return [run] if rows >= UNRULED_ROWS else run


def unruled_grid(run: list[Loose], table: int) -> Grid:
    """The lines as rows; columns are true only where every row has a word in every one of them."""
    rows = [_words(item.line) for item in run]
    columns: list[tuple[float, float]] = []
    for left, right in sorted((word.left, word.right) for row in rows for word in row):
        if columns and left <= columns[-1][1]:
            columns[-1] = columns[-1][0], max(right, columns[-1][1])
        else:
            columns.append((left, right))
    certain = all(len(row) == len(columns) for row in rows)
    return Grid(
        tuple(
            tuple(
                Cell(
                    word.text,
                    row,
                    column,
                    Place(page=item.page.number, table=table, row=row + 1, column=column + 1),
                    confidence=word.confidence,
                )
                for column, word in enumerate(rows[row])
            )
            for row, item in enumerate(run)
        ),
        ruled=certain,
    )


def _words(line: Line) -> list[Line]:
    """The words of a row: figures stand closer to each other than labels do."""
    words: list[Line] = []
    for wide in split_at_gaps(line, UNRULED_GAP):
        narrow = split_at_gaps(wide, FIGURE_GAP)
        words += narrow if all(FIGURE.fullmatch(word.text) for word in narrow) else [wide]
    return words
