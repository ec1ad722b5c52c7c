"""People's word on what fails: a break explained or a figure corrected; nothing of the print is lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reportlib.beside.entries import CORRECTION, Explanation, agree, cells_by_place
from reportlib.forms.rules.findings import finding
from reportlib.model import CORRECTED, EXPLAINED, FAIL, Fact, Finding, Operand, Phrase

if TYPE_CHECKING:
    import pyarrow as pa

# What parts the word of a person from the sentence of the finding that it explains, in the phrase explained_by.
_MARKS = {"en": " — explained by ", "zh": " —— "}
UNUSED = "explanation_unused"  # the finding of an entry by which nothing is explained or corrected


def concerning(entries: Iterable[Explanation], report_id: str) -> tuple[Explanation, ...]:
    """The entries that name this report."""
    return tuple(entry for entry in entries if entry.is_of(report_id))


def corrected(facts: Sequence[Fact], entries: Iterable[Explanation]) -> tuple[Fact, ...]:
    """The facts of one report with the numbers that its entries put right; what is printed stays in raw.

    To be done before the sums are checked, so that they are checked with the right figures.
    """
    right = _right_numbers(entries)
    if not right:
        return tuple(facts)
    return tuple(
        fact._replace(value=_number(fact, right[_cell(fact)].value), status=CORRECTED) if _changes(fact, right) else fact for fact in facts
    )


def corrections(facts: Iterable[Fact], entries: Iterable[Explanation]) -> tuple[Finding, ...]:
    """A note on each fact, as printed, that the entries of its report put right: what is printed, what is used, and who says so."""
    right = _right_numbers(entries)
    if not right:
        return ()
    return tuple(_correction(fact, right[_cell(fact)]) for fact in facts if _changes(fact, right))


def explained(findings: Iterable[Finding], entries: Collection[Explanation]) -> tuple[Finding, ...]:
    """The findings of one report, those that fail explained where one of its entries says why.

    A report is graded by the findings before this: an explained break is still a break.
    """
    return tuple(_explained(each, entries) for each in findings)


def with_explanations(tables: Mapping[str, pa.Table], entries: Collection[Explanation]) -> dict[str, pa.Table]:
    """The tables of a build with the findings explained as the entries say now, whatever an earlier build explained.

    Entries that neither explain a failing finding nor correct a figure are findings of the rule explanation_unused.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    findings = tables["findings"]
    findings = findings.filter(pc.not_equal(findings["rule"], UNUSED))
    rules = pa.array({entry.rule for entry in entries}, pa.string())
    before = pc.and_(pc.equal(findings["status"], EXPLAINED), pc.not_equal(findings["rule"], CORRECTION))
    open_ = pc.or_(before, pc.and_(pc.equal(findings["status"], FAIL), pc.is_in(findings["rule"], rules)))
    rows = findings.filter(open_).to_pylist()
    by_report = _by_report(entries)
    said = [_explained(_finding(row), _naming(by_report, row["report_id"])) for row in rows]
    findings = _replaced(findings, open_, "status", [each.status for each in said])
    findings = _replaced(findings, open_, "message", [each.message for each in said])
    findings = _replaced(findings, open_, "message_zh", [each.message_zh or None for each in said])
    unused = pa.Table.from_pylist(list(_unused(entries, findings, tables["reports"])), schema=findings.schema)
    return {**tables, "findings": pa.concat_tables([findings, unused])}


def unknown_reports(entries: Iterable[Explanation], report_ids: Iterable[str]) -> list[Finding]:
    """A finding for each entry that names no report of these."""
    known = {name for report_id in report_ids for name in (report_id, report_id.rpartition("-")[0])}
    return [Finding(**_unused_row(entry, False)) for entry in entries if entry.report not in known]


def to_read_anew(findings: pa.Table, report_ids: Iterable[str], entries: Collection[Explanation]) -> set[str]:
    """The reports of an earlier build, known by its findings, whose figures are put right otherwise by the entries of now."""
    import pyarrow.compute as pc

    rows = findings.filter(pc.equal(findings["rule"], CORRECTION)).to_pylist()
    before = {
        (
            row["report_id"],
            row["table"],
            row["item"],
            row["column"],
            row["expected"],
            row["message"].removeprefix(row["message"].partition(_MARKS["en"])[0]),
        )
        for row in rows
    }
    by_report = _by_report(entry for entry in entries if entry.value is not None)
    now = {
        (report_id, entry.table, entry.item, entry.column, entry.value, entry.word())
        for report_id in report_ids
        for entry in _naming(by_report, report_id)
    }
    return {told[0] for told in before ^ now}


def _cell(fact: Fact) -> tuple[str | None, str | None, str | None]:
    return fact.table, fact.item, fact.column


def _right_numbers(entries: Iterable[Explanation]) -> dict[tuple[str | None, str | None, str | None], Explanation]:
    return {(entry.table, entry.item, entry.column): entry for entry in entries if entry.value is not None}


