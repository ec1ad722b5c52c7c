"""The only loop over files: inputs -> shards -> buckets -> one commit; on all cores or a cluster, and only what is new.

Until the commit the dataset is the one before; a build that is stopped is gone on with by the next, which finds its shards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from reportlib.beside.rollups import Rollup, read_rollups
from reportlib.building.anew import read_anew
from reportlib.building.engine import engine
from reportlib.building.inputs import listed, with_said
from reportlib.building.lock import only_build
from reportlib.building.renewal import renewed
from reportlib.building.state import whole_version
from reportlib.building.summary import Summary, summary
from reportlib.reading import Beside, read_beside

__all__ = ["Progress", "Summary", "build"]
Progress = Callable[[int, int], None]


def build(
    raw: str | Path,
    processed: str | Path,
    *,
    jobs: int | None = None,
    timings: bool = False,
    progress: Progress | None = None,
    cluster: str | None = None,
) -> Summary:
    """Read every report below `raw` and write the tables of the contract to `processed`; both are folders, or URLs such as s3://….

    Files whose content and whose reader have not changed since the last build are not read again. The same input gives the
    same bytes on any number of processes (`jobs`, by default all cores), or on the workers of a Dask scheduler (`cluster`).
    `progress` is told after each few files how many were read, and of how many. Raises UsageError where `raw` is no folder, or
    where another build is writing to `processed`.
    """
    raw, processed = str(raw), str(processed)
    files, litter = listed(raw, processed)
    with only_build(processed), engine(jobs, cluster) as workers:
        beside, rollups = _beside(raw)
        version = None if timings else whole_version(processed)
        files = with_said(files, beside.manifest)
        register, stays, read = read_anew(raw, processed, files, version, beside, workers, timings=timings, progress=progress)
        current = renewed(processed, register, stays, beside, rollups, workers)
    return summary(current, read, litter)


def _beside(raw: str) -> tuple[Beside, tuple[Rollup, ...]]:
    """What the user's own files in the folder say, with findings about their lines; nothing is looked for behind a URL."""
    if "://" in raw:
        return Beside(), ()
    beside, declared = read_beside(Path(raw)), Path(raw) / "rollups.csv"
    rollups, about_rollups = read_rollups(declared) if declared.is_file() else ((), ())
    return replace(beside, findings=(*beside.findings, *about_rollups)), rollups
