"""What stands above the figures of a table: which column is which, in the order and at the place that is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import dropwhile
from typing import NamedTuple

from reportlib.facts.cells import Printed
from reportlib.facts.recognizing.ordering import Crossing, Slot, in_order, is_misprint, pieces_in_order
from reportlib.forms import Column, Form
from reportlib.model import Cell
from reportlib.text.labels import label_key, whole_key
from reportlib.text.numbers import counted_in, unit_in_label

_COLUMNS = ("column", "subtotal_column")


class Order(NamedTuple):
    """The columns of a line in printed order (None: one that the form does not have); `certain` where a header says so.

    Where `contradicts` is true a header is printed that is not that of the form, and does not tell the order either.
    """

    columns: tuple[str | None, ...]
    certain: bool
    contradicts: bool = False


@dataclass(frozen=True)
class Header:
    """The label cells above the figures, row by row; `ruled` says that their columns are true positions."""

    rows: tuple[tuple[Printed, ...], ...]
    form: Form
    section: int = 0
    ruled: bool = False

    @cached_property
    def cells(self) -> tuple[Printed, ...]:
        return tuple(cell for row in self.rows for cell in row)

    @cached_property
    def says_something(self) -> bool:
        """Whether it names a column, an article or a channel, and is not merely a text between two rows."""
        return any(cell.means("column", "article") or cell.means("row", table="proceedings") for cell in self.cells)

    @cached_property
    def has_results(self) -> bool:
        return any(cell.code("column", table="proceedings") == "upheld" for cell in self.cells)

    def has_results_in(self, table: int | None) -> bool:
        """Whether the results of section four are named in the table of this number."""
        return any(cell.code("column", table="proceedings") == "upheld" and cell.cell.place.table == table for cell in self.cells)

    def names(self, table: str) -> list[tuple[Printed, str]]:
        """The columns of a table that are named, in reading order."""
        return self._names.get(table, [])

    @cached_property
    def _names(self) -> dict[str, list[tuple[Printed, str]]]:
        named: dict[str, list[tuple[Printed, str]]] = {}
        for cell in self.cells:
            for table in {meaning.table for meaning in cell.meanings if meaning.role in _COLUMNS}:
                named.setdefault(table, []).append((cell, cell.code(*_COLUMNS, table=table) or ""))
        return named

    @cached_property
    def _columns(self) -> dict[str, dict[str, Cell]]:
        """Where each column that is named stands, by table and code, from left to right: a header of two rows names the sum before others."""
        placed = {table: [(cell.cell, code) for cell, code in named if cell.cell.column >= 0] for table, named in self._names.items()}
        return {table: {code: cell for cell, code in sorted(each, key=lambda pair: pair[0].column)} for table, each in placed.items()}

    @cached_property
    def _over(self) -> dict[tuple[str, int, int], list[str]]:
        return {}

    def columns(self, table: str) -> Mapping[str, Cell]:
        """The columns of a table that are named at a true position."""
        return self._columns.get(table, {})

    def over(self, table: str, value: Cell) -> list[str]:
        """The columns of a table that are named over a cell, asked once for all the rows below."""
        key = (table, value.column, value.column_span)
        if key not in self._over:
            self._over[key] = [code for code, cell in self.columns(table).items() if stands_over(cell, value)]
        return self._over[key]

    @cached_property
    def first_column(self) -> int | None:
        """Where the columns of figures of a ruled grid begin."""
        return min((cell.cell.column for cell in self.cells if cell.means("column") and cell.cell.column >= 0), default=None)

    @cached_property
    def _units(self) -> frozenset[str | None]:
        return frozenset(unit_in_label(cell.text) for cell in self.cells if "元" in cell.text) - {None}

    def unit(self, label: Printed | None) -> str | None:
        """The unit of money that the header and the label of the row state; "" where they state two."""
        stated = set(self._units | ({unit_in_label(label.text)} if label and "元" in label.text else set())) - {None}
        return None if not stated else stated.pop() if len(stated) == 1 else ""

    def counted_in(self, label: Printed | None) -> int:
        """How many each number counts: 10,000 under （单位：万件）."""
        return max(self._counted_in, counted_in(label.text)) if label else self._counted_in

    @cached_property
    def _counted_in(self) -> int:
        return max((counted_in(cell.text) for cell in self.cells), default=1)

    @cached_property
    def measures(self) -> tuple[str | None, ...]:
        """The measures of an article in printed order, columns of other names as None; those that a converter repeats once."""
        rows = [row for row in self.rows if any(cell.means("column", table="disclosures") for cell in row)]
        article = next((at for at in reversed(range(len(self.cells))) if self.cells[at].means("article")), -1)
        after = set(map(id, self.cells[article + 1 :]))
        named = [cell for row in rows for cell in row if id(cell) in after and not cell.means("group", "heading", "row")]
        return tuple(cell.code("column", table="disclosures") for cell in named)

    def order_of_measures(self, row: Sequence[Column]) -> Order:
        """The order of the measures of a row of section two."""
        columns = [column.code for column in row]
        named = [code for at, code in enumerate(self.measures) if at == 0 or code is None or code != self.measures[at - 1]]
        if not any(named):
            doubtful = len(columns) > 1 and (self._is_foreign(row) or not pieces_in_order(self.rows, row))
            return Order(tuple(columns), len(columns) == 1, doubtful)
        if set(columns) <= set(named) and len(set(named) - {None}) == len(named) - named.count(None):
            return Order(tuple(named), True)
        contradicts = not in_order(named, columns) or bool(set(named) - {None, *columns}) or not pieces_in_order(self.rows, row)
        return Order(tuple(columns), False, contradicts)

    def _is_foreign(self, row: Sequence[Column]) -> bool:
        """Whether as many texts stand below the article as a row has measures, and they are not those measures misprinted."""
        article = next((at for at in reversed(range(len(self.cells))) if self.cells[at].means("article")), -1)
        texts = [cell.text for cell in self.cells[article + 1 :] if cell.is_text and not cell.meanings]
        return len(texts) >= len(row) and not all(map(is_misprint, texts[-len(row) :], row))

    @cached_property
    def applicants(self) -> Order:
        """The order of the applicants of section three; a group stands for those that are named below it."""
        columns = [column.code for column in self.form.tables["requests"].rows[0].columns]
        added = {code: each.parts for each in self.form.tables["requests"].subtotal_columns for code in [each.code]}
        named = self._applicants(set().union(*added.values(), added) if added else set(), set(columns) | set(added))
        codes = [code for code in named if code]
        if set(columns) <= set(codes) and len(codes) == len(set(codes)):
            return Order(tuple(named), True)
        return Order(tuple(columns), False, not pieces_in_order(self.rows, self.form.tables["requests"].rows[0].columns))

    @cached_property
    def few(self) -> tuple[str | None, ...]:
        """The applicants of a header of one row that names some of them only, a group as None; empty where it names all, or anything else."""
        naming = [row for row in self.rows if any(map(_is_applicant, row))]
        cells = list(dropwhile(lambda cell: not _is_applicant(cell), naming[0])) if len(naming) == 1 else []
        codes = [cell.code("column", table="requests") for cell in cells]
        named = [code for code in codes if code]
        tells = bool(named) and all(map(_is_applicant, cells)) and len(set(named)) == len(named)
        return tuple(codes) if tells and len(codes) < len(self.form.tables["requests"].rows[0].columns) else ()

    def _applicants(self, organizations: set[str], codes: set[str]) -> list[str | None]:
        """The applicants named, the organisations where their group stands, in the order in which they are named below it."""
        rows = [[(cell, cell.code(*_COLUMNS, table="requests")) for cell in row if not cell.is_blank] for row in self.rows]
        rows = [row for row in rows if any(code in codes for _, code in row) or any(_is_group(cell) for cell, _ in row)]
        alone = next((row for row in rows if _names_all(row, self.form)), None)
        if alone is not None:
            return [code for cell, code in alone if code or not cell.meanings]
        flat = [pair for row in rows for pair in row]
        inside = [code for _, code in flat if code in organizations]
        group = next((at for at, (cell, _) in enumerate(flat) if _is_group(cell)), None)
        if group is None or not inside:
            single = max(rows, key=lambda row: sum(bool(code) for _, code in row), default=[])
            whole = single if len(rows) > 1 and sum(bool(code) for _, code in single) >= len(codes) - 1 else flat
            return [code for cell, code in whole if code or not cell.meanings] if whole is single or self._follow(rows) else []
        outer = [code for cell, code in flat[group + 1 :] if code not in organizations and (code or not cell.meanings)]
        before = [code for _, code in flat[:group] if code and code not in organizations]
        # The total, set in the middle of its rows, comes before what stands to its left.
        total = self.form.tables["requests"].rows[0].columns[-1].code
        early = [code for code in before if code == total and len(rows) > 1 and _row_of(code, rows) < _row_of_group(rows)]
        return [*(code for code in before if code not in early), *inside, *outer, *early]

    def _follow(self, rows: Sequence[Sequence[tuple[Printed, str | None]]]) -> bool:
        """Whether names in several rows stand one after another: a name a row, or in the order of the form, or where columns are positions."""
        order = [column.code for column in self.form.tables["requests"].rows[0].columns]
        return (
            self.ruled or len(rows) == 1 or all(len(row) == 1 for row in rows) or in_order([code for row in rows for _, code in row], order)
        )

    @cached_property
    def channels(self) -> tuple[str, ...]:
        """The channels in printed order; those of a group stand where its name does."""
        named = [cell.code("row", table="proceedings") or "" for cell in self.cells if cell.means("row", "row_group", table="proceedings")]
        inside = [code for code in named if code in self._grouped]
        order = [code for name in named if name not in inside for code in ([name] if name else inside)]
        return tuple(dict.fromkeys([*order, *inside]))

    @cached_property
    def tells_channels(self) -> bool:
        """Whether the order of the channels is certain: by position, by one row that names all, or as the form has it."""
        named = [{cell.code("row", table="proceedings") for cell in row} - {None} for row in self.rows]
        alone = any(codes == set(self.channels) for codes in named)
        return self.ruled or alone or in_order(self.channels, [row.code for row in self.form.tables["proceedings"].rows])

    @cached_property
    def crossed(self) -> tuple[Slot, ...] | None:
        """The (channel, result) of each figure of section four in printed order; None where the header does not tell."""
        table = self.form.tables["proceedings"]
        results = {column.code for column in table.rows[0].columns}
        slots = list(Crossing(self.rows, self._grouped).slots())
        complete = all({result for other, result in slots if other == channel} == results for channel, _ in slots)
        return tuple(slots) if slots and complete and len(set(slots)) == len(slots) == len(results) * len(self.channels) else None

    @cached_property
    def _grouped(self) -> set[str]:
        """The channels whose label begins with the name of a group that is printed (行政诉讼 未经复议直接起诉)."""
        groups = tuple(label_key(cell.text)[:4] for cell in self.cells if cell.means("row_group"))
        return {row.code for row in self.form.tables["proceedings"].rows if groups and whole_key(row.label).startswith(groups)}

    @cached_property
    def is_of_form(self) -> bool:
        """Whether what is named of section four stands in the order of the form, as far as it goes."""
        table = self.form.tables["proceedings"]
        results = [column.code for column in table.rows[0].columns]
        runs = list(_runs(self.rows))
        orders = all(in_order(run, results) for run in runs)
        whole = any(len(run) == len(results) for run in runs)
        orders = orders and (whole or pieces_in_order(self.rows, table.rows[0].columns[:-1]))  # the sums tell where the total stands
        return orders and in_order(self.channels, [row.code for row in table.rows])

    @cached_property
    def results(self) -> tuple[str, ...]:
        """The results in printed order, where they are named once or alike for every channel."""
        runs = {tuple(run) for run in _runs(self.rows) if len(run) > 1}
        return runs.pop() if len(runs) == 1 else ()


class Row(NamedTuple):
    """The label cells of a printed row, outermost first, the cells beside them, and the header that holds for them."""

    labels: tuple[Printed, ...]
    values: tuple[Printed, ...]
    header: Header

    @property
    def label(self) -> Printed | None:
        return self.labels[-1] if self.labels else None

    @property
    def printed(self) -> tuple[Printed, ...]:
        return tuple([value for value in self.values if not value.is_blank])

    @property
    def is_known(self) -> bool:
        return self.label is not None and self.label.means("row", "subtotal_row")


def stands_over(header: Cell, value: Cell) -> bool:
    """Whether two cells share a column."""
    return value.column < header.column + header.column_span and header.column < value.column + value.column_span


def _is_applicant(cell: Printed) -> bool:
    return cell.means("column", "column_group", table="requests")


def _is_group(cell: Printed) -> bool:
    return cell.means("column_group", table="requests")


def _names_all(row: Sequence[tuple[Printed, str | None]], form: Form) -> bool:
    """Whether one row names every applicant, so that no group above it orders them."""
    columns = {column.code for column in form.tables["requests"].rows[0].columns}
    return columns <= {code for _, code in row} and not any(_is_group(cell) for cell, _ in row)


def _row_of(code: str, rows: Sequence[Sequence[tuple[Printed, str | None]]]) -> int:
    return next(at for at, row in enumerate(rows) for _, found in row if found == code)


def _row_of_group(rows: Sequence[Sequence[tuple[Printed, str | None]]]) -> int:
    return next(at for at, row in enumerate(rows) for cell, _ in row if _is_group(cell))


def _runs(rows: Sequence[Sequence[Printed]]) -> Iterator[list[str]]:
    """The stretches of results that stand side by side, each result once."""
    for row in rows:
        run: list[str] = []
        for cell in row:
            code = cell.code("column", table="proceedings")
            if run and (code is None or code in run) and not cell.is_blank:
                yield run
                run = []
            run += [code] if code else []
        if run:
            yield run
