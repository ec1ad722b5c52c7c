"""What the figures in the prose count: the metrics and topics of forms/metrics.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

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


@cache
def vocabulary() -> Vocabulary:
    """What metrics.toml declares, read once."""
    declared = tomllib.loads(resources.files("reportlib.forms").joinpath("metrics.toml").read_text("utf-8"))
    groups = declared["units"]
    metrics = (
        Metric(
            entry["code"],
            entry["zh"],
            entry["en"],
            frozenset(unit for group in entry.get("units", ()) for unit in groups[group]),
            frozenset(entry.get("about", ())),
            tuple(entry.get("words", ())),
            tuple(entry.get("after", ())),
            *(re.compile(entry[key]) if key in entry else None for key in ("needs", "unless", "absent")),
        )
        for entry in declared["metric"]
    )
    topics = "|".join(f"(?P<{code}>{pattern})" for code, pattern in declared["topics"].items())
    return Vocabulary(tuple(metrics), re.compile(topics), declared["sections"])


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
