"""Every body of a year as a dot on one axis, a row for each group of like bodies, with median and quartiles."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from reportlib.charts.axes import percent_axis, value_axis
from reportlib.charts.figure import Chart, drawn, page, printable
from reportlib.charts.lettering import GREY, INK, type_size, wrapped
from reportlib.charts.titled import metric_title, newest_year, nothing, with_figures
from reportlib.compare import words

FEWEST_MEDIAN = 5  # bodies, below which no median is drawn


@drawn
def strip(frame: pd.DataFrame, *, language: str = "zh", size: str = "half", scale: str = "auto") -> Chart:
    """The newest year of a figure: each body a dot, a row for each level and scope; rates of fewer than thirty cases are hollow.

    Median and quartiles are drawn from five bodies on; every body that has a figure is drawn, and those without are counted.
    """
    held = newest_year(with_figures(frame))
    if held.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    groups = list(held.groupby(["level", "scope"], dropna=False, observed=True, sort=False))
    without = len(newest_year(frame)) - len(held)
    note = words.say(
        language,
        f"每点为一个机关，色带为四分位，竖线为中位数；{without} 个无数。",
        f" Each dot is a body; band: quartiles, line: median; {without} have no figure.",
    )
    title = metric_title(held, language)
    chart = page(size, title, held, title + note)
    axes = chart.subplots()
    for row, (_, group) in enumerate(groups):
        _row(axes, len(groups) - 1 - row, group)
    names = [
        f"{wrapped(words.group_label(level, scope, language).replace(' · ', chr(10)), 28)}\nN = {len(group)}"
        for (level, scope), group in groups
    ]
    axes.set_yticks(range(len(groups) - 1, -1, -1), [printable(name) for name in names])
    axes.set_ylim(-0.6, len(groups) - 0.4)
    axes.tick_params(axis="y", length=0)
    if held["unit"].iloc[0] == "share":
        percent_axis(axes)
    else:
        value_axis(axes, held["value"].astype(float), scale, language, unit=str(held["unit"].iloc[0]))
    axes.set_title(printable(note.strip()), fontsize=type_size(-1.5), color=INK, loc="left")
    return chart


def _row(axes: Axes, y: int, group: pd.DataFrame) -> None:
    """The dots of one group, spread over the height of its row in the order of their values, and its median and quartiles."""
    values = group["value"].astype(float)
    if len(values) >= FEWEST_MEDIAN:
        q1, median, q3 = values.quantile([0.25, 0.5, 0.75])
        axes.fill_betweenx([y - 0.4, y + 0.4], q1, q3, color="#E8EEF4", zorder=1)
        axes.plot([median, median], [y - 0.42, y + 0.42], color=INK, lw=1.2, zorder=2)
    small = group.get("small_n", pd.Series(False, index=group.index)).eq(True).fillna(False).astype(bool)
    spread = y + 0.6 * ((np.arange(len(values)) * 0.618034) % 1 - 0.5)  # the golden section: neighbours never at one height
    order = values.sort_values().index
    size = max(2.0, min(14.0, 3000 / len(values)))  # points square; smaller where there are many
    heights = pd.Series(spread, index=order).reindex(values.index)
    axes.scatter(values[~small], heights[~small], s=size, color="#0072B2", alpha=0.7, lw=0, zorder=3)
    axes.scatter(values[small], heights[small], s=size, facecolors="none", edgecolors=GREY, lw=0.8, zorder=3)
