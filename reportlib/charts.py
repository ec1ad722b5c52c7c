"""Comparison frame -> Chart, in Chinese or English, at print size; blank is a gap, a small N is grey, the form is marked.

Every chart takes `language` (zh, en) and `size` (half or full page of A4, slide), and is kept with `save`.
"""

from __future__ import annotations

import matplotlib
import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from reportlib import compare, words
from reportlib.axes import (
    GREY,
    INK,
    PALE,
    Rows,
    by_body,
    end_labels,
    form_changes,
    form_keys,
    legend,
    line,
    margin_text,
    marker,
    metric_title,
    mixed,
    nothing,
    one_axes,
    percent_axis,
    point_labels,
    row_axis,
    row_key,
    rows_of,
    shares_inside,
    titled_page,
    type_size,
    value_axis,
    whose,
    with_figures,
    wrapped,
    year_axis,
    year_colour,
    year_keys,
    years_text,
)
from reportlib.compare import NO_CASES, SMALL_N
from reportlib.figure import SIZES, Chart, drawn, house_style, printable, save

__all__ = [
    "SIZES",
    "Chart",
    "applicant_heat",
    "coverage",
    "flow",
    "funnel",
    "house_style",
    "intervals",
    "outcomes",
    "reasons",
    "results",
    "save",
    "slope",
    "small_multiples",
    "trend",
    "volumes",
]
# Okabe and Ito's colours, in an order whose greys differ; hatches carry what greys cannot.
OUTCOME_STYLE = [("#0072B2", ""), ("#56B4E9", "//"), ("#D55E00", ""), ("#E69F00", ".."), ("#999999", "xx"), ("#F0E442", "")]
RESULT_STYLE = [("#0072B2", ""), ("#D55E00", "//"), ("#E0C55A", ".."), ("#DDDDDD", "")]
GRADE_STYLE = {"verified": ("#0072B2", ""), "flagged": ("#E69F00", "//"), "incomplete": ("#CCCCCC", "..")}


@drawn
def volumes(frame: pd.DataFrame, *, language: str = "zh", size: str = "half", scale: str = "auto") -> Chart:
    """Every body as a row, every year as a dot, grouped by level and scope; `scale` is linear, log or auto (log above 1:100)."""
    held = with_figures(frame)
    if held.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    rows = rows_of(held, "agency", size, language)
    chart, axes = one_axes(metric_title(frame, language), frame, language, size, rows.note)
    shown = held[held["agency"].isin(rows.at)]
    years = sorted(shown["year"].unique())
    for body, points in shown.groupby("agency", sort=False):
        y = rows.at[str(body)]
        axes.plot(points["value"].astype(float), [y] * len(points), color=PALE, lw=2.5, zorder=1, solid_capstyle="round")
        last = points.sort_values("year").iloc[-1]
        margin_text(axes, y, f"{int(last['year'])}  {words.number(last['value'], '', language).strip()}")
    for (year, form), points in shown.groupby(["year", "form"], observed=True):
        axes.plot(
            points["value"].astype(float),
            points["agency"].map(rows.at),
            ls="",
            color=year_colour(year, years),
            marker=marker(form, shown),
            mec=INK,
            mew=0.5,
            zorder=3,
        )
    row_axis(axes, rows)
    value_axis(axes, shown["value"], scale, language)
    legend(axes, [*year_keys(years), *form_keys(shown, language)])
    return chart


@drawn
def trend(frame: pd.DataFrame, *, language: str = "zh", size: str = "half", scale: str = "auto", most: int = 8) -> Chart:
    """A line a body over the years, broken at gaps; a dashed mark where its form changes; beyond `most` bodies the rest is grey."""
    held = with_figures(frame)
    if held.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    ranked = held.groupby("agency")["value"].max().sort_values(ascending=False).index
    left = max(0, len(ranked) - most)
    note = (words.say(language, f"另有 {left} 个机关以灰线表示。", f"{left} more bodies in grey.") if left else "") + mixed(held, language)
    chart, axes = one_axes(metric_title(frame, language), frame, language, size, note)
    ends = []
    for place, body in enumerate(ranked):
        colour = matplotlib.rcParams["axes.prop_cycle"].by_key()["color"][place % 8] if place < most else PALE
        ends_at = line(axes, held[held["agency"] == body], colour, held, 3 if place < most else 1)
        if place < most:
            ends.append((float(ends_at.iloc[-1]), str(body), colour))
    value_axis(axes, held["value"], scale, language, "y")
    form_changes([axes], held, language)
    year_axis(axes, held["year"])
    end_labels(axes, ends, size)
    legend(axes, form_keys(held, language))
    return chart


