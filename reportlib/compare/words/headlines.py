"""The message of a comparison in one line, as the title of a chart gives it: no ranking, and no claim that its figures do not bear."""

from __future__ import annotations

import pandas as pd

from reportlib.compare.keys import Record, body, standing
from reportlib.compare.method.breaks import crossing
from reportlib.compare.method.intervals import few_cases
from reportlib.compare.metrics import SHARE
from reportlib.compare.words.groups import middle, moved, pooled
from reportlib.compare.words.labels import group_label, metric_label, number, say
from reportlib.compare.words.sentences import largest_part

_AXES = ("reason", "result", "outcome", "applicant")


def headline(frame: pd.DataFrame, language: str = "zh") -> str:
    """What the newest figures of a frame say: how many bodies rose, the middle of them, or how the one body went; empty for nothing.

    >>> import reportlib
    >>> from reportlib.compare import volumes, words
    >>> words.headline(volumes(reportlib.load("data/processed"), "received"))  # doctest: +SKIP
    """
    held = frame[frame["value"].notna() & frame["year"].notna()]
    if held.empty:
        return ""
    axis = next((name for name in _AXES if name in held), None)
    if axis:
        return _of_parts(held, axis, language)
    held = standing(held[held["metric"] == held["metric"].iloc[0]])
    if held.empty:
        return ""
    return _of_one(held, language) if held[body(held)].nunique() == 1 else _moved(held, language) or _middle(held, language)


def _of_parts(held: pd.DataFrame, axis: str, language: str) -> str:
    """The largest part of the newest year, of the largest group."""
    newest = held[held["year"] == held["year"].max()]
    group = _largest_group(newest)
    if "channel" in group:
        totals = group.drop_duplicates(["report_id", "channel"]).groupby("channel", observed=True)["denominator"].sum()
        group = group[group["channel"] == totals.astype("float64").idxmax()]
    year = int(newest["year"].iloc[0])
    return f"{year}{say(language, ' 年', ', ')}{largest_part(group, axis, language)}".rstrip("。.")


def _largest_group(newest: pd.DataFrame) -> pd.DataFrame:
    """The group of like bodies with the most figures; of several with as many, the one that counts the most cases."""
    groups = (part for _, part in newest.groupby(["level", "scope"], observed=True, dropna=False))
    return max(groups, key=lambda part: (len(part), _cases(part)), default=newest)


def _cases(part: pd.DataFrame) -> float:
    counted = next((name for name in ("denominator", "n") if name in part), None)
    return float(part[counted].sum()) if counted else 0.0


def _of_one(held: pd.DataFrame, language: str) -> str:
    """One body: its only figure, or its first and last, and what they differ by where nothing broke in between."""
    dated = held.drop_duplicates("year", keep=False).sort_values("year")
    name, agency = metric_label(str(held["metric"].iloc[0]), language), str(held["agency"].iloc[-1])
    if dated.empty:
        return ""
    told = [f"{int(row['year'])}{say(language, ' 年 ', ': ')}{_figure(row, language)}" for row in dated.to_dict("records")]
    if len(dated) == 1:
        return say(language, f"{agency}{name}：{told[0]}", f"{agency}, {name.lower()}, {told[0]}")
    change = _change(dated, language)
    listed = say(language, f"{told[0]}，{told[-1]}{change}", f"{told[0]}, {told[-1]}{change}")
    return say(language, f"{agency}{name}：{listed}", f"{agency}, {name.lower()}, {listed}")


def _figure(row: Record, language: str) -> str:
    """A figure with its unit, of a rate of few cases also how many they are."""
    figure = number(row["value"], str(row["unit"]), language).strip()
    return figure + (say(language, f"（仅 {row['n']} 件）", f" (of {row['n']} cases)") if row.get("small_n") is True else "")


