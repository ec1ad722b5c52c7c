"""The table model of HTML: where cells stand and what they span, however broken their colspan and rowspan are."""

from __future__ import annotations

import re

from lxml import etree

from reportlib.readers.markup import Item, Slot, Table

MAX_COLUMN_SPAN, MAX_ROW_SPAN = 1000, 65534  # as the HTML standard caps them


class OpenTable:
    """A table while its rows are read, with the rows down to which each column is taken by a cell above."""

    def __init__(self, outer: list[Item]) -> None:
        self.outer = outer
        self.table = Table()
        self.stray: list[Item] = []
        self.taken: dict[int, int] = {}
        self.spanning: list[Slot] = []
        self.row: list[Slot] | None = None  # the open row
        self.column = 0
        self.cell: etree._Element | None = None
        self.pictured: etree._Element | None = None

    def open_row(self) -> list[Slot]:
        if self.stray and not self.table.rows:
            self.outer.extend(self.stray)  # text between <table> and its first row stands above the table
            self.stray.clear()
        self.row = []
        self.column = 0
        self.table.rows.append(self.row)
        return self.row

    def open_cell(self, element: etree._Element) -> Slot:
        slots = self.row if self.row is not None else self.open_row()
        row, column, taken = len(self.table.rows) - 1, self.column, self.taken
        slot = Slot([], row, column)
        if taken:
            while taken.get(column, 0) > row:
                column += 1
            slot.column = column
        wide, tall = element.get("colspan"), element.get("rowspan")
        width = self._width(slot, wide) if wide else 1
        if tall:
            self._reach_down(slot, tall)
        self.column = column + width
        slots.append(slot)
        self.cell = element
        return slot

    def _width(self, slot: Slot, wide: str) -> int:
        """The columns that the cell moves the next one on; it covers fewer where a cell from above stands, so that none overlap."""
        slot.column_span = width = max(1, min(leading_integer(wide, 1), MAX_COLUMN_SPAN))
        if self.taken:
            slot.column_span = next((step for step in range(1, width) if self.taken.get(slot.column + step, 0) > slot.row), width)
        return width

    def _reach_down(self, slot: Slot, tall: str) -> None:
        height = leading_integer(tall, 1)
        if height != 1:
            slot.row_span = min(height, MAX_ROW_SPAN) if height > 0 else MAX_ROW_SPAN
            self.spanning.append(slot)
            for column in range(slot.column, slot.column + slot.column_span):
                self.taken[column] = slot.row + slot.row_span

    def close_group(self) -> None:
        """Ends all spans at the last row of thead, tbody or tfoot, as browsers do."""
        for slot in self.spanning:
            slot.row_span = min(slot.row_span, len(self.table.rows) - slot.row)
        self.spanning.clear()
        self.taken.clear()
        self.row = None


def leading_integer(text: str, default: int) -> int:
    """The whole number that an attribute begins with, as browsers read it."""
    match = re.match(r"\s*\+?(\d{1,9})", text)
    return int(match[1]) if match else default
