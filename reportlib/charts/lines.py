"""Charts of lines: bodies over the years, and between two years; every body is drawn, in a panel with a scale for each group of like bodies."""

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
from reportlib.charts.page.axes import break_lines, form_changes, form_keys, line, value_axis, year_axis
from reportlib.charts.page.colours import BAND, BLUE, DIM, INK, ORANGE
from reportlib.charts.page.figure import Chart
from reportlib.charts.page.lettering import end_labels, legend, lines_of, wrapped
from reportlib.charts.page.named import with_figures
from reportlib.charts.page.panels import body_panels, group_panels, groups_of, kept_bodies
from reportlib.charts.page.rows import margin_text, row_axis, rows_of
from reportlib.charts.page.titled import broken, metric_title, mixed, nothing, titled_page
from reportlib.compare import words

NAMED = 8  # bodies of a group whose lines have a colour and a name of their own
_LABEL_WIDTH, _PAIR_WIDTH = 30, 40  # half-width characters of a name at the end of a line, and of one with two figures
_HIGH = 8.0  # lines of type that a panel of lines is high at least


@drawn
def trend(frame: pd.DataFrame, *, language: str = "zh", size: str = "half", scale: str = "auto") -> Chart:
    """A line a body over the years, broken at gaps, a panel for each level and scope; a dashed mark where form or meaning changes.

    A group of more than eight bodies is drawn in grey with its median and quartiles; those in `highlight` are coloured and named.
    Where no body has more than two years each is a bar with a mark for the year before.
    """
    held = with_figures(frame)
    if held.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    if held.groupby("agency")["year"].nunique().max() < 3:
        return _bullets(held, frame, language, size, scale)
    groups = groups_of(held, language)
    crowded = any(group.rows["agency"].nunique() > NAMED for group in groups)
    crowd = words.say(
        language,
        "多于 8 个机关的组以灰线表示，highlight= 可把指定机关画在前面。",
        " Groups of more than 8 bodies are grey; highlight= sets bodies in front.",
    )
    note = f"{crowd if crowded else ''}{mixed(held, language)}{broken(held, language)}"
    chart = titled_page(metric_title(frame, language), frame, language, size, note, message=words.headline(frame, language))
    heights = [_HIGH + 1.2 * min(group.rows["agency"].nunique(), NAMED) for group in groups]
    panels = group_panels(chart, [group.label if len(groups) > 1 else "" for group in groups], heights)
    unit = str(held["unit"].iloc[0])
    for (axes, height), group in zip(panels, groups, strict=True):
        ends = _lines(axes, group.rows, held, language)
        value_axis(axes, group.rows["value"], scale, language, "y", unit)
        year_axis(axes, held["year"])
        end_labels(axes, ends, height, _LABEL_WIDTH)
    form_changes([axes for axes, _ in panels], held, language)
    break_lines([axes for axes, _ in panels], held, language)
    legend(panels[0][0], [*form_keys(held, language), *(_crowd_keys(language) if crowded else [])])
    return chart


def _lines(axes: Axes, rows: pd.DataFrame, everywhere: pd.DataFrame, language: str) -> list[tuple[float, str, str]]:
    """The lines of one group, and the names at their ends: of all, or of a crowd those set in front and the median."""
    colours, bodies = matplotlib.rcParams["axes.prop_cycle"].by_key()["color"], sorted(rows["agency"].unique())
    front = [body for body in bodies if in_front(body)] if len(bodies) > NAMED else bodies
    for body in set(bodies) - set(front):
        line(axes, rows[rows["agency"] == body], DIM, everywhere, 1)
    ends = [_median(axes, rows, language)] if len(bodies) > NAMED else []
    for at, body in enumerate(front):
        points = line(axes, rows[rows["agency"] == body], colours[at % len(colours)], everywhere, 4 if in_front(body) else 3)
        ends += [(float(points.iloc[-1]), body, colours[at % len(colours)])] if len(points) else []
    return ends


def _median(axes: Axes, rows: pd.DataFrame, language: str) -> tuple[float, str, str]:
    """The median of the bodies of each year, broken at years without figures, and the band between its quartiles."""
    by_year = rows.assign(value=rows["value"].astype(float)).groupby("year")["value"].quantile([0.25, 0.5, 0.75]).unstack()
    years = range(int(by_year.index.min()), int(by_year.index.max()) + 1)
    low, middle, high = (by_year[each].reindex(years) for each in (0.25, 0.5, 0.75))
    axes.fill_between(list(years), low, high, color=BAND, zorder=0.5)
    axes.plot(list(years), middle.to_numpy(), color=INK, lw=2.2, zorder=3)
    return float(middle.dropna().iloc[-1]), words.say(language, "中位数", "median"), INK


def _crowd_keys(language: str) -> list[Artist]:
    return [
        Line2D([], [], color=DIM, lw=0.8, label=words.say(language, "各机关", "each body")),
        Line2D([], [], color=INK, lw=2.2, label=words.say(language, "中位数", "median")),
        Patch(facecolor=BAND, label=words.say(language, "四分位之间", "between the quartiles")),
    ]


