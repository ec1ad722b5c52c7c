"""What the figures of a report say, in sentences: each figure, how it changed, and where it stands among its peers."""

from __future__ import annotations

import pandas as pd

from reportlib import compare
from reportlib.compare import METRICS, SMALL_N
from reportlib.compare.keys import Record
from reportlib.compare.method.breaks import crossing
from reportlib.compare.method.intervals import few_cases
from reportlib.compare.words import label, outcome_label, say, unit_label
from reportlib.reviewing.chosen import Chosen, Kept
from reportlib.reviewing.compared import FEW_PEERS, has_peers, why
from reportlib.reviewing.content import Number, optional, shown

SPOKEN = ("permits", "received", "closed", "disclosure_rate", "backlog_rate", "reviews", "lawsuits", "corrected_rate", "fees")


def said(frame: pd.DataFrame, chosen: Chosen, language: str, codes: tuple[str, ...] = SPOKEN) -> list[str]:
    """One sentence a figure, in the order of the codes; figures that the form lacks are left out."""
    rows = {row["metric"]: row for row in frame.to_dict("records")}
    return [_sentence(rows[code], chosen, language) for code in codes if code in rows]


def _sentence(row: Record, chosen: Chosen, language: str) -> str:
    name = METRICS[row["metric"]].label(language)
    if optional(row["value"]) is None:
        reason = why(row["note"], language)
        return say(language, f"{name}：{reason}。", f"{name}: {reason}.")
    clauses = [_value(row, language), _changed(row, chosen, language), _placed(row, language), _small(row, language)]
    return say(language, f"{name} " + "；".join(filter(None, clauses)) + "。", f"{name}: " + "; ".join(filter(None, clauses)) + ".")


def _value(row: Record, language: str) -> str:
    numerator, denominator = optional(row.get("numerator")), optional(row.get("denominator"))
    text = shown(Number(row["value"], row["unit"]), language)
    unit = unit_label(str(row["unit"]), language)
    if denominator is not None and numerator is not None:
        return say(language, f"{text}（{int(numerator):,}/{int(denominator):,}）", f"{text} ({int(numerator):,} of {int(denominator):,})")
    return say(language, f"{text} {unit}".strip(), text if unit in ("", "cases", "items") else f"{text} ({unit})")


def _changed(row: Record, chosen: Chosen, language: str) -> str:
    """Against last year, with the base; nothing where there is no last year at all, for that is said once."""
    if chosen.last_year is None:
        return ""
    year, base, change = chosen.year - 1, optional(row["base"]), optional(row["change"])
    if base is None or change is None:
        reason = why(row["base_note"], language)
        return say(language, f"{year} 年{reason}，不能比较", f"{reason} for {year} to compare with")
    was = shown(Number(base, row["unit"]), language)
    if not float(change):
        return say(language, f"与 {year} 年相同", f"the same as in {year}")
    rose = float(change) > 0
    by = shown(Number(abs(change), "points" if row["unit"] == "share" else str(row["unit"])), language).lstrip("+")
    percent = optional(row["change_percent"])
    if percent is not None and row["unit"] not in ("share", "ratio", "days"):
        by += say(language, f"（{percent:+.1f}%）", f" ({percent:+.1f}%)")
    return say(
        language, f"比 {year} 年（{was}）{'增加' if rose else '减少'} {by}", f"{'up' if rose else 'down'} by {by} from {was} in {year}"
    )


def _placed(row: Record, language: str) -> str:
    bodies = optional(row["peers"])
    if bodies is None or bodies < 2:
        return ""
    median = shown(Number(round(float(row["median"]), 4), row["unit"]), language)
    if optional(row["rank"]) is None:
        return say(language, f"同类 {bodies} 个机关的中位数 {median}", f"the median of {bodies} like bodies is {median}")
    return say(
        language,
        f"同类 {bodies} 个机关中由高到低{'并列' if row['tied'] else ''}第 {row['rank']}，中位数 {median}；高低不等于优劣",
        f"{'tied ' if row['tied'] else ''}rank {row['rank']} of {bodies} like bodies, largest first; their median is {median}; higher is not better",
    )


def _small(row: Record, language: str) -> str:
    if row.get("small_n") is not True:
        return ""
    return say(language, f"样本量不足 {SMALL_N} 件，不宜单独解读", f"fewer than {SMALL_N} cases, not to be read alone")


def headline(frame: pd.DataFrame, chosen: Chosen, language: str) -> str:
    """The year in one sentence: what came in, what was closed and granted, and what was disputed; empty where none of it is known."""
    rows = {row["metric"]: row for row in frame.to_dict("records") if optional(row["value"]) is not None}
    names = {code: METRICS[code].label(language) for code in _HEADLINE}
    told = [f"{say(language, name, name.lower())} {_value(rows[code], language)}" for code, name in names.items() if code in rows]
    if not told:
        return ""
    return say(language, f"{chosen.year} 年，{chosen.agency}{'，'.join(told)}。", f"{chosen.agency}, {chosen.year}: {', '.join(told)}.")


_HEADLINE = ("received", "closed", "disclosure_rate", "reviews", "lawsuits")


