"""What the figures in the prose count: the metrics and topics of forms/metrics.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path

from reportlib.forms.checking import check_known, check_pattern
from reportlib.forms.loading import FOLDER, load_forms
from reportlib.forms.types import Declared
from reportlib.forms.written import decoded, invalid

OTHER, CATEGORY = "other", "disclosed.category"


@dataclass(frozen=True)
class Metric:
    """One metric, and the words, units and topics that tell it."""

    code: str
    zh: str
    en: str
    units: frozenset[str]
    about: frozenset[str]
    words: tuple[str, ...]
    yields_to: frozenset[str]
    needs: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    absent: re.Pattern[str] | None

    def fits(self, words: str) -> bool:
        """Whether a figure that counts these words (which end with #) is of this metric, given its unit, topic and words are."""
        return not (self.needs and not self.needs.search(words)) and not (self.unless and self.unless.search(words))

    def may_be(self, unit: str | None, topic: str | None) -> bool:
        """Whether a figure with this unit, in words about this topic, can be of this metric."""
        return (unit or "") in self.units and (not self.about or (topic or "") in self.about)


@dataclass(frozen=True)
class Vocabulary:
    """All metrics in the order they are tried, the patterns of topics, and what each section is about by itself.

    A set of metrics is a number here, whose bit n stands for the nth metric.
    """

    metrics: tuple[Metric, ...]
    topics: re.Pattern[str]
    topics_of_sentences: re.Pattern[str]
    topic_of_section: Mapping[str, str]

    @cached_property
    def words(self) -> re.Pattern[str]:
        """Finds the longest of the metrics' words at every place of a text; words of one first sign stand together, which is faster."""
        by_sign = {sign: sorted(words, key=len)[::-1] for sign, words in groupby(sorted(self.told_by), key=lambda word: word[0])}
        branches = (sign + "(?:" + "|".join(re.escape(word[1:]) for word in words) + ")" for sign, words in by_sign.items())
        return re.compile(f"(?=[{''.join(by_sign)}])(?=({'|'.join(branches)}))")

    @cached_property
    def told_by(self) -> Mapping[str, int]:
        """The metrics that each word tells, those of the shorter words that it begins with included."""
        words = {word for metric in self.metrics for word in metric.words}
        return {word: self._set(word.startswith(metric.words) for metric in self.metrics) for word in words}

    @cached_property
    def narrower(self) -> Mapping[frozenset[str], int]:
        """The metrics to which one yields where they are named in the clause before."""
        return {each.yields_to: self._set(one.code in each.yields_to for one in self.metrics) for each in self.metrics}

    def _set(self, belonging: Iterable[bool]) -> int:
        return sum(1 << at for at, belongs in enumerate(belonging) if belongs)


class _Entry(Declared, frozen=True):
    """A metric as declared; `beyond_form` says that its code is none of the form's, though it begins with one."""

    code: str
    zh: str
    en: str
    units: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    needs: str | None = None
    unless: str | None = None
    absent: str | None = None
    yields_to: tuple[str, ...] = ()
    beyond_form: bool = False


class _Declared(Declared, frozen=True):
    """metrics.toml."""

    units: dict[str, tuple[str, ...]]
    topics: dict[str, tuple[str, ...]]
    sentences: dict[str, str]
    sections: dict[str, str]
    metric: tuple[_Entry, ...]


@cache
def vocabulary() -> Vocabulary:
    """What metrics.toml declares, read once; InvalidForm where it names a unit, topic or code that is not there."""
    file = FOLDER / "metrics.toml"
    declared = decoded(file, _Declared)
    _check(file, declared)
    metrics = tuple(_metric(entry, declared.units) for entry in declared.metric)
    topics = {topic: "|".join(patterns) for topic, patterns in declared.topics.items()}
    # Where none of the signs stands that they begin with, no topic is tried, which is three times as fast.
    signs = "".join({pattern[0] for patterns in declared.topics.values() for pattern in patterns})
    return Vocabulary(
        metrics, re.compile(f"(?=[{signs}])(?:{_any_of(topics)})"), re.compile(_any_of(declared.sentences)), declared.sections
    )


def _any_of(patterns: Mapping[str, str]) -> str:
    """The patterns as one, whose groups bear their names."""
    return "|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items())


def _check(file: Path, declared: _Declared) -> None:
    """Every unit, topic and code that a metric names is declared or of a form, and every pattern can be read."""
    topics = (*declared.topics, *declared.sentences)
    check_known(file, ("sections",), declared.sections.values(), topics, "topic")
    for at, entry in enumerate(declared.metric):
        check_known(file, ("metric", at, "units"), entry.units, declared.units, "group of units")
        check_known(file, ("metric", at, "about"), filter(None, entry.about), topics, "topic")
        check_known(file, ("metric", at, "yields_to"), entry.yields_to, {each.code for each in declared.metric}, "metric")
        _check_code(file, at, entry)
        for key, pattern in (("needs", entry.needs), ("unless", entry.unless), ("absent", entry.absent)):
            check_pattern(file, ("metric", at, key), pattern or "")
    for topic, pattern in declared.sentences.items():
        check_pattern(file, ("sentences", topic), pattern)
    for topic, patterns in declared.topics.items():
        for pattern in patterns:
            check_pattern(file, ("topics", topic), pattern)
            if not pattern[:1].isalpha():
                raise invalid(file, ("topics", topic), "the pattern begins with no sign of its own", value=pattern, expected="a sign")


def _check_code(file: Path, at: int, entry: _Entry) -> None:
    known, names = _codes_of_forms()
    if entry.code.partition(".")[0] in names and entry.beyond_form == (entry.code in known):
        expected = "a code that no form has" if entry.beyond_form else "a code of the forms"
        raise invalid(file, ("metric", at, "code"), "the code is not what beyond_form says", value=entry.code, expected=expected)


@cache
def _codes_of_forms() -> tuple[set[str], set[str]]:
    """The codes that a metric of a cell can have (requests.received, review.upheld, licenses.decisions), and what they begin with."""
    known = set()
    for form in load_forms().values():
        known |= {f"requests.{row.code}" for row in form.tables["requests"].rows}
        known |= {f"requests.{subtotal.code}" for subtotal in form.tables["requests"].subtotal_rows}
        known |= {f"{row.code.split('/')[-1]}.{column.code}" for table, row, column in form.cells() if table != "requests"}
    return known, {code.partition(".")[0] for code in known}


def _metric(entry: _Entry, groups: Mapping[str, tuple[str, ...]]) -> Metric:
    units = frozenset(unit for group in entry.units for unit in groups[group])
    patterns = (re.compile(pattern) if pattern is not None else None for pattern in (entry.needs, entry.unless, entry.absent))
    return Metric(entry.code, entry.zh, entry.en, units, frozenset(entry.about), entry.words, frozenset(entry.yields_to), *patterns)


@cache
def candidates(unit: str | None, topic: str | None) -> int:
    """The set of metrics that a figure with this unit, in words about this topic, can be of."""
    return sum(1 << at for at, metric in enumerate(vocabulary().metrics) if metric.may_be(unit, topic))


def first_that_fits(chosen: int, words: str) -> Metric | None:
    """The first metric of a set that fits these words, in the order of metrics.toml."""
    metrics = vocabulary().metrics
    while chosen:
        lowest = chosen & -chosen
        metric = metrics[lowest.bit_length() - 1]
        if metric.fits(words):
            return metric
        chosen ^= lowest
    return None