@drawn
def slope(
    frame: pd.DataFrame, first: int, last: int, *, language: str = "zh", size: str = "half", scale: str = "auto", most: int = 10
) -> Chart:
    """Each body's figure in two years joined by a line; bodies with only one of the years are counted in the note."""
    both = with_figures(frame[frame["year"].isin([first, last])])
    wide = both.drop_duplicates(["agency", "year"], keep=False).pivot(index="agency", columns="year", values="value").astype(float)
    wide = wide.reindex(columns=[first, last])
    pairs = wide.dropna()
    if pairs.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    pairs = pairs.loc[(pairs[last] - pairs[first]).abs().sort_values(ascending=False).index]
    only, left = len(wide) - len(pairs), max(0, len(pairs) - most)
    note = words.say(language, f"{only} 个机关只有其中一年，未画出。", f"{only} bodies have only one of the years. ") if only else ""
    note += words.say(language, f"{left} 个变化较小的机关以灰线表示。", f"{left} smaller changes in grey. ") if left else ""
    note += mixed(both[both["agency"].isin(pairs.index)], language)
    chart, axes = one_axes(metric_title(both, language), both, language, size, note)
    unit = str(both["unit"].iloc[0])
    ends: list[tuple[float, str, str]] = []
    for place, (body, pair) in enumerate(pairs.iterrows()):
        fell = pair[last] < pair[first]
        colour = ("#D55E00" if fell else "#0072B2") if place < most else PALE
        axes.plot([0, 1], pair, color=colour, marker="o", ls="--" if fell and place < most else "-", zorder=3 if place < most else 1)
        if place < most:
            figures = " → ".join(words.number(value, unit if unit == "share" else "", language).strip() for value in pair)
            ends.append((pair[last], f"{body}  {figures}", colour))
    axes.set_xticks([0, 1], [str(first), str(last)])
    axes.set_xlim(-0.08, 1.02)
    value_axis(axes, pd.Series(pairs.to_numpy().ravel()), scale, language, "y", unit)
    end_labels(axes, ends, size, 40)
    return chart


@drawn
def outcomes(frame: pd.DataFrame, *, language: str = "zh", size: str = "half") -> Chart:
    """Each report's outcomes as a bar of 100%, N at its right; a report that lacks one outcome is named and not drawn."""
    title = words.say(language, "申请办理结果构成（占办结总数）", "Outcomes of requests (share of closed)") + years_text(frame, language)
    totals = frame.groupby("report_id", sort=False)["value"].count()
    if frame.empty:
        return nothing(title, frame, language, size)
    frame = by_body(frame)
    whole = frame[frame["report_id"].isin(totals[totals == frame["outcome"].nunique()].index)]
    rows = rows_of(frame.assign(value=frame["denominator"]), "report", size, language)
    chart, axes = one_axes(title, frame, language, size, rows.note)
    shares = whole.pivot(index="report_id", columns="outcome", values="value").astype(float)
    starts = shares.cumsum(axis=1) - shares
    for (code, group), (colour, hatch) in zip(whole.groupby("outcome", observed=False), OUTCOME_STYLE, strict=True):
        shown = group[row_key(group).isin(rows.at)]
        start = [starts.at[row.report_id, code] for row in shown.itertuples()]
        bars = axes.barh(
            row_key(shown).map(rows.at),
            shown["value"].astype(float),
            left=start,
            height=0.74,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            lw=0.4,
            label=printable(words.outcome_label(str(code), language)),
        )
        shares_inside(axes, bars, hatch, colour, list(shown["small_n"]))
    _counts_at_right(axes, frame, rows, language, set(whole["report_id"]))
    row_axis(axes, rows)
    percent_axis(axes)
    axes.set_xlim(0, 1)
    legend(axes)
    return chart


