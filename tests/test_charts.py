"""Charts: every one draws whole and legible in both languages and all sizes, tells gaps from zeros, and is kept with its numbers."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import matplotlib
import pandas as pd
import pytest
from frames import Frames, empty, synthetic
from matplotlib.axis import Axis
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from reportlib import charts, compare
from reportlib.charts.page.figure import NO_GLYPH, printable
from reportlib.errors import UsageError

Draw = Callable[..., charts.Chart]


@cache
def many() -> Frames:
    """Forty bodies over six years, with gaps, blanks and long names."""
    return synthetic()


def a_report(frames: Frames) -> str:
    return str(frames.reports["report_id"].iloc[-1])


CHARTS: dict[str, Callable[[Frames], tuple[Draw, pd.DataFrame]]] = {
    "volumes": lambda frames: (charts.volumes, compare.volumes(frames, "permits")),
    "volumes of money": lambda frames: (charts.volumes, compare.volumes(frames, "fees")),
    "trend": lambda frames: (charts.trend, compare.volumes(frames, "received")),
    "trend of a rate": lambda frames: (charts.trend, compare.rates(frames, "disclosure_rate")),
    "slope": lambda frames: (two_years, compare.volumes(frames, "received")),
    "slope of a rate": lambda frames: (two_years, compare.rates(frames, "disclosure_rate")),
    "outcomes": lambda frames: (charts.outcomes, compare.latest(compare.outcomes(frames))),
    "reasons": lambda frames: (charts.reasons, compare.pooled(compare.denial_reasons(frames))),
    "applicant_heat": lambda frames: (charts.applicant_heat, compare.applicant_outcomes(frames)),
    "results": lambda frames: (charts.results, compare.latest(compare.results(frames))),
    "results as shares": lambda frames: (shares, compare.latest(compare.results(frames))),
    "intervals": lambda frames: (charts.intervals, compare.latest(compare.rates(frames, "corrected_rate"))),
    "funnel": lambda frames: (charts.funnel, compare.rates(frames, "corrected_rate")),
    "small_multiples": lambda frames: (charts.small_multiples, compare.volumes(frames, "received")),
    "coverage": lambda frames: (charts.coverage, compare.coverage(frames)),
    "outcomes over years": lambda frames: (charts.outcomes, compare.outcomes(frames)),
    "intervals over years": lambda frames: (charts.intervals, compare.rates(frames, "disclosure_rate")),
    "results over years": lambda frames: (charts.results, compare.results(frames)),
    "strip": lambda frames: (charts.strip, compare.volumes(frames, "received")),
    "bullets": lambda frames: (charts.trend, compare.volumes(frames, "received").query("year > 2022")),
}


def two_years(frame: pd.DataFrame, **how: str) -> charts.Chart:
    return charts.slope(frame, 2023, 2024, **how)  # type: ignore[arg-type]


def shares(frame: pd.DataFrame, **how: str) -> charts.Chart:
    return charts.results(frame, share=True, **how)  # type: ignore[arg-type]


def texts(chart: charts.Chart) -> list[Text]:
    """The texts that are drawn, after layout."""
    chart.draw_without_rendering()
    undrawn = {id(label) for axes in chart.axes for axis in (axes.xaxis, axes.yaxis) for label in _off_axis(axis)}
    return [text for text in chart.findobj(Text) if text.get_visible() and text.get_text().strip() and id(text) not in undrawn]


def _off_axis(axis: Axis) -> list[Text]:
    """Labels of ticks that the axis keeps but does not draw: beyond its limits, or of an axis that is hidden."""
    drawn = axis._update_ticks() if axis.axes.get_visible() and axis.axes.axison else []
    return [label for tick in (*axis.majorTicks, *axis.minorTicks) if tick not in drawn for label in (tick.label1, tick.label2)]


def lettered(text: Text) -> Bbox:
    """Where the letters of a text stand: of an annotation without its arrow, of a title or note without the lines that it keeps free."""
    box, lines = Text.get_window_extent(text), text.get_text().split("\n")
    free = len(lines) - len(text.get_text().rstrip("\n").split("\n"))
    return Bbox.from_extents(box.x0, box.y0 + box.height * free / len(lines), box.x1, box.y1)


@pytest.mark.parametrize(("language", "size"), [("zh", "half"), ("en", "slide")])
@pytest.mark.parametrize("name", CHARTS)
def test_no_label_is_clipped_or_overlaps_another(name: str, language: str, size: str) -> None:
    """On forty bodies over six years every text lies on the page and apart from every other text."""
    draw, frame = CHARTS[name](many())
    assert_apart(draw, frame, language, size)


def assert_apart(draw: Draw, frame: pd.DataFrame, language: str, size: str) -> None:
    """Draws the chart, and fails where a text is clipped or lies over another."""
    with charts.house_style(size):
        chart = draw(frame, language=language, size=size)
        boxes = [(text.get_text(), lettered(text)) for text in texts(chart)]
    page = chart.bbox
    for text, box in boxes:
        assert box.x0 >= -1, text
        assert box.y0 >= -1, text
        assert box.x1 <= page.x1 + 1, text
        assert box.y1 <= page.y1 + 1, text
    overlaps = [
        (one, other)
        for (one, a), (other, b) in itertools.combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 3
    ]
    assert not overlaps


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", CHARTS)
def test_empty_tables_draw_a_page_that_says_so(name: str, language: str) -> None:
    """A first build without reports gives a page, not an error."""
    draw, frame = CHARTS[name](empty())
    chart = draw(frame, language=language)
    said = [text.get_text() for text in texts(chart)]
    assert ("没有可用的数据" if language == "zh" else "No figures to draw") in said


def test_a_gap_breaks_the_line_and_a_zero_does_not() -> None:
    """The line of a body has no point in a year without a figure, and a point at 0 where 0 is printed."""
    frame = compare.volumes(synthetic(1, gaps=False), "received")
    frame.loc[frame["year"] == 2021, "value"] = pd.NA
    frame.loc[frame["year"] == 2022, "value"] = 0
    line = charts.trend(frame, scale="log").axes[0].get_lines()[0]
    assert pd.isna(line.get_ydata()[2])
    assert line.get_ydata()[3] == 0


def test_the_form_is_marked() -> None:
    """Years of the earlier form have another marker, and a line stands where the form changes."""
    chart = charts.trend(compare.volumes(synthetic(1, gaps=False), "received"))
    markers = {line.get_marker() for line in chart.axes[0].get_lines()}
    assert {"o", "s"} <= markers
    assert any(line.get_xdata()[0] == 2020.5 for line in chart.axes[0].get_lines() if len(line.get_xdata()) == 2)
    assert any("2021" in text.get_text() and "式表起" in text.get_text() for text in texts(chart))


def test_bodies_stand_under_their_level_and_scope() -> None:
    """A roll-up and a single body are never in one group, and an unknown level says so."""
    chart = charts.volumes(compare.volumes(synthetic(5, gaps=False), "permits"))
    said = {text.get_text() for text in texts(chart)}
    assert {"地市级 · 政府汇总", "地市级 · 单个机关", "区县级 · 单个机关", "层级不明 · 单个机关"} <= said


def test_what_does_not_fit_or_has_no_figure_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies beyond the largest page are those last by name, whatever their value; they and blank figures are told and stay in the numbers."""
    monkeypatch.setattr(charts.page.rows, "MOST", 15)
    frame = compare.volumes(many(), "permits")
    frame.loc[frame.index[:3], ["value", "note"]] = [pd.NA, "no figure: licenses.decisions"]
    chart = charts.volumes(frame)
    note = chart.get_supxlabel().replace("\n", "")
    assert "另有 25 个机关（按名称排在后面）未画出" in note
    assert labels_of(chart) == set(sorted(frame["agency"].unique())[:15])
    assert f"{int(frame['value'].isna().sum())} 份报告此项缺数" in note
    assert len(chart.numbers) == len(frame)


