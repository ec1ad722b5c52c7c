"""Which cell is behind failing sums."""

from __future__ import annotations

from random import Random

import pytest
from figures import drawn, real
from test_check import put, value

from reportlib.checks.sums import check
from reportlib.checks.suspects import suspects
from reportlib.forms import Form, load_forms
from reportlib.model import BLANK, REPORTED, Fact, Finding, Place

FORM = load_forms()["2021"]


def found(facts: list[Fact], form: Form = FORM, subtotals: tuple[Fact, ...] = ()) -> list[Finding]:
    return list(suspects(facts, subtotals, form, check(facts, subtotals, form)))


def figures(seed: int = 3) -> list[Fact]:
    return drawn(FORM, Random(seed))


def test_nothing_fails_nothing_is_said() -> None:
    """Where all sums hold there is no suspect."""
    assert not [found(facts, form) for _, form, facts in real() if found(facts, form)]


@pytest.mark.parametrize(
    "cell",
    [
        ("received", "individual"),
        ("carried_out", "total"),
        ("closed_total", "business"),
        ("granted", "individual"),
        ("denied.state_secret", "total"),
    ],
)
def test_one_wrong_cell_of_section_three_is_named(cell: tuple[str, str]) -> None:
    """The cell, the value as printed and the value that repairs all failing sums, with the place."""
    facts = figures()
    key = ("requests", *cell)
    right = value(facts, *key)
    [finding] = found(put(facts, {key: right + 7}))
    place = next(str(fact.place) for fact in facts if fact[:3] == key)
    assert (finding.rule, finding.severity, finding.status) == ("suspect_cell", "error", "fail")
    assert finding[4:10] == (*key, right, right + 7, 7)
    assert finding.place == place and place in finding.message and "\n" not in finding.message


def test_every_cell_of_section_three_can_be_told() -> None:
    """Whichever cell is wrong, in whichever direction, it is the one that is named."""
    facts = figures(5)
    for fact in (each for each in facts if each.table == "requests"):
        wrong = int(fact.value or 0) + 3
        named = [(each[4:7], each.expected) for each in found(put(facts, {fact[:3]: wrong})) if each.status == "fail"]
        assert named == [(fact[:3], fact.value)]


def test_real_figures_are_repaired() -> None:
    """In each real report without a blank, a planted slip in the total of requests granted is found and repaired."""
    for _, form, facts in real():
        if any(fact.value is None for fact in facts):
            continue
        key = ("requests", "granted", "total")
        [finding] = found(put(facts, {key: value(facts, *key) * 10 + 1}), form)
        assert (finding[4:7], finding.expected) == (key, value(facts, *key))


def test_one_sum_alone_tells_no_cell() -> None:
    """A channel of section four has one sum, so that several cells could be wrong: they are listed, and none is named."""
    facts = put(figures(), {("proceedings", "review", column): 5 for column in ("upheld", "corrected", "other", "pending")})
    [finding] = found(put(facts, {("proceedings", "review", "total"): 22}))
    assert (finding.rule, finding.status, finding.table, finding.item, finding.column) == (
        "suspect_cell",
        "not_assessable",
        "proceedings",
        None,
        None,
    )
    assert "each of 5 cells" in finding.message
    assert "review/upheld 7 for 5" in finding.message and "review/total 20 for 22" in finding.message


def test_a_repair_is_never_negative() -> None:
    """A part that would have to be below zero is no candidate, so that the total alone is left."""
    facts = put(figures(), {("proceedings", "review", column): 1 for column in ("upheld", "corrected", "other", "pending")})
    [finding] = found(put(facts, {("proceedings", "review", "total"): 1}))
    assert finding[4:9] == ("proceedings", "review", "total", 4, 1)


def test_two_wrong_cells_are_both_told() -> None:
    """No single cell repairs them; where just one pair does, the message says which, with both values."""
    facts = figures()
    one, two = ("requests", "granted", "individual"), ("requests", "carried_out", "business")
    [finding] = found(put(facts, {one: value(facts, *one) + 5, two: value(facts, *two) + 9}))
    assert (finding.status, finding.item) == ("not_assessable", None)
    assert f"granted/individual {value(facts, *one)} for" in finding.message
    assert f"carried_out/business {value(facts, *two)} for" in finding.message


