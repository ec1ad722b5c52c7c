"""Sources of a file on disk: the file itself, or the members of a zip read through in memory, zips inside it too."""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from reportlib.errors import LimitExceeded, ReportError, UnreadableFile
from reportlib.model import Source
from reportlib.readers.limits import MAX_FILE_BYTES, MAX_MEMBERS, MAX_NESTING, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_MATTERS_FROM, too_large
from reportlib.readers.sniffing import sniff

# What systems and programs leave beside documents.
LITTER_NAMES = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
LITTER_FOLDERS = frozenset({"__macosx"})
LITTER_PREFIXES = ("~$", ".")


def expand(path: Path, root: Path) -> Iterator[Source | ReportError]:
    """Each Source that a file below root holds, a zip's members as `a.zip!inner/b.docx`; an error stands where one cannot be had."""
    name = path.name if path == root else path.relative_to(root).as_posix()
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise too_large(size)
        source = Source(name, path.read_bytes())
    except OSError as error:
        yield UnreadableFile("the file cannot be opened", source=name, found=error.strerror or str(error))
    except ReportError as error:
        error.source = name
        yield error
    else:
        yield from unpacked(source)


def unpacked(source: Source) -> Iterator[Source | ReportError]:
    """The source itself, or, of an archive, each Source inside it; an error stands where one cannot be had."""
    yield from _members(source, _Allowance()) if sniff(source.content) == "zip" else (source,)


def is_litter(name: str) -> bool:
    """Whether a path or member is what a system leaves beside documents: lock files, thumbnails, resource forks."""
    *folders, last = PurePosixPath(name.lower()).parts or ("",)
    return last in LITTER_NAMES or last.startswith(LITTER_PREFIXES) or not LITTER_FOLDERS.isdisjoint(folders)


@dataclass
class _Allowance:
    """What is left for one archive, all archives inside it included."""

    members: int = MAX_MEMBERS
    unpacked_bytes: int = MAX_UNPACKED_BYTES
    depth: int = 0


def _members(archive: Source, allowance: _Allowance) -> Iterator[Source | ReportError]:
    try:
        package = zipfile.ZipFile(BytesIO(archive.content))
    except (zipfile.BadZipFile, NotImplementedError, UnicodeError) as error:
        yield UnreadableFile("the archive is damaged", source=archive.name, found=str(error), remedy="copy or download it again")
        return
    taken: Counter[str] = Counter()
    found = False
    with package:
        for member in package.infolist():
            name = _name(member)
            if member.is_dir() or name.endswith("/") or is_litter(name):
                continue
            found = True
            taken[name] += 1
            place = f"{archive.name}!{name}" if taken[name] == 1 else f"{archive.name}!{name}#{taken[name]}"
            try:
                source = Source(place, _content(package, member, allowance))
            except ReportError as error:
                error.source = place
                yield error
                if allowance.members < 0 or allowance.unpacked_bytes < 0:
                    return
                continue
            yield from _nested(source, allowance)
    if not found:
        yield UnreadableFile("the archive is empty", source=archive.name, expected="reports in it")


def _nested(source: Source, allowance: _Allowance) -> Iterator[Source | ReportError]:
    if sniff(source.content) != "zip":
        yield source
    elif allowance.depth + 1 >= MAX_NESTING:
        expected = f"at most {MAX_NESTING} archives one inside the other"
        yield LimitExceeded("the archive is nested too deep", source=source.name, expected=expected, remedy="unpack it")
    else:
        allowance.depth += 1
        yield from _members(source, allowance)
        allowance.depth -= 1


def _name(member: zipfile.ZipInfo) -> str:
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


def _content(package: zipfile.ZipFile, member: zipfile.ZipInfo, allowance: _Allowance) -> bytes:
    """The unpacked bytes, taken from the allowance; zipfile gives no byte more than the member declares."""
    allowance.members -= 1
    if allowance.members < 0:
        raise LimitExceeded("the archive holds too many files", expected=f"at most {MAX_MEMBERS:,}", remedy="split it")
    if member.file_size > MAX_FILE_BYTES:
        raise too_large(member.file_size)
    if member.file_size > RATIO_MATTERS_FROM and member.file_size > MAX_RATIO * member.compress_size:
        found = f"{member.compress_size:,} bytes that unpack to {member.file_size:,}"
        raise LimitExceeded("the file unpacks to too much", expected=f"at most {MAX_RATIO} times its packed size", found=found)
    allowance.unpacked_bytes -= member.file_size
    if allowance.unpacked_bytes < 0:
        raise LimitExceeded("the archive unpacks to too much", expected=f"at most {MAX_UNPACKED_BYTES:,} bytes", remedy="split it")
    if member.flag_bits & 0x1:
        raise UnreadableFile("the file is protected by a password", remedy="unpack the archive and give the files inside")
    try:
        return package.read(member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        raise UnreadableFile("the file is damaged in the archive", found=str(error), remedy="unpack it by hand") from error
