"""Synthetic reports in every format, layout and manner of printing, read back: exact, or flagged, and never silently wrong."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache

import pytest
from corpus.synthetic import (
    CONTENTS,
    EXACT,
    FLAGGED,
    FORMATS,
    WRONG,
    Case,
    Verdict,
    blank_cases,
    judged,
    legacy_sources,
    manner_cases,
    plain_cases,
    read_back,
    table_of,
)

import reportlib

# Of each format, how many layouts every manner of printing is tried in.
LAYOUTS_A_MANNER = {"text": 4, "html": 2, "docx": 3, "pdf": 1, "ofd": 1, "xlsx": 1}
SEED = 20260
# Of each format, how large a share of all but plain prints must be exact; Word and sheets leave nothing to guess.
LEAST_EXACT = {"text": 0.9, "html": 0.95, "docx": 1.0, "pdf": 0.85, "ofd": 0.85, "xlsx": 1.0}
by_format = pytest.mark.parametrize("source_format", LAYOUTS_A_MANNER)


@cache
def plain(source_format: str) -> list[Verdict]:
    return [read_back(case) for case in plain_cases(source_format)]


@cache
def odd(source_format: str) -> list[Verdict]:
    cases = [*manner_cases(source_format, LAYOUTS_A_MANNER[source_format], SEED), *blank_cases(source_format, SEED)]
    return [read_back(case) for case in cases]


def told(verdicts: list[Verdict]) -> list[str]:
    """What a person needs to see of each: the case, the first cell that differs, what the report says."""
    return [f"{verdict.case}: {verdict.differences[:1]} {verdict.said}" for verdict in verdicts]


@by_format
def test_official_prints_are_exact_in_every_layout(source_format: str) -> None:
    """Each cell of each form is what was written, whatever the layout, and a report that lacks no row is verified."""
    whole = {content: "incomplete" if other_as_one_row else "verified" for content, (_, other_as_one_row) in CONTENTS.items()}
    assert not told(
        [verdict for verdict in plain(source_format) if verdict.outcome != EXACT or verdict.grade != whole[verdict.case.content]]
    )


@by_format
def test_nothing_is_silently_wrong(source_format: str) -> None:
    """A cell that is not what was written is never in a verified report, and a false number never without an error."""
    assert not told([verdict for verdict in plain(source_format) + odd(source_format) if verdict.outcome == WRONG])


@by_format
def test_odd_prints_are_mostly_exact(source_format: str) -> None:
    """Other headings, labels, columns and numbers are read exactly in at least the share that the format allows."""
    not_exact = [verdict for verdict in odd(source_format) if verdict.outcome != EXACT]
    assert len(not_exact) <= (1 - LEAST_EXACT[source_format]) * len(odd(source_format)), told(not_exact)


def test_a_changed_number_is_called_wrong() -> None:
    """The judge itself: a verified report with one other number is wrong, one with a number not read is flagged only if it says so."""
    case = Case("docx", "plain", seed=2)
    report = reportlib.read(case.source())
    first, *others = report.facts
    assert judged(case, report).outcome == EXACT
    for value in (7_777, None):
        assert judged(case, replace(report, facts=(first._replace(value=value), *others))).outcome == WRONG
    unread = replace(report, facts=(first._replace(value=None), *others), grade="incomplete")
    assert judged(case, unread).outcome == FLAGGED


def test_the_corpus_is_large() -> None:
    """At least 500 documents; with `pytest -s` the table of what became of them is printed."""
    verdicts = {source_format: plain(source_format) + odd(source_format) for source_format in LAYOUTS_A_MANNER}
    print("\n" + table_of(verdicts))
    assert sum(map(len, verdicts.values())) >= 500


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice makes the .doc")
def test_legacy_word_files_are_exact() -> None:
    """What LibreOffice writes as .doc gives the cells of the .docx."""
    cases = [Case("docx", layout, content=content, seed=11) for layout in ("plain", "a table in two") for content in CONTENTS]
    verdicts = [read_back(case, source) for case, source in zip(cases, legacy_sources(cases), strict=True)]
    assert not told([verdict for verdict in verdicts if verdict.outcome != EXACT])


def test_a_scan_is_never_silently_wrong() -> None:
    """A scan is read, and a number that OCR misread does not pass for a printed one."""
    pytest.importorskip("rapidocr")
    verdict = read_back(Case("scan", "150 dpi, askew", seed=1))
    assert verdict.outcome != WRONG, told([verdict])
    assert len(verdict.differences) <= 10, told([verdict])


@pytest.mark.parametrize("source_format", [*LAYOUTS_A_MANNER, "scan"])
def test_the_same_case_gives_the_same_bytes(source_format: str) -> None:
    """A document depends on its case alone, so that a failing one can be made again."""
    case = Case(source_format, next(iter(FORMATS[source_format])), "subtotal column", seed=5)
    assert case.source().content == case.source().content
    assert case.source().content != case._replace(seed=6).source().content
