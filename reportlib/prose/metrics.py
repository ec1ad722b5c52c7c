"""What the figures in the prose count: the metrics and topics of forms/metrics.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

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
    after: tuple[str, ...]
    needs: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    absent: re.Pattern[str] | None

    def fits(self, left: str, right: str) -> bool:
        """Whether a figure between these words of its clause is of this metric, given its unit and topic are."""
        if not (_holds(left, self.words) or (right and _holds(right, self.after))):
            return False
        frame = f"{left}#{right}"
        return not (self.needs and not self.needs.search(frame)) and not (self.unless and self.unless.search(frame))


class Vocabulary(NamedTuple):
    """All metrics in the order they are tried, the pattern of topics, and what each section is about by itself."""

    metrics: tuple[Metric, ...]
    topics: re.Pattern[str]
    topic_of_section: Mapping[str, str]


class _Entry(Declared, frozen=True):
    """A metric as declared; `beyond_form` says that its code is none of the form's, though it begins with one."""

    code: str
    zh: str
    en: str
    units: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    needs: str | None = None
    unless: str | None = None
    absent: str | None = None
    beyond_form: bool = False


class _Declared(Declared, frozen=True):
    """metrics.toml."""

    units: dict[str, tuple[str, ...]]
    topics: dict[str, str]
    sections: dict[str, str]
    metric: tuple[_Entry, ...]


@cache
def vocabulary() -> Vocabulary:
    """What metrics.toml declares, read once; InvalidForm where it names a unit, topic or code that is not there."""
    file = FOLDER / "metrics.toml"
    declared = decoded(file, _Declared)
    _check(file, declared)
    metrics = tuple(_metric(entry, declared.units) for entry in declared.metric)
    topics = "|".join(f"(?P<{code}>{pattern})" for code, pattern in declared.topics.items())
    return Vocabulary(metrics, re.compile(topics), declared.sections)


def _check(file: Path, declared: _Declared) -> None:
    """Every unit, topic and code that a metric names is declared or of a form, and every pattern can be read."""
    known, names = _codes_of_forms()
    check_known(file, ("sections",), declared.sections.values(), declared.topics, "topic")
    for at, entry in enumerate(declared.metric):
        check_known(file, ("metric", at, "units"), entry.units, declared.units, "group of units")
        check_known(file, ("metric", at, "about"), filter(None, entry.about), declared.topics, "topic")
        if entry.code.partition(".")[0] in names and entry.beyond_form == (entry.code in known):
            expected = "a code that no form has" if entry.beyond_form else "a code of the forms"
            raise invalid(file, ("metric", at, "code"), "the code is not what beyond_form says", value=entry.code, expected=expected)
        for key, pattern in (("needs", entry.needs), ("unless", entry.unless), ("absent", entry.absent)):
            check_pattern(file, ("metric", at, key), pattern or "")
    for topic, pattern in declared.topics.items():
        check_pattern(file, ("topics", topic), pattern)


def _codes_of_forms() -> tuple[set[str], set[str]]:
    """The codes that a metric of a cell can have (requests.received, review.upheld, licenses.decisions), and what they begin with."""
    known = set()
    for form in load_forms().values():
        known |= {f"requests.{row.code}" for row in form.tables["requests"].rows}
        known |= {f"requests.{subtotal.code}" for subtotal in form.tables["requests"].subtotal_rows}
        known |= {f"{row.code.split('/')[-1]}.{column.code}" for table, row, column in form.cells() if table != "requests"}
    return known, {code.partition(".")[0] for code in known}


def _metric(entry: _Entry, groups: Mapping[str, tuple[str, ...]]) -> Metric:
    patterns = (re.compile(pattern) if pattern is not None else None for pattern in (entry.needs, entry.unless, entry.absent))
    units = frozenset(unit for group in entry.units for unit in groups[group])
    return Metric(entry.code, entry.zh, entry.en, units, frozenset(entry.about), entry.words, entry.after, *patterns)


@cache
def candidates(unit: str | None, topic: str | None) -> tuple[Metric, ...]:
    """The metrics that a figure with this unit, in words about this topic, can be of."""
    return tuple(
        metric for metric in vocabulary().metrics if (unit or "") in metric.units and (not metric.about or (topic or "") in metric.about)
    )


def metrics_page() -> str:
    """The page docs/mentions.md: what a row of mentions says, and every metric in the order they are tried."""
    head = ["| metric | 中文 | English | units | told by the words |", "|---|---|---|---|---|"]
    return "\n".join([_PAGE, *head, *map(_row, vocabulary().metrics), ""])


_PAGE = """# Figures in the prose

Every quantity that the six sections of a report state is a row of `mentions`; this page is written by
  `tools/write_mentions.py`.

- `metric` is one of the codes below; a quantity that fits none is `other`, so that nothing is lost. An item of a list
  whose words are those of the list's own total has `.part` behind the code, and an item listed under information
  disclosed is `disclosed.category`, named by its text.
- `value` is exact as printed (3600余人 is 3600, 5万人次 is 50000), and empty where the print has no single value:
  数十条, 三四次, or digits with a gap between them. Money said in 万 or 亿 is in 万元; 元 stays 元. A share or rate
  has the unit %.
- `qualifier` holds the words that make the value less than exact (余, 约, 近, 超过, 以上, 不足, 左右) or a mean
  (日均, 每季度), joined by 、; 下限 and 上限 are the two ends of a range. 未 or 无 marks a zero that is told in words
  (未收到政府信息公开申请), not in a figure.
- `text` is the clause as printed, and `place` says section, paragraph and sentence, after the place in the source
  where it is known.
- A metric is told by the words before a figure in its clause, by those right behind it, or, where these name no
  subject, by the clause before; requests, reviews, lawsuits and proposals also by what the clause, the sentence, the
  paragraph or its heading is about.
- Dates, years, ordinals, numbers of articles and documents, list markers, quoted names, idioms, telephone numbers and
  addresses are no quantities.

The first metric that fits is taken, so the narrower stand first.
"""


def _row(metric: Metric) -> str:
    units = " ".join(sorted(filter(None, metric.units)))
    words = " ".join(dict.fromkeys((*metric.words, *metric.after)))
    return f"| `{metric.code}` | {metric.zh} | {metric.en} | {units} | {words} |"


def _holds(text: str, words: tuple[str, ...]) -> bool:
    # A plain loop: this is asked some thousand times a report, and any() with a generator takes twice as long.
    for word in words:  # noqa: SIM110
        if word in text:
            return True
    return False
