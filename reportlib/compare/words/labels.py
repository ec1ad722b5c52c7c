"""Labels of codes and figures as one writes them, Chinese or English."""

from __future__ import annotations

import re

import pandas as pd

from reportlib.compare.metrics import DAYS, METRICS, RATIO, SHARE
from reportlib.forms import labels
from reportlib.forms.rules.rulebook import rulebook
from reportlib.forms.rules.wording import terms
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
_COUNTED = ("件", "项")  # of which only a median has a fraction
_ORDINAL = re.compile(r"[一二三四五六七八九十]、|（[一二三四五六七八九十]）|[0-9]+．")
_REMARK = re.compile(r"（[^（）]{3,}）$")


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


def group_label(level: object, scope: object, language: str = "zh") -> str:
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


def number(value: float, unit: str, language: str = "zh") -> str:
    """A figure with its unit as one writes it: 23,269 件, 12.3%, 96,171.60 万元."""
    if pd.isna(value):
        return say(language, "缺", "no figure")
    if unit == SHARE:
        return f"{float(value):.1%}"
    if unit == DAYS:
        return f"{float(value):,.1f} {say(language, '天', 'days')}"
    if unit == RATIO:
        return f"{100 * float(value):,.1f}" + say(language, " 件", "")
    digits = f"{float(value):,.{1 if unit in _COUNTED else 2}f}" if float(value) % 1 else f"{int(value):,}"
    return f"{digits} {unit}" if language == "zh" else digits + (" (10,000 yuan)" if unit == "万元" else "")


def exact(value: float, sign: str = "") -> str:
    """The number with separators; a fraction keeps the digits that it was printed with.

    >>> exact(5949.088667), exact(23269, "+")
    ('5,949.088667', '+23,269')
    """
    return f"{float(value):{sign},.6f}".rstrip("0").removesuffix(".")


def bare(value: float, unit: str, language: str = "zh") -> str:
    """A figure without the word of its unit, for where that stands once for all: 23,269, 12.3%, 45.8 of quotients as one writes them."""
    return number(value, unit, language).removesuffix(" 件").strip() if unit in (SHARE, RATIO, DAYS) else exact(value)


def stated(value: float, unit: object, language: str = "zh") -> str:
    """A figure as the prose states it: exact, with its Chinese unit in Chinese alone."""
    if pd.notna(unit) and unit == "%":
        return f"{exact(value)}%"
    return f"{exact(value)} {unit}" if language == "zh" and pd.notna(unit) else exact(value)


def unit_label(unit: str, language: str = "zh") -> str:
    """The unit as a title names it; rates have none, their axis is in per cent."""
    names = {"件": ("件", "cases"), "项": ("项", "items"), "万元": ("万元", "10,000 yuan")}
    return names.get(unit, ("", ""))[LANGUAGES.index(language)]


def unit_word(unit: str, language: str = "zh") -> str:
    """The unit as a column of units names it, also of rates: %, 每百件, 天.

    >>> unit_word("share"), unit_word("days", "en"), unit_word("件")
    ('%', 'days', '件')
    """
    rates = {"share": ("%", "%"), "ratio": ("每百件", "per 100"), "days": ("天", "days")}
    return rates[unit][LANGUAGES.index(language)] if unit in rates else unit_label(unit, language) or unit


def listing(items: list[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(items)
