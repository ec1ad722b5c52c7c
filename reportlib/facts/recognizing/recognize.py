"""Document x Form -> which printed line is which row of which statutory table.

Three passes: grids become rows of label and figure cells under their header; a row is known by its label; its cells are put
under the columns by position, or by the order that the header prints. What a cell says never decides which row it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reportlib.facts.cells import parts
from reportlib.facts.recognizing.columns import candidate
from reportlib.facts.recognizing.headers import Row
from reportlib.facts.recognizing.lines import Candidate, Line, settled
from reportlib.facts.recognizing.loose import loose_rows
from reportlib.facts.recognizing.rows import mended
from reportlib.facts.recognizing.ruled import ruled_rows
from reportlib.facts.recognizing.walk import Walk
from reportlib.forms import Form
from reportlib.model import Cell, Document, Grid, Paragraph, Picture
from reportlib.text.numbers import counted_in, is_caption, unit_in_label


class Recognition(NamedTuple):
    """The lines of the three tables in printed order, the lines with numbers that no row explains, and pictures by section."""

    lines: tuple[Line, ...]
    unknown: tuple[Cell, ...]
    pictures: tuple[tuple[int, Picture], ...] = ()


def recognize(document: Document, form: Form) -> Recognition:
    """The printed lines of the statutory tables of this form."""
    candidates: list[Candidate] = []
    unknown: list[Cell] = []
    pictures: list[tuple[int, Picture]] = []
    walk = Walk.at_start(form)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            walk = _past(block, walk, form)
        elif isinstance(block, Picture):
            pictures.append((walk.section, block))
        elif isinstance(block, Grid):
            rows, walk = (ruled_rows if block.ruled else loose_rows)(block, walk, form)
            for found in _candidates(mended(rows, form), bool(candidates), form):
                (candidates if isinstance(found, Candidate) else unknown).append(found)  # type: ignore[arg-type]
    lines, left = settled(candidates, form)
    noted = tuple(_in_noted_unit(line, walk, form) for line in lines)
    return Recognition(noted, (*unknown, *(_head(line) for line in left)), tuple(pictures))


def _in_noted_unit(line: Line, walk: Walk, form: Form) -> Line:
    """The line in the units that the notes of its section state, those below its table too; the unit is "" where two are stated."""
    notes = [cell.text for section, cell in walk.noted if section == form.tables[line.table].section]
    if not notes:
        return line
    stated = {line.unit, *map(unit_in_label, notes)} - {None} if line.table == "disclosures" else set()
    unit = line.unit if not stated else stated.pop() if len(stated) == 1 else ""
    return line._replace(unit=unit, counted_in=max((line.counted_in, *map(counted_in, notes))))


def pictured(recognition: Recognition, form: Form) -> dict[str, str]:
    """The pictures that stand in the sections of tables, by table, each by its name."""
    sections = {table.section: code for code, table in form.tables.items()}
    found: dict[str, list[str]] = {}
    for section, picture in recognition.pictures:
        if section in sections:
            found.setdefault(sections[section], []).append(picture.name)
    return {code: ", ".join(names) for code, names in found.items()}


def _head(line: Line) -> Cell:
    """The cell that names a line, or its first."""
    return line.label or next(value.cell for value in line.values if value is not None)


_LONGEST_HEADER = 120


def _past(block: Paragraph, walk: Walk, form: Form) -> Walk:
    """The walk behind a paragraph: a heading opens a section; an article, a channel or a line of columns is a header like those in tables."""
    if len(block.text) > _LONGEST_HEADER:
        return walk
    cells = tuple(cell for cell in parts(Cell(block.text, -1, -1, block.place), form) if cell.is_text)
    if any(cell.meanings for cell in cells) or is_caption(block.text):
        return walk.under(cells, form)
    return walk


def _candidates(rows: Sequence[Row], begun: bool, form: Form) -> Iterator[Candidate | Cell]:
    """The lines of a grid as candidates, and the first cells of rows with figures that are no line of the form."""
    for row in rows:
        found = candidate(row, begun, form)
        if found is not None:
            begun = begun or isinstance(found, Candidate)
            yield found
