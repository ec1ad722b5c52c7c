"""The door of the readers: `read` gives the Document of a Source, by what its bytes are and not by its name."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from functools import partial
from importlib import import_module
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from reportlib.errors import LimitExceeded, ReportError, UnreadableFile
from reportlib.model import WARNING, Document, Note, Source

# What one input may cost. Every limit of the readers stands here; build ends a file that takes longer than MAX_SECONDS.
MIB = 1024 * 1024
MAX_FILE_BYTES = 100 * MIB
MAX_SECONDS = 600
MAX_UNPACKED_BYTES = 1024 * MIB  # of a zip with all zips inside it, and of an Office file, which is a zip too
MAX_RATIO = 250  # unpacked to packed; the XML of an Office file reaches 50, a bomb 1000
RATIO_MATTERS_FROM = 20 * MIB
MAX_MEMBERS = 10_000
MAX_NESTING = 3
MAX_PAGES = 300
MAX_SHEET_CELLS = 200_000  # with something printed, over all sheets of a workbook
MAX_SHEET_ROWS, MAX_SHEET_COLUMNS = 20_000, 1_000
SOFFICE_SECONDS = 90

# Sniffed format -> module of this package.
READERS = {
    "text": "plain",
    "markdown": "web",  # a text with HTML tables in it, as programs write that recognise scans
    "html": "web",
    "mhtml": "web",
    "docx": "word",
    "pdf": "pdf",
    "xlsx": "sheet",
    "xls": "sheet",
    "ods": "sheet",
    "doc": "legacy",
    "rtf": "legacy",
    "odt": "legacy",
    "wordml": "legacy",
    "excelml": "legacy",
    "scan": "scan",
}

# Formats that are known by their bytes and not read: what they are, and what a person can do.
REFUSED = {
    "encrypted": ("the file is protected by a password", "open it in Office or WPS and save it without a password"),
    "zip": ("the file is an archive, not a report", "unpack it, or give it to build, which reads zip archives through"),
    "archive": ("the file is an archive that is not a zip (rar, 7z, gzip, tar)", "unpack it and give the files inside"),
    "ofd": ("the file is an OFD document, which cannot be read", "export it to PDF in an OFD viewer"),
    "pptx": ("the file is a presentation, not a report", "give the report in Word, PDF or as a web page"),
    "xlsb": ("the file is a binary workbook (.xlsb), which cannot be read", "save it as .xlsx"),
    "ole": ("the old Office file holds no text and no workbook, or is cut off", "download it again, or save it as .docx or .xlsx"),
    "image": ("the file is an image that is no png, jpg or tif", "save it as .png"),
}

# The extensions a format goes by; an extension of no format says nothing.
EXTENSIONS = {
    "text": (".txt", ".md", ".markdown", ".text", ".csv", ".tsv"),
    "markdown": (".txt", ".md", ".markdown", ".text"),
    "html": (".html", ".htm", ".shtml", ".shtm", ".xhtml", ".jsp", ".jspx", ".asp", ".aspx", ".php", ".do", ".json", ".js", ".xml"),
    "mhtml": (".mht", ".mhtml"),
    "docx": (".docx", ".docm", ".dotx"),
    "doc": (".doc", ".dot", ".wps", ".wpt"),
    "rtf": (".rtf",),
    "odt": (".odt",),
    "wordml": (".xml",),
    "xlsx": (".xlsx", ".xlsm", ".xltx"),
    "xls": (".xls", ".xlt", ".et", ".ett"),
    "excelml": (".xml",),
    "ods": (".ods",),
    "pdf": (".pdf",),
    "scan": (".png", ".jpg", ".jpeg", ".tif", ".tiff"),
    "zip": (".zip",),
}
KNOWN_EXTENSIONS = frozenset(extension for extensions in EXTENSIONS.values() for extension in extensions)

# What a library raises on a damaged file; lxml's syntax error is a SyntaxError.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, UnicodeError, SyntaxError, NotImplementedError, RecursionError)


def read(source: Source) -> Document:
    """The Document of one file by the reader of its sniffed format, with a note where the name says another; else a ReportError."""
    try:
        source_format = _readable_format(source)
        document = _read_as(source_format, source)
    except ReportError as error:
        error.source = error.source or source.name
        raise
    note = _wrong_extension(source.name, source_format)
    document = replace(document, notes=(note, *document.notes)) if note else document
    return replace(document, source_format="text") if source_format == "markdown" else document


def reader(source_format: str) -> Callable[[Source], Document]:
    """The `read` of the module that reads this format; pages of a PDF that are pictures go to the reader of scans."""
    function: Callable[..., Document] = import_module(f"{__name__}.{READERS[source_format]}").read
    return partial(function, image_reader=_read_picture) if source_format == "pdf" else function


def _read_picture(*picture: Any) -> Any:
    """A page from its picture; Pillow, OpenCV and the models are loaded with the first one."""
    return import_module(f"{__name__}.scan").page(*picture)


def sniff(content: bytes) -> str | None:
    """The format of the bytes, a key of READERS or REFUSED, or None where they are of no known kind."""
    for magic, source_format in MAGIC:
        if content.startswith(magic):
            return source_format
    if content.startswith(ZIP_MAGIC):
        return _sniff_zip(content)
    if content.startswith(OLE_MAGIC):
        return _sniff_ole(content)
    if b"%PDF-" in content[:1024]:
        return "pdf"
    return _sniff_text(content)


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


def too_large(size: int) -> LimitExceeded:
    """The error for a file of this many bytes."""
    remedy = "take out pictures and attachments, or give the report alone"
    return LimitExceeded("the file is too large", expected=f"at most {MAX_FILE_BYTES:,} bytes", found=f"{size:,}", remedy=remedy)


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
    except DAMAGE as error:
        remedy = "download it again, or open it in the program that made it and save it anew"
        raise UnreadableFile("the file is damaged", expected=f"a whole {source_format}", found=str(error), remedy=remedy) from error


def _html_part(content: bytes) -> bytes:
    """The first HTML part of a web page saved as MHTML, its transfer encoding undone."""
    for part in message_from_bytes(content.lstrip()).walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                return payload
    raise UnreadableFile("the saved web page holds no HTML", expected="a text/html part", remedy="save the page again as HTML")


def _as_page(content: bytes) -> bytes:
    """The text as a web page of as many lines: what stands outside tables and tags is a paragraph a line."""
    text, within = [], 0
    for line in (_decoded(content) or "").splitlines():
        bare = not within and not line.lstrip().startswith("<")
        within += len(TABLE_BEGINS.findall(line)) - len(TABLE_ENDS.findall(line))
        text.append(f"<p>{MARKDOWN_SIGNS.sub('', line)}</p>" if bare else line)
    return "\n".join(text).encode()


UNWRAPPED = {"mhtml": _html_part, "markdown": _as_page}
TABLE_BEGINS, TABLE_ENDS = re.compile(r"<table\b", re.IGNORECASE), re.compile(r"</table\b", re.IGNORECASE)
MARKDOWN_SIGNS = re.compile(r"^\s*#+\s+|\*\*")


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
    message = f"the name ends in {extension}, but the content is {source_format}; read as {source_format}"
    return Note("wrong_extension", WARNING, message)


# --- what the bytes are ---

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "scan"),
    (b"\xff\xd8\xff", "scan"),
    (b"II*\0", "scan"),
    (b"MM\0*", "scan"),
    (b"GIF8", "image"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"PK\x05\x06", "zip"),
)

# The member that only this kind of package has.
ZIP_MEMBERS = (
    ("[Content_Types].xml", re.compile(r"word/[^/]+\.xml"), "docx"),
    ("[Content_Types].xml", re.compile(r"xl/workbook\.bin"), "xlsb"),
    ("[Content_Types].xml", re.compile(r"xl/[^/]+\.xml"), "xlsx"),
    ("[Content_Types].xml", re.compile(r"ppt/[^/]+\.xml"), "pptx"),
    ("OFD.xml", re.compile(r"OFD\.xml"), "ofd"),
)
ODF_KINDS = {b"application/vnd.oasis.opendocument.text": "odt", b"application/vnd.oasis.opendocument.spreadsheet": "ods"}


def _sniff_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = frozenset(package.namelist())
            kind = package.read("mimetype")[:100].strip() if "mimetype" in names else b""
    except DAMAGE:
        # A package cut off by a failed download has no directory; its local headers still tell Word from Excel.
        return next((kind for mark, kind in ((b"word/", "docx"), (b"xl/", "xlsx")) if mark in content), "zip")
    except RuntimeError:  # a password
        return "zip"
    if kind in ODF_KINDS:
        return ODF_KINDS[kind]
    for always, pattern, source_format in ZIP_MEMBERS:
        if always in names and any(pattern.fullmatch(name) for name in names):
            return source_format
    return "zip"


def _sniff_ole(content: bytes) -> str:
    """By the names in the directory of the compound file; an entry starts every 128 bytes."""
    names = {name for name in OLE_NAMES if _has_entry(content, name)}
    if "EncryptedPackage" in names:
        return "encrypted"
    # A workbook inside a Word file lies in its ObjectPool; a Word file inside a workbook lies in an MBD storage.
    if "WordDocument" in names and ("ObjectPool" in names or not names & {"Workbook", "Book"}):
        return "doc"
    return "xls" if names & {"Workbook", "Book"} else "ole"


OLE_NAMES = ("EncryptedPackage", "WordDocument", "ObjectPool", "Workbook", "Book")


def _has_entry(content: bytes, name: str) -> bool:
    entry_name = f"{name}\0".encode("utf-16-le")
    at = content.find(entry_name)
    while at != -1 and at % 128:
        at = content.find(entry_name, at + 1)
    return at != -1


HTML_BEGINNING = re.compile(
    r"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|title|meta|link|base|style|script|body|table|tbody|tr|div|p|span|font"
    r"|center|section|article|main|header|h[1-6]|ul|ol|dl|form|iframe|br|hr|b|strong|a|img|input)\b",
    re.IGNORECASE | re.DOTALL,
)
HTML_NEAR_BEGINNING = re.compile(r"<(?:!doctype\s+html|head)\b", re.IGNORECASE)
SCRIPT_BEGINNING = re.compile(
    r"\s*(?:[{\[(]\s*[{\[(\"']|\{\s*\w+\s*:|\(?\s*function\b|(?:var|let|const|window|document|define|return)\b|[\w$.]+\s*[=(]\s*[{\[(\"'`])"
)
HTML_IN_SCRIPT = re.compile(r"(?:<|\\u003c|\\x3c|&lt;)\s*(?:table|tr|td|p|div|span)\b", re.IGNORECASE)
MHTML_BEGINNING = re.compile(r"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:MIME-Version|Content-Type):", re.IGNORECASE)
OFFICE_XML = (("Word.Document", "wordml"), ("w:wordDocument", "wordml"), ("pkg:package", "wordml"), ("Excel.Sheet", "excelml"))
NEAR = 4096


def _sniff_text(content: bytes) -> str | None:
    text = _decoded(content)
    if text is None:
        return None
    beginning = text[:NEAR]
    if "multipart/" in beginning and MHTML_BEGINNING.match(beginning):
        return "mhtml"
    if HTML_BEGINNING.match(beginning) or HTML_NEAR_BEGINNING.search(beginning):
        return "html"
    if beginning.lstrip().startswith("<?xml"):
        for mark, source_format in OFFICE_XML:
            if mark in beginning:
                return source_format
    if SCRIPT_BEGINNING.match(beginning) and HTML_IN_SCRIPT.search(text):
        return "html"
    return "markdown" if TABLE_BEGINS.search(text) and TABLE_ENDS.search(text) else "text"


def _decoded(content: bytes) -> str | None:
    """The text of the bytes in the encoding that fits, good enough to tell its kind, or None where they are no text."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else _plausible_encodings(content)
    for encoding in encodings:
        text = content.decode(encoding, errors="replace").lstrip("\ufeff")
        if len(_NOT_TEXT.findall(text)) <= len(text) * MAX_DAMAGED_SHARE:
            return text
    return None


# A text that lost a character to a cut or a bad byte is still a text.
MAX_DAMAGED_SHARE = 0.002
_NOT_TEXT = re.compile("[\ufffd\x00-\x08\x0e-\x1a\x1c-\x1f]")


def _plausible_encodings(content: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark shows zero bytes on one side of its pairs; no other text has any."""
    beginning = content[:NEAR]
    for encoding, zeros in (("utf-16-le", beginning[1::2]), ("utf-16-be", beginning[0::2])):
        if zeros.count(0) > len(zeros) // 20:
            return (encoding,)
    return ("utf-8", "gb18030", "big5")
