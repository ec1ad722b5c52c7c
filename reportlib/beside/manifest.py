"""What a user says beside the reports: manifest.csv in any folder (file, agency, year, url, fetched_at, published_at, origin, sha256, etag)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

from reportlib.beside.lines import bad_line, written_lines
from reportlib.forms.rules.findings import finding
from reportlib.model import Finding, Identity, Listed, Operand, Phrase, Publication
from reportlib.text.decoding import printable
from reportlib.text.labels import squeezed

FILE_NAME = "manifest.csv"
_Said = TypeVar("_Said", str, int | None)
COLUMNS = ("file", "agency", "year", "url", "fetched_at", "published_at", "origin", "sha256", "etag")
ORIGINS = ("published", "rewritten", "set", "generated")


class Entry(NamedTuple):
    """One line of a manifest; empty where it says nothing."""

    agency: str = ""
    year: int | None = None
    publication: Publication = Publication()


def read_manifests(root: Path, is_there: Callable[[str], bool] | None = None) -> tuple[Mapping[str, Entry], tuple[Finding, ...]]:
    """The entries by source (path below root), and a finding for each line that cannot be used.

    `is_there` says whether a path below root is a file's, where the files themselves lie elsewhere than their manifests.
    """
    is_file = is_there or (lambda path: os.path.isfile(root / path))
    entries: dict[str, Entry] = {}
    findings: list[Finding] = []
    for path in sorted(root.rglob(FILE_NAME)):
        folder = path.parent.relative_to(root)
        lines, bad = written_lines(path, COLUMNS, ("file",), "manifest_file")
        for number, line in lines:
            problem = _problem(line, folder, is_file)
            if problem:
                bad.append(bad_line("manifest_file", path, number, *problem))
            else:
                entries[printable((folder / line["file"]).as_posix())] = _entry(line)
        findings += [each._replace(place=f"{path.relative_to(root).as_posix()}, {each.place}") for each in bad]
    return entries, tuple(findings)


def _problem(line: Mapping[str, str], folder: Path, is_there: Callable[[str], bool]) -> tuple[Operand, Operand] | None:
    """What a line should say and what it says instead."""
    if not line["file"]:
        return Phrase("a_file"), Phrase("none")
    if not is_there((folder / line["file"].split("!")[0]).as_posix()):  # also where no file could have that name
        return Phrase("file_of_folder"), Phrase("not_there", {"file": line["file"]})
    if line.get("year") and not re.fullmatch(r"\d{4}", line["year"]):
        return Phrase("a_year"), repr(line["year"])
    if line.get("origin") and line["origin"] not in ORIGINS:
        return Phrase("an_origin", {"origins": Listed(ORIGINS)}), repr(line["origin"])
    wrong = [line[column] for column in ("fetched_at", "published_at") if line.get(column) and not _is_date(line[column])]
    return (Phrase("a_date", {"date": "2024-01-31"}), repr(wrong[0])) if wrong else None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _entry(line: Mapping[str, str]) -> Entry:
    dates = {column: line[column][:10] if line.get(column) else None for column in ("fetched_at", "published_at")}
    year = int(line["year"]) if line.get("year") else None
    publication = Publication(line.get("url") or None, dates["published_at"], dates["fetched_at"], line.get("origin") or None)
    return Entry(squeezed(line.get("agency", "")), year, publication)


def told(identity: Identity, entry: Entry) -> tuple[Identity, list[Finding]]:
    """The identity with what the print does not say taken from the manifest; where both say it and differ, the print stands and it is told."""
    agency, about_agency = _settled("agency", identity.agency, entry.agency)
    year, about_year = _settled("year", identity.year, entry.year)
    return identity._replace(agency=agency, year=year), [*about_agency, *about_year]


def _settled(name: str, printed: _Said, said: _Said) -> tuple[_Said, list[Finding]]:
    if not said or said == printed:
        return printed, []
    if not printed:
        return said, [finding("manifest", {"name": Phrase(name), "value": said})]
    return printed, [finding("manifest_disagrees", {"name": Phrase(name), "value": said, "printed": printed})]
