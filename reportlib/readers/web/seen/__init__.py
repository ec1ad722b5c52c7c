"""Leaves in a page what its reader sees: struck-out, hidden and pale text goes, raised digits become characters of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from lxml import etree

from reportlib.readers.marks import HIDDEN, STRUCK, ends_in_digit, is_note_mark, left_out, lowered, raised
from reportlib.readers.web.seen.looks import (
    GENERATED,
    SMALLER,
    TRANSPARENT,
    UNKNOWN_GROUND,
    USUAL_SIZE,
    Look,
    alike,
    color_of,
    generated,
    is_apart,
    is_faint,
    is_hidden,
    is_small,
    is_turned,
    look,
    shift_of,
    strongest,
    tells,
)
from reportlib.readers.web.seen.stylesheet import StyleSheet
from reportlib.text.signs import REVERSED

Looks = dict[etree._Element, Look]

STRUCK_TAGS = ("s", "strike", "del")
_BY_TAG: dict[str, Look] = {**{tag: {"struck": True} for tag in STRUCK_TAGS}, "bdo": {"overriding": True}}
UNSEEN = ("table", "thead", "tbody", "tfoot", "tr", "td", "th", "img", "li")  # would still be shown when empty
_CELLS = ("td", "th", "tr", "table")
_BLOCKS = frozenset(("td", "th", "tr", "table", "tbody", "p", "div", "li", "body", "html", "h1", "h2", "h3", "h4", "h5", "h6", "center"))
_INLINE = frozenset(
    ("span", "font", "b", "strong", "u", "em", "i", "big", "small", "ins", "a", "label", "mark", "sup", "sub", "tt", "code")
)
_WHITE, _BLACK = 0xFFFFFF, 0
_PIECES_SEEN = 100  # of a line, to see whether it holds more than one piece of text


def leave_the_seen(root: etree._Element, text: str, *, hidden: bool = False) -> bool:
    """Takes out of a page, given with its source text, what is not seen, and gives whether there was any; raised digits become superscripts.

    `hidden` keeps what is not displayed.
    """
    looks = _looks(root, StyleSheet(_sheets(root), root), text)
    for element in root.iter(*STRUCK_TAGS, "bdo"):
        looks[element] = {**_BY_TAG[element.tag], "direction": element.get("dir", "").lower(), **looks.get(element, {})}
    _print_generated(looks)
    unseen = [(element, said) for element, said in looks.items() if said.get("struck") or (not hidden and is_hidden(said))]
    for element, said in unseen:
        if not hidden and is_hidden(said) and element.tag not in ("body", "html"):
            _leave_out(element, HIDDEN, gone=bool(said.get("display") or said.get("mso-hide")))
        elif said.get("struck"):
            _leave_out(element, STRUCK, gone=False)
    faint = any(is_faint(said) for said in looks.values())
    if faint:
        _Paper(looks, styled=root.find(".//link") is not None).leave_out_the_pale(root)
    _shift_marks(root, looks)
    _set_apart(looks)
    for element in (each for each, said in looks.items() if is_turned(said)):
        element.text = REVERSED + (element.text or "")
    return faint or bool(unseen)


def _print_generated(looks: Looks) -> None:
    """Puts the figures that style sheets print in cells where a reader sees them."""
    for element, said in looks.items():
        before, behind = (generated(said, where, element.attrib) for where in GENERATED)
        if (before or behind) and (element.tag in ("td", "th") or _stands_in_cell(element)):
            element.text = before + (element.text or "")
            if len(element):
                element[-1].tail = (element[-1].tail or "") + behind
            else:
                element.text += behind


def _shift_marks(root: etree._Element, looks: Looks) -> None:
    """Turns the digits of raised and lowered text into superscripts and subscripts."""
    for element, said in looks.items():
        if (shift := shift_of(said)) and element.tag in _INLINE and (element.tag in ("sup", "sub") or _stands_beside(element)):
            _shift(element, raised if shift == "super" else lowered)
        elif _is_mark_by_size(element, said, looks):
            _shift(element, raised)
    for element in list(root.iter("sup", "sub", "small")):
        if element.tag == "small":
            if _is_small_mark(element, looks):
                _shift(element, raised)
        elif looks.get(element, {}).get("shift", "as the tag says"):
            _shift(element, lowered if element.tag == "sub" else raised)
    for element in list(root.iter("a")):
        if _leads_to_a_note(element) and _is_note_mark(element):
            _shift(element, raised)


def _is_mark_by_size(element: etree._Element, said: Look, looks: Looks) -> bool:
    """Whether the size that is said of an element makes a mark of it: much smaller than what is around it, or less than it by some part."""
    if is_small(said) and _is_note_mark(element) and _size_around(element, looks) >= _size(said) * SMALLER:
        return True
    return bool(said.get("reduced")) and _is_small_mark(element, looks)


def _is_small_mark(element: etree._Element, looks: Looks) -> bool:
    """Whether one or two digits stand smaller behind a figure that is not as small; three may as well be the end of it."""
    digits = sum(map(str.isdigit, "".join(element.itertext())))
    return digits <= _MOST_SMALL and _is_note_mark(element) and not _is_reduced(element.getprevious(), looks)


_MOST_SMALL = 2  # digits of a note mark that only its size tells from a figure


def _is_note_mark(element: etree._Element) -> bool:
    """Whether a short number alone stands right behind a digit."""
    return element.tag in _INLINE and is_note_mark("".join(element.itertext())) and ends_in_digit(_text_before(element))


def _is_reduced(element: etree._Element | None, looks: Looks) -> bool:
    """Whether the piece before is as small itself, so that both are parts of one number."""
    return element is not None and not element.tail and (element.tag == "small" or bool(looks.get(element, {}).get("reduced")))


def _size_around(element: etree._Element, looks: Looks) -> float:
    sizes = (_size(looks.get(above, {})) for above in element.iterancestors())
    return next((size for size in sizes if size), USUAL_SIZE)


def _size(said: Look) -> float:
    size = said.get("font-size")
    return size if isinstance(size, float) else 0.0


def _leads_to_a_note(element: etree._Element) -> bool:
    """Whether a link in a cell leads to a place of its own page."""
    address = element.get("href", "")
    return address.startswith("#") and len(address) > 1 and next(element.iterancestors("td"), None) is not None


def _text_before(element: etree._Element) -> str:
    """The text that stands right before an element."""
    while (previous := element.getprevious()) is None:
        above = element.getparent()
        if above is None or above.text or above.tag not in _INLINE:
            return (above.text or "").rstrip() if above is not None else ""
        element = above
    return (previous.tail or "".join(previous.itertext())).rstrip()


def _set_apart(looks: Looks) -> None:
    """Gives figures of a cell that do not stand in its line (floated, placed, laid out in boxes) lines of their own: they are no part of a number."""
    for element, said in looks.items():
        parts = list(element) if said.get("boxes") else [element] if is_apart(said) else []
        for part in parts:
            if part.tag in _INLINE and _stands_in_cell(part) and _stands_beside(part) and _holds_figure(part):
                part.tag = "div"


def _stands_in_cell(element: etree._Element) -> bool:
    return next(element.iterancestors("td", "th"), None) is not None


def _holds_figure(element: etree._Element) -> bool:
    return any(character.isdigit() for character in "".join(element.itertext()))


def _sheets(root: etree._Element) -> Iterator[str]:
    return (style.text or "" for style in root.iter("style") if style.get("media", "all").strip().lower() != "print")


def _looks(root: etree._Element, sheet: StyleSheet, text: str) -> Looks:
    """What is said of being seen, of each element of which something is said, in the order of the page; nothing where nothing tells."""
    if sheet:
        elements = root.iter(etree.Element)
    elif any(tells(look(style)) for style in set(_STYLES(root))) or _has_telling_attributes(root, text):
        elements = _ELEMENTS(root)
    else:
        return {}
    return {element: said for element in elements if (said := _said(element, sheet))}


# The tests before are many times cheaper than to visit each element, and few pages hide or pale anything.
_STYLES = etree.XPath("//@style", smart_strings=False)
_ATTRIBUTED = etree.XPath("//@hidden/..|//@popover/..|//@color/..|//@bgcolor/..|//font/@size/..")
_ELEMENTS = etree.XPath("//*[@style or @hidden or @popover or @color or @bgcolor or self::font[@size]]")


def _has_telling_attributes(root: etree._Element, text: str) -> bool:
    if not any(sign in text for sign in ("idden", "IDDEN", "olor=", "OLOR=", "opover", "size=", "SIZE=")):
        return False
    return any(tells(_own(element)) for element in _ATTRIBUTED(root))


def _said(element: etree._Element, sheet: StyleSheet) -> Look:
    """What is said of an element by its attributes, the style sheets and its own style, the stronger last."""
    weak, own = _own(element), look(element.get("style", ""))
    if not sheet:
        return {**weak, **own} if weak else own
    return strongest(weak, *sheet.said_of(element), own)


_FONT_SIZES = {"1": 10.0, "2": 13.0, "3": 16.0, "4": 18.0, "5": 24.0, "-1": 13.0, "-2": 10.0}  # of the old element, in px


def _own(element: etree._Element) -> dict[str, object]:
    attributes: dict[str, object] = {"display": True} if not {"hidden", "popover"}.isdisjoint(element.keys()) else {}
    if element.tag == "font" and (size := _FONT_SIZES.get(element.get("size", "").strip())):
        attributes["font-size"] = size
    for name, decided in (("color", "color"), ("bgcolor", "ground")):
        value = element.get(name)
        if value and (color := color_of(value)) is not None:
            attributes[decided] = color
    return attributes


def _leave_out(element: etree._Element, kind: str, *, gone: bool) -> None:
    """Takes out what an element holds, and the element itself where it is `gone` from the page, leaving what is told of it."""
    if gone:
        held = "".join(element.itertext()) if _is_telling(element) else ""
        element.tag = "unseen" if element.tag in UNSEEN else element.tag
        element.clear(keep_tail=True)
        element.text = left_out(kind, held)
        return
    for part in list(element.iter("td", "th")) if element.tag in _CELLS[2:] else (element,):  # a row keeps its cells
        held = "".join(part.itertext()) if kind == STRUCK or _is_telling(part) else ""
        del part[:]
        part.text = left_out(kind, held)


def _is_telling(element: etree._Element) -> bool:
    """Whether hidden text is worth telling: it stands in a table or inside a line, and holds a figure."""
    if not any(character.isdigit() for text in element.itertext() for character in text[:200]):
        return False
    inline = element.tag in _INLINE or element.tag in _CELLS
    return inline or element.find(".//td") is not None or next(element.iterancestors("td", "th"), None) is not None


def _stands_beside(element: etree._Element) -> bool:
    """Whether something else is printed in the same line: an element that fills its cell is not raised above anything."""
    own = "".join(element.itertext()).strip()
    block = next((above for above in element.iterancestors() if above.tag in _BLOCKS), None)
    return block is not None and len("".join(islice(block.itertext(), _PIECES_SEEN)).strip()) > len(own)


def _shift(element: etree._Element, shifted: Callable[[str], str]) -> None:
    for part in element.iter():
        part.text = shifted(part.text) if part.text else part.text
        if part is not element and part.tail:
            part.tail = shifted(part.tail)
    element.tag = "span"


class _Ink(NamedTuple):
    """The colour and size of text, and the colour that it stands on, None where no one says."""

    color: int = _BLACK
    ground: int | None = None
    size: float = 16.0


class _Paper:
    """Compares the text of a page with the ground on which it stands."""

    def __init__(self, looks: Looks, *, styled: bool) -> None:
        self.looks = looks
        self.styled = styled  # by style sheets that are not at hand: a ground that no one names may be any

    def leave_out_the_pale(self, root: etree._Element) -> None:
        inks = [_Ink()]
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                said = self.looks.get(element)
                inks.append(_inked(inks[-1], said) if said else inks[-1])
                element.text = self._seen(element.text, inks[-1], element)
            else:
                inks.pop()
                if len(inks) > 1:
                    element.tail = self._seen(element.tail, inks[-1], element.getparent())

    def _seen(self, text: str | None, ink: _Ink, element: etree._Element) -> str | None:
        if not text or text.isspace() or not self._is_pale(text, ink, element):
            return text
        return left_out(HIDDEN, text)

    def _is_pale(self, text: str, ink: _Ink, element: etree._Element) -> bool:
        if ink.size < 2.5 or ink.color == TRANSPARENT:
            return True
        if ink.ground == UNKNOWN_GROUND or not alike(ink.color, _WHITE if ink.ground is None else ink.ground):
            return False
        # White letters on a bar whose colour stands in a style sheet elsewhere are seen; a figure in a cell stands on white.
        return ink.ground is not None or not self.styled or _is_figure(text) or _is_part_of_line(text, element)


def _inked(ink: _Ink, said: Look) -> _Ink:
    color, ground, size = said.get("color"), said.get("ground"), said.get("font-size")
    if isinstance(color, int):
        ink = ink._replace(color=color)
    if isinstance(ground, int) and ground != TRANSPARENT:
        ink = ink._replace(ground=ground)
    return ink._replace(size=size) if isinstance(size, float) else ink


_FIGURE = re.compile(r"[\s\d.,，．%+-]+")


def _is_figure(text: str) -> bool:
    return _FIGURE.fullmatch(text) is not None


def _is_part_of_line(text: str, element: etree._Element) -> bool:
    block = next((above for above in (element, *element.iterancestors()) if above.tag in _BLOCKS), element)
    return len("".join(islice(block.itertext(), _PIECES_SEEN)).strip()) > len(text.strip())
