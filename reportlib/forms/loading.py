"""The files of this folder -> the forms: each file of a form with shared.toml, every code and label in it checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from reportlib.forms.checking import check_changes, check_forms, check_labels, check_rules, check_subtotals
from reportlib.forms.declared import Changes, CrossTable, Disclosures, Label, OwnForm, Shared
from reportlib.forms.lexicon import lexicon
from reportlib.forms.types import Form, Row, Rule, StatutoryTable
from reportlib.forms.written import decoded
from reportlib.text.labels import label_key

FOLDER = Path(__file__).parent
_FORMS = "[0-9][0-9][0-9][0-9].toml"  # a form is named by the year of its issue


@cache
def load_forms() -> Mapping[str, Form]:
    """The forms by code, oldest first: one for each file of the folder, by the file's name.

    Raises InvalidForm where a file says what no form can.

    >>> list(load_forms())
    ['2019', '2021']
    """
    forms = {file: _form(file) for file in sorted(FOLDER.glob(_FORMS))}
    check_forms(forms)
    return {form.code: form for form in sorted(forms.values(), key=lambda form: form.first_year)}


def newest_form() -> Form:
    """The form of the latest reports, whose headings are looked for where a report's own form is not known."""
    return list(load_forms().values())[-1]


@cache
def earlier_marks() -> frozenset[str]:
    """The labels (as keys) that only the tables of reports before 2019 print."""
    return frozenset(map(label_key, _shared().earlier_marks))


@cache
def _shared() -> Shared:
    """What all forms print alike, checked by itself."""
    file = FOLDER / "shared.toml"
    shared = decoded(file, Shared)
    tables = {
        name: _crossed(name, table, Changes()) for name, table in (("requests", shared.requests), ("proceedings", shared.proceedings))
    }
    check_subtotals(file, tables.values())
    check_rules(file, shared.rules, tables)
    return shared


def _form(file: Path) -> Form:
    shared, own = _shared(), decoded(file, OwnForm)
    check_changes(file, own, shared)
    tables = {
        "disclosures": _disclosures(own.disclosures),
        "requests": _crossed("requests", shared.requests, own.requests),
        "proceedings": _crossed("proceedings", shared.proceedings, own.proceedings),
    }
    form = Form(
        code=file.stem,
        issued_as=own.issued_as,
        first_year=own.first_year,
        marks=frozenset(map(label_key, own.marks)),
        tables=tables,
        headings={section.number: section.heading for section in shared.sections},
        rules=_rules(shared, own),
        lexicon=lexicon(shared, own, tables),
        articles={article.code: article.label for article in own.disclosures.articles},
    )
    check_rules(file, own.rules, tables)
    check_labels(file, own.several_rows, form)
    return form


def _rules(shared: Shared, own: OwnForm) -> tuple[Rule, ...]:
    return tuple({rule.code: rule for rule in (*shared.rules, *own.rules)}.values())


def _disclosures(table: Disclosures) -> StatutoryTable:
    rows = (
        Row(f"{article.code}/{item.code}", item.label, item.english, article.code, article.measures, item.also)
        for article in table.articles
        for item in article.items
    )
    return StatutoryTable("disclosures", table.section, tuple(rows))


def _crossed(code: str, table: CrossTable, changes: Changes) -> StatutoryTable:
    rows = (
        Row(row.code, row.label, row.english, row.group, table.columns, row.also, changes.stands_for.get(row.code, ()))
        for row in _with_added(table.rows, changes)
        if row.code not in changes.leaves_out
    )
    return StatutoryTable(code, table.section, tuple(rows), table.subtotal_rows, table.subtotal_columns)


def _with_added(rows: tuple[Label, ...], changes: Changes) -> Iterator[Label]:
    for row in rows:
        yield row
        yield from (added for added in changes.adds if added.after == row.code)
