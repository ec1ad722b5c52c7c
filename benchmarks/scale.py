"""What builds of generated reports cost: reports a second, the largest process, one changed file, none, and two processes against one.

python benchmarks/scale.py REPORTS [REPORTS ...] [--folder FOLDER] [--jobs 2]     (files stay in FOLDER; by default nothing stays)
"""

from __future__ import annotations

import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import psutil
from generated import report_of, write_reports

_EVERY = 0.1  # seconds between two looks at the processes
_MEGABYTE = 1_000_000


class Cost(NamedTuple):
    """What a build cost: seconds by the clock and of processors, and the most memory that the build and one worker had, in MB."""

    seconds: float
    processor: float
    parent: float
    worker: float


def main() -> None:
    """Print a line for each build."""
    asked = ArgumentParser(description=__doc__)
    asked.add_argument("reports", type=int, nargs="+")
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--jobs", type=int, default=2)
    wanted = asked.parse_args()
    with TemporaryDirectory() as temporary:
        for row in rows(wanted.folder or Path(temporary), wanted.reports, wanted.jobs):
            print("  ".join(f"{name} {value}" for name, value in row.items()), flush=True)


def rows(folder: Path, sizes: Sequence[int], jobs: int) -> Iterator[dict[str, object]]:
    """The builds of ever more reports, each size from nothing, then with one file changed, then with none."""
    raw, held = folder / "raw", 0
    for reports in sorted(sizes):
        write_reports(raw, reports - held, first=held)
        held = reports
        out = folder / f"tables-{reports}"
        yield row("all new", reports, built(raw, out, jobs))
        changed = raw / report_of(reports // 2)[0]
        changed.write_bytes(report_of(reports // 2, seed=1)[1])
        yield row("one changed", reports, built(raw, out, jobs))
        yield row("none changed", reports, built(raw, out, jobs))


def processes(folder: Path, reports: int) -> Iterator[dict[str, object]]:
    """The same build from nothing by one process and by two."""
    raw = folder / "raw-of-two"
    write_reports(raw, reports)
    for jobs in (1, 2):
        yield {**row("all new", reports, built(raw, folder / f"tables-by-{jobs}", jobs)), "processes": jobs}


def row(what: str, reports: int, cost: Cost) -> dict[str, object]:
    return {
        "build": what,
        "reports": reports,
        "seconds": round(cost.seconds, 1),
        "processor seconds": round(cost.processor, 1),
        "reports a second": round(reports / cost.seconds, 1),
        "reports a processor second": round(reports / cost.processor, 1),
        "parent MB": round(cost.parent),
        "largest worker MB": round(cost.worker),
    }


def built(raw: Path, out: Path, jobs: int) -> Cost:
    """The cost of one build by the command line, its processes looked at while it lasts."""
    start = time.perf_counter()
    build = subprocess.Popen([sys.executable, "-m", "reportlib", "build", raw, "-o", out, "--jobs", str(jobs)], stdout=subprocess.DEVNULL)
    spent: dict[int, float] = {}
    peaks = {"parent": 0.0, "worker": 0.0}
    while build.poll() is None:
        for process in _family(build.pid):
            _note(process, build.pid, spent, peaks)
        time.sleep(_EVERY)
    if build.returncode:
        raise SystemExit(f"the build of {raw} failed")
    return Cost(time.perf_counter() - start, sum(spent.values()), **peaks)


def _family(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _note(process: psutil.Process, parent: int, spent: dict[int, float], peaks: dict[str, float]) -> None:
    try:
        times, memory = process.cpu_times(), process.memory_info().rss / _MEGABYTE
    except psutil.NoSuchProcess:
        return
    spent[process.pid] = times.user + times.system
    who = "parent" if process.pid == parent else "worker"
    peaks[who] = max(peaks[who], memory)


if __name__ == "__main__":
    main()
