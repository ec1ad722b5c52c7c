"""What bodies say in their prose that they did: the mentions by metric, body and year."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reportlib.compare.keys import Checked, identity, ordered
from reportlib.compare.quality import with_counts
from reportlib.prose.metrics import CATEGORY, OTHER

ZERO_IN_WORDS = ("未", "无")  # qualifiers of a zero that the prose tells without a figure: exact all the same


def mentions_table(tables: Checked, metrics: Sequence[str] | None = None) -> pd.DataFrame:
    """One row a report and metric with value, unit, qualifier, `times` it is stated, `differs`, `exact`, text, place and note.

    The value is the exact one where the prose states one, else the qualified one; where statements of a metric differ in value or
    unit it is null, `differs` is True and `note` lists them. Without `metrics`, those stated by the most reports come first.
    """
    mentions = tables.mentions
    chosen = list(metrics) if metrics is not None else common_metrics(tables)
    held = mentions[mentions["metric"].isin(chosen)]
    exact = _exact(held)
    keys = ["report_id", "metric"]
    only_qualified = ~exact.groupby([held["report_id"], held["metric"]]).transform("any").astype(bool)
    counted = held[(exact | only_qualified) & held["value"].notna()].set_index(keys)
    different = counted.groupby(keys, sort=False)[["value", "unit"]].nunique().max(axis=1) > 1
    frame = counted[~counted.index.duplicated()][["value", "unit", "qualifier", "text", "place"]]
    frame = frame.assign(
        times=held.groupby(keys, sort=False).size(),
        differs=different,
        exact=_exact(frame),
        note=_all_stated(counted[counted.index.isin(different.index[different])]),
    )
    frame["value"] = frame["value"].astype("Float64").mask(frame["differs"])
    frame["note"] = frame["note"].fillna("")
    joined = tables.reports[identity(tables.reports)].merge(frame.reset_index(), on="report_id")
    joined = joined.assign(metric=joined["metric"].astype(pd.CategoricalDtype(chosen, ordered=True)))
    return ordered(joined.sort_values("metric", kind="stable"))


def common_metrics(tables: Checked, most: int = 12) -> list[str]:
    """The metrics of the prose that the most reports state, without parts of a list, the unrecognised and plain percentages."""
    mentions = tables.mentions.dropna(subset=["metric"])
    code = mentions["metric"].astype("str")
    plain = ~code.isin([OTHER, CATEGORY]) & ~code.str.endswith(".part") & ~code.str.startswith(("change.", "former", "share"))
    reports = mentions[plain].groupby("metric")["report_id"].nunique().sort_values(ascending=False, kind="stable")
    return [str(metric) for metric in reports.head(most).index]


def mention_counts(tables: Checked) -> pd.DataFrame:
    """One row a report: figures in its prose, of them exact, qualified, without a single value, and `other` (not recognised)."""
    mentions = tables.mentions
    exact = _exact(mentions)
    flags = pd.DataFrame(
        {
            "report_id": mentions["report_id"],
            "mentions": 1,
            "exact": exact,
            "qualified": mentions["value"].notna() & ~exact,
            "no_value": mentions["value"].isna(),
            "other": (mentions["metric"] == OTHER).fillna(False),
        }
    )
    counts = ["mentions", "exact", "qualified", "no_value", "other"]
    filled = with_counts(tables.reports[identity(tables.reports)], flags.groupby("report_id")[counts].sum())
    share = (filled["other"] / filled["mentions"].where(filled["mentions"] > 0)).astype("Float64")
    return ordered(filled.assign(other_share=share))


def _exact(mentions: pd.DataFrame) -> pd.Series:
    qualifier = mentions["qualifier"]
    return (qualifier.isna() | qualifier.isin(ZERO_IN_WORDS)) & mentions["value"].notna()


def _all_stated(statements: pd.DataFrame) -> pd.Series:
    """The different statements of each report and metric, in the order of the prose."""
    parts = zip(statements["value"], statements["unit"], statements["qualifier"], strict=True)
    said = pd.Series([_stated(*part) for part in parts], index=statements.index, dtype="str")
    return said.groupby(level=[0, 1], sort=False).agg(lambda texts: "; ".join(dict.fromkeys(texts))).astype("str")


def _stated(value: float, unit: object, qualifier: object) -> str:
    return f"{value:g}" + "".join(f" {part}" for part in (unit, qualifier) if not pd.isna(part))
