"""The one sheet of a file of comma-separated values, or of a sheet that was saved with tabs between its cells."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from reportlib.errors import UnreadableFile
from reportlib.model import Note
from reportlib.readers.limits import MAX_SHEET_ROWS
from reportlib.readers.separated import separator
from reportlib.readers.sheets.stored import Sheet, check_limits
from reportlib.text.decoding import decoded


def sheets(content: bytes) -> Iterator[Sheet | Note]:
    known = decoded(content)
    text = known.text.lstrip("\ufeff") if known else ""
    sign = separator(text)
    if sign is None:
        raise UnreadableFile("this is no table of separated values", expected="rows with the same sign between their cells")
    sheet = Sheet("", {}, set(), [], set(), set(), [])
    for row, fields in enumerate(csv.reader(text.splitlines(keepends=True), delimiter=sign)):
        check_limits("", min(row, MAX_SHEET_ROWS + 1), len(fields), len(sheet.texts))
        sheet.texts.update({(row, column): field for column, field in enumerate(fields) if field.strip()})
    yield sheet
