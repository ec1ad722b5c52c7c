"""What a page is, asked of the readers: a report with tables, one whose tables are pictures or attached, a page that leads to one, or a shell."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from urllib.parse import urljoin

from reportlib.collecting.links import Link, Links, links_of
from reportlib.errors import ReportError
from reportlib.facts.identity.identify import identify
from reportlib.facts.identity.refusing import FEWEST_SECTIONS
from reportlib.facts.sections import FIRST_OF_OTHERS
from reportlib.model import MISSING, Document, Identity, Picture, Report, Source
from reportlib.readers import read as read_document
from reportlib.readers.sniffing import sniff
from reportlib.reading import read

MOST_ATTACHMENTS = 20
_FEW_CHARACTERS = 200  # a page that shows no more and holds scripts is filled by them
_PUBLISHED = ("PubDate", "PublishDate", "公开日期", "公开时间", "发布日期", "发布时间", "MakeTime")
_DAY = re.compile(r"(20\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})")
_NOBODY = Identity("", None, "", "", None, None)


class Page(NamedTuple):
    """One page as the readers see it; `reason` says why it is no report where it is none."""

    has_tables: bool
    has_sections: bool
    is_shell: bool
    reason: str
    identity: Identity
    published_at: str
    attachments: tuple[Link, ...]
    pictures: Mapping[str, str]  # printed address -> whole address
    refresh: str

    @property
    def is_report(self) -> bool:
        """Whether the page itself is a report: its tables, or most of its sections, stand in it."""
        return self.has_tables or self.has_sections


def look(content: bytes, url: str) -> Page:
    """What the page of this address is, and where it leads."""
    source = Source("page.html", content)
    document, report, reason = _read(source)
    links = links_of(content, url)
    has_tables = report is not None and _has_tables(report)
    identity = report.identity if report else identify(document).identity if document else _NOBODY
    wanted = () if has_tables else _attachments(links, document)
    return Page(
        has_tables=has_tables,
        has_sections=report is not None and sum(section.number < FIRST_OF_OTHERS for section in report.sections) >= FEWEST_SECTIONS,
        is_shell=not has_tables and _is_shell(links, document),
        reason=reason,
        identity=identity,
        published_at=published(document) if document else "",
        attachments=wanted[:MOST_ATTACHMENTS],
        pictures={} if has_tables or document is None else _pictures(document, url),
        refresh=links.refresh(),
    )


def _read(source: Source) -> tuple[Document | None, Report | None, str]:
    try:
        document = read_document(source)
    except ReportError as error:
        return None, None, error.problem
    try:
        return document, read(source), ""
    except ReportError as error:
        return document, None, f"{error.problem}: {error.found}" if error.found else error.problem


def _has_tables(report: Report) -> bool:
    return bool(report.statistics) or any(fact.status != MISSING for fact in report.facts)


def _attachments(links: Links, document: Document | None) -> tuple[Link, ...]:
    """The linked documents, and the one that the page embeds."""
    embedded = [str(note.operands["address"]) for note in (document.notes if document else ()) if note.rule == "report_elsewhere"]
    linked = {link.url: link for link in links.attachments()}
    addresses = [urljoin(links.url, address) for address in embedded if not address.startswith("javascript:")]
    return (*(Link(address, ()) for address in addresses if address not in linked), *linked.values())


def _is_shell(links: Links, document: Document | None) -> bool:
    """Whether the page shows next to nothing and holds scripts that would fill it."""
    shown = sum(len(paragraph.text) for paragraph in document.paragraphs()) if document else 0
    return shown < _FEW_CHARACTERS and links.root is not None and links.root.find(".//script") is not None


def published(document: Document) -> str:
    """The day on which the page says it was published (ISO), or nothing.

    >>> published(Document("html", (), {"公开日期": "2024年1月5日 10:20"}))
    '2024-01-05'
    """
    for label in _PUBLISHED:
        for printed in _DAY.findall(document.metadata.get(label, "")):
            try:
                return date(*map(int, printed)).isoformat()
            except ValueError:
                continue
    return ""


def _pictures(document: Document, url: str) -> dict[str, str]:
    """The pictures that may be tables, which the page only names."""
    named = [block.name for block in document.blocks if isinstance(block, Picture) and not block.content]
    return {name: urljoin(url, name.strip()) for name in named if name.strip()}


def with_pictures(content: bytes, pictures: Mapping[str, bytes]) -> bytes:
    """The page with these pictures set into it, so that it stands alone; all else is as served."""
    for name, picture in pictures.items():
        kind = b"png" if picture.startswith(b"\x89PNG") else b"jpeg"
        address = b"data:image/" + kind + b";base64," + b64encode(picture)
        for encoding in ("utf-8", "gb18030"):
            for quote in (b'"', b"'"):
                content = content.replace(quote + name.encode(encoding) + quote, quote + address + quote)
    return content


def is_same_report(older: bytes, newer: bytes) -> bool:
    """Whether two versions of a page say the same, though a counter or a date of the day around it differs."""
    if sniff(older) != "html" or sniff(newer) != "html":
        return older == newer
    try:
        first, second = read(Source("page.html", older)), read(Source("page.html", newer))
    except ReportError:
        return older == newer
    return _said(first) == _said(second)


def _said(report: Report) -> tuple[object, ...]:
    texts = [(section.number, section.heading, section.text) for section in report.sections]
    return report.identity, [fact._replace(place=None) for fact in report.facts], report.statistics, texts  # type: ignore[arg-type]
