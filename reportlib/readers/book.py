"""The pages of an electronic book (.epub), which is a zip of web pages, in the order in which they are read."""

from __future__ import annotations

import zipfile
from io import BytesIO
from posixpath import dirname, join, normpath

from reportlib.errors import LimitExceeded, UnreadableFile
from reportlib.readers import limits


def pages_of_book(content: bytes) -> bytes:
    """All pages one behind the other, as one."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        paths = _reading_order(package)
        if sum(package.getinfo(path).file_size for path in paths) > limits.MAX_PART_BYTES:
            raise LimitExceeded("the book unpacks to too much", expected=f"at most {limits.MAX_PART_BYTES:,} bytes")
        pages = [package.read(path) for path in paths]
    if not pages:
        raise UnreadableFile("the book holds no pages", expected="web pages in its order of reading", remedy="export it to HTML or PDF")
    return b"\n".join(page[page.find(b"<html") :] for page in pages)


def _reading_order(package: zipfile.ZipFile) -> list[str]:
    """The pages as the package's list gives them."""
    from lxml import etree  # parsers are loaded with the first file that needs them

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    found = etree.fromstring(package.read("META-INF/container.xml"), parser).find("{*}rootfiles/{*}rootfile")
    path = found.get("full-path", "") if found is not None else ""
    listed = etree.fromstring(package.read(path), parser)
    items = {item.get("id"): normpath(join(dirname(path), item.get("href", ""))) for item in listed.iterfind("{*}manifest/{*}item")}
    order = [items.get(page.get("idref"), "") for page in listed.iterfind("{*}spine/{*}itemref")]
    return [page for page in order if page in package.namelist()]
