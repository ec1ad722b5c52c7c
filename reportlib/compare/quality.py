"""How far the figures can be trusted: what each report lacks, which rules hold for which body, what was restated, the worst cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pandas as pd

from reportlib.beside.bodies import COLUMNS, EXPECTED
from reportlib.beside.lines import written_lines
from reportlib.bodies.locating import locate
from reportlib.compare.keys import Checked, Tables, body, identity, ordered
from reportlib.errors import UsageError
from reportlib.model import Severity, Status, Verdict

CELL_STATUSES = tuple(dict.fromkeys(each.value for each in (Status.REPORTED, Status.CORRECTED, *Status)))
CHECK_STATUSES = tuple(each.value for each in Verdict)
SEVERITIES = tuple(each.value for each in Severity)
CELL_KEYS = {
    "disclosures": ["article", "item", "measure"],
    "requests": ["item", "applicant"],
    "proceedings": ["channel", "result"],
}


def quality(tables: Checked) -> pd.DataFrame:
    """One row a report: its grade, its cells by status, its checks by status, and `errors` (failing checks of that severity)."""
    cells = pd.concat([getattr(tables, name)[["report_id", "status"]] for name in CELL_KEYS], ignore_index=True)
    findings = tables.findings
    failing = findings[(findings["status"] == "fail") & (findings["severity"] == "error")]
    counted = pd.concat(
        [
            _counted(cells, CELL_STATUSES).add_prefix("cells_"),
            _counted(findings, CHECK_STATUSES).add_prefix("checks_"),
            failing.groupby("report_id").size().rename("errors"),
        ],
        axis=1,
    )
    return ordered(with_counts(tables.reports[identity(tables.reports)], counted))


def rules_matrix(tables: Checked) -> pd.DataFrame:
    """One row a body and rule: places by status, `severity` (of the worst failing place, else of the rule), and `state`.

    `state` is fail where any place fails, else explained, else not_assessable, else pass. Rules stand with those that fail most,
    by severity, first; a rule that was not applied to a body has no row.
    """
    reports = tables.reports.drop_duplicates("report_id").set_index("report_id")
    key = body(tables.reports)
    findings = tables.findings[["report_id", "rule", "severity", "status"]]
    placed = findings.assign(**{key: findings["report_id"].map(reports[key]), "rank": _rank(findings["severity"])})
    counted = placed.groupby([key, "rule", "status"], sort=False).size().unstack("status", fill_value=0)
    counted = counted.reindex(columns=list(CHECK_STATUSES), fill_value=0).astype("int64")
    failing = placed[placed["status"] == "fail"].groupby([key, "rule"])["rank"].min()
    rank = failing.reindex(counted.index).fillna(placed.groupby([key, "rule"])["rank"].min()).astype("int64")
    frame = counted.assign(severity=rank.map(dict(enumerate(SEVERITIES))), state=_state(counted)).reset_index()
    named = tables.reports.sort_values("year", kind="stable").drop_duplicates(key, keep="last")
    also = [name for name in ("agency", "level", "scope") if name != key]
    frame = frame.merge(named[list(dict.fromkeys([key, *also]))], on=key, how="left")
    return frame.assign(rule=frame["rule"].astype(pd.CategoricalDtype(_worst_rules(frame), ordered=True))).sort_values(
        ["rule", "agency"], ignore_index=True
    )


def worst(tables: Checked, most: int = 20) -> pd.DataFrame:
    """The failing checks, errors before warnings and large differences before small, each with file and place."""
    failing = tables.findings[tables.findings["status"] == "fail"]
    size = failing["difference"].astype("Float64").abs().fillna(0)
    order = failing.assign(rank=_rank(failing["severity"]), size=size).sort_values(["rank", "size"], ascending=[True, False], kind="stable")
    located = order.merge(tables.reports[["report_id", "source"]], on="report_id", how="left")
    columns = ["agency", "year", "severity", "rule", "message", "message_zh", "expected", "actual", "source", "place"]
    return located.reindex(columns=columns).head(most)


def restatements(tables: Tables) -> pd.DataFrame:
    """Every cell that two reports of one body and year print differently: `first` and `second` in the order of the reports."""
    key = body(tables.reports)
    reports = tables.reports.dropna(subset=[key, "year"])
    reports = reports[reports.duplicated([key, "year"], keep=False)]
    pairs = [pair for _, held in reports.groupby([key, "year"], sort=False) for pair in pairwise(held.to_dict("records"))]
    frames = [_differing(tables, name, one, other) for one, other in pairs for name in CELL_KEYS]
    columns = ["agency", "year", "table", "cell", "first", "second", "first_report", "second_report"]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


def fullest(tables: Checked) -> tuple[str, int | None]:
    """Body and year of the verified report with the most printed figures, or of any; of equals one that has the year before.

    ("", None) where there is no report of a known body and year.
    """
    counts = quality(tables).dropna(subset=["year"])
    counts = counts[counts["agency"].fillna("") != ""]
    filed = set(zip(counts[body(counts)], counts["year"], strict=True))
    follows = [(one, year - 1) in filed for one, year in zip(counts[body(counts)], counts["year"], strict=True)]
    order = counts.assign(verified=counts["grade"] == "verified", follows=follows)
    order = order.sort_values(["verified", "cells_reported", "follows"], ascending=False, kind="stable")
    return ("", None) if order.empty else (str(order["agency"].iloc[0]), int(order["year"].iloc[0]))


def with_counts(reports: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """The reports with the counts of each, which are indexed by report; 0 where there are none."""
    aligned = counted.reindex(reports["report_id"].tolist()).fillna(0).astype("Int64")
    return pd.concat([reports.reset_index(drop=True), aligned.reset_index(drop=True)], axis=1)


def _counted(rows: pd.DataFrame, statuses: tuple[str, ...]) -> pd.DataFrame:
    """One row a report, one column a status."""
    return pd.crosstab(rows["report_id"], rows["status"].astype("str")).reindex(columns=list(statuses), fill_value=0)


def _rank(severity: pd.Series) -> pd.Series:
    return severity.astype("str").map({name: rank for rank, name in enumerate(SEVERITIES)}).fillna(len(SEVERITIES) - 1).astype("int64")


def _state(counted: pd.DataFrame) -> pd.Series:
    state = pd.Series("pass", index=counted.index)
    for status in ("not_assessable", "explained", "fail"):
        state = state.mask(counted[status] > 0, status)
    return state


def _worst_rules(frame: pd.DataFrame) -> list[str]:
    totals = frame.assign(rank=_rank(frame["severity"])).groupby("rule").agg(rank=("rank", "min"), fail=("fail", "sum"))
    return [
        str(rule) for rule in totals.assign(no=totals["fail"] == 0).sort_values(["no", "rank", "fail"], ascending=[True, True, False]).index
    ]


def _differing(tables: Tables, name: str, one: dict[str, object], other: dict[str, object]) -> pd.DataFrame:
    """The cells of one table that two reports print differently."""
    rows, keys = getattr(tables, name), CELL_KEYS[name]
    sides = [rows[rows["report_id"] == report["report_id"]].set_index(keys)["raw"] for report in (one, other)]
    values = [rows[rows["report_id"] == report["report_id"]].set_index(keys)["value"] for report in (one, other)]
    both = pd.DataFrame({"first": sides[0], "second": sides[1], "a": values[0], "b": values[1]})
    same = (both["a"] == both["b"]).fillna(False) | (both["a"].isna() & both["b"].isna())
    found = both[~same].reset_index()
    cell = found[keys].astype("str").agg(" / ".join, axis=1) if len(found) else pd.Series(dtype="str")
    return found.assign(
        agency=one["agency"], year=one["year"], table=name, cell=cell, first_report=one["report_id"], second_report=other["report_id"]
    )


def coverage(tables: Tables, register: pd.DataFrame | str | Path | None = None) -> pd.DataFrame:
    """Every body × every year from the first to the last, with reports (0 is a gap), form and grade; a gap bears the body's latest name.

    With a `register` (a frame, or a file such as bodies.csv, with the columns alias and expected, and from and to where a body did not
    exist all the time) the bodies of which a report is expected are there whether one is held or not, and `expected` says of each year
    whether one is: reports 0 and expected is "expected, not held". Raises UsageError where the register lacks a column.
    """
    frame = _held(tables)
    return frame if register is None else _with_expected(frame, register)


def _held(tables: Tables) -> pd.DataFrame:
    reports = tables.reports.dropna(subset=["year"])
    key = body(reports)
    held = reports.groupby([key, "year"], observed=True).agg(
        reports=("report_id", "size"),
        agency=("agency", "last"),
        form=("form", "last"),
        grade=("grade", "last"),
        level=("level", "last"),
        scope=("scope", "last"),
    )
    if held.empty:
        return pd.DataFrame(columns=[key, "year", "reports", "form", "grade", "level", "scope"])
    years = range(int(reports["year"].min()), int(reports["year"].max()) + 1)
    grid = pd.MultiIndex.from_product([held.index.unique(key), years], names=[key, "year"])
    columns = [name for name in held if name != key]
    every = held[columns].reindex(grid)
    lasting = [name for name in ("agency", "level", "scope") if name in columns]
    every[lasting] = every[lasting].fillna(
        held.groupby(level=0)[lasting].last().reindex(every.index.get_level_values(0)).set_axis(every.index)
    )
    return every.reset_index().assign(reports=lambda frame: frame["reports"].fillna(0).astype(int))


def _with_expected(frame: pd.DataFrame, register: pd.DataFrame | str | Path) -> pd.DataFrame:
    """The frame with `expected`, and with the bodies of the register that it lacks."""
    key = frame.columns[0]
    years = range(int(frame["year"].min()), int(frame["year"].max()) + 1) if len(frame) else range(0)
    asked = [row for line in _registered(register) for row in _asked(line, key, years)]
    wanted = pd.DataFrame(asked, columns=[key, "year", "alias"]).drop_duplicates([key, "year"])
    if not asked:
        return frame.assign(expected=False)
    every = frame.merge(wanted, on=[key, "year"], how="outer", sort=True)
    named = {"agency": every["agency"].fillna(every["alias"])} if "agency" in frame else {}
    told = every.assign(**named, reports=every["reports"].fillna(0).astype(int), expected=every["alias"].notna())
    return told.drop(columns="alias")


def _registered(register: pd.DataFrame | str | Path) -> list[Mapping[str, str]]:
    """The lines of a register, a file as every file beside the reports is read; UsageError for what cannot be one."""
    if isinstance(register, pd.DataFrame):
        lines: list[Mapping[str, str]] = register.fillna("").astype("str").to_dict("records")
        absent = [name for name in _ASKED if name not in register]
        if absent:
            raise UsageError("the register lacks a column", expected=", ".join(absent), found=", ".join(map(str, register.columns)))
    else:
        written, bad = written_lines(Path(register), COLUMNS, _ASKED, "bodies_file")
        if bad:
            raise UsageError("the register cannot be used", source=str(register), found=bad[0].message, remedy="put it right")
        lines = [line.cells for line in written]
    strange = next((line["expected"] for line in lines if line["expected"].lower() not in EXPECTED), None)
    if strange is not None:
        raise UsageError("the register cannot be used", expected="yes or no under expected", found=strange)
    return lines


def _asked(line: Mapping[str, str], key: str, years: range) -> Iterator[tuple[str, int, str]]:
    """The years in which the register expects a report of a body."""
    first, last = (int(line[name]) if line.get(name, "").isdecimal() else None for name in ("from", "to"))
    for year in years if EXPECTED[line["expected"].lower()] else ():
        if (first or year) <= year <= (last or year):
            yield locate(line["alias"], year).body_id if key == "body_id" else line["alias"], year, line["alias"]


_ASKED = ("alias", "expected")
