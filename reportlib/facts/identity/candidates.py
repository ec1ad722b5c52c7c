"""Every place of a document that names whose report it is, or of which year: the spots, strongest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

import regex

from reportlib.bodies.printed import LONGEST_NAME, NO_NAME, PLACED, SHAPED, WORDED, certainty, is_place, name_at_end, whole_name
from reportlib.facts.identity.titles import Title, as_printed, title_words, titles_in, year_of
from reportlib.model import Document, Grid, Paragraph, Place
from reportlib.text.labels import TO_SIMPLIFIED, squeezed

HEAD_LINES, _TITLE_LINES, _LAST_LINES = 30, 4, 14
# No more of a first paragraph is asked who reports: names stand at its beginning.
_LONGEST_PARAGRAPH = 1200
_LONGEST_TITLE, _LONGEST_LINE = 90, 60
_INTRODUCTION, _SHORTEST_PROSE = 8, 12

# How much a spot tells: what a report prints of itself outdoes what a site prints around it.
TITLE, PAGE_TITLE, PARAGRAPH, SIGNATURE = "the title", "the page's title", "the first paragraph", "the signature"
PUBLISHER, FILE_NAME, SITE, CONTACT, PROSE = "the publisher", "the name of the file", "the site", "the office to ring", "the prose"
WEIGHTS = {TITLE: 10, PAGE_TITLE: 8, PARAGRAPH: 7, SIGNATURE: 5, PUBLISHER: 3, FILE_NAME: 2, SITE: 2, PROSE: 1, CONTACT: 1}
OWN_WORD = (TITLE, PAGE_TITLE, PARAGRAPH, SIGNATURE)

_FIRST_HEADING = regex.compile(
    r"(?:^|[。\s])(?:#+\s*)?[一1]\s*[、.．]\s*(?:\p{Han}{0,8}总体|概述|概况|基本情况|主动公开|\p{Han}{0,6}工作\p{Han}{0,6}情况)"
)
_DATED = regex.compile(
    r"(?P<body>\D{0,40}?)(?:20\d\d|[二一][〇○零OＯ0][〇○零一二三四五六七八九OＯ0]{2})年[\d一二三四五六七八九十]{1,2}月[\d一二三四五六七八九十]{1,3}日"
)


_SENTENCE = regex.compile("[,，。]|[;；:：]$")
_FILE_END = regex.compile(r"(?:\d+|年度?报告?|工作报告|报告|政府信息公开|信息公开|[年()（）_.-])+$")
_BODY = regex.compile(r"[\p{Han}()（）《》、·]*")
_SHORTEST_NAME = 3


class Candidate(NamedTuple):
    """What one spot says: a body's name ("" where it names none), a year, the words of a title, and where it is printed."""

    spot: str
    agency: str
    certainty: int
    year: int | None
    text: str = ""
    place: Place = Place()
    school_year: bool = False
    since: int | None = None


def candidates(document: Document, file_name: str = "") -> tuple[Candidate, ...]:
    """All that the document and its file name say of whose report it is, in the order of the spots."""
    head = head_lines(document)
    return tuple(
        found
        for spot in (
            _in_title(head),
            _in_page_title(document),
            _in_introduction(document),
            _in_signature(document),
            _in_publisher(document, head),
            _in_file_name(file_name),
            _in_contact(document),
        )
        for found in spot
    )


def last_resort(document: Document) -> tuple[Candidate, ...]:
    """What the first section's sentences say of whose report it is, for where no other spot names a body."""
    return tuple(_in_prose(document))


def head_lines(document: Document) -> list[tuple[str, Place]]:
    """The first printed lines without white space, where a title stands."""
    return [(squeezed(text), place) for (text, place), _ in zip(_texts(document), range(HEAD_LINES), strict=False)]


def _texts(document: Document) -> Iterator[tuple[str, Place]]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            for line in block.text.split("\n"):
                if line.strip():
                    yield line, block.place
        elif isinstance(block, Grid):
            yield from ((cell.text, cell.place) for row in block.rows[:3] for cell in row if cell.text.strip())


# The title


def _in_title(head: Sequence[tuple[str, Place]]) -> Iterator[Candidate]:
    """The title on one to four lines: the one that says most, then the shortest, then the first."""
    found = list(_titles(head))
    if found:
        title, first, lines = min(found, key=_fullness)
        yield _from_title(title, head, first, lines)


_Found = tuple[Title, int, int]  # a title, its first line, and how many lines it takes


