"""How a report is shown: its three statutory tables on a terminal and in Jupyter, and a cell as it stands in the source."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from rich.table import Table

from reportlib.errors import UsageError
from reportlib.forms import Form, load_forms, plain
from reportlib.model import ERROR, FAIL, Cell, Document, Fact, Finding, Grid, Paragraph, Place, Report, Severity

_Where = tuple[str | None, str | None, str | None]  # table, item, column; None for all of them
_NEIGHBOURS = 2  # rows shown above and below a cell


def terminal_tables(report: Report) -> Iterator[Table]:
    """The three tables as the form prints them: rows down, columns across; a cell without a number shows its status."""
    doubted = _doubted(report)
    for name, heading, columns, rows in _statutory(report):
        table = Table(title=heading, title_justify="left")
        table.add_column("", overflow="fold", min_width=12)
        for column in columns:
            table.add_column(column, overflow="fold", justify="right", min_width=4)
        for label, facts in rows:
            table.add_row(label, *(_on_terminal(fact, _why(fact, name, doubted)) for fact in facts))
        yield table


def report_html(report: Report) -> str:
    """The report for Jupyter: identity, grade and the three tables; failing cells are coloured and tell why when pointed at."""
    doubted = _doubted(report)
    parts = [
        f"<p><b>{html.escape(report.agency)}</b> {report.year} · {report.identity.form} · {report.grade} · {html.escape(report.source)}"
        f"<br>{standing_alone(report)}</p>"
    ]
    for name, heading, columns, rows in _statutory(report):
        head = "".join(f"<th>{html.escape(column)}</th>" for column in columns)
        body = "".join(
            f"<tr><th style='text-align:left'>{html.escape(label)}</th>{''.join(_in_html(fact, _why(fact, name, doubted)) for fact in facts)}</tr>"
            for label, facts in rows
        )
        parts.append(f"<table><caption style='text-align:left'>{html.escape(heading)}</caption><tr><th></th>{head}</tr>{body}</table>")
    return "".join(parts)


def standing_alone(report: Report) -> str:
    """How many figures nothing but their own cell says: no sum of the form, and no sentence of the report."""
    figures = [fact for fact in report.facts if fact.value is not None]
    alone = sum(fact.evidence is None for fact in figures)
    return f"{alone:,} of {len(figures):,} figures stand on their cell alone"


_Statutory = tuple[str, str, list[str], list[tuple[str, list[Fact | None]]]]


def _statutory(report: Report) -> Iterator[_Statutory]:
    """Each table: its code, heading, column labels, and rows of (label, facts by column)."""
    form = load_forms().get(report.identity.form)
    for name in form.tables if form else ():
        printed = _labels(form, name)
        facts = [fact for fact in report.facts if fact.table == name]
        columns = list(dict.fromkeys(fact.column for fact in facts))
        by_place = {(fact.item, fact.column): fact for fact in facts}
        rows = [
            (printed[item], [by_place.get((item, column)) for column in columns]) for item in dict.fromkeys(fact.item for fact in facts)
        ]
        yield name, _heading(form, name), [printed[column] for column in columns], rows


def _labels(form: Form | None, name: str) -> dict[str, str]:
    """The labels of a table's rows and columns as this form prints them, by code."""
    rows = form.tables[name].rows if form else ()
    return {row.code: plain(row.label) for row in rows} | {column.code: plain(column.label) for row in rows for column in row.columns}


def _heading(form: Form | None, name: str) -> str:
    return form.headings[form.tables[name].section] if form else name


def _doubted(report: Report) -> dict[_Where, str]:
    """What fails with severity error, by place."""
    found: dict[_Where, str] = {}
    for finding in report.findings:
        if finding.status == FAIL and finding.severity == ERROR and finding.table:
            key = (finding.table, finding.item, finding.column)
            found[key] = "; ".join(filter(None, (found.get(key), f"{finding.rule}: {finding.message}")))
    return found


def _why(fact: Fact | None, name: str, doubted: dict[_Where, str]) -> str:
    """What fails at the cell, at its row or at its column."""
    if fact is None:
        return ""
    places: list[_Where] = [(name, fact.item, fact.column), (name, fact.item, None), (name, None, fact.column)]
    return "; ".join(doubted[place] for place in places if place in doubted)


def _shown(fact: Fact) -> str:
    if fact.value is None:
        return fact.status
    return f"{fact.value:,}" if isinstance(fact.value, int) or fact.value != int(fact.value) else f"{int(fact.value):,}"


def _on_terminal(fact: Fact | None, why: str) -> str:
    if fact is None:
        return ""
    text = _shown(fact)
    return f"[red]{text}[/red]" if why else f"[dim]{text}[/dim]" if fact.value is None else text


def _in_html(fact: Fact | None, why: str) -> str:
    if fact is None:
        return "<td></td>"
    title = html.escape("; ".join(filter(None, (why, f"{fact.raw!r} at {fact.place}" if fact.raw else ""))), quote=True)
    style = "background:#f8d0d0" if why else "color:#888" if fact.value is None else ""
    return f'<td style="text-align:right;{style}" title="{title}">{html.escape(_shown(fact))}</td>'


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
