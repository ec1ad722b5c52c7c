"""What the objects of an OFD page paint: characters with their ink, filled areas, pictures and rules, in points from the upper left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import hypot
from typing import Any, NamedTuple

from reportlib.errors import LimitExceeded
from reportlib.readers.pages.geometry import Extent, Matrix, around, lightness, moved, product, share
from reportlib.readers.pages.ofd.package import Element, Package, PageParts
from reportlib.readers.pages.ruling import LONG, MAX_THICKNESS, THICKEST, is_thin
from reportlib.readers.pages.typesetting import CHINESE

POINTS = 72 / 25.4  # to the millimetre
MAX_DEPTH, MAX_OBJECTS = 8, 200_000
# The part of its em that a character stands above the base line, and the widths of Chinese and of other characters where no step tells.
ASCENT, WIDE, NARROW = 0.88, 1.0, 0.5
LINE_WIDTH = 0.353  # of a path that does not say, in millimetres
TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
# How many numbers follow each letter of a path; the last two are where it goes.
NUMBERS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


class Ink(NamedTuple):
    """One character as painted: its box, its direction (x and y of its base line), its tone, and of which text it is."""

    text: str
    extent: Extent
    along: float
    up: float
    lightness: float
    opacity: float
    owner: int
    order: int
    visible: bool


class Area(NamedTuple):
    """A filled box, curves or picture: when it was painted, its tone, how opaque it is, and whether it may show figures of its own."""

    extent: Extent
    order: int
    lightness: float
    opacity: float
    drawn: bool


@dataclass
class Painted:
    """What is painted on a page, in the order of painting, its size in points, and its largest picture."""

    width: float
    height: float
    inks: list[Ink] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    rules: list[Extent] = field(default_factory=list)
    paths: int = 0
    pictured: float = 0.0
    picture: str = ""
    marks: set[int] = field(default_factory=set)
    count: int = 0


class Setting(NamedTuple):
    """What an object inherits: the matrix of what holds it, the clips (boxes on the page), its opacity, and how deep it lies."""

    matrix: Matrix
    clips: tuple[Extent, ...]
    opacity: float
    depth: int
    is_mark: bool = False


def painted(package: Package, parts: PageParts) -> Painted:
    """What is painted on the page; raises LimitExceeded where that is too much."""
    left, top, width, height = parts.box
    found = Painted(width * POINTS, height * POINTS)
    page = Setting((POINTS, 0.0, 0.0, POINTS, -left * POINTS, -top * POINTS), (), 1.0, 0)
    painter = _Painter(parts, found)
    for layer in parts.layers:
        painter.paint(layer, page, layer.get("DrawParam"))
    for annotation in parts.annotations:
        if annotation.get("Visible", "true").lower() != "false":
            mark = page._replace(is_mark=annotation.get("Type") == "Watermark")
            for appearance in annotation.iter("Appearance"):
                painter.paint(appearance, _within(appearance, mark, with_matrix=False), None)
    return found


def _within(thing: Element, setting: Setting, *, with_matrix: bool = True) -> Setting:
    """The setting inside an object: its own matrix, then its boundary, then those of what holds it; its clips added."""
    x, y, *_ = [*_numbers(thing.get("Boundary")), 0.0, 0.0]
    own = _numbers(thing.get("CTM")) if with_matrix else []
    shifted = product((1.0, 0.0, 0.0, 1.0, x, y), setting.matrix)
    matrix = product((own[0], own[1], own[2], own[3], own[4], own[5]), shifted) if len(own) == 6 else shifted
    opacity = setting.opacity * _share(thing.get("Alpha"))
    clips = (*setting.clips, *(box for clip in thing.iterfind("Clips/Clip") if (box := _clip(clip, matrix, shifted, thing))))
    return setting._replace(matrix=matrix, clips=clips, opacity=opacity, depth=setting.depth + 1)


def _clip(clip: Element, matrix: Matrix, shifted: Matrix, thing: Element) -> Extent | None:
    """The box on the page that a clip leaves, or None where it cannot be told."""
    inside = thing.find("Clips")
    follows = inside is not None and inside.get("TransFlag", "true").lower() != "false"
    corners: list[tuple[float, float]] = []
    for path in clip.iter("Path"):
        within = _within(path, Setting(matrix if follows else shifted, (), 1.0, 0))
        corners += [moved(x, y, within.matrix) for part in _parts(path.findtext("AbbreviatedData") or "") for x, y in part]
    return around(corners) if corners else None


class _Painter:
    """Paints objects one after the other; text, paths and pictures leave what they are in `found`."""

    def __init__(self, parts: PageParts, found: Painted) -> None:
        self.resources, self.found = parts.resources, found
        self.whole: Extent = (0.0, 0.0, found.width, found.height)

    def paint(self, holder: Element, setting: Setting, parameter: str | None) -> None:
        """Paint what a layer, block or drawing holds."""
        if setting.depth > MAX_DEPTH:
            raise LimitExceeded("the OFD nests drawings too deep", expected=f"at most {MAX_DEPTH} within each other")
        for thing in holder:
            self.found.count += 1
            if self.found.count > MAX_OBJECTS:
                raise LimitExceeded("a page is painted with too many objects", expected=f"at most {MAX_OBJECTS}")
            if thing.get("Visible", "true").lower() == "false" or not isinstance(thing.tag, str):
                continue
            named = thing.get("DrawParam") or parameter
            if thing.tag in ("PageBlock", "Content"):
                self.paint(thing, setting._replace(depth=setting.depth + 1), named)
            elif thing.tag == "CompositeObject":
                unit = self.resources.composites.get(thing.get("ResourceID"))
                if unit is not None:
                    self.paint(unit, _within(thing, setting), named)
            elif thing.tag in KINDS:
                KINDS[thing.tag](self, thing, _within(thing, setting), self.attributes(thing, named))

    def attributes(self, thing: Element, parameter: str | None) -> Mapping[str, Element]:
        """The colours and line width of an object: its own before those of its drawing parameter and of those that one follows."""
        found: dict[str, Element] = {}
        seen: set[str] = set()
        while parameter and parameter not in seen and parameter in self.resources.parameters:
            seen.add(parameter)
            element = self.resources.parameters[parameter]
            for child in element:
                found.setdefault(child.tag, child)
            if element.get("LineWidth"):
                found.setdefault("LineWidth", element)
            parameter = element.get("Relative")
        if thing.get("LineWidth"):
            found["LineWidth"] = thing
        return {**found, **{child.tag: child for child in thing if child.tag in ("FillColor", "StrokeColor")}}

    def text(self, thing: Element, setting: Setting, attributes: Mapping[str, Element]) -> None:
        fill, stroke = thing.get("Fill", "true").lower() != "false", thing.get("Stroke", "false").lower() == "true"
        tone, opacity = _tone(attributes.get("FillColor" if fill else "StrokeColor"))
        owner, order = self.found.count, self.found.count
        if setting.is_mark:
            self.found.marks.add(owner)
        for character, corners, base in _characters(thing):
            extent = around([moved(x, y, setting.matrix) for x, y in corners])
            a, b, c, d, _, _ = setting.matrix
            along, up = a * base[0] + c * base[1], b * base[0] + d * base[1]
            shown = (fill or stroke) and all(_holds(clip, extent) for clip in setting.clips)
            ink = Ink(character, extent, along, up, tone, opacity * setting.opacity, owner, order, shown)
            self.found.inks.append(ink)

    def path(self, thing: Element, setting: Setting, attributes: Mapping[str, Element]) -> None:
        self.found.paths += 1
        stroke, fill = thing.get("Stroke", "true").lower() != "false", thing.get("Fill", "false").lower() == "true"
        parts = [
            [moved(x, y, setting.matrix) for x, y in part] for part in _parts(thing.findtext("AbbreviatedData") or "") if len(part) > 1
        ]
        if not parts or not (stroke or fill):
            return
        if fill:
            self._filled(parts, setting, attributes)
        if stroke:
            self._stroked(parts, setting, attributes)

    def _filled(self, parts: list[list[tuple[float, float]]], setting: Setting, attributes: Mapping[str, Element]) -> None:
        tone, opacity = _tone(attributes.get("FillColor"))
        for part in parts:
            extent = around(part)
            if is_thin(extent):
                self.found.rules.append(extent)
            else:
                self.found.areas.append(Area(extent, self.found.count, tone, opacity * setting.opacity, len(part) > 6))

    def _stroked(self, parts: list[list[tuple[float, float]]], setting: Setting, attributes: Mapping[str, Element]) -> None:
        told = attributes.get("LineWidth")
        scale = hypot(setting.matrix[0], setting.matrix[1])
        width = scale * (_numbers(told.get("LineWidth")) or [LINE_WIDTH])[0] if told is not None else scale * LINE_WIDTH
        for one, two in (pair for part in parts for pair in pairwise(part)):
            extent = around([one, two])
            long = max(extent[2] - extent[0], extent[3] - extent[1])
            if is_thin(extent) and (width <= MAX_THICKNESS or (width <= THICKEST and long >= LONG * width)):
                self.found.rules.append(extent)

    def picture(self, thing: Element, setting: Setting, attributes: Mapping[str, Element]) -> None:
        del attributes
        extent = around([moved(x, y, setting.matrix) for x in (0.0, 1.0) for y in (0.0, 1.0)])
        if not thing.get("CTM"):
            _, _, width, height = [*_numbers(thing.get("Boundary")), 0.0, 0.0, 0.0, 0.0][:4]
            extent = around([moved(x, y, setting.matrix) for x in (0.0, width) for y in (0.0, height)])
        if is_thin(extent):
            self.found.rules.append(extent)
            return
        self.found.areas.append(Area(extent, self.found.count, 0.5, setting.opacity, drawn=True))
        covered = share(extent, self.whole)
        if covered > self.found.pictured and (named := self.resources.pictures.get(thing.get("ResourceID"))):
            self.found.pictured, self.found.picture = covered, named


KINDS = {"TextObject": _Painter.text, "PathObject": _Painter.path, "ImageObject": _Painter.picture}


def _characters(thing: Element) -> Iterator[tuple[str, list[tuple[float, float]], tuple[float, float]]]:
    """Each character of a text with the corners of its em and the direction of its base line, in the text's own measure."""
    size = (_numbers(thing.get("Size")) or [0.0])[0]
    stretch = (_numbers(thing.get("HScale")) or [1.0])[0] or 1.0
    turn = QUARTERS.get(thing.get("CharDirection", "0"), (1.0, 0.0))
    down = thing.get("ReadDirection", "0") in ("90", "270")
    x = y = 0.0
    for code in thing.iterfind("TextCode"):
        x, y = (_numbers(code.get("X")) or [x])[0], (_numbers(code.get("Y")) or [y])[0]
        steps, falls = _run_lengths(code.get("DeltaX")), _run_lengths(code.get("DeltaY"))
        for index, character in enumerate(code.text or ""):
            width = size * stretch * (WIDE if character > CHINESE else NARROW)
            step = steps[index] if index < len(steps) else 0.0 if falls or down else width
            fall = falls[index] if index < len(falls) else size if down and not steps else 0.0
            broad = min(width, step) if step > 0 else width
            yield character, _em(x, y, broad, size, turn), turn
            x, y = x + step, y + fall


