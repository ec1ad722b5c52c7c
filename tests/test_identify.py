"""Agency, year, form and period as they are printed in titles, first paragraphs and bodies."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest
from grids import document, grid

from reportlib import reading
from reportlib.beside.manifest import Entry
from reportlib.facts.identity.identify import identify
from reportlib.facts.identity.several import reports_in
from reportlib.model import Source

INTRODUCTION = "本报告由某某编制。"


@pytest.mark.parametrize(
    ("lines", "agency", "year"),
    [
        (["甲市乙局2023年政府信息公开工作年度报告"], "甲市乙局", 2023),
        (["甲市乙局", "2023年政府信息公开工作年度报告"], "甲市乙局", 2023),
        (["甲市乙局2023年政府信息公开工作", "年度报告"], "甲市乙局", 2023),
        (["甲市乙局2023年", "政府信息公开工作年度报告"], "甲市乙局", 2023),
        (["甲市", "乙局2023年政府信息公开工作年度报告"], "甲市乙局", 2023),
        (["2023年甲市乙局政府信息公开工作年度报告"], "甲市乙局", 2023),
        (["2023年度政府信息公开工作年度报告", "甲市乙局"], "甲市乙局", 2023),
        (["甲市乙局政府信息公开工作年度报告（2023年度）"], "甲市乙局", 2023),
        (["甲市乙局关于2023年政府信息公开工作情况的报告"], "甲市乙局", 2023),
        (["甲市乙局二〇二三年政府信息公开工作年度报告"], "甲市乙局", 2023),
        (["甲 市 乙 局２０２３年度政府信息公开年报"], "甲市乙局", 2023),
        (["当前位置：首页 > 政府信息公开", "甲市乙局2023年政府信息公开工作年度报告", "发布日期：2024-01-20"], "甲市乙局", 2023),
        (["标题：甲市乙局2023年政府信息公开工作年度报告"], "甲市乙局", 2023),
        (["第一师一二三团2023年政府信息公开工作年度报告"], "第一师一二三团", 2023),
        (["一〇四团", "2022年政府信息公开工作年度报告"], "一〇四团", 2022),
        (["大兴安岭地区加格达奇区2023年政府信息公开工作年度报告"], "大兴安岭地区加格达奇区", 2023),
        (["临淄区财政局2022年度（2023年修订）政府信息公开工作年度报告"], "临淄区财政局", 2022),
        (["临淄区财政局2022年政府信息公开工作年度报告（2024年更正）"], "临淄区财政局", 2022),
        (["第一师阿拉尔市2023年政府信息公开工作年度报告"], "第一师阿拉尔市", 2023),
        (["新疆生产建设兵团第十四师昆玉市教育局2023年政府信息公开工作年度报告"], "新疆生产建设兵团第十四师昆玉市教育局", 2023),
        (["甲市乙局2020年政府信息公开工作年度报告", "根据《甲市2021年工作要点》编制，2021年1月发布。"], "甲市乙局", 2020),
    ],
)
def test_titles_in_every_order(lines: list[str], agency: str, year: int) -> None:
    """The agency stands before, after or around the year, on one line or more."""
    identity = identify(document(*lines, INTRODUCTION, "一、总体情况")).identity
    assert (identity.agency, identity.year) == (agency, year)


def test_a_title_in_a_table_is_found() -> None:
    """Web pages print the title in a layout table."""
    assert identify(document(grid("甲市乙局2023年政府信息公开工作年度报告"), INTRODUCTION)).identity.agency == "甲市乙局"


def test_the_page_knows_the_title_where_the_text_does_not() -> None:
    """What the page says of itself is taken where nothing is printed."""
    printed = replace(document(INTRODUCTION), metadata={"title": "甲市乙局2022年政府信息公开工作年度报告-甲市人民政府"})
    assert identify(printed).identity[:2] == ("甲市乙局", 2022)


def test_the_period_is_read_and_a_contradiction_told() -> None:
    """Where title and reporting period name different years, the title is taken and a finding says so."""
    found = identify(document("甲市乙局2023年政府信息公开工作年度报告", "统计期限自2022年1月1日起，至2022年12月31日止。"))
    assert (found.identity.year, found.identity.period_start, found.identity.period_end) == (2023, "2022-01-01", "2022-12-31")
    assert [(finding.rule, finding.expected, finding.actual) for finding in found.findings] == [("year_disagrees", 2023, 2022)]


def test_the_period_gives_the_year_where_the_title_has_none() -> None:
    """A title without a year takes it from the reporting period, not from the day of publication."""
    printed = document("甲市乙局政府信息公开工作年度报告", "2024年1月20日发布。数据统计期限为2023年1月1日至12月31日。")
    assert identify(printed).identity[:2] == ("甲市乙局", 2023)


@pytest.mark.parametrize("years", ["2022-2023年", "2022—2023年度", "2022年至2023年", "2022年、2023年", "2022年度和2023年度"])
def test_a_title_of_two_years_says_which_is_taken(years: str) -> None:
    """The last year of a title that names two is taken with a finding, unless a period says that the figures are of it."""
    title = f"临淄区财政局{years}政府信息公开工作年度报告"
    found = identify(document(title, INTRODUCTION))
    assert (found.identity.year, [finding.rule for finding in found.findings]) == (2023, ["year_span"])
    assert "2022 to 2023" in found.findings[0].message
    assert not identify(document(title, "统计期限自2023年1月1日起至2023年12月31日止。")).findings
    assert [finding.rule for finding in identify(document(title, "统计期限自2022年1月1日起至2023年12月31日止。")).findings] == ["year_span"]


def test_the_manifest_settles_a_title_of_two_years() -> None:
    """A year in the manifest is the user's word on which of the two it is."""
    text = "临淄区财政局2022-2023年政府信息公开工作年度报告\n一、总体情况\n本年主动公开信息12条。\n二、主动公开政府信息情况\n三、申请情况\n"
    source = Source("a.txt", text.encode())
    assert "year_span" in {finding.rule for finding in reading.read(source).findings}
    told = reading.read(source, reading.Beside(manifest={"a.txt": Entry(year=2023)}))
    assert "year_span" not in {finding.rule for finding in told.findings}


