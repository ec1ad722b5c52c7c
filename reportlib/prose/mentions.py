"""The figures in the prose of a report: every quantity with the metric it states, its value, unit, qualifier and place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from reportlib.model import Mention, Place, Section
from reportlib.prose.absences import ABSENCE, absences
from reportlib.prose.figures import Figure, figures
from reportlib.prose.lists import Breakdown, breakdown, listings, name_parts
from reportlib.prose.naming import metrics
from reportlib.prose.sentences import Prose, Sentence, Span, Words, place, prose, sentences
from reportlib.readers.limits import MAX_MENTIONS, too_many_figures
from reportlib.text.quantities import quantities

Places = Mapping[int, Sequence[Place]]


def mentions(sections: Sequence[Section], places: Places | None = None) -> tuple[Mention, ...]:
    """Every quantity that the prose states, in reading order; one that fits no metric has the metric "other".

    `places` gives, for a section's number, where each of its paragraphs stands in the source. A zero told in words
    (未收到申请) has the value 0 and the qualifier 未 or 无. The value is None where the print is no single number.

    >>> [mention[1:5] for mention in mentions([Section(1, "", "收到政府信息公开申请9件。")])]
    [('requests.received', 9.0, '件', None)]
    """
    return tuple(_placed(said, places) for section in sections for said in read(section).mentions)


def breakdowns(sections: Sequence[Section], places: Places | None = None) -> tuple[Breakdown, ...]:
    """Every exact total that is followed by a list of two or more exact parts (其中, 包括, in brackets)."""
    return tuple(
        Breakdown(_placed(each.total, places), tuple(_placed(part, places) for part in each.parts), each.whole)
        for section in sections
        for each in read(section).breakdowns
    )


def _placed(mention: Mention, places: Places | None) -> Mention:
    """The mention with the place of its paragraph in the source before its place in the prose."""
    known = (places or {}).get(mention.section, ())
    if not known:
        return mention
    paragraph = int(mention.place.split(", ")[1].removeprefix("paragraph "))
    if paragraph > len(known):
        return mention
    return mention._replace(place=", ".join(filter(None, (str(known[paragraph - 1]), mention.place))))


class Clause(NamedTuple):
    """Where the words of a mention stand, in which sentence, and the metric of the figure whose part it is."""

    span: Span
    sentence: Sentence
    total: str | None = None


class Told(NamedTuple):
    """What a section tells in figures; `clauses` are those of the mentions, in their order."""

    prose: Prose
    mentions: tuple[Mention, ...]
    clauses: tuple[Clause, ...]
    breakdowns: tuple[Breakdown, ...]


@lru_cache(maxsize=64)
def read(section: Section) -> Told:
    """What one section tells in figures; kept, because it is asked for several times one after the other."""
    text = prose(section)
    found = quantities(text.plain, text.masked)
    if len(found) > MAX_MENTIONS:
        raise too_many_figures(len(found))
    if not found and not ABSENCE.search(text.masked):
        return Told(text, (), (), ())
    starts, words = [quantity.start for quantity in found], Words(text.worded)
    stated: list[Figure] = []
    told: list[tuple[int, Mention, Clause]] = []
    for sentence in sentences(text):
        own = found[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        stated += _named(list(figures(text, sentence, own)), words)
        told += [(span.start, said, Clause(span, sentence)) for span, said in absences(text, sentence, own)]
    lists = listings(stated)
    name_parts(stated, lists)
    totals = {part: stated[each.total].mentions[0].metric for each in lists for part in each.parts}
    for at, each in enumerate(stated):
        clause = Clause(Span(each.left.start, max(each.right.end, each.quantity.end)), each.sentence, totals.get(at))
        told += [(each.quantity.start, said, clause) for said in each.mentions]
    told.sort(key=lambda entry: entry[0])
    whole = tuple(filter(None, (breakdown(stated, each) for each in lists)))
    return Told(text, tuple(said for _, said, _ in told), tuple(clause for _, _, clause in told), whole)


def _named(stated: list[Figure], words: Words) -> list[Figure]:
    """The figures of a sentence with their mentions."""
    for figure, codes in zip(stated, metrics(stated, words), strict=True):
        quantity, text, where = figure.quantity, figure.text, place(figure.prose.section, figure.sentence)
        value = None if quantity.value is None else float(quantity.value)
        section = figure.prose.section.number
        figure.mentions = [Mention(section, code, value, quantity.unit, quantity.qualifier, text, where) for code in codes]
    return stated
