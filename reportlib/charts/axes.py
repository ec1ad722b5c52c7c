"""What charts share: titled pages, rows of bodies grouped by level and scope, value and year axes, keys, and labels that do not overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

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

from reportlib.charts.figure import SIZES, Chart, page, printable
from reportlib.charts.lettering import GREY, INK, PALE, type_size, wrapped
from reportlib.compare import words
from reportlib.compare.metrics import METRICS
from reportlib.forms import load_forms

LEVELS = ["state", "province", "prefecture", "county", "town"]
NAMELESS = "（?）"  # a report that does not say whose it is
ROW = 0.15  # inches that one row of type takes
FEWEST = 6  # rows that the axes are made for at least
LABEL_WIDTH = 34  # half-width characters of a row label's line


class Rows(NamedTuple):
    """Where each row stands (from the top, headers between), its label, the headers, and a note on what did not fit."""

    at: dict[str, float]
    labels: dict[str, str]
    headers: list[tuple[float, str]]
    note: str


def with_figures(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a figure and a year, of the frame's first metric."""
    if frame.empty:
        return frame
    frame = by_body(frame)
    chosen = frame[(frame["metric"] == frame["metric"].iloc[0]) & frame["value"].notna() & frame["year"].notna()]
    return chosen.assign(year=chosen["year"].astype(int))


