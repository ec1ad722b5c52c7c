"""A report as Word writes it (.docx): real gridSpan and vMerge, fixed widths, a footer with the page number; and as .doc by LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path

from office_package import package
from official_form import FormCell, FormTable, SetReport

Inside = Callable[[FormCell], str]
"""The paragraphs inside a cell, as XML."""
Drawn = Callable[[FormTable, Inside], str]
"""A table as the XML that stands in the body for it."""

SOFFICE_SECONDS = 120
_WIDTH = 8800  # of the text on the page, in twentieths of a point


def word_file(
    report: SetReport, inside: Inside | None = None, drawn: Drawn | None = None, heading: Callable[[str], str] | None = None
) -> bytes:
    """The .docx of the report; the last three say how a cell, a table and a heading are written."""
    inside, drawn, heading = inside or paragraph_of, drawn or table, heading or bold
    body = [f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run(line, size=36)}</w:p>' for line in report.title]
    body.append(paragraph(report.lead))
    for title, content in report.sections:
        body += [heading(title)] if title else []
        body += [paragraph(block) if isinstance(block, str) else drawn(block, inside) for block in content]
    return package({**_PARTS, "word/document.xml": f"{_XML}<w:document {_NAMESPACE}><w:body>{''.join(body)}{_PAGE}</w:body></w:document>"})


def legacy_files(contents: Sequence[bytes]) -> list[bytes]:
    """The .doc of each .docx, written by LibreOffice in one go; FileNotFoundError where it is not installed."""
    soffice = shutil.which("soffice")
    if soffice is None:
        raise FileNotFoundError("soffice (LibreOffice) is not installed: a .doc cannot be made here")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / f"{number:04d}.docx" for number in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [soffice, profile, "--headless", "--convert-to", "doc:MS Word 97", "--outdir", name, *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True, timeout=SOFFICE_SECONDS)
        return [path.with_suffix(".doc").read_bytes() for path in paths]


def table(table: FormTable, inside: Inside) -> str:
    """One table with a cell for every place that Word stores: a merge downwards goes on with an empty cell."""
    return part(table, inside, 0, len(table.rows))


def part(table: FormTable, inside: Inside, first: int, last: int) -> str:
    """The rows [first, last) of the table as a table of its own; a merge that the cut divides begins anew and empty."""
    widths = column_widths(table)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(cells, inside, widths, row == first) for row, cells in enumerate(table.covering()) if first <= row < last)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    properties = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def column_widths(table: FormTable) -> list[int]:
    """The width of each column: those of labels are wider where the table has them beside its figures."""
    labels = table.width - 7 if table.name == "requests" else 0
    if labels != 3:
        return [_WIDTH // table.width] * table.width
    return [600, 1200, 2500, *[(_WIDTH - 4300) // 7] * 7]


def paragraph_of(cell: FormCell) -> str:
    """The text of a cell as one centred paragraph."""
    return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run(cell.text, size=18)}</w:p>'


def paragraph(text: str) -> str:
    return f'<w:p><w:pPr><w:ind w:firstLineChars="200" w:firstLine="560"/></w:pPr>{run(text, size=28)}</w:p>'


def bold(text: str) -> str:
    return f"<w:p><w:pPr><w:keepNext/></w:pPr>{run(text, size=28, more='<w:b/>')}</w:p>"


def run(text: str, size: int, more: str = "", tag: str = "t") -> str:
    """A run of text in the usual typeface, or nothing where there is no text."""
    if not text:
        return ""
    fonts = '<w:rFonts w:hint="eastAsia" w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/>'
    lines = f"</w:{tag}><w:br/><w:{tag}>".join(escape(line, quote=False) for line in text.split("\n"))
    return f'<w:r><w:rPr>{fonts}{more}<w:sz w:val="{size}"/></w:rPr><w:{tag} xml:space="preserve">{lines}</w:{tag}></w:r>'


def _row(cells: list[tuple[FormCell, bool]], inside: Inside, widths: list[int], anew: bool) -> str:
    return f"<w:tr>{''.join(_cells(cells, inside, widths, anew))}</w:tr>"


def _cells(cells: list[tuple[FormCell, bool]], inside: Inside, widths: list[int], anew: bool) -> Iterator[str]:
    column = 0
    while column < len(cells):
        cell, begins = cells[column]
        span = cell.column_span
        width = f'<w:tcW w:w="{sum(widths[column : column + span])}" w:type="dxa"/>'
        merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        if cell.row_span > 1:
            merged += '<w:vMerge w:val="restart"/>' if begins or anew else "<w:vMerge/>"
        yield f'<w:tc><w:tcPr>{width}{merged}<w:vAlign w:val="center"/></w:tcPr>{inside(cell) if begins else "<w:p/>"}</w:tc>'
        column += span


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN = "http://schemas.openxmlformats.org"
_NAMESPACE = f'xmlns:w="{_OPEN}/wordprocessingml/2006/main" xmlns:r="{_OPEN}/officeDocument/2006/relationships"'
_PAGE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId1"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1440" w:right="1500" w:bottom="1440" w:left="1500" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
)
_FOOTER = (
    '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>- </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    '<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t> -</w:t></w:r></w:p>'
)
_OFFICE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_OPEN}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_OFFICE_TYPE}.document.main+xml"/>'
        f'<Override PartName="/word/footer1.xml" ContentType="{_OFFICE_TYPE}.footer+xml"/>'
        f'<Override PartName="/word/numbering.xml" ContentType="{_OFFICE_TYPE}.numbering+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_OPEN}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_OPEN}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        f'{_XML}<Relationships xmlns="{_OPEN}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_OPEN}/officeDocument/2006/relationships/footer" Target="footer1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OPEN}/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>'
    ),
    "word/footer1.xml": f"{_XML}<w:ftr {_NAMESPACE}>{_FOOTER}</w:ftr>",
    "word/numbering.xml": (
        f'{_XML}<w:numbering {_NAMESPACE}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    ),
}
