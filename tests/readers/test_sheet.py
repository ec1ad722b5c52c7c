"""Workbooks: what a person sees in the sheet is what the Document holds."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from struct import pack

import pytest
from lxml import etree
from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from reportlib.errors import LimitExceeded, UnreadableFile
from reportlib.forms.rules.findings import of_note
from reportlib.model import UNREADABLE, Document, Grid, Paragraph, Place, Source
from reportlib.readers import read
from reportlib.readers.marks import STRUCK
from reportlib.readers.sheets import stored, xls, xlsx
from reportlib.text.numbers import read_number

SAMPLES = Path(__file__).parents[1] / "samples"
LINE = Side(style="thin")
FRAME = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)


def report_sheet(sheet: Worksheet) -> None:
    """A small report as agencies lay it out: titles and prose in merged rows, framed tables with merged cells, a hidden row."""
    rows = [
        ["试验县样例局2023年政府信息公开工作年度报告"],
        ["一、总体情况"],
        ["本表由程序生成，数字均为虚构。"],
        [],
        ["第二十条第（一）项"],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", 3, "1", 17],
        ["行政规范性文件", None, "/", 0],
        ["第二十条第（五）项"],
        ["信息内容", "本年处理决定数量"],
        ["行政许可", 23269],
        ["隐藏的一行", 99],
        ["行政事业性收费", 39910.330000000002],
        ["备注：数字为虚构"],
        [],
        ["三、收到和处理政府信息公开申请情况"],
        ["本年度办理结果", "予以公开", 0.5, "#REF!"],
        [None, "部分公开", date(2024, 1, 5), 1e15],
    ]
    for row in rows:
        sheet.append(row)
    for area in ("A1:D1", "A2:D2", "A3:D3", "A5:D5", "A9:D9", "B10:D10", "B11:D11", "B13:D13", "A16:D16", "A17:A18"):
        sheet.merge_cells(area)
    for frame in ("A5:D13", "A17:D18"):
        for line in sheet[frame]:
            for cell in line:
                cell.border = FRAME
    sheet["B13"].number_format = "0.00"
    sheet["C17"].number_format = "0%"
    sheet["D17"].data_type = "e"
    sheet["D7"].number_format = '0"件"'
    sheet.row_dimensions[12].hidden = True


def workbook(*fill: Callable[[Worksheet], None]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, function in enumerate(fill, 1):
        function(book.create_sheet(f"表{number}"))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def of(*rows: list[object]) -> Callable[[Worksheet], None]:
    def fill(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(row)

    return fill


def texts(block: object) -> object:
    return [[cell.text for cell in row] for row in block.rows] if isinstance(block, Grid) else block.text


def opened(content: bytes, name: str = "a.xlsx") -> Document:
    return read(Source(name, content))


REPORT = [
    "试验县样例局2023年政府信息公开工作年度报告",
    "一、总体情况",
    "本表由程序生成，数字均为虚构。",
    [
        ["第二十条第（一）项"],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "3", "1", "17件"],
        ["行政规范性文件", "", "/", "0"],
        ["第二十条第（五）项"],
        ["信息内容", "本年处理决定数量"],
        ["行政许可", "23269"],
        ["行政事业性收费", "39910.33"],
    ],
    "备注：数字为虚构",
    "三、收到和处理政府信息公开申请情况",
    [["本年度办理结果", "予以公开", "50%", "#REF!"], ["部分公开", "2024年1月5日", "1000000000000000"]],
]


def test_titles_prose_and_tables_come_apart() -> None:
    """Titles, headings, prose and remarks are paragraphs; framed rows, label rows among them, are grids; the hidden row is out."""
    assert [texts(block) for block in opened(workbook(report_sheet)).blocks] == REPORT


@pytest.mark.parametrize("name", ["synthetic-legacy.xls", "synthetic-sheet.ods"])
def test_other_workbooks_read_as_xlsx_does(name: str) -> None:
    """The same sheet saved as .xls and .ods gives the same blocks, spans and places; .ods stores its dates as printed."""
    document = opened((SAMPLES / name).read_bytes(), name)
    assert repr(document.blocks).replace("2024-01-05", "2024年1月5日") == repr(opened(workbook(report_sheet)).blocks)
    assert [note.rule for note in document.notes] == ["hidden_cells"]


def test_merged_cells_are_spans_with_true_places() -> None:
    """A merged cell spans its rows and columns, counted without hidden ones, and its place is that of the stored sheet."""
    grids = list(opened(workbook(report_sheet)).grids())
    label, fee = grids[0].rows[0][0], grids[0].rows[-1][1]
    assert (label.column_span, label.place) == (4, Place(sheet="表1", row=5, column=1))
    assert (fee.row, fee.column, fee.column_span, fee.place) == (7, 1, 3, Place(sheet="表1", row=13, column=2))
    assert grids[1].rows[0][0].row_span == 2
    assert grids[1].rows[1][0].column == 1


def test_a_merged_cell_hidden_in_part_still_shows() -> None:
    """A merged cell whose first column is hidden is printed in the visible ones."""

    def fill(sheet: Worksheet) -> None:
        of(["合并", None, None, "一"], ["藏", "二", "三", "四"])(sheet)
        sheet.merge_cells("A1:C1")
        sheet.column_dimensions["A"].hidden = True

    document = opened(workbook(fill))
    assert [texts(block) for block in document.blocks] == [[["合并", "一"], ["二", "三", "四"]]]
    assert of_note(document.notes[0]).message == "1 hidden columns left out"


def test_a_label_with_blank_figures_stays_in_an_unframed_table() -> None:
    """Without borders a row that holds only its label belongs to the table when rows with figures stand on both sides."""
    document = opened(workbook(of(["标题"], ["项目", "数量"], ["甲", 1], ["乙"], ["丙"], ["丁", 4])))
    assert [texts(block) for block in document.blocks] == ["标题", [["项目", "数量"], ["甲", "1"], ["乙", ""], ["丙", ""], ["丁", "4"]]]


def test_a_heading_between_unframed_tables_is_a_paragraph() -> None:
    """A numbered heading or a sentence is never a row of the table it stands between."""
    document = opened(workbook(of(["甲", 1], ["三、收到申请"], ["乙", 2], ["说明在此。"], ["丙", 3])))
    assert [texts(block) for block in document.blocks] == [[["甲", "1"]], "三、收到申请", [["乙", "2"]], "说明在此。", [["丙", "3"]]]


def test_a_line_of_words_in_several_cells_is_a_line_of_text() -> None:
    """填报单位 and 日期 side by side above a table are text, but a row of figures alone is a grid."""
    document = opened(workbook(of(["填报单位：试验局", None, "日期：2024年"], [], [1, 2, 3])))
    assert [texts(block) for block in document.blocks] == ["填报单位：试验局  日期：2024年", [["1", "2", "3"]]]


def test_a_hidden_sheet_is_left_out_and_said() -> None:
    """A hidden sheet gives no block and a note with its name."""
    book = Workbook()
    book.active.append(["甲", 1])
    hidden = book.create_sheet("去年")
    hidden.append(["甲", 2])
    hidden.sheet_state = "hidden"
    stream = BytesIO()
    book.save(stream)
    document = opened(stream.getvalue())
    assert [texts(block) for block in document.blocks] == [[["甲", "1"]]]
    assert [(note.rule, note.place.sheet) for note in document.notes] == [("hidden_sheet", "去年")]


def test_a_formula_without_stored_value_is_blank_and_said() -> None:
    """A program that writes formulas and never computes them leaves no figure; the note names the cell."""
    document = opened(workbook(of(["甲", "=1+1"])))
    assert texts(document.blocks[0]) == "甲"
    assert [(note.rule, note.place) for note in document.notes] == [("formula_without_value", Place(sheet="表1", row=1, column=2))]


@pytest.mark.parametrize(
    ("value", "code", "printed"),
    [
        (-3.0, "General", "-3"),
        (-0.0, "General", "0"),
        (1e22, "General", "10000000000000000000000"),
        (1e-7, "General", "0.0000001"),
        (0.1 + 0.2, "General", "0.3"),
        (39910.331, "#,##0.00", "39910.331"),
        (251000, '#,##0"元"', "251000元"),
        (12, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "12"),
        (0.853, "0.00%", "85.3%"),
        (2023, '0"年度"', "2023年度"),
        (45296, 'yyyy"年"m"月"', "2024年1月"),
        (45296, 'yyyy"年"', "2024年"),
        (45296.5, "yyyy/m/d h:mm", "2024年1月5日 12:00"),
        (7, "[红色]0", "7"),
        ("００７", "General", "００７"),
        (True, "General", "TRUE"),
    ],
)
def test_numbers_are_exact_and_read_as_printed(value: object, code: str, printed: str) -> None:
    """Integers without a point, floats whole at fifteen digits, units and percent signs of the format kept."""

    def fill(sheet: Worksheet) -> None:
        of(["项目", value, "末"], ["甲", 5, "乙"])(sheet)
        sheet["B1"].number_format = code

    assert texts(opened(workbook(fill)).blocks[0])[0][1] == printed


@pytest.mark.parametrize("code", ["0,", "0!.0,", "#,##0.00,,", '0"."0', "0-0000", '0"8"0'])
def test_a_format_that_prints_another_scale_is_said(code: str) -> None:
    """Of a format that shows thousands or 万, what is printed and what is stored are two readings; the cell is no number, and a note says why."""

    def fill(sheet: Worksheet) -> None:
        of(["收费", 251000], ["许可", 5])(sheet)
        sheet["B1"].number_format = code

    document = opened(workbook(fill))
    assert read_number(texts(document.blocks[0])[0][1]).status == UNREADABLE
    assert "251000" in texts(document.blocks[0])[0][1]
    assert [note.rule for note in document.notes] == ["scaled_number_format"]


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet above the limit of cells ends with a clear reason instead of minutes of work."""
    monkeypatch.setattr("reportlib.readers.sheets.stored.MAX_SHEET_CELLS", 10)
    with pytest.raises(LimitExceeded, match="too large"):
        opened(workbook(of(*[[1, 2, 3]] * 5)))


