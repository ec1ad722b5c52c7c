"""The tables of a bulletin as a workbook: a sheet a table, every figure a number."""

from __future__ import annotations

from pathlib import Path

from reportlib.compare.words import say
from reportlib.exporting.spreadsheet import Field, Measured, Sheet, write_workbook
from reportlib.reviewing.content import Cell, Prose, Review, Section, Table


def write_tables(review: Review, path: Path) -> Path:
    """The workbook at that path: cover with the key findings, contents, one sheet a table."""
    cover = [
        *review.subtitle,
        *(sentence for block in review.sections[1].blocks if isinstance(block, Prose) for sentence in block.sentences),
    ]
    sheets = [_sheet(_named(at, section.heading, block.caption), block) for at, (section, block) in enumerate(_tables(review), 1)]
    language = review.language
    return write_workbook(
        path, sheets, cover={say(language, "封面", "Cover"): cover}, contents=say(language, "目录", "Contents"), title=review.title
    )


_UNFIT = str.maketrans("[]:*?/\\", "       ")


def _named(at: int, heading: str, caption: str) -> str:
    """A name for a sheet: numbered, so that no two are the same, and as short as sheets allow."""
    return f"{at} {heading if heading in caption else f'{heading} {caption}'}".translate(_UNFIT)[:31].strip()


def _tables(review: Review) -> list[tuple[Section, Table]]:
    return [(section, block) for section in review.sections for block in section.blocks if isinstance(block, Table)]


def _sheet(name: str, table: Table) -> Sheet:
    fields = tuple(Field(column, int(6 * width) + 6) for column, width in zip(table.columns, table.widths, strict=True))
    return Sheet(name, fields, (tuple(map(_plain, row)) for row in table.rows))


def _plain(cell: Cell) -> object:
    if isinstance(cell, str):
        return cell
    return cell.instead or "—" if cell.value is None else Measured(cell.value, cell.unit)
