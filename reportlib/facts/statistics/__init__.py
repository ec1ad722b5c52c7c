"""Document -> the figures of its statistical tables of before 2019, by the form whose rows are printed, and the document without them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from reportlib.facts.identity.identify import BEFORE_2019
from reportlib.facts.statistics.indicator_tables import IndicatorTable, all_labels, indicator_tables
from reportlib.facts.statistics.indicators import Entry, without_unit
from reportlib.forms import Form
from reportlib.forms.rules.findings import finding
from reportlib.forms.statistics import STATISTICS, indicator_key, load_statistics_forms, shared_statistics
from reportlib.model import (
    BLANK,
    MISSING,
    REPORTED,
    UNREADABLE,
    Block,
    Cell,
    Document,
    Finding,
    Identity,
    Paragraph,
    Place,
    Statistic,
)
from reportlib.text.labels import squeezed

_FEWEST_KNOWN = 3  # rows of a form that a table must hold to be of it
_RUN_TOGETHER = 5  # labels of a form in one line of text


class Statistics(NamedTuple):
    """What the statistical tables say: the form of the first that is of one, the figures, findings, and the document without the tables."""

    form: Form | None
    figures: tuple[Statistic, ...]
    findings: tuple[Finding, ...]
    rest: Document


def statistics(document: Document, year: int | None) -> Statistics:
    """The figures of every table of indicators, exact as printed or with a finding that says why not."""
    tables = list(indicator_tables(document, year))
    figures: list[Statistic] = []
    findings: list[Finding] = list(_run_together(document))
    form: Form | None = None
    for table in tables:
        findings += (other := _of_another_period(table))
        if not other:
            own = None if form else _form_of(table, year)
            findings += (*_left_blank(table), *_read(table, own, figures))
            form = form or own
    gone = {at for table in tables for at in table.blocks}
    rest = tuple(block for at, block in enumerate(document.blocks) if at not in gone and not _is_run_together(block))
    return Statistics(
        form, tuple(figures), tuple(findings), replace(document, blocks=rest) if len(rest) < len(document.blocks) else document
    )


def in_earlier_form(identity: Identity, counted: Statistics) -> Identity:
    """The identity of a report of before 2019 with the form of its statistical table."""
    return identity._replace(form=counted.form.code) if counted.form and identity.form == BEFORE_2019 else identity


# ---------------------------------------------------------------- which form a table is of, and which row a label


def _form_of(table: IndicatorTable, year: int | None) -> Form | None:
    """The form that shares most with the table, rows on either side alone counted against it; the year decides between equals."""
    keys = {indicator_key(entry.label) for entry in table.entries}
    best = max(load_statistics_forms().values(), key=lambda form: _likeness(form, keys, table, year), default=None)
    if best is None:
        return None
    rows = {code for key in keys for code in _codes(best, key, "row")}
    enough = len(rows) >= _FEWEST_KNOWN and len(rows) * 2 >= sum(1 for entry in table.entries if _holds_figures(entry))
    return best if enough else None


def _likeness(form: Form, keys: set[str], table: IndicatorTable, year: int | None) -> tuple[int, float, bool, bool]:
    """How many labels are printed as the form has them, then how much both share, then the columns and the year."""
    rows = form.tables[STATISTICS].rows
    found = {code for key in keys for code in _codes(form, key, "row")}
    as_issued = sum(1 for row in rows if indicator_key(row.label) in keys)
    known = sum(1 for key in keys if key in form.lexicon)
    its_year = year is not None and form.first_year <= year <= (form.last_year or year)
    columns = {column.code for column in rows[0].columns}
    return as_issued, len(found) / (len(rows) + len(keys) - known), set(table.measures) == columns, its_year


def _codes(form: Form, key: str, role: str) -> list[str]:
    return [meaning.code for meaning in form.lexicon.get(key, ()) if meaning.role == role]


def _holds_figures(entry: Entry) -> bool:
    return any(cell is not None and without_unit(cell.text)[0].value is not None for cell in entry.values)


def _rows_of(table: IndicatorTable, form: Form) -> Iterator[tuple[Entry, str]]:
    """Each entry with the code of its row: "" where the label is none of the form's, or its place does not tell which it is."""
    above: list[str] = []
    for entry in table.entries:
        codes = _codes(form, indicator_key(entry.label), "row")
        code = codes[0] if len(codes) == 1 else _below(codes, above, form)
        if code:
            above.append(code)
        yield entry, code


def _below(codes: Sequence[str], above: Sequence[str], form: Form) -> str:
    """Of several rows of one label, the one whose parent was printed last; none where no parent was printed, or it has had this row."""
    parents = {form.tables[STATISTICS].row[code].group: code for code in codes}
    parent = next((code for code in reversed(above) if code in parents), None)
    return parents[parent] if parent is not None and parents[parent] not in above else ""


# ---------------------------------------------------------------- figures


