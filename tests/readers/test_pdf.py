"""PDFs as agencies publish them: drawn here stroke by stroke, and one real report where it is there."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from reportlib.errors import LimitExceeded, MissingDependency, UnreadableFile
from reportlib.model import Document, Grid, Paragraph, Source
from reportlib.readers.pages import pdf
from reportlib.readers.pages.typesetting import Glyph, lines_of

canvas = pytest.importorskip("reportlab.pdfgen.canvas")
from reportlab.lib.pdfencrypt import StandardEncryption  # noqa: E402
from reportlab.pdfbase import pdfmetrics  # noqa: E402
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: E402
from reportlab.pdfbase.ttfonts import TTFont  # noqa: E402

SAMPLE = Path(__file__).parents[3] / "shared/samples/hongze-2023.pdf"
ROWS = [["项目", "数量", "金额"], ["行政许可", "12", "3.50"], ["行政处罚", "7", "0"]]
# With a blank, which only rules can tell.
BLANK = [*ROWS, ["行政强制", "", "195"]]


@pytest.fixture(autouse=True, scope="module")
def font() -> None:
    zhplot = pytest.importorskip("zhplot")
    pdfmetrics.registerFont(TTFont("Noto", next(Path(zhplot.__file__).parent.rglob("*.ttf"))))
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def printed(draw: Callable[..., None], **settings: object) -> Source:
    """What the drawing prints, as a source."""
    out = BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 842), **settings)
    page.setFont("Noto", 10)
    draw(page)
    page.save()
    return Source("made.pdf", out.getvalue())


def read(draw: Callable[..., None], **settings: object) -> Document:
    return pdf.read(printed(draw, **settings))


def table(page: object, rows: list[list[str | None]], x: float = 100, y: float = 700, width: float = 60, height: float = 20) -> None:
    """A ruled table; None goes on with the cell above, and "<" with the cell on the left."""
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            left, top = x + column * width, y - row * height
            if text is not None or row == 0:
                page.line(left, top, left + width, top)
            if text != "<":
                page.line(left, top, left, top - height)
            if text and text != "<":
                for number, line in enumerate(text.split("\n")):
                    page.drawString(left + 4, top - 14 - 11 * number, line)
    page.line(x, y - len(rows) * height, x + len(rows[0]) * width, y - len(rows) * height)
    page.line(x + len(rows[0]) * width, y, x + len(rows[0]) * width, y - len(rows) * height)


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def paragraphs(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def test_a_ruled_table_keeps_spans_and_places() -> None:
    """Each cell has its anchor, spans, page, table, row and column."""
    (grid,) = read(lambda page: table(page, [["结果", "情况", "<"], [None, "维持", "纠正"], ["", "1", "23"]])).grids()
    assert texts(grid) == [["结果", "情况"], ["维持", "纠正"], ["", "1", "23"]]
    assert (grid.rows[0][0].row_span, grid.rows[0][1].column_span) == (2, 2)
    place = grid.rows[2][2].place
    assert (place.page, place.table, place.row, place.column) == (1, 1, 3, 3)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turned_page_reads_as_an_upright_one(degrees: int) -> None:
    """A wide table drawn sideways, with or without the page's own rotation, gives the same cells and order."""

    def draw(page: object) -> None:
        page.setPageRotation(degrees)
        page.translate(297, 421)
        page.rotate(degrees)
        page.drawString(-100, 150, "一、总体情况")
        table(page, BLANK, -100, 100)

    document = read(draw)
    assert [texts(grid) for grid in document.grids()] == [BLANK]
    assert paragraphs(document) == ["一、总体情况"]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_numbers_apart_stay_apart_on_a_turned_page(degrees: int) -> None:
    """A blank between two figures of one cell is read whichever way the page is turned: 12 34 is not 1234."""

    def draw(page: object) -> None:
        page.translate(297, 421)
        page.rotate(degrees)
        table(page, [["项", "数"], ["甲", "12 34"]], -100, 100)

    assert [texts(grid)[1][1] for grid in read(draw).grids()] == ["12 34"]


def _spread(page: object, y: float, words: dict[int, str]) -> None:
    for x, text in words.items():
        page.drawCentredString(x, y, text)


