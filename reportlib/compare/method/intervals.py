"""Rates with what their N allows to say: intervals of rates, counts and changes, small numbers, pooled rates, and the limits of a funnel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from reportlib.compare.keys import body
from reportlib.compare.metrics import DAYS, RATIO, SHARE, TIMES

SMALL_N = 30
IMPOSSIBLE = "numerator above denominator"  # the note of a share above 1: one of its figures is wrong, so the share is none
NO_CASES = "no cases"  # the note of a rate whose denominator is 0: nothing is missing, there was nothing to count
Z95, Z998 = 1.959964, 3.090232
_LIMITS = {"low_95": (-1, Z95), "high_95": (1, Z95), "low_998": (-1, Z998), "high_998": (1, Z998)}


def pooled(frame: pd.DataFrame, by: Sequence[str] = ("year", "level", "scope")) -> pd.DataFrame:
    """Rates over the reports of one year, level and scope together: `value` is pooled, `median` that of the reports with cases.

    `reports` are counted in (`verified` of them, `with_cases` with any case); `left_out` lack a figure, have an impossible share, or
    do not stand for their body and year. The figures are a census, and requests come in bundles: the interval is that of a
    ratio of totals by body (jackknife), given from ten bodies with cases on, else null.

    Level and scope are always kept apart, for a government's roll-up already holds the bodies below it; so are years, unless `by`
    leaves them out.
    """
    also = [name for name in ("metric", "unit", "outcome", "reason", "applicant", "channel", "result") if name in frame]
    keys = [name for name in dict.fromkeys(["level", "scope", *by, *also]) if name in frame]
    usable = frame["numerator"].notna() & frame["denominator"].notna() & ~_impossible(frame) & frame.get("stands", True)
    with_cases = usable & (frame["denominator"] > 0).fillna(False)
    verified = usable & (frame["grade"] == "verified").fillna(False) if "grade" in frame else False
    marked = frame.assign(
        verified=verified,
        numerator=frame["numerator"].where(usable),
        denominator=frame["denominator"].where(usable),
        rate=(times_of(frame) * frame["numerator"].astype("Float64") / frame["denominator"].where(with_cases)).astype("Float64"),
        reports=usable,
        with_cases=with_cases,
        left_out=~usable,
    )
    groups = marked.groupby(keys, observed=True, dropna=False, sort=False)
    counted = groups[["reports", "with_cases", "verified", "left_out"]].sum()
    sums = groups[["numerator", "denominator"]].sum(min_count=1).join([counted, groups["rate"].median().rename("median")])
    errors = pd.Series([_standard_error(group) for _, group in groups], index=sums.index, dtype="float64")
    told = with_interval(sums.assign(note="", error=errors).reset_index())
    half = (Z95 * times_of(told) * told["error"]).where(told["with_cases"] >= FEWEST_SPREAD)
    value = told["value"].astype("float64")
    return told.assign(low=(value - half).clip(lower=0), high=value + half).drop(columns="error")


def _standard_error(group: pd.DataFrame) -> float:
    """Of a ratio of two totals, by bodies: the jackknife, which a few large bodies do not make too small."""
    key = body(group)
    both = group[group["with_cases"]].groupby(key)[["numerator", "denominator"]].sum().astype("float64")
    if len(both) < 2:
        return float("nan")
    return spread_of(without_each(both["numerator"], both["denominator"]))


def without_each(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """The ratio of the totals with each body left out in turn."""
    rest = denominator.sum() - denominator
    return (numerator.sum() - numerator) / rest.where(rest > 0)


def spread_of(left_out: pd.Series) -> float:
    """The standard error of a figure by the jackknife: from the figure with each body left out in turn (Efron and Stein 1981)."""
    return float(np.sqrt((len(left_out) - 1) / len(left_out) * ((left_out - left_out.mean()) ** 2).sum()))


FEWEST_SPREAD = 10  # bodies, below which how far they spread cannot be told
_ALIKE = ("metric", "outcome", "reason", "applicant", "channel", "result", "year", "level", "scope", "covers", "kind")


def funnel(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the mean of like bodies of its year, and the 95% and 99.8% limits around it at each n; `outside` beyond 99.8%.

    Like are those of one year, level, scope, coverage and kind. The limits hold what chance moves at that n and what
    bodies of the group differ by in any case (`tau`: additive random effects, from 10% winsorised scores; Spiegelhalter 2005).
    A group of fewer than ten (`group`) has none, nor has a figure that is no share.
    """
    known = frame[frame["value"].notna() & (frame["n"] > 0).fillna(False) & frame.get("stands", True) & are_shares(frame)]
    parts = [_limits(group) for _, group in like(known)]
    limits = pd.concat(parts or [_limits(known)]).reindex(frame.index)
    value = frame["value"].astype("float64")
    return frame.assign(**limits, outside=(value > limits["high_998"]) | (value < limits["low_998"]))


def like(frame: pd.DataFrame) -> Iterator[tuple[object, pd.DataFrame]]:
    """The figures by groups of like bodies: one year, metric, level, scope, coverage and kind, of those that the frame knows."""
    keys = [name for name in _ALIKE if name in frame and frame[name].notna().any()]
    yield from frame.groupby(keys, observed=True, dropna=False) if keys else [("", frame)]


