"""The door of the readers: what a file is by its bytes, and what a person is told when it cannot be read."""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from reportlib import readers
from reportlib.errors import LimitExceeded, ReportError, UnreadableFile
from reportlib.forms.rules.findings import of_note
from reportlib.model import Document, Grid, Paragraph, Place, Source
from reportlib.readers import READERS, read
from reportlib.readers.sniffing import OLE_MAGIC, REFUSED, sniff

SAMPLES = Path(__file__).parents[1] / "samples"
TEXT = "试验县样例局2023年政府信息公开工作年度报告\n一、总体情况\n"
TABLE = "<table><tr><td>规章</td><td>3</td></tr></table>"
PAGE = f"<html><head><title>年度报告</title></head><body><p>一、总体情况</p>{TABLE}</body></html>"


def packed(*names: str, **contents: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name in names:
            package.writestr(name, contents.get(name, "<x/>"))
    return stream.getvalue()


def compound(*names: str) -> bytes:
    """A compound file with these empty streams at its root; "a/b" is the stream b in the storage a."""
    tree: dict[str, list[str]] = {}
    for name in names:
        storage, _, inner = name.partition("/")
        tree.setdefault(storage, []).extend([inner] if inner else [])
    entries = [["Root Entry", 5, NOWHERE, 1]]
    order = list(tree)
    inside = [(storage, inner) for storage in order for inner in tree[storage]]
    for number, storage in enumerate(order, 1):
        first = next((len(order) + 1 + at for at, (owner, _) in enumerate(inside) if owner == storage), NOWHERE)
        entries.append([storage, 1 if tree[storage] else 2, number + 1 if number < len(order) else NOWHERE, first])
    entries += [[inner, 2, NOWHERE, NOWHERE] for _, inner in inside]
    directory = b"".join(map(directory_entry, entries))
    sectors = -(-len(directory) // 512)
    table = struct.pack("<128I", 0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE, *[NOWHERE] * (127 - sectors))
    head = struct.pack("<8s16x5H6x9I", OLE_MAGIC, 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    return head + struct.pack("<109I", 0, *[NOWHERE] * 108) + table + directory.ljust(512 * sectors, b"\0")


NOWHERE = 0xFFFFFFFF


def directory_entry(entry: list[Any]) -> bytes:
    name, kind, right, child = entry
    begins = name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 2 * len(name) + 2, kind, 1)
    return begins + struct.pack("<3I36xIQ", NOWHERE, right, child, 0xFFFFFFFE, 0)


def mhtml(body: str, charset: str = "gb2312") -> bytes:
    head = "From: <Saved by a browser>\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary=BB\n\n--BB\n"
    part = f"Content-Type: text/html; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n{body}\n--BB--\n"
    return head.encode() + part.encode(charset)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (TEXT.encode(), "text"),
        (TEXT.encode("utf-8-sig"), "text"),
        (TEXT.encode("gb18030"), "text"),
        (TEXT.encode("utf-16"), "text"),
        ((TEXT * 9 + "1 2 3\n" * 30).encode("utf-16-le"), "text"),
        ("試驗縣年度報告\n一、總體情況\n".encode("big5"), "text"),
        ((TEXT * 40).encode()[:-2], "text"),
        (b"a\tb\n1\t2\n", "text"),
        (f"# 年度报告\n\n正文一行。\n\n<html><body>{TABLE}</body></html>\n".encode(), "markdown"),
        (PAGE.encode("gbk"), "html"),
        (("\r\n" * 30 + "<!-- x -->\n<!DOCTYPE HTML>" + PAGE).encode(), "html"),
        (f'<?xml version="1.0"?><html xmlns="x"><meta content="Word.Document">{TABLE}</html>'.encode(), "html"),
        (TABLE.encode(), "html"),
        ('<p class="MsoNormal">一</p>'.encode("utf-16"), "html"),
        (json.dumps({"code": 0, "content": PAGE}).encode(), "html"),
        (json.dumps([{"content": TABLE}]).encode(), "html"),
        (f"var content = '{TABLE.replace('/', chr(92) + '/')}';".encode(), "html"),
        (f"callback({{content: '{TABLE}'}})".encode(), "html"),
        (b'{"total": 3}', "text"),
        (mhtml(PAGE), "mhtml"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\xef\xbb\xbf\n\n%PDF-1.4\n", "pdf"),
        (b"{\\rtf1\\ansi", "rtf"),
        (b"\x89PNG\r\n\x1a\n", "scan"),
        (b"\xff\xd8\xff\xe0", "scan"),
        (b"II*\0\x08", "scan"),
        (b"MM\0*\0", "scan"),
        (b"GIF89a", "image"),
        (packed("[Content_Types].xml", "word/document.xml"), "docx"),
        (packed("[Content_Types].xml", "word/document2.xml"), "docx"),
        (packed("[Content_Types].xml", "word/document.xml")[:110], "docx"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (packed("[Content_Types].xml", "xl/workbook.bin"), "xlsb"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (packed("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (packed("mimetype", "content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (packed("mimetype", "content.xml", mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        (packed("word/a.docx", "b.txt"), "zip"),
        (packed(), "zip"),
        (compound("WordDocument", "1Table"), "doc"),
        (compound("WordDocument", "ObjectPool/Workbook"), "doc"),
        (compound("WordDocument") + b"\0" + "Workbook\0".encode("utf-16-le"), "doc"),
        (compound("Workbook"), "xls"),
        (compound("MBD0/WordDocument", "Workbook"), "xls"),
        (compound("Book"), "xls"),
        (compound("WordDocument")[:700], "ole"),
        (compound("EncryptedPackage", "EncryptionInfo"), "encrypted"),
        (compound("PowerPoint Document"), "pptx"),
        (compound("Contents"), "ole"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "wordml"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "excelml"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><pkg:package/>', "flatopc"),
        (b'<?xml version="1.0"?>\n<uof:UOF uof:version="1.0"/>', "uof"),
        (b'<?xml version="1.0"?>\n<rss><description>&lt;table>&lt;td>1</description></rss>', "html"),
        (b'<?xml version="1.0"?>\n<book><row><entry>1</entry></row></book>', "xml"),
        (b"<svg width='9'/>", "image"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "scan"),
        (b"BM\x46\x10\x00\x00\x00\x00\x00\x00\x36", "scan"),
        (b"\0\0\0\x18ftypheic", "image"),
        (b"\x28\xb5\x2f\xfd\x64", "zstd"),
        ("BMW采购公告，共有3件".encode(), "text"),
        (b"Rar!\x1a\x07\x01\x00", "rar"),
        (bytes(range(256)) * 20, None),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" * 40, None),
    ],
)
def test_a_file_is_what_its_bytes_are(content: bytes, expected: str | None) -> None:
    """Every format is known by its content, whatever the name."""
    assert sniff(content) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("synthetic-legacy.doc", "doc"), ("synthetic-legacy.xls", "xls"), ("synthetic-sheet.ods", "ods")]
)
def test_real_files_are_known(name: str, expected: str) -> None:
    """Files that office programs wrote are known too."""
    assert sniff((SAMPLES / name).read_bytes()) == expected


def test_every_format_has_one_answer() -> None:
    """A format is read or refused, never both, and each that is read has extensions of its own."""
    assert not READERS.keys() & REFUSED.keys()
    assert READERS.keys() <= readers.EXTENSIONS.keys()


@pytest.fixture
def any_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers that only tell which format they were asked for."""

    def reader(source_format: str) -> Callable[[Source], Document]:
        return lambda source: Document(source_format, (Paragraph("x", Place(line=1)),))

    monkeypatch.setattr(readers, "reader", reader)


@pytest.mark.usefixtures("any_reader")
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.doc", PAGE.encode(), "the name ends in .doc, but the content is html; read as html"),
        ("a.doc", packed("[Content_Types].xml", "word/document.xml"), "the name ends in .doc, but the content is docx; read as docx"),
        ("a.xls", PAGE.encode(), "the name ends in .xls, but the content is html; read as html"),
        ("A.PDF", TEXT.encode(), "the name ends in .pdf, but the content is text; read as text"),
        ("a.docx", compound("WordDocument"), "the name ends in .docx, but the content is doc; read as doc"),
    ],
)
def test_a_wrong_extension_reads_with_a_note(name: str, content: bytes, message: str) -> None:
    """The content decides, and the note says what the name claimed."""
    assert [(note.rule, of_note(note).message) for note in read(Source(name, content)).notes] == [("wrong_extension", message)]


@pytest.mark.usefixtures("any_reader")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.wps", compound("WordDocument")),
        ("a.et", compound("Workbook")),
        ("a.jsp", PAGE.encode()),
        ("a.SHTML", PAGE.encode()),
        ("a.md", TEXT.encode()),
        ("index", PAGE.encode()),
        ("第1.2号", TEXT.encode()),
        ("a.zip!b.mht", mhtml(PAGE)),
    ],
)
def test_a_right_or_unknown_extension_has_no_note(name: str, content: bytes) -> None:
    """Extensions that the format goes by, and ends of names that are no extension, are in order."""
    assert read(Source(name, content)).notes == ()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "a.txt: the file is empty; found 0 bytes of nothing; save or download it again"),
        ("a.docx", bytes(900), "the file is empty; found 900 bytes of nothing"),
        ("a.txt", b"\xef\xbb\xbf \r\n", "the file is empty"),
        ("a.txt", bytes(range(256)) * 4, "no known kind; expected text by its name; found binary that begins with 00 01 02 03"),
        ("a.docx", compound("EncryptedPackage"), "protected by a password; open it in Office or WPS and save it without a password"),
        ("a.zip", packed("b.txt"), "the file is an archive"),
        ("a.docx", packed("[Content_Types].xml", "word/document.xml")[:-20], "damaged; expected a whole docx"),
        ("a.mht", mhtml("").replace(b"text/html", b"image/png"), "holds no HTML"),
    ],
)
def test_what_cannot_be_read_has_one_clear_reason(name: str, content: bytes, reason: str) -> None:
    """The error names the file, what was there and what to do."""
    with pytest.raises(UnreadableFile) as caught:
        read(Source(name, content))
    assert reason in str(caught.value)
    assert str(caught.value).startswith(f"{name}: ")


def test_a_large_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file above the limit is not read."""
    monkeypatch.setattr(readers, "MAX_FILE_BYTES", 10)
    with pytest.raises(LimitExceeded, match="too large"):
        read(Source("a.txt", TEXT.encode()))


@pytest.mark.usefixtures("any_reader")
def test_an_office_file_that_is_a_bomb_is_refused() -> None:
    """An Office file whose parts unpack to hundreds of times its size is not unpacked."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<x/>")
        package.writestr("word/document.xml", bytes(30 * 1024 * 1024))
    with pytest.raises(LimitExceeded, match="the file unpacks to too much"):
        read(Source("a.docx", stream.getvalue()))


def test_an_error_of_a_reader_gets_the_name_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader need not name the file; whoever reads the error sees it."""

    def failing(source: Source) -> Document:
        raise ReportError("no table", place="page 2")

    monkeypatch.setattr(readers, "reader", lambda source_format: failing)
    with pytest.raises(ReportError, match=r"^$|.*") as caught:
        read(Source("a.txt", TEXT.encode()))
    assert str(caught.value) == "a.txt, page 2: no table"


def test_a_saved_page_is_its_html_part() -> None:
    """MHTML reads as the page inside it."""
    document = read(Source("a.mht", mhtml(PAGE)))
    assert [[cell.text for cell in grid.rows[0]] for grid in document.grids()] == [["规章", "3"]]


def test_a_text_with_html_tables_keeps_its_lines() -> None:
    """Markdown that holds HTML tables gives each line as a paragraph and each table as a grid, and is a text."""
    text = (
        f"# 年度报告\n\n一、总体情况\n正文**一**行。\n<html><body>{TABLE.replace('</tr>', chr(10) + '</tr>')}</body></html>\n\n三、收到\n"
    )
    document = read(Source("a.md", text.encode()))
    blocks = ["|".join(cell.text for cell in block.rows[0]) if isinstance(block, Grid) else block.text for block in document.blocks]
    assert blocks == ["年度报告", "一、总体情况", "正文一行。", "规章|3", "三、收到"]
    assert (document.source_format, document.notes) == ("text", ())
