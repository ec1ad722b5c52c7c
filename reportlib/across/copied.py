"""What was copied: sections from the year before, and whole reports from another body of the same year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reportlib.across.panel import Figures, Panel, found
from reportlib.model import FAIL, PASS
from reportlib.text.wordings import PROSE, wordings

_FEWEST = 4  # sentences; a section of fewer says too little to be held against another
_KEPT = 0.8  # from this share of sentences on, a text is nearly that of the year before


def copied(figures: Panel) -> Iterator[pa.Table]:
    """For each section of prose with one in the year before, the share of its sentences that stood there too, figures apart."""
    before = figures.lineage.before
    report = np.flatnonzero(before >= 0)
    if "sections" not in figures.tables or not len(report):
        return
    texts = _sentences(figures, {*report.tolist(), *before[report].tolist()})
    rows = [
        (now, section, _kept(sentences, texts[before[now], section]), len(sentences))
        for now in report.tolist()
        for section in PROSE
        if len(sentences := texts.get((now, section), ())) >= _FEWEST and (before[now], section) in texts
    ]
    for status, chosen in (
        (FAIL, [row for row in rows if row[2] >= _KEPT * row[3]]),
        (PASS, [row for row in rows if row[2] < _KEPT * row[3]]),
    ):
        if chosen:
            yield _table(figures, status, chosen)


_FEWEST_KNOWN, _FEWEST_DIFFERENT = 30, 3  # figures of a report that can be another's, and kinds of them
TELLING = 20  # how large one of them is


def twins(figures: Panel) -> Iterator[pa.Table]:
    """Each report all of whose figures are those of another body's of the same year, with the first such report; small figures tell nothing."""
    first: dict[tuple[int, bytes], list[int]] = {}
    for each in np.flatnonzero(figures.lineage.stands).tolist():
        values = figures.values[each]
        if _can_be_told(values[~np.isnan(values)]):
            key = (int(figures.lineage.year[each]), np.nan_to_num(values, nan=-1.0).tobytes())
            first.setdefault(key, []).append(each)
    pairs = [(one, next(other for other in alike if other != one)) for alike in first.values() if len(alike) > 1 for one in alike]
    if pairs:
        report, other = (np.array(column, dtype=np.int64) for column in zip(*sorted(pairs), strict=True))
        operands = {
            "count": pa.array((~np.isnan(figures.values[report])).sum(axis=1)).cast(pa.string()),
            "year": figures.years(report),
            "agency": figures.of("agency", other),
            "report": figures.of("report_id", other),
        }
        yield found(figures, "twin_reports", FAIL, report, operands=operands)


def _can_be_told(known: Figures) -> bool:
    different = np.unique(known[known != 0])
    return len(known) >= _FEWEST_KNOWN and len(different) >= _FEWEST_DIFFERENT and bool(different.max() >= TELLING)


def _table(figures: Panel, status: str, rows: Sequence[tuple[int, int, int, int]]) -> pa.Table:
    report, section, kept, count = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    before = figures.lineage.before[report]
    operands = {
        **{name: pa.array(column).cast(pa.string()) for name, column in (("section", section), ("kept", kept), ("count", count))},
        **{"year_before": figures.years(before), "other": figures.of("report_id", before)},
    }
    return found(figures, "text_kept", status, report, actual=np.round(kept / count, 4), operands=operands)


def _sentences(figures: Panel, wanted: set[int]) -> Mapping[tuple[int, int], tuple[str, ...]]:
    """The sentences of the prose of these reports, by report and section, with figures as # so that last year's are alike."""
    table = figures.tables["sections"]
    at = pc.index_in(table["report_id"], figures.tables["reports"]["report_id"].combine_chunks()).to_pylist()
    numbers, texts = table["number"].to_pylist(), table["text"]
    return {
        (report, number): tuple(wordings(texts[row].as_py() or ""))
        for row, (report, number) in enumerate(zip(at, numbers, strict=True))
        if report in wanted and number in PROSE
    }


def _kept(now: Sequence[str], then: Sequence[str]) -> int:
    earlier = set(then)
    return sum(sentence in earlier for sentence in now)
