"""Document x Form -> which printed line is which row of which statutory table, and where each section's prose stands.

Everything is read as one stream, so it does not matter whether a table is printed whole, in parts, or row by row. A line is
known by its label; where columns are ruled its cells are known by the header above them, else only by their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple

from reportlib.facts.lines import Candidate, Line, settled
from reportlib.forms import Form, Meaning
from reportlib.model import BLANK, DASH, REPORTED, Cell, Document, Grid, Paragraph
from reportlib.text.labels import label_key
from reportlib.text.numbers import read_number, unit_in_label

_ALIKE = 0.6
_CLEARLY_ALIKE = 0.8
_LABELS_KEPT = 40
_LONGEST_ROW = 10  # values of a row of section two or three, repeated ones and a subtotal included


class Recognition(NamedTuple):
    """The lines of the three tables in printed order, and the lines with numbers that no row of the form explains."""

    lines: tuple[Line, ...]
    unknown: tuple[Cell, ...]


def recognize(document: Document, form: Form) -> Recognition:
    """The printed lines of the statutory tables of this form."""
    reader = _Reader(form)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            reader.heading(block.text)
        elif isinstance(block, Grid):
            reader.grid(block)
    lines, left = settled(reader.lines, form)
    return Recognition(tuple(lines), (*reader.unknown, *(_head(line) for line in left)))


def _head(line: Line) -> Cell:
    """The cell that names a line, or its first."""
    return line.label or next(value for value in line.values if value is not None)


class _Header(NamedTuple):
    """A header cell over the columns [start, end) of a ruled grid."""

    start: int
    end: int
    meaning: Meaning
    row: int


@dataclass
class _Reader:
    """Walks the stream of printed rows and remembers the headers that hold for the rows below them."""

    form: Form
    lines: list[Candidate] = field(default_factory=list)
    unknown: list[Cell] = field(default_factory=list)
    section: int = 0
    headers: list[_Header] = field(default_factory=list)
    width: int = 0
    header_open: bool = False
    measures: list[str] = field(default_factory=list)
    applicants: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    results: bool = False
    unit: str | None = None

    def heading(self, text: str) -> None:
        """A paragraph changes the section where it is one of the form's headings; an article or a channel may stand in one too."""
        for meaning in self._meanings(text):
            if meaning.role == "heading":
                self.section = int(meaning.code)
                self.channels, self.results, self.measures = [], False, []
            elif meaning.role == "article":
                self.measures, self.unit = [], None
            elif meaning.role == "row" and meaning.table == "proceedings" and self.section == self.form.tables["proceedings"].section:
                self.channels = [*self.channels, meaning.code]

    def _meanings(self, text: str) -> tuple[Meaning, ...]:
        return self.form.lexicon.get(label_key(text), ())

    def grid(self, grid: Grid) -> None:
        (self.ruled_grid if grid.ruled else self.loose_grid)(grid)

    # Ruled grids: columns are positions.

    def ruled_grid(self, grid: Grid) -> None:
        width = _width(grid)
        if width != self.width:  # else the grid may go on from the last one, under its header
            self.headers = []
        self.width = width
        for index, row in enumerate(grid.covering):
            own = grid.rows[index]
            values = [cell for cell in own if read_number(cell.text).status in (REPORTED, DASH)]
            label = self._row_label(row, own, values)
            if values or (label is not None and self._is_data_label(label, own)):
                self._ruled_line(own, row, label, values)
            elif self._left_blank(own):
                self._proceedings_line(self.channels, own, self.headers, None)
            else:
                self._ruled_header(own, index)

    def _row_label(self, row: Sequence[Cell], own: Sequence[Cell], values: Sequence[Cell]) -> Cell | None:
        """The last label left of the first value."""
        edge = min((cell.column for cell in values), default=max((cell.column for cell in own), default=0) + 1)
        edge = min((edge, *(header.start for header in self.headers if header.meaning.role == "column")))
        labels = [cell for cell in row if cell.column < edge and cell.text.strip() and cell not in values]
        return labels[-1] if labels else None

    def _is_data_label(self, label: Cell, own: Sequence[Cell]) -> bool:
        """Whether a row without any number is still a row of a table: all its figures are left blank."""
        blank_right = [cell for cell in own if cell.column > label.column and not cell.text.strip()]
        rows = [meaning for meaning in self._meanings(label.text) if meaning.role == "row" and meaning.table != "proceedings"]
        return bool(rows and blank_right and label in own and not any(cell.text.strip() for cell in own if cell.column > label.column))

    def _left_blank(self, row: Sequence[Cell]) -> bool:
        """Whether this is the line of figures of section four with nothing filled in."""
        return self.results and len(row) >= 5 and not any(cell.text.strip() for cell in row)

    def _ruled_header(self, own: Sequence[Cell], index: int) -> None:
        labelled = [cell for cell in own if cell.text.strip()]
        if not self.header_open:
            self.headers = []
        self.header_open = True
        for cell in labelled:
            self.unit = unit_in_label(cell.text) or self.unit if "元" in cell.text else self.unit
            for meaning in self._meanings(cell.text):
                self.headers.append(_Header(cell.column, cell.column + cell.column_span, meaning, index))
        if len(labelled) == 1:
            self.heading(labelled[0].text)
        self._note_labels(labelled)

    def _ruled_line(self, own: Sequence[Cell], row: Sequence[Cell], label: Cell | None, values: Sequence[Cell]) -> None:
        self.header_open = False
        right = [cell for cell in own if label is None or cell.column >= label.column + label.column_span]
        path = [cell for cell in row if label is not None and cell.column <= label.column and cell.text.strip()]
        self._line(path, right if label is not None else list(own), self.headers)

    # Loose grids: only the order is known.

    def loose_grid(self, grid: Grid) -> None:
        self.headers = []
        labels: list[Cell] = []
        values: list[Cell] = []
        for row in grid.rows:
            if values and not (self._only_values(row) and self._lacks(labels, values, row)):
                self._line(labels, values, ())
                labels, values = [], []
            self._note_single_row(row)
            if self._left_blank(row) and not values:
                self._proceedings_line(self.channels, row, (), None)
                labels = []
                continue
            started = self._only_values(row)
            for cell in row:
                status = read_number(cell.text).status
                if (
                    status in (REPORTED, DASH)
                    or (status == BLANK and (values or (labels and started)))
                    or (status != BLANK and values and self._odd_value(cell, values))
                ):
                    values.append(cell)
                elif status != BLANK:
                    if any(read_number(value.text).status != BLANK for value in values):
                        self._line(labels, values, ())
                        labels = []
                    values, started = [], True
                    labels = [*labels[-_LABELS_KEPT:], cell]
            if values and all(read_number(value.text).status == BLANK for value in values) and not self._all_blank_row(labels):
                values = []
        if labels or values:
            self._line(labels, values, ())

    def _lacks(self, labels: Sequence[Cell], values: Sequence[Cell], more: Sequence[Cell]) -> bool:
        """Whether the line so far lacks as many values as the next row brings."""
        choices, _, _ = self._choices(labels, values)
        wanted = len(self._column_codes(choices[0])) if choices and choices[0].table != "proceedings" else 3 * 5
        return sum(1 for cell in (*values, *more) if cell.text.strip()) <= wanted

    def _only_values(self, row: Sequence[Cell]) -> bool:
        return all(read_number(cell.text).status != "unreadable" for cell in row) and any(cell.text for cell in row)

    def _all_blank_row(self, labels: Sequence[Cell]) -> bool:
        meanings = self._meanings(labels[-1].text) if labels else ()
        return {meaning.role for meaning in meanings} in ({"row"}, {"row", "group"}) and meanings[0].table != "proceedings"

    def _odd_value(self, cell: Cell, values: Sequence[Cell]) -> bool:
        """Whether a text that is no number stands where a number should: short, in no dictionary, in the same row as numbers."""
        key = label_key(cell.text)
        short = len(key) <= 3 and len(cell.text.strip()) <= 6
        return short and key not in self.form.lexicon and cell.row == values[-1].row

    def _note_single_row(self, row: Sequence[Cell]) -> None:
        """A header printed in one row gives the order of its columns."""
        meanings = [self._meanings(cell.text) for cell in row if cell.text]
        applicants = [
            meaning.code
            for found in meanings
            for meaning in found
            if meaning.role in ("column", "subtotal_column") and meaning.table == "requests"
        ]
        if len(applicants) >= 7 and len(applicants) >= len(meanings) - 2 and len(set(applicants)) == len(applicants):
            self.applicants = applicants
        if len([cell for cell in row if cell.text]) == 1:
            self.heading(next(cell.text for cell in row if cell.text))

    # What both have in common: labels and values become a line.

    def _note_labels(self, labels: Sequence[Cell]) -> None:
        """Remember articles, measures, channels and units among the labels of a header, and a subtotal among its columns."""
        self._note_subtotal([meaning for cell in labels for meaning in self._meanings(cell.text) if meaning.table == "requests"])
        for cell in labels:
            for meaning in self._meanings(cell.text):
                if meaning.role == "article":
                    self.measures, self.unit = [], None
                elif meaning.role == "column" and meaning.table == "disclosures":
                    self.measures.append(meaning.code)
                elif meaning.role == "row" and meaning.table == "proceedings" and meaning.code not in self.channels:
                    self.channels.append(meaning.code)
                elif meaning.role == "column" and meaning.table == "proceedings":
                    self.results = self.results or meaning.code == "upheld"
            if "元" in cell.text and not read_number(cell.text).value:
                self.unit = unit_in_label(cell.text) or self.unit

    def _note_subtotal(self, meanings: Sequence[Meaning]) -> None:
        """A header over several rows that names a subtotal has it before the total."""
        columns = {meaning.code for meaning in meanings if meaning.role == "column"}
        subtotals = [meaning.code for meaning in meanings if meaning.role == "subtotal_column"]
        applicants = self._applicants()
        if subtotals and len(columns) >= len(applicants) - 2 and len(self.applicants) <= len(applicants):
            self.applicants = [*applicants[:-1], subtotals[0], applicants[-1]]

    def _line(self, labels: Sequence[Cell], values: Sequence[Cell], headers: Sequence[_Header]) -> None:
        choices, by, used = self._choices(labels, values)
        self._note_labels(labels[: len(labels) - used] if choices else labels)
        printed = [cell for cell in values if read_number(cell.text).status != BLANK]
        if choices and choices[0].table == "proceedings":
            self._proceedings_line([choices[0].code], values, headers, labels[-1])
        elif choices and self._is_far(choices[0], labels[-1], values):
            self._nameless_line(values, None)
        elif choices and (printed or self._all_blank(choices, values, headers)):
            self._table_line(choices, by, labels[-1], values, headers)
        elif printed and self._expects_proceedings(values):
            self._proceedings_line(self.channels, values, headers, labels[-1] if labels else None)
        elif printed and not labels and self._extends(values):
            pass
        elif len(printed) == len(self._applicants()) and any(known.line.table == "requests" for known in self.lines):
            self._nameless_line(values, labels[-1] if labels else None)
        elif printed:
            self.unknown.append(labels[-1] if labels else printed[0])

    def _is_far(self, choice: Meaning, label: Cell, values: Sequence[Cell]) -> bool:
        """Whether the name of a group stands in a row above the numbers: then it is no subtotal, and they belong to another row."""
        return choice.role == "subtotal_row" and label.row != values[0].row and len(values) == len(self._applicants())

    def _applicants(self) -> list[str]:
        return [column.code for column in self.form.tables["requests"].rows[0].columns]

    def _nameless_line(self, values: Sequence[Cell], label: Cell | None) -> None:
        """A line of seven numbers without a label that is known: its neighbours may tell which row it is."""
        columns = tuple(("", column) for column in self._applicants())
        self.lines.append(Candidate(Line("requests", ("",), columns, tuple(values), False, label), ()))

    def _all_blank(self, choices: Sequence[Meaning], values: Sequence[Cell], headers: Sequence[_Header]) -> bool:
        """Whether a row without any number is one whose figures are all left blank, not a header of the same name."""
        return bool(headers) or (choices[0].role == "row" and len(values) >= len(self._column_codes(choices[0])))

    def _choices(self, labels: Sequence[Cell], values: Sequence[Cell]) -> tuple[tuple[Meaning, ...], str, int]:
        """The rows that the label may mean, how that is known, and how many label cells make it up."""
        if not labels or not values:
            return (), "", 0
        for count in range(1, min(len(labels), 3) + 1):
            text = "".join(cell.text for cell in labels[-count:])
            found = self._rows_of(text, labels[:-count], values)
            if found:
                return found, "label", count
        similar = () if self._meanings(labels[-1].text) else self._similar(labels, values)
        return similar, "similar", 1 if similar else 0

    def _rows_of(self, text: str, before: Sequence[Cell], values: Sequence[Cell]) -> tuple[Meaning, ...]:
        meanings = self._meanings(text)
        rows = tuple(meaning for meaning in meanings if meaning.role in ("row", "subtotal_row"))
        headed = any(meaning.role == "column" for meaning in meanings)
        if rows and headed and self._under_header(before):
            return ()
        longest = 5 + 2 if any(meaning.table == "proceedings" for meaning in rows) else _LONGEST_ROW
        if sum(1 for cell in values if cell.text.strip()) > longest:
            return ()
        return rows

    def _under_header(self, before: Sequence[Cell]) -> bool:
        """Whether 其他 or 总计 stands among column headers, where it is one of them."""
        if not before:
            return self.results and self.section == 4
        last = self._meanings(before[-1].text)
        return any(meaning.role == "column" for meaning in last) and not any(
            meaning.role == "row" and meaning.table == "requests" for meaning in last
        )

    def _similar(self, labels: Sequence[Cell], values: Sequence[Cell]) -> tuple[Meaning, ...]:
        """The rows whose label is cut, wrapped or misprinted into this one, best first."""
        for count in range(1, min(len(labels), 3) + 1):
            best = self._alike(label_key("".join(cell.text for cell in labels[-count:])), full=len(values) >= 6)
            if best:
                return tuple(sorted(best, key=lambda meaning: -best[meaning]))[:3]
        return ()

    def _alike(self, text: str, *, full: bool) -> dict[Meaning, float]:
        """How much each row's label is like the text; the bar is lower for requests whose numbers are all there."""
        best: dict[Meaning, float] = {}
        matcher = SequenceMatcher(None, "", text, autojunk=False)
        for key, meanings in self.form.lexicon.items():
            for meaning in meanings:
                if meaning.role == "row" and meaning.table != "proceedings":
                    bar = _ALIKE if meaning.table == "requests" and full else _CLEARLY_ALIKE
                    likeness = _likeness(text, key, matcher, bar)
                    if likeness >= bar:
                        best[meaning] = max(best.get(meaning, 0.0), likeness)
        return best

    def _table_line(self, choices: tuple[Meaning, ...], by: str, label: Cell, values: Sequence[Cell], headers: Sequence[_Header]) -> None:
        values = self._without_repeats(choices[0], values)
        table = choices[0].table
        subtotal = choices[0].role == "subtotal_row"
        codes = self._column_codes(choices[0])
        placed = _placed(
            values,
            [header for header in headers if header.meaning.table == table and header.meaning.role in ("column", "subtotal_column")],
            codes,
        )
        unit = self.unit if table == "disclosures" else None
        item = choices[0].code
        if placed is not None:
            line = Line(table, (item,), tuple((item, code) for code in placed), tuple(placed.values()), True, label, by, unit, subtotal)
        else:
            line = Line(table, (item,), tuple((item, code) for code in codes), tuple(values), False, label, by, unit, subtotal)
        self.lines.append(Candidate(line, choices))

    def _column_codes(self, row: Meaning) -> list[str]:
        """The columns of a row in the order of the header above it, or of the form where the header does not tell."""
        table = self.form.tables[row.table]
        columns = [column.code for column in (table.row[row.code] if row.code in table.row else table.rows[0]).columns]
        if row.table == "requests":
            return self.applicants if set(columns) <= set(self.applicants) else columns
        measures = list(dict.fromkeys(self.measures))
        return measures if measures and set(measures) <= set(columns) else columns

    def _without_repeats(self, row: Meaning, values: Sequence[Cell]) -> Sequence[Cell]:
        """The values without those that a converter repeats under a header that it repeats too, for a merged cell."""
        if row.table != "disclosures" or len(values) != len(self.measures):
            return values
        repeated = {
            at for at in range(1, len(values)) if self.measures[at] == self.measures[at - 1] and values[at].text == values[at - 1].text
        }
        return [value for at, value in enumerate(values) if at not in repeated]

    def _extends(self, values: Sequence[Cell]) -> bool:
        """Join numbers that stand alone to the line above, where it lacks as many."""
        if not self.lines or self.lines[-1].line.placed:
            return False
        candidate = self.lines[-1]
        line = candidate.line
        if len(line.values) + len(values) > len(line.columns):
            return False
        self.lines[-1] = candidate._replace(line=line._replace(values=(*line.values, *values)))
        return True

    def _expects_proceedings(self, values: Sequence[Cell]) -> bool:
        return (self.results or self.section == 4) and len(values) >= 4

    def _in_doubt(self, channels: Sequence[str], values: Sequence[Cell]) -> bool:
        """Whether the header names all channels in another order than the form, so that bare numbers may stand in either."""
        order = [row.code for row in self.form.tables["proceedings"].rows]
        return set(channels) == set(order) and list(channels) != order and any(cell.text.strip() for cell in values)

    def _proceedings_line(self, channels: Sequence[str], values: Sequence[Cell], headers: Sequence[_Header], label: Cell | None) -> None:
        table = self.form.tables["proceedings"]
        results = [column.code for column in table.rows[0].columns]
        own = [header for header in headers if header.meaning.table == "proceedings"]
        placed = _crossed(values, own, channels) if own else None
        if placed is not None:
            items = tuple(dict.fromkeys(channel for channel, _ in placed))
            self.lines.append(Candidate(Line("proceedings", items, tuple(placed), tuple(placed.values()), True, label), ()))
        elif self._in_doubt(channels, values):
            self.unknown.append(label or next(cell for cell in values if cell.text.strip()))
        else:
            known = (
                list(channels) if channels and abs(len(values) - len(results) * len(channels)) <= 2 else [row.code for row in table.rows]
            )
            columns = tuple((channel, result) for channel in known for result in results)
            self.lines.append(Candidate(Line("proceedings", tuple(known), columns, tuple(values), False, label), ()))
        self.channels, self.results = [], False


