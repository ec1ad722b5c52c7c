"""One pass over the body of a Word file: text gathers into lines, lines into the cells of tables or into the document."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from reportlib.model import Note
from reportlib.readers.marks import STRUCK, ends_in_digit, is_note_mark, left_out, lowered, raised
from reportlib.readers.markup import Item, Picture, Slot, Table, check_covered, nest, visible
from reportlib.readers.word.fields import Field, form_result
from reportlib.readers.word.listing import Numbering
from reportlib.readers.word.looks import LOWERED, RAISED, Looks
from reportlib.readers.word.pictures import Media, may_show_table, picture_of
from reportlib.readers.word.styles import W
from reportlib.readers.word.survey import CHARACTERS, MATH_TEXT, MC, PLAIN, VAL, M, Survey, is_removed
from reportlib.text.signs import REVERSED

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_P, _R, _T, _TBL, _TR, _TC = (W + name for name in ("p", "r", "t", "tbl", "tr", "tc"))
_PPR, _RPR, _TRPR, _TCPR = (W + name for name in ("pPr", "rPr", "trPr", "tcPr"))
# What is not shown, or is no text: deleted and moved-away text, instructions of fields, properties, reference marks.
_SKIPPED = frozenset(
    (MC + "Fallback", *(W + name for name in (
        "del", "moveFrom", "delText", "delInstrText", "pPr", "rPr", "tblPr", "tblPrEx", "tblGrid", "trPr",
        "tcPr", "sdtPr", "sdtEndPr", "sectPr", "rt", "footnoteReference", "endnoteReference",
        "commentReference", "annotationRef", "footnoteRef", "endnoteRef", "bookmarkStart", "bookmarkEnd",
        "proofErr", "lastRenderedPageBreak", "softHyphen", "customXmlPr", "smartTagPr", "rubyPr", "ffData",
    )))
)  # fmt: skip
_WINGDINGS = {0x52: "☑", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0xA1: "○", 0xA3: "□", 0xA8: "◻", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"}


class Walk:
    """One pass over the body; keeps what reaches over paragraphs: list counters, open fields, text kept for the next line."""

    def __init__(self, name: str, numbering: Numbering | None, survey: Survey, looks: Looks, media: Media) -> None:
        self.name = name
        self.numbering = numbering
        self.survey = survey
        self.looks = looks
        self.media = media
        self.notes: list[Note] = []
        self.pieces: list[str] = []
        self.boxes: list[Item] = []
        self.fields: list[Field] = []  # that are open
        self.checkbox = ""
        self.carried = ""  # text of a paragraph whose mark is deleted: it goes on in the next
        self.pictured = False
        self.marked = False  # whether anything was left out as struck out or hidden
        self.covered = 0
        self.depth = 0
        self.tables = 0
        self.acts: dict[str, Callable[[etree._Element], None]] = {
            **dict.fromkeys(_SKIPPED, _skip),
            **dict.fromkeys(CHARACTERS, self.character),
            **dict.fromkeys((W + "drawing", W + "pict", W + "object"), self.picture),
            _R: self.run,
            W + "del": self.deleted,
            _T: self.text,
            MATH_TEXT: self.math,
            W + "sym": self.symbol,
            M + "sup": lambda element: self._shift(element, raised),
            M + "sub": lambda element: self._shift(element, lowered),
            M + "den": self.denominator,
            W + "hyperlink": self.link,
            W + "bdo": self.turned,
            W + "fldSimple": self.simple_field,
            W + "fldChar": self.field,
            W + "instrText": self.instruction,
            MC + "AlternateContent": self.alternative,
            W + "txbxContent": self.text_box,
        }

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
                self.notes.append(Note("embedded_document"))
            elif tag == MC + "AlternateContent":
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
                rows.extend([child] if child not in self.survey.left_out else [])
            elif child.tag not in _SKIPPED:
                rows.extend(self._rows(child))
        return rows

    def _row(self, element: etree._Element, table: Table, above: dict[int, Slot]) -> dict[int, Slot]:
        """Adds one row; takes and gives the cells open to be merged downwards, by their first column."""
        row: list[Slot] = []
        at, column = len(table.rows), self.survey.before.get(element, 0)
        merging: dict[int, Slot] = {}
        table.rows.append(row)
        for cell in _cells(element):
            span, merge, joins = self.survey.spans.get(cell, PLAIN)
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
        if self.numbering is None and not self.carried and self.survey.is_plain(element):  # as nearly all are
            text = self.survey.texts.get(element, "")
            if not text or text.isalnum():
                items.extend([text] if text else [])
                return
        pieces = self.pieces
        first = element[0] if len(element) else None
        properties = first if first is not None and first.tag == _PPR else None
        if properties is not None and self.numbering is not None:
            pieces.append(self.numbering.label(properties))
        intricate = element in self.survey.intricate
        if intricate:
            self._spell(element)
            self.fields.clear()  # a field that no mark ends must not swallow what follows
        else:
            pieces.extend([_text(part) for part in element.iter(_T)])
        text = "".join(pieces)
        pieces.clear()
        if self.carried:
            text, self.carried = self.carried + text, ""
        if intricate and properties is not None and is_removed(properties.find(_RPR)):
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
        if not self.fields or not any(field.instructing for field in self.fields):
            self.pieces.append(_text(element))

    def character(self, element: etree._Element) -> None:
        self.pieces.append(CHARACTERS[element.tag])

    def run(self, element: etree._Element) -> None:
        at = len(self.pieces)
        self._spell(element)
        if len(self.pieces) == at:
            return
        kind = self.looks.kind(element)
        if kind in (RAISED, LOWERED):
            self.pieces[at:] = map(raised if kind == RAISED else lowered, self.pieces[at:])
        elif kind:
            self._leave_out(kind, "".join(self.pieces[at:]))
            del self.pieces[at:-1]

    def deleted(self, element: etree._Element) -> None:
        self._leave_out(STRUCK, "".join(element.itertext(W + "delText")))

    def _leave_out(self, kind: str, text: str) -> None:
        self.pieces.append(left_out(kind, text))
        self.marked = True

    def link(self, element: etree._Element) -> None:
        anchor, at = element.get(W + "anchor", ""), len(self.pieces)
        if anchor.startswith("_Toc"):  # an entry of the table of contents
            return
        self._spell(element)
        if anchor and is_note_mark("".join(self.pieces[at:])) and ends_in_digit("".join(self.pieces[:at])):
            self.pieces[at:] = map(raised, self.pieces[at:])

    def turned(self, element: etree._Element) -> None:
        if element.get(VAL) == "rtl":
            self.pieces.append(REVERSED)
        self._spell(element)

    def math(self, element: etree._Element) -> None:
        self.pieces.append(element.text or "")

    def denominator(self, element: etree._Element) -> None:
        self.pieces.append("/")
        self._spell(element)

    def _shift(self, element: etree._Element, shifted: Callable[[str], str]) -> None:
        at = len(self.pieces)
        self._spell(element)
        self.pieces[at:] = map(shifted, self.pieces[at:])

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
            self.fields.append(Field(self.pieces))
            self.checkbox = form_result(element)
        elif kind == "separate" and self.fields:
            self.fields[-1].instructing = False
            self.fields[-1].start = len(self.pieces)
        elif kind == "end" and self.fields:
            self.fields.pop().end()
            self.pieces.append(self.checkbox)
            self.checkbox = ""

    def instruction(self, element: etree._Element) -> None:
        if self.fields:
            self.fields[-1].instruction += element.text or ""

    def simple_field(self, element: etree._Element) -> None:
        field = Field(self.pieces, element.get(W + "instr", ""))
        self._spell(element)
        field.end()

    def alternative(self, element: etree._Element) -> None:
        for choice in _chosen(element):
            self._spell(choice)

    def picture(self, element: etree._Element) -> None:
        self.pictured = True
        self._spell(element)
        if may_show_table(element):
            self.boxes.append(picture_of(element, self.media))

    def text_box(self, element: etree._Element) -> None:
        outside = self.pieces, self.boxes, self.fields, self.carried
        self.pieces, self.boxes, self.fields, self.carried = [], [], [], ""
        held = self.content(element)
        self.pieces, self.boxes, self.fields, self.carried = outside
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


def _is_contents(element: etree._Element) -> bool:
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(VAL) == "Table of Contents"


def _chosen(alternatives: etree._Element) -> list[etree._Element]:
    """The first way to show what is written in several ways."""
    choices = [child for child in alternatives if child.tag == MC + "Choice"]
    return choices[:1] or list(alternatives)[:1]


def _text(element: etree._Element) -> str:
    text: str = element.text or ""
    if text and (text[0].isspace() or text[-1].isspace()) and element.get(_SPACE) != "preserve":
        return text.strip(" \t\r\n")  # as Word does, so that "12 " and "34" set apart by a line of the XML stay one number
    return text.replace("\n", " ") if "\n" in text else text
