"""Which changes may be named: more than chance moves at their counts, among all that were looked at."""

from __future__ import annotations

from math import erfc, sqrt

import numpy as np
import pandas as pd

from reportlib.compare.method.intervals import SMALL_N, newcombe

FALSE_SHARE = 0.05  # of the changes that are named, at most so many by chance (Benjamini and Hochberg 1995)


def with_chance(changed: pd.DataFrame) -> pd.DataFrame:
    """The frame of changes with `named`: thirty cases in both years, and beyond chance among all changes of the frame.

    Of rates also the 95% interval of the change by Newcombe (`change_low`, `change_high`), which must leave out 0. Chance is that of
    independent cases; requests come in bundles, so that a change that is not named says nothing either way.
    """
    rate = "n" in changed and "base_n" in changed
    score, enough = _of_rates(changed) if rate else _of_counts(changed)
    named = below_false_share(score.abs().map(lambda z: erfc(z / sqrt(2)), na_action="ignore")) & enough & changed["change"].notna()
    if rate:
        base = changed[["base", "base_low", "base_high"]].set_axis(["value", "low", "high"], axis=1)
        low, high = newcombe(changed, base)
        changed = changed.assign(change_low=low, change_high=high)
        named &= ((low > 0) | (high < 0)).fillna(False)
    return changed.assign(named=named.astype(bool))


def _of_rates(changed: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The score of a change of two shares by their common share, and whether both rest on enough cases."""
    n, base_n = changed["n"].astype("float64"), changed["base_n"].astype("float64")
    value, base = changed["value"].astype("float64"), changed["base"].astype("float64")
    common = ((value * n + base * base_n) / (n + base_n)).clip(0, 1)
    error = np.sqrt(common * (1 - common) * (1 / n.where(n > 0) + 1 / base_n.where(base_n > 0)))
    return (value - base) / error.where(error > 0), (n >= SMALL_N) & (base_n >= SMALL_N)


def _of_counts(changed: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The score of a change of two counts, each as likely to gain the next case, and whether both are large enough."""
    value, base = changed["value"].astype("float64"), changed["base"].astype("float64")
    total = value + base
    return (value - base) / np.sqrt(total.where(total > 0)), (value >= SMALL_N) & (base >= SMALL_N)


def below_false_share(chances: pd.Series) -> pd.Series:
    """Which of many tests stand when at most FALSE_SHARE of those that do may be chance; a null is no test.

    >>> below_false_share(pd.Series([0.001, 0.2, 0.015, None])).tolist()
    [True, False, True, False]
    """
    known = chances.dropna().sort_values()
    bound = FALSE_SHARE * np.arange(1, len(known) + 1) / max(1, len(known))
    passing = np.flatnonzero(known.to_numpy() <= bound)
    standing = known.index[: passing[-1] + 1] if len(passing) else known.index[:0]
    return pd.Series(chances.index.isin(standing), index=chances.index)
