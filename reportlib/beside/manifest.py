"""What a user says beside the reports: manifest.csv in any folder (file, agency, year, url, fetched_at, published_at)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

from reportlib.forms.findings import finding
from reportlib.model import Finding, Identity, Phrase, Publication
from reportlib.text.decoding import decoded
from reportlib.text.labels import squeezed

FILE_NAME = "manifest.csv"
_Said = TypeVar("_Said", str, int | None)
COLUMNS = ("file", "agency", "year", "url", "fetched_at", "published_at")


class Entry(NamedTuple):
    """One line of a manifest; empty where it says nothing."""

    agency: str = ""
    year: int | None = None
    publication: Publication = Publication()


def read_manifests(root: Path) -> tuple[Mapping[str, Entry], tuple[Finding, ...]]:
    """The entries by source (path below root), and a finding for each line that cannot be used."""
    entries: dict[str, Entry] = {}
    findings: list[Finding] = []
    for path in sorted(root.rglob(FILE_NAME)):
        folder = path.parent.relative_to(root)
        for number, line in enumerate(_lines(path), start=2):
            place = f"{path.relative_to(root).as_posix()}, line {number}"
            problem = _problem(line, path.parent)
            if problem:
                findings.append(finding("manifest", {"problem": problem}, case="line", place=place))
            else:
                entries[(folder / line["file"]).as_posix()] = _entry(line)
    return entries, tuple(findings)


def _lines(path: Path) -> Iterator[dict[str, str]]:
    text = decoded(path.read_bytes()) or ""
    for row in csv.DictReader(text.lstrip("\ufeff").splitlines()):
        yield {(key or "").strip(): (value or "").strip() for key, value in row.items() if isinstance(value, str | None)}


def _problem(line: Mapping[str, str], folder: Path) -> str:
    """What is wrong with a line, or nothing."""
    unknown = set(line) - set(COLUMNS) - {""}
    if unknown:
        return f"expected the columns {', '.join(COLUMNS)}, found {', '.join(sorted(unknown))}"
    if not line.get("file"):
        return "expected a file, found none"
    if not (folder / line["file"].split("!")[0]).is_file():
        return f"expected a file of this folder, found {line['file']!r}, which is not there"
    if line.get("year") and not line["year"].isdecimal():
        return f"expected a year such as 2023, found {line['year']!r}"
    wrong = [line[column] for column in ("fetched_at", "published_at") if line.get(column) and not _is_date(line[column])]
    return f"expected a date such as 2024-01-31, found {wrong[0]!r}" if wrong else ""


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _entry(line: Mapping[str, str]) -> Entry:
    dates = {column: line[column][:10] if line.get(column) else None for column in ("fetched_at", "published_at")}
    year = int(line["year"]) if line.get("year") else None
    return Entry(squeezed(line.get("agency", "")), year, Publication(line.get("url") or None, dates["published_at"], dates["fetched_at"]))


def told(identity: Identity, entry: Entry) -> tuple[Identity, list[Finding]]:
    """The identity with what the print does not say taken from the manifest; where both say it and differ, the print stands and it is told."""
    agency, about_agency = _settled("agency", identity.agency, entry.agency)
    year, about_year = _settled("year", identity.year, entry.year)
    return identity._replace(agency=agency, year=year), [*about_agency, *about_year]


def _settled(name: str, printed: _Said, said: _Said) -> tuple[_Said, list[Finding]]:
    if not said or said == printed:
        return printed, []
    if not printed:
        return said, [finding("manifest", {"name": Phrase(name), "value": said}, case="taken")]
    return printed, [finding("manifest_disagrees", {"name": Phrase(name), "value": said, "printed": printed})]
