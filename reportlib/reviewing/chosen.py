"""Which report of a body and year a review is about, and the reports that it is set beside."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple

import pandas as pd

from reportlib.compare import Tables
from reportlib.errors import UsageError
from reportlib.model import Grade

MOST_YEARS = 6


class Chosen(NamedTuple):
    """The report that is reviewed, other reports of the same body and year, and the tables that it is compared within."""

    report: pd.Series
    others: pd.DataFrame
    tables: Kept

    @property
    def report_id(self) -> str:
        return str(self.report["report_id"])

    @property
    def agency(self) -> str:
        return str(self.report["agency"])

    @property
    def year(self) -> int:
        return int(self.report["year"])

    @property
    def earlier(self) -> pd.DataFrame:
        """The body's reports up to this year, this one last."""
        reports = self.tables.reports
        return reports[_body(reports) == _body(self.report.to_frame().T).iloc[0]].sort_values("year", kind="stable")

    @property
    def last_year(self) -> pd.Series | None:
        before = self.earlier[self.earlier["year"] == self.year - 1]
        return None if before.empty else before.iloc[0]


class Kept(NamedTuple):
    """The tables with one report a body and year, and only those reports that a review looks at."""

    reports: pd.DataFrame
    disclosures: pd.DataFrame
    requests: pd.DataFrame
    proceedings: pd.DataFrame

    def only(self, report_ids: pd.Series) -> Kept:
        """The tables of these reports."""
        return Kept(*(table[table["report_id"].isin(report_ids)] for table in self))


def chosen(tables: Tables, agency: str, year: int) -> Chosen:
    """The report of that body and year: the verified one, or else the newest, where there are several.

    Raises UsageError with the nearest names, or the years that there are, where there is none.
    """
    reports = _as_text(tables.reports)
    of_body = _of_body(reports, agency, year)
    candidates = of_body[of_body["year"].isin([year])]
    if candidates.empty:
        years = sorted({int(found) for found in of_body["year"].dropna()})
        raise UsageError(
            "no report of this body for this year",
            source=agency,
            expected="one of " + ", ".join(map(str, years)) if years else "a report that tells its year",
            found=str(year),
        )
    named = candidates[candidates["agency"].isin([agency])]
    ranked = _best_first(candidates if named.empty else pd.concat([named, candidates.drop(named.index)]))
    return Chosen(ranked.iloc[0], ranked.iloc[1:], _kept(tables, ranked.iloc[0], of_body))


def _of_body(reports: pd.DataFrame, agency: str, year: int) -> pd.DataFrame:
    """All reports of the body that goes by this name or id, under whatever name it reported."""
    named = reports[reports["agency"].isin([agency]) | reports["body_id"].isin([agency])]
    if named.empty:
        raise UsageError("no report of a body of this name", found=agency, expected=_nearest(agency, reports["agency"]))
    of_year = named[named["year"].isin([year])]
    bodies = _body(named if of_year.empty else of_year).unique()
    if len(bodies) > 1:
        raise UsageError(
            "several bodies go by this name", found=agency, expected="the body_id of one: " + ", ".join(sorted(map(str, bodies)))
        )
    return reports[_body(reports) == bodies[0]]


def _nearest(agency: str, names: pd.Series) -> str:
    known = sorted({str(name) for name in names.dropna() if name})
    if not known:
        return "reports in the dataset: there is none"
    ranked = sorted(known, key=lambda name: (agency not in name, name not in agency, -SequenceMatcher(None, agency, name).ratio()))
    return "one of the agencies in the dataset; the nearest are " + ", ".join(ranked[:5])


def _body(reports: pd.DataFrame) -> pd.Series:
    """Identifies each report's body: its id, or its name where it has none."""
    return reports["body_id"].where(reports["body_id"].notna(), reports["agency"]).astype("str")


def _best_first(reports: pd.DataFrame) -> pd.DataFrame:
    """Verified before flagged before incomplete, then the last published, the last fetched, and the last by file name."""
    keys = pd.DataFrame(
        {
            "grade": reports["grade"].map({grade: -place for place, grade in enumerate(Grade)}).fillna(-len(Grade)),
            **{name: reports[name].astype("str").where(reports[name].notna(), "") for name in ("published_at", "fetched_at", "source")},
        }
    )
    order = keys.sort_values(list(keys), ascending=False, kind="stable").index
    return reports.loc[order]


def _kept(tables: Tables, report: pd.Series, of_body: pd.DataFrame) -> Kept:
    """The body's years up to this one, and every report of this year of the same level and scope; the best of each body and year."""
    reports = _as_text(tables.reports)
    year = int(report["year"])
    own = of_body[of_body["year"].between(year - MOST_YEARS + 1, year)]
    same = {name: (reports[name] == report[name]).fillna(False).astype(bool) for name in ("level", "scope") if pd.notna(report[name])}
    like = reports[reports["year"].isin([year]) & same.get("level", False) & same.get("scope", False)]
    pool = _best_first(reports.loc[own.index.union(like.index)])
    # The reviewed report goes first, so that it stays when another of the body and year is dropped.
    pool = pd.concat([pool[pool["report_id"] == report["report_id"]], pool[pool["report_id"] != report["report_id"]]])
    best = pool[~pd.DataFrame({"body": _body(pool), "year": pool["year"]}).duplicated()].sort_index()
    everything = Kept(reports, tables.disclosures, tables.requests, tables.proceedings).only(best["report_id"])
    return Kept(*(_as_text(table) for table in everything))


def _as_text(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its ordered categories as plain text; the rows are in form order as they are."""
    return table.astype({name: "string" for name in table if isinstance(table[name].dtype, pd.CategoricalDtype)})
