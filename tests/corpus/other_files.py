"""A report in the other files that sites and converters give: pandoc's Markdown, Org, AsciiDoc, books, rows, sheets as text, mail, archives."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import re
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from email.message import EmailMessage
from functools import partial
from unicodedata import east_asian_width

from lxml import etree
from official_form import FormCell, FormTable, SetReport
from web_pages import plain_page
from word_files import word_file

Writer = Callable[[SetReport], bytes]
Drawn = Callable[[FormTable], list[str]]


def width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def padded(text: str, space: int) -> str:
    return text + " " * (space - width(text))


def flat(table: FormTable, *, repeated: bool) -> list[list[str]]:
    """Every row with a text in each column, that of spanning cells in the first place only or in all."""
    return [[cell.text if own or repeated else "" for cell, own in row] for row in table.covering()]


def lines(drawn: Drawn, heading: str = "# {}") -> Writer:
    def write(report: SetReport) -> bytes:
        text = [heading.format(line) for line in report.title] + [""]
        for block in report.blocks():
            text += [block, ""] if isinstance(block, str) else [*drawn(block), ""]
        return "\n".join(text).encode()

    return write


def grid_table(table: FormTable) -> list[str]:
    """A grid with its spans, long labels broken over lines, as pandoc 3 draws it."""
    columns = len(flat(table, repeated=True)[0])
    at = [8 * column for column in range(columns + 1)]
    placed = list(_placed(table))
    starts = [0]
    for row in range(len(table.rows)):
        inside = [len(_broken(cell.text, 8 * cell.column_span - 3)) for place, _, cell in placed if place == row and cell.row_span == 1]
        starts.append(starts[-1] + 1 + max([1, *inside]))
    canvas = [[" "] * (at[-1] + 1) for _ in range(starts[-1] + 1)]
    for row, column, cell in placed:
        _box(canvas, starts[row], at[column], starts[row + cell.row_span], at[column + cell.column_span])
    text = ["".join(line) for line in canvas]
    for row, column, cell in placed:
        for below, piece in enumerate(_broken(cell.text, 8 * cell.column_span - 3)[: starts[row + cell.row_span] - starts[row] - 1]):
            canvas_line = starts[row] + 1 + below
            for offset, character in enumerate(_laid(piece)):
                canvas[canvas_line][at[column] + 2 + offset] = character
    text = ["".join(line) for line in canvas]
    return text


def _laid(text: str) -> list[str]:
    return [part for character in text for part in ([character, ""] if width(character) == 2 else [character])]


def _box(canvas: list[list[str]], top: int, left: int, bottom: int, right: int) -> None:
    for x in range(left, right + 1):
        for y in (top, bottom):
            canvas[y][x] = "+" if x in (left, right) or canvas[y][x] == "+" else "-"
    for y in range(top, bottom + 1):
        for x in (left, right):
            canvas[y][x] = "+" if y in (top, bottom) or canvas[y][x] == "+" else "|"


def _broken(text: str, space: int) -> list[str]:
    pieces = [""]
    for character in text:
        if width(pieces[-1] + character) > space:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _placed(table: FormTable) -> Iterator[tuple[int, int, FormCell]]:
    return ((number, column, cell) for number, row in enumerate(table.covering()) for column, (cell, own) in enumerate(row) if own)


def simple_table(table: FormTable) -> list[str]:
    """Columns under runs of dashes, a row a line."""
    rows = flat(table, repeated=False)
    spaces = [max([3, *(width(row[column]) for row in rows)]) for column in range(len(rows[0]))]
    dashes = "  " + " ".join("-" * space for space in spaces)
    return [dashes, *("  " + " ".join(padded(text, space) for text, space in zip(row, spaces, strict=True)) for row in rows), dashes]


def org_table(table: FormTable) -> list[str]:
    rows = flat(table, repeated=False)
    rule = f"|{'+'.join('---' for _ in rows[0])}|"
    return [rule, *(f"| {' | '.join(row)} |" for row in rows), rule]


def adoc_table(table: FormTable) -> list[str]:
    columns = len(flat(table, repeated=True)[0])
    cells = [" ".join(f"{_adoc_span(cell)}|{cell.text}" for cell in row) for row in table.rows]
    return [f'[width="100%",cols="{",".join(["10%"] * columns)}",]', "|===", *cells, "|==="]


def _adoc_span(cell: FormCell) -> str:
    across, down = (str(span) if span > 1 else "" for span in (cell.column_span, cell.row_span))
    return f"{across}{f'.{down}' if down else ''}+" if across or down else ""


def rows_of_json(report: SetReport) -> bytes:
    blocks = [block if isinstance(block, str) else flat(block, repeated=True) for block in report.blocks()]
    return json.dumps({"title": "".join(report.title), "content": blocks}, ensure_ascii=False).encode()


def objects_of_json(report: SetReport) -> bytes:
    blocks = [
        block if isinstance(block, str) else [{f"column{n}": text for n, text in enumerate(row)} for row in flat(block, repeated=True)]
        for block in report.blocks()
    ]
    return json.dumps({"title": "".join(report.title), "content": blocks}).encode()


def separated(report: SetReport, sign: str = ",", encoding: str = "utf-8-sig", ragged: bool = False) -> bytes:
    """The report as one sheet saved as text; ragged without the blank cells at the ends of rows."""
    rows: list[list[str]] = [[line] for line in report.title]
    for block in report.blocks():
        rows += [[block]] if isinstance(block, str) else flat(block, repeated=False)
    longest = max(map(len, rows))
    stream = io.StringIO()
    csv.writer(stream, delimiter=sign).writerows(row if ragged else row + [""] * (longest - len(row)) for row in rows)
    return stream.getvalue().encode(encoding)


def book(report: SetReport) -> bytes:
    stream = io.BytesIO()
    cover = '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title /></head><body><p>封面</p></body></html>'
    page = etree.tostring(etree.HTML(plain_page(report)), xml_declaration=True, encoding="utf-8").replace(
        b"<html", b"<!DOCTYPE html><html", 1
    )
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/epub+zip")
        package.writestr("META-INF/container.xml", '<container><rootfiles><rootfile full-path="EPUB/a.opf"/></rootfiles></container>')
        manifest = '<item id="t" href="text/t.xhtml"/><item id="a" href="text/a.xhtml"/>'
        package.writestr(
            "EPUB/a.opf", f'<package><manifest>{manifest}</manifest><spine><itemref idref="t"/><itemref idref="a"/></spine></package>'
        )
        package.writestr("EPUB/text/a.xhtml", page)
        package.writestr("EPUB/text/t.xhtml", cover)
    return stream.getvalue()


def mail(report: SetReport) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = "报送年度报告", "a@example.invalid"
    message.set_content("见附件。")
    message.add_attachment(word_file(report), maintype="application", subtype="octet-stream", filename="年度报告.docx")
    return message.as_bytes()


def saved_page(report: SetReport) -> bytes:
    """A page whose report stands in a frame, beside one with a long menu: the last of three pages saved together."""
    menu = "<tr><td>导航</td></tr>" * 400
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "http://example.invalid/"
    message.set_content("<html><body><iframe src=cid:m></iframe><iframe src=cid:f></iframe></body></html>", subtype="html")
    message.make_related()
    message.add_related(f"<html><body><table>{menu}</table></body></html>", subtype="html", cid="<m>")
    message.add_related(plain_page(report), subtype="html", cid="<f>")
    return message.as_bytes()


def placed_page(report: SetReport) -> bytes:
    """Each piece of text at its place, as pdftohtml writes a PDF without its rules."""
    pieces: list[str] = []
    top = 50
    for block in [*report.title, *report.blocks()]:
        rows = [[block]] if isinstance(block, str) else flat(block, repeated=False)
        for row in rows:
            top += 20
            pieces += [
                f'<p style="position:absolute;top:{top + number % 2}px;left:{60 + 40 * number}px;white-space:nowrap" class="ft00">{text}</p>'
                for number, text in enumerate(row)
                if text
            ]
    return f"<!DOCTYPE html><html><head><title>a</title></head><body><div id=page1-div>{chr(10).join(pieces)}</div></body></html>".encode()


def placed_in_points(report: SetReport) -> bytes:
    """The same as mutool's HTML: in points, each piece with a typeface of its own, column by column."""
    places = re.findall(r"top:(\d+)px;left:(\d+)px[^>]*>([^<]*)<", placed_page(report).decode())
    pieces = "".join(
        f'<p style="top:{top}pt;left:{left}pt;line-height:9pt"><span style="font-size:9pt">{text}</span></p>'
        for top, left, text in sorted(places, key=lambda place: int(place[1]))
    )
    return f"<!DOCTYPE html><html><head><title>a</title></head><body><div>{pieces}</div></body></html>".encode()


