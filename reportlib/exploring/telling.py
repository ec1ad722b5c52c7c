"""What is told of each report in words: its findings that fail, the figures of its prose, and what its section five promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from reportlib.compare.words import metric_label, rule_name
from reportlib.exploring.columns import Packed, grouped
from reportlib.prose.promises import told_in, topics

if TYPE_CHECKING:
    from reportlib.dataset import Dataset

MOST_PROMISES, _LONGEST = 5, 100  # of one report, and signs of one


def told(dataset: Dataset, order: Sequence[str]) -> dict[str, Packed]:
    """The rows of each report, with the names of what they speak of in English and Chinese."""
    promises = _promises(dataset)
    return {
        "findings": grouped(_failing(dataset), order),
        "mentions": grouped(_mentions(dataset), order),
        "mentioned": {str(code): _names(str(code)) for code in _mentioned(dataset)},
        "promises": grouped(promises, order),
        "topics": {each.code: {"names": [*each.names], "metrics": [*each.metrics], "mentions": [*each.mentions]} for each in topics()},
    }


def _failing(dataset: Dataset) -> pd.DataFrame:
    """The findings that fail, worst first, with the names of their rules."""
    failing = dataset.findings[dataset.findings["status"] == "fail"]
    names = {rule: [rule_name(str(rule), language) for language in ("en", "zh")] for rule in failing["rule"].unique()}
    severity = failing["severity"].astype("string")
    told = failing.assign(rank=severity.map({"error": 0, "warning": 1}).fillna(2), severity=severity, names=failing["rule"].map(names))
    return told.sort_values("rank", kind="stable")[
        ["report_id", "severity", "names", "message", "message_zh", "place", "table", "item", "column"]
    ]


def _mentions(dataset: Dataset) -> pd.DataFrame:
    """The figures of the prose that are recognised, each with its quotation."""
    known = dataset.mentions[dataset.mentions["metric"] != "other"]
    told = known.assign(value=known["value"].astype("Float64"))
    return told[["report_id", "metric", "value", "unit", "qualifier", "text", "place"]]


def _mentioned(dataset: Dataset) -> list[str]:
    """The metrics that any prose tells, and those of the topics of promises."""
    told = {str(code) for code in dataset.mentions["metric"].unique() if code != "other"}
    return sorted(told | {code for topic in topics() for code in topic.mentions})


def _names(code: str) -> list[Packed]:
    return [metric_label(code, language) for language in ("en", "zh")]


def _promises(dataset: Dataset) -> pd.DataFrame:
    """What section five says is to be done: which sentence, its first words, and the topics that figures speak of."""
    five = dataset.sections[dataset.sections["number"] == 5]
    rows = [
        (report, each.at, each.text[:_LONGEST] + "……" * (len(each.text) > _LONGEST), list(each.topics))
        for report, text in zip(five["report_id"], five["text"].fillna(""), strict=True)
        for each in [each for each in told_in(str(text)) if each.kind == "promise"][:MOST_PROMISES]
    ]
    return pd.DataFrame(rows, columns=["report_id", "at", "text", "topics"])
