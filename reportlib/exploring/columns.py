"""Columns of tables as JSON that is small: texts by number, whole numbers without a point, nothing for what is not known."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeAlias

import pandas as pd

Packed: TypeAlias = "str | int | float | bool | list[Packed] | dict[str, Packed] | None"


def coded(values: pd.Series) -> Packed:
    """Texts as a list of the different ones and, for each row, its number in it; -1 where there is none."""
    codes, different = pd.factorize(values.astype("string"))
    return {"k": [str(each) for each in different], "i": [int(code) for code in codes]}


def numbers(values: pd.Series) -> list[Packed]:
    return [plain(value) for value in values.tolist()]


def grouped(rows: pd.DataFrame, order: Iterable[str]) -> list[Packed]:
    """The rows of each report as lists without their report."""
    groups: dict[Hashable, list[Packed]] = {}
    columns = [rows[name].tolist() for name in rows if name != "report_id"]
    for report, *row in zip(rows["report_id"], *columns, strict=True):
        groups.setdefault(report, []).append([each if isinstance(each, list) else plain(each) for each in row])
    return [groups.get(report, []) for report in order]


def plain(value: object) -> Packed:
    """A value as JSON has it."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, float):
        return int(value) if value == int(value) else value
    return value if isinstance(value, int) else str(value)
