"""What the figures of a report count, as it says of itself: the whole area, the own bodies, the body itself, or not told."""

from __future__ import annotations

import pytest
from grids import document, grid

from reportlib.beside.rollups import Rollup
from reportlib.bodies.locating import locate
from reportlib.facts.identity.covering import covers
from reportlib.facts.sections import sections
from reportlib.forms import newest_form
from reportlib.model import Document

TITLE = "2023年政府信息公开工作年度报告"


def covered(printed: Document, agency: str = "临淄区人民政府", *rollups: Rollup) -> str:
    return covers(printed, sections(printed, newest_form()), agency, locate(agency, 2023), rollups)


@pytest.mark.parametrize(
    ("sentence", "meaning"),
    [
        ("本报告汇总全区各镇、街道和区政府各部门的年度报告编制而成。", "whole_area"),
        ("报告数据由各镇（街道）、各部门报送后汇总编制。", "whole_area"),
        ("全市各级行政机关的情况汇总如下。", "whole_area"),
        ("报告综合了各县区和市直部门的数据。", "whole_area"),
        ("本报告汇总临江综合实验区各有关单位的情况编制而成。", "whole_area"),
        ("本报告的数据包含各县（市、区）人民政府。", "whole_area"),
        ("本报告汇总了区政府各部门的年度报告。", "own_bodies"),
        ("数据包括本局及下属事业单位。", "own_bodies"),
        ("各部门报送的材料汇总编制而成。", "own_bodies"),
        ("报告数据仅含本机关办理的申请。", "itself"),
        ("以下数据不含所属事业单位。", "itself"),
        ("统计范围为本级，不包括各镇、街道。", "itself"),
        ("本报告由办公室编制。", "unknown"),
        ("2023年，全区收到申请3件。", "unknown"),
        ("按照省、市要求，结合各部门职责，做好公开工作。", "unknown"),
    ],
)
def test_the_first_paragraph_tells_what_is_counted(sentence: str, meaning: str) -> None:
    """Put together from all of the area, from the own bodies, or the body alone; a sentence about the area's work tells nothing."""
    assert covered(document(TITLE, sentence, "一、总体情况", "平稳。")) == meaning
    assert covered(document(TITLE, "一、总体情况", sentence)) == meaning


def test_a_note_at_a_table_tells_it_too() -> None:
    """A note below a table or in its last cell is heard like a first paragraph."""
    table = grid("数量|1 / 注：本表数据包括全区各镇、街道|_")
    assert covered(document(TITLE, "一、总体情况", "三、收到和处理政府信息公开申请情况", table)) == "whole_area"
    assert covered(document(TITLE, "一、总体情况", "注：不含下属单位。")) == "itself"


def test_a_name_alone_never_tells_it_but_a_town_covers_itself() -> None:
    """A government's report may hold its own cases only; below a town there is no body to add."""
    printed = document(TITLE, "一、总体情况", "平稳。")
    assert covered(printed) == covered(printed, "临淄区财政局") == "unknown"
    assert covered(printed, "临淄区皇城镇人民政府") == "itself"


def test_declared_sums_tell_it_where_the_report_does_not() -> None:
    """rollups.csv says whose figures are in it: bodies of other places make it the area's, its own departments do not."""
    printed = document(TITLE, "一、总体情况", "平稳。")
    assert covered(printed, "临淄区人民政府", Rollup("临淄区人民政府", "临淄区皇城镇人民政府")) == "whole_area"
    assert covered(printed, "临淄区人民政府", Rollup("370305-government", "临淄区财政局")) == "own_bodies"
    assert covered(printed, "临淄区人民政府", Rollup("张店区人民政府", "临淄区财政局")) == "unknown"
    assert covered(document(TITLE, "数据仅含本机关。"), "临淄区人民政府", Rollup("临淄区人民政府", "临淄区财政局")) == "itself"
