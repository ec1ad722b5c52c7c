"""Characters with a line drawn through them count as deleted."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from reportlib.readers.pages.ruling import Rule
from reportlib.readers.pages.typesetting import Glyph

# A line strikes a character out where it runs within this share of its height from its middle, and over this share of its width.
MIDDLE, ACROSS = 0.22, 0.7
# Such a line is as long as the struck text, give or take so many of its heights; a rule of the table goes on.
BEYOND, FILLED = 1.0, 0.6
# No character of a report is higher.
TALLEST = 60.0


def struck_out(glyphs: Sequence[Glyph], horizontal: list[Rule]) -> tuple[list[Glyph], str, list[Rule]]:
    """The glyphs without those struck out, what those say, and the rules that strike nothing."""
    bands = sorted({((top + bottom) / 2, bottom - top) for _, _, top, _, bottom, _ in glyphs})
    lines = _Lines(glyphs)
    gone: set[int] = set()
    ruling = []
    through_text = {at for at in {rule.at for rule in horizontal} if _runs_through_text(bands, at)}
    for rule in horizontal:
        struck = _struck(glyphs, lines.near(rule.at), rule) if rule.at in through_text else []
        if struck:
            gone |= set(struck)
        else:
            ruling.append(rule)
    left = [glyph for index, glyph in enumerate(glyphs) if index not in gone] if gone else list(glyphs)
    return left, "".join(glyphs[index].text for index in sorted(gone)), ruling


class _Lines:
    """The glyphs of a page by their middles, so that a rule is compared with those of its height alone."""

    def __init__(self, glyphs: Sequence[Glyph]) -> None:
        self._middles = sorted(((top + bottom) / 2, index) for index, (_, _, top, _, bottom, _) in enumerate(glyphs))
        self._reach = MIDDLE * max((bottom - top for _, _, top, _, bottom, _ in glyphs), default=0.0)

    def near(self, at: float) -> list[int]:
        """The numbers of the glyphs whose middle a rule at this height may run through, in their order."""
        first, end = bisect_left(self._middles, (at - self._reach, 0)), bisect_right(self._middles, (at + self._reach, len(self._middles)))
        return sorted(index for _, index in self._middles[first:end])


def _runs_through_text(bands: list[tuple[float, float]], at: float) -> bool:
    """Whether any line of text has its middle where the rule runs."""
    reach = MIDDLE * TALLEST
    near = bands[bisect_left(bands, (at - reach, 0.0)) : bisect_right(bands, (at + reach, 0.0))]
    return any(abs(middle - at) <= MIDDLE * height for middle, height in near)


def _struck(glyphs: Sequence[Glyph], near: Sequence[int], rule: Rule) -> list[int]:
    """The numbers of the glyphs that the rule runs through; none if it goes on beyond them."""
    through = [index for index in near if _is_crossed(glyphs[index], rule)]
    if not through:
        return []
    inked = [glyphs[index] for index in through]
    room = BEYOND * max(glyph.bottom - glyph.top for glyph in inked)
    filled = sum(glyph.right - glyph.left for glyph in inked) >= FILLED * (rule.end - rule.start)
    ends = min(glyph.left for glyph in inked) - room <= rule.start and rule.end <= max(glyph.right for glyph in inked) + room
    return through if filled and ends else []


def _is_crossed(glyph: Glyph, rule: Rule) -> bool:
    _, left, top, right, bottom, _ = glyph
    if abs((top + bottom) / 2 - rule.at) > MIDDLE * (bottom - top) or glyph.text.isspace():
        return False
    return min(rule.end, right) - max(rule.start, left) >= ACROSS * (right - left)
