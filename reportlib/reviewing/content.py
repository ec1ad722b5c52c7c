"""What a review is made of, whatever it is written as: sections of headings, sentences, tables and pictures."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pandas as pd

from reportlib.charts.page.figure import Chart
from reportlib.compare import words


class Number(NamedTuple):
    """A figure in a table: its unit, and what is said where there is none; `note` follows it (n/N, a date)."""

    value: float | int | None
    unit: str = ""
    instead: str = ""
    note: str = ""


Cell = str | Number


class Table(NamedTuple):
    """A table: columns with their shares of the width; `total` rows are set bold, `cards` says that each row can stand by itself."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    note: str = ""
    total: frozenset[int] = frozenset()
    cards: bool = False


class Prose(NamedTuple):
    """Sentences: a list, or one paragraph; `quiet` sets them smaller."""

    sentences: tuple[str, ...]
    listed: bool = False
    quiet: bool = False


class Heading(NamedTuple):
    """A heading inside a section."""

    text: str


class Picture(NamedTuple):
    """A chart under the name of its files."""

    name: str
    chart: Chart


Block = Prose | Table | Picture | Heading


class Section(NamedTuple):
    """One section of the review."""

    anchor: str
    heading: str
    blocks: tuple[Block, ...]


class Review(NamedTuple):
    """The whole review, before it is written; `figures` and `cells` are the frames behind it."""

    title: str
    subtitle: tuple[str, ...]
    sections: tuple[Section, ...]
    figures: pd.DataFrame
    cells: pd.DataFrame
    language: str

    @property
    def pictures(self) -> list[Picture]:
        return [block for section in self.sections for block in section.blocks if isinstance(block, Picture)]


def shown(cell: Cell, language: str) -> str:
    """The cell as one reads it."""
    if isinstance(cell, str):
        return cell
    if cell.value is None or pd.isna(cell.value):
        return cell.instead or "—"
    if cell.unit == "share":
        text = f"{float(cell.value):.1%}"
    elif cell.unit in ("ratio", "days"):
        text = f"{float(cell.value) * (100 if cell.unit == 'ratio' else 1):.1f}"
    elif cell.unit == "points":
        text = f"{100 * float(cell.value):+.1f}" + words.say(language, " 个百分点", " points")
    elif cell.unit == "difference":
        text = words.exact(cell.value, "+")
    else:
        text = words.exact(cell.value)
    return f"{text} {cell.note}".strip()


def optional(value: Any) -> Any:
    """The value, or None for any null of pandas."""
    return None if value is None or pd.isna(value) else value


def numeric_columns(table: Table) -> list[bool]:
    """Which columns hold figures, and stand to the right."""
    return [any(map(_numeric, column)) and all(map(_numeric_or_none, column)) for column in zip(*table.rows, strict=True)] or [False] * len(
        table.columns
    )


def _numeric(cell: Cell) -> bool:
    return isinstance(cell, Number) or bool(re.match(r"[-+]?[0-9][0-9,.]*%?(–[0-9][0-9,.]*%?)?$|[0-9]+/[0-9]+$", cell))


def _numeric_or_none(cell: Cell) -> bool:
    return _numeric(cell) or cell == "—"