def test_a_stray_cell_at_the_far_end_is_refused_quickly() -> None:
    """One figure in the last cell of the sheet must not become a grid of seventeen milliards."""

    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["XFD1048576"] = "甲", 1

    with pytest.raises(LimitExceeded, match="sheet 表1"):
        opened(workbook(fill))


def test_endless_borders_do_not_widen_the_table() -> None:
    """Borders that go on below and beside the last text add no rows and no columns."""

    def fill(sheet: Worksheet) -> None:
        of(["甲", 1], ["乙", 2])(sheet)
        for line in sheet["A1:Z300"]:
            for cell in line:
                cell.border = FRAME

    assert [texts(block) for block in opened(workbook(fill)).blocks] == [[["甲", "1"], ["乙", "2"]]]


@pytest.mark.parametrize(
    ("name", "part", "printed"),
    [("a.xlsx", "xl/worksheets/sheet1.xml", ">17<"), ("a.xlsx", "xl/sharedStrings.xml", ">规章<"), ("a.ods", "content.xml", ">规章<")],
)
def test_an_external_entity_is_not_fetched(tmp_path: Path, name: str, part: str, printed: str) -> None:
    """XML that names a file of this machine gets nothing of it."""
    secret = tmp_path / "secret"
    secret.write_text("4711")
    content = workbook(report_sheet) if name == "a.xlsx" else (SAMPLES / "synthetic-sheet.ods").read_bytes()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream := BytesIO(), "w") as new:
        for member in old.namelist():
            written = old.read(member)
            if member == part:
                xml = written.decode().partition("?>")[2] or written.decode()
                written = f'<!DOCTYPE x [<!ENTITY x SYSTEM "{secret.as_uri()}">]>{xml.replace(printed, ">&x;<")}'.encode()
                assert b"&x;" in written
            new.writestr(member, written)
    assert "4711" not in str(opened(stream.getvalue(), name).blocks)


