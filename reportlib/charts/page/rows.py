"""Rows of bodies or reports, grouped by level and scope: which fit a page, where each stands, and their labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import matplotlib
import pandas as pd
from matplotlib.axes import Axes

from reportlib.charts.page.asked import in_front
from reportlib.charts.page.colours import BLUE, FRONT, INK, PALE
from reportlib.charts.page.figure import Chart, printable
from reportlib.charts.page.lettering import SMALLEST, lines_of, type_size, wrapped
from reportlib.compare import words

LEVELS = ["state", "province", "prefecture", "county", "town"]
ROW = 0.16  # inches that one row of type takes
MOST = 300  # rows that one picture takes: above that no viewer shows it
FEWEST = 2  # rows that the axes are made for at least
MARGIN = 1.9  # inches of title, key and note about the rows
LABEL_WIDTH = 34  # half-width characters of a row label's line


class Rows(NamedTuple):
    """Where each row stands (from the top, headers between), its label, the headers, a note on what did not fit, and the lines of all."""

    at: dict[str, float]
    labels: dict[str, str]
    headers: list[tuple[float, str]]
    note: str
    height: float

    def by_group(self) -> list[Rows]:
        """The rows of each group by themselves, each beginning with its header."""
        starts = [y for y, _ in self.headers]
        ends = [*starts[1:], self.height]
        return [
            Rows({row: at - start for row, at in self.at.items() if start <= at < end}, self.labels, [(0.0, name)], "", end - start)
            for (start, name), end in zip(self.headers, ends, strict=True)
        ]


def rows_of(frame: pd.DataFrame, key: str, language: str, lines: Mapping[str, int] | None = None) -> Rows:
    """Rows for bodies (key agency) or reports (key report), by level and scope; the bodies of the largest value first, their years ascending.

    Every row is drawn, for the page grows with them; beyond `MOST` rows the rest, by name and not by value, is counted in the note. `lines`: how high
    a row is at least.
    """
    named = frame.assign(agency=frame["agency"].astype(str), value=frame["value"].astype(float))
    bodies = named.sort_values("year", kind="stable").groupby("agency")[["level", "scope"]].last()
    largest = named.groupby("agency")["value"].max().fillna(-1)
    keyed = named.assign(row=named["agency"] if key == "agency" else row_key(named), largest=named["agency"].map(largest))
    rows = keyed.sort_values(["agency", "year"]).drop_duplicates("row")
    kept = rows.head(MOST).sort_values(["largest", "agency", "year"], ascending=[False, True, True], kind="stable")
    groups = bodies.reindex(kept["agency"]).set_axis(list(kept["row"]))
    return _placed(list(kept["row"]), groups, _left(len(rows) - len(kept), key, language), language, lines or {})


def _left(left: int, key: str, language: str) -> str:
    """How many rows are beyond the page, and where they are found."""
    zh, en = ("个机关", "bodies") if key == "agency" else ("份报告", "reports")
    said = words.say(
        language,
        f"另有 {left} {zh}（按名称排在后面）未画出，见同名 CSV，或用 bodies= 选取。",
        f"{left} more {en}, last by name, are not drawn: see the CSV, or choose with bodies=.",
    )
    return said if left else ""


def row_key(frame: pd.DataFrame) -> pd.Series[str]:
    return frame["agency"].astype(str) + "\n" + frame["year"].astype(str)


def row_axis(axes: Axes, rows: Rows) -> None:
    """Labels of rows, those set in front on a ground of their own, and headers of groups at the left, with a thin line above each group."""
    axes.set_yticks(list(rows.at.values()), [rows.labels[row] for row in rows.at], linespacing=1.1)
    for row, label in zip(rows.at, axes.get_yticklabels(), strict=True):
        if in_front(row.partition("\n")[0]):
            label.set_bbox(FRONT)
    axes.tick_params(axis="y", length=0)
    for y, header in rows.headers:
        axes.axhline(y - 0.55, color=PALE, lw=0.6, zorder=0)
        axes.text(0.004, y, printable(header), transform=axes.get_yaxis_transform(), va="center", color=BLUE, fontsize=type_size())
    top = min(y for y, _ in rows.headers) - 0.7
    axes.set_ylim(max(max(rows.at.values()) + 0.8, top + FEWEST), top)  # so that a single row is no giant
    axes.spines["left"].set_visible(False)


def fit(chart: Chart, lines: float) -> None:
    """The page made as high as so many lines of type need, so that nothing is left out and nothing is wide apart."""
    scale = float(matplotlib.rcParams["font.size"]) / SMALLEST
    chart.fit(lines * ROW * scale + MARGIN * scale**0.5)


def margin_text(axes: Axes, y: float, text: str, colour: str = INK) -> None:
    """A figure at the right of a row, outside the axes."""
    axes.text(1.012, y, printable(text), transform=axes.get_yaxis_transform(), va="center", fontsize=type_size(), color=colour)


def _placed(kept: list[str], groups: pd.DataFrame, note: str, language: str, least: Mapping[str, int]) -> Rows:
    order = {level: place for place, level in enumerate(LEVELS)}
    known = [(order.get(str(level), 9), str(level), str(scope)) for level, scope in zip(groups["level"], groups["scope"], strict=True)]
    at: dict[str, float] = {}
    headers: list[tuple[float, str]] = []
    y, previous = 0.0, None
    for row, group, level, scope in sorted(zip(kept, known, groups["level"], groups["scope"], strict=True), key=lambda entry: entry[1]):
        if group != previous:
            headers.append((y, words.group_label(level, scope, language)))
            y, previous = y + 1.1, group
        lines = max(lines_of(_row_label(str(row))), least.get(str(row), 1))
        at[str(row)] = y + (lines - 1) / 2
        y += lines
    return Rows(at, {str(row): _row_label(str(row)) for row in kept}, headers, note, y)


def _row_label(row: str) -> str:
    return wrapped(row.replace("\n", " "), LABEL_WIDTH)