def _read(table: IndicatorTable, form: Form | None, figures: list[Statistic]) -> Iterator[Finding]:
    """Put the figures of one table behind those that are there, and say what must be said about reading it."""
    if form is None:
        yield from _kept(table, figures)
        return
    found: dict[str, list[Entry]] = {}
    for entry, code in _rows_of(table, form):
        if code:
            found.setdefault(code, []).append(entry)
        elif _holds_figures(entry):
            yield finding("statistics_row", {"label": entry.label.strip(), "form": form.code}, table=STATISTICS, place=entry.place)
            yield from _put(figures, entry, table.measures, indicator_key(entry.label) or "?", None, None)
    measures = _measures(form, table)
    for row in form.tables[STATISTICS].rows:
        entries = found.get(row.code, [])
        unit = row.columns[0].unit
        if not entries:
            figures += [Statistic(row.code, measure, None, unit, MISSING, "", Place(), form.code) for measure in measures]
        elif _differ(entries):
            yield finding("statistics_contradiction", table=STATISTICS, item=row.code, place=entries[0].place)
            figures += [
                Statistic(row.code, measure, None, unit, UNREADABLE, _raw(entries), entries[0].place, form.code) for measure in measures
            ]
        else:
            missing = [measure for measure in measures if measure not in table.measures]
            yield from _put(figures, entries[0], table.measures, row.code, unit, form.code)
            figures += [Statistic(row.code, measure, None, unit, MISSING, "", Place(), form.code) for measure in missing]


def _measures(form: Form, table: IndicatorTable) -> list[str]:
    """The measures of the form, and those that the print adds."""
    own = [column.code for column in form.tables[STATISTICS].rows[0].columns]
    return list(dict.fromkeys((*own, *table.measures)))


def _differ(entries: Sequence[Entry]) -> bool:
    return len({tuple(cell.text.strip() if cell else "" for cell in entry.values) for entry in entries}) > 1


def _raw(entries: Sequence[Entry]) -> str:
    return " | ".join(" ".join(cell.text.strip() for cell in entry.values if cell) for entry in entries)


def _put(
    figures: list[Statistic], entry: Entry, measures: Sequence[str], code: str, unit: str | None, form: str | None
) -> Iterator[Finding]:
    if entry.doubt:
        yield finding("statistics_place", case=entry.doubt, table=STATISTICS, item=code, place=entry.place)
    for measure, cell in zip(measures, (*entry.values, *[None] * len(measures)), strict=False):
        figure, said = _figure(entry, cell, code, measure, unit, form)
        figures.append(figure)
        if said:
            yield said


def _figure(
    entry: Entry, cell: Cell | None, code: str, measure: str, unit: str | None, form: str | None
) -> tuple[Statistic, Finding | None]:
    place = cell.place if cell else entry.place
    if cell and cell.confidence is not None:
        place = place._replace(confidence=round(cell.confidence, 2))
    unit, raw = entry.unit or unit, cell.text.strip() if cell else ""
    if entry.doubt:
        return Statistic(code, measure, None, unit, UNREADABLE, raw, place, form), None
    printed, own_unit = without_unit(raw)
    value, unit = printed.value, own_unit or unit
    whole = value is None or unit in _MONEY or value == value.to_integral_value()
    if printed.status == UNREADABLE or not whole:
        unread = finding("statistics_unreadable", {"raw": raw}, table=STATISTICS, item=code, column=measure, place=place)
        return Statistic(code, measure, None, unit, UNREADABLE, raw, place, form), unread
    if value is None:
        return Statistic(code, measure, None, unit, printed.status if cell else BLANK, raw, place, form), None
    split = finding("statistics_split", {"raw": raw}, table=STATISTICS, item=code, column=measure, place=place) if printed.joined else None
    return Statistic(code, measure, float(value) if unit in _MONEY else int(value), unit, REPORTED, raw, place, form), split


_MONEY = ("元", "万元", "亿元")


def _kept(table: IndicatorTable, figures: list[Statistic]) -> Iterator[Finding]:
    """A table of no known form, or a second one of a known form: its figures under codes made of its own labels."""
    entries = [entry for entry in table.entries if _holds_figures(entry)]
    if not entries:
        return
    yield finding("statistics_table", table=STATISTICS, place=table.place)
    for entry in entries:
        yield from _put(figures, entry, table.measures, indicator_key(entry.label) or "?", None, None)


# ---------------------------------------------------------------- what is not read, and is told


def _of_another_period(table: IndicatorTable) -> list[Finding]:
    """Why no figure is taken from a table of another period than a calendar year."""
    word = next((word for word in shared_statistics().other_periods if word in squeezed(table.title)), None)
    return [finding("statistics_period", {"word": word}, table=STATISTICS, place=table.place)] if word else []


def _left_blank(table: IndicatorTable) -> list[Finding]:
    blank = bool(table.entries) and not any(map(_holds_figures, table.entries))
    return [finding("statistics_blank", table=STATISTICS, place=table.place)] if blank else []


def _run_together(document: Document) -> Iterator[Finding]:
    for block in document.blocks:
        if _is_run_together(block):
            assert isinstance(block, Paragraph)
            yield finding("statistics_run_together", table=STATISTICS, place=block.place)


def _is_run_together(block: Block) -> bool:
    """Whether a line of text is a whole table without anything between its cells."""
    if not isinstance(block, Paragraph) or len(block.text) < _SHORTEST_RUN or not any(char.isdigit() for char in block.text):
        return False
    text = squeezed(block.text)
    header = any(f"{word}{unit}" in text for word in shared_statistics().header.indicator for unit in shared_statistics().header.unit)
    return header or (_may_be_run(text) and sum(label in text for label in _long_labels()) >= _RUN_TOGETHER)


_SHORTEST_RUN = 40


def _may_be_run(text: str) -> bool:
    """Whether a long text is no prose: hardly a sign parts what it says."""
    return sum(text.count(sign) for sign in "，。；、,;") * 30 < len(text)


@cache
def _long_labels() -> tuple[str, ...]:
    return tuple(label for label in all_labels() if len(label) >= 5)
