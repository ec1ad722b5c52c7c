"""Document of a legacy Word file (.doc, .wps), and of what only LibreOffice opens (.rtf, .odt, .uot), by way of .docx."""

from __future__ import annotations

import os
import re
import shutil
import signal
import struct
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from lxml import etree

from reportlib.errors import LimitExceeded, MissingDependency, ReportError, UnreadableFile
from reportlib.model import Document, Listed, Note, Source
from reportlib.readers import reader
from reportlib.readers.limits import SOFFICE_SECONDS
from reportlib.readers.sniffing import sniff

# What LibreOffice is asked for; the old Word files go by msdoc2docx first.
TARGETS = {"doc": "docx", "rtf": "docx", "odt": "docx", "fodt": "docx", "wordml": "docx", "uof": "docx", "excelml": "xlsx"}
INSTALL_SOFFICE = "install LibreOffice (Debian: apt-get install libreoffice-writer libreoffice-calc), or save the file as .docx"


class Conversion(NamedTuple):
    """A file as .docx or .xlsx, and what must be said of how it came about."""

    content: bytes
    notes: tuple[Note, ...]


def read(source: Source) -> Document:
    """The Document of the file, converted to .docx (.xlsx for a workbook), with a note that names the converter."""
    source_format = sniff(source.content) or ""
    conversion = _word_conversion(source.content) if source_format == "doc" else _by_soffice(source.content, source_format)
    document = reader(TARGETS[source_format])(Source(source.name, conversion.content))
    return replace(document, source_format=source_format, notes=conversion.notes + document.notes)


def _word_conversion(content: bytes) -> Conversion:
    """By msdoc2docx where it loses nothing, else by LibreOffice where installed, else by msdoc2docx with a warning."""
    try:
        conversion = _by_doc2docx(content)
    except ReportError as error:
        if _soffice() is None or isinstance(error, PasswordProtected):
            raise
        return _by_soffice(content, "doc")
    return _by_soffice(content, "doc") if _losses(conversion) and _soffice() else conversion


def _losses(conversion: Conversion) -> bool:
    return any(note.rule == "converted_with_losses" for note in conversion.notes)


class PasswordProtected(UnreadableFile):
    """No converter opens the file without its password."""


# --- msdoc2docx, in this process ---

# Of its diagnostics those that tell of words or table structure it could not take over as they stand.
LOSSES = frozenset(
    {
        "INVALID_UTF16",
        "MALFORMED_TABLE_FLATTENED",
        "TABLE_CELL_DEFINITION_MISMATCH",
        "TABLE_DEPTH_LIMITED",
        "TABLE_GRID_MISMATCH",
        "UNSUPPORTED_CONTROL_CHARACTER",
        "UNTERMINATED_FIELD",
    }
)


def _by_doc2docx(content: bytes) -> Conversion:
    try:
        import doc2docx
        from doc2docx.errors import EncryptedDocumentError
    except ImportError as error:
        remedy = f"pip install msdoc2docx, or {INSTALL_SOFFICE}"
        raise MissingDependency("a converter for old Word files is not installed", remedy=remedy) from error
    with TemporaryDirectory(prefix="reportlib-") as folder:
        old, new = Path(folder, "report.doc"), Path(folder, "report.docx")
        old.write_bytes(content)
        try:
            result = doc2docx.convert(old, new)
            converted = new.read_bytes()
        except EncryptedDocumentError as error:
            remedy = "open it in Word or WPS and save it without a password"
            raise PasswordProtected("the file is protected by a password", remedy=remedy) from error
        except Exception as error:  # a damaged file makes it fail in many ways; none of them is ours
            raise UnreadableFile("the old Word file cannot be converted", found=str(error), remedy=INSTALL_SOFFICE) from error
    losses = sorted({diagnostic.code for diagnostic in result.report.diagnostics} & LOSSES)
    return Conversion(converted, _converted_by(f"msdoc2docx {version('msdoc2docx')}", "doc") + tuple(_warnings(losses, content, converted)))


def _converted_by(converter: str, source_format: str) -> tuple[Note, ...]:
    return (Note("converted", {"format": source_format, "converter": converter}),)


def _warnings(losses: list[str], old: bytes, new: bytes) -> Iterator[Note]:
    from doc2docx.errors import Doc2DocxError

    if losses:
        yield Note("converted_with_losses", {"losses": Listed(losses)}, case="reported")
    try:
        lines = zip_longest(stored_lines(old), _arrived_lines(new), fillvalue="")
    except (struct.error, IndexError, ValueError, Doc2DocxError) as error:
        yield Note("converted_with_losses", {"error": str(error)}, case="not_compared")
        return
    changed = next(((stored, arrived) for stored, arrived in lines if stored != arrived), None)
    if changed:
        was, became = (line[:40] for line in changed)
        yield Note("converted_with_losses", {"was": was, "became": became}, case="changed")


def stored_lines(content: bytes) -> list[str]:
    """The paragraphs and cells of an old Word file as it stores them, without blanks, blank ones and field codes left out."""
    from doc2docx.cfb import CompoundFile

    container = CompoundFile(content)
    stream = bytes(container.open_stream("WordDocument"))
    table = bytes(container.open_stream("1Table" if struct.unpack_from("<H", stream, 0x0A)[0] & 0x0200 else "0Table"))
    length = struct.unpack_from("<I", stream, 0x4C)[0]
    text = "".join(_pieces(stream, table))[:length]
    while (shorter := FIELD.sub(_field_result, text)) != text:
        text = shorter
    return _lines(re.split("[\\r\x07\x0c]", text))


