"""Document x Form -> the form of each of its tables: a report may print section two in one form and section three in another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from reportlib.facts.cells import known
from reportlib.forms import Form, Meaning, load_forms
from reportlib.model import Document
from reportlib.text.labels import label_key

_LEADING = "requests"  # the table whose form is that of the report


def as_printed(document: Document, form: Form) -> Form:
    """The form with each table in the form in which it is printed, known by the labels that only one form has; its code is that of section three."""
    forms = load_forms()
    texts = {cell.text for grid in document.grids() for row in grid.rows for cell in row if cell.text.strip()}
    marks = set().union(*map(_marks, texts))
    if not any(table == _LEADING for _, table in marks):
        marks |= _marks_begun(texts)
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


@lru_cache(maxsize=4096)
def _marks(text: str) -> frozenset[tuple[str, str]]:
    """The one form of each table that has a printed label, as (form, table)."""
    having: dict[str, set[str]] = {}
    for code, form in load_forms().items():
        for meaning in known(text, form):
            if meaning.role in ("row", "column"):
                having.setdefault(meaning.table, set()).add(code)
    return frozenset((code, table) for table, codes in having.items() if len(codes) == 1 for code in codes)


_SHORTEST_BEGINNING = 6


def _marks_begun(texts: Collection[str]) -> set[tuple[str, str]]:
    """The form of the leading table, as a mark, where only labels of one form begin with a printed text: a label broken over lines is never whole."""
    pieces = [key for text in texts if len(key := label_key(text)) >= _SHORTEST_BEGINNING]
    begun = {code: {piece for piece in pieces if _begins(piece, keys)} for code, keys in _keys_of_leading().items()}
    return {(code, _LEADING) for code, own in begun.items() if own - set().union(*(begun[other] for other in begun if other != code))}


def _begins(piece: str, keys: Sequence[str]) -> bool:
    at = bisect_left(keys, piece)
    return at < len(keys) and keys[at].startswith(piece)


@cache
def _keys_of_leading() -> dict[str, list[str]]:
    """The keys of the labels of rows of the leading table, in order, by form."""
    return {
        code: sorted(
            key for key, meanings in form.lexicon.items() if any(each.table == _LEADING and each.role == "row" for each in meanings)
        )
        for code, form in load_forms().items()
    }


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
