"""What a user says in bodies.csv of the bodies with a name: division, kind, parent and scope, between two years."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from reportlib.beside.lines import bad_line, written_lines
from reportlib.bodies.divisions import division_table
from reportlib.bodies.locating import SCOPES, Body, division_named
from reportlib.bodies.names import normalised, vocabulary
from reportlib.model import Finding, Listed, Operand, Phrase

COLUMNS = ("alias", "code", "kind", "parent", "scope", "from", "to", "expected")
# Whether a report of each of the years is expected, in the words that the file may say it.
EXPECTED = {"yes": True, "是": True, "no": False, "否": False, "": False}


def read_bodies(path: Path) -> tuple[tuple[Body, ...], tuple[Finding, ...]]:
    """The user's word on bodies, and a finding for every line that cannot be used; nothing of such a line is."""
    lines, bad = written_lines(path, COLUMNS, ("alias",), "bodies_file")
    entries: list[Body] = []
    for number, said in lines:
        problem = _problem(said, entries)
        if problem:
            bad.append(bad_line("bodies_file", path, number, *problem))
        else:
            entries.append(_body(said))
    return tuple(entries), tuple(bad)


def _body(said: Mapping[str, str]) -> Body:
    first, last = said.get("from"), said.get("to")
    words = {key: said.get(key) or None for key in ("code", "kind", "parent", "scope")}
    return Body(normalised(said["alias"]), **words, first=int(first) if first else None, last=int(last) if last else None)


def _problem(said: Mapping[str, str], before: Sequence[Body]) -> tuple[Operand, Operand] | None:
    """What a line of the user's file should have and what it has, or None where it can be used."""
    code, kind, scope, parent, expected = (said.get(key, "") for key in ("code", "kind", "scope", "parent", "expected"))
    years = [said.get(key, "") for key in ("from", "to")]
    checks: tuple[tuple[bool, Operand, Operand], ...] = (
        (bool(said.get("alias")), Phrase("name_under", {"column": "alias"}), Phrase("nothing")),
        (expected.lower() in EXPECTED, Phrase("yes_or_no"), expected),
        (not code or code in division_table().codes, Phrase("division_code"), code),
        (not kind or kind in vocabulary().kinds, Phrase("body_kind"), kind),
        (not scope or scope in SCOPES, Phrase("government_or_body"), scope),
        (not parent or len(division_named(parent, None)) == 1, Phrase("whole_division"), parent),
        (all(not year or re.fullmatch("[12][0-9]{3}", year) for year in years), Phrase("four_digits"), Listed(years, "to")),
        (not all(years) or years[0] <= years[1], Phrase("first_before_last"), Listed(years, "to")),
        (any(said.get(key) for key in ("code", "kind", "scope", "parent", "expected")), Phrase("code_to_scope"), Phrase("none")),
    )
    wrong = next(((wanted, found) for holds, wanted, found in checks if not holds), None)
    return wrong or ((Phrase("alias_once"), Phrase("again", {"what": said["alias"]})) if _told_before(_body(said), before) else None)


def _told_before(body: Body, before: Iterable[Body]) -> bool:
    return any(
        body.alias == other.alias and (body.first or 0) <= (other.last or 9999) and (other.first or 0) <= (body.last or 9999)
        for other in before
    )
