"""What lies below RAW: every file that may hold reports with its stamp, and the files that are told and not followed."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import NamedTuple

import fsspec

from reportlib.errors import UsageError
from reportlib.model import Source
from reportlib.readers import archive
from reportlib.readers.archive.leaves import paged
from reportlib.reading import Beside, read_beside
from reportlib.text.decoding import printable

MANIFEST = "manifest.csv"  # in any folder
OWN_FILES = frozenset({MANIFEST, "bodies.csv", "explanations.csv", "rollups.csv"})  # in RAW itself
# What tells of a folder to its readers; a report that merely begins so (README-某市.txt) is read.
_ABOUT = frozenset({"readme", "readme.md", "readme.txt", "license", "license.md", "license.txt", "licence", "licence.txt"})
_SPECIAL = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISCHR, "a device"),
)


class InputFile(NamedTuple):
    """One file below RAW: its name there, its size, and a stamp that changes when the file does (times, or an etag).

    `path` leads to it below RAW; `name` is the same as it can be shown, and no member of an archive has it. `refused` says why it is
    not opened, such as being a pipe; "" for a file that is read. `said` is a digest of what manifests say of it. Of pages that are a
    picture each it is the first, `following` are the others, and the stamp is that of all.
    """

    name: str
    path: str
    bytes: int
    stamp: str
    refused: str = ""
    said: str = ""
    following: tuple[InputFile, ...] = ()


def listed(raw: str, processed: str) -> tuple[tuple[InputFile, ...], int]:
    """The files below RAW (a folder or a URL) by name, and how many are mere litter of systems; PROCESSED inside it is passed over.

    Raises UsageError where RAW is no folder, or lies in PROCESSED or is it.
    """
    filesystem, root = fsspec.core.url_to_fs(raw)
    found = list(_stored(filesystem, root) if "://" in raw else _on_disk(_folder(raw, processed), Path(processed)))
    files = [file for file in found if not archive.is_litter(file.name) and PurePosixPath(file.name).name.lower() not in _ABOUT]
    return tuple(sorted(_leaves_joined(tuple(_apart(files))))), len(found) - len(files)


def _leaves_joined(files: Sequence[InputFile]) -> Iterator[InputFile]:
    """The files, pictures that are pages of one as one."""
    named = {file.name: file for file in files}
    for first, *others in paged(file.name for file in files if not file.refused):
        pages = tuple(named.pop(name) for name in others)
        stamp = "; ".join([named[first].stamp, *(page.stamp for page in pages)])
        size = named[first].bytes + sum(page.bytes for page in pages)
        named[first] = named[first]._replace(following=pages, stamp=stamp, bytes=size)
    yield from named.values()


def _apart(files: Sequence[InputFile]) -> Iterator[InputFile]:
    """The files, the ! of a name that a member of another could have (a.zip!b.txt beside a.zip) written as its number."""
    names = {file.name for file in files}
    for file in files:
        heads = (file.name[: mark.start()] for mark in re.finditer("!", file.name))
        yield file._replace(name=file.name.replace("!", "\\x21")) if any(head in names for head in heads) else file


def held_in(raw: str, processed: str, name: str) -> Source | None:
    """The source of this name below RAW, be it a member of an archive; None where there is none now."""
    for file in listed(raw, processed)[0]:
        if file.following and name in {page.name for page in (file, *file.following)}:
            first, *others = (Source(page.name, Path(raw, page.path).read_bytes()) for page in (file, *file.following))
            return replace(first, following=tuple(others)) if name == file.name else next(page for page in others if page.name == name)
        if name == file.name or name.startswith(f"{file.name}!"):
            own = printable(file.path) + name.removeprefix(file.name)
            held = archive.expand(Path(raw, file.path), Path(raw))
            return next((source for source in held if isinstance(source, Source) and source.name == own), None)
    return None


def said_beside(raw: str) -> Beside:
    """What the user's own files beside the reports say; behind a URL they are fetched first."""
    if "://" not in raw:
        return read_beside(Path(raw))
    filesystem, root = fsspec.core.url_to_fs(raw)
    with TemporaryDirectory() as fetched:
        for path in filesystem.find(root):
            name = path.removeprefix(root).lstrip("/")
            if is_own(name) and ".." not in PurePosixPath(name).parts:  # a store may have any name for what it holds
                copy = Path(fetched, name)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(filesystem.cat_file(path))
        return read_beside(Path(fetched), lambda name: filesystem.isfile(f"{root}/{name}"))


