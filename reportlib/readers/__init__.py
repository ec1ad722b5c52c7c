"""The door of the readers: `read` gives the Document of a Source, by what its bytes are and not by its name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from reportlib.errors import LimitExceeded, ReportError, UnreadableFile
from reportlib.model import Document, Grid, Note, Place, Source
from reportlib.readers.archive.flat import packed
from reportlib.readers.archive.mail import page_of, parts_of
from reportlib.readers.book import pages_of_book
from reportlib.readers.lightweight import as_page
from reportlib.readers.limits import MAX_FILE_BYTES, MAX_NESTING, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_MATTERS_FROM, too_large
from reportlib.readers.pictured import with_pictures_read
from reportlib.readers.sniffing import EXTENSIONS, KNOWN_EXTENSIONS, REFUSED, ZIP_MAGIC, any_text, sniff

# Sniffed format -> module of this package.
READERS = {
    "text": "plain",
    "markdown": "web",  # a text with tables in markup or drawn with signs
    "html": "web",
    "mhtml": "web",
    "epub": "web",
    "docx": "word",
    "flatopc": "word",
    "pdf": "pages.pdf",
    "ofd": "pages.ofd",
    "xlsx": "sheets",
    "xls": "sheets",
    "ods": "sheets",
    "fods": "sheets",
    "csv": "sheets",
    "doc": "word.legacy",
    "rtf": "word.legacy",
    "odt": "word.legacy",
    "fodt": "word.legacy",
    "wordml": "word.legacy",
    "uof": "word.legacy",
    "excelml": "word.legacy",
    "scan": "pages.scan",
}


# Formats that are read from their beginning as far as they go, and what ends a figure in them.
STREAMED = ("text", "markdown", "html", "csv")
_ENDS = b" \t\r\n>|,;\"'"

# Formats whose pages may be pictures.
PICTURED = ("pdf", "ofd")


def read(source: Source) -> Document:
    """The Document of one file by the reader of its sniffed format, with a note where the name says another; else a ReportError.

    Whatever a library raises on a damaged file comes out as a ReportError that names the file and what to do.
    """
    return _read(source, MAX_NESTING)


def _read(source: Source, messages: int) -> Document:
    """The Document of a file, or of what is attached where it is a mail message, of which so many may lie one inside the other."""
    try:
        source_format = _readable_format(source)
        if source_format == "eml" and messages:
            return _read(_attached(source), messages - 1)
        if source_format == "eml":
            expected = f"at most {MAX_NESTING} archives one inside the other"
            raise LimitExceeded("the archive is nested too deep", expected=expected, remedy="unpack it")
        document = _read_as(source_format, source)
    except ReportError as error:
        error.source = error.source or source.name
        raise
    if source_format in ("html", "mhtml", "docx", "flatopc"):
        document = with_pictures_read(document, source.name)
    if source_format in STREAMED and source.content.rstrip(b"\0")[-1] not in _ENDS:
        document = replace(document, breaks_off=_last_figure(document))
    note = _wrong_extension(source.name, source_format)
    document = replace(document, notes=(note, *document.notes)) if note else document
    return replace(document, source_format="text") if source_format == "markdown" else document


def _last_figure(document: Document) -> Place | None:
    """The place of the last cell, where the document ends with a table."""
    last = document.blocks[-1] if document.blocks else None
    cells = [cell for row in last.rows for cell in row if cell.text.strip()] if isinstance(last, Grid) else []
    return cells[-1].place if cells else None


def reader(source_format: str) -> Callable[[Source], Document]:
    """The `read` of the module that reads this format; pages that are pictures go to the reader of scans."""
    function: Callable[..., Document] = import_module(f"{__name__}.{READERS[source_format]}").read
    return partial(function, image_reader=_read_picture) if source_format in PICTURED else function


def _read_picture(*picture: Any) -> Any:
    """A page from its picture; Pillow, OpenCV and the models are loaded with the first one."""
    return import_module(f"{__name__}.pages.scan").page(*picture)


def _readable_format(source: Source) -> str:
    """The sniffed format where a reader and the limits allow it; else a ReportError that says why not."""
    if len(source.content) > MAX_FILE_BYTES:
        raise too_large(len(source.content))
    if not source.content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile("the file is empty", found=f"{len(source.content)} bytes of nothing", remedy="save or download it again")
    source_format = sniff(source.content)
    if source_format is None:
        raise UnreadableFile(
            "the content is of no known kind",
            expected=_expected_content(source.name),
            found=f"binary that begins with {source.content[:8].hex(' ')}",
            remedy="open it in the program that made it and save it as .docx, .pdf or .html",
        )
    if source_format in REFUSED:
        problem, remedy = REFUSED[source_format]
        raise UnreadableFile(problem, remedy=remedy)
    return source_format


def _expected_content(name: str) -> str:
    extension = PurePosixPath(name).suffix.lower()
    told = next((source_format for source_format, extensions in EXTENSIONS.items() if extension in extensions), None)
    return f"{told} by its name" if told else "text, a web page, Word, PDF, a spreadsheet or an image"


def _read_as(source_format: str, source: Source) -> Document:
    read_format = reader(source_format)
    try:
        if source_format in UNWRAPPED:
            source = Source(source.name, UNWRAPPED[source_format](source.content))
        if source.content.startswith(ZIP_MAGIC):
            _check_unpacked_size(source.content)
        return read_format(source)
    except (ReportError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except MemoryError as error:
        remedy = "open it in the program that made it, and save the report alone"
        raise LimitExceeded("the file takes more memory than there is", source=source.name, remedy=remedy) from error
    except BaseException as error:  # libraries in other languages end in exceptions of their own, which no other process can be told
        found = str(error).split("\n")[0][:200] or type(error).__name__
        remedy = "download it again, or open it in the program that made it and save it anew"
        raise UnreadableFile("the file is damaged", expected=f"a whole {source_format}", found=found, remedy=remedy) from None


def _attached(message: Source) -> Source:
    """The one file of a mail message that can be read: what is attached, or else what the message itself says."""
    parts = [(name, content) for name, content in parts_of(message.content) if sniff(content) in (*READERS, "eml")]
    if len(parts) != 1:
        found = f"{len(parts)} files that can be read" if parts else "none"
        remedy = "give the message to build, which reads each, or save the attachment and give that"
        raise UnreadableFile("the mail message has not one report attached", expected="one file", found=found, remedy=remedy)
    name, content = parts[0]
    return Source(f"{message.name}!{name}", content)


UNWRAPPED: dict[str, Callable[[bytes], bytes]] = {
    "mhtml": page_of,
    "epub": pages_of_book,
    "flatopc": packed,
    "markdown": lambda content: as_page(any_text(content) or "").encode(),
}


def _check_unpacked_size(content: bytes) -> None:
    """Raise where an Office file would unpack to more than the limits; zipfile gives no byte more than is declared."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        unpacked = sum(member.file_size for member in package.infolist())
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > RATIO_MATTERS_FROM and unpacked > MAX_RATIO * len(content)):
        expected = f"at most {MAX_UNPACKED_BYTES:,} bytes and {MAX_RATIO} times the packed size"
        raise LimitExceeded("the file unpacks to too much", expected=expected, found=f"{unpacked:,} bytes")


def _wrong_extension(name: str, source_format: str) -> Note | None:
    """A note where the name's extension is one of another format."""
    extension = PurePosixPath(name).suffix.lower()
    if extension not in KNOWN_EXTENSIONS or extension in EXTENSIONS[source_format]:
        return None
    return Note("wrong_extension", {"extension": extension, "format": source_format})