def test_a_cut_workbook_is_damaged() -> None:
    """A download that broke off is said to be damaged, as .xlsx and as .xls."""
    for content, name in ((workbook(report_sheet), "a.xlsx"), ((SAMPLES / "synthetic-legacy.xls").read_bytes(), "a.xls")):
        with pytest.raises(UnreadableFile, match=r"damaged|cut off"):
            opened(content[: len(content) // 2], name)


def test_strings_with_phonetic_guides_and_runs_are_whole() -> None:
    """A string in several runs is one text, and the guide above it is no part of it."""
    content = '<si xmlns="x"><r><t>20</t></r><r><t>23</t></r><rPh sb="0" eb="1"><t>nian</t></rPh></si>'
    assert xlsx._rich_text(etree.fromstring(content)) == ["20", "23"]


@pytest.mark.parametrize(("value", "text"), [(0.1 + 0.2, "0.3"), (39910.330000000002, "39910.33"), (1234.5, "1234.5"), (100.0, "100")])
def test_the_tail_that_arithmetic_leaves_is_no_part_of_a_number(value: float, text: str) -> None:
    """A sum that a program stored with seventeen digits reads as the spreadsheet shows it."""
    assert stored.plain_number(value) == text


def record(kind: int, body: bytes = b"") -> bytes:
    return pack("<2H", kind, len(body)) + body


def font(struck: bool = False, escapement: int = 0) -> bytes:
    return record(0x0031, pack("<5H4B2B", 200, 8 * struck, 0, 400, escapement, 0, 0, 0, 0, 1, 0) + b"a")


def old_workbook(*cells: bytes, style: int = 0, looks: int = 0) -> bytes:
    """A workbook of one sheet with these records of cells, as a stream without the compound file around it."""
    begin, end = (lambda kind: record(0x0809, pack("<8H", 0x0600, kind, 0, 0, 0, 0, 0, 0))), record(0x000A)
    name = record(0x0085, pack("<I4B", 0, 0, 0, 2, 0) + b"ab")
    fonts = [font(), font(struck=True), font(escapement=1), font(escapement=2)]
    parts = [begin(0x0005), *fonts, record(0x00E0, pack("<2H", looks, style) + bytes(16)), name, end]
    offset = len(b"".join(parts))
    return b"".join(parts).replace(name, record(0x0085, pack("<I4B", offset, 0, 0, 2, 0) + b"ab")) + begin(0x0010) + b"".join(cells) + end


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        (0x0203, pack("<3Hd", 0, 0, 0, 39910.33), "39910.33"),
        (0x027E, pack("<3HI", 0, 0, 0, 23269 << 2 | 2), "23269"),
        (0x027E, pack("<3HI", 0, 0, 0, 2326901 << 2 | 3), "23269.01"),
        (0x027E, pack("<3Hi", 0, 0, 0, -3 << 2 | 2), "-3"),
        (0x027E, pack("<3H", 0, 0, 0) + pack("<d", 2.5)[4:], "2.5"),
        (0x0205, pack("<3H2B", 0, 0, 0, 0x17, 1), "#REF!"),
        (0x0205, pack("<3H2B", 0, 0, 0, 1, 0), "TRUE"),
        (0x0006, pack("<3Hd", 0, 0, 0, 7.0) + bytes(8), "7"),
        (0x0006, pack("<3H6BH", 0, 0, 0, 2, 0, 0x2A, 0, 0, 0, 0xFFFF) + bytes(8), "#N/A"),
        (0x0006, pack("<3H6BH", 0, 0, 0, 1, 0, 0, 0, 0, 0, 0xFFFF) + bytes(8), "FALSE"),
    ],
)
def test_records_of_old_workbooks(kind: int, body: bytes, text: str) -> None:
    """Numbers, packed numbers, booleans, errors and the results of formulas read as a person sees them."""
    (sheet,) = xls.sheets(old_workbook(record(kind, body)))
    assert isinstance(sheet, stored.Sheet)
    assert sheet.texts == {(0, 0): text}


