"""Web pages -> Document: tables with the spans that a browser gives them, prose as paragraphs, page labels as metadata."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from reportlib.errors import LimitExceeded, UnreadableFile
from reportlib.model import Document, Note, Source
from reportlib.readers.limits import MAX_ELEMENT_DEPTH
from reportlib.readers.marks import LeftOut, left_out_notes, take_left_out
from reportlib.readers.markup import Item, Table, number, picture_notes, settle, visible
from reportlib.readers.plain import blocks_of, typed_rows
from reportlib.readers.web.common import in_common_forms, keep_what_shows_figures
from reportlib.readers.web.elsewhere import file_elsewhere
from reportlib.readers.web.furniture import without_metadata, without_navigation
from reportlib.readers.web.pagetext import held_title, is_escaped, markup_text, unescaped
from reportlib.readers.web.positioned import lines_of
from reportlib.readers.web.seen import leave_the_seen
from reportlib.readers.web.walk import Walk

FEW_CELLS = 8  # a page with no larger table than this may hold its report in a script or a hidden element


def read(source: Source) -> Document:
    """The visible text and tables of a page in reading order, without its navigation.

    Raises UnreadableFile for what is no text, LimitExceeded for pages nested too deeply or with too many cells.
    """
    text, notes = markup_text(source)
    page_text = text
    if is_escaped(text):
        text, notes = unescaped(text), [*notes, Note("embedded_markup", case="page")]
    page = _page(text, source.name)
    if _largest(page.items) <= FEW_CELLS:
        for note, markup in _concealed(text, source.name):
            held = _page(markup, source.name, hidden=note.rule == "hidden_content")
            if _largest(held.items) > max(FEW_CELLS, _largest(page.items)):
                page = held._replace(metadata={**page.metadata, **held.metadata})
                notes = [*notes, note]
    items, metadata, left_out = page
    if "title" not in metadata and any(note.rule == "embedded_markup" for note in notes):
        metadata = {**metadata, "title": held_title(page_text)}
    blocks = blocks_of(lines_of(_parsed(text, source.name))) or typed_rows(items) if not _largest(items) else ()
    if _largest(items) <= FEW_CELLS and (address := file_elsewhere(_parsed(text, source.name))):
        notes = [*notes, Note("report_elsewhere", {"address": address})]
    return Document("html", blocks or number(items), metadata, (*notes, *left_out_notes(left_out, items), *picture_notes(items)))


def _largest(items: list[Item]) -> int:
    return max((item.size for item in items if isinstance(item, Table)), default=0)


_DROPPED = ("script", "style", "title", "noscript", "template", "iframe", "object", "nav", "select", "button", "svg", "rt", "rp",
            "dialog", "datalist", "video", "audio", "canvas")  # fmt: skip
_HIDING = ("isplay", "ISPLAY", "idden", "mso-hide")  # in any page that hides something


class _Page(NamedTuple):
    """The settled lines and tables of a page, its labelled values, and what was left out as struck out or hidden."""

    items: list[Item]
    metadata: dict[str, str]
    left_out: list[LeftOut]


def _page(text: str, name: str, *, hidden: bool = False) -> _Page:
    root = _parsed(text, name)
    metadata = _head_metadata(root)
    marked = leave_the_seen(root, text, hidden=hidden)
    keep_what_shows_figures(root)
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    in_common_forms(root, text)
    walk = Walk(name)
    walk.through(root)
    items = settle(walk.items(), name)
    left_out = take_left_out(items) if marked else []
    return _Page(without_metadata(without_navigation(items), metadata), metadata, left_out)


def _parsed(text: str, name: str) -> etree._Element:
    if "<![CDATA[" in text:
        text = text.replace("<![CDATA[", "").replace("]]>", "")
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        raise UnreadableFile("the page is empty", source=name, expected="text or tables", found="neither")
    if any("Excessive depth" in entry.message for entry in parser.error_log):  # the parser leaves out the rest without a word
        raise LimitExceeded("elements are nested too deeply", source=name, expected=f"at most {MAX_ELEMENT_DEPTH} levels")
    return root


def _concealed(text: str, name: str) -> Iterator[tuple[Note, str]]:
    """A note and the markup for each way in which a page may hold a report that it does not show as it stands."""
    if any(sign in text for sign in _HIDING):
        yield Note("hidden_content"), text
    root = _parsed(text, name)
    for element in root.iter("script", "textarea", "input"):
        held = element.text or element.get("value") or ""
        script = element.tag == "script" and "html" not in element.get("type", "")
        if "table" in held.lower() and (page := unescaped(held, script=script)):
            yield Note("embedded_markup", case="string"), page
    if "&lt;t" in text or "\\u003c" in text.lower() or text.lstrip()[:1] in ("{", "["):
        yield Note("embedded_markup", case="whole"), unescaped(text)


_META = ("PubDate", "ArticleTitle", "ContentSource", "SiteName", "ColumnName", "MakeTime", "PublishDate")


def _head_metadata(root: etree._Element) -> dict[str, str]:
    """The page's title, and what the standard meta tags of government sites say."""
    metadata: dict[str, str] = {}
    for element in root.iter("title", "meta"):
        if element.tag == "title":
            metadata.setdefault("title", visible(" ".join("".join(element.itertext()).split())))
        else:
            name = next((known for known in _META if known.lower() == element.get("name", "").lower()), "")
            if name and element.get("content", "").strip():
                metadata.setdefault(name, element.get("content", "").strip())
    return {label: value for label, value in metadata.items() if value}