def labels_of(chart: charts.Chart) -> set[str]:
    """The labels of the rows of all panels, each in one line."""
    return {label.get_text().replace("\n", "") for axes in chart.axes for label in axes.get_yticklabels()}


def panels_of(chart: charts.Chart) -> set[str]:
    """The names above the panels of bodies, each in one line."""
    return {axes.get_title(loc="left").replace("\n", "") for axes in chart.axes}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_body_has_its_row(language: str) -> None:
    """Forty bodies are all drawn, in rows of volumes, rates and reports held: the page grows, and no note speaks of others."""
    frames = many()
    volumes, rates = compare.volumes(frames, "permits"), compare.rates(frames, "disclosure_rate")
    coverage = charts.coverage(compare.coverage(frames), language=language)
    assert labels_of(coverage) == set(frames.reports["agency"])
    for chart, frame in ((charts.volumes(volumes, language=language), volumes), (charts.volumes(rates, language=language), rates)):
        assert labels_of(chart) == set(frame[frame["value"].notna()]["agency"])
    of_rates = set(rates[rates["value"].notna()]["agency"])
    for chart in (
        charts.intervals(rates, language=language),
        charts.small_multiples(rates, language=language),
        charts.outcomes(compare.outcomes(frames), language=language),
    ):
        assert panels_of(chart) >= of_rates
    assert coverage.get_figheight() > charts.SIZES["half"][1]


