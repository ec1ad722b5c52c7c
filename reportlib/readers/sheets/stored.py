"""What the sheets of a workbook store, and how a stored number is printed by its number format."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

from lxml import etree

from reportlib.errors import LimitExceeded, UnreadableFile
from reportlib.model import Note, Place
from reportlib.readers import limits
from reportlib.readers.limits import MAX_SHEET_CELLS, MAX_SHEET_COLUMNS, MAX_SHEET_ROWS
from reportlib.readers.marks import HIDDEN, STRUCK, is_note_mark, lowered, raised

Position = tuple[int, int]  # row, column, from 0 as stored


class Range(NamedTuple):
    """A block of merged cells, its last row and column included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Sheet:
    """What a sheet stores, by position; `framed` are the cells with a border, filled or not."""

    name: str
    texts: dict[Position, str]
    framed: set[Position]
    merged: list[Range]
    hidden_rows: set[int]
    hidden_columns: set[int]
    notes: list[Note]
    left_out: list[tuple[str, str, Position]] = field(default_factory=list)  # struck-out and hidden text: kind, text, where
    shows_noughts: bool = True


LOWEST_ROW = 1.0  # points; what stands in a lower one is not seen
NARROWEST_COLUMN = 0.1  # signs


def hidden_sheet(name: str) -> Note:
    return Note("hidden_sheet", {"sheet": name}, Place(sheet=name))


def check_limits(name: str, rows: int, columns: int, cells: int) -> None:
    if rows > MAX_SHEET_ROWS or columns > MAX_SHEET_COLUMNS or cells > MAX_SHEET_CELLS:
        expected = f"at most {MAX_SHEET_ROWS:,} rows, {MAX_SHEET_COLUMNS:,} columns and {MAX_SHEET_CELLS:,} cells"
        found = f"{rows:,} rows, {columns:,} columns, {cells:,} cells"
        raise LimitExceeded("the sheet is too large", place=f"sheet {name}", expected=expected, found=found)


def part_of(package: zipfile.ZipFile, path: str) -> etree._Element:
    """The root of a part, unpacked within the limits and parsed without entities."""
    try:
        with package.open(path) as part:
            content = part.read(limits.MAX_PART_BYTES + 1)
    except KeyError as error:
        raise UnreadableFile("the workbook is damaged", expected=path, remedy="open it in Excel or WPS and save it anew") from error
    check_part(path, len(content))
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def check_part(path: str, size: int) -> None:
    if size > limits.MAX_PART_BYTES:
        expected = f"at most {limits.MAX_PART_BYTES:,} bytes a part"
        raise LimitExceeded("the workbook unpacks to too much", place=path, expected=expected, remedy="give the sheets of the report alone")


def seen(runs: Iterable[Run], ground: str, at: Position, sheet: Sheet) -> str:
    """The text of a cell's runs as its reader sees it, raised digits as superscripts; what is struck out or pale is told with its place."""
    text = ""
    runs = list(runs)
    largest = max((run.size for run in runs if any(map(str.isdigit, run.text))), default=0.0)
    for run in runs:
        kind = STRUCK if run.struck else HIDDEN if (run.color and alike(run.color, ground)) or 0 < run.size <= SMALLEST_SIZE else ""
        if kind and run.text.strip():
            sheet.left_out.append((kind, run.text.strip(), at))
        elif run.shift or (0 < run.size * SMALLER <= largest and is_note_mark(run.text)):
            text += lowered(run.text) if run.shift == "sub" else raised(run.text)
        else:
            text += run.text
    return text


class Run(NamedTuple):
    """A piece of a cell's text in one font: its colour as RRGGBB or a name of the theme, empty where the program chooses; its size in points, if known."""

    text: str = ""
    struck: bool = False
    shift: str = ""
    color: str = ""
    size: float = 0.0

    @property
    def is_plain(self) -> bool:
        """Whether the font alone takes nothing from the text."""
        return not (self.struck or self.shift or self.color or 0 < self.size <= SMALLEST_SIZE)


SMALLEST_SIZE = 1.5  # points; smaller text is not seen
SMALLER = 1.5  # times as large is the figure beside a note mark

WHITE = "FFFFFF"
ALIKE = 24  # of 255: colours whose parts all differ by less than this cannot be told apart
_HEX = re.compile(r"[0-9A-Fa-f]{6}")


def alike(color: str, ground: str) -> bool:
    """Whether text of this colour is not seen on this ground."""
    if not (_HEX.fullmatch(color) and _HEX.fullmatch(ground)):
        return color == ground
    return all(abs(one - other) < ALIKE for one, other in zip(bytes.fromhex(color), bytes.fromhex(ground), strict=True))


class Format(NamedTuple):
    """What a number format prints: a number, a percentage or a date, with words before and behind."""

    kind: str
    before: str = ""
    behind: str = ""
    scaled: bool = False
    parts: str = ""


# The formats that a workbook need not spell out; 27 to 36 and 50 to 58 are those of Chinese Excel.
BUILT_IN_FORMATS = {
    **dict.fromkeys((9, 10), "0%"),
    **dict.fromkeys((14, 15, 29, 31), "y/m/d"),
    **dict.fromkeys((16, 28, 30, 51, 53, 54, 58), "m/d"),
    **dict.fromkeys((17, 27, 36, 50, 52, 57), "y/m"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56), "h:mm"),
    22: "y/m/d h:mm",
}
FORMAT_TOKENS = re.compile(
    r'"([^"]*)"|\\(.)|!(.)|_.|\*.|\[[^\]]*\]|([0#?.,]+(?:E[+-][0#?]+)?)|(%)|(AM/PM|General|[ymdhs]+)|(.)', re.IGNORECASE
)


