"""Rows of bodies or reports, grouped by level and scope: which fit a page, where each stands, and their labels."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from reportlib.charts.figure import SIZES, printable
from reportlib.charts.lettering import INK, PALE, type_size, wrapped
from reportlib.compare import words

LEVELS = ["state", "province", "prefecture", "county", "town"]
ROW = 0.15  # inches that one row of type takes
FEWEST = 6  # rows that the axes are made for at least
LABEL_WIDTH = 34  # half-width characters of a row label's line


class Rows(NamedTuple):
    """Where each row stands (from the top, headers between), its label, the headers, and a note on what did not fit."""

    at: dict[str, float]
    labels: dict[str, str]
    headers: list[tuple[float, str]]
    note: str


def rows_of(frame: pd.DataFrame, key: str, size: str, language: str) -> Rows:
    """Rows for bodies (key agency) or reports (key report), by level and scope, the largest value first; only as many as the page takes."""
    keyed = frame.assign(row=frame["agency"] if key == "agency" else row_key(frame))
    ranks = keyed.groupby("row")["value"].max().astype(float).fillna(-1).sort_values(ascending=False, kind="stable")
    groups = keyed.groupby("row")[["level", "scope"]].first().reindex(ranks.index)
    room = int((SIZES[size][1] - 1.3 * SIZES[size][2] ** 0.5) / (ROW * SIZES[size][2]))
    kept: list[str] = []
    taken = 0.0
    for row in ranks.index:
        taken += _lines(row)
        if taken + groups.loc[[*kept, row]].drop_duplicates().shape[0] * 1.2 > room:
            break
        kept.append(row)
    left = len(ranks) - len(kept)
    zh, en = ("个机关", "bodies") if key == "agency" else ("份报告", "reports")
    said = words.say(language, f"另有 {left} {zh}未画出，数字见同名 CSV。", f"{left} more {en} do not fit; their figures are in the CSV.")
    return _placed(kept, groups.loc[kept], said if left else "", language)


def row_key(frame: pd.DataFrame) -> pd.Series[str]:
    return frame["agency"].astype(str) + "\n" + frame["year"].astype(str)


def row_axis(axes: Axes, rows: Rows) -> None:
    """Labels of rows and headers of groups at the left, with a thin line above each group."""
    axes.set_yticks(list(rows.at.values()), [rows.labels[row] for row in rows.at], linespacing=1.1)
    axes.tick_params(axis="y", length=0)
    for y, header in rows.headers:
        axes.axhline(y - 0.55, color=PALE, lw=0.6, zorder=0)
        axes.text(0.004, y, printable(header), transform=axes.get_yaxis_transform(), va="center", color="#0072B2", fontsize=type_size(-1))
    top = min(y for y, _ in rows.headers) - 0.7
    axes.set_ylim(max(max(rows.at.values()) + 0.8, top + FEWEST), top)  # so that a single row is no giant
    axes.spines["left"].set_visible(False)


def margin_text(axes: Axes, y: float, text: str, colour: str = INK) -> None:
    """A figure at the right of a row, outside the axes."""
    axes.text(1.012, y, printable(text), transform=axes.get_yaxis_transform(), va="center", fontsize=type_size(-1.2), color=colour)


def _placed(kept: list[str], groups: pd.DataFrame, note: str, language: str) -> Rows:
    order = {level: place for place, level in enumerate(LEVELS)}
    known = [(order.get(str(level), 9), str(level), str(scope)) for level, scope in zip(groups["level"], groups["scope"], strict=True)]
    at: dict[str, float] = {}
    headers: list[tuple[float, str]] = []
    y, previous = 0.0, None
    for row, group, level, scope in sorted(zip(kept, known, groups["level"], groups["scope"], strict=True), key=lambda entry: entry[1]):
        if group != previous:
            headers.append((y, words.group_label(level, scope, language)))
            y, previous = y + 1.1, group
        at[str(row)] = y + (_lines(row) - 1) / 2
        y += _lines(row)
    return Rows(at, {str(row): _row_label(str(row)) for row in kept}, headers, note)


def _row_label(row: str) -> str:
    return wrapped(row.replace("\n", " "), LABEL_WIDTH)


def _lines(row: object) -> int:
    return _row_label(str(row)).count("\n") + 1