def test_another_body_in_the_first_paragraph_is_told() -> None:
    """A first paragraph that names another body than the title is a finding."""
    found = identify(document("甲市乙局2023年政府信息公开工作年度报告", "如有疑问，请与丙县教育体育局联系。"))
    assert [finding.rule for finding in found.findings] == ["agency_disagrees"]


@pytest.mark.parametrize("contact", ["甲市乙局", "甲市乙局办公室", "我局办公室", "本单位"])
def test_the_own_office_is_no_other_body(contact: str) -> None:
    """The body itself, its office, or a word for oneself contradicts nothing."""
    assert not identify(document("甲市乙局2023年政府信息公开工作年度报告", f"如有疑问，请与{contact}联系（地址：某路）。")).findings


def test_the_tables_tell_the_form_and_the_year_only_where_they_do_not() -> None:
    """A report of 2021 on the earlier form is read by that form, and it is said."""
    table = grid("信息内容|本年新制作数量|本年新公开数量|对外公开总数量 / 规章|1|2|3")
    found = identify(document("甲市乙局2021年政府信息公开工作年度报告", table))
    assert (found.identity.form, [finding.rule for finding in found.findings]) == ("2019", ["form_year"])
    assert identify(document("甲市乙局2020年政府信息公开工作年度报告")).identity.form == "2019"
    assert identify(document("甲市乙局2022年政府信息公开工作年度报告")).identity.form == "2021"


def rules(*lines: str, file_name: str = "", title: str = "") -> tuple[str, int | None, set[str]]:
    """Agency, year and the rules of the findings of a document with these lines, its page's title and its file's name."""
    found = identify(replace(document(*lines), metadata={"title": title} if title else {}), file_name)
    return found.identity.agency, found.identity.year, {finding.rule for finding in found.findings}


def test_the_page_and_the_period_outvote_a_heading_of_last_year() -> None:
    """A heading left from last year is told with the page's title and the period, whose year is taken."""
    lines = ("临淄区财政局2022年政府信息公开工作年度报告", "统计期限自2023年1月1日起至2023年12月31日止。")
    found = identify(replace(document(*lines), metadata={"title": "临淄区财政局2023年政府信息公开工作年度报告"}))
    assert found.identity.year == 2023
    [told] = [finding for finding in found.findings if finding.rule == "year_disagrees"]
    assert all(words in told.message for words in ("the title says 2022", "the page's title says 2023", "period ends in 2023"))


@pytest.mark.parametrize(
    "other", ["本报告由张店区财政局编制。", "张店区财政局根据条例编制本报告。", "现公布张店区财政局2023年政府信息公开工作年度报告。"]
)
def test_another_body_in_the_first_sentence_is_named_with_its_place(other: str) -> None:
    """Where title and first paragraph name two bodies, the finding names both, and where they stand."""
    found = identify(document("临淄区财政局2023年政府信息公开工作年度报告", other))
    assert found.identity.agency == "临淄区财政局"
    assert [finding.rule for finding in found.findings] == ["agency_disagrees"]
    assert "临淄区财政局 (line 1)" in found.findings[0].message and "张店区财政局 (line 2)" in found.findings[0].message


