"""Reads the pictures of a page or Word file like scans where the tables of the report are pictures; costs nothing anywhere else."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from reportlib.errors import ReportError
from reportlib.model import Block, Document, Note, Picture, Source
from reportlib.readers.limits import MAX_PICTURES

TABLES = 3  # that a report has
_FEW_CELLS = 8  # a table of no more is none of them


def with_pictures_read(document: Document, name: str) -> Document:
    """The document with its pictures replaced by what they show, where tables may be missing and the extra `ocr` is installed."""
    held = [block for block in document.blocks if isinstance(block, Picture) and block.content]
    if not held or sum(sum(map(len, grid.rows)) > _FEW_CELLS for grid in document.grids()) >= TABLES:
        return document
    blocks: list[Block] = []
    notes: list[Note] = []
    for block in document.blocks:
        shown = _shown(block, name) if isinstance(block, Picture) and block in held[:MAX_PICTURES] else None
        blocks += shown.blocks if shown else (block,)
        notes += shown.notes if shown else ()
    return replace(document, blocks=tuple(blocks), notes=(*document.notes, *notes))


def _shown(picture: Picture, name: str) -> Document | None:
    """What a picture shows, None where it shows no text or cannot be read: then it stays a picture, which is told."""
    try:
        shown: Document = import_module("reportlib.readers.pages.scan").read(Source(f"{name}!{picture.name}", picture.content))
    except (ReportError, OSError, ValueError):
        return None
    return shown
