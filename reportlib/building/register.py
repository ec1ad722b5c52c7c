"""The register of a build: which files are read anew, which reports stay, and which of the same content counts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from reportlib.beside.entries import CORRECTION, Explanation
from reportlib.beside.explanations import to_read_anew
from reportlib.building.inputs import InputFile
from reportlib.building.shards import Entry, FileRead
from reportlib.building.state import Known, State
from reportlib.dataset.parquet import table_at
from reportlib.dataset.rows import SourceRow
from reportlib.dataset.schema import SCHEMAS
from reportlib.dataset.versions import Version

SAME_CONTENT, SAME_FIGURES = "the same content as ", "the same figures as "
KEPT = ""  # stands for the shard of a report that an earlier build read
_PART = re.compile(r"#[0-9]+$")


class Earlier(NamedTuple):
    """What the last build holds that can stay: its files as they were, their rows in `sources`, and their reports."""

    version: Version | None
    buckets: int
    files: Mapping[str, Known]
    rows: Mapping[str, tuple[SourceRow, ...]]  # by file
    entries: Mapping[str, tuple[Entry, ...]]  # by file


NOTHING = Earlier(None, 0, {}, {}, {})


def earlier(state: State | None, version: Version | None, fingerprint: str, explanations: Collection[Explanation]) -> Earlier:
    """What of the last version may stay: nothing if other code wrote it; not the reports whose figures people now put right otherwise."""
    if state is None or version is None or state.version != version.name or state.fingerprint != fingerprint:
        return NOTHING
    sources = _rows(version, "sources", SCHEMAS["sources"].names)
    reports = _rows(version, "reports", ["source", "sha256", "report_id", "body_id", "agency"])
    corrected = _rows(version, "findings", ["report_id", "rule", "status", "table", "item", "column", "expected", "message"])
    anew = to_read_anew(corrected, reports["report_id"].to_pylist(), explanations)
    rows: dict[str, list[SourceRow]] = {}
    for row in sources.to_pylist():
        rows.setdefault(file_of(row["source"], state.files), []).append(SourceRow(**row))
    entries: dict[str, list[Entry]] = {}
    for row in reports.to_pylist():
        entry = Entry(row["source"], row["sha256"], row["report_id"], row["body_id"] or row["agency"] or "", KEPT, 0)
        entries.setdefault(file_of(row["source"], state.files), []).append(entry)
    files = {name: known for name, known in state.files.items() if not any(one.report_id in anew for one in entries.get(name, ()))}
    return Earlier(version, state.buckets, files, _frozen(rows), _frozen(entries))


_Item = TypeVar("_Item")


def _frozen(lists: Mapping[str, list[_Item]]) -> dict[str, tuple[_Item, ...]]:
    return {name: tuple(items) for name, items in lists.items()}


def _rows(version: Version, table: str, columns: Sequence[str]) -> pa.Table:
    filters = pc.field("rule") == CORRECTION if table == "findings" else None
    files = (f"{version.location}/{file.path}" for file in version.files[table])
    return pa.concat_tables([table_at(file, columns=columns, filters=filters) for file in files])


def file_of(source: str, files: Mapping[str, Known]) -> str:
    """The file that a source was read from: itself, or what stands before a ! or #."""
    if source in files:
        return source
    parts = re.split(r"(?=[!#])", source)
    heads = ("".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))
    return next((head for head in heads if head in files), source)


def to_read(files: Iterable[InputFile], stays: Earlier) -> tuple[InputFile, ...]:
    """The files that are new or changed, and those that were a copy of one that is gone or changed."""
    listed = {file.name: file for file in files}
    changed = {
        name
        for name, file in listed.items()
        if name not in stays.files or (stays.files[name].stamp, stays.files[name].said) != (file.stamp, file.said)
    }
    steady = {
        row.source for name, rows in stays.rows.items() if name in listed and name not in changed for row in rows if row.outcome == "parsed"
    }
    for name, rows in stays.rows.items():
        originals = {original for row in rows if (original := original_of(row, SAME_CONTENT))}
        if name in listed and not originals <= steady:
            changed.add(name)
    return tuple(file for file in listed.values() if file.name in changed)


def doubtful_copies(stays: Earlier, read: Collection[str], touched: Collection[str]) -> set[str]:
    """The files not read yet that printed the same figures as a report of a body that has changed: they may now count themselves."""
    bodies = {entry.source: entry.body for entries in stays.entries.values() for entry in entries}
    copies: set[str] = set()
    for name, rows in stays.rows.items():
        originals = {original_of(row, SAME_FIGURES) for row in rows} - {None}
        if name not in read and any(bodies.get(str(original), "") in touched for original in originals):
            copies.add(name)
    return copies


def original_of(row: SourceRow, kind: str) -> str | None:
    """The source that a duplicate is a copy of."""
    return row.reason.removeprefix(kind) if row.outcome == "duplicate" and row.reason and row.reason.startswith(kind) else None


class Register(NamedTuple):
    """All sources in the order of their names, and the reports that count."""

    rows: tuple[SourceRow, ...]
    entries: tuple[Entry, ...]
    files: Mapping[str, Known]

    @property
    def printed(self) -> int:
        """How many reports there are whose content is not another's, the same whether they were read now or before."""
        return sum(1 for row in self.rows if row.report_id or original_of(row, SAME_FIGURES))


def registered(files: Sequence[InputFile], stays: Earlier, fresh: Mapping[str, FileRead]) -> Register:
    """What the files hold now; of sources with the same content the first by name counts."""
    rows: list[SourceRow] = []
    entries: list[Entry] = []
    known: dict[str, Known] = {}
    for file in files:
        new = fresh.get(file.name)
        changed = new if new and not new.unchanged else None
        stayed = [name for name in (file.name, *(page.name for page in file.following)) if not changed]
        rows += changed.rows if changed else [row for name in stayed for row in stays.rows.get(name, ())]
        entries += changed.entries if changed else [entry for name in stayed for entry in stays.entries.get(name, ())]
        known[file.name] = Known(file.stamp, file.said, new.sha256 if new else stays.files[file.name].sha256)
        known |= {page.name: known[file.name] for page in file.following}
    rows.sort(key=lambda row: row.source)
    first: dict[tuple[str, str], str] = {}
    for entry in sorted(entries, key=lambda entry: entry.source):
        first.setdefault(_content(entry.sha256, entry.source), entry.source)
    counted = [entry for entry in entries if first[_content(entry.sha256, entry.source)] == entry.source]
    return Register(tuple(_row(row, first) for row in rows), tuple(counted), known)


def _content(sha256: str, source: str) -> tuple[str, str]:
    """What two sources share that are copies of one report: the hash of the file, and which report in it."""
    part = _PART.search(source)
    return sha256, part[0] if part else ""


def _row(row: SourceRow, first: Mapping[tuple[str, str], str]) -> SourceRow:
    original = first.get(_content(row.sha256 or "", row.source))
    if row.outcome == "quarantined" or original in (None, row.source):
        return row
    return row._replace(outcome="duplicate", reason=f"{SAME_CONTENT}{original}", report_id=None, source_format=None)


def with_same_figures(rows: Iterable[SourceRow], same: Mapping[str, str]) -> list[SourceRow]:
    """The rows, those that print the same figures as another being its duplicates."""
    return [
        row._replace(outcome="duplicate", reason=f"{SAME_FIGURES}{same[row.source]}", report_id=None)
        if row.source in same and row.outcome == "parsed"
        else row
        for row in rows
    ]
