"""Register -> a new version: buckets that changed are written, the others carried over, and all of it committed in one step."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

import fsspec
import pyarrow as pa

from reportlib.beside.entries import Explanation
from reportlib.beside.explanations import unknown_reports
from reportlib.building import state
from reportlib.building.buckets import (
    BucketTask,
    BucketWritten,
    FindingsTask,
    bucket_count,
    bucket_of,
    file_name,
    write_bucket,
    write_findings,
    write_table,
)
from reportlib.building.engine import Engine, whole
from reportlib.building.outside import Outside, found_outside, said_outside
from reportlib.building.register import KEPT, Earlier, Register, with_same_figures
from reportlib.building.shards import SHARD_TABLES, Entry
from reportlib.dataset.rows import label_rows, table_of
from reportlib.dataset.versions import Version, WrittenFile, commit, require_dataset
from reportlib.reading import Beside


class _Plan(NamedTuple):
    """What the buckets are made from: their number, the reports in each, what stays of the last version, and where they are written."""

    staged: str
    shards: str
    buckets: int
    entries: Sequence[Sequence[Entry]]
    explanations: Sequence[tuple[Explanation, ...]]
    stays: Earlier
    before: Sequence[frozenset[str]]  # the report_ids that each bucket of the last version held
    told: Sequence[str]  # what the last version says of each bucket from outside, as digests


def renewed(processed: str, register: Register, stays: Earlier, beside: Beside, workers: Engine) -> Version:
    """The version that holds what the register says: the last one where that is what it said."""
    if stays.version and _is_as_before(processed, register, beside):
        return stays.version
    plan = _planned(processed, register, stays, beside)
    changed = {number for number in range(plan.buckets) if _has_changed(plan, number)}
    written = {bucket.number: bucket for bucket in _rewritten(plan, changed, workers)}
    files: dict[int, Mapping[str, WrittenFile]] = {
        number: _carried_over(plan, number) for number in range(plan.buckets) if number not in changed
    }
    files |= {number: bucket.files for number, bucket in written.items()}
    outside = _outside(plan, files, beside)
    late = {number for number in files if number not in changed and not _is_told(plan, number, outside[number])}
    files |= {bucket.number: bucket.files for bucket in _rewritten(plan, late, workers)}
    for number, findings in _joined(plan, changed | late, outside, workers):
        files[number] = {**files[number], "findings": findings}
    same = {source: original for bucket in written.values() for source, original in bucket.same.items()}
    name = commit(processed, plan.staged, _all_files(plan, files, table_of("sources", with_same_figures(register.rows, same))))
    digests = tuple(one.digest for one in outside)
    state.remember(processed, state.State(state.fingerprint(beside), name, plan.buckets, digests, register.files, state.told(beside)))
    return require_dataset(processed)


def _is_as_before(processed: str, register: Register, beside: Beside) -> bool:
    """Whether every file and every word beside the reports is what the last version was made of."""
    last = state.remembered(processed)
    return last is not None and last.files == register.files and last.told == state.told(beside)


def _planned(processed: str, register: Register, stays: Earlier, beside: Beside) -> _Plan:
    count = bucket_count(register.printed)
    entries: list[list[Entry]] = [[] for _ in range(count)]
    for entry in register.entries:
        entries[bucket_of(entry.body, count)].append(entry)
    said: list[list[Explanation]] = [[] for _ in range(count)]
    for explanation in beside.explanations:
        for number in sorted({bucket_of(entry.body, count) for entry in register.entries if explanation.is_of(entry.report_id)}):
            said[number].append(explanation)
    folder = state.shards_folder(processed, state.fingerprint(beside))
    remembered = state.remembered(processed) if stays.version and count == stays.buckets else None
    told = remembered.outside if remembered else ()
    before: list[set[str]] = [set() for _ in range(count)]
    for entry in (entry for some in stays.entries.values() for entry in some):
        before[bucket_of(entry.body, count)].add(entry.report_id)
    held = [frozenset(some) for some in before]
    return _Plan(state.staged_folder(processed), folder, count, entries, [tuple(some) for some in said], stays, held, told)


def _has_changed(plan: _Plan, number: int) -> bool:
    """Whether a bucket holds other reports than the same bucket of the last version."""
    if plan.stays.version is None or plan.buckets != plan.stays.buckets:
        return True
    now = plan.entries[number]
    return any(entry.shard != KEPT for entry in now) or plan.before[number] != {entry.report_id for entry in now}


def _rewritten(plan: _Plan, numbers: Collection[int], workers: Engine) -> Iterator[BucketWritten]:
    yield from workers.run(write_bucket, [_task(plan, number) for number in sorted(numbers)], whole, None)


def _task(plan: _Plan, number: int) -> BucketTask:
    fresh = tuple(entry for entry in plan.entries[number] if entry.shard != KEPT)
    kept = tuple(entry.report_id for entry in plan.entries[number] if entry.shard == KEPT)
    earlier = {name: tuple(_files_before(plan, name, number)) if kept else () for name in SHARD_TABLES}
    return BucketTask(number, plan.buckets, plan.shards, fresh, kept, earlier, plan.explanations[number], plan.staged)


def _files_before(plan: _Plan, name: str, number: int) -> Iterator[str]:
    """The files of the last version that may hold reports of a bucket; counts are powers of two, so a bucket is part of one or is several."""
    version, before = plan.stays.version, plan.stays.buckets
    if version:
        yield from (
            f"{version.location}/{file_name(name, other, before)}"
            for other in range(before)
            if other % plan.buckets == number % before or number % before == other
        )


def _carried_over(plan: _Plan, number: int) -> dict[str, WrittenFile]:
    """The files of a bucket that did not change, linked into the new version; where there are no links, copied."""
    version = plan.stays.version
    if version is None:
        return {}
    filesystem, staged = fsspec.core.url_to_fs(plan.staged)
    carried = {
        name: next(file for file in version.files[name] if file.path == file_name(name, number, plan.buckets)) for name in SHARD_TABLES
    }
    for file in carried.values():
        filesystem.makedirs(f"{staged}/{file.path}".rsplit("/", 1)[0], exist_ok=True)
        _link(filesystem, f"{version.location}/{file.path}", f"{staged}/{file.path}")
    return carried


def _link(filesystem: fsspec.AbstractFileSystem, path: str, target: str) -> None:
    if "file" in filesystem.protocol:
        with suppress(OSError):
            os.link(path, target)
            return
    filesystem.copy(path, target)


def _outside(plan: _Plan, files: Mapping[int, Mapping[str, WrittenFile]], beside: Beside) -> list[Outside]:
    paths = {name: [f"{plan.staged}/{files[number][name].path}" for number in sorted(files)] for name in SHARD_TABLES}
    report_ids = [entry.report_id for some in plan.entries for entry in some]
    unknown = unknown_reports(beside.explanations, report_ids)
    return said_outside(found_outside(paths, beside.rollups), [*beside.findings, *unknown], plan.explanations)


def _is_told(plan: _Plan, number: int, outside: Outside) -> bool:
    """Whether the last version's findings of a bucket hold what is now said of it from outside."""
    told = plan.told[number : number + 1]
    return list(told) == [outside.digest]


def _joined(plan: _Plan, numbers: Collection[int], outside: Sequence[Outside], workers: Engine) -> Iterator[tuple[int, WrittenFile]]:
    """The findings of the buckets just written, with those from outside."""
    tasks = [_findings_task(plan, number, outside[number]) for number in sorted(numbers) if outside[number].adds]
    for written in workers.run(write_findings, tasks, whole, None):
        yield written.number, written.files["findings"]


def _findings_task(plan: _Plan, number: int, outside: Outside) -> FindingsTask:
    findings, reports = (file_name(name, number, plan.buckets) for name in ("findings", "reports"))
    return FindingsTask(number, plan.staged, findings, reports, outside.found, outside.of_folder, outside.explanations)


def _all_files(plan: _Plan, files: Mapping[int, Mapping[str, WrittenFile]], sources: pa.Table) -> dict[str, tuple[WrittenFile, ...]]:
    """The files of every table, those that are not kept by bucket written now."""
    return {
        **{name: tuple(files[number][name] for number in sorted(files)) for name in SHARD_TABLES},
        "sources": (write_table(sources, plan.staged, "sources.parquet"),),
        "labels": (write_table(table_of("labels", label_rows()), plan.staged, "labels.parquet"),),
    }