def test_years_of_a_body_ascend() -> None:
    """Several years of one body stand on an axis of time, from the first to the last, whatever the chart."""
    frames = synthetic(1, gaps=False)
    for chart in (
        charts.trend(compare.volumes(frames, "received")),
        charts.small_multiples(compare.volumes(frames, "received")),
        charts.outcomes(compare.outcomes(frames)),
        charts.intervals(compare.rates(frames)),
        charts.results(compare.results(frames)),
    ):
        axes = chart.axes[0]
        assert list(axes.get_xticks()) == list(range(2019, 2025)) and axes.get_xlim()[0] < axes.get_xlim()[1]
        assert {label.get_text()[-2:] for label in axes.get_xticklabels()} == {"19", "20", "21", "22", "23", "24"}


def test_the_gaps_of_coverage_come_first() -> None:
    """Within a group the body with the most years without a report stands at the top."""
    frame = compare.coverage(many())
    rows = charts.coverage(frame).axes[0]
    gaps = (frame["reports"] == 0).groupby(frame["agency"]).sum()
    group = frame.drop_duplicates("agency").set_index("agency")["level"].fillna("")
    drawn = [label.get_text().replace("\n", "") for label in rows.get_yticklabels()]
    of_county = [int(gaps[body]) for body in drawn if group[body] == "county"]
    assert of_county == sorted(of_county, reverse=True) and of_county[0] > of_county[-1]


@pytest.mark.parametrize("name", ["volumes", "trend", "small_multiples", "strip"])
def test_a_rate_has_an_axis_in_per_cent(name: str) -> None:
    """Shares are ticked 20%, never 0.2 or a rounded 0."""
    chart = getattr(charts, name)(compare.rates(many(), "disclosure_rate"))
    chart.draw_without_rendering()
    axis = chart.axes[0].xaxis if name in ("volumes", "strip") else chart.axes[0].yaxis
    assert all(label.get_text().endswith("%") for label in axis.get_ticklabels())


def test_keys_are_as_dark_as_what_they_explain() -> None:
    """The key of an outcome is not pale because the first bar is of few cases."""
    frame = compare.outcomes(synthetic(1, gaps=False))
    frame.loc[frame["year"] == 2019, "small_n"] = True
    chart = charts.outcomes(frame)
    marks = [mark for legend in chart.legends for mark in legend.legend_handles]
    assert len(marks) == 6 and not [mark for mark in marks if mark is None or mark.get_alpha()]


def test_a_funnel_has_twenty_points() -> None:
    """Of fewer than twenty like bodies no funnel is drawn, and the page says which chart shows them."""
    chart = charts.funnel(compare.rates(many(), "disclosure_rate"))
    assert "不足 20 个" in chart.alt and "charts.strip" in chart.alt


@pytest.mark.parametrize(("asked", "right"), [({"size": "a4"}, "half, full, slide"), ({"language": "fr"}, "zh, en")])
def test_a_wrong_size_or_language_gets_the_right_ones(asked: dict[str, str], right: str) -> None:
    """A word that no chart knows is an error that lists those that it does."""
    with pytest.raises(UsageError, match=f"one of {right}"):
        charts.trend(compare.volumes(many(), "received"), **asked)


