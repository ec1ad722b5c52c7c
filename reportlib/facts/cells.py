"""Cells of a grid, each read once: what number it prints, or which labels of the form it may be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reportlib.forms import Form, Meaning
from reportlib.model import BLANK, UNREADABLE, Cell
from reportlib.text.labels import label_key, whole_key
from reportlib.text.numbers import PrintedNumber, read_number

_LONGEST_LABEL = 200
_SEVERAL = re.compile(r"\d{1,9}(?:\s{1,9}\d{1,9}){1,9}")


class Printed(NamedTuple):
    """One printed cell with the number that it is and, where it is a text, what that may stand for in the form."""

    cell: Cell
    number: PrintedNumber
    meanings: tuple[Meaning, ...] = ()
    is_blank: bool = False
    is_number: bool = False  # or a dash in its place
    is_text: bool = False

    @property
    def text(self) -> str:
        return self.cell.text

    @property
    def is_figure(self) -> bool:
        """Whether it stands where a figure does: a number, a dash, or several numbers of which none can be told."""
        return self.is_number or (self.is_text and _SEVERAL.fullmatch(self.text.strip()) is not None)

    def means(self, *roles: str, table: str | None = None) -> bool:
        """Whether the text may stand for something of one of these roles."""
        return bool(self.meanings) and any(role in roles and table in (None, of_table) for role, of_table, _ in self.meanings)

    def code(self, *roles: str, table: str) -> str | None:
        """The code of the first thing of one of these roles that the text may stand for."""
        for role, of_table, code in self.meanings:
            if role in roles and table == of_table:
                return code
        return None


def printed(cell: Cell, form: Form) -> Printed:
    """The cell as it is read: once, for all that follows."""
    number = read_number(cell.text)
    if number.status == UNREADABLE:
        return Printed(cell, number, known(cell.text, form), False, False, True)
    return Printed(cell, number, (), number.status == BLANK, number.status != BLANK)


def known(text: str, form: Form) -> tuple[Meaning, ...]:
    """What a label may stand for; what stands in its brackets is guidance, unless the form has it as part of the label."""
    if len(text) > _LONGEST_LABEL:
        return ()
    return form.lexicon.get(whole_key(text)) or form.lexicon.get(label_key(text), ())


def parts(cell: Cell, form: Form) -> tuple[Printed, ...]:
    """A cell of a text table; where only blanks part several labels of the form (信息内容 本年制发件数), each by itself.

    A label of a row with a short text behind it that is none (行政许可 约120) is parted too: what stands there is no number.
    """
    whole = printed(cell, form)
    if not whole.is_text or whole.meanings or len(cell.text) > _LONGEST_LABEL:
        return (whole,)
    words = cell.text.split()
    if len(words) < 2:
        return (whole,)
    pieces = list(_pieces(words, form))
    if all(known(piece, form) for piece in pieces) or _label_and_odd(pieces, form):
        return tuple(printed(cell._replace(text=piece), form) for piece in pieces)
    return (whole,)


def _pieces(words: Sequence[str], form: Form) -> Iterator[str]:
    """The words put together to labels of the form where they make one, the longest first."""
    at = 0
    while at < len(words):
        ends = (end for end in range(len(words), at, -1) if known("".join(words[at:end]), form))
        end = next(ends, at + 1)
        yield "".join(words[at:end])
        at = end


_LONGEST_ODD = 8


def _label_and_odd(pieces: Sequence[str], form: Form) -> bool:
    rows = [meaning.role == "row" and meaning.table != "proceedings" for meaning in known(pieces[0], form)]
    odd = pieces[1:]
    return bool(rows) and all(rows) and len("".join(odd)) <= _LONGEST_ODD and not any(known(piece, form) for piece in odd)


def one_of(cells: Sequence[Printed], form: Form) -> Printed:
    """Several cells that print one text, put together to it."""
    return printed(cells[0].cell._replace(text="".join(each.text for each in cells)), form) if len(cells) > 1 else cells[0]


def unread(cell: Printed) -> Printed:
    """The cell as one whose text is kept, and is no number that could be told."""
    if not cell.is_number:
        return cell
    return cell._replace(number=PrintedNumber(None, None, UNREADABLE), is_number=False, is_text=True)
