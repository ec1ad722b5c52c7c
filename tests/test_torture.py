"""Twisted prints in every format: each figure is the printed one, or none and said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from corpus.synthetic import EXACT, FLAGGED, WRONG
from corpus.torture import LAYOUTS, TWISTS, Print, Verdict, judged, prints, read_back, table_of

import reportlib

DOCUMENTS = {"text": 112, "html": 56, "docx": 28, "xlsx": 28, "pdf": 28, "ofd": 14}
LEAST_EXACT = 0.97  # zeros merged and rows fused in text are ambiguous, and so not read


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    return [read_back(case) for source_format, count in DOCUMENTS.items() for case in prints(count, 7, [source_format])]


def test_no_print_is_silently_wrong(verdicts: list[Verdict]) -> None:
    """No figure but the printed one is read without an error, and none is lost from a verified report."""
    assert not [(verdict.case, verdict.wrong[:2], verdict.said) for verdict in verdicts if verdict.outcome == WRONG]


def test_most_cells_are_exact(verdicts: list[Verdict]) -> None:
    """Nearly every cell is read exactly, whatever the print."""
    cells = sum(verdict.exact + verdict.flagged + len(verdict.wrong) for verdict in verdicts)
    exact = sum(verdict.exact for verdict in verdicts)
    assert exact >= LEAST_EXACT * cells, table_of(verdicts)


def test_every_twist_and_layout_is_tried(verdicts: list[Verdict]) -> None:
    """The campaign leaves out no kind, and every text layout comes."""
    assert {twist for verdict in verdicts for twist in verdict.case.twists} == set(TWISTS)
    assert {verdict.case.layout for verdict in verdicts if verdict.case.source_format == "text"} == set(LAYOUTS["text"])


def test_the_judge_tells_wrong_from_flagged() -> None:
    """A changed number in a verified report is wrong, one with an error beside it or one not read is flagged."""
    case = Print("html", "plain" if "plain" in LAYOUTS["html"] else next(iter(LAYOUTS["html"])), ("full width",), 5)
    twisted = case.twisted()
    report = reportlib.read(case.source(twisted))
    first, *others = report.facts
    assert judged(case, twisted.values, report).outcome == EXACT
    wrong = replace(report, facts=(first._replace(value=7_777), *others))
    assert judged(case, twisted.values, wrong).outcome == WRONG
    unread = replace(report, facts=(first._replace(value=None), *others), grade="incomplete")
    assert judged(case, twisted.values, unread).outcome == FLAGGED