def is_own(name: str) -> bool:
    """Whether a path below RAW is that of a file in which the user says something of the reports."""
    return name in OWN_FILES or name.rsplit("/", 1)[-1] == MANIFEST


def _folder(raw: str, processed: str) -> Path:
    folder = Path(raw)
    if not folder.is_dir():
        raise UsageError("there is no such folder", source=raw, expected="a folder with reports", remedy="check the path")
    if "://" not in processed and Path(processed).resolve() in (folder.resolve(), *folder.resolve().parents):
        remedy = "give the tables a folder of their own"
        raise UsageError(
            "the tables would be written over the reports", source=processed, expected="another folder than RAW", remedy=remedy
        )
    return folder


def _on_disk(root: Path, processed: Path) -> Iterator[InputFile]:
    """The files below a folder; links are told and not followed, so that no folder is read twice or without end."""
    passed_over = processed.resolve() if processed.exists() else None
    closed: list[OSError] = []
    for place, folders, names in os.walk(root, onerror=closed.append):
        folder = Path(place)
        links = [name for name in folders if (folder / name).is_symlink()]
        folders[:] = sorted(name for name in folders if name not in links and (folder / name).resolve() != passed_over)
        for path in (folder / name for name in (*names, *links)):
            name = path.relative_to(root).as_posix()
            if not is_own(name) or not path.is_file():
                yield _file(path, name)
        if not (folders or names or links) and re.fullmatch(r"\.[A-Za-z]{2,5}", folder.suffix):
            yield _file(folder, folder.relative_to(root).as_posix(), "an empty folder")
    for folder in (Path(error.filename) for error in closed):
        yield _file(folder, folder.relative_to(root).as_posix(), "a folder that cannot be opened")


def _file(path: Path, name: str, kind: str = "") -> InputFile:
    status = path.lstat()
    kind = kind or next((word for is_kind, word in _SPECIAL if is_kind(status.st_mode)), "")
    if kind == "a link" and path.is_file():  # a link to a file that is there is read as that file
        status, kind = path.stat(), ""
    return InputFile(printable(name), name, status.st_size, f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}", kind)


def _stored(filesystem: fsspec.AbstractFileSystem, root: str) -> Iterator[InputFile]:
    """The objects below a prefix; an etag, or else size and time, is their stamp."""
    for path, about in filesystem.find(root, detail=True).items():
        name = path.removeprefix(root).lstrip("/")
        if not is_own(name):
            size = int(about.get("size") or 0)
            changed = about.get("ETag") or about.get("etag") or about.get("LastModified") or about.get("mtime") or about.get("created")
            yield InputFile(printable(name), name, size, f"{size} {changed}")


def chunked(files: Sequence[InputFile], most_files: int, most_bytes: int) -> Iterator[tuple[InputFile, ...]]:
    """The files in runs of at most so many files and bytes, in their order."""
    chunk: list[InputFile] = []
    size = 0
    for file in files:
        if chunk and (len(chunk) >= most_files or size + file.bytes > most_bytes):
            yield tuple(chunk)
            chunk, size = [], 0
        chunk.append(file)
        size += file.bytes
    if chunk:
        yield tuple(chunk)


def with_said(files: Sequence[InputFile], manifest: Mapping[str, object]) -> tuple[InputFile, ...]:
    """The files, each with a digest of what the manifests say of it or of what is in it."""
    said: dict[str, list[str]] = {}
    for source, entry in sorted(manifest.items()):
        said.setdefault(source.split("!")[0], []).append(f"{source}: {entry!r}")
    return tuple(file._replace(said=_digest(said[file.name])) if file.name in said else file for file in files)


def _digest(lines: Sequence[str]) -> str:
    return sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:16]
