"""What is odd in one report, or beside the year before, and asks for a look: powers that a body has not, zeros, bounds, days, silence.

None of it proves an error: each is a warning or a note, with the bound that it crosses.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reportlib.across.panel import TABLES, Figures, Numbers, Panel, Truths, Words, as_text, found
from reportlib.forms.rules.rulebook import rulebook
from reportlib.model import FAIL

FEWEST = 30  # cases, below which a share or a pace says little
_FEWEST_PROCEEDINGS = 10
_SLOWEST = 56  # days: twice twenty working days (Article 33 of the regulation)
_LARGEST_REST = 0.2  # of closed requests in the last row, from which on the breakdown tells little
_LAW = 2025  # the first whole year after review became compulsory before suit
_BELOW = ("county", "town")  # levels whose bodies make no rules


def odd(figures: Panel) -> Iterator[pa.Table]:
    """Findings where a figure is odd, each with its bound."""
    asked = (_competence, _zeros, _floors, _pending, _many, _after_review, _direct, _slow, _rest, _parts, _period, _deadline, _silent)
    for rule in asked:
        yield from rule(figures)


def _said(figures: Panel, rule: str, odd: Truths, cell: int, bound: Figures, case: str = "") -> Iterator[pa.Table]:
    """A finding on this cell of each odd report: what stands there, the bound, and the year."""
    report = np.flatnonzero(odd)
    if len(report):
        at = np.full(len(report), cell)
        operands: dict[str, Words] = {"here": figures.said(report, at), "bound": as_text(bound[report]), "year": figures.years(report)}
        yield found(
            figures, rule, FAIL, report, at, case=case, expected=bound[report], actual=figures.values[report, cell], operands=operands
        )


def _at(figures: Panel, table: str, item: str, column: str) -> Figures:
    return figures.values[:, figures.at[table, item, column]]


def _before(figures: Panel, values: Figures) -> Figures:
    """The same figures of the year before; NaN where no report stands for it."""
    before = figures.lineage.before
    return np.where(before >= 0, values[before], np.nan)


def _texts(figures: Panel, column: str) -> pd.Series:
    return figures.tables["reports"][column].to_pandas().astype("object").fillna("")


# ---------------------------------------------------------------- powers and zeros


def _competence(figures: Panel) -> Iterator[pa.Table]:
    """Rules (规章) of a body that makes none: of counties and towns, and of single bodies but government offices and those of the state."""
    level, scope, kind = (_texts(figures, name) for name in ("level", "scope", "kind"))
    other = (scope == "body") & ~kind.isin(["government_office", "government"]) & level.isin(["province", "prefecture"])
    without = (level.isin(_BELOW) | other).to_numpy(dtype=bool)
    nothing = np.zeros(len(without))
    for column in ("issued", "in_force", "made", "published_total"):
        cell = figures.at["disclosures", "20.1/rules", column]
        yield from _said(figures, "rules_competence", without & (figures.values[:, cell] > 0), cell, nothing)


def _zeros(figures: Panel) -> Iterator[pa.Table]:
    """All figures zero; or a government above the towns without a permit, a penalty or a document in force, an approval bureau without a permit."""
    level, scope, kind = (_texts(figures, name) for name in ("level", "scope", "kind"))
    known, any_ = ~np.isnan(figures.values), np.nan_to_num(figures.values) != 0
    empty = ~any_.any(axis=1) & np.all([known[:, figures.where(table)].any(axis=1) for table in TABLES], axis=0)
    nothing = np.zeros(len(level))
    yield from _said(figures, "zeros", empty, figures.at["requests", "received", "total"], nothing, "all")
    whole = ((scope == "government") & (kind == "government") & level.isin(["county", "prefecture", "province"])).to_numpy(dtype=bool)
    for item, column in (("20.5/licenses", "decisions"), ("20.6/penalties", "decisions"), ("20.1/normative_documents", "in_force")):
        cell = figures.at["disclosures", item, column]
        yield from _said(figures, "zeros", whole & ~empty & (figures.values[:, cell] == 0), cell, nothing, "government")
    permits = figures.at["disclosures", "20.5/licenses", "decisions"]
    approving = (kind == "administrative_approval").to_numpy(dtype=bool)
    yield from _said(figures, "zeros", approving & ~empty & (figures.values[:, permits] == 0), permits, nothing, "approval")


# ---------------------------------------------------------------- bounds


def _floors(figures: Panel) -> Iterator[pa.Table]:
    """Fewer in force than were issued less those repealed, or fewer published in all than in the year."""
    for item in ("20.1/rules", "20.1/normative_documents"):
        floor = _at(figures, "disclosures", item, "issued") - _at(figures, "disclosures", item, "repealed")
        in_force = figures.at["disclosures", item, "in_force"]
        yield from _said(figures, "in_force_floor", figures.values[:, in_force] < floor, in_force, floor, "in_force")
        published = _at(figures, "disclosures", item, "published")
        in_all = figures.at["disclosures", item, "published_total"]
        yield from _said(figures, "in_force_floor", figures.values[:, in_all] < published, in_all, published, "published")


def _pending(figures: Panel) -> Iterator[pa.Table]:
    """Fewer cases of a channel in all than were pending at the end of the year before."""
    for channel in _channels(figures):
        bound = _before(figures, _at(figures, "proceedings", channel, "pending"))
        cell = figures.at["proceedings", channel, "total"]
        yield from _said(figures, "pending_next", figures.values[:, cell] < bound, cell, bound)


def _many(figures: Panel) -> Iterator[pa.Table]:
    """More reviews and lawsuits than requests were closed in both years or are still open."""
    closed = _at(figures, "requests", "closed_total", "total")
    bound = closed + _at(figures, "requests", "carried_out", "total") + _before(figures, closed)
    cases = sum((_at(figures, "proceedings", channel, "total") for channel in _channels(figures)), np.zeros(len(closed)))
    cell = figures.at["proceedings", "review", "total"]
    yield from _said(figures, "proceedings_many", (cases >= _FEWEST_PROCEEDINGS) & (cases > bound), cell, bound)


def _after_review(figures: Panel) -> Iterator[pa.Table]:
    """More lawsuits after review than reviews were settled in both years."""
    settled = sum(
        (_at(figures, "proceedings", "review", result) for result in ("upheld", "corrected", "other")), np.zeros(len(figures.values))
    )
    bound = settled + _before(figures, settled)
    cell = figures.at["proceedings", "litigation_after_review", "total"]
    yield from _said(figures, "after_review", figures.values[:, cell] > bound, cell, bound)


def _direct(figures: Panel) -> Iterator[pa.Table]:
    """Lawsuits without review in the years in which most disputes must go to review first."""
    cell = figures.at["proceedings", "litigation_direct", "total"]
    late = figures.lineage.year >= _LAW
    yield from _said(figures, "direct_suit", late & (figures.values[:, cell] > 0), cell, np.zeros(len(late)))


def _slow(figures: Panel) -> Iterator[pa.Table]:
    """More carried over than is closed in the days that an answer may take."""
    closed = _at(figures, "requests", "closed_total", "total")
    cell = figures.at["requests", "carried_out", "total"]
    bound = np.floor(closed * _SLOWEST / 365)
    yield from _said(figures, "slow", (closed >= FEWEST) & (365 * figures.values[:, cell] > _SLOWEST * closed), cell, bound)


def _rest(figures: Panel) -> Iterator[pa.Table]:
    """More than a fifth of the closed requests in the last row, which names no ground."""
    closed = _at(figures, "requests", "closed_total", "total")
    cell = figures.at["requests", "other.other", "total"]
    yield from _said(
        figures, "residual", (closed >= FEWEST) & (figures.values[:, cell] > _LARGEST_REST * closed), cell, np.floor(_LARGEST_REST * closed)
    )


def _parts(figures: Panel) -> Iterator[pa.Table]:
    """A total of requests received of which no kind of applicant is a number."""
    kinds = [cell for cell in figures.row_of("requests", "received") if figures.cells[cell][2] != "total"]
    cell = figures.at["requests", "received", "total"]
    lacking = (figures.values[:, cell] > 0) & np.isnan(figures.values[:, kinds]).all(axis=1) & (figures.rows[:, kinds] >= 0).all(axis=1)
    yield from _said(figures, "parts_missing", lacking, cell, np.full(len(lacking), np.nan))


def _channels(figures: Panel) -> list[str]:
    return list(dict.fromkeys(cell[1] for cell in figures.cells if cell[0] == "proceedings"))


# ---------------------------------------------------------------- days


def _period(figures: Panel) -> Iterator[pa.Table]:
    """A period that is not the calendar year of the report."""
    years = figures.lineage.year
    starts, ends = (figures.tables["reports"][name].to_pylist() for name in ("period_start", "period_end"))
    asked = [(date(year, 1, 1), date(year, 12, 31)) if year > 0 else (None, None) for year in years.tolist()]
    both = zip(starts, ends, asked, strict=True)
    differs = [start is not None and end is not None and whole[0] is not None and (start, end) != whole for start, end, whole in both]
    report = np.flatnonzero(differs)
    if len(report):
        days: dict[str, Words] = {name: pa.array([str(values[at]) for at in report]) for name, values in (("start", starts), ("end", ends))}
        yield found(figures, "period", FAIL, report, operands={**days, "year": figures.years(report)})


def _deadline(figures: Panel) -> Iterator[pa.Table]:
    """Published before the year was over, or after the day that the regulation sets: 31 January, for whole governments 31 March."""
    scope, level, days = _texts(figures, "scope"), _texts(figures, "level"), figures.tables["reports"]["published_at"].to_pylist()
    early: list[int] = []
    late: dict[int, date] = {}
    for at, (day, year) in enumerate(zip(days, figures.lineage.year.tolist(), strict=True)):
        if day is None or year < 0:
            continue
        bound = date(year + 1, 3, 31) if scope[at] == "government" else date(year + 1, 1, 31)
        if day < date(year, 12, 31):
            early.append(at)
        elif day > bound and level[at] != "town":
            late[at] = bound
    yield from _dated(figures, "early", np.array(early, dtype=np.int64), [date(int(figures.lineage.year[at]), 12, 31) for at in early])
    yield from _dated(figures, "late", np.array(list(late), dtype=np.int64), list(late.values()))


def _dated(figures: Panel, case: str, report: Numbers, bounds: list[date]) -> Iterator[pa.Table]:
    if len(report):
        operands: dict[str, Words] = {
            "day": pa.array([str(figures.tables["reports"]["published_at"][int(at)].as_py()) for at in report]),
            "bound": pa.array([str(bound) for bound in bounds]),
        }
        yield found(figures, "deadline", FAIL, report, case=case, operands=operands)


# ---------------------------------------------------------------- prose


_SHORTEST = 30  # signs of a section that says something; 无 is told by the rules of one report


def _silent(figures: Panel) -> Iterator[pa.Table]:
    """A government's first section without a word on supervision, and a last section without one on fees, as their bodies published them."""
    if "sections" not in figures.tables:
        return
    scope, kind, level, origin = (_texts(figures, name) for name in ("scope", "kind", "level", "origin"))
    own = origin.isin(["", "published"]).to_numpy(dtype=bool)
    whole = ((scope == "government") & (kind == "government") & (level != "town")).to_numpy(dtype=bool)
    overdue = _at(figures, "requests", "other.fee_overdue", "total") > 0
    yield from _told_of(figures, "government_content", own & whole & _is_silent(figures, "government_content"), "")
    fees = own & _is_silent(figures, "fee_told")
    yield from _told_of(figures, "fee_told", fees & overdue, "overdue")
    yield from _told_of(figures, "fee_told", fees & ~overdue, "silent")


def _is_silent(figures: Panel, rule: str) -> Truths:
    """The reports whose section, with something in it, has none of the words of the rule in the years in which it asks."""
    asked = rulebook()[rule].silent
    silent = np.zeros(len(figures.values), dtype=bool)
    if asked is None:
        return silent
    table = figures.tables["sections"].filter(pc.equal(figures.tables["sections"]["number"], asked.section))
    at = pc.index_in(table["report_id"], figures.tables["reports"]["report_id"].combine_chunks()).to_pylist()
    spoken = asked.spoken
    for report, text in zip(at, table["text"].to_pylist(), strict=True):
        if report is not None:
            silent[report] = len(text or "") >= _SHORTEST and spoken.search(text) is None
    return silent & (figures.lineage.year >= asked.since)


def _told_of(figures: Panel, rule: str, odd: Truths, case: str) -> Iterator[pa.Table]:
    report = np.flatnonzero(odd)
    if len(report):
        yield found(figures, rule, FAIL, report, case=case, operands={"year": figures.years(report)})
