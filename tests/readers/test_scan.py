"""Scans: straightened, cut into cells by their lines, and never read where there is doubt."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from reportlib.errors import LimitExceeded, MissingDependency, UnreadableFile
from reportlib.model import Source
from reportlib.readers.pages import pdf, scan
from reportlib.readers.pages.scan import recognition

ROWS = [["项目", "数量", "金额"], ["行政许可", "12", "3.50"], ["行政处罚", "4119", "0"], ["行政强制", "", "195"]]


@pytest.fixture
def ocr() -> None:
    pytest.importorskip("rapidocr")
    pytest.importorskip("cv2")


def sheet(rows: list[list[str]], dpi: int = 150, turn: float = 0.0, noise: int = 0, top: int = 200, scribble: bool = False) -> Image.Image:
    """A scanned A4 page with a ruled table, laid askew, with the grain of a scanner."""
    zhplot = pytest.importorskip("zhplot")
    font = ImageFont.truetype(str(next(Path(zhplot.__file__).parent.rglob("*.ttf"))), round(11 * dpi / 72))
    page = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), 245)
    draw = ImageDraw.Draw(page)
    width, height = round(110 * dpi / 72), round(26 * dpi / 72)
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            left, above = 150 + column * width, top + row * height
            draw.rectangle((left, above, left + width, above + height), outline=20, width=2)
            draw.text((left + 10, above + 6), text, font=font, fill=20)
    if scribble:
        left, above = 150 + 2 * width, top + height
        for step in range(6, width - 12, 3):
            draw.line((left + step, above + 5 + (step * 7) % (height - 12), left + step + 9, above + height - 8 - (step * 5) % 20), 60, 2)
    page = page.rotate(turn, fillcolor=245, resample=Image.Resampling.BICUBIC)
    grain = Image.effect_noise(page.size, noise).point(lambda value: value) if noise else None
    return Image.blend(page, grain, 0.12) if grain else page


def source(*pages: Image.Image, name: str = "scan.tif") -> Source:
    out = BytesIO()
    kind = "TIFF" if name.endswith("tif") else "JPEG"
    more = {"save_all": True, "append_images": pages[1:]} if kind == "TIFF" else {"quality": 60}
    pages[0].save(out, kind, **more)
    return Source(name, out.getvalue())


def texts(document: object) -> list[list[list[str]]]:
    return [[["".join(cell.text.split()) for cell in row] for row in grid.rows] for grid in document.grids()]


@pytest.mark.parametrize("turn", [0.0, 1.6, -2.3])
def test_a_page_askew_and_grainy_gives_its_cells_with_confidence(ocr: None, turn: float) -> None:
    """All figures exact, a cell without ink blank and without confidence, the others with one."""
    document = scan.read(source(sheet(ROWS, turn=turn, noise=30), name="scan.jpg"))
    assert texts(document) == [ROWS]
    (grid,) = document.grids()
    assert document.source_format == "scan"
    assert [cell.confidence is None for row in grid.rows for cell in row] == [text == "" for row in ROWS for text in row]
    assert grid.rows[2][1].place.page == 1 and grid.rows[2][1].confidence > 0.8


def test_ink_that_cannot_be_read_is_marked_and_not_blank(ocr: None) -> None:
    """A scribble over a cell is neither a number nor a blank, and nobody is sure of it."""
    rows = [list(row) for row in ROWS]
    rows[1][2] = ""
    cell = next(scan.read(source(sheet(rows, scribble=True))).grids()).rows[1][2]
    assert cell.text != ""
    assert not cell.text.replace(".", "").isdigit() or cell.confidence < 0.5


def test_a_table_over_two_scanned_pages_is_one(ocr: None) -> None:
    """Pages lie differently on the glass, and the parts still join by their columns."""
    lower = sheet([["其他", "7", "8"]], turn=1.0, top=150)
    upper = sheet(ROWS, turn=-1.0, top=1300)
    (table,) = texts(scan.read(source(upper, lower)))
    assert table == [*ROWS, ["其他", "7", "8"]]


@pytest.mark.parametrize("degrees", [180, 90, 270])
def test_a_page_on_its_head_or_side_is_turned(ocr: None, degrees: int) -> None:
    """A sheet fed the wrong way round reads as one fed right."""
    assert texts(scan.read(source(sheet(ROWS).rotate(degrees, expand=True)))) == [ROWS]


def test_a_red_seal_over_a_table_is_taken_off_and_red_figures_stay(ocr: None) -> None:
    """What is printed under a seal is read; a figure in red ink is a figure."""
    page = sheet(ROWS).convert("RGB")
    draw = ImageDraw.Draw(page)
    draw.ellipse((300, 180, 530, 410), outline=(220, 30, 40), width=6)
    draw.line((340, 300, 490, 300), (220, 30, 40), 5)
    draw.line((415, 230, 415, 370), (220, 30, 40), 5)
    (grid,) = texts(scan.read(source(page)))
    assert [row[1:] for row in grid] == [row[1:] for row in ROWS]
    page = sheet(ROWS)
    red = Image.merge("RGB", (Image.new("L", page.size, 235), page, page))
    assert texts(scan.read(source(red))) == [ROWS]


def test_a_picture_without_the_shape_of_a_page_is_refused_before_it_is_scaled(ocr: None) -> None:
    """A line of 65,535 pixels would be scaled to a hundred gigabytes."""
    with pytest.raises(LimitExceeded, match="shape of a page"):
        scan.read(source(Image.new("L", (65500, 1), 255), name="a.jpg"))


def test_a_limit_that_strikes_inside_the_engine_comes_out_as_itself() -> None:
    """The engine wraps what is raised in it; the reader unwraps a limit, and tells any other failure as the file's."""

    def engine(limit: Exception) -> object:
        try:
            raise limit
        except Exception as error:
            raise RuntimeError("the engine's own") from error

    with pytest.raises(LimitExceeded, match="too long"):
        recognition.recognised(engine, LimitExceeded("too long"))
    with pytest.raises(UnreadableFile, match="OCR engine failed"):
        recognition.recognised(engine, ValueError("shape"))


