"""Panels of a chart: one a group of like bodies, or one a body over its years; the page grows until all of them are on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.gridspec import SubplotSpec

from reportlib.charts.page.asked import in_front
from reportlib.charts.page.colours import BLUE, FRONT, INK
from reportlib.charts.page.figure import Chart, printable
from reportlib.charts.page.lettering import LINE, SMALLEST, type_size, wrapped
from reportlib.charts.page.rows import LEVELS, MARGIN, MOST
from reportlib.compare import words

_MOST_COLUMNS = 5  # panels of bodies side by side
_SIGN = 0.62  # of the type size that a half-width character is wide, with room to the next


class Group(NamedTuple):
    """Like bodies, of one level and scope: their label, and their rows."""

    label: str
    rows: pd.DataFrame


def groups_of(frame: pd.DataFrame, language: str) -> list[Group]:
    """The rows of each level and scope, from the state to the towns; a body stands where its newest report puts it."""
    latest = frame.sort_values("year", kind="stable").groupby("agency")[["level", "scope"]].last()
    placed = frame.assign(**{name: frame["agency"].map(latest[name]) for name in ("level", "scope")})
    order = {level: at for at, level in enumerate(LEVELS)}
    groups = [group for _, group in placed.groupby(["level", "scope"], observed=True, dropna=False)]
    first = sorted(groups, key=lambda group: (order.get(str(group["level"].iloc[0]), len(order)), str(group["scope"].iloc[0])))
    return [Group(words.group_label(group["level"].iloc[0], group["scope"].iloc[0], language), group) for group in first]


def group_panels(chart: Chart, labels: Sequence[str], lines: Sequence[float]) -> list[tuple[Axes, float]]:
    """A panel below the other for each group, as high as its lines of type, under the name of the group; with its height in inches, nearly."""
    scale = float(matplotlib.rcParams["font.size"]) / SMALLEST
    margins = (MARGIN + 0.45 * len(labels)) * scale**0.5
    chart.fit(sum(lines) * type_size() * LINE / 72 + margins)
    panels = chart.subplots(len(labels), 1, height_ratios=list(lines), squeeze=False)[:, 0]
    for axes, name in zip(panels, labels, strict=True):
        if name:
            axes.set_title(printable(name), fontsize=type_size(), color=BLUE, loc="left", pad=3)
    room = chart.get_figheight() - margins - chart.foot
    return [(axes, room * each / sum(lines)) for axes, each in zip(panels, lines, strict=True)]


class BodyPanel(NamedTuple):
    """The panel of a body: where it is drawn, its rows, those of its group, and whether it is the first of it, whose axes all share."""

    axes: Axes
    rows: pd.DataFrame
    group: pd.DataFrame
    first: bool


def kept_bodies(frame: pd.DataFrame, language: str) -> tuple[pd.DataFrame, str]:
    """The rows of the bodies that a page has room for, the first by name, and a note on the others."""
    names = sorted(frame["agency"].unique())
    left = len(names) - MOST
    said = words.say(
        language,
        f"另有 {left} 个机关（按名称排在后面）未画出，见同名 CSV，或用 bodies= 选取。",
        f" {left} more bodies, last by name, are not drawn: see the CSV, or choose with bodies=.",
    )
    return frame[frame["agency"].isin(names[:MOST])], said if left > 0 else ""


def columns_for(chart: Chart, texts: Iterable[str], years: int) -> int:
    """How many panels stand side by side, so that in each a text of that length has room at every year."""
    needed = max(map(len, texts), default=1) * _SIGN * type_size() / 72 * years
    return next((columns for columns in (3, 2) if chart.get_figwidth() * 0.92 / columns - 0.5 > needed), 1)


def body_panels(chart: Chart, groups: Sequence[Group], *, high: float, columns: int = _MOST_COLUMNS) -> Iterator[BodyPanel]:
    """A panel a body, `high` inches each, each group on rows of its own under its name and with one scale."""
    columns = max(1, min(columns, max(group.rows["agency"].nunique() for group in groups)))
    rows = [-(-group.rows["agency"].nunique() // columns) for group in groups]
    scale = float(matplotlib.rcParams["font.size"]) / SMALLEST
    chart.grow(sum(rows) * high * scale + MARGIN * scale**0.5)
    grid, line = chart.add_gridspec(sum(rows), columns), 0
    for group, lines in zip(groups, rows, strict=True):
        yield from _of_group(chart, group, [grid[line + at // columns, at % columns] for at in range(lines * columns)], columns)
        line += lines


def _of_group(chart: Chart, group: Group, cells: Sequence[SubplotSpec], columns: int) -> Iterator[BodyPanel]:
    """The panels of one group, its name above the first; years are named below the lowest of each column."""
    shared: Axes | None = None
    bodies = list(group.rows.groupby("agency", sort=False))
    width = int(chart.get_figwidth() * 0.92 / columns * 72 / type_size() * 1.7)
    for at, ((name, rows), cell) in enumerate(zip(bodies, cells, strict=False)):
        axes = chart.add_subplot(cell, sharex=shared, sharey=shared)
        shared = shared or axes
        title = wrapped(name, width)
        axes.set_title(title, fontsize=type_size(), pad=3, color=INK, loc="left", bbox=FRONT if in_front(name) else None)
        if not at:
            axes.annotate(
                printable(group.label),
                (0, 1),
                xycoords="axes fraction",
                xytext=(0, 6 + (title.count("\n") + 1) * type_size() * LINE),
                textcoords="offset points",
                color=BLUE,
                fontsize=type_size(),
                annotation_clip=False,
            )
        axes.tick_params(labelbottom=at + columns >= len(bodies), labelleft=at % columns == 0)
        yield BodyPanel(axes, rows, group.rows, not at)