def _change(dated: pd.DataFrame, language: str) -> str:
    """By how much the last figure differs from the first; a word instead where the meaning changed, nothing where few cases are counted."""
    first, last = dated.iloc[0], dated.iloc[-1]
    if crossing(str(first["metric"]), int(first["year"]), int(last["year"])):
        return say(language, "（口径有变）", " (the meaning changed)")
    if few_cases(dated.iloc[[0, -1]]).any():
        return ""
    by = float(last["value"]) - float(first["value"])
    if str(first["unit"]) == SHARE:
        return say(language, f"（{100 * by:+.1f} 个百分点）", f" ({100 * by:+.1f} points)")
    return (
        say(language, f"（{by / float(first['value']):+.1%}）", f" ({by / float(first['value']):+.1%})")
        if first["value"] > 0 and last["value"] >= 0
        else ""
    )


def _moved(held: pd.DataFrame, language: str) -> str:
    """How many bodies rose and fell since the year before; empty where that may not be told."""
    year, name = int(held["year"].max()), metric_label(str(held["metric"].iloc[0]), language)
    told = moved(held, year)
    if told is None:
        return ""
    zh = f"{name}：{year} 年比上年，{told.bodies} 个机关中 {told.rose} 个上升、{told.fell} 个下降" + (
        f"、{told.same} 个持平" if told.same else ""
    )
    en = f"{name}, {year}: up for {told.rose}, down for {told.fell}" + (f", as before for {told.same}" if told.same else "")
    return say(language, zh, f"{en} of {told.bodies} bodies")


def _middle(held: pd.DataFrame, language: str) -> str:
    """The middle of the largest group of like bodies of the newest year, of a rate beside the pooled one; empty for one body alone."""
    newest = held[held["year"] == held["year"].max()]
    group = _largest_group(newest)
    told = [text for text in (middle(group, language), pooled(group, language)) if text]
    if group[body(group)].nunique() == 1 or not told:
        return ""
    where = group_label(group["level"].iloc[0], group["scope"].iloc[0], language)
    name, year = metric_label(str(group["metric"].iloc[0]), language), int(newest["year"].iloc[0])
    start = say(language, f"{name}：{year} 年{where} {len(group)} 个机关", f"{name}, {year}, {len(group)} bodies ({where}): ")
    return start + say(language, "，", ", ").join(told)


def headline_of_flow(frame: pd.DataFrame, language: str = "zh") -> str:
    """What came in, what was closed, and what is left, of a frame of `flow`."""
    steps = frame.set_index("step")["value"]
    named = [("received", "新收", "received"), ("carried_out", "结转下年", "carried out")]
    known = [(zh, en, int(steps[code])) for code, zh, en in named if code in steps and pd.notna(steps[code])]
    ends = {"carried_in", "received", "carried_out"}
    closed = [value for step, value in steps.items() if str(step) not in ends]
    if closed and not any(pd.isna(value) for value in closed):
        known.insert(1, ("办结", "closed", int(sum(closed))))
    told = [say(language, f"{zh} {count:,} 件", f"{en} {count:,}") for zh, en, count in known]
    body, year = frame["agency"].iloc[0], frame["year"].iloc[0]
    return say(language, f"{body} {year} 年：{'，'.join(told)}", f"{body}, {year}: {', '.join(told)}") if told else ""


def headline_of_coverage(frame: pd.DataFrame, language: str = "zh") -> str:
    """How many years of how many bodies have no report."""
    gaps = frame[frame["reports"] == 0]
    bodies = gaps[gaps.columns[0]].nunique()
    if gaps.empty:
        return say(language, "每个机关每年都有报告", "Every body has a report of every year")
    return say(
        language,
        f"{bodies} 个机关共缺 {len(gaps)} 个年度的报告",
        f"{len(gaps)} report{'s' * (len(gaps) != 1)} of {bodies} bod{'ies' if bodies != 1 else 'y'} not held",
    )


def headline_of_rules(frame: pd.DataFrame, language: str = "zh") -> str:
    """How many rules fail for how many bodies."""
    failing = frame[frame["fail"] > 0]
    rules, bodies = failing["rule"].nunique(), failing[failing.columns[0]].nunique()
    if failing.empty:
        return say(language, "没有不符之处", "Nothing fails")
    return say(language, f"{bodies} 个机关有不符之处，涉及 {rules} 条规则", f"{bodies} bodies fail {rules} rules")