QUARTERS = {"0": (1.0, 0.0), "90": (0.0, 1.0), "180": (-1.0, 0.0), "270": (0.0, -1.0)}


def _em(x: float, y: float, width: float, size: float, turn: tuple[float, float]) -> list[tuple[float, float]]:
    """The corners of a character's em around its base point."""
    along, up = turn
    corners = ((0.0, -ASCENT * size), (width, -ASCENT * size), (width, (1 - ASCENT) * size), (0.0, (1 - ASCENT) * size))
    return [(x + dx * along - dy * up, y + dx * up + dy * along) for dx, dy in corners]


def _run_lengths(text: str | None) -> list[float]:
    """Steps from character to character; `g 3 1.5` stands for three steps of 1.5."""
    steps: list[float] = []
    parts = iter((text or "").split())
    for part in parts:
        if part == "g":
            count, step = int(float(next(parts, "0"))), float(next(parts, "0"))
            steps += [step] * min(count, MAX_OBJECTS - len(steps))
        else:
            steps.append(float(part))
    return steps


def _parts(data: str) -> list[list[tuple[float, float]]]:
    """The corners of each part of a path (curves by their ends), the first again where the part is closed."""
    parts: list[list[tuple[float, float]]] = []
    letter = ""
    numbers: list[float] = []
    for token in [*TOKEN.findall(data), "M"]:
        if token.isalpha():
            _draw(letter, numbers, parts)
            letter, numbers = token, []
        else:
            numbers.append(float(token))
    return parts


