"""Texts whose cells stand under each other: what narrow columns break over several lines is put together by its place."""

from __future__ import annotations

import pytest

from reportlib.model import Source
from reportlib.readers import plain


def rows(text: str) -> list[list[str]]:
    """The cells of the one grid of a text."""
    return [[cell.text for cell in row] for row in next(plain.read(Source("a.txt", text.encode())).grids()).rows if row]


def aligned(*lines: tuple[str, ...], width: int) -> str:
    """Lines of cells centred in columns of so many signs, behind a label of six."""
    return "\n".join(f"{label:<6}" + "".join(f"{cell:^{width}}" for cell in cells) for label, *cells in lines)


TORN = (
    ("", "", "社会", "", "法律", "", "", ""),
    ("项目", "自然人", "公益", "商业", "服务", "科研", "其他", "总计"),
    ("", "", "组织", "企业", "机构", "机构", "", ""),
)
FIGURES = (
    ("新收", "261386", "17237", "12036", "16421", "20022", "20916", "348018"),
    ("结转", "87059", "1747", "471", "1996", "661", "690", "92624"),
)


@pytest.mark.parametrize("figures", [FIGURES, FIGURES[:1]], ids=["two rows", "one row"])
def test_names_broken_over_lines_are_put_together_where_they_stand(figures: tuple[tuple[str, ...], ...]) -> None:
    """Each column is named from top to bottom, in the order of the columns, whatever line its pieces stand in."""
    found = rows(
        aligned(
            *TORN[:1], ("", "自然人", "公益", "商业", "服务", "科研", "", "总计"), *TORN[2:], ("", *[""] * 5, "其他", ""), *figures, width=8
        )
    )
    assert ["自然人", "社会公益组织", "商业企业", "法律服务机构", "科研机构", "其他", "总计"] in found
    assert found[-len(figures) :] == [list(row) for row in figures]


def test_what_a_converter_writes_for_nothing_stands_in_its_column() -> None:
    """NaN keeps its column, so that every column has its name though no row prints seven numbers."""
    figures = tuple((label, first, "NaN", *rest) for label, first, _, *rest in FIGURES)
    found = rows(
        aligned(
            *TORN[:1], ("", "自然人", "公益", "商业", "服务", "科研", "", "总计"), *TORN[2:], ("", *[""] * 5, "其他", ""), *figures, width=8
        )
    )
    assert ["自然人", "社会公益组织", "商业企业", "法律服务机构", "科研机构", "其他", "总计"] in found


def test_a_long_piece_in_a_line_of_pieces_is_one() -> None:
    """法律服务 beside 科研机 and 商业 is a piece like them, and stands over 机构."""
    lines = (("", "自然人", "科研机", "", "法律服务", "总计"), ("", "", "构", "商业企业", "机构", ""))
    found = rows(aligned(*lines, ("新收", "1", "2", "3", "4", "10"), ("上年结转", "1", "2", "3", "4", "10"), width=10))
    assert ["自然人", "科研机构", "商业企业", "法律服务机构", "总计"] in found


def test_a_line_that_names_every_column_stays_as_it_is() -> None:
    """Where one line tells the order, what stands above and below it is left alone."""
    found = rows(aligned(*TORN, *FIGURES, width=8))
    assert ["项目", "自然人", "公益", "商业", "服务", "科研", "其他", "总计"] in found


def test_a_column_without_a_name_leaves_the_header_as_it_is() -> None:
    """Nothing is put together where it would not name every column."""
    lines = [tuple("" if cell in ("社会", "公益", "组织") else cell for cell in line) for line in TORN]
    lines[1] = tuple("" if cell == "其他" else cell for cell in lines[1])
    found = rows(aligned(*lines, ("", *[""] * 5, "其他", ""), *FIGURES, width=8))
    assert not any("法律服务机构" in row for row in found)


def test_the_name_of_a_group_is_no_piece() -> None:
    """A longer word that stands in the middle over several columns is none of them."""
    head = ("", "", "", "行政复议", "", "")
    torn = (("", "结果", "其他", "结果", "尚未", ""), ("", "", "", "", "", "总计"), ("", "纠正", "结果", "维持", "审结", ""))
    found = rows(aligned(head, *torn, ("", "1", "2", "3", "4", "10"), width=6))
    assert ["结果纠正", "其他结果", "结果维持", "尚未审结", "总计"] in found and ["行政复议"] in found


def test_words_in_a_column_of_numbers_fill_it() -> None:
    """约5 stands where it is printed, not with the label, and the column beside it that prints nothing is blank."""
    lines = (("新收", "1", "2", "3", "4", "5"), ("结转", "1", "2", "3", "4", "5"), ("结果", "1", "约5", "", "4", "5"))
    assert rows(aligned(*lines, width=10))[-1] == ["结果", "1", "约5", "", "4", "5"]


def test_a_short_label_is_no_unit_in_the_first_column() -> None:
    """规章 right beside a first column that is blank stays the label of its row."""
    lines = ["信息    制发    废止    现行", *(f"规章{one:>4}{two:>8}{three:>8}" for one, two, three in ((1, 2, 3), (4, 5, 6), ("", 8, 9)))]
    assert rows("\n".join(lines))[-1] == ["规章", "", "8", "9"]
