"""The figures of a statistical table of before 2019 x the rules of its form and what the prose tells -> Findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reportlib.checks.sums import check
from reportlib.forms import Form
from reportlib.forms.rules.findings import finding
from reportlib.forms.statistics import STATISTICS
from reportlib.model import Code, Fact, Finding, Mention, Operand, Statistic


def as_facts(figures: Sequence[Statistic]) -> list[Fact]:
    """The figures that are rows of a form, as cells of its only table."""
    return [
        Fact(STATISTICS, each.indicator, each.measure, each.value, each.unit, each.status, each.raw, each.place)
        for each in figures
        if each.form is not None
    ]


def check_statistics(figures: Sequence[Statistic], form: Form | None, mentions: Sequence[Mention]) -> tuple[Finding, ...]:
    """The sums of the form, rows that are larger than what they are a part of, rows that are not there, and the prose against the table."""
    if form is None:
        return ()
    columns = {column.code for column in form.tables[STATISTICS].rows[0].columns}
    facts = [fact for fact in as_facts(figures) if fact.column in columns]
    return (*check(facts, (), form), *_parts(facts, form), *_prose(facts, mentions))


def _parts(facts: Sequence[Fact], form: Form) -> Iterator[Finding]:
    """A row below another is at most as large, where no sum tells more."""
    values = {(fact.item, fact.column): fact for fact in facts}
    summed = {code for rule in form.rules for code in rule.left}
    for row in form.tables[STATISTICS].rows:
        for column in row.columns if row.group and row.code not in summed else ():
            part, whole = values.get((row.code, column.code)), values.get((row.group, column.code))
            if part and whole and part.value is not None and whole.value is not None and part.value > whole.value:
                yield _about("statistics_part", part, {"whole": Code(STATISTICS, "item", row.group)}, whole.value)


_TOLD: Mapping[str, tuple[str, ...]] = {
    "requests.received": ("requests.received",),
    "review.total": ("review.total", "reviews"),
    "litigation.total": ("litigation.total", "litigation"),
}


def _prose(facts: Sequence[Fact], mentions: Sequence[Mention]) -> Iterator[Finding]:
    """What the prose tells of requests, reviews and lawsuits in one exact figure is what the table has for the year."""
    for metric, codes in _TOLD.items():
        told = {mention.value for mention in mentions if mention.metric == metric and mention.qualifier in (None, "未", "无")}
        printed = next((fact for fact in facts if fact.item in codes and fact.column == "year" and fact.value is not None), None)
        if printed and len(told) == 1 and (value := told.pop()) is not None and value != printed.value:
            yield _about("statistics_prose", printed, {}, value)


def _about(rule: str, fact: Fact, operands: Mapping[str, Operand], expected: float) -> Finding:
    table, item, column = fact[:3]
    return finding(rule, operands, table=table, item=item, column=column, expected=expected, actual=fact.value, place=fact.place)
