"""The results of reviews and lawsuits: a panel a channel, a row a body or an axis of time, like bodies on one scale."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from reportlib.charts.page.asked import drawn, in_front
from reportlib.charts.page.axes import bars, break_lines, year_axis
from reportlib.charts.page.colours import BLUE, FRONT, GREY, INK, RESULTS
from reportlib.charts.page.figure import Chart, printable
from reportlib.charts.page.lettering import type_size, wrapped
from reportlib.charts.page.named import by_body, over_years
from reportlib.charts.page.panels import groups_of, kept_bodies
from reportlib.charts.page.rows import fit, row_axis, row_key, rows_of
from reportlib.charts.page.titled import broken, key_below, nothing, titled_page, years_text
from reportlib.compare import SMALL_N, words

_HIGH = 8.0  # lines of type that the panels of one body over its years are high


@drawn
def results(frame: pd.DataFrame, *, language: str = "zh", size: str = "half", share: bool = False) -> Chart:
    """Reviews and lawsuits by result: a panel a channel, like bodies on one scale, the total at the bar's end; counts, or shares of 100%.

    A row a body; where a body has several years, panels for each body with its years on an axis of time.
    """
    title = words.say(
        language, f"行政复议与行政诉讼结果（{'占比' if share else '件'}）", f"Reviews and lawsuits by result{' (share)' if share else ''}"
    ) + years_text(frame, language)
    frame = by_body(frame)
    held = frame[frame["denominator"].notna()]
    busiest = held.assign(value=held.groupby("report_id")["denominator"].transform("max"))
    none = int((busiest.groupby("report_id")["value"].max() == 0).sum()) if len(held) else 0
    zero = words.say(language, f"{none} 份报告三类均为 0，未画出。", f" Not drawn, having none: {none} reports.") if none else ""
    busy = busiest[busiest["value"] > 0]
    if busy.empty:
        return nothing(title, frame, language, size, zero)
    grey = words.say(language, "灰字：有缺数", "Grey: a figure is missing") + (
        words.say(language, f"或不足 {SMALL_N} 件。", f", or fewer than {SMALL_N} cases.") if share else words.say(language, "。", ".")
    )
    shown = frame[frame["report_id"].isin(busy["report_id"])]
    if over_years(busy[busy["year"].notna()]):
        return _over_years(title, frame, shown[shown["year"].notna()].astype({"year": int}), f"{grey}{zero}", language, size, share=share)
    rows = rows_of(busy, "report", language)
    chart = titled_page(title, frame, language, size, f"{grey}{zero}{rows.note}", message=words.headline(shown, language))
    groups, channels = rows.by_group(), list(frame["channel"].cat.categories)
    heights = [group.height + 2.0 for group in groups]
    fit(chart, sum(heights) + 5 * len(groups))
    panels = chart.subplots(len(groups), len(channels), sharex="row", sharey="row", squeeze=False, height_ratios=heights)
    for line, group in zip(panels, groups, strict=True):
        _headed(line, frame, language)
        _group_of_channels(line, shown.assign(at=row_key(shown).map(group.at)).dropna(subset=["at"]), language, share=share)
        row_axis(line[0], group)
        for axes in line[1:]:
            axes.tick_params(axis="y", length=0)
    key_below(chart, panels[0][0].get_legend_handles_labels()[0])
    return chart


def _group_of_channels(line: np.ndarray, shown: pd.DataFrame, language: str, *, share: bool) -> None:
    """The bars of one group of bodies, a panel a channel, all on one scale."""
    widest = 1.0 if share else float(shown["denominator"].astype(float).max())
    for axes, channel in zip(line, shown["channel"].cat.categories, strict=True):
        _bars(axes, shown[shown["channel"] == channel], language, share=share, across=True)
        axes.set_xlim(0, widest * 1.3)
        axes.xaxis.set_major_locator(MaxNLocator(3, integer=not share))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: _tick(x, share=share)))


def _over_years(title: str, frame: pd.DataFrame, shown: pd.DataFrame, note: str, language: str, size: str, *, share: bool) -> Chart:
    """A row of panels a body, one a channel, its years on an axis of time; the panels of a body are on one scale."""
    kept, left = kept_bodies(shown, language)
    told = f"{note}{left}{broken(frame, language)}"
    chart = titled_page(title, frame, language, size, told, message=words.headline(frame, language))
    bodies = [(group.label, name, rows) for group in groups_of(kept, language) for name, rows in group.rows.groupby("agency", sort=False)]
    channels = list(frame["channel"].cat.categories)
    fit(chart, _HIGH * len(bodies))
    panels = chart.subplots(len(bodies), len(channels), sharex=True, sharey="row", squeeze=False)
    _headed(panels[0], frame, language)
    before = ""
    for line, (group, name, rows) in zip(panels, bodies, strict=True):
        for axes, channel in zip(line, channels, strict=True):
            _bars(axes, rows[rows["channel"] == channel].assign(at=rows["year"]), language, share=share, across=False)
            axes.yaxis.set_major_locator(MaxNLocator(3, integer=not share))
            axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: _tick(y, share=share)))
        highest = 1.0 if share else float(rows["denominator"].astype(float).max())
        line[0].set_ylim(0, highest * 1.25)
        _named(line[0], name, group if group != before else "")
        before = group
    year_axis(panels[-1][0], kept["year"], short=kept["year"].nunique() > 3)
    break_lines(panels.flat, frame)
    key_below(chart, panels[0][0].get_legend_handles_labels()[0])
    return chart


def _named(axes: Axes, name: str, group: str) -> None:
    """The body's name at the left of its panels, and above it that of its group where it is the first."""
    axes.set_ylabel(wrapped(name, 20), rotation=0, ha="right", va="center", fontsize=type_size(), bbox=FRONT if in_front(name) else None)
    if group:
        axes.annotate(
            printable(group),
            (0, 1),
            xycoords="axes fraction",
            xytext=(-6, type_size()),
            textcoords="offset points",
            ha="right",
            color=BLUE,
            fontsize=type_size(),
        )


