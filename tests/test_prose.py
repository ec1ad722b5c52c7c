"""Prose held against tables and against itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import reportlib
from reportlib.checks.statements import statements
from reportlib.forms import load_forms
from reportlib.model import BLANK, REPORTED, Fact, Finding, Identity, Place, Section
from reportlib.prose.mentions import breakdowns, mentions

RAW = Path(__file__).parent.parent / "data" / "raw"
TABLES = {
    ("requests", "received", "total"): 59,
    ("requests", "received", "individual"): 50,
    ("requests", "received", "business"): 9,
    ("requests", "carried_in", "total"): 2,
    ("requests", "granted", "total"): 30,
    ("requests", "granted_in_part", "total"): 5,
    ("requests", "denied.state_secret", "total"): 1,
    ("requests", "denied.third_party_rights", "total"): 3,
    ("requests", "unable.not_held", "total"): 20,
    ("requests", "closed_total", "total"): 59,
    ("requests", "carried_out", "total"): 2,
    ("proceedings", "review", "total"): 4,
    ("proceedings", "review", "upheld"): 4,
    ("proceedings", "litigation_direct", "total"): 1,
    ("proceedings", "litigation_after_review", "total"): 2,
    ("disclosures", "20.5/licenses", "decisions"): 31510,
    ("disclosures", "20.6/penalties", "decisions"): 12,
    ("disclosures", "20.1/normative_documents", "issued"): 3,
    ("disclosures", "20.8/fees", "amount"): 25.1,
}


def found(text: str, section: int = 1, agency: str = "丁山区商务局", blank: tuple[str, ...] = (), later: str = "") -> list[Finding]:
    """What is found where this prose stands in a report for 2023 with the figures of TABLES, all other cells being 0."""
    facts = [
        Fact(*key, value, column.unit, BLANK if value is None else REPORTED, str(value), Place(line=100 + at))
        for at, (table, row, column) in enumerate(load_forms()["2021"].cells())
        for key in [(table, row.code, column.code)]
        for value in [None if row.code in blank else TABLES.get(key, 0)]
        if not row.stands_for
    ]
    prose = [Section(section, "", text, tuple(Place(line=at) for at in range(9, 9 + text.count("\n") + 1)))]
    prose += [Section(6, "", later, (Place(line=90),))] if later else []
    places = {each.number: each.places for each in prose}
    identity = Identity(agency, 2023, "2021", f"{agency}2023年政府信息公开工作年度报告")
    return list(statements(prose, mentions(prose, places), breakdowns(prose, places), facts, identity))


def told(*args: object, **options: object) -> list[tuple[str, str]]:
    return [(finding.rule, finding.status) for finding in found(*args, **options)]  # type: ignore[arg-type]


AGREES = [
    "2023年收到政府信息公开申请59件。",
    "2023年受理政府信息公开申请61件,其中上年结转2件。",
    "全年共处理依申请公开59件。",
    "收到依申请公开50余件。",
    "全年办结政府信息公开申请59件,结转下年度2件。",
    "依申请公开中,予以公开30件,部分公开5件,不予公开4件,无法提供20件。",
    "因政府信息公开被申请行政复议4件,被提起行政诉讼3件。",
    "因信息公开被申请行政复议4件,纠正0件。",
    "2023年作出行政许可决定31510件,行政处罚决定12件。",
    "2023年制发行政规范性文件3件。",
    "行政事业性收费251000元。",
]


@pytest.mark.parametrize("text", AGREES)
def test_what_agrees_passes(text: str) -> None:
    """A figure that fits one of its readings passes, and nothing fails."""
    statuses = {status for _, status in told(text)}
    assert statuses == {"pass"}


WRONG = [
    ("2023年收到政府信息公开申请57件。", "prose_requests", 59, 57),
    ("2023年受理政府信息公开申请62件。", "prose_requests", 59, 62),
    ("全年共处理依申请公开40件。", "prose_requests", 59, 40),
    ("收到依申请公开70余件。", "prose_requests", 59, 70),
    ("2023年未收到政府信息公开申请。", "prose_requests", 59, 0),
    ("收到政府信息公开申请59件,上年结转3件。", "prose_requests", 2, 3),
    ("收到政府信息公开申请59件,办结58件。", "prose_requests", 59, 58),
    ("依申请公开中,不予公开6件。", "prose_requests", 4, 6),
    ("依申请公开中,予以公开31件。", "prose_requests", 30, 31),
    ("因政府信息公开被申请行政复议5件。", "prose_proceedings", 4, 5),
    ("因政府信息公开被提起行政诉讼4件。", "prose_proceedings", 3, 4),
    ("因政府信息公开被申请行政复议4件,被纠正1件。", "prose_proceedings", 0, 1),
    ("2023年没有因政府信息公开引起的行政复议。", "prose_proceedings", 4, 0),
    ("2023年作出行政许可决定31150件。", "prose_disclosures", 31510, 31150),
    ("2023年制发行政规范性文件4件。", "prose_disclosures", 3, 4),
    ("与2022年相比,全年收到政府信息公开申请57件。", "prose_requests", 59, 57),
    ("行政事业性收费25.2万元。", "prose_disclosures", 25.1, 25.2),
]


@pytest.mark.parametrize(("text", "rule", "expected", "actual"), WRONG)
def test_a_wrong_figure_is_caught(text: str, rule: str, expected: float, actual: float) -> None:
    """A figure that fits no reading fails as a warning, in one line with both places and both figures."""
    failing = [finding for finding in found(text) if finding.status == "fail"]
    assert [(finding.rule, finding.severity, finding.expected, finding.actual) for finding in failing] == [
        (rule, "warning", expected, actual)
    ]
    assert "line 9, section 1" in failing[0].message
    assert re.search(r"[(]line [1-3][0-9]{2}\b", failing[0].message)
    assert "\n" not in failing[0].message


def test_a_single_cell_is_named() -> None:
    """A figure of one cell leads to that cell, one of several to none."""
    one, many = found("收到政府信息公开申请57件。")[0], found("被提起政府信息公开行政诉讼9件。")[0]
    assert one[4:7] == ("requests", "received", "total")
    assert many[4:7] == ("proceedings", None, None)


@pytest.mark.parametrize(
    "text",
    [
        "一季度收到政府信息公开申请7件。",
        "2023年6月收到政府信息公开申请7件。",
        "收到政府信息公开申请约70件。",
        "政府信息公开申请按时答复率100%。",
        "2022年收到政府信息公开申请80件,2023年收到59件。",
        "收到政府信息公开申请59件,比2022年的80件减少21件。",
        "全区各部门收到政府信息公开申请700件。",
        "计划收到政府信息公开申请70件。",
        "办理行政复议案件120件,行政应诉30件。",
        "公示行政许可信息400条。",
        "受理行政许可申请40000件。",
        "以市政府名义制定行政规范性文件9件。",
        "清理行政规范性文件40件,备案5件。",
    ],
)
def test_other_figures_are_left_alone(text: str) -> None:
    """A part of the year, a plan, another year told for comparison, other bodies, and other matters are not compared."""
    assert "fail" not in {status for _, status in told(text)}


def test_a_blank_cell_is_not_zero() -> None:
    """Where the table prints nothing, the prose cannot be held against it."""
    assert told("2023年未收到政府信息公开申请。", blank=("received",)) == [("prose_requests", "not_assessable")]


def test_a_list_that_does_not_sum_is_caught() -> None:
    """The listed parts of a total are added up, and both places are told."""
    assert told("公开信息总计495条,包含规划9条、预算2条、其他484条。") == [("prose_breakdown", "pass")]
    wrong = found("公开信息总计495条,包含规划9条、预算2条、其他480条。")
    assert [(finding.rule, finding.expected, finding.actual) for finding in wrong] == [("prose_breakdown", 491, 495)]
    assert "9 + 2 + 480 = 491 against 495" in wrong[0].message


def test_a_list_may_belong_to_another_total() -> None:
    """Parts that add up to an earlier figure of the paragraph are those of that one, not of the nearest."""
    text = "收到政府信息公开申请59件,上年结转2件,共61件。其中,自然人申请50件,法人或其他组织申请9件。"
    assert "prose_breakdown" not in {rule for rule, status in told(text) if status == "fail"}


def test_channels_may_overlap() -> None:
    """What stands on two channels counts in both, so that these may exceed their total."""
    assert told("全年公开信息100条,其中网站发布80条,微信公众号发布60条。") == []


def test_the_same_twice_must_be_the_same() -> None:
    """Figures in the same words that differ are told: a warning for requests, a note for the rest."""
    note = found("主动公开政策类文件8个。", later="主动公开政策类文件9个。")
    assert [(finding.rule, finding.severity, finding.status) for finding in note] == [("prose_twice", "note", "fail")]
    assert "line 9" in note[0].message and "line 90" in note[0].message
    both = found("2023年收到政府信息公开申请59件。", later="全年共收到依申请公开57件。")
    assert ("prose_twice", "warning") in [(finding.rule, finding.severity) for finding in both]


def test_accounts_of_their_own_are_not_the_same() -> None:
    """Two counts of like things in other words stand side by side."""
    assert told("公众号发布微信400条。", later="两个微信公众号全年发布微信800余条。") == []
    assert told("全年受理政府信息公开申请59件。", later="全年受理政府信息公开申请61件。") == [("prose_requests", "pass")] * 2
    assert told("2023年新收政府信息公开申请59件。", later="全年受理政府信息公开申请61件。") == [("prose_requests", "pass")] * 2


@pytest.mark.parametrize(
    "text",
    [
        "2022年收到政府信息公开申请59件。",
        "2022年,我局扎实推进政务公开。",
        "(一)2022年主动公开信息共计495条,公开质量不断提升。",
        "2024年未收到政府信息公开申请。",
        "政务公开持续用力。2022年我局未出现责任追究的情况。",
        "政务公开持续用力。2022年,区商务局严格按照要求做好工作。",
    ],
)
def test_another_year_is_caught(text: str) -> None:
    """Figures and openings of a year that is not the report's are told with both years."""
    failing = [finding for finding in found(text) if finding.status == "fail"]
    assert [(finding.rule, finding.expected) for finding in failing] == [("prose_year", 2023)]
    assert "line 9" in failing[0].message and "2023年政府信息公开工作年度报告" in failing[0].message


