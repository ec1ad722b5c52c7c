"""Sentences computed from a comparison frame: what its figures say, and its cautions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from reportlib.compare.keys import Record, body, standing
from reportlib.compare.method.intervals import SMALL_N, few_cases
from reportlib.compare.metrics import METRICS
from reportlib.compare.words.groups import middle, moved, pooled
from reportlib.compare.words.labels import group_label, label, listing, metric_label, number, outcome_label, say
from reportlib.compare.words.said import crossed


def findings(frame: pd.DataFrame, language: str = "zh") -> list[str]:
    """What the figures of a comparison frame say, group by group of like bodies, then its cautions; one sentence each."""
    held = frame[frame["value"].notna()]
    if held.empty:
        return [say(language, "没有可用的数据：所选报告均无此项数字。", "No figures: none of the chosen reports has this one.")]
    axis = next((name for name in ("reason", "result", "outcome", "applicant") if name in frame), None)
    if axis:
        return [largest_part(group, axis, language) for _, group in _like(held)] + cautions(frame, language)
    sentences = [_told(group, language) for _, group in _groups(standing(held))]
    changes = held[held["change"].notna() & held.get("named", True)] if "change" in held else held.iloc[:0]
    largest = changes.reindex(changes["change"].astype("float64").abs().sort_values(ascending=False).index) if len(changes) else changes
    sentences += [change_sentence(row, language) for row in largest.head(3).to_dict("records")]
    return sentences + cautions(frame, language)


def cautions(frame: pd.DataFrame, language: str = "zh") -> list[str]:
    """What must be said beside a comparison: coverage, levels, roll-ups, forms and small numbers."""
    held = frame[frame["value"].notna()]
    said = [_coverage(frame, len(held), language), *filter(None, [verified_figures(frame, language)])]
    groups = [group_label(level, scope, language) for level, scope in _pairs(held)]
    if len(groups) > 1:
        listed = listing(groups, language)
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
                f"跨 {_forms(held, language)}，两式并非处处可比。",
                f"Figures come from {_forms(held, language)}, which are not alike throughout.",
            )
        )
    small = int(few_cases(held).sum())
    if small:
        said.append(
            say(
                language,
                f"{small} 项的样本量不足 30，不宜单独解读。",
                f"{small} rest on fewer than 30 cases: not to be read alone.",
            )
        )
    return said + _breaks(held, language) + caveats(frame, language)


def _breaks(held: pd.DataFrame, language: str) -> list[str]:
    """What changed the meaning of the frame's metrics within its years."""
    years = held["year"].dropna() if {"year", "metric"} <= set(held) else held.index[:0]
    if not len(years):
        return []
    return list(crossed([str(code) for code in held["metric"].unique()], int(years.min()), int(years.max()), language))


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
        f"{figures:,} 项数字中 {verified:,} 项出自表内勾稽相符的报告。",
        f"{verified:,} of {figures:,} figures come from verified reports.",
    )


def _coverage(frame: pd.DataFrame, held: int, language: str) -> str:
    none = int((frame["note"] == "no cases").sum()) if "note" in frame else 0
    zh, en = (f"（另 {none} 项分母为 0，无从计算）", f" ({none} more had no cases to count)") if none else ("", "")
    return say(
        language,
        f"覆盖：{len(frame)} 项中 {held} 项有数{zh}，空缺不按 0 计。",
        f"Coverage: {held} of {len(frame)} have a figure{en}; a blank is not 0.",
    )


def _told(group: pd.DataFrame, language: str) -> str:
    """One group of like bodies in its newest year: its figure or middle, what it is pooled, and how many rose since the year before."""
    year = int(group["year"].max()) if group["year"].notna().any() else None
    newest = group if year is None else group[group["year"] == year]
    name = metric_label(str(group["metric"].iloc[0]), language)
    where = group_label(group["level"].iloc[0], group["scope"].iloc[0], language)
    dated = "" if year is None else say(language, f" {year} 年", f" in {year}")
    start = say(language, f"{where}：{name}{dated}", f"{where}: {name.lower()}{dated}")
    if len(newest) == 1:
        return _sentence(start, [_of(newest.iloc[0], str(newest["unit"].iloc[0]), language)], language)
    bodies = newest[body(newest)].nunique()
    counted = say(language, f"{bodies} 个机关", f"{bodies} bodies")
    few = int(few_cases(newest).sum())
    small = say(language, f"其中 {few} 个不足 {SMALL_N} 件", f"{few} of them with fewer than {SMALL_N} cases")
    parts = [
        counted,
        small if few else "",
        middle(newest, language, quartiles=True),
        pooled(newest, language),
        _rose(group, year, language),
    ]
    return _sentence(start, [part for part in parts if part], language)


def _sentence(start: str, parts: Sequence[str], language: str) -> str:
    return say(language, f"{start}，{'，'.join(parts)}。", f"{start}: {', '.join(parts)}.")


def _rose(group: pd.DataFrame, year: int | None, language: str) -> str:
    told = moved(group, year) if year is not None else None
    if told is None:
        return ""
    zh = f"比上年可比的 {told.bodies} 个中 {told.rose} 个上升、{told.fell} 个下降" + (f"、{told.same} 个持平" if told.same else "")
    en = f"since the year before up for {told.rose} and down for {told.fell} of {told.bodies}"
    return say(language, zh, en + (f", as before for {told.same}" if told.same else ""))


def largest_part(group: pd.DataFrame, axis: str, language: str) -> str:
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


def _of(row: pd.Series, unit: str, language: str) -> str:
    of = ""
    if "numerator" in row and pd.notna(row["numerator"]):
        of = say(language, f"（{row['numerator']:,}/{row['denominator']:,}）", f" ({row['numerator']:,}/{row['denominator']:,})")
    return f"{row['agency']} {number(row['value'], unit, language).strip()}{of}"


def change_sentence(row: Record, language: str = "zh") -> str:
    """What one body's figure did since its base; from a row of `change`."""
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


def caveats(frame: pd.DataFrame, language: str) -> list[str]:
    codes = [str(code) for code in frame["metric"].unique()] if "metric" in frame else []
    texts = dict.fromkeys(METRICS[code].caveat(language) for code in codes if code in METRICS)
    return [say(language, f"注意：{text}。", f"Note: {text}.") for text in texts if text]


def _groups(frame: pd.DataFrame) -> Iterable[tuple[object, pd.DataFrame]]:
    yield from frame.groupby(["metric", "level", "scope"], observed=True, dropna=False, sort=False)


def _like(frame: pd.DataFrame) -> Iterable[tuple[object, pd.DataFrame]]:
    keys = ["level", "scope", *(["channel"] if "channel" in frame else [])]
    yield from frame.groupby(keys, observed=True, dropna=False, sort=False)


def _pairs(frame: pd.DataFrame) -> list[tuple[object, object]]:
    return list(frame[["level", "scope"]].drop_duplicates().itertuples(index=False, name=None))


def _forms(frame: pd.DataFrame, language: str) -> str:
    forms = sorted(frame["form"].dropna().astype(str).unique())
    return say(language, f"{'、'.join(forms)} 式表", f"the forms of {' and '.join(forms)}")
