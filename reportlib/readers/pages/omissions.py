"""What is told of text that is in a file and no part of what its pages show."""

from __future__ import annotations

from reportlib.errors import ReportError
from reportlib.forms.rules.wording import phrases
from reportlib.model import Listed, Note, Operand, Phrase, Place

# Of what is left out, so many characters are told.
SAID = 30


def left_out(kind: str, said: str, place: Place) -> list[Note]:
    """A note of text that is `hidden` or `struck` out, a warning where it held a figure; none where there is no such text."""
    case = "figures" if any(character.isdigit() for character in said) else "words"
    return [Note(f"{kind}_text", {"count": Phrase(f"{kind}_one"), "text": said[:SAID]}, place, case)] if said else []


def not_seen(hidden: str, covered: int, watermark: str, place: Place) -> list[Note]:
    """Notes of the characters that are hidden, that a picture covers, and that are a watermark's."""
    notes = left_out("hidden", hidden, place)
    if covered:
        notes.append(Note("covered_text", {"count": covered}, place))
    if watermark:
        notes.append(Note("watermark", {"text": watermark[:SAID]}, place))
    return notes


def not_read(error: ReportError, page: int) -> Note:
    """The note on a page that could not be read: why, what stood in the way, and what to do."""
    found = [Phrase("found", {"found": error.found})] if error.found else []
    parts = [_known(error.problem), *found, *([_known(error.remedy)] if error.remedy else [])]
    return Note("page_not_read", {"reason": Listed(parts, "semicolon")}, Place(page=page))


def _known(text: str) -> Operand:
    return Phrase(text) if text in phrases() else text
