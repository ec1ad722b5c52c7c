"""PDF with text: every glyph and every ruled line where it is painted; pages that are pictures go to the reader of images."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from struct import iter_unpack
from time import monotonic
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from reportlib.errors import LimitExceeded, MissingDependency, ReportError, UnreadableFile
from reportlib.model import WARNING, Document, Note, Place, Source
from reportlib.readers.pages import Page, blocks
from reportlib.readers.pages.ruling import MAX_THICKNESS, Rule, lattices
from reportlib.readers.pages.typesetting import Glyph

MAX_PAGES = 300
MAX_OBJECTS = 200_000  # painted objects of one page
MAX_GLYPHS = 200_000  # characters of one page
MAX_SECONDS, MAX_SCAN_SECONDS = 60.0, 120.0  # of a document, and more for each of its pages that is a picture
MAX_DEPTH = 8  # of forms within forms
# A page with fewer characters than this over a picture of at least this share of it is a scan with a stamp or a page number.
STAMP_GLYPHS, SCAN_SHARE = 20, 0.4
# A page without characters but with so many painted paths has its text drawn as curves.
CURVES = 150
# A glyph map is broken if this share of a page's characters has no Unicode value, or none that a report is written in.
BROKEN_SHARE = 0.3
# The text behind a scanned picture was guessed by a program that does not say how sure it was.
OCR_LAYER_CONFIDENCE = 0.5
# No report is written with it: neither ASCII, punctuation, signs nor Chinese characters (private and unmapped ones are among these).
IMPLAUSIBLE = re.compile("[^\x20-\x7e\xa0\xad°±²³·×÷\u2000-\u9fff\uf900-\ufaff\ufe10-\uffef\U00020000-\U0003ffff]")
SCAN_DPI = 250
# The box of an upright character as pdfium gives it quickly has such a height in points; another is measured again.
USUAL_HEIGHT = 3.0, 60.0
# The part of its em that a Chinese character stands above the base line.
ASCENT = 0.88
TURN_SAMPLE, FONT_SAMPLE = 15, 20

# Gives the page that an image (of the page number and dots per inch given) shows.
ImageReader = Callable[[Any, int, float], Page]
Extent = tuple[float, float, float, float]  # left, bottom, right, top
Matrix = tuple[float, float, float, float, float, float]
UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _unchecked(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The same function taking addresses as numbers: for those called once for each character and object, where ctypes' checks tell."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    prototype: Any = ctypes.CFUNCTYPE(result, *arguments)
    called: Callable[..., Any] = prototype(address)
    return called


_loose_box = _unchecked(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_page_object = _unchecked(pdfium.FPDFPage_GetObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_form_object = _unchecked(pdfium.FPDFFormObj_GetObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)
_kind = _unchecked(pdfium.FPDFPageObj_GetType, ctypes.c_int, ctypes.c_void_p)


class Painted(NamedTuple):
    """What is painted on a page: rules as boxes (left, bottom, right, top), the number of paths, the pictured share, hidden text."""

    rules: list[Extent]
    paths: int
    pictured: float
    hidden_text: bool
    lost_texts: int


def read(source: Source, image_reader: ImageReader | None = None) -> Document:
    """The Document of a PDF: its text by place, its ruled tables with exact spans, its scanned pages by the reader of images."""
    document = _opened(source)
    try:
        pages, notes, scanned = _pages(document, source, image_reader)
    finally:
        document.close()
    body, remarks = blocks(pages)
    return Document("scan" if scanned == len(pages) else "pdf", body, notes=(*notes, *remarks))


def _opened(source: Source) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(source.content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFile("the PDF is encrypted with a password", source=source.name, remedy="save a copy without one") from error
        raise UnreadableFile("the PDF is damaged", source=source.name, found=str(error)) from error
    if len(document) > MAX_PAGES:
        raise LimitExceeded("the PDF has too many pages", source=source.name, expected=f"at most {MAX_PAGES}", found=str(len(document)))
    if document.get_formtype() != pdfium.FORMTYPE_NONE:
        document.init_forms()
    return document


def _pages(document: pypdfium2.PdfDocument, source: Source, image_reader: ImageReader | None) -> tuple[list[Page], list[Note], int]:
    """The pages that could be read, notes of those that could not, and how many were read from images."""
    pages: list[Page] = []
    notes: list[Note] = []
    scanned = 0
    refused: ReportError | None = None
    deadline = monotonic() + MAX_SECONDS
    for number in range(1, len(document) + 1):
        if monotonic() > deadline:
            raise LimitExceeded("the PDF takes too long", source=source.name, place=f"page {number}", expected=f"{MAX_SECONDS:.0f} s")
        page = _loaded(document, number, source)
        printed, painted = _page(page, number, source)
        reason = _unreadable(printed, painted)
        if reason is None:
            pages.append(printed)
            notes += _remarks(printed, painted)
            continue
        deadline += MAX_SCAN_SECONDS
        try:
            pages.append(_from_image(page, number, image_reader, reason))
            scanned += 1
            notes.append(Note("read_by_ocr", WARNING, f"{reason}: read from its image", Place(page=number)))
        except MissingDependency as error:
            refused = refused or MissingDependency(error.problem, source=source.name, place=f"page {number}", remedy=error.remedy)
            notes.append(Note("page_not_read", WARNING, error.reason, Place(page=number)))
    if refused and not any(page.glyphs for page in pages):
        raise refused
    if not any(page.glyphs for page in pages):
        raise UnreadableFile("the PDF has no text and no picture of any", source=source.name)
    return pages, notes, scanned


def _loaded(document: pypdfium2.PdfDocument, number: int, source: Source) -> pypdfium2.PdfPage:
    """The page, with the values of its form fields painted on it."""
    try:
        page = document[number - 1]
        if document.formenv and pdfium.FPDFPage_GetAnnotCount(page.raw) > 0:
            pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile("a page of the PDF is damaged", source=source.name, place=f"page {number}", found=str(error)) from error
    return page


def _from_image(page: pypdfium2.PdfPage, number: int, image_reader: ImageReader | None, reason: str) -> Page:
    if image_reader is None:
        raise MissingDependency(reason, remedy='pip install "reportlib[ocr]"')
    try:
        return image_reader(page.render(scale=SCAN_DPI / 72).to_pil(), number, SCAN_DPI)
    except MissingDependency as error:
        raise MissingDependency(reason, remedy=error.remedy) from error


def _page(page: pypdfium2.PdfPage, number: int, source: Source) -> tuple[Page, Painted]:
    """The page upright, in points from its top left corner, and what is painted on it."""
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page.raw, bounds)
    box = (bounds.left, bounds.bottom, bounds.right, bounds.top)
    textpage = page.get_textpage()
    if textpage.count_chars() > MAX_GLYPHS:
        raise LimitExceeded("a page has too many characters", source=source.name, place=f"page {number}", expected=f"at most {MAX_GLYPHS}")
    text = _characters(textpage.raw)
    glyphs, turn = _glyphs(textpage.raw, text, box), _turn(textpage.raw, text)
    painted = _painted(page, box, source, number)
    if painted.hidden_text:
        glyphs = [glyph._replace(confidence=OCR_LAYER_CONFIDENCE) for glyph in glyphs]
    width, height = box[2] - box[0], box[3] - box[1]
    upright = _turner(turn, width, height)
    rules = (upright(left - box[0], box[3] - top, right - box[0], box[3] - bottom) for left, bottom, right, top in painted.rules)
    tables = lattices(*_rules(rules)) if len(painted.rules) > 2 else []
    if turn:
        glyphs = [Glyph(glyph.text, *upright(*glyph[1:5]), glyph.confidence) for glyph in glyphs]
    return Page(number, *((width, height) if turn % 2 == 0 else (height, width)), glyphs, tables), painted


def _glyphs(textpage: Any, text: str, box: Extent) -> list[Glyph]:
    """The characters that stand on the page as it is drawn."""
    boxes = (pdfium.FS_RECTF * len(text))()
    address, first, size = ctypes.cast(textpage, ctypes.c_void_p).value, ctypes.addressof(boxes), ctypes.sizeof(pdfium.FS_RECTF)
    for index in range(len(text)):
        _loose_box(address, index, first + index * size)
    x0, _, x1, y1 = box
    new, low, high = tuple.__new__, *USUAL_HEIGHT
    glyphs: list[Glyph] = []
    odd: list[tuple[int, int]] = []
    last_left = last_bottom = last_middle = -1.0
    for index, (left, top, right, bottom) in enumerate(iter_unpack("4f", boxes)):
        middle = (top + bottom) / 2
        if left < right and low < top - bottom < high and not (left == last_left and last_bottom < middle < last_middle):
            if x0 <= left and right <= x1 + top - bottom and box[1] <= middle <= y1:
                glyphs.append(new(Glyph, (text[index], left - x0, y1 - top, right - x0, y1 - bottom, None)))
        elif not text[index].isspace():
            odd.append((len(glyphs), index))
        last_left, last_bottom, last_middle = left, bottom, middle
    return _measured(textpage, text, box, glyphs, odd) if odd else glyphs


def _measured(textpage: Any, text: str, box: Extent, glyphs: list[Glyph], odd: list[tuple[int, int]]) -> list[Glyph]:
    """The same with those whose quick box is wrong (as in a font for vertical text) measured well and put in their places."""
    x0, y0, x1, y1 = box
    for position, index in reversed(odd):
        left, bottom, right, top = _measured_box(textpage, index)
        if 2 * x0 <= left + right <= 2 * x1 and 2 * y0 <= top + bottom <= 2 * y1:
            glyphs.insert(position, Glyph(text[index], left - x0, y1 - top, right - x0, y1 - bottom))
    return glyphs


def _characters(textpage: Any) -> str:
    """One character for each index of the text page; hyphens at the end of a line as hyphens, those without a value as U+FFFD."""
    count = pdfium.FPDFText_CountChars(textpage)
    if count <= 0:
        return ""
    units = (ctypes.c_ushort * (count + 1))()
    pdfium.FPDFText_GetText(textpage, 0, count, units)
    text = bytes(units)[: 2 * count].decode("utf-16-le", "replace")
    if len(text) != count or "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        codes = (pdfium.FPDFText_GetUnicode(textpage, index) for index in range(count))
        text = "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)
    return text.replace("\x02", "-").replace("\ufffe", "-")


def _measured_box(textpage: Any, index: int) -> Extent:
    """The box of a character: its em up and down, its ink across; only its ink if it is turned."""
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
    matrix = _matrix_of(textpage, index)
    if abs(matrix.b) > abs(matrix.a):
        return left.value, bottom.value, right.value, top.value
    pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
    em = pdfium.FPDFText_GetFontSize(textpage, index) * matrix.a
    low, high = sorted((y.value - (1 - ASCENT) * em, y.value + ASCENT * em))
    return left.value, low, right.value, high


def _matrix_of(textpage: Any, index: int) -> Any:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage, index, matrix)
    return matrix


def _turn(textpage: Any, text: str) -> int:
    """By how many right angles, against the clock, most characters of the page are turned; a sample tells."""
    inked = [index for index, character in enumerate(text) if not character.isspace()]
    matrices = [_matrix_of(textpage, index) for index in inked[:: max(1, len(inked) // TURN_SAMPLE)]]
    turns = Counter((1 if m.b > 0 else 3) if abs(m.b) > abs(m.a) else 2 if m.a < 0 else 0 for m in matrices)
    return turns.most_common(1)[0][0] if turns else 0


def _turner(turn: int, width: float, height: float) -> Callable[[float, float, float, float], Extent]:
    """What maps a box (left, top, right, bottom) of the page as drawn to the page turned so that its text stands upright."""
    if turn == 1:
        return lambda left, top, right, bottom: (height - bottom, left, height - top, right)
    if turn == 2:
        return lambda left, top, right, bottom: (width - right, height - bottom, width - left, height - top)
    if turn == 3:
        return lambda left, top, right, bottom: (top, width - right, bottom, width - left)
    return lambda left, top, right, bottom: (left, top, right, bottom)


def _painted(page: pypdfium2.PdfPage, box: Extent, source: Source, number: int) -> Painted:
    """The rules, the number of paths, how much of the page pictures cover, and whether text is hidden behind one."""
    rules: list[Extent] = []
    paths = 0
    pictured = 0.0
    texts: list[int] = []
    text = pdfium.FPDF_PAGEOBJ_TEXT
    objects = _objects(page.raw, UPRIGHT, 0)
    for count, (painted, kind, matrix) in enumerate(objects):
        if count > MAX_OBJECTS:
            raise LimitExceeded(
                "a page is painted with too many objects", source=source.name, place=f"page {number}", expected=f"at most {MAX_OBJECTS}"
            )
        if kind == text:
            texts.append(painted)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            paths += 1
            rules += _rules_of_path(painted, matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictured = max(pictured, _share(_bounds(painted, matrix), box))
    return Painted(rules, paths, pictured, pictured >= SCAN_SHARE and _is_hidden(texts), _lost(texts))


def _lost(texts: list[int]) -> int:
    """How many pieces of text (by address) pdfium drops, as they have no width: set in a font neither in the file nor on this machine."""
    pointers = [ctypes.cast(text, pdfium.FPDF_PAGEOBJECT) for text in texts[:: max(1, len(texts) // FONT_SAMPLE)]]
    if all(pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(text)) for text in pointers):
        return 0
    every = (ctypes.cast(text, pdfium.FPDF_PAGEOBJECT) for text in texts)
    foreign = [text for text in every if not pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(text))]
    return sum(left == right or bottom == top == 0 for left, bottom, right, top in (_bounds(text, UPRIGHT) for text in foreign))


def _is_hidden(texts: list[int]) -> bool:
    """Whether the first pieces of text are drawn invisibly, as programs do that put OCR behind a picture."""
    modes = {pdfium.FPDFTextObj_GetTextRenderMode(ctypes.cast(text, pdfium.FPDF_PAGEOBJECT)) for text in texts[:50]}
    return modes == {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE}


def _objects(holder: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, int, Matrix]]:
    """The painted objects (text by its address), those within forms too, each with its kind and the matrix of its form."""
    text, form = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM
    address = ctypes.cast(holder, ctypes.c_void_p).value
    get, quick_get = (pdfium.FPDFFormObj_GetObject, _form_object) if depth else (pdfium.FPDFPage_GetObject, _page_object)
    for index in range((pdfium.FPDFFormObj_CountObjects if depth else pdfium.FPDFPage_CountObjects)(holder)):
        address_of_it = quick_get(address, index)
        kind = _kind(address_of_it)
        if kind == text:
            yield address_of_it, kind, matrix
            continue
        painted = get(holder, index)
        if kind == form and depth < MAX_DEPTH:
            inner = _product(_matrix(painted), matrix)
            yield from _objects(painted, inner, depth + 1)
        else:
            yield painted, kind, matrix


def _matrix(painted: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(painted, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _product(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    return (
        a * two[0] + b * two[2],
        a * two[1] + b * two[3],
        c * two[0] + d * two[2],
        c * two[1] + d * two[3],
        e * two[0] + f * two[2] + two[4],
        e * two[1] + f * two[3] + two[5],
    )


def _bounds(painted: Any, matrix: Matrix) -> Extent:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(painted, left, bottom, right, top)
    extent = (left.value, bottom.value, right.value, top.value)
    return extent if matrix is UPRIGHT else _extent([_moved(x, y, matrix) for x in extent[::2] for y in extent[1::2]])


def _moved(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _extent(points: list[tuple[float, float]]) -> Extent:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _share(extent: Extent, box: Extent) -> float:
    width = min(extent[2], box[2]) - max(extent[0], box[0])
    height = min(extent[3], box[3]) - max(extent[1], box[1])
    whole = (box[2] - box[0]) * (box[3] - box[1])
    return max(width, 0.0) * max(height, 0.0) / whole if whole > 0 else 0.0


def _rules_of_path(painted: Any, matrix: Matrix) -> list[Extent]:
    """The rules that a path paints, as thin boxes: itself if it is thin, else its straight strokes or its thin filled parts."""
    bounds = _bounds(painted, matrix)
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(painted, fill, stroke)
    if not (fill.value or stroke.value):
        return []
    width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
    segments = pdfium.FPDFPath_CountSegments(painted)
    if min(width, height) <= MAX_THICKNESS and segments <= 5:
        return [bounds]
    if not stroke.value and segments <= 5:
        return []
    parts = _parts(painted, _product(_matrix(painted), matrix), segments)
    if not stroke.value:
        return [extent for part in parts if _is_thin(extent := _extent(part))]
    if not _is_thin_stroke(painted, matrix):
        return []
    strokes = (_extent([one, two]) for part in parts for one, two in pairwise(part))
    return [extent for extent in strokes if _is_thin(extent)]


def _parts(painted: Any, matrix: Matrix, segments: int) -> list[list[tuple[float, float]]]:
    """The corners of each part of a path, the first again where the part is closed."""
    parts: list[list[tuple[float, float]]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(segments):
        segment = pdfium.FPDFPath_GetPathSegment(painted, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([])
        parts[-1].append(_moved(x.value, y.value, matrix))
        if pdfium.FPDFPathSegment_GetClose(segment):
            parts[-1].append(parts[-1][0])
    return parts


def _is_thin(extent: Extent) -> bool:
    return min(extent[2] - extent[0], extent[3] - extent[1]) <= MAX_THICKNESS


def _is_thin_stroke(painted: Any, matrix: Matrix) -> bool:
    width = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(painted, width)
    a, b, _, _, _, _ = _product(_matrix(painted), matrix)
    return bool(width.value * (a * a + b * b) ** 0.5 <= MAX_THICKNESS)


def _rules(boxes: Iterable[Extent]) -> tuple[list[Rule], list[Rule]]:
    """The thin boxes as horizontal and vertical rules; a dot may be a piece of either."""
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    for left, top, right, bottom in boxes:
        if bottom - top <= MAX_THICKNESS:
            horizontal.append(Rule((top + bottom) / 2, left, right))
        if right - left <= MAX_THICKNESS:
            vertical.append(Rule((left + right) / 2, top, bottom))
    return horizontal, vertical


def _unreadable(page: Page, painted: Painted) -> str | None:
    """Why the text of the page cannot be taken as its print, or None."""
    inked = "".join("".join([glyph.text for glyph in page.glyphs]).split())
    if len(inked) < STAMP_GLYPHS and painted.pictured >= SCAN_SHARE:
        return "the page is a scanned picture"
    if not inked and painted.paths >= CURVES:
        return "the text of the page is drawn as curves"
    if len(inked) >= STAMP_GLYPHS and len(IMPLAUSIBLE.findall(inked)) > BROKEN_SHARE * len(inked):
        return "the text of the page has a broken glyph map"
    return None


def _remarks(page: Page, painted: Painted) -> list[Note]:
    notes: list[Note] = []
    place = Place(page=page.number)
    if painted.lost_texts:
        lost = f"{painted.lost_texts} pieces of text or space are in a font neither in the file nor on this machine"
        notes.append(Note("text_not_read", WARNING, f"{lost}: install a Chinese font", place))
    if painted.hidden_text:
        notes.append(Note("ocr_layer", WARNING, "the text of the page was put behind its scanned picture by OCR", place))
    elif painted.pictured >= SCAN_SHARE:
        notes.append(Note("picture_not_read", WARNING, "the page has text; the picture that covers much of it was not read", place))
    return notes
