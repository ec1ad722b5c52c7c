"""Mentions x Facts -> Findings: what the prose says against the tables, against itself, and of which year and body it speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from typing import NamedTuple

from reportlib.checks.leftovers import leftovers
from reportlib.checks.omissions import omissions
from reportlib.checks.sums import known
from reportlib.forms.rules.findings import finding
from reportlib.forms.types import Key
from reportlib.model import (
    FAIL,
    NOT_ASSESSABLE,
    PASS,
    Code,
    Fact,
    Finding,
    Identity,
    Listed,
    Mention,
    Operand,
    Phrase,
    Section,
    Verdict,
    Where,
)
from reportlib.prose.claims import Claim, claims
from reportlib.prose.lists import Breakdown
from reportlib.prose.subjects import of_area, of_whole

_Facts = Mapping[Key, Fact]


def statements(
    sections: Sequence[Section], mentions: Sequence[Mention], breakdowns: Sequence[Breakdown], facts: Sequence[Fact], identity: Identity
) -> tuple[Finding, ...]:
    """What the prose states, held against the statutory tables and against itself; never an error, for the table is the statutory word."""
    stated = list(claims(sections, mentions, identity))
    by_key = {fact[:3]: fact for fact in facts}
    against_tables = [(claim, found) for claim in stated for found in _against_table(claim, by_key, identity)]
    judged = {claim.mention: found.status for claim, found in against_tables}
    return (
        *(found for _, found in against_tables),
        *(_breakdown(each) for each in breakdowns if (each.whole or _exceeds(each)) and not _of_another(each, mentions)),
        *_said_twice(stated, judged, identity),
        *leftovers(sections, stated, identity),
        *omissions(sections, mentions, by_key),
    )


# ---------------------------------------------------------------- prose against tables


class _Reading(NamedTuple):
    """Cells whose sum, `less` those of others, a figure in the prose may be."""

    cells: tuple[Fact, ...]
    less: tuple[Fact, ...] = ()

    @property
    def total(self) -> int | float:
        return known(self.cells) - known(self.less)

    @property
    def whole(self) -> bool:
        return all(fact.value is not None for fact in (*self.cells, *self.less))

    @property
    def told(self) -> Phrase:
        """The cells by name, with what they add up to and where they are printed."""
        first, last = self.cells[0], self.cells[-1]
        one_column = first.column == last.column and first.column != "total"
        places = [place for place in dict.fromkeys((first.place, last.place)) if str(place)]
        operands: dict[str, Operand] = {
            "named": self._named,
            "column": Phrase("in_column", {"column": Code(first.table, "column", first.column)}) if one_column else "",
            "total": self.total,
            "unknown": "" if self.whole else Phrase("without_number"),
            "place": Listed(places, "to") if places else Phrase("not_printed"),
        }
        return Phrase("reading", operands)

    @property
    def _named(self) -> Operand:
        names = [Code(self.cells[0].table, "item", item) for item in dict.fromkeys(fact.item for fact in self.cells)]
        named: Operand = Listed(names, "plus") if len(names) < 3 else Phrase("span", {"first": names[0], "last": names[-1]})
        for fact in self.less:
            named = Phrase("less", {"named": named, "less": Code(fact.table, "item", fact.item)})
        return named


_RULES = {"requests": "prose_requests", "proceedings": "prose_proceedings", "disclosures": "prose_disclosures"}


def _against_table(claim: Claim, facts: _Facts, identity: Identity) -> Iterator[Finding]:
    """The finding of one figure that is comparable with a cell or sum of the tables; none for the other figures."""
    mention = claim.mention
    if mention.value is None or claim.other_year or _bounds(mention) is None:
        return
    readings = [reading for reading in _readings(claim, facts, identity.agency) if reading.cells]
    if not readings or not of_whole(claim, identity):
        return
    status, reading = _judged(mention, readings)
    case = {PASS: "agrees", FAIL: "contradicts", NOT_ASSESSABLE: "open"}[status]
    rest = [each.told for each in readings if each is not reading] if status == FAIL else []
    first = reading.cells[0]
    item, column = (first.item, first.column) if len(reading.cells) == 1 else (None, None)
    yield finding(
        _RULES[first.table],
        {"text": mention.text, "readings": Listed([reading.told, *rest], "and")},
        status=status,
        case=case,
        table=first.table,
        item=item,
        column=column,
        expected=reading.total if reading.whole else None,
        actual=_in_unit(mention),
        place=mention.place,
    )


def _judged(mention: Mention, readings: Sequence[_Reading]) -> tuple[Verdict, _Reading]:
    """Whether one of the readings fits the figure, and which; where none does, the first."""
    low, high = _bounds(mention) or (0, 0)
    for reading in readings:
        if reading.whole and low <= reading.total <= high:
            return PASS, reading
    open_ = [reading for reading in readings if not reading.whole and (reading.less or reading.total <= high)]
    return (NOT_ASSESSABLE, open_[0]) if open_ else (FAIL, readings[0])


_EXACT, _MORE = (None, "未", "无"), ("余", "多", "有余", "余、以上")


def _bounds(mention: Mention) -> tuple[float, float] | None:
    """Between what the figure meant lies: itself if exact, below the next round number for 3600余; None for any vaguer one."""
    value = _in_unit(mention)
    if mention.qualifier in _EXACT:
        return value, value
    if mention.qualifier not in _MORE or not value or value != int(value):
        return None
    digits = str(int(value))
    return value, value + 10.0 ** (len(digits) - len(digits.rstrip("0"))) - 1


def _in_unit(mention: Mention) -> float:
    """The value in the unit of the form, which counts money in 万元."""
    value = mention.value or 0.0
    return value / 10_000 if mention.unit == "元" else value


_OF_DISCLOSURE = re.compile(r"信息公开|政务公开|依申请|公开申请|申请公开|申请人[^,。]*答复")
_DECISIONS = re.compile(r"决定|[作做]出|^(?!.*(?:办|受理|审批)).*(?:许可|处罚|强制)(?:案?件|数量|总数)?[共计为: ]*[0-9]")
_DOCUMENTS = re.compile(r"制发|制定|印发|出台|制作|废止|失效|有效|继续执行")
_OF_ANOTHER = re.compile(r"备案|审查|起草|代拟")
_OF_GOVERNMENT = re.compile(r"[省市区县州]政府(?!网|门户|公报|信息|部门|要求)")


def _readings(claim: Claim, facts: _Facts, agency: str) -> Iterator[_Reading]:
    """The cells that a metric may speak of, the likeliest first; none where the words around are not about them."""
    table, _, code = claim.mention.metric.partition(".")
    if table == "requests":
        for column, items in _REQUESTS.get(code, [("total", (code,))]):
            yield _Reading(tuple(fact for item in items for fact in _requests(facts, item, column)))
        if code == "closed_total":
            # Of what was newly received, all but what is carried out has been answered.
            yield _Reading(tuple(_requests(facts, "received", "total")), tuple(_requests(facts, "carried_out", "total")))
    elif table in _CHANNELS and (claim.mention.section == 4 or _OF_DISCLOSURE.search(claim.paragraph)):
        yield _cells(facts, "proceedings", _CHANNELS[table], code)
    elif claim.mention.metric in _DISCLOSURES and _fits_disclosures(claim, of_area(agency)):
        for item, measure in _DISCLOSURES[claim.mention.metric]:
            yield _cells(facts, "disclosures", (item,), measure)


_APPLICANTS = ("business", "research", "public_interest", "legal_services", "other_organization")
# What a figure of requests may count, as (column, items) in the order of likelihood. 受理 is what was newly received, or that and
# what was carried in; 处理 may be either of them, or what was closed. 予以公开 may take in what was granted in part.
_REQUESTS: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "received": [("total", ("received",)), ("total", ("received", "carried_in"))],
    "handled": [("total", ("received",)), ("total", ("received", "carried_in")), ("total", ("closed_total",))],
    "granted": [("total", ("granted",)), ("total", ("granted", "granted_in_part"))],
    "granted_or_in_part": [("total", ("granted", "granted_in_part"))],
    "from_individuals": [("individual", ("received",)), ("individual", ("received", "carried_in"))],
    "from_organizations": [("organizations", ("received",)), ("organizations", ("received", "carried_in"))],
    "withdrawn": [],
    "closed_by_procedure": [],
    "nonexistent": [],
    "online": [],
    "by_post": [],
    "in_person": [],
}
_LAWSUITS = ("litigation_direct", "litigation_after_review")
_CHANNELS: dict[str, tuple[str, ...]] = {
    "review": ("review",),
    "litigation": _LAWSUITS,
    "litigation_direct": _LAWSUITS[:1],
    "litigation_after_review": _LAWSUITS[1:],
    "proceedings": ("review", *_LAWSUITS),
}
_DISCLOSURES: dict[str, list[tuple[str, str]]] = {
    "licenses.decisions": [("20.5/licenses", "decisions")],
    "penalties.decisions": [("20.6/penalties", "decisions")],
    "compulsory_measures.decisions": [("20.6/compulsory_measures", "decisions")],
    "normative_documents.issued": [("20.1/normative_documents", "issued"), ("20.1/normative_documents", "made")],
    "normative_documents.repealed": [("20.1/normative_documents", "repealed")],
    "normative_documents.in_force": [("20.1/normative_documents", "in_force")],
    "rules.issued": [("20.1/rules", "issued"), ("20.1/rules", "made")],
    "fees.amount": [("20.8/fees", "amount")],
}


def _requests(facts: _Facts, item: str, column: str) -> Iterator[Fact]:
    """The cells of an item in a column; those below it where the form has it as a heading, and of five columns for organisations."""
    columns = _APPLICANTS if column == "organizations" else (column,)
    items = (item,) if ("requests", item, columns[0]) in facts else _below(facts, item)
    yield from (facts["requests", row, each] for row in items for each in columns)


def _below(facts: _Facts, item: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row for table, row, _ in facts if table == "requests" and row.startswith(f"{item}.")))


def _cells(facts: _Facts, table: str, items: Iterable[str], column: str) -> _Reading:
    return _Reading(tuple(facts[table, item, column] for item in items if (table, item, column) in facts))


def _fits_disclosures(claim: Claim, of_area: bool) -> bool:
    """Whether the words are those of the table: decisions, not permits granted or shown; documents of one's own, not of a government."""
    text = claim.words
    if claim.mention.metric.endswith(".decisions"):
        return _DECISIONS.search(text) is not None
    if claim.mention.metric == "fees.amount":
        return claim.mention.unit in ("元", "万元")
    others = _OF_ANOTHER.search(text) or (not of_area and _OF_GOVERNMENT.search(text))
    return _DOCUMENTS.search(text) is not None and not others


