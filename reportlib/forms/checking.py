"""What the files of the forms must agree on: every code that is spoken of exists, and a label means one row unless it is declared otherwise."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from reportlib.forms.declared import OwnForm, Shared
from reportlib.forms.lexicon import of_several_rows
from reportlib.forms.types import Form, Rule, StatutoryTable
from reportlib.forms.written import Keys, invalid
from reportlib.text.labels import label_key


def check_forms(forms: Mapping[Path, Form]) -> None:
    """No two forms begin in the same year, so that a year tells the form."""
    begun: set[int] = set()
    for file, form in forms.items():
        if form.first_year in begun:
            raise invalid(file, ("first_year",), "another form begins in the same year", value=str(form.first_year))
        begun.add(form.first_year)


def check_rules(file: Path, rules: Sequence[Rule], tables: Mapping[str, StatutoryTable]) -> None:
    """The operands of each rule are rows (or columns) of its table, and no code stands for two rules."""
    check_once(file, ("rules",), [rule.code for rule in rules], "rule")
    for at, rule in enumerate(rules):
        check_known(file, ("rules", at, "table"), [rule.table], tables, "table")
        table = tables[rule.table]
        known = table.row if rule.each == "column" else {column.code for row in table.rows for column in row.columns}
        for side, operands in (("left", rule.left), ("right", rule.right)):
            check_known(file, ("rules", at, side), operands, known, "row" if rule.each == "column" else "column")


def check_subtotals(file: Path, tables: Iterable[StatutoryTable]) -> None:
    """The parts of each subtotal are rows (or columns) of its table."""
    for table in tables:
        check_once(file, (table.code, "rows"), [row.code for row in table.rows], "row")
        columns = [column.code for column in table.rows[0].columns]
        check_once(file, (table.code, "columns"), columns, "column")
        for axis, subtotals, known in (("row", table.subtotal_rows, table.row), ("column", table.subtotal_columns, columns)):
            for at, subtotal in enumerate(subtotals):
                check_known(file, (table.code, f"subtotal_{axis}s", at, "parts"), subtotal.parts, known, axis)


def check_changes(file: Path, own: OwnForm, shared: Shared) -> None:
    """What a form leaves out, adds or prints for several are rows of the shared table, and its articles come once."""
    articles = own.disclosures.articles
    check_once(file, ("disclosures", "articles"), [article.code for article in articles], "article")
    for at, article in enumerate(articles):
        for axis, entries in (("items", article.items), ("measures", article.measures)):
            check_once(file, ("disclosures", "articles", at, axis), [entry.code for entry in entries], axis[:-1])
    for name, table, changes in (("requests", shared.requests, own.requests), ("proceedings", shared.proceedings, own.proceedings)):
        known = {row.code for row in table.rows}
        check_once(file, (name, "adds"), [row.code for row in changes.adds], "row", known)
        check_known(file, (name, "leaves_out"), changes.leaves_out, known, "row")
        check_known(file, (name, "adds"), [row.after for row in changes.adds], known, "row")
        known |= {row.code for row in changes.adds}
        check_known(file, (name, "stands_for"), changes.stands_for, known, "row")
        for code, replaced in changes.stands_for.items():
            check_known(file, (name, "stands_for", code), replaced, known, "row")


def check_labels(file: Path, several_rows: Sequence[str], form: Form) -> None:
    """A label that means several rows of the form is declared in `several_rows`, and none besides."""
    several = of_several_rows(form.lexicon)
    declared = {label_key(label): label for label in several_rows}
    for key in several.keys() - declared.keys():
        rows = " and ".join(f"{meaning.table} {meaning.code}" for meaning in several[key])
        raise invalid(file, ("several_rows",), f"one label stands for {rows}", value=key, expected="one row, or the label in several_rows")
    for key in declared.keys() - several.keys():
        raise invalid(file, ("several_rows",), "this label stands for one row at most", value=declared[key])


def check_known(file: Path, keys: Keys, codes: Iterable[str], known: Collection[str], what: str) -> None:
    """Each of these codes, written in the file at these keys, is one that is known."""
    for code in codes:
        if code not in known:
            raise invalid(file, keys, f"there is no such {what}", value=code)


def check_pattern(file: Path, keys: Keys, pattern: str) -> None:
    """The pattern, written in the file at these keys, is one that can be matched."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise invalid(file, keys, f"this is no pattern: {error}", value=pattern) from error


def check_once(file: Path, keys: Keys, codes: Sequence[str], what: str, before: Iterable[str] = ()) -> None:
    """No code of this list of entries stands in it twice, nor among those `before` it."""
    seen = set(before)
    for at, code in enumerate(codes):
        if code in seen:
            raise invalid(file, (*keys, at, "code"), f"two entries are this {what}", value=code)
        seen.add(code)
