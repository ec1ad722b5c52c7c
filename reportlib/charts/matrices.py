"""Charts that are matrices: reports held, applicants by outcome, rules by body, and what the prose says."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from reportlib.charts.figure import Chart, drawn, printable
from reportlib.charts.lettering import GREY, INK, PALE, type_size, wrapped
from reportlib.charts.rows import row_axis, row_key, rows_of
from reportlib.charts.titled import by_body, nothing, one_axes, titled_page, whose, years_text
from reportlib.compare import SMALL_N, words

# How a rule stands with a body: colour, and the sign before its count, which tells the states apart in grey.
RULE_STYLE = {
    "error": ("#D55E00", "×"),
    "warning": ("#E69F00", "×"),
    "note": ("#F0E442", "×"),
    "explained": ("#CC79A7", "○"),
    "not_assessable": ("#DDDDDD", "?"),
    "pass": ("#DCEAF4", ""),
}
MENTION_STYLE = {"exact": ("#CFE3F1", ""), "qualified": ("#FBE3B5", "~"), "differs": ("#D55E00", "≠")}
GRADE_STYLE = {"verified": ("#0072B2", ""), "flagged": ("#E69F00", "//"), "incomplete": ("#CCCCCC", "..")}


@drawn
def applicant_heat(frame: pd.DataFrame, *, language: str = "zh", size: str = "half") -> Chart:
    """Applicant × outcome of one or more reports of one level and scope: share of each applicant's closed requests, with counts."""
    title = words.say(language, "各类申请人的办理结果（占该类申请人办结数）", "Outcomes by applicant (share of that applicant's closed)")
    cells = frame.groupby(["applicant", "outcome"], observed=True)[["numerator", "denominator"]].agg(lambda part: part.sum(skipna=False))
    if cells.empty or cells["denominator"].fillna(0).sum() == 0:
        return nothing(title, frame, language, size)
    count, total = (cells[name].unstack("outcome").astype(float) for name in ("numerator", "denominator"))
    share = count / total.where(total > 0)
    note = words.say(
        language,
        f"灰字：该类申请人办结不足 {SMALL_N} 件；— 表示没有办结或有缺数。",
        f"Grey: fewer than {SMALL_N} closed for that applicant; — none closed, or a figure is missing.",
    )
    chart, axes = one_axes(title + years_text(frame, language), frame, language, size, f"{whose(frame, language)} {note}")
    axes.imshow(share.where(total >= SMALL_N), cmap=colormaps["Blues"].with_extremes(bad="#F4F4F4"), vmin=0, vmax=1, aspect="auto")
    for (y, x), value in np.ndenumerate(share.to_numpy()):
        small = bool(total.to_numpy()[y, x] < SMALL_N)
        text = "—" if np.isnan(value) else f"{value:.0%}\n{int(count.to_numpy()[y, x]):,}"
        axes.text(
            x,
            y,
            text,
            ha="center",
            va="center",
            fontsize=type_size(-0.5),
            color=GREY if small or np.isnan(value) else "white" if value > 0.55 else INK,
            linespacing=1.25,
        )
    axes.set_xticks(range(share.shape[1]), [wrapped(words.outcome_label(str(code), language), 11) for code in share.columns])
    ns = total.max(axis=1)
    labels = [
        printable(f"{words.label('requests', 'applicant', str(code), language)}\nN = {n:,.0f}" if n == n else str(code))
        for code, n in ns.items()
    ]
    axes.set_yticks(range(share.shape[0]), labels, linespacing=1.3)
    axes.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
    axes.spines[:].set_visible(False)
    return chart


@drawn
def coverage(frame: pd.DataFrame, *, language: str = "zh", size: str = "half") -> Chart:
    """Body × year: the form of the report held, coloured and hatched by grade; white where there is none."""
    title = words.say(language, "现有报告：机关与年份", "Reports held: body and year")
    if frame.empty:
        return nothing(title, frame, language, size)
    body = str(frame.columns[0])
    held = by_body(frame).assign(value=(frame["reports"] == 0).groupby(frame[body]).transform("sum"))
    held = held.assign(**{name: held.groupby(body)[name].transform("last") for name in ("level", "scope")})
    rows = rows_of(held, "agency", language)
    local = frame["form"].astype(str).str.contains("-").any()
    note = words.say(language, "格内为表式", "Cells name the form")
    note += words.say(language, "（地方表式只写年份）", ", a local one by its year alone") if local else ""
    note += words.say(language, "；空白为没有收录报告。", "; white: no report is held.")
    chart = titled_page(title, frame, language, size, f"{note} {rows.note}".strip(), beside=True)
    axes = chart.subplots()
    years = list(range(int(frame["year"].min()), int(frame["year"].max()) + 1))
    for cell in held[held["agency"].isin(rows.at) & (held["reports"] > 0)].itertuples():
        text = str(cell.form).rpartition("-")[2] + (f" ×{cell.reports}" if cell.reports > 1 else "")
        _graded_tile(axes, int(cell.year), rows.at[cell.agency], str(cell.grade), text)
    row_axis(axes, rows)
    axes.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    axes.set_xticks(years, [str(year) for year in years])
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    chart.legend(handles=_grade_keys(frame, language), loc="outside lower right", ncols=3)
    return chart


def _graded_tile(axes: Axes, year: int, y: float, grade: str, text: str) -> None:
    colour, hatch = GRADE_STYLE.get(grade, (PALE, ""))
    axes.barh(y, 0.94, left=year - 0.47, height=0.84, color=colour, hatch=hatch, edgecolor="white", lw=0)
    light = "white" if grade == "verified" else INK
    axes.text(year, y, printable(text), ha="center", va="center", fontsize=type_size(-2), color=light)


