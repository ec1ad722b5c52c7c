"""Word documents (.docx) -> Document: text and tables as Word shows them with all tracked changes accepted."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from reportlib.model import WARNING, Document, Note, Source
from reportlib.readers.markup import Item, Picture, Slot, Table, check_covered, nest, number, picture_notes, settle, visible
from reportlib.readers.word.listing import Numbering
from reportlib.readers.word.package import Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def read(source: Source) -> Document:
    """The body of a document in reading order, without headers, footers and notes.

    Raises UnreadableFile for damaged files, LimitExceeded for those that unpack to more than the limits allow.
    """
    parts = Package(source)
    root = parts.main()
    numbering = Numbering(parts.tree("numbering.xml"), parts.tree("styles.xml")) if parts.has("numbering.xml") else None
    walk = _Walk(source.name, numbering, root)
    body = root.find(W + "body")
    items = [item for item in settle(walk.content(root if body is None else body), source.name) if isinstance(item, Table) or item]
    return Document("docx", number(items), parts.title(), (*walk.notes, *picture_notes(items)))


_P, _R, _T, _TBL, _TR, _TC = (W + name for name in ("p", "r", "t", "tbl", "tr", "tc"))
_PPR, _RPR, _TRPR, _TCPR = (W + name for name in ("pPr", "rPr", "trPr", "tcPr"))
_VAL = W + "val"
# What is not shown, or is no text: deleted and moved-away text, instructions of fields, properties, reference marks.
_SKIPPED = frozenset(
    [
        W + name
        for name in (
            "del",
            "moveFrom",
            "delText",
            "instrText",
            "delInstrText",
            "pPr",
            "rPr",
            "tblPr",
            "tblPrEx",
            "tblGrid",
            "trPr",
            "tcPr",
            "sdtPr",
            "sdtEndPr",
            "sectPr",
            "rt",
            "footnoteReference",
            "endnoteReference",
            "commentReference",
            "annotationRef",
            "footnoteRef",
            "endnoteRef",
            "bookmarkStart",
            "bookmarkEnd",
            "proofErr",
            "lastRenderedPageBreak",
            "softHyphen",
            "customXmlPr",
            "smartTagPr",
            "rubyPr",
            "ffData",
        )
    ]
    + [_MC + "Fallback"]
)
_GRID_BEFORE, _HIDDEN_ROW = W + "gridBefore", W + "hidden"
_SPANNING = (W + "gridSpan", W + "vMerge", W + "hMerge", W + "cellDel")
_REMOVED = (W + "del", W + "moveFrom")
_CHARACTERS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
# What makes more of a paragraph than the text of its w:t elements.
_INTRICATE = (
    *_CHARACTERS,
    *_REMOVED,
    _MATH_TEXT,
    _MC + "AlternateContent",
    *(
        W + name
        for name in (
            "vanish",
            "specVanish",
            "vertAlign",
            "sym",
            "fldChar",
            "hyperlink",
            "drawing",
            "pict",
            "object",
            "ruby",
            "txbxContent",
        )
    ),
)
_WINGDINGS = {0x52: "☑", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0xA1: "○", 0xA3: "□", 0xA8: "◻", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"}


class _Walk:
    """One pass over the body; keeps what reaches over paragraphs: list counters, open fields, text kept for the next line."""

    def __init__(self, name: str, numbering: Numbering | None, root: etree._Element) -> None:
        self.name = name
        self.numbering = numbering
        self.notes: list[Note] = []
        self.pieces: list[str] = []
        self.boxes: list[Item] = []
        self.instructions: list[bool] = []  # for each open field, whether its instruction is being read
        self.checkbox = ""
        self.carried = ""  # text of a paragraph whose mark is deleted: it goes on in the next
        self.pictured = False
        self.covered = 0
        self.depth = 0
        self.tables = 0
        self.spans: dict[etree._Element, tuple[int, str, bool | None]] = {}  # of the cells that span, merge or are deleted
        self.before: dict[etree._Element, int] = {}  # the columns left out at the start of a row
        self.left_out: set[etree._Element] = set()  # rows that are deleted or hidden
        self.intricate: set[etree._Element] = set()  # paragraphs with more than plain text
        self._survey(root)
        self.acts: dict[str, Callable[[etree._Element], None]] = {
            **dict.fromkeys(_SKIPPED, _skip),
            **dict.fromkeys(_CHARACTERS, self.character),
            **dict.fromkeys((W + "drawing", W + "pict", W + "object"), self.picture),
            _R: self.run,
            _T: self.text,
            _MATH_TEXT: self.math,
            W + "sym": self.symbol,
            W + "hyperlink": self.link,
            W + "fldChar": self.field,
            _MC + "AlternateContent": self.alternative,
            W + "txbxContent": self.text_box,
        }

    def _survey(self, root: etree._Element) -> None:
        """Finds what is out of the ordinary in one go, as looking into each row, cell and run takes longer than all the rest."""
        for part in root.iter(*_SPANNING, _GRID_BEFORE, _HIDDEN_ROW, *_INTRICATE):
            tag, parent = part.tag, part.getparent()
            if tag in _SPANNING:
                self.spans[parent.getparent()] = _spans(parent)
            elif tag == _GRID_BEFORE:
                self.before[parent.getparent()] = max(0, _integer(part, 0))
            elif parent.tag == _TRPR:
                if tag != _HIDDEN_ROW or _is_on(parent, "hidden"):
                    self.left_out.add(parent.getparent())
            else:
                self.intricate.update(part.iterancestors(_P))

    def content(self, container: etree._Element) -> list[Item]:
        """The lines and tables of a body, a cell, a text box or a content control."""
        items: list[Item] = []
        self._gather(container, items)
        return items

    def _gather(self, container: etree._Element, items: list[Item]) -> None:
        for child in container:
            tag = child.tag
            if tag == _P:
                self._paragraph(child, items)
            elif tag == _TCPR:
                continue
            elif tag == _TBL:
                items.append(self._table(child))
            elif tag == W + "altChunk":
                self.notes.append(Note("embedded_document", WARNING, "a document that is embedded in this one is not read"))
            elif tag == _MC + "AlternateContent":
                for choice in _chosen(child):
                    self._gather(choice, items)
            elif tag not in _SKIPPED and not _is_contents(child):
                self._gather(child, items)

    # --- tables

    def _table(self, element: etree._Element) -> Table:
        nest(self.depth, self.name)
        self.depth += 1
        self.tables += 1
        table = Table()
        above: dict[int, Slot] = {}
        for row in self._rows(element):
            above = self._row(row, table, above)
        self.depth -= 1
        return table

    def _rows(self, table: etree._Element) -> list[etree._Element]:
        rows: list[etree._Element] = []
        for child in table:
            if child.tag == _TR:
                rows.extend([child] if child not in self.left_out else [])
            elif child.tag not in _SKIPPED:
                rows.extend(self._rows(child))
        return rows

    def _row(self, element: etree._Element, table: Table, above: dict[int, Slot]) -> dict[int, Slot]:
        """Adds one row; takes and gives the cells open to be merged downwards, by their first column."""
        row: list[Slot] = []
        at, column = len(table.rows), self.before.get(element, 0)
        merging: dict[int, Slot] = {}
        table.rows.append(row)
        for cell in _cells(element):
            span, merge, joins = self.spans.get(cell, _PLAIN)
            if joins is None:  # deleted
                continue
            if joins and row:  # a cell joined to its left neighbour in the old way
                row[-1].column_span += span
                column += span
                continue
            slot = above.get(column) if merge == "continue" else None
            if slot is not None and slot.column_span == span:
                slot.row_span += 1
            else:
                slot = self._cell(cell, table, at, column, span)
                row.append(slot)
            if merge:
                merging[column] = slot
            column += span
        self._cover(column)
        return merging

    def _cell(self, element: etree._Element, table: Table, row: int, column: int, span: int) -> Slot:
        outside, self.pictured, tables = self.pictured, False, self.tables
        slot = Slot(self.content(element), row, column, 1, span)
        table.holds_tables = table.holds_tables or self.tables > tables
        if self.pictured and not slot.content:
            slot.content.append(Picture())
        self.pictured = outside
        return slot

    def _cover(self, span: int) -> None:
        self.covered += span
        check_covered(self.covered, self.name)

    # --- paragraphs

    def _paragraph(self, element: etree._Element, items: list[Item]) -> None:
        if self.numbering is None and not self.carried and element not in self.intricate:  # as nearly all are
            text = "".join([part.text or "" for part in element.iter(_T)])
            if not text or text.isalnum():
                items.extend([text] if text else [])
                return
        pieces = self.pieces
        first = element[0] if len(element) else None
        properties = first if first is not None and first.tag == _PPR else None
        if properties is not None and self.numbering is not None:
            pieces.append(self.numbering.label(properties))
        intricate = element in self.intricate
        if intricate:
            self._spell(element)
            self.instructions.clear()  # a field that no mark ends must not swallow what follows
        else:
            pieces.extend([_text(part) for part in element.iter(_T)])
        text = "".join(pieces)
        pieces.clear()
        if self.carried:
            text, self.carried = self.carried + text, ""
        if intricate and properties is not None and _is_removed(properties.find(_RPR)):
            self.carried = text
        elif text.isalnum():
            items.append(text)
        elif text:
            items.extend(filter(None, map(str.strip, visible(text).split("\n"))))
        if self.boxes:
            items.extend(self.boxes)
            self.boxes = []

    def _spell(self, element: etree._Element) -> None:
        acts = self.acts
        for child in element:
            act = acts.get(child.tag)
            if act is not None:
                act(child)
            elif len(child):  # what only wraps text: tracked insertions, content controls, smart tags, simple fields, ruby
                self._spell(child)

    def text(self, element: etree._Element) -> None:
        if not self.instructions or not any(self.instructions):
            self.pieces.append(_text(element))

    def character(self, element: etree._Element) -> None:
        self.pieces.append(_CHARACTERS[element.tag])

    def run(self, element: etree._Element) -> None:
        properties = element.find(_RPR)
        if properties is not None:
            if _is_on(properties, "vanish") or _is_on(properties, "specVanish"):
                return
            raised = properties.find(W + "vertAlign")
            if raised is not None and raised.get(_VAL) == "superscript":
                self._raise(element)
                return
        self._spell(element)

    def _raise(self, element: etree._Element) -> None:
        """Keeps a raised note mark apart from the number that it stands at."""
        before = "".join(self.pieces).rstrip()
        at = len(self.pieces)
        self._spell(element)
        if before[-1:].isdigit() and "".join(self.pieces[at:]).strip()[:1].isdigit():
            self.pieces.insert(at, "^")

    def link(self, element: etree._Element) -> None:
        if not element.get(W + "anchor", "").startswith("_Toc"):  # an entry of the table of contents
            self._spell(element)

    def math(self, element: etree._Element) -> None:
        self.pieces.append(element.text or "")

    def symbol(self, element: etree._Element) -> None:
        code = int(element.get(W + "char", "FFFD"), 16)
        font = element.get(W + "font", "")
        sign = code - 0xF000 if 0xF000 <= code < 0xF100 else code
        if font.startswith("Wingdings"):
            self.pieces.append(_WINGDINGS.get(sign, "\ufffd"))
        else:
            self.pieces.append(chr(sign) if sign < 0x80 or sign == code else "\ufffd")

    def field(self, element: etree._Element) -> None:
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self.instructions.append(True)
            self.checkbox = _form_result(element)
        elif kind == "separate" and self.instructions:
            self.instructions[-1] = False
        elif kind == "end" and self.instructions:
            self.instructions.pop()
            self.pieces.append(self.checkbox)
            self.checkbox = ""

    def alternative(self, element: etree._Element) -> None:
        for choice in _chosen(element):
            self._spell(choice)

    def picture(self, element: etree._Element) -> None:
        self.pictured = True
        self._spell(element)

    def text_box(self, element: etree._Element) -> None:
        outside = self.pieces, self.boxes, self.instructions, self.carried
        self.pieces, self.boxes, self.instructions, self.carried = [], [], [], ""
        held = self.content(element)
        self.pieces, self.boxes, self.instructions, self.carried = outside
        self.boxes.extend(held)


def _skip(element: etree._Element) -> None:
    """What is not shown."""


def _cells(row: etree._Element) -> list[etree._Element]:
    cells = []
    for child in row:
        tag = child.tag
        if tag == _TC:
            cells.append(child)
        elif tag not in _SKIPPED:
            cells.extend(_cells(child))
    return cells


_PLAIN = (1, "", False)


def _spans(properties: etree._Element) -> tuple[int, str, bool | None]:
    """Columns covered, restart or continue where merged downwards, and whether joined to the left; None there if deleted."""
    span, merge, joins = _PLAIN
    deleted = False
    for part in properties:
        tag = part.tag
        if tag == _GRID_SPAN:
            span = max(1, _integer(part, 1))
        elif tag == _VMERGE:
            merge = part.get(_VAL, "continue")
        elif tag == _HMERGE:
            joins = part.get(_VAL, "continue") == "continue"
        elif tag == _CELL_DELETED:
            deleted = True
    return span, merge, None if deleted else joins


_GRID_SPAN, _VMERGE, _HMERGE, _CELL_DELETED = _SPANNING


def _count(properties: etree._Element | None, name: str, default: int) -> int:
    element = properties.find(W + name) if properties is not None else None
    return max(0, _integer(element, default)) if element is not None else default


def _integer(element: etree._Element, default: int) -> int:
    value = element.get(_VAL, "")
    return int(value) if value.isdecimal() and len(value) < 7 else default


def _is_removed(properties: etree._Element | None) -> bool:
    return properties is not None and any(properties.find(tag) is not None for tag in _REMOVED)


def _is_on(properties: etree._Element, name: str) -> bool:
    element = properties.find(W + name)
    return element is not None and element.get(_VAL, "1") not in ("0", "false", "off")


def _is_contents(element: etree._Element) -> bool:
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(_VAL) == "Table of Contents"


def _chosen(alternatives: etree._Element) -> list[etree._Element]:
    """The first way to show what is written in several ways."""
    choices = [child for child in alternatives if child.tag == _MC + "Choice"]
    return choices[:1] or list(alternatives)[:1]


def _text(element: etree._Element) -> str:
    text: str = element.text or ""
    if text and (text[0].isspace() or text[-1].isspace()) and element.get(_SPACE) != "preserve":
        return text.strip(" \t\r\n")  # as Word does, so that "12 " and "34" set apart by a line of the XML stay one number
    return text.replace("\n", " ") if "\n" in text else text


def _form_result(field: etree._Element) -> str:
    """What a form's tick box or list of choices shows; it is kept beside the text."""
    box, choices = field.find(f"{W}ffData/{W}checkBox"), field.find(f"{W}ffData/{W}ddList")
    if box is not None:
        state = "checked" if box.find(W + "checked") is not None else "default"
        return "☑" if _is_on(box, state) else "☐"
    if choices is not None:
        entries = [entry.get(_VAL, "") for entry in choices.iterfind(W + "listEntry")]
        chosen = _count(choices, "result", _count(choices, "default", 0))
        return entries[chosen] if chosen < len(entries) else ""
    return ""
