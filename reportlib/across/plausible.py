"""What is hardly possible: leaps, slips between 元 and 万元, last year's figures, a row printed twice, rates out of range."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pyarrow as pa

from reportlib.across.panel import TABLES, Figures, Numbers, Panel, Truths, Words, as_text, each_spoken, found
from reportlib.model import FAIL, Code, Phrase

# Below this a factor says little: from 1 to 12 requests is no leap.
_SMALLEST_TO_LEAP, _LEAP = 10, 10
# 元 under 万元 is a factor of 10,000; a year's own change may make it a third or three times that.
_SLIP, _LATITUDE, _LEAST_SLIPPED, _FEWEST_PEERS = 10_000, 3, 100, 8
# Figures that stay as they are over the years without anyone leaving them standing.
_STOCKS = ("in_force", "published_total", "items_prior_year")
# How many different figures, and how large, are not alike by chance.
_FEWEST_DIFFERENT, _LARGE, _TELLING, _FIVE_DIGITS = 3, 20, 100, 10_000
_FEWEST_FOR_RATE = 30


def implausible(figures: Panel) -> Iterator[pa.Table]:
    """Findings where figures are out of range, each with the figure it is measured by and where that is printed."""
    yield from _jumps(figures)
    yield from _slips_by_year(figures)
    yield from _last_years(figures)
    yield from _repeated_rows(figures)
    yield from _corrected_rates(figures)


def _jumps(figures: Panel) -> Iterator[pa.Table]:
    before = figures.lineage.before
    report, cells = np.flatnonzero(before >= 0), _flows(figures)
    now, then = figures.values[np.ix_(report, cells)], figures.values[np.ix_(before[report], cells)]
    factor = _factor(now, then)
    fee = cells == figures.at["disclosures", "20.8/fees", "amount"]
    row, column = np.nonzero((factor > _LEAP) & (np.fmin(now, then) >= _SMALLEST_TO_LEAP) & ~(fee & _is_slip(now, then)))
    yield from _by_year(figures, "jump", report[row], cells[column])


def _slips_by_year(figures: Panel) -> Iterator[pa.Table]:
    fee, before = figures.at["disclosures", "20.8/fees", "amount"], figures.lineage.before
    report = np.flatnonzero(before >= 0)
    report = report[_is_slip(figures.values[report, fee], figures.values[before[report], fee])]
    yield from _by_year(figures, "unit_slip", report, np.full(len(report), fee), "year")


def slips_by_peers(figures: Panel) -> Iterator[pa.Table]:
    """Fees that only as 元 would lie among those of the same kind, level and year, where no year before tells."""
    fee, bodies = figures.at["disclosures", "20.8/fees", "amount"], figures.lineage
    frame = figures.tables["reports"].select(["kind", "level", "scope"]).to_pandas()
    frame = frame.assign(year=bodies.year, fee=figures.values[:, fee])
    last = np.where(bodies.before >= 0, figures.values[bodies.before, fee], np.nan)
    frame = frame[frame["fee"] > 0].dropna(subset=["kind", "level"])
    peers = frame.groupby(["kind", "level", "scope", "year"])["fee"]
    median, count = peers.transform("median"), peers.transform("size") - 1
    apart = (frame["fee"] > median * _SLIP / _LATITUDE) & (frame["fee"] < median * _SLIP * _LATITUDE) & (count >= _FEWEST_PEERS)
    apart &= (frame["fee"] >= _LEAST_SLIPPED) & ~(last[frame.index] > 0)
    report = frame.index[apart].to_numpy(dtype=np.int64)
    cell, middle = np.full(len(report), fee), median[apart].to_numpy(dtype=float)
    operands: dict[str, Words] = {
        "here": figures.said(report, cell),
        "year": figures.years(report),
        "median": as_text(middle),
        "count": as_text(count[apart].to_numpy(dtype=float)),
    }
    yield found(
        figures, "unit_slip", FAIL, report, cell, case="peers", expected=middle, actual=figures.values[report, fee], operands=operands
    )


def _last_years(figures: Panel) -> Iterator[pa.Table]:
    """Sections that are last year's as a whole; and single figures of five digits in those that are not."""
    before = figures.lineage.before
    report = np.flatnonzero(before >= 0)
    flows, alike_as_whole = _flows(figures), {}
    for table in TABLES:
        cells = figures.where(table)
        alike = _alike_section(figures, report, before[report], cells)
        here = report[alike]
        first = np.full(len(here), cells[0])
        operands: dict[str, Words] = {"section": Phrase(f"table.{table}"), "year": figures.years(here)}
        there = figures.named(before[here], first)
        yield found(figures, "last_years_figures", FAIL, here, first, case="section", depth=1, operands={"there_place": there, **operands})
        alike_as_whole[table] = alike
    now = figures.values[np.ix_(report, flows)]
    whole = np.column_stack([alike_as_whole[figures.cells[cell][0]] for cell in flows])
    row, column = np.nonzero((now >= _FIVE_DIGITS) & (now == figures.values[np.ix_(before[report], flows)]) & ~whole)
    yield from _by_year(figures, "last_years_figures", report[row], flows[column], "figure")


