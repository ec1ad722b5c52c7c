"""One line over the forms of seventeen years, broken where a definition breaks."""

from __future__ import annotations

from itertools import pairwise

import matplotlib
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from reportlib.charts.page.asked import drawn, in_front
from reportlib.charts.page.axes import value_axis, year_axis
from reportlib.charts.page.colours import DIM, GREY, INK
from reportlib.charts.page.figure import SIZES, Chart, printable
from reportlib.charts.page.lettering import end_labels, legend, type_size
from reportlib.charts.page.named import by_body
from reportlib.charts.page.rows import MARGIN
from reportlib.charts.page.titled import nothing, one_axes, years_text
from reportlib.compare import words
from reportlib.forms.bridge import breaks_of, bridge

# How a figure is drawn by its fit: marker, and whether it is filled.
_MARKS = {"same": ("o", True), "near": ("o", False), "partly": ("D", False)}
_FITS = {"same": ("表式数字", "table of today's forms"), "near": ("口径相近", "near"), "partly": ("口径部分相同", "partly the same")}
_MOST = 8


@drawn
def series(frame: pd.DataFrame, *, language: str = "zh", size: str = "half", scale: str = "auto") -> Chart:
    """A line a body of what `compare.series` gives; no line is drawn over a break of the definition, and the note says why.

    Of more than eight bodies those in `highlight` are coloured and named, the others grey.
    """
    held = by_body(frame[frame["value"].notna() & frame["year"].notna()])
    if held.empty:
        return nothing(words.say(language, "没有可用的数据", "No figures"), frame, language, size)
    code = str(frame["series"].iloc[0])
    held = held.assign(year=held["year"].astype(int), value=held["value"].astype(float))
    title = bridge().series[code].names[1 if language == "zh" else 0] + years_text(held, language)
    chart, axes = one_axes(title, frame, language, size, _why(frame, code, language), message=_message(held, code, language))
    colours, crowded = matplotlib.rcParams["axes.prop_cycle"].by_key()["color"], held["agency"].nunique() > _MOST
    ends: list[tuple[float, str, str]] = []
    for body, points in held.groupby("agency", sort=False):
        points = points.drop_duplicates("year", keep=False).sort_values("year")
        colour = DIM if crowded and not in_front(body) else colours[len(ends) % len(colours)]
        _line(axes, points, colour)
        ends += [(float(points["value"].iloc[-1]), str(body), colour)] if colour != DIM and len(points) else []
    value_axis(axes, held["value"], scale, language, "y")
    year_axis(axes, held["year"])
    _breaks(axes, held, code, language)
    end_labels(axes, ends, chart.get_figheight() - chart.foot - MARGIN * SIZES[size][2] ** 0.5)
    legend(axes, _keys(held, language))
    return chart


def _message(held: pd.DataFrame, code: str, language: str) -> str:
    """The first and the last figure of the one body, with a word where the definition changed in between; nothing of several."""
    dated = held.drop_duplicates("year", keep=False).sort_values("year")
    if held["agency"].nunique() != 1 or len(dated) < 2:
        return ""
    first, last = dated.iloc[0], dated.iloc[-1]
    name, body = bridge().series[code].names[1 if language == "zh" else 0], held["agency"].iloc[0]
    broke = any(first["year"] < each.year <= last["year"] for each in breaks_of(code))
    ends = [f"{int(each['year'])}{words.say(language, ' 年 ', ': ')}{each['value']:,.0f}" for each in (first, last)]
    told = words.say(language, f"{body}{name}：{'，'.join(ends)}", f"{body}, {name.lower()}, {', '.join(ends)}")
    return told + (words.say(language, "（口径有变）", " (the definition changed)") if broke else "")


def _line(axes: Axes, points: pd.DataFrame, colour: str) -> None:
    """The points by their fit, joined only where two years follow each other and mean the same."""
    for (_, left), (_, right) in pairwise(points.iterrows()):
        if joined(left, right):
            axes.plot([left["year"], right["year"]], [left["value"], right["value"]], color=colour, zorder=2)
    for fit, held in points.groupby("fit"):
        mark, filled = _MARKS[str(fit)]
        told = held["source"] == "mention"
        for own, shape in ((held[~told], mark), (held[told], "^")):
            if own.empty:
                continue  # a mark of nothing would still take room at the corner of the page
            axes.plot(
                own["year"], own["value"], ls="", marker=shape, color=colour, mfc=colour if filled else "white", zorder=3, clip_on=False
            )


def joined(left: pd.Series, right: pd.Series) -> bool:
    """Whether a line may join two figures: years in a row, of one fit, and no break between them where they are but partly the same."""
    follows = int(right["year"]) - int(left["year"]) == 1
    return bool(follows and left["fit"] == right["fit"] and (right["fit"] != "partly" or not right["breaks"]))


def _breaks(axes: Axes, held: pd.DataFrame, code: str, language: str) -> None:
    """A dashed line where a definition changes, with its year and month."""
    first, last = held["year"].min(), held["year"].max()
    for each in breaks_of(code):
        at = each.year - 0.5 + (each.month - 1) / 12
        if first < at < last:
            name = f"{each.year}" if each.month == 1 else f"{each.year}-{each.month:02}"
            axes.axvline(at, color=GREY, ls=(0, (4, 3)), lw=0.8, zorder=0)
            axes.text(at + 0.05, 0.995, name, va="top", color=GREY, transform=axes.get_xaxis_transform(), fontsize=type_size())


def _why(frame: pd.DataFrame, code: str, language: str) -> str:
    """What breaks, and what changes the meaning of the figures that are not of today's forms."""
    at, end, colon = (1, "。", "：") if language == "zh" else (0, ". ", ": ")
    years = frame["year"].dropna()
    within = [each for each in breaks_of(code) if len(years) and years.min() < each.year <= years.max()]
    said = [f"{each.year}{colon}{each.says[at]}" for each in within]
    said += [bridge().series[code].caveat[at]] if (frame["fit"] != "same").any() else []
    return printable("".join(f"{text[:1].upper()}{text[1:]}{end}" for text in said))


def _keys(held: pd.DataFrame, language: str) -> list[Artist]:
    """Keys of the marks that are drawn, where there is more than one kind."""
    fits = [fit for fit in _MARKS if (held["fit"] == fit).any()]
    keys: list[Artist] = [
        Line2D(
            [], [], ls="", marker=_MARKS[fit][0], color=INK, mfc=INK if _MARKS[fit][1] else "white", label=words.say(language, *_FITS[fit])
        )
        for fit in fits
    ]
    if (held["source"] == "mention").any():
        keys.append(Line2D([], [], ls="", marker="^", color=INK, mfc="white", label=words.say(language, "正文所述", "told in the prose")))
    return keys if len(keys) > 1 else []
