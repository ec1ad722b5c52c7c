"""What a user says in rollups.csv: which bodies' figures a parent's figures include."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from reportlib.beside.lines import bad_line, written_lines
from reportlib.bodies.names import normalised, unjoined
from reportlib.forms import AXES
from reportlib.model import Finding, Listed, Operand, Phrase

COLUMNS = ("parent", "child", "scope")
TABLES = tuple(AXES)
_SCOPES = ("government", "body")


class Rollup(NamedTuple):
    """A line of rollups.csv: a child (agency or body_id) that the parent's figures include.

    `tables` are the tables that the sum is declared for; `scope` says which reports of the parent are meant, None for all.
    """

    parent: str
    child: str
    tables: tuple[str, ...] = TABLES
    scope: str | None = None


def read_rollups(path: Path) -> tuple[tuple[Rollup, ...], tuple[Finding, ...]]:
    """The declared sums, and a finding for every line that cannot be used.

    The column scope is empty (every table), or names tables (requests, proceedings, disclosures), or the scope of the parent's
    reports that are meant (government, body), parted by spaces.
    """
    lines, bad = written_lines(path, COLUMNS, ("parent", "child"), "rollups_file")
    entries: dict[Rollup, None] = {}
    for number, said in lines:
        problem = _problem(said, entries)
        if problem:
            bad.append(bad_line("rollups_file", path, number, *problem))
        else:
            entries[_rollup(said)] = None
    return tuple(entries), tuple(bad)


def name_key(name: str) -> str:
    """A body's name as it is looked up."""
    return unjoined(normalised(name))


def _problem(said: Mapping[str, str], entries: Mapping[Rollup, None]) -> tuple[Operand, Operand] | None:
    """What a line should say and what it says instead."""
    for name in ("parent", "child"):
        if not said[name]:
            return Phrase("name_under", {"column": name}), Phrase("nothing")
    if name_key(said["parent"]) == name_key(said["child"]):
        return Phrase("two_bodies"), Phrase("own_child", {"body": said["parent"]})
    unknown = [word for word in _words(said) if word not in (*TABLES, *_SCOPES, "all")]
    if unknown:
        return Phrase("a_scope", {"scopes": Listed((*TABLES, *_SCOPES))}), unknown[0]
    new = _rollup(said)
    if any(
        (name_key(entry.parent), name_key(entry.child), entry.scope) == (name_key(new.parent), name_key(new.child), new.scope)
        for entry in entries
    ):
        return Phrase("pair_once"), Phrase("again", {"what": Listed((new.parent, new.child), "and")})
    return None


def _rollup(said: Mapping[str, str]) -> Rollup:
    words = _words(said)
    tables = tuple(table for table in TABLES if table in words) or TABLES
    return Rollup(said["parent"], said["child"], tables, next((word for word in words if word in _SCOPES), None))


def _words(said: Mapping[str, str]) -> list[str]:
    return [word for word in re.split(r"[\s;；、,，/+]+", said.get("scope", "").lower()) if word]
