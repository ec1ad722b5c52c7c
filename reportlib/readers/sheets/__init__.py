"""Document of a workbook (.xlsx, .xls, .et, .ods): tables as grids with their merged cells, titles and prose as paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reportlib.model import Block, Cell, Document, Grid, Listed, Note, Paragraph, Phrase, Place, Source
from reportlib.readers.marks import HIDDEN, STRUCK, told
from reportlib.readers.sheets import delimited, ods, xls, xlsx
from reportlib.readers.sheets.stored import Position, Range, Sheet, check_limits, place_of
from reportlib.readers.sniffing import sniff


def read(source: Source) -> Document:
    """The Document of a workbook's visible sheets, in their order."""
    source_format = sniff(source.content) or ""
    blocks: list[Block] = []
    notes: list[Note] = []
    for sheet in LOADERS[source_format](source.content):
        if isinstance(sheet, Note):
            notes.append(sheet)
            continue
        blocks += _blocks(_visible(sheet), sheet.name)
        notes += [*sheet.notes, *_hidden_notes(sheet), *_left_out_notes(sheet)]
    return Document(source_format, tuple(blocks), notes=tuple(notes))


def _hidden_notes(sheet: Sheet) -> list[Note]:
    rows = {row for row, _ in sheet.texts} & sheet.hidden_rows
    columns = {column for _, column in sheet.texts} & sheet.hidden_columns
    left_out = [Phrase(f"hidden_{kind}", {"count": len(hidden)}) for hidden, kind in ((rows, "rows"), (columns, "columns")) if hidden]
    return [Note("hidden_cells", {"hidden": Listed(left_out, "semicolon")}, Place(sheet=sheet.name))] if left_out else []


def _left_out_notes(sheet: Sheet) -> Iterator[Note]:
    """A note for each kind of text that was left out of visible cells."""
    for wanted in (STRUCK, HIDDEN):
        parts = [
            (text, place_of(sheet.name, at))
            for kind, text, at in sheet.left_out
            if kind == wanted and at[0] not in sheet.hidden_rows and at[1] not in sheet.hidden_columns
        ]
        yield from told(wanted, parts)


# --- from positions to blocks ---


class Slot(NamedTuple):
    """A cell of the visible sheet: its range among the visible rows and columns, and where it is stored."""

    text: str
    framed: bool
    range: Range
    place: Place


Layout = list[dict[int, Slot]]  # of each visible row, the slot that covers a visible column