def run_together(report: SetReport) -> bytes:
    """A paragraph for each row, its cells behind blanks, and one for each label of a group of rows, as mutool writes XHTML."""
    paragraphs = list(report.title)
    for block in report.blocks():
        for row in block.rows if isinstance(block, FormTable) else ():
            groups = [cell for cell in row if cell.row_span > 1 and any(other.key for other in row)]
            paragraphs += [cell.text for cell in groups]
            paragraphs.append(" ".join(cell.text for cell in row if cell not in groups))
        paragraphs += [block] if isinstance(block, str) else []
    return f"<html><body><div>{''.join(f'<p>{text}</p>' for text in paragraphs)}</div></body></html>".encode()


def placed_xml(report: SetReport) -> bytes:
    """The same as pdftohtml -xml."""
    page = placed_page(report).decode()
    texts = re.findall(r"top:(\d+)px;left:(\d+)px[^>]*>([^<]*)<", page)
    lines = "".join(f'<text top="{top}" left="{left}" width="9" height="9" font="0">{text}</text>\n' for top, left, text in texts)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE pdf2xml SYSTEM "pdf2xml.dtd">\n<pdf2xml><page number="1">{lines}</page></pdf2xml>'.encode()


def flat_word(report: SetReport) -> bytes:
    """A Word file saved as XML: its package as one file, parts that are no XML in base64."""
    package = zipfile.ZipFile(io.BytesIO(word_file(report)))
    parts = "".join(
        f'<pkg:part pkg:name="/{name}" pkg:contentType="{_part_type(name)}"><pkg:xmlData>{_XML_HEAD.sub("", package.read(name).decode())}'
        "</pkg:xmlData></pkg:part>"
        for name in package.namelist()
        if name != "[Content_Types].xml"
    )
    picture = '<pkg:part pkg:name="/word/media/a.png" pkg:contentType="image/png"><pkg:binaryData>iVBORw0K\n</pkg:binaryData></pkg:part>'
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        f'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{parts}{picture}</pkg:package>'
    ).encode()


