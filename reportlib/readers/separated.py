"""Whether a text is one table of separated values, and by which sign."""

from __future__ import annotations

import csv
import re
from statistics import median

from reportlib.readers.limits import MAX_SHEET_ROWS

_FIGURE = re.compile(r"\s*[-+]?[\d,.]+%?\s*")
_LOOKED_AT = 200_000  # characters, to tell whether a text is such a file
_FEWEST_ROWS, _FEWEST_FIELDS = 4, 3


def separator(text: str) -> str | None:
    """The sign between the cells of a text that is one table: comma, semicolon or tab; None where it is no such text."""
    for sign in (",", ";", "\t"):
        if text.count(sign, 0, _LOOKED_AT) >= _FEWEST_ROWS * (_FEWEST_FIELDS - 1) and _is_table(text[:_LOOKED_AT], sign):
            return sign
    return None


def _is_table(text: str, sign: str) -> bool:
    """Whether all rows have as many cells, as programs save sheets; with commas, most rows may have several short cells, many of them figures."""
    try:
        rows = [row for row in csv.reader(text.splitlines(keepends=True), delimiter=sign, strict=False) if row][:MAX_SHEET_ROWS]
    except csv.Error:
        return False
    if len(rows) < _FEWEST_ROWS:
        return False
    fields = [field for row in rows for field in row if field.strip()]
    figures = sum(1 for field in fields if _FIGURE.fullmatch(field))
    if len({len(row) for row in rows[:-1]}) == 1:
        return len(rows[0]) >= _FEWEST_FIELDS and figures > 0
    several = sum(1 for row in rows if len(row) >= _FEWEST_FIELDS)
    return sign != "\t" and several * 2 >= len(rows) and figures * 5 >= len(fields) and median(map(len, fields)) <= 12
