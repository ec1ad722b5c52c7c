"""What one document of each format costs: reportlib, the floor (bytes and the parsing library alone), and what one would pick instead.

Synthetic prints of the official form, so that every figure is known. A cell counts as right for reportlib where the figure under its code
is the printed one; for the others, which know no form, where their tables hold the printed figures in the printed order.
"""

from __future__ import annotations

import ctypes
import logging
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from importlib.util import find_spec
from io import BytesIO, StringIO
from time import process_time
from typing import NamedTuple

import generated  # noqa: F401  makes tests/ and tools/ importable
import lxml.html
import pypdfium2
import pypdfium2.raw as pdfium
from corpus.synthetic import Case
from lxml import etree
from python_calamine import CalamineWorkbook

import reportlib
from reportlib.readers import read

ROUNDS, ROUNDS_OF_OTHERS = 15, 3
CASES = {
    "text": Case("text", "one cell a line behind a tab", seed=2),
    "html": Case("html", "government page, utf-8", seed=2),
    "docx": Case("docx", "plain", seed=2),
    "xlsx": Case("xlsx", "one sheet", seed=2),
    "pdf": Case("pdf", "ruled by lines", seed=2),
}
_NOTHING = {"instead": "-", "its ms": "", "its ms/reader ms": "", "its ms/report ms": "", "its right": ""}
_Cells = Iterable[object]


class Way(NamedTuple):
    """A way to the cells of a document's tables, and the packages that it needs."""

    cells: Callable[[bytes], _Cells]
    needs: tuple[str, ...]


def rows() -> Iterator[dict[str, object]]:
    """A row for each format and alternative."""
    logging.disable(logging.WARNING)  # pdfplumber has much to say
    warnings.simplefilter("ignore")
    for name, case in CASES.items():
        source = case.source()
        content, printed = source.content, [value for value in case.expected().values() if value is not None]
        floor, reader, whole = best(
            ROUNDS,
            lambda name=name, content=content: FLOORS[name](content),
            lambda source=source: read(source),
            lambda source=source: reportlib.read(source),
        )
        facts = {(fact.table, fact.item, fact.column): fact.value for fact in reportlib.read(source).facts}
        right = sum(facts.get(key) == value for key, value in case.expected().items() if value is not None)
        own = {
            "format": name,
            "floor ms": round(floor, 2),
            "reader ms": round(reader, 2),
            "reader/floor": round(reader / floor, 1),
            "report ms": round(whole, 2),
            "reports/s": round(1000 / whole),
            "right": f"{right}/{len(printed)}",
        }
        others = [_other(label, way, content, printed, reader, whole) for label, way in OTHERS.get(name, {}).items()]
        yield from ({**own, **other} for other in others or [_NOTHING])


def best(rounds: int, *ways: Callable[[], object]) -> tuple[float, ...]:
    """The best processor time of each way in milliseconds, the ways taking turns so that a busy machine hurts all alike."""
    times = [float("inf")] * len(ways)
    for _ in range(rounds):
        for index, way in enumerate(ways):
            start = process_time()
            way()
            times[index] = min(times[index], 1000 * (process_time() - start))
    return tuple(times)


def _other(label: str, way: Way, content: bytes, printed: list[float], reader: float, whole: float) -> dict[str, object]:
    if not all(find_spec(package) for package in way.needs):
        return {**_NOTHING, "instead": f"{label} (not installed)"}
    (spent,) = best(ROUNDS_OF_OTHERS, lambda: list(way.cells(content)))
    numbers = [number for cell in way.cells(content) if (number := _number(cell)) is not None]
    alike = SequenceMatcher(None, printed, numbers, autojunk=False).get_matching_blocks()
    right = f"{sum(block.size for block in alike)}/{len(printed)}"
    return {
        "instead": label,
        "its ms": round(spent, 1),
        "its ms/reader ms": round(spent / reader, 1),
        "its ms/report ms": round(spent / whole, 1),
        "its right": right,
    }


def _number(cell: object) -> float | None:
    text = str(cell).strip()
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