def test_scale_is_linear_below_a_hundredfold_and_logarithmic_above() -> None:
    """Auto takes a log scale where the largest is more than a hundred times the smallest; zero keeps its place on it."""
    near = pd.DataFrame(
        {
            "report_id": ["a", "b"],
            "agency": ["甲", "乙"],
            "year": 2024,
            "form": "2021",
            "level": "county",
            "scope": "body",
            "metric": "permits",
            "value": [10, 900],
            "unit": "件",
            "note": "",
        }
    )
    assert charts.volumes(near).axes[0].get_xscale() == "linear"
    far = near.assign(value=[10, 90_000])
    assert charts.volumes(far).axes[0].get_xscale() == "symlog"
    assert charts.volumes(far, scale="linear").axes[0].get_xscale() == "linear"


def test_small_numbers_are_grey_and_n_stands_beside_each_rate() -> None:
    """A rate on fewer than thirty cases is hollow and grey; numerator and denominator are printed."""
    frame = pd.DataFrame(
        {
            "report_id": ["a", "b"],
            "agency": ["甲", "乙"],
            "year": 2024,
            "form": "2021",
            "level": "county",
            "scope": "body",
            "metric": "corrected_rate",
            "unit": "share",
            "numerator": [2, 20],
            "denominator": [10, 100],
            "value": [0.2, 0.2],
            "n": [10, 100],
            "low": [0.1, 0.15],
            "high": [0.5, 0.3],
            "small_n": [True, False],
            "note": "",
        }
    )
    chart = charts.intervals(frame)
    shown = {text.get_text(): matplotlib.colors.to_hex(text.get_color()) for text in texts(chart)}
    assert shown["20.0%  2/10"] != shown["20.0%  20/100"]
    points = [line for line in chart.axes[0].get_lines() if line.get_marker() == "o"]
    assert [line.get_markerfacecolor() == "white" for line in points] == [True, False]
    assert points[0].get_color() != points[1].get_color()


def test_an_outcome_that_is_missing_leaves_the_bar_out() -> None:
    """A report that lacks one outcome is named with the reason instead of a bar that looks whole."""
    frame = compare.outcomes(synthetic(1, range(2024, 2025), gaps=False))
    frame.loc[frame["outcome"] == "denied", "value"] = pd.NA
    chart = charts.outcomes(frame)
    assert "有缺数，不画" in [text.get_text() for text in texts(chart)]
    assert not [bar for bar in chart.axes[0].patches if bar.get_width() > 0]


def test_flow_says_whether_the_balance_holds() -> None:
    """The note of the waterfall tells a balance that holds from one that does not."""
    frame = compare.flow(synthetic(1, range(2024, 2025), gaps=False), "b00-2024")
    assert "收支相符" in charts.flow(frame).alt
    assert "收支相差 3 件" in charts.flow(frame.assign(gap=3.0)).alt


