"""The statistical tables of before 2019: every layout, no figure silently wrong, nothing printed lost, nothing invented."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from corpus.statistics import EXACT, FLAGGED, WRONG, Case, Verdict, cases, judged, read_back
from grids import document, grid

import reportlib
from reportlib.checks.statistics import check_statistics
from reportlib.facts.statistics import Statistics, statistics
from reportlib.model import FAIL, Grid, Mention, Paragraph

FUJIAN = """指标名称|计量单位|2015年度|历年累计 / 主动公开文件数|条|30|300 / 其中：1、政府网站公开数|条|30|300 / 2、政府公报公开数|条|0|
受理依申请公开信息总数|条|6|9 / 其中：1、当面申请数|条|1|2 / 2、网上申请数|条|3|4 / 3、信函、传真申请数|条|2|3
对申请的答复总数|条|5|8 / 其中：1、同意公开答复数|条|5|8 / 2、同意部分公开答复数|条|0|0 / 3、不予公开答复数|条|0|0 / 4、其他类型答复数|条|0|0
政府信息公开收费减免金额|元|0|0 / 接受行政诉讼、举报数|件|0|0 / 行政复议数|件|1|1 / 行政诉讼数|件|/|2"""
NATIONAL = "统计指标|单位|统计数 / 收到申请数|件|4 / 1.当面申请数|件|1 / 2.传真申请数|件|0 / 3.网络申请数|件|3 / 4.信函申请数|件|0"
RESULTS = " / 四、行政复议数量|件|3 / （一）维持具体行政行为数|件|1 / （二）被依法纠错数|件|2 / （三）其他情形数|件|0 / 五、行政诉讼数量|件|1 / （二）被依法纠错数|件|1"


def read(*blocks: str | Grid, year: int = 2015) -> Statistics:
    return statistics(document(*blocks), year)


def values(counted: Statistics) -> dict[tuple[str, str], float | None]:
    """The figures of what is printed, by indicator and measure."""
    return {(each.indicator, each.measure): each.value for each in counted.figures if each.status != "missing"}


def told(counted: Statistics) -> list[str]:
    return [finding.rule for finding in counted.findings]


def test_both_measures_units_and_blanks_are_as_printed() -> None:
    """The year's figure and that of all years stand apart; a blank and a stroke are no nought; the unit is the row's own."""
    counted = read(grid(FUJIAN))
    assert counted.form is not None and counted.form.code == "fujian-2014"
    assert values(counted)["requests.received", "year"] == 6 and values(counted)["requests.received", "cumulative"] == 9
    found = {(each.indicator, each.measure): each for each in counted.figures}
    assert (found["disclosed.gazette", "cumulative"].status, found["litigation", "year"].status) == ("blank", "dash")
    assert [found[key, "year"].unit for key in ("disclosed.total", "fees.waived", "reviews")] == ["条", "元", "件"]
    assert not counted.findings and not any(isinstance(block, Grid) for block in counted.rest.blocks)


@pytest.mark.parametrize(
    ("head", "measures"),
    [("本年|合计", ["year", "cumulative"]), ("2015年|累计", ["year", "cumulative"]), ("2014年度|2015年度", ["2014年度", "year"])],
)
def test_measures_are_told_by_the_header(head: str, measures: list[str]) -> None:
    """合计 beside the year's column is that of all years, and the column of another year keeps its own name."""
    counted = read(grid(FUJIAN.replace("2015年度|历年累计", head)))
    assert [each.measure for each in counted.figures if each.indicator == "requests.received" and each.value is not None] == measures
    assert [each.value for each in counted.figures if each.indicator == "requests.received" and each.value is not None] == [6, 9]


def test_a_label_of_two_rows_is_the_one_below_its_parent() -> None:
    """被依法纠错数 stands below reviews and below lawsuits."""
    found = values(read(grid(NATIONAL + RESULTS)))
    assert (found["review.corrected", "year"], found["litigation.corrected", "year"]) == (2, 1)


def test_a_label_of_two_rows_without_its_parent_is_not_guessed() -> None:
    """Where neither parent is printed the figure is kept under its label, and it is said."""
    counted = read(grid(NATIONAL + " / （二）被依法纠错数|件|2"))
    assert ("被依法纠错数", "year") in values(counted) and ("review.corrected", "year") not in values(counted)
    assert told(counted) == ["statistics_row"]


