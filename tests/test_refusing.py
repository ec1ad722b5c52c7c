"""What is no yearly report of this law is refused with the right word, and what is one is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reportlib.errors import NotAReport
from reportlib.forms import newest_form
from reportlib.model import Source
from reportlib.reading import read

TEXT = (Path(__file__).parent.parent / "data" / "raw" / "临淄区商务局-2023.txt").read_text(encoding="utf-8")
SECTIONS = TEXT[TEXT.index("一、总体情况") :]
EMPTY = re.sub(r"(?<=\t)\d+(?=\t|\n)", "", SECTIONS)
COUNTS = "统计指标\t单位\t统计数\n主动公开政府信息数\t条\t120\n收到申请数\t件\t3\n"


def read_text(text: str) -> str:
    return read(Source("a.txt", text.encode())).grade


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("2020-2021学年信息公开工作年度报告\n一、概述\n收到申请3件。\n", "school year"),
        ("某大学2022—2023学年度信息公开年度报告\n一、概述\n二、主动公开情况\n", "school year"),
        ("某大学2023年信息公开工作报告\n根据《高等学校信息公开办法》编制。\n公开信息100条。\n", "school year"),
        ("某学院信息公开工作年度报告\n统计期限自2020年9月1日起，至2021年8月31日止。\n" + SECTIONS, "school year"),
        ("临淄区财政局2023年第一季度政府信息公开情况统计表\n" + COUNTS, "quarterly"),
        ("2017年四季度政府信息公开工作情况统计表\n" + COUNTS, "quarterly"),
        ("临淄区财政局2023年上半年政府信息公开统计表\n" + COUNTS, "quarterly"),
        ("XX局20XX年政府信息公开工作年度报告\n" + EMPTY, "not filled in"),
        ("（单位名称）2023年政府信息公开工作年度报告\n" + EMPTY, "not filled in"),
        ("关于做好2023年政府信息公开工作年度报告编制发布工作的通知\n各镇、街道：\n请按时报送。\n", "notice"),
        ("某办公室关于报送2023年政府信息公开工作年度报告的通知\n各单位：\n一、时间\n1月31日前。\n", "notice"),
        ("关于印发政府信息公开工作年度报告格式的通知\n各单位：\n现将格式印发。\n", "notice"),
        ("一图读懂临淄区财政局2023年政府信息公开工作年度报告\n公开信息300条\n", "interpretation"),
        ("临淄区2024年政务公开工作要点\n按时发布2023年政府信息公开工作年度报告。\n", "plan"),
        ("某区2017年政务公开工作要点\n一、决策公开\n甲\n二、执行公开\n乙\n三、结果公开\n丙\n四、保障措施\n丁\n", "plan"),
        ("2023年政府信息公开工作第三方评估报告\n得分90。\n", "assessment"),
        ("年报\n" + "\n".join(f"临淄区财政局{year}年政府信息公开工作年度报告" for year in range(2019, 2024)), "list"),
        ("关于召开会议的通知\n请各单位准时参加。\n", "without the title"),
    ],
)
def test_what_is_no_report_is_refused_by_its_name(text: str, word: str) -> None:
    """The reason says what the file is instead, so that a reader of the sources knows what to do with it."""
    with pytest.raises(NotAReport) as refused:
        read_text(text)
    assert word in refused.value.found


@pytest.mark.parametrize(
    "text",
    [
        "图解：临淄区商务局2023年政府信息公开工作年度报告\n" + SECTIONS,
        "关于印发临淄区商务局2023年政府信息公开工作年度报告的通知\n" + SECTIONS,
        "某区教育局2023年政府信息公开工作年度报告\n根据《政府信息公开条例》《高等学校信息公开办法》编制。\n" + SECTIONS,
        "某医院2023年政府信息公开工作年度报告\n" + SECTIONS,
        "首页>第一季度>通报\n临淄区商务局2023年政府信息公开工作年度报告\n" + SECTIONS,
        SECTIONS,
        "临淄区财政局2023年政府信息公开工作年度报告\n" + EMPTY,
    ],
)
def test_what_is_a_report_is_read_whatever_is_around_it(text: str) -> None:
    """Tables and sections of the form make a report, with or without a title, in a notice, a drawing or on a page of a site."""
    assert read_text(text) in ("verified", "incomplete", "flagged")


def test_the_six_sections_alone_are_a_report() -> None:
    """Without a title and without tables the six headings are enough; one finding says that no table is printed."""
    headings = newest_form().headings.values()
    text = "".join(f"{number}、{heading}\n2023年，本局照常办理。\n" for number, heading in zip("一二三四五六", headings, strict=True))
    report = read(Source("a.txt", text.encode()))
    assert (report.year, len(report.sections), report.agency) == (2023, 6, "")
    assert [finding.message for finding in report.findings if finding.rule == "missing"] == [
        "none of the three tables is printed in the report"
    ]