_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*>")


def _part_type(name: str) -> str:
    kind = "relationships+xml" if name.endswith(".rels") else "wordprocessingml.document.main+xml"
    return f"application/vnd.openxmlformats-{'package' if name.endswith('.rels') else 'officedocument'}.{kind}"


def flat_sheet(report: SetReport) -> bytes:
    """One sheet as a flat OpenDocument file."""
    rows = [[line] for line in report.title]
    for block in report.blocks():
        rows += [[block]] if isinstance(block, str) else flat(block, repeated=False)
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    body = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in row)
        + "</table:table-row>"
        for row in rows
    )
    kind = 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {names} {kind}><office:body><office:spreadsheet>'
        f'<table:table table:name="a">{body}</table:table></office:spreadsheet></office:body></office:document>'
    ).encode()


OTHER: Mapping[str, tuple[str, Writer]] = {
    "pandoc's grid tables": (".md", lines(grid_table)),
    "pandoc's simple tables": (".md", lines(simple_table)),
    "org": (".org", lines(org_table, "* {}")),
    "adoc": (".adoc", lines(adoc_table, "= {}")),
    "rows as JSON": (".json", rows_of_json),
    "objects as JSON": (".json", objects_of_json),
    "csv": (".csv", separated),
    "csv in GBK, ragged": (".csv", partial(separated, encoding="gb18030", ragged=True)),
    "csv with semicolons": (".csv", partial(separated, sign=";")),
    "tsv": (".tsv", partial(separated, sign="\t")),
    "epub": (".epub", book),
    "mail": (".eml", mail),
    "Word's XML": (".xml", flat_word),
    "fods": (".fods", flat_sheet),
    "pdftohtml": (".html", placed_page),
    "mutool's HTML": (".html", placed_in_points),
    "mutool's XHTML": (".xhtml", run_together),
    "pdftohtml -xml": (".xml", placed_xml),
    "saved page with a frame": (".mht", saved_page),
}
"""The other files by what they are, each with its extension and writer."""


def tar(name: str, content: bytes, mode: str = "w") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as package:  # type: ignore[call-overload]
        member = tarfile.TarInfo(name)
        member.size = len(content)
        package.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        package.addfile(link)
    return stream.getvalue()


PACKED: Mapping[str, Callable[[str, bytes], bytes]] = {
    ".tar": tar,
    ".tar.gz": partial(tar, mode="w:gz"),
    ".tgz": partial(tar, mode="w:gz"),
    ".gz": lambda _, content: gzip.compress(content),
    ".bz2": lambda _, content: bz2.compress(content),
    ".xz": lambda _, content: lzma.compress(content),
}
"""Ways to pack one file, by the extension of the archive."""
