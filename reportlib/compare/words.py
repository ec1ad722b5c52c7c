"""What frames say in words, Chinese or English: labels of codes, findings computed from a comparison frame, and its cautions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from numbers import Real
from typing import Any

import pandas as pd

from reportlib.compare.metrics import METRICS
from reportlib.forms import labels
from reportlib.forms.rulebook import rulebook
from reportlib.forms.wording import terms
from reportlib.prose.metrics import vocabulary

LANGUAGES = ("zh", "en")
_TERMS: dict[str, tuple[str, str]] = {
    "state": ("国家级", "State"),
    "province": ("省级", "Province"),
    "prefecture": ("地市级", "Prefecture"),
    "county": ("区县级", "County"),
    "town": ("乡镇级", "Town"),
    "government": ("政府汇总", "government roll-up"),
    "body": ("单个机关", "single body"),
    "unknown_level": ("层级不明", "Level unknown"),
    "unknown_scope": ("范围不明", "scope unknown"),
    "denied": ("不予公开", "Denied"),
    "unable": ("无法提供", "Unable to provide"),
    "not_processed": ("不予处理", "Not processed"),
    "other": ("其他处理", "Other handling"),
    "litigation": ("行政诉讼", "Litigation"),
}
# The kinds of codes whose words stand in forms/words.toml.
_KINDS = ("grades", "severities", "verdicts", "statuses")
HEADLINES = ("permits", "received", "closed", "disclosure_rate", "backlog_rate", "reviews", "lawsuits", "corrected_rate")
_ORDINAL = re.compile(r"[一二三四五六七八九十]、|（[一二三四五六七八九十]）|[0-9]+．")
_REMARK = re.compile(r"（[^（）]{3,}）$")


def findings(frame: pd.DataFrame, language: str = "zh") -> list[str]:
    """What the figures of a comparison frame say, group by group of like bodies, then its cautions; one sentence each."""
    held = frame[frame["value"].notna()]
    if held.empty:
        return [say(language, "没有可用的数据：所选报告均无此项数字。", "No figures: none of the chosen reports has this one.")]
    axis = next((name for name in ("reason", "result", "outcome", "applicant") if name in frame), None)
    if axis:
        return [_largest(group, axis, language) for _, group in _like(held)] + cautions(frame, language)
    sentences = [_extremes(group, language) for _, group in _groups(held)]
    changes = held[held["change"].notna()] if "change" in held else held.iloc[:0]
    largest = changes.reindex(changes["change"].astype("float64").abs().sort_values(ascending=False).index) if len(changes) else changes
    sentences += [_change(row, language) for row in largest.head(3).to_dict("records")]
    return sentences + cautions(frame, language)


def cautions(frame: pd.DataFrame, language: str = "zh") -> list[str]:
    """What must be said beside a comparison: coverage, levels, roll-ups, forms and small numbers."""
    held = frame[frame["value"].notna()]
    said = [_coverage(frame, len(held), language), *filter(None, [verified_figures(frame, language)])]
    groups = [group_label(level, scope, language) for level, scope in _pairs(held)]
    if len(groups) > 1:
        listed = _listed(groups, language)
        said.append(
            say(
                language,
                f"含不同层级或范围（{listed}），各组之间不作高低比较。",
                f"Levels or scopes differ ({listed}): no ranking across these groups.",
            )
        )
    if "form" in held and held["form"].nunique() > 1:
        said.append(
            say(
                language,
                f"跨 {_forms(held, language)}，口径变化处已在图中标出。",
                f"Figures come from {_forms(held, language)}; charts mark where the form changes.",
            )
        )
    if "small_n" in held and held["small_n"].any():
        small = int(held["small_n"].sum())
        said.append(
            say(
                language,
                f"{small} 项的样本量不足 30，图中以灰色表示，不宜单独解读。",
                f"{small} rest on fewer than 30 cases, shown in grey: not to be read alone.",
            )
        )
    return said + _caveats(frame, language)


def verified_figures(frame: pd.DataFrame, language: str = "zh") -> str:
    """How many of the frame's figures come from verified reports; nothing where the frame does not know."""
    if "value" not in frame or (not {"grade"} & set(frame) and not {"reports", "verified"} <= set(frame)):
        return ""
    held = frame[frame["value"].notna()]
    if "grade" in frame:
        figures, verified = len(held), int((held["grade"].astype("str") == "verified").sum())
    else:
        figures, verified = int(held["reports"].sum()), int(held["verified"].sum())
    if not figures:
        return ""
    return say(
        language,
        f"{figures:,} 项数字中 {verified:,} 项出自核对无误的报告。",
        f"{verified:,} of {figures:,} figures come from verified reports.",
    )


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
            f"现有 {bodies} 个机关 {first}–{last} 年的 {reports} 份报告，其中 {verified} 份核对无误。",
            f"{reports} reports of {bodies} bodies, {first}–{last}; {verified} of them verified.",
        ),
        say(
            language,
            f"机关与年份的 {len(frame)} 个组合中有 {gaps} 个没有报告，比较时留空。",
            f"{gaps} of {len(frame)} combinations of body and year have no report and stay gaps.",
        ),
    ]


