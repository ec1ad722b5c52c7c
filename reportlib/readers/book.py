"""The pages of an electronic book (.epub), which is a zip of web pages, in the order in which they are read."""

from __future__ import annotations

import zipfile
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from reportlib.errors import LimitExceeded, UnreadableFile
from reportlib.readers import limits

if TYPE_CHECKING:
    from lxml import etree


def pages_of_book(content: bytes) -> bytes:
    """All pages one behind the other, as one."""
    from lxml import etree  # parsers are loaded with the first file that needs them

    with zipfile.ZipFile(BytesIO(content)) as package:
        paths = _reading_order(package)
        if sum(package.getinfo(path).file_size for path in paths) > limits.MAX_PART_BYTES:
            raise LimitExceeded("the book unpacks to too much", expected=f"at most {limits.MAX_PART_BYTES:,} bytes")
        pages = [page for path in paths if (page := _parsed(package.read(path))) is not None]
    if not pages:
        raise UnreadableFile("the book holds no pages", expected="web pages in its order of reading", remedy="export it to HTML or PDF")
    whole = etree.Element("html")
    whole.extend(part for page in pages for part in page)
    return bytes(etree.tostring(whole, method="html", encoding="utf-8"))


def _parsed(page: bytes) -> etree._Element | None:
    """The page, whose marks are XML's (in HTML `<title />` is open, and what follows is a part of it), under the names of HTML."""
    from lxml import etree

    try:
        root = etree.fromstring(page, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return etree.fromstring(page, etree.HTMLParser(encoding="utf-8", no_network=True))
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return root


def _reading_order(package: zipfile.ZipFile) -> list[str]:
    """The pages as the package's list gives them."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    found = etree.fromstring(package.read("META-INF/container.xml"), parser).find("{*}rootfiles/{*}rootfile")
    path = found.get("full-path", "") if found is not None else ""
    listed = etree.fromstring(package.read(path), parser)
    items = {item.get("id"): normpath(join(dirname(path), item.get("href", ""))) for item in listed.iterfind("{*}manifest/{*}item")}
    order = [items.get(page.get("idref"), "") for page in listed.iterfind("{*}spine/{*}itemref")]
    return [page for page in order if page in package.namelist()]