def _alike_section(figures: Panel, report: Numbers, before: Numbers, cells: Numbers) -> Truths:
    """Whether all numbers of a section are last year's, and too many or too large for chance."""
    now, then = figures.values[np.ix_(report, cells)], figures.values[np.ix_(before, cells)]
    alike = ((now == then) | (np.isnan(now) & np.isnan(then))).all(axis=1)
    moving = [figures.cells[cell][2] not in _STOCKS for cell in cells]
    told: Truths = alike.copy()
    told[alike] = [_telling(numbers) for numbers in now[np.ix_(alike, moving)]]
    return told


def _telling(numbers: Figures) -> bool:
    own = np.unique(numbers[~np.isnan(numbers) & (numbers != 0)])
    largest = own.max() if len(own) else 0
    return bool(largest >= _TELLING or (len(own) >= _FEWEST_DIFFERENT and largest >= _LARGE))


def _repeated_rows(figures: Panel) -> Iterator[pa.Table]:
    for table in ("requests", "proceedings"):
        items = list(dict.fromkeys(cell[1] for cell in figures.cells if cell[0] == table))
        for above, below in pairwise(items):
            # Where all outcomes are of the last kind, their total is lawfully the same row.
            if below != "closed_total":
                yield from _repeated(figures, figures.row_of(table, above), figures.row_of(table, below))


def _repeated(figures: Panel, above: Numbers, below: Numbers) -> Iterator[pa.Table]:
    rows = figures.values[:, below]
    report = np.flatnonzero((rows == figures.values[:, above]).all(axis=1) & (rows.max(axis=1) >= _LARGE))
    report = report[[len(np.unique(row[row != 0])) >= _FEWEST_DIFFERENT for row in rows[report]]] if len(report) else report
    upper, lower = np.full(len(report), above[0]), np.full(len(report), below[0])
    names = {"item": figures.label("item", lower), "above": figures.label("item", upper)}
    yield found(figures, "row_repeated", FAIL, report, lower, depth=2, operands={"above_place": figures.placed(report, upper), **names})


def _corrected_rates(figures: Panel) -> Iterator[pa.Table]:
    for channel in dict.fromkeys(cell[1] for cell in figures.cells if cell[0] == "proceedings"):
        corrected, total = (figures.at["proceedings", channel, result] for result in ("corrected", "total"))
        some, all_ = figures.values[:, corrected], figures.values[:, total]
        settled = some + sum(figures.values[:, figures.at["proceedings", channel, result]] for result in ("upheld", "other"))
        half = (some <= all_) & (some > settled / 2) & (settled >= _FEWEST_FOR_RATE)
        for case, high, of in (("all", some > all_, all_), ("half", half, settled)):
            report = np.flatnonzero(high)
            cell, whole = np.full(len(report), corrected), np.full(len(report), total)
            operands: dict[str, Words] = {"here": figures.said(report, cell), "whole": as_text(of[report])}
            place = figures.placed(report, whole)
            yield found(
                figures, "corrected_high", FAIL, report, cell, case=case, actual=some[report], operands={"whole_place": place, **operands}
            )


def _flows(figures: Panel) -> Numbers:
    """The figures that count a year's work: decisions, fees and documents, requests in all, proceedings in all."""
    chosen = [
        at
        for at, (table, item, column) in enumerate(figures.cells)
        if (table == "disclosures" and column not in _STOCKS and column != "items_change")
        or (table == "requests" and column == "total" and item in ("received", "closed_total"))
        or (table == "proceedings" and column == "total")
    ]
    return np.array(chosen, dtype=np.int64)


def _factor(now: Figures, then: Figures) -> Figures:
    """How many times the smaller the larger figure is; NaN where one is no positive number."""
    positive = (now > 0) & (then > 0)
    factor: Figures = np.full(now.shape, np.nan)
    larger, smaller = np.fmax(now, then), np.fmin(now, then)
    np.divide(larger, smaller, out=factor, where=positive)
    return factor


def _is_slip(now: Figures, then: Figures) -> Truths:
    factor = _factor(now, then)
    return (factor >= _SLIP / _LATITUDE) & (factor <= _SLIP * _LATITUDE) & (np.fmax(now, then) >= _LEAST_SLIPPED)


def _by_year(figures: Panel, rule: str, report: Numbers, cell: Numbers, case: str = "") -> Iterator[pa.Table]:
    if not len(report):
        return
    before = figures.lineage.before[report]
    names = [figures.cells[at] for at in cell]
    operands: dict[str, Words] = {
        "name": each_spoken(
            [Code(table, *(("column", column) if table == "disclosures" else ("item", item))) for table, item, column in names]
        ),
        "here": figures.said(report, cell),
        "year": figures.years(report),
        "there": figures.said(before, cell),
        "year_before": figures.years(before),
        "there_place": figures.named(before, cell),
    }
    then, now = figures.values[before, cell], figures.values[report, cell]
    yield found(figures, rule, FAIL, report, cell, case=case, expected=then, actual=now, operands=operands)
