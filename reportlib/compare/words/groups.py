"""What the figures of a group of like bodies say together: their middle, how many rose, and what they are pooled."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from reportlib.compare.keys import body
from reportlib.compare.method.breaks import crossing
from reportlib.compare.method.intervals import few_cases
from reportlib.compare.metrics import SHARE
from reportlib.compare.words.labels import number, say

FEWEST_MEDIAN = 5  # bodies of which a median is told


class Moved(NamedTuple):
    """How many bodies have a figure of both years, and how many of them rose, fell and stayed."""

    bodies: int
    rose: int
    fell: int
    same: int


def moved(held: pd.DataFrame, year: int) -> Moved | None:
    """What the bodies did since the year before, each in one scope, rates of thirty cases in both years alone; None where nothing may be told.

    That is where fewer than two bodies have both figures, or where the meaning of the metric changed in between.
    """
    if crossing(str(held["metric"].iloc[0]), year - 1, year):
        return None
    enough = held[~few_cases(held) & held["year"].isin([year - 1, year])]
    keys = [body(enough), "scope"]
    once = enough.assign(scope=enough["scope"].astype("string").fillna("")).drop_duplicates([*keys, "year"], keep=False)
    wide = once.pivot(index=keys, columns="year", values="value").reindex(columns=[year - 1, year])
    by = (wide[year].astype("Float64") - wide[year - 1].astype("Float64")).dropna()
    return Moved(len(by), int((by > 0).sum()), int((by < 0).sum()), int((by == 0).sum())) if len(by) > 1 else None


def middle(group: pd.DataFrame, language: str, *, quartiles: bool = False) -> str:
    """Median of five bodies and more, else what two and more lie between; of a rate those of thirty cases alone; empty for nothing."""
    values, unit = group[~few_cases(group)]["value"].astype("float64"), str(group["unit"].iloc[0])
    written = [number(each, unit, language).strip() for each in (values.quantile([0.25, 0.5, 0.75]) if len(values) else [])]
    if len(values) >= FEWEST_MEDIAN:
        told = say(language, f"中位数 {written[1]}", f"median {written[1]}")
        between = say(language, f"（四分位 {written[0]} 至 {written[2]}）", f" (quartiles {written[0]} to {written[2]})")
        return told + (between if quartiles else "")
    if len(values) < 2:
        return ""
    low, high = (number(value, unit, language).strip() for value in (values.min(), values.max()))
    return say(language, f"均为 {low}", f"all {low}") if low == high else say(language, f"在 {low} 与 {high} 之间", f"{low} to {high}")


def pooled(group: pd.DataFrame, language: str) -> str:
    """The rate of all cases of a group together, with them; empty for what is no share, or has no case."""
    if str(group["unit"].iloc[0]) != SHARE or not {"numerator", "denominator"} <= set(group):
        return ""
    counts = [int(group[name].sum()) for name in ("numerator", "denominator")]
    if not counts[1]:
        return ""
    told = f"{counts[0] / counts[1]:.1%}"
    return say(language, f"合计 {told}（{counts[0]:,}/{counts[1]:,}）", f"pooled {told} ({counts[0]:,}/{counts[1]:,})")
