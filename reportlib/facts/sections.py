"""Document x Form -> the prose of the sections, each under its heading as printed, also where headings stand inside a line."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

import regex

from reportlib.facts.identity.titles import title_words
from reportlib.facts.unparted import without_tables
from reportlib.forms import Form, load_forms
from reportlib.model import Document, Grid, Paragraph, Place, Section
from reportlib.text.labels import TO_SIMPLIFIED, cleaned, label_key, ordinal_rank

_LONGEST_HEADING = 45
_ALIKE = 0.8
_ENDS = regex.compile(r"[。！？；：:!?;…”)）]\s*$")
_STARTS = regex.compile(
    r"^\s*(?:[(（][一二三四五六七八九十\d]|[一二三四五六七八九十]{1,2}[、.．]|\d{1,2}[、.．)）](?!\d)|[一二三四五六七八九十]是|第[一二三四五六七八九十]|[①-⑳●■◆★•·])"
)
_SHORTEST_WRAPPED = 15
# Reports of before 2019 have sections that the form since does not know: these and what follows count from here, in printed order.
FIRST_OF_OTHERS = 7
_ORDINALS = {sign: number for number, sign in enumerate("一二三四五六七八", start=1)} | {str(number): number for number in range(1, 9)}
_OTHER_HEADING = regex.compile(r"^\s*(?:#+\s*)?[一二三四五六七八九十]{1,2}\s*[、.．]\s*(?P<words>[\p{Han}、（）()]{2,30}?)\s*$")


def sections(document: Document, form: Form, before_2019: bool = False) -> tuple[Section, ...]:
    """The sections that are printed, by number; prose under a heading that comes twice is put together.

    Where no heading is known all prose is kept as section 0. In a report of before 2019 a heading that the later form does not
    have opens a section of its own, numbered from 7 in printed order.
    """
    lines: dict[int, list[_Line]] = {0: []}
    headings: dict[int, str] = {0: ""}
    number = 0
    for text, place, is_prose, found in _parted(document, form):
        if before_2019:
            found = heading_of(text, form, before_2019) or _other_heading(text, headings)
        if found:
            number = found
            headings.setdefault(number, cleaned(text))
            lines.setdefault(number, [])
        elif is_prose and (prose := without_tables(cleaned(text), number, form)):
            lines[number].append((prose, place))
    known = [number for number in sorted(lines) if number] or ([0] if lines[0] else [])
    return tuple(_section(number, headings[number], list(_unwrapped(lines[number]))) for number in known)


_Line = tuple[str, Place]


def _section(number: int, heading: str, paragraphs: list[_Line]) -> Section:
    return Section(number, heading, "\n".join(text for text, _ in paragraphs), tuple(place for _, place in paragraphs))


def _parted(document: Document, form: Form) -> Iterator[tuple[str, Place, bool, int]]:
    """Every line, parted before and behind each heading of the form that stands inside it, with the number of the section that it heads."""
    number = 0
    for text, place, is_prose in _stream(document):
        pieces = list(_pieces(text, form, number)) if is_prose and len(text) > _SHORTEST_WRAPPED else [text]
        for piece in pieces:
            found = heading_of(piece, form)
            number = found or number
            yield piece, place, is_prose, found


def _stream(document: Document) -> Iterator[tuple[str, Place, bool]]:
    """Every line of a paragraph, and every line of a table that holds a single text and may be a heading."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield from ((line, block.place, True) for line in block.text.split("\n") if line.strip())
            continue
        for row in block.rows if isinstance(block, Grid) else ():
            printed = [cell for cell in row if cell.text.strip()]
            if len(printed) == 1:
                yield printed[0].text, printed[0].place, False


def _pieces(line: str, form: Form, number: int) -> Iterator[str]:
    """The prose and the headings that a line is made of; a heading inside it bears its own number, and they ascend."""
    begun = 0
    for ordinal, start, words, end in _inside(line.translate(TO_SIMPLIFIED), form):
        meant = _number_of(words, form)
        if meant != _ORDINALS[ordinal] or meant <= number:
            continue
        number = meant
        yield from (piece for piece in (line[begun:start], line[start:end]) if piece.strip())
        begun = end
    if line[begun:].strip():
        yield line[begun:]


