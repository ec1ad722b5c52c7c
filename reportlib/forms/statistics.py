"""The forms of before 2019, whose only table is one of indicators: each file statistics-*.toml with statistics.toml, checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from reportlib.forms.checking import check_known, check_labels, check_once
from reportlib.forms.declared import Indicator, SharedStatistics, StatisticsForm
from reportlib.forms.loading import FOLDER
from reportlib.forms.types import Form, Meaning, Row, Rule, StatutoryTable
from reportlib.forms.written import decoded
from reportlib.text.labels import folded, label_key

STATISTICS = "statistics"
_FILES = f"{STATISTICS}-*.toml"
_AMONG_THEM = re.compile(r"^[\s\d.、()一二三四五六七八九十]*其中\s*[:]?")


@cache
def load_statistics_forms() -> Mapping[str, Form]:
    """The forms of before 2019 by code, oldest first; a row of their table belongs to its parent by its `group`.

    Raises InvalidForm where a file says what no form can.

    >>> [row.code for row in load_statistics_forms()["2014"].tables["statistics"].rows][:2]
    ['disclosed.total', 'disclosed.normative_documents']
    """
    forms = [_form(file, decoded(file, StatisticsForm)) for file in sorted(FOLDER.glob(_FILES))]
    return {form.code: form for form in sorted(forms, key=lambda form: (form.first_year, form.code))}


@cache
def shared_statistics() -> SharedStatistics:
    """The words of the header, the units and the rules of these forms."""
    return decoded(FOLDER / f"{STATISTICS}.toml", SharedStatistics)


def indicator_key(label: str) -> str:
    """What two printed labels of a row must share to be the same: as other labels, and without 其中 in front."""
    return label_key(_AMONG_THEM.sub("", folded(label)))


def _form(file: Path, own: StatisticsForm) -> Form:
    shared = shared_statistics()
    table = StatutoryTable(STATISTICS, 0, tuple(_rows(own, shared)))
    form = Form(
        code=file.stem.removeprefix(f"{STATISTICS}-"),
        issued_as=own.issued_as,
        first_year=own.first_year,
        marks=frozenset(),
        tables={STATISTICS: table},
        headings={},
        rules=tuple(_rules(shared, table)),
        lexicon=_lexicon(own),
        articles={},
        last_year=own.last_year,
    )
    _check(file, own, shared, form)
    return form


def _rows(own: StatisticsForm, shared: SharedStatistics) -> Iterator[Row]:
    measures = {measure.code: measure for measure in shared.measures}
    for entry in own.indicators:
        if entry.unit:
            columns = (replace(measures[code], unit=entry.unit, kind=entry.kind) for code in own.measures if code in measures)
            yield Row(entry.code, entry.label, entry.english, entry.parent, tuple(columns), entry.also)


def _rules(shared: SharedStatistics, table: StatutoryTable) -> Iterator[Rule]:
    """The rules whose total and some of whose parts are rows of the form, over the parts that it has."""
    for rule in shared.rules:
        parts = tuple(code for code in rule.left if code in table.row)
        if parts and set(rule.right) <= set(table.row):
            yield replace(rule, left=parts)


def _lexicon(own: StatisticsForm) -> dict[str, tuple[Meaning, ...]]:
    meanings: dict[str, dict[Meaning, None]] = {}
    for entry in own.indicators:
        for label in (entry.label, *entry.also):
            meanings.setdefault(indicator_key(label), {})[Meaning("row" if entry.unit else "group", STATISTICS, entry.code)] = None
    return {key: tuple(found) for key, found in meanings.items()}


def _check(file: Path, own: StatisticsForm, shared: SharedStatistics, form: Form) -> None:
    check_known(file, ("measures",), own.measures, {measure.code for measure in shared.measures}, "measure")
    check_once(file, ("indicators",), [entry.code for entry in own.indicators], "indicator")
    above: dict[str, Indicator] = {}
    for at, entry in enumerate(own.indicators):
        check_known(file, ("indicators", at, "parent"), filter(None, [entry.parent]), above, "indicator above")
        check_known(file, ("indicators", at, "unit"), filter(None, [entry.unit]), shared.units, "unit")
        above[entry.code] = entry
    check_labels(file, own.several_rows, form)
