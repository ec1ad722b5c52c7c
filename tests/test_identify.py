"""Agency, year, form and period as they are printed in titles, first paragraphs and bodies."""

from __future__ import annotations

from dataclasses import replace

import pytest
from grids import document, grid

from reportlib.facts.identify import identify

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
