"""A dataset as columns for a page: figures by metric, and beside them what each report prints, cell by cell."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

from reportlib import compare
from reportlib.compare.keys import with_standing
from reportlib.compare.metrics import OUTCOME_SHARES
from reportlib.compare.words import metric_label, rule_name
from reportlib.forms.bridge import breaks_of

if TYPE_CHECKING:
    from reportlib.dataset import Dataset

Packed: TypeAlias = "str | int | float | bool | list[Packed] | dict[str, Packed] | None"
TABLES = {"disclosures": ("article", "item", "measure"), "requests": ("item", "applicant"), "proceedings": ("channel", "result")}
# Why a figure is none, as the note of a comparison begins, and the letter that the page knows it by.
_REASONS = {"no cases": "n", "numerator above": "i", "contradicted": "c", "not in form": "f", "no figure": "x"}
_STATUSES = {"reported": "r", "blank": "b", "dash": "d", "unreadable": "u", "missing": "m", "corrected": "c"}
_OF_REPORT = ("agency", "body_id", "level", "scope", "covers", "kind", "province", "region", "form", "grade", "source", "origin", "url")


def figures(dataset: Dataset) -> dict[str, Packed]:
    """The reports by column, and every metric with a figure for each of them."""
    reports = with_standing(dataset.reports)
    order = reports["report_id"].tolist()
    columns: dict[str, Packed] = {name: coded(reports[name]) for name in _OF_REPORT}
    columns |= {"id": order, "year": _numbers(reports["year"]), "stands": [int(each) for each in reports["stands"]]}
    rated = [code for code, metric in compare.METRICS.items() if metric.denominator]
    counted = [code for code in compare.METRICS if code not in rated]
    every = [compare.rates(dataset, *rated), compare.volumes(dataset, *counted)]
    frames = {str(code): frame for both in every for code, frame in both.groupby("metric", sort=False)}
    return {"reports": columns, "metrics": [_metric(code, frames[code].set_index("report_id").reindex(order)) for code in compare.METRICS]}


def _metric(code: str, frame: pd.DataFrame) -> Packed:
    """One metric: its names, formula and breaks, and its figures in the order of the reports."""
    metric = compare.METRICS[code]
    rate = bool(metric.denominator)
    parts: dict[str, Packed] = (
        {"n": _numbers(frame["numerator"]), "d": _numbers(frame["denominator"])} if rate else {"v": _numbers(frame["value"])}
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
    """What each report prints: cells with status, raw text, place and evidence; failing findings; figures of the prose."""
    order = dataset.reports["report_id"].tolist()
    layouts, packed = _cells(dataset)
    return {
        "labels": _labels(dataset),
        "layouts": layouts,
        "cells": [packed.get(report) for report in order],
        "findings": _grouped(_failing(dataset), order),
        "mentions": _grouped(_mentions(dataset), order),
    }


def _cells(dataset: Dataset) -> tuple[list[Packed], dict[str, Packed]]:
    """The orders of cells that reports have, and of each report its order and its cells."""
    parts = [getattr(dataset, name)[["report_id", *keys, "value", "status", "evidence", "raw", "place"]] for name, keys in TABLES.items()]
    named = [part.assign(cell=_path(name, [part[key] for key in keys])) for (name, keys), part in zip(TABLES.items(), parts, strict=True)]
    every = pd.concat([part[["report_id", "cell", "value", "status", "evidence", "raw", "place"]] for part in named], ignore_index=True)
    every = every.assign(value=every["value"].astype("Float64"), evidence=every["evidence"].astype("string").fillna(""))
    every = every.assign(**{name: every[name].astype("string").fillna("") for name in ("raw", "place", "status")})
    layouts: dict[tuple[str, ...], int] = {}
    packed = {str(report): _packed(group, layouts) for report, group in every.groupby("report_id", sort=False)}
    return [list(layout) for layout in layouts], packed


def _path(table: str, codes: Sequence[pd.Series]) -> pd.Series:
    """The table and codes of each cell as one text."""
    path = pd.Series(table, index=codes[0].index, dtype="object")
    for code in codes:
        path = path + "/" + code.astype("object")
    return path


def _packed(group: pd.DataFrame, layouts: dict[tuple[str, ...], int]) -> Packed:
    """The cells of one report; a raw text is kept only where it is not the number itself."""
    layout = layouts.setdefault(tuple(group["cell"]), len(layouts))
    values = _numbers(group["value"])
    raw: dict[str, Packed] = {
        str(at): text for at, (text, value) in enumerate(zip(group["raw"], values, strict=True)) if text != str(value)
    }
    status = "".join(_STATUSES.get(each, "r") for each in group["status"])
    return {"l": layout, "v": values, "s": status, "r": raw, "p": coded(group["place"]), "e": coded(group["evidence"])}


def _labels(dataset: Dataset) -> Packed:
    """Every code of the tables with its label in both languages, by table and code."""
    rows = dataset.labels[["table", "code", "en", "zh"]].drop_duplicates(["table", "code"], keep="last")
    return {f"{row.table}/{row.code}": [_text(row.en), _text(row.zh)] for row in rows.itertuples(index=False)}


def _failing(dataset: Dataset) -> pd.DataFrame:
    """The findings that fail, worst first, with the names of their rules."""
    failing = dataset.findings[dataset.findings["status"] == "fail"]
    names = {rule: [rule_name(str(rule), language) for language in ("en", "zh")] for rule in failing["rule"].unique()}
    severity = failing["severity"].astype("string")
    told = failing.assign(rank=severity.map({"error": 0, "warning": 1}).fillna(2), severity=severity, names=failing["rule"].map(names))
    return told.sort_values("rank", kind="stable")[
        ["report_id", "severity", "names", "message", "message_zh", "place", "table", "item", "column"]
    ]


def _mentions(dataset: Dataset) -> pd.DataFrame:
    """The figures of the prose that are recognised, each with its quotation."""
    known = dataset.mentions[dataset.mentions["metric"] != "other"]
    names = {code: [metric_label(str(code), language) for language in ("en", "zh")] for code in known["metric"].unique()}
    told = known.assign(names=known["metric"].map(names), value=known["value"].astype("Float64"))
    return told[["report_id", "names", "value", "unit", "qualifier", "text", "place"]]


def _grouped(rows: pd.DataFrame, order: Iterable[str]) -> list[Packed]:
    """The rows of each report as lists without their report."""
    groups: dict[Hashable, list[Packed]] = {}
    columns = [rows[name].tolist() for name in rows if name != "report_id"]
    for report, *row in zip(rows["report_id"], *columns, strict=True):
        groups.setdefault(report, []).append([each if isinstance(each, list) else _plain(each) for each in row])
    return [groups.get(report, []) for report in order]


def coded(values: pd.Series) -> Packed:
    """Texts as a list of the different ones and, for each row, its number in it; -1 where there is none."""
    codes, different = pd.factorize(values.astype("string"))
    return {"k": [str(each) for each in different], "i": [int(code) for code in codes]}


def _numbers(values: pd.Series) -> list[Packed]:
    return [_plain(value) for value in values.tolist()]


def _plain(value: object) -> Packed:
    """A value as JSON has it: whole numbers without a point, nothing for what is not known."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, float):
        return int(value) if value == int(value) else value
    return value if isinstance(value, int) else str(value)


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)
