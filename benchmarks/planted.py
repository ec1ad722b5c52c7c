"""How often errors planted into figures are caught, and the right cell named: `python benchmarks/planted.py [sets]`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from figures import drawn, real

from reportlib.checks.sums import check
from reportlib.checks.suspects import suspects
from reportlib.forms import Form, load_forms
from reportlib.model import FAIL, Fact, Finding

Plant = Callable[[list[Fact], Random], list[Fact]]


def main(count: int = 500) -> None:
    print("\n".join(measured(count)))


def measured(count: int) -> Iterator[str]:
    """The counts of each kind of planted error, one line each, and what the checks cost."""
    sets = [(form, drawn(form, Random(seed))) for seed in range(count) for form in [load_forms()[("2019", "2021")[seed % 2]]]]
    printed = [(form, facts) for _, form, facts in real()]
    yield f"false fails: {sum(_is_caught(_found(facts, form)) for form, facts in [*sets, *printed])} of {len(sets) + len(printed)} sets"
    for name, plant in PLANTS.items():
        yield _outcome(f"drawn, {name}", sets, plant, count)
    for name, plant in PLANTS.items():
        yield _outcome(f"real, {name}", printed * 20, plant, count)
    for name, plant in (("no error", lambda facts, random: facts), ("one wrong cell", PLANTS["one cell of section 3"])):
        yield f"{name}: {_milliseconds(sets[:100], plant):.2f} ms a report for check and suspects"


def _outcome(name: str, sets: Sequence[tuple[Form, list[Fact]]], plant: Plant, seed: int) -> str:
    tally: Counter[str] = Counter()
    random = Random(seed)
    for form, facts in sets:
        wrong = plant(list(facts), random)
        changed = [(was, now) for was, now in zip(facts, wrong, strict=True) if was.value != now.value]
        found = _found(wrong, form)
        named = [finding for finding in found if finding.rule == "suspect_cell" and finding.status == FAIL]
        tally["planted"] += bool(changed)
        tally["caught"] += bool(changed) and _is_caught(found)
        tally["named"] += bool(named)
        tally["right"] += any((each[4:7], each.expected) == (was[:3], was.value) for each in named for was, _ in changed)
        tally["moves"] += any(finding.rule in ("swapped_columns", "shifted_row") for finding in found)
    counts = ", ".join(f"{key} {tally[key]}" for key in ("planted", "caught", "named", "right", "moves"))
    return f"{name}: {counts}"


def _found(facts: Sequence[Fact], form: Form) -> list[Finding]:
    found = check(facts, (), form)
    return [*found, *suspects(facts, (), form, found)]


def _is_caught(found: Sequence[Finding]) -> bool:
    return any(finding.status == FAIL and finding.severity == "error" for finding in found)


def _milliseconds(sets: Sequence[tuple[Form, list[Fact]]], plant: Plant) -> float:
    wrong = [(form, plant(list(facts), Random(1))) for form, facts in sets]
    started = perf_counter()
    for form, facts in wrong:
        _found(facts, form)
    return (perf_counter() - started) / len(wrong) * 1000


# ---------------------------------------------------------------- what is planted


def _one_cell(table: str) -> Plant:
    def plant(facts: list[Fact], random: Random) -> list[Fact]:
        return _changed(facts, random.choice(_numbers(facts, table)), random)

    return plant


def _two_cells(facts: list[Fact], random: Random) -> list[Fact]:
    for at in random.sample([*_numbers(facts, "requests"), *_numbers(facts, "proceedings")], 2):
        facts = _changed(facts, at, random)
    return facts


def _numbers(facts: Sequence[Fact], table: str) -> list[int]:
    return [at for at, fact in enumerate(facts) if fact.table == table and fact.value is not None]


def _changed(facts: list[Fact], at: int, random: Random) -> list[Fact]:
    """A slip as printers make them: a digit wrong, left out, doubled or two exchanged, or a count that is off by a little."""
    value = int(facts[at].value or 0)
    digits = str(value)
    place = random.randrange(len(digits))
    slips = [
        digits[:place] + random.choice("0123456789") + digits[place + 1 :],
        digits[:place] + digits[place + 1 :],
        digits[: place + 1] + digits[place:],
        digits[:place] + digits[place : place + 2][::-1] + digits[place + 2 :],
        str(max(0, value + random.choice((-2, -1, 1, 2)))),
    ]
    wrong = int(random.choice(slips) or 0)
    facts[at] = facts[at]._replace(value=wrong if wrong != value else value + 1)
    return facts


def _exchanged_columns(facts: list[Fact], random: Random) -> list[Fact]:
    """The total of section three stands in the column of another applicant, and that one in its place."""
    other = random.choice(["individual", "business", "other_organization"])
    values = {fact[:3]: fact.value for fact in facts}
    names = {other: "total", "total": other}
    return [
        fact._replace(value=values[fact.table, fact.item, names[fact.column]])
        if fact.table == "requests" and fact.column in names
        else fact
        for fact in facts
    ]


def _shifted_row(facts: list[Fact], random: Random) -> list[Fact]:
    """The figures of one row of section three that is not all zeros, one column to the right."""
    rows = [fact.item for fact in facts if fact.table == "requests" and fact.column == "total" and fact.value]
    if not rows:
        return facts
    item = random.choice(rows)
    row = [at for at, fact in enumerate(facts) if (fact.table, fact.item) == ("requests", item)]
    values = [0, *(facts[at].value for at in row[:-1])]
    for at, value in zip(row, values, strict=True):
        facts[at] = facts[at]._replace(value=value)
    return facts


PLANTS: dict[str, Plant] = {
    "one cell of section 3": _one_cell("requests"),
    "one cell of section 4": _one_cell("proceedings"),
    "two cells": _two_cells,
    "columns exchanged": _exchanged_columns,
    "a row shifted": _shifted_row,
}


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