def test_the_page_and_the_paragraph_outvote_a_wrong_heading() -> None:
    """Two strong spots that agree are taken against the heading, and the heading is told."""
    lines = ("张店区财政局2023年政府信息公开工作年度报告", "本报告由临淄区财政局编制。")
    assert rules(*lines, title="临淄区财政局2023年政府信息公开工作年度报告") == ("临淄区财政局", 2023, {"agency_disagrees"})


def test_a_file_named_after_another_body_is_told() -> None:
    """A report saved under another place's name is that of its title, with a finding; the same body under a shorter name is none."""
    title = "临淄区财政局2023年政府信息公开工作年度报告"
    assert rules(title, file_name="泰州市财政局-2023.txt") == ("临淄区财政局", 2023, {"agency_disagrees"})
    assert rules(title, file_name="raw/淄博市/临淄区财政局2023年年报.pdf") == ("临淄区财政局", 2023, set())
    assert rules(title, file_name="t20240112_3456.html") == ("临淄区财政局", 2023, set())


def test_a_signature_names_the_body_and_a_file_only_with_a_finding() -> None:
    """A name signed beside a date is the report's own word; the file's name is not."""
    assert rules("2023年政府信息公开工作年度报告", "一、总体情况", "平稳。", "临淄区财政局", "2024年1月20日") == (
        "临淄区财政局",
        2023,
        set(),
    )
    assert rules("2023年政府信息公开工作年度报告", "一、总体情况", "平稳。", "临淄区财政局 2024年1月20日") == ("临淄区财政局", 2023, set())
    assert rules("2023年政府信息公开工作年度报告", file_name="临淄区财政局-2023.txt") == ("临淄区财政局", 2023, {"agency_from_around"})


def test_a_name_without_its_place_is_completed_by_another_spot() -> None:
    """财政局 in the title is 临淄区财政局 where the first paragraph prints it whole."""
    assert rules("财政局2023年政府信息公开工作年度报告", "本报告由临淄区财政局编制。") == ("临淄区财政局", 2023, set())


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        ("临淄区财政局、临淄区审计局2023年政府信息公开工作年度报告", "临淄区财政局、临淄区审计局"),
        ("关于印发淄博市教育局和淄博市体育局2023年政府信息公开年报的通知", "淄博市教育局和淄博市体育局"),
        ("临淄区教育局、体育局2023年政府信息公开工作年度报告", "临淄区教育局、体育局"),
        ("临淄区财政局（区国资局）2O23年政府信息公开工作年度报告", "临淄区财政局（区国资局）"),
        ("临淄区人民政府临淄区财政局2023年政府信息公开工作年度报告", "临淄区财政局"),
        ("中共临淄区委办公室2023年政府信息公开工作年度报告", "中共临淄区委办公室"),
    ],
)
def test_names_of_several_parts_are_taken_whole(title: str, agency: str) -> None:
    """Two bodies that report together, a second name in brackets, and the party's offices are taken as printed."""
    assert rules(title) == (agency, 2023, set())


def test_the_publisher_gives_the_place_that_the_title_leaves_out() -> None:
    """A name without its place is that of the publisher which ends in it."""
    assert rules("市财政局2023年政府信息公开工作年度报告", "发布机构：淄博市财政局") == ("淄博市财政局", 2023, set())


def test_the_office_to_ring_is_never_taken_against_the_report() -> None:
    """The government's office that answers the telephone is no other body than the government."""
    lines = ("根据条例，现发布《十堰市人民政府2023年政府信息公开工作年度报告》。请与十堰市政务服务和政务公开领导小组办公室联系，电话略。",)
    assert rules(*lines) == ("十堰市人民政府", 2023, set())


def test_radicals_and_traditional_characters_are_one_body() -> None:
    """A title in Traditional characters is kept as printed, and known as the same body."""
    found = identify(document("武漢市生態環境局2023年政府信息公開工作年度報告", "本报告由武汉市生态环境局编制。"))
    assert (found.identity.agency, found.findings) == ("武漢市生態環境局", ())


def test_a_long_first_paragraph_is_read() -> None:
    """A title within a sentence, far behind other words, names the body."""
    paragraph = "为保障公民、法人和其他组织依法获取政府信息，" * 20 + "现公布临淄区财政局2023年政府信息公开工作年度报告。"
    assert rules(paragraph) == ("临淄区财政局", 2023, set())


def test_titles_cost_time_in_proportion() -> None:
    """Twice as many lines of titles cost about twice the time, and hundreds of thousands of signs no more than seconds."""

    def seconds(lines: int) -> float:
        titles = document(*(f"某{chr(0x4E00 + at % 3000)}市财政局{2000 + at % 24}年政府信息公开工作年度报告" for at in range(lines)))
        started = process_time()
        identify(titles)
        assert len(reports_in(titles)) == 1
        return process_time() - started

    seconds(500)
    assert seconds(8000) < 8 * max(seconds(4000), 0.05)
