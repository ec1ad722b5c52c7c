"""Comparison frame -> Chart, in Chinese or English, at print size; blank is a gap, a small N is grey, the form is marked.

Every chart takes `language` (zh, en) and `size` (half or full page of A4, slide), and is kept with `save`.
"""

from __future__ import annotations

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter

from reportlib import compare
from reportlib.charts.axes import form_changes, form_keys, line, marker, percent_axis, value_axis, year_axis, year_colour, year_keys
from reportlib.charts.compositions import flow, outcomes, reasons, results
from reportlib.charts.figure import SIZES, Chart, drawn, house_style, save
from reportlib.charts.lettering import GREY, INK, PALE, end_labels, legend, point_labels, type_size, wrapped
from reportlib.charts.matrices import applicant_heat, coverage, mentions, rules_matrix
from reportlib.charts.rows import margin_text, row_axis, row_key, rows_of
from reportlib.charts.series import series
from reportlib.charts.strips import strip
from reportlib.charts.titled import metric_title, mixed, newest_year, nothing, one_axes, titled_page, with_figures
from reportlib.compare import NO_CASES, words
from reportlib.compare.method.intervals import Z95, Z998

__all__ = [
    "SIZES",
    "Chart",
    "applicant_heat",
    "coverage",
    "flow",
    "funnel",
    "house_style",
    "intervals",
    "mentions",
    "outcomes",
    "reasons",
    "results",
    "rules_matrix",
    "save",
    "series",
    "slope",
    "small_multiples",
    "strip",
    "trend",
    "volumes",
]
FEWEST_FUNNEL = 20  # points, below which a funnel shows no shape


@drawn
def volumes(frame: pd.DataFrame, *, language: str = "zh", size: str = "half", scale: str = "auto") -> Chart:
    """Every body as a row, every year as a dot, grouped by level and scope; `scale` is linear, log or auto (log above 1:100)."""
    held = with_figures(frame)
    if held.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    rows = rows_of(held, "agency", language)
    chart, axes = one_axes(metric_title(frame, language), frame, language, size, rows.note)
    shown = held[held["agency"].isin(rows.at)]
    years, unit = sorted(shown["year"].unique()), str(shown["unit"].iloc[0])
    for body, points in shown.groupby("agency", sort=False):
        y = rows.at[str(body)]
        axes.plot(points["value"].astype(float), [y] * len(points), color=PALE, lw=2.5, zorder=1, solid_capstyle="round")
        last = points.sort_values("year").iloc[-1]
        margin_text(axes, y, f"{int(last['year'])}  {words.number(last['value'], unit if unit == 'share' else '', language).strip()}")
    for (year, form), points in shown.groupby(["year", "form"], observed=True):
        axes.plot(
            points["value"].astype(float),
            points["agency"].map(rows.at),
            ls="",
            color=year_colour(year, years),
            marker=marker(form, shown),
            mec=INK,
            mew=0.5,
            zorder=3,
        )
    row_axis(axes, rows)
    value_axis(axes, shown["value"], scale, language, unit=unit)
    legend(axes, [*year_keys(years), *form_keys(shown, language)])
    return chart


@drawn
def trend(frame: pd.DataFrame, *, language: str = "zh", size: str = "half", scale: str = "auto", most: int = 8) -> Chart:
    """A line a body over the years, broken at gaps; a dashed mark where its form changes; beyond `most` bodies the rest is grey."""
    held = with_figures(frame)
    if held.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    ranked = held.groupby("agency")["value"].max().sort_values(ascending=False).index
    left = max(0, len(ranked) - most)
    note = (words.say(language, f"另有 {left} 个机关以灰线表示。", f"{left} more bodies in grey.") if left else "") + mixed(held, language)
    chart, axes = one_axes(metric_title(frame, language), frame, language, size, note)
    ends = []
    for place, body in enumerate(ranked):
        colour = matplotlib.rcParams["axes.prop_cycle"].by_key()["color"][place % 8] if place < most else PALE
        ends_at = line(axes, held[held["agency"] == body], colour, held, 3 if place < most else 1)
        if place < most:
            ends.append((float(ends_at.iloc[-1]), str(body), colour))
    value_axis(axes, held["value"], scale, language, "y", str(held["unit"].iloc[0]))
    form_changes([axes], held, language)
    year_axis(axes, held["year"])
    end_labels(axes, ends, size)
    legend(axes, form_keys(held, language))
    return chart


