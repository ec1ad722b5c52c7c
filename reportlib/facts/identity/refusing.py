"""What a file is that is no yearly report of this law, in a word for the reason: a school year's, a quarterly form, a notice, a plan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from reportlib.facts.identity.candidates import OWN_WORD, TITLE, Candidate, head_lines, introduction
from reportlib.facts.identity.titles import title_words, titles_in
from reportlib.facts.sections import FIRST_OF_OTHERS
from reportlib.model import MISSING, Document, Fact, Identity, Section
from reportlib.text.labels import TO_SIMPLIFIED, squeezed

# So many of the six headings make a report, with or without a title.
FEWEST_SECTIONS = 4
_FIRST_LINES = 4
_LISTED = 4
_PLACEHOLDER = regex.compile(
    r"[X×ＸxＯ＊*_﹍＿○△□]{2,}(?:省|市|县|区|局|委|年|单位|机关|部门|人民政府)|(?:某某|××|XX)\p{Han}|20(?:XX|××|\*\*|__|[□○]{2})年|[(（](?:单位|机关|部门)(?:全称|名称)[)）]"
)


def refusal(document: Document, identity: Identity, candidates: Sequence[Candidate], has_tables: bool, sections: Sequence[Section]) -> str:
    """The word for what the document is where it is no report of this law, or nothing where it is one."""
    stands = has_tables or sum(1 <= section.number < FIRST_OF_OTHERS for section in sections) >= FEWEST_SECTIONS
    if _is_school_year(identity, candidates):
        return str(title_words("refused")[0]["word"])
    lines = _first_lines(document)
    text = "".join(text for text, _ in introduction(document)).translate(TO_SIMPLIFIED)
    yearly = any(one.spot == TITLE and one.year for one in candidates)
    for kind in _kinds():
        if stands and (not kind.with_tables or yearly):
            continue
        if any(kind.title.search(line) for line in lines) or (not stands and kind.text is not None and kind.text.search(text)):
            return kind.word
    if stands:
        return ""
    return _without_anything(document, identity)


def is_blank_form(document: Document, identity: Identity, facts: Sequence[Fact]) -> bool:
    """Whether all cells are empty and the title leaves open whose report it is, as a form to be filled in does."""
    if any(fact.value is not None for fact in facts) or all(fact.status == MISSING for fact in facts):
        return False
    return not identity.agency or any(_PLACEHOLDER.search(text) for text, _ in head_lines(document)[:_FIRST_LINES])


def _without_anything(document: Document, identity: Identity) -> str:
    listed = {(title.agency, title.year) for text, _ in head_lines(document) for title in titles_in(text) if title.year}
    if len(listed) >= _LISTED:
        return "a list of reports"
    return "" if identity.title else "a text without the title, the sections or the tables of one"


def _is_school_year(identity: Identity, candidates: Sequence[Candidate]) -> bool:
    """Whether a title says so, or the period is that of a school year: from September to August."""
    if any(one.school_year for one in candidates if one.spot in OWN_WORD):
        return True
    start, end = identity.period_start or "", identity.period_end or ""
    return start[5:7] in ("08", "09") and end[5:7] in ("07", "08") and start[:4] != end[:4]


def _first_lines(document: Document) -> list[str]:
    """The lines in which a document says what it is: the first printed ones and the titles of the page."""
    page = [squeezed(document.metadata.get(label, ""))[:200] for label in title_words("page_titles")]
    lines = [line for line in (*(text[:200] for text, _ in head_lines(document)[:_FIRST_LINES]), *page) if line]
    return [line.translate(TO_SIMPLIFIED) for line in lines]


class _Kind(NamedTuple):
    """A kind of document that is no report: its word, and how titles and first paragraphs show it."""

    word: str
    title: regex.Pattern[str]
    text: regex.Pattern[str] | None
    with_tables: bool


@lru_cache(maxsize=1)
def _kinds() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(
            one["word"],
            regex.compile(one["title"]),
            regex.compile(one["text"]) if "text" in one else None,
            one.get("with_tables", False),
        )
        for one in title_words("refused")
    )