@drawn
def reasons(frame: pd.DataFrame, *, language: str = "zh", size: str = "half", groups: int = 4) -> Chart:
    """The grounds of refusal ranked, a panel for each level and scope (at most `groups`, the largest), count and share at each bar."""
    title = words.say(language, "不予公开的理由（占不予公开总数）", "Grounds of refusal (share of all refusals)")
    held = frame[frame["value"].notna()]
    if held.empty:
        return nothing(title, frame, language, size)
    panels = sorted(held.groupby(["level", "scope"], dropna=False, observed=True, sort=False), key=lambda pair: -pair[1]["n"].max())
    left = len(panels) - groups
    note = words.say(language, f"另有 {left} 组未画出。", f"{left} more groups are not drawn.") if left > 0 else ""
    panels = panels[:groups]
    order = held.groupby("reason", observed=True)["numerator"].sum().sort_values().index
    chart = titled_page(title, frame, language, size, note)
    all_axes = chart.subplots(1, len(panels), sharey=True, sharex=True, squeeze=False)[0]
    widest = float(held["value"].max())
    for axes, ((level, scope), group) in zip(all_axes, panels, strict=True):
        row = group.set_index(group["reason"].astype(str)).reindex([str(reason) for reason in order])
        small = bool(group["small_n"].any())
        axes.barh(range(len(order)), row["value"].astype(float), color=GREY if small else "#0072B2", height=0.7)
        for y, (count, share) in enumerate(zip(row["numerator"], row["value"], strict=True)):
            text = words.say(language, "缺", "none given") if pd.isna(share) else f"{int(count):,}" + (f" ({share:.0%})" if count else "")
            axes.text(0 if pd.isna(share) else float(share) + widest * 0.03, y, text, va="center", fontsize=type_size(-1.5), color=INK)
        axes.set_title(
            printable(f"{words.group_label(level, scope, language)}\nN = {int(group['n'].iloc[0]):,}".replace(" · ", "\n")),
            fontsize=type_size(-0.5),
            color=GREY if small else INK,
            linespacing=1.3,
        )
        axes.set_xlim(0, widest * 1.75)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0%}"))
        axes.xaxis.set_major_locator(MaxNLocator(3))
        axes.tick_params(axis="y", length=0)
    names = [wrapped(words.label("requests", "item", str(reason), language), 24) for reason in order]
    all_axes[0].set_yticks(range(len(order)), names)
    return chart


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
def flow(frame: pd.DataFrame, *, language: str = "zh", size: str = "half") -> Chart:
    """The year of one report as a waterfall: carried in and received, less each outcome, down to what is carried out."""
    agency, year, gap = (frame[name].iloc[0] for name in ("agency", "year", "gap"))
    title = words.say(language, f"{agency} {year} 年申请办理流程（件）", f"{agency} {year}: flow of requests")
    if frame["value"].isna().all():
        return nothing(title, frame, language, size)
    note = (
        words.say(language, "收支相符。", "The balance holds.")
        if gap == 0
        else words.say(
            language,
            "有缺数，无法核对收支。" if pd.isna(gap) else f"收支相差 {gap:,.0f} 件。",
            "A figure is missing: the balance cannot be told." if pd.isna(gap) else f"The figures leave {gap:,.0f} unexplained.",
        )
    )
    chart, axes = one_axes(title, frame, language, size, note)
    colours = ["#009E73", "#009E73", *(colour for colour, _ in OUTCOME_STYLE), "#555555"]
    hatches = ["", "//", *(hatch for _, hatch in OUTCOME_STYLE), ""]
    top = float(frame[["start", "end"]].max().max()) or 1.0
    for x, step in enumerate(frame.itertuples()):
        low, high = sorted((float(step.start), float(step.end) if pd.notna(step.end) else float(step.start)))
        axes.bar(x, high - low, bottom=low, color=colours[x], hatch=hatches[x], edgecolor="white", width=0.7, lw=0.4)
        text = words.say(language, "缺", "missing") if pd.isna(step.value) else f"{int(step.value):,}"
        axes.text(x, high + top * 0.015, text, ha="center", va="bottom", color=INK)
        if x < len(frame) - 2:
            axes.plot([x + 0.35, x + 0.65], [float(step.end)] * 2, color=GREY, lw=0.7)
    axes.set_xticks(range(len(frame)), [wrapped(words.outcome_label(str(step), language), 11) for step in frame["step"]])
    axes.set_ylim(0, top * 1.1)
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:,.0f}"))
    axes.grid(axis="y")
    return chart


