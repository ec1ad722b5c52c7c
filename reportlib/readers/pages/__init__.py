"""Printed pages, as glyphs and ruled tables, become paragraphs and grids in reading order: shared by PDF and scans."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from reportlib.model import Block, Cell, Grid, Note, Paragraph, Place
from reportlib.readers.pages.fragments import FIGURE, Fragment, fragment, fragments_joined, grid
from reportlib.readers.pages.ruling import Lattice
from reportlib.readers.pages.typesetting import Glyph, Line, lines_of, split_at_gaps

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
# A table without rules has at least this many rows of two or more words with this many ems between them.
UNRULED_ROWS, UNRULED_GAP = 3, 1.8
# Between its rows stand at most this many short lines of wrapped labels; between two of its figures at least this many ems.
WRAPPED_LINES, FIGURE_GAP = 3, 0.4

DECORATED_PAGE_NUMBER = re.compile(
    r"[-‐‑‒–—―−~·•.－]+(\d{1,4})[-‐‑‒–—―−~·•.－]+|第[\d一二三四五六七八九十]+页(?:[,，/、]?共[\d一二三四五六七八九十]+页)?"
    r"|共\d+页[,，/、]?第\d+页|\d{1,4}/\d{1,4}|p(?:age)?\.?\d{1,4}(?:(?:of|/)\d{1,4})?",
    re.IGNORECASE,
)
BARE_PAGE_NUMBER = re.compile(r"[-‐‑‒–—―−－]?(\d{1,3})[-‐‑‒–—―−－]?")
ORDINAL = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|第[一二三四五六七八九十]+[章节条部]|[（(]?\d{1,2}[）)、.．](?!\d))"
)


@dataclass(frozen=True)
class Page:
    """One page upright, in points from its top left corner: its glyphs as drawn, and its ruled tables."""

    number: int
    width: float
    height: float
    glyphs: Sequence[Glyph]
    lattices: Sequence[Lattice]


class Loose(NamedTuple):
    """A line outside any table, and its number among those of its page."""

    line: Line
    page: Page
    number: int


def blocks(pages: Iterable[Page]) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
    """The paragraphs and grids of the pages in reading order, tables over pages joined, page numbers and running heads left out."""
    laid_out = [_layout(page) for page in pages]
    heads, notes = _running_heads([item for items in laid_out for item in items if isinstance(item, Loose)])
    furniture = heads | _page_numbers([item for items in laid_out for item in items if isinstance(item, Loose)])
    body = [item for items in laid_out for item in items if id(item) not in furniture]
    return tuple(_numbered(_paragraphs(_with_unruled_tables(fragments_joined(body))))), notes


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


def _with_unruled_tables(items: list[Loose | Fragment]) -> list[Loose | Fragment | list[Loose]]:
    """The items, with runs of lines that are set in columns put together, short lines between them too."""
    out: list[Loose | Fragment | list[Loose]] = []
    run: list[Loose] = []
    between: list[Loose] = []
    for item in items:
        if isinstance(item, Loose) and (not run or run[-1].page is item.page):
            if len(split_at_gaps(item.line, UNRULED_GAP)) > 1:
                run += [*between, item]
                between = []
                continue
            if run and len(between) < WRAPPED_LINES and item.line.right - item.line.left < item.page.width / 3:
                between.append(item)
                continue
        out += [*_as_table(run), *between]
        between = []
        run = [item] if isinstance(item, Loose) and len(split_at_gaps(item.line, UNRULED_GAP)) > 1 else []
        out += [] if run else [item]
    return [*out, *_as_table(run), *between]


def _as_table(run: list[Loose]) -> Sequence[Loose | list[Loose]]:
    rows = sum(len(split_at_gaps(item.line, UNRULED_GAP)) > 1 for item in run)
    return [run] if rows >= UNRULED_ROWS else run


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
        yield grid(item, table) if isinstance(item, Fragment) else _unruled_grid(item, table)


def _unruled_grid(run: list[Loose], table: int) -> Grid:
    """The lines as rows; columns are true only where every row has a word in every one of them."""
    rows = [_words(item.line) for item in run]
    columns: list[tuple[float, float]] = []
    for left, right in sorted((word.left, word.right) for row in rows for word in row):
        if columns and left <= columns[-1][1]:
            columns[-1] = columns[-1][0], max(right, columns[-1][1])
        else:
            columns.append((left, right))
    certain = all(len(row) == len(columns) for row in rows)
    return Grid(
        tuple(
            tuple(
                Cell(
                    word.text,
                    row,
                    column,
                    Place(page=item.page.number, table=table, row=row + 1, column=column + 1),
                    confidence=word.confidence,
                )
                for column, word in enumerate(rows[row])
            )
            for row, item in enumerate(run)
        ),
        ruled=certain,
    )


def _words(line: Line) -> list[Line]:
    """The words of a row: figures stand closer to each other than labels do."""
    words: list[Line] = []
    for wide in split_at_gaps(line, UNRULED_GAP):
        narrow = split_at_gaps(wide, FIGURE_GAP)
        words += narrow if all(FIGURE.fullmatch(word.text) for word in narrow) else [wide]
    return words
