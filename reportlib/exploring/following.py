"""Figures that go on over all forms, those of before 2019 included, packed as metrics of their own: what forms/bridge.toml lets follow."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from reportlib.compare.method.contradicted import contradicted
from reportlib.exploring.columns import Packed, numbers
from reportlib.forms import load_forms
from reportlib.forms.bridge import Break, Series, breaks_of, bridge

if TYPE_CHECKING:
    from reportlib.dataset import Dataset

_SOURCES = {"table": "t", "statistics": "s", "mention": "m"}


def followed(dataset: Dataset, order: Sequence[str]) -> list[Packed]:
    """Every series with its figure of each report and where that is from; none where no report is of before the forms of today."""
    if dataset.statistics.empty:
        return []
    rows = dataset.sql("select series, report_id, value, source from series")
    of_series = {str(code): group.set_index("report_id") for code, group in rows.groupby("series")}
    return [_packed(dataset, one, of_series[code].reindex(list(order))) for code, one in bridge().series.items() if code in of_series]


def _packed(dataset: Dataset, one: Series, figures: pd.DataFrame) -> Packed:
    touched = _touched(dataset, one, figures)
    values = figures["value"].astype("Float64").mask(touched)
    why = ["c" if each else "x" if pd.isna(value) else "-" for each, value in zip(touched, values, strict=True)]
    return {
        "code": f"series.{one.code}",
        "names": list(one.names),
        "caveats": list(one.caveat),
        "unit": "件",
        "formula": "",
        "cells": [*_cells(one)],
        "indicators": list(one.indicators),
        "mention": one.mention,
        "breaks": [[each.whole_year, *each.says, _ends(each)] for each in breaks_of(one.code)],
        "why": "".join(why),
        "v": numbers(values),
        "from": "".join(_SOURCES.get(str(source), "-") for source in figures["source"]),
    }


def _touched(dataset: Dataset, one: Series, figures: pd.DataFrame) -> pd.Series:
    """Which figures their own report contradicts, by a sum of its statutory or of its statistical table."""
    cells = {"table": _cells(one), "statistics": [f"statistics.{code}" for code in one.indicators]}
    named = [(report, cell) for report, source in figures["source"].items() for cell in cells.get(str(source), [])]
    frame = pd.DataFrame(named, columns=["report_id", "cell"])
    return pd.Series(figures.index.isin(frame.loc[contradicted(dataset, frame, "total"), "report_id"]), index=figures.index)


def _cells(one: Series) -> list[str]:
    """The cells of today's forms as formulas name them: received (of all applicants), review.total, normative_documents.made."""
    return [row if one.table == "requests" else f"{row.rpartition('/')[2]}.{column}" for row, column in one.cells]


def _ends(each: Break) -> bool:
    """Whether a line ends at the break: where it is one of this series alone, and where the forms of today begin."""
    return bool(each.series or each.metrics) or each.whole_year == _first_year()


@cache
def _first_year() -> int:
    return min(form.first_year for form in load_forms().values())
