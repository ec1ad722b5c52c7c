"""Rates of like bodies drawn towards their mean as far as their own cases are few, and the ranks that this allows to tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.compare.keys import standing
from reportlib.compare.method.intervals import FEWEST_SPREAD, like
from reportlib.errors import UsageError

_DRAWS, _SEED = 2_000, 20_240_501  # of the simulated ranks; the same frame gives the same ranks
_TOLD = ["mean", "precision", "shrunk", "low_shrunk", "high_shrunk", "rank_low", "rank_high", "group"]
_Numbers = NDArray[np.float64]


def shrunk(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame of shares with `shrunk` beside the plain value: its mean under a beta-binomial model of its like bodies.

    Like are those of one year, metric, level, scope, coverage and kind, ten and more (`group`); their mean and spread are told by
    moments (Kleinman 1973), `precision` is how many cases of its own weigh as much as the group. `rank_low` to `rank_high` is the 95%
    range of the simulated rank, 1 being the largest. Raises UsageError for figures that are no shares.
    """
    if "n" not in frame or not (frame["unit"] == "share").all():
        raise UsageError("only shares can be shrunk", expected='a frame of rates of unit "share", such as compare.rates(ds)')
    known = frame[frame["value"].notna() & (frame["n"] > 0).fillna(False)]
    parts = [_of_group(group) for _, group in like(standing(known))]
    told = pd.concat(parts) if parts else pd.DataFrame(columns=_TOLD, dtype="float64")
    return frame.join(told.reindex(frame.index))


def _of_group(group: pd.DataFrame) -> pd.DataFrame:
    if len(group) < FEWEST_SPREAD:
        return pd.DataFrame(np.nan, index=group.index, columns=_TOLD).assign(group=len(group))
    x, n = group["numerator"].to_numpy("float64"), group["denominator"].to_numpy("float64")
    mean, precision = moments(x, n)
    if not 0 < mean < 1:  # all or none of every body: nothing is to be told apart
        return pd.DataFrame(np.nan, index=group.index, columns=_TOLD).assign(group=len(group), mean=mean)
    draws = np.random.default_rng(_SEED).beta(x + mean * precision, n - x + (1 - mean) * precision, size=(_DRAWS, len(group)))
    ranks = (-draws).argsort(axis=1).argsort(axis=1) + 1.0
    columns = {
        "mean": mean,
        "precision": precision,
        "shrunk": (x + mean * precision) / (n + precision),
        **dict(zip(("low_shrunk", "high_shrunk"), np.quantile(draws, [0.025, 0.975], axis=0), strict=True)),
        **dict(zip(("rank_low", "rank_high"), np.quantile(ranks, [0.025, 0.975], axis=0, method="nearest"), strict=True)),
    }
    return pd.DataFrame({**columns, "group": len(group)}, index=group.index)


def moments(x: _Numbers, n: _Numbers) -> tuple[float, float]:
    """Mean and precision (alpha + beta) of a beta-binomial, weighted by cases (Kleinman 1973, J. Am. Stat. Assoc. 68:46).

    >>> mean, precision = moments(np.array([2.0, 9.0, 30.0]), np.array([20.0, 20.0, 60.0]))
    >>> round(mean, 2), precision > 1
    (0.41, True)
    """
    total = n.sum()
    mean = float(x.sum() / total)
    chance = mean * (1 - mean)
    free = len(n) - 1
    spread = total - (n**2).sum() / total - free
    if chance <= 0 or spread <= 0:
        return mean, float("inf")
    score = (n * (x / n - mean) ** 2).sum() / chance
    alike = float(np.clip((score - free) / spread, 1e-6, 0.999))
    return mean, 1 / alike - 1