@drawn
def slope(
    frame: pd.DataFrame, first: int, last: int, *, language: str = "zh", size: str = "half", scale: str = "auto", most: int = 10
) -> Chart:
    """Each body's figure in two years joined by a line; bodies with only one of the years are counted in the note."""
    both = with_figures(frame[frame["year"].isin([first, last])])
    wide = both.drop_duplicates(["agency", "year"], keep=False).pivot(index="agency", columns="year", values="value").astype(float)
    wide = wide.reindex(columns=[first, last])
    pairs = wide.dropna()
    if pairs.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    pairs = pairs.loc[(pairs[last] - pairs[first]).abs().sort_values(ascending=False).index]
    only, left = len(wide) - len(pairs), max(0, len(pairs) - most)
    note = words.say(language, f"{only} 个机关只有其中一年，未画出。", f"{only} bodies have only one of the years. ") if only else ""
    note += words.say(language, f"{left} 个变化较小的机关以灰线表示。", f"{left} smaller changes in grey. ") if left else ""
    note += mixed(both[both["agency"].isin(pairs.index)], language)
    chart, axes = one_axes(metric_title(both, language), both, language, size, note)
    unit = str(both["unit"].iloc[0])
    ends: list[tuple[float, str, str]] = []
    for place, (body, pair) in enumerate(pairs.iterrows()):
        fell = pair[last] < pair[first]
        colour = ("#D55E00" if fell else "#0072B2") if place < most else PALE
        axes.plot([0, 1], pair, color=colour, marker="o", ls="--" if fell and place < most else "-", zorder=3 if place < most else 1)
        if place < most:
            figures = " → ".join(words.number(value, unit if unit == "share" else "", language).strip() for value in pair)
            ends.append((pair[last], f"{body}  {figures}", colour))
    axes.set_xticks([0, 1], [str(first), str(last)])
    axes.set_xlim(-0.08, 1.02)
    value_axis(axes, pd.Series(pairs.to_numpy().ravel()), scale, language, "y", unit)
    end_labels(axes, ends, size, 40)
    return chart


@drawn
def intervals(frame: pd.DataFrame, *, language: str = "zh", size: str = "half") -> Chart:
    """A rate of each report with its 95% interval and n / N at its right; below 30 cases hollow and grey."""
    held = with_figures(frame)
    if held.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    rows = rows_of(held, "report", language)
    none = int((frame["note"] == NO_CASES).sum())
    zero = words.say(language, f"{none} 份报告分母为 0，未画出。", f" Not drawn, having no cases: {none} reports.") if none else ""
    chart, axes = one_axes(metric_title(frame, language), frame, language, size, f"{rows.note} {zero}".strip())
    for point in held[row_key(held).isin(rows.at)].itertuples():
        y, value = rows.at[f"{point.agency}\n{point.year}"], float(point.value)
        colour = GREY if point.small_n else "#0072B2"
        if pd.notna(point.low):
            axes.plot([point.low, point.high], [y, y], color=colour, lw=1.3, solid_capstyle="butt")
        axes.plot(value, y, "o", color=colour, mfc="white" if point.small_n else colour, clip_on=False, zorder=4)
        margin_text(axes, y, f"{value:.1%}  {int(point.numerator):,}/{int(point.denominator):,}", GREY if point.small_n else INK)
    row_axis(axes, rows)
    percent_axis(axes)
    axes.set_xlim(0, min(1.0, float(held[["high", "value"]].astype(float).max().max()) * 1.05) or 1.0)
    axes.grid(axis="x")
    return chart


