"""The bytes of a web page as markup: its characters, and markup that is written as a string of JavaScript or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

from reportlib.errors import UnreadableFile
from reportlib.model import Note, Source
from reportlib.readers.limits import MAX_UNESCAPES
from reportlib.text.decoding import decoded

_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CONTROL = bytes({*range(32)} - set(b"\t\n\r\f\x0b\0"))
_SPACED = {**dict.fromkeys(range(32)), **{ord(sign): sign for sign in "\t\n\r"}, ord("\f"): "\n", ord("\v"): "\n"}  # a page ends its line


def markup_text(source: Source) -> tuple[str, list[Note]]:
    """The page in the encoding that fits, and a note where some of it is damaged; raises UnreadableFile for what is no text."""
    content = source.content
    page = decoded(content, _declared(content))
    if page is None or not page.text.strip() or _is_binary(page.text.encode() if b"\0" in content[:200] else content):
        raise UnreadableFile("this is not a web page", source=source.name, expected="text with markup", found="no text")
    return page.text.translate(_SPACED), [Note("damaged_text")] if page.damaged else []


def _is_binary(content: bytes) -> bool:
    return len(content) - len(content.translate(None, _CONTROL)) > len(content) / 200


def _declared(content: bytes) -> str:
    match = _DECLARED.search(content, 0, 4096)
    return match[1].decode("ascii").lower() if match else ""


_ESCAPED = re.compile(r"<t(?:able|r|d|h)\b[^<>]*=\\+[\"']|<\\+/(?:t(?:able|r|d|h)|p|div|span)\b", re.IGNORECASE)
_SCRIPTED = re.compile(r"\s*(?:[{\[\"'`]|(?:var|let|const|window|document|define|return|function)\b|[\w$.]+\s*[=(])")
_SCRIPT = re.compile(r"<script\b.*?</script", re.IGNORECASE | re.DOTALL)
_JOINT = re.compile(r"""(["'])\s*(?:\+|\)\s*;?\s*document\.write(?:ln)?\s*\(|;\s*\w+\s*\+=)\s*\1""")
_LITERAL = re.compile(r"""\\.|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`""", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r?\n|.))", re.DOTALL)
_TABLE_BEGINS = re.compile(r"(?:<|&lt;|u003c|x3c)table", re.IGNORECASE)
_CONTROLS = {"n": "\n", "t": "\t", "r": "", "b": "", "f": "", "\n": "", "\r\n": ""}


def is_escaped(text: str) -> bool:
    """Whether the markup itself is written as inside a string of JavaScript or JSON."""
    if _SCRIPTED.match(text) and "table" in text.lower():
        return True
    return "\\" in text and ("<\\" in text or "=\\" in text) and _ESCAPED.search(_without_scripts(text)) is not None


def _without_scripts(text: str) -> str:
    """The text without closed scripts; what follows the last end of one is not searched for more, again and again."""
    end = text.lower().rfind("</script") + len("</script")
    return _SCRIPT.sub("", text[:end]) + text[end:]


def _holds_table(text: str) -> bool:
    begins = _TABLE_BEGINS.search(text)
    return begins is not None and text.lower().rfind("/table") > begins.start()


def unescaped(text: str, *, script: bool = False) -> str:
    """The markup held in JSON or in the literals of a script, or, unless it is a script, the text itself without its escapes.

    A literal counts only with a whole table: where a script puts a variable between two, a cell would look blank.
    """
    for _ in range(MAX_UNESCAPES):
        held = "\n".join(string for string in _strings(text) if _holds_table(string))
        if script and not held:
            return ""
        text, script = held or (_without_escapes(text) if "\\" in text else text), False
        if "<table" not in text.lower() and "&lt;t" in text:
            text = unescape(text)
        if not is_escaped(text) and "\\u003c" not in text.lower():
            break
    return text


_TITLE = re.compile(r"""["']?\b(?:title|articletitle|doctitle)["']?\s*[:=]\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""", re.IGNORECASE)


def held_title(text: str) -> str:
    """The title that JSON or a script states beside the markup it holds; empty where it states none."""
    match = _TITLE.search(text)
    return _without_escapes(match[1][1:-1]).strip() if match else ""


def _strings(text: str) -> Iterator[str]:
    """Every string of JSON, else every string literal, those that a script joins being joined; escapes undone."""
    try:
        pending: list[object] = [json.loads(text)]
    except (ValueError, RecursionError):
        yield from (_without_escapes(next(filter(None, match.groups()), "")) for match in _LITERAL.finditer(_JOINT.sub("", text)))
        return
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            yield unescape(part) if "&lt;table" in part else part
        elif isinstance(part, dict | list):
            pending.extend(reversed(list(part.values() if isinstance(part, dict) else part)))


def _without_escapes(text: str) -> str:
    plain = _ESCAPE.sub(_character, text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _CONTROLS.get(escape[3], escape[3])