def test_saved_files_are_reproducible_and_carry_numbers_and_alternatives(tmp_path: Path) -> None:
    """Two runs write the same bytes: PNG, SVG with title and description, PDF with its font, CSV of the numbers, alt text."""
    frame = compare.volumes(many(), "permits")
    first, second = (charts.save(charts.volumes(frame), tmp_path / run / "permits") for run in ("1", "2"))
    assert [path.suffix for path in first] == [".png", ".svg", ".pdf", ".csv", ".txt"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    _, svg, pdf, csv, alt = first
    assert "<title>行政许可决定数：2024 年比上年" in svg.read_text(encoding="utf-8")
    assert "<desc>" in svg.read_text(encoding="utf-8")
    assert b"/FontFile2" in pdf.read_bytes()
    assert "行政许可决定数（件），2019–2024 年" in alt.read_text(encoding="utf-8")
    assert pd.read_csv(csv)["value"].sum() == frame["value"].sum()


def test_a_notebook_shows_the_chart_with_its_alternative() -> None:
    """The output holds a picture, and HTML whose image has the findings as its alternative."""
    bundle, _ = charts.volumes(compare.volumes(many(), "permits"))._repr_mimebundle_()
    assert {"image/png", "text/html"} <= set(bundle)
    assert '<img alt="行政许可决定数：2024 年比上年' in bundle["text/html"]


def test_a_name_with_a_point_keeps_its_end(tmp_path: Path) -> None:
    """A path with a point in its name is not cut at it, and one with the ending of an image is not doubled."""
    chart = charts.coverage(compare.coverage(empty()))
    assert charts.save(chart, tmp_path / "20.5-permits", ("png",))[0].name == "20.5-permits.png"
    assert charts.save(chart, tmp_path / "x.png", ("png",))[0].name == "x.png"


def test_the_title_spans_the_years_that_are_drawn() -> None:
    """Years in which no body has a figure are no part of what a chart says it shows."""
    frame = compare.volumes(synthetic(), "received")
    first, last = int(frame["year"].min()), int(frame["year"].max())
    assert f"{first}–{last}" in charts.trend(frame).subtitle
    blank = frame.assign(value=frame["value"].where(frame["year"] > first))
    assert f"{first + 1}–{last}" in charts.trend(blank).subtitle


def test_the_form_of_a_report_fits_its_cell_of_coverage() -> None:
    """Fifteen years beside each other, some of a local form with a long name: no word is wider than its cell, and the note says what it is."""
    years = list(range(2011, 2026))
    forms = ["fujian-2014" if year < 2019 else "2021" for year in years]
    frame = pd.DataFrame(
        {"agency": "甲市乙局", "year": years, "reports": 1, "form": forms, "grade": "verified", "level": "county", "scope": "body"}
    )
    chart = charts.coverage(frame)
    chart.draw_without_rendering()
    axes = chart.axes[0]
    cell = axes.transData.transform((0.94, 0))[0] - axes.transData.transform((0, 0))[0]
    drawn = [text for text in axes.texts if text.get_text() in ("14", "21", "2014", "2021", "fujian-2014")]
    assert len(drawn) == len(years) and all(text.get_window_extent().width < cell for text in drawn)
    assert any("地方表式" in text.get_text() for text in chart.findobj(Text))


def test_a_character_outside_the_font_is_set_as_the_printers_mark() -> None:
    """A rare character in a name gives 〓 on the chart instead of a box or an error."""
    assert printable("𬇙县\ue000局") in (f"𬇙县{NO_GLYPH}局", f"{NO_GLYPH}县{NO_GLYPH}局")
    frame = compare.volumes(synthetic(2, gaps=False), "permits")
    frame["agency"] = frame["agency"].str.replace("市", "\ue000").str.replace("区", "$x$")
    charts.volumes(frame)._repr_mimebundle_()


def test_drawing_leaves_the_users_settings_alone() -> None:
    """The house style is not left behind in matplotlib."""
    before = dict(matplotlib.rcParams)
    charts.coverage(compare.coverage(many()))
    assert dict(matplotlib.rcParams) == before


def test_the_font_package_is_not_imported() -> None:
    """The font comes from its file; the package, which changes settings on import, stays unloaded."""
    code = "import sys; from reportlib import charts; charts.house_style().__enter__(); print('zhplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"


def test_a_chart_takes_a_title_and_a_source_of_ones_own() -> None:
    """`title` stands instead of the message, which is given up, and `source` in the last line instead of the count of reports."""
    frame = compare.volumes(many(), "permits")
    chart = charts.volumes(frame, title="许可量", source="本单位整理")
    assert chart.title == "许可量" and chart.subtitle.startswith("行政许可决定数（件），2019–2024 年")
    said = [text.get_text() for text in texts(chart)]
    assert any(text.endswith("来源：本单位整理") for text in said)
    assert any(text.endswith("来源：218 份政府信息公开工作年度报告") for text in (each.get_text() for each in texts(charts.volumes(frame))))


@pytest.mark.parametrize("by", ["agency", "body_id"])
def test_bodies_are_drawn_alone(by: str) -> None:
    """`bodies` draws those named, by name or by id, and no others, and the numbers kept beside are theirs."""
    frame = compare.volumes(many(), "permits").assign(body_id=lambda held: held["agency"].map(lambda name: f"id-{name}"))
    wanted = sorted(frame["agency"].unique())[:2]
    chart = charts.volumes(frame, bodies=[name if by == "agency" else f"id-{name}" for name in wanted])
    assert labels_of(chart) == set(wanted) and set(chart.numbers["agency"]) == set(wanted)


@pytest.mark.parametrize("argument", ["bodies", "highlight"])
def test_a_body_that_is_not_there_gets_the_nearest_names(argument: str) -> None:
    """A name without any row is an error that offers the nearest ones."""
    with pytest.raises(UsageError, match="甲东市人民政府"):
        charts.trend(compare.volumes(many(), "received"), **{argument: ["甲东市政府"]})


def crowd() -> pd.DataFrame:
    """Twelve bodies of one level and scope over four years; one of them has no figure of the third year."""
    rows = [
        (f"{name}县", year, 10.0 * place + year - 2020)
        for place, name in enumerate("甲乙丙丁戊己庚辛壬癸子丑", 1)
        for year in range(2021, 2025)
    ]
    frame = pd.DataFrame(rows, columns=["agency", "year", "value"])
    told = {"report_id": frame["agency"] + frame["year"].astype(str), "form": "2021", "level": "county", "scope": "body"}
    frame = frame.assign(**told, metric="received", unit="件", note="")
    frame.loc[(frame["agency"] == "甲县") & (frame["year"] == 2023), "value"] = None
    return frame


def test_a_crowd_is_drawn_whole_with_its_median() -> None:
    """Of twelve like bodies each has a line, none is left out by its value; the median is drawn and named, and those asked for."""
    chart = charts.trend(crowd(), highlight=["丙县"])
    lines = [line for line in chart.axes[0].get_lines() if len(line.get_xdata()) == 4 and line.get_linestyle() == "-"]
    assert len(lines) == 13
    median = next(line for line in lines if line.get_color() == "#222222")
    assert list(median.get_ydata()) == [66.0, 67.0, 73.0, 69.0]
    named = {text.get_text() for text in texts(chart)} & {f"{name}县" for name in "甲乙丙丁戊己庚辛壬癸子丑"}
    assert named == {"丙县"} and "中位数" in {text.get_text() for text in texts(chart)}


@pytest.mark.parametrize("name", ["volumes", "trend", "strip", "small_multiples", "slope", "intervals"])
def test_what_is_set_in_front_is_seen(name: str) -> None:
    """The body in `highlight` stands on a ground of its own, or is named in a colour of its own where the others have no name."""
    frame = compare.rates(many(), "disclosure_rate") if name == "intervals" else compare.volumes(many(), "received")
    front = "甲东市人民政府"
    draw = two_years if name == "slope" else getattr(charts, name)
    shown = [text for text in texts(draw(frame, highlight=front)) if text.get_text().replace("\n", "").startswith(front)]
    plain = [text for text in texts(draw(frame)) if text.get_text().replace("\n", "").startswith(front)]
    assert shown and all(text.get_bbox_patch() is not None or text.get_color() == "#D55E00" for text in shown)
    assert not [text for text in plain if text.get_bbox_patch() is not None]


def test_groups_have_scales_of_their_own() -> None:
    """A district's 23,269 and a city's 31,510 stand on two linear axes, where the difference within each is seen."""
    frame = pd.DataFrame(
        {
            "report_id": list("abcd"),
            "agency": ["甲区", "甲区", "乙市", "乙市"],
            "year": [2023, 2024, 2023, 2024],
            "form": "2021",
            "level": ["county", "county", "prefecture", "prefecture"],
            "scope": "body",
            "metric": "permits",
            "value": [23_269, 120, 31_510, 30_000],
            "unit": "件",
            "note": "",
        }
    )
    chart = charts.volumes(frame)
    city, district = chart.axes
    assert city.get_xscale() == "linear" and district.get_xscale() == "symlog"
    assert city.get_xlim()[1] > 31_510 and labels_of(chart) == {"甲区", "乙市"}


def test_two_years_are_a_bar_and_a_mark() -> None:
    """A trend of two points is no line: the newest figure is a bar, the one before a mark, and both are written."""
    frame = crowd().query("year > 2022 and agency in ['乙县', '丙县']")
    axes = charts.trend(frame).axes[0]
    assert sorted(bar.get_width() for bar in axes.patches) == [24.0, 34.0]
    assert {text.get_text() for text in axes.texts} >= {"23 → 24", "33 → 34"}
    assert axes.get_legend() is not None and charts.trend(frame.query("year == 2024")).axes[0].get_legend() is None


@pytest.mark.parametrize("years", [1, 2])
def test_outcomes_of_more_than_all_are_marked(years: int) -> None:
    """Outcomes that add to more than what was closed carry a mark at their total, and the note says what it means."""
    frame = compare.outcomes(synthetic(1, range(2025 - years, 2025), gaps=False))
    assert "!" not in charts.outcomes(frame).alt
    frame["value"] = frame["value"].mask(frame["outcome"].astype(str) == "granted", frame["value"] + 0.4)
    chart = charts.outcomes(frame)
    assert [text for text in texts(chart) if text.get_text().endswith("!")] and "超过办结总数" in chart.alt


@pytest.mark.parametrize("size", charts.SIZES)
@pytest.mark.parametrize("name", CHARTS)
def test_no_letter_is_too_small_to_print(name: str, size: str) -> None:
    """Every text has at least nine points on half a page of A4, and as much more as a slide is larger."""
    draw, frame = CHARTS[name](many())
    smallest = min(text.get_fontsize() for text in texts(draw(frame, size=size)))
    assert smallest >= 9 * charts.SIZES[size][2] - 1e-6


def test_a_key_reads_by_rows() -> None:
    """The entries of a key stand in the order of the bars, line by line."""
    chart = charts.outcomes(compare.latest(compare.outcomes(many())))
    legend = chart.axes[0].get_legend()
    chart.draw_without_rendering()
    at = [(-round(text.get_window_extent().y0), text.get_window_extent().x0, text.get_text()) for text in legend.get_texts()]  # type: ignore[union-attr]
    assert [name for _, _, name in sorted(at)] == ["予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理"]


def test_an_svg_has_letters_or_outlines(tmp_path: Path) -> None:
    """The words of an SVG can be searched and edited; with `outlines` it needs no font."""
    chart = charts.volumes(compare.volumes(many(), "permits"))
    own = charts.save(chart, tmp_path / "letters", ("svg",))[0].read_text(encoding="utf-8")
    shapes = charts.save(chart, tmp_path / "shapes", ("svg",), outlines=True)[0].read_text(encoding="utf-8")
    assert ">甲东市人民政府</text>" in own and "<text" not in shapes.partition("</desc>")[2]


def test_the_law_of_2024_is_marked_where_it_changes_a_figure() -> None:
    """Lawsuits before and after the law on reviews have a dashed line between them and the reason in the note; requests have none."""
    for code, broken in (("lawsuits", True), ("received", False)):
        chart = charts.trend(compare.volumes(synthetic(1, gaps=False), code))
        dashed = {
            line.get_xdata()[0] for line in chart.axes[0].get_lines() if len(set(line.get_xdata())) == 1 and len(line.get_xdata()) == 2
        }
        assert (2023.5 in dashed) is broken and ("2024 年起" in chart.alt) is broken


@pytest.mark.parametrize("language", ["zh", "en"])
def test_titles_say_what_the_figures_say(language: str) -> None:
    """How many bodies rose, how the one body went, which part is the largest; and no change over a change of meaning."""
    one = synthetic(1, gaps=False)
    received = compare.volumes(one, "received").assign(value=[100, 110, 120, 130, 140, 150])
    zh, en = ("2019 年 100 件，2024 年 150 件（+50.0%）", "2019: 100, 2024: 150 (+50.0%)")
    assert charts.trend(received, language=language).title.endswith(zh if language == "zh" else en)
    lawsuits = compare.volumes(one, "lawsuits").assign(value=[1, 2, 3, 4, 5, 6])
    assert charts.trend(lawsuits, language=language).title.endswith("（口径有变）" if language == "zh" else "(the meaning changed)")
    told = charts.trend(crowd(), language=language).title
    assert ("12 个机关中 12 个上升、0 个下降" if language == "zh" else "up for 12, down for 0 of 12 bodies") not in told
    assert ("11 个机关中 11 个上升、0 个下降" if language == "zh" else "up for 11, down for 0 of 11 bodies") in told
