"""Reports -> the rows of the tables, as Arrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import pyarrow as pa

from reportlib.dataset.schema import OF_REPORT, SCHEMAS
from reportlib.forms import AXES, labels, load_forms
from reportlib.model import Fact, Finding, Report, Source


class SourceRow(NamedTuple):
    """What became of one input file, as in the table `sources`."""

    source: str
    source_format: str | None
    bytes: int
    sha256: str | None
    outcome: str
    reason: str | None
    report_id: str | None
    origin: str | None = None
    seconds: float | None = None


def to_arrow(reports: Sequence[Report], sources: Sequence[SourceRow]) -> dict[str, pa.Table]:
    """All tables of these reports, rows in the order given."""
    rows: dict[str, Iterable[Sequence[object]]] = {
        "reports": map(_report_row, reports),
        "disclosures": _disclosure_rows(reports),
        "requests": _cell_rows(reports, "requests"),
        "proceedings": _cell_rows(reports, "proceedings"),
        "statistics": _statistic_rows(reports),
        "mentions": ((*_key(report), *mention) for report in reports for mention in report.mentions),
        "sections": ((*_key(report), *section[:3]) for report in reports for section in report.sections),
        "findings": ((*_key(report), *finding_cells(finding)) for report in reports for finding in report.findings),
        "sources": sources,
    }
    return {name: table_of(name, rows[name]) for name in rows}


def table_of(name: str, rows: Iterable[Sequence[object]]) -> pa.Table:
    schema = SCHEMAS[name]
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.Table.from_arrays([pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema)


_Key = tuple[str, str, int | None, str | None, str | None, str, str, str]


def _key(report: Report) -> _Key:
    """What every table says of the report that a row is of."""
    location = report.location
    who = report.report_id, report.agency, report.year
    return *who, location.body_id or None, location.level, location.scope, location.covers, report.identity.form


def _report_row(report: Report) -> tuple[object, ...]:
    identity, location, published = report.identity, report.location, report.publication
    return (
        *_key(report),
        identity.title,
        location.region_code,
        location.region,
        location.prefecture,
        location.province,
        location.kind,
        report.source,
        report.source_format,
        report.sha256,
        _day(identity.period_start),
        _day(identity.period_end),
        published.url,
        _day(published.published_at),
        _day(published.fetched_at),
        published.origin,
        report.grade,
    )


def folder_findings(findings: Iterable[Finding]) -> pa.Table:
    """Findings about the folder and the user's files in it, which are of no report."""
    return table_of("findings", [(*_NO_REPORT, *finding_cells(finding)) for finding in findings])


_NO_REPORT = (None,) * len(OF_REPORT)


def label_rows() -> Iterator[tuple[object, ...]]:
    """Every code of the tables with its labels, for each form that has it."""
    zh, en = labels("zh"), labels("en")
    for code, form in load_forms().items():
        units: dict[tuple[str, str, str], str | None] = {}
        for table, row, column in form.cells():
            rows, columns = AXES[table]
            units.setdefault((table, rows, row.code.split("/")[-1]), column.unit if len({one.unit for one in row.columns}) == 1 else None)
            units.setdefault((table, columns, column.code), column.unit)
        units |= {("disclosures", "article", article): None for article in form.articles}
        yield from ((*key[:2], key[2], code, zh[key], en[key], unit) for key, unit in units.items())


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _disclosure_rows(reports: Sequence[Report]) -> Iterator[tuple[object, ...]]:
    for report in reports:
        key = _key(report)
        for fact in report.facts:
            if fact.table == "disclosures":
                article, item = fact.item.split("/")
                yield (
                    *_in_form(key, fact),
                    article,
                    item,
                    fact.column,
                    fact.value,
                    fact.unit,
                    fact.status,
                    fact.evidence,
                    fact.raw,
                    str(fact.place),
                )


def _cell_rows(reports: Sequence[Report], table: str) -> Iterator[tuple[object, ...]]:
    for report in reports:
        key = _key(report)
        for fact in report.facts:
            if fact.table == table:
                yield (*_in_form(key, fact), fact.item, fact.column, fact.value, fact.status, fact.evidence, fact.raw, str(fact.place))


def _in_form(key: _Key, fact: Fact) -> _Key:
    """What is said of a report, with the form of the table that the fact stands in."""
    return key if fact.form is None else (*key[:-1], fact.form)


def _statistic_rows(reports: Sequence[Report]) -> Iterator[tuple[object, ...]]:
    for report in reports:
        of_report = _key(report)[:-1]
        for indicator, measure, value, unit, status, raw, place, form in report.statistics:
            yield (*of_report, form, indicator, measure, value, unit, status, raw, str(place))


def finding_cells(finding: Finding) -> tuple[object, ...]:
    rule, severity, status, message, table, item, column, expected, actual, difference, place, message_zh = finding
    return rule, severity, status, table, item, column, expected, actual, difference, message, message_zh or None, place


def parsed(report: Report) -> SourceRow:
    """The row of a file from which a report was read."""
    return SourceRow(
        report.source, report.source_format, report.size, report.sha256, "parsed", None, report.report_id, report.publication.origin
    )


def duplicate(source: Source, original: str) -> SourceRow:
    """The row of a file whose content was read under another name."""
    return SourceRow(source.name, None, len(source.content), source.sha256, "duplicate", f"the same content as {original}", None)
