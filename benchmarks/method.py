"""What the intervals, names and matched changes are worth: bodies with a known truth, drawn again and again.

    python benchmarks/method.py [draws] [seed]

400 bodies over two years: sizes log-normal, true rates beta (over-dispersed), every fourth body's rate really moves, every tenth
report is not there. Prints the share of intervals that hold the truth, the share of named changes that are false, and how far the
matched change is off on the average.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
import pandas as pd

from reportlib import compare
from reportlib.compare.method.intervals import with_interval
from reportlib.compare.method.matched import _moved

BODIES, YEARS = 400, (2023, 2024)
MEAN, MOVE = 6 / 11, 0.06 / 4  # of the rates that bodies are drawn from, and of what they move by


def drawn(random: np.random.Generator) -> pd.DataFrame:
    """One world: for each body and year its figures and the true rate behind them."""
    n = np.exp(random.normal(4.5, 1.2, BODIES)).astype(int) + 5
    rate = random.beta(6, 5, BODIES)
    moves = np.where(np.arange(BODIES) % 4 == 0, random.normal(0.06, 0.05, BODIES), 0.0)
    frames = []
    for year, true in zip(YEARS, (rate, np.clip(rate + moves, 0.01, 0.99)), strict=True):
        size = np.maximum(5, random.poisson(n))
        frames.append(
            pd.DataFrame(
                {
                    "agency": [f"b{at}" for at in range(BODIES)],
                    "year": year,
                    "true": true,
                    "numerator": random.binomial(size, true),
                    "denominator": size,
                }
            )
        )
    frame = pd.concat(frames, ignore_index=True)
    frame = frame.assign(report_id=frame["agency"] + frame["year"].astype(str), form="2021", level="county", scope="body")
    frame = with_interval(frame.assign(metric="granted_share", unit="share", note="", grade="verified"))
    return frame[random.random(len(frame)) > 0.1].reset_index(drop=True)


def measured(random: np.random.Generator) -> Iterator[tuple[str, float]]:
    """Each measure of one world, by name."""
    frame = drawn(random)
    yield "Wilson, one body", _holds(frame, "low", "high", frame["true"])
    told = compare.shrunk(frame)
    yield "beta-binomial, one body", _holds(told, "low_shrunk", "high_shrunk", told["true"])
    ranks = told.groupby("year")["true"].rank(ascending=False)
    yield "95% range of a rank", _holds(told, "rank_low", "rank_high", ranks)
    pool = compare.pooled(frame)
    yield "pooled rate, by bodies", _holds(pool, "low", "high", MEAN + MOVE * (pool["year"] == YEARS[1]))
    changed = compare.change(frame)
    changed = changed[changed["change"].notna()]
    truth = changed["true"] - changed["agency"].map(frame[frame["year"] == YEARS[0]].set_index("agency")["true"])
    yield "change of a body, Newcombe", _holds(changed, "change_low", "change_high", truth)
    named = changed["named"]
    yield "named changes that are none", float((truth[named] == 0).mean()) if named.any() else 0.0
    yield "real changes of 10 points that are named", float(named[truth.abs() > 0.1].mean())
    yield from _matched(frame)


def _matched(frame: pd.DataFrame) -> Iterator[tuple[str, float]]:
    """The matched change against the change of the true rates of the same bodies, at the sizes they had."""
    now, then = (frame[frame["year"] == year].set_index("agency") for year in reversed(YEARS))
    both = now.join(then.add_prefix("base_"), how="inner").assign(left_out="")
    told = _moved(both)
    weights, base_weights = (both[name] / both[name].sum() for name in ("denominator", "base_denominator"))
    truth = float((weights * both["true"]).sum() - (base_weights * both["base_true"]).sum())
    yield "matched change, points off", 100 * (float(told["change"]) - truth)
    yield "matched change, interval", float(told["low"] <= MOVE <= told["high"])


def _holds(frame: pd.DataFrame, low: str, high: str, truth: pd.Series) -> float:
    known = frame[low].notna()
    return float(((frame[low] <= truth) & (truth <= frame[high]))[known].mean())


def main() -> None:
    draws, seed = (int(sys.argv[at]) if len(sys.argv) > at else default for at, default in ((1, 50), (2, 1)))
    random = np.random.default_rng(seed)
    worlds = pd.DataFrame([dict(measured(random)) for _ in range(draws)])
    print(f"{draws} worlds of {BODIES} bodies, seed {seed}")
    for name, values in worlds.items():
        shown = f"{values.mean():+.3f} (standard error {values.std() / draws**0.5:.3f})" if "off" in str(name) else f"{values.mean():.1%}"
        print(f"{name:45} {shown}")


if __name__ == "__main__":
    main()
