"""Every statutory cell of the thirteen real reports of data/raw, held against expected figures."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

import reportlib
from reportlib.model import Report

ROOT = Path(__file__).parent.parent
RAW = ROOT / "data" / "raw"
Rows = list[dict[str, str]]


@cache
def expected() -> dict[str, Rows]:
    """The rows of expected.csv by file."""
    by_file: dict[str, Rows] = {}
    with (ROOT / "tests" / "samples" / "expected.csv").open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            by_file.setdefault(row["file"], []).append(row)
    return by_file


@cache
def report(file: str) -> Report:
    return reportlib.read(RAW / file)


FILES = sorted(expected())


@pytest.mark.parametrize("file", FILES)
def test_every_cell_is_exact(file: str) -> None:
    """Each figure is the one printed, each blank is none, in form order and with nothing beside."""
    read = [(fact.table, fact.item, fact.column, fact.value) for fact in report(file).facts]
    printed = [(row["table"], row["item"], row["column"], float(row["value"]) if row["value"] else None) for row in expected()[file]]
    assert read == printed


@pytest.mark.parametrize("file", FILES)
def test_units_are_those_of_the_form(file: str) -> None:
    """Counts are in 件 or 项, money in 万元 where a unit is printed."""
    assert [fact.unit or "" for fact in report(file).facts] == [row["unit"] for row in expected()[file]]


@pytest.mark.parametrize("file", FILES)
def test_identity_is_as_printed(file: str) -> None:
    """Agency, year and form are those of the report."""
    row = expected()[file][0]
    identity = report(file).identity
    assert (identity.agency, str(identity.year), identity.form) == (row["agency"], row["year"], row["form"])


@pytest.mark.parametrize("file", FILES)
def test_nothing_fails(file: str) -> None:
    """These reports hold: no rule of severity error fails in any."""
    assert not [finding for finding in report(file).findings if finding.status == "fail" and finding.severity == "error"]


@pytest.mark.parametrize("file", FILES)
def test_grade_says_whether_all_is_there(file: str) -> None:
    """A report is verified where no cell is blank, and incomplete where one is."""
    blank = any(not row["value"] for row in expected()[file])
    assert report(file).grade == ("incomplete" if blank else "verified")


@pytest.mark.parametrize("file", FILES)
def test_places_lead_to_the_print(file: str) -> None:
    """The line that a figure names holds the figure."""
    if report(file).source_format != "text":
        pytest.skip("places of this format are no lines")
    from reportlib.text.decoding import decoded
    from reportlib.text.labels import folded

    text = decoded((RAW / file).read_bytes())
    lines = (text.text if text else "").replace("\r\n", "\n").split("\n")
    for fact in report(file).facts:
        if fact.raw:
            assert fact.place.line is not None
            assert folded(fact.raw) in folded(lines[fact.place.line - 1]), fact


@pytest.mark.parametrize("file", FILES)
def test_six_sections_have_their_prose(file: str) -> None:
    """All six sections are found, those of prose with text."""
    found = {section.number: section.text for section in report(file).sections}
    assert sorted(found) == [1, 2, 3, 4, 5, 6]
    assert found[1] and found[5] and found[6]


def test_the_region_of_a_name_without_one_is_flagged() -> None:
    """政务服务局 alone names no place, and a finding says so."""
    found = report("政务服务局-2023.md")
    assert found.location.region is None
    assert [finding.rule for finding in found.findings if finding.rule == "region_unknown"]
