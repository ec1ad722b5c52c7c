"""The report of a year against that of the year before, by the rules that forms/rules.toml declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reportlib.across.panel import (
    Figures,
    Numbers,
    Panel,
    Truths,
    Words,
    as_text,
    each_spoken,
    found,
    verdict,
)
from reportlib.facts.statistics.indicators import CUMULATIVE, YEAR
from reportlib.forms.rules.between import BetweenYears, Term
from reportlib.forms.rules.rulebook import rulebook
from reportlib.forms.statistics import STATISTICS
from reportlib.model import NOT_ASSESSABLE, Code


def followed(figures: Panel) -> Iterator[pa.Table]:
    """What the rules between years find, rule by rule: a cell against its sum of last year's and this year's cells."""
    for rule, entry in rulebook().items():
        if entry.years:
            yield from _held(figures, rule, entry.years)
    yield from _accumulated(figures)
    yield from _not_followed(figures)


def _held(figures: Panel, rule: str, asked: BetweenYears) -> Iterator[pa.Table]:
    """The findings of one rule, at each place of each report whose cell, and last year's, the forms of both years have."""
    places = _places(figures, asked)
    here, *cells = (np.array([figures.at[asked.cell_at(code, place)] for place in places], dtype=np.int64) for code in asked.codes)
    report, before, place = pairs(figures, here, cells[0])
    if not len(report):
        return
    terms = [_Addend(term, before if term.last else report, cell[place]) for term, cell in zip(asked.terms, cells, strict=True)]
    last, *others = terms
    expected = sum((each.signed(figures) for each in others), last.signed(figures))
    operands: dict[str, Words] = {
        "here": figures.said(report, here[place]),
        "year": figures.years(report),
        "there": figures.said(before, last.cell),
        "year_before": figures.years(before),
        "there_place": figures.named(before, last.cell),
        **{each.term.code: figures.said(each.report, each.cell) for each in others},
    }
    actual = figures.values[report, here[place]]
    status = verdict(actual == expected, ~np.isnan(expected + actual))
    told = found(figures, rule, status, report, here[place], case=asked.case, expected=expected, actual=actual, operands=operands)
    if asked.below:
        other = found(figures, rule, status, report, here[place], case=asked.below, expected=expected, actual=actual, operands=operands)
        told = pa.concat_tables([told.filter(pa.array(~(actual < expected))), other.filter(pa.array(actual < expected))])
    yield told


def _accumulated(figures: Panel) -> Iterator[pa.Table]:
    """The figures of all years together in tables of before 2019 against the year before: a note wherever all three are printed."""
    known = _summed_up(figures)
    if known.empty:
        return
    report, before = (known[name].to_numpy(dtype=np.int64) for name in ("report", "before"))
    expected = (known["there"] + known[YEAR]).to_numpy(dtype=float)
    actual = known[CUMULATIVE].to_numpy(dtype=float)
    operands: dict[str, Words] = {
        "indicator": each_spoken([Code(STATISTICS, "item", code) for code in known["indicator"]]),
        "here": as_text(actual),
        "there": as_text(known["there"].to_numpy(dtype=float)),
        "own": as_text(known[YEAR].to_numpy(dtype=float)),
        "year": figures.years(report),
        "year_before": figures.years(before),
    }
    status = verdict(actual == expected, np.ones(len(report), dtype=bool))
    told = found(figures, "accumulated", status, report, expected=expected, actual=actual, operands=operands)
    count = len(report)
    for name, codes in (("table", [STATISTICS] * count), ("item", known["indicator"]), ("column", [CUMULATIVE] * count)):
        told = told.set_column(told.schema.get_field_index(name), told.schema.field(name), pa.array(codes, pa.string()))
    yield told


def _summed_up(figures: Panel) -> pd.DataFrame:
    """The indicators that a report and the one of the year before print for all years, with the year's own: report, before, there."""
    table = figures.tables.get(STATISTICS)
    if table is None or not len(table):
        return pd.DataFrame()
    frame = table.select(["indicator", "measure", "unit", "value"]).to_pandas()
    frame["report"] = pc.index_in(table["report_id"], figures.tables["reports"]["report_id"].combine_chunks()).to_pandas()
    keys = ["report", "indicator", "unit"]
    once = frame.dropna(subset=["report", "value"]).drop_duplicates([*keys, "measure"], keep=False)
    wide = once.pivot(index=keys, columns="measure", values="value").reindex(columns=[YEAR, CUMULATIVE]).reset_index()
    wide["before"] = figures.lineage.before[wide["report"].to_numpy(dtype=np.int64)]
    last = wide[keys].assign(there=wide[CUMULATIVE]).rename(columns={"report": "before"})
    return wide.dropna().merge(last, on=["before", "indicator", "unit"]).dropna(subset=["there"])


class _Addend(NamedTuple):
    """A term of the sum with its cells: in which reports, and where in the matrix."""

    term: Term
    report: Numbers
    cell: Numbers

    def signed(self, figures: Panel) -> Figures:
        return self.term.sign * figures.values[self.report, self.cell]


def _places(figures: Panel, asked: BetweenYears) -> list[str]:
    """The columns, or rows, at which the rule is applied: those that have its cell, in the order of the form."""
    along, across = (2, 1) if asked.each == "column" else (1, 2)
    every = [cell[along] for cell in figures.cells if cell[0] == asked.table and cell[across] == asked.cell]
    return [place for place in every if not asked.only or place in asked.only]


def pairs(figures: Panel, here: Numbers, there: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Report, report before and place, where the form of the one has the cell `here` and that of the other the cell `there`."""
    before = figures.lineage.before
    report = np.flatnonzero(before >= 0)
    both = (figures.rows[np.ix_(report, here)] >= 0) & (figures.rows[np.ix_(before[report], there)] >= 0)
    row, place = np.nonzero(both)
    return report[row], before[report[row]], place


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
