"""What the figures of a report count, as the report says of itself: the whole area, the own bodies, or the body itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from reportlib.beside.rollups import Rollup, name_key
from reportlib.bodies.locating import locate
from reportlib.facts.identity.candidates import introduction
from reportlib.facts.identity.titles import title_words
from reportlib.model import Document, Grid, Location, Paragraph, Section
from reportlib.text.labels import TO_SIMPLIFIED, squeezed

WHOLE_AREA, OWN_BODIES, ITSELF, UNKNOWN = "whole_area", "own_bodies", "itself", "unknown"
_LONGEST_NOTE = 300
_OPENING = 600


def covers(document: Document, sections: Sequence[Section], agency: str, location: Location, rollups: Sequence[Rollup] = ()) -> str:
    """whole_area, own_bodies or itself where the first paragraphs, a note or rollups.csv say so; a town covers itself; else unknown.

    The name of a body alone never tells it: a government's report may hold its own cases only.
    """
    for text in _said(document, sections):
        for sentence in regex.split("[。;；!！?？]", text):
            for meaning, pattern in _patterns():
                if pattern.search(sentence):
                    return meaning
    return _declared(agency, location, rollups) or (ITSELF if location.level == "town" else UNKNOWN)


def _declared(agency: str, location: Location, rollups: Sequence[Rollup]) -> str:
    """What rollups.csv says that the figures of this body include: bodies of other places, or only of its own."""
    own = {name_key(agency), name_key(location.body_id)}
    children = [one.child for one in rollups if name_key(one.parent) in own and one.scope in (None, location.scope)]
    if not children:
        return ""
    inside = [locate(child, None) for child in children]
    wider = any(one.level == "town" or (one.region_code or location.region_code) != location.region_code for one in inside)
    return WHOLE_AREA if wider else OWN_BODIES


def _said(document: Document, sections: Sequence[Section]) -> Iterator[str]:
    """What comes before the first section, its first lines, the notes at tables, and what the last section adds."""
    yield from (text.translate(TO_SIMPLIFIED) for text, _ in introduction(document))
    opening = next((section.text for section in sections if section.number == 1), "")
    yield squeezed(opening[:_OPENING]).translate(TO_SIMPLIFIED)
    yield from (note.translate(TO_SIMPLIFIED) for note in _notes(document))
    yield from (squeezed(section.text[:_OPENING]).translate(TO_SIMPLIFIED) for section in sections if section.number == 6)


def _notes(document: Document) -> Iterator[str]:
    """The notes at tables: a line or cell that begins with 注 or 说明."""
    for block in document.blocks:
        texts = (
            [block.text]
            if isinstance(block, Paragraph)
            else [cell.text for row in block.rows for cell in row]
            if isinstance(block, Grid)
            else []
        )
        yield from (squeezed(text[:_LONGEST_NOTE]) for text in texts if text.lstrip(" （(*※").startswith(("注", "说明", "備註", "备注")))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, regex.Pattern[str]], ...]:
    """The meanings, each with all that says it, in the order in which they are asked: what is left out outdoes what is put together."""
    said = title_words("covers")
    return tuple(
        (meaning, regex.compile("|".join(f"(?:{words})" for words in said[meaning]))) for meaning in (ITSELF, WHOLE_AREA, OWN_BODIES)
    )
