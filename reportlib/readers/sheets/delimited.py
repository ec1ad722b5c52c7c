"""The one sheet of a file of comma-separated values, or of a sheet that was saved with tabs between its cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from reportlib.errors import UnreadableFile
from reportlib.model import Note
from reportlib.readers.limits import MAX_SHEET_ROWS
from reportlib.readers.separated import separator
from reportlib.readers.sheets.stored import Sheet, check_limits
from reportlib.text.decoding import decoded

# How programs keep a spreadsheet from reading a figure: ="00123", and a mark before it.
_FORCED = re.compile(r"""\s*(?:="(.*)"|'(?=[-+\d])(.*))\s*""")


def sheets(content: bytes) -> Iterator[Sheet | Note]:
    known = decoded(content)
    text = known.text.lstrip("\ufeff") if known else ""
    sign = separator(text)
    if sign is None:
        raise UnreadableFile("this is no table of separated values", expected="rows with the same sign between their cells")
    sheet = Sheet("", {}, set(), [], set(), set(), [])
    for row, fields in enumerate(csv.reader(text.splitlines(keepends=True), delimiter=sign)):
        check_limits("", min(row, MAX_SHEET_ROWS + 1), len(fields), len(sheet.texts))
        sheet.texts.update({(row, column): _plain(field) for column, field in enumerate(fields) if field.strip()})
    yield sheet


def _plain(field: str) -> str:
    """The field as a spreadsheet would show it, without what forces it to be text."""
    forced = _FORCED.fullmatch(field)
    return (forced[1] or forced[2] or "") if forced else field
