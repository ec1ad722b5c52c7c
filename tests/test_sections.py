"""Prose under its headings: on lines of their own, inside a line, in a page run together, and as reports of before 2019 have them."""

from __future__ import annotations

from grids import document

from reportlib.facts.sections import sections
from reportlib.facts.unparted import unparted_tables
from reportlib.forms import newest_form
from reportlib.model import Source
from reportlib.reading import read

TWO = "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件6233440第二十条第（五）项信息内容本年处理决定数量行政许可4529"
RUN_TOGETHER = (
    "一、总体情况 2024年，主动公开信息10407条。二、主动公开政府信息情况" + TWO + "三、收到和处理政府信息公开申请情况"
    "全年收到申请218件。五、存在的主要问题及改进情况仍有不足。六、其他需要报告的事项无收费。"
)


def prose(*lines: str, before_2019: bool = False) -> list[tuple[int, str]]:
    return [(one.number, one.text) for one in sections(document(*lines), newest_form(), before_2019)]


def test_headings_inside_a_line_part_it() -> None:
    """A page run together in one line still gives each section its own prose, and no digits of its tables."""
    assert prose(RUN_TOGETHER) == [
        (1, "2024年，主动公开信息10407条。"),
        (2, ""),
        (3, "全年收到申请218件。"),
        (5, "仍有不足。"),
        (6, "无收费。"),
    ]


def test_a_heading_that_is_quoted_or_out_of_order_parts_nothing() -> None:
    """A reference to another section, or a heading with another's number, is prose."""
    line = "详见三、收到和处理政府信息公开申请情况；另见《二、主动公开政府信息情况》，五、总体情况不变，工作照常开展，没有其他需要说明的。"
    assert prose("一、总体情况", line) == [(1, line)]


def test_prose_without_any_heading_is_kept_whole() -> None:
    """Where no heading is known the whole prose is section 0."""
    assert prose("2012年，本局公开信息100条。", "下一步继续努力。") == [(0, "2012年，本局公开信息100条。\n下一步继续努力。")]


def test_headings_of_before_2019_are_known_or_open_sections_of_their_own() -> None:
    """What the later form tells of keeps its number; advice, fees and staff come after, in printed order."""
    lines = (
        "一、概述",
        "甲。",
        "二、主动公开政府信息情况",
        "乙。",
        "三、依申请公开政府信息情况",
        "丙。",
        "四、政府信息公开咨询情况",
        "丁。",
    )
    more = (
        "五、政府信息公开的收费及减免情况",
        "戊。",
        "六、复议、诉讼和申诉情况",
        "己。",
        "七、人员和经费情况",
        "庚。",
        "八、主要问题和改进措施",
        "辛。",
    )
    found = sections(document(*lines, *more), newest_form(), before_2019=True)
    assert [(one.number, one.text) for one in found] == [
        (1, "甲。"),
        (2, "乙。"),
        (3, "丙。"),
        (4, "己。"),
        (5, "辛。"),
        (7, "丁。"),
        (8, "戊。"),
        (9, "庚。"),
    ]
    assert [one.heading for one in found][-3:] == ["四、政府信息公开咨询情况", "五、政府信息公开的收费及减免情况", "七、人员和经费情况"]


def test_a_table_run_together_is_told_and_its_rows_are_not_said_to_be_absent() -> None:
    """The table is there, so that no row of it is missing from the report; it only cannot be read."""
    report = read(Source("a.txt", f"某市某局2024年政府信息公开工作年度报告\n{RUN_TOGETHER}".encode()))
    told = [(finding.rule, finding.table) for finding in report.findings if finding.rule in ("missing", "table_run_together")]
    assert told == [("table_run_together", "disclosures"), ("missing", "requests"), ("missing", "proceedings")]
    assert {mention.value for mention in report.mentions} >= {10407, 218}
    assert not {mention.value for mention in report.mentions} & {4529, 6233440}


def test_prose_that_names_rows_is_no_table() -> None:
    """A sentence that lists what the table counts is prose, and stays."""
    line = "本年制发规章0件、行政规范性文件3件，作出行政许可858件、行政处罚40件、行政强制1件，收取行政事业性收费12.5万元。"
    assert prose("二、主动公开政府信息情况", line) == [(2, line)]
    assert not unparted_tables(document(line), newest_form(), newest_form().tables)


def test_a_heading_inside_a_line_may_have_signs_between_its_words_but_none_before_them() -> None:
    """一、总体 情况 in mid-line parts it; 一、“总体情况” and a heading that goes on in the next line do not."""
    assert prose("前言写到这里为止。一、总体 情况今年公开了三条。") == [(1, "今年公开了三条。")]
    assert prose("前言写到这里为止。一、“总体情况”今年公开了三条。")[0][0] == 0
    assert prose("前言写到这里为止，今年见一、总体情况今年公开了三条。")[0][0] == 0
