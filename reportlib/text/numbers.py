"""Printed cells -> numbers: exact value, unit, and the status of the contract where no number is printed."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import regex

from reportlib.model import BLANK, DASH, REPORTED, UNREADABLE
from reportlib.text.labels import TO_SIMPLIFIED, folded, squeezed


class PrintedNumber(NamedTuple):
    """What a printed cell says: an exact value or None, the unit printed with it, a status of the contract.

    `joined` tells that digits stood apart at one place (a line break or a blank) and were read as one number.
    """

    value: Decimal | None
    unit: str | None
    status: str
    joined: bool = False


_DASHES = {
    "-",
    "--",
    "---",
    "—",
    "——",
    "———",
    "–",
    "――",
    "―",
    "─",
    "━",
    "ー",
    "/",
    "\\",
    "//",
    "无",
    "没有",
    "不适用",
    "N/A",
    "n/a",
    "NA",
    "*",
}
_NUMBER = regex.compile(
    r"(?P<direction>增加|新增|减少|增|减|↑|↓)?(?P<sign>[-+−–])?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?"
    r"(?P<scale>[万亿])?(?P<unit>元|件|项|条|个|次|宗|部|份|起|例)?(?:\([^()]*\))?[.。;]?"
)
_APART = regex.compile(r"(?<=[\d,.])\s+(?=[\d,.])")
_ZERO_WORDS = {"零", "〇", "○"}
_SCALES = {None: 1, "万": 10_000, "亿": 100_000_000}


@lru_cache(maxsize=65536)
def read_number(text: str) -> PrintedNumber:
    """What a table cell prints, exact: full-width digits, thousands separators, units and notes behind are understood."""
    if text.isascii() and text.isdigit():
        return PrintedNumber(Decimal(text), None, REPORTED)
    plain = folded(text).strip().translate(TO_SIMPLIFIED)
    if not plain:
        return PrintedNumber(None, None, BLANK)
    if plain in _DASHES or "".join(plain.split()) in _DASHES:
        return PrintedNumber(None, None, DASH)
    if plain in _ZERO_WORDS:
        return PrintedNumber(Decimal(0), None, REPORTED)
    gaps = len(_APART.findall(plain.split("(")[0]))
    match = _NUMBER.fullmatch("".join(plain.split())) if gaps <= 1 else None
    if match is None or (gaps and match["digits"].startswith("0")):
        return PrintedNumber(None, None, UNREADABLE)
    return _as_printed(match, joined=gaps > 0)


def _as_printed(match: regex.Match[str], *, joined: bool) -> PrintedNumber:
    value = Decimal(match["digits"].replace(",", "") + (match["fraction"] or ""))
    unit = match["unit"]
    if unit == "元" and match["scale"] == "万":
        unit = "万元"
    else:
        value *= _SCALES[match["scale"]]
    negative = (match["sign"] or "+") in "-−–" or (match["direction"] or "增") in ("减少", "减", "↓")
    return PrintedNumber(-value if negative else value, unit, REPORTED, joined)


def is_value(text: str) -> bool:
    """Whether a text is one number whose digits stand together, or a dash in place of one."""
    number = read_number(text)
    return number.status in (REPORTED, DASH) and not number.joined


_UNIT_IN_LABEL = regex.compile(r"(?:单位[::]?)?(万元|亿元|元)")


def unit_in_label(label: str) -> str | None:
    """The unit of money that a column header states in brackets, such as （单位：万元）."""
    match = _UNIT_IN_LABEL.search(squeezed(label).translate(TO_SIMPLIFIED))
    return match[1] if match else None
