"""Which tables are compared, and which of their columns say whose figure it is."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Protocol

import pandas as pd

IDENTITY = ["report_id", "agency", "year", "form", "level", "scope"]
Record = dict[Hashable, Any]  # one row of a frame, its values by column
MORE_IDENTITY = ["covers", "body_id", "kind", "region", "province", "grade", "stands"]  # kept where the reports have them
_DATES = ("published_at", "fetched_at")  # by which the newest of several reports is told


class Tables(Protocol):
    """What a dataset offers to be compared: the tidy tables as frames."""

    @property
    def reports(self) -> pd.DataFrame: ...
    @property
    def disclosures(self) -> pd.DataFrame: ...
    @property
    def requests(self) -> pd.DataFrame: ...
    @property
    def proceedings(self) -> pd.DataFrame: ...


class Checked(Tables, Protocol):
    """Tables with what was found about them, the figures of their prose, and the files they come from."""

    @property
    def findings(self) -> pd.DataFrame: ...
    @property
    def mentions(self) -> pd.DataFrame: ...
    @property
    def sources(self) -> pd.DataFrame: ...


def identity(frame: pd.DataFrame) -> list[str]:
    """The columns that name report and body."""
    return [*IDENTITY, *(name for name in MORE_IDENTITY if name in frame)]


def body(frame: pd.DataFrame) -> str:
    """The column that tells bodies apart: their id, or their name where an id is missing."""
    return "body_id" if "body_id" in frame and frame["body_id"].notna().all() else "agency"


def standing(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of reports that stand for their body and year; all where the frame does not know."""
    return frame[frame["stands"]] if "stands" in frame else frame


def with_standing(reports: pd.DataFrame) -> pd.DataFrame:
    """The reports with `stands`: true for the only report of a body and year, and the newest of several where dates tell them apart."""
    keys = [reports[body(reports)], reports["year"], *([reports["scope"].astype("string")] if "scope" in reports else [])]
    size = reports.groupby(keys, dropna=False)["report_id"].transform("size")
    newest = pd.Series(False, index=reports.index)
    for name in reversed([name for name in _DATES if name in reports]):
        days = pd.to_datetime(reports[name])
        groups = days.groupby(keys, dropna=False)
        told = (groups.transform("count") == size) & (groups.transform("nunique") == size)
        newest = newest.mask(told, days == groups.transform("max"))
    return reports.assign(stands=((size == 1) | newest).astype(bool))


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame by agency and year."""
    return frame.sort_values(["agency", "year"], kind="stable", ignore_index=True)
