"""Mentions -> Claims: each figure of the prose in its sentence, with the year that it is told of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reportlib.model import Identity, Mention, Section
from reportlib.text.quantities import narrowed


class Claim(NamedTuple):
    """A mention with its words, its sentence and paragraph, the sentence before its words, and the year it is of, if not the report's."""

    mention: Mention
    words: str
    sentence: str
    before: str
    paragraph: str
    other_year: int | None


_ENDS = "。!?\n"
END = re.compile(f"[{_ENDS}]")
_NAMED = re.compile(r"《[^《》]{1,80}》|“[^“”]{1,60}”|〔[^〔〕]{1,9}〕")


def claims(sections: Sequence[Section], mentions: Sequence[Mention], identity: Identity) -> Iterator[Claim]:
    """The claims in the order of the mentions; `mentions` are those of `sections`, in reading order."""
    texts = {section.number: narrowed(section.text) + "\n" for section in sections}
    searched: dict[int, int] = {}
    for mention in mentions:
        text, words = texts.get(mention.section, ""), narrowed(mention.text)
        at = text.find(words, searched.get(mention.section, 0))
        if at < 0:
            # Words that run over a line end stand nowhere in one piece; they are their own context.
            yield Claim(mention, words, words, "", words, _other_year(mention, words, identity))
            continue
        searched[mention.section] = at
        start = max(text.rfind(sign, 0, at) for sign in _ENDS) + 1
        sentence = text[start : _stop(text, at + len(words))]
        paragraph = text[text.rfind("\n", 0, at) + 1 : text.index("\n", at)]
        before = text[start:at]
        yield Claim(mention, words, sentence, before, paragraph, _other_year(mention, before + words, identity))


def _stop(text: str, at: int) -> int:
    found = END.search(text, at)
    return found.start() if found else len(text)


def own_words(text: str) -> str:
    """The text without the names that it quotes, whose years and bodies are those of other things."""
    return _NAMED.sub("", text)


PLANNED = re.compile(r"计划|预计|力争|拟于|拟[开制公]|下一步|明年|将(?:于|在|继续|进一步|按)|年,?[^,。]{0,6}将")
YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})\s*年(?!\s*(?:以来|起|至今|前|代))(?!\s*[0-9]{1,2}\s*月(?!.{0,12}12\s*月))")
_COMPARING = re.compile(r"(?:[较比与和同由从自到、]|(?<!截)至|转入?|[-—–~])\s*(?:19|20)[0-9]{2}\s*年(?:度|底|末|同期|全年)?")
_CARRIED = ("requests.carried_in", "requests.carried_out")


def _other_year(mention: Mention, words: str, identity: Identity) -> int | None:
    """The year, not the report's, that governs a figure: the last one told before it in its sentence, comparisons left out."""
    if mention.metric in _CARRIED or identity.year is None or "年" not in words:
        return None
    years = YEAR.findall(_COMPARING.sub("", own_words(words)))
    return int(years[-1]) if years and int(years[-1]) != identity.year else None
