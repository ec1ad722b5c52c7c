"""Printed pages, as glyphs and ruled tables, become paragraphs and grids in reading order: shared by PDF and scans."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from statistics import median

from reportlib.model import Block, Note, Paragraph, Place
from reportlib.readers.pages.fragments import Fragment, fragment, fragments_joined, grid
from reportlib.readers.pages.halves import halves
from reportlib.readers.pages.typesetting import Glyph, lines_of
from reportlib.readers.pages.unruled import Loose, Page, unruled_grid, with_unruled_tables

# Page numbers and running heads stand in this share of the page at its top and at its bottom.
MARGIN_SHARE = 0.12
# A running head stands on more than this share of the pages, at the same height give or take this many points.
REPEATED_SHARE = 0.5
SAME_HEIGHT = 4.0
# A printed line is full, and its sentence goes on in the next, if fewer ems than this are left on it.
FULL_LINE = 1.6
# A line that starts more ems than this right of the margin begins a paragraph.
INDENT = 1.0
# A title is set larger than the text by this factor, and centred within this share of the page's width.
TITLE_SCALE, CENTRED_SHARE = 1.15, 0.05
# Lines further apart than this many line heights belong to different paragraphs.
PARAGRAPH_GAP = 1.5
DECORATED_PAGE_NUMBER = re.compile(
    r"[-‐‑‒–—―−~·•.－]+(\d{1,4})[-‐‑‒–—―−~·•.－]+|第[\d一二三四五六七八九十]+页(?:[,，/、]?共[\d一二三四五六七八九十]+页)?"
    r"|共\d+页[,，/、]?第\d+页|\d{1,4}/\d{1,4}|p(?:age)?\.?\d{1,4}(?:(?:of|/)\d{1,4})?",
    re.IGNORECASE,
)
BARE_PAGE_NUMBER = re.compile(r"[-‐‑‒–—―−－]?(\d{1,3})[-‐‑‒–—―−－]?")
ORDINAL = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|第[一二三四五六七八九十]+[章节条部]|[（(]?\d{1,2}[）)、.．](?!\d))"
)


def blocks(pages: Iterable[Page]) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
    """The paragraphs and grids of the pages in reading order, tables over pages joined, page numbers and running heads left out."""
    laid_out = [_layout(page) for sheet in pages for page in halves(sheet)]
    heads, notes = _running_heads([item for items in laid_out for item in items if isinstance(item, Loose)])
    furniture = heads | _page_numbers([item for items in laid_out for item in items if isinstance(item, Loose)])
    body = [item for items in laid_out for item in items if id(item) not in furniture]
    return tuple(_numbered(_paragraphs(with_unruled_tables(fragments_joined(body))))), notes


def _layout(page: Page) -> list[Loose | Fragment]:
    """The lines and tables of one page from the top down."""
    held: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    loose: list[Glyph] = [] if page.lattices else list(page.glyphs)
    by_area = sorted(enumerate(page.lattices), key=lambda pair: pair[1].area)
    for glyph in page.glyphs if page.lattices else ():
        _, left, top, right, bottom, _ = glyph
        x, y = (left + right) / 2, (top + bottom) / 2
        for index, lattice in by_area:
            if lattice.rows[0] <= y < lattice.rows[-1]:
                region = lattice.region_at(x, y)
                if region >= 0:
                    held[index, region].append(glyph)
                    break
        else:
            loose.append(glyph)
    lines = [Loose(line, page, number) for number, line in enumerate(lines_of(loose), 1)]
    tables = [
        fragment(page.number, lattice, {region: held.get((index, region), []) for region in range(len(lattice.regions))})
        for index, lattice in enumerate(page.lattices)
    ]
    items: list[Loose | Fragment] = [*lines, *(table for table in tables if table)]
    return sorted(items, key=lambda item: item.line.middle if isinstance(item, Loose) else item.top)


def _in_margin(item: Loose) -> bool:
    share = item.line.middle / item.page.height
    return share < MARGIN_SHARE or share > 1 - MARGIN_SHARE


def _running_heads(lines: list[Loose]) -> tuple[set[int], tuple[Note, ...]]:
    """The lines that stand at the same height in the margin of most pages, and a note of what they say."""
    pages = {item.page.number for item in lines}
    alike: dict[str, list[Loose]] = defaultdict(list)
    for item in filter(_in_margin, lines):
        text = re.sub(r"[\d\s]", "", item.line.text)
        if len(text) > 1 and not DECORATED_PAGE_NUMBER.fullmatch("".join(item.line.text.split())):
            alike[text].append(item)
    heads: set[int] = set()
    notes = []
    for same in alike.values():
        height = median(item.line.middle for item in same)
        level = [item for item in same if abs(item.line.middle - height) <= SAME_HEIGHT]
        if len({item.page.number for item in level}) > max(1.0, REPEATED_SHARE * len(pages)):
            heads |= {id(item) for item in level}
            text = level[0].line.text.strip()
            notes.append(Note("running_head", {"text": text}, Place(line=level[0].number, page=level[0].page.number)))
    return heads, tuple(notes)


def _page_numbers(lines: list[Loose]) -> set[int]:
    """The lines that are page numbers: decorated ones, and bare numbers that count the pages."""
    found: set[int] = set()
    counting: dict[int, list[Loose]] = defaultdict(list)
    for item in filter(_in_margin, lines):
        text = re.sub(r"\s", "", item.line.text)
        if DECORATED_PAGE_NUMBER.fullmatch(text):
            found.add(id(item))
        elif bare := BARE_PAGE_NUMBER.fullmatch(text):
            counting[int(bare[1]) - item.page.number].append(item)
    for offset, items in counting.items():
        if offset == 0 or len(items) > 1:
            found |= {id(item) for item in items}
    return found


def _paragraphs(items: list[Loose | Fragment | list[Loose]]) -> Iterable[Paragraph | Fragment | list[Loose]]:
    """The items, with the lines of one paragraph or title merged."""
    lines = [item for item in items if isinstance(item, Loose)]
    margins = _margins(lines)
    body_size = median(item.line.size for item in lines) if lines else 0.0
    run: list[Loose] = []
    for item in items:
        if isinstance(item, Loose) and run and _continues(run[-1], item, margins, body_size):
            run.append(item)
            continue
        if run:
            yield _paragraph(run)
        run = [item] if isinstance(item, Loose) else []
        if not isinstance(item, Loose):
            yield item
    if run:
        yield _paragraph(run)


def _margins(lines: list[Loose]) -> dict[int, tuple[float, float]]:
    """The left and right margins of each page; the right one is at least that of a page with three quarters of its width in use."""
    margins: dict[int, tuple[float, float]] = {}
    for page, left, right in ((item.page, item.line.left, item.line.right) for item in lines):
        old_left, old_right = margins.get(page.number, (left, 0.75 * page.width))
        margins[page.number] = min(left, old_left), max(right, old_right)
    return margins


def _continues(before: Loose, after: Loose, margins: dict[int, tuple[float, float]], body_size: float) -> bool:
    """Whether the line carries on the paragraph or the title of the line before it."""
    one, two = before.line, after.line
    if ORDINAL.match(two.text) or not 0.85 < two.size / one.size < 1.18:
        return False
    if before.page is after.page and two.top - one.bottom > PARAGRAPH_GAP * one.size:
        return False
    if _is_title(before, body_size) and _is_title(after, body_size):
        return before.page is after.page
    left, right = margins[before.page.number][1], margins[after.page.number][0]
    return one.right >= left - FULL_LINE * one.size and two.left <= right + INDENT * two.size


def _is_title(item: Loose, body_size: float) -> bool:
    centre = (item.line.left + item.line.right) / 2
    return item.line.size >= TITLE_SCALE * body_size and abs(centre - item.page.width / 2) <= CENTRED_SHARE * item.page.width


def _paragraph(run: list[Loose]) -> Paragraph:
    text = run[0].line.text
    for item in run[1:]:
        latin = text[-1:].isascii() and text[-1:].isalpha() and item.line.text[:1].isascii() and item.line.text[:1].isalpha()
        text += (" " if latin else "") + item.line.text
    return Paragraph(text, Place(line=run[0].number, page=run[0].page.number))


def _numbered(items: Iterable[Paragraph | Fragment | list[Loose]]) -> Iterable[Block]:
    table = 0
    for item in items:
        if isinstance(item, Paragraph):
            yield item
            continue
        table += 1
        yield grid(item, table) if isinstance(item, Fragment) else unruled_grid(item, table)
