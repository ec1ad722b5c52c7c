"""Plain text and Markdown in the dialects that converters print -> Document.

A line is a row of a table when it holds tabs, pipes, wide gaps or a run of numbers; cells that stand one a line are
gathered into rows up to the next empty line. Such grids are not ruled: only the order of cells in a row is certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile

import regex

from reportlib.errors import UnreadableFile
from reportlib.model import Block, Cell, Document, Grid, Note, Paragraph, Place, Source
from reportlib.readers.aligned import Line, laid_out
from reportlib.readers.marks import lowered, raised
from reportlib.readers.markup import check_covered
from reportlib.text.decoding import decoded
from reportlib.text.numbers import is_value

_PAGE_NUMBER = regex.compile(
    r"\s*(?:[-—–―－~·•]+\s*\d{1,3}\s*[-—–―－~·•]+|[Pp](?:age|\.)\s*\d{1,3}|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?)\s*"
)
_PAGE_NUMBER_AT_BREAK = regex.compile(r"\n[ \t]*\d{1,3}[ \t]*\n*(?=\f)")
_CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_WIDE_GAP = regex.compile(r"[ \u00a0]{2,}|[\u2001\u2003\u3000]+")
_MARKDOWN_RULE = regex.compile(r"\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?")
_MARKDOWN_MARKS = regex.compile(r"^\s*(?:#{1,6}\s+|>\s+)|\*\*|<br\s*/?>\s*$")
_SENTENCE = regex.compile(r"[。；！？]|[，、：](?:(?!\s\s).){12,200}[，：]")  # no sentence goes over a wide gap
_FIGURES = regex.compile(r"[\d,.，．]+")
_LONGEST_LABEL = 90


def read(source: Source) -> Document:
    """The paragraphs and loose grids of a text in any of the encodings that Chinese agencies use."""
    held = decoded(source.content)
    if held is None or len(_CONTROL.findall(held.text)) > len(held.text) / 200:
        raise UnreadableFile(
            "this is not text",
            source=source.name,
            expected="text in UTF-8 or GB 18030",
            found="binary content",
            remedy="check what kind of file it is",
        )
    notes = (Note("damaged_text"),) if held.damaged else ()
    return Document("text", blocks_of(held.text.lstrip("\ufeff")), notes=notes)


def blocks_of(text: str) -> tuple[Block, ...]:
    """The paragraphs and loose grids of a text."""
    lines = _lines(text)
    check_covered(sum(len(line.cells) for line in lines), "")
    return tuple(_blocks(lines))


_FEWEST_FIGURES, _FEWEST_AT_END = 20, 3


def typed_rows(items: Iterable[object]) -> tuple[Block, ...]:
    """The paragraphs of a file without tables that types its rows as lines, read as text; nothing where they tell no more as text."""
    lines = [item for item in items if type(item) is str]  # a picture among them is another kind
    return blocks_of("\n".join(lines)) if sum(map(_figures, lines)) >= _FEWEST_FIGURES else ()


def _figures(line: str) -> int:
    """How many figures a line prints: it is one, or three and more stand at its end."""
    at_end = sum(1 for _ in takewhile(is_value, reversed(line.split())))
    return at_end if at_end >= _FEWEST_AT_END else is_value(line)


def _lines(text: str) -> list[Line]:
    """All lines told apart by how they hold cells; page numbers and Markdown's rules are left out."""
    text = _PAGE_NUMBER_AT_BREAK.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\f", "")
    numbered = enumerate(text.split("\n"), start=1)
    lines = [_line(number, raw) for number, raw in numbered if not (_PAGE_NUMBER.fullmatch(raw) or _MARKDOWN_RULE.fullmatch(raw.strip()))]
    return [_last_of_row(line) for line in lines] if any(line.text == "|" for line in lines) else lines


def _last_of_row(line: Line) -> Line:
    """Where a lone bar opens each row, a text with several bars behind it is the last cell of one, the bars filling up its columns."""
    ends = line.kind == "row" and len(line.cells) > 1 and not line.text.startswith("|") and not any(cell.strip() for cell in line.cells[1:])
    return line._replace(kind="cell", cells=line.cells[:1]) if ends else line


_BARS = frozenset("|│┃║｜¦")
_TO_PIPES = dict.fromkeys(map(ord, _BARS), "|")


def _line(number: int, raw: str) -> Line:
    if not raw.strip() and "\t" not in raw:
        return Line(number, raw, "empty")
    if not _BARS.isdisjoint(raw):
        return _piped(number, raw)
    if "\t" in raw.strip(" "):
        return _tabbed(number, raw)
    if is_value(raw.strip()):
        return Line(number, raw, "cell", (raw.strip(),), (len(raw) - len(raw.lstrip()),))
    return _spaced(number, raw)


