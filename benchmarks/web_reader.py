"""How long the web reader takes, against parsing with lxml alone, and against pandas.read_html.

python benchmarks/web_reader.py [FILE.html ...]     (pip install html5lib beautifulsoup4 for the second comparison)

Without files it writes two synthetic pages of 200 figures itself: one dressed as government sites publish what Word made, one of bare tags.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from time import process_time

import lxml.html
import pandas

from reportlib.model import Source
from reportlib.readers import web

ROUNDS = 200
WIDTHS = [3] * 2 + [1] * 4 + [7] * 26 + [15]  # figures a row in the three tables of the form, 203 in all


def main(names: list[str]) -> None:
    """Prints, for each page, the best time of each way over some rounds (taken in turn), the ratios and the cells with text."""
    pages = {name: Path(name).read_bytes() for name in names} or {"dressed (synthetic)": page(True), "bare (synthetic)": page(False)}
    print(f"{'page':<28}{'KB':>6}{'lxml ms':>9}{'reader ms':>11}{'pandas ms':>11}{'reader/lxml':>13}{'pandas/reader':>15}", end="")
    print(f"{'cells':>7}{'pandas':>8}")
    for name, content in pages.items():
        floor, reader = best(ROUNDS, lambda c=content: lxml.html.fromstring(c), lambda n=name, c=content: web.read(Source(n, c)))
        (frames,) = best(3, lambda c=content: by_pandas(c))
        ours = sum(cell.text != "" for grid in web.read(Source(name, content)).grids() for row in grid.rows for cell in row)
        print(
            f"{Path(name).name[:27]:<28}{len(content) / 1024:>6.0f}{floor:>9.2f}{reader:>11.2f}{frames:>11.1f}{reader / floor:>13.2f}"
            f"{frames / reader:>15.1f}{ours:>7}{sum(frame.notna().sum().sum() for frame in by_pandas(content)):>8}"
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


def by_pandas(content: bytes) -> list[pandas.DataFrame]:
    return pandas.read_html(StringIO(content.decode("utf-8")))


def page(dressed: bool) -> bytes:
    """A synthetic page with rows of the form's widths and as much prose as a report has."""
    draw = random.Random(7)
    style = ' width="53" style="width:40.0pt;border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt"' if dressed else ""
    line = '<p class="MsoNormal" style="text-align:center"><span lang="EN-US" style="font-size:9.0pt;font-family:宋体">{}</span></p>'
    cell = f"<td{style}>{line if dressed else '{}'}</td>"
    rows = [
        "<tr>" + cell.format("（三）本行的标签有这么长") + "".join(cell.format(draw.randrange(400)) for _ in range(width)) + "</tr>"
        for width in WIDTHS
    ]
    tables = [f"<table>{''.join(rows[start:end])}</table>" for start, end in ((0, 6), (6, 32), (32, 33))]
    prose = "<p>" + "本段文字只为测量速度而写，句子长短与年度报告相仿。" * 6 + "</p>\n"
    chrome = "<script>var menu = [];</script><ul>" + '<li><a href="/x">栏目名称</a></li>' * 60 + "</ul>" if dressed else ""
    return f"<html><head><title>测速</title></head><body>{chrome}{(prose * 6).join(tables)}{prose * 8}</body></html>".encode()


if __name__ == "__main__":
    main(sys.argv[1:])