def _limits(group: pd.DataFrame) -> pd.DataFrame:
    """Mean, tau and limits of one group of like bodies."""
    count = len(group)
    if count < FEWEST_SPREAD:
        return pd.DataFrame(np.nan, index=group.index, columns=["mean", "tau", *_LIMITS]).assign(group=count)
    n, value = group["n"].astype("float64"), group["value"].astype("float64")
    mean = group["numerator"].astype("float64").sum() / group["denominator"].astype("float64").sum()
    chance = mean * (1 - mean) / n
    tau = between(value, mean, chance)
    spread = np.sqrt(chance + tau**2)
    limits = {name: (mean + sign * z * spread).clip(0, 1) for name, (sign, z) in _LIMITS.items()}
    return pd.DataFrame({"mean": mean, "tau": tau, **limits, "group": count}, index=group.index)


def between(value: pd.Series, mean: float, chance: pd.Series) -> float:
    """How far bodies differ beyond chance, as a standard deviation; 0 where chance explains all (Spiegelhalter 2005, section 4)."""
    if not (chance > 0).all():
        return 0.0
    scores = (value - mean) / np.sqrt(chance)
    scores = scores.clip(*scores.quantile([0.1, 0.9]))
    weights = 1 / chance
    excess = (scores**2).sum() - (len(scores) - 1)
    return float(np.sqrt(max(0.0, excess / (weights.sum() - (weights**2).sum() / weights.sum()))))


def wilson(numerator: pd.Series, denominator: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The Wilson 95% interval of numerator / denominator; null where that is no proportion (nothing there, or above 1)."""
    n = denominator.astype("float64")
    p = numerator.astype("float64") / n.where(n > 0)
    p = p.where((p >= 0) & (p <= 1))
    centre = (p + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 * np.sqrt(p * (1 - p) / n + Z95**2 / (4 * n**2)) / (1 + Z95**2 / n)
    return (centre - half).clip(lower=0), (centre + half).clip(upper=1)


def byar(count: pd.Series, exposure: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The 95% interval of a count against an exposure that it is no part of (Byar's approximation of the Poisson interval)."""
    x, n = count.astype("float64"), exposure.astype("float64")
    n = n.where(n > 0)
    low = x * (1 - 1 / (9 * x.where(x > 0)) - Z95 / (3 * np.sqrt(x.where(x > 0)))) ** 3
    more = x + 1
    return (low.fillna(0).where(x.notna()) / n).clip(lower=0), more * (1 - 1 / (9 * more) + Z95 / (3 * np.sqrt(more))) ** 3 / n


def newcombe(now: pd.DataFrame, then: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The 95% interval of the difference of two independent rates, each with value, low and high by Wilson (Newcombe 1998, method 10)."""
    a, b = (side[["value", "low", "high"]].astype("float64") for side in (now, then))
    difference = a["value"] - b["value"]
    low = np.sqrt((a["value"] - a["low"]) ** 2 + (b["high"] - b["value"]) ** 2)
    high = np.sqrt((a["high"] - a["value"]) ** 2 + (b["value"] - b["low"]) ** 2)
    return difference - low, difference + high


def whole_numbers(values: pd.Series) -> pd.Series:
    """Int64 where every number is whole, else Float64."""
    values = values.astype("Float64")
    whole = (values.dropna() % 1 == 0).all()
    return values.astype("Int64") if whole else values


def few_cases(frame: pd.DataFrame) -> pd.Series[bool]:
    """Which figures rest on fewer than thirty cases; none of those that count no cases.

    >>> few_cases(pd.DataFrame({"small_n": [True, False, None]})).tolist()
    [True, False, False]
    """
    return frame["small_n"].eq(True).fillna(False).astype(bool) if "small_n" in frame else pd.Series(False, index=frame.index)


def with_interval(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with value, n, interval and note; a share above 1 has no value, and its note says why."""
    numerator, denominator = frame["numerator"].astype("Float64"), frame["denominator"].astype("Float64")
    low, high = wilson(numerator.astype("float64"), denominator.astype("float64"))
    times = times_of(frame)
    if "unit" in frame and (ratio := frame["unit"].isin([RATIO, DAYS])).any():
        by_count = [times * bound for bound in byar(numerator, denominator)]
        low, high = low.mask(ratio, by_count[0]), high.mask(ratio, by_count[1])
    above = _impossible(frame)
    return frame.assign(
        numerator=whole_numbers(numerator),
        denominator=whole_numbers(denominator),
        value=(times * numerator / denominator.where(denominator > 0)).astype("Float64").mask(above),
        n=whole_numbers(denominator),
        low=low,
        high=high,
        small_n=(denominator < SMALL_N).fillna(False).astype(bool),
        note=frame["note"].mask(above, IMPOSSIBLE).mask((denominator == 0).fillna(False), NO_CASES),
    )


def times_of(frame: pd.DataFrame) -> pd.Series[int]:
    """What the quotients of each row are multiplied by: 365 where they are in days."""
    units = frame["unit"] if "unit" in frame else pd.Series("", index=frame.index)
    return units.astype("str").map(TIMES).fillna(1).astype("int64")


def _impossible(frame: pd.DataFrame) -> pd.Series:
    """Where a share would be above 1."""
    return ((frame["numerator"].astype("Float64") > frame["denominator"].astype("Float64")) & are_shares(frame)).fillna(False).astype(bool)


def are_shares(frame: pd.DataFrame) -> pd.Series[bool]:
    """Which rows are shares; all where the frame has no units."""
    return (frame["unit"] == SHARE).fillna(False).astype(bool) if "unit" in frame else pd.Series(True, index=frame.index)
