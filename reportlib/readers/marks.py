"""What a print raises, strikes out or hides: raised digits as characters of their own, left-out text told with its place.

While a page or document is walked, text that is left out stands between marks in the lines that would have held it, so that
its place is known when the lines have settled into tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reportlib.model import Note, Phrase, Place
from reportlib.readers.markup import Item, Slot, Table
from reportlib.text.signs import INVISIBLE

STRUCK, HIDDEN, _END = "\ufdd3", "\ufdd4", "\ufdd5"  # no page has these: they are no characters
RULES = {STRUCK: "struck_text", HIDDEN: "hidden_text"}
_WORDS = {STRUCK: "struck", HIDDEN: "hidden"}
_MARKED = re.compile(f"([{STRUCK}{HIDDEN}])([^{_END}]*){_END}")
_LONGEST_TOLD = 40

_RAISED = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
_LETTERS = dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))  # a note may be marked by one, alone
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_BRACKETED = re.compile(r"[\[［〔【(（]\s*(\d{1,3})\s*[\]］〕】)）]")  # a note mark such as [1], raised with its brackets


def raised(text: str) -> str:
    """The text with its digits, or the one letter that it is, as superscript characters, which are note marks and never part of a number."""
    return _LETTERS.get(text.strip().lower()) or _BRACKETED.sub(r"\1", text).translate(_RAISED)


def lowered(text: str) -> str:
    """The text with its digits as subscript characters."""
    return _BRACKETED.sub(r"\1", text).translate(_LOWERED)


_NOTE_MARK = re.compile(r"\s*(?:\d{1,3}|[\[［〔【(（]\s*\d{1,3}\s*[\]］〕】)）])\s*")


def is_note_mark(text: str) -> bool:
    """Whether the text is a short number alone, with brackets or without, as marks of notes are."""
    return _NOTE_MARK.fullmatch(text) is not None


def ends_in_digit(text: str) -> bool:
    """Whether a figure stands right before a mark, whatever signs that nobody sees stand between."""
    return INVISIBLE.sub("", text).rstrip()[-1:].isdigit()


def left_out(kind: str, text: str) -> str:
    """What stands in a line for text that is struck out or hidden: nothing, or the beginning of the text between marks."""
    held = " ".join(_MARKED.sub("", text).split())[:_LONGEST_TOLD]
    return f"{kind}{held}{_END}" if held else ""


def unmarked(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text without marked parts, and the kind and words of each part."""
    if STRUCK not in text and HIDDEN not in text:
        return text, []
    return _MARKED.sub("", text), _MARKED.findall(text)


class LeftOut(NamedTuple):
    """Text that was left out of a line, or of a cell of a table."""

    kind: str
    text: str
    owner: Table | str
    slot: Slot | None = None


def take_left_out(items: list[Item]) -> list[LeftOut]:
    """Takes all marked text out of the items, lines that hold nothing else included, and says where it stood."""
    taken: list[LeftOut] = []
    kept: list[Item] = []
    for item in items:
        if isinstance(item, Table):
            for slot in item.slots():
                slot.content = _cleared(slot.content, taken, item, slot)
            kept.append(item)
        else:
            kept.extend(_cleared([item], taken, None, None))
    items[:] = kept
    return taken


def _cleared(content: list[Item], taken: list[LeftOut], table: Table | None, slot: Slot | None) -> list[Item]:
    kept: list[Item] = []
    for part in content:
        if isinstance(part, Table):
            taken += [found._replace(owner=table or part, slot=slot) for found in take_left_out_of(part)]
            kept.append(part)
            continue
        text, found = unmarked(part) if isinstance(part, str) else (part, [])
        if not found:
            kept.append(part)
            continue
        text = type(part)(text.strip())
        taken += [LeftOut(kind, words, table or text, slot) for kind, words in found]
        kept += [text] if text else []
    return kept


def take_left_out_of(table: Table) -> list[LeftOut]:
    """The marked text of a table inside a cell, taken out of it."""
    taken: list[LeftOut] = []
    for slot in table.slots():
        slot.content = _cleared(slot.content, taken, table, slot)
    return taken


def left_out_notes(taken: Sequence[LeftOut], items: Sequence[Item]) -> Iterator[Note]:
    """A note for each kind of left-out text and each table, and one for all lines, that says how much and where the first stands."""
    numbers = {id(table): number for number, table in enumerate((item for item in items if isinstance(item, Table)), 1)}
    groups: dict[tuple[int, str], list[tuple[str, Place]]] = {}
    for part in taken:
        number = 0 if isinstance(part.owner, str) else numbers.get(id(part.owner))
        if number is not None:  # else in a table that is no part of the report
            groups.setdefault((number, part.kind), []).append((part.text, _place(number, part.slot)))
    for (_, kind), parts in sorted(groups.items(), key=lambda group: group[0]):
        yield from told(kind, parts)


def _place(table: int, slot: Slot | None) -> Place:
    return Place(table=table, row=slot.row + 1, column=slot.column + 1) if table and slot else Place()


def told(kind: str, parts: Sequence[tuple[str, Place]]) -> Iterator[Note]:
    """One note for all these parts of left-out text; a warning where they hold a figure."""
    if parts:
        words, place = next((part for part in parts if re.search(r"\d", part[0])), parts[0])
        case = "figures" if any(re.search(r"\d", text) for text, _ in parts) else "words"
        count = Phrase(f"{_WORDS[kind]}_more", {"count": len(parts)}) if len(parts) > 1 else Phrase(f"{_WORDS[kind]}_one")
        yield Note(RULES[kind], {"count": count, "text": words}, place, case)
