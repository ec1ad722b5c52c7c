"""People's word on what fails: explanations.csv, a line a break explained or a figure corrected; nothing of the print is lost."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reportlib.beside.lines import bad_line, written_lines
from reportlib.errors import UsageError
from reportlib.forms import Column, load_forms
from reportlib.forms.findings import finding
from reportlib.forms.wording import word
from reportlib.model import CORRECTED, EXPLAINED, FAIL, Fact, Finding, Operand, Phrase
from reportlib.text.decoding import decoded

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = ("report", "rule", "place", "who", "when", "why", "value")
# The findings that come of the file: a figure that was put right, an entry that explains nothing, a line that cannot be used.
CORRECTION, UNUSED, BAD_LINE = "corrected", "explanation_unused", "explanations_file"
# What parts the word of a person from the sentence of the finding that it explains, in the phrase explained_by.
_MARKS = {"en": " — explained by ", "zh": " —— "}


class Entry(NamedTuple):
    """A line of explanations.csv: the report (its report_id, or agency-year), the rule, where, and who says what of it when.

    `table`, `item` and `column` are codes of the form, None for any. An entry with a `value` puts that one cell right and explains
    nothing else: what still fails with the right figure has to be explained in its own line.
    """

    report: str
    rule: str
    table: str | None
    item: str | None
    column: str | None
    who: str
    when: str
    why: str
    value: float | None = None

    @property
    def place(self) -> str:
        return "/".join(part or "*" for part in (self.table, self.item, self.column)).rstrip("/*")

    @property
    def spoken(self) -> Phrase:
        """What stands behind the message of a finding that the entry explains."""
        return Phrase("explained_by", {"who": self.who, "when": self.when, "why": self.why})

    def word(self, language: str = "en") -> str:
        """The same in words."""
        return word(self.spoken, language)

    def is_of(self, report_id: str) -> bool:
        """Whether the entry names this report, by its whole id or without the digits of the hash behind it."""
        return self.report in (report_id, report_id.rpartition("-")[0])


def read_explanations(path: Path) -> tuple[tuple[Entry, ...], tuple[Finding, ...]]:
    """What people explained and corrected, and a finding for every line that cannot be used; nothing of such a line is."""
    lines, bad = written_lines(path, COLUMNS, [name for name in COLUMNS if name not in ("place", "value")], BAD_LINE)
    entries: dict[Entry, None] = {}
    for number, said in lines:
        problem = _problem(said)
        entry = _entry(said) if problem is None else None
        problem = problem or (_clash(entry, entries) if entry else None)
        if problem:
            bad.append(bad_line(BAD_LINE, path, number, *problem))
        elif entry:
            entries[entry] = None
    return tuple(entries), tuple(bad)


def add_explanation(
    path: Path, *, report: str, rule: str, place: str = "", who: str, why: str, when: str | None = None, value: str | float | None = None
) -> Entry:
    """Append a line to the file, which is begun with its header where it is not there; the entry as it will be read.

    `place` is table/item/column by code, as far as it is known; `when` is an ISO date, today if not given.
    Raises UsageError where the line could not be used.
    """
    said = {
        "report": report,
        "rule": rule,
        "place": place,
        "who": who,
        "when": when or date.today().isoformat(),
        "why": " ".join(why.split()),
    }
    said = {key: text.strip() for key, text in {**said, "value": "" if value is None else str(value)}.items()}
    problem = _problem(said)
    earlier, header = _earlier(path)
    problem = problem or _clash(_entry(said), earlier)
    if problem:
        raise UsageError("the explanation cannot be used", source=path.name, expected=problem[0], found=problem[1])
    _append(path, [said.get(name, "") for name in header])
    return _entry(said)


def concerning(entries: Iterable[Entry], report_id: str) -> tuple[Entry, ...]:
    """The entries that name this report."""
    return tuple(entry for entry in entries if entry.is_of(report_id))


def corrected(facts: Sequence[Fact], entries: Iterable[Entry]) -> tuple[Fact, ...]:
    """The facts of one report with the numbers that its entries put right; what is printed stays in raw.

    To be done before the sums are checked, so that they are checked with the right figures.
    """
    right = _right_numbers(entries)
    return tuple(
        fact._replace(value=_number(fact, right[_cell(fact)].value), status=CORRECTED) if _changes(fact, right) else fact for fact in facts
    )


def corrections(facts: Iterable[Fact], entries: Iterable[Entry]) -> tuple[Finding, ...]:
    """A note on each fact, as printed, that the entries of its report put right: what is printed, what is used, and who says so."""
    right = _right_numbers(entries)
    return tuple(_correction(fact, right[_cell(fact)]) for fact in facts if _changes(fact, right))


def explained(findings: Iterable[Finding], entries: Collection[Entry]) -> tuple[Finding, ...]:
    """The findings of one report, those that fail explained where one of its entries says why.

    A report is graded by the findings before this: an explained break is still a break.
    """
    return tuple(_explained(each, entries) for each in findings)


def with_explanations(tables: Mapping[str, pa.Table], entries: Collection[Entry]) -> dict[str, pa.Table]:
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


def unknown_reports(entries: Iterable[Entry], report_ids: Iterable[str]) -> list[Finding]:
    """A finding for each entry that names no report of these."""
    known = {name for report_id in report_ids for name in (report_id, report_id.rpartition("-")[0])}
    return [Finding(**_unused_row(entry, False)) for entry in entries if entry.report not in known]


def to_read_anew(findings: pa.Table, report_ids: Iterable[str], entries: Collection[Entry]) -> set[str]:
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


# The lines of the file


def _problem(said: Mapping[str, str]) -> tuple[str, str] | None:
    """What a line should say and what it says instead."""
    for name in ("report", "who", "when", "why"):
        if not said.get(name):
            return f"something under {name}", "nothing"
    if not said.get("rule") and not said.get("value"):
        return "a rule, or a corrected value", "neither"
    if _day(said["when"]) is None:
        return "a date such as 2024-03-01 under when", said["when"]
    place = _place(said.get("place", ""))
    if place is None:
        return "a place table/item/column by the codes of the forms", said["place"]
    return _value_problem(said["value"], place) if said.get("value") else None


def _value_problem(text: str, place: tuple[str | None, str | None, str | None]) -> tuple[str, str] | None:
    column = _cells().get(place)
    if column is None:
        return "the place of one cell, table/item/column, for a corrected value", "/".join(part or "*" for part in place)
    value = _figure(text)
    if value is None:
        return "a number under value", text
    if column.kind != "money" and value != int(value):
        return "a whole number under value", text
    return ("a value that is not negative", text) if value < 0 and column.kind != "signed" else None


def _entry(said: Mapping[str, str]) -> Entry:
    table, item, column = _place(said.get("place", "")) or (None, None, None)
    value = _figure(said["value"]) if said.get("value") else None
    why = " ".join(said["why"].split())
    return Entry(said["report"], said.get("rule", ""), table, item, column, said["who"], _day(said["when"]) or "", why, value)


def _clash(entry: Entry, earlier: Iterable[Entry]) -> tuple[str, str] | None:
    """Two lines on the same thing, of which one would be lost."""
    if any(_subject(entry) == _subject(other) for other in earlier):
        return (
            "one line for each rule and place of a report",
            f"{entry.report}, {entry.rule or CORRECTION}, {entry.place or 'any place'} again",
        )
    return None


def _subject(entry: Entry) -> tuple[str | None, ...]:
    cell = (entry.table, entry.item, entry.column)
    return (entry.report, CORRECTION, *cell) if entry.value is not None else (entry.report, entry.rule, *cell)


def _place(text: str) -> tuple[str | None, str | None, str | None] | None:
    """The codes of table/item/column, None for those left open; None where there is no such place in any form."""
    parts = [part.strip() for part in text.split("/")] if text else []
    if parts and parts[0] == "disclosures" and len(parts) > 2 and parts[1] not in ("", "*"):
        parts[1:3] = [f"{parts[1]}/{parts[2]}"]
    codes = [None if part in ("", "*") else part for part in [*parts, "", "", ""][: max(3, len(parts))]]
    if len(codes) > 3:
        return None
    table, item, column = codes
    known = any(_agree((table, item, column), cell) for cell in _cells())
    return (table, item, column) if known else None


def _agree(asked: tuple[str | None, str | None, str | None], cell: tuple[str | None, str | None, str | None]) -> bool:
    """Whether two places, each open where a code is None, may be the same."""
    return all(None in pair or pair[0] == pair[1] for pair in zip(asked, cell, strict=True))


@cache
def _cells() -> dict[tuple[str | None, str | None, str | None], Column]:
    """Every cell of the forms by its codes."""
    return {(table, row.code, column.code): column for form in load_forms().values() for table, row, column in form.cells()}


def _day(text: str) -> str | None:
    """The ISO date; spreadsheets make 2024/3/1 of it when they save."""
    try:
        year, month, day = (int(part) for part in text.replace("/", "-").replace(".", "-").split("-"))
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _figure(text: str) -> float | None:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _encoding(content: bytes) -> str:
    """How a spreadsheet saved the file."""
    known = decoded(content)
    return known.encoding if known else "utf-8"


def _text(path: Path) -> str:
    known = decoded(path.read_bytes())
    return known.text.lstrip("\ufeff") if known else ""


def _earlier(path: Path) -> tuple[tuple[Entry, ...], Sequence[str]]:
    """The entries that the file has, and its header."""
    if not path.exists() or not path.read_bytes().strip():
        return (), COLUMNS
    header = [name.strip() for name in next(csv.reader(io.StringIO(_text(path), newline="")))]
    absent = [name for name in COLUMNS if name not in header]
    if absent:
        raise UsageError("the file lacks a column", source=path.name, expected=absent[0], found=", ".join(header), remedy="add the column")
    return read_explanations(path)[0], header


def _appended(start: bytes) -> str:
    """The encoding of what is written behind these bytes, without another mark."""
    encoding = _encoding(start)
    return "utf-16-be" if start.startswith(b"\xfe\xff") else "utf-16-le" if encoding == "utf-16" else encoding.removesuffix("-sig")


def _append(path: Path, cells: Sequence[str]) -> None:
    """The file with one more line, in its own encoding and line ends; it is replaced only when whole."""
    content = path.read_bytes() if path.exists() else b""
    end = "\r\n" if content and "\r\n" in _text(path) else "\n"
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator=end).writerows([cells] if content.strip() else [COLUMNS, cells])
    start = content if content.strip() else b""
    between = "" if not start or _text(path).endswith(("\n", "\r")) else end
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(start + (between + line.getvalue()).encode(_appended(start)))
    partial.replace(path)


# What the entries say of facts and findings


def _cell(fact: Fact) -> tuple[str | None, str | None, str | None]:
    return fact.table, fact.item, fact.column


def _right_numbers(entries: Iterable[Entry]) -> dict[tuple[str | None, str | None, str | None], Entry]:
    return {(entry.table, entry.item, entry.column): entry for entry in entries if entry.value is not None}


def _changes(fact: Fact, right: Mapping[tuple[str | None, str | None, str | None], Entry]) -> bool:
    return _cell(fact) in right and fact.value != right[_cell(fact)].value


def _number(fact: Fact, value: float | None) -> int | float | None:
    """The value as the cell's kind has it: counts are whole."""
    return value if value is None or _cells()[_cell(fact)].kind == "money" else int(value)


