"""Names of columns that narrow columns break over several lines, put together where the columns stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

FEWEST_NAMED, MOST_NAMED = 3, 40  # columns under a header that is put together
MOST_LINES = 12  # of such a header
_LONGEST_PIECE = 3  # signs of a name that is broken over several lines
_LONGEST_NAME = 4  # signs of a name that stands whole among them


class Word(NamedTuple):
    """A word of a header: its line, and where its middle is, in any measure that the columns share."""

    text: str
    line: int
    middle: float


def names_over(columns: Sequence[float], words: Iterable[Word]) -> list[list[Word]]:
    """The words over each column, given by its middle, from top to bottom.

    None where one line names all columns, a column is not named, or no name is broken; names of groups stand in lines of their own.
    """
    if list(columns) != sorted(set(columns)):
        return []
    named = _nearest(columns, words)
    torn = {word.line for over in named for word in over if len(word.text) <= _LONGEST_PIECE}
    named = [[word for word in over if word.line in torn] or over for over in named]
    lines = [{word.line for word in over} for over in named]
    broken = any(len(over) > 1 for over in named)
    once = all(len(over) == len(found) for over, found in zip(named, lines, strict=True))
    return named if all(named) and broken and once and not set.intersection(*lines) else []


def _nearest(columns: Sequence[float], words: Iterable[Word]) -> list[list[Word]]:
    """Each word that may be a name or a piece of one, under the column that it stands over."""
    over: list[list[Word]] = [[] for _ in columns]
    reach = narrowest(columns) / 2
    for word in words:
        nearest = min(range(len(columns)), key=lambda column: abs(columns[column] - word.middle))
        if abs(columns[nearest] - word.middle) <= reach and len(word.text) <= _LONGEST_NAME:
            over[nearest].append(word)
    return over


def narrowest(columns: Sequence[float]) -> float:
    """The least distance between two neighbouring columns."""
    return min(right - left for left, right in pairwise(columns))
