"""Whose prose is another's: reports of one year that say the same, names and figures apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from math import ceil
from typing import Protocol

import pandas as pd

from reportlib.compare.keys import body, standing, with_standing
from reportlib.text.wordings import PROSE, wordings

FEWEST_SENTENCES = 8  # of a report, below which its prose says too little to be another's
_COLUMNS = ["year", "agency", "other", "sentences", "shared", "similarity", "report_id", "other_report"]


class Told(Protocol):
    """What a dataset offers of the prose: its reports and their sections."""

    @property
    def reports(self) -> pd.DataFrame: ...
    @property
    def sections(self) -> pd.DataFrame: ...


def same_prose(tables: Told, year: int, least: float = 0.9) -> pd.DataFrame:
    """One row a pair of bodies whose prose of that year is alike: the most alike first.

    `similarity` is twice the `shared` sentences over the sentences of both, of sections one, five and six, with names of the bodies
    and figures masked; `sentences` are those of `agency`. Reports of fewer than eight sentences are not compared, nor is
    a body with itself. The measures on the yearly reports (国办公开办函〔2021〕30号) hold bodies liable for reports that repeat others'.

    >>> import reportlib
    >>> reportlib.compare.same_prose(reportlib.load("data/processed"), 2024)  # doctest: +SKIP
    """
    reports = standing(with_standing(tables.reports[(tables.reports["year"] == year).fillna(False)]))
    texts = _wordings(tables.sections, reports)
    about = reports.set_index("report_id")
    bodies, agencies = about[body(reports)].to_dict(), about["agency"].to_dict()
    rows = [
        (year, agencies[one], agencies[other], len(texts[one]), shared, 2 * shared / (len(texts[one]) + len(texts[other])), one, other)
        for one, other in _sharing(texts, least)
        if bodies[one] != bodies[other] and _alike(shared := len(texts[one] & texts[other]), texts[one], texts[other], least)
    ]
    return pd.DataFrame(rows, columns=_COLUMNS).sort_values("similarity", ascending=False, kind="stable", ignore_index=True)


def _wordings(sections: pd.DataFrame, reports: pd.DataFrame) -> Mapping[str, frozenset[str]]:
    """The sentences of the prose of each report, its own name masked; of those with enough of them."""
    names = reports.set_index("report_id")["agency"].fillna("").to_dict()
    prose = sections[sections["number"].isin(PROSE) & sections["report_id"].isin(list(names))]
    told: dict[str, set[str]] = defaultdict(set)
    for report, text in zip(prose["report_id"], prose["text"].fillna(""), strict=True):
        told[report].update(wordings(text.replace(names[report], "本机关") if names[report] else text))
    return {report: frozenset(sentences) for report, sentences in told.items() if len(sentences) >= FEWEST_SENTENCES}


def _sharing(texts: Mapping[str, frozenset[str]], least: float) -> Iterator[tuple[str, str]]:
    """The pairs that can be that much alike: they share one of the rarest sentences of either, for all others are too few."""
    common = Counter(sentence for sentences in texts.values() for sentence in sentences)
    first: dict[str, list[str]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for report, sentences in texts.items():
        needed = ceil(least / (2 - least) * len(sentences))
        for sentence in sorted(sentences, key=lambda each: (common[each], each))[: len(sentences) - needed + 1]:
            seen.update((other, report) for other in first[sentence])
            first[sentence].append(report)
    return iter(sorted(seen))


def _alike(shared: int, one: frozenset[str], other: frozenset[str], least: float) -> bool:
    return 2 * shared >= least * (len(one) + len(other))
