"""One body's year beside the year before and its peers."""

from __future__ import annotations

import pandas as pd

from reportlib.compare.keys import body

PEER_KEYS = ("level", "scope", "kind")


def report_of(frame: pd.DataFrame, agency: str, year: int | None) -> str:
    """The report_id of the body's report for that year (the first where there are several), or nothing."""
    rows = of_year(frame[frame["agency"] == agency], year)
    return str(rows["report_id"].iloc[0]) if len(rows) else ""


def of_year(frame: pd.DataFrame, year: int | None) -> pd.DataFrame:
    """The rows of that year; none for an unknown year."""
    return frame.iloc[:0] if year is None else frame[(frame["year"].astype("Int64") == year).fillna(False)]


def alike(frame: pd.DataFrame, agency: str, year: int | None) -> pd.DataFrame:
    """The rows of that year of the body and its peers: the same level and scope, and kind where it is known; and the body's year before."""
    now = of_year(frame, year)
    own = now[now["agency"] == agency]
    if own.empty:
        return own
    same = pd.Series(True, index=now.index)
    for key in PEER_KEYS:
        wanted = own[key].iloc[0] if key in own else None
        if key in own and not (key == "kind" and pd.isna(wanted)):
            same &= (now[key] == wanted).fillna(False)
    before = of_year(frame, None if year is None else year - 1)
    key = body(frame)
    return pd.concat([now[same | (now["agency"] == agency)], before[before[key] == own[key].iloc[0]]]).reset_index(drop=True)
