"""Printed cells -> numbers: exact value, unit, note marks, and the status of the contract where no number is printed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import regex

from reportlib.model import BLANK, DASH, REPORTED, UNREADABLE, Status
from reportlib.text.labels import TO_SIMPLIFIED, folded, squeezed
from reportlib.text.signs import INVISIBLE, NOTE_MARK, REVERSED


class PrintedNumber(NamedTuple):
    """What a printed cell says: an exact value or None, the unit printed with it, a status of the contract.

    `joined` tells that digits stood apart at one place (a line break or a blank) and were read as one number; `note` is the mark
    beside the number (①, *, 注1), never a part of it; `scaled` that 千, 万 or 亿 is printed and counted in; `change` that a word
    such as 增 or 减 stands before it.
    """

    value: Decimal | None
    unit: str | None
    status: Status
    joined: bool = False
    note: str = ""
    scaled: bool = False
    change: bool = False


# What one of each unit of money is in 万元, the unit of the form.
IN_TEN_THOUSANDS = {
    "元": Decimal("0.0001"),
    "百元": Decimal("0.01"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "十万元": Decimal(10),
    "百万元": Decimal(100),
    "千万元": Decimal(1000),
    "亿元": Decimal(10_000),
}
_SCALES = {"百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_SCALE = "千万|百万|十万|[百千万亿]"
_DASHES = {
    *("-", "--", "---", "—", "——", "———", "–", "――", "―", "─", "━", "ー", "*"),
    *("/", "\\", "//", "无", "没有", "不适用", "N/A", "n/a", "NA"),
}
_ZERO_WORDS = {"零", "〇", "○"}
# What converters of tables write where nothing is printed, and for a column without a name.
_NOTHING = regex.compile(r"(?:nan|none|null|nat|<na>|&nbsp;?|unnamed:\s*\d+(?:_level_\d+)?)", regex.IGNORECASE)
_LONGEST = 80  # signs of a cell that is one number with unit and notes; a longer one is none
_MOST_DIGITS = 25  # of an exact number; arithmetic on more would be rounded

_MARK = "\x01"  # stands for a note mark while a text is read
_NAMED_NOTES = r"\[\d{1,2}\]|[(\[〔【]?注[释:]?\d{0,2}[)\]〕】]?|[*†‡§#△▲☆★]+"
_NUMBER = regex.compile(
    rf"{_MARK}*(?P<direction>增加|新增|减少|增|减|↑|↓)?(?P<sign>[-+−–])?"
    rf"(?P<digits>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(?P<fraction>\.[0-9]+)?{_MARK}*"
    rf"(?:(?P<scale>{_SCALE})?(?P<unit>元|件|项|条|个|次|宗|部|份|起|例)?|\((?:单位:?)?(?P<bracketed>(?:{_SCALE})?元)\))"
    rf"(?P<behind>\([^()]*\))?{_MARK}*[.。;]?"
)
_APART = regex.compile(r"(?<=[\d,.])\s+(?=[\d,.])")
_GROUPS = regex.compile(r"[1-9]\d{0,2}(?: \d{3}){2,}")


def read_number(text: str) -> PrintedNumber:
    """What a table cell prints, exact: full-width digits, thousands separators, units and notes are understood.

    >>> read_number("858①").value, read_number("1.25万元").unit, str(read_number("约30").status)
    (Decimal('858'), '万元', 'unreadable')
    """
    if len(text) > _LONGEST:
        return _read(text) if len(text.strip()) <= _LONGEST else _UNREADABLE
    return _cached(text)


_BLANK = PrintedNumber(None, None, BLANK)
_DASH = PrintedNumber(None, None, DASH)
_UNREADABLE = PrintedNumber(None, None, UNREADABLE)


@lru_cache(maxsize=65536)
def _cached(text: str) -> PrintedNumber:
    return _read(text)


def _read(text: str) -> PrintedNumber:
    if text.isascii() and text.isdigit():
        return PrintedNumber(Decimal(text), None, REPORTED) if len(text) <= _MOST_DIGITS else _UNREADABLE
    plain = _plain(text)
    if (not plain.strip(_MARK) and not plain) or _NOTHING.fullmatch(plain):
        return _BLANK
    bare = "".join(plain.replace(_MARK, "").split())
    if bare in _DASHES:
        return _DASH
    if bare in _ZERO_WORDS:
        return PrintedNumber(Decimal(0), None, REPORTED)
    return _number(plain, text) if REVERSED not in text else _UNREADABLE


def _plain(text: str) -> str:
    """The text in plain digits and signs, each note mark a sign of its own kind."""
    marked = NOTE_MARK.sub(_MARK, INVISIBLE.sub("", text)) if not text.isascii() else text
    plain = folded(marked).strip().translate(TO_SIMPLIFIED)
    return regex.sub(rf"(?<=[0-9元件项条个次宗部份起例百千万亿)])\s*(?:{_NAMED_NOTES})|^\*+(?=\d)", _MARK, plain)


def _number(plain: str, text: str) -> PrintedNumber:
    joined = _joined(plain)
    match = _NUMBER.fullmatch("".join(plain.split())) if joined is not None else None
    digits = match["digits"] + (match["fraction"] or "") if match else ""
    if match is None or len(digits) > _MOST_DIGITS or (joined and digits.startswith("0")):
        return _UNREADABLE
    return _as_printed(match, joined=bool(joined), note=_note(plain, text))


def _joined(plain: str) -> bool | None:
    """Whether digits stand apart that make one number (at one place, or in groups of three); None where they are several numbers."""
    head = plain.split("(")[0].strip(_MARK)
    gaps = len(_APART.findall(head))
    return bool(gaps) if gaps <= 1 or _GROUPS.fullmatch(head.strip()) else None


def _note(plain: str, text: str) -> str:
    """The note marks of a text as printed."""
    return "".join(NOTE_MARK.findall(text)) or ("*" if _MARK in plain else "")


def _as_printed(match: regex.Match[str], *, joined: bool, note: str) -> PrintedNumber:
    value = Decimal(match["digits"].replace(",", "") + (match["fraction"] or ""))
    unit, scale = match["bracketed"] or match["unit"] or _unit_behind(match), match["scale"]
    if scale and unit == "元":
        unit = scale + "元"
    elif scale:
        value *= _SCALES[scale]
    negative = (match["sign"] or "+") in "-−–" or (match["direction"] or "增") in ("减少", "减", "↓")
    signed = -value if negative and value else value
    return PrintedNumber(signed, unit, REPORTED, joined, note, bool(scale) and unit not in IN_TEN_THOUSANDS, bool(match["direction"]))


def _unit_behind(match: regex.Match[str]) -> str | None:
    return unit_in_label(match["behind"]) if match["behind"] and not regex.search(r"\d", match["behind"]) else None


# Behind a number: what tables of before 2019 count, and no cell of the forms since then.
_OF_PEOPLE_OR_TIMES = regex.compile(r"(?<=\d)\s?(?:人次|条次|人|名|篇|期|场次?|家|户|处|批次?)$")


def is_value(text: str) -> bool:
    """Whether a text is one number whose digits stand together, also one of people or times (64人次), or a dash in place of one."""
    number = read_number(_OF_PEOPLE_OR_TIMES.sub("", text))
    return number.status in (REPORTED, DASH) and not number.joined


_UNIT_IN_LABEL = regex.compile(rf"(?:{_SCALE})?元")
_STATED = regex.compile(rf"单位|\((?:{_SCALE})?元\)")
_COUNTED = regex.compile(rf"(?:(?:^|\()(?:计量)?单位:?|单位:|\()(?P<scale>{_SCALE})(?:件|项|条|个|次|宗|份)")


def unit_in_label(label: str) -> str | None:
    """The unit of money that a label states, such as （单位：万元）; "" where it states two.

    >>> unit_in_label("本年收费金额（单位：万元）"), unit_in_label("收费（千元）"), unit_in_label("采购总金额")
    ('万元', '千元', None)
    """
    found = set(_units(label))
    return None if not found else found.pop() if len(found) == 1 else ""


def _units(label: str) -> Iterator[str]:
    if "元" in label:
        yield from _UNIT_IN_LABEL.findall(squeezed(label).translate(TO_SIMPLIFIED))


def states_unit(text: str) -> bool:
    """Whether a text says in which unit the amounts below it are, as （千元） and 单位：元 do."""
    return "元" in text and _STATED.search(squeezed(text).translate(TO_SIMPLIFIED)) is not None


def is_caption(text: str) -> bool:
    """Whether a text says in which unit, or in how many, the figures below it are."""
    return states_unit(text) or counted_in(text) > 1


@lru_cache(maxsize=4096)
def counted_in(label: str) -> int:
    """How many each number below a label counts: 10,000 under （单位：万件）, else 1."""
    match = _COUNTED.search(squeezed(label).translate(TO_SIMPLIFIED)) if "单位" in label or "件" in label else None
    return _SCALES[match["scale"]] if match else 1
