"""Time that grows with the size of a text, not with its square, whatever the text is made of."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from reportlib.errors import ReportError
from reportlib.model import Source
from reportlib.reading import read_all

TITLE = "试验县样例局2023年政府信息公开工作年度报告"
ROW = "一、本年新收政府信息公开申请数量"
# What a text is made of: each is given how many pieces of about a hundred bytes it should have.
KINDS = {
    "blanks in a line": lambda pieces: "主动公开" + " " * (100 * pieces) + "数量",
    "one long line": lambda pieces: "公开政府信息并办理申请。" * (3 * pieces),
    "one long word": lambda pieces: "甲" * (33 * pieces),
    "short lines": lambda pieces: "公开\n" * (14 * pieces),
    "blank lines": lambda pieces: "公开\n" + "\n \n" * (33 * pieces),
    "titles": lambda pieces: f"{TITLE}\n" * (2 * pieces),
    "headings": lambda pieces: "二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n" * pieces,
    "prose": lambda pieces: "本年度收到政府信息公开申请12件，其中予以公开5件，不予公开7件。\n" * pieces,
    "prose in one paragraph": lambda pieces: "本年度收到政府信息公开申请12件，其中予以公开5件，不予公开7件；" * pieces,
    "tabs": lambda pieces: "甲\t" * (25 * pieces),
    "lines of tabs": lambda pieces: ("\t" * 98 + "甲\n") * pieces,
    "digits": lambda pieces: "7" * (100 * pieces),
    "numbers": lambda pieces: "12 " * (33 * pieces),
    "rows": lambda pieces: f"三、收到和处理政府信息公开申请情况\n{f'{ROW} 1 0 0 0 0 0 1{chr(10)}' * pieces}",
    "a ruled table": lambda pieces: f"三、收到和处理政府信息公开申请情况\n{f'| {ROW} | 1 | 0 | 0 | 0 | 0 | 0 | 1 |{chr(10)}' * pieces}",
    "bars": lambda pieces: "|" * (100 * pieces),
    "brackets": lambda pieces: "（" * (33 * pieces),
    "marks of a page": lambda pieces: "<" * (100 * pieces),
    "open tags": lambda pieces: "<html><body>" + "<div><p>" * (12 * pieces),
    "a script": lambda pieces: f"<html><script>var page = {'{' * (100 * pieces)}</script></html>",
    "escapes": lambda pieces: "<html><script>x = '" + "\\u516c" * (16 * pieces) + "'</script></html>",
}
PIECES, STEP = 160, 4
MOST = 3.0 * STEP / 2  # times as long for four times the text; the square would be sixteen
SMALL = 0.05  # seconds that any reading may take


def seconds(text: str) -> float:
    """The processor time of reading this text behind a title."""
    page = text.startswith("<html")
    source = Source("a.html" if page else "a.txt", (text if page else f"{TITLE}\n\n{text}").encode())
    started = time.process_time()
    with suppress(ReportError):
        read_all(source)
    return time.process_time() - started


@pytest.mark.parametrize("kind", KINDS)
def test_time_grows_with_size(kind: str) -> None:
    """Four times the text takes at most about four times as long."""
    seconds("公开")
    small = min(seconds(KINDS[kind](PIECES)) for _ in range(2))
    large = seconds(KINDS[kind](STEP * PIECES))
    assert large <= MOST * max(small, SMALL), f"{small:.2f} s, then {large:.2f} s"
