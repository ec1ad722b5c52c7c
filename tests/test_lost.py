"""Rows that a lost piece of a file has moved: no figure stands at a row or column of another without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from grids import document, grid
from test_recognize import APPLICANTS, RESULTS

from reportlib.facts.extract import Extraction, extract
from reportlib.facts.recognizing.recognize import recognize
from reportlib.forms import load_forms
from reportlib.model import Document, Report, Source
from reportlib.reading import read

FORM = load_forms()["2021"]
SECTION = "三、收到和处理政府信息公开申请情况"
RECEIVED, CARRIED_IN = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"
REPORT = (Path(__file__).parent.parent / "data" / "raw" / "临淄区商务局-2023.txt").read_text(encoding="utf-8")


def extracted(*blocks: Document) -> Extraction:
    return extract(recognize(*blocks, FORM), FORM)


def of_rows(rows: str) -> Extraction:
    return extracted(document(SECTION, grid(f"||{APPLICANTS} / {rows}")))


def values(found: Extraction, item: str) -> list[float | None]:
    return [fact.value for fact in found.facts if fact.item == item]


def errors(found: Extraction | Report, item: str) -> set[str]:
    """The rules of the errors at a row."""
    return {each.rule for each in found.findings if each.item == item and each.status == "fail" and each.severity == "error"}


def test_figures_beside_the_labels_of_two_rows_are_of_neither() -> None:
    """One set of figures where two labels ran into one cell."""
    found = of_rows(f"{CARRIED_IN}{RECEIVED}|_|34|0|0|0|0|0|34")
    for item in ("received", "carried_in"):
        assert values(found, item) == [None] * 7 and errors(found, item) == {"unreadable"}


def test_a_label_as_much_like_two_rows_is_neither() -> None:
    """What is left of one label and of another, neither of which is printed elsewhere."""
    known, either = "（三）不予公开|5.属于三类内部事务信息|1|0|0|0|0|0|1", "^|6.属于四类过程性信息<信息需要另行制作|35|1|0|0|0|0|36"
    found = of_rows(f"{known} / {either} / （七）总计|_|36|1|0|0|0|0|37")
    assert not {35, 36} & {fact.value for fact in found.facts if fact.item != "closed_total"}


def test_an_unknown_label_behind_that_of_a_group_is_no_sum_of_the_group() -> None:
    """The figures of a row whose label cannot be told are not those of all rows of （六）其他处理."""
    found = of_rows("（六）其他处理|乱码文字，无从辨认|118|5|0|0|1|1|125 / （七）总计|_|118|5|0|0|1|1|125")
    assert not [fact for fact in (*found.facts, *found.subtotals) if fact.item.startswith("other") and fact.value is not None]


def test_a_label_that_ends_as_a_row_that_is_not_printed_is_an_error() -> None:
    """（二）… and 4. … with all between them lost; where the other row is printed too, the label is but oddly worded."""
    torn = "（二）部分公开（区分处理的，只计这一情形，不计其他三方合法权益|_|16|1|0|0|0|0|17"
    assert errors(of_rows(torn), "granted_in_part") == {"label"}
    other = "（三）不予公开|4.保护第三方合法权益|2|0|0|0|0|0|2"
    assert not errors(of_rows(f"{torn} / {other}"), "granted_in_part")


def test_a_label_that_breaks_off_in_damage_is_an_error_where_the_next_row_is_lost() -> None:
    """A sign that is none at the end of a label may stand for all that was lost behind it."""
    damaged, after = "（五）不予处理|1.信访举报投诉类申请\ufffd|59|0|0|0|0|0|59", "|2.重复申请|1|0|0|0|0|0|1"
    assert errors(of_rows(damaged), "not_processed.petition") == {"label"}
    assert not errors(of_rows(f"{damaged} / {after}"), "not_processed.petition")


def test_figures_of_section_four_that_may_have_moved_up_are_in_doubt() -> None:
    """Two cells ran into one: what comes behind them stands one column to the left, and the last is blank."""
    header = f"行政复议|_|_|_|_|行政诉讼|_|_|_|_|_|_|_|_|_ / ^|^|^|^|^|未经复议直接起诉|_|_|_|_|复议后起诉|_|_|_|_ / {RESULTS}|{RESULTS}|{RESULTS}"
    whole = "72|64|178|37|351|13|4|8|1|26|12|1|1|6|20"
    found = extracted(document("四、行政复议、行政诉讼情况", grid(f"{header} / {whole}")))
    assert not errors(found, "litigation_after_review") and values(found, "litigation_after_review") == [12, 1, 1, 6, 20]
    moved = extracted(document("四、行政复议、行政诉讼情况", grid(f"{header} / {whole.replace('13|4', '134')}|")))
    assert errors(moved, "litigation_after_review") == errors(moved, "litigation_direct") == {"ambiguous_place"}
    assert not errors(moved, "review") and values(moved, "review") == [72, 64, 178, 37, 351]


def test_a_blank_before_the_only_row_of_a_text_is_no_cell() -> None:
    """Cut off behind its fifth figure, a row says nothing of whether the blank before them is the end of its label."""
    report = read(Source("甲县乙局-2023.txt", REPORT[: REPORT.index(RECEIVED)].encode() + f"{RECEIVED}\t\t59\t0\t0\t0\t0\t\n".encode()))
    assert 59 not in {fact.value for fact in report.facts} and errors(report, "received") == {"ambiguous_place", "line_length"}


def test_a_number_that_begins_with_a_nought_is_one_where_its_sum_says_so() -> None:
    """0 printed over 170 is no 170; two digits may be padded, and noughts are nought."""
    header = "信息内容|本年制发件数|本年废止件数|现行有效件数"
    found = extracted(document(grid(f"{header} / 规章|0170|05|000")))
    assert values(found, "20.1/rules") == [None, 5, 0] and errors(found, "20.1/rules") == {"unreadable"}
    assert values(of_rows(f"{RECEIVED}|_|007|0|0|0|0|0|7"), "received")[0] == 7


SHEET = [
    "甲县乙局2023年政府信息公开工作年度报告|||",
    "二、主动公开政府信息情况|||",
    "信息内容|本年制发件数|本年废止件数|现行有效件数",
    "规章|0|0|0",
    "行政规范性文件|1|2|3",
    "信息内容|本年处理决定数量||",
    "行政许可|460",
]
BROKEN = {
    "a.txt": REPORT[: REPORT.index("行政许可") + len("行政许可")] + "\t460",
    "a.csv": "\n".join(SHEET).replace("|", ","),
    "a.html": f"<h1>{SHEET[0].strip('|')}</h1><h2>二、主动公开政府信息情况</h2><table><tr><td>信息内容<td>本年处理决定数量<tr><td>行政许可<td>460",
}


@pytest.mark.parametrize(("name", "text"), BROKEN.items(), ids=BROKEN)
def test_a_figure_at_the_very_end_of_a_file_is_an_error(name: str, text: str) -> None:
    """A file that ends behind a digit may have lost more of them; one that ends its line has not."""
    broken, ended = (read(Source(name, f"{text}{end}".encode())) for end in ("", "\n"))
    assert broken.value("disclosures", "20.5/licenses", "decisions") == 460
    assert errors(broken, "20.5/licenses") == {"broken_off"} and not errors(ended, "20.5/licenses")


def test_a_report_that_ends_with_its_last_figure_is_whole() -> None:
    """No end of a line behind the last table is no harm where all of the form is printed."""
    last = REPORT[REPORT.index("四、政府信息公开行政复议") :].split("五、")[0].rstrip()
    report = read(Source("甲县乙局-2023.txt", (REPORT[: REPORT.index("四、政府信息公开行政复议")] + last).encode()))
    assert not [each for each in report.findings if each.rule == "broken_off"]
    assert report.grade == "verified"
