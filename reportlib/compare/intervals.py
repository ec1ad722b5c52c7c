"""Rates with what their N allows to say: Wilson intervals, small numbers, pooled rates, and the limits of a funnel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

SMALL_N = 30
IMPOSSIBLE = "numerator above denominator"  # the note of a share above 1: one of its figures is wrong, so the share is none
NO_CASES = "no cases"  # the note of a rate whose denominator is 0: nothing is missing, there was nothing to count
Z95, Z998 = 1.959964, 3.090232


def pooled(frame: pd.DataFrame, by: Sequence[str] = ("level", "scope")) -> pd.DataFrame:
    """Rates over all reports of one level and scope together, with `reports` counted in (`verified` of them) and `left_out`:
    those that lack a figure, or whose share is impossible.

    Level and scope are always kept apart: a government's roll-up already holds the bodies below it.
    """
    also = [name for name in ("metric", "unit", "outcome", "reason", "applicant", "channel", "result") if name in frame]
    keys = list(dict.fromkeys(["level", "scope", *by, *also]))
    usable = frame["numerator"].notna() & frame["denominator"].notna() & ~_impossible(frame)
    verified = usable & (frame["grade"] == "verified").fillna(False) if "grade" in frame else False
    marked = frame.assign(
        verified=verified,
        numerator=frame["numerator"].where(usable),
        denominator=frame["denominator"].where(usable),
        reports=usable,
        left_out=~usable,
    )
    groups = marked.groupby(keys, observed=True, dropna=False, sort=False)
    sums = groups[["numerator", "denominator"]].sum(min_count=1).join(groups[["reports", "verified", "left_out"]].sum()).reset_index()
    return with_interval(sums.assign(note=""))


def funnel(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the pooled mean of its metric and the 95% and 99.8% limits around it at each n; `outside` beyond 99.8%."""
    known = frame[frame["value"].notna()]
    numerator, denominator = (known[name].astype("float64").sum() for name in ("numerator", "denominator"))
    mean = numerator / denominator if denominator else np.nan
    n = frame["n"].astype("float64").where(lambda count: count > 0)
    spread = np.sqrt(mean * (1 - mean) / n)
    limits = {
        f"{side}_{name}": (mean + sign * z * spread).clip(0, 1)
        for name, z in (("95", Z95), ("998", Z998))
        for side, sign in (("low", -1), ("high", 1))
    }
    value = frame["value"].astype("float64")
    return frame.assign(mean=mean, **limits, outside=(value > limits["high_998"]) | (value < limits["low_998"]))


def wilson(numerator: pd.Series, denominator: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The Wilson 95% interval of numerator / denominator; null where that is no proportion (nothing there, or above 1)."""
    n = denominator.astype("float64")
    p = numerator.astype("float64") / n.where(n > 0)
    p = p.where((p >= 0) & (p <= 1))
    centre = (p + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 * np.sqrt(p * (1 - p) / n + Z95**2 / (4 * n**2)) / (1 + Z95**2 / n)
    return (centre - half).clip(lower=0), (centre + half).clip(upper=1)


def whole_numbers(values: pd.Series) -> pd.Series:
    """Int64 where every number is whole, else Float64."""
    values = values.astype("Float64")
    whole = (values.dropna() % 1 == 0).all()
    return values.astype("Int64") if whole else values


def with_interval(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with value, n, interval and note; a share above 1 has no value, and its note says why."""
    numerator, denominator = frame["numerator"].astype("Float64"), frame["denominator"].astype("Float64")
    low, high = wilson(numerator.astype("float64"), denominator.astype("float64"))
    above = _impossible(frame)
    return frame.assign(
        numerator=whole_numbers(numerator),
        denominator=whole_numbers(denominator),
        value=(numerator / denominator.where(denominator > 0)).astype("Float64").mask(above),
        n=whole_numbers(denominator),
        low=low,
        high=high,
        small_n=(denominator < SMALL_N).fillna(False).astype(bool),
        note=frame["note"].mask(above, IMPOSSIBLE).mask((denominator == 0).fillna(False), NO_CASES),
    )


def _impossible(frame: pd.DataFrame) -> pd.Series:
    """Where a share would be above 1."""
    is_share = frame["unit"] == "share" if "unit" in frame else True
    return ((frame["numerator"].astype("Float64") > frame["denominator"].astype("Float64")) & is_share).fillna(False).astype(bool)
