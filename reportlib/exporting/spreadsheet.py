"""Files that spreadsheets open: CSV and workbooks in which no text of a report can become a formula, the same bytes at every run."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple
from unicodedata import east_asian_width

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

# What Excel, LibreOffice and WPS take for the beginning of a formula, full-width signs too; a number or a mere dash is none.
_STARTS_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
_HARMLESS = re.compile(r"[+\-－]?[0-9][0-9,]*(\.[0-9]+)?%?$|[-－—]+$")
MOST_ROWS, MOST_CHARACTERS = 1_048_576, 32_767  # of one sheet, of one cell
CUT = "…[cut]"
NUMBER_FORMATS = {
    "": "General",
    "件": "#,##0",
    "项": "#,##0",
    "万元": "#,##0.00####",
    "share": "0.0%",
    "ratio": "0.0%",
    "days": "0.0",
    "number": "#,##0.######",
}
_EPOCH = datetime(2000, 1, 1)


class Field(NamedTuple):
    """A column of a sheet: its header, its width in characters, the unit of its numbers where all rows share one, and whether texts wrap."""

    name: str
    width: int = 12
    unit: str = ""
    wraps: bool = True


class Measured(NamedTuple):
    """A number with a unit of its own, in a column whose rows differ in unit."""

    value: float | int
    unit: str


class Sheet(NamedTuple):
    """One sheet: a title and a note above the header where there are any, then the rows."""

    name: str
    fields: tuple[Field, ...]
    rows: Iterable[Sequence[object]]
    title: str = ""
    note: str = ""
    printed: int | None = None  # how many of the first columns go on paper; all where it is None


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """The rows as utf-8 with BOM; an empty field is a null, and text that would start a formula stands behind an apostrophe."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([guarded(name) for name in header])
        writer.writerows([_field(value) for value in row] for row in rows)
    return path


def guarded(text: str) -> str:
    """The text as a spreadsheet may open it: an apostrophe before whatever would start a formula.

    >>> guarded("=1+1"), guarded("-"), guarded("-3"), guarded("一、")
    ("'=1+1", '-', '-3', '一、')
    """
    bare = text.lstrip("'")
    return "'" + text if _STARTS_FORMULA.match(bare) and not (_HARMLESS.match(bare) and bare == text) else text


def guarded_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with all its text guarded."""
    texts = [name for name in frame if not pd.api.types.is_numeric_dtype(frame[name].dtype)]
    return frame.assign(**{name: frame[name].map(lambda value: guarded(value) if isinstance(value, str) else value) for name in texts})


def _field(value: object) -> object:
    if value is None or value is pd.NA or value != value:
        return ""
    return guarded(value) if isinstance(value, str) else value


def write_workbook(
    path: Path, sheets: Iterable[Sheet], *, cover: Mapping[str, Sequence[str]] | None = None, contents: str = "", title: str = ""
) -> Path:
    """The sheets as one .xlsx, behind a cover (title and lines) and a list of contents with links where they are asked for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "in_memory": False}) as book:
        book.set_properties({"title": title, "created": _EPOCH})
        book.set_calc_mode("auto")
        styles = _styles(book)
        sheets = list(sheets)
        if cover:
            _cover(book, styles, cover, title)
        if contents:
            _contents(book, styles, contents, sheets)
        for sheet in sheets:
            _write_sheet(book, styles, sheet, f"internal:'{contents}'!A1" if contents else "")
    return path


def _styles(book: xlsxwriter.Workbook) -> dict[str, Format]:
    text = {"text_wrap": True, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "note": book.add_format({"font_color": "#666666", "valign": "top"}),
        "header": book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1, **text}),
        "text": book.add_format(text),
        "quoted": book.add_format({**text, "quote_prefix": True}),
        "unwrapped": book.add_format({"valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        "link": book.add_format({"font_color": "#0B4F8A", "underline": 1}),
        **{f"number:{unit}": book.add_format({"num_format": shown, "valign": "top"}) for unit, shown in NUMBER_FORMATS.items()},
    }


def _cover(book: xlsxwriter.Workbook, styles: Mapping[str, Format], cover: Mapping[str, Sequence[str]], title: str) -> None:
    (name, lines) = next(iter(cover.items()))
    page = book.add_worksheet(name)
    page.hide_gridlines(2)
    page.set_column(0, 0, _COVER)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.write_string(1, 0, title, styles["title"])
    for row, line in enumerate(lines, 3):
        _make_room(page, row, [line], [_COVER])
        _write(page, row, 0, line, "", styles)


def _contents(book: xlsxwriter.Workbook, styles: Mapping[str, Format], name: str, sheets: Sequence[Sheet]) -> None:
    page = book.add_worksheet(name)
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 90)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, name, styles["title"])
    for row, sheet in enumerate(sheets, 2):
        page.write_url(row, 0, f"internal:'{sheet.name}'!A1", styles["link"], sheet.name)
        page.write_string(row, 1, sheet.title, styles["text"])


