"""The rules inside one report: sums, subtotals, signs, what is missing, and the grade."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest
from figures import drawn, real

from reportlib.checks.sums import check, grade, unvouched
from reportlib.forms import Form, load_forms
from reportlib.model import BLANK, DASH, ERROR, FAIL, MISSING, PASS, REPORTED, UNREADABLE, Fact, Finding, Grade, Place

Key = tuple[str, str, str]


def report(code: str = "2021", **options: int) -> tuple[list[Fact], Form]:
    form = load_forms()[code]
    return drawn(form, Random(options.get("seed", 3))), form


def put(facts: list[Fact], values: Mapping[Key, object]) -> list[Fact]:
    """The facts with these values; a status in the place of a value is a cell without a number."""
    return [_put(fact, values[fact[:3]]) if fact[:3] in values else fact for fact in facts]


def _put(fact: Fact, value: object) -> Fact:
    return fact._replace(value=None, status=value, raw="") if isinstance(value, str) else fact._replace(value=value, raw=str(value))  # type: ignore[arg-type]


def value(facts: list[Fact], *key: str) -> int:
    return next(int(fact.value or 0) for fact in facts if fact[:3] == key)


def told(facts: list[Fact], form: Form, rule: str, status: str) -> list[Finding]:
    return [finding for finding in check(facts, (), form) if (finding.rule, finding.status) == (rule, status)]


@pytest.mark.parametrize("code", ["2019", "2021"])
def test_every_sum_is_applied_everywhere(code: str) -> None:
    """Seven columns have two sums each, every row of section three one, and every channel one."""
    facts, form = report(code)
    counts = {rule: len(told(facts, form, rule, "pass")) for rule in ("balance", "outcomes", "applicants", "proceedings")}
    rows = sum(not row.stands_for for row in form.tables["requests"].rows)
    assert counts == {"balance": 7, "outcomes": 7, "applicants": rows, "proceedings": 3}
    assert not [finding for finding in check(facts, (), form) if finding.status != "pass"]


def test_drawn_and_real_figures_hold() -> None:
    """No sum fails in 100 drawn sets of figures nor in the real reports."""
    sets = [report(("2019", "2021")[seed % 2], seed=seed) for seed in range(100)] + [(facts, form) for _, form, facts in real()]
    assert not [finding for facts, form in sets for finding in check(facts, (), form) if finding.status == "fail"]


def test_a_broken_sum_tells_both_sides_and_places() -> None:
    """A total that is one too high fails in one line, with what the parts add up to and where both are printed."""
    facts, form = report()
    total = value(facts, "proceedings", "review", "total")
    wrong = put(facts, {("proceedings", "review", "total"): total + 1})
    [finding] = told(wrong, form, "proceedings", "fail")
    assert (finding.item, finding.column, finding.severity) == ("review", None, "error")
    assert (finding.expected, finding.actual, finding.difference) == (total, total + 1, 1)
    places = [str(fact.place) for fact in facts if fact[:2] == ("proceedings", "review")]
    assert f"against total {total + 1} ({places[-1]})" in finding.message
    assert any(place in finding.message.split(" against ")[0] for place in places[:-1])


@pytest.mark.parametrize("status", [BLANK, DASH, MISSING, UNREADABLE])
def test_cells_without_a_number_are_no_zeros(status: str) -> None:
    """A sum with such a cell is not assessable, and its side has no value."""
    facts, form = report()
    facts = put(facts, {("proceedings", "review", column): 0 for column in ("upheld", "corrected", "other", "pending", "total")})
    [finding] = told(put(facts, {("proceedings", "review", "other"): status}), form, "proceedings", "not_assessable")
    assert (finding.expected, finding.actual, finding.difference) == (None, 0, None)
    assert ("holds if the cells without a number" in finding.message) == (status in (BLANK, DASH))


def test_blanks_cannot_save_a_total_that_is_too_small() -> None:
    """Where the known parts exceed the printed total, the sum fails whatever the blanks are."""
    facts, form = report()
    row = {"upheld": 5, "corrected": BLANK, "other": 0, "pending": 0, "total": 4}
    [finding] = told(put(facts, {("proceedings", "review", column): cell for column, cell in row.items()}), form, "proceedings", "fail")
    assert "whatever the cells without a number may hold" in finding.message
    larger = {("proceedings", "review", column): cell for column, cell in {**row, "total": 6}.items()}
    assert told(put(facts, larger), form, "proceedings", "not_assessable")


def test_a_row_that_stands_for_others_is_summed_in_their_place() -> None:
    """A report that prints （六）其他处理 as one row is summed with it, and its three rows are no gap."""
    facts, form = report()
    parts = ("other.correction_overdue", "other.fee_overdue", "other.other")
    merged = []
    for fact in facts:
        if fact.item == "closed_total" and fact.table == "requests":
            merged.append(fact._replace(item="other", value=sum(value(facts, "requests", part, fact.column) for part in parts)))
        merged.append(fact._replace(value=None, status=MISSING) if fact.table == "requests" and fact.item in parts else fact)
    findings = check(merged, (), form)
    assert {finding.status for finding in findings} == {"pass"}
    assert [finding.item for finding in findings if finding.rule == "merged_row"] == list(parts)
    assert "other" in {finding.item for finding in findings if finding.rule == "applicants"}
    assert not set(parts) & {finding.item for finding in findings if finding.rule == "applicants"}


def test_added_subtotals_are_checked_and_not_counted() -> None:
    """A printed subtotal row and column must equal their parts; the sums of the form leave them out."""
    facts, form = report()
    denied = sum(fact.value or 0 for fact in facts if fact.item.startswith("denied.") and fact.column == "total")
    organizations = sum(fact.value or 0 for fact in facts if fact.item == "granted" and fact.column not in ("individual", "total"))
    right = Fact("requests", "denied", "total", int(denied), "件", REPORTED, str(denied), Place(line=900))
    wrong = Fact("requests", "granted", "organizations", int(organizations) + 2, "件", REPORTED, "", Place(line=901))
    findings = [finding for finding in check(facts, (right, wrong), form) if finding.rule == "subtotal"]
    assert [(finding.status, finding.item, finding.column, finding.difference) for finding in findings] == [
        ("pass", "denied", "total", 0),
        ("fail", "granted", "organizations", 2),
    ]
    assert "(line 901)" in findings[1].message


def test_signs() -> None:
    """A negative count fails in any table; items_change of the form of 2019 may be negative."""
    facts, form = report("2019")
    changed = put(facts, {("disclosures", "20.5/licenses", "items_change"): -3})
    assert not told(changed, form, "signs", "fail")
    for key in (("disclosures", "20.5/licenses", "decisions"), ("requests", "granted", "individual")):
        assert [finding[4:7] for finding in told(put(facts, {key: -3}), form, "signs", "fail")] == [key]


def test_missing_rows_and_cells_are_told_once() -> None:
    """A whole row is one finding, a single cell another with its column."""
    facts, form = report()
    row = {fact[:3]: MISSING for fact in facts if fact.item == "20.1/rules"}
    cell = {("disclosures", "20.1/normative_documents", "repealed"): MISSING}
    findings = told(put(facts, {**row, **cell}), form, "missing", "fail")
    assert [(finding.item, finding.column) for finding in findings] == [("20.1/rules", None), ("20.1/normative_documents", "repealed")]


def test_grade() -> None:
    """Blank or missing makes incomplete, a lone dash in section two does not, and a broken sum makes flagged."""
    facts, form = report()
    fee, review = ("disclosures", "20.8/fees", "amount"), ("proceedings", "review", "total")

    def graded(values: Mapping[Key, object]) -> str:
        changed = put(facts, values)
        return grade(changed, check(changed, (), form))

    assert graded({}) == Grade.VERIFIED
    assert graded({fee: DASH}) == Grade.VERIFIED
    assert graded({fee: BLANK}) == Grade.INCOMPLETE
    assert graded({review: DASH}) == Grade.INCOMPLETE
    assert graded({review: value(facts, *review) + 1, fee: BLANK}) == Grade.FLAGGED


def test_a_figure_from_a_picture_needs_a_sum_that_holds() -> None:
    """What was read from a picture is trusted where a sum that holds vouches for it; else it is to be compared with the print."""
    place = Place(page=1, confidence=0.9)
    row = [
        Fact("requests", "received", column, value, "件", REPORTED, str(value), place)
        for column, value in (("individual", 3), ("total", 3))
    ]
    permits = Fact("disclosures", "20.5/licenses", "decisions", 7, "件", REPORTED, "7", place)
    held = Finding("applicants", ERROR, PASS, "", "requests", "received")
    assert [finding.item for finding in unvouched([*row, permits], [held])] == ["20.5/licenses"]
    assert [finding.column for finding in unvouched([*row, permits], [])] == ["individual", "total", "decisions"]
    assert not list(unvouched([permits._replace(place=Place(page=1))], []))
    assert grade([permits], list(unvouched([permits], []))) == "incomplete"


def test_more_than_a_full_side_can_hold_fails_beside_a_blank() -> None:
    """What was closed exceeds what there was to close, whatever carried_out may be, which is not printed."""
    form = load_forms()["2021"]
    facts = drawn(form, Random(3))
    column = [("requests", row, "individual") for row in ("received", "carried_in", "closed_total", "carried_out")]
    facts = put(facts, dict(zip(column, (5, 0, 9, BLANK), strict=True)))
    assert "individual" in {finding.column for finding in told(facts, form, "balance", FAIL)}