def _grade_keys(frame: pd.DataFrame, language: str) -> list[Patch]:
    """A key of every grade that some report has."""
    styles = {grade: style for grade, style in GRADE_STYLE.items() if (frame["grade"].astype(str) == grade).any()}
    return [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=words.term(grade, language))
        for grade, (colour, hatch) in styles.items()
    ]


@drawn
def rules_matrix(frame: pd.DataFrame, *, language: str = "zh", size: str = "half") -> Chart:
    """Body × rule: how many places fail, cannot be assessed, are explained or hold; white where the rule was not applied."""
    title = words.say(language, "核对规则与机关（处数）", "Rules and bodies (number of places)")
    if frame.empty:
        return nothing(title, frame, language, size)
    frame = by_body(frame.assign(year=0)).drop(columns="year")
    weight = {"error": 10**6, "warning": 10**3, "note": 1}
    key = str(frame.columns[0])
    troubles = (frame["fail"] * frame["severity"].map(weight)).groupby(frame[key]).transform("sum")
    rows = rows_of(frame.assign(value=troubles, year=0), "agency", language)
    rules, note = _fitting([str(rule) for rule in frame["rule"].cat.categories], size, language)
    signs = words.say(
        language,
        "× 不符，? 无法判断，○ 已有说明，无记号为相符；空白：未涉及此规则。",
        "× fails, ? cannot be assessed, ○ explained, no sign: holds; white: the rule was not applied.",
    )
    chart = titled_page(title, frame, language, size, f"{signs} {note}{rows.note}", beside=True)
    axes = chart.subplots()
    for cell in frame[frame["agency"].isin(rows.at) & frame["rule"].isin(rules)].itertuples():
        state = str(cell.severity) if cell.state == "fail" else str(cell.state)
        colour, sign = RULE_STYLE[state]
        count = int(frame.at[cell.Index, str(cell.state)])
        _tile(axes, rules.index(str(cell.rule)), rows.at[cell.agency], colour, f"{sign}{count:,}", light=state == "error")
    _columns_above(axes, rules)
    row_axis(axes, rows)
    held = [
        state for state in RULE_STYLE if ((frame["state"] == state) | ((frame["state"] == "fail") & (frame["severity"] == state))).any()
    ]
    _keys(chart, {words.term(state, language): RULE_STYLE[state][0] for state in held})
    return chart


@drawn
def mentions(frame: pd.DataFrame, *, language: str = "zh", size: str = "half") -> Chart:
    """Report × metric of the prose: the figure stated, ~ where it is qualified, ≠ where the report states it differently."""
    title = words.say(language, "正文所述", "What the prose states") + years_text(frame, language)
    if frame.empty:
        return nothing(title, frame, language, size)
    frame = by_body(frame)
    rows = rows_of(frame.assign(value=frame.groupby("report_id")["metric"].transform("size")), "report", language)
    metrics, note = _fitting([str(code) for code in frame["metric"].cat.categories if (frame["metric"] == code).any()], size, language)
    signs = words.say(
        language,
        "~ 约数；≠ 同一报告前后说法不一；空白：没有说到。单位见同名 CSV。",
        "~ qualified; ≠ stated differently within the report; white: not stated. Units are in the CSV.",
    )
    chart = titled_page(title, frame, language, size, f"{signs} {note}{rows.note}")
    axes = chart.subplots()
    shown = frame[row_key(frame).isin(rows.at) & frame["metric"].isin(metrics)]
    for row, cell in zip(row_key(shown), shown.itertuples(), strict=True):
        kind = "differs" if cell.differs else "exact" if cell.exact else "qualified"
        colour, sign = MENTION_STYLE[kind]
        text = sign if cell.differs else sign + _short(float(cell.value), str(cell.unit), language)
        _tile(axes, metrics.index(str(cell.metric)), rows.at[row], colour, text, light=kind == "differs")
    _columns_above(axes, [words.metric_label(code, language).partition(" (")[0].partition("（")[0] for code in metrics])
    row_axis(axes, rows)
    return chart


def _fitting(codes: list[str], size: str, language: str) -> tuple[list[str], str]:
    """The first columns that a page is wide enough for, and a note on the others."""
    most = 18 if size == "slide" else 12
    left = len(codes) - most
    note = words.say(language, f"另有 {left} 列未画出。", f"{left} more columns are not drawn. ") if left > 0 else ""
    return codes[:most], note


def _tile(axes: Axes, x: int, y: float, colour: str, text: str, *, light: bool) -> None:
    axes.barh(y, 0.94, left=x - 0.47, height=0.84, color=colour, lw=0)
    axes.text(x, y, printable(text), ha="center", va="center", fontsize=type_size(-2), color="white" if light else INK)


def _columns_above(axes: Axes, names: list[str]) -> None:
    """Columns named above, upright, for codes and labels are longer than their column is wide."""
    axes.set_xticks(range(len(names)), [wrapped(name, 26) for name in names], rotation=90, va="bottom", fontsize=type_size(-1))
    axes.xaxis.tick_top()
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _keys(chart: Chart, colours: dict[str, str]) -> None:
    handles = [Patch(facecolor=colour, edgecolor="white", label=printable(name)) for name, colour in colours.items()]
    chart.legend(handles=handles, loc="outside lower right", ncols=3)


def _short(value: float, unit: str, language: str) -> str:
    """The figure as a tile has room for it; the exact one is in the numbers."""
    if unit == "%":
        return f"{value:g}%"
    if value < 10**6:
        return f"{value:,.0f}" if value % 1 == 0 else f"{value:,.1f}"
    return f"{value / 10**4:,.0f}万" if language == "zh" else f"{value / 10**6:,.1f}M"