def test_rows_in_two_columns_of_labels_are_known_by_the_last() -> None:
    """其中 in a cell of its own beside its rows hides none of them, and a unit that spans rows is that of each."""
    table = "统计指标|_|单位|统计数 / 收到申请数|_|件|4 / 其中|当面申请数|^|1 / ^|传真申请数|^|0 / ^|网络申请数|^|3 / ^|信函申请数|^|0"
    assert values(read(grid(table))) == values(read(grid(NATIONAL)))
    assert {each.unit for each in read(grid(table)).figures if each.value is not None} == {"件"}


def test_a_figure_with_its_unit_and_a_unit_in_the_label() -> None:
    """12件 is twelve, also where no column holds the units."""
    counted = read(grid("统计指标|统计数 / 收到申请数|4件 / 当面申请数|1件 / 传真申请数|0件 / 接受培训人员数|31人次"))
    assert values(counted)["trainees", "year"] == 31 and values(counted)["requests.received", "year"] == 4
    labelled = read(grid("统计指标|统计数 / 收到申请数（宗）|4 / 当面申请数（宗）|1 / 传真申请数（宗）|0"))
    assert [each.unit for each in labelled.figures if each.value is not None] == ["宗"] * 3


def test_what_no_form_has_is_kept_under_its_own_label() -> None:
    """A table of no known form gives its figures under its labels, of no form, and a note."""
    counted = read(grid("项目|单位|数量|上年 / 信息公开查阅点接待|人次|20|19 / 不予公开信息|条|1402|0"), year=2014)
    assert values(counted) == {
        ("信息公开查阅点接待", "year"): 20,
        ("信息公开查阅点接待", "上年"): 19,
        ("不予公开信息", "year"): 1402,
        ("不予公开信息", "上年"): 0,
    }
    assert {each.form for each in counted.figures} == {None} and counted.form is None and told(counted) == ["statistics_table"]


@pytest.mark.parametrize(
    "table",
    [
        "项目|数量 / 甲|1 / 乙|2 / 丙|3",
        "行政许可|单位|说明 / 甲|件|无 / 乙|件|无",
        "信息内容|本年制发件数|本年废止件数|现行有效件数 / 规章|1|2|3",
    ],
)
def test_other_tables_are_no_statistics(table: str) -> None:
    """A table without the words of such a header is left where it is."""
    counted = read(grid(table))
    assert not counted.figures and len(counted.rest.blocks) == 1


def test_fewer_figures_than_columns_are_not_guessed() -> None:
    """One figure for two columns may be either's, so neither is read."""
    counted = read(grid(FUJIAN.replace("受理依申请公开信息总数|条|6|9", "受理依申请公开信息总数|条|6"), ruled=False))
    assert [each.status for each in counted.figures if each.indicator == "requests.received"] == ["unreadable", "unreadable"]
    assert told(counted) == ["statistics_place"]


def test_a_row_that_is_printed_twice_and_not_alike_is_not_read() -> None:
    """Two figures of one row contradict each other; the same figure twice does not."""
    counted = read(grid(NATIONAL + " / 收到申请数|件|5"))
    assert ("statistics_contradiction" in told(counted)) and values(counted)["requests.received", "year"] is None
    assert not told(read(grid(NATIONAL + " / 收到申请数|件|4")))


def test_a_table_that_goes_on_in_another_grid_is_one() -> None:
    """A page break parts the table, with its header repeated or not."""
    first, second = NATIONAL.split(" / 3.网络")
    for header in ("", "统计指标|单位|统计数 / "):
        assert values(read(grid(first), "第2页", grid(f"{header}3.网络{second}"))) == values(read(grid(NATIONAL)))


def test_a_table_of_a_quarter_gives_no_figures() -> None:
    """A table of another period than a year is told and not read."""
    counted = read("2015年第一季度政府信息公开情况统计表", grid(NATIONAL))
    assert not counted.figures and told(counted) == ["statistics_period"]


def test_a_table_that_is_not_filled_in_has_no_figures() -> None:
    """All cells are blank, and it is said."""
    counted = read(grid("统计指标|单位|统计数 / 收到申请数|件| / 1.当面申请数|件| / 2.传真申请数|件|"))
    assert set(values(counted).values()) == {None} and told(counted) == ["statistics_blank"]


