"""The file that a page without a table embeds, or offers for download, and that may be the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

_ENDING = r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|rtf|zip|rar|7z)"
_FILE = re.compile(rf"[^\s\"'<>=?&#(]{{1,300}}{_ENDING}(?=$|[\s\"'?&#)])", re.IGNORECASE)
_WRITTEN = re.compile(rf"https?://[\x21-\x7e]{{1,300}}?{_ENDING}\b", re.IGNORECASE)
_EMBEDDING = {"iframe": "src", "frame": "src", "embed": "src", "object": "data", "param": "value"}
_MOVED = re.compile(r"""url\s*=\s*["']?([^"'\s]+)""", re.IGNORECASE)
_NAMED = re.compile("年度报告|年报|工作报告|信息公开")
_NO_ADDRESS = ("javascript:", "about:", "data:")


def file_elsewhere(root: etree._Element) -> str:
    """The address of the first embedded file, of a linked file named like a report, of any linked file, or of where the page leads."""
    for text in map(unquote, _embedded(root)):
        if found := _FILE.search(text):
            return found[0]
    linked = [link for link in root.iter("a") if _FILE.search(unquote(link.get("href", ""))) or _FILE.search(_text(link))]
    named = [link for link in linked if _NAMED.search(_text(link) + unquote(link.get("href", "")))]
    addresses = [link.get("href", "") for link in named or linked]
    return next((address for address in (*addresses, *_leading(root)) if address and not address.lower().startswith(_NO_ADDRESS)), "")


def _embedded(root: etree._Element) -> Iterator[str]:
    """What may name a file that the page shows or fetches: frames, scripts, and what elements keep for scripts."""
    yield from (element.get(_EMBEDDING[element.tag], "") for element in root.iter(*_EMBEDDING))
    yield from (script.text or "" for script in root.iter("script"))
    for element in root.iter(etree.Element):
        yield from (value for name, value in element.items() if name.startswith(("data-", "onclick")))


def _leading(root: etree._Element) -> Iterator[str]:
    """Where a page leads that names no file: framed pages, addresses in its text, the page that it turns into."""
    yield from (element.get(_EMBEDDING[element.tag], "") for element in root.iter(*_EMBEDDING))
    yield from (written[0] for written in _WRITTEN.finditer(_text(root)))
    turning = (meta.get("content", "") for meta in root.iter("meta") if meta.get("http-equiv", "").lower() == "refresh")
    yield from (moved[1] for content in turning if (moved := _MOVED.search(content)))


def _text(element: etree._Element) -> str:
    return "".join(element.itertext())
