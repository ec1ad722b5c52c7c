"""Frames for readers: words for codes and columns, and figures as one writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import pandas as pd

from reportlib.bodies.names import kind_label
from reportlib.compare.metrics import RATIO, SHARE
from reportlib.compare.words.labels import LANGUAGES, bare, exact, label, metric_label, outcome_label, rule_name, say, term, unit_label
from reportlib.errors import UsageError
from reportlib.forms.bridge import bridge

Labels = Literal["zh", "en", "code"]
_FILE = Path(__file__).with_name("columns.toml")
_GAP = "—"  # where there is no figure and no word
# The codes of which a column is made up, and the words for one of them.
_SPOKEN: dict[str, Callable[[str, str], str]] = {
    "metric": metric_label,
    "outcome": outcome_label,
    "step": outcome_label,
    "rule": rule_name,
    "kind": kind_label,
    "series": lambda code, language: _named_series(code, language),
    "indicator": lambda code, language: _printed(("statistics",), "indicator", code, language),
    "unit": lambda unit, language: "" if unit == SHARE else unit_label(unit, language) or unit,
    "item": lambda code, language: _printed(("requests", "disclosures"), "item", code, language),
    "reason": lambda code, language: _printed(("requests",), "item", code, language),
    "applicant": lambda code, language: _printed(("requests",), "applicant", code, language),
    "article": lambda code, language: _printed(("disclosures",), "article", code, language),
    "measure": lambda code, language: _printed(("disclosures", "statistics"), "measure", code, language),
    "channel": lambda code, language: _printed(("proceedings",), "channel", code, language),
    "result": lambda code, language: _printed(("proceedings",), "result", code, language),
} | dict.fromkeys(("level", "scope", "covers", "grade", "severity", "status", "state"), term)
_FIGURES = ("value", "base", "low", "high", "median", "median_base", "q1", "q3", "change", "change_low", "change_high")
_OTHER_MESSAGE = {"zh": "message", "en": "message_zh"}  # the message in the other language
_SHARES = ("of_closed", "of_held", "of_decided", "other_share", "share", "rate")


def labelled(frame: pd.DataFrame, labels: Labels = "zh") -> pd.DataFrame:
    """The frame of a dataset or of a comparison with words for its codes and the names of its columns; figures stay figures.

    `labels` is zh (as the forms print them), en, or code, which changes nothing. Raises UsageError for another one.

    >>> labelled(pd.DataFrame({"item": ["received"], "level": ["county"], "value": [3]})).to_dict("list")
    {'项目': ['本年新收政府信息公开申请数量'], '层级': ['区县级'], '数值': [3]}
    """
    if labels not in (*LANGUAGES, "code"):
        raise UsageError("there are no such labels", expected="one of zh, en, code", found=labels)
    return frame if labels == "code" else _named(_worded(frame, labels), labels)


def shown(frame: pd.DataFrame, columns: Sequence[str] | None = None, language: str = "zh") -> pd.DataFrame:
    """The frame, or some of its columns, for the eye: words for codes, 23,269 and 45.2%, and — where there is nothing.

    >>> shown(pd.DataFrame({"level": ["county"], "value": [0.452], "unit": ["share"]})).to_dict("list")
    {'层级': ['区县级'], '数值': ['45.2%']}
    """
    left = {_OTHER_MESSAGE[language]} if set(_OTHER_MESSAGE.values()) <= set(frame.columns) else set()
    left |= {"unit"} if columns is None and "unit" in frame and _only_shares(frame) else set()
    written = _written(frame, language)[[name for name in (columns or frame.columns) if name not in left]]
    return _named(_worded(written, language).astype(object).where(written.notna(), _GAP), language)


def _printed(tables: Sequence[str], axis: str, code: str, language: str) -> str:
    """The label of a code in the first of the tables that has it."""
    found = (label(table, axis, code, language) for table in tables)
    return next((words for words in found if words != code), code)


def _named_series(code: str, language: str) -> str:
    """What a series over all forms is called; an unknown code as it is."""
    known = bridge().series.get(code)
    return known.names[language == "zh"] if known else code


def _worded(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """The codes of every column of codes in words; other columns, and what is no code, as they are."""
    words = _words()["words"]
    spoken = {name: say_code for name, say_code in _SPOKEN.items() if name in frame}
    made = {name: frame[name].map(_mapped(frame[name], say_code, language)).astype(object) for name, say_code in spoken.items()}
    for name in ("fit", "table", "source"):
        if name in frame:
            made[name] = frame[name].map(lambda word: _in(words, word, language)).astype(object)
    for name in frame.columns[[str(kind) in ("bool", "boolean") for kind in frame.dtypes]]:
        made[name] = frame[name].map(lambda value: "" if pd.isna(value) else _in(words, str(bool(value)).lower(), language)).astype(object)
    if "note" in frame:
        made["note"] = frame["note"].map(lambda note: _noted(note, language)).astype(object)
    return frame.assign(**made)


def _mapped(codes: pd.Series, say_code: Callable[[str, str], str], language: str) -> dict[object, str]:
    return {code: say_code(str(code), language) for code in codes.dropna().unique()}


def _noted(note: object, language: str) -> str:
    """The note of a frame, of which the cells that it names stay as they are."""
    start, colon, cells = ("" if pd.isna(note) else str(note)).partition(": ")
    told = _in(_words()["notes"], start, language)
    return told + (say(language, "：", ": ") + cells if colon else "")


def _written(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """The figures of a frame as one writes them, each with what its unit asks for; a column of numbers with separators."""
    made: dict[str, object] = {}
    units = frame["unit"].astype("string").fillna("") if "unit" in frame else pd.Series("", index=frame.index)
    for name in frame.columns:
        column = frame[name]
        if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column) or name in ("year", "base_year"):
            continue
        if name in _FIGURES:
            made[name] = [_figure(value, unit, str(name), language) for value, unit in zip(column, units, strict=True)]
        elif name in _SHARES:
            made[name] = [_GAP if pd.isna(value) else f"{value:.1%}" for value in column]
        elif name == "change_percent":
            made[name] = [_GAP if pd.isna(value) else f"{value:+,.1f}" for value in column]
        else:
            made[name] = [_GAP if pd.isna(value) else exact(value) for value in column]
    return frame.assign(**made)


def _figure(value: float, unit: str, name: str, language: str) -> str:
    """A figure without its unit, which stands beside it; a change of a share in points."""
    if pd.isna(value):
        return _GAP
    if name.startswith("change"):
        return (
            f"{100 * value:+,.1f}" + say(language, " 个百分点", " points")
            if unit == SHARE
            else exact(value * (100 if unit == RATIO else 1), "+")
        )
    return bare(value, unit, language)


def _only_shares(frame: pd.DataFrame) -> bool:
    """Whether every unit is that of a share, which per cent already say."""
    return bool((frame["unit"].astype("string") == SHARE).all())


def _named(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    heads = _words()["columns"]
    return frame.rename(columns={name: _in(heads, name, language) for name in frame.columns})


def _in(words: Mapping[str, Sequence[str]], code: object, language: str) -> str:
    """The word for a code in that language; a code without one is its own word."""
    return words[str(code)][language == "zh"] if str(code) in words else "" if pd.isna(code) else str(code)


@cache
def _words() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
