"""What section five tells, sentence by sentence: problems, and what is to be done, with the topics that figures speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from reportlib.forms.checking import check_known, check_once, check_pattern
from reportlib.forms.loading import FOLDER
from reportlib.forms.types import Declared
from reportlib.forms.written import decoded
from reportlib.prose.metrics import vocabulary

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_HEADING = re.compile(r"[^。！？，；：:]{1,20}")


class Told(NamedTuple):
    """A sentence of section five: the how many-th it is, whether it tells a problem or a promise, and the topics of a promise by code."""

    at: int
    kind: Literal["problem", "promise"]
    text: str
    topics: tuple[str, ...] = ()


class Topic(Declared, frozen=True):
    """A matter of promises: names (English, Chinese), the words that tell it, and the metrics of tables and prose that speak of it."""

    code: str
    names: tuple[str, str]
    words: str
    metrics: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


class _Declared(Declared, frozen=True):
    problem: str
    back: str
    ahead: str
    better: str
    done: str
    topics: tuple[Topic, ...]


def told_in(text: str) -> tuple[Told, ...]:
    """The sentences of a section that tell a problem or a promise, in order; headings and what was done already are neither.

    >>> [(each.kind, each.topics) for each in told_in("培训不够。下一步，加强业务培训。")]
    [('problem', ()), ('promise', ('training',))]
    """
    return tuple(_sorted([sentence.strip() for sentence in _SENTENCE.findall(text)]))


def topics() -> tuple[Topic, ...]:
    """The topics of forms/promises.toml; InvalidForm where a pattern cannot be read or the prose has no such metric."""
    return _declared().topics


def _sorted(sentences: list[str]) -> Iterator[Told]:
    words, ahead = _declared(), False
    for at, sentence in enumerate(sentences, 1):
        problem, better = (bool(re.search(pattern, sentence)) for pattern in (words.problem, words.better))
        promised = bool(re.search(words.ahead, sentence))
        ahead = promised or (better and not problem) or (ahead and not re.search(words.back, sentence))
        if _HEADING.fullmatch(sentence) or (not promised and re.search(words.done, sentence)):
            continue
        if ahead:
            yield Told(at, "promise", sentence, tuple(topic.code for topic in words.topics if re.search(topic.words, sentence)))
        elif problem:
            yield Told(at, "problem", sentence)


@cache
def _declared() -> _Declared:
    file = FOLDER / "promises.toml"
    declared = decoded(file, _Declared)
    for name in ("problem", "back", "ahead", "better", "done"):
        check_pattern(file, (name,), getattr(declared, name))
    check_once(file, ("topics",), [topic.code for topic in declared.topics], "topic")
    known = {metric.code for metric in vocabulary().metrics}
    for at, topic in enumerate(declared.topics):
        check_pattern(file, ("topics", at, "words"), topic.words)
        check_known(file, ("topics", at, "mentions"), topic.mentions, known, "metric of the prose")
    return declared
