"""The only loop over files: discover, read, extract, check, write; on all cores, and only what is new."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from importlib import metadata, resources
from itertools import islice
from os import cpu_count
from pathlib import Path
from time import perf_counter
from types import FrameType
from typing import TYPE_CHECKING

from reportlib.check import check, grade
from reportlib.errors import LimitExceeded, NotAReport, ReportError, UnreadableFile, UsageError
from reportlib.extract import extract
from reportlib.forms import load_forms
from reportlib.identify import identify
from reportlib.model import FAIL, WARNING, Document, Finding, Location, Report, Source
from reportlib.narrative import mentions
from reportlib.readers import MAX_FILE_BYTES, MAX_SECONDS, archive
from reportlib.readers import read as read_document
from reportlib.recognize import recognize
from reportlib.sections import sections

if TYPE_CHECKING:
    import pyarrow as pa

    from reportlib.tables import SourceRow

_FILES_AT_A_TIME = 64
_FEWEST_FOR_MANY_PROCESSES = 2 * _FILES_AT_A_TIME
_OWN_FILES = {"manifest.csv", "bodies.csv", "explanations.csv", "rollups.csv"}
_NOT_REPORTS = ("readme", "license", "licence")
Progress = Callable[[int, int], None]


def read(file: str | Path | Source) -> Report:
    """Identity, facts, findings and sections of one file.

    Raises a ReportError that says why where the file cannot be read or holds no report.

    >>> read("data/raw/临沂市行政审批服务局-2024.txt").value("disclosures", "20.5/licenses", "decisions")
    31510
    """
    source = file if isinstance(file, Source) else _source(Path(file))
    document = read_document(source)
    found = identify(document)
    identity = found.identity
    form = load_forms().get(identity.form)
    if form is None:
        raise NotAReport(
            "reports of this form are not read into tables",
            source=source.name,
            found=f"year {identity.year}",
            remedy="give a report for 2019 or later",
        )
    recognition = recognize(document, form)
    if not recognition.lines and not identity.title:
        raise NotAReport(
            "this is no yearly disclosure report",
            source=source.name,
            expected="a title with 政府信息公开工作年度报告, or its tables",
            remedy="take it out of the folder",
        )
    extraction = extract(recognition, form)
    location, doubts = _located(identity.agency, identity.year, [identity.title, *document.metadata.values()])
    said = (*_notes(document), *found.findings, *doubts, *extraction.findings, *check(extraction.facts, extraction.subtotals, form))
    prose = sections(document, form)
    report_id = f"{identity.agency or 'unknown'}-{identity.year or 'unknown'}-{source.sha256[:8]}"
    return Report(
        report_id,
        source.name,
        document.source_format,
        source.sha256,
        len(source.content),
        identity,
        location,
        extraction.facts,
        said,
        prose,
        mentions(prose, {section.number: section.places for section in prose}),
        grade(extraction.facts, said),
    )


def _source(path: Path) -> Source:
    if not path.is_file():
        raise UsageError("there is no such file", source=str(path), remedy="check the path")
    return Source(path.name, path.read_bytes())


def _located(agency: str, year: int | None, hints: Sequence[str]) -> tuple[Location, list[Finding]]:
    from reportlib.regions import locate

    location = locate(agency, year, hints)
    if location.region_code or location.level == "state" or not agency:
        return location, []
    return location, [Finding("region_unknown", WARNING, FAIL, location.reason or f"no place is known for {agency}")]


def _notes(document: Document) -> Iterator[Finding]:
    return (Finding(note.rule, note.severity, FAIL, note.message, place=str(note.place)) for note in document.notes)


@dataclass(frozen=True)
class Summary:
    """What a build did: how many reports by grade, and the files that were not read with their reasons."""

    grades: dict[str, int]
    quarantined: tuple[SourceRow, ...]
    duplicates: int
    reread: int
    failing: int

    @property
    def reports(self) -> int:
        return sum(self.grades.values())


def build(
    raw: str | Path, processed: str | Path, *, jobs: int | None = None, timings: bool = False, progress: Progress | None = None
) -> Summary:
    """Read every report below `raw` and write the tables of the contract to `processed`.

    Files whose content and whose reader have not changed since the last build are not read again. The same input gives the
    same bytes on any number of processes (`jobs`, by default all cores). Raises UsageError where `raw` is no folder.
    """
    from reportlib import tables

    root = Path(raw)
    if not root.is_dir():
        raise UsageError("there is no such folder", source=str(raw), expected="a folder with reports", remedy="check the path")
    paths = list(_discover(root))
    kept = (
        tables.unchanged(Path(processed), _fingerprint(), {_name(path, root): path for path in paths})
        if not timings
        else tables.nothing_kept()
    )
    to_read = [path for path in paths if _name(path, root) not in kept.sources]
    chunks = [to_read[at : at + _FILES_AT_A_TIME] for at in range(0, len(to_read), _FILES_AT_A_TIME)]
    fresh: list[dict[str, pa.Table]] = []
    for chunk, read_tables in zip(chunks, _read_chunks(chunks, root, jobs, timings), strict=True):
        fresh.append(read_tables)
        if progress:
            progress(len(chunk), len(to_read))
    written = tables.assembled([*fresh, kept.tables])
    tables.save(written, Path(processed), _fingerprint())
    return _summary(written, len(to_read))


def _discover(root: Path) -> Iterator[Path]:
    """Every file that may be a report, in the order of its name."""
    for path in sorted(root.rglob("*"), key=lambda path: path.relative_to(root).as_posix()):
        own = path.name.lower() in _OWN_FILES or path.name.lower().startswith(_NOT_REPORTS)
        if path.is_file() and not own and not archive.is_litter(_name(path, root)):
            yield path


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


@cache
def _fingerprint() -> str:
    """A hash of all that decides what is read from a file: this package and the readers' libraries."""
    digest = sha256()
    for file in sorted(_package_files(Path(str(resources.files("reportlib"))))):
        digest.update(file.read_bytes())
    for library in ("lxml", "pypdfium2", "python-calamine", "msdoc2docx", "regex"):
        digest.update(metadata.version(library).encode())
    return digest.hexdigest()


