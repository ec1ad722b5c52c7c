"""How long the PDF reader takes, against pulling characters and paths with pypdfium2 alone, and against pdfplumber.

python benchmarks/pdf_reader.py FILE.pdf [...]     (pip install pdfplumber for the second comparison)
"""

from __future__ import annotations

import ctypes
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pypdfium2
import pypdfium2.raw as pdfium

from reportlib.model import Source
from reportlib.readers.pages import pdf

ROUNDS = 15


def main(names: list[str]) -> None:
    """Prints, for each file, the best time of each way over some rounds (taken in turn), and the two ratios."""
    columns = ("floor ms", "bare ms", "reader ms", "plumber ms", "reader/floor", "reader/bare", "plumber/reader", "cells", "plumber cells")
    print(f"{'file':<28}" + "".join(f"{column:>15}" for column in columns))
    for name in names:
        content = Path(name).read_bytes()
        source = Source(name, content)
        floor, bare, reader = best(ROUNDS, lambda c=content: floor_of(c), lambda c=content: bare_floor_of(c), lambda s=source: pdf.read(s))
        (plumber,) = best(2, lambda c=content: plumbed(c))
        ours = sum(cell.text != "" for grid in pdf.read(source).grids() for row in grid.rows for cell in row)
        times = "".join(f"{value:>15.1f}" for value in (floor, bare, reader, plumber))
        ratios = f"{reader / floor:>15.2f}{reader / bare:>15.2f}{plumber / reader:>15.1f}"
        print(f"{Path(name).name[:27]:<28}{times}{ratios}{ours:>15}{plumbed(content):>15}")


def best(rounds: int, *ways: Callable[[], object]) -> tuple[float, ...]:
    """The best time of each way in milliseconds, the ways taking turns so that a busy machine hurts all alike."""
    times = [float("inf")] * len(ways)
    for _ in range(rounds):
        for index, way in enumerate(ways):
            start = perf_counter()
            way()
            times[index] = min(times[index], 1000 * (perf_counter() - start))
    return tuple(times)


def floor_of(content: bytes) -> int:
    """Every character with its box and every object with its bounds, by the methods that pypdfium2 offers for it."""
    document = pypdfium2.PdfDocument(content)
    pulled = 0
    for page in document:
        textpage = page.get_textpage()
        textpage.get_text_range()
        pulled += len([textpage.get_charbox(index) for index in range(textpage.count_chars())])
        pulled += len([painted.get_bounds() for painted in page.get_objects() if painted.type == pdfium.FPDF_PAGEOBJ_PATH])
    document.close()
    return pulled


def bare_floor_of(content: bytes) -> int:
    """Every character with its box, every path with its way of drawing and its points, by ctypes calls with nothing around them."""
    pulled = 0
    document = pypdfium2.PdfDocument(content)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y, fill, stroke = ctypes.c_float(), ctypes.c_float(), ctypes.c_int(), ctypes.c_int()
    for page in document:
        textpage = page.get_textpage()
        count = textpage.count_chars()
        textpage.get_text_range()
        for index in range(count):
            pdfium.FPDFText_GetCharBox(textpage.raw, index, left, right, bottom, top)
        pulled += count
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
    document.close()
    return pulled


def plumbed(content: bytes) -> int:
    """The number of cells with text that pdfplumber finds, 0 where it is not installed."""
    try:
        import pdfplumber
    except ImportError:
        return 0
    from io import BytesIO

    with pdfplumber.open(BytesIO(content)) as document:
        tables = [table for page in document.pages for table in page.extract_tables()]
    return sum(bool(cell and cell.strip()) for table in tables for row in table for cell in row)


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # pdfplumber has much to say
    main(sys.argv[1:] or [str(Path(__file__).parent.parent / "data" / "raw" / "上海市人民政府办公厅-2025.pdf")])
