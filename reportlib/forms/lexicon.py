"""What each printed label of a form may mean, by its key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reportlib.forms.declared import Heading, OwnForm, Shared
from reportlib.forms.types import Meaning, StatutoryTable
from reportlib.text.labels import label_key


def lexicon(shared: Shared, own: OwnForm, tables: Mapping[str, StatutoryTable]) -> dict[str, tuple[Meaning, ...]]:
    """Every meaning of every label, in the order in which the form prints them."""
    meanings: dict[str, dict[Meaning, None]] = {}
    for meaning, label in (*_of_tables(tables), *_of_articles(own), *_of_headings(shared.sections), *_of_groups(shared)):
        meanings.setdefault(label_key(label), {})[meaning] = None
    for label in shared.groups.labels:
        meanings.setdefault(label_key(label), {})[Meaning("group", "", "")] = None
    return {key: tuple(found) for key, found in meanings.items()}


def of_several_rows(lexicon: Mapping[str, tuple[Meaning, ...]]) -> dict[str, list[Meaning]]:
    """The keys that stand for more than one row of the form, with these rows."""
    rows = {key: [meaning for meaning in found if meaning.role in ("row", "subtotal_row")] for key, found in lexicon.items()}
    return {key: found for key, found in rows.items() if len(found) > 1}


def _of_tables(tables: Mapping[str, StatutoryTable]) -> Iterator[tuple[Meaning, str]]:
    for table in tables.values():
        for row in table.rows:
            yield from ((Meaning("row", table.code, row.code), label) for label in (row.label, *row.also))
            for column in row.columns:
                yield from ((Meaning("column", table.code, column.code), label) for label in (column.label, *column.also))
        for role, subtotals in (("subtotal_row", table.subtotal_rows), ("subtotal_column", table.subtotal_columns)):
            for subtotal in subtotals:
                yield from ((Meaning(role, table.code, subtotal.code), label) for label in subtotal.labels)


def _of_articles(own: OwnForm) -> Iterator[tuple[Meaning, str]]:
    for article in own.disclosures.articles:
        yield from ((Meaning("article", "disclosures", article.code), label) for label in (article.label, *article.also))


def _of_headings(sections: tuple[Heading, ...]) -> Iterator[tuple[Meaning, str]]:
    for section in sections:
        yield from ((Meaning("heading", "", str(section.number)), label) for label in (section.heading, *section.also))


def _of_groups(shared: Shared) -> Iterator[tuple[Meaning, str]]:
    for code, table in (("requests", shared.requests), ("proceedings", shared.proceedings)):
        yield from ((Meaning("column_group", code, ""), label) for label in table.column_groups)
        yield from ((Meaning("row_group", code, ""), label) for label in table.row_groups)