def _visible(sheet: Sheet) -> Layout:
    """The visible rows with every slot that covers them; hidden rows and columns are not printed."""
    used = _used(sheet)
    bottom, right = max((row for row, _ in used), default=-1), max((column for _, column in used), default=-1)
    hidden_above = sum(1 for row in sheet.hidden_rows if row <= bottom)
    covered = sum((min(area.bottom, bottom) - area.top + 1) * (min(area.right, right) - area.left + 1) for area in sheet.merged)
    check_limits(sheet.name, bottom + 1 - hidden_above, right + 1 - len(sheet.hidden_columns), max(len(sheet.texts), covered // 4))
    rows = [row for row in range(bottom + 1) if row not in sheet.hidden_rows]
    columns = [column for column in range(right + 1) if column not in sheet.hidden_columns]
    row_order = {row: order for order, row in enumerate(rows)}
    column_order = {column: order for order, column in enumerate(columns)}
    layout: Layout = [{} for _ in rows]
    for area in sheet.merged:
        shown = [row_order[row] for row in range(area.top, min(area.bottom, rows[-1] if rows else -1) + 1) if row in row_order]
        wide = [column_order[column] for column in range(area.left, area.right + 1) if column in column_order]
        if not shown or not wide:
            continue
        place = Place(sheet=sheet.name, row=area.top + 1, column=area.left + 1)
        framed = any((row, column) in sheet.framed for row in (area.top, area.bottom) for column in (area.left, area.right))
        anchor = (area.top, area.left)
        slot = Slot(sheet.texts.get(anchor, "").strip(), framed, Range(shown[0], wide[0], shown[-1], wide[-1]), place)
        if slot.text or framed:
            for row in shown:
                layout[row].update(dict.fromkeys(wide, slot))
    for row, column in used:
        if row in row_order and column in column_order and column_order[column] not in layout[row_order[row]]:
            at = row_order[row], column_order[column]
            text, place = sheet.texts.get((row, column), "").strip(), Place(sheet=sheet.name, row=row + 1, column=column + 1)
            layout[at[0]][at[1]] = Slot(text, (row, column) in sheet.framed, Range(*at, *at), place)
    return layout


def _used(sheet: Sheet) -> set[Position]:
    """The positions with a text, and the framed ones no further down or right than any text: borders may go on without end."""
    spans = {(area.top, area.left): area for area in sheet.merged}
    areas = [spans.get(at, Range(*at, *at)) for at in sheet.texts]
    bottom, right = max((area.bottom for area in areas), default=-1), max((area.right for area in areas), default=-1)
    return {*sheet.texts, *((row, column) for row, column in sheet.framed if row <= bottom and column <= right)}


def _blocks(layout: Layout, name: str) -> Iterator[Block]:
    tabular = _tabular(layout)
    run: list[int] = []
    for row, slots in enumerate(layout):
        if tabular[row]:
            run.append(row)
            continue
        yield from _table(layout, run, name)
        run = []
        yield from (Paragraph(slot.text, slot.place) for slot in _anchored(slots, row) if slot.text)
    yield from _table(layout, run, name)


def _anchored(slots: dict[int, Slot], row: int) -> list[Slot]:
    """The slots that begin in this row, from left to right."""
    return [slot for column, slot in sorted(slots.items()) if slot.range[:2] == (row, column)]


def _tabular(layout: Layout) -> list[bool]:
    """Of each row whether it belongs to a table: it has two slots or more, or one and stands within a table's frame or width."""
    several = [len(set(slots.values())) > 1 for slots in layout]
    labels = [_lone_label(slots, row) if not several[row] else None for row, slots in enumerate(layout)]
    tabular = list(several)
    for row, label in enumerate(labels):
        if label is not None:
            neighbours = [layout[near] for near in (_beyond(labels, row, -1), _beyond(labels, row, 1)) if near >= 0 and several[near]]
            narrow = len(neighbours) == 2 and all(label.range.right < max(slots) for slots in neighbours)
            tabular[row] = narrow or bool(neighbours and label.framed)
    for slot in {slot for slots in layout for slot in slots.values() if slot.range.bottom > slot.range.top}:
        rows = slice(slot.range.top, slot.range.bottom + 1)
        if any(tabular[rows]):
            tabular[rows] = [True] * len(tabular[rows])
    return tabular


def _lone_label(slots: dict[int, Slot], row: int) -> Slot | None:
    """The only slot of a row where it reads as a label of a table, its figures blank, and not as prose or a heading."""
    words = [slot for slot in _anchored(slots, row) if slot.text]
    return words[0] if len(words) == 1 and not _is_prose(words[0].text) else None


def _beyond(labels: Sequence[Slot | None], row: int, step: int) -> int:
    """The nearest row above or below that is no lone label, -1 where the sheet ends."""
    while 0 <= row < len(labels) and labels[row] is not None:
        row += step
    return row if row < len(labels) else -1


def _is_prose(text: str) -> bool:
    """Whether a row's only text reads as prose or a heading and not as a label of the table."""
    return len(text) > LONGEST_LABEL or "。" in text or bool(NUMBERED_HEADING.match(text))


LONGEST_LABEL = 40
NUMBERED_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}\s*[、.．]")
PRINTED_NUMBER = re.compile(r"[-+]?[\d,.]+%?")


def _table(layout: Layout, run: Sequence[int], name: str) -> Iterator[Block]:
    """The grid of these rows, blank cells included; a lone row of words outside any frame is a line of text."""
    if not run:
        return
    slots = [slot for row in run for slot in layout[row].values()]
    if len(run) == 1 and not any(slot.framed or PRINTED_NUMBER.fullmatch(slot.text) for slot in slots):
        words = [slot for slot in _anchored(layout[run[0]], run[0]) if slot.text]
        if words:
            yield Paragraph("  ".join(slot.text for slot in words), words[0].place)
        return
    first, last = min(slot.range.left for slot in slots), max(slot.range.right for slot in slots)
    rows = tuple(tuple(_cells(layout[row], row, run, (first, last), name)) for row in run)
    yield Grid(rows)


def _cells(slots: dict[int, Slot], row: int, run: Sequence[int], width: tuple[int, int], name: str) -> Iterator[Cell]:
    first, last = width
    known = next(iter(slots.values())) if slots else None
    for column in range(first, last + 1):
        slot = slots.get(column)
        if slot is None:
            # A blank cell has no slot; its row is that of a neighbour, hidden rows counted.
            stored_row = known.place.row + row - known.range.top if known and known.place.row else row + 1
            yield Cell("", row - run[0], column - first, Place(sheet=name, row=stored_row, column=column + 1))
        elif slot.range[:2] == (row, column):
            span = slot.range
            row_span, column_span = min(span.bottom, run[-1]) - row + 1, span.right - span.left + 1
            yield Cell(slot.text, row - run[0], column - first, slot.place, row_span, column_span)


LOADERS = {"xlsx": xlsx.sheets, "xls": xls.sheets, "ods": ods.sheets, "fods": ods.sheets, "csv": delimited.sheets}
