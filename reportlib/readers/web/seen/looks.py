"""CSS declarations -> what they say of being seen: hidden, struck out, raised or lowered, colour, ground and size."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

# What is decided (display, struck, shift, color, ground, sizes), by name; a name with ! before it was marked !important.
Look = Mapping[str, object]

LIGHT = 231  # of 255: a colour none of whose parts is below this cannot be told from white paper
ALIKE = 24  # of 255: colours whose parts all differ by less than this cannot be told apart
SMALLEST_SIZE = 2.5  # px; text of 1 px or 1 pt is not seen
USUAL_SIZE = 16.0  # px, where no one says
SMALLER = 1.5  # times as large is the text beside a note mark
FAR_AWAY = -500.0  # px; text moved so far left or up is off the page
TRANSPARENT = -1
UNKNOWN_GROUND = -2  # a picture or a run of colours
_LOWEST_RAISE = 1.5  # px; less is the evening out of a line


@lru_cache(maxsize=4096)
def look(style: str) -> Look:
    """What a style says of being seen."""
    said: dict[str, object] = {}
    for declaration in style.lower().split(";"):
        name, _, value = declaration.partition(":")
        value, _, mark = value.partition("!")
        for decided, meaning in _meanings(name.strip(), value.strip()):
            said[decided] = meaning
            if "important" in mark:
                said[f"!{decided}"] = meaning
    return said


def strongest(*looks: Look) -> Look:
    """All that the looks say, a later one above an earlier one, and what is marked !important above all."""
    said = {name: meaning for one in looks for name, meaning in one.items()}
    important = {name[1:]: meaning for name, meaning in said.items() if name[0] == "!"}
    return {**said, **important} if important else said


def tells(said: Look) -> bool:
    """Whether this hides, strikes, shifts or pales something."""
    return bool(said) and bool(
        is_hidden(said)
        or said.get("struck")
        or shift_of(said)
        or is_apart(said)
        or is_small(said)
        or said.get("reduced")
        or is_faint(said)
        or is_turned(said)
        or not said.keys().isdisjoint(GENERATED)
    )


def _meanings(name: str, value: str) -> list[tuple[str, object]]:
    if name == "display":
        return _displayed(value) if value else []
    if name in _WORDS:
        return [(name, value.split()[0] in _WORDS[name])] if value else []
    if name in _VANISHING:
        return [(name, _VANISHING[name].search(value) is not None)]
    if name.startswith("text-decoration") and name in ("text-decoration", "text-decoration-line"):
        return [("struck", "line-through" in value)]
    if name == "vertical-align":
        return [("shift", _shift(value))]
    if name == "mso-text-raise":
        return [("shift", _shift(value))]
    if name in ("color", "-webkit-text-fill-color"):
        return [("color", _color(value))]
    if name in ("background", "background-color"):
        return [("ground", _ground(value))]
    if name == "font":
        return [("font-size", size) for size in _font_sizes(value)]
    if name == "float":
        return [("apart", value in ("left", "right", "inline-start", "inline-end"))]
    if name == "font-size":
        size = _KEYWORD_SIZES.get(value, _length(value))
        return [("reduced", _is_reduced(value)), *([("font-size", size)] if size is not None else [])]
    if name in _LENGTHS:
        size = _length(value)
        return [(name, size)] if size is not None else []
    if name in ("overflow", "position", "direction"):
        return [(name, value)]
    if name == "unicode-bidi":
        return [("overriding", "override" in value)]
    return [(name, value)] if name == "content" else []


_KEYWORD_SIZES = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0}
_LENGTHS = ("opacity", "height", "max-height", "width", "max-width", "text-indent", "left", "right", "top", "bottom", "margin-left")


def _displayed(value: str) -> list[tuple[str, object]]:
    boxes = "flex" in value or "grid" in value
    return [("display", value.startswith("none")), ("apart", value.startswith(_LINES_OF_THEIR_OWN)), ("boxes", boxes)]


_WORDS = {"visibility": ("hidden", "collapse"), "mso-hide": ("all", "screen"), "content-visibility": ("hidden",)}
_LINES_OF_THEIR_OWN = ("block", "flex", "grid", "list-item", "table", "flow-root")
_NONE, _FAR = r"0(?:\.0{1,6})?(?:px|pt|em|%)?", r"-(?:[5-9]\d\d|\d{4,6})(?:\.\d{1,6})?(?:px|pt|%)"
_VANISHING = {  # what shows nothing of an element by cutting, shrinking or moving it
    "clip": re.compile(rf"rect\(\s*(?:{_NONE}|1px)(?:[\s,]+(?:{_NONE}|1px)){{3}}\s*\)"),
    "clip-path": re.compile(rf"inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%\s*\)|(?:circle|ellipse)\(\s*{_NONE}"),
    "transform": re.compile(rf"scale(?:3d|x|y)?\(\s*{_NONE}\s*[,)]|translate(?:3d|x|y)?\((?:[^(),]{{0,20}},){{0,2}}\s*{_FAR}"),
    "filter": re.compile(rf"opacity\(\s*{_NONE}\s*\)"),
    "zoom": re.compile(rf"^{_NONE}$"),
}


def is_hidden(said: Look) -> bool:
    """Whether these declarations show nothing of the element and of what it holds."""
    if any(said.get(name) for name in _UNSEEN) or said.get("opacity", 1.0) == 0.0:
        return True
    if said.get("clip") and said.get("position") in _OUT_OF_FLOW:
        return True
    if said.get("overflow") == "hidden" and any(said.get(side) == 0.0 for side in ("height", "max-height", "width", "max-width")):
        return True
    moved = ("text-indent", "margin-left", *(("left", "top") if said.get("position") in (*_OUT_OF_FLOW, "relative") else ()))
    return any(isinstance(far := said.get(side), float) and far <= FAR_AWAY for side in moved)


_UNSEEN = ("display", "visibility", "mso-hide", "content-visibility", "clip-path", "transform", "filter", "zoom")
_OUT_OF_FLOW = ("absolute", "fixed")


def shift_of(said: Look) -> str:
    """Which way these declarations shift text off its line: super, sub or neither."""
    shift = said.get("shift")
    if isinstance(shift, str) and shift:
        return shift
    top, bottom = said.get("top"), said.get("bottom")
    offset = -top if isinstance(top, float) else bottom
    return _shift_by(offset) if said.get("position") == "relative" and isinstance(offset, float) else ""


def is_apart(said: Look) -> bool:
    """Whether these declarations take text out of its place in the line, to a side, over others or to a line of its own."""
    return bool(said.get("apart")) or said.get("position") in _OUT_OF_FLOW or _is_moved_aside(said)


def _is_moved_aside(said: Look) -> bool:
    moved = [said.get(side) for side in ("left", "right")] if said.get("position") == "relative" else []
    return any(isinstance(by, float) and abs(by) >= _LEAST_MOVE for by in (*moved, min(0.0, _number(said.get("margin-left")))))


_LEAST_MOVE = 4.0  # px; less does not carry a digit over its neighbour


def _number(value: object) -> float:
    return value if isinstance(value, float) else 0.0


GENERATED = ("before", "after")
"""Where a style sheet prints figures of its own: before and behind what an element holds."""
_PRINTED = re.compile(r"(?:([\"'])((?:(?!\1)[^\\])*)\1|attr\(\s*([\w-]+)\s*\))")


def generating(content: object, where: str) -> Look:
    """What a rule for ::before or ::after says with its content; nothing where that can hold no figure."""
    printed = [(text, attribute) for _, text, attribute in _PRINTED.findall(str(content or ""))]
    return {where: printed} if any(attribute or any(map(str.isdigit, text)) for text, attribute in printed) else {}


def generated(said: Look, where: str, attributes: Mapping[str, str]) -> str:
    """The text that a style sheet prints at an element with these attributes."""
    printed = said.get(where, ())
    return "".join(text or attributes.get(attribute, "") for text, attribute in printed) if isinstance(printed, list) else ""


def is_turned(said: Look) -> bool:
    """Whether text is shown from right to left, so that 12 is seen as 21."""
    return bool(said.get("overriding")) and said.get("direction") == "rtl"


def is_small(said: Look) -> bool:
    """Whether text is so small that a number beside larger text is a mark of a note."""
    size = said.get("font-size")
    return isinstance(size, float) and size <= USUAL_SIZE / SMALLER


def is_faint(said: Look) -> bool:
    """Whether a colour, ground or size makes it worth comparing the text's colour with what it stands on."""
    color, ground, size = said.get("color"), said.get("ground"), said.get("font-size")
    return (
        (isinstance(color, int) and (color == TRANSPARENT or is_light(color)))
        or (isinstance(ground, int) and ground != TRANSPARENT and not is_light(ground))
        or (isinstance(size, float) and size < SMALLEST_SIZE)
    )