FIELD = re.compile("\x13([^\x13\x14\x15]*)(?:\x14([^\x13\x14\x15]*))?\x15")
# A program computes these anew wherever the text stands.
COMPUTED = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTION|SECTIONPAGES|DATE|TIME|PRINTDATE|SAVEDATE|CREATEDATE)\b", re.IGNORECASE)
# Blanks, hyphens and the mark that stands for a symbol of another font, which the formats write differently.
NOT_PRINTED = re.compile("[\\s(\x00-\x1f\u00ad\u2011]")


def _field_result(field: re.Match[str]) -> str:
    return "" if COMPUTED.match(field[1]) else field[2] or ""


def _lines(texts: list[str]) -> list[str]:
    return [line for line in (NOT_PRINTED.sub("", text) for text in texts) if line]


def _pieces(stream: bytes, table: bytes) -> Iterator[str]:
    """The runs of text in the order of the piece table ([MS-DOC] 2.8.35): one byte a character, or two."""
    offset, size = struct.unpack_from("<2I", stream, 0x01A2)
    clx = table[offset : offset + size]
    at = 0
    while clx[at] == 1:  # what formats the pieces
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    count = (struct.unpack_from("<I", clx, at + 1)[0] - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    for order in range(count):
        start = struct.unpack_from("<I", clx, at + 5 + 4 * (count + 1) + 8 * order + 2)[0]
        length = ends[order + 1] - ends[order]
        if start & 0x40000000:
            begin = (start & 0x3FFFFFFF) // 2
            yield stream[begin : begin + length].decode("cp1252", errors="replace")
        else:
            yield stream[start : start + 2 * length].decode("utf-16-le", errors="replace")


def _arrived_lines(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        root = etree.fromstring(package.read("word/document.xml"), etree.XMLParser(resolve_entities=False, huge_tree=False))
    boxes = set(root.iter(f"{W}txbxContent"))
    return _lines(
        [
            part
            for paragraph in root.iter(f"{W}p")
            if not any(above in boxes for above in paragraph.iterancestors())
            for part in "".join(_words(paragraph)).split("\f")
        ]
    )


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _words(paragraph: etree._Element) -> Iterator[str]:
    computed = False
    for element in paragraph.iter(*(f"{W}{name}" for name in ("t", "delText", "br", "instrText", "fldChar"))):
        if next(element.iterancestors(f"{W}p")) is not paragraph:
            continue
        if element.tag == f"{W}instrText":
            computed = computed or bool(COMPUTED.match(element.text or ""))
        elif element.tag == f"{W}fldChar":
            computed = computed and element.get(f"{W}fldCharType") != "end"
        elif element.tag == f"{W}br":
            yield "\f" if element.get(f"{W}type") == "page" else ""
        elif not computed:
            yield element.text or ""


# --- LibreOffice, in a process of its own ---

SOFFICE_NAMES = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
# No macro runs, no link is followed, nothing is fetched.
SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Calc/Content/Update", "Link", "2"),
)
NO_NETWORK = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), "http://127.0.0.1:9")


def _soffice() -> str | None:
    return next((found for found in map(shutil.which, SOFFICE_NAMES) if found), None)


def _by_soffice(content: bytes, source_format: str) -> Conversion:
    program = _soffice()
    if program is None:
        raise MissingDependency(f"reading .{source_format} needs LibreOffice, which is not installed", remedy=INSTALL_SOFFICE)
    with TemporaryDirectory(prefix="reportlib-") as folder:
        old = Path(folder, f"report.{SUFFIXES.get(source_format, source_format)}")
        new = Path(folder, "new", f"report.{TARGETS[source_format]}")
        old.write_bytes(content)
        _write_profile(Path(folder, "profile"))
        _run_soffice(program, Path(folder), old, new)
        if not new.is_file():
            raise UnreadableFile("LibreOffice cannot open the file", remedy="open it in Word or WPS and save it as .docx")
        return Conversion(new.read_bytes(), _converted_by("LibreOffice", source_format))


SUFFIXES = {"wordml": "xml", "excelml": "xml", "uof": "uot"}


def _write_profile(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in SETTINGS
    )
    Path(profile, "user").mkdir(parents=True)
    Path(profile, "user", "registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>', "utf-8"
    )


def _run_soffice(program: str, folder: Path, old: Path, new: Path) -> None:
    command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck"]
    command += ["--convert-to", new.suffix[1:], "--outdir", str(new.parent), str(old)]
    environment = {**os.environ, **NO_NETWORK, "HOME": str(folder)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            process.wait(SOFFICE_SECONDS)
        except subprocess.TimeoutExpired as error:
            expected = f"at most {SOFFICE_SECONDS} seconds"
            raise LimitExceeded("LibreOffice takes too long", expected=expected, remedy="save the file as .docx") from error
        finally:
            # The program is a launcher; what it started must end with it.
            if process.poll() is None:
                _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
