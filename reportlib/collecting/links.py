"""The links of a page: those named like a yearly report, those to attachments, and those to the other pages of a column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

from reportlib.facts.identity.titles import Title, titles_in
from reportlib.readers.sniffing import KNOWN_EXTENSIONS, any_text
from reportlib.text.labels import squeezed

_PAGES = (".html", ".htm", ".shtml", ".shtm", ".xhtml", ".xml", ".js", ".json", ".css", ".md", ".php", ".asp", ".aspx", ".jsp", ".do")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".svg", ".ico")
_DOCUMENTS = (KNOWN_EXTENSIONS | {".rar"}) - {*_PAGES, *_PICTURES}
_NEXT = re.compile(r"下一?[页頁]|后一页|next|[>›»]+|\d{1,3}", re.IGNORECASE)
_CUT_OFF = re.compile(r"\d{4}.*(?:政府|政务)信息公开.{0,6}(?:…+|\.{2,})$")  # 某市某局2023年政府信息公开工作…
_NUMBERED = re.compile(
    r"create\w*page\w*\(\s*['\"]?(\d{1,4})['\"]?\s*,\s*['\"]?\d+['\"]?\s*,\s*['\"]([\w-]{1,60})['\"]\s*,\s*['\"](\w{1,8})['\"]",
    re.IGNORECASE,
)
_RECORD = re.compile(r"\{[^{}]{1,4000}\}")
_FIELD = re.compile(r"[\"']?(\w{1,40})[\"']?\s*:\s*\"((?:[^\"\\]|\\.){1,1000})\"")
_ADDRESS_FIELDS = ("url", "link", "href", "linkurl", "docpuburl", "puburl", "pageurl", "infourl", "htmlurl")
_TITLE_FIELDS = ("title", "doctitle", "name", "infotitle", "showtitle", "text", "subject")
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"\s;]+)", re.IGNORECASE)


class Link(NamedTuple):
    """An address with the texts that name it: what is shown, and the title that a pointer shows."""

    url: str
    texts: tuple[str, ...]


class Links(NamedTuple):
    """The links of one page in their order, and the root of its elements."""

    url: str
    root: etree._Element | None
    every: tuple[Link, ...]

    def reports(self) -> Iterator[tuple[Link, Title | None]]:
        """The links named like a yearly report, each with the fullest title that names it; None where the list cuts it off."""
        for link in self.every:
            titles = [title for text in link.texts for title in titles_in(squeezed(text)[:300])]
            if titles:
                yield link, min(titles, key=lambda title: (title.year is None, not title.agency))
            elif any(_CUT_OFF.search(squeezed(text)) for text in link.texts):
                yield link, None

    def attachments(self) -> Iterator[Link]:
        """The links to documents by their address, or named 附件 or 下载 and leading to no page."""
        for link in self.every:
            parts = urlsplit(link.url)
            endings = {PurePosixPath(unquote(text)).suffix.lower() for text in (parts.path, parts.query)}
            named = any(word in text for text in link.texts for word in ("附件", "下载", "下載"))
            leads = PurePosixPath(parts.path).suffix.lower() not in (*_PAGES[:6], *_PICTURES) and not parts.path.endswith("/")
            if endings & _DOCUMENTS or (named and leads and parts.path):
                yield link

    def further_pages(self) -> Iterator[str]:
        """The other pages of this column: links 下一页 or with numbers, and those that a script of the site counts."""
        for link in self.every:
            if any(_NEXT.fullmatch(squeezed(text)) for text in link.texts) and origin(link.url) == origin(self.url):
                yield link.url
        for script in self.root.iter("script") if self.root is not None else ():
            for count, name, ending in _NUMBERED.findall("".join(script.itertext())):
                yield from (urljoin(self.url, f"{name}_{number}.{ending}") for number in range(1, int(count)))

    def refresh(self) -> str:
        """Where the page sends its reader at once, or nothing."""
        for element in self.root.iter("meta") if self.root is not None else ():
            found = _REFRESH.search(element.get("content", "")) if element.get("http-equiv", "").lower() == "refresh" else None
            if found:
                return str(urljoin(self.url, found[1]))
        return ""


def origin(url: str) -> str:
    """The host of an address, with its port: a site."""
    return urlsplit(url).netloc.lower()


def links_of(content: bytes, url: str) -> Links:
    """The links of a page, also those that its scripts hold as markup or as records of title and address."""
    text = any_text(content) or ""
    root = _parsed(text)
    if root is None:
        return Links(url, None, ())
    base = next((element.get("href") for element in root.iter("base") if element.get("href")), "")
    found = [*_anchors(root)]
    for script in root.iter("script", "textarea", "datastore"):
        held = "".join(script.itertext())
        if "<a" in held:
            found += _anchors(_parsed(_without_escapes(held)))
        if "url" in held.lower() or "link" in held.lower() or "href" in held.lower():
            found += _records(held)
    if text.lstrip()[:1] in ("{", "["):
        found += _records(text)
    return Links(url, root, tuple(_joined(found, urljoin(url, base or ""))))


def _parsed(text: str) -> etree._Element | None:
    text = text.replace("<![CDATA[", "").replace("]]>", "")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    root: etree._Element | None = etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None
    return root


def _without_escapes(script: str) -> str:
    return script.replace("\\/", "/").replace('\\"', '"').replace("\\'", "'")


def _anchors(root: etree._Element | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    for anchor in root.iter("a", "area") if root is not None else ():
        texts = ("".join(anchor.itertext()).strip(), anchor.get("title", "").strip(), anchor.get("download", "").strip())
        yield anchor.get("href", ""), tuple(text for text in texts if text)


def _records(script: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Title and address of each record in a script's data."""
    for record in _RECORD.findall(script):
        fields = {name.lower(): _without_escapes(value) for name, value in _FIELD.findall(record)}
        address = next((fields[name] for name in _ADDRESS_FIELDS if fields.get(name)), "")
        texts = tuple(_unescaped(fields[name]) for name in _TITLE_FIELDS if fields.get(name))
        if address and texts:
            yield address, texts


def _unescaped(text: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)


def _joined(found: list[tuple[str, tuple[str, ...]]], base: str) -> Iterator[Link]:
    """Each address once, whole, with all texts that name it."""
    texts: dict[str, list[str]] = {}
    for address, named in found:
        address = address.strip()
        if address and not address.lower().startswith(("javascript:", "mailto:", "tel:", "data:", "#")):
            try:
                whole = urljoin(base, address).split("#")[0]
            except ValueError:  # such as http://[1
                continue
            texts.setdefault(whole, []).extend(named)
    return (Link(url, tuple(dict.fromkeys(named))) for url, named in texts.items())
