"""Two pages printed side by side on one sheet become two pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reportlib.readers.pages.ruling import Lattice
from reportlib.readers.pages.typesetting import Glyph, lines_of
from reportlib.readers.pages.unruled import Page

# Between the two pages of a sheet, about its middle, so many points are white from top to bottom.
GUTTER = 24.0
# Each of the two has a line with so many Chinese characters one behind the other: prose or the label of a row, which a part of a table may lack.
_PROSE = re.compile("[\u3001\u3002\u4e00-\u9fff\uff08\uff09\uff0c]{12}")


def halves(page: Page) -> Sequence[Page]:
    """The left and the right page of a sheet that is wider than high, each from its own left edge; else the page as it is."""
    middle = page.width / 2
    if page.width <= page.height or _crosses(page, middle):
        return (page,)
    left = [glyph for glyph in page.glyphs if glyph.right <= middle]
    right = [glyph for glyph in page.glyphs if glyph.left >= middle]
    if not (_is_page(left) and _is_page(right)):
        return (page,)
    tables = [table for table in page.lattices if table.columns[0] >= middle]
    return (
        replace(page, width=middle, glyphs=left, lattices=[table for table in page.lattices if table not in tables]),
        replace(
            page, width=middle, glyphs=[_moved(glyph, middle) for glyph in right], lattices=[_beside(table, middle) for table in tables]
        ),
    )


def _crosses(page: Page, middle: float) -> bool:
    """Whether ink or a table stands in the gutter."""
    low, high = middle - GUTTER / 2, middle + GUTTER / 2
    inked = any(glyph.left < high and glyph.right > low and not glyph.text.isspace() for glyph in page.glyphs)
    return inked or any(table.columns[0] < high and table.columns[-1] > low for table in page.lattices)


def _is_page(glyphs: Sequence[Glyph]) -> bool:
    return any(_PROSE.search("".join(line.text.split())) for line in lines_of(glyphs))


def _moved(glyph: Glyph, by: float) -> Glyph:
    return glyph._replace(left=glyph.left - by, right=glyph.right - by)


def _beside(table: Lattice, by: float) -> Lattice:
    return replace(table, columns=tuple(column - by for column in table.columns))