def _piped(number: int, raw: str) -> Line:
    stripped = raw.translate(_TO_PIPES).strip()
    if raw == "|":  # opens a row whose cells stand one a line
        return Line(number, raw, "row")
    if stripped.count("|") == 1 and stripped.endswith("|"):
        return Line(number, raw, "cell", (stripped[:-1],))
    fields = stripped.replace("\\|", "\x01").removeprefix("|").removesuffix("|").split("|")
    return Line(number, raw, "row", tuple(_without_markup(field).replace("\x01", "|").replace("<br>", "\n") for field in fields))


def _without_markup(field: str) -> str:
    """A cell of a Markdown table as it is shown: marks of notes raised, emphasis, code, links and comments as their text."""
    field = _MARKDOWN_MARKS.sub("", field)
    if not _MARKUP_SIGNS.search(field):
        return field
    for pattern, shown in _MARKUP:
        field = pattern.sub(shown, field)
    return field


_MARKUP_SIGNS = regex.compile(r"[<^`\[\\=+$]")
_MARKUP: list[tuple[regex.Pattern[str], str | Callable[[regex.Match[str]], str]]] = [
    (regex.compile(r"<!--.{0,200}?-->"), ""),
    (
        regex.compile(r"<sup>([^<>]{1,8})</sup>|\^(\w{1,3})\^|\[\^(\w{1,8})\]|\^\{(\w{1,3})\}"),
        lambda match: raised(next(filter(None, match.groups()))),
    ),
    (regex.compile(r"<sub>([^<>]{1,8})</sub>"), lambda match: lowered(match[1])),
    (regex.compile(r"</?(?:u|b|i|em|strong|mark|ins|font|span)>"), ""),
    (regex.compile(r"`([^`]{1,80})`|==([^=]{1,80})==|\+\+([^+]{1,80})\+\+"), lambda match: next(filter(None, match.groups()))),
    (regex.compile(r"(?<!!)\[([^\[\]]{1,80})\]\([^()\s]{1,300}\)"), r"\1"),
    (regex.compile(r"\$\s*(\d[\d,{}⁰-⁹¹²³]*)\s*\$"), lambda match: match[1].replace("{,}", ",")),
    (regex.compile(r"\\([*_`~\[\]<>#.()-])"), r"\1"),
]


def _tabbed(number: int, raw: str) -> Line:
    fields = raw.split("\t")
    if not fields[0] and len(fields) <= 4 and not any(map(is_value, fields[2:])):
        return Line(number, raw, "cell", tuple(fields[1:]))
    return Line(number, raw, "row", tuple(_QUOTED.sub(r"\1", field) for field in fields))


_QUOTED = regex.compile(r'^"([^"]*)"$')  # as a program exports a cell


def _spaced(number: int, raw: str) -> Line:
    """A line without tabs or pipes: parted by wide gaps, and before the numbers at its end; prose stays whole."""
    if _is_prose(raw) and not _ends_in_numbers(raw):
        return Line(number, raw, "text", (raw.strip(),))
    pieces = [word for piece in _parted(raw, _WIDE_GAP) for word in _before_numbers(piece)]
    if len(pieces) == 1:
        return Line(number, raw, "text", (raw.strip(),))
    cells, starts = zip(*pieces, strict=True)
    return Line(number, raw, "aligned" if any(map(is_value, cells)) else "gapped", cells, starts)


def _ends_in_numbers(text: str) -> bool:
    """Whether the last three words of a line are numbers; a line may be one of a hundred thousand blanks."""
    words = text.rsplit(None, 3)[-3:]
    return len(words) == 3 and all(map(_FIGURES.fullmatch, words))


def _is_prose(text: str) -> bool:
    return _SENTENCE.search(text) is not None or len(text.strip()) > 2 * _LONGEST_LABEL


def _parted(text: str, gap: regex.Pattern[str], offset: int = 0) -> list[tuple[str, int]]:
    edges = [0, *(edge for match in gap.finditer(text) for edge in match.span()), len(text)]
    spans = zip(edges[::2], edges[1::2], strict=True)
    return [(text[start:end].strip(), offset + start) for start, end in spans if text[start:end].strip()]


_BLANK = regex.compile(r"\s+")


