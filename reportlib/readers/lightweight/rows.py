"""Tables as rows of JSON, as interfaces of sites and programs that read tables give them: lists of lists, or of objects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
_NO_NAME = ("unnamed", "column", "col", "c", "f", "field")  # what programs call columns that have no name, with a number behind


def holds_rows(text: str) -> bool:
    """Whether a text is JSON with a table in rows, and no markup."""
    return text.lstrip()[:1] in ("[", "{") and "<t" not in text and any(part.startswith("<table") for part in _parts_of(text))


def page(text: str) -> str:
    """The strings and tables of the JSON in their order, as a web page."""
    return "\n".join(_parts_of(text))


@lru_cache(maxsize=1)
def _parts_of(text: str) -> tuple[str, ...]:
    try:
        return tuple(_parts(json.loads(text, parse_float=str, parse_int=str)))
    except (ValueError, RecursionError):
        return ()


def _parts(value: Json) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield from (f"<p>{escape(line)}</p>" for line in value.splitlines())
    elif isinstance(value, dict):
        for part in value.values():
            yield from _parts(part)
    elif isinstance(value, list):
        if len(value) > 1 and all(isinstance(row, list) and row and all(map(_is_cell, row)) for row in value):
            yield _table([[_text(cell) for cell in row] for row in value if isinstance(row, list)])
        elif len(value) > 1 and all(isinstance(row, dict) and len(row) > 1 and all(map(_is_cell, row.values())) for row in value):
            yield _table(_of_objects([row for row in value if isinstance(row, dict)]))
        else:
            for part in value:
                yield from _parts(part)


def _is_cell(value: Json) -> bool:
    return not isinstance(value, dict | list)


def _text(value: Json) -> str:
    return "" if value is None or value in ("NaN", "nan") else str(value)


def _of_objects(rows: list[dict[str, Json]]) -> list[list[str]]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    header = ["" if _is_no_name(name) else name for name in names]
    body = [[_text(row.get(name)) for name in names] for row in rows]
    return [header, *body] if any(header) else body


def _is_no_name(name: str) -> bool:
    return not name or name.lower().rstrip("0123456789 _:.").rstrip() in ("", *_NO_NAME)


def _table(rows: list[list[str]]) -> str:
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