def _width(grid: Grid) -> int:
    return max((cell.column + cell.column_span for row in grid.rows for cell in row), default=0)


def _placed(values: Sequence[Cell], headers: Sequence[_Header], codes: Sequence[str]) -> dict[str, Cell | None] | None:
    """Each column's cell by its position under the header; None where header and cells do not meet one to one."""
    named = {header.meaning.code: header for header in headers}
    if not set(codes) <= set(named):
        return None
    found: dict[str, Cell | None] = dict.fromkeys(named)
    for cell in values:
        over = [code for code, header in named.items() if cell.column < header.end and header.start < cell.column + cell.column_span]
        if len(over) != 1 or (found[over[0]] is not None and cell.text.strip() and found[over[0]].text.strip()):  # type: ignore[union-attr]
            if cell.text.strip():
                return None
            continue
        if found[over[0]] is None or cell.text.strip():
            found[over[0]] = cell
    return found


def _crossed(values: Sequence[Cell], headers: Sequence[_Header], channels: Sequence[str]) -> dict[tuple[str, str], Cell | None] | None:
    """Each value by the result and the channel above it; None where the header leaves any in doubt."""
    results = [header for header in headers if header.meaning.role == "column"]
    above = [header for header in headers if header.meaning.role == "row"]
    found: dict[tuple[str, str], Cell | None] = {}
    for cell in values:
        over = [header for header in results if header.start <= cell.column < header.end]
        channel = max((header for header in above if header.start <= cell.column < header.end), key=lambda header: header.row, default=None)
        code = channel.meaning.code if channel else channels[0] if len(channels) == 1 else None
        if len(over) != 1 or code is None or (code, over[0].meaning.code) in found:
            if cell.text.strip():
                return None
            continue
        found[code, over[0].meaning.code] = cell
    complete = {(code, header.meaning.code) for code, _ in found for header in results}
    return found if complete and complete == set(found) else None


def _likeness(text: str, key: str, matcher: SequenceMatcher[str], bar: float) -> float:
    """How much a printed label is like a known one, 0 to 1; a piece cut from it counts as nearly the same, less than the bar as 0."""
    shorter, longer = sorted((text, key), key=len)
    if len(shorter) >= 5 and shorter in longer:
        return 0.95 if len(shorter) * 3 >= len(longer) or longer.startswith(shorter) else 0.7
    if not shorter or len(longer) > 3 * len(shorter):
        return 0.0
    matcher.set_seq1(key)
    return matcher.ratio() if matcher.real_quick_ratio() >= bar and matcher.quick_ratio() >= bar else 0.0
