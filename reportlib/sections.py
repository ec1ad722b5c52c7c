"""Document x Form -> the prose of the six sections, each under its heading as printed."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

import regex

from reportlib.forms import Form
from reportlib.model import Document, Section
from reportlib.text import folded, label_key, ordinal_rank

_LONGEST_HEADING = 45
_ALIKE = 0.8
_ENDS = regex.compile(r"[。！？；：:!?;…”)）]\s*$")
_STARTS = regex.compile(r"^\s*(?:[(（][一二三四五六七八九十\d]|[一二三四五六七八九十]{1,2}[、.．]|\d{1,2}[、.．)）](?!\d)|[一二三四五六七八九十]是|第[一二三四五六七八九十]|[①-⑳●■◆★•·])")
_SHORTEST_WRAPPED = 15


def sections(document: Document, form: Form) -> tuple[Section, ...]:
    """The sections that are printed, by number; prose under a heading that comes twice is put together."""
    texts: dict[int, list[str]] = {}
    headings: dict[int, str] = {}
    number = 0
    for text, is_prose in _stream(document):
        found = _heading_number(text, form)
        if found:
            number = found
            headings.setdefault(number, folded(text).strip())
            texts.setdefault(number, [])
        elif is_prose and number:
            texts[number].append(folded(text).strip())
    return tuple(Section(number, headings[number], "\n".join(_unwrapped(texts[number]))) for number in sorted(texts))


def _stream(document: Document) -> Iterator[tuple[str, bool]]:
    """Every paragraph, and every line of a table that holds a single text and may be a heading."""
    for block in document.blocks:
        if isinstance(block, tuple):
            yield block.text, True
            continue
        for row in block.rows:
            printed = [cell.text for cell in row if cell.text.strip()]
            if len(printed) == 1:
                yield printed[0], False


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


def _unwrapped(lines: list[str]) -> Iterator[str]:
    """The paragraphs, with lines that a page or a fixed width has cut put together again."""
    paragraph = ""
    for line in lines:
        if paragraph and (len(paragraph) < _SHORTEST_WRAPPED or _ENDS.search(paragraph) or _STARTS.match(line)):
            yield paragraph
            paragraph = line
        else:
            paragraph += line
    if paragraph:
        yield paragraph
