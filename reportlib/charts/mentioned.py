"""What the prose states of one topic: a table of bodies and years with the figure and the words around it."""

from __future__ import annotations

import pandas as pd

from reportlib.charts.page.asked import drawn
from reportlib.charts.page.colours import AMBER, GREY, INK, ORANGE
from reportlib.charts.page.figure import Chart, printable
from reportlib.charts.page.lettering import lines_of, type_size, wrapped
from reportlib.charts.page.named import by_body
from reportlib.charts.page.rows import fit, row_axis, row_key, rows_of
from reportlib.charts.page.titled import nothing, one_axes, years_text
from reportlib.compare import words
from reportlib.errors import UsageError

_QUOTED = 46  # half-width characters of a line of quotation on half a page
_FIGURE_ROOM = 0.24  # of the width of the table, for the figure


@drawn
def mentions(frame: pd.DataFrame, *, topic: str = "", language: str = "zh", size: str = "half") -> Chart:
    """What each report states of one metric of the prose (`topic`, a code; else the one most reports state): figure and quotation.

    ~ stands before a qualified figure, ≠ where the report states it in two ways. UsageError for a topic that no report states.
    """
    if frame.empty:
        return nothing(words.say(language, "正文所述", "What the prose states"), frame, language, size)
    chosen = topic or str(frame["metric"].astype(str).mode().iloc[0])
    stated = by_body(frame[frame["metric"].astype(str) == chosen])
    if stated.empty:
        known = ", ".join(sorted(frame["metric"].astype(str).unique()))
        raise UsageError("no report of the frame states this", expected=f"one of {known}", found=topic)
    title = words.say(language, "正文所述：", "In the prose: ") + _name(chosen, language) + years_text(stated, language)
    texts = dict(zip(row_key(stated), (_quoted(text, size) for text in stated["text"]), strict=True))
    rows = rows_of(stated, "report", language, {row: lines_of(text) for row, text in texts.items()})
    signs = words.say(
        language, "~ 约数；≠ 同一报告前后说法不一，所引为其中之一。", "~ qualified; ≠ stated in two ways, one of which is quoted."
    )
    chart, axes = one_axes(title, stated, language, size, f"{signs}{rows.note}", message=_message(stated, chosen, language))
    fit(chart, rows.height + 2)
    row_axis(axes, rows)
    axes.set_xlim(0, 1)
    axes.set_xticks([])
    axes.spines[:].set_visible(False)
    for row, cell in zip(row_key(stated), stated.itertuples(), strict=True):
        if row in rows.at:
            sign, colour = ("≠", ORANGE) if cell.differs else ("", INK) if cell.exact else ("~", AMBER)
            figure = sign if cell.differs else sign + words.stated(cell.value, cell.unit, language)
            axes.text(_FIGURE_ROOM - 0.02, rows.at[row], printable(figure), ha="right", va="center", fontsize=type_size(), color=colour)
            axes.text(_FIGURE_ROOM, rows.at[row], texts[row], va="center", fontsize=type_size(), color=GREY, linespacing=1.15)
    return chart


def _name(metric: str, language: str) -> str:
    """What a metric of the prose counts, without the remark in brackets."""
    return words.metric_label(metric, language).partition(" (")[0].partition("（")[0]


def _quoted(text: object, size: str) -> str:
    return wrapped("" if pd.isna(text) else f"「{str(text).strip()}」", int(_QUOTED * (1.3 if size == "slide" else 1)))


def _message(stated: pd.DataFrame, metric: str, language: str) -> str:
    reports, differs = stated["report_id"].nunique(), int(stated["differs"].sum())
    name = _name(metric, language)
    zh = f"{reports} 份报告的正文说到{name}" + (f"，其中 {differs} 份前后不一" if differs else "")
    en = f"{reports} reports tell {name.lower()}" + (f", {differs} of them in two ways" if differs else "")
    return words.say(language, zh, en)