@pytest.mark.parametrize(
    "text",
    [
        "与2022年相比,收到政府信息公开申请59件。",
        "2022年结转政府信息公开申请2件。",
        "自2019年以来公开信息300条。",
        "按照《2022年政务公开工作要点》公开信息300条。",
        "上年收到80件,2023年收到政府信息公开申请59件。",
        "2024年将公开信息300条。",
        "2022年公开信息300条,同比持平。",
        "政务公开持续用力。2018年,我局设立政务公开科。",
        "政务公开持续用力。2022年全国两会之后政策更新。",
    ],
)
def test_years_told_for_comparison_are_no_slip(text: str) -> None:
    """A comparison, what was carried in, a period, a document, and a plan name other years rightly."""
    assert "prose_year" not in {rule for rule, _ in told(text)}


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("2023年,丙河县民政局收到政府信息公开申请59件。", True),
        ("2023年,丁山区民政局主动公开信息300条。", True),
        ("2023年,区商务局收到政府信息公开申请59件。", False),
        ("2023年,我局收到政府信息公开申请59件。", False),
        ("丁山区商务局主动公开信息300条。", False),
        ("在区政府网站公开信息300条。", False),
    ],
)
def test_another_body_is_caught(text: str, caught: bool) -> None:
    """A body of another name that acts in the prose is told; short forms of the own name are not."""
    assert ("prose_body" in {rule for rule, _ in told(text)}) == caught


@pytest.mark.parametrize("path", sorted(RAW.glob("*-20??.*")), ids=lambda path: path.name)
def test_the_real_reports_hold(path: Path) -> None:
    """In no real report does the prose contradict the tables or itself."""
    report = reportlib.read(path)
    listed = breakdowns(report.sections, {section.number: section.places for section in report.sections})
    said = statements(report.sections, report.mentions, listed, report.facts, report.identity)
    assert said
    assert not [finding for finding in said if finding.status != "pass"]
