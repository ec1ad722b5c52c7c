"""The change of a group over two years, by bodies that have a figure of one meaning in both; and what of it is whose."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from reportlib.compare.figures import rates, volumes
from reportlib.compare.keys import Tables, body, standing
from reportlib.compare.method.breaks import breaks_between
from reportlib.compare.method.intervals import FEWEST_SPREAD, Z95, spread_of, whole_numbers, without_each
from reportlib.compare.metrics import METRICS
from reportlib.errors import UsageError

FEWEST_MATCHED = 5  # bodies, below which a change of the group is not given
_FIGURES = ["value", "numerator", "denominator"]
_GROUP = ["level", "scope", "kind"]


def matched(tables: Tables, code: str, years: tuple[int, int], **within: object) -> pd.DataFrame:
    """One row a group of like bodies (level, scope, and kind where it is known): the change over the two years, body by body the same.

    `bodies` have a figure in both years on one basis (one scope and coverage, a cell of both forms, no contradiction); `left_out` have
    a report for either year and no such pair. For a count, `base`, `value` and `change` are sums over the bodies; for a rate they are
    pooled, with the medians beside and, from ten bodies on, a 95% interval of the change by bodies. `rose` and `fell` count bodies.
    Below five bodies no figure is given. `within` chooses reports by columns (province="江苏省", level="county").

    >>> import reportlib
    >>> reportlib.compare.matched(reportlib.load("data/processed"), "received", (2023, 2024))  # doctest: +SKIP
    """
    pairs = paired(tables, code, years, **within)
    return by_groups(pairs, code, years, [name for name in _GROUP if name in pairs and pairs[name].notna().any()])


def by_groups(pairs: pd.DataFrame, code: str, years: tuple[int, int], keys: Sequence[str]) -> pd.DataFrame:
    """What each group of paired bodies moved by; the groups are of those columns."""
    rows = [{**dict(zip(keys, key, strict=True)), **_moved(group)} for key, group in pairs.groupby(list(keys), observed=True, dropna=False)]
    columns = [*keys, *_COLUMNS]
    frame = pd.DataFrame(rows, columns=columns)
    base_year, year = years
    frame[_TIMED] = frame[_TIMED].astype("Float64") * METRICS[code].times
    ends = {"metric": code, "unit": METRICS[code].unit, "base_year": base_year, "year": year}
    return frame.assign(**ends, breaks=breaks_between(code, base_year, year))[["metric", "unit", "base_year", "year", *columns, "breaks"]]


_COLUMNS = ["bodies", "left_out", "base", "value", "change", "change_percent", "median_base", "median", "low", "high", "rose", "fell"]


_TIMED = ["base", "value", "change", "low", "high"]  # of pooled quotients, in days where the metric is; medians are of figures that are


def paired(tables: Tables, code: str, years: tuple[int, int], **within: object) -> pd.DataFrame:
    """One row a body with a report for either year: its figures of both (base_…), and `left_out` with why where they make no pair."""
    frame = _of(tables, code, within)
    key = body(frame)
    frame = _on_one_basis(frame[frame["year"].isin(years)], key)
    now, then = (frame[frame["year"] == year] for year in (years[1], years[0]))
    names = [name for name in ("agency", "level", "scope", "covers", "kind", *_FIGURES) if name in frame]
    sides = [side.set_index(side[key].rename("body"))[names] for side in (now, then)]
    joined = sides[0].join(sides[1].add_prefix("base_"), how="outer")
    for name in ("agency", "level", "scope", "kind"):
        if name in joined:
            joined[name] = joined[name].astype("object").fillna(joined[f"base_{name}"].astype("object"))
    return joined.assign(left_out=_left_out(joined)).reset_index()


def _on_one_basis(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """One row a body and year; of a body that reports for itself and for its area those of the scope that it has in most years."""
    if "scope" not in frame:
        return frame.drop_duplicates([key, "year"])
    scope = frame["scope"].astype("string")
    in_years = frame.groupby([key, scope], dropna=False)["year"].transform("nunique")
    order = frame.assign(in_years=in_years, one=scope).sort_values(["in_years", "one"], ascending=[False, True], kind="stable")
    return order.drop_duplicates([key, "year"]).drop(columns=["in_years", "one"]).sort_index()


def _of(tables: Tables, code: str, within: dict[str, object]) -> pd.DataFrame:
    """The figures of the reports that stand for their bodies, of those that are asked for."""
    if code not in METRICS:
        raise UsageError("no such metric", expected="one of " + ", ".join(METRICS), found=code)
    frame = standing((rates if METRICS[code].denominator else volumes)(tables, code))
    for name, wanted in within.items():
        if name not in frame:
            raise UsageError("figures cannot be chosen by this", expected="one of " + ", ".join(frame.columns), found=name)
        asked = wanted if isinstance(wanted, list | tuple | set) else [wanted]
        frame = frame[frame[name].isin(list(asked))]
    return frame


def _left_out(pairs: pd.DataFrame) -> pd.Series:
    """Why a body makes no pair; empty where it does."""
    bases = [name for name in ("scope", "covers") if name in pairs]
    other = pd.Series(False, index=pairs.index)
    for name in bases:
        one, two = pairs[name], pairs[f"base_{name}"]
        other |= one.notna() & two.notna() & (one.astype("str") != two.astype("str"))
    figures = pairs["value"].notna() & pairs["base_value"].notna()
    return pd.Series(np.select([~figures, other], ["no figure in both years", "another basis"], ""), index=pairs.index)


def _moved(group: pd.DataFrame) -> dict[str, object]:
    """What a group of bodies moved by."""
    both = group[group["left_out"] == ""]
    counts: dict[str, object] = {"bodies": len(both), "left_out": len(group) - len(both)}
    if len(both) < FEWEST_MATCHED:
        return counts
    value, base = both["value"].astype("float64"), both["base_value"].astype("float64")
    told = {
        **counts,
        "median_base": base.median(),
        "median": value.median(),
        "rose": int((value > base).sum()),
        "fell": int((value < base).sum()),
    }
    return told | (_rate(both) if "numerator" in both else _count(both))


def _count(both: pd.DataFrame) -> dict[str, object]:
    now, then = (whole_numbers(both[name]).sum() for name in ("value", "base_value"))
    return {"base": then, "value": now, "change": now - then, "change_percent": 100 * (now - then) / then if then else None}


def _rate(both: pd.DataFrame) -> dict[str, object]:
    """The pooled rates of both years; the interval of their difference takes each body as one draw (jackknife)."""
    x, n, x0, n0 = (both[name].astype("float64") for name in ("numerator", "denominator", "base_numerator", "base_denominator"))
    if not (n.sum() and n0.sum()):  # nobody had a case in one of the years
        return {}
    value, base = x.sum() / n.sum(), x0.sum() / n0.sum()
    told: dict[str, object] = {"base": base, "value": value, "change": value - base, "change_percent": None}
    if len(both) >= FEWEST_SPREAD:
        half = Z95 * spread_of(without_each(x, n) - without_each(x0, n0))
        told |= {"low": value - base - half, "high": value - base + half}
    return told


def why(tables: Tables, code: str, years: tuple[int, int], by: str = "body", **within: object) -> pd.DataFrame:
    """What moved a pooled rate: one row a body (or `by="applicant"` a kind of applicant), its share of the cases and its own rate.

    `within` is what the change of its own rate gives, `between` what its growing or shrinking share of the cases gives; over all
    rows they add up to the change of the pooled rate (Σ w̄ Δr + Σ (r̄ − R̄) Δw). Raises UsageError for a metric that is no rate.
    """
    if code not in METRICS or not METRICS[code].denominator:
        raise UsageError(
            "no such rate", expected="one of " + ", ".join(name for name, each in METRICS.items() if each.denominator), found=code
        )
    pairs = _by_applicant(tables, code, years, within) if by == "applicant" else paired(tables, code, years, **within)
    both = pairs[pairs["left_out"] == ""].reset_index(drop=True)
    if not (both["denominator"].sum() and both["base_denominator"].sum()):  # nobody had a case in one of the years
        both = both.iloc[:0]
    parts = _decomposed(both)
    named = [name for name in ("applicant", "body", "agency") if name in both]
    return both[named].assign(**parts).sort_values("total", key=abs, ascending=False, ignore_index=True)


def _decomposed(both: pd.DataFrame) -> dict[str, pd.Series]:
    x, n, x0, n0 = (both[name].astype("float64") for name in ("numerator", "denominator", "base_numerator", "base_denominator"))
    weight, weight_base = n / (n.sum() or 1), n0 / (n0.sum() or 1)
    rate, rate_base = x / n.where(n > 0), x0 / n0.where(n0 > 0)
    one, two = rate.fillna(rate_base).fillna(0), rate_base.fillna(rate).fillna(0)  # who had no case in one year moved no rate
    mean = (x.sum() / (n.sum() or 1) + x0.sum() / (n0.sum() or 1)) / 2
    own = (weight + weight_base) / 2 * (one - two)
    mix = ((one + two) / 2 - mean) * (weight - weight_base)
    return {
        "weight_base": weight_base,
        "weight": weight,
        "rate_base": rate_base,
        "rate": rate,
        "within": own,
        "between": mix,
        "total": own + mix,
    }


def _by_applicant(tables: Tables, code: str, years: tuple[int, int], within: dict[str, object]) -> pd.DataFrame:
    """The matched bodies' cases of each kind of applicant, added up."""
    rows = []
    bodies = paired(tables, code, years, **within)
    like = set(bodies.loc[bodies["left_out"] == "", "body"])
    for applicant in _applicants(tables):
        frame = standing(rates(tables, code, applicant=applicant))
        frame = frame[frame[body(frame)].isin(like)]
        sums = {year: frame.loc[(frame["year"] == year).fillna(False), _FIGURES[1:]].sum() for year in years}
        then, now = sums[years[0]], sums[years[1]]
        rows.append({"applicant": applicant, **now, **then.add_prefix("base_"), "left_out": ""})
    return pd.DataFrame(rows)


def _applicants(tables: Tables) -> Sequence[str]:
    return [str(code) for code in tables.requests["applicant"].unique() if code != "total"]
