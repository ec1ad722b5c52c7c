"""The review as a Word document to edit: real headings, real tables with repeated headers, charts with alternative texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from reportlib.compare.words import say
from reportlib.reviewing.content import Block, Heading, Picture, Prose, Review, Table, numeric_columns, shown

# Names only: Word takes its own fonts, and what a machine lacks is replaced by the system.
TEXT_FONT, TEXT_FONT_ZH, HEADING_FONT_ZH = "Times New Roman", "宋体", "黑体"
WIDTH = 17.0  # centimetres between the margins of A4
_FIXED = datetime(2000, 1, 1)


def write_word(review: Review, path: Path, pngs: dict[str, Path]) -> Path:
    """The document at that path; `pngs` holds the file of each picture by its name."""
    paper = Document()
    _set_page(paper)
    _set_fonts(paper, review.language)
    _set_properties(paper, review)
    paper.add_heading(review.title, 0)
    paper.add_paragraph(" · ".join(review.subtitle), style="Subtitle")
    captions = _Captions(paper, review.language)
    for number, section in enumerate(review.sections, 1):
        paper.add_heading(f"{number}. {section.heading}", 1)
        for block in section.blocks:
            _add(paper, block, captions, pngs)
    path.write_bytes(_same_bytes(paper))
    return path


def _set_page(paper: Paper) -> None:
    """A4 with margins of 2 cm, and the number of the page below."""
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_field(footer, "PAGE")


class _Captions:
    """Captions that are numbered, tables and figures each for themselves, by fields from which Word makes a list of them."""

    def __init__(self, paper: Paper, language: str) -> None:
        self.language = language
        self._paper = paper
        self._counts: Counter[str] = Counter()

    def add(self, kind: tuple[str, str], text: str) -> Paragraph:
        """The caption of the next one of a kind, given in Chinese and English."""
        named = say(self.language, *kind)
        self._counts[named] += 1
        caption = self._paper.add_paragraph(f"{named} ", style="Caption")
        _add_field(caption, f"SEQ {named} \\* ARABIC", str(self._counts[named]))
        caption.add_run(f"  {text}")
        return caption


_TABLE, _FIGURE = ("表", "Table"), ("图", "Figure")


def _add_field(paragraph: Paragraph, instruction: str, result: str = "") -> None:
    """A field with the result that is shown until a program works it out anew."""
    for mark in (_field_character("begin"), _instruction(instruction), _field_character("separate")):
        paragraph.add_run()._r.append(mark)
    paragraph.add_run(result)
    paragraph.add_run()._r.append(_field_character("end"))


def _field_character(kind: str) -> BaseOxmlElement:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def _instruction(text: str) -> BaseOxmlElement:
    mark = OxmlElement("w:instrText")
    mark.set(qn("xml:space"), "preserve")
    mark.text = text
    return mark


def _set_fonts(paper: Paper, language: str) -> None:
    """Western and Chinese font of every style that is used."""
    for name, size, chinese in (
        ("Normal", 10.5, TEXT_FONT_ZH),
        ("Title", 20, HEADING_FONT_ZH),
        ("Subtitle", 10, TEXT_FONT_ZH),
        ("Heading 1", 15, HEADING_FONT_ZH),
        ("Heading 2", 12, HEADING_FONT_ZH),
        ("Caption", 9.5, HEADING_FONT_ZH),
        ("List Bullet", 10.5, TEXT_FONT_ZH),
    ):
        style = cast(ParagraphStyle, paper.styles[name])
        style.font.name, style.font.size = TEXT_FONT, Pt(size)
        style.font.italic = False
        style.font.color.rgb = RGBColor(0x1C, 0x1C, 0x1C)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), chinese)
    paper.styles.element.find(f".//{qn('w:lang')}").set(qn("w:eastAsia"), "zh-CN")
    if language == "zh":
        paper.styles.element.find(f".//{qn('w:lang')}").set(qn("w:val"), "zh-CN")


def _set_properties(paper: Paper, review: Review) -> None:
    properties = paper.core_properties
    properties.title, properties.author, properties.comments = review.title, "", ""
    properties.language = "zh-CN" if review.language == "zh" else "en"
    properties.created = properties.modified = _FIXED


def _add(paper: Paper, block: Block, captions: _Captions, pngs: dict[str, Path]) -> None:
    if isinstance(block, Heading):
        paper.add_heading(block.text, 2)
    elif isinstance(block, Prose):
        for sentence in block.sentences:
            paragraph = paper.add_paragraph(sentence, style="List Bullet" if block.listed else None)
            _small(paragraph, 9 if block.quiet else 10.5)
    elif isinstance(block, Picture):
        _add_picture(paper, block, captions, pngs[block.name])
    else:
        _add_table(paper, block, captions)


def _small(paragraph: Paragraph, size: float) -> None:
    paragraph.paragraph_format.space_after = Pt(4)
    for run in paragraph.runs:
        run.font.size = Pt(size)


def _add_picture(paper: Paper, picture: Picture, captions: _Captions, png: Path) -> None:
    """The chart as wide as the page allows, with its title and its description for those who do not see it."""
    shape = paper.add_picture(str(png), width=Cm(min(WIDTH, 16.5)))
    properties = shape._inline.docPr
    properties.set("name", picture.name)
    properties.set("title", picture.chart.title)
    properties.set("descr", f"{picture.chart.title}. {picture.chart.alt}")
    paper.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.paragraphs[-1].paragraph_format.keep_with_next = True
    captions.add(_FIGURE, picture.chart.subtitle or picture.chart.title).alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_table(paper: Paper, table: Table, captions: _Captions) -> None:
    caption = captions.add(_TABLE, table.caption)
    caption.paragraph_format.keep_with_next = True
    grid = paper.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    grid.autofit = False
    widths = [Cm(WIDTH * width / sum(table.widths)) for width in table.widths]
    for column, width in zip(grid._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = width
    right = numeric_columns(table)
    _fill(grid.rows[0], table.columns, widths, right, bold=True)
    _mark(grid.rows[0], "w:tblHeader")
    for number, row in enumerate(table.rows):
        texts = tuple(shown(cell, captions.language) for cell in row)
        added = grid.add_row()
        _fill(added, texts, widths, right, bold=number in table.total)
        _mark(added, "w:cantSplit")
    note = paper.add_paragraph(table.note)
    _small(note, 8.5)


def _fill(row: _Row, texts: tuple[str, ...], widths: Sequence[Length], right: list[bool], *, bold: bool) -> None:
    cells = row._tr.tc_lst  # row.cells walks the whole table anew for each row
    for tc, text, width, at_right in zip(cells, texts, widths, right, strict=True):
        cell = _Cell(tc, row.table)
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(7.5 if len(texts) > 6 else 8.5), bold
        if at_right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _mark(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _same_bytes(paper: Paper) -> bytes:
    """The file with the time of every part fixed, so that the same review is the same file."""
    written, fixed = BytesIO(), BytesIO()
    paper.save(written)
    with ZipFile(written) as source, ZipFile(fixed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type = ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return fixed.getvalue()
