"""One body's year beside the year before, and its place among its peers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reportlib.compare.figures import rates, volumes
from reportlib.compare.keys import Tables, body
from reportlib.compare.method.breaks import breaks_between
from reportlib.compare.method.chance import with_chance
from reportlib.compare.method.intervals import few_cases
from reportlib.compare.metrics import METRICS
from reportlib.compare.words import (
    metric_label,
)
from reportlib.errors import UsageError

PEER_KEYS = ("level", "scope", "kind")
FEWEST_RANKED = 8  # bodies, below which a place among them says nothing


def report_of(frame: pd.DataFrame, agency: str, year: int | None) -> str:
    """The report_id of the body's report for that year (the first where there are several), or nothing."""
    rows = of_year(frame[frame["agency"] == agency], year)
    return str(rows["report_id"].iloc[0]) if len(rows) else ""


def of_year(frame: pd.DataFrame, year: int | None) -> pd.DataFrame:
    """The rows of that year; none for an unknown year."""
    return frame.iloc[:0] if year is None else frame[(frame["year"].astype("Int64") == year).fillna(False)]


def alike(frame: pd.DataFrame, agency: str, year: int | None) -> pd.DataFrame:
    """The rows of that year of the body and its peers: the same level and scope, and kind where it is known; and the body's year before."""
    now = of_year(frame, year)
    own = now[now["agency"] == agency]
    if own.empty:
        return own
    same = pd.Series(True, index=now.index)
    for key in PEER_KEYS:
        wanted = own[key].iloc[0] if key in own else None
        if key in own and not (key == "kind" and pd.isna(wanted)):
            same &= (now[key] == wanted).fillna(False)
    before = of_year(frame, None if year is None else year - 1)
    key = body(frame)
    return pd.concat([now[same | (now["agency"] == agency)], before[before[key] == own[key].iloc[0]]]).reset_index(drop=True)


def change(frame: pd.DataFrame, base_year: int | None = None) -> pd.DataFrame:
    """The frame with base_year, base, change, change_percent, form_change, scope_change, breaks and named against the year before, or a fixed year.

    The base is null, and so is the change, where the body has no report for that year, or more than one, or where the one counts
    for a government and the other for a single body (scope_change). change_percent is
    null unless the base is above 0 and the figure not below it; for rates `change` is in percentage points / 100. A metric that the other form lacks has no base.
    `breaks` says what changed the meaning of the metric in between; `named` is whether the change is beyond chance (with_chance).
    """
    keys = [body(frame), *[name for name in ("metric", "outcome", "reason", "applicant", "channel", "result") if name in frame]]
    now = frame.assign(base_year=(frame["year"] - 1) if base_year is None else base_year)
    now["base_year"] = now["base_year"].astype("Int64")
    joined = now.merge(_bases(frame, keys), on=[*keys, "base_year"], how="left")
    form_change = _differs(joined, "form")
    scope_change = _differs(joined, "scope")
    base = joined["base"].mask(scope_change)
    difference = joined["value"] - base
    changed = joined.assign(
        base=base,
        change=difference,
        change_percent=100 * (difference / base.where((base > 0) & (joined["value"] >= 0))).astype("Float64"),
        form_change=form_change,
        scope_change=scope_change,
        breaks=_breaks(joined),
    )
    return with_chance(changed).drop(columns=["base_form", "base_scope", *(f"base_{name}" for name in _OF_RATES if name in joined)])


_OF_RATES = ("n", "low", "high")


def _breaks(changed: pd.DataFrame) -> pd.Series:
    """What changed the meaning of each metric since its base, in English; empty where nothing did."""
    if "metric" not in changed:
        return pd.Series("", index=changed.index)
    named = zip(changed["metric"].astype("str"), changed["base_year"], changed["year"], strict=True)
    said = ["" if pd.isna(base) or pd.isna(year) else breaks_between(code, int(base), int(year)) for code, base, year in named]
    return pd.Series(said, index=changed.index, dtype="object")


