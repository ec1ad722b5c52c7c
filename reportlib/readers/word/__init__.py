"""Word documents (.docx) -> Document: text and tables as Word shows them with all tracked changes accepted."""

from __future__ import annotations

from reportlib.model import Document, Source
from reportlib.readers.marks import left_out_notes, take_left_out
from reportlib.readers.markup import Picture, Table, number, picture_notes, settle
from reportlib.readers.plain import typed_rows
from reportlib.readers.word.listing import Numbering
from reportlib.readers.word.looks import Looks
from reportlib.readers.word.package import Package
from reportlib.readers.word.styles import Styles, W, used_names
from reportlib.readers.word.survey import Survey
from reportlib.readers.word.walk import Walk


def read(source: Source) -> Document:
    """The body of a document in reading order, without headers, footers and notes.

    Raises UnreadableFile for damaged files, LimitExceeded for those that unpack to more than the limits allow.
    """
    parts = Package(source)
    root = parts.main()
    used = used_names(root)
    styles = Styles(parts.styles(used))
    looks = Looks(styles)
    numbering = Numbering(parts.tree("numbering.xml"), styles) if _is_numbered(parts, styles) else None
    walk = Walk(source.name, numbering, Survey(root, parts.text, looks, used), looks, parts.media)
    body = root.find(W + "body")
    items = [
        item for item in settle(walk.content(root if body is None else body), source.name) if isinstance(item, Table | Picture) or item
    ]
    left_out = take_left_out(items) if walk.marked else []
    blocks = typed_rows(items) if not any(isinstance(item, Table) for item in items) else ()
    return Document("docx", blocks or number(items), parts.title(), (*walk.notes, *left_out_notes(left_out, items), *picture_notes(items)))


def _is_numbered(parts: Package, styles: Styles) -> bool:
    """Whether some paragraph, or a style that one has, is numbered; many files define lists that none of their text is in."""
    if not parts.has("numbering.xml"):
        return False
    return b"numPr" in parts.text or any(style.find(f"{W}pPr/{W}numPr") is not None for style in styles.elements.values())
