"""Whether what is printed over columns keeps the order of the form: codes, words, pieces of words, misprinted words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from reportlib.facts.cells import Printed
from reportlib.forms import Column
from reportlib.text.labels import label_key


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
