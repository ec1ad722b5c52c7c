"""Figures -> metrics: which noun each figure counts, by the words in front of it and behind, and the topic that they are about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from reportlib.prose.figures import Figure
from reportlib.prose.metrics import OTHER, Metric, candidates, first_that_fits, vocabulary
from reportlib.prose.sentences import Span, Words, topic_of_all

_AND = re.compile(r"[、和与及]|以及")
_EACH = re.compile(r"(?:均|皆)(?:为|是|有)?\s*$|各(?:有|为)?\s*$")


# A clause that tells only another time, or a sum, counts what the figure before it counts (2022年收到申请80件，2023年59件).
_ELLIPSIS = re.compile(r"(?:[上下]半年|(?:20[0-9]{2}|本|今|去|上)年度?)(?:收到|受理|作出|办结|新收)?[共为]?|合计|共计|总计")
_COMPARING = ("change.", "former", "share", "requests.by_post", "requests.in_person", "requests.online", "requests.from")


def metrics(figures: Sequence[Figure], words: Words) -> Iterator[list[str]]:
    """The metrics of each figure of a sentence: one, or one for each of the things said to be alike (均为0件)."""
    if not figures:
        return
    whole = topic_of_all(figures[0].prose, figures[0].sentence)
    shared = _respective(figures)
    before: str | None = None
    for at, figure in enumerate(figures):
        if at in shared:
            yield [_item(figure, words, whole, *shared[at])]
        elif alike := _EACH.search(figure.prose.plain, figure.left.start, figure.left.end):
            named = [_item(figure, words, whole, item) for item in _items(figure, Span(figure.left.start, alike.start()))]
            yield list(dict.fromkeys(code for code in named if code != OTHER)) or [OTHER]
        else:
            told = (_narrowed(_metric(figure, words, spans, whole or _topic(figure, spans)), figure, words) for spans in _readings(figure))
            code = next((metric.code for metric in told if metric), OTHER)
            yield [before if code == OTHER and before and _ELLIPSIS.fullmatch(figure.said(figure.left)) else code]
            before = code if figure.quantity.unit != "%" and not code.startswith(_COMPARING) else None


def _readings(figure: Figure) -> Iterator[tuple[Span, ...]]:
    """The words that may tell what a figure counts: behind it where the noun stands there, in front, and in the clauses around."""
    if figure.noun.end > figure.noun.start:
        yield figure.lead, figure.noun
        if figure.lead != figure.left:
            yield (figure.noun,)
    if not figure.filled:
        yield (figure.left,)
        if figure.lead != figure.left:
            yield figure.lead, figure.left
    if figure.wide != figure.left:
        yield (figure.wide,)
    if figure.loose.end > figure.loose.start:
        yield figure.left, figure.loose
    if figure.filled and (after := figure.after).end > after.start:
        yield figure.right, after


def _metric(figure: Figure, words: Words, spans: Sequence[Span], topic: str | None) -> Metric | None:
    """The first metric, in the order of metrics.toml, whose words stand in these spans before the sign of the figure."""
    told = words.telling(*spans)
    told &= candidates(figure.quantity.unit, topic) if told else 0
    return first_that_fits(told, _phrase(figure, spans)) if told else None


def _phrase(figure: Figure, spans: Sequence[Span]) -> str:
    worded = figure.prose.worded
    return "".join([worded[span.start : span.end] for span in spans]).replace("\n", "") + "#"


def _topic(figure: Figure, spans: Sequence[Span]) -> str | None:
    """What a figure is about: the last topic in the words told of it, just behind, or before it."""
    sentence = figure.sentence
    if not sentence.topics:
        return sentence.inherited
    for span in reversed(spans):
        near = _begun(sentence.topics, span.start, span.end)
        if near:
            return near[-1][1]
    behind = _begun(sentence.topics, figure.right.start, figure.right.end)
    earlier = _begun(sentence.topics, 0, figure.quantity.start)
    return next((topic for _, topic in behind[:1] or earlier[-1:]), sentence.inherited or sentence.topics[-1][1])


def _begun(topics: Sequence[tuple[int, str]], start: int, end: int) -> Sequence[tuple[int, str]]:
    """The topics, in their order, that begin from one place of a sentence to another."""
    return topics[bisect_left(topics, (start,)) : bisect_left(topics, (end,))]


def _narrowed(metric: Metric | None, figure: Figure, words: Words) -> Metric | None:
    """The metric itself, or a narrower one that the clause before names (公众号每日更新，共发布信息9条)."""
    if not metric or not metric.yields_to:
        return metric
    whole = Span(figure.gap.start, figure.left.end)
    told = words.telling(whole) & vocabulary().narrower[metric.yields_to] & candidates(figure.quantity.unit, None)
    return (first_that_fits(told, _phrase(figure, [whole])) if told else None) or metric


# ---------------------------------------------------------------- several things in one breath


def _item(figure: Figure, words: Words, whole: str | None, *spans: Span) -> str:
    """The metric of one of several things; its topic is the one that its own words name, if they do."""
    named = [*vocabulary().topics.finditer(_phrase(figure, spans))]
    topic = whole or (str(named[-1].lastgroup) if named else _topic(figure, spans))
    metric = _metric(figure, words, spans, topic) if spans else None
    return metric.code if metric else OTHER


def _items(figure: Figure, span: Span) -> list[Span]:
    """The things that a span names one after the other."""
    ends = [*_AND.finditer(figure.prose.plain, span.start, span.end)]
    starts = [span.start, *(match.end() for match in ends)]
    return [Span(start, end) for start, end in zip(starts, [*(match.start() for match in ends), span.end], strict=True)]


def _respective(figures: Sequence[Figure]) -> dict[int, tuple[Span, ...]]:
    """The words that belong to each number of "A、B分别…3件、5件"; no words where things and numbers differ in count."""
    words: dict[int, tuple[Span, ...]] = {}
    for at, figure in enumerate(figures):
        told = figure.prose.plain.rfind("分别", figure.wide.start, figure.wide.end)
        if told < 0 or at in words:
            continue
        last = at + 1
        while last < len(figures) and figures[last].said(figures[last].gap).strip(" ,") in ("", "、", "和", "与", "及", "以及"):
            last += 1
        if last - at < 2:
            continue
        end = told - len(figure.prose.plain[figure.wide.start : told]) + len(figure.prose.plain[figure.wide.start : told].rstrip(", "))
        items, verb = _items(figure, Span(figure.wide.start, end))[at - last :], Span(told + 2, figure.wide.end)
        for offset in range(last - at):
            words[at + offset] = (items[offset], verb) if len(items) == last - at else ()
    return words
