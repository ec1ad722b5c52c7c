"""Glyphs become the lines that a person reads: by place on the paper, not by the order in which a program drew them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

# A glyph starts a new line if its middle is lower than that of the line by this share of its height.
NEXT_LINE = 0.5
# A glyph drawn again within this share of its size (bold by overprint, shadow) is one glyph.
OVERPRINT = 0.3
# Between glyphs with more ems than this between them a reader sees a space: in Latin text and numbers, and beside a Chinese character.
LATIN_SPACE, CHINESE_SPACE = 0.35, 0.8
# A step from glyph to glyph is along a line if it leaves the line by less than this share of the size.
STRAIGHT = 0.35
# What stands for ink that could not be read: never a blank, never a number.
UNREADABLE_MARK = "?"
# Two characters stand at one place if they share this part of the narrower one: half a digit, when a longer number is put over a shorter.
CROWDED = 0.45
# A digit is a note mark if it is lower than this share of its neighbours, and raised (or lowered) by this share of their height.
SMALL, RAISED = 0.8, 0.2


# Characters from here on are Chinese, or as wide.
CHINESE = "\u2e80"
SUPERSCRIPTS, SUBSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"), str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
FIRST, LEFT = itemgetter(0), itemgetter(1)


class Glyph(NamedTuple):
    """One character (or one word that a recogniser gave whole), where it stands, and how sure its reader is of it."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float | None = None


