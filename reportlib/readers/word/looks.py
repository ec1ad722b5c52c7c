"""How a run of a Word file looks: hidden, struck out, raised, or in the colour of the paper."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from lxml import etree

from reportlib.readers.marks import HIDDEN, STRUCK, is_note_mark
from reportlib.readers.word.styles import Styles, W

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
RAISED, LOWERED = "raised", "lowered"
_VAL, _FILL = W + "val", W + "fill"
_LIGHT = 231  # of 255: a colour none of whose parts is below this cannot be told from white paper
_ALIKE = 24  # of 255: colours whose parts all differ by less than this cannot be told apart
_SMALLEST_SIZE = 4  # half points
_SMALL_SIZE = 14  # half points; a number so small beside larger text is a note mark
_SMALLER = 1.5  # times as large is the text beside it
_USUAL_SIZE = 20  # half points, where no one says
_RAISE_ALONE = 4  # half points by which text of the same size counts as raised
_HIGHLIGHTS = {"white": "FFFFFF", "black": "000000", "yellow": "FFFF00", "none": ""}
_HEX = re.compile(r"[0-9A-Fa-f]{6}")

# What a run's properties may say that makes it worth looking at; colour and size only where light or tiny, shading where not white.
TELLING = tuple(W + name for name in ("vanish", "specVanish", "webHidden", "strike", "dstrike", "vertAlign", "position"))
PALING = (*(W + name for name in ("color", "sz", "shd", "highlight")), W14 + "textFill")
_PAPER = ("background1", "light1", "bg1", "lt1")  # the colours of a theme that are the paper's


class Look(NamedTuple):
    """What properties say of text; None where they say nothing."""

    vanish: bool | None = None
    strike: bool | None = None
    shift: str | None = None
    position: int | None = None
    size: int | None = None
    color: str | None = None
    ground: str | None = None

    def over(self, base: Look) -> Look:
        """These properties where they say something, else those of the base."""
        return Look._make(own if own is not None else other for own, other in zip(self, base, strict=True))


_PLAIN = Look()


def _is_mark_of_its_own(run: etree._Element) -> bool:
    """Whether the run refers to a note by a mark that its author chose, which is its text."""
    return any(run.find(f"{W}{kind}Reference[@{W}customMarkFollows]") is not None for kind in ("footnote", "endnote"))


class Looks:
    """The looks of the runs of one document."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.of_style = cache(self._of_style)

    def _of_style(self, name: str) -> Look:
        look = _PLAIN
        for style in self.styles.lineage(name):
            look = _said(style.find(W + "rPr")).over(look)
            ground = _ground(style.find(W + "pPr"))
            look = look._replace(ground=ground) if ground is not None else look
        return look

    def tell(self, name: str) -> bool:
        """Whether a style hides, strikes, raises or pales text."""
        look = self.of_style(name)
        return bool(
            look.vanish or look.strike or look.shift or look.position or _is_light(look.color) or look.ground or _is_small(look.size)
        )

    def kind(self, run: etree._Element) -> str:
        """HIDDEN, STRUCK, RAISED, LOWERED, or nothing, for a run of text."""
        look = self._of_run(run)
        if look.vanish or (look.size is not None and look.size <= _SMALLEST_SIZE):
            return HIDDEN
        if look.strike:
            return STRUCK
        if look.color and _HEX.fullmatch(look.color) and self._is_pale(look.color, look.ground, run):
            return HIDDEN
        if look.shift or _is_mark_of_its_own(run):
            return look.shift or RAISED
        if look.position:
            return self._shifted(look, run)
        return RAISED if look.size and self._is_mark_by_size(look.size, run) else ""

    def _is_mark_by_size(self, size: int, run: etree._Element) -> bool:
        """Whether a short number stands, far smaller, beside a figure of its line."""
        if not _is_small(size) or not is_note_mark("".join(run.itertext(W + "t"))):
            return False
        beside = next((other for other in _neighbours(run) if "".join(other.itertext(W + "t")).strip().isdigit()), None)
        return beside is not None and (self._of_run(beside).size or _USUAL_SIZE) >= size * _SMALLER

    def _of_run(self, run: etree._Element) -> Look:
        properties = run.find(W + "rPr")
        own = _said(properties)
        named = properties.find(W + "rStyle") if properties is not None else None
        paragraph = next(run.iterancestors(W + "p"), None)
        style = paragraph.find(f"{W}pPr/{W}pStyle") if paragraph is not None else None
        base = self.of_style(style.get(_VAL, "")) if style is not None else _PLAIN
        of_character = self.of_style(named.get(_VAL, "")) if named is not None else _PLAIN
        look = own.over(of_character.over(base))
        # Both are switches: a character style that strikes what its paragraph's style strikes takes it back (ISO 29500, 17.7.3).
        if own.vanish is None and of_character.vanish and base.vanish:
            look = look._replace(vanish=False)
        if own.strike is None and of_character.strike and base.strike:
            look = look._replace(strike=False)
        return look

    def _is_pale(self, color: str, ground: str | None, run: etree._Element) -> bool:
        """Whether the text cannot be told from what it stands on: its own shading, its paragraph's, its cell's, or white paper."""
        for above, properties in ((W + "p", W + "pPr"), (W + "tc", W + "tcPr")):
            if ground is None:
                holder = next(run.iterancestors(above), None)
                ground = _ground(holder.find(properties)) if holder is not None else None
        if ground is None and self._is_shaded_by_table(run):
            return False
        return _alike(color, ground or "FFFFFF")

    def _is_shaded_by_table(self, run: etree._Element) -> bool:
        """Whether the style of the table may shade this row or column, as styles with a dark header do."""
        table = next(run.iterancestors(W + "tbl"), None)
        style = table.find(f"{W}tblPr/{W}tblStyle") if table is not None else None
        lineage = self.styles.lineage(style.get(_VAL, "")) if style is not None else []
        return any(not _is_light(shading.get(_FILL)) for element in lineage for shading in element.iter(W + "shd"))

    def _shifted(self, look: Look, run: etree._Element) -> str:
        """Raised or lowered where other text of the line stands elsewhere, and this is smaller or well apart from it."""
        others = [self._of_run(other) for other in _neighbours(run)]
        apart = [other for other in others if (other.position or 0) != look.position]
        if not apart:
            return ""
        shift = (look.position or 0) - (apart[0].position or 0)
        smaller = look.size is not None and any(other.size is None or other.size > look.size for other in apart)
        return (RAISED if shift > 0 else LOWERED) if smaller or abs(shift) >= _RAISE_ALONE else ""


