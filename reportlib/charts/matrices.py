"""Charts that are matrices: reports held, applicants by outcome, rules by body."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from reportlib.charts.page.asked import drawn
from reportlib.charts.page.colours import GRADES, GREY, INK, PALE, RULES
from reportlib.charts.page.figure import Chart, printable
from reportlib.charts.page.lettering import type_size, wrapped
from reportlib.charts.page.named import by_body
from reportlib.charts.page.rows import Rows, fit, row_axis, rows_of
from reportlib.charts.page.titled import key_below, nothing, one_axes, titled_page, whose, years_text
from reportlib.compare import SMALL_N, words

_MANY_YEARS = 9  # above which a year is written with two figures
_MOST_RULES, _FEWEST_RULES = 12, 6  # columns that a page is wide enough for, and those that one is made for at least


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
    said = f"{whose(frame, language)} {note}"
    chart, axes = one_axes(title + years_text(frame, language), frame, language, size, said, message=_most_closed(total, language))
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
            fontsize=type_size(),
            color=GREY if small or np.isnan(value) else "white" if value > 0.55 else INK,
            linespacing=1.25,
        )
    axes.set_xticks(range(share.shape[1]), [wrapped(words.outcome_label(str(code), language), 11) for code in share.columns])
    ns = total.max(axis=1)
    labels = [
        printable(words.label("requests", "applicant", str(code), language) + (f"\nN = {n:,.0f}" if pd.notna(n) else ""))
        for code, n in ns.items()
    ]
    axes.set_yticks(range(share.shape[0]), labels, linespacing=1.3)
    axes.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
    axes.spines[:].set_visible(False)
    return chart


def _most_closed(total: pd.DataFrame, language: str) -> str:
    """Which applicants had the most requests closed."""
    closed = total.max(axis=1).dropna()
    name = words.label("requests", "applicant", str(closed.idxmax()), language)
    zh = f"办结的申请中以{name}的为最多：{closed.max():,.0f} 件"
    return words.say(language, zh, f"Most requests closed were those of: {name.lower()} ({closed.max():,.0f})")


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
    chart, axes = one_axes(title, frame, language, size, f"{note} {rows.note}".strip(), message=words.headline_of_coverage(frame, language))
    years = list(range(int(frame["year"].min()), int(frame["year"].max()) + 1))
    for cell in held[held["agency"].isin(rows.at) & (held["reports"] > 0)].itertuples():
        text = str(cell.form).rpartition("-")[2][-2 if len(years) > _MANY_YEARS else 0 :] + (f"×{cell.reports}" if cell.reports > 1 else "")
        _graded_tile(axes, int(cell.year), rows.at[cell.agency], str(cell.grade), text)
    row_axis(axes, rows)
    axes.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    axes.set_xticks(years, [str(year)[-2 if len(years) > _MANY_YEARS else 0 :] for year in years])
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    fit(chart, rows.height + 2)
    key_below(chart, _grade_keys(frame, language))
    return chart


def _graded_tile(axes: Axes, year: int, y: float, grade: str, text: str) -> None:
    colour, hatch = GRADES.get(grade, (PALE, ""))
    axes.barh(y, 0.94, left=year - 0.47, height=0.84, color=colour, hatch=hatch, edgecolor="white", lw=0)
    light = "white" if grade == "verified" else INK
    axes.text(year, y, printable(text), ha="center", va="center", fontsize=type_size(), color=light)


def _grade_keys(frame: pd.DataFrame, language: str) -> list[Patch]:
    """A key of every grade that some report has."""
    styles = {grade: style for grade, style in GRADES.items() if (frame["grade"].astype(str) == grade).any()}
    return [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=words.term(grade, language))
        for grade, (colour, hatch) in styles.items()
    ]


@drawn
def rules_matrix(frame: pd.DataFrame, *, language: str = "zh", size: str = "half") -> Chart:
    """Body × rule that fails somewhere: how many places fail, cannot be assessed, are explained or hold; the rules are told below.

    White where a rule was not applied; bodies without any failing place, and rules that hold everywhere, are counted in the note.
    """
    title = words.say(language, "不符的核对规则与机关（处数）", "Rules that fail, by body (number of places)")
    if frame.empty:
        return nothing(title, frame, language, size)
    key = str(frame.columns[0])
    named = by_body(frame)
    failing = named[named["fail"] > 0]
    if failing.empty:
        return nothing(title, frame, language, size, words.headline_of_rules(frame, language))
    rules = [str(rule) for rule in frame["rule"].cat.categories if (failing["rule"] == rule).any()]
    shown = named[named["rule"].isin(rules) & named[key].isin(failing[key])]
    weight = (shown["fail"] * shown["severity"].map({"error": 10**6, "warning": 10**3, "note": 1})).groupby(shown[key]).transform("sum")
    rows = rows_of(shown.assign(value=weight, year=0), "agency", language)
    note = "\n".join([_rules_left(frame, rules, shown, language) + rows.note, *_rule_list(rules, language)])
    chart = titled_page(title, frame, language, size, note, message=words.headline_of_rules(frame, language))
    blocks = [rules[at : at + _MOST_RULES] for at in range(0, len(rules), _MOST_RULES)]
    fit(chart, len(blocks) * (rows.height + 3))
    for axes, block in zip(chart.subplots(len(blocks), 1, squeeze=False)[:, 0], blocks, strict=True):
        _rule_block(axes, shown[shown["agency"].isin(rows.at)], rows, block, rules)
    key_below(chart, _rule_keys(shown, language))
    return chart


def _rule_block(axes: Axes, shown: pd.DataFrame, rows: Rows, block: list[str], rules: list[str]) -> None:
    """The tiles of some of the rules, each column under the number of its rule."""
    for cell in shown[shown["rule"].isin(block)].to_dict("records"):
        state = str(cell["severity"] if cell["state"] == "fail" else cell["state"])
        colour, sign = RULES[state]
        told = f"{sign}{int(cell[cell['state']]):,}"
        _tile(axes, block.index(str(cell["rule"])), rows.at[str(cell["agency"])], colour, told, light=state == "error")
    axes.set_xticks(range(len(block)), [str(rules.index(rule) + 1) for rule in block])
    axes.xaxis.tick_top()
    axes.set_xlim(-0.5, max(len(block), _FEWEST_RULES) - 0.5)
    row_axis(axes, rows)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _rule_list(rules: list[str], language: str) -> list[str]:
    """The numbers of the columns with what each rule says."""
    return [f"{at}  {words.rule_name(rule, language)}" for at, rule in enumerate(rules, 1)]


def _rules_left(frame: pd.DataFrame, rules: list[str], shown: pd.DataFrame, language: str) -> str:
    """What a sign means, and how many rules and bodies are not drawn because nothing fails there."""
    key = str(frame.columns[0])
    hold, clean = frame["rule"].nunique() - len(rules), frame[key].nunique() - shown[key].nunique()
    zh = f"× 不符，? 无法判断，○ 已有说明，无记号为相符；空白：未涉及。另有 {hold} 条规则、{clean} 个机关没有不符，未画出。"
    en = (
        "× fails, ? cannot be assessed, ○ explained, no sign: holds; white: not applied. "
        f"Not drawn, as nothing fails: {hold} rules, {clean} bodies. "
    )
    return words.say(language, zh, en)


def _rule_keys(shown: pd.DataFrame, language: str) -> list[Patch]:
    """A key of every state that is drawn."""
    states = shown["severity"].astype(str).where(shown["state"] == "fail", shown["state"].astype(str)).unique()
    return [
        Patch(facecolor=colour, edgecolor="white", label=printable(words.term(state, language)))
        for state, (colour, _) in RULES.items()
        if state in states
    ]


def _tile(axes: Axes, x: int, y: float, colour: str, text: str, *, light: bool) -> None:
    axes.barh(y, 0.94, left=x - 0.47, height=0.84, color=colour, lw=0)
    axes.text(x, y, printable(text), ha="center", va="center", fontsize=type_size(), color="white" if light else INK)
