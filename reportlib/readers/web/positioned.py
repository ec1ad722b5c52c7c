"""Pages that set each piece of text at a place of its own, as converters of PDF write them: the lines that their pieces make, as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from reportlib.readers.markup import visible

_PLACE = re.compile(r"(?:^|[;\s])(top|left|bottom)\s*:\s*(-?[\d.]+)\s*(?:px|pt|em)?")
_SAME_LINE = 4.0  # px between the tops of pieces of one line
_FEWEST_PIECES = 30


class Piece(NamedTuple):
    """A text with its place: the page's container, its top and its left edge."""

    page: int
    top: float
    left: float
    text: str


def lines_of(root: etree._Element) -> str:
    """The lines of a page that sets its pieces at places, cells of one row behind tabs; empty where it sets few or none."""
    pieces = list(_pieces(root))
    return "\n".join(_lines(pieces)) if len(pieces) >= _FEWEST_PIECES else ""


def _pieces(root: etree._Element) -> Iterator[Piece]:
    pages: dict[etree._Element, int] = {}
    for element in root.iter("p", "div", "span", "text"):
        place = {name: float(element.get(name)) for name in ("top", "left") if re.fullmatch(r"-?[\d.]+", element.get(name, ""))}
        place = place or {name: float(value) for name, value in _PLACE.findall(element.get("style", "")) if value.strip(".-")}
        text = visible(" ".join("".join(element.itertext()).split()))
        if "left" in place and ("top" in place or "bottom" in place) and text and not _holds_placed(element):
            page = pages.setdefault(element.getparent(), len(pages))
            yield Piece(page, place.get("top", -place.get("bottom", 0.0)), place["left"], text)


def _holds_placed(element: etree._Element) -> bool:
    return any(name == "left" for inner in element.iterfind(".//*[@style]") for name, _ in _PLACE.findall(inner.get("style", "")))


def _lines(pieces: Sequence[Piece]) -> Iterator[str]:
    """The pieces from the top down, those of one height in a line."""
    line: list[Piece] = []
    for piece in sorted(pieces):
        if line and (piece.page != line[0].page or piece.top - line[0].top > _SAME_LINE):
            yield "\t".join(one.text for one in sorted(line, key=lambda one: one.left))
            line = []
        line.append(piece)
    yield "\t".join(one.text for one in sorted(line, key=lambda one: one.left))
