"""Shards and the last version -> the tables of one bucket: all reports of some bodies, held against each other and written.

Reports of one body are always in one bucket, so that a bucket knows their years; memory is bounded by a bucket.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import NamedTuple

import fsspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reportlib.across import across, with_findings
from reportlib.across.duplicates import same_figures, without_reports
from reportlib.across.evidence import with_other_reports
from reportlib.beside.entries import Explanation
from reportlib.beside.explanations import with_explanations
from reportlib.building.shards import SHARD_TABLES, Entry, ShardReader
from reportlib.dataset.parquet import table_at
from reportlib.dataset.schema import SCHEMAS
from reportlib.dataset.versions import WrittenFile, file_hash

REPORTS_A_BUCKET = 1500
_ROWS_A_GROUP = 100_000


def bucket_count(reports: int) -> int:
    """How many buckets so many reports lie in: a power of two, so that buckets split and join whole."""
    count = 1
    while reports > count * REPORTS_A_BUCKET:
        count *= 2
    return count


def bucket_of(body: str, count: int) -> int:
    """The bucket of a body, the same on every machine."""
    return int.from_bytes(blake2b(body.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") % count


class BucketTask(NamedTuple):
    """One bucket to write: the new reports in shards, those that stay of the last version, and what people said of them."""

    number: int
    buckets: int
    shards: str
    fresh: tuple[Entry, ...]
    kept: tuple[str, ...]  # report_ids
    earlier: Mapping[str, tuple[str, ...]]  # table -> files of the last version that hold them
    explanations: tuple[Explanation, ...]
    staged: str


class BucketWritten(NamedTuple):
    """One bucket on disk: its files, and the sources whose every figure another source of the body prints."""

    number: int
    files: Mapping[str, WrittenFile]
    same: Mapping[str, str]


def write_bucket(task: BucketTask) -> BucketWritten:
    """Write the tables of one bucket."""
    tables = ordered(_brought_together(task))
    same = same_figures(tables)
    tables = without_reports(tables, same)
    tables = with_other_reports(with_findings(tables, across(tables)))
    tables = with_explanations(tables, task.explanations)
    return BucketWritten(task.number, _written(tables, task), same)


class FindingsTask(NamedTuple):
    """The findings of one bucket as just written, and those to be joined to them."""

    number: int
    staged: str
    findings: str
    reports: str
    outside: pa.Table
    of_folder: pa.Table
    explanations: tuple[Explanation, ...]


def write_findings(task: FindingsTask) -> BucketWritten:
    """Write the findings of a bucket again, with those from outside it."""
    findings = table_at(f"{task.staged}/{task.findings}", SCHEMAS["findings"])
    reports = table_at(f"{task.staged}/{task.reports}", SCHEMAS["reports"])
    joined = in_order(pa.concat_tables([findings, task.outside]), reports["report_id"].combine_chunks())
    explained = with_explanations({"findings": joined, "reports": reports}, task.explanations)["findings"]
    file = write_table(pa.concat_tables([explained, task.of_folder]), task.staged, task.findings)
    return BucketWritten(task.number, {"findings": file}, {})


def _brought_together(task: BucketTask) -> dict[str, pa.Table]:
    reader = ShardReader(task.shards)
    kept = pa.array(task.kept, pa.string())
    return {
        name: pa.concat_tables([reader.rows(name, task.fresh), *(_kept_rows(path, name, kept) for path in task.earlier.get(name, ()))])
        for name in SHARD_TABLES
    }


def _kept_rows(path: str, name: str, report_ids: pa.Array) -> pa.Table:
    table = table_at(path, SCHEMAS[name])
    return table.filter(pc.is_in(table["report_id"], report_ids))


def ordered(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables by body and year, the rows of a report as they were."""
    keys = [("body_id", "ascending"), ("agency", "ascending"), ("year", "ascending"), ("source", "ascending")]
    reports = tables["reports"].sort_by(keys)
    order = reports["report_id"].combine_chunks()
    return {name: reports if name == "reports" else in_order(table, order) for name, table in tables.items()}


def in_order(table: pa.Table, report_ids: pa.Array) -> pa.Table:
    rank = pc.index_in(table["report_id"], report_ids)
    order = pa.table({"rank": rank, "row": pa.array(range(len(table)), pa.int64())}).sort_by([("rank", "ascending"), ("row", "ascending")])
    return table.take(order["row"])


def _written(tables: Mapping[str, pa.Table], task: BucketTask) -> dict[str, WrittenFile]:
    return {name: write_table(tables[name], task.staged, file_name(name, task.number, task.buckets)) for name in SHARD_TABLES}


def file_name(table: str, number: int, count: int) -> str:
    """Where a bucket's part of a table lies in its version: one file a table while there is one bucket, else a folder of them."""
    return f"{table}.parquet" if count == 1 else f"{table}.parquet/{number:05d}.parquet"


def write_table(table: pa.Table, staged: str, name: str) -> WrittenFile:
    """One Parquet file of a version that is being written."""
    filesystem, root = fsspec.core.url_to_fs(staged)
    path = f"{root}/{name}"
    filesystem.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
    with filesystem.open(path, "wb") as file:
        pq.write_table(table.combine_chunks(), file, compression="zstd", row_group_size=_ROWS_A_GROUP)
    return WrittenFile(name, filesystem.size(path), file_hash(filesystem, path))
