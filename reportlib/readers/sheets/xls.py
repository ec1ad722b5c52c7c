"""Sheets of an .xls or .et, by xlrd: values, formats, borders and merged cells as the workbook stores them."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise
from os import devnull

import xlrd
from xlrd.book import Book
from xlrd.compdoc import CompDocError
from xlrd.formatting import XF, std_format_strings
from xlrd.sheet import Cell

from reportlib.errors import UnreadableFile
from reportlib.model import Note
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
    hidden_sheet,
    printed,
    seen,
)

# What xlrd raises on a workbook that is cut off or written wrongly.
_DAMAGE = (xlrd.XLRDError, CompDocError, struct.error, AssertionError, LookupError, ValueError, TypeError, AttributeError)
_FILLED = (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE, xlrd.XL_CELL_BOOLEAN, xlrd.XL_CELL_ERROR)

_RAISED, _LOWERED = 1, 2  # what a font says of its escapement


def sheets(content: bytes) -> Iterator[Sheet | Note]:
    """The visible worksheets, and a note for each hidden one."""
    book = _opened(content)
    for stored in book.sheets():
        yield hidden_sheet(stored.name) if stored.visibility else _sheet(book, stored)


def _opened(content: bytes) -> Book:
    try:
        return _book(content)
    except UnicodeDecodeError:  # a workbook of before 1997 that names no code page, or a wrong one
        return _book(content, encoding="gb18030")
    except _DAMAGE as error:
        if "encrypted" in str(error):
            remedy = "open it in Excel or WPS and save it without a password"
            raise UnreadableFile("the file is protected by a password", remedy=remedy) from error
        raise UnreadableFile("the workbook is damaged", found=str(error), remedy="open it in Excel or WPS and save it anew") from error


def _book(content: bytes, encoding: str | None = None) -> Book:
    with open(devnull, "w") as log:
        return xlrd.open_workbook(file_contents=content, logfile=log, encoding_override=encoding, formatting_info=True, ragged_rows=True)


def _sheet(book: Book, stored: xlrd.sheet.Sheet) -> Sheet:
    cells = {(row, column): cell for row in range(stored.nrows) for column, cell in enumerate(stored.row(row)) if cell.ctype}
    filled = [at for at, cell in cells.items() if cell.ctype in _FILLED]
    last_row, last_column = (max((at[axis] for at in filled), default=-1) for axis in (0, 1))
    check_limits(stored.name, last_row + 1, last_column + 1, len(filled))
    sheet = Sheet(
        stored.name,
        texts={},
        framed={at for at, cell in cells.items() if _is_framed(book, cell)},
        merged=[Range(top, left, bottom - 1, right - 1) for top, bottom, left, right in stored.merged_cells],
        hidden_rows={row for row, looks in stored.rowinfo_map.items() if looks.hidden or looks.height <= 20 * LOWEST_ROW},
        hidden_columns={column for column, looks in stored.colinfo_map.items() if looks.hidden or looks.width <= 256 * NARROWEST_COLUMN},
        notes=[],
        shows_noughts=bool(stored.show_zero_values),
    )
    for at in filled:
        text = _text(book, cells[at], stored.rich_text_runlist_map.get(at, ()), at, sheet)
        if text.strip():
            sheet.texts[at] = text
    return sheet


def _is_framed(book: Book, cell: Cell) -> bool:
    border = book.xf_list[cell.xf_index].border
    return any((border.left_line_style, border.right_line_style, border.top_line_style, border.bottom_line_style))


def _text(book: Book, cell: Cell, runs: Sequence[tuple[int, int]], at: Position, sheet: Sheet) -> str:
    """What the cell prints, as its fonts show it."""
    looks = book.xf_list[cell.xf_index]
    if cell.ctype == xlrd.XL_CELL_TEXT:
        starts = [(0, looks.font_index), *runs, (len(cell.value), looks.font_index)]
        pieces = [(number, cell.value[start:end]) for (start, number), (end, _) in pairwise(starts)]
    else:
        pieces = [(looks.font_index, _value(book, cell, at, sheet))]
    return seen([_run(book, number, text) for number, text in pieces], _ground(book, looks), at, sheet)


def _run(book: Book, font: int, text: str) -> Run:
    looks = book.font_list[font]
    shift = {_RAISED: "super", _LOWERED: "sub"}.get(looks.escapement, "")
    return Run(text, bool(looks.struck_out), shift, _color(book, looks.colour_index), looks.height / 20)


def _color(book: Book, index: int) -> str:
    """The colour as RRGGBB, empty where the program chooses it."""
    rgb = book.colour_map.get(index)
    return f"{rgb[0]:02X}{rgb[1]:02X}{rgb[2]:02X}" if rgb else ""


def _ground(book: Book, looks: XF) -> str:
    fill = looks.background
    return _color(book, fill.pattern_colour_index) or "pattern" if fill.fill_pattern else WHITE


def _value(book: Book, cell: Cell, at: Position, sheet: Sheet) -> str:
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return ("FALSE", "TRUE")[bool(cell.value)]
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR!"))
    return printed(float(cell.value), _format_code(book, cell), book.datemode == 1, at, sheet)


def _format_code(book: Book, cell: Cell) -> str:
    """The code of the cell's number format; one that is not spelt out is that of a Chinese Excel and not of an American one."""
    key = book.xf_list[cell.xf_index].format_key
    spelt_out = book.format_map[key].format_str if key in book.format_map else None
    if spelt_out and spelt_out != std_format_strings.get(key):
        return str(spelt_out)
    return BUILT_IN_FORMATS.get(key, spelt_out or "")
