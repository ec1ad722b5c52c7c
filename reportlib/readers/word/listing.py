"""The numbers that Word prints in front of the paragraphs of a list and does not keep in their text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from reportlib.readers.markup import ordinal
from reportlib.readers.word.styles import Styles

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = _W + "val"
_LEVELS = 9


@dataclass
class _Level:
    """One level of a list: where it starts, how it counts, and what it prints, such as %1、."""

    start: int = 1
    numbering: str = "decimal"
    template: str = ""
    separator: str = " "
    restarts_after: int | None = None  # the level whose use restarts this one; None for any above
    plain: bool = False  # prints the numbers of all levels as 1, 2, 3
    style: str = ""


@dataclass
class _List:
    """One list of the document; lists of the same outline count on from one another."""

    outline: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of a document in reading order."""

    def __init__(self, numbering: etree._Element | None, styles: Styles) -> None:
        self.lists = _lists(numbering) if numbering is not None else {}
        self.styles = {name: _of_style(styles.lineage(name)) for name in styles.elements}
        self.counts: dict[str, dict[int, int]] = {}
        self.started: set[tuple[str, int]] = set()

    def label(self, properties: etree._Element) -> str:
        """What Word prints in front of the paragraph with these properties: empty, or a number and what parts it from the text."""
        number, level = self._member(properties)
        members = self.lists.get(number)
        if members is None or level not in members.levels:
            return ""
        counts = self.counts.setdefault(members.outline, {})
        self._count(number, members, level, counts)
        form = members.levels[level]
        if form.numbering == "bullet":
            return ""
        label = re.sub(r"%([1-9])", lambda mark: self._printed(members, int(mark[1]) - 1, form, counts), form.template)
        return label + form.separator if label else ""

    def _member(self, properties: etree._Element) -> tuple[str, int]:
        """The list and level of a paragraph, from itself or its style."""
        style = _value(properties, "pStyle")
        number, level = self.styles.get(style, ("", None))
        own = properties.find(_W + "numPr")
        if own is not None:
            number = _value(own, "numId") or number
            level = _integer(_value(own, "ilvl"), 0) if _value(own, "ilvl") else level
        if level is None:
            members = self.lists.get(number)
            level = next((at for at, form in members.levels.items() if form.style == style), 0) if members and style else 0
        return number, level

    def _count(self, number: str, members: _List, level: int, counts: dict[int, int]) -> None:
        form = members.levels[level]
        if level in members.starts and (number, level) not in self.started:
            self.started.add((number, level))
            counts[level] = members.starts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else form.start
        for below in range(level + 1, _LEVELS):
            after = members.levels[below].restarts_after if below in members.levels else None
            if after is None or (after and level < after):
                counts.pop(below, None)

    def _printed(self, members: _List, level: int, form: _Level, counts: dict[int, int]) -> str:
        shown = members.levels.get(level, form)
        return ordinal(counts.setdefault(level, shown.start), "decimal" if form.plain else shown.numbering)


def _lists(numbering: etree._Element) -> dict[str, _List]:
    outlines = {outline.get(_W + "abstractNumId", ""): outline for outline in numbering.iter(_W + "abstractNum")}
    by_style = {_value(outline, "styleLink"): name for name, outline in outlines.items() if _value(outline, "styleLink")}
    lists = {}
    for element in numbering.iter(_W + "num"):
        name = _value(element, "abstractNumId")
        if name in outlines and _value(outlines[name], "numStyleLink") in by_style:
            name = by_style[_value(outlines[name], "numStyleLink")]
        if name in outlines:
            lists[element.get(_W + "numId", "")] = _list(name, outlines[name], element)
    lists.pop("0", None)  # stands for no list
    return lists


def _list(name: str, outline: etree._Element, element: etree._Element) -> _List:
    members = _List(name, {_integer(form.get(_W + "ilvl"), 0): _level(form) for form in outline.iterfind(_W + "lvl")})
    for override in element.iterfind(_W + "lvlOverride"):
        level = _integer(override.get(_W + "ilvl"), 0)
        form = override.find(_W + "lvl")
        if form is not None:
            members.levels[level] = _level(form)
        if _value(override, "startOverride"):
            members.starts[level] = _integer(_value(override, "startOverride"), 1)
    return members


def _level(form: etree._Element) -> _Level:
    restart = _value(form, "lvlRestart")
    plain = form.find(_W + "isLgl")
    return _Level(
        start=_integer(_value(form, "start"), 0),
        numbering=_value(form, "numFmt") or "decimal",
        template=_value(form, "lvlText"),
        separator="" if _value(form, "suff") == "nothing" else " ",
        restarts_after=_integer(restart, 0) if restart else None,
        plain=plain is not None and plain.get(_VAL, "1") not in ("0", "false", "off"),
        style=_value(form, "pStyle"),
    )


def _of_style(lineage: list[etree._Element]) -> tuple[str, int | None]:
    """The list and level of a paragraph style, its own or that of the style it is based on."""
    number = ""
    level: int | None = None
    for style in reversed(lineage):
        own = style.find(f"{_W}pPr/{_W}numPr")
        if own is not None:
            number = number or _value(own, "numId")
            level = _integer(_value(own, "ilvl"), 0) if level is None and _value(own, "ilvl") else level
        if number:
            break
    return number, level


def _value(parent: etree._Element, name: str) -> str:
    child = parent.find(_W + name)
    return str(child.get(_VAL, "")) if child is not None else ""


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() else default
