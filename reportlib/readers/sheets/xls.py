"""Sheets of an .xls or .et: strings by calamine, all else by the records, since calamine gives errors as blanks and no formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from struct import unpack_from
from typing import NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from reportlib.errors import UnreadableFile
from reportlib.model import Note
from reportlib.readers.sheets.stored import BUILT_IN_FORMATS, Position, Range, Sheet, check_limits, hidden_sheet, printed


def sheets(content: bytes) -> Iterator[Sheet | Note]:
    from doc2docx.cfb import CompoundFile
    from doc2docx.errors import Doc2DocxError

    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        container = CompoundFile(content)
        names = [entry.path for entry in container.entries]
        stream = bytes(container.open_stream("Workbook" if "Workbook" in names else "Book"))
    except PasswordError as error:
        remedy = "open it in Excel or WPS and save it without a password"
        raise UnreadableFile("the file is protected by a password", remedy=remedy) from error
    except (CalamineError, Doc2DocxError) as error:
        raise UnreadableFile("the workbook is damaged", found=str(error), remedy="open it in Excel or WPS and save it anew") from error
    book = _xls_book(stream)
    for index, meta in enumerate(workbook.sheets_metadata):
        if meta.visible != SheetVisibleEnum.Visible:
            yield hidden_sheet(meta.name)
        elif index < len(book.offsets) and meta.typ == SheetTypeEnum.WorkSheet:
            yield _xls_sheet(workbook, index, stream, book)


class Book(NamedTuple):
    """What the sheets of an .xls share: where each begins, and of each cell style its format and whether it has a border."""

    offsets: list[int]
    formats: list[str]
    framed: list[bool]
    since_1904: bool


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """Kind and body of the records from here to the end of this part, without the charts inside it."""
    depth = 0
    while offset + 4 <= len(stream):
        kind, size = unpack_from("<HH", stream, offset)
        depth += (kind in (0x0809, 0x0409, 0x0209)) - (kind == 0x000A)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[offset + 4 : offset + 4 + size]
        offset += 4 + size


def _xls_book(stream: bytes) -> Book:
    book = Book([], [], [], False)
    codes = dict(BUILT_IN_FORMATS)
    numbers = []
    for kind, body in _records(stream, 0):
        if kind == 0x0085:
            book.offsets.append(unpack_from("<I", body)[0])
        elif kind == 0x041E:
            codes[unpack_from("<H", body)[0]] = _xls_format_code(body)
        elif kind == 0x00E0:
            numbers.append(unpack_from("<H", body, 2)[0])
            book.framed.append(len(body) == 20 and unpack_from("<H", body, 10)[0] != 0)
        elif kind == 0x0022:
            book = book._replace(since_1904=body[:1] == b"\1")
    return book._replace(formats=[codes.get(number, "") for number in numbers])


def _xls_format_code(body: bytes) -> str:
    size, wide = unpack_from("<HB", body, 2) if len(body) > 4 else (0, 0)
    if len(body) == 5 + size * (2 if wide & 1 else 1):
        return body[5:].decode("utf-16-le" if wide & 1 else "latin-1")
    return body[3:].decode("gb18030", errors="replace")


def _xls_sheet(workbook: CalamineWorkbook, index: int, stream: bytes, book: Book) -> Sheet:
    stored = workbook.get_sheet_by_index(index)
    sheet = Sheet(stored.name, {}, set(), [], set(), set(), [])
    last_row, last_column = stored.end or (0, 0)
    check_limits(sheet.name, last_row + 1, last_column + 1, 0)
    values: dict[Position, str] = {}
    for kind, body in _records(stream, book.offsets[index]):
        if kind == 0x0208 and body[12] & 0x20:
            sheet.hidden_rows.add(unpack_from("<H", body)[0])
        elif kind == 0x007D and body[8] & 1:
            first, last = unpack_from("<HH", body)
            sheet.hidden_columns.update(range(first, last + 1))
        elif kind == 0x00E5:
            areas = (unpack_from("<4H", body, 2 + 8 * number) for number in range(unpack_from("<H", body)[0]))
            sheet.merged.extend(Range(top, left, bottom, right) for top, bottom, left, right in areas)
        elif kind in XLS_CELLS:
            for row, column, style, value in XLS_CELLS[kind](body):
                if style < len(book.framed) and book.framed[style]:
                    sheet.framed.add((row, column))
                if isinstance(value, float):
                    code = book.formats[style] if style < len(book.formats) else ""
                    value = printed(value, code, book.since_1904, (row, column), sheet)
                if value is not None:
                    values[row, column] = value
    for row, line in enumerate(stored.to_python(skip_empty_area=False)):
        sheet.texts.update({(row, column): value for column, value in enumerate(line) if isinstance(value, str) and value.strip()})
    sheet.texts.update(values)
    return sheet


XlsCells = Iterator[tuple[int, int, int, float | str | None]]  # row, column, style, value; None for strings, which calamine reads


def _xls_blank(body: bytes) -> XlsCells:
    row, column, style = unpack_from("<3H", body)
    yield row, column, style, None


def _xls_blanks(body: bytes) -> XlsCells:
    row, first = unpack_from("<2H", body)
    for order in range((len(body) - 6) // 2):
        yield row, first + order, unpack_from("<H", body, 4 + 2 * order)[0], None


def _xls_number(body: bytes) -> XlsCells:
    yield unpack_from("<3Hd", body)


def _xls_packed(body: bytes) -> XlsCells:
    row, column, style, packed = unpack_from("<3HI", body)
    yield row, column, style, _unpacked(packed)


def _xls_packed_row(body: bytes) -> XlsCells:
    row, first = unpack_from("<2H", body)
    for order in range((len(body) - 6) // 6):
        style, packed = unpack_from("<HI", body, 4 + 6 * order)
        yield row, first + order, style, _unpacked(packed)


def _unpacked(packed: int) -> float:
    """An RK number: the upper 30 bits of an integer or of a float, by a hundred or not."""
    if packed & 2:
        value = float((packed >> 2) - (1 << 30 if packed & 1 << 31 else 0))
    else:
        value = unpack_from("<d", bytes(4) + (packed & ~3).to_bytes(4, "little"))[0]
    return value / 100 if packed & 1 else value


def _xls_error(body: bytes) -> XlsCells:
    row, column, style, value, is_error = unpack_from("<3H2B", body)
    yield row, column, style, XLS_ERRORS.get(value, "#ERROR!") if is_error else ("FALSE", "TRUE")[value]


def _xls_formula(body: bytes) -> XlsCells:
    row, column, style = unpack_from("<3H", body)
    if body[12:14] != b"\xff\xff":
        yield row, column, style, unpack_from("<d", body, 6)[0]
    elif body[6] in (1, 2):
        yield from _xls_error(body[:6] + bytes((body[8], body[6] - 1)))
    else:
        yield row, column, style, None


XLS_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
XLS_CELLS: dict[int, Callable[[bytes], XlsCells]] = {
    0x0201: _xls_blank,
    0x00BE: _xls_blanks,
    0x0203: _xls_number,
    0x027E: _xls_packed,
    0x00BD: _xls_packed_row,
    0x0205: _xls_error,
    0x0006: _xls_formula,
    0x0204: _xls_blank,  # strings
    0x00FD: _xls_blank,
}
