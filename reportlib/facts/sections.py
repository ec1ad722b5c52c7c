"""Document x Form -> the prose of the six sections, each under its heading as printed."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

import regex

from reportlib.forms import Form
from reportlib.model import Document, Grid, Paragraph, Place, Section
from reportlib.text.labels import cleaned, label_key, ordinal_rank

_LONGEST_HEADING = 45
_ALIKE = 0.8
_ENDS = regex.compile(r"[。！？；：:!?;…”)）]\s*$")
_STARTS = regex.compile(
    r"^\s*(?:[(（][一二三四五六七八九十\d]|[一二三四五六七八九十]{1,2}[、.．]|\d{1,2}[、.．)）](?!\d)|[一二三四五六七八九十]是|第[一二三四五六七八九十]|[①-⑳●■◆★•·])"
)
_SHORTEST_WRAPPED = 15


def sections(document: Document, form: Form) -> tuple[Section, ...]:
    """The sections that are printed, by number; prose under a heading that comes twice is put together."""
    lines: dict[int, list[_Line]] = {}
    headings: dict[int, str] = {}
    number = 0
    for text, place, is_prose in _stream(document):
        found = _heading_number(text, form)
        if found:
            number = found
            headings.setdefault(number, cleaned(text))
            lines.setdefault(number, [])
        elif is_prose and number:
            lines[number].append((cleaned(text), place))
    return tuple(_section(number, headings[number], list(_unwrapped(lines[number]))) for number in sorted(lines))


_Line = tuple[str, Place]


def _section(number: int, heading: str, paragraphs: list[_Line]) -> Section:
    return Section(number, heading, "\n".join(text for text, _ in paragraphs), tuple(place for _, place in paragraphs))


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


def _heading_number(text: str, form: Form) -> int:
    """The number of the section that this text heads, or 0."""
    if len(text) > _LONGEST_HEADING or ordinal_rank(text) == 0:
        return 0
    key = label_key(text)
    for meaning in form.lexicon.get(key, ()):
        if meaning.role == "heading":
            return int(meaning.code)
    if ordinal_rank(text) < 2 or len(key) < 6:
        return 0
    likeness, number = max((SequenceMatcher(None, key, label_key(heading)).ratio(), number) for number, heading in form.headings.items())
    return number if likeness >= _ALIKE else 0


def _unwrapped(lines: list[_Line]) -> Iterator[_Line]:
    """The paragraphs, with lines that a page or a fixed width has cut put together again."""
    paragraph, start = "", Place()
    for line, place in lines:
        if paragraph and (len(paragraph) < _SHORTEST_WRAPPED or _ENDS.search(paragraph) or _STARTS.match(line)):
            yield paragraph, start
            paragraph = ""
        start = start if paragraph else place
        paragraph += line
    if paragraph:
        yield paragraph, start