@drawn
def results(frame: pd.DataFrame, *, language: str = "zh", size: str = "half", share: bool = False) -> Chart:
    """Reviews and lawsuits by result: a panel a channel, a row a report, the total at the bar's end; counts, or shares of 100%."""
    title = words.say(
        language, f"行政复议与行政诉讼结果（{'占比' if share else '件'}）", f"Reviews and lawsuits by result{' (share)' if share else ''}"
    ) + years_text(frame, language)
    frame = by_body(frame)
    held = frame[frame["denominator"].notna()]
    if held.empty:
        return nothing(title, frame, language, size)
    busiest = held.assign(value=held.groupby("report_id")["denominator"].transform("max"))
    rows = rows_of(busiest[busiest["value"] > 0], "report", size, language)
    none = int((busiest.groupby("report_id")["value"].max() == 0).sum())
    zero = words.say(language, f"{none} 份报告三类均为 0，未画出。", f"Not drawn, having none: {none} reports. ") if none else ""
    if not rows.at:
        return nothing(title, frame, language, size, zero)
    scales = words.say(language, f"灰字：有缺数或不足 {SMALL_N} 件。", f"Grey: a figure is missing, or fewer than {SMALL_N} cases. ")
    if not share:
        scales = words.say(language, "各栏横轴刻度不同；灰字：有缺数。", "Each panel has its own scale; grey: a figure is missing. ")
    chart = titled_page(title, frame, language, size, f"{scales}{zero}{rows.note}", beside=True)
    channels = list(frame["channel"].cat.categories)
    all_axes = chart.subplots(1, len(channels), sharey=True, squeeze=False)[0]
    for axes, channel in zip(all_axes, channels, strict=True):
        _stacked_results(axes, frame[frame["channel"] == channel], rows, language, share=share)
        name = words.label("proceedings", "channel", channel, language).replace(" ", "\n" if language == "zh" else " ")
        axes.set_title(wrapped(name, 26), fontsize=type_size(0), linespacing=1.25)
    row_axis(all_axes[0], rows)
    for axes in all_axes[1:]:
        axes.tick_params(axis="y", length=0)
    handles, names = all_axes[0].get_legend_handles_labels()
    chart.legend(handles, names, loc="outside lower right", ncols=4, handlelength=1.4)
    return chart


@drawn
def intervals(frame: pd.DataFrame, *, language: str = "zh", size: str = "half") -> Chart:
    """A rate of each report with its 95% interval and n / N at its right; below 30 cases hollow and grey."""
    held = with_figures(frame)
    if held.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    rows = rows_of(held, "report", size, language)
    none = int((frame["note"] == NO_CASES).sum())
    zero = words.say(language, f"{none} 份报告分母为 0，未画出。", f" Not drawn, having no cases: {none} reports.") if none else ""
    chart, axes = one_axes(metric_title(frame, language), frame, language, size, f"{rows.note} {zero}".strip())
    for point in held[row_key(held).isin(rows.at)].itertuples():
        y, value = rows.at[f"{point.agency}\n{point.year}"], float(point.value)
        colour = GREY if point.small_n else "#0072B2"
        if pd.notna(point.low):
            axes.plot([point.low, point.high], [y, y], color=colour, lw=1.3, solid_capstyle="butt")
        axes.plot(value, y, "o", color=colour, mfc="white" if point.small_n else colour, clip_on=False, zorder=4)
        margin_text(axes, y, f"{value:.1%}  {int(point.numerator):,}/{int(point.denominator):,}", GREY if point.small_n else INK)
    row_axis(axes, rows)
    percent_axis(axes)
    axes.set_xlim(0, min(1.0, float(held[["high", "value"]].astype(float).max().max()) * 1.05) or 1.0)
    axes.grid(axis="x")
    return chart