def test_the_engine_does_not_call_its_maker(ocr: None) -> None:
    """Telemetry is off before the engine is loaded."""
    code = "import os; from reportlib.readers.pages.scan import recognition; recognition.ocr_tools(); print(os.environ['ORT_DISABLE_TELEMETRY'])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "1"


def test_a_pdf_of_pictures_is_read_by_the_same_reader(ocr: None) -> None:
    """An image-only PDF gives the same cells, and says that they were read from an image."""
    out = BytesIO()
    sheet(ROWS, turn=1.2).save(out, "PDF", resolution=150)
    document = pdf.read(Source("scan.pdf", out.getvalue()), scan.page)
    assert texts(document) == [ROWS]
    assert document.source_format == "scan" and document.notes[0].rule == "read_by_ocr"


def test_without_the_packages_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a picture nor a PDF of pictures is passed over silently."""
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    recognition.ocr_tools.cache_clear()
    out = BytesIO()
    Image.new("L", (600, 850), 255).save(out, "PDF")
    for read in (lambda: scan.read(source(Image.new("L", (600, 850), 255))), lambda: pdf.read(Source("a.pdf", out.getvalue()), scan.page)):
        with pytest.raises(MissingDependency, match=r'pip install "reportlib\[ocr\]"'):
            read()


def test_white_paper_damage_and_size_have_clear_reasons(ocr: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A blank sheet, bytes that are no picture, and a picture beyond the limit are refused by name."""
    recognition.ocr_tools.cache_clear()
    with pytest.raises(UnreadableFile, match="no text"):
        scan.read(source(Image.new("L", (600, 850), 255)))
    with pytest.raises(UnreadableFile, match="damaged"):
        scan.read(Source("a.png", b"\x89PNG\r\n\x1a\nrubbish"))
    monkeypatch.setattr(scan, "MAX_PIXELS", 1000)
    with pytest.raises(LimitExceeded, match="too large"):
        scan.read(source(Image.new("L", (600, 850), 255)))
