"""The sentences of a prose as they may be somebody else's: figures apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

PROSE = (1, 5, 6)  # the sections that are prose by the form
_END, _FIGURE, _BLANK = re.compile(r"[。!?！？;；\n]+"), re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*"), re.compile(r"\s+")
_SHORTEST = 8  # signs; 一是…, 特此说明 and the like are anyone's


def wordings(text: str) -> Iterator[str]:
    """Each sentence of eight signs and more, with # for its figures and without blanks.

    >>> list(wordings("全年公开 80 条政府信息。特此说明。"))
    ['全年公开#条政府信息']
    """
    sentences = (_FIGURE.sub("#", _BLANK.sub("", sentence)) for sentence in _END.split(text))
    return (sentence for sentence in sentences if len(sentence) >= _SHORTEST)
