"""Which rows of a frame are drawn, and the one name of a body under which they are."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import pandas as pd

from reportlib.errors import UsageError

NAMELESS = "（?）"  # a report that does not say whose it is
_NEAR = 3  # names that are offered for one that is not there


def by_body(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with one name a body as its agency: the latest one, and behind it the body's id where two bodies share a name."""
    frame = frame.assign(agency=frame["agency"].astype("str").str.strip().replace("", NAMELESS))
    if "body_id" not in frame or frame["body_id"].isna().any() or frame.empty:
        return frame
    dated = frame.sort_values("year", kind="stable") if "year" in frame else frame
    latest = dated.dropna(subset=["agency"]).groupby("body_id")["agency"].last().astype(str)
    shared = latest.duplicated(keep=False)
    names = latest.where(~shared, latest + " (" + latest.index.astype(str) + ")")
    return frame.assign(agency=frame["body_id"].map(names))


def of_bodies(frame: pd.DataFrame, wanted: Iterable[str] | str) -> pd.Series[bool]:
    """Which rows are those of the bodies wanted, each by its name or id; UsageError for one that has no row, with the nearest names."""
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    keys = [name for name in ("agency", "body_id") if name in frame]
    known = {str(value) for key in keys for value in frame[key].dropna().unique()}
    for name in names:
        if name not in known:
            near = get_close_matches(name, sorted(known), _NEAR, 0.3)
            raise UsageError("no such body among the figures of the chart", expected=", ".join(near) or "a name or body_id", found=name)
    chosen = frame[keys].isin(names).any(axis=1)
    return chosen | frame["body_id"].isin(frame.loc[chosen, "body_id"].dropna()) if "body_id" in frame else chosen


def with_figures(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a figure and a year, of the frame's first metric."""
    if frame.empty:
        return frame
    frame = by_body(frame)
    chosen = frame[(frame["metric"] == frame["metric"].iloc[0]) & frame["value"].notna() & frame["year"].notna()]
    return chosen.assign(year=chosen["year"].astype(int))


def newest_year(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the newest year; all where no year is known."""
    years = frame["year"].dropna() if "year" in frame else frame.index[:0]
    return frame[(frame["year"] == years.max()).fillna(False)] if len(years) else frame


def over_years(frame: pd.DataFrame) -> bool:
    """Whether some body has figures of several years, which are drawn on an axis of time."""
    return not frame.empty and bool((frame.groupby("agency")["year"].nunique() > 1).any())
