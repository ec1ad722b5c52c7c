"""Facts x Findings -> what confirms each figure beside the cell in which it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportlib.checks.sums import Key, Sum, known, sums
from reportlib.forms import Form
from reportlib.model import PASS, Fact, Finding

SUMS, PROSE, YEARS, FILES, PICTURE = KINDS = ("sums", "prose", "years", "files", "picture")


def with_evidence(facts: Sequence[Fact], subtotals: Sequence[Fact], findings: Sequence[Finding], form: Form) -> tuple[Fact, ...]:
    """The facts, each figure with what inside its report confirms it: sums that hold, and the prose; never another value."""
    whole = [each for each in sums(facts, subtotals, form) if _is_whole(each)]
    held = [known(each.left) == known(each.right) for each in whole]
    broken = {key for each, holds in zip(whole, held, strict=True) if not holds for key in _members(each)}
    summed = {key for each, holds in zip(whole, held, strict=True) if holds for key in _members(each)} - broken
    said = {
        (found.table, found.item, found.column)
        for found in findings
        if found.status == PASS and found.rule.startswith("prose_") and found.column
    }
    return tuple(_confirmed(fact, fact[:3] in summed, fact[:3] in said) for fact in facts)


def joined(*kinds: str | None) -> str | None:
    """Kinds of evidence as one text, in the order of the contract; None where there is none.

    >>> joined("prose", "sums"), joined(None)
    ('sums,prose', None)
    """
    known_kinds = {kind for each in kinds if each for kind in each.split(",")}
    return ",".join(kind for kind in KINDS if kind in known_kinds) or None


def _confirmed(fact: Fact, by_sums: bool, by_prose: bool) -> Fact:
    if fact.value is None:
        return fact
    evidence = _BY_REPORT[by_sums, by_prose]
    return fact if fact.evidence == evidence else fact._replace(evidence=evidence)


_BY_REPORT = {(sums, prose): joined(SUMS if sums else None, PROSE if prose else None) for sums in (False, True) for prose in (False, True)}


def _members(sum_: Sum) -> Iterator[Key]:
    yield from (fact[:3] for fact in (*sum_.left, *sum_.right))


def _is_whole(sum_: Sum) -> bool:
    return bool(sum_.left and sum_.right) and all(fact.value is not None for fact in (*sum_.left, *sum_.right))
