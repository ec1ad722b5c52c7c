"""The statutory forms as data: codes, printed labels, variants seen, units and rules, read from the TOML files beside this module."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any, NamedTuple

from reportlib.text.labels import label_key


class Column(NamedTuple):
    """One column of a statutory table; `kind` is count (whole, not negative), signed (whole) or money (not negative)."""

    code: str
    label: str
    english: str
    unit: str | None
    kind: str
    also: tuple[str, ...] = ()


class Row(NamedTuple):
    """One row (item, channel) of a statutory table with the columns it has, in form order.

    `stands_for` names the rows that are missing where this one is printed; such a row exists only where it is printed.
    """

    code: str
    label: str
    english: str
    group: str
    columns: tuple[Column, ...]
    also: tuple[str, ...] = ()
    stands_for: tuple[str, ...] = ()


class Subtotal(NamedTuple):
    """A row or column that some reports add to the form: the sum of `parts`, checked and not counted again."""

    code: str
    labels: tuple[str, ...]
    parts: tuple[str, ...]


class Rule(NamedTuple):
    """Two sums of cells that must agree, applied along an axis: at each column, or at each row."""

    code: str
    table: str
    each: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    severity: str
    english: str
    chinese: str
    clause: str


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
    def order(self) -> Mapping[str, int]:
        return {row.code: position for position, row in enumerate(self.rows)}


@dataclass(frozen=True)
class Form:
    """A statutory form: its tables, sections, rules, and the dictionary of its printed labels."""

    code: str
    issued_as: str
    first_year: int
    marks: frozenset[str]
    tables: Mapping[str, StatutoryTable]
    headings: Mapping[int, str]
    rules: tuple[Rule, ...]
    lexicon: Mapping[str, tuple[Meaning, ...]]
    articles: Mapping[str, str]

    def cells(self) -> Iterator[tuple[str, Row, Column]]:
        """Every (table, row, column) of the form in form order, rows that exist only where printed included."""
        for table in self.tables.values():
            for row in table.rows:
                for column in row.columns:
                    yield table.code, row, column


_FORM_CODES = ("2019", "2021")


@cache
def load_forms() -> Mapping[str, Form]:
    """The forms by code, oldest first.

    >>> list(load_forms())
    ['2019', '2021']
    """
    shared = _toml("shared")
    return {code: _form(shared, _toml(code)) for code in _FORM_CODES}


@cache
def earlier_marks() -> frozenset[str]:
    """The labels (as keys) that only the tables of reports before 2019 print."""
    return frozenset(label_key(mark) for mark in _toml("shared")["earlier_marks"])


def labels(language: str = "zh") -> dict[tuple[str, str, str], str]:
    """The printed label (zh) or its translation (en) by (table, axis, code), axes named as in the contract.

    >>> labels("en")["requests", "applicant", "individual"]
    'Individuals'
    """
    found: dict[tuple[str, str, str], str] = {}
    for form in load_forms().values():
        for table, row, column in form.cells():
            row_axis, column_axis = AXES[table]
            found[table, row_axis, row.code.split("/")[-1]] = row.english if language == "en" else plain(row.label)
            found[table, column_axis, column.code] = column.english if language == "en" else plain(column.label)
        found |= {
            ("disclosures", "article", code): f"Article {code}" if language == "en" else label for code, label in form.articles.items()
        }
    return found


AXES = {"disclosures": ("item", "measure"), "requests": ("item", "applicant"), "proceedings": ("channel", "result")}


def plain(label: str) -> str:
    """The printed label without ordinal and guidance: 危及“三安全一稳定”."""
    return re.sub(r"^(?:[一二三四]、)?(?:（[一二三四五六七]）)?(?:[1-9]．)?", "", re.sub(r"（[^（）]{4,}）$", "", label))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def _form(shared: dict[str, Any], own: dict[str, Any]) -> Form:
    tables = {
        "disclosures": _disclosures(own["disclosures"]),
        "requests": _requests(shared["requests"], own.get("requests", {})),
        "proceedings": _crossed("proceedings", shared["proceedings"]),
    }
    return Form(
        code=own["code"],
        issued_as=own["issued_as"],
        first_year=own["first_year"],
        marks=frozenset(label_key(mark) for mark in own["marks"]),
        tables=tables,
        headings={section["number"]: section["heading"] for section in shared["sections"]},
        rules=tuple(_rule(entry) for entry in shared["rules"]),
        lexicon=_lexicon(shared, own, tables),
        articles={article["code"]: article["label"] for article in own["disclosures"]["articles"]},
    )


def _disclosures(entry: dict[str, Any]) -> StatutoryTable:
    rows = []
    for article in entry["articles"]:
        columns = tuple(_column(measure) for measure in article["measures"])
        for item in article["items"]:
            rows.append(
                Row(
                    f"{article['code']}/{item['code']}",
                    item["label"],
                    item["english"],
                    article["code"],
                    columns,
                    tuple(item.get("also", ())),
                )
            )
    return StatutoryTable("disclosures", entry["section"], tuple(rows))


def _requests(entry: dict[str, Any], own: dict[str, Any]) -> StatutoryTable:
    table = _crossed("requests", entry)
    stands_for = own.get("stands_for", {})
    rows = tuple(
        row._replace(stands_for=tuple(stands_for.get(row.code, ()))) for row in table.rows if row.code not in own.get("leaves_out", ())
    )
    return StatutoryTable(table.code, table.section, rows, table.subtotal_rows, table.subtotal_columns)


def _crossed(code: str, entry: dict[str, Any]) -> StatutoryTable:
    columns = tuple(_column({"unit": "件", **column}) for column in entry["columns"])
    rows = tuple(
        Row(row["code"], row["label"], row["english"], row.get("group", ""), columns, tuple(row.get("also", ()))) for row in entry["rows"]
    )
    return StatutoryTable(code, entry["section"], rows, _subtotals(entry, "subtotal_rows"), _subtotals(entry, "subtotal_columns"))


def _column(entry: dict[str, Any]) -> Column:
    return Column(
        entry["code"], entry["label"], entry["english"], entry.get("unit"), entry.get("kind", "count"), tuple(entry.get("also", ()))
    )


def _subtotals(entry: dict[str, Any], axis: str) -> tuple[Subtotal, ...]:
    return tuple(Subtotal(subtotal["code"], tuple(subtotal["labels"]), tuple(subtotal["parts"])) for subtotal in entry.get(axis, ()))


def _rule(entry: dict[str, Any]) -> Rule:
    return Rule(**{**entry, "left": tuple(entry["left"]), "right": tuple(entry["right"])})


def _lexicon(shared: dict[str, Any], own: dict[str, Any], tables: Mapping[str, StatutoryTable]) -> dict[str, tuple[Meaning, ...]]:
    meanings: dict[str, dict[Meaning, None]] = {}

    def add(meaning: Meaning, *printed: str) -> None:
        for label in printed:
            meanings.setdefault(label_key(label), {})[meaning] = None

    for table in tables.values():
        for row in table.rows:
            add(Meaning("row", table.code, row.code), row.label, *row.also)
            for column in row.columns:
                add(Meaning("column", table.code, column.code), column.label, *column.also)
        for axis, subtotals in (("subtotal_row", table.subtotal_rows), ("subtotal_column", table.subtotal_columns)):
            for subtotal in subtotals:
                add(Meaning(axis, table.code, subtotal.code), *subtotal.labels)
    for article in own["disclosures"]["articles"]:
        add(Meaning("article", "disclosures", article["code"]), article["label"], *article.get("also", ()))
    for section in shared["sections"]:
        add(Meaning("heading", "", str(section["number"])), section["heading"], *section["also"])
    add(Meaning("group", "", ""), *shared["groups"]["labels"])
    return {key: tuple(found) for key, found in meanings.items()}