def _before_numbers(piece: tuple[str, int]) -> list[tuple[str, int]]:
    """The label of a piece and each number behind it: "行政许可 12" is two cells, "2 号" is one."""
    words = _parted(piece[0], _BLANK, piece[1])
    first = len(words)
    while first and is_value(words[first - 1][0]):
        first -= 1
    if first == len(words) or len(words) == 1:
        return [piece]
    label = [(piece[0][: words[first][1] - piece[1]].strip(), piece[1])] if first else []
    return label + words[first:]


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """Paragraphs and grids in order; a table is a stretch of rows and cells with the short and empty lines between them."""
    position, table, leads = 0, 0, _leads(lines)
    while position < len(lines):
        end = _table_end(lines, position, leads)
        if end > position:
            table += 1
            yield _grid(lines[position:end], table)
        elif lines[position].kind != "empty":
            yield Paragraph(_MARKDOWN_MARKS.sub("", lines[position].text).strip(), Place(line=lines[position].number))
        position = max(end, position + 1)


def _table_end(lines: Sequence[Line], start: int, leads: Sequence[bool]) -> int:
    """The end of the table that starts at this line, or `start` where none does."""
    if lines[start].kind == "empty" or not _in_table(lines, start, leads):
        return start
    end = start
    for position in range(start, len(lines)):
        if lines[position].kind == "empty":
            continue
        if not _in_table(lines, position, leads):
            break
        end = position + 1
    return end


def _in_table(lines: Sequence[Line], position: int, leads: Sequence[bool]) -> bool:
    """Whether a line belongs to a table: it is a row or a cell, or a piece of a label with rows of numbers close by."""
    line = lines[position]
    if line.kind in ("row", "cell", "aligned"):
        return True
    if _is_heading(line.text) or len(line.text.strip()) > _LONGEST_LABEL or (_is_prose(line.text) and not _continues(lines, position)):
        return False
    return leads[position] or _continues(lines, position)


_HEADING = regex.compile(r"\s*(?:#|[一二三四五六七八九十]{1,2}\s*[、．.]).*(?:情况|事项|措施|报告)\s*")


def _is_heading(text: str) -> bool:
    return _HEADING.fullmatch(text) is not None


_NEAR = 23  # lines within which numbers follow their label or header


def _leads(lines: Sequence[Line]) -> list[bool]:
    """For each line whether the next lead to a number before any sentence or heading: then it is a label or a header."""
    leads, number = [False] * len(lines), len(lines) + _NEAR
    for position in reversed(range(len(lines))):
        line = lines[position]
        leads[position] = number - position <= _NEAR
        if line.kind in ("cell", "row", "aligned"):
            number = position
        elif line.kind == "text" and (_is_prose(line.text) or _is_heading(line.text)):
            number = len(lines) + _NEAR
    return leads


_LONGEST_REST = 4  # lines of a cell below its first


def _continues(lines: Sequence[Line], position: int) -> bool:
    """Whether a line without a tab is the rest of the cell above it, which a line break inside the cell has parted."""
    above = position - 1
    while above >= max(0, position - _LONGEST_REST) and not lines[above].tabbed and lines[above].kind in ("text", "gapped", "cell"):
        above -= 1
    if above < 0 or lines[position].tabbed or lines[above].kind != "cell" or not lines[above].tabbed or position - above > _LONGEST_REST:
        return False
    return is_value(lines[above].cells[-1]) == is_value(lines[position].text.strip()) and not _is_heading(lines[position].text)


def _grid(lines: Sequence[Line], table: int) -> Grid:
    rows = [row for row in _rows(laid_out(lines)) if row]
    return Grid(tuple(_cells(row, index, table) for index, row in enumerate(rows)), ruled=False)


def _cells(row: Sequence[tuple[str, int]], index: int, table: int) -> tuple[Cell, ...]:
    return tuple(
        Cell(text.strip(), index, column, Place(line=number, table=table, row=index + 1, column=column + 1))
        for column, (text, number) in enumerate(row)
    )


def _rows(lines: Sequence[Line]) -> Iterator[list[tuple[str, int]]]:
    """Rows of (text, line number): cells that stand one a line are one row up to the next empty line."""
    row: list[tuple[str, int]] = []
    for position, line in enumerate(lines):
        if line.kind in ("row", "aligned", "gapped", "empty"):
            yield row
            row = []
            yield [(cell, line.number) for cell in line.cells]
        elif row and not line.tabbed and _continues(lines, position):
            row[-1] = (f"{row[-1][0]}\n{line.text.strip()}", row[-1][1])
        else:
            row.extend((cell, line.number) for cell in line.cells)
    yield row