def about_quality(frame: pd.DataFrame, language: str = "zh") -> list[str]:
    """How many reports have which grade, and what keeps the others from being verified; from a frame of `quality`."""
    if frame.empty:
        return [say(language, "还没有报告。", "No reports yet.")]
    grades = frame["grade"].astype("str").value_counts()
    listed = _listed([f"{term(str(grade), language)} {count}" for grade, count in grades.items()], language)
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
    listed = _listed([f"{metric_label(str(code), language)} {count}" for code, count in named.items()], language)
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
    return [*sentences, *filter(None, [verified_figures(frame, language)]), *_caveats(rows.reset_index(), language)]


def _beside(code: str, row: pd.Series[Any], language: str) -> str:
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


def _before(row: pd.Series[Any], unit: str, language: str) -> str:
    if pd.isna(row["base"]):
        return say(language, "上年无可比数字", "no figure of the year before")
    base = number(row["base"], unit, language)
    if unit in ("share", "ratio"):
        by = f"{float(row['change']) * 100:+.1f} " + say(language, "个百分点", "points")
    else:
        by = f"{row['change_percent']:+.1f}%" if pd.notna(row["change_percent"]) else f"{float(row['change']):+,.0f}"
    return say(language, f"上年 {base}（{by}）", f"{base} the year before ({by})")


def _among(row: pd.Series[Any], unit: str, language: str) -> str:
    if pd.isna(row["rank"]) or row["peers"] < 2:
        return say(language, "无同类可比", "no peers")
    median = number(round(float(row["median"]), 4), unit, language)
    return say(
        language,
        f"同类 {row['peers']} 份报告中居第 {row['rank']}，中位数 {median}",
        f"rank {row['rank']} of {row['peers']} peers, median {median}",
    )


def agreement(one: pd.DataFrame, other: pd.DataFrame, language: str = "zh") -> str:
    """Whether two answers hold the same rows: values by value, numbers to nine digits, types and names of columns aside."""
    same = one.shape == other.shape and [_comparable(row) for row in one.to_numpy(object)] == [
        _comparable(row) for row in other.to_numpy(object)
    ]
    size = f"{len(one)} × {one.shape[1]}"
    if same:
        return say(language, f"两种答案一致（{size}）。", f"Both answers agree ({size}).")
    return say(language, f"两种答案不一致：{size} 与 {len(other)} × {other.shape[1]}。", f"The answers differ: {size} and {other.shape}.")


