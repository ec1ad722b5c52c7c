"""Web pages -> Document: tables with the spans that a browser gives them, prose as paragraphs, page labels as metadata."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from reportlib.errors import LimitExceeded, UnreadableFile
from reportlib.model import NOTE, WARNING, Document, Note, Source
from reportlib.readers.markup import MAX_COVERED, Item, Picture, Table, nest, number, ordinal, picture_notes, settle, visible
from reportlib.readers.web.furniture import Link, is_link, without_metadata, without_navigation
from reportlib.readers.web.pagetext import held_title, is_escaped, markup_text, unescaped
from reportlib.readers.web.spans import OpenTable, leading_integer

MAX_DEPTH = 1000  # elements inside one another; a page whose <font> is never closed nests a few hundred deep
FEW_CELLS = 8  # a page with no larger table than this may hold its report in a script or a hidden element


def read(source: Source) -> Document:
    """The visible text and tables of a page in reading order, without its navigation.

    Raises UnreadableFile for what is no text, LimitExceeded for pages nested too deeply or with too many cells.
    """
    text, notes = markup_text(source)
    page_text = text
    if is_escaped(text):
        text, notes = unescaped(text), [*notes, Note("embedded_markup", NOTE, "the page is escaped markup and is read unescaped")]
    items, metadata = _page(text, source.name)
    if _largest(items) <= FEW_CELLS:
        for rule, severity, message, page in _concealed(text, source.name):
            held, labels = _page(page, source.name, hidden=rule == "hidden_content")
            if _largest(held) > max(FEW_CELLS, _largest(items)):
                items, metadata = held, {**metadata, **labels}
                notes = [*notes, Note(rule, severity, message)]
    if "title" not in metadata and any(note.rule == "embedded_markup" for note in notes):
        metadata = {**metadata, "title": held_title(page_text)}
    return Document("html", number(items), metadata, (*notes, *picture_notes(items)))


def _largest(items: list[Item]) -> int:
    return max((item.size for item in items if isinstance(item, Table)), default=0)


_DROPPED = ("script", "style", "title", "noscript", "template", "iframe", "object", "nav", "select", "button", "svg", "del", "rt", "rp")
_HIDING = ("isplay", "ISPLAY", "idden", "mso-hide")  # in any page that hides something
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*(?:all|screen)")
_UNSEEN = ("table", "thead", "tbody", "tfoot", "tr", "td", "th", "img", "li")  # would still be shown when empty


def _page(text: str, name: str, *, hidden: bool = False) -> tuple[list[Item], dict[str, str]]:
    """The settled lines and tables of a page without what it conceals, and its labelled values."""
    root = _parsed(text, name)
    metadata = _head_metadata(root)
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    if not hidden and any(sign in text for sign in _HIDING):
        _drop_hidden(root)
    _prepare(root, text)
    walk = _Walk(name)
    walk.through(root)
    return without_metadata(without_navigation(settle(walk.items(), name)), metadata), metadata


def _parsed(text: str, name: str) -> etree._Element:
    if "<![CDATA[" in text:
        text = text.replace("<![CDATA[", "").replace("]]>", "")
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        raise UnreadableFile("the page is empty", source=name, expected="text or tables", found="neither")
    if any("Excessive depth" in entry.message for entry in parser.error_log):  # the parser leaves out the rest without a word
        raise LimitExceeded("elements are nested too deeply", source=name, expected=f"at most {MAX_DEPTH} levels")
    return root


def _concealed(text: str, name: str) -> Iterator[tuple[str, str, str, str]]:
    """Rule, severity, message and markup for each way in which a page may hold a report that it does not show as it stands."""
    if any(sign in text for sign in _HIDING):
        yield "hidden_content", WARNING, "the page shows its table only after a click; the hidden part is read too", text
    root = _parsed(text, name)
    for element in root.iter("script", "textarea", "input"):
        held = element.text or element.get("value") or ""
        script = element.tag == "script" and "html" not in element.get("type", "")
        if "table" in held.lower() and (page := unescaped(held, script=script)):
            yield "embedded_markup", NOTE, "the report stands inside a string of the page and is read from there", page
    if "&lt;t" in text or "\\u003c" in text.lower() or text.lstrip()[:1] in ("{", "["):
        yield "embedded_markup", NOTE, "the whole page is escaped markup and is read unescaped", unescaped(text)


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


def _drop_hidden(root: etree._Element) -> None:
    for element in list(root.iter()):
        style = element.get("style", "").lower()
        unseen = ("none" in style or "hid" in style) and _HIDDEN.search(style)
        if (unseen or element.get("hidden") is not None) and element.tag not in ("body", "html"):
            element.tag = "unseen" if element.tag in _UNSEEN else element.tag
            element.clear(keep_tail=True)


_INLINE = (
    "span",
    "font",
    "b",
    "strong",
    "u",
    "em",
    "i",
    "o:p",
    "big",
    "small",
    "ins",
    "tt",
    "label",
    "mark",
    "bdo",
    "bdi",
    "abbr",
    "code",
    "kbd",
)
_ROLES = {
    "table": "table",
    "grid": "table",
    "treegrid": "table",
    "row": "tr",
    "cell": "td",
    "gridcell": "td",
    "columnheader": "td",
    "rowheader": "td",
}
_DISPLAY = re.compile(r"display\s*:\s*(?:inline-)?(table(?:-row|-cell)?)\s*(?:;|!|$)")
_DISPLAYS = {"table": "table", "table-row": "tr", "table-cell": "td"}


def _prepare(root: etree._Element, text: str) -> None:
    """Turns the rarer ways to write a table or a line into the common ones."""
    for element in list(root.iter("tfoot", "textarea", *_PREFORMATTED)):
        if element.tag == "tfoot":
            element.getparent().append(element)  # may be written first, is always shown last
        elif element.tag == "textarea":
            element.text = "" if "<" in (element.text or "") else element.text
        else:
            _keep_blanks(element)
    if "table-cell" in text or 'cell"' in text:
        _make_tables(root)
    etree.strip_tags(root, *_INLINE)


def _keep_blanks(preformatted: etree._Element) -> None:
    for element in preformatted.iter():
        element.text = _kept(element.text)
        if element is not preformatted:
            element.tail = _kept(element.tail)


def _make_tables(root: etree._Element) -> None:
    for element in root.iter("div", "span", "ul", "li", "section"):
        display = _DISPLAY.search(element.get("style", "").lower())
        element.tag = _ROLES.get(element.get("role", "")) or (_DISPLAYS[display[1]] if display else element.tag)
        for name in ("colspan", "rowspan"):
            if element.get(f"aria-{name}"):
                element.set(name, element.get(f"aria-{name}", ""))


_PREFORMATTED = ("pre", "listing", "xmp")
_BREAK, _BLANK, _TAB = "\ufdd0", "\ufdd1", "\ufdd2"  # a <br>, and a blank and a tab that stay as they are; no page has these
_KEPT = str.maketrans({"\n": _BREAK, " ": _BLANK, "\t": _TAB, "\r": ""})


def _kept(text: str | None) -> str | None:
    return text.translate(_KEPT) if text else text


_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAK_IN_CHINESE = re.compile(f"(?<=[\u4e00-\u9fff])[ \xa0]*(?:{_BREAK}[ \xa0]*)+(?=[\u4e00-\u9fff])")
_BLOCKS = (
    "html",
    "body",
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "dl",
    "dt",
    "dd",
    "li",
    "pre",
    "listing",
    "xmp",
    "hr",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "aside",
    "form",
    "fieldset",
    "legend",
    "blockquote",
    "center",
    "address",
    "figure",
    "figcaption",
    "caption",
    "details",
    "summary",
)
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
_NUMBERINGS = {
    "1": "decimal",
    "decimal": "decimal",
    "a": "lowerLetter",
    "lower-alpha": "lowerLetter",
    "A": "upperLetter",
    "upper-alpha": "upperLetter",
    "i": "lowerRoman",
    "lower-roman": "lowerRoman",
    "I": "upperRoman",
    "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCounting",
    "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting",
}
_CONTENT = re.compile(r"\b(?:TRS_(?:Editor|UEDITOR)|trs_editor_view|UCAPCONTENT|UCAP-CONTENT|ucapcontent|zoom|Zoom|fontzoom|fontZoom)\b")


def _simple_cells(row: etree._Element) -> list[tuple[etree._Element, str | None]] | None:
    """Each cell with its text where all hold one piece of text at most, as most rows do; else None."""
    if _printed(row.text):
        return None
    cells: list[tuple[etree._Element, str | None]] = []
    for cell in row:
        inner, tail = cell, cell.tail
        if cell.tag not in _CELLS or (tail and not tail.isspace()):
            return None
        if len(cell):
            inner = cell[0]
            if len(cell) > 1 or len(inner) or inner.tag not in _LINES or _printed(cell.text) or _printed(inner.tail):
                return None
        text = inner.text
        cells.append((cell, text if text is None or text.isalnum() else _tidy(text)))
    return cells


_CELLS, _LINES = ("td", "th"), ("p", "div", "center")


def _printed(text: str | None) -> bool:
    return text is not None and not text.isspace() and text != ""


def _tidy(text: str) -> str:
    return visible(_SPACE.sub(" ", text)).strip()


class _Walk:
    """One pass over a page: text gathers into lines, lines into cells or the page."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: list[Item] = []
        self.pieces: list[str] = []
        self.linked: list[str] = []
        self.tables: list[OpenTable] = []
        self.links: list[int] = []
        self.lists: list[tuple[str, int]] = []
        self.content_end = 0
        self.covered = 0
        self.starts: dict[str, Callable[[etree._Element], None]] = {
            **dict.fromkeys(_BLOCKS, self.block),
            **dict.fromkeys(("thead", "tbody", "tfoot"), self.group),
            "table": self.start_table,
            "tr": self.start_row,
            "td": self.start_cell,
            "th": self.start_cell,
            "ol": self.start_list,
            "ul": self.start_list,
            "li": self.start_item,
            "a": self.start_link,
            "br": self.line_break,
            "input": self.field,
            "img": self.picture,
            "sup": self.raised,
            "sub": self.raised,
        }
        self.ends: dict[str, Callable[[etree._Element], None]] = {
            **dict.fromkeys(_BLOCKS, self.block),
            **dict.fromkeys(("thead", "tbody", "tfoot"), self.group),
            "table": self.end_table,
            "tr": self.end_row,
            "td": self.end_cell,
            "th": self.end_cell,
            "ol": self.end_list,
            "ul": self.end_list,
            "a": self.end_link,
            "div": self.end_division,
            **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), self.end_heading),
        }

    def through(self, root: etree._Element) -> None:
        starts, ends, pieces = self.starts.get, self.ends.get, self.pieces
        depth = 0
        self.events = etree.iterwalk(root, events=("start", "end"))
        for event, element in self.events:
            if event == "start":
                depth += 1
                if depth > MAX_DEPTH:
                    raise LimitExceeded("elements are nested too deeply", source=self.name, expected=f"at most {MAX_DEPTH} levels")
                act, text = starts(element.tag), element.text
            else:
                depth -= 1
                act, text = ends(element.tag), element.tail
            if act is not None:
                act(element)
            if text:
                pieces.append(text)
        self.flush()

    def items(self) -> list[Item]:
        """All lines and tables, without what follows the article where the page marks its end and holds no table after it."""
        last = max((at for at, item in enumerate(self.lines) if isinstance(item, Table)), default=len(self.lines))
        return self.lines[: self.content_end] if last < self.content_end else self.lines

    def flush(self) -> None:
        pieces = self.pieces
        if not pieces:
            return
        if self.links:
            self._take_link()
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
        if text.isalnum():
            lines = [text]
        elif text.isspace():
            return
        else:
            lines = self._lines(text)
        if self.linked:
            if is_link("".join(lines), self.linked):
                lines = [Link(line) for line in lines]
            self.linked.clear()
        self.lines.extend(lines)

    def _lines(self, text: str) -> list[str]:
        text = visible(_SPACE.sub(" ", text))
        if _BREAK not in text:
            lines = [text.strip()]
        else:
            if self.tables:
                text = _BREAK_IN_CHINESE.sub("", text)
            lines = [line.strip() for line in text.split(_BREAK)]
        if _BLANK in text or _TAB in text:
            lines = [line.replace(_BLANK, " ").replace(_TAB, "\t").rstrip() for line in lines]
        return [line for line in lines if line]

    def block(self, element: etree._Element) -> None:
        if self.pieces:
            self.flush()

    def end_division(self, element: etree._Element) -> None:
        self.flush()
        if not self.tables and (_CONTENT.search(element.get("class", "")) or _CONTENT.search(element.get("id", ""))):
            self.content_end = len(self.lines)

    def end_heading(self, element: etree._Element) -> None:
        self.linked.clear()  # a title that is a link is still the title
        self.flush()

    def line_break(self, element: etree._Element) -> None:
        self.pieces.append(_BREAK)

    def start_link(self, element: etree._Element) -> None:
        if not element.get("href", "#").startswith("#"):
            self.links.append(len(self.pieces))

    def end_link(self, element: etree._Element) -> None:
        if not element.get("href", "#").startswith("#") and self.links:
            self._take_link()
            self.links.pop()

    def _take_link(self) -> None:
        self.linked.extend(self.pieces[self.links[-1] :])
        self.links[-1] = 0

    def start_list(self, element: etree._Element) -> None:
        self.flush()
        style = _LIST_STYLE.search(element.get("style", ""))
        printed = element.get("type") or (style[1].lower() if style else "")
        numbering = _NUMBERINGS.get(printed, "") if element.tag == "ol" else ""  # without either the site's style sheet decides
        self.lists.append((numbering, leading_integer(element.get("start", ""), 1)))

    def end_list(self, element: etree._Element) -> None:
        self.flush()
        if self.lists:
            self.lists.pop()

    def start_item(self, element: etree._Element) -> None:
        self.flush()
        if self.lists and self.lists[-1][0]:
            numbering, count = self.lists[-1]
            count = leading_integer(element.get("value", ""), count)
            self.lists[-1] = (numbering, count + 1)
            self.pieces.append(ordinal(count, numbering) + ("、" if numbering == "chineseCounting" else ". "))

    def field(self, element: etree._Element) -> None:
        if element.get("type", "text").lower() in ("text", "number"):
            self.pieces.append(element.get("value", ""))

    def picture(self, element: etree._Element) -> None:
        if self.tables:
            self.tables[-1].pictured = self.tables[-1].cell

    def raised(self, element: etree._Element) -> None:
        """Keeps a raised note mark apart from the number that it stands at."""
        before, mark = "".join(self.pieces[-1:]).rstrip(), "".join(element.itertext()).strip()
        if before[-1:].isdigit() and mark[:1].isdigit():
            self.pieces.append("^")

    def start_table(self, element: etree._Element) -> None:
        self.flush()
        nest(len(self.tables), self.name)
        self.tables.append(OpenTable(self.lines))
        self.lines = self.tables[-1].stray

    def end_table(self, element: etree._Element) -> None:
        self.flush()
        self._close_cell()
        table = self.tables.pop()
        table.close_group()
        self.lines = table.outer
        if self.tables and self.tables[-1].cell is not None:
            self.tables[-1].table.holds_tables = True
        self.lines.extend([table.table, *table.stray] if table.table.rows else table.stray)

    def group(self, element: etree._Element) -> None:
        self.flush()
        if self.tables:
            self._close_cell()
            self.tables[-1].close_group()

    def start_row(self, element: etree._Element) -> None:
        self.flush()
        if self.tables:
            self._close_cell()
            self.tables[-1].open_row()
            cells = _simple_cells(element)
            if cells is not None:
                self._fill_row(cells)
                self.events.skip_subtree()

    def _fill_row(self, cells: list[tuple[etree._Element, str | None]]) -> None:
        table = self.tables[-1]
        for cell, text in cells:
            slot = table.open_cell(cell)
            if text:
                slot.content.append(text)
        self.covered += table.column
        table.cell = None
        self._check_covered()

    def _check_covered(self) -> None:
        if self.covered > MAX_COVERED:
            raise LimitExceeded("too many table cells", source=self.name, expected=f"at most {MAX_COVERED}")

    def end_row(self, element: etree._Element) -> None:
        self.flush()
        if self.tables:
            self._close_cell()
            self.tables[-1].row = None

    def start_cell(self, element: etree._Element) -> None:
        if self.pieces:
            self.flush()
        if not self.tables:
            return
        self._close_cell()
        slot = self.tables[-1].open_cell(element)
        self.lines = slot.content
        self.covered += slot.column_span
        self._check_covered()

    def end_cell(self, element: etree._Element) -> None:
        if self.pieces:
            self.flush()
        if self.tables and self.tables[-1].cell is element:
            self._close_cell()

    def _close_cell(self) -> None:
        """Ends the open cell, also where its end tag is missing and the next cell stands inside it."""
        table = self.tables[-1]
        if table.cell is None:
            return
        if table.pictured is table.cell and not self.lines:
            self.lines.append(Picture())
        self.lines = table.stray
        table.cell = None