# Floors


def _unzipped(content: bytes) -> object:
    return etree.fromstring(zipfile.ZipFile(BytesIO(content)).read("word/document.xml"))


def _sheets(content: bytes) -> object:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def _characters_and_paths(content: bytes) -> int:
    """Every character with its box, every path with its way of drawing and its points, by calls with nothing around them."""
    document = pypdfium2.PdfDocument(content)
    pulled = sum(_characters(page) + _points(page) for page in document)
    document.close()
    return pulled


def _characters(page: pypdfium2.PdfPage) -> int:
    box = [ctypes.c_double() for _ in range(4)]
    text = page.get_textpage()
    text.get_text_range()
    for index in range(text.count_chars()):
        pdfium.FPDFText_GetCharBox(text.raw, index, *box)
    return int(text.count_chars())


def _points(page: pypdfium2.PdfPage) -> int:
    x, y, fill, stroke = ctypes.c_float(), ctypes.c_float(), ctypes.c_int(), ctypes.c_int()
    pulled = 0
    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        painted = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(painted) == pdfium.FPDF_PAGEOBJ_PATH:
            pdfium.FPDFPath_GetDrawMode(painted, fill, stroke)
            pdfium.FPDFPageObj_GetStrokeWidth(painted, x)
            for number in range(pdfium.FPDFPath_CountSegments(painted)):
                segment = pdfium.FPDFPath_GetPathSegment(painted, number)
                pdfium.FPDFPathSegment_GetType(segment)
                pdfium.FPDFPathSegment_GetPoint(segment, x, y)
                pulled += 1
    return pulled


FLOORS: dict[str, Callable[[bytes], object]] = {
    "text": lambda content: content.decode().splitlines(),
    "html": lxml.html.fromstring,
    "docx": _unzipped,
    "xlsx": _sheets,
    "pdf": _characters_and_paths,
}


# What one would pick instead


def _by_read_html(content: bytes) -> _Cells:
    import pandas

    return (cell for frame in pandas.read_html(StringIO(content.decode())) for row in frame.to_numpy().tolist() for cell in row)


def _by_read_excel(content: bytes) -> _Cells:
    import pandas

    frames = pandas.read_excel(BytesIO(content), sheet_name=None, header=None, dtype=str).values()
    return (cell for frame in frames for row in frame.to_numpy().tolist() for cell in row)


def _by_python_docx(content: bytes) -> Iterator[str]:
    """Each cell once, as python-docx gives a merged cell again at every place that it covers."""
    import docx

    for table in docx.Document(BytesIO(content)).tables:
        seen = set()
        for cell in (cell for row in table.rows for cell in row.cells):
            if cell._tc not in seen:
                seen.add(cell._tc)
                yield cell.text


def _by_pdfplumber(content: bytes) -> Iterator[object]:
    import pdfplumber

    with pdfplumber.open(BytesIO(content)) as document:
        for page in document.pages:
            yield from (cell for table in page.extract_tables() for row in table for cell in row)


def _by_markitdown(extension: str) -> Way:
    def cells(content: bytes) -> Iterator[str]:
        import markitdown

        text = markitdown.MarkItDown(enable_plugins=False).convert_stream(BytesIO(content), file_extension=extension).text_content
        yield from (cell for line in text.splitlines() if line.startswith("|") for cell in line.strip("|").split("|"))

    return Way(cells, ("markitdown",))


OTHERS: dict[str, dict[str, Way]] = {
    "html": {"pandas.read_html": Way(_by_read_html, ("html5lib", "bs4")), "markitdown": _by_markitdown(".html")},
    "docx": {"python-docx": Way(_by_python_docx, ("docx",)), "markitdown": _by_markitdown(".docx")},
    "xlsx": {"pandas.read_excel": Way(_by_read_excel, ("openpyxl",)), "markitdown": _by_markitdown(".xlsx")},
    "pdf": {"pdfplumber": Way(_by_pdfplumber, ("pdfplumber",)), "markitdown": _by_markitdown(".pdf")},
}