def _changes(fact: Fact, right: Mapping[tuple[str | None, str | None, str | None], Explanation]) -> bool:
    return _cell(fact) in right and fact.value != right[_cell(fact)].value


def _number(fact: Fact, value: float | None) -> int | float | None:
    """The value as the cell's kind has it: counts are whole."""
    return value if value is None or cells_by_place()[_cell(fact)].kind == "money" else int(value)


def _correction(fact: Fact, entry: Explanation) -> Finding:
    printed = fact.raw.strip() or fact.status
    operands: dict[str, Operand] = {"printed": printed, "used": _number(fact, entry.value), "word": entry.spoken}
    return finding(
        CORRECTION,
        operands,
        status=EXPLAINED,
        table=fact.table,
        item=fact.item,
        column=fact.column,
        expected=entry.value,
        actual=fact.value,
        place=fact.place,
    )


def _explained(found: Finding, entries: Iterable[Explanation]) -> Finding:
    """The finding, failing anew without the word of an earlier build, and explained where an entry says why."""
    if found.status not in (FAIL, EXPLAINED) or found.rule == CORRECTION:
        return found
    plain = _without_word(found) if found.status == EXPLAINED else found
    entry = next((entry for entry in entries if _explains(entry, plain)), None)
    if entry is None:
        return plain
    message, message_zh = plain.message + entry.word("en"), plain.message_zh + entry.word("zh")
    return plain._replace(status=EXPLAINED, message=message, message_zh=message_zh)


def _without_word(found: Finding) -> Finding:
    message, message_zh = found.message.partition(_MARKS["en"])[0], (found.message_zh or "").partition(_MARKS["zh"])[0]
    return found._replace(status=FAIL, message=message, message_zh=message_zh)


def _explains(entry: Explanation, finding: Finding) -> bool:
    """A sum over a column is explained by any cell in it, and a row's by the whole table."""
    places = (entry.table, entry.item, entry.column), (finding.table, finding.item, finding.column)
    return entry.value is None and entry.rule == finding.rule and agree(*places)


_Row = dict[str, Any]  # of an Arrow table, its values by column


def _finding(row: _Row) -> Finding:
    return Finding(**{name: row[name] for name in Finding._fields})._replace(message_zh=row["message_zh"] or "")


def _by_report(entries: Iterable[Explanation]) -> dict[str, list[Explanation]]:
    named: dict[str, list[Explanation]] = {}
    for entry in entries:
        named.setdefault(entry.report, []).append(entry)
    return named


def _naming(by_report: Mapping[str, list[Explanation]], report_id: str | None) -> list[Explanation]:
    """The entries that name a report, those by its whole id first."""
    return [*by_report.get(report_id or "", ()), *by_report.get((report_id or "").rpartition("-")[0], ())]


def _replaced(findings: pa.Table, where: pa.ChunkedArray, column: str, texts: Sequence[str | None]) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not texts:
        return findings
    position = findings.schema.get_field_index(column)
    changed = pc.replace_with_mask(findings[column].combine_chunks(), where.combine_chunks(), pa.array(texts, pa.string()))
    return findings.set_column(position, findings.schema.field(position), changed)


def _unused(entries: Collection[Explanation], findings: pa.Table, reports: pa.Table) -> Iterator[_Row]:
    """A row for each entry by which nothing is explained or corrected: at each report that it names, or of no report."""
    import pyarrow.compute as pc

    if not entries:
        return
    done: dict[str, list[_Row]] = {}
    for row in findings.filter(pc.equal(findings["status"], EXPLAINED)).to_pylist():
        done.setdefault(row["report_id"], []).append(row)
    of_report = [name for name in findings.schema.names if name in reports.schema.names]
    rows = reports.select(of_report).to_pylist()
    named = _by_report(entries)
    known = [row for row in rows if _naming(named, row["report_id"])]
    for entry in entries:
        own = [row for row in known if entry.is_of(row["report_id"])]
        if not any(_used(entry, row) for report in own for row in done.get(report["report_id"], ())):
            for report in own or [dict.fromkeys(of_report)]:
                yield {**report, **_unused_row(entry, bool(own))}


def _used(entry: Explanation, row: _Row) -> bool:
    if not row["message"].endswith(entry.word()):
        return False
    if entry.value is None:
        return _explains(entry, _finding(row))
    return row["rule"] == CORRECTION and (row["table"], row["item"], row["column"]) == (entry.table, entry.item, entry.column)


def _unused_row(entry: Explanation, known: bool) -> _Row:
    where: Operand = entry.place or Phrase("any_place")
    if entry.value is not None:
        what, why = Phrase("puts_right", {"place": where}), Phrase("so_already")
    else:
        what, why = Phrase("explains", {"rule": entry.rule, "place": where}), Phrase("none_fails")
    reason = why if known else Phrase("not_read", {"report": entry.report})
    told = finding(
        UNUSED, {"who": entry.who, "when": entry.when, "what": what, "why": reason}, table=entry.table, item=entry.item, column=entry.column
    )
    return told._asdict()
