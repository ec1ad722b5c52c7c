"""Charts of dots: each body a row with its years, every body of a year on one axis, and rates with their intervals."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reportlib.charts.page.asked import drawn, in_front
from reportlib.charts.page.axes import break_lines, form_keys, marker, percent_axis, value_axis, year_axis, year_colour, year_keys
from reportlib.charts.page.colours import BAND, BLUE, GREY, INK, ORANGE, PALE
from reportlib.charts.page.figure import Chart, printable
from reportlib.charts.page.lettering import legend, type_size, wrapped
from reportlib.charts.page.named import newest_year, over_years, with_figures
from reportlib.charts.page.panels import Group, body_panels, columns_for, group_panels, groups_of, kept_bodies
from reportlib.charts.page.rows import Rows, fit, margin_text, row_axis, row_key, rows_of
from reportlib.charts.page.titled import broken, key_below, metric_title, mixed, nothing, one_axes, titled_page
from reportlib.compare import NO_CASES, words
from reportlib.compare.keys import Record
from reportlib.compare.method.intervals import few_cases
from reportlib.compare.words.groups import FEWEST_MEDIAN

_FEW = 2  # bodies of a group that have room for their names beside their dots


@drawn
def volumes(frame: pd.DataFrame, *, language: str = "zh", size: str = "half", scale: str = "auto") -> Chart:
    """Every body as a row, every year as a dot, a panel with a scale of its own for each level and scope.

    `scale` is linear, log or auto (log where the figures of one panel lie more than a hundredfold apart).
    """
    held = with_figures(frame)
    if held.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    rows = rows_of(held, "agency", language)
    shown = held[held["agency"].isin(rows.at)]
    note = f"{rows.note}{broken(held, language)}"
    chart = titled_page(metric_title(frame, language), frame, language, size, note, message=words.headline(frame, language))
    groups = rows.by_group()
    panels = group_panels(chart, [""] * len(groups), [group.height + 2.5 for group in groups])
    for (axes, _), group in zip(panels, groups, strict=True):
        points = shown[shown["agency"].isin(group.at)]
        _dots(axes, points, group, sorted(shown["year"].unique()), shown, language)
        value_axis(axes, points["value"], scale, language, unit=str(shown["unit"].iloc[0]))
    legend(panels[0][0], [*year_keys(sorted(shown["year"].unique())), *form_keys(shown, language)])
    return chart


def _dots(axes: Axes, points: pd.DataFrame, rows: Rows, years: Sequence[int], everywhere: pd.DataFrame, language: str) -> None:
    """The years of each body on its row, joined by a pale line, and its newest figure at the right."""
    unit = str(points["unit"].iloc[0])
    for body, own in points.groupby("agency", sort=False):
        y = rows.at[str(body)]
        axes.plot(own["value"].astype(float), [y] * len(own), color=PALE, lw=2.5, zorder=1, solid_capstyle="round")
        last = own.sort_values("year").iloc[-1]
        margin_text(axes, y, f"{int(last['year'])}  {words.bare(last['value'], unit, language)}")
    for (year, form), own in points.groupby(["year", "form"], observed=True):
        axes.plot(
            own["value"].astype(float),
            own["agency"].map(rows.at),
            ls="",
            color=year_colour(year, years),
            marker=marker(form, everywhere),
            mec=INK,
            mew=0.5,
            zorder=3,
        )
    row_axis(axes, rows)


@drawn
def strip(frame: pd.DataFrame, *, language: str = "zh", size: str = "half", scale: str = "auto") -> Chart:
    """The newest year of a figure: each body a dot, a row for each level and scope; rates of fewer than thirty cases are hollow.

    Median and quartiles are drawn from five bodies on; every body that has a figure is drawn, and those without are counted.
    Counts of different groups have scales of their own; bodies in `highlight`, and those of a group of one or two, are named.
    """
    held = newest_year(with_figures(frame))
    if held.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    groups, unit = groups_of(held, language), str(held["unit"].iloc[0])
    without = len(newest_year(frame)) - len(held)
    none = words.say(language, f"{without} 个机关无数，未画出。", f" Without a figure, not drawn: {without}.") if without else ""
    chart = titled_page(
        metric_title(held, language),
        held,
        language,
        size,
        f"{none}{'' if unit == 'share' else mixed(held, language)}",
        message=words.headline(held, language),
    )
    panels = group_panels(chart, [f"{group.label}  N = {len(group.rows)}" for group in groups], [5.0] * len(groups))
    for (axes, _), group in zip(panels, groups, strict=True):
        _spread(axes, group.rows)
        axes.set_ylim(-0.6, 0.6)
        axes.set_yticks([])
        value_axis(axes, (held if unit == "share" else group.rows)["value"].astype(float), scale, language, unit=unit)
    legend(panels[0][0], _strip_keys(groups, language))
    return chart


def _spread(axes: Axes, group: pd.DataFrame) -> None:
    """The dots of one group, spread over the height of its row in the order of their values, with median and quartiles, and names in front."""
    values = group["value"].astype(float)
    if len(values) >= FEWEST_MEDIAN:
        q1, median, q3 = values.quantile([0.25, 0.5, 0.75])
        axes.fill_betweenx([-0.4, 0.4], q1, q3, color=BAND, zorder=1)
        axes.plot([median, median], [-0.42, 0.42], color=INK, lw=1.2, zorder=2)
    small = few_cases(group)
    order = values.sort_values().index
    spread = 0.6 * ((np.arange(len(values)) * 0.618034) % 1 - 0.5)  # the golden section: neighbours never at one height
    heights = pd.Series(spread, index=order).reindex(values.index)
    size = max(2.0, min(14.0, 3000 / len(values)))  # points square; smaller where there are many
    axes.scatter(values[~small], heights[~small], s=size, color=BLUE, alpha=0.7, lw=0, zorder=3)
    axes.scatter(values[small], heights[small], s=size, facecolors="none", edgecolors=GREY, lw=0.8, zorder=3)
    right = (float(values.min()) + float(values.max())) / 2
    for index in group.index[group["agency"].map(in_front) | (len(group) <= _FEW)]:
        at, front = (values[index], heights[index]), in_front(group.at[index, "agency"])
        side, ha = (-6, "right") if at[0] and at[0] >= right else (6, "left")
        axes.scatter(*at, s=2 * size if front else 0, color=ORANGE, zorder=4)
        axes.annotate(
            wrapped(group.at[index, "agency"], 40),
            at,
            xytext=(side, 0),
            textcoords="offset points",
            ha=ha,
            va="center",
            color=ORANGE if front else INK,
            fontsize=type_size(),
            zorder=5,
        )


def _strip_keys(groups: Sequence[Group], language: str) -> list[Artist]:
    """Keys of the marks that are drawn: dots, hollow ones, median and quartiles."""
    keys: list[Artist] = [_mark(BLUE, BLUE, words.say(language, "一个机关", "a body"))]
    if any(few_cases(group.rows).any() for group in groups):
        keys.append(_mark(GREY, "white", words.say(language, "不足 30 件", "fewer than 30 cases")))
    if any(len(group.rows) >= FEWEST_MEDIAN for group in groups):
        keys.append(Line2D([], [], color=INK, lw=1.2, label=words.say(language, "中位数", "median")))
        keys.append(Patch(facecolor=BAND, label=words.say(language, "四分位之间", "between the quartiles")))
    return keys


def _mark(edge: str, face: str, name: str) -> Line2D:
    return Line2D([], [], ls="", marker="o", mec=edge, mfc=face, label=printable(name))


@drawn
def intervals(frame: pd.DataFrame, *, language: str = "zh", size: str = "half") -> Chart:
    """A rate with its 95% interval and n / N; below 30 cases hollow and grey. A row a body, or a panel a body over several years."""
    held = with_figures(frame)
    if held.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    none = int((frame["note"] == NO_CASES).sum())
    note = words.say(language, f"{none} 份报告分母为 0，未画出。", f" Not drawn, having no cases: {none} reports.") if none else ""
    if over_years(held):
        return _intervals_over_years(held, frame, language, size, note)
    rows = rows_of(held, "report", language)
    told = f"{rows.note} {note}".strip()
    chart, axes = one_axes(metric_title(frame, language), frame, language, size, told, message=words.headline(frame, language))
    for point in held[row_key(held).isin(rows.at)].to_dict("records"):
        y = rows.at[f"{point['agency']}\n{point['year']}"]
        _interval(axes, point, y, across=True)
        counts = f"{int(point['numerator']):,}/{int(point['denominator']):,}"
        margin_text(axes, y, f"{float(point['value']):.1%}  {counts}", GREY if point["small_n"] else INK)
    row_axis(axes, rows)
    fit(chart, abs(axes.get_ylim()[0] - axes.get_ylim()[1]))
    percent_axis(axes)
    axes.set_xlim(0, _widest(held))
    axes.grid(axis="x")
    legend(axes, _interval_keys(held, language))
    return chart


def _intervals_over_years(held: pd.DataFrame, frame: pd.DataFrame, language: str, size: str, note: str) -> Chart:
    """A panel a body: its years on an axis of time, n and N below each."""
    kept, left = kept_bodies(held, language)
    told = f"{note}{left}{broken(held, language)}"
    chart = titled_page(metric_title(frame, language), frame, language, size, told, message=words.headline(frame, language))
    panels = []
    columns = columns_for(chart, (f"{int(count):,}/" for count in kept["denominator"]), kept["year"].nunique())
    for axes, rows, _, _ in body_panels(chart, groups_of(kept, language), high=1.7, columns=columns):
        for point in rows.drop_duplicates("year", keep=False).to_dict("records"):
            year, counts = int(point["year"]), f"{int(point['numerator']):,}/\n{int(point['denominator']):,}"
            _interval(axes, point, year, across=False)
            axes.text(year, -0.04 * _widest(held), counts, ha="center", va="top", fontsize=type_size(), color=GREY, linespacing=1.0)
        year_axis(axes, kept["year"], short=kept["year"].nunique() > 4)
        axes.tick_params(axis="x", pad=matplotlib.rcParams["font.size"] * 2.6, length=0)
        axes.set_ylim(0, _widest(held))
        percent_axis(axes, "y")
        axes.grid(axis="y")
        panels.append(axes)
    break_lines(panels, held)
    key_below(chart, _interval_keys(held, language))
    return chart


def _interval(axes: Axes, point: Record, at: float, *, across: bool) -> None:
    """The whisker and the dot of one rate, on a row or above its year; hollow and grey where it counts few cases."""
    few, value = bool(point["small_n"]), float(point["value"])
    colour, ends = (GREY if few else BLUE), [point["low"], point["high"]]
    if pd.notna(ends[0]):
        axes.plot(*((ends, [at, at]) if across else ([at, at], ends)), color=colour, lw=1.3, solid_capstyle="butt")
    axes.plot(*((value, at) if across else (at, value)), "o", color=colour, mfc="white" if few else colour, clip_on=False, zorder=4)


def _widest(held: pd.DataFrame) -> float:
    return min(1.0, float(held[["high", "value"]].astype(float).max().max()) * 1.05) or 1.0


def _interval_keys(held: pd.DataFrame, language: str) -> list[Artist]:
    """Keys of the whisker and of the hollow mark, as far as they are drawn."""
    keys: list[Artist] = [
        Line2D([], [], color=BLUE, marker="o", lw=1.3, label=words.say(language, "比率与 95% 区间", "rate and 95% interval"))
    ]
    if few_cases(held).any():
        keys.append(_mark(GREY, "white", words.say(language, "不足 30 件", "fewer than 30 cases")))
    return keys
