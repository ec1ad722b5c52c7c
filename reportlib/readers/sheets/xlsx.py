"""Sheets of an .xlsx: every value as stored, with what its number format prints around it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from posixpath import join, normpath
from typing import IO, NamedTuple, TypeVar

from lxml import etree

from reportlib.model import Note
from reportlib.readers.limits import MAX_SHEET_COLUMNS
from reportlib.readers.sheets.stored import (
    BUILT_IN_FORMATS,
    LOWEST_ROW,
    NARROWEST_COLUMN,
    WHITE,
    Position,
    Range,
    Run,
    Sheet,
    check_limits,
    check_part,
    hidden_sheet,
    part_of,
    place_of,
    printed,
    seen,
    stored_number,
)

_Value = TypeVar("_Value")


class Style(NamedTuple):
    """How a cell is printed: its number format, whether it has a border, its font, and the colour behind its text."""

    code: str = ""
    framed: bool = False
    font: Run = Run()
    ground: str = WHITE


class Book(NamedTuple):
    """What the sheets of a workbook share: the strings in runs, the styles of cells, and how days are counted."""

    strings: list[list[Run | str]]
    styles: list[Style]
    since_1904: bool

    def style(self, number: int) -> Style:
        return self.styles[number] if number < len(self.styles) else Style()


def sheets(content: bytes) -> Iterator[Sheet | Note]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        workbook = part_of(package, "xl/workbook.xml")
        properties = workbook.find("{*}workbookPr")
        since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        book = Book(_shared_strings(package), _styles(package), since_1904)
        targets = {link.get("Id"): link.get("Target", "") for link in part_of(package, "xl/_rels/workbook.xml.rels")}
        for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
            name = sheet.get("name", "")
            link = next((value for key, value in sheet.attrib.items() if etree.QName(key).localname == "id"), "")
            path = normpath(join("xl", targets.get(link, ""))).lstrip("/")
            if sheet.get("state", "visible") != "visible":
                yield hidden_sheet(name)
            elif "/worksheets/" in path and path in package.namelist():
                check_part(path, package.getinfo(path).file_size)
                with package.open(path) as part:
                    yield _xlsx_sheet(part, name, book)


def _shared_strings(package: zipfile.ZipFile) -> list[list[Run | str]]:
    path = next((name for name in package.namelist() if name.lower() == "xl/sharedstrings.xml"), None)
    return [_rich_text(entry) for entry in part_of(package, path).iterfind("{*}si")] if path else []


def _rich_text(entry: etree._Element) -> list[Run | str]:
    """The runs of a text, those without a font of their own as mere strings, without the phonetic guide (rPh) above them."""
    runs: list[Run | str] = [_unescaped(text.text or "") for text in entry.iterchildren("{*}t")]
    for run in entry.iterchildren("{*}r"):
        font, text = run.find("{*}rPr"), _unescaped(run.findtext("{*}t") or "")
        runs.append(text if font is None else _font(font)._replace(text=text))
    return runs


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _unescaped(text: str) -> str:
    """The text with characters that XML cannot hold, written as _x000D_, in their place."""
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


def _font(font: etree._Element) -> Run:
    struck, shift, color = (font.find(f"{{*}}{name}") for name in ("strike", "vertAlign", "color"))
    shifts = {"superscript": "super", "subscript": "sub"}
    return Run(
        struck=struck is not None and struck.get("val", "1") not in ("0", "false"),
        shift=shifts.get(shift.get("val", ""), "") if shift is not None else "",
        color=_color(color),
        size=_size(font.find("{*}sz")),
    )


def _size(size: etree._Element | None) -> float:
    said = size.get("val", "") if size is not None else ""
    return float(said) if re.fullmatch(r"\d{1,3}(?:\.\d{1,3})?", said) else 0.0


def _color(color: etree._Element | None) -> str:
    """A colour as RRGGBB, or by its place in the theme; empty where the program chooses, so that the text is seen."""
    if color is None or color.get("auto") in ("1", "true"):
        return ""
    if color.get("rgb"):
        return str(color.get("rgb"))[-6:]
    if color.get("indexed"):
        return _INDEXED.get(color.get("indexed", ""), f"indexed {color.get('indexed')}")
    tint = float(color.get("tint", "0"))
    theme = color.get("theme", "")
    return WHITE if theme == "0" and abs(tint) < 0.1 else f"theme {theme} {tint:.2f}" if theme else ""


_INDEXED = {"0": "000000", "8": "000000", "1": WHITE, "9": WHITE, "64": "", "65": ""}


def _styles(package: zipfile.ZipFile) -> list[Style]:
    """Each cell style."""
    if "xl/styles.xml" not in package.namelist():
        return []
    styles = part_of(package, "xl/styles.xml")
    codes = {int(code.get("numFmtId", "0")): code.get("formatCode", "") for code in styles.iterfind("{*}numFmts/{*}numFmt")}
    borders = [any(side.get("style", "none") != "none" for side in border) for border in styles.iterfind("{*}borders/{*}border")]
    fonts = [_font(font) for font in styles.iterfind("{*}fonts/{*}font")]
    grounds = [_ground(fill) for fill in styles.iterfind("{*}fills/{*}fill")]
    return [
        Style(
            codes.get(number := _number(style, "numFmtId"), BUILT_IN_FORMATS.get(number, "")),
            _at(borders, _number(style, "borderId"), False),
            _at(fonts, _number(style, "fontId"), Run()),
            _at(grounds, _number(style, "fillId"), WHITE),
        )
        for style in styles.iterfind("{*}cellXfs/{*}xf")
    ]


def _at(values: Sequence[_Value], at: int, default: _Value) -> _Value:
    return values[at] if 0 <= at < len(values) else default


def _number(style: etree._Element, name: str) -> int:
    return int(style.get(name, "0"))


def _ground(fill: etree._Element) -> str:
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return "gradient"
    if pattern.get("patternType", "none") == "none":
        return WHITE
    return _color(pattern.find("{*}fgColor")) or "pattern"


_READ = ("{*}row", "{*}col", "{*}mergeCell", "{*}sheetView")


def _xlsx_sheet(part: IO[bytes], name: str, book: Book) -> Sheet:
    sheet = Sheet(name, {}, set(), [], set(), set(), [])
    row = -1
    for _, element in etree.iterparse(part, tag=_READ, resolve_entities=False, no_network=True):
        kind = element.tag.rpartition("}")[2]
        if kind == "row":
            row = _read_row(element, row, book, sheet)
            element.clear()
        elif kind == "mergeCell":
            first, _, last = element.get("ref", "A1").partition(":")
            sheet.merged.append(Range(*_position(first, (0, 0)), *_position(last or first, (0, 0))))
        elif kind == "sheetView":
            sheet.shows_noughts = element.get("showZeros", "1") in ("1", "true")
        elif _is_hidden(element, "width", NARROWEST_COLUMN):
            sheet.hidden_columns.update(range(int(element.get("min", "1")) - 1, min(int(element.get("max", "1")), MAX_SHEET_COLUMNS)))
    return sheet


def _read_row(element: etree._Element, above: int, book: Book, sheet: Sheet) -> int:
    """The number of a row, or of its last cell where that tells another, behind one; its cells go into the sheet."""
    row, column = int(element.get("r", above + 2)) - 1, -1
    if _is_hidden(element, "ht", LOWEST_ROW):
        sheet.hidden_rows.add(row)
    for cell in element.iterchildren("{*}c"):
        row, column = at = _position(cell.get("r"), (row, column + 1))
        check_limits(sheet.name, 0, 0, len(sheet.texts))
        style = book.style(int(cell.get("s", "0")))
        if style.framed:
            sheet.framed.add(at)
        text = _xlsx_text(cell, book, style, at, sheet)
        if text.strip():
            sheet.texts[at] = text
    return row


def _is_hidden(element: etree._Element, size: str, least: float) -> bool:
    """Whether a row or column is hidden, or so low or narrow that nothing of it is seen."""
    stated = element.get(size, "")
    return element.get("hidden") in ("1", "true") or (STORED_NUMBER.fullmatch(stated) is not None and float(stated) <= least)


def _position(reference: str | None, following: Position) -> Position:
    """Row and column from 0 of a reference such as B5; a cell without one follows its neighbour."""
    return (_referred(reference) if reference else None) or following


@lru_cache(maxsize=4096)
def _referred(reference: str) -> Position | None:
    match = CELL_REFERENCE.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


CELL_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


def _xlsx_text(cell: etree._Element, book: Book, style: Style, at: Position, sheet: Sheet) -> str:
    runs = _runs(cell, book, style, at, sheet)
    if runs == [""] or not runs:
        return ""
    if len(runs) == 1 and isinstance(runs[0], str) and style.font.is_plain:
        return runs[0]
    return seen([style.font._replace(text=run) if isinstance(run, str) else run for run in runs], style.ground, at, sheet)


def _runs(cell: etree._Element, book: Book, style: Style, at: Position, sheet: Sheet) -> list[Run | str]:
    """What a cell holds, in runs, those in the font of the cell as mere strings."""
    kind, value = cell.get("t", "n"), next(cell.iterchildren("{*}v"), None)
    stored = value.text if value is not None else None
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return _rich_text(inline) if inline is not None else []
    if not stored:
        if cell.find("{*}f") is not None and kind != "str":
            note = Note("formula_without_value", place=place_of(sheet.name, at))
            sheet.notes.append(note)
        return []
    if kind == "s":
        return book.strings[int(stored)] if int(stored) < len(book.strings) else []
    if kind == "b":
        return ["TRUE" if stored == "1" else "FALSE"]
    # What else a cell stores is a text: the result of a formula (str), an error (e), a date as ISO prints it (d).
    is_number = kind == "n" and STORED_NUMBER.fullmatch(stored)
    return [printed(stored_number(stored), style.code, book.since_1904, at, sheet) if is_number else stored]


STORED_NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?\s*")
