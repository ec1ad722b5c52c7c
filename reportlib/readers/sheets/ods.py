"""Sheets of an .ods: the text as printed, numbers whole."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from reportlib.model import Note
from reportlib.readers.limits import MAX_SHEET_COLUMNS, MAX_SHEET_ROWS
from reportlib.readers.sheets.stored import Range, Sheet, check_limits, hidden_sheet, part_of, plain_number


def sheets(content: bytes) -> Iterator[Sheet | Note]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        root = part_of(package, "content.xml")
    hidden = {
        style.get(f"{STYLE}name")
        for style in root.iter(f"{STYLE}style")
        if style.find(f"{STYLE}table-properties[@{TABLE}display='false']") is not None
    }
    framed = {style.get(f"{STYLE}name", "") for style in root.iter(f"{STYLE}style") if _has_border(style)}
    for table in root.iter(f"{TABLE}table"):
        name = table.get(f"{TABLE}name", "")
        if table.get(f"{TABLE}style-name") in hidden:
            yield hidden_sheet(name)
        else:
            yield _ods_sheet(table, name, framed)


STYLE, TABLE, OFFICE, TEXT, FO = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{part}:1.0}}" for part in ("style", "table", "office", "text", "xsl-fo-compatible")
)


def _has_border(style: etree._Element) -> bool:
    cell = style.find(f"{STYLE}table-cell-properties")
    return cell is not None and any(key.startswith(f"{FO}border") and value != "none" for key, value in cell.attrib.items())


def _ods_sheet(table: etree._Element, name: str, framed: set[str]) -> Sheet:
    sheet = Sheet(name, {}, set(), [], set(), set(), [])
    column = 0
    for description in table.iter(f"{TABLE}table-column"):
        repeated = int(description.get(f"{TABLE}number-columns-repeated", "1"))
        if description.get(f"{TABLE}visibility", "visible") != "visible":
            sheet.hidden_columns.update(range(column, min(column + repeated, MAX_SHEET_COLUMNS)))
        column += repeated
    row = 0
    for line in table.iter(f"{TABLE}table-row"):
        repeated = int(line.get(f"{TABLE}number-rows-repeated", "1"))
        for order in range(min(repeated, MAX_SHEET_ROWS) if any(True for _ in line.iter(f"{TEXT}p")) else 1):
            if line.get(f"{TABLE}visibility", "visible") != "visible":
                sheet.hidden_rows.add(row + order)
            _ods_row(line, row + order, sheet, framed)
            check_limits(name, 0, 0, len(sheet.texts))
        row += repeated
    return sheet


def _ods_row(line: etree._Element, row: int, sheet: Sheet, framed: set[str]) -> None:
    column = 0
    for cell in line.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
        repeated = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
        text = _ods_text(cell) if cell.tag == f"{TABLE}table-cell" else ""
        for order in range(min(repeated, MAX_SHEET_COLUMNS)):
            if text.strip():
                sheet.texts[row, column + order] = text
            if cell.get(f"{TABLE}style-name") in framed:
                sheet.framed.add((row, column + order))
        rows, columns = (int(cell.get(f"{TABLE}number-{kind}-spanned", "1")) for kind in ("rows", "columns"))
        if rows > 1 or columns > 1:
            sheet.merged.append(Range(row, column, row + rows - 1, column + columns - 1))
        column += repeated


def _ods_text(cell: etree._Element) -> str:
    """The text as printed, but a number whole: a format may print it shorter than it is."""
    printed = "\n".join("".join(paragraph.itertext()) for paragraph in cell.iterchildren(f"{TEXT}p"))
    value = cell.get(f"{OFFICE}value")
    if cell.get(f"{OFFICE}value-type") != "float" or value is None or not re.search(r"\d", printed):
        return printed
    before, behind = re.split(r"[-+]?\d[\d,.]*(?:E[-+]?\d+)?", printed, maxsplit=1)
    return f"{before.strip()}{plain_number(float(value))}{behind.strip()}"
