"""A report as a workbook (.xlsx) with merged cells; all on one sheet, or a sheet for each statutory table."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

from office_package import members, package
from official_form import FormCell, FormTable, SetReport
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

Stored = Callable[[FormCell], str | int | float | None]
"""What a cell of the sheet holds."""

_SHEETS = {"disclosures": "主动公开", "requests": "依申请公开", "proceedings": "复议诉讼"}
_LINE = Side(style="thin")


def workbook(report: SetReport, stored: Stored | None = None, one_sheet: bool = True) -> bytes:
    """The .xlsx; on several sheets the prose stands on the first and each table on its own."""
    book = Workbook()
    first = book.active
    first.title = "年度报告"
    sheets: dict[str, Worksheet] = {}
    at = {first.title: 1}
    for text in (*report.title, report.lead):
        _paragraph(first, at, text)
    for heading, content in report.sections:
        named = next((block.name for block in content if isinstance(block, FormTable)), None)
        sheet = first if one_sheet or named is None else sheets.setdefault(named, book.create_sheet(_SHEETS[named]))
        for block in (heading, *content):
            if isinstance(block, FormTable):
                _table(sheet, at, block, stored or as_number)
            elif block:
                _paragraph(sheet, at, block)
    return _fixed(book)


def as_number(cell: FormCell) -> str | int | float | None:
    """Figures as numbers where they are plain ones, all else as text."""
    if cell.key and re.fullmatch(r"-?(?:0|[1-9]\d*)", cell.text):
        return int(cell.text)
    if cell.key and re.fullmatch(r"-?\d+\.\d+", cell.text):
        return float(cell.text)
    return cell.text or None


def as_text(cell: FormCell) -> str | None:
    """Figures as text, as a sheet has them into which they were pasted."""
    return cell.text or None


def _paragraph(sheet: Worksheet, at: dict[str, int], text: str) -> None:
    row = at.get(sheet.title, 1)
    sheet.cell(row, 1, text)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=10)
    at[sheet.title] = row + 1


def _table(sheet: Worksheet, at: dict[str, int], table: FormTable, stored: Stored) -> None:
    top = at.get(sheet.title, 1)
    for down, row in enumerate(table.covering()):
        for across, (cell, begins) in enumerate(row):
            if begins:
                _cell(sheet, top + down, 1 + across, cell, stored(cell))
    at[sheet.title] = top + len(table.rows) + 1


def _cell(sheet: Worksheet, row: int, column: int, cell: FormCell, value: str | int | float | None) -> None:
    written = sheet.cell(row, column, value)
    written.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    written.border = Border(_LINE, _LINE, _LINE, _LINE)
    written.font = Font(name="宋体", size=10)
    if cell.row_span > 1 or cell.column_span > 1:
        bottom, right = row + cell.row_span - 1, column + cell.column_span - 1
        sheet.merge_cells(start_row=row, end_row=bottom, start_column=column, end_column=right)


def _fixed(book: Workbook) -> bytes:
    """The file without the moment at which it was made."""
    out = BytesIO()
    book.save(out)
    parts = members(out.getvalue())
    core = parts["docProps/core.xml"].decode()
    parts["docProps/core.xml"] = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2020-01-01T00:00:00Z", core).encode()
    return package(parts)