_ORDINAL = regex.compile(r"(?<![见《“\"(（第至和])([一二三四五六]|(?<!\d)[1-6])\s*[、.．]\s*")
_SIGN = regex.compile(r"[\w\n]")


def _inside(plain: str, form: Form) -> Iterator[tuple[str, int, str, int]]:
    """Each heading of the form behind its ordinal, but not where another text is quoted or referred to: ordinal, start, words and end."""
    end = 0
    for ordinal in _ORDINAL.finditer(plain):
        if ordinal.start() >= end and (words := _heading_at(plain, ordinal.end(), form)):
            end = ordinal.end() + len(words)
            yield ordinal[1], ordinal.start(), words, end


def _heading_at(plain: str, start: int, form: Form) -> str:
    """The longest heading that stands here, with what is printed between its signs, but not over the end of a line; "" where none does."""
    keys = _headings(form.code)
    signs = [match for match, _ in zip(_SIGN.finditer(plain, start), range(len(keys[0])), strict=False)]
    text = "".join(match[0] for match in signs)
    key = next((key for key in keys if text.startswith(key)), "")
    return plain[start : signs[len(key) - 1].end()] if key and signs[0].start() == start else ""


@lru_cache(maxsize=8)
def _headings(code: str) -> tuple[str, ...]:
    """The keys of the headings of a form, the longest first."""
    lexicon = load_forms()[code].lexicon
    return tuple(sorted((key for key, meanings in lexicon.items() if any(one.role == "heading" for one in meanings)), key=len)[::-1])


def _number_of(words: str, form: Form) -> int:
    return next((int(one.code) for one in form.lexicon.get(label_key(words), ()) if one.role == "heading"), 0)


def heading_of(text: str, form: Form, before_2019: bool = False) -> int:
    """The number of the section that this text heads, or 0."""
    rank = ordinal_rank(text) if len(text) <= _LONGEST_HEADING else 0
    if rank == 0:
        return 0
    key = label_key(text)
    known = _number_of(text, form) or (_earlier().get(key, 0) if before_2019 and rank == 2 else 0)
    if known or rank < 2 or len(key) < 6 or before_2019:
        return known
    likeness, number = max((_likeness(key, label_key(heading)), number) for number, heading in form.headings.items())
    return number if likeness >= _ALIKE else 0


def _likeness(key: str, heading: str) -> float:
    """How much two headings are alike, 0 to 1; told as 0 where a glance at their signs shows that it is too little."""
    matcher = SequenceMatcher(None, key, heading)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE else 0.0


@lru_cache(maxsize=1)
def _earlier() -> dict[str, int]:
    """The headings of before 2019, as keys, with the section of the later form that tells of the same."""
    return {label_key(heading): one["number"] for one in title_words("earlier_sections") for heading in one["headings"]}


def _other_heading(text: str, headings: dict[int, str]) -> int:
    """A number of its own for a heading of before 2019 that the later form has no section for."""
    if not _OTHER_HEADING.match(text):
        return 0
    again = next((number for number, heading in headings.items() if number >= FIRST_OF_OTHERS and heading == cleaned(text)), 0)
    return again or max(FIRST_OF_OTHERS, max(headings) + 1)


def _unwrapped(lines: list[_Line]) -> Iterator[_Line]:
    """The paragraphs, with lines that a page or a fixed width has cut put together again."""
    pieces: list[str] = []
    start = Place()
    for line, place in lines:
        short = len(pieces) == 1 and len(pieces[0]) < _SHORTEST_WRAPPED
        if pieces and (short or _ENDS.search(pieces[-1]) or _STARTS.match(line)):
            yield "".join(pieces), start
            pieces = []
        start = start if pieces else place
        pieces.append(line)
    if pieces:
        yield "".join(pieces), start