def test_tables_are_judged_apart() -> None:
    """A slip in section four does not hide the one in section three."""
    facts = figures()
    key = ("requests", "granted", "individual")
    wrong = put(
        facts, {key: value(facts, *key) + 5, ("proceedings", "review", "total"): value(facts, "proceedings", "review", "total") + 1}
    )
    assert [finding.table for finding in found(wrong)] == ["requests", "proceedings"]
    assert found(wrong)[0][4:7] == key


def test_cells_beside_a_blank_stay_out_of_doubt() -> None:
    """A cell whose other sum holds is not named, and a sum with a blank neither clears nor accuses."""
    facts = figures()
    key = ("requests", "granted", "individual")
    wrong = put(facts, {key: value(facts, *key) + 5, ("requests", "granted", "research"): BLANK})
    assert [(finding[4:7], finding.expected) for finding in found(wrong)] == [(key, value(facts, *key))]


def test_a_wrong_subtotal_is_the_suspect() -> None:
    """Where only an added subtotal fails, the subtotal or one of its parts is wrong, and the parts are cleared by their other sums."""
    facts = figures()
    denied = sum(int(fact.value or 0) for fact in facts if fact.item.startswith("denied.") and fact.column == "total")
    subtotal = Fact("requests", "denied", "total", denied + 4, "件", REPORTED, "", Place(line=900))
    [finding] = found(facts, subtotals=(subtotal,))
    assert finding[4:9] == ("requests", "denied", "total", denied, denied + 4)


def test_exchanged_columns_are_told() -> None:
    """The total in the place of another column breaks nearly every row, and the exchange is what repairs them."""
    facts = figures()
    exchanged = {
        ("requests", fact.item, {"business": "total", "total": "business"}[fact.column]): fact.value
        for fact in facts
        if fact.table == "requests" and fact.column in ("business", "total")
    }
    findings = found(put(facts, exchanged))
    assert [(finding.rule, finding.status) for finding in findings] == [("swapped_columns", "fail"), ("suspect_cell", "not_assessable")]
    assert "business and total" in findings[0].message and " and line " in findings[0].message


@pytest.mark.parametrize("direction", ["right", "left"])
def test_a_shifted_row_is_told(direction: str) -> None:
    """A row that stands one column too far is recognised, though one of its figures fell off."""
    facts = figures()
    row = [fact for fact in facts if fact[:2] == ("requests", "closed_total")]
    values = [fact.value for fact in row]
    moved = [0, *values[:-1]] if direction == "right" else [*values[1:], 0]
    findings = found(put(facts, dict(zip([fact[:3] for fact in row], moved, strict=True))))
    assert (findings[0].rule, findings[0].item) == ("shifted_row", "closed_total")
    assert f"too far {direction}" in findings[0].message


def test_planted_errors_are_caught() -> None:
    """The benchmark in small: every slip in section three is caught and rightly named, every pair of slips caught."""
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
    from planted import measured

    lines = {line.split(":")[0]: line for line in measured(40)}
    assert lines["false fails"].startswith("false fails: 0 of ")
    assert lines["drawn, one cell of section 3"] == "drawn, one cell of section 3: planted 40, caught 40, named 40, right 40, moves 0"
    assert lines["drawn, one cell of section 4"].startswith("drawn, one cell of section 4: planted 40, caught 40")
    assert lines["drawn, two cells"].startswith("drawn, two cells: planted 40, caught 40")


def test_a_repair_breaks_no_sum_whose_rest_is_blank() -> None:
    """Of two cells that could be seven less, the one whose column closed more than it then had is out of the question."""
    told = {
        "received": {"individual": 10, "business": 17, "total": 20},
        "granted": {"individual": 9, "business": 3, "total": 12},
        "closed_total": {"individual": 9, "business": 3, "total": 12},
        "carried_out": {"individual": BLANK, "business": BLANK, "total": 8},
    }
    facts = put(figures(), {fact[:3]: told.get(fact.item, {}).get(fact.column, 0) for fact in figures() if fact.table == "requests"})
    named = [(each[4:7], each.expected) for each in found(facts) if each.status == "fail"]
    assert named == [(("requests", "received", "business"), 10)]
