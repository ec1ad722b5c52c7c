"""The only loop over files: inputs -> shards -> buckets -> one commit; on all cores or a cluster, and only what is new.

Until the commit the dataset is the one before; a build that is stopped is gone on with by the next, which finds its shards.
"""

from __future__ import annotations

from pathlib import Path

from reportlib.building.anew import Progress, read_anew
from reportlib.building.engine import engine
from reportlib.building.inputs import listed, said_beside, with_said
from reportlib.building.lock import only_build, written_whole
from reportlib.building.register import earlier, to_read
from reportlib.building.renewal import renewed
from reportlib.building.state import fingerprint, remembered, whole_version
from reportlib.building.summary import Summary, summary

__all__ = ["Progress", "Summary", "build", "to_be_read"]


def build(
    raw: str | Path,
    processed: str | Path,
    *,
    jobs: int | None = None,
    rehash: bool = False,
    timings: bool = False,
    progress: Progress | None = None,
    cluster: str | None = None,
) -> Summary:
    """Read every report below `raw` and write the tables of the contract to `processed`; both are folders, or URLs such as s3://….

    Files whose content and whose reader have not changed since the last build are not read again. The same input gives the
    same bytes on any number of processes (`jobs`, by default all cores), or on the workers of a Dask scheduler (`cluster`).
    A file whose size and times are those of the last build is taken to be the same; with `rehash` its content is compared.
    `progress` is told after each few files how many were read, of how many, and how many reports of them were flagged and sources
    quarantined. Raises UsageError where `raw` is no folder, where
    another build is writing to `processed`, or where the tables cannot be written; then those of before stand.
    """
    raw, processed = str(raw), str(processed)
    files, litter = listed(raw, processed)
    with written_whole(processed), only_build(processed), engine(jobs, cluster) as workers:
        beside = said_beside(raw)
        version = None if timings else whole_version(processed)
        files = with_said(files, beside.manifest)
        register, stays, read = read_anew(
            raw, processed, files, version, beside, workers, rehash=rehash, timings=timings, progress=progress
        )
        current = renewed(processed, register, stays, beside, workers)
    return summary(current, read, litter)


def to_be_read(raw: str | Path, processed: str | Path) -> tuple[str, ...]:
    """The files below `raw` that a build would open: those that are new, changed, or copies of one that is."""
    raw, processed = str(raw), str(processed)
    files, _ = listed(raw, processed)
    beside = said_beside(raw)
    last = earlier(remembered(processed), whole_version(processed), fingerprint(beside), beside.explanations)
    return tuple(file.name for file in to_read(with_said(files, beside.manifest), last))