@pytest.mark.parametrize(("style", "text"), [(14, "2024年1月5日"), (31, "2024年1月5日"), (9, "4529600%"), (0, "45296")])
def test_formats_that_an_old_workbook_need_not_spell_out(style: int, text: str) -> None:
    """A date in a format of Chinese Excel that stands nowhere in the file reads as a date."""
    (sheet,) = xls.sheets(old_workbook(record(0x0203, pack("<3Hd", 0, 0, 0, 45296.0)), style=style))
    assert isinstance(sheet, stored.Sheet)
    assert sheet.texts == {(0, 0): text}


@pytest.mark.parametrize(
    ("looks", "text", "struck"), [(0, {(0, 0): "12"}, []), (1, {}, ["struck_text"]), (2, {(0, 0): "¹²"}, []), (3, {(0, 0): "₁₂"}, [])]
)
def test_an_old_workbook_keeps_the_looks_of_its_figures(looks: int, text: dict[tuple[int, int], str], struck: list[str]) -> None:
    """A struck-out figure is left out and told, and a raised one is a note mark."""
    (sheet,) = xls.sheets(old_workbook(record(0x0203, pack("<3Hd", 0, 0, 0, 12.0)), looks=looks))
    assert isinstance(sheet, stored.Sheet)
    assert (sheet.texts, [kind for kind, _, _ in sheet.left_out]) == (text, [STRUCK] * len(struck))


