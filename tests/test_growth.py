"""Time that grows with the size of a text, not with its square, whatever the text is made of."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from reportlib.errors import ReportError
from reportlib.model import Source
from reportlib.reading import read_all

TITLE = "试验县样例局2023年政府信息公开工作年度报告"
# What a text is made of: each is given how many pieces of about a hundred bytes it should have.
KINDS = {
    "blanks in a line": lambda pieces: "主动公开" + " " * (100 * pieces) + "数量",
    "one long line": lambda pieces: "公开政府信息并办理申请。" * (3 * pieces),
    "one long word": lambda pieces: "甲" * (33 * pieces),
    "blank lines": lambda pieces: "公开\n" + "\n \n" * (33 * pieces),
    "headings": lambda pieces: "二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n" * pieces,
    "prose": lambda pieces: "本年度收到政府信息公开申请12件，其中予以公开5件，不予公开7件。\n" * pieces,
    "digits": lambda pieces: "7" * (100 * pieces),
}
PIECES, STEP = 80, 4
MOST = 3.0 * STEP / 2  # times as long for four times the text; the square would be sixteen
SMALL = 0.05  # seconds that any reading may take


def seconds(text: str) -> float:
    """The processor time of reading this text behind a title."""
    source = Source("a.txt", f"{TITLE}\n\n{text}".encode())
    started = time.process_time()
    with suppress(ReportError):
        read_all(source)
    return time.process_time() - started


@pytest.mark.parametrize("kind", KINDS)
def test_time_grows_with_size(kind: str) -> None:
    """Four times the text takes at most about four times as long."""
    seconds("公开")
    small = min(seconds(KINDS[kind](PIECES)) for _ in range(2))
    bound = MOST * max(small, SMALL)
    large = min(measured_until_within(bound, lambda: seconds(KINDS[kind](STEP * PIECES))))
    assert large <= bound, f"{small:.2f} s, then {large:.2f} s"


def measured_until_within(bound: float, measure: Callable[[], float]) -> Iterator[float]:
    """Measures until one is within the bound, three times at most: what else the machine does can only lengthen a time."""
    for _ in range(3):
        yield (measured := measure())
        if measured <= bound:
            return
