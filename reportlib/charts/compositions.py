"""Charts of what a whole is made of: outcomes of requests, grounds of refusal, and the flow of a year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.ticker import FuncFormatter, MaxNLocator

from reportlib.charts.page.asked import drawn
from reportlib.charts.page.axes import bars, break_lines, percent_axis, shares_inside, year_axis
from reportlib.charts.page.colours import BLUE, GREY, INK, OUTCOMES, STEPS, Style
from reportlib.charts.page.figure import Chart, printable
from reportlib.charts.page.lettering import legend, type_size, wrapped
from reportlib.charts.page.named import by_body, newest_year, over_years
from reportlib.charts.page.panels import body_panels, columns_for, groups_of, kept_bodies
from reportlib.charts.page.rows import Rows, fit, margin_text, row_axis, row_key, rows_of
from reportlib.charts.page.titled import broken, key_below, nothing, one_axes, titled_page, years_text
from reportlib.compare import words

_OVER = 1.0005  # a sum of shares above which it is no rounding
_PANELS = 4  # panels of grounds side by side


@drawn
def outcomes(frame: pd.DataFrame, *, language: str = "zh", size: str = "half") -> Chart:
    """Each report's outcomes as a bar of 100%, N beside it; a report that lacks one outcome is named and not drawn.

    A row a body; a panel a body, its years on an axis of time, where a body has several. Outcomes of more than all that was closed
    are marked.
    """
    title = words.say(language, "申请办理结果构成（占办结总数）", "Outcomes of requests (share of closed)") + years_text(frame, language)
    if frame.empty:
        return nothing(title, frame, language, size)
    frame = by_body(frame)
    if over_years(frame[frame["value"].notna() & frame["year"].notna()]):
        return _outcomes_over_years(title, frame[frame["year"].notna()].astype({"year": int}), language, size)
    rows = rows_of(frame.assign(value=frame["denominator"]), "report", language)
    note = f"{_over_note(frame, language)}{rows.note}"
    chart, axes = one_axes(title, frame, language, size, note, message=words.headline(frame, language))
    shown = frame[row_key(frame).isin(rows.at)]
    for drawn_bars, style, small in _stacked(axes, shown, lambda whole: row_key(whole).map(rows.at), language, across=True):
        shares_inside(axes, drawn_bars, style, small)
    _counts_at_right(axes, frame, rows, language, _whole(frame))
    row_axis(axes, rows)
    fit(chart, abs(axes.get_ylim()[0] - axes.get_ylim()[1]))
    percent_axis(axes)
    axes.set_xlim(0, max(1.0, _sums(frame).max()))
    legend(axes)
    return chart


def _outcomes_over_years(title: str, frame: pd.DataFrame, language: str, size: str) -> Chart:
    """A panel a body: a bar of 100% for each of its years, and N above it."""
    kept, left = kept_bodies(frame, language)
    note = f"{_over_note(frame, language)}{_lacking(frame, language)}{left}{broken(frame, language)}"
    chart = titled_page(title, frame, language, size, note, message=words.headline(frame, language))
    columns = columns_for(chart, (f"{int(count):,}" for count in kept["denominator"].dropna()), kept["year"].nunique())
    shown = body_panels(chart, groups_of(kept, language), high=1.8, columns=columns)
    panels = [_outcomes_of_body(panel.axes, panel.rows, language, kept["year"]) for panel in shown]
    break_lines([axes for axes, _ in panels], frame)
    handles = next((handles for _, handles in panels if handles), [])
    key_below(chart, handles)
    return chart


def _outcomes_of_body(axes: Axes, rows: pd.DataFrame, language: str, years: pd.Series[int]) -> tuple[Axes, list[BarContainer]]:
    wide = years.nunique() <= 6
    handles = []
    for drawn_bars, style, small in _stacked(axes, rows, lambda whole: whole["year"], language, across=False):
        handles.append(drawn_bars)
        if wide:
            shares_inside(axes, drawn_bars, style, small, upright=True)
    sums = _sums(rows)
    for report in rows.drop_duplicates("report_id").itertuples():
        if pd.notna(report.denominator):
            count = f"{int(report.denominator):,}" + ("!" if sums.get(report.report_id, 0) > _OVER else "")
            axes.text(
                report.year,
                max(1.0, sums.get(report.report_id, 1.0)) + 0.02,
                count,
                ha="center",
                va="bottom",
                fontsize=type_size(),
                color=GREY if report.small_n else INK,
            )
    percent_axis(axes, "y")
    axes.set_ylim(0, max(1.0, sums.max()) * 1.16)
    year_axis(axes, years, short=years.nunique() > 4)
    return axes, handles


def _stacked(
    axes: Axes, frame: pd.DataFrame, at: Callable[[pd.DataFrame], pd.Series], language: str, *, across: bool
) -> Iterator[tuple[BarContainer, Style, list[bool]]]:
    """The bars of each outcome, one on the other, of the reports that have every outcome."""
    whole = frame[frame["report_id"].isin(_whole(frame))]
    shares = whole.pivot(index="report_id", columns="outcome", values="value").astype(float)
    starts = shares.cumsum(axis=1) - shares
    for (code, group), style in zip(whole.groupby("outcome", observed=False), OUTCOMES, strict=True):
        start = [starts.at[report, code] for report in group["report_id"]]
        name = words.outcome_label(str(code), language)
        yield bars(axes, at(group), group["value"], start, style, name, across=across), style, list(group["small_n"])


def _whole(frame: pd.DataFrame) -> set[str]:
    """The reports that have a figure of every outcome."""
    known = frame.groupby("report_id", sort=False)["value"].count()
    return set(known.index[known == frame["outcome"].nunique()])


def _sums(frame: pd.DataFrame) -> pd.Series[float]:
    """What the shares of each report add to."""
    return frame.groupby("report_id")["value"].sum(min_count=1).astype(float).fillna(1.0)


def _over_note(frame: pd.DataFrame, language: str) -> str:
    over = int((_sums(frame) > _OVER).sum())
    said = words.say(
        language,
        f"{over} 份报告的各项结果相加超过办结总数，以 ! 标出。",
        f" The outcomes of {over} reports add to more than was closed: marked !.",
    )
    return said if over else ""


def _lacking(frame: pd.DataFrame, language: str) -> str:
    """How many reports are not drawn, because they lack an outcome or closed nothing."""
    left = frame["report_id"].nunique() - len(_whole(frame))
    return (
        words.say(language, f"{left} 份报告有缺数或没有办结，不画。", f" Not drawn: {left} reports that lack a figure or closed nothing.")
        if left
        else ""
    )


def _counts_at_right(axes: Axes, frame: pd.DataFrame, rows: Rows, language: str, whole: set[str]) -> None:
    """N at the right of each report, grey where small; and in its row why a report has no bar."""
    sums = _sums(frame)
    for report in frame.drop_duplicates("report_id").itertuples():
        y = rows.at.get(f"{report.agency}\n{report.year}")
        if y is None:
            continue
        none = report.denominator == 0 if pd.notna(report.denominator) else False
        if pd.notna(report.denominator):
            margin_text(
                axes,
                y,
                f"N = {int(report.denominator):,}{'!' if sums.get(report.report_id, 0) > _OVER else ''}",
                GREY if report.small_n else INK,
            )
        if report.report_id not in whole:
            missing = words.say(language, "有缺数，不画", "figures missing, not drawn")
            why = words.say(language, "没有办结", "none closed") if none else missing
            axes.text(0.01, y, why, va="center", fontsize=type_size(), color=GREY)


@drawn
def reasons(frame: pd.DataFrame, *, language: str = "zh", size: str = "half") -> Chart:
    """The grounds of refusal ranked, a panel for each level and scope of the newest year."""
    title = words.say(language, "不予公开的理由（占不予公开总数）", "Grounds of refusal (share of all refusals)")
    held = newest_year(frame[frame["value"].notna()])
    if held.empty:
        return nothing(title, frame, language, size)
    panels = sorted(held.groupby(["level", "scope"], dropna=False, observed=True, sort=False), key=lambda pair: -pair[1]["n"].max())
    order = [str(reason) for reason in held.groupby("reason", observed=True)["numerator"].sum().sort_values().index]
    chart = titled_page(title + years_text(held, language), held, language, size, message=words.headline(held, language))
    columns = min(_PANELS, len(panels))
    lines = -(-len(panels) // columns)
    fit(chart, lines * (len(order) * 1.7 + 4))
    grid = chart.subplots(lines, columns, sharey=True, sharex=True, squeeze=False)
    widest = float(held["value"].max())
    for axes, ((level, scope), group) in zip(grid.flat, panels, strict=False):
        _grounds(axes, group, order, widest, words.group_label(level, scope, language), language)
    for axes in grid.flat[len(panels) :]:
        axes.set_visible(False)
    names = [wrapped(words.label("requests", "item", reason, language), 24) for reason in order]
    for axes in grid[:, 0]:
        axes.set_yticks(range(len(order)), names)
    return chart


def _grounds(axes: Axes, group: pd.DataFrame, order: Sequence[str], widest: float, name: str, language: str) -> None:
    """The bars of one group, with count and share at their ends."""
    row = group.set_index(group["reason"].astype(str)).reindex(order)
    small = bool(group["small_n"].any())
    axes.barh(range(len(order)), row["value"].astype(float), color=GREY if small else BLUE, height=0.7)
    for y, (count, share) in enumerate(zip(row["numerator"], row["value"], strict=True)):
        text = words.say(language, "缺", "none given") if pd.isna(share) else f"{int(count):,}" + (f" ({share:.0%})" if count else "")
        axes.text(0 if pd.isna(share) else float(share) + widest * 0.03, y, text, va="center", fontsize=type_size(), color=INK)
    heading = printable(f"{name}\nN = {int(group['n'].iloc[0]):,}".replace(" · ", "\n"))
    axes.set_title(heading, fontsize=type_size(), color=GREY if small else INK, linespacing=1.3)
    axes.set_xlim(0, widest * 1.9)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0%}"))
    axes.xaxis.set_major_locator(MaxNLocator(2))
    axes.tick_params(axis="y", length=0)


@drawn
def flow(frame: pd.DataFrame, *, language: str = "zh", size: str = "half") -> Chart:
    """The year of one report as a waterfall: carried in and received, less each outcome, down to what is carried out."""
    year, gap = frame["year"].iloc[0], frame["gap"].iloc[0]
    title = words.say(language, f"申请办理流程（件），{year} 年", f"Flow of requests, {year}")
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
    chart, axes = one_axes(title, frame, language, size, note, message=words.headline_of_flow(frame, language))
    top = float(frame[["start", "end"]].max().max()) or 1.0
    for x, step in enumerate(frame.itertuples()):
        low, high = sorted((float(step.start), float(step.end) if pd.notna(step.end) else float(step.start)))
        axes.bar(x, high - low, bottom=low, color=STEPS[x][0], hatch=STEPS[x][1], edgecolor="white", width=0.7, lw=0.4)
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
