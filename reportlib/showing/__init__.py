"""How a report is shown: its three statutory tables on a terminal and in Jupyter, and a cell as it stands in the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.table import Table

from reportlib.errors import UsageError
from reportlib.forms import Form, load_forms, plain
from reportlib.forms.rules.wording import word
from reportlib.model import ERROR, FAIL, Cell, Document, Fact, Finding, Grid, Paragraph, Place, Report, Severity
from reportlib.showing.spoken import said, term_of
from reportlib.showing.tables import Laid, parts

_Where = tuple[str | None, str | None, str | None]  # table, item, column; None for all of them
_NEIGHBOURS = 2  # rows shown above and below a cell


def terminal_tables(report: Report, width: int, language: str = "en") -> Iterator[Table]:
    """The three tables as the form prints them, in parts where they are wider; a cell without a number shows its status."""
    doubted = _doubted(report, language)
    for name, heading, columns, rows in _statutory(report, language):
        told = [(label, [_on_terminal(fact, _why(fact, name, doubted), language) for fact in facts]) for label, facts in rows]
        yield from parts(Laid(heading, "", columns, told), width, language)


class _InHtml(NamedTuple):
    """A cell of the report's tables in Jupyter: its text, how it looks, and what is told when it is pointed at."""

    text: str
    style: str
    title: str


def report_html(report: Report, language: str = "en") -> str:
    """The report for Jupyter: identity, grade and the three tables; failing cells are coloured and tell why when pointed at."""
    doubted = _doubted(report, language)
    tables = [
        (heading, columns, [(label, [_in_html(fact, _why(fact, name, doubted), language) for fact in facts]) for label, facts in rows])
        for name, heading, columns, rows in _statutory(report, language)
    ]
    return filled(
        "report.html.jinja",
        **{name: getattr(report, name) for name in ("agency", "year", "source")},
        form=said("form", language, form=report.identity.form),
        grade=term_of("grades", report.grade, language),
        alone=standing_alone(report, language),
        tables=tables,
    )


def filled(template: str, **values: object) -> str:
    """A template of this folder with its values, escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(template).render(values)


def standing_alone(report: Report, language: str = "en") -> str:
    """How many figures nothing but their own cell says: no sum of the form, and no sentence of the report."""
    figures = [fact for fact in report.facts if fact.value is not None]
    return said("alone", language, alone=sum(fact.evidence is None for fact in figures), figures=len(figures))


_Statutory = tuple[str, str, list[str], list[tuple[str, list[Fact | None]]]]


def _statutory(report: Report, language: str) -> Iterator[_Statutory]:
    """Each table: its code, heading, column labels, and rows of (label, facts by column)."""
    form = load_forms().get(report.identity.form)
    for name in form.tables if form else ():
        printed = _labels(form, name, language)
        facts = [fact for fact in report.facts if fact.table == name]
        columns = list(dict.fromkeys(fact.column for fact in facts))
        by_place = {(fact.item, fact.column): fact for fact in facts}
        rows = [
            (printed[item], [by_place.get((item, column)) for column in columns]) for item in dict.fromkeys(fact.item for fact in facts)
        ]
        yield name, _heading(form, name), [printed[column] for column in columns], rows


def _labels(form: Form | None, name: str, language: str) -> dict[str, str]:
    """The labels of a table's rows and columns as this form prints them, or in English, by code."""
    rows = form.tables[name].rows if form else ()
    named = [(row.code, row.label, row.english) for row in rows]
    named += [(column.code, column.label, column.english) for row in rows for column in row.columns]
    return {code: english if language == "en" and english else plain(label) for code, label, english in named}


def _heading(form: Form | None, name: str) -> str:
    return form.headings[form.tables[name].section] if form else name


def _doubted(report: Report, language: str) -> dict[_Where, str]:
    """What fails with severity error, by place."""
    found: dict[_Where, str] = {}
    for finding in report.findings:
        if finding.status == FAIL and finding.severity == ERROR and finding.table:
            key = (finding.table, finding.item, finding.column)
            found[key] = "; ".join(filter(None, (found.get(key), f"{finding.rule}: {message_of(finding, language)}")))
    return found


def _why(fact: Fact | None, name: str, doubted: dict[_Where, str]) -> str:
    """What fails at the cell, at its row or at its column."""
    if fact is None:
        return ""
    places: list[_Where] = [(name, fact.item, fact.column), (name, fact.item, None), (name, None, fact.column)]
    return "; ".join(doubted[place] for place in places if place in doubted)


def message_of(finding: Finding, language: str) -> str:
    """What was found, in Chinese where it is asked for and known."""
    return finding.message_zh or finding.message if language == "zh" else finding.message


def _shown(fact: Fact, language: str) -> str:
    if fact.value is None:
        return term_of("statuses", fact.status, language)
    return f"{fact.value:,}" if isinstance(fact.value, int) or fact.value != int(fact.value) else f"{int(fact.value):,}"


def _on_terminal(fact: Fact | None, why: str, language: str) -> str:
    if fact is None:
        return ""
    text = _shown(fact, language)
    return f"[red]{text}[/red]" if why else f"[dim]{text}[/dim]" if fact.value is None else text


def _in_html(fact: Fact | None, why: str, language: str) -> _InHtml | None:
    if fact is None:
        return None
    printed = said("at", language, raw=repr(fact.raw), place=word(fact.place, language)) if fact.raw else ""
    style = "background:#f8d0d0" if why else "color:#888" if fact.value is None else ""
    return _InHtml(_shown(fact, language), style, "; ".join(filter(None, (why, printed))))


def located(report: Report, where: str) -> Fact:
    """The fact at table/item/column, such as requests/received/total or disclosures/20.5/licenses/decisions.

    Raises UsageError with the nearest places where the report has no such cell.
    """
    by_name = {f"{fact.table}/{fact.item}/{fact.column}": fact for fact in report.facts}
    if where not in by_name:
        from difflib import get_close_matches

        near = get_close_matches(where, by_name, 3, 0.3)
        raise UsageError(
            "the report has no such cell", source=report.source, expected="table/item/column", found=where, remedy=f"try {', '.join(near)}"
        )
    return by_name[where]


def neighbourhood(document: Document, fact: Fact) -> list[str]:
    """The print around a cell: the rows of its table above and below, or the paragraphs; the cell itself in brackets."""
    place = fact.place._replace(confidence=None)
    for block in document.blocks:
        if isinstance(block, Grid):
            rows = [at for at, row in enumerate(block.rows) if any(cell.place == place for cell in row)]
            if rows:
                first, last = max(rows[0] - _NEIGHBOURS, 0), rows[0] + _NEIGHBOURS + 1
                return [_row(row, place) for row in block.rows[first:last]]
        elif isinstance(block, Paragraph) and block.place == place:
            return [block.text]
    return []


def _row(row: Sequence[Cell], place: Place) -> str:
    texts = (cell.text.replace("\n", "⏎") for cell in row)
    return " | ".join(f"[{text}]" if cell.place == place else text for text, cell in zip(texts, row, strict=True))


def worst_first(findings: Sequence[Finding]) -> list[Finding]:
    """What fails, errors before warnings before notes."""
    order = tuple(Severity)
    return sorted((finding for finding in findings if finding.status == FAIL), key=lambda finding: order.index(finding.severity))
