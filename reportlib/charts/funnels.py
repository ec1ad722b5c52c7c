"""The funnel: which rates of like bodies differ by more than chance, against the number of their cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from reportlib import compare
from reportlib.charts.page.asked import drawn, in_front
from reportlib.charts.page.axes import percent_axis
from reportlib.charts.page.colours import BLUE, GREY, ORANGE
from reportlib.charts.page.figure import SIZES, Chart
from reportlib.charts.page.lettering import legend, point_labels
from reportlib.charts.page.named import newest_year, with_figures
from reportlib.charts.page.titled import metric_title, nothing, one_axes
from reportlib.compare import words
from reportlib.compare.method.intervals import Z95, Z998

FEWEST_FUNNEL = 20  # points, below which a funnel shows no shape
MOST_NAMED = 8  # bodies beyond the limits that have room for their names


@drawn
def funnel(frame: pd.DataFrame, *, language: str = "zh", size: str = "half") -> Chart:
    """A rate of the largest group of like bodies of the newest year against its number of cases; outliers are named.

    With the mean of the group and its 95% and 99.8% limits, which hold chance and what such bodies differ by in any case.
    """
    held = with_figures(frame)
    spread = _largest_group(compare.funnel(held))
    if len(spread) < FEWEST_FUNNEL:
        few = words.say(
            language,
            f"同级同类的机关不足 {FEWEST_FUNNEL} 个，不画漏斗图；charts.strip 可画出每个机关",
            f"Fewer than {FEWEST_FUNNEL} like bodies: no funnel; charts.strip draws every body",
        )
        return nothing(metric_title(frame, language), frame, language, size, few if len(held) else "")
    named = _named(spread)
    note = _note(spread, len(held) - len(spread), int((spread["outside"] & ~spread.index.isin(named.index)).sum()), language)
    chart, axes = one_axes(metric_title(spread, language), spread, language, size, note, message=_message(spread, language))
    _limits(axes, spread, language)
    n, colours = spread["n"].astype(float), np.where(spread["outside"], ORANGE, np.where(spread["small_n"], "#CCCCCC", BLUE))
    axes.scatter(n, spread["value"].astype(float), c=colours, s=18 * SIZES[size][2], edgecolor="white", lw=0.4, zorder=3)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}"))
    axes.set_xlabel(words.say(language, "样本量（对数刻度）", "Number of cases (log scale)"))
    axes.set_ylim(-0.02, min(1.05, max(float(spread["value"].max()), float(spread["mean"].iloc[0])) * 1.25 + 0.03))
    percent_axis(axes, "y")
    legend(axes)
    labels = [(float(p.n), float(p.value), f"{p.agency}  {p.year}") for p in named.itertuples()]
    point_labels(axes, labels, SIZES[size][1] - 2.0 * SIZES[size][2] ** 0.5)
    return chart


def _limits(axes: Axes, spread: pd.DataFrame, language: str) -> None:
    """The mean of the group and the limits about it, which narrow with the number of cases."""
    mean, tau, n = float(spread["mean"].iloc[0]), float(spread["tau"].iloc[0]), spread["n"].astype(float)
    grid = np.geomspace(max(1.0, n.min() * 0.8), n.max() * 1.3, 200)
    width = np.sqrt(mean * (1 - mean) / grid + tau**2)
    for z, style, name in ((Z95, "--", "95%"), (Z998, ":", "99.8%")):
        axes.plot(grid, np.clip(mean + z * width, 0, 1), color=GREY, ls=style, lw=0.9, label=name)
        axes.plot(grid, np.clip(mean - z * width, 0, 1), color=GREY, ls=style, lw=0.9)
    axes.axhline(mean, color=GREY, lw=0.9, label=words.say(language, f"合计 {mean:.1%}", f"All: {mean:.1%}"))


def _named(spread: pd.DataFrame) -> pd.DataFrame:
    """The bodies whose names stand beside their points: those asked for, and those farthest beyond the limits."""
    outside = spread[spread["outside"]]
    far = ((outside["value"].astype(float) - outside["mean"].astype(float)).abs() * outside["n"].astype(float) ** 0.5).nlargest(MOST_NAMED)
    return spread[spread.index.isin(far.index) | spread["agency"].map(in_front)]


def _message(spread: pd.DataFrame, language: str) -> str:
    outside, name = int(spread["outside"].sum()), words.metric_label(str(spread["metric"].iloc[0]), language)
    zh = (
        f"{name}：{len(spread)} 个机关中 {outside} 个超出偶然可解释的范围"
        if outside
        else f"{name}：{len(spread)} 个机关的差别均可由偶然解释"
    )
    en = f"{name}: {outside or 'none'} of {len(spread)} bodies differ{'s' * (outside == 1)} by more than chance"
    return words.say(language, zh, en)


def _note(spread: pd.DataFrame, others: int, unnamed: int, language: str) -> str:
    """Which group is drawn, and what is not drawn or not named."""
    group = words.group_label(spread["level"].iloc[0], spread["scope"].iloc[0], language)
    zh = f"{group}，{len(spread)} 个同类机关" + (f"；其他年份和组别的 {others} 项未画出。" if others else "。")
    en = f" {group}: {len(spread)} like bodies" + (f"; {others} figures of other years and groups are not drawn." if others else ".")
    zh += f"另有 {unnamed} 个橙色点未写名称，见同名 CSV。" if unnamed else ""
    en += f" {unnamed} more orange points are not named: see the CSV." if unnamed else ""
    return words.say(language, zh, en)


def _largest_group(spread: pd.DataFrame) -> pd.DataFrame:
    """The largest group of like bodies in the newest year that has one of ten and more."""
    held = newest_year(spread[spread["mean"].notna()])
    keys = [name for name in ("metric", "level", "scope", "covers", "kind") if name in held and held[name].notna().any()]
    groups = [group for _, group in held.groupby(keys, observed=True, dropna=False)]
    return max(groups, key=len, default=held)
