"""Damaged files: read right, or quarantined with a reason; never hung, crashed, lost or silently wrong."""

from __future__ import annotations

from dataclasses import replace

from corpus.damage import KINDS, OUTCOMES, RAW, SHIPPED, damages, outcome, silently_wrong, table_of

import reportlib

QUICK = [name for name in SHIPPED if (RAW / name).stat().st_size < 60_000]


def test_damage_is_read_right_or_told() -> None:
    """Every kind of harm to the shipped files, a few dozen times."""
    found = [outcome(damage) for damage in damages(8 * len(KINDS), QUICK)]
    assert not [each for each in found if each.outcome in OUTCOMES[2:]], table_of(found)
    assert {each.damage.kind for each in found} == set(KINDS)


def test_the_judge_sees_a_wrong_cell() -> None:
    """A figure that the whole file does not print is silently wrong in a verified report, and not where an error stands at its row."""
    report = reportlib.read(RAW / "临淄区商务局-2023.txt")
    printed = {(fact.table, fact.item, fact.column): fact.value for fact in report.facts}
    first, *others = report.facts
    wrong = replace(report, facts=(first._replace(value=7_777), *others))
    assert len(list(silently_wrong(wrong, printed))) == 1 and not list(silently_wrong(report, printed))
