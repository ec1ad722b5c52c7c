"""What a mail message or a page saved as one (.eml, .mht) holds: the files attached, or the part that is the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportlib.errors import UnreadableFile
from reportlib.readers.limits import MAX_MAIL_PARTS

if TYPE_CHECKING:
    from email.message import Message

_BODY = "正文"  # the name of what the message itself says, in an archive of its parts


def page_of(content: bytes) -> bytes:
    """Of the pages in a saved web page the one that prints most figures, or has most table cells, or most text: frames are parts of their own."""
    pages = [payload for part in _parts(content) if part.get_content_type() in _PAGES and (payload := _payload(part)).strip()]
    if not pages:
        raise UnreadableFile("the saved web page holds no HTML", expected="a text/html part", remedy="save the page again as HTML")
    return max(pages, key=lambda page: (len(_FIGURES.findall(page)), page.lower().count(b"<td"), len(page)))


_PAGES = ("text/html", "application/xhtml+xml")
_FIGURES = re.compile(rb">\s*\d[\d,.]*\s*<")  # nothing else between two tags


def parts_of(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file attached to a message; where there is none, its text, as a page if it has one."""
    attached = [(name, payload) for part in _parts(content) if (name := _name(part)) and (payload := _payload(part))]
    if attached:
        yield from attached
        return
    texts = {part.get_content_type(): payload for part in _parts(content) if (payload := _payload(part)).strip()}
    for kind, ending in (("text/html", ".html"), ("text/plain", ".txt")):
        if kind in texts:
            yield f"{_BODY}{ending}", texts[kind]
            return


def _parts(content: bytes) -> list[Message]:
    from email import message_from_bytes  # loaded with the first mail: few files are one, and every process would wait for it

    message = message_from_bytes(content.lstrip())
    parts = [part for _, part in zip(range(MAX_MAIL_PARTS), message.walk(), strict=False) if not part.is_multipart()]
    return parts


def _name(part: Message) -> str:
    """The name of an attached file; pictures that a message shows in its text are none."""
    from email import message, policy

    name = part.get_filename() or ""
    if not name or (part.get_content_maintype() == "image" and part.get("Content-ID")):
        return ""
    decoded = message.EmailMessage(policy.default)
    decoded["Subject"] = name.replace("\n", " ").replace("\r", " ")
    return str(decoded["Subject"]).replace("\\", "/").rpartition("/")[2]


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
