"""Reports against each other: a body's years, two files of the same year, declared roll-ups, and what is hardly possible."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reportlib.across.copied import copied
from reportlib.across.panel import (
    TABLES,
    Figures,
    Numbers,
    Panel,
    Spoken,
    Truths,
    Words,
    as_text,
    each_spoken,
    found,
    lineage,
    panel,
    verdict,
)
from reportlib.across.plausible import implausible, slips_by_peers
from reportlib.across.rollups import rolled_up
from reportlib.beside.rollups import Rollup
from reportlib.dataset.schema import SCHEMAS
from reportlib.forms.rulebook import of_groups
from reportlib.model import FAIL, NOT_ASSESSABLE, Phrase


def across(tables: Mapping[str, pa.Table]) -> pa.Table:
    """The findings that compare the reports of a body with each other, reports in their order, rules in the order of the rulebook."""
    figures = panel(tables)
    parts = [
        *_carried_over(figures),
        *_in_force(figures),
        *_items_carried(figures),
        *_not_followed(figures),
        *_restated(figures),
        *_same_body(figures),
        *implausible(figures),
        *copied(figures),
    ]
    return _in_order(pa.concat_tables([SCHEMAS["findings"].empty_table(), *parts]), tables["reports"])


def across_bodies(tables: Mapping[str, pa.Table], rollups: Sequence[Rollup]) -> pa.Table:
    """The findings that compare bodies with each other: declared sums, and fees beside those of peers."""
    figures = panel(tables)
    parts = [*rolled_up(figures, rollups), *slips_by_peers(figures)]
    return _in_order(pa.concat_tables([SCHEMAS["findings"].empty_table(), *parts]), tables["reports"])


def with_findings(tables: Mapping[str, pa.Table], findings: pa.Table) -> dict[str, pa.Table]:
    """The tables with these findings in place of any that compared reports in an earlier build."""
    kept = tables["findings"].filter(pc.invert(pc.is_in(tables["findings"]["rule"], pa.array(of_groups("years", "plausible")))))
    return {**tables, "findings": _in_order(pa.concat_tables([kept, findings]), tables["reports"])}


def same_figures(tables: Mapping[str, pa.Table]) -> dict[str, str]:
    """The sources whose every figure another source of the same agency, scope and year prints too, each with the first such source.

    Cells without a number are alike whatever stands in them. Names that tell no place are not trusted with few or small figures.
    """
    bodies, sources = lineage(tables["reports"]), tables["reports"]["source"].to_pylist()
    groups = pd.DataFrame({"body": bodies.body, "year": bodies.year, "row": range(len(bodies.body))})
    groups = groups[(groups["body"] >= 0) & groups.duplicated(["body", "year"], keep=False)]
    values = _values(tables, groups["row"].to_numpy(dtype=np.int64))
    first: dict[tuple[int, int, bytes], str] = {}
    same: dict[str, str] = {}
    for body, year, row in sorted(groups.itertuples(index=False), key=lambda group: sources[group.row]):
        numbers = values[row]
        if _telling(numbers) or (not bodies.placeless[row] and not np.isnan(numbers).all()):
            original = first.setdefault((body, year, numbers.tobytes()), sources[row])
            same |= {sources[row]: original} if original != sources[row] else {}
    return same


def _values(tables: Mapping[str, pa.Table], rows: Numbers) -> dict[int, Figures]:
    """The figures of these reports by their row, without reading the others'."""
    reports = tables["reports"].take(pa.array(rows))
    report_ids = reports["report_id"].combine_chunks()
    own = {name: tables[name].filter(pc.is_in(tables[name]["report_id"], report_ids)) for name in TABLES}
    return dict(zip(rows.tolist(), panel({**own, "reports": reports}).values, strict=True))


def without_reports(tables: Mapping[str, pa.Table], sources: Collection[str]) -> dict[str, pa.Table]:
    """The tables without the reports of these sources."""
    if not sources:
        return dict(tables)
    gone = pc.is_in(tables["reports"]["source"], pa.array(sorted(sources), pa.string()))
    report_ids = tables["reports"]["report_id"].filter(gone).combine_chunks()
    return {name: table.filter(pc.invert(pc.is_in(table["report_id"], report_ids))) for name, table in tables.items()}