def is_light(color: int) -> bool:
    """Whether a colour is as good as white."""
    return color >= 0 and min(_parts(color)) >= LIGHT


def alike(color: int, ground: int) -> bool:
    """Whether text of this colour is not seen on this ground."""
    return all(abs(one - other) < ALIKE for one, other in zip(_parts(color), _parts(ground), strict=True))


def _parts(color: int) -> tuple[int, int, int]:
    return color >> 16, color >> 8 & 255, color & 255


def color_of(value: str) -> int | None:
    """The colour of an attribute (bgcolor, color) or a style, None where it names none that is known."""
    return _color(value.strip().lower())


_NAMED = {
    "white": 0xFFFFFF,
    "black": 0,
    "red": 0xFF0000,
    "blue": 0x0000FF,
    "green": 0x008000,
    "yellow": 0xFFFF00,
    "navy": 0x000080,
    "gray": 0x808080,
    "grey": 0x808080,
    "silver": 0xC0C0C0,
    "snow": 0xFFFAFA,
    "ivory": 0xFFFFF0,
    "whitesmoke": 0xF5F5F5,
    "ghostwhite": 0xF8F8FF,
    "floralwhite": 0xFFFAF0,
    "window": 0xFFFFFF,
    "windowtext": 0,
    "transparent": TRANSPARENT,
}
_HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_FUNCTION = re.compile(r"(rgb|hsl)a?\(\s*([\d.]+)(?:deg)?\s*[, ]\s*([\d.]+)%?\s*[, ]\s*([\d.]+)%?\s*(?:[,/]\s*([\d.]+)(%?)\s*)?\)")


