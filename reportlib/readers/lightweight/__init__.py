"""Texts whose tables are drawn or marked (pandoc's Markdown, Org, AsciiDoc, HTML among lines), and rows of JSON -> a web page.

A page keeps what plain text cannot: which columns and rows a cell spans.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from reportlib.readers.lightweight import asciidoc, drawn, org, rows

_HTML_BEGINS, _HTML_ENDS = re.compile(r"<table\b", re.IGNORECASE), re.compile(r"</table\b", re.IGNORECASE)
_SIGNS = re.compile(r"^\s*(?:#+|=+|\*+)\s+|\*\*|^\s*>\s+|\s*\{#[^}]*\}\s*$")

# Each way to write a table: how to see that a text has one, and what takes one from the lines at a place.
_Taker = Callable[[list[str], int], tuple[str, int] | None]
_WAYS: tuple[tuple[re.Pattern[str], _Taker], ...] = (
    (drawn.RULE, drawn.grid_table),
    (drawn.DASHES, drawn.simple_table),
    (asciidoc.FENCE, asciidoc.table),
    (org.RULE, org.table),
)


def is_lightweight(text: str) -> bool:
    """Whether a text holds a table in one of these ways."""
    if _HTML_BEGINS.search(text) and _HTML_ENDS.search(text):
        return True
    return any(sign.search(text) for sign, _ in _WAYS) or rows.holds_rows(text)


def as_page(text: str) -> str:
    """The text as a web page: tables as tables, every other line as a paragraph."""
    return rows.page(text) if rows.holds_rows(text) else "\n".join(_parts(text.splitlines()))


def _parts(lines: list[str]) -> Iterator[str]:
    at = within = 0
    ways = [taker for sign, taker in _WAYS if sign.search("\n".join(lines))]
    while at < len(lines):
        line = lines[at]
        taken = next((found for taker in ways if (found := taker(lines, at))), None) if not within else None
        if taken:
            table, at = taken
            yield table
            continue
        bare = not within and not line.lstrip().startswith("<")
        within += len(_HTML_BEGINS.findall(line)) - len(_HTML_ENDS.findall(line))
        yield f"<p>{_SIGNS.sub('', line)}</p>" if bare else line
        at += 1
