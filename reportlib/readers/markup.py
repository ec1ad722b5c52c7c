"""What web pages and Word files share: lines and nested tables that settle into numbered paragraphs and grids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from reportlib.errors import LimitExceeded
from reportlib.model import Block, Cell, Grid, Note, Paragraph, Place
from reportlib.model import Picture as ShownPicture
from reportlib.readers import limits

OWN_GRID_CELLS = 12  # a table of at least so many cells is never mere text of the cell that holds it


class Picture(str):
    """Stands where a picture is printed, empty as text; its name or address, and its bytes where the file holds them."""

    name = ""
    content = b""

    @classmethod
    def of(cls, name: str, content: bytes = b"") -> Picture:
        """A picture that is worth telling: one large enough to show a table."""
        picture = cls()
        picture.name, picture.content = name, content
        return picture


@dataclass(slots=True)
class Slot:
    """One cell before its table is settled: lines and nested tables in order, at its true position from 0."""

    content: list[Item]
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1

    @property
    def text(self) -> str:
        content = self.content
        if len(content) == 1 and isinstance(content[0], str):
            return content[0]
        return "\n".join([item if isinstance(item, str) else _inline(item) for item in content if not isinstance(item, Picture)])


@dataclass(slots=True, eq=False)
class Table:
    """A table before it is settled; `rows` as in Grid, `holds_tables` where a cell's content has one."""

    rows: list[list[Slot]] = field(default_factory=list)
    holds_tables: bool = False

    def slots(self) -> Iterable[Slot]:
        return (slot for row in self.rows for slot in row)

    @property
    def size(self) -> int:
        return sum(len(row) for row in self.rows)


Item: TypeAlias = "str | Table"


def settle(items: list[Item], source: str) -> list[Item]:
    """The same in reading order without nesting: a layout table gives way to what it holds, a data table keeps its cells.

    Raises LimitExceeded for more cells than the limit allows.
    """
    settled: list[Item] = []
    _settle(items, settled)
    covered = sum(slot.row_span * slot.column_span for item in settled if isinstance(item, Table) for row in item.rows for slot in row)
    check_covered(covered, source)
    return settled


def check_covered(cells: int, source: str) -> None:
    """Raises LimitExceeded for more cells than the limit allows."""
    if cells > limits.MAX_COVERED:
        raise LimitExceeded("too many table cells", source=source, expected=f"at most {limits.MAX_COVERED:,}", found=f"{cells:,}")


def number(items: list[Item]) -> tuple[Block, ...]:
    """Settled items as blocks with their places: paragraphs by block, cells by table, row and column."""
    blocks: list[Block] = []
    tables = 0
    for item in items:
        if isinstance(item, Picture):
            blocks.append(ShownPicture(item.name, Place(len(blocks) + 1), item.content))
        elif isinstance(item, str):
            blocks.append(Paragraph(item, Place(len(blocks) + 1)))
        else:
            tables += 1
            blocks.append(Grid(tuple([tuple([_cell(slot, tables) for slot in row]) for row in item.rows])))
    return tuple(blocks)


def picture_notes(items: list[Item]) -> Iterator[Note]:
    """A note for each table with cells that print a picture where a figure may be."""
    for table, item in enumerate((item for item in items if isinstance(item, Table)), 1):
        pictured = [slot for row in item.rows for slot in row if slot.content and isinstance(slot.content[0], Picture)]
        if pictured:
            first = Place(table=table, row=pictured[0].row + 1, column=pictured[0].column + 1)
            yield Note("picture_in_cell", {"count": len(pictured)}, first)


def _cell(slot: Slot, table: int) -> Cell:
    row, column, content = slot.row, slot.column, slot.content
    text = content[0] if len(content) == 1 and type(content[0]) is str else slot.text
    place = _new(Place, (None, None, None, table, row + 1, column + 1, None))
    return _new(Cell, (text, row, column, place, slot.row_span, slot.column_span, None))


_new = tuple.__new__  # what the classes' own constructors call; a third of the time of a page is saved by calling it directly


def _settle(items: list[Item], settled: list[Item]) -> None:
    for item in items:
        if isinstance(item, str):
            settled.append(item)
        elif not item.holds_tables:
            _settle_plain(item, settled)
        elif _is_layout(item):
            _settle_layout(item, settled)
        else:
            _settle_holding(item, settled)


def nest(depth: int, source: str) -> None:
    """Raises LimitExceeded where a table stands inside more tables than the limit allows."""
    if depth > limits.MAX_NESTED_TABLES:
        raise LimitExceeded("tables are nested too deeply", source=source, expected=f"at most {limits.MAX_NESTED_TABLES} levels")


def _settle_plain(table: Table, settled: list[Item]) -> None:
    if max(map(len, table.rows), default=0) < 2:  # one column carries no table: a frame round lines
        settled.extend(part for slot in table.slots() for part in slot.content)
    else:
        settled.append(table)


def _is_layout(table: Table) -> bool:
    """Whether the tables held inside have more cells than the table has printed cells of its own."""
    own = sum(1 for slot in table.slots() if slot.content and not any(isinstance(part, Table) for part in slot.content))
    return sum(_cells_within(part) for slot in table.slots() for part in slot.content if isinstance(part, Table)) > own


def _cells_within(table: Table) -> int:
    return table.size + sum(_cells_within(part) for slot in table.slots() for part in slot.content if isinstance(part, Table))