def _comparable(row: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(None if pd.isna(value) else f"{float(value):.9g}" if isinstance(value, Real) else str(value) for value in row)


def rule_name(code: str, language: str = "zh") -> str:
    """What a rule says; an unknown code is its own name."""
    entry = rulebook().get(code)
    return (entry.en if language == "en" else entry.zh) if entry else code


def metric_label(code: str, language: str = "zh") -> str:
    """The label of a metric of the tables or of the prose; an unknown code is its own label."""
    if code in METRICS:
        return METRICS[code].label(language)
    spoken = next((metric for metric in vocabulary().metrics if metric.code == code), None)
    return (spoken.en if language == "en" else spoken.zh) if spoken else code


def group_label(level: Any, scope: Any, language: str = "zh") -> str:
    """Level of government and scope of a report, such as 区县级·单个机关."""
    level, scope = (None if pd.isna(value) else str(value) for value in (level, scope))
    return f"{term(level or 'unknown_level', language)} · {term(scope or 'unknown_scope', language)}"


def term(code: str, language: str = "zh") -> str:
    """The label of a level, scope, grade, severity, status or group of outcomes; an unknown code is its own label."""
    told = next((terms(kind)[code] for kind in _KINDS if code in terms(kind)), (code, code))
    return _TERMS.get(code, told)[LANGUAGES.index(language)]


def label(table: str, axis: str, code: str, language: str = "zh") -> str:
    """The label that the form prints for a code, without ordinal and remark, and without its group in English."""
    printed = labels(language).get((table, axis, code))
    return shortened(printed, language) if printed else term(code, language)


def outcome_label(code: str, language: str = "zh") -> str:
    metric = METRICS.get(f"{code}_share") or METRICS.get(code)
    return metric.label(language) if metric else label("requests", "item", code, language)


def shortened(printed: str, language: str) -> str:
    if language == "en":
        return printed.partition(": ")[2].capitalize() or printed
    return _ORDINAL.split(_REMARK.sub("", printed))[-1].strip()


def say(language: str, zh: str, en: str) -> str:
    return en if language == "en" else zh


def number(value: Any, unit: str, language: str = "zh") -> str:
    """A figure with its unit as one writes it: 23,269 件, 12.3%, 96,171.60 万元."""
    if pd.isna(value):
        return say(language, "缺", "no figure")
    if unit in ("share", "ratio"):
        return f"{float(value):.1%}"
    digits = f"{float(value):,.2f}" if float(value) % 1 else f"{int(value):,}"
    return f"{digits} {unit}" if language == "zh" else digits + (" (10,000 yuan)" if unit == "万元" else "")


def _coverage(frame: pd.DataFrame, held: int, language: str) -> str:
    none = int((frame["note"] == "no cases").sum()) if "note" in frame else 0
    zh, en = (f"（另 {none} 项分母为 0，无从计算）", f" ({none} more had no cases to count)") if none else ("", "")
    return say(
        language,
        f"覆盖：{len(frame)} 项中 {held} 项有数{zh}，空缺不按 0 计。",
        f"Coverage: {held} of {len(frame)} have a figure{en}; a blank is not 0.",
    )


def unit_label(unit: str, language: str = "zh") -> str:
    """The unit as a title names it; rates have none, their axis is in per cent."""
    names = {"件": ("件", "cases"), "项": ("项", "items"), "万元": ("万元", "10,000 yuan")}
    return names.get(unit, ("", ""))[LANGUAGES.index(language)]


def _extremes(group: pd.DataFrame, language: str) -> str:
    values = group["value"].astype("float64")
    metric, unit = METRICS.get(str(group["metric"].iloc[0])), str(group["unit"].iloc[0])
    name = metric.label(language) if metric else str(group["metric"].iloc[0])
    where = group_label(group["level"].iloc[0], group["scope"].iloc[0], language)
    high, low = (_of(group.loc[index], unit, language) for index in (values.idxmax(), values.idxmin()))
    if len(group) == 1:
        return say(language, f"{where}：{name}仅一项，{high}。", f"{where}: one figure for {name.lower()}, {high}.")
    if values.max() == values.min():
        return say(
            language,
            f"{where}：{name} {len(group)} 项均为 {number(values.max(), unit)}。",
            f"{where}: {name.lower()}, all {len(group)} are {number(values.max(), unit, 'en')}.",
        )
    return say(
        language,
        f"{where}：{name} {len(group)} 项，最高为{high}，最低为{low}。",
        f"{where}: {name.lower()}, {len(group)} figures; highest {high}, lowest {low}.",
    )


def _largest(group: pd.DataFrame, axis: str, language: str) -> str:
    """The largest code of a composition over all reports of one level and scope (and channel) that have every figure."""
    sums = group.groupby(axis, observed=True)[["numerator", "denominator"]].sum().astype("float64")
    where = group_label(group["level"].iloc[0], group["scope"].iloc[0], language)
    if "channel" in group:
        where = f"{where} · {label('proceedings', 'channel', str(group['channel'].iloc[0]), language)}"
    code = str(sums["numerator"].idxmax())
    count, whole = sums.loc[code, "numerator"], sums.loc[code, "denominator"]
    table = "proceedings" if axis == "result" else "requests"
    name = outcome_label(code, language) if axis == "outcome" else label(table, "item" if axis == "reason" else axis, code, language)
    if not whole or not count:
        return say(language, f"{where}：合计为 0。", f"{where}: none.")
    share = f"{count / whole:.1%}, {count:,.0f}/{whole:,.0f}"
    return say(language, f"{where}：最多的是{name}（{share.replace(', ', '，', 1)}）。", f"{where}: most often {name.lower()} ({share}).")


def _of(row: pd.Series[Any], unit: str, language: str) -> str:
    of = ""
    if "numerator" in row and pd.notna(row["numerator"]):
        of = say(language, f"（{row['numerator']:,}/{row['denominator']:,}）", f" ({row['numerator']:,}/{row['denominator']:,})")
    figure = number(row["value"], unit, language)
    return say(language, f"{row['agency']} {row['year']} 年 {figure}{of}", f"{row['agency']} {row['year']}, {figure}{of}")


def _change(row: dict[Any, Any], language: str) -> str:
    metric = METRICS.get(str(row["metric"]))
    name = metric.label(language) if metric else str(row["metric"])
    rose = float(row["change"]) > 0
    by, was = number(abs(row["change"]), row["unit"], language), number(row["base"], row["unit"], language)
    if row["unit"] in ("share", "ratio"):
        points = abs(float(row["change"])) * 100
        by = say(language, f"{points:.1f} 个百分点", f"{points:.1f} points")
    elif pd.notna(row["change_percent"]):
        by += f" ({row['change_percent']:+.1f}%)" if language == "en" else f"（{row['change_percent']:+.1f}%）"
    if not float(row["change"]):
        return say(
            language,
            f"{row['agency']} {row['year']} 年{name}与 {row['base_year']} 年持平。",
            f"{row['agency']}: {name.lower()} in {row['year']} as in {row['base_year']}.",
        )
    return say(
        language,
        f"{row['agency']} {row['year']} 年{name}比 {row['base_year']} 年（{was}）{'增加' if rose else '减少'} {by}。",
        f"{row['agency']}: {name.lower()} in {row['year']} {'up' if rose else 'down'} by {by} from {was} in {row['base_year']}.",
    )


def _caveats(frame: pd.DataFrame, language: str) -> list[str]:
    codes = [str(code) for code in frame["metric"].unique()] if "metric" in frame else []
    texts = dict.fromkeys(METRICS[code].caveat(language) for code in codes if code in METRICS)
    return [say(language, f"注意：{text}。", f"Note: {text}.") for text in texts if text]


def _groups(frame: pd.DataFrame) -> Iterable[tuple[Any, pd.DataFrame]]:
    yield from frame.groupby(["metric", "level", "scope"], observed=True, dropna=False, sort=False)


def _like(frame: pd.DataFrame) -> Iterable[tuple[Any, pd.DataFrame]]:
    keys = ["level", "scope", *(["channel"] if "channel" in frame else [])]
    yield from frame.groupby(keys, observed=True, dropna=False, sort=False)


def _pairs(frame: pd.DataFrame) -> list[tuple[Any, Any]]:
    return list(frame[["level", "scope"]].drop_duplicates().itertuples(index=False, name=None))


def _forms(frame: pd.DataFrame, language: str) -> str:
    forms = sorted(frame["form"].dropna().astype(str).unique())
    return say(language, f"{'、'.join(forms)} 式表", f"the forms of {' and '.join(forms)}")


def _listed(items: list[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(items)