def _bullets(held: pd.DataFrame, frame: pd.DataFrame, language: str, size: str, scale: str) -> Chart:
    """A bar a body for its newest figure, and a mark for the one before it."""
    rows = rows_of(held, "agency", language)
    note = f"{rows.note}{broken(held, language)}"
    chart = titled_page(metric_title(frame, language), frame, language, size, note, message=words.headline(frame, language))
    groups, unit = rows.by_group(), str(held["unit"].iloc[0])
    panels = group_panels(chart, [""] * len(groups), [group.height + 2.5 for group in groups])
    for (axes, _), group in zip(panels, groups, strict=True):
        own = held[held["agency"].isin(group.at)].drop_duplicates(["agency", "year"], keep=False).sort_values("year")
        for body, points in own.groupby("agency", sort=False):
            _bullet(axes, points["value"].astype(float).tolist(), group.at[str(body)], unit, language)
        row_axis(axes, group)
        value_axis(axes, own["value"], "linear" if scale == "auto" else scale, language, unit=unit)
    keys: list[Artist] = [Patch(facecolor=BLUE, label=words.say(language, "最近一年", "newest year"))]
    if held.groupby("agency")["year"].nunique().max() > 1:
        before = words.say(language, "上一份报告", "report before")
        keys.append(Line2D([], [], ls="", marker="|", ms=9, mew=2, color=ORANGE, label=before))
    legend(panels[0][0], keys)
    return chart


def _bullet(axes: Axes, values: Sequence[float], y: float, unit: str, language: str) -> None:
    axes.barh(y, values[-1], height=0.5, color=BLUE, zorder=2)
    for before in values[:-1]:
        axes.plot([before, before], [y - 0.42, y + 0.42], color=ORANGE, lw=2, zorder=3)
    figures = " → ".join(words.bare(value, unit, language) for value in values)
    margin_text(axes, y, figures)


@drawn
def slope(frame: pd.DataFrame, first: int, last: int, *, language: str = "zh", size: str = "half", scale: str = "auto") -> Chart:
    """Each body's figure in two years joined by a line, a panel for each level and scope; bodies with one year alone are counted."""
    both = with_figures(frame[frame["year"].isin([first, last])])
    wide = both.drop_duplicates(["agency", "year"], keep=False).pivot(index="agency", columns="year", values="value").astype(float)
    pairs = wide.reindex(columns=[first, last]).dropna()
    if pairs.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    shown, left = kept_bodies(both[both["agency"].isin(pairs.index)], language)
    only = len(wide) - len(pairs)
    note = words.say(language, f"{only} 个机关只有其中一年，未画出。", f" {only} bodies have only one of the years.") if only else ""
    note += f"{left}{mixed(shown, language)}{broken(shown, language)}"
    groups, unit = groups_of(shown, language), str(both["unit"].iloc[0])
    chart = titled_page(metric_title(both, language), both, language, size, note, message=words.headline(shown, language))
    labels = [_pair_labels(pairs.reindex(group.rows["agency"].unique()), unit, language) for group in groups]
    lines = [max(_HIGH, sum(lines_of(wrapped(text, _PAIR_WIDTH)) for _, text, _ in ends) * 1.05) for ends in labels]
    panels = group_panels(chart, [group.label if len(groups) > 1 else "" for group in groups], lines)
    for (axes, height), group, ends in zip(panels, groups, labels, strict=True):
        for body, pair in pairs.reindex(group.rows["agency"].unique()).iterrows():
            fell, front = pair[last] < pair[first], in_front(body)
            axes.plot([0, 1], pair, color=ORANGE if fell else BLUE, marker="o", ls="--" if fell else "-", lw=2.4 if front else None)
        axes.set_xticks([0, 1], [str(first), str(last)])
        axes.set_xlim(-0.08, 1.02)
        value_axis(axes, pd.Series(pairs.reindex(group.rows["agency"].unique()).to_numpy().ravel()), scale, language, "y", unit)
        end_labels(axes, ends, height, _PAIR_WIDTH)
    legend(panels[0][0], _slope_keys(pairs, language))
    return chart


def _pair_labels(pairs: pd.DataFrame, unit: str, language: str) -> list[tuple[float, str, str]]:
    """Where each line ends, the body's name with both figures, and the colour of its direction."""
    first, last = pairs.columns
    figures = [" → ".join(words.bare(value, unit, language) for value in pair) for pair in pairs.to_numpy()]
    colours = np.where(pairs[last] < pairs[first], ORANGE, BLUE)
    return [
        (end, f"{body}  {told}", str(colour)) for end, body, told, colour in zip(pairs[last], pairs.index, figures, colours, strict=True)
    ]


def _slope_keys(pairs: pd.DataFrame, language: str) -> list[Artist]:
    first, last = pairs.columns
    told = [
        (bool((pairs[last] >= pairs[first]).any()), BLUE, "-", words.say(language, "上升或持平", "up or level")),
        (bool((pairs[last] < pairs[first]).any()), ORANGE, "--", words.say(language, "下降", "down")),
    ]
    return [Line2D([], [], color=colour, ls=style, label=name) for there, colour, style, name in told if there]


@drawn
def small_multiples(frame: pd.DataFrame, *, language: str = "zh", size: str = "full", scale: str = "auto") -> Chart:
    """A small panel a body, those of one level and scope together and on one scale, all over the same years."""
    held = with_figures(frame)
    if held.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    kept, left = kept_bodies(held, language)
    note = f"{left}{mixed(held, language)}{broken(held, language)}"
    chart = titled_page(metric_title(frame, language), frame, language, size, note, message=words.headline(frame, language))
    panels = []
    for axes, rows, group, first in body_panels(chart, groups_of(kept, language), high=1.35):
        line(axes, rows, ORANGE if in_front(rows["agency"].iloc[0]) else BLUE, held, 3)
        axes.grid(axis="y")
        if first:
            value_axis(axes, group["value"], scale, language, "y", str(held["unit"].iloc[0]), named=False)
            year_axis(axes, held["year"], short=True)
        panels.append(axes)
    form_changes(panels, held)
    break_lines(panels, held)
    return chart
