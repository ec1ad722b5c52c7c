"""Which characters of a page are seen: taking a text off a page that shows it changes the picture of the page where it stood.

So one look answers for colour against its ground, transparency, layers, clips, invisible text and whatever is painted over it.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from reportlib.readers.pages.geometry import Extent, is_turned, lightness, overlap
from reportlib.readers.pages.pdf.drawing import colour, matrix_of, pointer, text_object
from reportlib.readers.pages.pdf.painted import Painted
from reportlib.readers.pages.pdf.watermarks import Lettering, paleness, watermarks

SCALE = 1.5  # pixels for a point
MAX_PIXELS = 6_000_000
# Ink is seen where it differs from its ground by so many of 255 steps of grey.
CONTRAST = 24
# Two characters stand at one place where they share this part of the smaller one.
SHARED = 0.2
# More pairs of texts at one place than this are no corrected figures.
MAX_OVERLAID = 2_000
BUCKET, MOST_BUCKETS = 12.0, 2_500


class Sight(NamedTuple):
    """The characters of a page, by index, that are not seen, that a picture or curves cover, and that are of a watermark."""

    hidden: set[int]
    covered: set[int]
    watermark: set[int]


class Look(NamedTuple):
    """A part of the page as a picture in grey: its pixels row by row, and where on the whole page's picture it begins."""

    pixels: bytes
    stride: int
    left: int
    top: int
    width: int
    height: int

    def rows(self, area: tuple[int, int, int, int]) -> Iterator[bytes]:
        """The pixels of an area (left, top, right, bottom, in pixels of the whole page) row by row."""
        left, right = max(area[0] - self.left, 0), min(area[2] - self.left, self.width)
        for row in range(max(area[1] - self.top, 0), min(area[3] - self.top, self.height)):
            yield self.pixels[row * self.stride + left : row * self.stride + right]


class Eye:
    """Renders a page, whole or in part, with any of its texts taken off."""

    def __init__(self, page: pypdfium2.PdfPage, box: Extent) -> None:
        width, height = box[2] - box[0], box[3] - box[1]
        self.page, self.box = page, box
        self.scale = min(SCALE, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
        self.width, self.height = max(1, round(width * self.scale)), max(1, round(height * self.scale))

    def area(self, extent: Extent) -> tuple[int, int, int, int]:
        """The pixels that a box on the page covers."""
        left, bottom, right, top = extent
        x0, _, _, y1 = self.box
        low, high = int((y1 - top) * self.scale), int((y1 - bottom) * self.scale) + 1
        return int((left - x0) * self.scale), low, int((right - x0) * self.scale) + 1, high

    def look(self, without: Iterable[int] = (), extent: Extent | None = None) -> Look:
        """The page, or what stands in the box, without the texts at these addresses."""
        texts = [pointer(text) for text in without]
        for text in texts:
            pdfium.FPDFPageObj_SetIsActive(text, False)
        try:
            return self._rendered(self.area(extent) if extent else (0, 0, self.width, self.height))
        finally:
            for text in texts:
                pdfium.FPDFPageObj_SetIsActive(text, True)

    def _rendered(self, area: tuple[int, int, int, int]) -> Look:
        left, top = max(area[0], 0), max(area[1], 0)
        width, height = max(1, min(area[2], self.width) - left), max(1, min(area[3], self.height) - top)
        bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_Gray)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        turn = pdfium.FPDFPage_GetRotation(self.page.raw)
        pdfium.FPDFPage_SetRotation(self.page.raw, 0)
        pdfium.FPDF_RenderPageBitmap(bitmap.raw, self.page.raw, -left, -top, self.width, self.height, 0, pdfium.FPDF_GRAYSCALE)
        pdfium.FPDFPage_SetRotation(self.page.raw, turn)
        return Look(bytes(bitmap.buffer), bitmap.stride, left, top, width, height)


class Character(NamedTuple):
    """A character of the text page: its number, what it is, its box, and the address of its text."""

    number: int
    text: str
    extent: Extent
    owner: int


def sight(page: pypdfium2.PdfPage, textpage: Any, text: str, box: Extent, painted: Painted) -> Sight:
    """What of the characters of a page is seen."""
    characters = list(_characters(textpage, text))
    eye = Eye(page, box)
    whole, bare = eye.look(), eye.look(without=painted.texts)
    overlaid = _overlaid(characters)
    seen = {
        character.number for character in characters if _contrast(whole, bare, eye.area(_inner(character.extent))) >= CONTRAST
    } - _painted_over(overlaid, eye, whole)
    unseen = [character for character in characters if character.number not in seen]
    drawn = [area.extent for area in painted.areas if area.drawn]
    covered = {
        character.number
        for character in unseen
        if any(overlap(extent, character.extent) > 0.5 * _surface(character.extent) for extent in drawn)
        and _has_ink(bare, eye.area(_inner(character.extent)))
    }
    shown = [character for character in characters if character.number in seen]
    return Sight({character.number for character in unseen} - covered, covered, _watermark(shown, overlaid, painted))


