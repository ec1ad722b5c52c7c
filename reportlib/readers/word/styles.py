"""What the styles of a Word file say, of those that its text uses; the file may define hundreds more and take longer than the report."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = W + "val"
_USES = tuple(W + name for name in ("pStyle", "rStyle", "tblStyle"))
_BEGINNING = re.compile(rb'<w:style\b[^>]*?\bw:styleId="([^"]*)"')
_END = b"</w:style>"
_BASE = re.compile(rb'<w:(?:basedOn|link) w:val="([^"]*)"')


def used_names(root: etree._Element) -> set[str]:
    """The styles that paragraphs, runs and tables of a document name."""
    return {use.get(_VAL, "") for use in root.iter(*_USES)}


def excerpt(styles: bytes, used: Iterable[str]) -> bytes:
    """The part styles.xml with those styles alone that are used or that used ones are based on; whole where it is written in another way."""
    first = _BEGINNING.search(styles)
    if not first or _END not in styles:
        return styles
    taken: dict[bytes, bytes] = {}
    wanted = [name.encode() for name in used]
    while wanted:
        name = wanted.pop()
        if name not in taken and (start := _place_of(name, styles)) >= 0:
            taken[name] = styles[start : styles.index(_END, start) + len(_END)]
            wanted += _BASE.findall(taken[name])
    return styles[: first.start()] + b"".join(taken.values()) + styles[styles.rindex(_END) + len(_END) :]


def _place_of(name: bytes, styles: bytes) -> int:
    """Where the style of this name begins, -1 where there is none."""
    said = styles.rfind(b'w:styleId="' + name + b'"')
    start = styles.rfind(b"<w:style", 0, said) if said >= 0 else -1
    beginning = _BEGINNING.match(styles, start) if start >= 0 else None
    return start if beginning and beginning[1] == name else -1


class Styles:
    """The styles of a document by name."""

    def __init__(self, root: etree._Element | None) -> None:
        self.elements = {style.get(W + "styleId", ""): style for style in root.iterfind(W + "style")} if root is not None else {}

    def lineage(self, name: str) -> list[etree._Element]:
        """The style and those that it is based on, the most remote first; none is based on itself, though a broken file may say so."""
        found: list[etree._Element] = []
        while name in self.elements and len(found) < len(self.elements):
            element = self.elements[name]
            found.insert(0, element)
            base = element.find(W + "basedOn")
            name = base.get(_VAL, "") if base is not None else ""
        return found
