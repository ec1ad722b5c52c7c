"""Versions of a dataset: written whole beside the last one, made the current one in a single step, and checked before they are trusted.

    PROCESSED/.versions/<version>/<table>.parquet, datapackage.json     what one build wrote
    PROCESSED/.current -> .versions/<version>                            the commit: replaced in one step
    PROCESSED/<table>.parquet -> .current/<table>.parquet                the names that analysts open

Where links cannot be had (object storage) the files are copied to their names and datapackage.json is written last.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import fsspec

from reportlib.dataset.schema import SCHEMAS, datapackage
from reportlib.errors import DamagedDataset, UsageError

PACKAGE = "datapackage.json"
VERSIONS, CURRENT = ".versions", ".current"
# Up to this size, in bytes, the hash of a table is compared before analysts read it; beyond, its size and what Parquet itself checks must do.
HASHED_UP_TO = 512 * 1024 * 1024


class WrittenFile(NamedTuple):
    """One data file of a table: its path inside the version, its size and the hash of its bytes."""

    path: str
    bytes: int
    hash: str


class Version(NamedTuple):
    """One whole dataset: its name, where its files lie, and what they must be."""

    name: str
    location: str
    files: Mapping[str, tuple[WrittenFile, ...]]

    def path(self, table: str) -> str:
        """The file of a table, or the folder of its files."""
        return f"{self.location}/{table}.parquet"


def version_name(files: Mapping[str, tuple[WrittenFile, ...]]) -> str:
    """The name of a version: a hash of what it holds, so that the same tables are the same version."""
    listed = sorted((table, *file) for table, parts in files.items() for file in parts)
    return sha256(json.dumps(listed).encode()).hexdigest()[:16]


def package_text(name: str, files: Mapping[str, tuple[WrittenFile, ...]]) -> str:
    """The data package as it is written: the dictionary, the version, and each table's files with bytes and hash."""
    package = {**datapackage(), "version": name}
    for resource in package["resources"]:
        parts = files[resource["name"]]
        resource["bytes"] = sum(part.bytes for part in parts)
        resource["files"] = [{"path": part.path, "bytes": part.bytes, "hash": f"sha256:{part.hash}"} for part in parts]
        resource |= {"hash": f"sha256:{parts[0].hash}"} if len(parts) == 1 else {}
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def current_version(processed: str) -> Version | None:
    """The version that is current now, by its data package; None where there is no dataset.

    Raises DamagedDataset where the package cannot be understood or does not lead to its tables.
    """
    filesystem, root = fsspec.core.url_to_fs(processed)
    try:
        package = json.loads(filesystem.cat_file(f"{root}/{PACKAGE}"))
        files = {
            resource["name"]: tuple(
                WrittenFile(file["path"], file["bytes"], file["hash"].removeprefix("sha256:")) for file in resource["files"]
            )
            for resource in package["resources"]
        }
        name = str(package["version"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise damaged(processed, PACKAGE, "a data package that names the files of each table", type(error).__name__) from error
    if set(files) != set(SCHEMAS):
        raise damaged(processed, PACKAGE, "the tables of this release", "others; the dataset is of another release")
    own = f"{root}/{VERSIONS}/{name}"
    place = own if filesystem.exists(own) else root
    return Version(name, place if _is_local(filesystem) else filesystem.unstrip_protocol(place), files)


def damaged(processed: str, place: str, expected: str, found: str) -> DamagedDataset:
    """The error for a dataset that is not whole, with how to have it again."""
    return DamagedDataset(
        "the dataset is damaged",
        source=processed,
        place=place,
        expected=expected,
        found=found,
        remedy=f"run: reportlib build RAW -o {processed}",
    )


def whole(processed: str, *, hashes: bool) -> Version | None:
    """The current version, all its files being there and what they were; None where nothing was built.

    Raises DamagedDataset where a file is not, unless another version became current meanwhile, which is then looked at instead.
    """
    version = current_version(processed)
    if version is None:
        return None
    try:
        for table in version.files:
            _verify_name(processed, version, table)
            verify(processed, version, table, hashes=hashes)
    except DamagedDataset:
        now = current_version(processed)
        if now is None or now.name == version.name:
            raise
        return whole(processed, hashes=hashes)
    return version


def _verify_name(processed: str, version: Version, table: str) -> None:
    """A file at a table's public name must be the version's own: one that was put there by hand is not taken."""
    filesystem, root = fsspec.core.url_to_fs(processed)
    public = f"{root}/{table}.parquet"
    if _is_local(filesystem) and os.path.realpath(public) != os.path.realpath(version.path(table)):
        raise damaged(
            processed, f"{table}.parquet", f"the table of version {version.name}", "another" if os.path.exists(public) else "nothing"
        )


def verify(processed: str, version: Version, table: str, *, hashes: bool = True) -> None:
    """Raises DamagedDataset unless the files of a table are there and are what the data package says."""
    filesystem, _ = fsspec.core.url_to_fs(processed)
    for file in version.files[table]:
        path = f"{version.location}/{file.path}"
        if not filesystem.exists(path):
            raise damaged(processed, file.path, f"{file.bytes:,} bytes", "no such file")
        size = filesystem.size(path)
        if size != file.bytes:
            raise damaged(processed, file.path, f"{file.bytes:,} bytes", f"{size:,}")
        if hashes and file_hash(filesystem, path) != file.hash:
            raise damaged(processed, file.path, "the bytes that were written", "others")


def file_hash(filesystem: fsspec.AbstractFileSystem, path: str) -> str:
    """The SHA-256 of a file's bytes, read in pieces."""
    digest = sha256()
    with filesystem.open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


# Writing


def commit(processed: str, staged: str, files: Mapping[str, tuple[WrittenFile, ...]]) -> str:
    """Make the staged files the current version, in one step, and let go of all but the one before; the version's name."""
    filesystem, root = fsspec.core.url_to_fs(processed)
    _, staged = fsspec.core.url_to_fs(staged)
    name = version_name(files)
    filesystem.pipe_file(f"{staged}/{PACKAGE}", package_text(name, files).encode())
    before = _linked(root) if _is_local(filesystem) else None
    place = f"{root}/{VERSIONS}/{name}"
    _move(filesystem, staged, place)
    if _is_local(filesystem):
        _switch(Path(root), name)
    else:
        _copy_out(filesystem, root, place, files)
    _let_go(filesystem, root, {name, before or name})
    return name


def _move(filesystem: fsspec.AbstractFileSystem, staged: str, place: str) -> None:
    """The staged files at their place: a folder renamed where there are folders, else file by file.

    A version that is held already (whole, or damaged since) has its own files replaced by the same.
    """
    if _is_local(filesystem) and not filesystem.exists(place):
        filesystem.makedirs(place.rsplit("/", 1)[0], exist_ok=True)
        os.rename(staged, place)
        return
    for path in filesystem.find(staged):
        filesystem.mv(path, f"{place}/{path.removeprefix(staged).lstrip('/')}")
    if filesystem.exists(staged):
        filesystem.rm(staged, recursive=True)


def _is_local(filesystem: fsspec.AbstractFileSystem) -> bool:
    return bool(filesystem.protocol == "file" or "file" in filesystem.protocol)


def _linked(root: str) -> str | None:
    with suppress(OSError):
        return Path(os.readlink(f"{root}/{CURRENT}")).name
    return None


def _switch(root: Path, name: str) -> None:
    """Point .current at the version; the public names are links through it, so that all of them change in the same moment."""
    _flush(root / VERSIONS / name)
    for public in (*(f"{table}.parquet" for table in SCHEMAS), PACKAGE):
        target = f"{CURRENT}/{public}"
        if not (root / public).is_symlink() or os.readlink(root / public) != target:
            _replace_by_link(root / public, target)
    _replace_by_link(root / CURRENT, f"{VERSIONS}/{name}")


def _replace_by_link(path: Path, target: str) -> None:
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    partial.symlink_to(target)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    partial.replace(path)


def _flush(folder: Path) -> None:
    """Have the disk hold the files before anything points at them."""
    for path in [*(path for path in folder.rglob("*") if path.is_file()), folder]:
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _copy_out(filesystem: fsspec.AbstractFileSystem, root: str, place: str, files: Mapping[str, tuple[WrittenFile, ...]]) -> None:
    for table, parts in files.items():
        wanted = {f"{root}/{part.path}" for part in parts}
        for part in parts:
            filesystem.copy(f"{place}/{part.path}", f"{root}/{part.path}")
        stale = [path for path in _under(filesystem, f"{root}/{table}.parquet") if path not in wanted]
        if stale:
            filesystem.rm(stale)
    filesystem.copy(f"{place}/{PACKAGE}", f"{root}/{PACKAGE}")


def _under(filesystem: fsspec.AbstractFileSystem, path: str) -> Iterator[str]:
    yield from (found for found in filesystem.find(path) if found != path)


def _let_go(filesystem: fsspec.AbstractFileSystem, root: str, held: set[str]) -> None:
    for path in filesystem.ls(f"{root}/{VERSIONS}", detail=False):
        if path.rstrip("/").rsplit("/", 1)[-1] not in held:
            filesystem.rm(path, recursive=True)


def require_dataset(processed: str) -> Version:
    """The current version, its files being there; raises UsageError where nothing was built, DamagedDataset where a file is not whole."""
    version = whole(processed, hashes=False)
    if version is None:
        remedy = f"run: reportlib build RAW -o {processed}"
        raise UsageError("there are no tables here", source=processed, expected="datapackage.json and the tables it names", remedy=remedy)
    return version
