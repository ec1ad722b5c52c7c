"""How far a reading goes: what is put together, filled up or taken for alike, and what no longer is."""

from __future__ import annotations

import pytest
from grids import document, grid
from test_recognize import cells

from reportlib.model import Document, Report, Source
from reportlib.reading import read

HEADER = "|自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计"
RECEIVED = "一、本年新收政府信息公开申请数量"


def fees(unit: str, printed: str) -> Report:
    """A report whose only figure is this one of the fees, under a header with this unit."""
    text = f"""试验县样例局2023年政府信息公开工作年度报告

二、主动公开政府信息情况

| 第二十条第（八）项 | |
|---|---|
| 信息内容 | 本年收费金额（单位：{unit}） |
| 行政事业性收费 | {printed} |
"""
    return read(Source("试验县样例局-2023.txt", text.encode()))


@pytest.mark.parametrize(("unit", "printed", "value"), [("万元", "2亿元", 20_000), ("亿元", "2.5", 25_000), ("元", "2亿", 20_000)])
def test_a_hundred_million_is_ten_thousand_ten_thousands(unit: str, printed: str, value: float) -> None:
    """Money in 亿, by the cell or by the header, is in 万元 like all money."""
    (fact,) = (fact for fact in fees(unit, printed).facts if fact.item == "20.8/fees")
    assert (fact.value, fact.unit) == (value, "万元")


def test_parted_digits_in_section_two_are_an_error() -> None:
    """No sum of section two could vouch that 2 5 is one number."""
    severities = {finding.severity for finding in fees("万元", "2 5").findings if finding.item == "20.8/fees" and finding.status == "fail"}
    assert severities == {"error"}


def one_row(printed: str) -> Document:
    return document(grid(f"{RECEIVED}|{printed}"))


def test_two_parted_pieces_are_put_together_and_three_are_not() -> None:
    """1 2 is 12 where the sum says so; 1 2 3 could be parted in too many ways to be 123."""
    assert cells(one_row("1|2|0|0|0|0|0|12"))["received", "individual"] == 12
    assert set(cells(one_row("1|2|3|0|0|0|0|0|123")).values()) == {"unreadable"}


def vouched_row(printed: str, closed: str) -> dict[str, float | str]:
    """What is read of a row without a header, between rows that leave only one way to place its figures."""
    nothing = "|".join("0" * 7)
    rows = (f"{RECEIVED}|{printed}", f"二、上年结转政府信息公开申请数量|{nothing}", f"三、本年度办理结果|（七）总计|{closed}")
    printed_table = grid(" / ".join((*rows, f"四、结转下年度继续办理|{nothing}")), ruled=False)
    return {column: value for (item, column), value in cells(document(printed_table)).items() if item == "received"}


def test_figures_that_a_row_lacks_are_told_by_the_other_rows() -> None:
    """Where only one way to place the figures lets every sum hold, they are placed; else none is."""
    assert vouched_row("5|7|9|21", "0|5|0|7|0|9|21") == {"business": 5, "public_interest": 7, "other_organization": 9, "total": 21}
    assert vouched_row("5|7|12", "0|5|0|7|0|0|12") == {"business": 5, "public_interest": 7, "total": 12}
    assert set(vouched_row("5|7|12", "1|4|0|7|0|0|12").values()) == {"unreadable"}


@pytest.mark.parametrize(("label", "known"), [("本年收到申请总数", True), ("新收到的公开申请", False)])
def test_a_full_row_of_requests_may_have_a_label_that_is_fairly_alike(label: str, known: bool) -> None:
    """With all seven figures a label that shares three quarters is known, and one that shares little over half is not."""
    assert bool(cells(document(grid(f"{HEADER} / {label}|1|0|0|0|0|0|1")))) is known


@pytest.mark.parametrize(("label", "known"), [("行政规范类文件", True), ("行政规章制度性文件", False)])
def test_a_row_of_section_two_needs_a_label_that_is_clearly_alike(label: str, known: bool) -> None:
    """One wrong character of seven is a misprint; a label that shares three quarters is another row."""
    header = "第二十条第（一）项|_|_|_ / 信息内容|本年制发件数|本年废止件数|现行有效件数"
    assert bool(cells(document(grid(f"{header} / {label}|1|2|3")))) is known