def _bases(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Each figure as the base of a later year; none where a body has several reports for the year."""
    scope = frame["scope"] if "scope" in frame else pd.Series(pd.NA, index=frame.index, dtype="string")
    also = {f"base_{name}": frame[name] for name in _OF_RATES if name in frame}
    bases = frame[keys].assign(base_year=frame["year"], base=frame["value"], base_form=frame["form"], base_scope=scope, **also)
    bases = bases[frame["stands"]] if "stands" in frame else bases
    once = bases.dropna(subset=["base_year"]).drop_duplicates([*keys, "base_year"], keep=False)
    return once.astype({"base_year": "Int64"})


def _differs(joined: pd.DataFrame, name: str) -> pd.Series:
    """Where both years say what they are, and not the same."""
    if name not in joined:
        return pd.Series(False, index=joined.index)
    now, then = joined[name], joined[f"base_{name}"]
    return now.notna() & then.notna() & (now.astype("string") != then.astype("string")).fillna(False).astype(bool)


def latest(frame: pd.DataFrame) -> pd.DataFrame:
    """Of each body the rows of its last year that has a figure, or of its last year where none has, or all if no year is known."""
    bodies = frame[body(frame)]
    years = frame["year"].astype("Int64")
    last = years.where(frame["value"].notna()).groupby(bodies).transform("max").fillna(years.groupby(bodies).transform("max"))
    return frame[((years == last) | last.isna()).fillna(False)].reset_index(drop=True)


def peers(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with each body's place among its peers: rank (1 is the largest), tied, band, peers, q1, median, q3, peer_basis.

    Peers share year, metric, level and scope, and kind where the reports know it. A body of unknown level or scope has none.
    `band` is upper or lower for the outer quarters, else middle; `tied` where others have the same rank. Neither is given among
    fewer than eight, nor to a rate of fewer than thirty cases.
    """
    basis = ["level", "scope", *(["kind"] if "kind" in frame and frame["kind"].notna().any() else [])]
    known = frame["value"].notna() & frame[basis].notna().all(axis=1) & frame.get("stands", pd.Series(True, index=frame.index))
    groups = frame[known].groupby(["year", "metric", *basis], observed=True)["value"]
    bodies = groups.transform("size").astype("Int64").reindex(frame.index)
    small = few_cases(frame)
    ranked = (bodies >= FEWEST_RANKED).fillna(False).astype(bool) & ~small
    ranks = groups.rank(method="min", ascending=False).reindex(frame.index)
    q1, q3 = (groups.transform("quantile", quarter).reindex(frame.index).astype("float64") for quarter in (0.25, 0.75))
    value = frame["value"].astype("float64")
    band = pd.Series(np.select([value > q3, value < q1], ["upper", "lower"], "middle"), index=frame.index).where(ranked)
    return frame.assign(
        rank=ranks.astype("Int64").where(ranked),
        tied=(ranks != groups.rank(method="max", ascending=False).reindex(frame.index)) & ranked,
        band=band,
        peers=bodies,
        q1=q1,
        median=groups.transform("median"),
        q3=q3,
        peer_basis=", ".join(["year", *basis]),
    )


def beside(tables: Tables, agency: str, year: int | None, language: str = "zh") -> pd.DataFrame:
    """One row a metric for that body and year, with `label`, its figure, the year before (base, change) and its place among peers."""
    volume_codes = [code for code, metric in METRICS.items() if not metric.denominator]
    rate_codes = [code for code, metric in METRICS.items() if metric.denominator]
    frame = peers(change(pd.concat([volumes(tables, *volume_codes), rates(tables, *rate_codes)], ignore_index=True)))
    own = of_year(frame[frame["agency"] == agency], year).reset_index(drop=True)
    return own.assign(label=[metric_label(code, language) for code in own["metric"]])


def per_head(frame: pd.DataFrame, denominators: pd.DataFrame, column: str = "population", per: float = 10_000) -> pd.DataFrame:
    """The frame with per_head = value / denominators[column] * per.

    Joined by body_id where the denominators have it, which stays with a body that is renamed, else by agency, and by year where they
    have that. Raises UsageError where a column is lacking or a body stands twice.
    """
    name_of = "body_id" if "body_id" in denominators and "body_id" in frame else "agency"
    keys = [name_of, "year"] if "year" in denominators else [name_of]
    absent = [name for name in (name_of, column) if name not in denominators]
    if absent:
        raise UsageError("the denominators lack a column", expected=", ".join(absent), found=", ".join(map(str, denominators.columns)))
    twice = denominators[denominators.duplicated(keys)]
    if len(twice):
        raise UsageError("the denominators hold a body twice", found=str(twice[keys].iloc[0].tolist()))
    joined = frame.merge(denominators[[*keys, column]], on=keys, how="left")
    base = joined[column].where(joined[column] > 0)
    return joined.assign(per_head=joined["value"] / base * per)
