"""Lettering of charts: type sizes, lines that break between Chinese characters, keys, and labels that do not overlap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from unicodedata import east_asian_width

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.transforms import ScaledTranslation

from reportlib.charts.page.asked import in_front
from reportlib.charts.page.colours import FRONT, GREY, INK
from reportlib.charts.page.figure import printable

Key = TypeVar("Key", bound=Artist | BarContainer)
KEY = {"handlelength": 1.4, "columnspacing": 1.0, "borderpad": 0, "labelspacing": 0.25}  # how keys are set
SMALLEST = 9.0  # points of type at half a page of A4
LINE = 1.45  # of its type size that a line of type takes, with room to the next
OPENING, CLOSING = "（《“", "，。；：、）》”"  # what never ends a line, and what never begins one


def end_labels(axes: Axes, ends: Sequence[tuple[float, str, str]], height: float, width: int = 30) -> None:
    """The name of each line at its right end, in its colour, moved apart where they would overlap; `height` of the axes in inches."""
    _beside(axes, [(1.0, y, name, colour) for y, name, colour in ends], ("axes fraction", "data"), height, width)


def point_labels(axes: Axes, points: Sequence[tuple[float, float, str]], height: float) -> None:
    """Names beside points, in one column at the right, each joined to its point; `height` of the axes in inches."""
    _beside(axes, [(x, y, name, INK) for x, y, name in points], "data", height, 26)


def _beside(
    axes: Axes, points: Sequence[tuple[float, float, str, str]], coordinates: str | tuple[str, str], height: float, width: int
) -> None:
    """Labels in a column at the right of the axes, each joined to its point by a thin line and none over another."""
    scale = axes.transAxes.inverted()
    wanted = [float(scale.transform(axes.transData.transform((1, y)))[1]) for _, y, _, _ in points]
    texts = [wrapped(name, width) for _, _, name, _ in points]
    heights = [lines_of(text) * type_size() * LINE / 72 / height for text in texts]
    for (x, y, name, colour), text, at in zip(points, texts, _apart(wanted, heights), strict=True):
        axes.annotate(
            text,
            (x, y),
            xycoords=coordinates,
            xytext=(1.03, at),
            textcoords="axes fraction",
            va="center",
            color=colour,
            fontsize=type_size(),
            bbox=FRONT if in_front(name.partition("  ")[0]) else None,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": colour if colour != INK else GREY,
                "lw": 0.5,
                "shrinkA": 0,
                "shrinkB": 0,
                "relpos": (0, 0.5),
            },
        )


def legend(axes: Axes, handles: Sequence[Artist] | None = None) -> None:
    """A key above the axes in as many columns as the axes are likely to be wide; a chart with one entry needs none."""
    shown = list(handles) if handles is not None else list(axes.get_legend_handles_labels()[0])
    if len(shown) < 2:
        return
    figure = axes.get_figure(root=True)
    assert figure is not None  # every chart draws on a page
    columns = columns_of(shown, figure.get_figwidth() * 0.66)
    title = lines_of(axes.get_title(loc="left")) * type_size() * LINE if axes.get_title(loc="left") else 0.0
    drawn = axes.legend(
        handles=by_rows(shown, columns),
        loc="lower left",
        bbox_to_anchor=(0, 1),
        bbox_transform=axes.transAxes + ScaledTranslation(0, title / 72, figure.dpi_scale_trans),
        ncols=columns,
        borderaxespad=0.2,
        **KEY,
    )
    for mark in drawn.legend_handles:
        if mark is not None:
            mark.set_alpha(None)  # the first bar may be pale, its key is not


def columns_of(handles: Sequence[Artist | BarContainer], inches: float) -> int:
    """How many entries of a key stand side by side in that width."""
    points = type_size()
    widest = max(_width(str(handle.get_label())) for handle in handles) * points * 0.56 + points * 3.6
    return max(1, min(len(handles), int(inches * 72 / widest)))


def by_rows(handles: Sequence[Key], columns: int) -> list[Key]:
    """The entries of a key in the order in which matplotlib, which fills column by column, sets them row by row."""
    return [handle for column in range(columns) for handle in handles[column::columns]]


def type_size(more: float = 0) -> float:
    """The house type size, larger by that many points at the scale of the page; no letter of a chart is smaller."""
    base = float(matplotlib.rcParams["font.size"])
    return base * (1 + more / SMALLEST)


def lines_of(text: str) -> int:
    """How many lines a text has."""
    return text.count("\n") + 1


def wrapped(text: object, width: int) -> str:
    """The text in lines of at most `width` half-width characters, broken between Chinese characters or at blanks."""
    lines, current, length = [], "", 0
    for piece in _pieces(printable(text)):
        size = _width(piece)
        if length + size > width and current.strip():
            lines.append(current.strip())
            current, length = "", 0
        current, length = current + piece, length + size
    return "\n".join([*lines, current.strip()])


def _width(text: str) -> int:
    """Half-width columns."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _pieces(text: str) -> list[str]:
    """Characters of Chinese one by one, words of other scripts whole with the blank behind them."""
    pieces: list[str] = []
    for sign in text:
        wide = east_asian_width(sign) in "WF"
        if (pieces and (sign in CLOSING or pieces[-1][-1] in OPENING)) or (
            pieces and not wide and not pieces[-1].endswith(" ") and east_asian_width(pieces[-1][-1]) not in "WF"
        ):
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def _apart(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """The places nearest to those wanted at which labels of these heights do not overlap, kept within 0..1 where they fit."""
    order = np.argsort(wanted)
    at = np.array(wanted, dtype=float)
    floor = 0.0
    for index in order:
        at[index] = max(at[index], floor + heights[index] / 2)
        floor = at[index] + heights[index] / 2
    ceiling = max(1.0, sum(heights))
    for index in order[::-1]:
        at[index] = min(at[index], ceiling - heights[index] / 2)
        ceiling = at[index] - heights[index] / 2
    return [float(place) for place in at]
