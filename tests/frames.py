"""Tidy tables drawn at random, in which every sum of the forms holds: many bodies, several years, both forms, gaps and blanks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from reportlib.building.buckets import write_table
from reportlib.dataset.schema import SCHEMAS
from reportlib.dataset.versions import package_text, version_name

APPLICANTS = ["individual", "business", "research", "public_interest", "legal_services", "other_organization"]
DENIED = [
    "state_secret",
    "prohibited_by_law",
    "endangers_security",
    "third_party_rights",
    "internal_affairs",
    "deliberative_process",
    "enforcement_files",
    "administrative_inquiry",
]
OUTCOMES = [
    "granted",
    "granted_in_part",
    *(f"denied.{reason}" for reason in DENIED),
    "unable.not_held",
    "unable.not_compiled",
    "unable.unclear_after_correction",
    *(f"not_processed.{reason}" for reason in ("petition", "duplicate", "publication", "excessive", "reconfirmation")),
]
OTHER = {"2019": ["other"], "2021": ["other.correction_overdue", "other.fee_overdue", "other.other"]}
MEASURES = {
    "2019": [
        ("20.1", "rules", ["made", "published", "published_total"]),
        ("20.1", "normative_documents", ["made", "published", "published_total"]),
        ("20.5", "licenses", ["items_prior_year", "items_change", "decisions"]),
        ("20.6", "penalties", ["items_prior_year", "items_change", "decisions"]),
        ("20.8", "fees", ["items_prior_year", "items_change"]),
        ("20.9", "procurement", ["projects", "amount"]),
    ],
    "2021": [
        ("20.1", "rules", ["issued", "repealed", "in_force"]),
        ("20.1", "normative_documents", ["issued", "repealed", "in_force"]),
        ("20.5", "licenses", ["decisions"]),
        ("20.6", "penalties", ["decisions"]),
        ("20.6", "compulsory_measures", ["decisions"]),
        ("20.8", "fees", ["amount"]),
    ],
}
CHANNELS = ["review", "litigation_direct", "litigation_after_review"]
RESULTS = ["upheld", "corrected", "other", "pending"]
KINDS = [
    ("市人民政府", "prefecture", "government"),
    ("区行政审批服务局", "county", "body"),
    ("市行政审批服务局", "prefecture", "body"),
    ("县经济开发区管理委员会综合行政执法局", None, "body"),
    ("省人力资源和社会保障厅", "province", "body"),
]


@dataclass
class Frames:
    """The tables that comparisons read, as a loaded dataset has them."""

    reports: pd.DataFrame
    disclosures: pd.DataFrame
    requests: pd.DataFrame
    proceedings: pd.DataFrame

    def only(self, agency: str, year: int | None = None) -> Frames:
        """The tables of one body, or of one of its years."""
        return Frames(*(_of(table, agency, year) for table in (self.reports, self.disclosures, self.requests, self.proceedings)))

    def arrow(self) -> dict[str, pa.Table]:
        """The tables as a build has them, every cell with a place; what is not drawn is null."""
        reports = self.reports.assign(body_id=self.reports["agency"], region_code="000000", source=self.reports["report_id"] + ".txt")
        cells = {name: _printed(getattr(self, name)) for name in ("disclosures", "requests", "proceedings")}
        findings = pd.DataFrame(columns=SCHEMAS["findings"].names)
        return {name: _table(name, frame) for name, frame in {"reports": reports, **cells, "findings": findings}.items()}


def synthetic(bodies: int = 40, years: range = range(2019, 2025), seed: int = 7, gaps: bool = True, carried: bool = False) -> Frames:
    """Tables of that many bodies and years; with gaps, some reports are not there and some cells are blank.

    With `carried`, each year takes over what the body's year before left (requests, documents in force, items), and cases mostly
    end as usual.
    """
    random = np.random.default_rng(seed)
    tables: tuple[list[dict], ...] = ([], [], [], [])
    for number in range(bodies):
        size = float(np.exp(random.normal(4, 2)))
        for year in years:
            if gaps and random.random() < 0.1:
                continue
            _draw(tables, number, year, size * float(np.exp(random.normal(0, 0.25))), random, 5 if carried else 1)
    frames = Frames(*(pd.DataFrame(rows) for rows in tables))
    if carried:
        frames = Frames(
            frames.reports, _taken_over(frames.disclosures, "measure"), _taken_over(frames.requests, "applicant"), frames.proceedings
        )
    for table in (frames.disclosures, frames.requests, frames.proceedings):
        table["value"] = table["value"].astype("float64" if table is frames.disclosures else "Int64")
        if gaps:
            table.loc[random.random(len(table)) < 0.002, "value"] = pd.NA
    return frames


def empty() -> Frames:
    """The tables without a row, as a first build of an empty folder leaves them."""
    full = synthetic(1, range(2021, 2022), gaps=False)
    return Frames(*(table.iloc[:0] for table in (full.reports, full.disclosures, full.requests, full.proceedings)))


def stored(folder: Path, tables: Mapping[str, pa.Table]) -> None:
    """These tables as a build leaves them, tables that are not given being empty."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        name: (write_table(tables.get(name, schema.empty_table()), str(folder), f"{name}.parquet"),) for name, schema in SCHEMAS.items()
    }
    (folder / "datapackage.json").write_text(package_text(version_name(files), files), encoding="utf-8")