# ---------------------------------------------------------------- prose against itself


_MAY_OVERLAP = ("disclosed.website", "disclosed.wechat", "disclosed.weibo", "disclosed.new_media", "disclosed.media", "disclosed.video")


def _exceeds(found: Breakdown) -> bool:
    """Whether parts that cannot be the same things are more than their total."""
    shared = any(part.metric in _MAY_OVERLAP for part in found.parts)
    return not shared and _sum(found) > (found.total.value or 0)


def _of_another(found: Breakdown, mentions: Sequence[Mention]) -> bool:
    """Whether the parts miss their total, but add up to another figure of its paragraph, whose parts they then are."""
    parts, total = _sum(found), found.total
    paragraph = total.place.rpartition(", ")[0]
    return parts != total.value and any(
        (each.value, each.unit) == (parts, total.unit) and each.place.rpartition(", ")[0] == paragraph for each in mentions
    )


def _sum(found: Breakdown) -> float:
    return sum(part.value or 0 for part in found.parts)


def _breakdown(found: Breakdown) -> Finding:
    """Whether the parts that are listed for a total add up to it."""
    total, parts = found.total.value or 0.0, _sum(found)
    status, case = (PASS, "held") if parts == total else (FAIL, "broken")
    return finding(
        "prose_breakdown",
        {
            "text": found.total.text,
            "part": found.parts[0].text,
            "part_place": Where(found.parts[0].place),
            "addends": Listed([part.value or 0 for part in found.parts], "plus"),
        },
        status=status,
        case=case,
        expected=parts,
        actual=total,
        place=found.total.place,
    )