def test_the_sums_of_the_form_are_checked() -> None:
    """A total that its parts do not add up to fails, and a part larger than its whole."""
    counted = read(grid(NATIONAL.replace("收到申请数|件|4", "收到申请数|件|5")))
    failed = [
        finding.rule
        for finding in check_statistics(counted.figures, counted.form, ())
        if finding.status == FAIL and finding.severity == "error"
    ]
    assert failed == ["statistics_channels"]
    counted = read(grid("统计指标|单位|统计数 / 主动公开政府信息数|条|4 / 政务微信公开政府信息数|条|5 / 政务微博公开政府信息数|条|1"))
    assert "statistics_part" in {finding.rule for finding in check_statistics(counted.figures, counted.form, ())}


def test_the_prose_is_held_against_the_table() -> None:
    """What the prose tells of requests is what the table has."""
    counted = read(grid(NATIONAL))
    for value, wrong in ((4.0, False), (5.0, True)):
        said = Mention(3, "requests.received", value, "件", None, "", "")
        assert ("statistics_prose" in {finding.rule for finding in check_statistics(counted.figures, counted.form, [said])}) is wrong


def test_a_report_of_today_that_attaches_the_old_table_has_both() -> None:
    """The old table takes no figure from the tables of section three, nor gives them any."""
    section = "一、本年新收政府信息公开申请数量|1|0|0|0|0|0|1"
    counted = read(grid(f"|自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计 / {section}"), grid(NATIONAL), year=2019)
    assert len(counted.rest.blocks) == 1 and values(counted)["requests.received", "year"] == 4


# ---------------------------------------------------------------- synthetic reports


@cache
def verdicts() -> list[Verdict]:
    return [read_back(case) for case in cases(seed=7, looks_a_layout=1)]


def test_nothing_is_silently_wrong() -> None:
    """In every layout and format, a figure that is not what was written is never without an error."""
    assert not [verdict for verdict in verdicts() if verdict.outcome == WRONG]


def test_the_national_form_is_exact_in_every_layout() -> None:
    """All 58 figures of the form of 2014 are as written, with their units, save where the table runs together in one line."""
    assert not [
        verdict
        for verdict in verdicts()
        if verdict.case.look == "as issued" and verdict.outcome != EXACT and verdict.case.layout != "run together"
    ]
    assert {verdict.outcome for verdict in verdicts() if verdict.case.layout == "run together"} == {FLAGGED}


@pytest.mark.parametrize(
    ("layout", "look", "seed"),
    [
        ("aligned", "rows numbered in a column", 33),
        ("aligned", "rows numbered in a column", 938),
        ("aligned", "two groups side by side", 199),
        ("aligned", "two groups side by side", 30),
        ("aligned", "unit with the figure", 463),
        ("one cell a line, rows apart", "unit with the figure", 83),
    ],
)
def test_units_dashes_and_labels_between_figures_keep_their_columns(layout: str, look: str, seed: int) -> None:
    """In aligned lines a unit or a label fills the column it stands in; the last row may count people; no sentence goes over a gap."""
    assert read_back(Case("txt", layout, look, "2014", seed)).outcome == EXACT


def test_a_table_that_runs_together_gives_no_figures_and_no_prose() -> None:
    """What cannot be told apart is kept out of the tables and of the mentions, and said."""
    report = reportlib.read(Case("txt", "run together").source())
    assert not report.statistics and not report.mentions
    assert [finding.rule for finding in report.findings if finding.severity == "error"] == ["statistics_run_together"]


def test_planted_errors_in_the_sums_are_caught() -> None:
    """One more in any figure that is in a sum of the form is an error of that sum."""
    case = Case("html", "plain", seed=3)
    sums = {code for rule in case.statistics_form().rules for code in (*rule.left, *rule.right)}
    for key in [key for key in case.figures() if key[0] in sums][::5]:
        report = reportlib.read(case.source({**case.figures(), key: case.figures()[key] + 1}))
        assert report.grade == "flagged", key


def test_the_judge_calls_a_changed_figure_wrong() -> None:
    """A verified report with one other figure is silently wrong."""
    case = Case("docx", "plain")
    report = reportlib.read(case.source())
    first, *others = report.statistics
    assert judged(case, report).outcome == EXACT and report.grade == "verified"
    assert judged(case, replace(report, statistics=(first._replace(value=77_777), *others))).outcome == WRONG


def test_text_around_the_table_stays() -> None:
    """The title and the sections are as if the table were not there."""
    counted = read("甲市乙局2015年政府信息公开工作年度报告", grid(NATIONAL), "三、其他")
    assert [block.text for block in counted.rest.blocks if isinstance(block, Paragraph)] == [
        "甲市乙局2015年政府信息公开工作年度报告",
        "三、其他",
    ]
