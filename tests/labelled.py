"""The labelled sentences of samples/prose.csv, read back by the library and counted against their labels."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from reportlib.checks.statements import statements
from reportlib.forms import load_forms
from reportlib.model import FAIL, PASS, REPORTED, Fact, Identity, Place, Section
from reportlib.prose.mentions import breakdowns, mentions

# The tables that every sentence is held against; all other cells are 0.
TABLES = {
    ("requests", "received", "total"): 59,
    ("requests", "received", "individual"): 50,
    ("requests", "received", "business"): 9,
    ("requests", "carried_in", "total"): 2,
    ("requests", "granted", "total"): 30,
    ("requests", "granted_in_part", "total"): 5,
    ("requests", "denied.state_secret", "total"): 1,
    ("requests", "denied.third_party_rights", "total"): 3,
    ("requests", "unable.not_held", "total"): 15,
    ("requests", "unable.not_compiled", "total"): 2,
    ("requests", "not_processed.duplicate", "total"): 1,
    ("requests", "other.other", "total"): 2,
    ("requests", "closed_total", "total"): 59,
    ("requests", "carried_out", "total"): 2,
    ("proceedings", "review", "upheld"): 2,
    ("proceedings", "review", "corrected"): 1,
    ("proceedings", "review", "pending"): 1,
    ("proceedings", "review", "total"): 4,
    ("proceedings", "litigation_direct", "upheld"): 1,
    ("proceedings", "litigation_direct", "total"): 1,
    ("proceedings", "litigation_after_review", "upheld"): 1,
    ("proceedings", "litigation_after_review", "pending"): 1,
    ("proceedings", "litigation_after_review", "total"): 2,
    ("disclosures", "20.1/normative_documents", "issued"): 3,
    ("disclosures", "20.1/normative_documents", "repealed"): 1,
    ("disclosures", "20.1/normative_documents", "in_force"): 20,
    ("disclosures", "20.5/licenses", "decisions"): 31510,
    ("disclosures", "20.6/penalties", "decisions"): 12,
    ("disclosures", "20.8/fees", "amount"): 25.1,
}
AGENCIES = {"局": "丁山区商务局", "政府": "丁山区人民政府", "开发区": "丁山经济开发区管理委员会"}
_COMPARED = ("prose_requests", "prose_proceedings", "prose_disclosures")
# What the statutory tables count; the recall of these is held apart.
STATUTORY = ("requests.", "review.", "litigation", "proceedings.", "licenses.", "penalties.", "normative_documents.", "fees.amount")


class Sentence(NamedTuple):
    """A sentence with the figures that a reader finds in it (each with the metrics it may be of) and those that a table holds."""

    part: str
    section: Section
    identity: Identity
    figures: tuple[tuple[tuple[str, ...], float], ...]
    compared: Counter[tuple[float, str]]


def sentences(part: str | None = None) -> list[Sentence]:
    """The labelled sentences, or those of one part: "tuned" ones that the rules were written on, "held" ones that they were not."""
    with Path(__file__).parent.joinpath("samples", "prose.csv").open(encoding="utf-8", newline="") as lines:
        return [_sentence(row) for row in csv.DictReader(lines) if part in (None, row["part"])]


def _sentence(row: dict[str, str]) -> Sentence:
    agency, lines = AGENCIES[row["of"]], row["text"].count("\n") + 1
    section = Section(int(row["section"]), "", row["text"], tuple(Place(line=at) for at in range(1, lines + 1)))
    figures = [one.strip().rsplit(" ", 1) for one in row["figures"].split(";") if one.strip()]
    compared = Counter((float(one[:-1]), {"+": PASS, "-": FAIL}[one[-1]]) for one in row["compared"].split())
    labels = tuple((tuple(codes.split("/")), float(value)) for codes, value in figures)
    return Sentence(row["part"], section, Identity(agency, 2023, "2021", f"{agency}2023年政府信息公开工作年度报告"), labels, compared)


class Tally(NamedTuple):
    """What was counted over sentences; `wrong` has a line for each difference from the labels."""

    stated: int
    right: int
    labelled: int
    found: int
    statutory: int
    statutory_found: int
    verdicts: int
    verdicts_right: int
    verdicts_found: int
    false_alarms: int
    wrong: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.right / self.stated

    @property
    def recall(self) -> float:
        return self.found / self.labelled

    @property
    def statutory_recall(self) -> float:
        return self.statutory_found / self.statutory

    @property
    def comparison_recall(self) -> float:
        return self.verdicts_found / self.verdicts


def tally(over: Sequence[Sentence]) -> Tally:
    """The figures and comparisons that the library gives for these sentences, counted against their labels."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for sentence in over:
        wrong += _count_metrics(sentence, counts)
        wrong += _count_verdicts(sentence, counts)
    return Tally(*(counts[name] for name in Tally._fields[:-1]), tuple(wrong))


def _count_metrics(sentence: Sentence, counts: Counter[str]) -> Iterator[str]:
    said = [(mention.metric, mention.value) for mention in mentions([sentence.section])]
    for codes, value in sentence.figures:
        hit = next((each for each in said if each[1] == value and each[0] in codes), None)
        named, statutory = "other" not in codes, "other" not in codes and codes[0].startswith(STATUTORY)
        counts["labelled"] += named
        counts["statutory"] += statutory
        if hit:
            said.remove(hit)
            counts.update(found=named, statutory_found=statutory, stated=hit[0] != "other", right=hit[0] != "other")
        else:
            instead = next((each for each in said if each[1] == value), None)
            if instead:
                said.remove(instead)
                counts["stated"] += instead[0] != "other"
            yield f"{sentence.section.text!r}: {value:g} is {'/'.join(codes)}, read as {instead and instead[0]}"
    for metric, read in said:
        counts["stated"] += metric != "other"
        yield f"{sentence.section.text!r}: {read} read as {metric}, and no such figure is labelled"


def _count_verdicts(sentence: Sentence, counts: Counter[str]) -> Iterator[str]:
    prose = [sentence.section]
    found = statements(prose, mentions(prose), breakdowns(prose), facts(), sentence.identity)
    told = Counter((each.actual or 0.0, each.status) for each in found if each.rule in _COMPARED)
    counts["verdicts"] += sentence.compared.total()
    counts["verdicts_found"] += (told & sentence.compared).total()
    counts["verdicts_right"] += told.total() - (told - sentence.compared).total()
    for (value, status), times in (told - sentence.compared).items():
        counts["false_alarms"] += times * (status == FAIL)
        yield f"{sentence.section.text!r}: {value:g} {status}, and is not to be compared so"
    for (value, status), _ in (sentence.compared - told).items():
        yield f"{sentence.section.text!r}: {value:g} should {status}"
    for each in found:
        if each.status == FAIL and each.rule not in _COMPARED:
            yield f"{sentence.section.text!r}: {each.rule} {each.message}"


def facts() -> tuple[Fact, ...]:
    """A report's tables with the figures of TABLES."""
    return tuple(
        Fact(*key, TABLES.get(key, 0), column.unit, REPORTED, str(TABLES.get(key, 0)), Place(line=100 + at))
        for at, (table, row, column) in enumerate(load_forms()["2021"].cells())
        for key in [(table, row.code, column.code)]
        if not row.stands_for
    )