def broken_down(requests: pd.DataFrame, language: str) -> str:
    """The largest outcome that has grounds of its own, ground by ground; empty where none has a case, or a ground has no figure."""
    own = requests[(requests["applicant"].astype("str") == "total") & requests["item"].astype("str").str.contains(".", regex=False)]
    groups = own.assign(item=own["item"].astype("str"), group=own["item"].astype("str").str.partition(".")[0])
    sums = groups.groupby("group", sort=False)["value"].agg(lambda part: part.sum(skipna=False)).dropna()
    if sums.empty or not sums.max():
        return ""
    group = str(sums.idxmax())
    grounds = groups[(groups["group"] == group) & (groups["value"] > 0)].sort_values("value", ascending=False, kind="stable")
    listed = [f"{label('requests', 'item', row.item, language)} {int(row.value):,}" for row in grounds.itertuples()]
    name, whole = outcome_label(group, language), int(sums.max())
    return say(
        language,
        f"{name} {whole:,} 件，其中{'，'.join(listed)}。",
        f"{name}, {whole:,} in all: {', '.join(words[:1].lower() + words[1:] for words in listed)}.",
    )


def moved_by(own: Kept, frame: pd.DataFrame, chosen: Chosen, language: str) -> str:
    """What moved the share released since last year: the applicants' own shares or who applied; empty where these do not add up to it.

    Shares of few cases, and changes over a break of the form or the law, are not taken apart.
    """
    code = "disclosure_rate"
    row: Record = next((each for each in frame.to_dict("records") if each["metric"] == code), {})
    years = (chosen.year - 1, chosen.year)
    if optional(row.get("change")) is None or crossing(code, *years) or few_cases(compare.rates(own, code).query("year in @years")).any():
        return ""
    parts = compare.why(own, code, years, by="applicant")
    if parts.empty or abs(float(parts["total"].sum()) - float(row["change"])) > _ADDED_UP:
        return ""
    each, mix = (f"{100 * float(parts[name].sum()):+.1f}" for name in ("within", "between"))
    most = parts.iloc[0]
    who = label("requests", "applicant", str(most["applicant"]), language)
    by = f"{100 * float(most['total']):+.1f}"
    return say(
        language,
        f"{METRICS[code].label()}的变化中，各类申请人自身公开率的变化 {each} 个百分点，申请人构成的变化 {mix} 个百分点；作用最大的是{who}（{by}）。",
        f"Of the change of the share released, {each} points come from the shares of the kinds of applicants, {mix} from how many of each "
        f"applied; most from {who.lower()} ({by}).",
    )


_ADDED_UP = 1e-6


def largest(frame: pd.DataFrame, axis: str, language: str) -> str:
    """The largest part of a composition of one report, with its count and share; empty where nothing is to be said."""
    held = frame[frame["value"].notna() & (frame["numerator"].fillna(0) > 0)]
    if held.empty:
        return ""
    row = held.loc[held["value"].astype("float64").idxmax()]
    code = str(row[axis])
    name = outcome_label(code, language) if axis == "outcome" else label("requests", "item" if axis == "reason" else axis, code, language)
    what = {"outcome": ("办理结果", "outcomes"), "reason": ("不予公开的理由", "grounds of refusal"), "applicant": ("申请人", "applicants")}[
        axis
    ]
    share = f"{float(row['value']):.1%}"
    counts = f"{int(row['numerator']):,}/{int(row['denominator']):,}"
    return say(
        language, f"{what[0]}中最多的是{name}（{share}，{counts}）。", f"The largest of the {what[1]}: {name.lower()} ({share}, {counts})."
    )


def standing(frame: pd.DataFrame, chosen: Chosen, language: str) -> list[str]:
    """Whether there is a last year and whether there are peers, said once."""
    before, year = chosen.year - 1, chosen.year
    said = []
    if chosen.last_year is None:
        said.append(
            say(
                language,
                f"数据中没有本机关 {before} 年的报告，不作同比。",
                f"There is no report of this body for {before}: no change is given.",
            )
        )
    if not has_peers(frame):
        said.append(_no_peers(chosen, language))
    else:
        bodies = int(frame["peers"].max())
        few = say(language, "同类很少，名次和中位数仅供参考。", " So few are for orientation only.") if bodies < FEW_PEERS else ""
        said.append(
            say(
                language,
                f"{year} 年同层级、同范围、同类别的机关共 {bodies} 个（含本机关）有数可比。",
                f"{bodies} bodies of the same level, scope and kind (this one included) have figures for {year}.",
            )
            + few
        )
    return said


def _no_peers(chosen: Chosen, language: str) -> str:
    known = all(optional(chosen.report[name]) is not None for name in ("level", "scope"))
    if not known:
        return say(
            language,
            "本机关的层级或范围不明，不与其他机关比较。",
            "The level or scope of this body is not known: it is set beside no other.",
        )
    return say(
        language,
        f"数据中没有 {chosen.year} 年同层级、同范围、同类别的其他机关，不作同类比较。",
        f"There is no other body of the same level, scope and kind for {chosen.year}: it is set beside none.",
    )
