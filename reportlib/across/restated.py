"""Two files of the same body and year against each other: figures that differ, and cells that one alone prints."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reportlib.across.panel import (
    TABLES,
    Numbers,
    Panel,
    Spoken,
    Words,
    as_text,
    each_spoken,
    found,
)
from reportlib.model import FAIL, NOT_ASSESSABLE, Phrase


def restated(figures: Panel) -> Iterator[pa.Table]:
    """Each figure that differs from the older file's; and, for each table, how many cells have a number in one file only."""
    newer, older = versions(figures)
    if not len(newer):
        return
    new, old = figures.values[newer], figures.values[older]
    pair, cell = np.nonzero((new != old) & ~np.isnan(new) & ~np.isnan(old))
    report, other = newer[pair], older[pair]
    operands: dict[str, Words] = {
        "here": figures.said(report, cell),
        "there": figures.said(other, cell),
        "source": figures.of("source", other),
        "there_place": figures.named(other, cell),
        "newer": _which_is_newer(figures, report, other),
    }
    yield found(
        figures, "restatement", FAIL, report, cell, case="differs", expected=old[pair, cell], actual=new[pair, cell], operands=operands
    )
    for table in TABLES:
        cells = figures.where(table)
        count = (np.isnan(new[:, cells]) != np.isnan(old[:, cells])).sum(axis=1)
        pair = np.flatnonzero(count)
        report, other = newer[pair], older[pair]
        operands = {
            "count": as_text(count[pair].astype(float)),
            "source": figures.of("source", other),
            "report": figures.of("report_id", other),
            "newer": _which_is_newer(figures, report, other),
        }
        first = np.full(len(report), cells[0])
        yield found(figures, "restatement", NOT_ASSESSABLE, report, first, case="one_only", depth=1, operands=operands)


def versions(figures: Panel) -> tuple[Numbers, Numbers]:
    """The reports that have an older one of the same body and year, each with the one next to it in age."""
    bodies = figures.lineage
    frame = pd.DataFrame({"body": bodies.body, "year": bodies.year, "rank": bodies.rank, "row": range(len(bodies.body))})
    frame = frame[frame["body"] >= 0].sort_values(["body", "year", "rank"], kind="stable")
    older = frame.groupby(["body", "year"])["row"].shift()
    has = older.notna()
    return frame["row"][has].to_numpy(dtype=np.int64), older[has].to_numpy(dtype=np.int64)


def _which_is_newer(figures: Panel, newer: Numbers, older: Numbers) -> Spoken:
    """Which file is the newer, by the dates of the manifest."""
    published = [figures.of("published_at", report).cast(pa.string()) for report in (newer, older)]
    fetched = [figures.of("fetched_at", report).cast(pa.string()) for report in (newer, older)]
    by_publication = pc.fill_null(pc.greater(published[0], published[1]), False)
    days = [pc.if_else(by_publication, *sides) for sides in zip(published, fetched, strict=True)]
    by_day = zip(figures.lineage.dated[newer].tolist(), by_publication.to_pylist(), *(side.to_pylist() for side in days), strict=True)
    return each_spoken([_newer(*each) for each in by_day])


def _newer(dated: bool, published: bool, day: str | None, other: str | None) -> Phrase:
    return Phrase("newer_published" if published else "newer_fetched", {"day": day, "other": other}) if dated else Phrase("newer_unknown")
