"""Rows with fewer numbers than columns: what the sums can place is placed, else no figure is read and each is told."""

from __future__ import annotations

import pytest
from grids import document, grid
from test_recognize import APPLICANTS

from reportlib.facts.extract import Extraction, extract
from reportlib.facts.recognizing.recognize import recognize
from reportlib.forms import load_forms
from reportlib.model import Document, Grid, Source
from reportlib.readers import read

FORM = load_forms()["2021"]
RECEIVED = "一、本年新收政府信息公开申请数量"


def extracted(printed: Document) -> Extraction:
    return extract(recognize(printed, FORM), FORM)


def values(found: Extraction, item: str) -> list[float | None]:
    return [fact.value for fact in found.facts if fact.item == item]


def told(found: Extraction, item: str) -> set[str]:
    """The columns of an item of which an error is told."""
    return {each.column or "" for each in found.findings if each.item == item and each.status == "fail" and each.severity == "error"}


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("header", [f"项目|{APPLICANTS} / ", ""])
@pytest.mark.parametrize("numbers", ["1|2|3|6", "1|2|3|6|||", "|1|2|3|6||"])
def test_a_row_of_too_few_numbers_is_not_read_from_the_left(numbers: str, header: str, ruled: bool) -> None:
    """Where the last number is the sum of those before it, and the place of the sum is blank, the numbers have slid."""
    found = extracted(document("三、收到和处理政府信息公开申请情况", grid(f"{header}{RECEIVED}|{numbers}", ruled)))
    assert values(found, "received") == [None] * 7
    assert len(told(found, "received") - {""}) == 7


def test_the_sums_of_the_columns_place_what_a_row_lacks() -> None:
    """Each number stands where the balance of its column wants it."""
    rows = f"{RECEIVED}|1|2|6|9 / 二、上年结转政府信息公开申请数量|0|0|0|0|0|0|0 / （七）总计|1|0|2|0|0|6|9 / 四、结转下年度继续办理|0|0|0|0|0|0|0"
    found = extracted(document("三、收到和处理政府信息公开申请情况", grid(f"项目|{APPLICANTS} / {rows}", ruled=False)))
    assert [value or 0 for value in values(found, "received")] == [1, 0, 2, 0, 0, 6, 9]


def test_a_row_that_prints_all_but_its_sum_keeps_its_places() -> None:
    """A blank in the place of the sum alone moves nothing, where the last number is no sum."""
    found = extracted(document(grid(f"项目|{APPLICANTS} / {RECEIVED}|9|2|3|0|0|0|", ruled=True)))
    assert values(found, "received") == [9, 2, 3, 0, 0, 0, None]


def test_a_row_that_has_lost_a_cell_is_told_under_a_header_of_two_rows() -> None:
    """The sum is named in the first row of the header and stands last: a row that ends before it may lack any of its cells."""
    header = "项目|自然人|法人或其他组织|_|_|_|_|总计 / ^|^|商业企业|科研机构|社会公益组织|法律服务机构|其他|^"
    found = extracted(document("三、收到和处理政府信息公开申请情况", grid(f"{header} / {RECEIVED}|25|2||1||")))
    assert values(found, "received") == [None] * 7
    assert len(told(found, "received") - {""}) == 6


@pytest.mark.parametrize("ruled", [True, False])
def test_a_row_of_section_two_that_ends_early_is_told(ruled: bool) -> None:
    """Two numbers under three measures may be any two of them."""
    found = extracted(document(grid("信息内容|本年制发件数|本年废止件数|现行有效件数 / 规章|5|9 / 行政规范性文件|1|2|3", ruled)))
    assert values(found, "20.1/rules") == [None] * 3
    assert len(told(found, "20.1/rules") - {""}) == 3


def test_single_blanks_behind_labels_make_no_columns() -> None:
    """Rows parted by one blank align by chance only: no blanks are put between their numbers."""
    lines = [f"{RECEIVED} 1 2 3 6", "二、上年结转政府信息公开申请数量 0 0 0 0 0 0 0", "（一）予以公开 1 2 3 0 0 0 6"]
    printed = read(Source("a.txt", "\n".join(lines).encode()))
    block = next(block for block in printed.blocks if isinstance(block, Grid))
    assert [cell.text for cell in block.rows[0]] == [RECEIVED, "1", "2", "3", "6"]