def _titles(head: Sequence[tuple[str, Place]]) -> Iterator[_Found]:
    for first in range(len(head)):
        text = ""
        for lines, (line, _) in enumerate(head[first : first + _TITLE_LINES], start=1):
            text += line
            if len(text) > _LONGEST_TITLE:
                break
            for title in titles_in(text):
                if _is_heading(text, title) and _spans(title, head, first, lines):
                    yield title, first, lines


def _is_heading(text: str, title: Title) -> bool:
    """Whether a title stands as one: not within a sentence, and with no more than a few signs behind it."""
    return len(text) - title.end <= 12 and regex.search("[,，。;；]", text[: title.start]) is None


def _spans(title: Title, head: Sequence[tuple[str, Place]], first: int, lines: int) -> bool:
    """Whether a title begins in the first of its lines and goes on into the last."""
    last = sum(len(line) for line, _ in head[first : first + lines - 1])
    return title.start < len(head[first][0]) and title.end > last


def _fullness(found: _Found) -> tuple[bool, bool, bool, int, int]:
    title, first, lines = found
    return title.year is None, title.certainty == NO_NAME, title.certainty == WORDED and lines == 1 and not title.whole, lines, first


def _from_title(title: Title, head: Sequence[tuple[str, Place]], first: int, lines: int) -> Candidate:
    """The title with the name that stands on a line beside it, where it has none of its own or only what follows a place."""
    agency, sure = title.agency, title.certainty
    beside = [head[at][0] for at in (first - 1, first - 2, first + lines) if 0 <= at < len(head) and len(head[at][0]) <= _LONGEST_LINE]
    if not agency:
        named = next((found for found in map(whole_name, beside) if found and found.certainty), None)
        agency, sure = (as_printed(named.text), named.certainty) if named else ("", NO_NAME)
    elif sure == WORDED and beside and first and is_place(beside[0]) and certainty(beside[0] + agency) > sure:
        agency, sure = beside[0] + agency, certainty(beside[0] + agency)
    text = title.text if agency in title.text else agency + title.text.removeprefix(title.agency)
    return Candidate(TITLE, agency, sure, title.year, text, head[first][1], title.school_year, title.since)


def _in_page_title(document: Document) -> Iterator[Candidate]:
    """The titles that a web page or file states of itself, and the name of the site behind one."""
    for label in title_words("page_titles"):
        text = squeezed(document.metadata.get(label, ""))[:300]
        titles = sorted(titles_in(text), key=lambda title: (title.year is None, not title.agency))
        yield from (Candidate(PAGE_TITLE, *title[:4], Place(), title.school_year, title.since) for title in titles[:1])
        outside = text[: titles[0].start] + "|" + text[titles[0].end :] if titles else text
        names = (whole_name(part) for part in regex.split(r"[-—–_|｜>＞»·]+", outside) if len(part) > 2)
        yield from (Candidate(SITE, as_printed(name.text), name.certainty, None) for name in names if name and name.certainty >= SHAPED)


# The first paragraphs


def _in_introduction(document: Document) -> Iterator[Candidate]:
    """What the first paragraphs say of whose report it is: a title in a sentence, or a statement such as 由…编制."""
    for text, place in introduction(document):
        for title in titles_in(text):
            if not title.whole and _SENTENCE.search(text):
                yield Candidate(PARAGRAPH, *title[:4], place, title.school_year, title.since)
        yield from (Candidate(PARAGRAPH, name, sure, None, "", place) for name, sure in _stated(text, "statements"))


def introduction(document: Document) -> Iterator[tuple[str, Place]]:
    """The paragraphs before the first section, without white space, each cut to what may say who reports."""
    lines = (block for block in document.blocks if isinstance(block, Paragraph) and block.text.strip())
    for block, _ in zip(lines, range(HEAD_LINES), strict=False):
        heading = _FIRST_HEADING.search(block.text, 0, 4 * _LONGEST_PARAGRAPH)
        text = squeezed(block.text[: heading.start() if heading else 4 * _LONGEST_PARAGRAPH])[:_LONGEST_PARAGRAPH]
        if text:
            yield text, block.place
        if heading:
            return


def _stated(text: str, kind: str) -> Iterator[tuple[str, int]]:
    """The names in the sentences of a kind, each as printed with how sure it is that it is one."""
    plain = text.translate(TO_SIMPLIFIED)
    for before, behind in _patterns(kind):
        for opening in before.finditer(plain):
            words = (text[opening.end() : end] for end in _ends(plain, opening.end(), behind))
            name = next((name for name in map(name_at_end, words) if name and name.certainty >= SHAPED), None)
            if name:
                yield as_printed(name.text), name.certainty


