"""Sheets of an .ods or a flat .fods: the text as printed, numbers whole."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from reportlib.model import Note
from reportlib.readers.limits import MAX_SHEET_COLUMNS, MAX_SHEET_ROWS
from reportlib.readers.sheets.stored import (
    WHITE,
    Range,
    Run,
    Sheet,
    check_limits,
    check_part,
    hidden_sheet,
    part_of,
    plain_number,
    seen,
    stored_number,
)

STYLE, TABLE, OFFICE, TEXT, FO = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{part}:1.0}}" for part in ("style", "table", "office", "text", "xsl-fo-compatible")
)


class Style(NamedTuple):
    """How a cell or a piece of its text is printed: whether it has a border, its font, and the colour behind it."""

    framed: bool = False
    font: Run = Run()
    ground: str = WHITE
    hidden: bool = False


def sheets(content: bytes) -> Iterator[Sheet | Note]:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as package:
            root = part_of(package, "content.xml")
    else:  # a flat file, all of it one part
        check_part("the file", len(content))
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    styles = {style.get(f"{STYLE}name", ""): _style(style) for style in root.iter(f"{STYLE}style")}
    for table in root.iter(f"{TABLE}table"):
        name = table.get(f"{TABLE}name", "")
        if styles.get(table.get(f"{TABLE}style-name", ""), Style()).hidden:
            yield hidden_sheet(name)
        else:
            yield _ods_sheet(table, name, styles)


def _style(style: etree._Element) -> Style:
    cell, table = style.find(f"{STYLE}table-cell-properties"), style.find(f"{STYLE}table-properties")
    framed = cell is not None and any(key.startswith(f"{FO}border") and value != "none" for key, value in cell.attrib.items())
    ground = cell.get(f"{FO}background-color", "transparent") if cell is not None else "transparent"
    hidden = table is not None and table.get(f"{TABLE}display") == "false"
    return Style(framed, _font(style.find(f"{STYLE}text-properties")), ground.lstrip("#") if ground[0] == "#" else WHITE, hidden)


def _font(said: etree._Element | None) -> Run:
    if said is None:
        return Run()
    position, color = said.get(f"{STYLE}text-position", ""), said.get(f"{FO}color", "")
    struck = said.get(f"{STYLE}text-line-through-style", said.get(f"{STYLE}text-line-through-type", "none")) != "none"
    shift = "super" if re.match(r"super|[1-9]", position) else "sub" if re.match("sub|-", position) else ""
    hidden = said.get(f"{TEXT}display") == "none"
    size = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)pt", said.get(f"{FO}font-size", ""))
    return Run(struck=struck, shift=shift, color=WHITE if hidden else color.lstrip("#"), size=float(size[1]) if size else 0.0)


def _ods_sheet(table: etree._Element, name: str, styles: dict[str, Style]) -> Sheet:
    sheet = Sheet(name, {}, set(), [], set(), set(), [])
    column = 0
    for description in table.iter(f"{TABLE}table-column"):
        repeated = _count(description, "number-columns-repeated")
        if description.get(f"{TABLE}visibility", "visible") != "visible":
            sheet.hidden_columns.update(range(column, min(column + repeated, MAX_SHEET_COLUMNS)))
        column += repeated
    row = 0
    for line in table.iter(f"{TABLE}table-row"):
        repeated = _count(line, "number-rows-repeated")
        written = any(True for _ in line.iter(f"{TEXT}p"))
        if written:
            check_limits(name, row + repeated - len(sheet.hidden_rows), 0, 0)
        for order in range(repeated if written else 1):
            if line.get(f"{TABLE}visibility", "visible") != "visible":
                sheet.hidden_rows.add(row + order)
            _ods_row(line, row + order, sheet, styles)
            check_limits(name, 0, 0, max(len(sheet.texts), len(sheet.framed) // 4))
        row += repeated
    return sheet


def _count(element: etree._Element, name: str) -> int:
    """A number of repetitions or of cells spanned."""
    return max(1, min(int(element.get(f"{TABLE}{name}", "1")), 2**20))


def _ods_row(line: etree._Element, row: int, sheet: Sheet, styles: dict[str, Style]) -> None:
    column = 0
    for cell in line.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
        repeated = _count(cell, "number-columns-repeated")
        style = styles.get(cell.get(f"{TABLE}style-name", ""), Style())
        text = _ods_text(cell, style, styles, (row, column), sheet) if cell.tag == f"{TABLE}table-cell" else ""
        for order in range(min(repeated, MAX_SHEET_COLUMNS)):
            if text.strip():
                sheet.texts[row, column + order] = text
            if style.framed:
                sheet.framed.add((row, column + order))
        rows, columns = (_count(cell, f"number-{kind}-spanned") for kind in ("rows", "columns"))
        if rows > 1 or columns > 1:
            sheet.merged.append(Range(row, column, row + min(rows, MAX_SHEET_ROWS) - 1, column + min(columns, MAX_SHEET_COLUMNS) - 1))
        column += repeated


def _ods_text(cell: etree._Element, style: Style, styles: dict[str, Style], at: tuple[int, int], sheet: Sheet) -> str:
    """The text as printed and seen, but a number whole: a format may print it shorter than it is."""
    paragraphs = list(cell.iterchildren(f"{TEXT}p"))
    printed = "\n".join("".join(paragraph.itertext()) for paragraph in paragraphs)
    value = cell.get(f"{OFFICE}value")
    if cell.get(f"{OFFICE}value-type") == "float" and value is not None and re.search(r"\d", printed):
        before, behind = re.split(r"[-+]?\d[\d,.]*(?:[eE][-+]?\d+)?", printed, maxsplit=1)
        return seen(
            [style.font._replace(text=f"{before.strip()}{plain_number(stored_number(value))}{behind.strip()}")], style.ground, at, sheet
        )
    runs: list[Run] = []
    for paragraph in paragraphs:
        runs += [Run("\n")] * bool(runs)
        runs += _runs(paragraph, style.font, styles)
    return seen(runs, style.ground, at, sheet)


def _runs(element: etree._Element, font: Run, styles: dict[str, Style]) -> Iterator[Run]:
    """The pieces of a paragraph, each in the font of its span where it has one."""
    yield font._replace(text=element.text or "")
    for child in element:
        named = styles.get(child.get(f"{TEXT}style-name", ""), Style()).font
        yield from _runs(child, named if named != Run() else font, styles)
        yield font._replace(text=child.tail or "")
