"""A dataset as columns for a page: figures by metric, and beside them what each report prints, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from reportlib import compare
from reportlib.compare.keys import with_standing
from reportlib.compare.metrics import OUTCOME_SHARES
from reportlib.exploring.columns import Packed, coded, numbers
from reportlib.exploring.following import followed
from reportlib.exploring.telling import told
from reportlib.forms import labels
from reportlib.forms.bridge import breaks_of
from reportlib.forms.statistics import STATISTICS

if TYPE_CHECKING:
    from reportlib.dataset import Dataset

TABLES = {
    STATISTICS: ("indicator", "measure"),
    "disclosures": ("article", "item", "measure"),
    "requests": ("item", "applicant"),
    "proceedings": ("channel", "result"),
}
# Why a figure is none, as the note of a comparison begins, and the letter that the page knows it by.
_REASONS = {"no cases": "n", "numerator above": "i", "contradicted": "c", "not in form": "f", "no figure": "x"}
_STATUSES = {"reported": "r", "blank": "b", "dash": "d", "unreadable": "u", "missing": "m", "corrected": "c"}
_OF_REPORT = ("agency", "body_id", "level", "scope", "covers", "kind", "province", "region", "form", "grade", "source", "origin", "url")


def figures(dataset: Dataset) -> dict[str, Packed]:
    """The reports by column, and every metric with a figure for each of them."""
    reports = with_standing(dataset.reports)
    order = reports["report_id"].tolist()
    columns: dict[str, Packed] = {name: coded(reports[name]) for name in _OF_REPORT}
    columns |= {"id": order, "year": numbers(reports["year"]), "stands": [int(each) for each in reports["stands"]]}
    rated = [code for code, metric in compare.METRICS.items() if metric.denominator]
    counted = [code for code in compare.METRICS if code not in rated]
    every = [compare.rates(dataset, *rated), compare.volumes(dataset, *counted)]
    frames = {str(code): frame for both in every for code, frame in both.groupby("metric", sort=False)}
    metrics = [_metric(code, frames[code].set_index("report_id").reindex(order)) for code in compare.METRICS]
    return {"reports": columns, "metrics": [*metrics, *followed(dataset, order)]}


def _metric(code: str, frame: pd.DataFrame) -> Packed:
    """One metric: its names, formula and breaks, and its figures in the order of the reports."""
    metric = compare.METRICS[code]
    rate = bool(metric.denominator)
    parts: dict[str, Packed] = (
        {"n": numbers(frame["numerator"]), "d": numbers(frame["denominator"])} if rate else {"v": numbers(frame["value"])}
    )
    return {
        "code": code,
        "names": [metric.en, metric.zh],
        "caveats": [metric.caveat_en, metric.caveat_zh],
        "unit": metric.unit,
        "times": metric.times,
        "formula": metric.formula,
        "cells": list(metric.cells),
        "outcome": code in OUTCOME_SHARES,
        "breaks": _breaks(code),
        "why": "".join(_reason(str(note)) for note in frame["note"]),
        **parts,
    }


def _breaks(code: str) -> list[Packed]:
    """The breaks in a metric: the first whole year behind each, its words, and whether a line ends there."""
    continues = bool(_bridge().loc[code])
    ends = [bool(each.series or each.metrics or not continues) for each in breaks_of(code)]
    return [[each.whole_year, *each.says, end] for each, end in zip(breaks_of(code), ends, strict=True)]


@cache
def _bridge() -> pd.Series:
    """Whether each metric continues over the forms."""
    return compare.bridge().set_index("metric")["continues"]


def _reason(note: str) -> str:
    return next((letter for start, letter in _REASONS.items() if note.startswith(start)), "-")


def details(dataset: Dataset) -> dict[str, Packed]:
    """What each report prints: cells with status, raw text, place and evidence; what is told of it; and the hash of its file."""
    order = dataset.reports["report_id"].tolist()
    layouts, packed = _cells(dataset)
    return {
        "labels": _labels(dataset),
        "layouts": layouts,
        "cells": [packed.get(report) for report in order],
        "hashes": coded(dataset.reports["sha256"]),
        **told(dataset, order),
    }


_OF_CELL = ["report_id", "cell", "value", "unit", "status", "evidence", "raw", "place"]


def _cells(dataset: Dataset) -> tuple[list[Packed], dict[str, Packed]]:
    """The orders of cells that reports have, and of each report its order and its cells."""
    parts = [getattr(dataset, name) for name in TABLES]
    named = [part.assign(cell=_path(name, [part[key] for key in keys])) for (name, keys), part in zip(TABLES.items(), parts, strict=True)]
    held = [part for part in named if len(part)] or named[:1]
    every = pd.concat([part.reindex(columns=_OF_CELL).astype({"value": "Float64"}) for part in held], ignore_index=True)
    every = every.assign(**{name: every[name].astype("string").fillna("") for name in _OF_CELL if name not in ("report_id", "value")})
    layouts: dict[tuple[str, ...], int] = {}
    packed = {str(report): _packed(group, layouts) for report, group in every.groupby("report_id", sort=False)}
    return [list(layout) for layout in layouts], packed


def _path(table: str, codes: Sequence[pd.Series]) -> pd.Series:
    """The table and codes of each cell as one text; a printed label that stands for a code is no path of its own."""
    path = pd.Series(table, index=codes[0].index, dtype="object")
    for code in codes:
        path = path + "/" + code.astype("object").astype("str").str.replace("/", "／")
    return path


def _packed(group: pd.DataFrame, layouts: dict[tuple[str, ...], int]) -> Packed:
    """The cells of one report; a raw text is kept only where it is not the number itself, a unit where it is not 件."""
    layout = layouts.setdefault(tuple(group["cell"]), len(layouts))
    values = numbers(group["value"])
    raw: dict[str, Packed] = {
        str(at): text for at, (text, value) in enumerate(zip(group["raw"], values, strict=True)) if text != str(value)
    }
    units: dict[str, Packed] = {str(at): unit for at, unit in enumerate(group["unit"]) if unit not in ("", "件")}
    status = "".join(_STATUSES.get(each, "r") for each in group["status"])
    return {"l": layout, "v": values, "s": status, "r": raw, "u": units, "p": coded(group["place"]), "e": coded(group["evidence"])}


def _labels(dataset: Dataset) -> Packed:
    """Every code of the tables with its label in both languages, by table and code."""
    rows = dataset.labels[["table", "code", "en", "zh"]].drop_duplicates(["table", "code"], keep="last")
    printed: dict[str, Packed] = {f"{row.table}/{row.code}": [_text(row.en), _text(row.zh)] for row in rows.itertuples(index=False)}
    before = {code: zh for (table, _, code), zh in labels().items() if table == STATISTICS}
    english = {code: en for (table, _, code), en in labels("en").items() if table == STATISTICS}
    return {**printed, **{f"{STATISTICS}/{code}": [english[code], zh] for code, zh in before.items()}}


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)
