"""What a title, a label, a folder or the first paragraphs tell of where a body is: which of several places, which county, how far."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from reportlib.bodies.divisions import Division, Divisions, division_table, parents_of
from reportlib.bodies.names import normalised

# A hint up to this length is a title, a label or a folder, where every place counts; in longer prose only an authority does.
SHORT_HINT = 80
# Words that say that an office reports for the whole government.
ROLL_UP = re.compile("(?:汇总|汇编)[^。]{0,24}各|各[^。]{0,24}(?:汇总|汇编)")


def named_above(divisions: Divisions, hints: Sequence[str]) -> Divisions:
    """The divisions whose parent the hints name; a named prefecture outdoes the province it lies in."""
    if not hints:
        return ()
    told = [normalised(hint) for hint in hints]
    tokens = {token for hint in hints if len(hint) <= SHORT_HINT for token in re.split(r"[\s/\\|>_,，;；:：-]+", hint)}
    nearest = [one for one in divisions if any(_mentions(parent, one, told, tokens) for parent in _nearest(one))]
    settled = {one.code[:2] for one in nearest}
    others = [one for one in divisions if one.code[:2] not in settled]
    return (*nearest, *(one for one in others if any(_mentions(top, one, told, tokens) for top in parents_of(one, 2))))


def counties_before(town: str, text: str) -> Iterator[Division]:
    """The divisions whose name stands right in front of the town's name somewhere in the text."""
    forms, longest = division_table().forms, division_table().longest
    for match in re.finditer(re.escape(town), text):
        before = text[max(match.start() - longest, 0) : match.start()]
        name = next((before[at:] for at in range(len(before) - 1) if before[at:] in forms), "")
        yield from forms.get(name, ())


def rolls_up(region: str | None, hints: Iterable[str]) -> bool:
    """Whether a title names the place itself as the one that reports, or the prose says that the reports of all were put together."""
    place, year = region or "[省市县区旗州盟]", "(?:[0-9]{4}|二[〇○零][〇○零一二三四五六七八九]{2})年"
    titled = re.compile(f"{place}(?:人民政府)?{year}度?政府信息公开")
    return any(titled.search(hint) or ROLL_UP.search(hint) for hint in map(normalised, hints))


def _mentions(parent: Division, division: Division, told: Iterable[str], tokens: set[str]) -> bool:
    if parent.short in tokens:
        return True
    authority = f"{parent.name}{division.name}", f"{parent.name}委", f"{parent.name}政府", f"{parent.name}人民政府"
    return any(parent.name in hint if len(hint) <= SHORT_HINT else any(word in hint for word in authority) for hint in told)


def _nearest(division: Division) -> Divisions:
    return parents_of(division, 4) or parents_of(division, 2)
