"""What is drawn on a page becomes a Page that stands upright: its text, without what is struck out, and its ruled tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from reportlib.readers.pages.geometry import Extent
from reportlib.readers.pages.ruling import THICKEST, Rule, lattices
from reportlib.readers.pages.struck import struck_out
from reportlib.readers.pages.typesetting import Glyph
from reportlib.readers.pages.unruled import Page

# A table without rules is parted by its shaded cells where it has so many, and so many side by side.
SHADED_CELLS, SIDE_BY_SIDE = 6, 2


class Drawn(NamedTuple):
    """A page as drawn, in points from its top left corner: thin boxes that may be rules, and larger ones that may be shaded cells."""

    number: int
    width: float
    height: float
    glyphs: Sequence[Glyph]
    rules: Sequence[Extent]
    boxes: Sequence[Extent]


def upright(drawn: Drawn, turns: int) -> tuple[Page, str]:
    """The page, turned by so many right angles against the clock, and what is struck out on it."""
    place = turner(turns, drawn.width, drawn.height)
    glyphs: Sequence[Glyph] = drawn.glyphs
    if turns:
        glyphs = [Glyph(glyph.text, *place(*glyph[1:5]), glyph.confidence) for glyph in glyphs]
    horizontal, vertical = _rules(place(*box) for box in drawn.rules)
    glyphs, struck, horizontal = struck_out(glyphs, horizontal)
    tables = lattices(horizontal, vertical) if len(drawn.rules) > 2 else []
    if not tables and (edges := _edges(drawn.boxes)):
        tables = lattices(*_rules(place(*edge) for edge in edges))
    size = (drawn.width, drawn.height) if turns % 2 == 0 else (drawn.height, drawn.width)
    return Page(drawn.number, *size, glyphs, tables), struck


def _rules(boxes: Iterable[Extent]) -> tuple[list[Rule], list[Rule]]:
    """The thin boxes as horizontal and vertical rules; a dot may be a piece of either."""
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    for left, top, right, bottom in boxes:
        if bottom - top <= THICKEST:
            horizontal.append(Rule((top + bottom) / 2, left, right))
        if right - left <= THICKEST:
            vertical.append(Rule((left + right) / 2, top, bottom))
    return horizontal, vertical


def _edges(boxes: Sequence[Extent]) -> list[Extent]:
    """The edges of filled boxes that stand side by side: a table whose cells are parted by white gaps only."""
    if len(boxes) < SHADED_CELLS or len(boxes) < SIDE_BY_SIDE * len({round(top) for _, top, _, _ in boxes}):
        return []
    return [
        edge
        for left, top, right, bottom in boxes
        for edge in ((left, bottom, right, bottom), (left, top, right, top), (left, top, left, bottom), (right, top, right, bottom))
    ]


def turner(turns: int, width: float, height: float) -> Callable[[float, float, float, float], Extent]:
    """What maps a box (left, top, right, bottom) of the page as drawn to the page turned so that its text stands upright."""
    if turns == 1:
        return lambda left, top, right, bottom: (height - bottom, left, height - top, right)
    if turns == 2:
        return lambda left, top, right, bottom: (width - right, height - bottom, width - left, height - top)
    if turns == 3:
        return lambda left, top, right, bottom: (top, width - right, bottom, width - left)
    return lambda left, top, right, bottom: (left, top, right, bottom)
