"""Titled pages: the message, what is shown of whom and when, footnote, source and alt text of a chart."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.text import Annotation

from reportlib.charts.page.asked import asked
from reportlib.charts.page.colours import FOOT, GREY
from reportlib.charts.page.figure import SIZES, Chart, printable
from reportlib.charts.page.lettering import KEY, LINE, by_rows, columns_of, lines_of, type_size, wrapped
from reportlib.compare import words
from reportlib.compare.metrics import METRICS

NOTE = {"x": 0.012, "ha": "left", "color": FOOT}  # how notes stand
_NOTE_LINES = 4  # of a note for which every page has room
_TITLE_WIDTH, _NOTE_WIDTH = 74, 98  # half-width characters of a line of the title and of a note on half a page


def one_axes(shown: str, frame: pd.DataFrame, language: str, size: str, note: str = "", *, message: str = "") -> tuple[Chart, Axes]:
    """A titled page with one pair of axes."""
    chart = titled_page(shown, frame, language, size, note, message=message)
    return chart, chart.subplots()


def titled_page(shown: str, frame: pd.DataFrame, language: str, size: str, note: str = "", *, message: str = "") -> Chart:
    """A page with its message, below it what is `shown` of whom, a note with the source, and an alt text; the numbers are all of the frame."""
    said = words.findings(frame, language)[:4] if {"metric", "value", "unit", "level"} <= set(frame) else []
    verified = words.verified_figures(frame, language)
    told = " ".join([*said, *([] if verified in said else [verified]), note]).strip()
    chart = _page(size, message, f"{shown}{_whom(frame, language)}", frame, told)
    blank = " " if language == "en" else ""
    _foot(chart, f"{verified}{blank}{_blanks(frame, language)}{note}".strip(), _source(frame, language), size)
    return chart


def _page(size: str, message: str, shown: str, numbers: pd.DataFrame, alt: str) -> Chart:
    """An empty chart of that print size under its title; must be filled under `drawn`."""
    width, height, _ = SIZES[size]
    chart = Chart(figsize=(width, height), layout="constrained")
    title = asked().title or message or shown
    chart.numbers, chart.title, chart.subtitle = (
        numbers.reset_index(drop=True),
        printable(title),
        "" if title == shown else printable(shown),
    )
    chart.alt = ". ".join(filter(None, (chart.subtitle, alt)))
    _head(chart, size)
    return chart


def _head(chart: Chart, size: str) -> None:
    """The title, and below it in smaller type what is shown, for which the title keeps lines of its own free."""
    room = _TITLE_WIDTH if size != "slide" else int(_TITLE_WIDTH * 1.24)
    large = matplotlib.rcParams["axes.titlesize"]
    below = wrapped(chart.subtitle, int(room * large / type_size())) if chart.subtitle else ""
    kept = "\n" * round(lines_of(below) * type_size() / large + 0.4) if below else ""
    head = chart.suptitle(wrapped(chart.title, room) + kept, x=0.012, ha="left", fontsize=large)
    chart.add_artist(
        Annotation(below, (0, 0), xycoords=head, ha="left", va="bottom", fontsize=type_size(), color=FOOT, annotation_clip=False)
    )


def _foot(chart: Chart, note: str, source: str, size: str) -> None:
    """The note, a paragraph a line of it, and the source below."""
    width = int(_NOTE_WIDTH * (1.24 if size == "slide" else 1))
    text = "\n".join(wrapped(part, width) for part in (*note.split("\n"), source) if part.strip())
    chart.supxlabel(text, **NOTE, fontsize=type_size())
    chart.foot = max(0, lines_of(text) - _NOTE_LINES) * type_size() * LINE / 72
    chart.grow(SIZES[size][1])


def key_below(chart: Chart, handles: Sequence[Artist | BarContainer]) -> None:
    """A key of the whole chart below its note, which keeps lines of its own free for it."""
    columns = columns_of(handles, chart.get_figwidth() * 0.97)
    key = chart.legend(handles=by_rows(handles, columns), loc="outside lower left", ncols=columns, **KEY)
    for mark in key.legend_handles:
        if mark is not None:
            mark.set_alpha(None)  # the first bar may be pale, its key is not
    lines = -(-len(handles) // columns)
    chart.supxlabel(chart.get_supxlabel() + "\n" * round(lines * 1.15 + 0.5), **NOTE, fontsize=type_size())


def _source(frame: pd.DataFrame, language: str) -> str:
    """Where the figures come from: what was asked for, else the reports by their number."""
    reports = frame["report_id"].nunique() if "report_id" in frame else int(frame["reports"].sum()) if "reports" in frame else 0
    zh = f"{reports:,} 份政府信息公开工作年度报告" if reports else "政府信息公开工作年度报告"
    en = f"{f'{reports:,} ' if reports else ''}annual report{'s' * (reports != 1)} on government information disclosure"
    return words.say(language, "来源：", "Source: ") + (asked().source or words.say(language, zh, en))


def _whom(frame: pd.DataFrame, language: str) -> str:
    """The one body that a chart shows, or how many."""
    names = frame["agency"].dropna().unique() if "agency" in frame else []
    if not len(names):
        return ""
    bodies = frame["body_id"].nunique() if "body_id" in frame and frame["body_id"].notna().all() else len(names)
    if bodies == 1:
        return words.say(language, f"，{names[-1]}", f"; {names[-1]}")
    return words.say(language, f"，{bodies} 个机关", f"; {bodies} bodies")


def _blanks(frame: pd.DataFrame, language: str) -> str:
    """How many reports lack the one figure that a chart shows; those without any case are counted by the chart itself."""
    if "note" not in frame or "metric" not in frame or frame["metric"].nunique() != 1 or "applicant" in frame or "reason" in frame:
        return ""
    blank = int((frame["value"].isna() & (frame["note"] != "no cases")).sum()) if "result" not in frame else 0
    return words.say(language, f"{blank} 份报告此项缺数，留空。", f"{blank} reports lack the figure. ") if blank else ""


def nothing(shown: str, frame: pd.DataFrame, language: str, size: str, why: str = "") -> Chart:
    """A page that says that there is nothing to draw."""
    text = why or words.say(language, "没有可用的数据", "No figures to draw")
    chart = _page(size, "", shown, frame, text)
    axes = chart.subplots()
    axes.set_axis_off()
    axes.text(0.5, 0.5, wrapped(text, 60), ha="center", va="center", color=GREY, fontsize=type_size(2))
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


def broken(frame: pd.DataFrame, language: str) -> str:
    """What changed the meaning of the frame's metrics within its years, for the note of a chart."""
    years = frame["year"].dropna()
    if "metric" not in frame or not len(years):
        return ""
    return "".join(
        f" {said}" for said in words.crossed(list(map(str, frame["metric"].unique())), int(years.min()), int(years.max()), language)
    )


def whose(frame: pd.DataFrame, language: str) -> str:
    """The body a chart speaks of, or how many reports of which groups."""
    reports = frame["report_id"].nunique()
    if reports == 1:
        return words.say(language, f"{frame['agency'].iloc[0]}。", f"{frame['agency'].iloc[0]}.")
    pairs = frame[["level", "scope"]].drop_duplicates()
    groups = [words.group_label(level, scope, language) for level, scope in zip(pairs["level"], pairs["scope"], strict=True)]
    listed = "、".join(groups) if language == "zh" else ", ".join(groups)
    return words.say(language, f"{reports} 份报告合计（{listed}）。", f"{reports} reports together ({listed}).")