@drawn
def funnel(frame: pd.DataFrame, *, language: str = "zh", size: str = "half", most: int = 8) -> Chart:
    """A rate of the largest group of like bodies of the newest year against its number of cases; outliers are named.

    With the mean of the group and its 95% and 99.8% limits, which hold chance and what such bodies differ by in any case.
    """
    spread = _largest_group(compare.funnel(with_figures(frame)))
    if len(spread) < FEWEST_FUNNEL:
        few = words.say(
            language,
            f"同级同类的机关不足 {FEWEST_FUNNEL} 个，不画漏斗图；charts.strip 可画出每个机关",
            f"Fewer than {FEWEST_FUNNEL} like bodies: no funnel; charts.strip draws every body",
        )
        return nothing(metric_title(frame, language), frame, language, size, few if len(with_figures(frame)) else "")
    group = words.group_label(spread["level"].iloc[0], spread["scope"].iloc[0], language)
    others = len(with_figures(frame)) - len(spread)
    note = words.say(
        language,
        f"{group}，{len(spread)} 个同类机关" + (f"；其他年份和组别的 {others} 项未画出。" if others else "。"),
        f" {group}: {len(spread)} like bodies" + (f"; {others} figures of other years and groups are not drawn." if others else "."),
    )
    chart, axes = one_axes(metric_title(spread, language), spread, language, size, note)
    mean, tau, n = float(spread["mean"].iloc[0]), float(spread["tau"].iloc[0]), spread["n"].astype(float)
    grid = np.geomspace(max(1.0, n.min() * 0.8), n.max() * 1.3, 200)
    width = np.sqrt(mean * (1 - mean) / grid + tau**2)
    for z, style, name in ((Z95, "--", "95%"), (Z998, ":", "99.8%")):
        axes.plot(grid, np.clip(mean + z * width, 0, 1), color=GREY, ls=style, lw=0.9, label=name)
        axes.plot(grid, np.clip(mean - z * width, 0, 1), color=GREY, ls=style, lw=0.9)
    axes.axhline(mean, color=GREY, lw=0.9, label=words.say(language, f"合计 {mean:.1%}", f"All: {mean:.1%}"))
    colours = np.where(spread["outside"], "#D55E00", np.where(spread["small_n"], "#CCCCCC", "#0072B2"))
    axes.scatter(n, spread["value"].astype(float), c=colours, s=18 * SIZES[size][2], edgecolor="white", lw=0.4, zorder=3)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}"))
    axes.set_xlabel(words.say(language, "样本量（对数刻度）", "Number of cases (log scale)"))
    axes.set_ylim(-0.02, min(1.05, max(float(spread["value"].max()), mean) * 1.25 + 0.03))
    percent_axis(axes, "y")
    outside = spread[spread["outside"]]
    named = outside.reindex(((outside["value"].astype(float) - mean).abs() * outside["n"].astype(float) ** 0.5).nlargest(most).index)
    point_labels(axes, [(float(p.n), float(p.value), f"{p.agency} {p.year}") for p in named.itertuples()], size)
    legend(axes)
    return chart


def _largest_group(spread: pd.DataFrame) -> pd.DataFrame:
    """The largest group of like bodies in the newest year that has one of ten and more."""
    held = newest_year(spread[spread["mean"].notna()])
    keys = [name for name in ("metric", "level", "scope", "covers", "kind") if name in held and held[name].notna().any()]
    groups = [group for _, group in held.groupby(keys, observed=True, dropna=False)]
    return max(groups, key=len, default=held)


@drawn
def small_multiples(frame: pd.DataFrame, *, language: str = "zh", size: str = "full", scale: str = "auto") -> Chart:
    """A small panel a body, all on one scale and one span of years, those of the largest figures first."""
    held = with_figures(frame)
    if held.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    columns = 7 if size == "slide" else 5
    most = columns * max(1, int((SIZES[size][1] - 1) / (1.05 * SIZES[size][2] ** 0.5)))
    ranked = held.groupby("agency")["value"].max().sort_values(ascending=False).index
    left = max(0, len(ranked) - most)
    note = words.say(language, f"另有 {left} 个机关未画出，数字见同名 CSV。", f"{left} more bodies are in the CSV.") if left else ""
    note += mixed(held, language)
    chart = titled_page(metric_title(frame, language), frame, language, size, note)
    count = min(len(ranked), most)
    columns = min(columns, count)
    panels = chart.subplots(-(-count // columns), columns, sharex=True, sharey=True, squeeze=False)
    for axes, body in zip(panels.flat, ranked[:most], strict=False):
        points = held[held["agency"] == body]
        line(axes, points, "#0072B2", held, 3)
        axes.set_title(wrapped(body, int(SIZES[size][0] / columns * 72 / type_size(-2) * 1.7)), fontsize=type_size(-2), pad=2)
        axes.grid(axis="y")
    for place, axes in enumerate(panels.flat[count:], count):
        axes.set_visible(False)
        panels.flat[place - columns].tick_params(labelbottom=True)
    value_axis(panels[0, 0], held["value"], scale, language, "y", str(held["unit"].iloc[0]), named=False)
    form_changes(panels.flat[:count], held)
    year_axis(panels[0, 0], held["year"], short=True)
    return chart