def _write_sheet(book: xlsxwriter.Workbook, styles: Mapping[str, Format], sheet: Sheet, back: str) -> None:
    """The sheet, and as many more as its rows need."""
    top = 3 if sheet.title else 0
    rows = iter(sheet.rows)
    for number in range(1, 1000):
        first = next(rows, None)
        if first is None and number > 1:
            return
        page = book.add_worksheet(sheet.name if number == 1 else f"{sheet.name[:27]}_{number}")
        _set_up(page, styles, sheet, top, back)
        held = chain([first], islice(rows, MOST_ROWS - top - 2)) if first is not None else iter(())
        last = _write_rows(page, styles, sheet, top + 1, held)
        page.autofilter(top, 0, max(last, top + 1), len(sheet.fields) - 1)
        if sheet.printed:
            page.print_area(0, 0, max(last, top + 1), sheet.printed - 1)


def _set_up(page: Worksheet, styles: Mapping[str, Format], sheet: Sheet, top: int, back: str) -> None:
    """Widths, frozen header, and A4 across with the header on every page; then title, note and header."""
    for column, field in enumerate(sheet.fields):
        page.set_column(column, column, field.width)
    page.freeze_panes(top + 1, 1)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    page.set_footer("&L&A&R&P / &N")
    if sheet.title:
        page.write_string(0, 0, sheet.title, styles["title"])
        page.write_string(1, 0, sheet.note, styles["note"])
    if back:
        page.write_url(2, 0, back, styles["link"], "←")
    _make_room(page, top, [field.name for field in sheet.fields], [field.width for field in sheet.fields])
    for column, field in enumerate(sheet.fields):
        _write(page, top, column, field.name, "", {**styles, "text": styles["header"]})


def _write_rows(page: Worksheet, styles: Mapping[str, Format], sheet: Sheet, start: int, rows: Iterator[Sequence[object]]) -> int:
    row = start - 1
    widths = [field.width if field.wraps else MOST_CHARACTERS for field in sheet.fields]
    unwrapped = {**styles, "text": styles["unwrapped"]}
    for row, values in enumerate(rows, start):
        _make_room(page, row, values, widths)
        for column, (value, field) in enumerate(zip(values, sheet.fields, strict=True)):
            _write(page, row, column, value, field.unit, styles if field.wraps else unwrapped)
    return row


def _make_room(page: Worksheet, row: int, values: Sequence[object], widths: Sequence[int]) -> None:
    """The row as high as its longest text needs in the width of its column: not every program finds that by itself."""
    lines = max(
        (_lines(value, width) for value, width in zip(values, widths, strict=True) if isinstance(value, str) and _may_wrap(value, width)),
        default=1,
    )
    if lines > 1:
        page.set_row(row, min(_LINE_HEIGHT * lines, _HIGHEST_ROW))


def _may_wrap(text: str, width: int) -> bool:
    """A quick look before the signs are measured; what does not wrap has all the width there is."""
    return width < MOST_CHARACTERS and (2 * len(text) > width or "\n" in text)


def _lines(text: str, width: int) -> int:
    """On how many lines a text stands in a column; a Chinese sign takes as much as two others."""
    return sum(max(1, -(-sum(1 + (east_asian_width(sign) in "WF") for sign in line) // width)) for line in text.split("\n"))


_LINE_HEIGHT, _HIGHEST_ROW = 15, 409  # points
_COVER = 84  # characters; as wide as A4 upright without making letters smaller


def _write(page: Worksheet, row: int, column: int, value: object, unit: str, styles: Mapping[str, Format]) -> None:
    """One cell by the type of its value; text is written as text whatever it looks like."""
    if isinstance(value, Measured):
        value, unit = value
    if value is None or value is pd.NA or value != value:
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value, styles["text"])
    elif isinstance(value, str):
        page.write_string(row, column, _short(value), styles["quoted" if guarded(value) != value else "text"])
    elif isinstance(value, date):
        page.write_datetime(row, column, value, styles["day"])
    else:
        page.write_number(row, column, value, styles[f"number:{unit}"])


def _short(text: str) -> str:
    """The text as long as a cell can hold, with a mark where it was cut."""
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - len(CUT)] + CUT
