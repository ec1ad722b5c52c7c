"""Sentences about one frame each: coverage, quality, rules, the figures of the prose, one body and year, and whether two answers agree."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Real

import pandas as pd

from reportlib.compare.words.labels import listing, metric_label, number, rule_name, say, term
from reportlib.compare.words.sentences import caveats, verified_figures
from reportlib.forms.rules.comparisons import comparison

HEADLINES = ("permits", "received", "closed", "disclosure_rate", "backlog_rate", "reviews", "lawsuits", "corrected_rate")


def about_coverage(frame: pd.DataFrame, language: str = "zh") -> list[str]:
    """How many reports of how many bodies and years are held, how many cells of that grid are gaps, and how many are verified."""
    if frame.empty:
        return [say(language, "还没有报告：把年报放进 data/raw 再运行 make。", "No reports yet: put some into data/raw and run make.")]
    body = frame.columns[0]
    reports, gaps = int(frame["reports"].sum()), int((frame["reports"] == 0).sum())
    verified = int((frame["grade"].astype(str) == "verified").sum())
    first, last, bodies = int(frame["year"].min()), int(frame["year"].max()), frame[body].nunique()
    return [
        say(
            language,
            f"现有 {bodies} 个机关 {first}–{last} 年的 {reports} 份报告，其中 {verified} 份表内勾稽相符。",
            f"{reports} reports of {bodies} bodies, {first}–{last}; {verified} of them verified.",
        ),
        say(
            language,
            f"机关与年份的 {len(frame)} 个组合中有 {gaps} 个没有报告，比较时留空。",
            f"{gaps} of {len(frame)} combinations of body and year have no report and stay gaps.",
        ),
        *_expected(frame, language),
    ]


def _expected(frame: pd.DataFrame, language: str) -> list[str]:
    """How many of the reports that a register expects are not held; nothing without one."""
    if "expected" not in frame:
        return []
    asked = frame[frame["expected"]]
    lacking = int((asked["reports"] == 0).sum())
    return [
        say(
            language,
            f"登记册应有 {len(asked)} 份，应有而未收录的 {lacking} 份。",
            f"The register expects {len(asked)} reports; {lacking} of them are expected, not held.",
        )
    ]


def about_quality(frame: pd.DataFrame, language: str = "zh") -> list[str]:
    """How many reports have which grade, and what keeps the others from being verified; from a frame of `quality`."""
    if frame.empty:
        return [say(language, "还没有报告。", "No reports yet.")]
    grades = frame["grade"].astype("str").value_counts()
    listed = listing([f"{term(str(grade), language)} {count}" for grade, count in grades.items()], language)
    open_cells = frame[["cells_blank", "cells_unreadable", "cells_missing"]].sum().astype("int64")
    checks = frame[["checks_pass", "checks_fail", "checks_not_assessable", "checks_explained"]].sum().astype("int64").tolist()
    return [
        say(language, f"{len(frame)} 份报告：{listed}。", f"{len(frame)} reports: {listed}."),
        say(
            language,
            "空白 {:,} 格，无法辨认 {:,} 格，缺 {:,} 格；均不按 0 计。".format(*open_cells),
            "{:,} cells blank, {:,} unreadable, {:,} missing; none of them counts as 0.".format(*open_cells),
        ),
        say(
            language,
            "核对 {:,} 处相符，{:,} 处不符，{:,} 处无法判断，{:,} 处已有说明。".format(*checks),
            "Checks: {:,} hold, {:,} fail, {:,} cannot be assessed, {:,} are explained.".format(*checks),
        ),
    ]


def about_rules(frame: pd.DataFrame, language: str = "zh") -> list[str]:
    """Which rules fail, for how many bodies and at how many places; from a frame of `rules_matrix`."""
    failing = frame[frame["fail"] > 0]
    if failing.empty:
        return [say(language, "没有不符之处。", "Nothing fails.")]
    grouped = failing.groupby(["rule", "severity"], observed=True, sort=False).agg(bodies=("fail", "size"), places=("fail", "sum"))
    return [
        say(
            language,
            f"{rule}（{term(str(severity), language)}，{rule_name(str(rule), language)}）：{row.bodies} 个机关，{row.places} 处。",
            f"{rule} ({term(str(severity), language)}; {rule_name(str(rule), language)}): {row.bodies} bodies, {row.places} places.",
        )
        for (rule, severity), row in zip(grouped.index, grouped.itertuples(), strict=True)
    ]


def about_mentions(counts: pd.DataFrame, frame: pd.DataFrame, language: str = "zh") -> list[str]:
    """How many figures the prose states, how exactly, and the share that is not recognised; then what is stated most often."""
    total, exact, qualified, no_value, other = (int(counts[name].sum()) for name in ("mentions", "exact", "qualified", "no_value", "other"))
    if not total:
        return [say(language, "正文里没有数字。", "The prose states no figure.")]
    said = [
        say(
            language,
            f"{len(counts)} 份报告的正文共有 {total:,} 个数字：确数 {exact:,}，约数 {qualified:,}，无单一数值 {no_value:,}。",
            f"The prose of {len(counts)} reports states {total:,} figures: {exact:,} exact, {qualified:,} qualified, "
            f"{no_value:,} without a single value.",
        ),
        say(
            language,
            f"其中 {other:,} 个（{other / total:.1%}）没有识别出所指，归入“其他”，没有丢弃。",
            f"{other:,} of them ({other / total:.1%}) are of no recognised metric and kept as other.",
        ),
    ]
    named = frame.groupby("metric", observed=True)["report_id"].nunique().sort_values(ascending=False, kind="stable").head(3)
    listed = listing([f"{metric_label(str(code), language)} {count}" for code, count in named.items()], language)
    said += [say(language, f"说得最多的是（报告数）：{listed}。", f"Stated by the most reports: {listed}.")] if listed else []
    differing = int(frame["differs"].sum())
    zh, en = (
        f"{differing} 项同一报告前后说法不一，值留空。",
        f"{differing} are stated differently within one report, and left without a value.",
    )
    return said + ([say(language, zh, en)] if differing else [])


def about_body(frame: pd.DataFrame, language: str = "zh", metrics: Iterable[str] = HEADLINES) -> list[str]:
    """The headline figures of one body and year, each beside the year before and its peers; from a frame of `beside`."""
    rows = frame.set_index("metric").reindex([code for code in metrics if (frame["metric"] == code).any()])
    if not rows["value"].notna().any():
        return [say(language, "没有可用的数据：没有这个机关这一年的数字。", "No figures: none of this body and year.")]
    sentences = [_beside(str(code), row, language) for code, row in rows.iterrows()]
    return [*sentences, *filter(None, [verified_figures(frame, language)]), *caveats(rows.reset_index(), language)]


def _beside(code: str, row: pd.Series, language: str) -> str:
    name, unit = metric_label(code, language), str(row["unit"])
    if pd.isna(row["value"]):
        none = row["note"] == "no cases"
        return say(language, f"{name}：{'分母为 0，无从计算' if none else '缺数'}。", f"{name}: {'no cases' if none else 'no figure'}.")
    figure = number(row["value"], unit, language)
    if pd.notna(row.get("numerator")):
        figure += say(language, f"（{row['numerator']:,}/{row['denominator']:,}）", f" ({row['numerator']:,}/{row['denominator']:,})")
    if row.get("small_n") is True or row.get("small_n") == 1:
        figure += say(language, "，样本不足 30", ", fewer than 30 cases")
    return say(
        language,
        f"{name} {figure}；{_before(row, unit, language)}；{_among(row, unit, language)}。",
        f"{name}: {figure}; {_before(row, unit, language)}; {_among(row, unit, language)}.",
    )


def _before(row: pd.Series, unit: str, language: str) -> str:
    if pd.isna(row["base"]):
        return say(language, "上年无可比数字", "no figure of the year before")
    base = number(row["base"], unit, language)
    if unit in ("share", "ratio"):
        by = f"{float(row['change']) * 100:+.1f} " + say(language, "个百分点", "points")
    else:
        by = f"{row['change_percent']:+.1f}%" if pd.notna(row["change_percent"]) else f"{float(row['change']):+,.0f}"
    return say(language, f"上年 {base}（{by}）", f"{base} the year before ({by})")


def _among(row: pd.Series, unit: str, language: str) -> str:
    if pd.isna(row["rank"]) or row["peers"] < 2:
        return say(language, "无同类可比", "no peers")
    median = number(round(float(row["median"]), 4), unit, language)
    position = _BANDS[str(row["band"])][language != "zh"]
    placed = comparison("among_peers", language, position=position, peers=row["peers"]).rstrip("。.")
    return placed + say(language, f"，中位数 {median}", f"; median {median}")


_BANDS = {
    "upper": ("处于较高的四分之一", "In the upper quarter"),
    "middle": ("处于中间一半", "In the middle half"),
    "lower": ("处于较低的四分之一", "In the lower quarter"),
}


def agreement(one: pd.DataFrame, other: pd.DataFrame, language: str = "zh") -> str:
    """Whether two answers hold the same rows: values by value, numbers to nine digits, types and names of columns aside."""
    same = one.shape == other.shape and [_comparable(row) for row in one.to_numpy(object)] == [
        _comparable(row) for row in other.to_numpy(object)
    ]
    size = f"{len(one)} × {one.shape[1]}"
    if same:
        return say(language, f"两种答案一致（{size}）。", f"Both answers agree ({size}).")
    return say(language, f"两种答案不一致：{size} 与 {len(other)} × {other.shape[1]}。", f"The answers differ: {size} and {other.shape}.")


def _comparable(row: Iterable[object]) -> tuple[object, ...]:
    return tuple(None if pd.isna(value) else f"{float(value):.9g}" if isinstance(value, Real) else str(value) for value in row)
