"""The members of an archive of any kind that is read, each with its name and size before its bytes are unpacked."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from io import BufferedIOBase, BytesIO
from pathlib import PurePosixPath
from typing import IO, NamedTuple

from reportlib.errors import LimitExceeded, MissingDependency, UnreadableFile
from reportlib.model import Source
from reportlib.readers import limits
from reportlib.readers.archive.mail import parts_of
from reportlib.readers.sniffing import sniff


class Member(NamedTuple):
    """One file of an archive: its path, its size unpacked and packed (None where it has none of its own), and how to read it."""

    name: str
    size: int
    packed: int | None
    read: Callable[[], bytes]
    locked: bool = False


def members_of(archive: Source) -> Iterator[Member]:
    """The files of an archive in its order; folders, links and devices are no files."""
    return _PACKINGS[sniff(archive.content) or ""](archive)


def _zip(archive: Source) -> Iterator[Member]:
    with zipfile.ZipFile(BytesIO(archive.content)) as package:
        for member in package.infolist():
            name = zip_name(member)
            if not (member.is_dir() or name.endswith("/")):
                yield Member(name, member.file_size, member.compress_size, partial(package.read, member), bool(member.flag_bits & 0x1))


def zip_name(member: zipfile.ZipInfo) -> str:
    """The member's path; a name without the UTF-8 flag is read as the program that packed it meant it, Windows in China as GBK."""
    name = member.orig_filename.split("\0")[0]
    if not member.flag_bits & 0x800:
        packed = name.encode("cp437")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = packed.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _tar(archive: Source) -> Iterator[Member]:
    with tarfile.open(fileobj=BytesIO(archive.content), mode="r:") as package:
        for member in package:
            if member.isfile():
                yield Member(_decoded(member.name), member.size, None, partial(_tar_content, package, member))


def _decoded(name: str) -> str:
    """The path of a member whose bytes are no UTF-8, as programs in China pack it."""
    try:
        return name.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeDecodeError:
        return name.encode("utf-8", "surrogateescape").decode("gb18030", "replace")


def _tar_content(package: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    part = package.extractfile(member)
    content = part.read(member.size) if part else b""
    if len(content) < member.size:
        raise UnreadableFile("the file is cut off in the archive", expected=f"{member.size:,} bytes", found=f"{len(content):,}")
    return content


def _stream(opened: Callable[[IO[bytes]], BufferedIOBase], archive: Source) -> Iterator[Member]:
    """The one file of a compressed stream, which does not say how large it is: it is unpacked as far as the limits allow."""
    name = PurePosixPath(archive.name.rpartition("!")[2]).name
    inner = next((name[: -len(ending)] + tail for ending, tail in _TAILS.items() if name.lower().endswith(ending)), name)
    allowed = min(limits.MAX_FILE_BYTES, max(limits.RATIO_MATTERS_FROM, limits.MAX_RATIO * len(archive.content)))
    with opened(BytesIO(archive.content)) as stream:
        content = stream.read(allowed + 1)
    if len(content) > allowed:
        raise LimitExceeded("the file unpacks to too much", expected=f"at most {allowed:,} bytes", remedy="unpack it")
    yield Member(inner, len(content), len(archive.content), lambda: content)


_TAILS = {".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".gz": "", ".bz2": "", ".xz": ""}


def _seven(archive: Source) -> Iterator[Member]:
    try:
        import py7zr
        from py7zr.io import BytesIOFactory
    except ImportError as error:
        raise MissingDependency("reading .7z needs py7zr, which is not installed", remedy="pip install py7zr, or unpack it") from error
    with py7zr.SevenZipFile(BytesIO(archive.content)) as package:
        if package.needs_password():
            raise UnreadableFile("the archive is protected by a password", remedy="unpack it and give the files inside")
        listed = [member for member in package.list() if not member.is_directory]
        if sum(member.uncompressed for member in listed) > limits.MAX_UNPACKED_BYTES:
            raise LimitExceeded(
                "the archive unpacks to too much", expected=f"at most {limits.MAX_UNPACKED_BYTES:,} bytes", remedy="split it"
            )
        packed = len(archive.content)
        unpacked = BytesIOFactory(limits.MAX_FILE_BYTES)
        if all(member.uncompressed <= max(limits.RATIO_MATTERS_FROM, limits.MAX_RATIO * packed) for member in listed):
            package.extractall(factory=unpacked)
        for member in listed:
            yield Member(member.filename, member.uncompressed, packed, partial(_seven_content, unpacked, member.filename))


def _seven_content(unpacked: object, name: str) -> bytes:
    product = unpacked.get(name)  # type: ignore[attr-defined]
    product.seek(0)
    return bytes(product.read())


def _mail(archive: Source) -> Iterator[Member]:
    for name, content in parts_of(archive.content):
        yield Member(name, len(content), None, partial(bytes, content))


_PACKINGS: dict[str, Callable[[Source], Iterator[Member]]] = {
    "zip": _zip,
    "tar": _tar,
    "gzip": partial(_stream, lambda raw: gzip.GzipFile(fileobj=raw)),
    "bzip2": partial(_stream, bz2.BZ2File),
    "xz": partial(_stream, lzma.LZMAFile),
    "7z": _seven,
    "eml": _mail,
}
