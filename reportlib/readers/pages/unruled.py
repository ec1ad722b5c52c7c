"""Tables without rules: runs of lines that are set in columns, as rows of words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from reportlib.model import Cell, Grid, Place
from reportlib.readers.columns import FEWEST_NAMED, MOST_LINES, MOST_NAMED, Word, names_over
from reportlib.readers.pages.fragments import FIGURE, Fragment
from reportlib.readers.pages.ruling import Lattice
from reportlib.readers.pages.typesetting import Glyph, Line, split_at_gaps
from reportlib.text.numbers import is_value

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


class _Row(NamedTuple):
    """A printed line of a table: its number in the run, and its words."""

    number: int
    page: Page
    words: list[Line]

    @property
    def figures(self) -> list[Line]:
        return [word for word in self.words if FIGURE.fullmatch(word.text) or is_value(word.text)]


def unruled_grid(run: list[Loose], table: int) -> Grid:
    """The lines as rows; columns are true only where every row has a word in every one of them."""
    rows = _with_whole_header([_Row(number, item.page, _words(item.line)) for number, item in enumerate(run, 1)])
    columns: list[tuple[float, float]] = []
    for left, right in sorted((word.left, word.right) for row in rows for word in row.words):
        if columns and left <= columns[-1][1]:
            columns[-1] = columns[-1][0], max(right, columns[-1][1])
        else:
            columns.append((left, right))
    certain = all(len(row.words) == len(columns) for row in rows)
    return Grid(tuple(tuple(_cells(row, at, table)) for at, row in enumerate(rows)), ruled=certain)


def _cells(row: _Row, at: int, table: int) -> Iterator[Cell]:
    for column, word in enumerate(row.words):
        place = Place(page=row.page.number, table=table, row=row.number, column=column + 1)
        yield Cell(word.text, at, column, place, confidence=word.confidence)


def _with_whole_header(rows: list[_Row]) -> list[_Row]:
    """The rows with the names of the columns in a row of their own, where narrow columns break them over the lines above the first figures."""
    most = max(len(row.figures) for row in rows)
    first = next(at for at, row in enumerate(rows) if len(row.figures) >= min(FEWEST_NAMED, most))
    full = [row.figures for row in rows if len(row.figures) == most]
    if not FEWEST_NAMED <= most <= MOST_NAMED or not 1 < first <= MOST_LINES:
        return rows
    columns = [sum(figure.left + figure.right for figure in each) / (2 * len(each)) for each in zip(*full, strict=True)]
    pieces = {Word(piece.text, at, (piece.left + piece.right) / 2): piece for at, row in enumerate(rows[:first]) for piece in _pieces(row)}
    named = names_over(columns, pieces)
    if not named:
        return rows
    taken = {word for over in named for word in over}
    header = [_Row(row.number, row.page, _untaken(row, at, pieces, taken)) for at, row in enumerate(rows[:first])]
    names = [_joined([pieces[word] for word in over]) for over in named]
    return [*(row for row in header if row.words), _Row(rows[first - 1].number, rows[first - 1].page, names), *rows[first:]]


def _pieces(row: _Row) -> list[Line]:
    return [piece for word in row.words for piece in split_at_gaps(word, FIGURE_GAP)]


def _untaken(row: _Row, at: int, pieces: Mapping[Word, Line], taken: Set[Word]) -> list[Line]:
    """The words of a row of the header of which nothing was taken, and the pieces that are left of others."""
    left: list[Line] = []
    for word in row.words:
        own = [each for each, piece in pieces.items() if each.line == at and word.left <= piece.left and piece.right <= word.right]
        left += [word] if not taken & set(own) else [pieces[each] for each in own if each not in taken]
    return left


def _joined(pieces: Sequence[Line]) -> Line:
    """One name of pieces that stand under each other."""
    glyphs = [glyph for piece in pieces for glyph in piece.glyphs]
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    return pieces[0]._replace(text="".join(piece.text for piece in pieces), left=left, right=right, glyphs=glyphs)


def _words(line: Line) -> list[Line]:
    """The words of a row: figures stand closer to each other than labels do."""
    words: list[Line] = []
    for wide in split_at_gaps(line, UNRULED_GAP):
        narrow = split_at_gaps(wide, FIGURE_GAP)
        words += narrow if all(FIGURE.fullmatch(word.text) for word in narrow) else [wide]
    return words
