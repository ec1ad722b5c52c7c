"""In what order what is printed over columns stands: whether it is the form's, in codes and words, and how section four crosses its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from reportlib.facts.cells import Printed
from reportlib.forms import Column
from reportlib.text.labels import label_key

Slot = tuple[str, str]  # row code, column code


def in_order(named: Sequence[str | None], columns: Sequence[str]) -> bool:
    """Whether the codes that are columns stand in their order."""
    places = [columns.index(code) for code in named if code in columns]
    return places == sorted(places)


def pieces_in_order(rows: Sequence[Sequence[Printed]], columns: Sequence[Column]) -> bool:
    """Whether the words that belong to one column only stand in the order of the columns, line by line.

    A narrow column breaks its header over several lines (商业 科研 / 企业 机构), so that no line names a column whole.
    """
    order = [column.code for column in columns]
    labels = {column.code: [label_key(label) for label in (column.label, *column.also)] for column in columns}
    return all(_rising([order.index(code) for word in _words(row) if (code := _column_of(word, labels))]) for row in rows)


def _words(row: Sequence[Printed]) -> list[str]:
    return [word for cell in row if cell.is_text for word in cell.text.split()]


def _column_of(word: str, labels: Mapping[str, Sequence[str]]) -> str | None:
    """The one column whose labels have a word in them, or that is named by it."""
    key = label_key(word)
    whole = [code for code, known in labels.items() if key in known]
    part = [code for code, known in labels.items() if len(key) > 1 and any(key in label for label in known)]
    found = whole or part
    return found[0] if len(found) == 1 else None


def _rising(places: Sequence[int]) -> bool:
    """Whether the places rise, and begin anew only where one comes again (the results of the next channel)."""
    last, seen = -1, set[int]()
    for place in places:
        if place in seen:
            seen, last = set(), -1
        if place < last:
            return False
        last = place
        seen.add(place)
    return True


_MISPRINTED = 0.6


def is_misprint(text: str, column: Column) -> bool:
    """Whether a text is much like a label of the column."""
    labels = (label_key(label) for label in (column.label, *column.also))
    return any(SequenceMatcher(None, label_key(text), label, autojunk=False).ratio() >= _MISPRINTED for label in labels)


class Crossing:
    """The header of section four as a tree: channels over results, and over channels the name of a group."""

    def __init__(self, rows: Sequence[Sequence[Printed]], grouped: Collection[str]) -> None:
        self._grouped = grouped
        self._cells = [(at, cell) for at, row in enumerate(rows) for cell in row if _is_of_proceedings(cell)]
        self._used: set[int] = set()

    def slots(self) -> Iterator[Slot]:
        """The (channel, result) below each cell of the header from left to right."""
        for at in range(len(self._cells)):
            if at not in self._used:
                yield from self._below(at)

    def _below(self, at: int) -> Iterator[Slot]:
        self._used.add(at)
        channel = self._channel(at)
        if channel:
            yield from ((channel, result) for result in self._take_results(at))
        elif self._cells[at][1].means("column", table="proceedings"):
            return
        else:
            for below in self._take_channels(at):
                yield from self._below(below)

    def _channel(self, at: int) -> str | None:
        return self._cells[at][1].code("row", table="proceedings")

    def _free(self, at: int, *, results: bool) -> list[int]:
        """The cells not yet taken behind a cell: those in rows below it, else in its own."""
        row = self._cells[at][0]
        free = [place for place in range(at + 1, len(self._cells)) if place not in self._used and (self._channel(place) is None) == results]
        return [place for place in free if self._cells[place][0] > row] or free

    def _take_results(self, at: int) -> list[str]:
        taken: list[str] = []
        previous = -1
        for place in self._free(at, results=True):
            row, cell = self._cells[place]
            code = cell.code("column", table="proceedings")
            if code is None or code in taken or (taken and (place != previous + 1 or row != self._cells[previous][0])):
                break
            self._used.add(place)
            taken.append(code)
            previous = place
        return taken

    def _take_channels(self, at: int) -> list[int]:
        free = [place for place in self._free(at, results=False) if self._channel(place) in self._grouped]
        return [place for place in free if self._cells[place][0] == self._cells[free[0]][0]]


def _is_of_proceedings(cell: Printed) -> bool:
    return cell.means("row", "column", "row_group", table="proceedings")
