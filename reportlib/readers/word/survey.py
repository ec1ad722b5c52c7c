"""Finds what is out of the ordinary in a Word file in one go, as looking into each row, cell and run takes longer than all the rest."""

from __future__ import annotations

import re

from lxml import etree

from reportlib.readers.word.looks import PALING, TELLING, Looks, is_pale
from reportlib.readers.word.styles import W

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MATH_TEXT = M + "t"
VAL = W + "val"
_GRID_BEFORE, _HIDDEN_ROW = W + "gridBefore", W + "hidden"
_SPANNING = (W + "gridSpan", W + "vMerge", W + "hMerge", W + "cellDel")
REMOVED = (W + "del", W + "moveFrom")
CHARACTERS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
# What makes more of a paragraph than the text of its w:t elements.
_INTRICATE = (
    *TELLING,
    *CHARACTERS,
    *REMOVED,
    MATH_TEXT,
    MC + "AlternateContent",
    *(
        W + name
        for name in (
            "sym",
            "fldChar",
            "hyperlink",
            "bdo",
            "drawing",
            "pict",
            "object",
            "ruby",
            "txbxContent",
        )
    ),
)
_REFERRING = (W + "fldSimple", W + "footnoteReference", W + "endnoteReference")  # to notes, where they print a mark as text
_MAY_PRINT_MARKS = re.compile(rb"customMarkFollows|NOTEREF|w:instr=['\"]\s*(?:EQ|eq)\b")
# White or tiny text, or text on a ground of its own: most files hold none of them. One search for each is several times faster than one for all.
_MAY_PALE = (b":shd ", b":highlight ", b":textFill>")
_PALE = tuple(map(re.compile, (rb':color [^>]*"(?:(?:[EFef][0-9A-Fa-f]){3}|background1|light1)"', rb':sz w:val="(?:\d|1[0-4])"')))

Spans = tuple[int, str, bool | None]


class Survey:
    """The cells that span, rows that are left out and paragraphs with more than plain text, of one document."""

    def __init__(self, root: etree._Element, raw: bytes, looks: Looks, styles: set[str]) -> None:
        self.spans: dict[etree._Element, Spans] = {}  # of the cells that span, merge or are deleted
        self.before: dict[etree._Element, int] = {}  # the columns left out at the start of a row
        self.left_out: set[etree._Element] = set()  # rows that are deleted or hidden
        self.intricate: set[etree._Element] = set()  # paragraphs with more than plain text
        self.texts: dict[etree._Element, str] = {}  # of paragraphs, what stands in runs of their own
        self.wrapping: set[etree._Element] = set()  # paragraphs with runs inside of something else
        self._look(root, raw)
        self._look_for_text(root)
        if any(sign in raw for sign in _MAY_PALE) or any(sign.search(raw) for sign in _PALE):
            self._look_for_pale(root)
        if telling := {name for name in styles if looks.tell(name)}:
            self._look_for_styles(root, telling)

    def is_plain(self, paragraph: etree._Element) -> bool:
        """Whether all that a paragraph prints is the text of its own runs."""
        return paragraph not in self.intricate and paragraph not in self.wrapping

    def _look(self, root: etree._Element, raw: bytes) -> None:
        referring = _REFERRING if _MAY_PRINT_MARKS.search(raw) else ()
        for part in root.iter(*_SPANNING, _GRID_BEFORE, _HIDDEN_ROW, *_INTRICATE, *referring):
            tag, parent = part.tag, part.getparent()
            if tag in _SPANNING:
                self.spans[parent.getparent()] = _spans(parent)
            elif tag == _GRID_BEFORE:
                self.before[parent.getparent()] = max(0, integer(part, 0))
            elif parent.tag == _TRPR:
                if tag != _HIDDEN_ROW or is_on(parent, "hidden"):
                    self.left_out.add(parent.getparent())
            else:
                self.intricate.update(part.iterancestors(_P))

    def _look_for_text(self, root: etree._Element) -> None:
        texts = self.texts
        for part in root.iter(_T):
            run = part.getparent()
            paragraph = run.getparent() if run is not None else None
            if paragraph is not None and paragraph.tag == _P:
                texts[paragraph] = texts.get(paragraph, "") + (part.text or "")
            else:
                self.wrapping.update(part.iterancestors(_P))

    def _look_for_pale(self, root: etree._Element) -> None:
        for part in filter(is_pale, root.iter(*PALING)):
            holder = part.getparent().getparent()
            if holder is not None and holder.tag == _TC:
                self.intricate.update(holder.iter(_P))
            else:
                self.intricate.update(part.iterancestors(_P))

    def _look_for_styles(self, root: etree._Element, telling: set[str]) -> None:
        for use in root.iter(W + "pStyle", W + "rStyle"):
            if use.get(VAL) in telling:
                self.intricate.update(use.iterancestors(_P))


_P, _T, _TC, _TRPR = W + "p", W + "t", W + "tc", W + "trPr"

PLAIN = (1, "", False)


def _spans(properties: etree._Element) -> Spans:
    """Columns covered, restart or continue where merged downwards, and whether joined to the left; None there if deleted."""
    span, merge, joins = PLAIN
    deleted = False
    for part in properties:
        tag = part.tag
        if tag == _GRID_SPAN:
            span = max(1, integer(part, 1))
        elif tag == _VMERGE:
            merge = part.get(VAL, "continue")
        elif tag == _HMERGE:
            joins = part.get(VAL, "continue") == "continue"
        elif tag == _CELL_DELETED:
            deleted = True
    return span, merge, None if deleted else joins


_GRID_SPAN, _VMERGE, _HMERGE, _CELL_DELETED = _SPANNING


def integer(element: etree._Element, default: int) -> int:
    """The whole number that a property states, within what a report can need."""
    value = element.get(VAL, "")
    return int(value) if value.isdecimal() and len(value) < 7 else default


def is_removed(properties: etree._Element | None) -> bool:
    """Whether a change that is not yet accepted takes this away."""
    return properties is not None and any(properties.find(tag) is not None for tag in REMOVED)


def is_on(properties: etree._Element, name: str) -> bool:
    """Whether a switch among the properties is set."""
    element = properties.find(W + name)
    return element is not None and element.get(VAL, "1") not in ("0", "false", "off")