def test_names_broken_over_lines_of_a_table_without_rules_stand_over_their_columns() -> None:
    """Narrow columns break 商业企业 and 科研机构; 其他 stands between the lines, and each name is put over its own figures."""

    def draw(page: object) -> None:
        _spread(page, 712, {130: "自然人", 290: "总计"})
        _spread(page, 700, {210: "商业企", 250: "科研机"})
        _spread(page, 694, {170: "其他"})
        _spread(page, 688, {210: "业", 250: "构"})
        for row in range(4):
            _spread(page, 660 - 20 * row, {80: "甲乙丙", 130: "1", 170: "2件", 210: "3", 250: "0 4", 290: "10"})

    (grid,) = read(draw).grids()
    assert texts(grid)[0] == ["自然人", "其他", "商业企业", "科研机构", "总计"]
    assert texts(grid)[1] == ["甲乙丙", "1", "2件", "3", "0 4", "10"]
    assert [row[0].place.row for row in grid.rows] == [4, 5, 6, 7, 8]


def test_rules_as_thin_boxes_outlines_and_forms_are_the_same_table() -> None:
    """Filled boxes, stroked cell outlines and a form drawn elsewhere give the same cells."""

    def boxes(page: object) -> None:
        for row in range(5):
            page.rect(100, 700 - 20 * row, 180, 0.5, stroke=0, fill=1)
        for column in range(4):
            page.rect(100 + 60 * column, 620, 0.5, 80, stroke=0, fill=1)
        write(page)

    def outlines(page: object) -> None:
        for row in range(4):
            for column in range(3):
                page.rect(100 + 60 * column, 680 - 20 * row, 60, 20, stroke=1, fill=0)
        write(page)

    def write(page: object) -> None:
        for row, cells in enumerate(BLANK):
            for column, text in enumerate(cells):
                page.drawString(104 + 60 * column, 686 - 20 * row, text)

    def form(page: object) -> None:
        page.beginForm("table")
        page.setFont("Noto", 10)
        table(page, BLANK, 0, 100)
        page.endForm()
        page.translate(100, 500)
        page.doForm("table")

    for draw in (boxes, outlines, form):
        assert [texts(grid) for grid in read(draw).grids()] == [BLANK], draw.__name__


def test_text_drawn_twice_for_bold_is_read_once() -> None:
    """Overprint makes no second character, and two equal digits stay two, whoever finds the doubles first."""

    def draw(page: object) -> None:
        for shift in (0, 0.3):
            page.drawString(100 + shift, 700, "合计1100")

    assert paragraphs(read(draw)) == ["合计1100"]
    drawn = [Glyph(text, left, 10, left + 5, 20) for left, text in ((0, "1"), (5, "1"), (10, "0"), (0.4, "1"), (5.4, "1"), (10.4, "0"))]
    assert [line.text for line in lines_of(drawn)] == ["110"]


def test_text_drawn_in_any_order_is_read_by_place() -> None:
    """Numbers drawn column by column from the last to the first stand in their rows."""

    def draw(page: object) -> None:
        table(page, [["", "", ""]] * 3)
        for column in (2, 1, 0):
            for row in (2, 0, 1):
                for number, character in reversed(list(enumerate(ROWS[row][column]))):
                    page.drawString(104 + 60 * column + 10 * number, 686 - 20 * row, character)

    (grid,) = read(draw).grids()
    assert [["".join(text.split()) for text in row] for row in texts(grid)] == ROWS