def test_an_old_workbook_may_raise_or_strike_a_part_of_a_cell() -> None:
    """Of 18, 3 struck out and 1 raised only the 18 is a figure."""
    (sheet,) = xls.sheets(old_workbook(record(0x00D6, pack("<4HB", 0, 0, 0, 4, 0) + b"1831" + pack("<5H", 2, 2, 1, 3, 2))))
    assert isinstance(sheet, stored.Sheet)
    assert (sheet.texts, sheet.left_out) == ({(0, 0): "18¹"}, [(STRUCK, "3", (0, 0))])


def test_borders_of_an_old_workbook_that_go_on_to_its_last_row_are_no_cells() -> None:
    """Blank cells down to row 65536 do not make the sheet too large."""
    (sheet,) = xls.sheets(old_workbook(record(0x0203, pack("<3Hd", 0, 0, 0, 3.0)), record(0x0201, pack("<3H", 65535, 255, 0))))
    assert isinstance(sheet, stored.Sheet)
    assert sheet.texts == {(0, 0): "3"}


def test_paragraphs_know_their_cell() -> None:
    """A title leads back to its sheet, row and column."""
    first = next(opened(workbook(of([], [None, "标题"]))).paragraphs())
    assert first == Paragraph("标题", Place(sheet="表1", row=2, column=2))


@pytest.mark.parametrize("code", ["[White]0", "[Color2]#,##0", "[白色]0"])
def test_a_figure_in_a_white_format_is_no_figure(code: str) -> None:
    """A number format that prints in white prints nothing, and it is told."""

    def fill(sheet: Worksheet) -> None:
        of(["许可", 858])(sheet)
        sheet["B1"].number_format = code

    document = opened(workbook(fill))
    assert "858" not in str(document.blocks)
    assert [note.rule for note in document.notes] == ["hidden_text"]
