"""Reading labels, numbers and bytes as agencies print them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reportlib.text.decoding import decoded
from reportlib.text.labels import TO_SIMPLIFIED, label_key
from reportlib.text.numbers import read_number, unit_in_label


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0", 0),
        ("31510", 31510),
        (" 23,269 ", 23269),
        ("２３２６９", 23269),
        ("1，573，179", 1573179),
        ("39910.33", Decimal("39910.33")),
        ("-136", -136),
        ("－136", -136),
        ("减136", -136),
        ("增加12项", 12),
        ("22（其中修订16件）", 22),
        ("5件", 5),
        ("0.00", 0),
        ("2.5万", 25000),
        ("\u200b7\u00a0", 7),
        ("零", 0),
    ],
)
def test_numbers_are_exact(printed: str, value: Decimal) -> None:
    """A printed number is read to the last digit, whatever stands around it."""
    number = read_number(printed)
    assert (number.value, number.status, number.joined) == (value, "reported", False)


@pytest.mark.parametrize(("printed", "unit"), [("251000元", "元"), ("25.1万元", "万元"), ("12", None)])
def test_a_unit_behind_a_number_is_kept(printed: str, unit: str | None) -> None:
    """The unit in the cell is told, so that money can be brought to one unit."""
    assert read_number(printed).unit == unit


@pytest.mark.parametrize("printed", ["", "  ", "\u3000", "\u00a0", "\u200b"])
def test_nothing_printed_is_blank(printed: str) -> None:
    """Blank is not zero."""
    assert (read_number(printed).status, read_number(printed).value) == ("blank", None)


@pytest.mark.parametrize("printed", ["/", "-", "—", "——", "／", "无", "不适用", "－"])
def test_a_dash_is_a_dash(printed: str) -> None:
    """A dash is not zero."""
    assert (read_number(printed).status, read_number(printed).value) == ("dash", None)


@pytest.mark.parametrize("printed", ["约30", "1O", "详见附件", "3-5", "0 0 0", "0 5", "一", "12..5", "1,23", "2023年", "30余"])
def test_what_is_no_number_is_unreadable(printed: str) -> None:
    """Nothing is guessed from a text that is not one number."""
    assert (read_number(printed).status, read_number(printed).value) == ("unreadable", None)


@pytest.mark.parametrize(("printed", "value"), [("2 0", 20), ("39857\n58", 3985758), ("1 234", 1234)])
def test_digits_apart_are_joined_and_told(printed: str, value: int) -> None:
    """Digits that a converter parted at one place are one number, and it is told."""
    assert (read_number(printed).value, read_number(printed).joined) == (value, True)


@pytest.mark.parametrize(
    "printed",
    [
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        "(二) 部分公开 (区分处理的, 只计这一情形, 不计其他情形)",
        "二、部分公开",
        "部分公开（区分处理的，只计这一",
        "㈡部分公开",
        "部 分\n公 开",
        "（二）部分公開",
    ],
)
def test_labels_meet_whatever_their_print(printed: str) -> None:
    """Width, blanks, ordinals, guidance and Traditional characters make no other label."""
    assert label_key(printed) == "部分公开"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1．属于国家秘密", "属于国家秘密"),
        ("第二十条第（一）项", "第二十条\t第 (一) 项"),
        ("3.危及“三安全一稳定”", "危及三安全一稳定"),
        ("本年增/减", "本年增／减"),
    ],
)
def test_pairs_of_labels_are_one(one: str, other: str) -> None:
    """Two prints of one label have one key."""
    assert label_key(one) == label_key(other)


def test_articles_stay_apart() -> None:
    """The ordinal inside an article's name is not taken away."""
    assert len({label_key(f"第二十条第（{number}）项") for number in "一五六八九"}) == 5


def test_the_unit_of_a_header_is_found() -> None:
    """A header states its unit in brackets, with or without a colon."""
    assert [unit_in_label(label) for label in ("本年收费金额（单位：万元）", "收费金额（元）", "采购总金额")] == ["万元", "元", None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings_of_agencies_are_read(encoding: str) -> None:
    """Text is read in every encoding in which Chinese agencies publish."""
    found = decoded("政府信息公开".encode(encoding))
    assert found is not None and found.text == "政府信息公开"


def test_every_traditional_character_has_one_simplified_one() -> None:
    """Texts keep their length, rare characters are known, and a character of Simplified names stays what it is."""
    assert all(len(simplified) == 1 for simplified in TO_SIMPLIFIED.values())
    assert "漢陽區與乾县於後".translate(TO_SIMPLIFIED) == "汉阳区与乾县于后"
