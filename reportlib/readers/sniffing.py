"""Bytes -> the name of their format, whatever the file is called; and what is said of formats that are not read."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from reportlib.readers.lightweight import is_lightweight
from reportlib.readers.separated import separator
from reportlib.text.decoding import decoded

# Formats that are known by their bytes and not read: what they are, and what a person can do.
REFUSED = {
    "encrypted": ("the file is protected by a password", "open it in Office or WPS and save it without a password"),
    "zip": ("the file is an archive, not a report", "unpack it, or give it to build, which reads such archives through"),
    **{
        kind: (f"the file is {article} {kind} archive, not a report", "unpack it, or give it to build, which reads such archives through")
        for article, kind in (("a", "tar"), ("a", "gzip"), ("a", "bzip2"), ("an", "xz"), ("a", "7z"))
    },
    "rar": ("the file is a rar archive, which cannot be read", "unpack it and give the files inside, or pack them as zip"),
    "zstd": ("the file is a zstd archive, which cannot be read", "unpack it and give the files inside, or pack them as zip"),
    "pptx": ("the file is a presentation, not a report", "give the report in Word, PDF or as a web page"),
    "xlsb": ("the file is a binary workbook (.xlsb), which cannot be read", "save it as .xlsx"),
    "ole": ("the old Office file holds no text and no workbook, or is cut off", "download it again, or save it as .docx or .xlsx"),
    "image": ("the file is an image that is no png, jpg, tif, webp or bmp", "save it as .png"),
    "xml": (
        "the file is XML that holds no Office document and no page",
        "open it in the program that made it, and save it as .docx, .pdf or .html",
    ),
}

# Formats whose bytes are files that are read one by one.
ARCHIVES = frozenset(("zip", "tar", "gzip", "bzip2", "xz", "7z", "eml"))

# The extensions a format goes by; an extension of no format says nothing.
EXTENSIONS = {
    "text": (".txt", ".md", ".markdown", ".text", ".csv", ".tsv", ".org", ".adoc", ".asciidoc", ".rst"),
    "markdown": (".txt", ".md", ".markdown", ".text", ".org", ".adoc", ".asciidoc", ".rst", ".json"),
    "csv": (".csv", ".tsv", ".txt"),
    "epub": (".epub",),
    "html": (".html", ".htm", ".shtml", ".shtm", ".xhtml", ".jsp", ".jspx", ".asp", ".aspx", ".php", ".do", ".json", ".js", ".xml"),
    "mhtml": (".mht", ".mhtml"),
    "eml": (".eml",),
    "docx": (".docx", ".docm", ".dotx"),
    "doc": (".doc", ".dot", ".wps", ".wpt"),
    "rtf": (".rtf",),
    "odt": (".odt",),
    "flatopc": (".xml",),
    "uof": (".uot", ".uof", ".xml"),
    "wordml": (".xml",),
    "fodt": (".fodt", ".xml"),
    "fods": (".fods", ".xml"),
    "xlsx": (".xlsx", ".xlsm", ".xltx"),
    "xls": (".xls", ".xlt", ".et", ".ett"),
    "excelml": (".xml",),
    "ods": (".ods",),
    "pdf": (".pdf",),
    "ofd": (".ofd",),
    "scan": (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp"),
    "zip": (".zip",),
    "tar": (".tar",),
    "gzip": (".gz", ".tgz"),
    "bzip2": (".bz2", ".tbz2"),
    "xz": (".xz", ".txz"),
    "7z": (".7z",),
}
KNOWN_EXTENSIONS = frozenset(extension for extensions in EXTENSIONS.values() for extension in extensions)


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
    for sign, source_format in SIGNS:
        if sign.match(content):
            return source_format
    return _sniff_text(content)


ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "scan"),
    (b"\xff\xd8\xff", "scan"),
    (b"II*\0", "scan"),
    (b"MM\0*", "scan"),
    (b"GIF8", "image"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"<svg", "image"),
    (b"PK\x05\x06", "zip"),
)
SIGNS = (
    (re.compile(rb".{257}ustar", re.DOTALL), "tar"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "scan"),
    (re.compile(rb"BM.{4}\0{4}", re.DOTALL), "scan"),
    (re.compile(rb".{4}ftyp(?:hei|hev|mif1|avif)", re.DOTALL), "image"),
)

# The member that only this kind of package has.
ZIP_MEMBERS = (
    ("[Content_Types].xml", re.compile(r"word/[^/]+\.xml"), "docx"),
    ("[Content_Types].xml", re.compile(r"xl/workbook\.bin"), "xlsb"),
    ("[Content_Types].xml", re.compile(r"xl/[^/]+\.xml"), "xlsx"),
    ("[Content_Types].xml", re.compile(r"ppt/[^/]+\.xml"), "pptx"),
    ("OFD.xml", re.compile(r"OFD\.xml"), "ofd"),
)
ODF_KINDS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/epub+zip": "epub",
}


def _sniff_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = frozenset(package.namelist())
            kind = package.read("mimetype")[:100].strip() if "mimetype" in names else b""
    except RuntimeError:  # a password
        return "zip"
    except Exception:  # zipfile fails in many ways on a damaged directory
        # A package cut off by a failed download has no directory; its local headers still tell Word from Excel.
        return next((kind for mark, kind in ((b"word/", "docx"), (b"xl/", "xlsx")) if mark in content), "zip")
    if kind in ODF_KINDS:
        return ODF_KINDS[kind]
    for always, pattern, source_format in ZIP_MEMBERS:
        if always in names and any(pattern.fullmatch(name) for name in names):
            return source_format
    return "zip"


def _sniff_ole(content: bytes) -> str:
    """By the streams at the root of the compound file; those of embedded objects lie deeper."""
    from olefile import OleFileIO  # loaded with the first such file, which are few

    try:
        with OleFileIO(BytesIO(content)) as container:
            names = {entry.name for entry in container.root.kids}
    except Exception:  # olefile fails in many ways on a damaged directory
        return "ole"
    return next((source_format for name, source_format in OLE_STREAMS if name in names), "ole")


OLE_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "pptx"),
)


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
HTML_TABLE, HTML_CELL = (re.compile(rf"(?:<|&lt;){name}\b", re.IGNORECASE) for name in ("table", "td"))
MAIL_BEGINNING = re.compile(
    r"\s*(?:[\w-]{1,60}:[^\n]{0,998}\n(?:[ \t][^\n]{0,998}\n){0,50}){0,60}?(?:MIME-Version|Content-Type):", re.IGNORECASE
)
CONTENT_TYPE = re.compile(r"^Content-Type:\s*([\w/-]+)", re.IGNORECASE | re.MULTILINE)
PAGES_SAVED = ("multipart/related", "text/html", "application/xhtml+xml")
OFFICE_XML = (
    ("<pkg:package", "flatopc"),
    ("Word.Document", "wordml"),
    ("w:wordDocument", "wordml"),
    ("<uof:UOF", "uof"),
    ("Excel.Sheet", "excelml"),
    ("opendocument.text", "fodt"),
    ("opendocument.spreadsheet", "fods"),
    ("<pdf2xml", "html"),
)
NEAR = 4096


def _sniff_text(content: bytes) -> str | None:
    text = any_text(content)
    if text is None:
        return None
    beginning = text[:NEAR]
    if MAIL_BEGINNING.match(beginning):
        kind = CONTENT_TYPE.search(beginning)
        return "mhtml" if "Snapshot-Content-Location" in beginning or (kind and kind[1].lower() in PAGES_SAVED) else "eml"
    if HTML_BEGINNING.match(beginning) or HTML_NEAR_BEGINNING.search(beginning):
        return "html"
    if beginning.lstrip().startswith("<?xml"):
        for mark, source_format in OFFICE_XML:
            if mark in beginning:
                return source_format
        return _sniff_xml(text)
    if SCRIPT_BEGINNING.match(beginning) and HTML_IN_SCRIPT.search(text):
        return "html"
    if is_lightweight(text):
        return "markdown"
    return "csv" if separator(text) else "text"


def _sniff_xml(text: str) -> str:
    """Of XML that is no Office's: a page where it holds tables of one, also as text (feeds do), else of no kind that is read."""
    table = HTML_TABLE.search(text)
    return "html" if table and HTML_CELL.search(text, table.end()) else "xml"


def any_text(content: bytes) -> str | None:
    """The text of the bytes in the encoding that fits, or None where they are no text."""
    known = decoded(content)
    if known is None or len(_CONTROL.findall(known.text)) > len(known.text) * _MOST_CONTROL:
        return None
    return known.text.lstrip("\ufeff")


# A text that holds a stray sign of control is still a text; more of them are another kind of file.
_MOST_CONTROL = 0.002
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