@drawn
def funnel(frame: pd.DataFrame, *, language: str = "zh", size: str = "half", most: int = 8) -> Chart:
    """A rate against the number of cases it rests on, with the mean of all and its 95% and 99.8% limits; outliers are named."""
    held = with_figures(frame)
    if held.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    spread = compare.funnel(held)
    chart, axes = one_axes(metric_title(frame, language), frame, language, size, mixed(held, language))
    mean, n = float(spread["mean"].iloc[0]), spread["n"].astype(float)
    grid = np.geomspace(max(1.0, n.min() * 0.8), n.max() * 1.3, 200)
    width = np.sqrt(mean * (1 - mean) / grid)
    for z, style, name in ((compare.Z95, "--", "95%"), (compare.Z998, ":", "99.8%")):
        axes.plot(grid, np.clip(mean + z * width, 0, 1), color=GREY, ls=style, lw=0.9, label=name)
        axes.plot(grid, np.clip(mean - z * width, 0, 1), color=GREY, ls=style, lw=0.9)
    axes.axhline(mean, color=GREY, lw=0.9, label=words.say(language, f"合计 {mean:.1%}", f"All: {mean:.1%}"))
    colours = np.where(spread["outside"], "#D55E00", np.where(spread["small_n"], "#CCCCCC", "#0072B2"))
    axes.scatter(n, spread["value"].astype(float), c=colours, s=18 * SIZES[size][2], edgecolor="white", lw=0.4, zorder=3)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}"))
    axes.set_xlabel(words.say(language, "样本量（对数刻度）", "Number of cases (log scale)"))
    axes.set_ylim(-0.02, min(1.05, max(float(spread["value"].max()), mean) * 1.25 + 0.03))
    percent_axis(axes, "y")
    outside = spread[spread["outside"]]
    named = outside.reindex(((outside["value"].astype(float) - mean).abs() * outside["n"].astype(float) ** 0.5).nlargest(most).index)
    point_labels(axes, [(float(p.n), float(p.value), f"{p.agency} {p.year}") for p in named.itertuples()], size)
    legend(axes)
    return chart


@drawn
def small_multiples(frame: pd.DataFrame, *, language: str = "zh", size: str = "full", scale: str = "auto") -> Chart:
    """A small panel a body, all on one scale and one span of years, those of the largest figures first."""
    held = with_figures(frame)
    if held.empty:
        return nothing(metric_title(frame, language), frame, language, size)
    columns = 7 if size == "slide" else 5
    most = columns * max(1, int((SIZES[size][1] - 1) / (1.05 * SIZES[size][2] ** 0.5)))
    ranked = held.groupby("agency")["value"].max().sort_values(ascending=False).index
    left = max(0, len(ranked) - most)
    note = words.say(language, f"另有 {left} 个机关未画出，数字见同名 CSV。", f"{left} more bodies are in the CSV.") if left else ""
    note += mixed(held, language)
    chart = titled_page(metric_title(frame, language), frame, language, size, note)
    count = min(len(ranked), most)
    columns = min(columns, count)
    panels = chart.subplots(-(-count // columns), columns, sharex=True, sharey=True, squeeze=False)
    for axes, body in zip(panels.flat, ranked[:most], strict=False):
        points = held[held["agency"] == body]
        line(axes, points, "#0072B2", held, 3)
        axes.set_title(wrapped(body, int(SIZES[size][0] / columns * 72 / type_size(-2) * 1.7)), fontsize=type_size(-2), pad=2)
        axes.grid(axis="y")
    for place, axes in enumerate(panels.flat[count:], count):
        axes.set_visible(False)
        panels.flat[place - columns].tick_params(labelbottom=True)
    value_axis(panels[0, 0], held["value"], scale, language, "y", str(held["unit"].iloc[0]), named=False)
    form_changes(panels.flat[:count], held)
    year_axis(panels[0, 0], held["year"], short=True)
    return chart


@drawn
def coverage(frame: pd.DataFrame, *, language: str = "zh", size: str = "half") -> Chart:
    """Body × year: the form of the report held, coloured and hatched by grade; white where there is none."""
    title = words.say(language, "现有报告：机关与年份", "Reports held: body and year")
    if frame.empty:
        return nothing(title, frame, language, size)
    body = str(frame.columns[0])
    held = by_body(frame).assign(value=frame.groupby(body)["reports"].transform("sum"))
    held = held.assign(**{name: held.groupby(body)[name].transform("last") for name in ("level", "scope")})
    rows = rows_of(held, "agency", size, language)
    note = words.say(language, "格内为表式；空白为没有报告。", "Cells name the form; white: no report.")
    chart = titled_page(title, frame, language, size, f"{note} {rows.note}".strip(), beside=True)
    axes = chart.subplots()
    years = list(range(int(frame["year"].min()), int(frame["year"].max()) + 1))
    for cell in held[held["agency"].isin(rows.at) & (held["reports"] > 0)].itertuples():
        grade = str(cell.grade)
        axes.barh(
            rows.at[cell.agency],
            0.94,
            left=int(cell.year) - 0.47,
            height=0.84,
            color=GRADE_STYLE.get(grade, PALE)[0],
            hatch=GRADE_STYLE.get(grade, ("", ""))[1],
            edgecolor="white",
            lw=0,
        )
        text = str(cell.form) + (f" ×{cell.reports}" if cell.reports > 1 else "")
        axes.text(
            int(cell.year),
            rows.at[cell.agency],
            printable(text),
            ha="center",
            va="center",
            fontsize=type_size(-2),
            color="white" if grade == "verified" else INK,
        )
    row_axis(axes, rows)
    axes.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    axes.set_xticks(years, [str(year) for year in years])
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    keys = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=words.term(grade, language))
        for grade, (colour, hatch) in GRADE_STYLE.items()
        if (frame["grade"].astype(str) == grade).any()
    ]
    chart.legend(handles=keys, loc="outside lower right", ncols=3)
    return chart