def _settle_layout(table: Table, settled: list[Item]) -> None:
    """Rows of a layout table that hold no table stay tables (索引号 above the text), the rest is what its cells hold."""
    run: list[list[Slot]] = []
    start = 0
    for at, row in enumerate(table.rows, 1):
        holding = [slot for slot in row if any(isinstance(part, Table) for part in slot.content)]
        if not holding:
            run.append(row)
            continue
        rest = _cut_tail(row, holding) if len(run) > 1 else None
        if rest is not None:
            run.append(row)
        _settle_run(run, start, settled)
        run, start = [], at
        _settle([part for slot in row for part in slot.content] if rest is None else rest, settled)
    _settle_run(run, start, settled)


def _cut_tail(row: list[Slot], holding: list[Slot]) -> list[Item] | None:
    """What the row's last cell holds beyond its own text where an unclosed table swallowed the rest of the page, else None."""
    last = row[-1]
    first = next((at for at, part in enumerate(last.content) if isinstance(part, Table)), 0)
    if len(row) < 2 or holding != [last] or any(len(slot.content) > 1 for slot in row[:-1]):
        return None
    tail = last.content[min(first, 1) :]
    last.content = last.content[: min(first, 1)]
    return tail


def _settle_run(run: list[list[Slot]], start: int, settled: list[Item]) -> None:
    for row in run:
        for slot in row:
            slot.row_span = min(slot.row_span, start + len(run) - slot.row)
            slot.row -= start
    if any(slot.content for row in run for slot in row):
        _settle_plain(Table(run), settled)


def _settle_holding(table: Table, settled: list[Item]) -> None:
    """A data table keeps the text of small tables in its cells; a large one follows it as a table of its own."""
    inner: list[Item] = []
    for slot in table.slots():
        large = [part for part in slot.content if isinstance(part, Table) and _cells_within(part) >= OWN_GRID_CELLS]
        if large:
            slot.content = [part for part in slot.content if part not in large]
            inner.extend(large)
    _settle_plain(table, settled)
    _settle(inner, settled)


def _inline(table: Table) -> str:
    return "\n".join("\t".join(filter(None, (slot.text for slot in row))) for row in table.rows).strip()


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202d\u2060-\u2064\ufeff]")  # not the sign that turns what follows round


def visible(text: str) -> str:
    """The text without soft hyphens, zero-width marks and those of the usual direction, no-break spaces as spaces."""
    if text.isascii():
        return text
    return _INVISIBLE.sub("", text).replace("\xa0", " ")


def ordinal(count: int, numbering: str) -> str:
    """The count as a list prints it, by the OOXML name of the numbering; decimal where the name is not known."""
    system = _SYSTEMS.get(numbering)
    return system(count) if system and count >= 0 else str(count)


def _chinese(digits: str, units: str, shorten: bool) -> Callable[[int], str]:
    def spell(count: int) -> str:
        if not 0 < count < 10_000:
            return "".join(digits[int(digit)] for digit in str(count))
        spelled, pending = "", False
        for power, digit in zip(range(len(str(count)) - 1, -1, -1), str(count), strict=True):
            if digit == "0":
                pending = True
                continue
            spelled += (digits[0] if pending else "") + digits[int(digit)] + units[power].strip()
            pending = False
        return spelled[1:] if shorten and 10 <= count < 20 else spelled

    return spell


def _digits(digits: str) -> Callable[[int], str]:
    return lambda count: "".join(digits[int(digit)] for digit in str(count))


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda count: signs[count - 1] if 0 < count <= len(signs) else str(count)


def _letters(first: str) -> Callable[[int], str]:
    return lambda count: chr(ord(first) + (count - 1) % 26) * ((count - 1) // 26 + 1) if count else ""


_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def _roman(count: int) -> str:
    roman = ""
    for value, sign in _ROMAN:
        roman += sign * (count // value)
        count %= value
    return roman


_COUNTING = _chinese("零一二三四五六七八九", " 十百千", True)
_SYSTEMS: dict[str, Callable[[int], str]] = {
    "none": lambda count: "",
    "bullet": lambda count: "",
    "decimalZero": lambda count: f"{count:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda count: _roman(count).lower(),
    "upperLetter": _letters("A"),
    "lowerLetter": _letters("a"),
    "chineseCounting": _COUNTING,
    "chineseCountingThousand": _COUNTING,
    "japaneseCounting": _COUNTING,
    "taiwaneseCounting": _COUNTING,
    "taiwaneseCountingThousand": _COUNTING,
    "ideographDigital": _digits("〇一二三四五六七八九"),
    "japaneseDigitalTenThousand": _digits("〇一二三四五六七八九"),
    "taiwaneseDigital": _digits("〇一二三四五六七八九"),
    "chineseLegalSimplified": _chinese("零壹贰叁肆伍陆柒捌玖", " 拾佰仟", False),
    "ideographLegalTraditional": _chinese("零壹貳參肆伍陸柒捌玖", " 拾佰仟", False),
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "decimalFullWidth": _digits("０１２３４５６７８９"),
    "decimalFullWidth2": _digits("０１２３４５６７８９"),
    "decimalEnclosedCircle": _cycle("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedCircleChinese": _cycle("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedFullstop": _cycle("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "decimalEnclosedParen": _cycle("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "ideographEnclosedCircle": _cycle("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
}