def _ends(plain: str, start: int, behind: regex.Pattern[str]) -> Iterator[int]:
    """Where the words for a body may end that begin at the start: 由…经济|综合实验区…|编制 has a verb inside the name too."""
    words = _BODY.match(plain, start, start + LONGEST_NAME)
    for end in range(start + _SHORTEST_NAME, words.end() + 1 if words else start):
        if behind.match(plain, end):
            yield end


@lru_cache(maxsize=4)
def _patterns(kind: str) -> tuple[tuple[regex.Pattern[str], regex.Pattern[str]], ...]:
    """What stands before and behind the words for a body in the sentences of a kind."""
    return tuple((regex.compile(before), regex.compile(behind)) for before, behind in (one.split("{body}") for one in title_words(kind)))


# Around the report


def _in_signature(document: Document) -> Iterator[Candidate]:
    """The name that is signed at the end, beside a date."""
    lines = [(squeezed(block.text), block.place) for block in document.blocks[-_LAST_LINES:] if isinstance(block, Paragraph)]
    lines = [(text, place) for text, place in lines if text]
    for at, (text, place) in enumerate(lines):
        dated = _DATED.fullmatch(text)
        signed = (
            text
            if not dated and any(_DATED.fullmatch(line) for line, _ in lines[max(at - 1, 0) : at + 2])
            else dated["body"]
            if dated
            else ""
        )
        name = whole_name(signed) if 3 < len(signed) <= _LONGEST_LINE else None
        if name and name.certainty >= SHAPED and not is_place(name.text):
            yield Candidate(SIGNATURE, as_printed(name.text), name.certainty, None, "", place)


def _in_publisher(document: Document, head: Sequence[tuple[str, Place]]) -> Iterator[Candidate]:
    """Who publishes, as metadata and labelled lines say."""
    labels = title_words("publishers")
    said = [(squeezed(document.metadata[label]), Place()) for label in labels if document.metadata.get(label)]
    said += [(match["body"], place) for text, place in head if len(text) <= 200 for match in _labelled().finditer(text)]
    for text, place in said:
        name = whole_name(text)
        if name:
            yield Candidate(PUBLISHER, as_printed(name.text), name.certainty, None, "", place)


@lru_cache(maxsize=1)
def _labelled() -> regex.Pattern[str]:
    labels, behind = ("|".join(title_words(key)) for key in ("publishers", "labels_behind"))
    return regex.compile(
        rf"(?:{labels})[:：](?P<body>[\p{{Han}}()（）]{{3,40}}?)(?=(?:{behind})\p{{Han}}{{0,3}}[:：]|[^\p{{Han}}()（）]|$)"
    )


def _in_file_name(file_name: str) -> Iterator[Candidate]:
    """What the name of the file says; a folder tells where a body is, not which."""
    stem = squeezed(PurePosixPath(file_name.replace("!", "/")).stem)[:120]
    title = next(titles_in(stem), None)
    name = whole_name(_FILE_END.sub("", stem)) if title is None else None
    if title and title.agency:
        yield Candidate(FILE_NAME, *title[:4])
    elif name and name.certainty >= SHAPED:
        year = regex.search(r"(?<!\d)(?:19|20)\d{2}(?!\d)", stem)
        yield Candidate(FILE_NAME, as_printed(name.text), name.certainty, year_of(year[0]) if year else None)


def _in_prose(document: Document) -> Iterator[Candidate]:
    """The subject of the first sentences of the first section, where it is a known place's body."""
    prose = (block for block in document.blocks if isinstance(block, Paragraph) and len(block.text) > _SHORTEST_PROSE)
    for block, _ in zip(prose, range(_INTRODUCTION), strict=False):
        for name, sure in _stated(squeezed(block.text[:_LONGEST_PARAGRAPH]), "subjects"):
            if sure == PLACED and not is_place(name):
                yield Candidate(PROSE, name, sure, None, "", block.place)


def _in_contact(document: Document) -> Iterator[Candidate]:
    """Whom to ring: the weakest word on whose report it is."""
    lines = (block for block in document.blocks if isinstance(block, Paragraph) and "请" in block.text)
    for block, _ in zip(lines, range(_INTRODUCTION), strict=False):
        text = squeezed(block.text[: 4 * _LONGEST_PARAGRAPH])
        yield from (Candidate(CONTACT, name, sure, None, "", block.place) for name, sure in _stated(text, "contacts"))
