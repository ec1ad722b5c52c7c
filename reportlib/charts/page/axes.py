"""Axes and marks of charts: values and years, lines broken at gaps, changes of form, and keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import matplotlib
import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator, SymmetricalLogLocator
from numpy.typing import ArrayLike

from reportlib.charts.page.colours import DARK, GREY, INK, Style
from reportlib.charts.page.figure import printable
from reportlib.charts.page.lettering import type_size
from reportlib.compare import words
from reportlib.compare.method.breaks import crossing
from reportlib.forms import load_forms

_MOST_DECADES, _FEW_DECADES = 6, 3  # that have room for their figures on an axis of the page, and on one of a small panel


def bars(axes: Axes, at: Iterable[float], lengths: pd.Series, starts: ArrayLike, style: Style, name: str, *, across: bool) -> BarContainer:
    """One part of stacked bars, lying on rows or standing on years."""
    colour, hatch = style
    places, values, below = list(at), lengths.astype(float).to_numpy(), np.asarray(starts, dtype=float)
    label = printable(name)
    if across:
        return axes.barh(places, values, left=below, height=0.74, color=colour, hatch=hatch, edgecolor="white", lw=0.4, label=label)
    return axes.bar(places, values, bottom=below, width=0.8, color=colour, hatch=hatch, edgecolor="white", lw=0.4, label=label)


def shares_inside(axes: Axes, drawn: BarContainer, style: Style, small: Sequence[bool], *, upright: bool = False) -> None:
    """The share written in each bar that has room for it; the bars of a small N pale. `upright` where bars stand on years."""
    colour, hatch = style
    for bar, few in zip(drawn, small, strict=True):
        bar.set_alpha(0.4 if few else None)
        share = bar.get_height() if upright else bar.get_width()
        if share >= (0.13 if upright else 0.075):
            box = {"facecolor": colour, "edgecolor": "none", "pad": 0.6} if hatch and not few else None
            axes.text(
                bar.get_x() + bar.get_width() / 2,
                bar.get_y() + bar.get_height() / 2,
                f"{share:.0%}",
                ha="center",
                va="center",
                fontsize=type_size(),
                color="white" if colour in DARK and not few else INK,
                bbox=box,
            )


def value_axis(axes: Axes, values: pd.Series, scale: str, language: str, which: str = "x", unit: str = "件", *, named: bool = True) -> None:
    """Linear or log scale with thousands; auto takes log above 1:100. On a log scale zero keeps a place of its own."""
    numbers = values.dropna().astype(float)
    positive = numbers[numbers > 0]
    wide = len(positive) > 1 and positive.max() > 100 * positive.min()
    log = scale == "log" or (scale == "auto" and unit not in ("share", "ratio") and wide)
    axis = axes.xaxis if which == "x" else axes.yaxis
    if log:
        (axes.set_xscale if which == "x" else axes.set_yscale)("symlog", linthresh=1, linscale=0.5)
        axis.set_major_locator(SymmetricalLogLocator(base=10, linthresh=1))
        _thin_decades(axes, which, numbers, _MOST_DECADES if named else _FEW_DECADES)
        if named:
            (axes.set_xlabel if which == "x" else axes.set_ylabel)(words.say(language, "对数刻度", "log scale"))
    elif unit in ("share", "ratio"):
        percent_axis(axes, which)
        (axes.set_xlim if which == "x" else axes.set_ylim)(0, max(float(numbers.max()) * 1.1, 0.01))
        return
    else:
        axis.set_major_locator(MaxNLocator(5 if which == "y" else 4, integer=bool((numbers % 1 == 0).all())))
        low, high = min(0.0, float(numbers.min())), float(numbers.max()) or 1.0
        (axes.set_xlim if which == "x" else axes.set_ylim)(low - (high - low) * 0.02, high * 1.06)
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(axis="x" if which == "x" else "y")


def percent_axis(axes: Axes, which: str = "x") -> None:
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
    axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))


def year_axis(axes: Axes, years: pd.Series[int], *, short: bool = False) -> None:
    first, last = int(years.min()), int(years.max())
    most = 7 if short else 9
    step = max(1, -(-(last - first + 1) // most))
    ticks = list(range(first, last + 1, step))
    axes.set_xticks(ticks, [f"{year % 100:02d}" if short else str(year) for year in ticks])
    axes.set_xlim(first - 0.4, last + 0.4)


def line(axes: Axes, points: pd.DataFrame, colour: str, all_points: pd.DataFrame, zorder: int) -> pd.Series[float]:
    """The body's line over its years, broken where a year has no figure; its marker tells the form."""
    by_year = points.drop_duplicates("year", keep=False).set_index("year").sort_index()
    years = range(int(all_points["year"].min()), int(all_points["year"].max()) + 1)
    values = by_year["value"].astype(float).reindex(years)
    axes.plot(list(years), values.to_numpy(), color=colour, zorder=zorder, lw=1.4 if zorder > 1 else 0.8)
    for form, held in by_year.groupby(by_year["form"].astype(str)):
        hollow = marker(form, all_points) != "o"
        points_wide = matplotlib.rcParams["lines.markersize"] * (0.9 if zorder > 1 else 0.5)
        axes.plot(
            held.index,
            held["value"].astype(float),
            ls="",
            marker=marker(form, all_points),
            color=colour,
            mfc="white" if hollow else colour,
            zorder=zorder + 1,
            ms=points_wide,
            clip_on=False,
        )
    return values.dropna()


