"""A section's text -> Sentences, and the words in them that tell what their figures count."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from reportlib.model import Section
from reportlib.prose.metrics import vocabulary
from reportlib.text.quantities import narrowed, without_names


class Prose(NamedTuple):
    """A section's text in four forms of one length: as printed, in plain signs, without what only looks like a figure, without titles."""

    section: Section
    plain: str
    masked: str
    worded: str


class Span(NamedTuple):
    """A piece of a section's text."""

    start: int
    end: int


class Sentence(NamedTuple):
    """A sentence by its span in the section, where it is counted, and what it is about.

    `topics` are those named in it, with their places; `inherited` is the one named before it, `heading` that of its paragraph.
    """

    start: int
    end: int
    paragraph: int
    number: int
    topics: list[tuple[int, str]]
    inherited: str | None
    heading: str | None


# A title says nothing of what is counted (《关于征求意见的通知》等27件文件), but for the gazette, whose issues are counted.
_TITLE = re.compile(r"《(?![^《》]{0,20}公报》)[^《》\n]{1,100}》")


def prose(section: Section) -> Prose:
    """The forms of a section's text that its figures are read from."""
    plain = narrowed(section.text)
    worded = _TITLE.sub(lambda match: "《" + "\0" * (len(match.group()) - 2) + "》", plain) if "《" in plain else plain
    return Prose(section, plain, without_names(plain), worded)


_END = re.compile(r"[。!?]+[”’》」』)]?|\n")
_MARKER = re.compile(r"\s*(?:[(]?[0-9一二三四五六七八九十]{1,3}[)、.．]|[一二三四五六七八九十]是|第[一二三四五六七八九十]|[-•·●◆*#])")


def sentences(read: Prose) -> Iterator[Sentence]:
    """The sentences of a section; a line that stops in mid-sentence runs on into the next (prose cut by a page)."""
    known = vocabulary()
    default = known.topic_of_section.get(str(read.section.number))
    heading = inherited = default
    start, paragraph, number = 0, 1, 1
    named = [(start, str(match.lastgroup)) for match, start, _ in _found(known.topics, read.worded)]
    for end, line_ends in _ends(read.plain, read.masked):
        topics = named[bisect_left(named, (start, "")) : bisect_left(named, (end, ""))]
        if number == 1 and _MARKER.match(read.plain, start, end):
            heading = inherited = topics[0][1] if topics else default
        lines = read.plain.count("\n", start, end)
        if end - start > lines and not read.plain[start:end].isspace():
            yield Sentence(start, end, paragraph, number, topics, inherited, heading)
        inherited = topics[-1][1] if topics else inherited
        number += 1
        if line_ends or lines:
            paragraph, number = paragraph + lines, 1
        if line_ends:
            inherited = heading
        start = end


def _found(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int, int]]:
    """What a pattern finds in a text, and where it begins and ends; a line end within a word is no part of it."""
    cuts = [match.start() - at for at, match in enumerate(re.finditer("\n", text))]
    for match in pattern.finditer(text.replace("\n", "") if cuts else text):
        start, end = match.span(match.lastgroup or 1)
        yield match, start + bisect_right(cuts, start), end + bisect_right(cuts, end - 1)


def _ends(plain: str, masked: str) -> Iterator[tuple[int, bool]]:
    start = 0
    for match in _END.finditer(masked):
        line_ends = match.group() == "\n"
        if line_ends and _runs_on(plain, start, match.start()):
            continue
        start = match.end()
        yield start, line_ends
    if start < len(plain):
        yield len(plain), False


def _runs_on(plain: str, start: int, end: int) -> bool:
    line = plain[plain.rfind("\n", 0, end) + 1 : end].rstrip()
    return start < end and len(line) >= 15 and line[-1] not in ";:.”" and not _MARKER.match(plain, end + 1)


_BRACKETED = re.compile(r"[(][^()]*[)]")


def clause_start(masked: str, start: int, end: int) -> int:
    """Where the clause that ends at `end` begins; it holds brackets without a quantity, and a colon just before the number."""
    gap = masked[start:end]
    if "(" in gap:
        gap = _BRACKETED.sub(lambda match: "\0" * len(match.group()), gap)
    at = max(map(gap.rfind, ",;()。"))
    colon = gap.rstrip(" :").rfind(":")
    begin = start + max(at, colon) + 1
    while begin < end and masked[begin] in "、 ":
        begin += 1
    return begin


def place(section: Section, sentence: Sentence) -> str:
    """Where a sentence stands in the prose."""
    return f"section {section.number}, paragraph {sentence.paragraph}, sentence {sentence.number}"


class Words:
    """The words of metrics in a section, found in one pass and asked for by span."""

    def __init__(self, text: str) -> None:
        known = vocabulary()
        self._found = [(start, end, known.told_by[match[1]]) for match, start, end in _found(known.words, text)]

    def telling(self, *spans: Span) -> int:
        """The set of metrics that the words of some spans tell."""
        metrics = 0
        for start, end in spans:
            for at in range(bisect_left(self._found, (start,)), len(self._found)):
                begins, ends, told = self._found[at]
                if begins >= end:
                    break
                if ends <= end:
                    metrics |= told
        return metrics


def topic_of_all(read: Prose, sentence: Sentence) -> str | None:
    """What all figures of a sentence are about, if its words as a whole say so; a heading of requests speaks first."""
    whole = vocabulary().topics_of_sentences.match(read.worded, sentence.start, sentence.end) if sentence.heading != "requests" else None
    return whole.lastgroup if whole else None
