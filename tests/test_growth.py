"""Time that grows with the size of a text, not with its square, whatever the text is made of."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO

import pytest
import xlsxwriter
from docx import Document
from docx.oxml import parse_xml

from reportlib.errors import LimitExceeded, ReportError
from reportlib.model import Source
from reportlib.reading import read_all

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TITLE = "试验县样例局2023年政府信息公开工作年度报告"
# What a text is made of: each is given how many pieces of about a hundred bytes it should have.
KINDS = {
    "blanks in a line": lambda pieces: "主动公开" + " " * (100 * pieces) + "数量",
    "one long line": lambda pieces: "公开政府信息并办理申请。" * (3 * pieces),
    "one long word": lambda pieces: "甲" * (33 * pieces),
    "blank lines": lambda pieces: "公开\n" + "\n \n" * (33 * pieces),
    "headings": lambda pieces: "二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n" * pieces,
    "prose": lambda pieces: "本年度收到政府信息公开申请12件，其中予以公开5件，不予公开7件。\n" * pieces,
    "titles": lambda pieces: f"{TITLE}\n" * (20 * pieces),
    "days": lambda pieces: "2023年1月20日\n" * (40 * pieces),
    "a list without an end of a sentence": lambda pieces: "- 收到申请12件\n" * (15 * pieces),
    "digits": lambda pieces: "7" * (100 * pieces),
}


def page(body: str) -> Source:
    return Source("a.html", f"<html><head><title>{TITLE}</title></head><body><p>{TITLE}</p>{body}</body></html>".encode())


def paper(pieces: int) -> Source:
    """A Word file of so many paragraphs and rows."""
    made, file = Document(), BytesIO()
    made.add_paragraph(TITLE)
    for _ in range(pieces):
        made.add_paragraph("本年度收到政府信息公开申请12件，其中予以公开5件，不予公开7件。")
    table = made.add_table(rows=0, cols=0)
    grid = "".join("<w:tr>" + "<w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc>" * 4 + "</w:tr>" for _ in range(pieces))
    made.element.body.replace(table._tbl, parse_xml(f'<w:tbl xmlns:w="{NAMESPACE}">{grid}</w:tbl>'))
    made.save(file)
    return Source("a.docx", file.getvalue())


def workbook(pieces: int) -> Source:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, TITLE)
        for row in range(pieces):
            sheet.write_row(row + 1, 0, ["规章", 1, 2, 3])
    return Source("a.xlsx", file.getvalue())


# Files of other kinds, and texts of which little is soon read: each is made of that many pieces.
FILES: dict[str, Callable[[int], Source]] = {
    "digits and dots": lambda pieces: written("7." * (50 * pieces)),
    "ordinals in brackets": lambda pieces: written("（一）" * (11 * pieces)),
    "cells one a line": lambda pieces: written("1.\n" * (4 * pieces)),
    "labels and numbers one a line": lambda pieces: written("规章\n12\n" * (3 * pieces)),
    "paragraphs of a page": lambda pieces: page("<p>本年度收到政府信息公开申请12件，其中予以公开5件。</p>" * pieces),
    "rows of a page": lambda pieces: page("<table>" + "<tr><td>规章</td><td>1</td><td>2</td><td>3</td></tr>" * (4 * pieces) + "</table>"),
    "tables of a page": lambda pieces: page("<table><tr><td>规章</td><td>1</td><td>2</td></tr></table>" * pieces),
    "a script in a page": lambda pieces: page("<script>var a = '<td>规章</td>" + "<td>12</td>" * (9 * pieces) + "';</script>"),
    "styles of a page": lambda pieces: page(
        "<style>"
        + "".join(f".c{n} td {{ color: #000 }} " for n in range(pieces))
        + "</style><table><tr><td>规章</td><td>1</td></tr></table>"
    ),
    "rows of a CSV": lambda pieces: Source("a.csv", (f"{TITLE}\n" + "规章,1,2,3\n" * (3 * pieces)).encode()),
    "rows between bars": lambda pieces: Source("a.md", (f"{TITLE}\n\n" + "| 规章 | 1 | 2 | 3 |\n" * (4 * pieces)).encode()),
    "rows in columns": lambda pieces: Source("a.txt", (f"{TITLE}\n\n" + "规章        1      2      3\n" * (3 * pieces)).encode()),
    "a Word file": paper,
    "a workbook": workbook,
}
PIECES, STEP = 80, 4
MOST = 2.5 * STEP  # times as long for four times the text, on a busy machine too; the square would be sixteen
SMALL = 0.05  # seconds that any reading may take


def written(text: str) -> Source:
    """A text behind a title."""
    return Source("a.txt", f"{TITLE}\n\n{text}".encode())


def seconds(source: Source) -> float:
    """The processor time of reading this file."""
    started = time.process_time()
    with suppress(ReportError):
        read_all(source)
    return time.process_time() - started


@pytest.mark.parametrize("kind", KINDS)
def test_time_grows_with_size(kind: str) -> None:
    """Four times the text takes at most about four times as long."""
    assert_grows(lambda pieces: written(KINDS[kind](pieces)))


@pytest.mark.parametrize("kind", FILES)
def test_time_grows_with_the_size_of_a_file(kind: str) -> None:
    """Four times the paragraphs, rows, tables or rules of style take at most about four times as long."""
    assert_grows(lambda pieces: FILES[kind](10 * pieces))


def assert_grows(made: Callable[[int], Source]) -> None:
    """Fails where four times as many pieces take more than about four times the processor time."""
    seconds(written("公开"))
    few, many = made(PIECES), made(STEP * PIECES)
    small = min(seconds(few) for _ in range(2))
    bound = MOST * max(small, SMALL)
    large = min(measured_until_within(bound, lambda: seconds(many)))
    assert large <= bound, f"{small:.2f} s, then {large:.2f} s"


def measured_until_within(bound: float, measure: Callable[[], float]) -> Iterator[float]:
    """Measures until one is within the bound, three times at most: what else the machine does can only lengthen a time."""
    for _ in range(3):
        yield (measured := measure())
        if measured <= bound:
            return


def test_more_figures_than_a_report_tells_are_refused() -> None:
    """A megabyte of figures is refused with a reason, and soon, where it would be read for half a minute."""
    with pytest.raises(LimitExceeded, match="tells more figures than any report; expected at most 20,000; found 50,000"):
        read_all(written("- 收到申请12件\n" * 50_000))


def test_more_cells_than_a_report_has_are_refused() -> None:
    """As of a page: a text may hold a cell for each of its bytes."""
    with pytest.raises(LimitExceeded, match="too many table cells; expected at most 200,000; found 300,002"):
        read_all(written("1\t2\t3\n" * 100_000 + "\t"))
