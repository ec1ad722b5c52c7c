"""What a build remembers of the last one: the stamp and hash of every file, and what each bucket was made of.

It lies in PROCESSED/.state, is no part of the dataset, and is believed only together with the version it was written for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib import metadata, resources
from pathlib import Path
from typing import NamedTuple

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from reportlib.dataset.parquet import table_at
from reportlib.dataset.versions import Version, whole
from reportlib.errors import DamagedDataset
from reportlib.reading import Beside

FOLDER = ".state"
_FILES, _BUILD, _SHARDS = "files.parquet", "build.json", "shards"
_SCHEMA = pa.schema([("name", pa.string()), ("stamp", pa.string()), ("said", pa.string()), ("sha256", pa.string())])
_LIBRARIES = ("lxml", "pypdfium2", "python-calamine", "msdoc2docx", "regex", "rapidocr", "onnxruntime", "xlrd", "olefile", "pyarrow")


class Known(NamedTuple):
    """A file as it was when it was read."""

    stamp: str
    said: str
    sha256: str


class State(NamedTuple):
    """The last build: what decided its reading, the version it wrote, its files, its buckets, and their findings from outside."""

    fingerprint: str
    version: str
    buckets: int
    outside: Sequence[str]  # a digest for each bucket
    files: Mapping[str, Known]
    told: str = ""  # a digest of what was told beside the reports, as far as it does not decide how they are read


def remembered(processed: str) -> State | None:
    """What the last build left, or None where nothing of use is there."""
    filesystem, root = fsspec.core.url_to_fs(processed)
    try:
        build = json.loads(filesystem.cat_file(f"{root}/{FOLDER}/{_BUILD}"))
        rows = table_at(f"{processed}/{FOLDER}/{_FILES}", _SCHEMA).to_pylist()
        files = {row["name"]: Known(row["stamp"], row["said"], row["sha256"]) for row in rows}
        return State(build["fingerprint"], build["version"], build["buckets"], tuple(build["outside"]), files, build["told"])
    except (OSError, ValueError, KeyError, TypeError):  # none, or torn: then everything is read anew
        return None


def remember(processed: str, state: State) -> None:
    """Write down what this build did, the file that names its version last."""
    filesystem, root = fsspec.core.url_to_fs(processed)
    filesystem.makedirs(f"{root}/{FOLDER}", exist_ok=True)
    rows = [(name, *known) for name, known in sorted(state.files.items())]
    columns = list(zip(*rows, strict=True)) or [()] * len(_SCHEMA)
    table = pa.Table.from_arrays([pa.array(column, pa.string()) for column in columns], schema=_SCHEMA)
    with filesystem.open(f"{root}/{FOLDER}/{_FILES}", "wb") as file:
        pq.write_table(table, file, compression="zstd")
    for path in filesystem.glob(f"{root}/{FOLDER}/{_SHARDS}-*"):
        filesystem.rm(path, recursive=True)
    build = {name: value for name, value in state._asdict().items() if name != "files"}
    filesystem.pipe_file(f"{root}/{FOLDER}/{_BUILD}", json.dumps(build).encode())


def whole_version(processed: str) -> Version | None:
    """The current version if all its files are as they were written; a damaged one is not built upon."""
    try:
        return whole(processed, hashes=True)
    except DamagedDataset:
        return None


def shards_folder(processed: str, fingerprint: str, *, keep: bool = True) -> str:
    """Where the shards of builds with this code lie; those of other code, and without `keep` all, are taken away."""
    filesystem, root = fsspec.core.url_to_fs(processed)
    own = f"{root}/{FOLDER}/{_SHARDS}-{fingerprint[:16]}"
    for path in filesystem.glob(f"{root}/{FOLDER}/{_SHARDS}-*"):
        if path.rstrip("/") != own or not keep:
            filesystem.rm(path, recursive=True)
    filesystem.makedirs(own, exist_ok=True)
    return str(filesystem.unstrip_protocol(own))


def staged_folder(processed: str) -> str:
    """An empty folder in which a version is written before it is current."""
    filesystem, root = fsspec.core.url_to_fs(processed)
    staged = f"{root}/{FOLDER}/staged"
    if filesystem.exists(staged):
        filesystem.rm(staged, recursive=True)
    filesystem.makedirs(staged, exist_ok=True)
    return str(filesystem.unstrip_protocol(staged))


def fingerprint(beside: Beside) -> str:
    """A hash of all that decides what is read from any file: this package, the readers' libraries, what is said of bodies and their sums."""
    digest = sha256(repr((beside.bodies, beside.rollups)).encode())
    digest.update(_code())
    return digest.hexdigest()


def told(beside: Beside) -> str:
    """A hash of what people explain and of findings about their files, which change tables without a report being read."""
    return sha256(repr((beside.explanations, beside.findings)).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _code() -> bytes:
    digest = sha256()
    for file in sorted(Path(str(resources.files("reportlib"))).rglob("*")):
        if file.suffix in (".py", ".toml", ".tsv"):
            digest.update(file.read_bytes())
    for library in _LIBRARIES:
        digest.update(_release(library).encode())
    return digest.digest()


def _release(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:  # an extra that is not installed
        return ""
