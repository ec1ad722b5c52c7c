"""A rule between the reports of two years as it is declared: a cell equals a sum of cells of last year and of this."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from reportlib.forms.loading import load_forms
from reportlib.forms.types import Declared
from reportlib.forms.written import Keys, invalid

_TERM = re.compile(r"(?P<minus>-\s*)?(?P<last>last )?(?P<code>[a-z_.]+)")


class Term(NamedTuple):
    """One cell of the sum by its row (or column), added or, with a sign of -1, taken away; `last` where it is last year's."""

    code: str
    sign: int
    last: bool


class BetweenYears(Declared, frozen=True):
    """At each column (or row) of a table, `cell` equals the sum `equals`: "last in_force", "issued", "-repealed".

    The first term is the cell of last year that it is held against. `only` names the columns (or rows) meant, all where it is
    empty; `case` the sentence of the rule, where it has several, and `below` that of a cell below its sum. In the sentence this cell is {here}, the first term {there},
    and every other term goes by its code.
    """

    table: str
    each: Literal["row", "column"]
    cell: str
    equals: tuple[str, ...]
    only: tuple[str, ...] = ()
    case: str = ""
    below: str = ""

    @property
    def terms(self) -> tuple[Term, ...]:
        found = [re.fullmatch(_TERM, text) for text in self.equals]
        return tuple(Term(each["code"], -1 if each["minus"] else 1, bool(each["last"])) for each in found if each)

    @property
    def codes(self) -> tuple[str, ...]:
        """The rows (or columns) of the cell and of each term."""
        return (self.cell, *(term.code for term in self.terms))

    def cell_at(self, code: str, place: str) -> tuple[str, str, str]:
        """Table, item and column of a code at one place."""
        return (self.table, code, place) if self.each == "column" else (self.table, place, code)


def between_years(declared: Mapping[str, object], file: Path, keys: Keys) -> BetweenYears:
    """What a file declares at these keys; InvalidForm that names file and line for what no such rule can be."""
    try:
        asked = msgspec.convert(declared, BetweenYears)
    except msgspec.ValidationError as error:
        raise invalid(file, keys, str(error)) from error
    for wrong, expected in _wrong(asked):
        raise invalid(file, keys, "this rule between years cannot be used", value=wrong, expected=expected)
    return asked


def _wrong(asked: BetweenYears) -> Iterator[tuple[str, str]]:
    """What is written, and what should be."""
    cells = {(table, row.code, column.code) for form in load_forms().values() for table, row, column in form.cells()}
    along, across = (2, 1) if asked.each == "column" else (1, 2)
    places = {cell[along] for cell in cells if cell[0] == asked.table and cell[across] == asked.cell}
    if not places:
        yield f"{asked.table} {asked.cell}", "a table and a cell of a form"
    yield from ((text, "a cell such as last in_force, issued or -repealed") for text in asked.equals if not re.fullmatch(_TERM, text))
    if not asked.terms or not asked.terms[0].last:
        yield ", ".join(asked.equals), "last year's cell first"
    yield from ((place, f"one of {', '.join(sorted(places))}") for place in asked.only if place not in places)
    meant = places.intersection(asked.only) or places
    yield from (
        (code, "a code of the table at each place")
        for code in asked.codes
        if not all(asked.cell_at(code, place) in cells for place in meant)
    )