def _headed(panels: np.ndarray, frame: pd.DataFrame, language: str) -> None:
    """The name of its channel above each panel."""
    for axes, channel in zip(panels, frame["channel"].cat.categories, strict=True):
        name = words.label("proceedings", "channel", channel, language).replace(" ", "\n" if language == "zh" else " ")
        axes.set_title(wrapped(name, 26), fontsize=type_size(), linespacing=1.25)


def _bars(axes: Axes, frame: pd.DataFrame, language: str, *, share: bool, across: bool) -> None:
    """One channel's bars at their places; a report that lacks a result has no bar, and its total is grey."""
    keyed = frame.drop_duplicates(["at", "result"])
    counts = keyed.pivot(index="at", columns="result", values="numerator").astype(float)
    totals = keyed.drop_duplicates("at").set_index("at")["denominator"].reindex(counts.index).astype(float)
    whole = counts.notna().all(axis=1)
    lengths = counts.where(whole, 0.0).div(totals.where(totals > 0), axis=0).fillna(0) if share else counts.where(whole, 0.0)
    start = np.zeros(len(counts))
    for (result, values), style in zip(lengths.items(), RESULTS, strict=False):
        name = words.label("proceedings", "result", str(result), language)
        bars(axes, counts.index, values, start, style, name, across=across)
        start = start + values.to_numpy()
    for end, at, total, known in zip(start, counts.index, totals, whole, strict=True):
        text = words.say(language, "缺", "no figure") if pd.isna(total) else f"{int(total):,}"
        colour = INK if known and (total >= SMALL_N or not share) else GREY
        place, apart, va, ha = ((end, at), (3, 0), "center", "left") if across else ((at, end), (0, 2), "bottom", "center")
        axes.annotate(text, place, xytext=apart, textcoords="offset points", fontsize=type_size(), color=colour, va=va, ha=ha)


def _tick(value: float, *, share: bool) -> str:
    return f"{value:,.0f}" if not share else f"{value:.0%}" if value <= 1 else ""
