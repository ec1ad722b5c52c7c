"""Which changes may be named: more than chance moves at their counts, among all that were looked at."""

from __future__ import annotations

from math import erfc, sqrt

import numpy as np
import pandas as pd

from reportlib.compare.method.intervals import SMALL_N, are_shares, newcombe, times_of
from reportlib.compare.metrics import MONEY

FALSE_SHARE = 0.05  # of the changes that are named, at most so many by chance (Benjamini and Hochberg 1995)


def with_chance(changed: pd.DataFrame) -> pd.DataFrame:
    """The frame of changes with `named`: thirty cases in both years, and beyond chance among all changes of the frame.

    Where the frame has rates also the 95% interval of their change by Newcombe (`change_low`, `change_high`), which must leave out 0.
    Chance is that of independent cases; requests come in bundles, so that a change that is not named says nothing either way. An
    amount of money is no count of cases, and its change is never named.
    """
    score, enough = _of_counts(changed)
    beyond = pd.Series(True, index=changed.index)
    if "n" in changed and "base_n" in changed:
        rates = changed["n"].notna()
        of_rates = _of_rates(changed)
        score, enough = score.mask(rates, of_rates[0]), enough.mask(rates, of_rates[1])
        base = changed[["base", "base_low", "base_high"]].set_axis(["value", "low", "high"], axis=1)
        low, high = newcombe(changed, base)
        changed = changed.assign(change_low=low, change_high=high)
        beyond = ~rates | ((low > 0) | (high < 0)).fillna(False)
    chances = score.where(enough).abs().map(lambda z: erfc(z / sqrt(2)), na_action="ignore")
    return changed.assign(named=(below_false_share(chances) & beyond & changed["change"].notna()).astype(bool))


def _of_rates(changed: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The score of a change of two rates by their common rate, and whether both rest on enough cases.

    Of shares chance is binomial; of counts against an exposure that they are no part of, that of Poisson.
    """
    n, base_n = changed["n"].astype("float64"), changed["base_n"].astype("float64")
    value, base = (changed[name].astype("float64") / times_of(changed) for name in ("value", "base"))
    common = (value * n + base * base_n) / (n + base_n)
    spread = common.where(~are_shares(changed), common * (1 - common))
    error = np.sqrt(spread.clip(lower=0) * (1 / n.where(n > 0) + 1 / base_n.where(base_n > 0)))
    return (value - base) / error.where(error > 0), ((n >= SMALL_N) & (base_n >= SMALL_N)).astype(bool)


def _of_counts(changed: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The score of a change of two counts, each as likely to gain the next case, and whether both are counts and large enough."""
    value, base = changed["value"].astype("float64"), changed["base"].astype("float64")
    total = value + base
    money = (changed["unit"] == MONEY).fillna(False) if "unit" in changed else pd.Series(False, index=changed.index)
    enough = (value >= SMALL_N) & (base >= SMALL_N) & ~money
    return (value - base) / np.sqrt(total.where(total > 0)), enough.astype(bool)


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