def test_a_label_one_character_a_line_and_one_set_downwards_read_in_order() -> None:
    """A group label down many rows comes out in order, in one column or in two read from the right."""

    def draw(page: object) -> None:
        table(page, [["", "", "1"], [None, None, "2"], [None, None, "3"], [None, None, "4"]], height=30)
        for number, character in enumerate("三、本年度办理结果"):
            page.drawString(110, 685 - 11 * number, character)
        for number, character in enumerate("右列在前左列在后"):
            page.drawString(200 - 12 * (number // 4), 680 - 11 * (number % 4), character)

    (grid,) = read(draw).grids()
    one, two, _ = ("".join(text.split()) for text in texts(grid)[0])
    assert (one, two) == ("三、本年度办理结果", "右列在前左列在后")


def test_a_table_over_two_pages_is_one_with_its_group_labels_whole() -> None:
    """Parts join by their column edges over a page number, a group label goes on, each cell keeps its page."""

    def draw(page: object) -> None:
        table(page, [["（四）无法提供", "1.甲", "10"], [None, "2.乙", "3"]], y=140, width=100)
        page.drawCentredString(297, 30, "- 1 -")
        page.showPage()
        page.setFont("Noto", 10)
        table(page, [["", "3.丙", "0"], ["（五）其他", "1.丁", "1"]], y=780, width=100)
        page.drawCentredString(297, 30, "- 2 -")

    document = read(draw)
    (grid,) = document.grids()
    assert texts(grid) == [["（四）无法提供", "1.甲", "10"], ["2.乙", "3"], ["3.丙", "0"], ["（五）其他", "1.丁", "1"]]
    assert grid.rows[0][0].row_span == 3
    assert [row[-1].place.page for row in grid.rows] == [1, 1, 2, 2]
    assert paragraphs(document) == []


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        (["5.要求行政机关确认", "0", "1"], ["或重新出具", "", ""], True),
        (["5.要求行政机关确认", "0", "1"], ["6.重新出具", "", ""], False),
        (["行政许可", "5", "1"], ["行政处罚", "", ""], False),
        (["5.要求行政机关确认", "0", "1"], ["或重新出具", "2", ""], False),
        (["5.要求行政机关确认", "", ""], ["或重新出具", "2", "1"], True),
        (["5.要求行政机关确认", "", ""], ["6.重新出具", "2", "1"], False),
        (["5.要求确认", "", ""], ["", "2", "1"], True),
        (["5.要求确认", "3", ""], ["", "2", "1"], False),
    ],
)
def test_a_row_cut_by_the_page_is_one_and_two_rows_stay_two(above: list[str], below: list[str], joined: bool) -> None:
    """Only a wrapped label with an unnumbered rest, and figures on one of the pages, are joined; in doubt there are two rows."""

    def draw(page: object) -> None:
        table(page, [["项目", "甲", "乙"], above], y=100, width=98)
        page.showPage()
        page.setFont("Noto", 10)
        table(page, [below, ["七", "1", "1"]], y=780, width=98)

    (grid,) = read(draw).grids()
    whole = ["\n".join(part for part in parts if part) for parts in zip(above, below, strict=True)]
    assert texts(grid)[1] == (whole if joined else above)
    assert len(grid.rows) == (3 if joined else 4)


def test_a_repeated_heading_is_dropped_and_another_table_stays_apart() -> None:
    """The heading that Word prints again on the next page is no row; a table of other columns is another table."""

    def draw(page: object) -> None:
        table(page, ROWS[:2], y=100)
        page.showPage()
        page.setFont("Noto", 10)
        table(page, [ROWS[0], ROWS[2]], y=780)
        page.showPage()
        page.setFont("Noto", 10)
        table(page, [["1", "2", "3", "4"]], y=780, width=45)

    one, two = read(draw).grids()
    assert texts(one) == ROWS
    assert texts(two) == [["1", "2", "3", "4"]]


def test_page_numbers_and_running_heads_are_left_out_and_said() -> None:
    """Numbers in every dress and a line on each page are no text of the report; a figure in the text is."""

    def draw(page: object) -> None:
        for number, dress in enumerate(["— 1 —", "第 2 页 共 4 页", "P. 3", "4"], 1):
            page.setFont("Noto", 10)
            page.drawCentredString(297, 815, "某局年度报告")
            page.drawString(100, 600, f"第{number}项")
            page.drawString(100, 500, str(number))
            page.drawCentredString(297, 30, dress)
            page.showPage()

    document = read(draw)
    assert paragraphs(document) == [text for number in range(1, 5) for text in (f"第{number}项", str(number))]
    assert [note.rule for note in document.notes] == ["running_head"]


