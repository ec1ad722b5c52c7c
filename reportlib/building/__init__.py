"""The only loop over files: discover, read, extract, check, write; on all cores, and only what is new."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import metadata, resources
from os import cpu_count
from pathlib import Path
from time import perf_counter
from types import FrameType
from typing import TYPE_CHECKING

from reportlib.beside.explanations import with_explanations
from reportlib.building.processes import main_unseen
from reportlib.errors import LimitExceeded, ReportError, UnreadableFile, UsageError
from reportlib.model import FAIL, Report, Source
from reportlib.readers import archive
from reportlib.readers.limits import MAX_FILE_BYTES, MAX_SECONDS
from reportlib.reading import Beside, read_all, read_beside

if TYPE_CHECKING:
    import pyarrow as pa

    from reportlib.dataset.rows import SourceRow

_FILES_AT_A_TIME = 64
_FEWEST_FOR_MANY_PROCESSES = 8
_OWN_FILES = {"manifest.csv", "bodies.csv", "explanations.csv", "rollups.csv"}
_NOT_REPORTS = ("readme", "license", "licence")
Progress = Callable[[int, int], None]


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
    from reportlib.dataset import store

    root = Path(raw)
    if not root.is_dir():
        raise UsageError("there is no such folder", source=str(raw), expected="a folder with reports", remedy="check the path")
    beside = read_beside(root)
    paths = {_name(path, root): path for path in _discover(root)}
    fingerprint = _fingerprint(beside)
    kept = store.nothing_kept() if timings else store.unchanged(Path(processed), fingerprint, paths, beside.explanations)
    to_read = [path for name, path in paths.items() if name not in kept.sources]
    fresh = []
    for part in _read_all(to_read, _Task(root, beside, timings), jobs):
        fresh.append(part)
        if progress:
            progress(len(part["sources"]), len(to_read))
    written = _compared(store.assembled([*fresh, kept.tables]), beside)
    store.save(written, Path(processed), fingerprint)
    return _summary(written, len(to_read))


def _compared(written: dict[str, pa.Table], beside: Beside) -> dict[str, pa.Table]:
    """The tables without files of the same figures, with reports held against each other and breaks explained."""
    from reportlib.across import across, same_figures, with_findings, without_duplicates
    from reportlib.dataset import store

    written = without_duplicates(written, same_figures(written))
    written = with_explanations(with_findings(written, across(written, beside.rollups)), beside.explanations)
    return store.with_folder_findings(written, beside.findings)


@dataclass(frozen=True)
class _Task:
    """What a process needs to know to read some files."""

    root: Path
    beside: Beside
    timings: bool

    def __call__(self, paths: Sequence[Path]) -> dict[str, pa.Table]:
        return _read_files(paths, self)


def _discover(root: Path) -> Iterator[Path]:
    """Every file that may be a report, in the order of its name."""
    for path in sorted(root.rglob("*"), key=lambda path: path.relative_to(root).as_posix()):
        own = path.name.lower() in _OWN_FILES or path.name.lower().startswith(_NOT_REPORTS)
        if path.is_file() and not own and not archive.is_litter(_name(path, root)):
            yield path


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _fingerprint(beside: Beside) -> str:
    """A hash of all that decides what is read from a file: this package, the readers' libraries, the user's own files."""
    digest = sha256(repr((beside.bodies, beside.manifest, beside.rollups)).encode())
    digest.update(_code_fingerprint())
    return digest.hexdigest()


@cache
def _code_fingerprint() -> bytes:
    digest = sha256()
    for file in sorted(Path(str(resources.files("reportlib"))).rglob("*")):
        if file.suffix in (".py", ".toml", ".tsv"):
            digest.update(file.read_bytes())
    for library in ("lxml", "pypdfium2", "python-calamine", "msdoc2docx", "regex", "rapidocr", "onnxruntime"):
        digest.update(_version(library).encode())
    return digest.digest()


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:  # an extra that is not installed
        return ""


def _read_all(paths: Sequence[Path], task: _Task, jobs: int | None) -> Iterator[dict[str, pa.Table]]:
    """The tables of all files, in parts of a few files each, in the order given, on as many processes as it is worth."""
    processes = jobs or cpu_count() or 1
    size = max(1, min(_FILES_AT_A_TIME, len(paths) // (4 * processes)))
    chunks = [paths[at : at + size] for at in range(0, len(paths), size)]
    if processes == 1 or len(paths) < _FEWEST_FOR_MANY_PROCESSES:
        yield from map(task, chunks)
        return
    done = 0
    try:
        with ProcessPoolExecutor(processes) as pool:
            with main_unseen():
                parts = pool.map(task, chunks)
            for part in parts:
                done += 1
                yield part
    except BrokenProcessPool:
        yield from (_read_one_by_one(chunk, task) for chunk in chunks[done:])


def _read_one_by_one(paths: Sequence[Path], task: _Task) -> dict[str, pa.Table]:
    """The tables of these files, each read in a process of its own, so that one that ends its process costs only itself."""
    from reportlib.dataset import rows as rows_of
    from reportlib.dataset import store

    parts = []
    for path in paths:
        try:
            with ProcessPoolExecutor(1) as pool:
                with main_unseen():
                    reading = pool.submit(task, [path])
                parts.append(reading.result())
        except BrokenProcessPool:
            error = UnreadableFile("reading it ended the process", remedy="open the file and save it anew")
            parts.append(rows_of.to_arrow([], [_quarantined(_whole(path, task.root), error)]))
    return store.concatenated(parts)


def _read_files(paths: Sequence[Path], task: _Task) -> dict[str, pa.Table]:
    """The tables of these files, whatever becomes of each."""
    from reportlib.dataset import rows as rows_of

    reports: list[Report] = []
    rows: list[SourceRow] = []
    read_before: dict[str, str] = {}
    for path in paths:
        for source in archive.expand(path, task.root):
            started = perf_counter()
            if isinstance(source, Source) and source.sha256 in read_before:
                rows.append(rows_of.duplicate(source, read_before[source.sha256]))
                continue
            try:
                found = _within_time(source, task.beside)
            except ReportError as error:
                new = [_quarantined(source if isinstance(source, Source) else _whole(path, task.root), error)]
            else:
                reports += found
                read_before[found[0].sha256] = found[0].source
                new = [rows_of.parsed(report) for report in found]
            seconds = round((perf_counter() - started) / len(new), 4) if task.timings else None
            rows += [row._replace(seconds=seconds) for row in new]
    return rows_of.to_arrow(reports, rows)


def _whole(path: Path, root: Path) -> Source:
    """The file as far as it can be opened, for its row in sources."""
    try:
        return Source(_name(path, root), path.read_bytes() if path.stat().st_size <= MAX_FILE_BYTES else b"")
    except OSError:
        return Source(_name(path, root), b"")


def _within_time(source: Source | ReportError, beside: Beside) -> tuple[Report, ...]:
    if isinstance(source, ReportError):
        raise source
    with _time_limit(MAX_SECONDS):
        return read_all(source, beside)


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
    from reportlib.dataset.rows import SourceRow
    from reportlib.readers.sniffing import sniff

    name = error.source or source.name
    return SourceRow(name, sniff(source.content), len(source.content), source.sha256, "quarantined", error.reason, None)


def _summary(written: dict[str, pa.Table], reread: int) -> Summary:
    from reportlib.dataset.rows import SourceRow

    grades: dict[str, int] = {"verified": 0, "flagged": 0, "incomplete": 0}
    for value in written["reports"]["grade"].to_pylist():
        grades[value] += 1
    rows = [SourceRow(**row) for row in written["sources"].to_pylist() if row["outcome"] != "parsed"]
    quarantined = tuple(row for row in rows if row.outcome == "quarantined")
    severities = zip(written["findings"]["severity"].to_pylist(), written["findings"]["status"].to_pylist(), strict=True)
    failing = sum(1 for severity, status in severities if severity == "error" and status == FAIL)
    return Summary(grades, quarantined, len(rows) - len(quarantined), reread, failing)