def by_body(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with one name a body as its agency: the latest one, and behind it the body's id where two bodies share a name."""
    frame = frame.assign(agency=frame["agency"].astype("str").str.strip().replace("", NAMELESS))
    if "body_id" not in frame or frame["body_id"].isna().any() or frame.empty:
        return frame
    latest = frame.dropna(subset=["agency"]).sort_values("year", kind="stable").groupby("body_id")["agency"].last().astype(str)
    shared = latest.duplicated(keep=False)
    names = latest.where(~shared, latest + " (" + latest.index.astype(str) + ")")
    return frame.assign(agency=frame["body_id"].map(names))


def one_axes(title: str, frame: pd.DataFrame, language: str, size: str, note: str = "") -> tuple[Chart, Axes]:
    """A titled page with one pair of axes."""
    chart = titled_page(title, frame, language, size, note)
    return chart, chart.subplots()


def titled_page(title: str, frame: pd.DataFrame, language: str, size: str, note: str = "", *, beside: bool = False) -> Chart:
    """A page with title, footnote and alt text; the numbers are all of the frame. `beside`: a key stands beside the note."""
    said = words.findings(frame, language)[:4] if {"metric", "value", "unit", "level"} <= set(frame) else []
    verified = words.verified_figures(frame, language)
    chart = page(size, title, frame, " ".join([*said, *([] if verified in said else [verified]), note]).strip())
    note = f"{verified}{' ' if language == 'en' else ''}{_blanks(frame, language)}{note}"
    if note.strip():
        text = wrapped(note.strip(), (160 if size == "slide" else 132) // (3 if beside else 1))
        chart.supxlabel(text, x=0.012, ha="left", fontsize=type_size(-1.5), color="#666666")
    return chart


def _blanks(frame: pd.DataFrame, language: str) -> str:
    """How many reports lack the one figure that a chart shows; those without any case are counted by the chart itself."""
    if "note" not in frame or "metric" not in frame or frame["metric"].nunique() != 1 or "applicant" in frame or "reason" in frame:
        return ""
    blank = int((frame["value"].isna() & (frame["note"] != "no cases")).sum()) if "result" not in frame else 0
    return words.say(language, f"{blank} 份报告此项缺数，留空。", f"{blank} reports lack the figure. ") if blank else ""


def nothing(title: str, frame: pd.DataFrame, language: str, size: str, why: str = "") -> Chart:
    """A page that says that there is nothing to draw."""
    text = why or words.say(language, "没有可用的数据", "No figures to draw")
    chart = page(size, title, frame, text)
    axes = chart.subplots()
    axes.set_axis_off()
    axes.text(0.5, 0.5, printable(text), ha="center", va="center", color=GREY, fontsize=type_size(2))
    return chart


def metric_title(frame: pd.DataFrame, language: str) -> str:
    """Name, unit and years of the metric that the frame holds."""
    if frame.empty:
        return words.say(language, "没有可用的数据", "No figures")
    code = str(frame["metric"].iloc[0])
    metric, name = METRICS.get(code), words.metric_label(code, language)
    unit = metric.unit if metric else ""
    shown = words.unit_label(unit, language)
    return name + (words.say(language, f"（{shown}）", f" ({shown})") if shown else "") + years_text(frame, language)


def years_text(frame: pd.DataFrame, language: str) -> str:
    """The span of years behind a comma, or nothing."""
    years = frame["year"].dropna().astype(int) if "year" in frame else pd.Series(dtype=int)
    if years.empty:
        return ""
    span = str(years.min()) if years.min() == years.max() else f"{years.min()}–{years.max()}"
    return words.say(language, f"，{span} 年", f", {span}")


def mixed(frame: pd.DataFrame, language: str) -> str:
    """A word of caution where bodies of different levels or scopes stand in one picture."""
    if len(frame[["level", "scope"]].drop_duplicates()) < 2:
        return ""
    return words.say(language, "含不同层级或政府汇总与单个机关，不作高低比较。", " Levels or scopes differ: not for ranking.")


def whose(frame: pd.DataFrame, language: str) -> str:
    """The body a chart speaks of, or how many reports of which groups."""
    reports = frame["report_id"].nunique()
    if reports == 1:
        return words.say(language, f"{frame['agency'].iloc[0]}。", f"{frame['agency'].iloc[0]}.")
    pairs = frame[["level", "scope"]].drop_duplicates()
    groups = [words.group_label(level, scope, language) for level, scope in zip(pairs["level"], pairs["scope"], strict=True)]
    listed = "、".join(groups) if language == "zh" else ", ".join(groups)
    return words.say(language, f"{reports} 份报告合计（{listed}）。", f"{reports} reports together ({listed}).")


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


def shares_inside(axes: Axes, bars: BarContainer, hatch: str, colour: str, small: list[bool]) -> None:
    """The share written in each bar that is wide enough for it; the bars of a small N pale."""
    for bar, few in zip(bars, small, strict=True):
        bar.set_alpha(0.4 if few else None)
        dark = colour in ("#0072B2", "#D55E00") and not few
        if bar.get_width() >= 0.075:
            box = {"facecolor": colour, "edgecolor": "none", "pad": 0.6} if hatch and not few else None
            axes.text(
                bar.get_x() + bar.get_width() / 2,
                bar.get_y() + bar.get_height() / 2,
                f"{bar.get_width():.0%}",
                ha="center",
                va="center",
                fontsize=type_size(-1.7),
                color="white" if dark else INK,
                bbox=box,
            )


def value_axis(
    axes: Axes, values: pd.Series[Any], scale: str, language: str, which: str = "x", unit: str = "件", *, named: bool = True
) -> None:
    """Linear or log scale with thousands; auto takes log above 1:100. On a log scale zero keeps a place of its own."""
    numbers = values.dropna().astype(float)
    positive = numbers[numbers > 0]
    wide = len(positive) > 1 and positive.max() > 100 * positive.min()
    log = scale == "log" or (scale == "auto" and unit not in ("share", "ratio") and wide)
    axis = axes.xaxis if which == "x" else axes.yaxis
    if log:
        (axes.set_xscale if which == "x" else axes.set_yscale)("symlog", linthresh=1, linscale=0.5)
        axis.set_major_locator(SymmetricalLogLocator(base=10, linthresh=1))
        _thin_decades(axes, which, numbers)
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
    step = 1 if last - first < 12 and not short else max(1, (last - first + 2) // 3)
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
    changes = [(form.code, form.first_year) for form in load_forms().values() if first < form.first_year <= last]
    for axes in panels:
        for form, year in changes:
            axes.axvline(year - 0.5, color=GREY, ls=(0, (4, 3)), lw=0.8, zorder=0)
            if language:
                axes.text(
                    year - 0.47,
                    0.995,
                    printable(words.say(language, f"{form} 式表起", f"form of {form}")),
                    va="top",
                    color=GREY,
                    transform=axes.get_xaxis_transform(),
                    fontsize=type_size(-1.5),
                )


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


def _placed(kept: list[Any], groups: pd.DataFrame, note: str, language: str) -> Rows:
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


def _thin_decades(axes: Axes, which: str, numbers: pd.Series[float]) -> None:
    """Ticks at every decade, or every second one where there are many; 0 only where it occurs or the axis starts there."""
    top = int(np.ceil(np.log10(max(float(numbers.max()), 1.0))))
    step = 1 if top <= 5 or which == "y" else 2
    lowest = float(numbers.min())
    decades = [10.0**power for power in range(0, top + 1, step) if 10.0**power >= lowest / 10]
    ticks = [0.0, *decades] if lowest <= 0 else decades
    (axes.set_xticks if which == "x" else axes.set_yticks)(ticks)
    start = -0.15 if lowest <= 0 else max(lowest / 3, 0.5)
    (axes.set_xlim if which == "x" else axes.set_ylim)(start, float(numbers.max()) * 1.8)