def test_lines_become_paragraphs_and_a_title_over_two_lines_is_one() -> None:
    """Full lines go on, an indented or numbered line begins anew, over the page too."""

    def draw(page: object) -> None:
        page.setFont("Noto", 22)
        page.drawCentredString(297, 760, "某市人民政府")
        page.drawCentredString(297, 730, "2023年政府信息公开工作年度报告")
        page.setFont("Noto", 10)
        page.drawString(120, 680, "开" * 37 + "20")
        page.drawString(100, 660, "23年完。")
        page.drawString(100, 640, "一、总体情况")
        page.drawString(100, 630, "句" * 40)
        page.drawString(100, 615, "（一）不缩进的标题")
        page.drawString(100, 600, "末" * 40)
        page.drawString(120, 585, "第" * 38)
        page.showPage()
        page.setFont("Noto", 10)
        page.drawString(100, 780, "二页。")

    assert paragraphs(read(draw)) == [
        "某市人民政府2023年政府信息公开工作年度报告",
        "开" * 37 + "2023年完。",
        "一、总体情况",
        "句" * 40,
        "（一）不缩进的标题",
        "末" * 40,
        "第" * 38 + "二页。",
    ]


def test_a_table_without_rules_is_read_by_alignment() -> None:
    """Columns are certain only where each row has a word in every one; else only the order is given."""

    def draw(rows: list[list[str]]) -> Callable[..., None]:
        def drawn(page: object) -> None:
            for row, cells in enumerate(rows):
                for column, text in enumerate(cells):
                    page.drawString(100 + 100 * column, 700 - 20 * row, text)

        return drawn

    (sure,) = read(draw(ROWS)).grids()
    assert sure.ruled and texts(sure) == ROWS
    (unsure,) = read(draw([*ROWS, ["行政强制", "", "5"]])).grids()
    assert not unsure.ruled and texts(unsure)[-1] == ["行政强制", "5"]


def sheet(page: object, left: list[str], right: list[str]) -> None:
    """Two pages beside each other on a sheet that is wider than high; their lines stand at different heights."""
    page.setPageSize((842, 595))
    page.setFont("Noto", 10)
    for x, top, lines in ((40, 540, left), (461, 533, right)):
        for number, line in enumerate(lines):
            page.drawString(x, top - 20 * number, line)


def test_two_pages_on_a_sheet_are_read_one_behind_the_other() -> None:
    """The right page follows the left one, and a table goes on there; a title over the middle, or figures alone, make no second page."""
    left, right = ["一、总体情况", "左页的一行文字共有这样多个字。"], ["二、主动公开", "右页的一行文字也有这样多个字。"]

    def draw(page: object) -> None:
        sheet(page, left, [])
        table(page, [["项目", "数量"], ["行政许可", "12"], ["行政处罚", "7"]], x=40, y=120)
        table(page, [["行政强制", "195"]], x=461, y=560)
        sheet(page, [], right)

    document = read(draw)
    assert paragraphs(document) == [*left, *right]
    assert [texts(grid) for grid in document.grids()] == [[["项目", "数量"], ["行政许可", "12"], ["行政处罚", "7"], ["行政强制", "195"]]]

    def one(page: object) -> None:
        page.drawString(380, 580, "某局年度报告")
        sheet(page, left, right)

    assert paragraphs(read(one)) == ["某局年度报告", left[0], right[0], left[1], right[1]]


def test_thick_rules_of_single_cells_part_a_table() -> None:
    """Four points are a border where they are the side of a cell, however short it is."""

    def draw(page: object) -> None:
        page.setLineWidth(4)
        table(page, BLANK)

    assert [texts(grid) for grid in read(draw).grids()] == [BLANK]


def test_encryption_damage_and_emptiness_have_clear_reasons() -> None:
    """A password to open is refused, one only against printing is not; rubbish and blank paper are named."""
    locked = printed(lambda page: table(page, ROWS), encrypt=StandardEncryption("user", "owner"))
    with pytest.raises(UnreadableFile, match="password"):
        pdf.read(locked)
    (grid,) = read(lambda page: table(page, ROWS), encrypt=StandardEncryption("", "owner", canPrint=0)).grids()
    assert texts(grid) == ROWS
    with pytest.raises(UnreadableFile, match="damaged"):
        pdf.read(Source("rubbish.pdf", b"%PDF-1.4 rubbish"))
    with pytest.raises(UnreadableFile, match="no text"):
        read(lambda page: page.rect(10, 10, 50, 50))


