"""The fields of a Word file: what they are told to show, and what they show."""

from __future__ import annotations

import re

from lxml import etree

from reportlib.readers.marks import raised
from reportlib.readers.word.styles import W
from reportlib.readers.word.survey import VAL, integer, is_on


class Field:
    """An open field: what it is told to show, and where among the pieces its result begins."""

    def __init__(self, pieces: list[str], instruction: str = "") -> None:
        self.pieces = pieces
        self.instruction = instruction
        self.instructing = True
        self.start = len(pieces)

    def end(self) -> None:
        """Raises the result where it is the number of a note, and adds what a formula draws."""
        kind = self.instruction.split()[:1]
        if kind == ["NOTEREF"]:
            self.pieces[self.start :] = map(raised, self.pieces[self.start :])
        elif kind and kind[0].upper() == "EQ":
            self.pieces.append(_drawn(self.instruction))


_ARGUMENTS = re.compile(r"[\d.]+")


def _drawn(formula: str) -> str:
    """The figures that a formula draws: signs laid over each other, as a figure in a circle, are a mark; those of a fraction and the like stand apart."""
    figures = _ARGUMENTS.findall(formula)
    return raised("".join(figures)) if r"\o" in formula.lower() else "/".join(("", *figures))


def form_result(field: etree._Element) -> str:
    """What a form's tick box or list of choices shows; it is kept beside the text."""
    box, choices = field.find(f"{W}ffData/{W}checkBox"), field.find(f"{W}ffData/{W}ddList")
    if box is not None:
        state = "checked" if box.find(W + "checked") is not None else "default"
        return "☑" if is_on(box, state) else "☐"
    if choices is not None:
        entries = [entry.get(VAL, "") for entry in choices.iterfind(W + "listEntry")]
        chosen = _count(choices, "result", _count(choices, "default", 0))
        return entries[chosen] if chosen < len(entries) else ""
    return ""


def _count(properties: etree._Element | None, name: str, default: int) -> int:
    element = properties.find(W + name) if properties is not None else None
    return max(0, integer(element, default)) if element is not None else default