def _package_files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.suffix in (".py", ".toml", ".tsv"))


def _read_chunks(chunks: Sequence[Sequence[Path]], root: Path, jobs: int | None, timings: bool) -> Iterator[dict[str, pa.Table]]:
    work = partial(_read_files, root=root, timings=timings)
    processes = min(jobs or cpu_count() or 1, len(chunks))
    if processes <= 1 or (jobs is None and sum(map(len, chunks)) < _FEWEST_FOR_MANY_PROCESSES):
        yield from map(work, chunks)
        return
    done = 0
    try:
        with ProcessPoolExecutor(processes) as pool:
            for read_tables in pool.map(work, chunks):
                done += 1
                yield read_tables
    except BrokenProcessPool:
        yield from (_read_one_by_one(chunk, work) for chunk in islice(chunks, done, None))


def _read_one_by_one(chunk: Sequence[Path], work: Callable[[Sequence[Path]], dict[str, pa.Table]]) -> dict[str, pa.Table]:
    """The tables of a chunk, each file read in a process of its own, so that one that ends its process costs only itself."""
    from reportlib import tables

    parts = []
    for path in chunk:
        try:
            with ProcessPoolExecutor(1) as pool:
                parts.append(pool.submit(work, [path]).result())
        except BrokenProcessPool:
            root = work.keywords["root"] if isinstance(work, partial) else path.parent
            error = UnreadableFile("reading it ended the process", remedy="open the file and save it anew")
            parts.append(tables.to_arrow([], [_quarantined(_whole(path, root), error)]))
    return tables.concatenated(parts)


def _read_files(paths: Iterable[Path], root: Path, timings: bool) -> dict[str, pa.Table]:
    """The tables of these files, whatever becomes of each."""
    from reportlib import tables

    reports: list[Report] = []
    rows: list[SourceRow] = []
    read_before: dict[str, str] = {}
    for path in paths:
        for source in archive.expand(path, root):
            started = perf_counter()
            if isinstance(source, Source) and source.sha256 in read_before:
                rows.append(tables.duplicate(source, read_before[source.sha256]))
                continue
            try:
                report = _within_time(source)
            except ReportError as error:
                row = _quarantined(source if isinstance(source, Source) else _whole(path, root), error)
            else:
                reports.append(report)
                read_before[report.sha256] = report.source
                row = tables.SourceRow(report.source, report.source_format, report.size, report.sha256, "parsed", None, report.report_id)
            rows.append(row._replace(seconds=round(perf_counter() - started, 4) if timings else None))
    return tables.to_arrow(reports, rows)


def _whole(path: Path, root: Path) -> Source:
    """The file as far as it can be opened, for its row in sources."""
    try:
        return Source(_name(path, root), path.read_bytes() if path.stat().st_size <= MAX_FILE_BYTES else b"")
    except OSError:
        return Source(_name(path, root), b"")


def _within_time(source: Source | ReportError) -> Report:
    if isinstance(source, ReportError):
        raise source
    with _time_limit(MAX_SECONDS):
        return read(source)


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    """Ends what takes longer, where the system can (POSIX, main thread)."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise LimitExceeded(
            "reading it takes too long", expected=f"at most {seconds} s", remedy="open the file and save it anew, or split it"
        )

    try:
        before = signal.signal(signal.SIGALRM, stop)
    except ValueError:  # not in the main thread
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _quarantined(source: Source, error: ReportError) -> SourceRow:
    from reportlib.readers import sniff
    from reportlib.tables import SourceRow

    name = error.source or source.name
    return SourceRow(name, sniff(source.content), len(source.content), source.sha256, "quarantined", error.reason, None)


def _summary(written: dict[str, pa.Table], reread: int) -> Summary:
    from reportlib.tables import SourceRow

    grades: dict[str, int] = {"verified": 0, "flagged": 0, "incomplete": 0}
    for value in written["reports"]["grade"].to_pylist():
        grades[value] += 1
    rows = [SourceRow(**row) for row in written["sources"].to_pylist() if row["outcome"] != "parsed"]
    quarantined = tuple(row for row in rows if row.outcome == "quarantined")
    severities = zip(written["findings"]["severity"].to_pylist(), written["findings"]["status"].to_pylist(), strict=True)
    failing = sum(1 for severity, status in severities if severity == "error" and status == FAIL)
    return Summary(grades, quarantined, len(rows) - len(quarantined), reread, failing)
