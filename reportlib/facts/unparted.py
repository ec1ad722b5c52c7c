"""Statutory tables whose cells run together in a line of text: labels and digits without anything that parts them."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import regex

from reportlib.forms import Form, load_forms
from reportlib.model import Document, Paragraph
from reportlib.text.labels import TO_SIMPLIFIED

# A line is a table run together where it holds so many labels of the table, and labels and digits fill so much of what they span.
_FEWEST_LABELS, _FILLED, _WIDEST_GAP = 5, 0.8, 15
_SHORTEST_LINE, _SHORTEST_LABEL = 30, 2
_MOST_BEFORE = 4  # ordinals and headings before a label


def unparted_tables(document: Document, form: Form, tables: Collection[str]) -> frozenset[str]:
    """Those of the tables that stand in lines of text with their cells run together, so that no figure is sure."""
    lines = [block.text for block in document.blocks if isinstance(block, Paragraph) and len(block.text) >= _SHORTEST_LINE]
    return frozenset(code for code in tables if any(_span(line, form, code) for line in lines))


def without_tables(line: str, section: int, form: Form) -> str:
    """The line without the section's table where its cells run together in it: its digits are no prose."""
    table = next((table.code for table in form.tables.values() if table.section == section), "")
    if not table or len(line) < _SHORTEST_LINE:
        return line
    span = _span(line, form, table)
    if span is None:
        return line
    return f"{line[: span[0]].rstrip(' (（|')} {line[span[1] :].lstrip(' )）|.,')}".strip()


def _span(line: str, form: Form, table: str) -> tuple[int, int] | None:
    """From the first label of the table in the line to the last with its digits, where they are printed as a table is."""
    run: list[regex.Match[str]] = []
    line = line.translate(TO_SIMPLIFIED)
    if _beginnings(form.code, table).isdisjoint(line):
        return None
    for match in _labels(form.code, table).finditer(line):
        if run and match.start() - run[-1].end() > _WIDEST_GAP:
            if _is_table(run):
                break
            run = []
        run.append(match)
    return (run[0].start(), run[-1].end()) if _is_table(run) else None


def _is_table(run: list[regex.Match[str]]) -> bool:
    if len({match[0] for match in run}) < _FEWEST_LABELS:
        return False
    filled = sum(match.end() - match.start() for match in run)
    return filled >= _FILLED * (run[-1].end() - run[0].start())


@lru_cache(maxsize=16)
def _keys(code: str, table: str) -> tuple[str, ...]:
    """The labels of the table, the longest first."""
    lexicon = load_forms()[code].lexicon
    keys = [key for key, meanings in lexicon.items() if any(one.table in (table, "") and one.role != "heading" for one in meanings)]
    return tuple(sorted((key for key in keys if len(key) >= _SHORTEST_LABEL), key=len, reverse=True))


@lru_cache(maxsize=16)
def _beginnings(code: str, table: str) -> frozenset[str]:
    """The signs that a label of the table begins with."""
    return frozenset(key[0] for key in _keys(code, table))


@lru_cache(maxsize=16)
def _labels(code: str, table: str) -> regex.Pattern[str]:
    """Any label of the table with the digits behind it."""
    words = "|".join(r"[^\w\n]*".join(map(regex.escape, key)) for key in _keys(code, table))
    return regex.compile(
        rf"(?:[一二三四五六七八九十\d]{{1,2}}[、.．]|[(（][一二三四五六七八九十]{{1,2}}[)）]|信息内容|[(（][^()（）]{{3,60}}[)）]|结果){{0,{_MOST_BEFORE}}}(?:{words})[\d\s.,，|/()（）—-]*"
    )