def _telling(numbers: Figures) -> bool:
    """Whether figures are too many and too large to be alike by chance."""
    own = np.unique(numbers[~np.isnan(numbers) & (numbers != 0)])
    return len(own) >= 3 and bool(own.max() >= 20)


def _in_order(findings: pa.Table, reports: pa.Table) -> pa.Table:
    """The findings, reports in their order and those of no report last, rows as they were."""
    rank = pc.fill_null(pc.index_in(findings["report_id"], reports["report_id"].combine_chunks()), len(reports)).to_numpy()
    return findings.take(pa.array(np.argsort(rank, kind="stable")))


# One year after the other


def _carried_over(figures: Panel) -> Iterator[pa.Table]:
    cells = figures.row_of("requests", "carried_in"), figures.row_of("requests", "carried_out")
    for report, before, here, there in _followed(figures, *cells):
        expected, actual = figures.values[before, there], figures.values[report, here]
        yield _against_last_year(figures, "carry_over", report, before, here, there, expected, actual, case="follows")


def _in_force(figures: Panel) -> Iterator[pa.Table]:
    for item in ("20.1/rules", "20.1/normative_documents"):
        issued, repealed, in_force = (np.array([figures.at["disclosures", item, code]]) for code in ("issued", "repealed", "in_force"))
        for report, before, here, there in _followed(figures, in_force, in_force):
            plus, minus = np.broadcast_to(issued, here.shape), np.broadcast_to(repealed, here.shape)
            expected = figures.values[before, there] + figures.values[report, plus] - figures.values[report, minus]
            actual = figures.values[report, here]
            parts = {"issued": figures.said(report, plus), "repealed": figures.said(report, minus)}
            yield _against_last_year(figures, "in_force", report, before, here, there, expected, actual, operands=parts)


def _items_carried(figures: Panel) -> Iterator[pa.Table]:
    prior = np.array([at for at, cell in enumerate(figures.cells) if cell[2] == "items_prior_year"])
    change = np.array([figures.at[figures.cells[at][0], figures.cells[at][1], "items_change"] for at in prior])
    changed_by = dict(zip(prior.tolist(), change.tolist(), strict=True))
    for report, before, here, there in _followed(figures, prior, prior):
        by = np.array([changed_by[at] for at in there.tolist()], dtype=np.int64)
        expected, actual = figures.values[before, there] + figures.values[before, by], figures.values[report, here]
        yield _against_last_year(
            figures, "items_carried", report, before, here, there, expected, actual, operands={"change": figures.said(before, by)}
        )


def _against_last_year(
    figures: Panel,
    rule: str,
    report: Numbers,
    before: Numbers,
    here: Numbers,
    there: Numbers,
    expected: Figures,
    actual: Figures,
    case: str = "",
    operands: Mapping[str, Words] = {},
) -> pa.Table:
    """The findings of a rule that asks for these figures in the cells `here`, by the cells `there` of the report before."""
    status = verdict(actual == expected, ~np.isnan(expected + actual))
    both: dict[str, Words] = {
        "here": figures.said(report, here),
        "year": figures.years(report),
        "there": figures.said(before, there),
        "year_before": figures.years(before),
        "there_place": figures.named(before, there),
    }
    return found(figures, rule, status, report, here, case=case, expected=expected, actual=actual, operands={**both, **operands})


def _followed(figures: Panel, here: Numbers, there: Numbers) -> Iterator[tuple[Numbers, Numbers, Numbers, Numbers]]:
    """The cells `here` of all reports with those `there` of the year before, where the forms of both years have them.

    Given as flat arrays: report, report before, cell, cell before.
    """
    before = figures.lineage.before
    report = np.flatnonzero(before >= 0)
    both = (figures.rows[np.ix_(report, here)] >= 0) & (figures.rows[np.ix_(before[report], there)] >= 0)
    row, column = np.nonzero(both)
    if len(row):
        yield report[row], before[report[row]], here[column], there[column]


