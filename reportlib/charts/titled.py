"""Titled pages: title, footnote and alt text of a chart, and the words that they are made of."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from reportlib.charts.figure import Chart, page, printable
from reportlib.charts.lettering import GREY, type_size, wrapped
from reportlib.compare import words
from reportlib.compare.metrics import METRICS

NAMELESS = "（?）"  # a report that does not say whose it is


def with_figures(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a figure and a year, of the frame's first metric."""
    if frame.empty:
        return frame
    frame = by_body(frame)
    chosen = frame[(frame["metric"] == frame["metric"].iloc[0]) & frame["value"].notna() & frame["year"].notna()]
    return chosen.assign(year=chosen["year"].astype(int))


def by_body(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with one name a body as its agency: the latest one, and behind it the body's id where two bodies share a name."""
    frame = frame.assign(agency=frame["agency"].astype("str").str.strip().replace("", NAMELESS))
    if "body_id" not in frame or frame["body_id"].isna().any() or frame.empty:
        return frame
    latest = frame.dropna(subset=["agency"]).sort_values("year", kind="stable").groupby("body_id")["agency"].last().astype(str)
    shared = latest.duplicated(keep=False)
    names = latest.where(~shared, latest + " (" + latest.index.astype(str) + ")")
    return frame.assign(agency=frame["body_id"].map(names))


def one_axes(title: str, frame: pd.DataFrame, language: str, size: str, note: str = "") -> tuple[Chart, Axes]:
    """A titled page with one pair of axes."""
    chart = titled_page(title, frame, language, size, note)
    return chart, chart.subplots()


def titled_page(title: str, frame: pd.DataFrame, language: str, size: str, note: str = "", *, beside: bool = False) -> Chart:
    """A page with title, footnote and alt text; the numbers are all of the frame. `beside`: a key stands beside the note."""
    said = words.findings(frame, language)[:4] if {"metric", "value", "unit", "level"} <= set(frame) else []
    verified = words.verified_figures(frame, language)
    chart = page(size, title, frame, " ".join([*said, *([] if verified in said else [verified]), note]).strip())
    note = f"{verified}{' ' if language == 'en' else ''}{_blanks(frame, language)}{note}"
    if note.strip():
        text = wrapped(note.strip(), (160 if size == "slide" else 132) // (3 if beside else 1))
        chart.supxlabel(text, x=0.012, ha="left", fontsize=type_size(-1.5), color="#666666")
    return chart


def _blanks(frame: pd.DataFrame, language: str) -> str:
    """How many reports lack the one figure that a chart shows; those without any case are counted by the chart itself."""
    if "note" not in frame or "metric" not in frame or frame["metric"].nunique() != 1 or "applicant" in frame or "reason" in frame:
        return ""
    blank = int((frame["value"].isna() & (frame["note"] != "no cases")).sum()) if "result" not in frame else 0
    return words.say(language, f"{blank} 份报告此项缺数，留空。", f"{blank} reports lack the figure. ") if blank else ""


def nothing(title: str, frame: pd.DataFrame, language: str, size: str, why: str = "") -> Chart:
    """A page that says that there is nothing to draw."""
    text = why or words.say(language, "没有可用的数据", "No figures to draw")
    chart = page(size, title, frame, text)
    axes = chart.subplots()
    axes.set_axis_off()
    axes.text(0.5, 0.5, printable(text), ha="center", va="center", color=GREY, fontsize=type_size(2))
    return chart


def metric_title(frame: pd.DataFrame, language: str) -> str:
    """Name, unit and years of the metric that the frame holds."""
    if frame.empty:
        return words.say(language, "没有可用的数据", "No figures")
    code = str(frame["metric"].iloc[0])
    metric, name = METRICS.get(code), words.metric_label(code, language)
    unit = metric.unit if metric else ""
    shown = words.unit_label(unit, language)
    return name + (words.say(language, f"（{shown}）", f" ({shown})") if shown else "") + years_text(frame, language)


def years_text(frame: pd.DataFrame, language: str) -> str:
    """The span of years with a figure behind a comma, or nothing."""
    drawn = frame.dropna(subset=["value"]) if "value" in frame and frame["value"].notna().any() else frame
    years = drawn["year"].dropna().astype(int) if "year" in frame else pd.Series(dtype=int)
    if years.empty:
        return ""
    span = str(years.min()) if years.min() == years.max() else f"{years.min()}–{years.max()}"
    return words.say(language, f"，{span} 年", f", {span}")


def mixed(frame: pd.DataFrame, language: str) -> str:
    """A word of caution where bodies of different levels or scopes stand in one picture."""
    if len(frame[["level", "scope"]].drop_duplicates()) < 2:
        return ""
    return words.say(language, "含不同层级或政府汇总与单个机关，不作高低比较。", " Levels or scopes differ: not for ranking.")


def newest_year(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the newest year; all where no year is known."""
    years = frame["year"].dropna() if "year" in frame else frame.index[:0]
    return frame[(frame["year"] == years.max()).fillna(False)] if len(years) else frame


def whose(frame: pd.DataFrame, language: str) -> str:
    """The body a chart speaks of, or how many reports of which groups."""
    reports = frame["report_id"].nunique()
    if reports == 1:
        return words.say(language, f"{frame['agency'].iloc[0]}。", f"{frame['agency'].iloc[0]}.")
    pairs = frame[["level", "scope"]].drop_duplicates()
    groups = [words.group_label(level, scope, language) for level, scope in zip(pairs["level"], pairs["scope"], strict=True)]
    listed = "、".join(groups) if language == "zh" else ", ".join(groups)
    return words.say(language, f"{reports} 份报告合计（{listed}）。", f"{reports} reports together ({listed}).")
