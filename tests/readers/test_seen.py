"""PDFs whose text is not what the page shows: each trick gives the figure that is seen, or none and a note."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from reportlib.errors import LimitExceeded
from reportlib.forms.rules.findings import of_note
from reportlib.model import ERROR, Document, Source
from reportlib.readers.pages import pdf
from reportlib.readers.pages.pdf import seen
from reportlib.readers.pages.pdf.painted import _rows_between

canvas = pytest.importorskip("reportlab.pdfgen.canvas")
from PIL import Image, ImageDraw  # noqa: E402
from reportlab.lib.utils import ImageReader  # noqa: E402
from reportlab.pdfbase import pdfmetrics, ttfonts  # noqa: E402
from reportlab.pdfbase.ttfonts import TTFont  # noqa: E402

HEAD = ["项目", "本年处理决定数量"]
LABEL = "行政许可"
SEEN = "447228"
X, Y, WIDTH, HEIGHT = 100, 700, 120, 20
AT = X + WIDTH + 6, Y - HEIGHT - 14  # where the figure of the second row begins


@pytest.fixture(autouse=True, scope="module")
def font() -> None:
    zhplot = pytest.importorskip("zhplot")
    pdfmetrics.registerFont(TTFont("Noto", next(Path(zhplot.__file__).parent.rglob("*.ttf"))))


def sheet(figure: str | None = SEEN, rows: int = 4) -> Callable[[Any], None]:
    """Draws a ruled table whose second row holds the figure."""

    def draw(page: Any) -> None:
        page.setFont("Noto", 10)
        page.drawString(X, Y + 30, "二、主动公开政府信息情况")
        page.grid([X, X + WIDTH, X + 2 * WIDTH], [Y - HEIGHT * row for row in range(rows + 1)])
        for row in range(rows):
            label, value = HEAD if row == 0 else (LABEL, figure) if row == 1 else (f"第{row}项", str(row))
            page.drawString(X + 6, Y - HEIGHT * row - 14, label)
            if value:
                page.drawString(X + WIDTH + 6, Y - HEIGHT * row - 14, value)

    return draw


def printed(*draws: Callable[[Any], None], change: Callable[[bytes], bytes] | None = None) -> Document:
    out = BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 842), pageCompression=0)
    for draw in draws:
        draw(page)
        page.setFont("Noto", 10)
    page.save()
    content = out.getvalue()
    return pdf.read(Source("made.pdf", change(content) if change else content))


def figure(document: Document) -> str:
    """What the cell beside the label holds."""
    (grid,) = document.grids()
    return next("".join(row[1].text.split()) for row in grid.rows if row[0].text.strip() == LABEL)


def rules(document: Document) -> set[str]:
    return {note.rule for note in document.notes}


def white(page: Any) -> None:
    page.setFillColorRGB(1, 1, 1)
    page.drawString(AT[0] - 5, AT[1], "1")
    page.setFillColorRGB(0, 0, 0)


def transparent(page: Any) -> None:
    page.setFillAlpha(0.02)
    page.drawString(AT[0] - 5, AT[1], "1")
    page.setFillAlpha(1)


def invisible(page: Any) -> None:
    text = page.beginText(AT[0] - 5, AT[1])
    text.setTextRenderMode(3)
    text.textOut("1")
    page.drawText(text)


def tiny(page: Any) -> None:
    page.setFont("Noto", 1)
    page.drawString(AT[0] - 1, AT[1], "1")


def tiny_black_on_black(page: Any) -> None:
    page.rect(AT[0] - 5.6, AT[1] - 2, 5.4, 10, stroke=0, fill=1)
    page.drawString(AT[0] - 5, AT[1], "1")


def clipped(page: Any) -> None:
    page.saveState()
    path = page.beginPath()
    path.rect(10, 10, 20, 20)
    page.clipPath(path, stroke=0)
    page.drawString(AT[0] - 5, AT[1], "1")
    page.restoreState()


def covered_by_the_ground(page: Any) -> None:
    page.drawString(AT[0] + 45, AT[1], "9")
    page.setFillColorRGB(1, 1, 1)
    page.rect(AT[0] + 44, AT[1] - 3, 12, 12, stroke=0, fill=1)
    page.setFillColorRGB(0, 0, 0)


@pytest.mark.parametrize("trick", [white, transparent, invisible, tiny, tiny_black_on_black, clipped, covered_by_the_ground])
def test_what_cannot_be_seen_is_no_part_of_a_figure(trick: Callable[[Any], None]) -> None:
    """A digit beside the figure that no reader sees is left out, and told."""
    document = printed(sheet(), trick)
    assert figure(document) == SEEN
    assert rules(document) == {"hidden_text"}


def box(page: Any) -> None:
    page.setFillColorRGB(1, 1, 1)
    page.rect(AT[0] - 2, AT[1] - 3, 50, 13, stroke=0, fill=1)
    page.setFillColorRGB(0, 0, 0)


def picture(page: Any) -> None:
    page.drawImage(ImageReader(Image.new("RGB", (50, 13), "white")), AT[0] - 2, AT[1] - 3, 50, 13)


@pytest.mark.parametrize("cover", [box, picture])
@pytest.mark.parametrize("shift", [0, 2.5, 7])
def test_a_figure_painted_over_another_is_the_figure(cover: Callable[[Any], None], shift: float) -> None:
    """What lies under a white box or an opaque picture is not seen; what is painted later wins."""
    document = printed(sheet("40258"), cover, lambda page: page.drawString(AT[0] + shift, AT[1], SEEN))
    assert figure(document) == SEEN
    assert "hidden_text" in rules(document)


@pytest.mark.parametrize("shift", [0, 2.8, 5.6, 8])
def test_two_figures_at_one_place_are_neither(shift: float) -> None:
    """Where two numbers stand over each other nobody can say which counts: no number comes out."""
    document = printed(sheet("40258"), lambda page: page.drawString(AT[0] + shift, AT[1], SEEN))
    assert not figure(document).isdigit()


def test_a_picture_that_shows_another_figure_is_not_passed_over() -> None:
    """A picture with ink of its own over a figure makes the cell unreadable, with a finding that counts."""
    shown = Image.new("RGB", (200, 52), "white")
    ImageDraw.Draw(shown).text((10, 10), "447228", fill="black")
    document = printed(sheet("40258"), lambda page: page.drawImage(ImageReader(shown), AT[0] - 2, AT[1] - 3, 50, 13))
    assert not figure(document).isdigit() and figure(document)
    assert [of_note(note).severity for note in document.notes if note.rule == "covered_text"] == [ERROR]


def test_a_page_picture_over_the_text_is_for_the_reader_of_images() -> None:
    """A picture of a page painted over its text is read from the image, or the page is told as not read."""
    shown = Image.effect_noise((300, 420), 90)
    document = printed(
        sheet(), lambda page: page.showPage(), sheet("40258"), lambda page: page.drawImage(ImageReader(shown), 0, 0, 595, 842)
    )
    assert figure(document) == SEEN
    assert rules(document) == {"page_not_read"}


def annotation(content: bytes, *, ground: bytes = b"1 1 1 rg 0 0 60 14 re f 0 g ") -> bytes:
    """The PDF with a FreeText annotation over the figure that shows another."""
    drawn = ground + b"BT /F1 10 Tf 2 3 Td (447228) Tj ET"
    place = f"{AT[0] - 2} {AT[1] - 3} {AT[0] + 58} {AT[1] + 11}".encode()
    appearance = b"/Type/XObject/Subtype/Form/BBox[0 0 60 14]/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    annotated = re.sub(rb"(/Type /Page\b)", rb"\1 /Annots[900 0 R]", content, count=1)
    more = b"900 0 obj<</Type/Annot/Subtype/FreeText/F 4/Rect[" + place + b"]/Contents(447228)/DA(/F1 10 Tf)/AP<</N 901 0 R>>>>endobj\n"
    more += b"901 0 obj<<" + appearance + b"/Length %d>>stream\n%s\nendstream endobj\n" % (len(drawn), drawn)
    return annotated.replace(b"xref\n", more + b"nothing\n", 1).replace(b"startxref", b"start")


def test_what_is_written_over_a_figure_as_an_annotation_wins() -> None:
    """A FreeText annotation with a white ground replaces the figure under it; one where nothing stands is read."""
    assert figure(printed(sheet("40258"), change=annotation)) == SEEN
    assert figure(printed(sheet(None), change=annotation)) == SEEN
    assert not figure(printed(sheet("40258"), change=lambda content: annotation(content, ground=b""))).isdigit()


def layered(content: bytes, state: bytes = b"/OFF[800 0 R]") -> bytes:
    """The PDF with a layer whose marks stand in the drawing as `/OC /Layer BDC`."""
    catalog = b"/OCProperties<</OCGs[800 0 R]/D<<" + state + b">>>>"
    changed = re.sub(rb"(/Type /Catalog\b)", rb"\1 " + catalog, content, count=1)
    changed = re.sub(rb"(/Font 1 0 R\b)", rb"\1 /Properties<</Layer 800 0 R>>", changed)
    return changed.replace(b"xref\n", b"800 0 obj<</Type/OCG/Name(layer)>>endobj\nnothing\n", 1).replace(b"startxref", b"start")


def on_a_layer(page: Any) -> None:
    page._code.append("/OC /Layer BDC")
    page.drawString(AT[0] - 5.8, AT[1], "1")
    page._code.append("EMC")


def test_a_layer_that_is_off_is_not_seen_and_one_that_is_on_is() -> None:
    """The state of the layer decides whether its digit belongs to the figure."""
    assert figure(printed(sheet(), on_a_layer, change=layered)) == SEEN
    assert figure(printed(sheet(), on_a_layer, change=lambda content: layered(content, b"/ON[800 0 R]"))) == "1" + SEEN


def test_what_stands_outside_the_crop_box_is_not_seen() -> None:
    """A digit beyond the edge of the page as it is shown is left out."""
    document = printed(sheet(), lambda page: page.drawString(20, AT[1], "7"), lambda page: page.setCropBox((60, 0, 595, 842)))
    assert figure(document) == SEEN
    assert all("7" not in paragraph.text for paragraph in document.paragraphs())


def test_a_raised_small_digit_is_a_note_mark() -> None:
    """A digit of smaller size on a higher base line is a mark; one on the base line is a digit."""

    def raised(page: Any) -> None:
        page.setFont("Noto", 6)
        page.drawString(AT[0] + 36, AT[1] + 4, "1")

    assert figure(printed(sheet(), raised)) == SEEN + "¹"
    assert figure(printed(sheet(), lambda page: page.drawString(AT[0] + 36, AT[1], "1"))) == SEEN + "1"


def test_a_figure_with_a_line_through_it_counts_as_deleted() -> None:
    """Struck-out figures are left out and told, a corrected one beside them is read, an underlined one stays."""

    def struck(page: Any) -> None:
        page.line(AT[0] - 0.5, AT[1] + 3.4, AT[0] + 29, AT[1] + 3.4)
        page.drawString(AT[0] + 36, AT[1], SEEN)

    document = printed(sheet("40258"), struck)
    assert figure(document) == SEEN and "struck_text" in rules(document)
    assert figure(printed(sheet(), lambda page: page.line(AT[0], AT[1] - 1.5, AT[0] + 35, AT[1] - 1.5))) == SEEN


def diagonal(page: Any) -> None:
    page.saveState()
    page.setFillColorRGB(0.8, 0.8, 0.8)
    page.translate(X, Y - 4 * HEIGHT)
    page.rotate(30)
    page.setFont("Noto", 30)
    page.drawString(0, 0, "某某区政府2024")
    page.restoreState()


def in_rows(page: Any) -> None:
    page.setFillColorRGB(0.85, 0.85, 0.85)
    page.setFont("Noto", 18)
    for row in range(4):
        page.drawString(X + 20, Y - HEIGHT * row - 18, "某区政府内部资料")
    page.setFillColorRGB(0, 0, 0)


def of_digits(page: Any) -> None:
    page.setFillAlpha(0.15)
    page.setFont("Noto", 14)
    for row in range(4):
        page.drawString(AT[0] + 3, Y - HEIGHT * row - 16, "2024")
    page.setFillAlpha(1)


@pytest.mark.parametrize("mark", [diagonal, in_rows, of_digits])
def test_a_watermark_is_left_out_and_told(mark: Callable[[Any], None]) -> None:
    """Text that is turned, or pale and repeated across a table, is none of its cells."""
    for document in (printed(sheet(), mark), printed(mark, sheet())):
        assert figure(document) == SEEN
        assert rules(document) and rules(document) <= {"watermark", "hidden_text"}


def test_pale_and_white_figures_that_are_seen_are_read() -> None:
    """White figures on a dark cell and grey figures on paper are text."""

    def dark(page: Any) -> None:
        page.rect(X + WIDTH, Y - 2 * HEIGHT, WIDTH, HEIGHT, stroke=0, fill=1)
        page.setFillColorRGB(1, 1, 1)
        page.drawString(*AT, SEEN)
        page.setFillColorRGB(0, 0, 0)

    def grey(page: Any) -> None:
        page.setFillColorRGB(0.55, 0.55, 0.55)
        page.drawString(*AT, SEEN)

    for draw in (dark, grey):
        document = printed(sheet(None), draw)
        assert figure(document) == SEEN and not document.notes


def test_bold_by_overprint_stays_one_figure_beside_hidden_text() -> None:
    """A figure drawn twice for weight is neither hidden nor doubled when the page is looked at."""
    document = printed(sheet(), lambda page: page.drawString(AT[0] + 0.3, AT[1], SEEN), white)
    assert figure(document) == SEEN


def test_shaded_cells_thick_rules_and_rules_as_pictures_part_a_table() -> None:
    """Cells parted by white gaps, by lines of 4 points or by thin pictures are cells; a blank stays blank."""

    def texts(page: Any) -> None:
        page.setFillColorRGB(0, 0, 0)
        page.setFont("Noto", 10)
        for row, (label, value) in enumerate([HEAD, (LABEL, SEEN), ("行政处罚", ""), ("行政强制", "7")]):
            page.drawString(X + 6, Y - HEIGHT * row - 14, label)
            page.drawString(X + WIDTH + 6, Y - HEIGHT * row - 14, value)

    def shaded(page: Any) -> None:
        page.setFillColorRGB(0.9, 0.93, 0.97)
        for row in range(4):
            for column in range(2):
                page.rect(X + WIDTH * column, Y - HEIGHT * (row + 1), WIDTH - 2, HEIGHT - 2, stroke=0, fill=1)

    def thick(page: Any) -> None:
        page.setLineWidth(4)
        page.grid([X, X + WIDTH, X + 2 * WIDTH], [Y - HEIGHT * row for row in range(5)])

    def pictures(page: Any) -> None:
        dot = ImageReader(Image.new("RGB", (2, 2), "black"))
        for row in range(5):
            page.drawImage(dot, X, Y - HEIGHT * row, 2 * WIDTH, 1)
        for column in range(3):
            page.drawImage(dot, X + WIDTH * column, Y - 4 * HEIGHT, 1, 4 * HEIGHT)

    for draw in (shaded, thick, pictures):
        (grid,) = printed(draw, texts).grids()
        assert [[cell.text for cell in row] for row in grid.rows] == [HEAD, [LABEL, SEEN], ["行政处罚", ""], ["行政强制", "7"]], (
            draw.__name__
        )


@pytest.mark.parametrize("codes", ["1234567890", "0123457698", "0123486759", "0123456798"])
def test_digits_that_look_like_others_are_told(codes: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A map of codes that is shifted or has two digits exchanged makes a finding that counts; a right one makes none."""
    written = ttfonts.makeToUnicodeCMap
    exchanged = {ord(digit): ord(code) for digit, code in zip("0123456789", codes, strict=True)}
    monkeypatch.setattr(ttfonts, "makeToUnicodeCMap", lambda name, subset: written(name, [exchanged.get(code, code) for code in subset]))
    document = printed(sheet("9876543210"))
    assert figure(document) != "9876543210"
    assert [of_note(note).severity for note in document.notes if note.rule == "doubtful_digits"] == [ERROR]
    monkeypatch.undo()
    assert not printed(sheet("9876543210")).notes