def _not_followed(figures: Panel) -> Iterator[pa.Table]:
    """One finding for each report whose body reported before, but whose year before cannot be held against it."""
    bodies, year = figures.lineage, figures.lineage.year
    open_ = (bodies.body >= 0) & (bodies.before < 0)
    frame = pd.DataFrame({"body": bodies.body, "shared": bodies.shared, "year": year})
    known = frame[frame["body"] >= 0]
    year_before = pd.MultiIndex.from_arrays([frame["body"], frame["year"] - 1])
    doubtful = year_before.isin(pd.MultiIndex.from_frame(known[["body", "year"]]))
    elsewhere = bodies.placeless & pd.MultiIndex.from_arrays([frame["shared"], frame["year"] - 1]).isin(
        pd.MultiIndex.from_frame(known[["shared", "year"]])
    )
    last = frame.assign(year=frame["year"].where(frame["body"] >= 0)).drop_duplicates(["body", "year"]).sort_values(["body", "year"])
    last_year = frame.merge(last.assign(last=last.groupby("body")["year"].shift()), on=["body", "year"], how="left")["last"].to_numpy(float)
    gap = ~np.isnan(last_year)
    yield from _open(figures, open_ & doubtful, "versions")
    yield from _open(figures, open_ & ~doubtful & elsewhere, "elsewhere")
    after_gap = open_ & ~doubtful & ~elsewhere & gap
    yield from _open(figures, after_gap, "gap", operands={"last": as_text(last_year[after_gap])})


def _open(figures: Panel, which: Truths, case: str, operands: Mapping[str, Words] = {}) -> Iterator[pa.Table]:
    report = np.flatnonzero(which)
    if len(report):
        carried_in = np.full(len(report), figures.at["requests", "carried_in", "total"])
        before = as_text((figures.lineage.year[report] - 1).astype(float))
        years: dict[str, Words] = {"year": figures.years(report), "year_before": before}
        yield found(figures, "carry_over", NOT_ASSESSABLE, report, carried_in, case=case, depth=2, operands={**years, **operands})


# One file against another


def _restated(figures: Panel) -> Iterator[pa.Table]:
    """Each figure that differs from the older file's; and, for each table, how many cells have a number in one file only."""
    newer, older = _versions(figures)
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


def _versions(figures: Panel) -> tuple[Numbers, Numbers]:
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
    by_publication = pc.and_(pc.is_valid(published[0]), pc.is_valid(published[1]))
    days = [pc.if_else(by_publication, *sides) for sides in zip(published, fetched, strict=True)]
    by_day = zip(figures.lineage.dated[newer].tolist(), by_publication.to_pylist(), *(side.to_pylist() for side in days), strict=True)
    return each_spoken([_newer(*each) for each in by_day])


def _newer(dated: bool, published: bool, day: str | None, other: str | None) -> Phrase:
    return Phrase("newer_published" if published else "newer_fetched", {"day": day, "other": other}) if dated else Phrase("newer_unknown")


def _same_body(figures: Panel) -> Iterator[pa.Table]:
    """A note on each report whose body_id another agency, or another scope, has in the same year."""
    bodies = figures.lineage
    frame = pd.DataFrame({"shared": bodies.shared, "year": bodies.year, "body": bodies.body, "row": range(len(bodies.body))})
    frame = frame[(frame["body"] >= 0) & ~bodies.placeless]
    frame = frame.drop_duplicates(["shared", "year", "body"])
    groups = frame.groupby(["shared", "year"])["row"]
    report = frame["row"][groups.transform("size") > 1].to_numpy(dtype=np.int64)
    if len(report):
        other = groups.transform("first")[groups.transform("size") > 1].to_numpy(dtype=np.int64)
        last = groups.transform("last")[groups.transform("size") > 1].to_numpy(dtype=np.int64)
        other = np.where(other == report, last, other)
        scope = each_spoken([Phrase(f"scope.{each}") for each in figures.of("scope", other).to_pylist()])
        operands = {"agency": figures.of("agency", other), "report": figures.of("report_id", other), "scope": scope}
        yield found(figures, "same_body", FAIL, report, operands=operands)
