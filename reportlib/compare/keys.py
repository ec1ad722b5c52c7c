"""Which tables are compared, and which of their columns say whose figure it is."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Protocol

import pandas as pd

IDENTITY = ["report_id", "agency", "year", "form", "level", "scope"]
Record = dict[Hashable, Any]  # one row of a frame, its values by column
MORE_IDENTITY = ["body_id", "kind", "region", "province", "grade"]  # kept where the reports have them


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


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame by agency and year."""
    return frame.sort_values(["agency", "year"], kind="stable", ignore_index=True)
