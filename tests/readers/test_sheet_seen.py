"""What a workbook hides, strikes out or raises, by font, run or number format; and numbers that no spreadsheet can compute with."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from reportlib.errors import LimitExceeded
from reportlib.forms.rules.findings import of_note
from reportlib.model import Document, Note, Source
from reportlib.readers import read

NS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)


def xlsx(value: object, font: Font | None = None, fill: str = "", code: str = "") -> Document:
    book = Workbook()
    sheet = book.active
    sheet.append(["信息内容", "数量", "备注"])
    sheet.append(["行政许可", value, 3])
    sheet.append(["行政处罚", 5, 4])
    cell = sheet["B2"]
    if font:
        cell.font = font
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
    cell.number_format = code or cell.number_format
    stream = BytesIO()
    book.save(stream)
    return read(Source("a.xlsx", stream.getvalue()))


def ods(paragraph: str, styles: str = "", cell: str = "", rows: str = "") -> Document:
    content = (
        f"<office:document-content {NS}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="表1"><table:table-row><table:table-cell><text:p>许可</text:p></table:table-cell><table:table-cell {cell}>'
        f"<text:p>{paragraph}</text:p></table:table-cell><table:table-cell><text:p>3</text:p></table:table-cell></table:table-row>{rows}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
    return read(Source("a.ods", stream.getvalue()))


def shown(document: Document, row: int = 1) -> tuple[str, list[Note]]:
    return next(document.grids()).rows[row][1].text, [note for note in document.notes if note.rule in ("struck_text", "hidden_text")]


def rich(text: str, **font: object) -> CellRichText:
    return CellRichText("858", TextBlock(InlineFont(**font), text))


@pytest.mark.parametrize(
    ("document", "text", "rule"),
    [
        (lambda: xlsx(rich("9", strike=True)), "858", "struck_text"),
        (lambda: xlsx(rich("9", color="FFFFFFFF")), "858", "hidden_text"),
        (lambda: xlsx(rich("9", color="FF1F497D"), fill="1F497D"), "858", "hidden_text"),
        (lambda: xlsx(858, Font(strike=True)), "", "struck_text"),
        (lambda: xlsx(858, Font(color="FFFFFF")), "", "hidden_text"),
        (lambda: xlsx(858, Font(color="00FFFFFF")), "", "hidden_text"),
        (lambda: xlsx("858", Font(color="FF0000"), fill="FE0000"), "", "hidden_text"),
        (lambda: xlsx(858, code=";;;"), "", "hidden_text"),
        (lambda: xlsx(0, code="0;-0;;@"), "", "hidden_text"),
        (lambda: xlsx(-3, code="0;;0"), "", "hidden_text"),
        (lambda: xlsx(858, code="**;**;**"), "", "hidden_text"),
        (lambda: xlsx(rich("9", sz=1)), "858", "hidden_text"),
        (lambda: xlsx(858, Font(sz=1)), "", "hidden_text"),
    ],
)
def test_struck_out_and_hidden_figures_of_a_sheet_are_no_figures(document: object, text: str, rule: str) -> None:
    """A font, a run or a number format that strikes or hides a figure takes it away, and the note names the cell."""
    found, notes = shown(document())  # type: ignore[operator]
    assert found == text
    assert [(note.rule, of_note(note).severity, note.place.row, note.place.column) for note in notes] == [(rule, "warning", 2, 2)]


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (lambda: xlsx(rich("1", vertAlign="superscript")), "858¹"),
        (lambda: xlsx(rich("1", vertAlign="subscript")), "858₁"),
        (lambda: xlsx(rich("1", color="FF0000")), "8581"),
        (lambda: xlsx("858", Font(vertAlign="superscript")), "⁸⁵⁸"),
        (lambda: xlsx(858, Font(color="FFFFFF"), fill="1F497D"), "858"),
        (lambda: xlsx(0, code="0;-0"), "0"),
        (lambda: xlsx(858, code='0;"无";'), "858"),
        (lambda: xlsx(CellRichText(TextBlock(InlineFont(sz=11), "858"), TextBlock(InlineFont(sz=6), "1"))), "858¹"),
        (lambda: xlsx(rich("[2]", sz=6), Font(sz=10)), "858²"),
        (lambda: xlsx(CellRichText(TextBlock(InlineFont(sz=11), "858"), TextBlock(InlineFont(sz=9), "1"))), "8581"),
        (lambda: xlsx("858", Font(sz=5)), "858"),
        (lambda: xlsx(858, code="@"), "858"),
        (lambda: xlsx(0, code='_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '), "-"),
        (lambda: xlsx(0, code='0;-0;"无"'), "无"),
        (lambda: xlsx(7, code='_ * #,##0_ ;_ * -#,##0_ ;_ * "-"??_ ;_ @_ '), "7"),
        (lambda: xlsx(7, code='[=0]"-";0'), "7"),
        (lambda: xlsx(0, code='[=0]"-";0'), "-"),
        (lambda: xlsx(7, code='[>=10]0"件";0"项"'), "7项"),
        (lambda: xlsx(10, code='[>=10]0"件";0"项"'), "10件"),
        (lambda: xlsx(-7, code="0;(0)"), "-7"),
        (lambda: xlsx("858_x000D_"), "858"),
    ],
)
def test_what_is_seen_in_a_sheet_stays(document: object, text: str) -> None:
    """A raised digit beside a figure is a mark; other fonts, fills and formats leave the figure."""
    assert shown(document()) == (text, [])  # type: ignore[operator]


def laid_out(change: Callable[[Worksheet], None]) -> Document:
    """A sheet of three rows and three columns, changed."""
    book = Workbook()
    for row in (["信息内容", "数量", "备注"], ["行政许可", 858, 3], ["行政处罚", 0, 4]):
        book.active.append(row)
    change(book.active)
    stream = BytesIO()
    book.save(stream)
    return read(Source("a.xlsx", stream.getvalue()))


@pytest.mark.parametrize(
    ("change", "rows", "rule"),
    [
        (lambda sheet: setattr(sheet.row_dimensions[2], "height", 0.75), [["信息内容", "数量", "备注"], ["行政处罚", "0", "4"]], "hidden_cells"),
        (lambda sheet: setattr(sheet.column_dimensions["B"], "width", 0.05), [["信息内容", "备注"], ["行政许可", "3"], ["行政处罚", "4"]], "hidden_cells"),
        (lambda sheet: setattr(sheet.sheet_view, "showZeros", False), [["信息内容", "数量", "备注"], ["行政许可", "858", "3"], ["行政处罚", "", "4"]], "hidden_text"),
        (lambda sheet: setattr(sheet.row_dimensions[2], "height", 9), [["信息内容", "数量", "备注"], ["行政许可", "858", "3"], ["行政处罚", "0", "4"]], ""),
    ],
)  # fmt: skip
def test_rows_and_noughts_that_the_sheet_does_not_show_are_left_out_and_told(
    change: Callable[[Worksheet], None], rows: list[list[str]], rule: str
) -> None:
    """A row of no height, a column of no width and noughts that the view leaves blank are not what a reader sees."""
    found = laid_out(change)
    assert [[cell.text for cell in row] for row in next(found.grids()).rows] == rows
    assert [note.rule for note in found.notes] == ([rule] if rule else [])


SPAN = '858<text:span text:style-name="t1">9</text:span>'


def style(said: str, name: str = "t1", cell: str = "") -> str:
    return f'<style:style style:name="{name}"><style:table-cell-properties {cell}/><style:text-properties {said}/></style:style>'


@pytest.mark.parametrize(
    ("said", "text", "rules"),
    [
        ('style:text-line-through-style="solid"', "858", ["struck_text"]),
        ('fo:color="#ffffff"', "858", ["hidden_text"]),
        ('text:display="none"', "858", ["hidden_text"]),
        ('style:text-position="super 58%"', "858⁹", []),
        ('style:text-position="-33% 58%"', "858₉", []),
        ('fo:color="#ff0000"', "8589", []),
        ('fo:font-size="5pt"', "858⁹", []),
        ('fo:font-size="1pt"', "858", ["hidden_text"]),
        ('fo:font-size="9pt"', "8589", []),
    ],
)
def test_pieces_of_a_cell_of_ods(said: str, text: str, rules: list[str]) -> None:
    """Spans of a cell are looked at as runs of other formats are."""
    cell = style('fo:font-size="10pt"', "ce1")
    found, notes = shown(ods(SPAN, style(said) + cell, 'table:style-name="ce1"'), 0)
    assert (found, [note.rule for note in notes]) == (text, rules)


def test_a_struck_out_number_of_ods_is_no_figure() -> None:
    """The style of the whole cell counts for numbers too."""
    cell = 'table:style-name="ce1" office:value-type="float" office:value="858"'
    found, notes = shown(ods("858", style('style:text-line-through-style="solid"', "ce1"), cell), 0)
    assert (found, [note.rule for note in notes]) == ("", ["struck_text"])


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("12345678901234567", "12345678901234567"),
        ("1.2345678901234567E+18", "1234567890123456700"),
        ("39910.329999999998", "39910.33"),
        ("1e16", "10000000000000000"),
    ],
)
def test_numbers_of_more_than_fifteen_digits_are_not_rounded(stored: str, text: str) -> None:
    """What is stored is what is read, digit for digit; only the tail of arithmetic goes."""
    cell = f'office:value-type="float" office:value="{stored}"'
    assert shown(ods(stored, cell=cell), 0)[0] == text


def test_rows_repeated_without_end_are_refused() -> None:
    """A few bytes that stand for a milliard of rows are refused before they are laid out."""
    cell = "<table:table-cell><text:p>9</text:p></table:table-cell>"
    for repeated in ('table:number-rows-repeated="1000000000"', 'table:number-rows-repeated="19000"'):
        row = f"<table:table-row {repeated}>{cell}</table:table-row>"
        wide = row.replace("<table:table-cell>", '<table:table-cell table:number-columns-repeated="900">')
        with pytest.raises(LimitExceeded):
            ods("1", rows=wide)