@lru_cache(maxsize=512)
def _format(code: str) -> Format:
    before, behind, digits, parts, percent, torn = "", "", "", "", False, False
    for quoted, escaped, forced, number, sign, letters, other in FORMAT_TOKENS.findall(code):
        if other == ";":
            break
        if letters and letters.lower() not in ("general", "am/pm"):
            parts += letters.lower()[0]
        elif number or letters or other == "@":
            digits, torn = digits + (number or "0"), torn or bool(behind.strip())
        elif sign:
            percent = True
        else:
            word = quoted or escaped or forced or other
            before, behind = (before, behind + word) if digits else (before + word, behind)
    if parts and not digits.strip(".,"):
        return Format("date", parts=parts)
    if not digits.strip("?"):  # signs alone, as for the noughts of accounts
        return Format("word", before.strip())
    # A comma behind the digits divides by a thousand; a sign among the digits ("0!.0,", 0"."0) prints 12345 as 1.2 or 1234.5.
    scaled = torn or digits.endswith(",") or bool(re.search(r"[!\\]\.", code))
    return Format("percent" if percent else "number", "" if scaled else before.strip(), "" if scaled else behind.strip(), scaled)


def printed(value: float | Decimal, code: str, since_1904: bool, at: Position, sheet: Sheet) -> str:
    """The value as a person reads it: exact, with the sign or unit that its format prints; only dates lose their number."""
    code = code or "General"
    section = _own_section(code, value)
    form = _format(section)
    if form.kind == "date":
        return _date(float(value), form.parts, since_1904) or plain_number(value)
    if (form.kind == "word" and not form.before) or (value == 0 and not sheet.shows_noughts) or _WHITE_SECTION.search(section):
        sheet.left_out.append((HIDDEN, plain_number(value), at))
        return ""
    if form.kind == "word":
        return form.before
    form = form if value >= 0 else _format(_SECTION.findall(code)[0])  # with its own sign, and not in brackets
    if form.scaled and value:  # what is printed and what is stored are two readings: neither is taken
        operands = {"format": code, "value": plain_number(value)}
        sheet.notes.append(Note("scaled_number_format", operands, place_of(sheet.name, at)))
        return f"{plain_number(value)} [{code}]"
    number = f"{plain_number(value * 100)}%" if form.kind == "percent" else plain_number(value)
    return f"{form.before}{number}{form.behind}"


_WHITE_SECTION = re.compile(r"\[(?:white|color ?2|白色|颜色 ?2)\]", re.IGNORECASE)  # the second colour of a workbook is white
_SECTION = re.compile(r'((?:"[^"]*"|[^;"])*)(?:;|$)')


_CONDITION = re.compile(r"\[(<>|[<>]=?|=)(-?\d+(?:\.\d+)?)\]")
_HOLDS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}


def _own_section(code: str, value: float | Decimal) -> str:
    """The part of a format that is for such a number: by its condition, else the first, that for less than 0, or that for noughts."""
    sections, conditions = _sections(code)
    if any(conditions):
        fitting = (
            section for section, asked in zip(sections, conditions, strict=True) if not asked or _HOLDS[asked[1]](value, float(asked[2]))
        )
        return next(fitting, "General")
    order = 2 if value == 0 else 0 if value > 0 else 1
    return sections[order] if order < len(sections) else sections[0]


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[list[str], list[re.Match[str] | None]]:
    """The parts of a format, and the condition of each."""
    sections: list[str] = _SECTION.findall(code)[: code.count(";") + 1]
    return sections, [_CONDITION.search(section) for section in sections]


EXACT_TO = 10**15  # a spreadsheet computes with fifteen digits


def stored_number(text: str) -> float | Decimal:
    """A number as the file writes it; whole where it has more digits than a spreadsheet computes with."""
    exact = Decimal(text.strip())
    return exact if abs(exact) >= EXACT_TO else float(exact)


def plain_number(value: float | Decimal) -> str:
    """Fifteen significant digits, all that a spreadsheet shows, without exponent: 23269, 39910.33; a larger number as stored."""
    text = format(Decimal(f"{value:.15g}") if -EXACT_TO < value < EXACT_TO else Decimal(value), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _date(value: float, parts: str, since_1904: bool) -> str:
    """The parts of the date that the format prints, as 2024年1月5日 03:04; empty where the value is no date."""
    if not 0 <= value < LAST_DATE:
        return ""
    # Excel counts a 29 February 1900 that never was.
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30 if value >= 61 else 31)
    moment = start + timedelta(seconds=round(value * 86400))
    day = (
        f"{moment.year}年" * ("y" in parts)
        + f"{moment.month}月" * bool(re.search("ym|md|dm|my|^m+$", parts))
        + f"{moment.day}日" * ("d" in parts)
    )
    clock = f"{moment.hour:02}:{moment.minute:02}" if "h" in parts or "s" in parts else ""
    return f"{day} {clock}".strip()


LAST_DATE = 2_958_466  # 9999-12-31


def place_of(name: str, at: Position) -> Place:
    return Place(sheet=name, row=at[0] + 1, column=at[1] + 1)
