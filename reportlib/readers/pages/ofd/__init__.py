"""OFD (GB/T 33190), the national fixed layout: its pages as glyphs and rules where they are painted, like those of a PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

from reportlib.errors import LimitExceeded, MissingDependency, ReportError, UnreadableFile
from reportlib.model import Document, Note, Phrase, Place, Source
from reportlib.readers.limits import MAX_PAGES
from reportlib.readers.pages import blocks
from reportlib.readers.pages.ofd.drawing import Painted, painted
from reportlib.readers.pages.ofd.package import Package, PageParts, pages_of
from reportlib.readers.pages.ofd.seen import seen
from reportlib.readers.pages.omissions import left_out, not_read
from reportlib.readers.pages.unruled import Page
from reportlib.readers.pages.upright import Drawn, upright

# A page with fewer characters than this over pictures of at least this share of it is a scan; one with so many paths is drawn as curves.
FEW, SCAN_SHARE, CURVES = 20, 0.4, 60
# A font's own codes stand for its characters if this share of them is of no writing.
BROKEN_SHARE = 0.3
PRIVATE = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
# No person's page has more pixels.
MAX_PIXELS = 60_000_000

# Gives the page that an image (of the page number and dots per inch given) shows.
ImageReader = Callable[[Any, int, float | None], Page]


def read(source: Source, image_reader: ImageReader | None = None) -> Document:
    """The Document of an OFD file: its text by place, its ruled tables with exact spans, pages that are pictures by the reader of images."""
    try:
        with Package(source.content) as package:
            pages, notes, scanned = _pages(package, image_reader)
    except (ValueError, OverflowError, LookupError) as error:  # numbers and parts that are none
        raise UnreadableFile("the OFD is damaged", source=source.name, found=str(error), remedy="download it again") from error
    body, remarks = blocks(pages)
    return Document("scan" if scanned == len(pages) else "ofd", body, notes=(*notes, *remarks))


def _pages(package: Package, image_reader: ImageReader | None) -> tuple[list[Page], list[Note], int]:
    """The pages that could be read, notes of those that could not, and how many were read from pictures."""
    pages: list[Page] = []
    notes: list[Note] = []
    scanned = 0
    refused: ReportError | None = None
    parts = pages_of(package)
    if len(parts) > MAX_PAGES:
        raise LimitExceeded("the OFD has too many pages", expected=f"at most {MAX_PAGES}", found=str(len(parts)))
    for number, part in enumerate(parts, 1):
        try:
            page, told, from_image = _page(package, part, number, image_reader)
        except (MissingDependency, UnreadableFile) as error:
            refused = refused or error
            notes.append(not_read(error, number))
            continue
        pages.append(page)
        notes += told
        scanned += from_image
    if not any(page.glyphs for page in pages):
        raise refused or UnreadableFile("the OFD has no text and no picture of any")
    return pages, notes, scanned


def _page(package: Package, part: PageParts, number: int, image_reader: ImageReader | None) -> tuple[Page, list[Note], bool]:
    """The page as printed, what is told of it, and whether it was read from its picture."""
    ink = painted(package, part)
    glyphs, turns, notes = seen(ink, Place(page=number))
    inked = "".join("".join(glyph.text for glyph in glyphs).split())
    if len(inked) < FEW and ink.pictured >= SCAN_SHARE:
        page = _from_picture(package, ink, number, image_reader)
        return page, [Note("read_by_ocr", {"reason": Phrase("the page is a scanned picture")}, Place(page=number))], True
    if not inked and ink.paths >= CURVES:
        raise UnreadableFile("the text of the page is drawn as curves", remedy=PRINT_IT)
    if len(PRIVATE.findall(inked)) > BROKEN_SHARE * max(1, len(inked)):
        raise UnreadableFile("the text of the page stands in codes of its font, not in Unicode", remedy=PRINT_IT)
    boxes = [area.extent for area in ink.areas if not area.drawn]
    page, struck = upright(Drawn(number, ink.width, ink.height, glyphs, ink.rules, boxes), turns)
    return page, [*notes, *left_out("struck", struck, Place(page=number))], False


PRINT_IT = "print it to a PDF in an OFD viewer, or give the report in another format"


def _from_picture(package: Package, ink: Painted, number: int, image_reader: ImageReader | None) -> Page:
    if image_reader is None:
        raise MissingDependency("the page is a scanned picture", remedy='pip install "reportlib[ocr]"')
    try:
        from PIL import Image
    except ImportError as error:
        raise MissingDependency("the page is a scanned picture", found=str(error), remedy='pip install "reportlib[ocr]"') from error
    try:
        with Image.open(BytesIO(package.content(ink.picture))) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise LimitExceeded("the picture is too large", expected=f"at most {MAX_PIXELS} pixels")
            return image_reader(picture.convert("RGB"), number, None)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableFile("the picture of a page is damaged or of an unknown kind", found=str(error)) from error
