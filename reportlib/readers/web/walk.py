"""One pass over a page: text gathers into lines, lines into the cells of tables or into the page."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from reportlib.errors import LimitExceeded
from reportlib.readers.limits import MAX_ELEMENT_DEPTH
from reportlib.readers.markup import Item, Picture, Table, check_covered, nest, ordinal, visible
from reportlib.readers.web.common import BLANK, BREAK, TAB
from reportlib.readers.web.furniture import Link, is_link
from reportlib.readers.web.pictures import may_show_table, picture_of
from reportlib.readers.web.spans import OpenTable, leading_integer

_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAK_IN_CHINESE = re.compile(f"(?<=[\u4e00-\u9fff])[ \xa0]*(?:{BREAK}[ \xa0]*)+(?=[\u4e00-\u9fff])")
_BLOCKS = (
    "html",
    "body",
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "dl",
    "dt",
    "dd",
    "li",
    "pre",
    "listing",
    "xmp",
    "hr",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "aside",
    "form",
    "fieldset",
    "legend",
    "blockquote",
    "center",
    "address",
    "figure",
    "figcaption",
    "caption",
    "details",
    "summary",
)
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
_NUMBERINGS = {
    "1": "decimal",
    "decimal": "decimal",
    "a": "lowerLetter",
    "lower-alpha": "lowerLetter",
    "A": "upperLetter",
    "upper-alpha": "upperLetter",
    "i": "lowerRoman",
    "lower-roman": "lowerRoman",
    "I": "upperRoman",
    "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCounting",
    "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting",
}
_CONTENT = re.compile(r"\b(?:TRS_(?:Editor|UEDITOR)|trs_editor_view|UCAPCONTENT|UCAP-CONTENT|ucapcontent|zoom|Zoom|fontzoom|fontZoom)\b")


def _simple_cells(row: etree._Element) -> list[tuple[etree._Element, str | None]] | None:
    """Each cell with its text where all hold one piece of text at most, as most rows do; else None."""
    if _printed(row.text):
        return None
    cells: list[tuple[etree._Element, str | None]] = []
    for cell in row:
        inner, tail = cell, cell.tail
        if cell.tag not in _CELLS or (tail and not tail.isspace()):
            return None
        if len(cell):
            inner = cell[0]
            if len(cell) > 1 or len(inner) or inner.tag not in _LINES or _printed(cell.text) or _printed(inner.tail):
                return None
        text = inner.text
        cells.append((cell, text if text is None or text.isalnum() else _tidy(text)))
    return cells


_CELLS, _LINES = ("td", "th"), ("p", "div", "center")


def _printed(text: str | None) -> bool:
    return text is not None and not text.isspace() and text != ""


def _tidy(text: str) -> str:
    return visible(_SPACE.sub(" ", text)).strip()


class Walk:
    """One pass over a page: text gathers into lines, lines into cells or the page."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: list[Item] = []
        self.pieces: list[str] = []
        self.linked: list[str] = []
        self.tables: list[OpenTable] = []
        self.links: list[int] = []
        self.lists: list[tuple[str, int]] = []
        self.content_end = 0
        self.covered = 0
        self.starts: dict[str, Callable[[etree._Element], None]] = {
            **dict.fromkeys(_BLOCKS, self.block),
            **dict.fromkeys(("thead", "tbody", "tfoot"), self.group),
            "table": self.start_table,
            "tr": self.start_row,
            "td": self.start_cell,
            "th": self.start_cell,
            "ol": self.start_list,
            "ul": self.start_list,
            "li": self.start_item,
            "a": self.start_link,
            "br": self.line_break,
            "input": self.field,
            "img": self.picture,
        }
        self.ends: dict[str, Callable[[etree._Element], None]] = {
            **dict.fromkeys(_BLOCKS, self.block),
            **dict.fromkeys(("thead", "tbody", "tfoot"), self.group),
            "table": self.end_table,
            "tr": self.end_row,
            "td": self.end_cell,
            "th": self.end_cell,
            "ol": self.end_list,
            "ul": self.end_list,
            "a": self.end_link,
            "div": self.end_division,
            **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), self.end_heading),
        }

    def through(self, root: etree._Element) -> None:
        starts, ends, pieces = self.starts.get, self.ends.get, self.pieces
        depth = 0
        self.events = etree.iterwalk(root, events=("start", "end"))
        for event, element in self.events:
            if event == "start":
                depth += 1
                if depth > MAX_ELEMENT_DEPTH:
                    raise LimitExceeded("elements are nested too deeply", source=self.name, expected=f"at most {MAX_ELEMENT_DEPTH} levels")
                act, text = starts(element.tag), element.text
            else:
                depth -= 1
                act, text = ends(element.tag), element.tail
            if act is not None:
                act(element)
            if text:
                pieces.append(text)
        self.flush()

    def items(self) -> list[Item]:
        """All lines and tables, without what follows the article where the page marks its end and holds no table after it."""
        last = max((at for at, item in enumerate(self.lines) if isinstance(item, Table)), default=len(self.lines))
        return self.lines[: self.content_end] if last < self.content_end else self.lines

    def flush(self) -> None:
        pieces = self.pieces
        if not pieces:
            return
        if self.links:
            self._take_link()
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
        if text.isalnum():
            lines = [text]
        elif text.isspace():
            return
        else:
            lines = self._lines(text)
        if self.linked:
            if is_link("".join(lines), self.linked):
                lines = [Link(line) for line in lines]
            self.linked.clear()
        self.lines.extend(lines)

    def _lines(self, text: str) -> list[str]:
        text = visible(_SPACE.sub(" ", text))
        if BREAK not in text:
            lines = [text.strip()]
        else:
            if self.tables:
                text = _BREAK_IN_CHINESE.sub("", text)
            lines = [line.strip() for line in text.split(BREAK)]
        if BLANK in text or TAB in text:
            lines = [line.replace(BLANK, " ").replace(TAB, "\t").rstrip() for line in lines]
        return [line for line in lines if line]

    def block(self, element: etree._Element) -> None:
        if self.pieces:
            self.flush()

    def end_division(self, element: etree._Element) -> None:
        self.flush()
        if not self.tables and (_CONTENT.search(element.get("class", "")) or _CONTENT.search(element.get("id", ""))):
            self.content_end = len(self.lines)

    def end_heading(self, element: etree._Element) -> None:
        self.linked.clear()  # a title that is a link is still the title
        self.flush()

    def line_break(self, element: etree._Element) -> None:
        self.pieces.append(BREAK)

    def start_link(self, element: etree._Element) -> None:
        if not element.get("href", "#").startswith("#"):
            self.links.append(len(self.pieces))

    def end_link(self, element: etree._Element) -> None:
        if not element.get("href", "#").startswith("#") and self.links:
            self._take_link()
            self.links.pop()

    def _take_link(self) -> None:
        self.linked.extend(self.pieces[self.links[-1] :])
        self.links[-1] = 0

    def start_list(self, element: etree._Element) -> None:
        self.flush()
        style = _LIST_STYLE.search(element.get("style", ""))
        printed = element.get("type") or (style[1].lower() if style else "")
        numbering = _NUMBERINGS.get(printed, "") if element.tag == "ol" else ""  # without either the site's style sheet decides
        self.lists.append((numbering, leading_integer(element.get("start", ""), 1)))

    def end_list(self, element: etree._Element) -> None:
        self.flush()
        if self.lists:
            self.lists.pop()

    def start_item(self, element: etree._Element) -> None:
        self.flush()
        if self.lists and self.lists[-1][0]:
            numbering, count = self.lists[-1]
            count = leading_integer(element.get("value", ""), count)
            self.lists[-1] = (numbering, count + 1)
            self.pieces.append(ordinal(count, numbering) + ("、" if numbering == "chineseCounting" else ". "))

    def field(self, element: etree._Element) -> None:
        if element.get("type", "text").lower() in ("text", "number"):
            self.pieces.append(element.get("value", ""))

    def picture(self, element: etree._Element) -> None:
        if self.tables:
            self.tables[-1].pictured = self.tables[-1].cell
        alone = not "".join(self.pieces).strip(BREAK + BLANK + " \t\r\n\xa0")
        if may_show_table(element, alone=alone and not self.links):
            self.flush()
            self.lines.append(picture_of(element))

    def start_table(self, element: etree._Element) -> None:
        self.flush()
        nest(len(self.tables), self.name)
        self.tables.append(OpenTable(self.lines))
        self.lines = self.tables[-1].stray

    def end_table(self, element: etree._Element) -> None:
        self.flush()
        self._close_cell()
        table = self.tables.pop()
        table.close_group()
        self.lines = table.outer
        if self.tables and self.tables[-1].cell is not None:
            self.tables[-1].table.holds_tables = True
        self.lines.extend([table.table, *table.stray] if table.table.rows else table.stray)

    def group(self, element: etree._Element) -> None:
        self.flush()
        if self.tables:
            self._close_cell()
            self.tables[-1].close_group()

    def start_row(self, element: etree._Element) -> None:
        self.flush()
        if self.tables:
            self._close_cell()
            self.tables[-1].open_row()
            cells = _simple_cells(element)
            if cells is not None:
                self._fill_row(cells)
                self.events.skip_subtree()

    def _fill_row(self, cells: list[tuple[etree._Element, str | None]]) -> None:
        table = self.tables[-1]
        for cell, text in cells:
            slot = table.open_cell(cell)
            if text:
                slot.content.append(text)
        self.covered += table.column
        table.cell = None
        check_covered(self.covered, self.name)

    def end_row(self, element: etree._Element) -> None:
        self.flush()
        if self.tables:
            self._close_cell()
            self.tables[-1].row = None

    def start_cell(self, element: etree._Element) -> None:
        if self.pieces:
            self.flush()
        if not self.tables:
            return
        self._close_cell()
        slot = self.tables[-1].open_cell(element)
        self.lines = slot.content
        self.covered += slot.column_span
        check_covered(self.covered, self.name)

    def end_cell(self, element: etree._Element) -> None:
        if self.pieces:
            self.flush()
        if self.tables and self.tables[-1].cell is element:
            self._close_cell()

    def _close_cell(self) -> None:
        """Ends the open cell, also where its end tag is missing and the next cell stands inside it."""
        table = self.tables[-1]
        if table.cell is None:
            return
        if table.pictured is table.cell and not self.lines:
            self.lines.append(Picture())
        self.lines = table.stray
        table.cell = None
