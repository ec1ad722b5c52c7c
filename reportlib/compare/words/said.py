"""Sentences about frames of the method: matched changes, and the breaks that a comparison crosses."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reportlib.bodies.names import kind_label
from reportlib.compare.keys import Record
from reportlib.compare.method.breaks import crossing
from reportlib.compare.metrics import DAYS, RATIO
from reportlib.compare.words.labels import group_label, metric_label, number, say
from reportlib.forms.rules.comparisons import comparison


def about_matched(frame: pd.DataFrame, language: str = "zh") -> list[str]:
    """What each group of like bodies moved by, with the number of bodies and of those left out; then what broke in between."""
    if frame.empty:
        return [say(language, "没有可比的机关。", "No bodies to compare.")]
    said = [_moved(row, language) for row in frame.to_dict("records")]
    return [*said, *crossed([str(frame["metric"].iloc[0])], int(frame["base_year"].iloc[0]), int(frame["year"].iloc[0]), language)]


def _moved(row: Record, language: str) -> str:
    kind = row.get("kind")
    group = group_label(row["level"], row["scope"], language) + (
        "" if kind is None or pd.isna(kind) else f" · {kind_label(str(kind), language)}"
    )
    name = metric_label(str(row["metric"]), language)
    counts = {"bodies": row["bodies"], "left_out": row["left_out"]}
    if pd.isna(row["value"]):
        told = comparison("matched_few", language, **counts)
    else:
        ends = {end: number(row[end], str(row["unit"]), language) for end in ("base", "value")}
        told = comparison("matched", language, **counts, **ends, change=told_change(row, language))
    return f"{group} · {name}{say(language, '：', ': ')}{told}"


def told_change(row: Record, language: str = "zh") -> str:
    """A matched change as one writes it: points of a share with their interval, per cent of a count."""
    if row["unit"] == "share":
        points = f"{100 * float(row['change']):+.1f}" + say(language, " 个百分点", " points")
        if pd.isna(row["low"]):
            return points
        return points + say(language, "，95% 区间 ", ", 95% interval ") + f"{100 * row['low']:+.1f} … {100 * row['high']:+.1f}"
    if row["unit"] in (RATIO, DAYS):
        return f"{float(row['change']) * (100 if row['unit'] == RATIO else 1):+,.1f}"
    if pd.isna(row["change_percent"]):
        return f"{float(row['change']):+,.2f}".removesuffix(".00")
    return f"{float(row['change_percent']):+.1f}%"


def crossed(codes: list[str], first: int, last: int, language: str = "zh") -> Iterator[str]:
    """The breaks that figures of these metrics cross between two years, each said once."""
    for each in dict.fromkeys(found for code in codes for found in crossing(code, first, last)):
        if each.comparison:
            yield comparison(each.comparison, language)
        else:
            yield say(language, f"口径变化：{each.says[1]}。", f"The meaning changes: {each.says[0]}.")
