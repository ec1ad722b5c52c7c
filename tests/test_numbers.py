"""Whatever a cell prints of a number is read as that number, or not at all and said; never as another one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportlib.text.labels import folded, label_key
from reportlib.text.numbers import counted_in, read_number, unit_in_label

NOTES = "①⑳¹²³⁴₁₂⒈⑵❶ᵃ*†※"
WIDE = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
INVISIBLES = "\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2069\ufeff\u00ad\u202a\u202c"
numbers = st.integers(0, 10**18)
amounts = st.decimals(0, 10**12, places=2, allow_nan=False, allow_infinity=False)
notes = st.text(NOTES, max_size=2)
units = st.sampled_from(["", "件", "项", "个", "（件）", "（其中修订16件）"])


def printed(value: Decimal | int, *, commas: bool, wide: bool) -> str:
    text = f"{value:,}" if commas else f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text.translate(WIDE) if wide else text


@settings(max_examples=300, deadline=None)
@given(st.one_of(numbers, amounts), st.booleans(), st.booleans(), units, notes, st.booleans())
def test_every_print_of_a_number_is_that_number(value: Decimal | int, commas: bool, wide: bool, unit: str, note: str, ahead: bool) -> None:
    """Width, separators, units, and note marks on either side change nothing."""
    text = printed(value, commas=commas, wide=wide)
    front = note if ahead and note not in ("", "†", "※") and "†" not in note and "※" not in note else ""
    read = read_number(f"{front}{text}{unit}{'' if front else note}")
    assert read.value in (value, None) and (read.value is not None or read.status == "unreadable")
    if set(note) <= set("①⑳¹²³⁴₁₂⒈⑵❶ᵃ"):
        assert (read.value, read.status, read.joined) == (value, "reported", False)


@settings(max_examples=300, deadline=None)
@given(numbers, st.lists(st.tuples(st.integers(0, 20), st.sampled_from(INVISIBLES)), max_size=4))
def test_invisible_signs_are_nothing(value: int, signs: list[tuple[int, str]]) -> None:
    """Joiners and direction marks inside a number leave it as it is seen."""
    text = str(value)
    for at, sign in signs:
        text = text[:at] + sign + text[at:]
    assert (read_number(text).value, read_number(text).status) == (value, "reported")


@settings(max_examples=500, deadline=None)
@given(st.text("0123456789０５①²½∞-−+.,，()（） \n万元件约eExO٣\u202e\u200b*", max_size=8))
def test_no_text_makes_digits_that_are_not_printed(text: str) -> None:
    """A value has just the decimal digits of the text before its first bracket, in their order, whatever else stands there."""
    read = read_number(text)
    if read.value is None:
        assert read.status in ("blank", "dash", "unreadable")
        return
    head = "".join(
        "".join(sign for sign in text if sign not in "①²")
        .translate({ord(a): b for a, b in zip("０５，（）", "05,()", strict=True)})
        .split("(")[0]
    )
    digits = "".join(sign for sign in head if sign.isascii() and sign.isdigit())
    places = (
        len(digits) - len(head.replace("\u200b", "").partition(".")[0].translate({ord(sign): None for sign in "-−+, \n万元件()*eExO"}))
        if "." in head
        else 0
    )
    assert not set(head) & set("½∞٣\u202eeExO约")  # in brackets a note may say anything
    assert abs(read.value) in {Decimal(digits) * scale / 10**place for scale in (1, 10**4) for place in range(max(places, 0) + 9)}


@pytest.mark.parametrize(
    "text",
    [
        "(858)",
        "（5）",
        "½",
        "12½",
        "∞",
        "1e9",
        "0x10",
        "٣٤",
        "\u202e12",
        "5-",
        "△5",
        "8①5",
        "约120",
        "三十五",
        "见附件",
        "￥25",
        "25%",
        "9\u0336",
        "1\ufe0f\u20e3",
        "9" * 40,
        "9" * 10_000,
        "#REF!",
        "O",
        "2 13 4",
    ],
)
def test_what_is_not_certain_is_unreadable(text: str) -> None:
    """Negatives in brackets, fractions, powers, digits of other scripts, reversed and struck text, and numbers too long are not guessed."""
    assert (read_number(text).value, read_number(text).status) == (None, "unreadable")


@pytest.mark.parametrize("text", ["NaN", "nan", "None", "Unnamed: 3", "Unnamed: 0_level_1", "<NA>", "\u2060\u3164"])
def test_what_converters_write_for_nothing_is_blank(text: str) -> None:
    """pandas and its kin print nothing as NaN, and a column without a name as Unnamed."""
    assert (read_number(text).value, read_number(text).status) == (None, "blank")


@pytest.mark.parametrize(
    ("text", "value", "unit", "scaled"),
    [("1.25万", 12500, None, True), ("125千元", 125, "千元", False), ("3百万元", 3, "百万元", False), ("12.5亿", 1_250_000_000, None, True), ("12.5（万元）", Decimal("12.5"), "万元", False), ("1.25萬元", Decimal("1.25"), "万元", False)],
)  # fmt: skip
def test_scales_and_units_are_told(text: str, value: Decimal, unit: str | None, scaled: bool) -> None:
    """A scale is counted in once, and a unit of money is kept with the number as printed."""
    read = read_number(text)
    assert (read.value, read.unit, read.scaled) == (value, unit, scaled)


@pytest.mark.parametrize(
    ("label", "unit"),
    [("行政事业性收费（元）", "元"), ("本年收费金额（单位：百万元）", "百万元"), ("收费（单位：元/万元）", ""), ("采购总金额", None)],
)
def test_the_unit_of_a_label_is_one_or_in_doubt(label: str, unit: str | None) -> None:
    """A label states one unit of money, none, or two, which is neither."""
    assert unit_in_label(label) == unit
    assert counted_in("本年处理决定数量（单位：万件）") == 10_000 and counted_in("现行有效件数") == 1


def test_note_marks_and_radicals_are_no_part_of_labels() -> None:
    """A label is the same with a note mark, in the radicals of a PDF font, and in the words of a Taiwanese converter."""
    assert label_key("行政许可①") == label_key("⒈行政许可²") == "行政许可"
    assert folded("人⺠政府⻓") == "人民政府长"
    assert label_key("規範性檔案") == "规范性文件"
    assert label_key("第二十条第㈠项") == "第二十条第一项"