def test_more_pages_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit and what was found are in the message."""
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    with pytest.raises(LimitExceeded, match="at most 1; found 2"):
        read(lambda page: (page.showPage(), page.showPage()))


def test_a_broken_glyph_map_and_a_picture_are_not_read_as_text() -> None:
    """Text of private-use characters, and a page that is one picture, go to the reader of images or say what is missing."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    def broken(page: object) -> None:
        page.setFont("Helvetica", 10)
        page.drawString(100, 700, "ÀÉÎÕÜßàéîõüÿÀÉÎÕÜßàéîõüÿ")

    def picture(page: object) -> None:
        page.drawImage(ImageReader(Image.new("RGB", (200, 280), "white")), 0, 0, 595, 842)

    for draw, reason in ((broken, "glyph map"), (picture, "scanned picture")):
        with pytest.raises(MissingDependency, match=reason):
            read(draw)


def test_text_in_a_font_that_nobody_has_is_not_lost_silently() -> None:
    """Characters set one by one in a font neither in the file nor on this machine are read, or their loss is said."""

    def draw(page: object) -> None:
        page.setFont("STSong-Light", 10)
        page.drawString(100, 700, "政府信息公开")
        for number, character in enumerate("年度报告"):
            page.drawString(100 + 10 * number, 600, character)

    document = read(draw)
    assert paragraphs(document)[0] == "政府信息公开"
    assert "年度报告" in paragraphs(document) or [note.rule for note in document.notes] == ["text_not_read"]


def test_a_picture_among_text_pages_is_noted_and_the_rest_is_read() -> None:
    """Without the reader of images the text pages are read; with it, only the picture is given to it."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    from reportlib.readers.pages.unruled import Page

    def draw(page: object) -> None:
        table(page, ROWS)
        page.showPage()
        page.drawImage(ImageReader(Image.new("RGB", (200, 280), "white")), 0, 0, 595, 842)

    document = read(draw)
    assert [texts(grid) for grid in document.grids()] == [ROWS]
    assert [note.rule for note in document.notes] == ["page_not_read"]
    asked: list[int] = []

    def reader(_image: object, number: int, _dpi: float) -> Page:
        asked.append(number)
        return Page(number, 595, 842, [Glyph("读", 100, 100, 110, 110, 0.9)], [])

    document = pdf.read(printed(draw), reader)
    assert asked == [2] and paragraphs(document) == ["读"]
    assert document.source_format == "pdf"


@pytest.mark.skipif(not SAMPLE.exists(), reason="the real sample is not here")
def test_a_real_report_has_every_cell_in_its_row_and_column() -> None:
    """A six-page print from WPS with tables over three pages: all figures of the three statutory tables."""
    document = pdf.read(Source("sample.pdf", SAMPLE.read_bytes()))
    disclosures, requests, proceedings = document.grids()
    assert [cell.text for row in disclosures.rows for cell in row if cell.text.replace(".", "").isdigit()] == [
        "0", "0", "0", "0", "5", "5", "550", "4119", "195", "7730.28",
    ]  # fmt: skip
    figures = [[cell.text for cell in row if cell.column >= 3] for row in requests.rows[3:]]
    first = ["21", "0", "0", "4", "1", "0", "0", "0", "0", "1", "1", "0", "10", "3", "0", "1", "0", "0", "0", "0", "0", "21", "0"]
    assert figures == [[count, "0", "0", "0", "0", "0", count] for count in first]
    assert [cell.text for cell in proceedings.rows[3]] == ["10", "1", "0", "0", "0", "0", "0", "0", "0", "0", "5", "0", "0", "0", "0"]
    group = next(cell for row in requests.rows for cell in row if "".join(cell.text.split()) == "三、本年度办理结果")
    assert (group.row_span, {cell.place.page for row in requests.rows for cell in row}) == (20, {3, 4})
    assert all(isinstance(block, Paragraph | Grid) for block in document.blocks)
    assert document.blocks[0].text == "洪泽区人民政府2023年政府信息公开工作年度报告"