_ALIKE, _SHORTEST = 0.9, 6
_MOST_TOLD = 100  # figures of one metric that are held against each other; no report says one more often, and pairs grow with the square
_NUMBER = re.compile(r"[0-9][0-9,.]*\s*(?:[件条个篇次场项份]$)?|\s+")
_NO_SUBJECT = ("share", "former", "change.rise", "change.fall")
_VAGUE = ("other", "disclosed.category")  # nothing but the words themselves tells what these count
_STATUTORY = ("requests.", "review.", "litigation.", "litigation_direct.", "litigation_after_review.", "proceedings.")


def _said_twice(stated: Sequence[Claim], judged: Mapping[Mention, str], identity: Identity) -> Iterator[Finding]:
    """Exact figures of one metric that differ: in nearly the same words, or of what the tables count where they deny one of them."""
    by_metric: dict[tuple[str, str | None], list[Claim]] = {}
    for claim in stated:
        mention = claim.mention
        if mention.value is not None and mention.qualifier in _EXACT and mention.metric not in _NO_SUBJECT and not claim.other_year:
            unit = None if mention.metric.startswith(_STATUTORY) else mention.unit
            by_metric.setdefault((mention.metric, unit), []).append(claim)
    for (metric, _), same in by_metric.items():
        statutory = metric.startswith(_STATUTORY)
        whole = [claim for claim in same if of_whole(claim, identity)] if len({claim.mention.value for claim in same}) > 1 else []
        for one, two in combinations(whole[:_MOST_TOLD], 2):
            table = {judged.get(one.mention), judged.get(two.mention)}
            if one.mention.value != two.mention.value and table != {PASS} and ((statutory and FAIL in table) or _alike(one, two)):
                yield _twice(one.mention, two.mention, "statutory" if statutory else "other")


def _alike(one: Claim, two: Claim) -> bool:
    """Whether two figures are told in the same words up to a few signs; those of one sentence or list are not."""
    vague = one.mention.metric in _VAGUE
    if one.sentence == two.sentence or (vague and one.mention.section == two.mention.section):
        return False
    first, second = (_NUMBER.sub("#", each.words).strip("# ") for each in (one, two))
    if min(len(first), len(second)) < _SHORTEST:
        return False
    likeness = SequenceMatcher(None, first, second)
    return likeness.real_quick_ratio() >= _ALIKE and likeness.quick_ratio() >= _ALIKE and likeness.ratio() >= _ALIKE


def _twice(one: Mention, two: Mention, case: str) -> Finding:
    said: dict[str, Operand] = {"one": one.text, "one_place": Where(one.place), "two": two.text}
    return finding("prose_twice", said, case=case, expected=one.value, actual=two.value, place=two.place)
