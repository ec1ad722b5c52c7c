"""Charts of what a whole is made of: outcomes of requests, grounds of refusal, the flow of a year, results of reviews and lawsuits."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from reportlib.charts.axes import percent_axis, shares_inside
from reportlib.charts.figure import Chart, drawn, printable
from reportlib.charts.lettering import GREY, INK, legend, type_size, wrapped
from reportlib.charts.rows import Rows, margin_text, row_axis, row_key, rows_of
from reportlib.charts.titled import by_body, newest_year, nothing, one_axes, titled_page, years_text
from reportlib.compare import SMALL_N, words

# Okabe and Ito's colours, in an order whose greys differ; hatches carry what greys cannot.
OUTCOME_STYLE = [("#0072B2", ""), ("#56B4E9", "//"), ("#D55E00", ""), ("#E69F00", ".."), ("#999999", "xx"), ("#F0E442", "")]
RESULT_STYLE = [("#0072B2", ""), ("#D55E00", "//"), ("#E0C55A", ".."), ("#DDDDDD", "")]


@drawn
def outcomes(frame: pd.DataFrame, *, language: str = "zh", size: str = "half") -> Chart:
    """Each report's outcomes as a bar of 100%, N at its right; a report that lacks one outcome is named and not drawn."""
    title = words.say(language, "申请办理结果构成（占办结总数）", "Outcomes of requests (share of closed)") + years_text(frame, language)
    totals = frame.groupby("report_id", sort=False)["value"].count()
    if frame.empty:
        return nothing(title, frame, language, size)
    frame = by_body(frame)
    whole = frame[frame["report_id"].isin(totals[totals == frame["outcome"].nunique()].index)]
    rows = rows_of(frame.assign(value=frame["denominator"]), "report", language)
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
    """The grounds of refusal ranked, a panel for each level and scope of the newest year (at most `groups`, the largest)."""
    title = words.say(language, "不予公开的理由（占不予公开总数）", "Grounds of refusal (share of all refusals)")
    held = newest_year(frame[frame["value"].notna()])
    if held.empty:
        return nothing(title, frame, language, size)
    panels = sorted(held.groupby(["level", "scope"], dropna=False, observed=True, sort=False), key=lambda pair: -pair[1]["n"].max())
    left = len(panels) - groups
    note = words.say(language, f"另有 {left} 组未画出。", f"{left} more groups are not drawn.") if left > 0 else ""
    panels = panels[:groups]
    order = held.groupby("reason", observed=True)["numerator"].sum().sort_values().index
    chart = titled_page(title + years_text(held, language), held, language, size, note)
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
    rows = rows_of(busiest[busiest["value"] > 0], "report", language)
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