def _correction(fact: Fact, entry: Entry) -> Finding:
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


def _explained(found: Finding, entries: Iterable[Entry]) -> Finding:
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


def _explains(entry: Entry, finding: Finding) -> bool:
    """A sum over a column is explained by any cell in it, and a row's by the whole table."""
    places = (entry.table, entry.item, entry.column), (finding.table, finding.item, finding.column)
    return entry.value is None and entry.rule == finding.rule and _agree(*places)


# The table findings


def _finding(row: Mapping[str, Any]) -> Finding:
    return Finding(**{name: row[name] for name in Finding._fields})._replace(message_zh=row["message_zh"] or "")


def _by_report(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    named: dict[str, list[Entry]] = {}
    for entry in entries:
        named.setdefault(entry.report, []).append(entry)
    return named


def _naming(by_report: Mapping[str, list[Entry]], report_id: str | None) -> list[Entry]:
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


def _unused(entries: Collection[Entry], findings: pa.Table, reports: pa.Table) -> Iterator[dict[str, Any]]:
    """A row for each entry by which nothing is explained or corrected: at each report that it names, or of no report."""
    import pyarrow.compute as pc

    if not entries:
        return
    done: dict[str, list[dict[str, Any]]] = {}
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


def _used(entry: Entry, row: Mapping[str, Any]) -> bool:
    if not row["message"].endswith(entry.word()):
        return False
    if entry.value is None:
        return _explains(entry, _finding(row))
    return row["rule"] == CORRECTION and (row["table"], row["item"], row["column"]) == (entry.table, entry.item, entry.column)


def _unused_row(entry: Entry, known: bool) -> dict[str, Any]:
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