def _counts_at_right(axes: Axes, frame: pd.DataFrame, rows: Rows, language: str, whole: set[str]) -> None:
    """N at the right of each report, grey where small; and in its row why a report has no bar."""
    for report in frame.drop_duplicates("report_id").itertuples():
        y = rows.at.get(f"{report.agency}\n{report.year}")
        if y is None:
            continue
        none = report.denominator == 0 if pd.notna(report.denominator) else False
        if pd.notna(report.denominator):
            margin_text(axes, y, f"N = {int(report.denominator):,}", GREY if report.small_n else INK)
        if report.report_id not in whole:
            missing = words.say(language, "有缺数，不画", "figures missing, not drawn")
            why = words.say(language, "没有办结", "none closed") if none else missing
            axes.text(0.01, y, why, va="center", fontsize=type_size(-1.5), color=GREY)


def _stacked_results(axes: Axes, frame: pd.DataFrame, rows: Rows, language: str, *, share: bool) -> None:
    """One channel's bars; a report that lacks a result has no bar, and its total is grey."""
    keyed = frame.assign(row=row_key(frame)).drop_duplicates(["row", "result"])
    counts = keyed.pivot(index="row", columns="result", values="numerator").reindex(list(rows.at)).astype(float)
    totals = keyed.drop_duplicates("row").set_index("row")["denominator"].reindex(list(rows.at)).astype(float)
    whole = counts.notna().all(axis=1)
    drawn_counts = counts.where(whole, 0.0).div(totals.where(totals > 0), axis=0).fillna(0) if share else counts.where(whole, 0.0)
    left, y = np.zeros(len(counts)), list(rows.at.values())
    for (result, values), (colour, hatch) in zip(drawn_counts.items(), RESULT_STYLE, strict=False):
        axes.barh(
            y,
            values,
            left=left,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            lw=0.4,
            height=0.74,
            label=printable(words.label("proceedings", "result", str(result), language)),
        )
        left = left + values.to_numpy()
    widest = max(float(left.max()), 1.0)
    for end, place, total, known in zip(left, y, totals, whole, strict=True):
        text = words.say(language, "缺", "no figure") if pd.isna(total) else f"{int(total):,}"
        colour = INK if known and (total >= SMALL_N or not share) else GREY
        axes.text(end + widest * 0.03, place, text, va="center", fontsize=type_size(-1.5), color=colour)
    axes.set_xlim(0, widest * 1.25)
    axes.xaxis.set_major_locator(MaxNLocator(3, integer=not share))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0%}" if share and x <= 1 else "" if share else f"{x:,.0f}"))