def form_changes(panels: Iterable[Axes], frame: pd.DataFrame, language: str | None = None) -> None:
    """A dashed line before the first year of every form that begins within the years shown, named where a language is given."""
    first, last = frame["year"].min(), frame["year"].max()
    changes = {form.first_year: form.code for form in load_forms().values() if first < form.first_year <= last}
    named = {year: words.say(language, f"{form} 式表起", f"form of {form}") if language else "" for year, form in changes.items()}
    dashed_years(panels, named)


def break_lines(panels: Iterable[Axes], frame: pd.DataFrame, language: str | None = None) -> None:
    """A dashed line before the year in which the meaning of the frame's metric changes by law; the note of the chart says how."""
    first, last = int(frame["year"].min()), int(frame["year"].max())
    forms = {form.first_year for form in load_forms().values()}
    years = {each.whole_year for code in frame["metric"].unique() for each in crossing(str(code), first, last)} - forms
    dashed_years(panels, {year: words.say(language, f"{year} 口径变", f"{year}: new meaning") if language else "" for year in years})


def dashed_years(panels: Iterable[Axes], named: Mapping[int, str]) -> None:
    """A dashed line before each of the years, with a word beside it where it has one."""
    for axes in panels:
        for year, name in named.items():
            axes.axvline(year - 0.5, color=GREY, ls=(0, (4, 3)), lw=0.8, zorder=0)
            at = axes.get_xaxis_transform()
            if name:
                axes.text(year - 0.47, 0.995, printable(name), va="top", color=GREY, transform=at, fontsize=type_size())


def year_keys(years: Sequence[int]) -> list[Artist]:
    return [Line2D([], [], ls="", marker="o", color=year_colour(year, years), mec=INK, mew=0.5, label=str(year)) for year in years]


def form_keys(frame: pd.DataFrame, language: str) -> list[Artist]:
    """Keys of the markers by form, only where there is more than one form."""
    forms = sorted(frame["form"].dropna().astype(str).unique())
    if len(forms) < 2:
        return []
    return [
        Line2D(
            [],
            [],
            ls="",
            marker=marker(form, frame),
            color="white",
            mec=INK,
            mew=0.7,
            label=printable(words.say(language, f"{form} 式表", f"form of {form}")),
        )
        for form in forms
    ]


def marker(form: object, frame: pd.DataFrame) -> str:
    """A circle for the latest form in the frame, squares and others for the earlier ones."""
    forms = sorted(frame["form"].dropna().astype(str).unique(), reverse=True)
    return "osD^v"[min(forms.index(str(form)), 4)] if str(form) in forms else "x"


def year_colour(year: int, years: Sequence[int]) -> str:
    """Dark for the latest year, light for the first."""
    place = (list(years).index(year) + 1) / len(years)
    return to_hex(colormaps["YlGnBu"](0.05 + 0.95 * place if len(years) > 1 else 0.85))


def _thin_decades(axes: Axes, which: str, numbers: pd.Series[float], most: int) -> None:
    """Ticks at every decade, or every second one where there are more than `most`; 0 only where it occurs or the axis starts there."""
    top = int(np.ceil(np.log10(max(float(numbers.max()), 1.0))))
    lowest = float(numbers.min())
    powers = [power for power in range(0, top + 1) if 10.0**power >= lowest / 10]
    decades = [10.0**power for power in (powers if len(powers) <= most else powers[int(lowest <= 0) :: 2])]
    ticks = [0.0, *decades] if lowest <= 0 else decades
    (axes.set_xticks if which == "x" else axes.set_yticks)(ticks)
    start = -0.15 if lowest <= 0 else max(lowest / 3, 0.5)
    (axes.set_xlim if which == "x" else axes.set_ylim)(start, float(numbers.max()) * 1.8)