def test_digits_of_common_typefaces_look_like_themselves() -> None:
    """No alarm for the built-in typefaces, small or bold."""
    for name in ("Helvetica", "Helvetica-Bold", "Times-Roman", "Times-BoldItalic", "Courier", "Courier-Bold"):

        def draw(page: Any, name: str = name) -> None:
            page.setFont(name, 8)
            page.drawString(100, 400, "0123456789")

        assert not printed(sheet(), draw).notes, name


def forms(*contents: str, packed: bool = True) -> bytes:
    """A PDF whose page paints the first of the forms; each may paint any of them by its name F0, F1, ..."""
    names = "".join(f"/F{number} {10 + number} 0 R" for number in range(len(contents)))
    parts = [
        "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R/Resources 4 0 R>>endobj",
        f"4 0 obj<</XObject<<{names}>>>>endobj",
        "5 0 obj<</Length 6>>stream\n/F0 Do\nendstream endobj",
    ]
    made = "\n".join(parts).encode()
    for number, content in enumerate(contents):
        stream = zlib.compress(content.encode()) if packed else content.encode()
        head = f"\n{10 + number} 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 4 0 R/Length {len(stream)}"
        made += (head + ("/Filter/FlateDecode" if packed else "") + ">>stream\n").encode() + stream + b"\nendstream endobj"
    return b"%PDF-1.5\n" + made + b"\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(
    "contents",
    [
        ["/F0 Do"],
        ["/F1 Do", "q /F0 Do Q /F0 Do"],
        [f"/F{number + 1} Do" for number in range(30)] + ["0 0 m"],
        ["/F1 Do " * 40, "/F2 Do " * 40, "/F3 Do " * 40, "0 0 m"],
    ],
)
def test_drawings_without_an_end_are_refused_before_they_are_drawn(contents: list[str], packed: bool) -> None:
    """Forms that paint themselves, in a circle, too deep or too often would keep the process busy or end it."""
    with pytest.raises(LimitExceeded, match="drawings too"):
        pdf.read(Source("made.pdf", forms(*contents, packed=packed)))


