"""A report as a PDF with its font embedded, tables ruled and cut by pages as a word processor cuts them; and the same as a scan."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any, NamedTuple

from official_form import FormCell, FormTable, SetReport
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT = "NotoSansSC"
_MARGIN = 70.0
_BODY, _SMALL, _LEADING = 14.0, 9.0, 1.35
_PADDING = 2.5


@dataclass(frozen=True)
class Print:
    """How the pages look.

    rules: lines (one a cell edge), thick or dashed ones, strips (thin filled rectangles), pictures (one a cell edge), boxes (a stroked rectangle
    a cell), shades (cells filled with grey, gaps between them) or none. right: numbers stand at the right of their cells, labels at the left.
    landscape: the page is turned by the viewer. cut_rows: a page may end inside a row. page_line: {} becomes the number.
    break_numbers: a number wider than its cell goes on in the next line, where it is else set smaller.
    """

    rules: str = "lines"
    landscape: bool = False
    cut_rows: bool = False
    break_numbers: bool = False
    right: bool = False
    page_line: str = "- {} -"
    running_head: str = ""

    @property
    def size(self) -> tuple[float, float]:
        return (842.0, 595.0) if self.landscape else (595.0, 842.0)


def pdf_file(report: SetReport, look: Print | None = None) -> bytes:
    """The PDF of the report; the same report gives the same bytes."""
    out = BytesIO()
    look = look or Print()
    # A page with a rotation is given by the size it is seen in.
    draw_report(Canvas(out, pagesize=look.size, invariant=1), report, look)
    return out.getvalue()


def draw_report(canvas: Any, report: SetReport, look: Print) -> None:
    """Draw the report page by page on a canvas, of reportlab or of the same manners."""
    _font()
    pen = _Pen(canvas, look)
    for line in report.title:
        pen.line(line, 18.0, centred=True)
    for block in report.blocks():
        if isinstance(block, str):
            pen.prose(block)
        else:
            _table(pen, block)
    pen.finish()


def two_on_a_sheet(pdf: bytes) -> bytes:
    """Two pages of the PDF side by side on each sheet."""
    import pypdfium2
    import pypdfium2.raw

    pages, out = pypdfium2.PdfDocument(pdf), BytesIO()
    sheets = pypdfium2.PdfDocument(pypdfium2.raw.FPDF_ImportNPagesToOne(pages.raw, 842.0, 595.0, 2, 1))
    sheets.save(out)
    sheets.close()
    pages.close()
    return out.getvalue()


def scanned(pdf: bytes, dpi: int = 150, skew: float = 1.0, grain: float = 6.0, quality: int = 45, seed: int = 1) -> bytes:
    """The pages of a PDF as a scanner delivers them: pictures in a PDF, laid askew by so many degrees, with grain."""
    import numpy
    import pypdfium2
    from PIL import Image

    noise = numpy.random.default_rng(seed)
    pages = []
    document = pypdfium2.PdfDocument(pdf)
    for number in range(len(document)):
        page = document[number].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
        turned = page.rotate(skew if number % 2 == 0 else -skew / 2, resample=Image.Resampling.BICUBIC, fillcolor=255)
        grey = numpy.asarray(turned, dtype=float) * 0.9 + 18 + noise.normal(0, grain, (turned.height, turned.width))
        pages.append(Image.fromarray(grey.clip(0, 255).astype("uint8")))
    document.close()
    out = BytesIO()
    day = time.gmtime(1577836800)
    more = {"creationDate": day, "modDate": day, "producer": None}
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=quality, **more)
    return out.getvalue()


@cache
def _font() -> None:
    pdfmetrics.registerFont(TTFont(FONT, str(resources.files("zhplot") / "fonts" / "NotoSansSC-Regular.ttf")))


@dataclass
class _Pen:
    """Where on which page the next thing is drawn, counted from the lower edge of the page as it is seen."""

    canvas: Any
    look: Print
    page: int = 0
    y: float = field(default=0.0)

    def __post_init__(self) -> None:
        self.open_page()

    @property
    def width(self) -> float:
        return self.look.size[0] - 2 * _MARGIN

    @property
    def room(self) -> float:
        return self.y - _MARGIN

    def open_page(self) -> None:
        self.page += 1
        if self.look.landscape:
            self.canvas.setPageRotation(90)
            self.canvas.transform(0, 1, -1, 0, 595, 0)
        width, height = self.look.size
        self.y = height - _MARGIN
        self._print(self.look.page_line.format(self.page), width / 2, 40.0, _SMALL)
        if self.look.running_head:
            self._print(self.look.running_head, width / 2, height - 40.0, _SMALL)

    def _print(self, text: str, middle: float, y: float, size: float) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawCentredString(middle, y, text)

    def turn(self) -> None:
        self.canvas.showPage()
        self.open_page()

    def finish(self) -> None:
        self.canvas.showPage()
        self.canvas.save()

    def line(self, text: str, size: float, centred: bool = False) -> None:
        if self.room < size * _LEADING:
            self.turn()
        self.y -= size * _LEADING
        if centred:
            self._print(text, self.look.size[0] / 2, self.y, size)
        else:
            self.canvas.setFont(FONT, size)
            self.canvas.drawString(_MARGIN, self.y, text)

    def prose(self, text: str) -> None:
        for line in wrapped("\u3000\u3000" + text, self.width, _BODY):
            self.line(line, _BODY)


class _Band(NamedTuple):
    """A strip of one row on one page: which lines of its labels it shows, and whether its figures stand here."""

    row: int
    height: float
    first_line: int
    last_line: int
    figures: bool


class _Setting(NamedTuple):
    """A table as it is set: the edges of its columns on the page, and whether numbers wider than their cell are broken."""

    table: FormTable
    edges: list[float]
    break_numbers: bool

    def lines(self, cell: FormCell, column: int) -> list[str]:
        room = self.edges[column + cell.column_span] - self.edges[column] - 2 * _PADDING
        if cell.key:
            return (_broken(cell.text, room) if self.break_numbers else [cell.text]) if cell.text else []
        return wrapped(cell.text, room, _SMALL) if cell.text else []

    def line_count(self, row: int) -> int:
        cells = _beginning(self.table, row)
        return max((len(self.lines(cell, column)) for column, cell in cells if cell.row_span == 1), default=0) or 1

    def height(self, row: int) -> float:
        return self.line_count(row) * _SMALL * _LEADING + 2 * _PADDING


def _table(pen: _Pen, table: FormTable) -> None:
    setting = _Setting(table, _column_edges(table, pen.width), pen.look.break_numbers)
    pen.y -= 4.0
    if pen.room < sum(map(setting.height, range(min(table.header_rows + 1, len(table.rows))))):
        pen.turn()
    bands: list[_Band] = []
    for row in range(len(table.rows)):
        for band in _bands(pen, setting, row, sum(band.height for band in bands)):
            if sum(other.height for other in bands) + band.height > pen.room + 0.01:
                _draw(pen, setting, bands)
                pen.turn()
                bands = []
            bands.append(band)
    _draw(pen, setting, bands)
    pen.y -= 6.0


def _bands(pen: _Pen, setting: _Setting, row: int, used: float) -> Iterator[_Band]:
    """The row in one strip, or in two where the page ends inside it and the look allows to cut it there."""
    lines, height = setting.line_count(row), setting.height(row)
    room = pen.room - used
    fitting = int((room - 2 * _PADDING) / (_SMALL * _LEADING))
    if height <= room or not pen.look.cut_rows or fitting < 1 or row < setting.table.header_rows:
        yield _Band(row, height, 0, lines, True)
        return
    yield _Band(row, room, 0, fitting, True)
    yield _Band(row, (lines - fitting) * _SMALL * _LEADING + 2 * _PADDING, fitting, lines, False)


def _draw(pen: _Pen, setting: _Setting, bands: list[_Band]) -> None:
    """The strips that stand on this page, with the cells that cover them."""
    tops = [pen.y]
    for band in bands:
        tops.append(tops[-1] - band.height)
    for column, row, cell in _anchors(setting.table):
        places = [place for place, band in enumerate(bands) if row <= band.row < row + cell.row_span]
        if not places:
            continue
        box = (setting.edges[column], setting.edges[column + cell.column_span], tops[places[0]], tops[places[-1] + 1])
        _rule(pen, *box)
        band = bands[places[0]]
        texts = setting.lines(cell, column)
        if cell.row_span == 1 and not cell.key:
            _text(pen, texts[band.first_line : band.last_line], *box)
        elif band.row == row and band.figures:
            _text(pen, texts, *box)
    pen.y = tops[-1]


def _rule(pen: _Pen, left: float, right: float, upper: float, lower: float) -> None:
    canvas, rules = pen.canvas, pen.look.rules
    canvas.setLineWidth({"thick": 4.0, "dashed": 1.5}.get(rules, 0.5))
    edges = ((left, upper, right, upper), (left, lower, right, lower), (left, upper, left, lower), (right, upper, right, lower))
    if rules == "boxes":
        canvas.rect(left, lower, right - left, upper - lower, stroke=1, fill=0)
    elif rules == "shades":
        canvas.setFillGray(0.88)
        canvas.rect(left + 1.2, lower + 1.2, right - left - 2.4, upper - lower - 2.4, stroke=0, fill=1)
        canvas.setFillGray(0)
    elif rules in ("lines", "thick", "dashed"):
        if rules == "dashed":
            canvas.setDash(3, 3)
        for edge in edges:
            canvas.line(*edge)
    elif rules in ("strips", "pictures"):
        for x0, y0, x1, y1 in edges:
            box = min(x0, x1) - 0.24, min(y0, y1) - 0.24, abs(x1 - x0) + 0.48, abs(y1 - y0) + 0.48
            canvas.rect(*box, stroke=0, fill=1) if rules == "strips" else canvas.drawImage(_black(), *box)


@cache
def _black() -> ImageReader:
    from PIL import Image

    return ImageReader(Image.new("L", (2, 2), 0))


def _text(pen: _Pen, lines: list[str], left: float, right: float, upper: float, lower: float) -> None:
    """The lines in the middle of the cell or at its side, set smaller where one is wider than the cell."""
    widest = max((pdfmetrics.stringWidth(line, FONT, _SMALL) for line in lines), default=0.0)
    room = right - left - 2 * _PADDING
    pen.canvas.setFont(FONT, _SMALL * min(1.0, room / widest) if widest > room and not pen.look.break_numbers else _SMALL)
    step = _SMALL * _LEADING
    y = (upper + lower + len(lines) * step) / 2 - _SMALL
    for number, line in enumerate(lines):
        if not pen.look.right:
            pen.canvas.drawCentredString((left + right) / 2, y - number * step, line)
        elif re.fullmatch(r"[\d.,]+", line):
            pen.canvas.drawRightString(right - _PADDING, y - number * step, line)
        else:
            pen.canvas.drawString(left + _PADDING, y - number * step, line)


def _anchors(table: FormTable) -> Iterator[tuple[int, int, FormCell]]:
    return ((column, row, cell) for row in range(len(table.rows)) for column, cell in _beginning(table, row))


def _beginning(table: FormTable, row: int) -> Iterator[tuple[int, FormCell]]:
    return ((column, cell) for column, (cell, begins) in enumerate(_matrix(table)[row]) if begins)


@cache
def _matrix(table: FormTable) -> Any:
    return table.covering()


def _column_edges(table: FormTable, width: float) -> list[float]:
    """The left edge of every column, and the right edge of the last; columns of labels are wider beside figures."""
    labels = max((sum(cell.column_span for cell in row if not cell.key) for row in table.rows if any(cell.key for cell in row)), default=0)
    weights = [1.0] * table.width
    if table.name == "requests" and labels == 3:
        weights = [0.55, 1.3, 3.6] + [1.0] * (table.width - 3)
    edges = [_MARGIN]
    for weight in weights:
        edges.append(edges[-1] + width * weight / sum(weights))
    return edges


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in lines of at most this width; a number is not broken."""
    lines = [""]
    for piece in re.findall(r"[\d,.]+|.", text):
        if lines[-1] and pdfmetrics.stringWidth(lines[-1] + piece, FONT, size) > width:
            lines.append("")
        lines[-1] += piece
    return lines


def _broken(text: str, width: float) -> list[str]:
    """The number in lines of at most this width."""
    lines = [""]
    for digit in text:
        if lines[-1] and pdfmetrics.stringWidth(lines[-1] + digit, FONT, _SMALL) > width:
            lines.append("")
        lines[-1] += digit
    return lines
