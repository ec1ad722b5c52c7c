"""The lines of a user's own CSV file, read the same for every such file, and findings about those that cannot be."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from reportlib.forms.rules.findings import finding
from reportlib.model import Finding, Listed, Operand, Phrase
from reportlib.text.decoding import DAMAGE, decoded

_SURPLUS = "surplus"


class Written(NamedTuple):
    """A line of the file: its number in the file, and its cells by column, "" where nothing stands."""

    number: int
    cells: dict[str, str]


def written_lines(path: Path, columns: Sequence[str], required: Iterable[str], rule: str) -> tuple[list[Written], list[Finding]]:
    """The lines in which something stands, and a finding of the rule for each column and line that cannot be used.

    Any encoding that a spreadsheet saves is read; of a file without a required column, no line is.
    """
    text, problem = _text(path)
    if problem:
        return [], [bad_line(rule, path, 1, Phrase("saved_as_csv"), problem, "the_file")]
    rows = csv.DictReader(io.StringIO(text, newline=""), restkey=_SURPLUS, restval="")
    rows.fieldnames = header = header_of(rows)
    expected = Phrase("the_columns", {"columns": Listed(columns)})
    bad = [bad_line(rule, path, 1, expected, name or Phrase("nameless"), "the_column") for name in header if name not in columns]
    absent = [name for name in required if name not in header]
    if absent:
        wanted = Phrase("columns" if len(absent) > 1 else "a_column", {"columns": Listed(absent, "and")})
        return [], [*bad, bad_line(rule, path, 1, wanted, ", ".join(header) or Phrase("nothing"), "the_file")]
    lines: list[Written] = []
    for row in _until_broken(rows, bad, rule, path):
        cells = {key: "".join(value or "").strip() for key, value in row.items()}
        if surplus := cells.pop(_SURPLUS, ""):
            bad.append(bad_line(rule, path, rows.line_num, Phrase("cells", {"count": len(header)}), Phrase("surplus", {"cells": surplus})))
        elif any(DAMAGE in text for text in cells.values()):
            bad.append(bad_line(rule, path, rows.line_num, Phrase("characters"), Phrase("damaged_bytes")))
        elif any(cells.values()):
            lines.append(Written(rows.line_num, cells))
    return lines, bad


def _text(path: Path) -> tuple[str, Operand]:
    """The text of the file, or what it is instead."""
    try:
        content = decoded(path.read_bytes())
    except OSError as error:
        return "", error.strerror or str(error)
    return (content.text.lstrip("\ufeff"), "") if content else ("", Phrase("other_bytes"))


def header_of(rows: csv.DictReader[str]) -> list[str]:
    """The columns that the first line names; none where it is no line."""
    try:
        return [name.strip() for name in rows.fieldnames or ()]
    except csv.Error:
        return []


def _until_broken(rows: csv.DictReader[str], bad: list[Finding], rule: str, path: Path) -> Iterator[Mapping[str, str]]:
    """The lines until one that is none, as where a quotation mark is never closed; what stands behind it may be torn."""
    try:
        yield from rows
    except csv.Error:
        wanted = Phrase("cells_of", {"most": f"{csv.field_size_limit():,}"})
        bad.append(bad_line(rule, path, rows.line_num, wanted, Phrase("longer"), "what_follows"))


def bad_line(rule: str, path: Path, line: int, expected: Operand, found: Operand, unused: str = "the_line") -> Finding:
    """The finding on a line of the file that cannot be used, nor what `unused` names: the line, the column, the file."""
    operands: dict[str, Operand] = {"file": path.name, "line": line, "wanted": expected, "found": found, "unused": Phrase(unused)}
    return finding(rule, operands, place=f"line {line}")
