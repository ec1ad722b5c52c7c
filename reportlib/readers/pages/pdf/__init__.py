"""PDF with text: every glyph that is seen and every ruled line where it is painted; pages that are pictures go to the reader of images."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import monotonic
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from reportlib.errors import LimitExceeded, MissingDependency, ReportError, UnreadableFile
from reportlib.model import Document, Note, Phrase, Place, Source
from reportlib.readers.limits import MAX_PAGE_SIDE
from reportlib.readers.pages import blocks
from reportlib.readers.pages.geometry import Extent
from reportlib.readers.pages.omissions import left_out, not_read, not_seen
from reportlib.readers.pages.pdf.characters import UNSEEN, characters, glyphs, turn
from reportlib.readers.pages.pdf.painted import SCAN_SHARE, Painted, painted
from reportlib.readers.pages.pdf.seen import sight
from reportlib.readers.pages.pdf.shapes import Shapes
from reportlib.readers.pages.pdf.structure import check_structure, has_layers
from reportlib.readers.pages.typesetting import UNREADABLE_MARK
from reportlib.readers.pages.unruled import Page
from reportlib.readers.pages.upright import Drawn, upright

MAX_PAGES = 300
MAX_GLYPHS = 200_000  # characters of one page
MAX_SECONDS, MAX_SCAN_SECONDS = 60.0, 120.0  # of a document, and more for each of its pages that is a picture
# A page with fewer characters than this over a picture of at least SCAN_SHARE of it is a scan with a stamp or a page number.
STAMP_GLYPHS = 20
# A page without characters but with so many painted paths has its text drawn as curves.
CURVES = 150
# A glyph map is broken if this share of a page's characters has no Unicode value, or none that a report is written in.
BROKEN_SHARE = 0.3
# A page's text lies under a picture if this share of it does; what a seal covers is less.
COVERED_SHARE = 0.1
# The text behind a scanned picture was guessed by a program that does not say how sure it was.
OCR_LAYER_CONFIDENCE = 0.5
# No report is written with it: neither ASCII, punctuation, signs nor Chinese characters (private and unmapped ones are among these).
IMPLAUSIBLE = re.compile("[^\x20-\x7e\xa0\xad°±²³·×÷\u2000-\u9fff\uf900-\ufaff\ufe10-\uffef\U00020000-\U0003ffff]")
SCAN_DPI, MAX_PIXELS = 250, 40_000_000
# Annotations that paint nothing on the page.
UNPAINTED = {pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP}

# Gives the page that an image (of the page number and dots per inch given) shows.
ImageReader = Callable[[Any, int, float], Page]


class Printed(NamedTuple):
    """A page as printed, what is to be told of it, and why its text cannot, or can in doubt only, be taken as its print."""

    page: Page
    notes: list[Note]
    refusal: str | None
    doubt: str | None = None


def read(source: Source, image_reader: ImageReader | None = None) -> Document:
    """The Document of a PDF: its text by place, its ruled tables with exact spans, its scanned pages by the reader of images."""
    try:
        check_structure(source.content)
        document = _opened(source)
        try:
            pages, notes, scanned = _pages(document, image_reader, layered=has_layers(source.content))
        finally:
            document.close()
    except ReportError as error:
        error.source = error.source or source.name
        raise
    body, remarks = blocks(pages)
    return Document("scan" if scanned == len(pages) else "pdf", body, notes=(*notes, *remarks))


def _opened(source: Source) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(source.content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFile("the PDF is encrypted with a password", remedy="save a copy without one") from error
        raise UnreadableFile("the PDF is damaged", found=str(error)) from error
    if len(document) > MAX_PAGES:
        raise LimitExceeded("the PDF has too many pages", expected=f"at most {MAX_PAGES}", found=str(len(document)))
    if document.get_formtype() != pdfium.FORMTYPE_NONE:
        document.init_forms()
    return document


def _pages(document: pypdfium2.PdfDocument, image_reader: ImageReader | None, *, layered: bool) -> tuple[list[Page], list[Note], int]:
    """The pages that could be read, notes of those that could not, and how many were read from images."""
    pages: list[Page] = []
    notes: list[Note] = []
    scanned = 0
    refused: ReportError | None = None
    deadline = monotonic() + MAX_SECONDS
    shapes = Shapes()
    for number in range(1, len(document) + 1):
        place = f"page {number}"
        if monotonic() > deadline:
            raise LimitExceeded("the PDF takes too long", place=place, expected=f"{MAX_SECONDS:.0f} s")
        try:
            page = _loaded(document, number)
            printed = _printed(page, number, shapes, layered=layered)
        except ReportError as error:
            error.place = place
            raise
        reason = printed.refusal or printed.doubt
        if reason is None or (printed.refusal is None and image_reader is None):
            pages.append(printed.page)
            notes += printed.notes
            continue
        deadline += MAX_SCAN_SECONDS
        try:
            pages.append(_from_image(page, number, image_reader, reason))
            scanned += 1
            notes.append(Note("read_by_ocr", {"reason": Phrase(reason)}, Place(page=number)))
        except MissingDependency as error:
            if printed.refusal is None:
                pages.append(printed.page)
                notes += printed.notes
                continue
            refused = refused or MissingDependency(error.problem, place=place, remedy=error.remedy)
            notes.append(not_read(error, number))
    if refused and not any(page.glyphs for page in pages):
        raise refused
    if not any(page.glyphs for page in pages):
        raise UnreadableFile("the PDF has no text and no picture of any")
    return pages, notes, scanned


def _loaded(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    """The page, with what people wrote on it and the values of its form fields painted on it."""
    try:
        page = document[number - 1]
        if max(page.get_width(), page.get_height()) > MAX_PAGE_SIDE:
            raise LimitExceeded("a page is too large", expected=f"at most {MAX_PAGE_SIDE:,.0f} points", found=f"{page.get_width():,.0f}")
        if _has_painted_annotations(page):
            pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile("a page of the PDF is damaged", found=str(error)) from error
    return page


def _has_painted_annotations(page: pypdfium2.PdfPage) -> bool:
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind not in UNPAINTED:
            return True
    return False


def _from_image(page: pypdfium2.PdfPage, number: int, image_reader: ImageReader | None, reason: str) -> Page:
    if image_reader is None:
        raise MissingDependency(reason, remedy='pip install "reportlib[ocr]"')
    scale = min(SCAN_DPI / 72, (MAX_PIXELS / max(1.0, page.get_width() * page.get_height())) ** 0.5)
    try:
        return image_reader(page.render(scale=scale).to_pil(), number, 72 * scale)
    except MissingDependency as error:
        raise MissingDependency(reason, remedy=error.remedy) from error


def _printed(page: pypdfium2.PdfPage, number: int, shapes: Shapes, *, layered: bool) -> Printed:
    """The page upright, in points from its top left corner, with only what is seen on it."""
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page.raw, bounds)
    box = (bounds.left, bounds.bottom, bounds.right, bounds.top)
    textpage = page.get_textpage()
    if textpage.count_chars() > MAX_GLYPHS:
        raise LimitExceeded("a page has too many characters", expected=f"at most {MAX_GLYPHS}")
    text, ink = characters(textpage.raw), painted(page.raw, box)
    inked, notes, covered, marks = len("".join(text.split())), [], 0, ""
    if (layered or ink.may_hide_text) and not ink.has_ocr_layer and not _is_picture(inked, ink):
        seen = sight(page, textpage.raw, text, box, ink)
        hidden, marks = ("".join(text[index] for index in sorted(left)) for left in (seen.hidden, seen.watermark))
        notes, covered = not_seen(hidden, len(seen.covered), marks, Place(page=number)), len(seen.covered)
        text = _as_seen(text, {**dict.fromkeys(seen.hidden | seen.watermark, UNSEEN), **dict.fromkeys(seen.covered, UNREADABLE_MARK)})
    page_read, more = _page(textpage.raw, text, ink, box, number)
    refusal = "the text of the page lies under a picture" if covered > COVERED_SHARE * inked else _unreadable(page_read, ink)
    # A watermark may cut through any digit.
    wrong = "" if marks else shapes.contradicting(page, textpage.raw, text, box)
    notes += [*more, *_remarks(ink, Place(page=number))]
    if wrong:
        notes.append(Note("doubtful_digits", {"text": wrong}, Place(page=number)))
    return Printed(page_read, notes, refusal, "the digits of a font look like others" if wrong else None)


def _as_seen(text: str, instead: dict[int, str]) -> str:
    return "".join(instead.get(index, character) for index, character in enumerate(text)) if instead else text


def _page(textpage: Any, text: str, ink: Painted, box: Extent, number: int) -> tuple[Page, list[Note]]:
    """The page turned so that its text stands upright, without what is struck out or too small to see."""
    drawn, tiny = glyphs(textpage, text, box)
    if UNSEEN in text:
        drawn = [glyph for glyph in drawn if glyph.text != UNSEEN]
    if ink.has_ocr_layer:
        drawn = [glyph._replace(confidence=OCR_LAYER_CONFIDENCE) for glyph in drawn]
    x0, y0, x1, y1 = box
    rules = [(left - x0, y1 - top, right - x0, y1 - bottom) for left, bottom, right, top in ink.rules]
    shaded = [area.extent for area in ink.areas if not area.drawn]
    boxes = [(left - x0, y1 - top, right - x0, y1 - bottom) for left, bottom, right, top in shaded]
    page, struck = upright(Drawn(number, x1 - x0, y1 - y0, drawn, rules, boxes), turn(textpage, text))
    place = Place(page=number)
    return page, [*left_out("hidden", tiny, place), *left_out("struck", struck, place)]


def _is_picture(inked: int, ink: Painted) -> bool:
    return inked < STAMP_GLYPHS and ink.pictured >= SCAN_SHARE


def _unreadable(page: Page, ink: Painted) -> str | None:
    """Why the text of the page cannot be taken as its print, or None."""
    inked = "".join("".join([glyph.text for glyph in page.glyphs]).split())
    if _is_picture(len(inked), ink):
        return "the page is a scanned picture"
    if not inked and ink.paths >= CURVES:
        return "the text of the page is drawn as curves"
    if len(inked) >= STAMP_GLYPHS and len(IMPLAUSIBLE.findall(inked)) > BROKEN_SHARE * len(inked):
        return "the text of the page has a broken glyph map"
    return None


def _remarks(ink: Painted, place: Place) -> list[Note]:
    notes: list[Note] = []
    if lost_texts := ink.lost_texts:
        notes.append(Note("text_not_read", {"count": lost_texts}, place))
    if ink.has_ocr_layer:
        notes.append(Note("ocr_layer", place=place))
    elif ink.pictured >= SCAN_SHARE:
        notes.append(Note("picture_not_read", place=place))
    return notes
