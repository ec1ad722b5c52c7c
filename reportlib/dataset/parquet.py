"""Parquet files of a dataset, on a local disk or behind any URL that fsspec knows.

Arrow's threads may only hold what is Arrow's own: one that lets go of Python's memory when the interpreter has begun to end takes
the process with it. So Arrow opens local files itself, and what Python opens is read by the caller's thread alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.fs as fs
import pyarrow.parquet as pq

_LOCAL = "file://"


def located(place: str) -> tuple[fs.FileSystem, str]:
    """The file system of a path or URL, and the path in it."""
    if "://" not in place or place.startswith(_LOCAL):
        return fs.LocalFileSystem(), place.removeprefix(_LOCAL)
    import fsspec

    remote, path = fsspec.core.url_to_fs(place)
    return fs.PyFileSystem(fs.FSSpecHandler(remote)), path


def table_at(
    place: str,
    schema: pa.Schema | None = None,
    columns: Sequence[str] | None = None,
    filters: pc.Expression | list[tuple[str, str, object]] | None = None,
) -> pa.Table:
    """The rows of a Parquet file, or of the files of a folder, that fit the filters."""
    filesystem, path = located(place)
    chosen = None if columns is None else list(columns)
    if isinstance(filesystem, fs.LocalFileSystem):
        return pq.read_table(path, filesystem=filesystem, partitioning=None, schema=schema, columns=chosen, filters=filters)
    with _opened(filesystem, path) as files:
        if filters is None:
            table = pa.concat_tables([file.read(chosen, use_threads=False) for file in files])
        else:
            asked = pq.filters_to_expression(filters)
            table = pa.concat_tables([file.read(use_threads=False).filter(asked) for file in files])
    return table.cast(schema) if schema else table.select(chosen or table.column_names)


def batches_at(place: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """The same rows batch by batch, so that a table of any length can be gone through."""
    filesystem, path = located(place)
    with _opened(filesystem, path) as files:
        for file in files:
            for number in range(file.num_row_groups):
                yield from file.read_row_group(number, list(columns), use_threads=False).to_batches()


@contextmanager
def _opened(filesystem: fs.FileSystem, path: str) -> Iterator[list[pq.ParquetFile]]:
    """The Parquet file at a path, or those of the folder that is there."""
    found = filesystem.get_file_info(path)
    if found.type == fs.FileType.Directory:
        names = sorted(file.path for file in filesystem.get_file_info(fs.FileSelector(path)) if file.path.endswith(".parquet"))
    else:
        names = [path]
    files = [pq.ParquetFile(filesystem.open_input_file(name), pre_buffer=False) for name in names]
    try:
        yield files
    finally:
        for file in files:
            file.close(force=True)