def _draw(tables: tuple[list[dict], ...], number: int, year: int, size: float, random: np.random.Generator, steady: int) -> None:
    suffix, level, scope = KINDS[number % len(KINDS)]
    agency = f"{'甲乙丙丁戊己庚辛壬癸'[number % 10]}{'东南西北中'[number // 10 % 5]}{suffix}"
    form = "2019" if year < 2021 else "2021"
    key = {"report_id": f"b{number:02d}-{year}", "agency": agency, "year": year}
    grade = random.choice(["verified", "verified", "verified", "flagged", "incomplete"])
    tables[0].append({**key, "form": form, "level": level, "scope": scope, "region": None, "province": None, "grade": str(grade)})
    for article, item, measures in MEASURES[form]:
        for measure in measures:
            tables[1].append({**key, "article": article, "item": item, "measure": measure, "value": float(random.poisson(size * 50))})
    tables[2].extend({**key, **row} for row in _requests(form, size, random))
    tables[3].extend({**key, **row} for row in _proceedings(size, random, steady))


def _requests(form: str, size: float, random: np.random.Generator) -> list[dict]:
    items = [*OUTCOMES, *OTHER[form]]
    weights = random.dirichlet(np.r_[6, 2, np.full(len(items) - 2, 0.4)])
    share = np.array([0.8, 0.1, 0.02, 0.02, 0.04, 0.02])
    closed = random.poisson(size * weights[:, None] * share[None, :])
    carried_in, carried_out = random.poisson(size * 0.05 * share), random.poisson(size * 0.05 * share)
    closed_total = closed.sum(axis=0)
    carried_in = np.minimum(carried_in, closed_total + carried_out)
    rows = {"received": closed_total + carried_out - carried_in, "carried_in": carried_in, **dict(zip(items, closed, strict=True))}
    if form == "2021":
        rows["other"] = None
    rows |= {"closed_total": closed_total, "carried_out": carried_out}
    return [
        {"item": item, "applicant": applicant, "value": None if values is None else int(value)}
        for item, values in rows.items()
        for applicant, value in zip([*APPLICANTS, "total"], [0] * 7 if values is None else [*values, values.sum()], strict=True)
    ]


def _proceedings(size: float, random: np.random.Generator, steady: int) -> list[dict]:
    drawn = {channel: random.poisson(size * 0.08 * random.dirichlet(steady * np.array([8, 2, 2, 1]))) for channel in CHANNELS}
    return [
        {"channel": channel, "result": result, "value": int(value)}
        for channel, values in drawn.items()
        for result, value in zip([*RESULTS, "total"], [*values, values.sum()], strict=True)
    ]


def _taken_over(table: pd.DataFrame, axis: str) -> pd.DataFrame:
    """The disclosures or the requests with each year's opening figures as the year before left them, every sum still holding."""
    values = {
        key: value for *key, value in table[["agency", "year", "item", axis, "value"]].itertuples(index=False) for key in [tuple(key)]
    }
    for agency, year, item, column in sorted(key for key in values if (key[0], key[1] - 1, key[2], key[3]) in values):
        cell, before = partial(_key, agency, year, item, column), partial(_key, agency, year - 1, item, column)
        if item == "carried_in" and column != "total":
            values[cell()] = values[before(item="carried_out")]
            received = values[cell(item="closed_total")] + values[cell(item="carried_out")] - values[cell()]
            values[cell(item="received")] = max(received, 0)
            values[cell(item="carried_out")] += max(-received, 0)
        elif column == "in_force":
            values[cell(column="repealed")] = min(values[cell(column="repealed")], values[before()] + values[cell(column="issued")])
            values[cell()] = values[before()] + values[cell(column="issued")] - values[cell(column="repealed")]
        elif column == "items_prior_year":
            values[cell()] = values[before()] + values[before(column="items_change")]
    for agency, year, item, column in values:
        if item in ("received", "carried_in", "carried_out") and column == "total":
            values[agency, year, item, column] = sum(values[agency, year, item, applicant] for applicant in APPLICANTS)
    keys = table[["agency", "year", "item", axis]].itertuples(index=False)
    return table.assign(value=[values[tuple(key)] for key in keys])


def _key(agency: str, year: int, own_item: str, own_column: str, item: str = "", column: str = "") -> tuple[str, int, str, str]:
    return agency, year, item or own_item, column or own_column


def _printed(table: pd.DataFrame) -> pd.DataFrame:
    rows = table.groupby("report_id").cumcount() + 1
    status = table["value"].isna().map({True: "blank", False: "reported"})
    return table.assign(status=status, place="row " + rows.astype(str))


def _table(name: str, frame: pd.DataFrame) -> pa.Table:
    whole = frame.reindex(columns=SCHEMAS[name].names)
    columns = [pa.array(whole[field.name].astype(object).where(whole[field.name].notna(), None), field.type) for field in SCHEMAS[name]]
    return pa.Table.from_arrays(columns, schema=SCHEMAS[name])


def _of(table: pd.DataFrame, agency: str, year: int | None) -> pd.DataFrame:
    kept = table[table["agency"] == agency]
    return kept if year is None else kept[kept["year"] == year]
