"""What is hardly possible: leaps, slips between 元 and 万元, last year's figures, a row printed twice, rates out of range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np
import pyarrow as pa

from reportlib.across.panel import TABLES, Figures, Numbers, Panel, Truths, as_text, found, joined
from reportlib.model import FAIL, WARNING

# These speak only where something is out of range; a report without such a finding is plausible as far as it can be told.
RULES: Mapping[str, tuple[str, str]] = {
    "jump": (WARNING, "a figure is not ten times last year's, nor a tenth, where the smaller is 10 or more"),
    "unit_slip": (WARNING, "fees are not about ten thousand times last year's or the peers', as 元 under 万元 would make them"),
    "last_years_figures": (WARNING, "a section, or a figure of five digits, is not last year's"),
    "row_repeated": (WARNING, "a row is not the row above it, where it has three or more different figures and one of 20 or more"),
    "corrected_rate": (WARNING, "corrected is no more than the total, and no more than half of 30 or more"),
}
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
    yield from _slips_by_peers(figures)
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
    yield from _by_year(figures, "jump", report[row], cells[column], "more than a factor of 10 in one year")


def _slips_by_year(figures: Panel) -> Iterator[pa.Table]:
    fee, before = figures.at["disclosures", "20.8/fees", "amount"], figures.lineage.before
    report = np.flatnonzero(before >= 0)
    report = report[_is_slip(figures.values[report, fee], figures.values[before[report], fee])]
    yield from _by_year(figures, "unit_slip", report, np.full(len(report), fee), "about ten thousand times, as 元 under 万元 would be")


def _slips_by_peers(figures: Panel) -> Iterator[pa.Table]:
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
    message = joined(
        *("amount ", figures.said(report, cell), " of ", figures.years(report), " against ", as_text(middle), ", the median of "),
        *(
            as_text(count[apart].to_numpy(dtype=float)),
            " others of this kind and level: about ten thousand times, as 元 under 万元 would be",
        ),
    )
    yield found(figures, "unit_slip", WARNING, FAIL, report, message, cell, expected=middle, actual=figures.values[report, fee])


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
        message = joined(f"every figure of {table} of ", figures.years(here), " is that of ", figures.named(before[here], first))
        yield found(figures, "last_years_figures", WARNING, FAIL, here, message, first, depth=1)
        alike_as_whole[table] = alike
    now = figures.values[np.ix_(report, flows)]
    whole = np.column_stack([alike_as_whole[figures.cells[cell][0]] for cell in flows])
    row, column = np.nonzero((now >= _FIVE_DIGITS) & (now == figures.values[np.ix_(before[report], flows)]) & ~whole)
    yield from _by_year(figures, "last_years_figures", report[row], flows[column], "the same five digits or more")


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
    names = figures.cells[below[0]][1], figures.cells[above[0]][1]
    message = joined(f"every figure of {names[0]} is that of {names[1]} above it (", figures.text("place", report, upper), ")")
    yield found(figures, "row_repeated", WARNING, FAIL, report, message, lower, depth=2)


def _corrected_rates(figures: Panel) -> Iterator[pa.Table]:
    for channel in dict.fromkeys(cell[1] for cell in figures.cells if cell[0] == "proceedings"):
        corrected, total = (figures.at["proceedings", channel, result] for result in ("corrected", "total"))
        some, all_ = figures.values[:, corrected], figures.values[:, total]
        report = np.flatnonzero((some > all_) | ((some > all_ / 2) & (all_ >= _FEWEST_FOR_RATE)))
        cell, whole = np.full(len(report), corrected), np.full(len(report), total)
        message = joined(
            *("corrected ", figures.said(report, cell), " of total ", figures.said(report, whole), " ("),
            *(figures.text("place", report, whole), "): more than "),
            pa.array(["all" if some[row] > all_[row] else "half" for row in report], pa.string()),
        )
        yield found(figures, "corrected_rate", WARNING, FAIL, report, message, cell, actual=some[report])


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


def _by_year(figures: Panel, rule: str, report: Numbers, cell: Numbers, reason: str) -> Iterator[pa.Table]:
    if not len(report):
        return
    before = figures.lineage.before[report]
    message = joined(
        *(pa.array([figures.cells[at][2] if figures.cells[at][0] == "disclosures" else figures.cells[at][1] for at in cell]), " "),
        *(figures.said(report, cell), " of ", figures.years(report), " against ", figures.said(before, cell), " of "),
        *(figures.years(before), " (", figures.named(before, cell), f"): {reason}"),
    )
    then, now = figures.values[before, cell], figures.values[report, cell]
    yield found(figures, rule, WARNING, FAIL, report, message, cell, expected=then, actual=now)
