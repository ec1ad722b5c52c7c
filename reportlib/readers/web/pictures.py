"""Pictures of a web page that may show a table: large ones, and those of no told size that stand alone."""

from __future__ import annotations

import re
from base64 import b64decode
from urllib.parse import unquote_to_bytes

from lxml import etree

from reportlib.readers.markup import Picture

LEAST_WIDTH, LEAST_HEIGHT = 200.0, 60.0  # px; less is a button, an icon or the site's sign
_SIZE = re.compile(r"(?:^|[;\s])(width|height)\s*:\s*([\d.]+)\s*(px|pt|)(?=\s*(?:;|!|$))")
_ICON = re.compile(r"logo|icon|banner|share|weixin|qrcode|ewm|blank|\.gif|\.svg|\.ico", re.IGNORECASE)
_DATA = re.compile(r"data:(image/[\w+.-]+)?(?:;[\w=-]+)*?(;base64)?,", re.IGNORECASE)


def may_show_table(element: etree._Element, *, alone: bool) -> bool:
    """Whether a picture is as large as a table, or of no told size but alone in its line and not named as a sign of the site."""
    sizes = {name: value * (4 / 3 if unit == "pt" else 1) for name, value, unit in _told_sizes(element)}
    if sizes:
        return sizes.get("width", LEAST_WIDTH) >= LEAST_WIDTH and sizes.get("height", LEAST_HEIGHT) >= LEAST_HEIGHT
    address = element.get("src", "")
    named = "" if address.startswith("data:") else address[:300]  # bytes may spell anything
    return alone and bool(address) and not _ICON.search(named)


def _told_sizes(element: etree._Element) -> list[tuple[str, float, str]]:
    told = [(name, element.get(name, "").strip().removesuffix("px"), "") for name in ("width", "height")]
    told += _SIZE.findall(element.get("style", "").lower())
    return [(name, float(value), unit) for name, value, unit in told if re.fullmatch(r"\d{1,6}(?:\.\d+)?", value)]


def picture_of(element: etree._Element) -> Picture:
    """The picture by its address, with its bytes where the page itself holds them."""
    address = element.get("src", "")
    data = _DATA.match(address)
    if data is None:
        return Picture.of(address)
    held = unquote_to_bytes(address[data.end() :])
    try:
        return Picture.of(data[1] or "data", b64decode(held) if data[2] else held)
    except ValueError:
        return Picture.of(data[1] or "data")
