"""What a statutory form is made of, as the stages after it use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from msgspec import Struct

from reportlib.model import Severity


class Declared(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in a TOML file of this folder; a key that it does not name is an error."""


class Column(Declared, frozen=True):
    """One column of a statutory table; `kind` is count (whole, not negative), signed (whole) or money (not negative)."""

    code: str
    label: str
    english: str
    unit: str | None = None
    kind: Literal["count", "signed", "money"] = "count"
    also: tuple[str, ...] = ()


class Subtotal(Declared, frozen=True):
    """A row or column that some reports add to the form: the sum of `parts`, checked and not counted again."""

    code: str
    labels: tuple[str, ...]
    parts: tuple[str, ...]


class Rule(Declared, frozen=True):
    """Two sums of cells that must agree, applied along an axis: at each column, or at each row."""

    code: str
    table: str
    each: Literal["column", "row"]
    left: tuple[str, ...]
    right: tuple[str, ...]
    severity: Severity
    english: str
    chinese: str
    clause: str


class Row(NamedTuple):
    """One row (item, channel) of a statutory table with the columns it has, in form order.

    `group` is what the row stands below: the printed heading, the article, or the code of the row that it is a part of.
    `stands_for` names the rows that are missing where this one is printed; such a row exists only where it is printed.
    """

    code: str
    label: str
    english: str
    group: str
    columns: tuple[Column, ...]
    also: tuple[str, ...] = ()
    stands_for: tuple[str, ...] = ()


class Meaning(NamedTuple):
    """What a printed label stands for: its role (row, column, article, group, heading, subtotal_row, subtotal_column), table and code."""

    role: str
    table: str
    code: str


@dataclass(frozen=True)
class StatutoryTable:
    """One of the three tables of the form."""

    code: str
    section: int
    rows: tuple[Row, ...]
    subtotal_rows: tuple[Subtotal, ...] = ()
    subtotal_columns: tuple[Subtotal, ...] = ()

    @cached_property
    def row(self) -> Mapping[str, Row]:
        return {row.code: row for row in self.rows}

    @cached_property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """The codes of the columns of each row."""
        return {row.code: tuple(column.code for column in row.columns) for row in self.rows}

    @cached_property
    def order(self) -> Mapping[str, int]:
        return {row.code: position for position, row in enumerate(self.rows)}


Key = tuple[str, str, str]  # table, row and column by code


class Addition(NamedTuple):
    """A rule at one place: a column, or the row whose first cell is `opened_by`; the cells of its two sides by their keys."""

    rule: Rule
    item: str | None
    column: str | None
    opened_by: Key | None
    left: tuple[Key, ...]
    right: tuple[Key, ...]


@dataclass(frozen=True)
class Form:
    """A statutory form: its tables, sections, rules, and the dictionary of its printed labels; `last_year` is None where it is still in use.

    `mixed` names the form of each table, where a report prints them in several.
    """

    code: str
    issued_as: str
    first_year: int
    marks: frozenset[str]
    tables: Mapping[str, StatutoryTable]
    headings: Mapping[int, str]
    rules: tuple[Rule, ...]
    lexicon: Mapping[str, tuple[Meaning, ...]]
    articles: Mapping[str, str]
    last_year: int | None = None
    mixed: Mapping[str, str] = field(default_factory=dict)

    def cells(self) -> Iterator[tuple[str, Row, Column]]:
        """Every (table, row, column) of the form in form order, rows that exist only where printed included."""
        return iter(self._cells)

    @cached_property
    def _cells(self) -> tuple[tuple[str, Row, Column], ...]:
        return tuple((table.code, row, column) for table in self.tables.values() for row in table.rows for column in row.columns)

    @cached_property
    def column(self) -> Mapping[Key, Column]:
        """The column of each cell by its key."""
        return {(table, row.code, column.code): column for table, row, column in self._cells}

    def totals(self, table: str) -> frozenset[str]:
        """The columns of a table that hold a sum of their row."""
        return self._totals.get(table, frozenset())

    @cached_property
    def _totals(self) -> Mapping[str, frozenset[str]]:
        summed = [rule for rule in self.rules if rule.each == "row"]
        return {one.table: frozenset(code for rule in summed if rule.table == one.table for code in rule.right) for one in summed}

    @cached_property
    def additions(self) -> tuple[Addition, ...]:
        """Every rule at every place, as if all rows were printed."""
        return tuple(each for rule in self.rules for each in self._at_each(rule))

    def _at_each(self, rule: Rule) -> Iterator[Addition]:
        rows = self.tables[rule.table].rows
        columns = [column.code for column in rows[0].columns]
        if rule.each == "column":
            for column in columns:
                sides = (tuple((rule.table, code, column) for code in side) for side in (rule.left, rule.right))
                yield Addition(rule, None, column, None, *sides)
            return
        for row in rows:
            sides = (tuple((rule.table, row.code, code) for code in side) for side in (rule.left, rule.right))
            yield Addition(rule, row.code, None, (rule.table, row.code, columns[0]), *sides)