def _characters(textpage: Any, text: str) -> Iterator[Character]:
    """The characters with ink, each with its box."""
    address = ctypes.cast(textpage, ctypes.c_void_p).value
    for index, character in enumerate(text):
        owner = text_object(address, index)
        if owner and not character.isspace():
            yield Character(index, character, _ink_box(textpage, index), owner)


def _ink_box(textpage: Any, index: int) -> Extent:
    """The box of a character's ink; that of its em where its font does not tell."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
    if right.value > left.value and top.value > bottom.value:
        return left.value, bottom.value, right.value, top.value
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
    return box.left, box.bottom, box.right, box.top


def _inner(extent: Extent) -> Extent:
    left, bottom, right, top = extent
    across, up = 0.08 * (right - left), 0.05 * (top - bottom)
    return left + across, bottom + up, right - across, top - up


def _surface(extent: Extent) -> float:
    return (extent[2] - extent[0]) * (extent[3] - extent[1])


def _contrast(one: Look, two: Look, area: tuple[int, int, int, int]) -> int:
    """The greatest difference between two pictures in an area."""
    rows = zip(one.rows(area), two.rows(area), strict=False)
    return max((abs(a - b) for first, second in rows if first != second for a, b in zip(first, second, strict=False)), default=0)


def _has_ink(look: Look, area: tuple[int, int, int, int]) -> bool:
    rows = [row for row in look.rows(area) if row]
    return bool(rows) and max(map(max, rows)) - min(map(min, rows)) >= CONTRAST


def _overlaid(characters: list[Character]) -> list[Character]:
    """The characters that stand where another text has another character."""
    near: dict[tuple[int, int], list[Character]] = defaultdict(list)
    for character in characters:
        for bucket in _buckets(character.extent):
            near[bucket].append(character)
    found: dict[int, Character] = {}
    for together in near.values():
        for one, two in combinations(together[:50], 2):
            if one.owner != two.owner and _shares(one, two):
                found[one.number], found[two.number] = one, two
    return list(found.values())


def _buckets(extent: Extent) -> Iterable[tuple[int, int]]:
    """The squares of a grid that a character lies in; none for what is larger than any letter, as a damaged font may say."""
    left, bottom, right, top = (int(edge // BUCKET) for edge in extent)
    return product(range(left, right + 1), range(bottom, top + 1)) if (right - left + 1) * (top - bottom + 1) <= MOST_BUCKETS else ()


def _shares(one: Character, two: Character) -> bool:
    common = overlap(_inner(one.extent), _inner(two.extent))
    smaller = min(_surface(one.extent), _surface(two.extent))
    same = one.text == two.text and common > 0.6 * smaller  # bold by overprint
    return common > SHARED * smaller and not same


def _painted_over(overlaid: list[Character], eye: Eye, whole: Look) -> set[int]:
    """Those characters whose text can be taken off the page without a change where they stand."""
    texts: dict[int, list[Character]] = defaultdict(list)
    for character in overlaid:
        texts[character.owner].append(character)
    over: set[int] = set()
    for text, characters in list(texts.items())[:MAX_OVERLAID]:
        corners = [character.extent for character in characters]
        extent = min(c[0] for c in corners), min(c[1] for c in corners), max(c[2] for c in corners), max(c[3] for c in corners)
        off = eye.look(without=[text], extent=extent)
        over |= {one.number for one in characters if _contrast(whole, off, eye.area(_inner(one.extent))) < CONTRAST}
    return over


def _watermark(shown: list[Character], overlaid: list[Character], painted: Painted) -> set[int]:
    """The characters of texts that are a watermark's."""
    texts: dict[int, list[Character]] = defaultdict(list)
    for character in shown:
        texts[character.owner].append(character)
    letterings = {owner: _lettering(owner, characters) for owner, characters in texts.items()}
    marks = watermarks(letterings, {character.owner for character in overlaid}, painted.rules)
    return {character.number for text in marks for character in texts[text]}


def _lettering(owner: int, characters: list[Character]) -> Lettering:
    along, up, *_ = matrix_of(owner)
    red, green, blue, alpha = colour(owner)
    inked = [_inner(character.extent) for character in characters]
    said = "".join(character.text for character in characters)
    return Lettering(said, inked, paleness(lightness(red, green, blue), alpha / 255), is_turned(along, up))