def test_forms_that_share_their_resources_are_no_circle() -> None:
    """Programs give all forms one list of names, the form's own among them; what it paints counts."""
    pdf.check_structure(forms("/F1 Do", "0 0 m 5 5 l S"))


def test_a_page_larger_than_any_wall_is_refused() -> None:
    """A page of a billion points is told, and not rendered."""
    out = BytesIO()
    page = canvas.Canvas(out, pagesize=(1e9, 1e9))
    page.drawString(10, 10, "1")
    page.save()
    with pytest.raises(LimitExceeded, match="too large"):
        pdf.read(Source("made.pdf", out.getvalue()))


def test_a_letter_of_a_kilometre_costs_no_more_than_another() -> None:
    """What a damaged font says of the size of a letter is not walked over square by square; the figures of the page are read."""
    assert len(_rows_between(-1e12, 1e12)) < 10_000
    assert not list(seen._buckets((0.0, 0.0, 1e9, 1e9))) and len(list(seen._buckets((0.0, 0.0, 10.0, 30.0)))) == 3

    def giant(page: Any) -> None:
        page.setFont("Noto", 3_000_000)
        page.drawString(-2e8, -2e8, "字")

    assert SEEN in {cell.text for grid in printed(sheet(), giant).grids() for row in grid.rows for cell in row}
