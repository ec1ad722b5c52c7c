"""Writes manifest.csv from the ledger: a line for each file that was kept; lines and columns of the user's own stay as they are."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path

from reportlib.beside.manifest import COLUMNS, FILE_NAME
from reportlib.collecting.keeping.ledger import FOLDER, Kept
from reportlib.errors import UsageError
from reportlib.text.decoding import decoded


def register(raw: Path, every: Iterable[Kept]) -> None:
    """Adds a line for each kept file that manifest.csv does not name yet."""
    path = raw / FILE_NAME
    header, lines = _written(path)
    file = header.index("file")
    named = {line[file].strip() for line in lines if len(line) > file}
    added: dict[str, Kept] = {}
    for kept in every:
        if kept.file not in named and not kept.file.startswith(FOLDER):
            added.setdefault(kept.file, kept)
    if added:
        _write(path, [header, *lines, *(_line(kept, header) for kept in added.values())])


def _line(kept: Kept, header: list[str]) -> list[str]:
    said = {**kept._asdict(), "url": kept.found_at or kept.url, "year": kept.year or "", "origin": "published"}
    return [str(said[column]) if column in COLUMNS else "" for column in header]


def _written(path: Path) -> tuple[list[str], list[list[str]]]:
    """The header with the columns that it lacks, and the lines of the file as they are."""
    if not path.is_file():
        return list(COLUMNS), []
    content = decoded(path.read_bytes())
    if content is None or content.damaged:
        remedy = "save it as CSV in UTF-8; what was collected is noted and will be added then"
        raise UsageError("manifest.csv is no text that can be added to", source=str(path), remedy=remedy)
    rows = list(csv.reader(io.StringIO(content.text.lstrip("\ufeff"), newline="")))
    header = [name.strip() for name in rows[0]] if rows else []
    return [*header, *(column for column in COLUMNS if column not in header)], [row for row in rows[1:] if any(row)]


def _write(path: Path, rows: list[list[str]]) -> None:
    draft = path.parent / FOLDER / ".draft-manifest"
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    os.replace(draft, path)
