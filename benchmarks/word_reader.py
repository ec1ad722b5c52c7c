"""How long the Word reader takes, against unzipping and parsing with lxml alone, and against python-docx.

python benchmarks/word_reader.py FILE.docx [...]     (pip install python-docx for the second comparison)
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from time import process_time

import docx
from lxml import etree

from reportlib.model import Source
from reportlib.readers import word

ROUNDS = 200


def main(names: list[str]) -> None:
    """Prints, for each file, the best time of each way over some rounds (taken in turn), the ratios and the cells with text."""
    print(f"{'file':<28}{'lxml ms':>9}{'reader ms':>11}{'docx ms':>9}{'reader/lxml':>13}{'docx/reader':>13}{'cells':>7}{'docx':>6}")
    for name in names:
        content = Path(name).read_bytes()
        floor, reader = best(ROUNDS, lambda c=content: parsed(c), lambda n=name, c=content: word.read(Source(n, c)))
        (other,) = best(2, lambda c=content: by_python_docx(c))
        ours = sum(cell.text != "" for grid in word.read(Source(name, content)).grids() for row in grid.rows for cell in row)
        print(
            f"{Path(name).name[:27]:<28}{floor:>9.2f}{reader:>11.2f}{other:>9.1f}{reader / floor:>13.2f}{other / reader:>13.1f}"
            f"{ours:>7}{by_python_docx(content):>6}"
        )


def best(rounds: int, *ways: Callable[[], object]) -> tuple[float, ...]:
    """The best processor time of each way in milliseconds, the ways taking turns so that a busy machine hurts all alike."""
    times = [float("inf")] * len(ways)
    for _ in range(rounds):
        for index, way in enumerate(ways):
            start = process_time()
            way()
            times[index] = min(times[index], 1000 * (process_time() - start))
    return tuple(times)


def parsed(content: bytes) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(BytesIO(content)).read("word/document.xml"))


def by_python_docx(content: bytes) -> int:
    """The number of cells with text, a merged cell counted once, as python-docx gives them."""
    document = docx.Document(BytesIO(content))
    return sum(len({cell._tc for row in table.rows for cell in row.cells if cell.text.strip()}) for table in document.tables)


if __name__ == "__main__":
    main(sys.argv[1:] or [str(Path(__file__).parent.parent / "data" / "raw" / "宿迁市人民政府-2023.docx")])