def _draw(letter: str, numbers: list[float], parts: list[list[tuple[float, float]]]) -> None:
    taken = NUMBERS.get(letter, 0)
    if letter == "C" and parts and parts[-1]:
        parts[-1].append(parts[-1][0])
    for start in range(0, len(numbers) - taken + 1, taken) if taken else ():
        point = numbers[start + taken - 2], numbers[start + taken - 1]
        if letter in ("M", "S") or not parts:
            parts.append([point])
        else:
            parts[-1].append(point)


def _numbers(text: str | None) -> list[float]:
    return [float(part) for part in (text or "").split()]


def _share(alpha: str | None) -> float:
    return min(1.0, max(0.0, float(alpha) / 255)) if alpha else 1.0


def _tone(colour: Any) -> tuple[float, float]:
    """How light a colour is, and how opaque; black where none is given, and grey where it is a pattern."""
    if colour is None:
        return 0.0, 1.0
    numbers = [_channel(part) for part in (colour.get("Value") or "").split()]
    opacity = _share(colour.get("Alpha"))
    if len(numbers) == 1:
        return numbers[0] / 255, opacity
    if len(numbers) == 4:
        cyan, magenta, yellow, black = (number / 255 for number in numbers)
        return lightness(*(round(255 * (1 - ink) * (1 - black)) for ink in (cyan, magenta, yellow))), opacity
    return (lightness(*map(round, numbers[:3])) if len(numbers) == 3 else 0.4 if len(colour) else 0.0), opacity


def _channel(part: str) -> float:
    return float(int(part[1:], 16)) if part.startswith("#") else float(part)


def _holds(clip: Extent, extent: Extent) -> bool:
    x, y = (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2
    return clip[0] <= x <= clip[2] and clip[1] <= y <= clip[3]
