"""A TOML file of this folder as a checked value; what is wrong in it is told with file, line and path."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from reportlib.errors import InvalidForm

Kind = TypeVar("Kind")
Keys = tuple[str | int, ...]  # the way to a value: ("rules", 0, "left")


def decoded(file: Path, kind: type[Kind]) -> Kind:
    """The file as a value of this type; InvalidForm where a key is not of the type, or a value is not what the key asks for."""
    text = file.read_text(encoding="utf-8")
    try:
        return msgspec.convert(tomllib.loads(text), kind)
    except tomllib.TOMLDecodeError as error:
        raise InvalidForm(f"this is no TOML: {error}", source=file.name) from error
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at ")
        keys = _keys(path.strip("`"))
        unknown = re.search(r"unknown field `(.+)`", problem)
        raise invalid(file, (*keys, unknown[1]) if unknown else keys, problem) from error


def invalid(file: Path, keys: Keys, problem: str, *, value: str = "", expected: str = "") -> InvalidForm:
    """The error that says what is wrong in a file, where; `value` is the wrong one among several at that place."""
    line = _line(file.read_text(encoding="utf-8"), keys, value)
    place = f"line {line}, {_path(keys)}" if line else _path(keys)
    return InvalidForm(problem, source=file.name, place=place, expected=expected, found=value)


def _keys(path: str) -> Keys:
    """The keys of a path as msgspec writes it: $.rules[0].left[1]."""
    parts = re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", path)
    return tuple(name or int(number) for name, number in parts)


def _path(keys: Keys) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")


class _Written(NamedTuple):
    """A line of the file, and the way to what it declares."""

    number: int
    text: str
    keys: Keys


_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*\"?([\w.-]+)\"?\s*=")


def _line(text: str, keys: Keys, value: str) -> int | None:
    """The line that declares the value at these keys, or the nearest above it; None where none is near."""
    shared = [(_in_common(line.keys, keys), line) for line in _written(text)]
    most = max((count for count, _ in shared), default=0)
    near = [line for count, line in shared if count == most and most]
    holding = [line for line in near if value and value in line.text] or [line for line in near if str(keys[-1]) in line.text] or near
    return holding[0].number if holding else None


def _in_common(one: Sequence[str | int], other: Sequence[str | int]) -> int:
    return next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), min(len(one), len(other)))


def _written(text: str) -> Iterator[_Written]:
    """Every line with the way to what it declares: its table, its key, and its place in a list of one entry a line."""
    tables: Counter[str] = Counter()
    table: Keys = ()
    key, entries = "", -1
    for number, line in enumerate(text.split("\n"), 1):
        header, own = _HEADER.match(line), _KEY.match(line)
        if header:
            table = (*header[2].split("."), tables[header[2]]) if header[1] == "[[" else tuple(header[2].split("."))
            tables[header[2]] += header[1] == "[["
            key, entries = "", -1
        elif own:
            key, entries = own[1], -1
        elif line.lstrip().startswith("{"):
            entries += 1
        yield _Written(number, line, (*table, *((key,) if key else ()), *((entries,) if entries >= 0 else ())))