class Line(NamedTuple):
    """One printed line: its text, its inked extent without white space at the ends, and its glyphs from left to right."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    widest_gap: float
    glyphs: Sequence[Glyph]

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def confidence(self) -> float | None:
        return lowest_confidence(self.glyphs)


def lines_of(glyphs: Sequence[Glyph]) -> list[Line]:
    """The lines that the glyphs stand on, from the top down; lines of white space only are none."""
    if len(glyphs) == 1:
        return [line] if (line := _line(list(glyphs))) else []
    rows: list[list[Glyph]] = []
    middle = height = 0.0
    for twice, glyph in sorted([(glyph[2] + glyph[4], glyph) for glyph in glyphs], key=FIRST):
        at, tall = twice / 2, glyph[4] - glyph[2]
        if rows and (at - middle <= NEXT_LINE * height or at - middle <= NEXT_LINE * tall):
            rows[-1].append(glyph)
            if tall > height:
                height = tall
        else:
            rows.append([glyph])
            middle, height = at, tall
    return [line for row in rows if (line := _line(row))]


def cell_text(glyphs: Sequence[Glyph]) -> tuple[str, list[Line]]:
    """The text of one cell, its lines joined by line breaks, and the lines; text set downwards is read downwards."""
    if not glyphs:
        return "", []
    lines = lines_of(glyphs)
    if len(lines) > 2:
        down, up, along = _steps(glyphs)
        if max(down, up) > along:
            return _vertical_text(glyphs, upwards=up > down), lines
    return "\n".join(line.text for line in lines), lines


def lowest_confidence(glyphs: Sequence[Glyph]) -> float | None:
    """How sure the least certain glyph is, or None where none was guessed."""
    return min((glyph.confidence for glyph in glyphs if glyph.confidence is not None), default=None)


def split_at_gaps(line: Line, ems: float) -> list[Line]:
    """The words of a line, cut where more than so many ems of white paper stand between glyphs."""
    if line.widest_gap <= ems * line.size:
        return [line]
    words: list[list[Glyph]] = []
    blanks: list[Glyph] = []
    end = 0.0
    for glyph in line.glyphs:
        if glyph.text.isspace():
            blanks.append(glyph)
            continue
        if words and glyph.left - end <= ems * line.size:
            words[-1] += [*blanks, glyph]
        else:
            words.append([glyph])
        blanks, end = [], glyph.right
    return [word for glyphs in words if (word := _line(glyphs))]


def _line(row: list[Glyph]) -> Line | None:
    """The glyphs of one line in order, without doubles and without white space at its ends; None if nothing is left."""
    if len(row) == 1 and len(row[0].text) == 1 and not row[0].text.isspace():
        text, left, top, right, bottom, _ = row[0]
        return Line(text, left, right, top, bottom, (right - left if text > CHINESE else bottom - top) or 1.0, 0.0, row)
    row = sorted(row, key=LEFT)
    while row and row[-1].text.isspace():
        row.pop()
    while row and row[0].text.isspace():
        row.pop(0)
    if not row:
        return None
    _, left, top, right, bottom, _ = row[0]
    size, last, last_end, shortest, crowded = 0.0, left - bottom + top, left, bottom - top, False
    for text, start, above, end, below, _ in row:
        if above < top:
            top = above
        if below > bottom:
            bottom = below
        if end > right:
            right = end
        width = end - start
        if width > size and text > CHINESE and len(text) == 1:
            size = width
        if below - above < shortest:
            shortest = below - above
        if start - last < OVERPRINT * width or last_end - start > CROWDED * width:
            crowded = True
        last, last_end = start, end
    size = size or bottom - top or 1.0
    row = _parted(_once(row)) if crowded else row
    row = _marked(row) if shortest < SMALL * (bottom - top) else row
    text, widest = _spaced(row, size)
    return Line(text, left, right, top, bottom, size, widest, row)


def _once(row: list[Glyph]) -> list[Glyph]:
    """The glyphs, sorted from the left, without those drawn again at nearly the same place."""
    kept = row[:1]
    last = kept[0].left
    for glyph in row[1:]:
        near = OVERPRINT * (glyph.right - glyph.left)
        # The same character can stand two or three back when a whole word was drawn twice.
        if glyph.left - last < near and any(other.text == glyph.text and glyph.left - other.left < near for other in kept[-3:]):
            continue
        kept.append(glyph)
        last = glyph.left
    return kept


def _parted(row: list[Glyph]) -> list[Glyph]:
    """The glyphs, with a mark for each digit that stands at one place with another character: nobody can say which of them counts."""
    inked = [index for index, glyph in enumerate(row) if not glyph.text.isspace()]
    doubtful = {index for pair in pairwise(inked) if _are_at_one_place(row[pair[0]], row[pair[1]]) for index in pair}
    return [glyph._replace(text=UNREADABLE_MARK) if index in doubtful else glyph for index, glyph in enumerate(row)]


def _are_at_one_place(one: Glyph, two: Glyph) -> bool:
    if not (one.text.isdigit() or two.text.isdigit()):
        return False
    across = min(one.right, two.right) - max(one.left, two.left)
    along = min(one.bottom, two.bottom) - max(one.top, two.top)
    narrow, low = min(one.right - one.left, two.right - two.left), min(one.bottom - one.top, two.bottom - two.top)
    return across > CROWDED * narrow and along > low / 2


def _marked(row: list[Glyph]) -> list[Glyph]:
    """The glyphs, with small digits that stand raised or lowered beside larger text as the note marks that they are."""
    inked = [glyph for glyph in row if not glyph.text.isspace()]
    tallest = max(inked, key=lambda glyph: glyph.bottom - glyph.top)
    marked = []
    for glyph in row:
        height, beside = glyph.bottom - glyph.top, _beside(glyph, inked) or tallest
        tall = beside.bottom - beside.top
        if glyph.text.isdigit() and len(glyph.text) == 1 and height < SMALL * tall:
            if beside.bottom - glyph.bottom > RAISED * tall:
                glyph = glyph._replace(text=glyph.text.translate(SUPERSCRIPTS))
            elif glyph.top - beside.top > RAISED * tall and glyph.bottom > beside.bottom:
                glyph = glyph._replace(text=glyph.text.translate(SUBSCRIPTS))
        marked.append(glyph)
    return marked


def _beside(glyph: Glyph, inked: list[Glyph]) -> Glyph | None:
    """The nearest larger character, before the glyph rather than behind it."""
    height = glyph.bottom - glyph.top
    larger = [other for other in inked if SMALL * (other.bottom - other.top) > height]
    return min(larger, key=lambda other: abs(other.right - glyph.left), default=None)


def _spaced(glyphs: list[Glyph], size: float) -> tuple[str, float]:
    """The text with a space where a reader sees one, and the widest gap between glyphs that are not white space."""
    text, _, _, end, _, _ = glyphs[0]
    parts = [text]
    widest, inked_end, latin_space = 0.0, end, LATIN_SPACE * size
    for after, left, _, right, _, _ in glyphs[1:]:
        blank = after.isspace()
        if left - inked_end > latin_space and not blank:
            gap = left - inked_end
            widest = max(widest, gap)
            chinese = text[-1] > CHINESE or after[0] > CHINESE
            if left - end > latin_space and not text.isspace() and (not chinese or gap > CHINESE_SPACE * size):
                parts.append(" ")
        parts.append(after)
        text, end = after, right
        if not blank:
            inked_end = right
    return "".join(parts), widest


def _steps(glyphs: Sequence[Glyph]) -> tuple[int, int, int]:
    """How many steps from one drawn glyph to the next go down a column, up a column, and along a line."""
    down = up = along = 0
    for one, two in pairwise(glyphs):
        size = max(one.bottom - one.top, one.right - one.left)
        across = abs((one.left + one.right) - (two.left + two.right)) / 2
        below = (two.top + two.bottom - one.top - one.bottom) / 2
        down += across < STRAIGHT * size and STRAIGHT * size < below < 2.5 * size
        up += across < STRAIGHT * size and STRAIGHT * size < -below < 2.5 * size
        along += abs(below) < STRAIGHT * size < across
    return down, up, along


def _vertical_text(glyphs: Sequence[Glyph], upwards: bool) -> str:
    """The columns of text set downwards (from the right if its first glyph stands there, as in old print) or turned to run upwards."""
    turned = [Glyph(glyph.text, glyph.top, glyph.left, glyph.bottom, glyph.right, glyph.confidence) for glyph in glyphs]
    if upwards:
        turned = [glyph._replace(left=-glyph.right, right=-glyph.left) for glyph in turned]
    columns = lines_of(turned)
    first = next((glyph for glyph in turned if not glyph.text.isspace()), None)
    if len(columns) > 1 and first in columns[-1].glyphs:
        columns.reverse()
    return "\n".join(column.text for column in columns)
