"""Sources of a file on disk: the file itself, or the members of an archive read through in memory, archives inside it too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from reportlib.errors import LimitExceeded, ReportError, UnreadableFile
from reportlib.model import Source
from reportlib.readers import limits
from reportlib.readers.archive.leaves import joined
from reportlib.readers.archive.packing import Member, members_of
from reportlib.readers.sniffing import ARCHIVES, sniff
from reportlib.text.decoding import printable

# What systems and programs leave beside documents.
LITTER_NAMES = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
LITTER_FOLDERS = frozenset({"__macosx", ".collected"})  # the second holds what collecting keeps beside the reports
LITTER_PREFIX = "~$"


def expand(path: Path, root: Path) -> Iterator[Source | ReportError]:
    """Each Source that a file below root holds, an archive's members as `a.zip!inner/b.docx`; an error stands where one cannot be had."""
    name = printable(path.name if path == root else path.relative_to(root).as_posix())
    try:
        size = path.stat().st_size
        if size > limits.MAX_FILE_BYTES:
            raise limits.too_large(size)
        source = Source(name, path.read_bytes())
    except OSError as error:
        yield UnreadableFile("the file cannot be opened", source=name, found=error.strerror or str(error))
    except ReportError as error:
        error.source = name
        yield error
    else:
        yield from unpacked(source)


def unpacked(source: Source) -> Iterator[Source | ReportError]:
    """The source itself, or, of an archive, each Source inside it, pages of one file as one; an error stands where one cannot be had."""
    yield from joined(_members(source, _Allowance())) if sniff(source.content) in ARCHIVES else (source,)


def is_litter(name: str) -> bool:
    """Whether a path or member is what a system leaves beside documents: lock files, thumbnails, resource forks."""
    *folders, last = PurePosixPath(name.lower()).parts or ("",)
    return last in LITTER_NAMES or last.startswith(LITTER_PREFIX) or not LITTER_FOLDERS.isdisjoint(folders)


@dataclass
class _Allowance:
    """What is left for one archive, all archives inside it included."""

    members: int = field(default_factory=lambda: limits.MAX_MEMBERS)
    unpacked_bytes: int = field(default_factory=lambda: limits.MAX_UNPACKED_BYTES)
    depth: int = 0

    @property
    def spent(self) -> bool:
        return self.members < 0 or self.unpacked_bytes < 0


def _members(archive: Source, allowance: _Allowance) -> Iterator[Source | ReportError]:
    """Each Source of an archive; what a library raises on a damaged one ends it with an error."""
    taken: Counter[str] = Counter()
    found = False
    try:
        for member in members_of(archive):
            if is_litter(member.name):
                continue
            found = True
            name = printable(member.name)
            taken[name] += 1
            place = f"{archive.name}!{name}" if taken[name] == 1 else f"{archive.name}!{name}#{taken[name]}"
            try:
                source = Source(place, _content(member, allowance))
            except ReportError as error:
                error.source = place
                yield error
                if allowance.spent:
                    return
            else:
                yield from _nested(source, allowance)
    except ReportError as error:
        error.source = error.source or archive.name
        yield error
    except Exception as error:  # damage makes the libraries fail in many ways
        yield UnreadableFile("the archive is damaged", source=archive.name, found=str(error), remedy="copy or download it again")
    else:
        if not found:
            yield UnreadableFile("the archive is empty", source=archive.name, expected="reports in it")


def _nested(source: Source, allowance: _Allowance) -> Iterator[Source | ReportError]:
    if sniff(source.content) not in ARCHIVES:
        yield source
    elif allowance.depth + 1 >= limits.MAX_NESTING:
        expected = f"at most {limits.MAX_NESTING} archives one inside the other"
        yield LimitExceeded("the archive is nested too deep", source=source.name, expected=expected, remedy="unpack it")
    else:
        allowance.depth += 1
        yield from _members(source, allowance)
        allowance.depth -= 1


def _content(member: Member, allowance: _Allowance) -> bytes:
    """The unpacked bytes, taken from the allowance; a reader of members gives no byte more than it declares or is asked for."""
    allowance.members -= 1
    if allowance.members < 0:
        raise LimitExceeded("the archive holds too many files", expected=f"at most {limits.MAX_MEMBERS:,}", remedy="split it")
    if member.size > limits.MAX_FILE_BYTES:
        raise limits.too_large(member.size)
    if member.packed is not None and member.size > limits.RATIO_MATTERS_FROM and member.size > limits.MAX_RATIO * member.packed:
        found = f"{member.packed:,} bytes that unpack to {member.size:,}"
        raise LimitExceeded("the file unpacks to too much", expected=f"at most {limits.MAX_RATIO} times its packed size", found=found)
    allowance.unpacked_bytes -= member.size
    if allowance.unpacked_bytes < 0:
        raise LimitExceeded("the archive unpacks to too much", expected=f"at most {limits.MAX_UNPACKED_BYTES:,} bytes", remedy="split it")
    if member.locked:
        raise UnreadableFile("the file is protected by a password", remedy="unpack the archive and give the files inside")
    try:
        return member.read()
    except ReportError:
        raise
    except Exception as error:  # damage makes the libraries fail in many ways: zlib, LZMA, seeks before the beginning
        found = str(error) or type(error).__name__
        raise UnreadableFile("the file is damaged in the archive", found=found, remedy="unpack it by hand") from error
