"""Files -> shards: a worker reads some files and writes the tables of their reports; only the register comes back.

A shard holds, for each table, one record batch a report, so that a report's rows can be had without reading the others'.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import fsspec
import pyarrow as pa

from reportlib.building.engine.worker import within_limits
from reportlib.building.inputs import InputFile
from reportlib.dataset.rows import SourceRow, parsed, to_arrow
from reportlib.dataset.schema import SCHEMAS
from reportlib.errors import ReportError, UnreadableFile
from reportlib.model import Grade, Report, Source
from reportlib.readers import archive
from reportlib.readers.archive.leaves import are_pages
from reportlib.readers.limits import MAX_FILE_BYTES, too_large
from reportlib.readers.sniffing import sniff
from reportlib.reading import Beside, read_all

_REGISTER = "register.json"
PAGE_OF = "page "  # of another file's report; the row of that one names the report
SHARD_TABLES = tuple(name for name in SCHEMAS if name not in ("sources", "labels"))


class Entry(NamedTuple):
    """One report in the register: where it was read from, whose it is, and where its rows are."""

    source: str
    sha256: str
    report_id: str
    body: str
    shard: str
    position: int


class FileRead(NamedTuple):
    """What became of one file: its hash, the rows of the table `sources` (one, or one a member), and its reports.

    `unchanged` says that its bytes are those of the last build, whose rows stand; `flagged` counts its reports of that grade.
    """

    name: str
    sha256: str
    rows: tuple[SourceRow, ...] = ()
    entries: tuple[Entry, ...] = ()
    unchanged: bool = False
    flagged: int = 0

    @property
    def quarantined(self) -> int:
        """How many of its sources gave no report."""
        return sum(1 for row in self.rows if row.outcome == "quarantined")


class ReadTask(NamedTuple):
    """What a worker needs to know to read files: where they lie, where shards go, what lies beside them."""

    raw: str
    shards: str
    beside: Beside
    timings: bool = False


class Chunk(NamedTuple):
    """Some files that one worker reads into one shard; `known` are the hashes that they had, "" where they are read in any case."""

    shard: str
    files: tuple[InputFile, ...]
    known: tuple[str, ...]


def read_chunk(chunk: Chunk, task: ReadTask) -> tuple[FileRead, ...]:
    """The register of these files; their rows are in the shard when this returns."""
    reports: list[Report] = []
    done = tuple(_read_file(file, known, chunk.shard, task, reports) for file, known in zip(chunk.files, chunk.known, strict=True))
    write_shard(f"{task.shards}/{chunk.shard}", reports)
    _note(f"{task.shards}/{chunk.shard}", chunk, done)
    return done


def _note(location: str, chunk: Chunk, done: Sequence[FileRead]) -> None:
    """Leave the register beside the shard, last: a build that is stopped need not read these files again."""
    filesystem, root = fsspec.core.url_to_fs(location)
    noted = [[file.stamp, file.said, *one] for file, one in zip(chunk.files, done, strict=True)]
    filesystem.pipe_file(f"{root}/{_REGISTER}", json.dumps(noted).encode())


def finished(shards: str, files: Sequence[InputFile]) -> Iterator[FileRead]:
    """What a build that was stopped has read of these files, if they are still the same."""
    filesystem, root = fsspec.core.url_to_fs(shards)
    now = {file.name: [file.stamp, file.said] for file in files}
    for path in sorted(filesystem.glob(f"{root}/*/{_REGISTER}")):
        with suppress(ValueError):  # torn by what stopped the build
            for stamp, said, name, digest, rows, entries, *rest in json.loads(filesystem.cat_file(path)):
                if now.get(name) == [stamp, said]:
                    own = tuple(SourceRow(*row) for row in rows), tuple(Entry(*entry) for entry in entries)
                    yield FileRead(name, digest, *own, *rest)


def _read_file(file: InputFile, known_hash: str, shard: str, task: ReadTask, reports: list[Report]) -> FileRead:
    rows: list[SourceRow] = []
    entries: list[Entry] = []
    whole, problem = _whole(file, task.raw)
    if whole.sha256 == known_hash and not problem:
        return FileRead(file.name, whole.sha256, unchanged=True)
    known: set[str] = set()
    first = len(reports)
    for source in (problem,) if problem else _unpacked(whole):
        started = perf_counter()
        found = _read_source(source, whole, task, known)
        seconds = round((perf_counter() - started) / len(found), 4) if task.timings else None
        for row, report in found:
            if report:
                entries.append(Entry(report.source, report.sha256, report.report_id, body_of(report), shard, len(reports)))
                reports.append(report)
            rows.append(row._replace(seconds=seconds))
    flagged = sum(1 for report in reports[first:] if report.grade == Grade.FLAGGED)
    return FileRead(file.name, whole.sha256, tuple(rows), tuple(entries), flagged=flagged)


def _unpacked(whole: Source) -> Iterator[Source | ReportError]:
    """Each source in a file, unpacked within the limits of a worker."""
    sources = archive.unpacked(whole)
    try:
        while (source := within_limits(next, sources, None)) is not None:
            yield source
    except ReportError as error:
        error.source = error.source or whole.name
        yield error


def _whole(file: InputFile, raw: str) -> tuple[Source, ReportError | None]:
    """The file as a source, its other pages behind it; why it cannot be had, where that is so."""
    contents = [_content(page, raw) for page in (file, *file.following)]
    first, *others = (Source(page.name, content) for page, (content, _) in zip((file, *file.following), contents, strict=True))
    problem = next((problem for _, problem in contents if problem), None)
    return replace(first, following=tuple(others)), problem


def _content(file: InputFile, raw: str) -> tuple[bytes, ReportError | None]:
    """The bytes of a file, or why they cannot be had."""
    if file.refused:
        remedy = "put the file itself into the folder"
        return b"", UnreadableFile(f"this is {file.refused} and no file", source=file.name, remedy=remedy)
    if file.bytes > MAX_FILE_BYTES:
        error = too_large(file.bytes)
        error.source = file.name
        return b"", error
    try:
        return _opened(file, raw), None
    except OSError as error:
        return b"", UnreadableFile("the file cannot be opened", source=file.name, found=error.strerror or str(error))


def _opened(file: InputFile, raw: str) -> bytes:
    if "://" not in raw:
        return Path(raw, file.path).read_bytes()
    filesystem, root = fsspec.core.url_to_fs(raw)
    return bytes(filesystem.cat_file(f"{root}/{file.path}"))


def _read_source(source: Source | ReportError, whole: Source, task: ReadTask, known: set[str]) -> list[tuple[SourceRow, Report | None]]:
    """The rows of one source and its reports; content that the same file held before is not read again."""
    try:
        if isinstance(source, ReportError):
            raise source
        if source.sha256 in known:
            return [(_row(source, "duplicate", None), None)]
        found = within_limits(read_all, source, task.beside) if are_pages((source, *source.following)) else ()
        if source.following and len(found) not in range(1, 1 + len(source.following)):  # each is a report of its own
            return _each_alone(source, whole, task, known)
        known.add(source.sha256)
        return [*((parsed(report), report) for report in found), *((row, None) for row in _pages(source, found))]
    except UnreadableFile as error:
        if isinstance(source, Source) and source.following:  # one picture may be damaged
            return _each_alone(source, whole, task, known)
        return [(quarantined(source if isinstance(source, Source) else whole, error), None)]
    except ReportError as error:
        failed = source if isinstance(source, Source) else whole
        error.source = failed.name if failed.following else error.source
        others = [quarantined(page, error)._replace(source=page.name) for page in failed.following]
        return [(quarantined(failed, error), None), *((row, None) for row in others)]


def _each_alone(source: Source, whole: Source, task: ReadTask, known: set[str]) -> list[tuple[SourceRow, Report | None]]:
    alone = (replace(source, following=()), *source.following)
    return [one for page in alone for one in _read_source(page, whole, task, known)]


def _pages(source: Source, found: Sequence[Report]) -> Iterator[SourceRow]:
    """The rows of the pictures that are the other pages of a source."""
    for number, page in enumerate(source.following, start=2):
        yield _row(page, "parsed", f"{PAGE_OF}{number} of {source.name}")._replace(source_format=found[0].source_format)


def _row(source: Source, outcome: str, reason: str | None) -> SourceRow:
    return SourceRow(source.name, None, len(source.content), source.sha256, outcome, reason, None)


def quarantined(source: Source, error: ReportError) -> SourceRow:
    """The row of a source that gave no report, with the reason."""
    row = _row(source, "quarantined", error.reason)
    return row._replace(source=error.source or source.name, source_format=sniff(source.content) if source.content else None)


def body_of(report: Report) -> str:
    """What tells the body of a report apart when reports of one body are brought together."""
    return report.location.body_id or report.agency or ""


# A shard on disk


def write_shard(location: str, reports: Sequence[Report]) -> None:
    """The tables of these reports, one record batch a report."""
    filesystem, root = fsspec.core.url_to_fs(location)
    filesystem.makedirs(root, exist_ok=True)
    tables = to_arrow(reports, [])
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    for name in SHARD_TABLES:
        table = tables[name].combine_chunks()
        with filesystem.open(f"{root}/{name}.arrow", "wb") as file, pa.ipc.new_file(file, table.schema, options=options) as writer:
            start = 0
            for report in reports:
                length = _row_count(name, report)
                writer.write_batch(_batch(table.slice(start, length)))
                start += length


def _row_count(table: str, report: Report) -> int:
    """How many rows of a table are of this report; two copies of a report in one shard have the same report_id."""
    lists = {"mentions": report.mentions, "sections": report.sections, "findings": report.findings, "statistics": report.statistics}
    if table in lists:
        return len(lists[table])
    return 1 if table == "reports" else sum(1 for fact in report.facts if fact.table == table)


def _batch(table: pa.Table) -> pa.RecordBatch:
    columns = [column.combine_chunks() if column.num_chunks else pa.array([], column.type) for column in table.columns]
    return pa.RecordBatch.from_arrays(columns, schema=table.schema)


def parts_of(chunk: Chunk) -> Sequence[Chunk]:
    """The chunk file by file, each with a shard of its own."""
    pairs = enumerate(zip(chunk.files, chunk.known, strict=True))
    return [chunk] if len(chunk.files) == 1 else [Chunk(f"{chunk.shard}-{number}", (file,), (known,)) for number, (file, known) in pairs]


def lost(chunk: Chunk, task: ReadTask) -> tuple[FileRead, ...]:
    """The register of files whose reading ended its process."""
    return tuple(_lost(file, task.raw) for file in chunk.files)


def _lost(file: InputFile, raw: str) -> FileRead:
    content, _ = _content(file, raw)
    remedy = "it is damaged, or takes more memory or time than the limits allow; open it in its program and save it anew"
    error = UnreadableFile("reading it ended the process", remedy=remedy)
    return FileRead(file.name, sha256(content).hexdigest(), (quarantined(Source(file.name, content), error),))


class ShardReader:
    """Reads reports out of shards, each shard opened once."""

    def __init__(self, location: str) -> None:
        self._location = location
        self._open: dict[tuple[str, str], pa.ipc.RecordBatchFileReader] = {}

    def rows(self, name: str, entries: Sequence[Entry]) -> pa.Table:
        """The rows of one table of these reports, in their order."""
        batches = [self._file(name, entry.shard).get_batch(entry.position) for entry in entries]
        return pa.Table.from_batches(batches, schema=SCHEMAS[name])

    def _file(self, name: str, shard: str) -> pa.ipc.RecordBatchFileReader:
        if (name, shard) not in self._open:
            filesystem, root = fsspec.core.url_to_fs(self._location)
            file = filesystem.open(f"{root}/{shard}/{name}.arrow", "rb")
            self._open[name, shard] = pa.ipc.open_file(file)
        return self._open[name, shard]
