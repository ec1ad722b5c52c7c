"""The numbers in prose: values, units, qualifiers, and what is no quantity."""

from decimal import Decimal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportlib.text.quantities import chinese_number, narrowed, quantities, without_names


def _read(text: str) -> list[tuple[Decimal | None, str | None, str | None]]:
    plain = narrowed(text)
    return [(found.value, found.unit, found.qualifier) for found in quantities(plain, without_names(plain))]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三十五", 35),
        ("两", 2),
        ("十", 10),
        ("一百〇八", 108),
        ("二〇二三", 2023),
        ("三万五千", 35000),
        ("一亿零三万", 100030000),
        ("二十", 20),
    ],
)
def test_chinese_numerals_have_their_value(text: str, number: int) -> None:
    """Numerals with places, with 零 or 〇, and digit by digit are read exactly."""
    assert chinese_number(text) == number


@pytest.mark.parametrize("text", ["", "三四", "数十", "几", "一百五", "三万五", "两三百", "上"])
def test_vague_numerals_have_no_value(text: str) -> None:
    """A numeral that speech leaves open, or that is none, gives None and no guess."""
    assert chinese_number(text) is None


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("现有3600余人", "3600", "人", "余"),
        ("达5万人次以上", "50000", "人次", "以上"),
        ("评价2741万余条", "27410000", "条", "余"),
        ("30余万次", "300000", "次", "余"),
        ("服务17.25万家", "172500", "家", None),
        ("1.2亿", "120000000", None, None),
        ("发布1,234,567条", "1234567", "条", None),
        ("发布１，２３４条", "1234", "条", None),
        ("两名", "2", "名", None),
        ("会议三十五次", "35", "次", None),
        ("十余次", "10", "次", "余"),
        ("近百篇", "100", "篇", "近"),
        ("１２．５％", "12.5", "%", None),
        ("百分之九十八点五", "98.5", "%", None),
        ("39.5万元", "39.5", "万元", None),
        ("1.5亿元", "15000", "万元", None),
        ("1200元", "1200", "元", None),
        ("三万元", "3", "万元", None),
        ("1亿2000万次", "120000000", "次", None),
        ("约300人", "300", "人", "约"),
        ("超过20篇", "20", "篇", "超过"),
        ("日均3500次左右", "3500", "次", "日均、左右"),
        ("参训40人（次）", "40", "人次", None),
    ],
)
def test_value_unit_and_qualifier(text: str, value: str, unit: str | None, qualifier: str | None) -> None:
    """A single quantity is exact, in its unit, with the words that make it less than exact, in full and half width."""
    assert _read(text) == [(Decimal(value), unit, qualifier)]
    assert _read(normalize("NFKC", text)) == [(Decimal(value), unit, qualifier)]


@pytest.mark.parametrize("text", ["2 0件", "1 497条", "12\n3条", "数十条", "三四次", "3万5条"])
def test_an_unclear_number_is_kept_without_a_value(text: str) -> None:
    """Digits with a gap and vague numerals stay as one quantity whose value is None."""
    assert [value for value, _, _ in _read(text)] == [None]


def test_both_ends_of_a_range_are_kept() -> None:
    """A range is two quantities in the unit and scale of its end, told apart by the qualifier."""
    assert _read("每期3-5件") == [(3, "件", "下限"), (5, "件", "上限")]
    assert _read("3至5万人次") == [(30000, "人次", "下限"), (50000, "人次", "上限")]
    assert _read("由3件到5件") == [(3, "件", None), (5, "件", None)]


@pytest.mark.parametrize(
    "text",
    [
        "2022年1月1日起至2022年12月31日止",
        "2021-2023年、2023年度、1-6月、3月份、12月底、2023.01.31，2022年，2022，12月",
        "第二十条第（一）项、第3季度、第十一届二次会议、市人大三次会议",
        "第17、26、105号",
        "国办公开办函〔2021〕30号",
        "（一）加强学习。1.完善制度；2.压实责任。①抓培训",
        "7x24小时、7×24小时值守，12345热线，“12345”平台",
        "“高效办成一件事”、一次办好、最多跑一次",
        "《2023年工作要点》《优化环境三条措施（第2批）》",
        "三审三校、双随机、五公开、两会、四个意识、千家万户",
        "联系电话：0500-7654321，邮编：100000，某某路97号3楼",
        "www.example.gov.cn、5G、A4、2.0版、“1+3”",
        "三类内部事务信息、四类过程性信息",
        "每季度召开一次会议",
        "三个方面、四个环节",
        "零跑腿、十分重要、一定成效",
    ],
)
def test_what_counts_nothing_is_no_quantity(text: str) -> None:
    """Dates, ordinals, document numbers, markers, names, idioms and addresses give no quantity, as printed or in NFKC."""
    assert _read(text) == []
    assert _read(normalize("NFKC", text)) == []


def test_a_count_behind_document_numbers_is_read() -> None:
    """The numbers of documents are no quantities, the count of them is one."""
    assert _read("第17、26、105号3个提案，第8号、62号2个") == [(3, "个", None), (2, "个", None)]


def test_a_year_like_number_with_a_unit_is_a_quantity() -> None:
    """2017条 is a count, 2017 alone is a year."""
    assert _read("2017公开2017条") == [(2017, "条", None)]


def test_a_measure_word_that_begins_another_word_is_none() -> None:
    """12部门 is not 12部, and 3条例 is not 3条."""
    assert [unit for _, unit, _ in _read("12部门，3条例，5分别")] == [None, None, None]


@given(st.integers(0, 10**9), st.sampled_from(["条", "件", "人次", "万元", "%"]))
def test_any_whole_number_is_read_as_printed(number: int, unit: str) -> None:
    """Plain, with thousands separators, and full-width, a number keeps its value and unit."""
    wide = "".join(chr(0xFF10 + int(digit)) for digit in str(number))
    for printed in (str(number), f"{number:,}", wide):
        assert _read(f"共{printed}{unit}，均已完成") == [(number, unit, None)]


@given(st.integers(1, 99_999_999))
def test_any_chinese_numeral_is_read_exactly_or_not_at_all(number: int) -> None:
    """A numeral written by the rules has its value again."""
    assert chinese_number(_written(number)) == number


def _written(number: int) -> str:
    if number >= 10**4:
        rest = number % 10**4
        gap = "零" if 0 < rest < 1000 else ""
        return _written(number // 10**4) + "万" + gap + (_written(rest) if rest else "")
    text = ""
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += "零一二三四五六七八九"[digit] + name
        elif text and not text.endswith("零") and number % place:
            text += "零"
    return text
