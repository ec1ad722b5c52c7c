"""Document -> the reports that it holds: a compilation, several years, a body's report with those of its subordinates."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from reportlib.bodies.alike import one_body
from reportlib.bodies.printed import NO_NAME, WORDED, whole_name
from reportlib.facts.identity.titles import Title, titles_in
from reportlib.facts.sections import heading_of
from reportlib.forms import Form, newest_form
from reportlib.model import Block, Document, Grid, Paragraph
from reportlib.text.labels import squeezed

_LONGEST_LINE = 60
# The headings of which one stands near the beginning of every report, behind its title.
_FIRST_SECTIONS = (1, 2)


class _Start(NamedTuple):
    """Where a title stands that is a line of its own, and whose report of which year it heads."""

    at: int
    agency: str
    year: int | None


def reports_in(document: Document) -> tuple[Document, ...]:
    """The document parted where the title of another report begins; one alone where it holds one.

    A title begins another report only where both sides hold tables and what follows opens with a first section again, so that a
    list of links, a running head, a date or a footer never does.
    """
    starts = _starts(document.blocks, newest_form())
    if len(starts) < 2:
        return (document,)
    ends = [*starts[1:], len(document.blocks)]
    return tuple(replace(document, blocks=document.blocks[start:end]) for start, end in zip(starts, ends, strict=True))


def _starts(blocks: Sequence[Block], form: Form) -> list[int]:
    """Where each report begins that has a title of its own; a cover and a list of contents in front belong to none."""
    titles = list(_titles(blocks))
    if len(titles) < 2:
        return []
    tables = [at for at, block in enumerate(blocks) if isinstance(block, Grid)]
    openings = [at for at, block in enumerate(blocks) if isinstance(block, Paragraph) and heading_of(block.text, form) in _FIRST_SECTIONS]
    own = _first(titles, min((*tables[:1], *openings[:1]), default=0))
    starts = [own.at]
    for title, end in zip(titles, _ends(titles, len(blocks)), strict=True):
        opens = _any_within(tables, title.at, end) and (not openings or _any_within(openings, title.at, end))
        if title.at > own.at and opens and _any_within(tables, own.at, title.at) and _is_another(title, own):
            starts.append(title.at)
            own = title
    return starts


def _first(titles: Sequence[_Start], begun: int) -> _Start:
    """The title of the first report: the last one before its first section or table, so that no line of contents is taken."""
    return next((title for title in reversed(titles) if title.at < begun), titles[0])


def _ends(titles: Sequence[_Start], end: int) -> list[int]:
    """Where the title of another report follows each title, or the end."""
    ends = [end] * len(titles)
    for number in range(len(titles) - 2, -1, -1):
        following = titles[number + 1]
        ends[number] = following.at if _is_another(following, titles[number]) else ends[number + 1]
    return ends


def _any_within(places: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the ascending places lies in [start, end)."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _is_another(title: _Start, own: _Start) -> bool:
    """Whether a title is of another year, or of another body in so many words."""
    if title.year and own.year and title.year != own.year:
        return True
    return bool(title.agency and own.agency) and not one_body(title.agency, own.agency)


def _titles(blocks: Sequence[Block]) -> Iterator[_Start]:
    """The titles that are lines of their own, on one line or two; the name may stand on the line above."""
    lines = [
        (at, squeezed(block.text))
        for at, block in enumerate(blocks)
        if isinstance(block, Paragraph) and len(block.text) <= 2 * _LONGEST_LINE
    ]
    lines = [(at, text) for at, text in lines if 0 < len(text) <= _LONGEST_LINE]
    for number, (at, text) in enumerate(lines):
        below = lines[number + 1][1] if number + 1 < len(lines) else ""
        title = _heading(text) or (_heading(text + below) if "公" in text + below else None)
        if title is None:
            continue
        above = whole_name(lines[number - 1][1]) if number and title.certainty == NO_NAME else None
        if above and above.certainty > WORDED:
            yield _Start(lines[number - 1][0], above.text, title.year)
        elif title.year or title.certainty > NO_NAME:
            yield _Start(at, title.agency, title.year)


def _heading(text: str) -> Title | None:
    """The title that a line is and nothing else."""
    return next((title for title in titles_in(text) if title.whole), None)
