"""Sheets of an .xlsx: every value as stored, with what its number format prints around it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from posixpath import join, normpath
from typing import IO

from lxml import etree

from reportlib.model import Note
from reportlib.readers.limits import MAX_SHEET_COLUMNS
from reportlib.readers.sheets.stored import (
    BUILT_IN_FORMATS,
    Position,
    Range,
    Sheet,
    check_limits,
    hidden_sheet,
    part_of,
    place_of,
    printed,
)


def sheets(content: bytes) -> Iterator[Sheet | Note]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        shared = _shared_strings(package)
        formats, framed = _styles(package)
        workbook = part_of(package, "xl/workbook.xml")
        properties = workbook.find("{*}workbookPr")
        since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        targets = {link.get("Id"): link.get("Target", "") for link in part_of(package, "xl/_rels/workbook.xml.rels")}
        for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
            name = sheet.get("name", "")
            link = next((value for key, value in sheet.attrib.items() if etree.QName(key).localname == "id"), "")
            path = normpath(join("xl", targets.get(link, ""))).lstrip("/")
            if sheet.get("state", "visible") != "visible":
                yield hidden_sheet(name)
            elif "/worksheets/" in path and path in package.namelist():
                with package.open(path) as part:
                    yield _xlsx_sheet(part, name, shared, formats, framed, since_1904)


def _shared_strings(package: zipfile.ZipFile) -> list[str]:
    path = next((name for name in package.namelist() if name.lower() == "xl/sharedstrings.xml"), None)
    return [_rich_text(entry) for entry in part_of(package, path).iterfind("{*}si")] if path else []


def _rich_text(entry: etree._Element) -> str:
    """The text of all runs, without the phonetic guide (rPh) above them."""
    return "".join(text.text or "" for text in (*entry.iterfind("{*}t"), *entry.iterfind("{*}r/{*}t")))


def _styles(package: zipfile.ZipFile) -> tuple[list[str], list[bool]]:
    """Of each cell style its number format, and whether it has a border."""
    if "xl/styles.xml" not in package.namelist():
        return [], []
    styles = part_of(package, "xl/styles.xml")
    codes = {int(code.get("numFmtId", "0")): code.get("formatCode", "") for code in styles.iterfind("{*}numFmts/{*}numFmt")}
    borders = [any(side.get("style", "none") != "none" for side in border) for border in styles.iterfind("{*}borders/{*}border")]
    used = styles.findall("{*}cellXfs/{*}xf")
    formats = [codes.get(number, BUILT_IN_FORMATS.get(number, "")) for number in (int(style.get("numFmtId", "0")) for style in used)]
    return formats, [number < len(borders) and borders[number] for number in (int(style.get("borderId", "0")) for style in used)]


def _xlsx_sheet(part: IO[bytes], name: str, shared: list[str], formats: list[str], framed: list[bool], since_1904: bool) -> Sheet:
    sheet = Sheet(name, {}, set(), [], set(), set(), [])
    row = column = -1
    tags = ("{*}row", "{*}c", "{*}col", "{*}mergeCell")
    for event, element in etree.iterparse(part, events=("start", "end"), tag=tags, resolve_entities=False, no_network=True):
        kind = etree.QName(element).localname
        if event == "start" and kind == "row":
            row, column = int(element.get("r", row + 2)) - 1, -1
            if element.get("hidden") in ("1", "true"):
                sheet.hidden_rows.add(row)
        elif event == "end" and kind == "c":
            row, column = _position(element.get("r"), (row, column + 1))
            check_limits(name, 0, 0, len(sheet.texts))
            style = int(element.get("s", "0"))
            if style < len(framed) and framed[style]:
                sheet.framed.add((row, column))
            code = formats[style] if style < len(formats) else ""
            text = _xlsx_text(element, shared, code, since_1904, (row, column), sheet)
            if text.strip():
                sheet.texts[row, column] = text
        elif event == "end" and kind == "col" and element.get("hidden") in ("1", "true"):
            sheet.hidden_columns.update(range(int(element.get("min", "1")) - 1, min(int(element.get("max", "1")), MAX_SHEET_COLUMNS)))
        elif event == "end" and kind == "mergeCell":
            first, _, last = element.get("ref", "A1").partition(":")
            sheet.merged.append(Range(*_position(first, (0, 0)), *_position(last or first, (0, 0))))
        elif event == "end" and kind == "row":
            element.clear()
    return sheet


def _position(reference: str | None, following: Position) -> Position:
    """Row and column from 0 of a reference such as B5; a cell without one follows its neighbour."""
    match = CELL_REFERENCE.fullmatch(reference or "")
    if not match:
        return following
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


CELL_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


def _xlsx_text(cell: etree._Element, shared: list[str], code: str, since_1904: bool, at: Position, sheet: Sheet) -> str:
    kind, stored = cell.get("t", "n"), cell.findtext("{*}v")
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return _rich_text(inline) if inline is not None else ""
    if not stored:
        if cell.find("{*}f") is not None and kind != "str":
            note = Note("formula_without_value", place=place_of(sheet.name, at))
            sheet.notes.append(note)
        return ""
    if kind == "s":
        return shared[int(stored)] if int(stored) < len(shared) else ""
    if kind == "b":
        return "TRUE" if stored == "1" else "FALSE"
    # What else a cell stores is a text: the result of a formula (str), an error (e), a date as ISO prints it (d).
    return printed(float(stored), code, since_1904, at, sheet) if kind == "n" and STORED_NUMBER.fullmatch(stored) else stored


STORED_NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?\s*")
