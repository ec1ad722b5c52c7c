"""Mentions -> Claims: each figure of the prose in its sentence, with the year that it is told of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from reportlib.model import Identity, Mention, Section
from reportlib.prose.mentions import read


class Claim(NamedTuple):
    """A mention with its words, its sentence and paragraph, the sentence before its words, and what it is a part of.

    `other_year` is the year it is of, if not the report's; `total` the metric of the figure whose part it is.
    """

    mention: Mention
    words: str
    sentence: str
    before: str
    paragraph: str
    other_year: int | None
    total: str | None


END = re.compile(r"[。!?\n]")
_NAMED = re.compile(r"《[^《》]{1,80}》|“[^“”]{1,60}”|〔[^〔〕]{1,9}〕")


def claims(sections: Sequence[Section], mentions: Sequence[Mention], identity: Identity) -> Iterator[Claim]:
    """The claims in the order of the mentions; `mentions` are those of `sections`, in reading order."""
    remaining = iter(mentions)
    for section in sections:
        told = read(section)
        plain = told.prose.plain
        for mention, clause in zip(islice(remaining, len(told.mentions)), told.clauses, strict=True):
            start, end = clause.sentence.start, clause.sentence.end
            before, words = plain[max(start, clause.span.start - _FAR) : clause.span.start], plain[clause.span.start : clause.span.end]
            near, far = max(0, clause.span.start - _FAR), clause.span.end + _FAR
            line = max(near, plain.rfind("\n", near, clause.span.start) + 1)
            paragraph = plain[line : stop if (stop := plain.find("\n", end - 1, far)) >= 0 else far]
            sentence = plain[max(start, near) : min(end, far)].rstrip("。!?\n").replace("\n", "")
            yield Claim(mention, words, sentence, before, paragraph, _other_year(mention, before + words, identity), clause.total)


def own_words(text: str) -> str:
    """The text without the names that it quotes, whose years and bodies are those of other things."""
    return _NAMED.sub("", text) if "《" in text or "“" in text or "〔" in text else text


PLANNED = re.compile(r"计划|预计|力争|拟于|拟[开制公]|下一步|明年|将(?:于|在|继续|进一步|按)|年,?[^,。]{0,6}将")
YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})\s*年(?!\s*(?:以来|起|至今|前|代))(?!\s*[0-9]{1,2}\s*月(?!.{0,12}12\s*月))")
_TOLD_YEAR = re.compile(rf"(?P<last>(?:上一?|去)年度?(?!同期|结转|末|底|转))|(?P<this>[本今]年)|{YEAR.pattern}")
_COMPARING = re.compile(
    r"(?:[较比与和同由从自到、]|(?<!截)至|转入?|[-—–~])\s*(?:(?:19|20)[0-9]{2}\s*年(?:度|底|末|同期|全年)?|(?:上一?|去)年(?:度|底|末|同期|全年)?)"
)
# Signs before a figure in its sentence that may say of whom and when it is, and around it that are its sentence and paragraph: those of
# reports have some hundred, and a text without any end is not asked whole for each of its figures.
_FAR = 600
_CARRIED_IN, _CARRIED_OUT = "requests.carried_in", "requests.carried_out"


def _other_year(mention: Mention, words: str, identity: Identity) -> int | None:
    """The year, not the report's, that governs a figure: the last one told before it in its sentence, comparisons left out."""
    if identity.year is None or "年" not in words or mention.metric == _CARRIED_IN:
        return None
    if mention.metric == _CARRIED_OUT:
        return _carried_from(words, identity.year)
    told = [*_TOLD_YEAR.finditer(_COMPARING.sub("", own_words(words)))]
    if not told or told[-1]["this"]:
        return None
    year = identity.year - 1 if told[-1]["last"] else int(told[-1][3])
    return year if year != identity.year else None


def _carried_from(words: str, year: int) -> int | None:
    """The year that requests were carried out of, where they were carried into one that is not the next (2022年结转至2023年)."""
    into = re.findall(r"(?:结转|转入?|顺延|延)(?:到|至)?\s*((?:19|20)[0-9]{2})\s*年", words)
    return int(into[-1]) - 1 if into and int(into[-1]) != year + 1 else None
