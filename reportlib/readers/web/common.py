"""Turns the rarer ways to write tables and lines in a page into the common ones."""

from __future__ import annotations

import re

from lxml import etree

from reportlib.readers.marks import lowered, raised

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


def keep_what_shows_figures(root: etree._Element) -> None:
    """Turns what shows a figure without being text of a line (lists to choose from, drawings, formulas) into text or a picture."""
    for element in list(root.iter("select", "svg", "dialog", "msup", "msub", "mfrac")):
        _SHOWING[element.tag](element)


def _chosen(select: etree._Element) -> None:
    """A list to choose from shows its chosen figure, which is the first where none is marked."""
    options = list(select.iter("option"))
    shown = next((option for option in options if option.get("selected") is not None), options[0] if options else None)
    text = (shown.text or "").strip() if shown is not None else ""
    if text.isdecimal():
        select.clear(keep_tail=True)
        select.tag, select.text = "span", text


def _drawn(drawing: etree._Element) -> None:
    """A drawing in a cell is a picture of what it shows."""
    if next(drawing.iterancestors("td", "th"), None) is not None and "".join(drawing.itertext()).strip():
        drawing.clear(keep_tail=True)
        drawing.tag = "img"


def _opened(dialog: etree._Element) -> None:
    if dialog.get("open") is not None:
        dialog.tag = "div"


def _formula(formula: etree._Element) -> None:
    """A power or an index as raised or lowered digits, a fraction with its stroke."""
    parts = list(formula)
    shift = {"msup": raised, "msub": lowered}.get(formula.tag)
    for part in parts[1:2]:
        text = "".join(part.itertext())
        part.clear(keep_tail=True)
        part.text = shift(text) if shift else f"/{text}"


_SHOWING = {"select": _chosen, "svg": _drawn, "dialog": _opened, "msup": _formula, "msub": _formula, "mfrac": _formula}


_HOLDS_CELLS = re.compile(r"table-cell|cell[\"'\s>]")


def in_common_forms(root: etree._Element, text: str) -> None:
    """Turns the rarer ways to write a table or a line into the common ones."""
    for element in list(root.iter("tfoot", "textarea", *_PREFORMATTED)):
        if element.tag == "tfoot":
            element.getparent().append(element)  # may be written first, is always shown last
        elif element.tag == "textarea":
            element.text = "" if "<" in (element.text or "") else element.text
        else:
            _keep_blanks(element)
    if _HOLDS_CELLS.search(text):
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
