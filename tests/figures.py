"""The figures of reports as facts: drawn at random so that every sum of the form holds, or those of the real reports."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from math import exp
from pathlib import Path
from random import Random

from reportlib.forms import Form, load_forms
from reportlib.model import BLANK, REPORTED, Fact, Place

EXPECTED = Path(__file__).parent / "samples" / "expected.csv"
SHARES = {"individual": 0.8, "business": 0.1, "research": 0.01, "public_interest": 0.01, "legal_services": 0.05, "other_organization": 0.03}


def drawn(form: Form, random: Random) -> list[Fact]:
    """One report in which every sum of the form holds; most cells are zero, as they are in print."""
    size = exp(random.gauss(4, 2))
    values = {("requests", item, column): value for (item, column), value in _requests(form, size, random).items()}
    for row in form.tables["proceedings"].rows:
        parts = {column.code: _count(size * 0.02, random) for column in row.columns[:-1]}
        values |= {("proceedings", row.code, column): value for column, value in {**parts, "total": sum(parts.values())}.items()}
    return [
        Fact(*key, value, column.unit, REPORTED, str(value), Place(line=line))
        for line, (table, row, column) in enumerate(form.cells(), 1)
        if not row.stands_for
        for key in [(table, row.code, column.code)]
        for value in [values.get(key, _count(size, random))]
    ]


def _requests(form: Form, size: float, random: Random) -> dict[tuple[str, str], int]:
    """Section three, drawn from the outcomes up: what was closed and carried out was received or carried in."""
    rule = {rule.code: rule for rule in form.rules}
    items = [row.code for row in form.tables["requests"].rows if row.code in rule["outcomes"].left and not row.stands_for]
    weights = {item: random.expovariate(1) * (5 if item == "granted" else 0.4) for item in items}
    values: dict[tuple[str, str], int] = {}
    for column, share in SHARES.items():
        expected = size * share / sum(weights.values())
        values |= {(item, column): _count(weights[item] * expected, random) for item in items}
        closed = sum(values[item, column] for item in items)
        carried_out, carried_in = _count(size * share * 0.05, random), _count(size * share * 0.05, random)
        carried_in = min(carried_in, closed + carried_out)
        received = closed + carried_out - carried_in
        values |= {("closed_total", column): closed, ("carried_out", column): carried_out}
        values |= {("carried_in", column): carried_in, ("received", column): received}
    rows = {item for item, _ in values}
    return values | {(item, "total"): sum(values[item, column] for column in SHARES) for item in rows}


def _count(mean: float, random: Random) -> int:
    """A whole number about the mean, zero as often as small counts are."""
    return max(0, round(random.gauss(mean, mean**0.5))) if mean > 0.5 else int(random.random() < mean)


def real() -> Iterator[tuple[str, Form, list[Fact]]]:
    """The file, form and facts of every report of expected.csv."""
    by_file: dict[str, list[dict[str, str]]] = {}
    with EXPECTED.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            by_file.setdefault(row["file"], []).append(row)
    for file, rows in by_file.items():
        yield file, load_forms()[rows[0]["form"]], [_fact(row, line) for line, row in enumerate(rows, 1)]


def _fact(row: dict[str, str], line: int) -> Fact:
    printed = row["value"]
    value = None if not printed else float(printed) if "." in printed else int(printed)
    status = REPORTED if printed else BLANK
    return Fact(row["table"], row["item"], row["column"], value, row["unit"] or None, status, printed, Place(line=line))
