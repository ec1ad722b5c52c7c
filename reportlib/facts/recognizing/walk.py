"""How far a document has been read: the section, the headers that hold, and those not yet followed by figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from reportlib.facts.cells import Printed
from reportlib.facts.recognizing.headers import Header
from reportlib.forms import Form
from reportlib.text.numbers import is_caption

_Rows = tuple[tuple[Printed, ...], ...]


@dataclass(frozen=True)
class Walk:
    """A place in the stream of blocks.

    `above` are the label cells printed since the last figures; `current` is the header that holds until another says something.
    `width` is that of the last ruled grid; `spent` that the figures of the header of section four have come. `captions` name a unit
    for what follows in the section, and `noted` keeps all of them with their section, as a note may stand below its table.
    """

    current: Header
    above: _Rows = ()
    width: int = 0
    spent: bool = False
    captions: _Rows = ()
    noted: tuple[tuple[int, Printed], ...] = ()

    @classmethod
    def at_start(cls, form: Form) -> Walk:
        return cls(Header((), form))

    @property
    def section(self) -> int:
        return self.current.section

    def at_section(self, number: int) -> Walk:
        """The walk below the heading of a section, where no header of another holds."""
        return Walk(Header((), self.current.form, number), noted=self.noted)

    def entering(self, width: int) -> Walk:
        """The walk inside a ruled grid: one of the width of the last may go on under its columns, another knows but their order."""
        if width == self.width:
            return self
        rows = tuple(_placeless(row) for row in self.current.rows)
        current = Header(rows, self.current.form, self.section, False)
        return replace(self, width=width, current=current, above=tuple(_placeless(row) for row in self.above))

    def under(self, cells: tuple[Printed, ...], form: Form) -> Walk:
        """The walk below one more row of labels; one that names a unit only holds for the whole section."""
        if not cells:
            return self
        captions = tuple(cell for cell in cells if not cell.meanings and is_caption(cell.text))
        if captions:
            self = replace(self, captions=(*self.captions, captions), noted=(*self.noted, *((self.section, cell) for cell in captions)))
        number = next((int(meaning.code) for meaning in cells[0].meanings if meaning.role == "heading"), 0) if len(cells) == 1 else 0
        if number:
            return replace(self.at_section(number), captions=(cells,) if is_caption(cells[0].text) else ())
        return replace(self, above=(*self.above, cells))

    def header(self, form: Form, *, ruled: bool) -> tuple[Header, Walk]:
        """The header that holds for figures that come now, and the walk behind them."""
        if self.above:
            fresh = Header((*self.captions, *self.above), form, self.section, ruled)
            if fresh.says_something:
                return self._below(fresh)
        unsaid = tuple([row for row in self.captions if row not in self.current.rows])
        return self._below(replace(self.current, rows=(*unsaid, *self.current.rows)) if unsaid else self.current)

    def _below(self, header: Header) -> tuple[Header, Walk]:
        if header is self.current and not self.above and self.spent == header.has_results:
            return header, self
        return header, replace(self, current=header, above=(), spent=header.has_results)

    @cached_property
    def open(self) -> Header:
        """The header as it would hold for figures that come now."""
        if not self.above:
            return self.current
        fresh = Header(self.above, self.current.form, self.section, True)
        return fresh if fresh.says_something else self.current

    @property
    def first_column(self) -> int | None:
        """Where the columns of figures of a ruled grid begin, by its header."""
        return self.open.first_column

    @property
    def awaits_results(self) -> bool:
        """Whether the header of section four is printed and its figures have not come."""
        return self.open.has_results and not self.spent

    @property
    def results(self) -> int:
        return len(self.current.form.tables["proceedings"].rows[0].columns)


def _placeless(row: tuple[Printed, ...]) -> tuple[Printed, ...]:
    return tuple(cell._replace(cell=cell.cell._replace(column=-1)) for cell in row)