_NEIGHBOURS = 3  # runs on either side whose height a raised one is compared with


def _neighbours(run: etree._Element) -> Iterable[etree._Element]:
    for preceding in (True, False):
        for _, other in zip(range(_NEIGHBOURS), run.itersiblings(W + "r", preceding=preceding), strict=False):
            if "".join(other.itertext(W + "t")).strip():
                yield other


def _said(properties: etree._Element | None) -> Look:
    if properties is None:
        return _PLAIN
    found = {part.tag: part for part in properties}
    raised = found[_VERT_ALIGN].get(_VAL, "") if _VERT_ALIGN in found else None
    return Look(
        True if _is_unfilled(found) else _either(found, "vanish", "specVanish"),
        _either(found, "strike", "dstrike"),
        None if raised is None else {"superscript": RAISED, "subscript": LOWERED}.get(raised, ""),
        _integer(found, "position"),
        _integer(found, "sz"),
        _color(found),
        _ground(properties),
    )


_VERT_ALIGN = W + "vertAlign"


def _color(found: dict[str, etree._Element]) -> str | None:
    """The colour of the letters: that of Word's newer fill above the older one, the paper's by the name that a theme gives it."""
    fill, color = found.get(W14 + "textFill"), found.get(W + "color")
    filled = fill.find(f"{W14}solidFill/{W14}srgbClr") if fill is not None else None
    themed = fill.find(f"{W14}solidFill/{W14}schemeClr") if fill is not None else None
    if filled is not None:
        return str(filled.get(W14 + "val", ""))
    if (themed is not None and themed.get(W14 + "val") in _PAPER) or _is_of_paper(color):
        return "FFFFFF"
    return color.get(_VAL) if color is not None else None


def _is_of_paper(color: etree._Element | None) -> bool:
    return color is not None and color.get(W + "themeColor") in _PAPER and not _HEX.fullmatch(color.get(_VAL, ""))


def _is_unfilled(found: dict[str, etree._Element]) -> bool:
    """Whether letters have no fill, or one that can be seen through, and no outline either."""
    fill, outline = found.get(W14 + "textFill"), found.get(W14 + "textOutline")
    if fill is None or (outline is not None and outline.find(W14 + "noFill") is None):
        return False
    return fill.find(W14 + "noFill") is not None or any(part.get(W14 + "val") == "100000" for part in fill.iter(W14 + "alpha"))


def _either(found: dict[str, etree._Element], *names: str) -> bool | None:
    said = [found[W + name].get(_VAL, "1") not in ("0", "false", "off") for name in names if W + name in found]
    return any(said) if said else None


def _integer(found: dict[str, etree._Element], name: str) -> int | None:
    value = found[W + name].get(_VAL, "") if W + name in found else ""
    return int(value) if re.fullmatch(r"[-+]?\d{1,4}", value) else None


def _ground(properties: etree._Element | None) -> str | None:
    """The colour behind text, None where nothing says so; a colour that is not known is called other."""
    if properties is None:
        return None
    highlight, shading = properties.find(W + "highlight"), properties.find(W + "shd")
    if highlight is not None and highlight.get(_VAL, "none") != "none":
        return _HIGHLIGHTS.get(highlight.get(_VAL, ""), "808080")
    if shading is None:
        return None
    if shading.get(_VAL) == "solid" and _HEX.fullmatch(shading.get(W + "color", "")):
        return str(shading.get(W + "color"))
    fill = shading.get(_FILL, "auto")
    return fill if _HEX.fullmatch(fill) else None


def _is_small(size: int | None) -> bool:
    return size is not None and size <= _SMALL_SIZE


def is_pale(element: etree._Element) -> bool:
    """Whether a colour, size or shading makes it worth comparing text with what it stands on."""
    if element.tag == W + "sz":
        return element.get(_VAL, "").isdecimal() and int(element.get(_VAL, "")[:6]) <= _SMALL_SIZE
    if element.tag == W + "color":
        return _is_light(element.get(_VAL)) or _is_of_paper(element)
    if element.tag == W14 + "textFill":
        return _is_unfilled({element.tag: element}) or _is_light(_color({element.tag: element}))
    return not _is_light(_ground(element.getparent()) or "FFFFFF")


def _is_light(color: str | None) -> bool:
    return color is not None and _HEX.fullmatch(color) is not None and min(bytes.fromhex(color)) >= _LIGHT


def _alike(color: str, ground: str) -> bool:
    return all(abs(one - other) < _ALIKE for one, other in zip(bytes.fromhex(color), bytes.fromhex(ground), strict=True))
