"""Pictures of a Word file that may show a table, with their bytes."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from reportlib.readers.markup import Picture
from reportlib.readers.word.styles import W

Media = Callable[[str], tuple[str, bytes]]  # the name and bytes of a picture by the id of its relation

_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_SHAPE, _IMAGE = "{urn:schemas-microsoft-com:vml}shape", "{urn:schemas-microsoft-com:vml}imagedata"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LEAST_WIDTH, _LEAST_HEIGHT = 150.0, 45.0  # points; less is a sign or a seal
_POINTS = re.compile(r"(width|height):([\d.]+)pt")
_EMU = 12700  # of a point


def may_show_table(element: etree._Element) -> bool:
    """Whether a drawing or an old picture holds an image as large as a table."""
    if not _relation(element):
        return False
    extent, shape = next(element.iter(_EXTENT), None), next(element.iter(_SHAPE), None)
    if extent is not None:
        wide, high = (int(extent.get(side, "0")[:12] or 0) / _EMU for side in ("cx", "cy"))
        return wide >= _LEAST_WIDTH and high >= _LEAST_HEIGHT
    sizes = dict(_POINTS.findall(shape.get("style", "").replace(" ", ""))) if shape is not None else {}
    return float(sizes.get("width", _LEAST_WIDTH)) >= _LEAST_WIDTH and float(sizes.get("height", _LEAST_HEIGHT)) >= _LEAST_HEIGHT


def picture_of(element: etree._Element, media: Media) -> Picture:
    return Picture.of(*media(_relation(element)))


def _relation(element: etree._Element) -> str:
    if element.tag == W + "object":  # an embedded file that shows itself as a picture
        return ""
    found = next(element.iter(_BLIP, _IMAGE), None)
    if found is None:
        return ""
    return next((value for name in ("embed", "id", "link") if (value := found.get(_RELATION + name))), "")
