"""Document x Form -> the form of each of its tables: a report may print section two in one form and section three in another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from reportlib.facts.cells import known
from reportlib.forms import Form, Meaning, load_forms
from reportlib.model import Document

_LEADING = "requests"  # the table whose form is that of the report


def as_printed(document: Document, form: Form) -> Form:
    """The form with each table in the form in which it is printed, known by the labels that only one form has; its code is that of section three."""
    forms = load_forms()
    marks = set(_marks(document, forms))
    tables = {table: _printed_in(table, marks, form, forms) for table in form.tables}
    if len({each.code for each in tables.values()}) == 1:
        return tables[_LEADING]
    return replace(
        tables[_LEADING],
        tables={table: each.tables[table] for table, each in tables.items()},
        lexicon=_joint_lexicon(tables),
        rules=tuple(rule for table, each in tables.items() for rule in each.rules if rule.table == table),
        articles=tables["disclosures"].articles,
        mixed={table: each.code for table, each in tables.items()},
    )


def _marks(document: Document, forms: Mapping[str, Form]) -> Iterator[tuple[str, str]]:
    """The form and table of each printed label that only this form has."""
    texts = {cell.text for grid in document.grids() for row in grid.rows for cell in row if cell.text.strip()}
    for code, form in forms.items():
        others = [other for other in forms.values() if other.code != code]
        for text in texts:
            tables = {meaning.table for meaning in known(text, form) if meaning.role in ("row", "column")}
            yield from ((code, table) for table in tables if not any(_has(known(text, other), table) for other in others))


def _has(meanings: tuple[Meaning, ...], table: str) -> bool:
    return any(meaning.table == table and meaning.role in ("row", "column") for meaning in meanings)


def _printed_in(table: str, marks: set[tuple[str, str]], form: Form, forms: Mapping[str, Form]) -> Form:
    """The one form that has labels of this table which are printed; the report's where none or several have."""
    found = [code for code in forms if (code, table) in marks]
    return forms[found[0]] if len(found) == 1 else form


def _joint_lexicon(tables: Mapping[str, Form]) -> dict[str, tuple[Meaning, ...]]:
    """Every meaning in the form of its table."""
    joint: dict[str, dict[Meaning, None]] = {}
    for table, form in tables.items():
        for key, meanings in form.lexicon.items():
            own = (meaning for meaning in meanings if meaning.table == table or (not meaning.table and table == _LEADING))
            joint.setdefault(key, {}).update(dict.fromkeys(own))
    return {key: tuple(meanings) for key, meanings in joint.items() if meanings}