def _color(value: str) -> int | None:
    if value in _NAMED:
        return _NAMED[value]
    if code := _HEX.fullmatch(value):
        digits = code[1] if len(code[1]) > 4 else "".join(2 * digit for digit in code[1])
        return TRANSPARENT if digits[6:] == "00" else int(digits[:6], 16)
    if call := _FUNCTION.fullmatch(value):
        return _called(call)
    return None


def _called(call: re.Match[str]) -> int | None:
    if call[5] is not None and float(call[5]) == 0:
        return TRANSPARENT
    if call[1] == "hsl":  # white and black whatever the hue; other colours are not needed to the letter
        return {100.0: 0xFFFFFF, 0.0: 0}.get(float(call[4]))
    scale = 2.55 if "%" in call[0].split("/")[0] else 1.0
    red, green, blue = (min(255, round(float(part) * scale)) for part in call.group(2, 3, 4))
    return red << 16 | green << 8 | blue


def _ground(value: str) -> int | None:
    if "url(" in value or "gradient" in value:
        return UNKNOWN_GROUND
    if value in ("none", "inherit", "initial", "unset", ""):
        return TRANSPARENT
    words = [value] if "(" in value else value.split()
    return next((color for color in map(_color, words) if color is not None), None)


_LENGTH = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+))\s*(px|pt|pc|cm|mm|in|em|rem|ex|%|)")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "cm": 37.8, "mm": 3.78, "in": 96.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "%": 0.16, "": 1.0}


def _length(value: str) -> float | None:
    match = _LENGTH.fullmatch(value)
    return float(match[1]) * _PIXELS[match[2]] if match else None


def _is_reduced(value: str) -> bool:
    """Whether a size is less than that of the text around it, as no one writes it but for a mark: in per cent, in em, or smaller."""
    relative = _RELATIVE.fullmatch(value)
    return value == "smaller" or (relative is not None and float(relative[1]) * (0.01 if relative[2] == "%" else 1) <= _REDUCED)


_RELATIVE, _REDUCED = re.compile(r"(\d+\.?\d*|\.\d+)\s*(%|em)"), 0.9


def _shift(value: str) -> str:
    if value in ("super", "text-top"):
        return "super"
    length = _length(value)
    return _shift_by(length) if length is not None else "sub" if value == "sub" else ""


def _shift_by(length: float) -> str:
    if abs(length) < _LOWEST_RAISE:
        return ""
    return "super" if length > 0 else "sub"


def _font_sizes(value: str) -> list[float]:
    """The size in the shorthand of a font (bold 12px/1.5 serif): the first of its words that is a length."""
    lengths = (_length(word.partition("/")[0]) for word in value.split() if not _WEIGHT.fullmatch(word))
    return [size for size in lengths if size is not None][:1]


_WEIGHT = re.compile(r"[1-9]00")
