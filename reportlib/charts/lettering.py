"""Lettering of charts: type sizes, lines that break between Chinese characters, keys, and labels that do not overlap."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from reportlib.charts.figure import SIZES, printable

OPENING, CLOSING = "（《“", "，。；：、）》”"  # what never ends a line, and what never begins one
INK, GREY, PALE = "#222222", "#8A8A8A", "#DDDDDD"


def end_labels(axes: Axes, ends: Sequence[tuple[float, str, str]], size: str, width: int = 30) -> None:
    """The name of each line at its right end, in its colour, moved apart where they would overlap."""
    if not ends:
        return
    texts = [(y, wrapped(name, width), colour) for y, name, colour in ends]
    scale = axes.transAxes.inverted()
    wanted = [float(scale.transform(axes.transData.transform((0, y)))[1]) for y, _, _ in texts]
    height = SIZES[size][1] - 1.5 * SIZES[size][2] ** 0.5
    heights = [(text.count("\n") + 1) * type_size(-1) * 1.5 / 72 / height for _, text, _ in texts]
    for (y, text, colour), at in zip(texts, _apart(wanted, heights), strict=True):
        axes.annotate(
            text,
            (1.0, y),
            xycoords=("axes fraction", "data"),
            xytext=(1.03, at),
            textcoords="axes fraction",
            va="center",
            color=colour,
            fontsize=type_size(-1),
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "lw": 0.5, "shrinkA": 0, "shrinkB": 0, "relpos": (0, 0.5)},
        )


def point_labels(axes: Axes, points: Sequence[tuple[float, float, str]], size: str) -> None:
    """Names beside points, in one column at the right, each joined to its point."""
    if not points:
        return
    scale = axes.transAxes.inverted()
    wanted = [float(scale.transform(axes.transData.transform((x, y)))[1]) for x, y, _ in points]
    height = SIZES[size][1] - 1.6 * SIZES[size][2] ** 0.5
    texts = [wrapped(name, 26) for _, _, name in points]
    heights = [(text.count("\n") + 1) * type_size(-1) * 1.5 / 72 / height for text in texts]
    for (x, y, _), text, at in zip(points, texts, _apart(wanted, heights), strict=True):
        arrow = {"arrowstyle": "-", "color": GREY, "lw": 0.5, "shrinkA": 0, "shrinkB": 2, "relpos": (0, 0.5)}
        axes.annotate(
            text,
            (x, y),
            xytext=(1.02, at),
            textcoords="axes fraction",
            va="center",
            color=INK,
            fontsize=type_size(-1),
            annotation_clip=False,
            arrowprops=arrow,
        )


def legend(axes: Axes, handles: Sequence[Artist] | None = None) -> None:
    """A key above the axes in as many columns as the axes are likely to be wide; a chart with one entry needs none."""
    shown = list(handles) if handles is not None else list(axes.get_legend_handles_labels()[0])
    if len(shown) < 2:
        return
    points = type_size(-0.5)
    widest = max(_width(str(handle.get_label())) for handle in shown) * points * 0.56 + points * 3.6
    figure = axes.get_figure(root=True)
    room = (figure.get_figwidth() if figure else 6.7) * 72 * 0.66
    drawn = axes.legend(
        handles=shown,
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=max(1, min(len(shown), int(room / widest))),
        handlelength=1.4,
        columnspacing=1.0,
        borderaxespad=0.2,
        borderpad=0,
        labelspacing=0.25,
    )
    for mark in drawn.legend_handles:
        if mark is not None:
            mark.set_alpha(None)  # the first bar may be pale, its key is not


def type_size(points: float) -> float:
    """The house type size, larger or smaller by that many points at the scale of the page."""
    base = float(matplotlib.rcParams["font.size"])
    return base + points * base / 8


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
