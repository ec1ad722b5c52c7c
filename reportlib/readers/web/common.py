"""Turns the rarer ways to write tables and lines in a page into the common ones."""

from __future__ import annotations

import re

from lxml import etree

_INLINE = (
    "span",
    "font",
    "b",
    "strong",
    "u",
    "em",
    "i",
    "o:p",
    "big",
    "small",
    "ins",
    "tt",
    "label",
    "mark",
    "bdo",
    "bdi",
    "abbr",
    "code",
    "kbd",
    "s",
    "strike",
    "del",
    "sup",
    "sub",
)
_ROLES = {
    "table": "table",
    "grid": "table",
    "treegrid": "table",
    "row": "tr",
    "cell": "td",
    "gridcell": "td",
    "columnheader": "td",
    "rowheader": "td",
}
_DISPLAY = re.compile(r"display\s*:\s*(?:inline-)?(table(?:-row|-cell)?)\s*(?:;|!|$)")
_DISPLAYS = {"table": "table", "table-row": "tr", "table-cell": "td"}


def in_common_forms(root: etree._Element, text: str) -> None:
    """Turns the rarer ways to write a table or a line into the common ones."""
    for element in list(root.iter("tfoot", "textarea", *_PREFORMATTED)):
        if element.tag == "tfoot":
            element.getparent().append(element)  # may be written first, is always shown last
        elif element.tag == "textarea":
            element.text = "" if "<" in (element.text or "") else element.text
        else:
            _keep_blanks(element)
    if "table-cell" in text or 'cell"' in text:
        _make_tables(root)
    etree.strip_tags(root, *_INLINE)


def _keep_blanks(preformatted: etree._Element) -> None:
    for element in preformatted.iter():
        element.text = _kept(element.text)
        if element is not preformatted:
            element.tail = _kept(element.tail)


def _make_tables(root: etree._Element) -> None:
    for element in root.iter("div", "span", "ul", "li", "section"):
        display = _DISPLAY.search(element.get("style", "").lower())
        element.tag = _ROLES.get(element.get("role", "")) or (_DISPLAYS[display[1]] if display else element.tag)
        for name in ("colspan", "rowspan"):
            if element.get(f"aria-{name}"):
                element.set(name, element.get(f"aria-{name}", ""))


_PREFORMATTED = ("pre", "listing", "xmp")
BREAK, BLANK, TAB = "\ufdd0", "\ufdd1", "\ufdd2"  # a <br>, and a blank and a tab that stay as they are; no page has these
_KEPT = str.maketrans({"\n": BREAK, " ": BLANK, "\t": TAB, "\r": ""})


def _kept(text: str | None) -> str | None:
    return text.translate(_KEPT) if text else text
