"""The file that a page without a table embeds, or offers for download, and that may be the report."""

from __future__ import annotations

import re
from urllib.parse import unquote

from lxml import etree

_FILE = re.compile(r"[^\s\"'<>=?&#(]{1,300}\.(?:pdf|docx?|wps|ofd|xlsx?|et|rtf|zip|rar|7z)(?=$|[\s\"'?&#)])", re.IGNORECASE)
_EMBEDDING = {"iframe": "src", "frame": "src", "embed": "src", "object": "data", "param": "value"}
_NAMED = re.compile("年度报告|年报|工作报告|信息公开")


def file_elsewhere(root: etree._Element) -> str:
    """The address of the first embedded file, of a framed page, of a linked file named like a report, or of any linked file."""
    embedded = [element.get(_EMBEDDING[element.tag], "") for element in root.iter(*_EMBEDDING)]
    scripts = [script.text or "" for script in root.iter("script")]
    for text in (*map(unquote, embedded), *scripts):
        if found := _FILE.search(text):
            return found[0]
    linked = [link for link in root.iter("a") if _FILE.search(unquote(link.get("href", "")))]
    named = [link for link in linked if _NAMED.search("".join(link.itertext()) + unquote(link.get("href", "")))]
    framed = [address for address in embedded if address and not address.startswith(("javascript:", "about:", "data:"))]
    return next((str(link.get("href")) for link in (named or linked)), framed[0] if framed else "")
