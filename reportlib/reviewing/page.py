"""The review as one web page: self-contained, without a script, fit for a phone and for A4; charts are inline SVG."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reportlib.compare.words import say
from reportlib.reviewing.content import Review, numeric_columns, shown

HERE = Path(__file__).parent
_HEAD = re.compile(r"^.*?(?=<svg\b)", re.S)
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.S)
_IDS = re.compile(r'(\bid="|href="#|url\(#)')
_SIZE = re.compile(r'(<svg\b[^>]*?) (?:width|height)="[^"]*"')


def write_page(review: Review, path: Path, svgs: dict[str, str]) -> Path:
    """The page at that path; `svgs` holds the drawing of each picture by its name."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    drawings = {picture.name: Markup(inlined(svgs[picture.name], picture.name)) for picture in review.pictures}
    text = environment.get_template("page.html.jinja").render(
        review=review,
        language="zh-CN" if review.language == "zh" else "en",
        style=Markup((HERE / "page.css").read_text(encoding="utf-8")),
        drawings=drawings,
        shown=lambda cell: shown(cell, review.language),
        numeric=numeric_columns,
        kind=lambda block: type(block).__name__,
        words={name: say(review.language, *pair) for name, pair in _WORDS.items()},
    )
    path.write_text(text, encoding="utf-8")
    return path


_WORDS = {
    "contents": ("目录", "Contents"),
    "scroll": ("可横向滚动的内容", "content that scrolls sideways"),
    "files": ("同一文件夹内", "In the same folder"),
}


def inlined(svg: str, name: str) -> str:
    """The drawing as it stands in a page: no prologue, no metadata, no fixed size, and ids that no other drawing has.

    >>> inlined('<?xml version="1.0"?><svg width="9pt" height="9pt" role="img"><title>T</title><desc>D</desc><g id="a"/></svg>', "flow")
    '<svg role="img" aria-labelledby="flow-title flow-desc"><title id="flow-title">T</title><desc id="flow-desc">D</desc><g id="flow-a"/></svg>'
    """
    svg = _METADATA.sub("", _HEAD.sub("", svg))
    svg = _SIZE.sub(r"\1", _SIZE.sub(r"\1", svg, count=1), count=1)
    svg = _IDS.sub(rf"\g<1>{name}-", svg)
    svg = svg.replace("<title>", f'<title id="{name}-title">', 1).replace("<desc>", f'<desc id="{name}-desc">', 1)
    return svg.replace('role="img"', f'role="img" aria-labelledby="{name}-title {name}-desc"', 1).strip()
