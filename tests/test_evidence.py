"""What confirms a figure beside its own cell."""

from __future__ import annotations

from random import Random

from figures import drawn

from reportlib.checks.evidence import joined, with_evidence
from reportlib.forms import load_forms
from reportlib.model import PASS, Fact, Finding

FORM = load_forms()["2021"]


def evidence(facts: list[Fact], *findings: Finding) -> dict[tuple[str, str, str], str | None]:
    return {(fact.table, fact.item, fact.column): fact.evidence for fact in with_evidence(facts, (), findings, FORM)}


def test_sums_that_hold_confirm_sections_three_and_four() -> None:
    """Section two stands on its cells alone."""
    found = evidence(drawn(FORM, Random(3)))
    assert {table: {kind for (other, _, _), kind in found.items() if other == table} for table, _, _ in found} == {
        "disclosures": {None},
        "requests": {"sums"},
        "proceedings": {"sums"},
    }


def test_a_sum_that_fails_confirms_nothing() -> None:
    """A figure in a sum that does not hold is not confirmed by another that does."""
    facts = [
        fact._replace(value=(fact.value or 0) + 1) if fact[:3] == ("proceedings", "review", "upheld") else fact
        for fact in drawn(FORM, Random(3))
    ]
    found = evidence(facts)
    assert found["proceedings", "review", "total"] is None and found["proceedings", "litigation_direct", "total"] == "sums"


def test_prose_that_agrees_is_told_behind_the_sums() -> None:
    """The kinds stand in the order of the contract, and a cell without a number has none."""
    key = ("requests", "received", "total")
    agrees = Finding("prose_requests", "warning", PASS, "", *key)
    facts = drawn(FORM, Random(3))
    assert evidence(facts, agrees)[key] == "sums,prose"
    none = [fact._replace(value=None, status="blank") if fact[:3] == key else fact for fact in facts]
    assert evidence(none, agrees)[key] is None
    assert joined("files", "prose", None, "sums") == "sums,prose,files"
