"""Facts x Findings -> what confirms each figure beside the cell in which it is printed."""

from __future__ import annotations

from collections.abc import Sequence

from reportlib.checks.sums import known, sums
from reportlib.forms import Form
from reportlib.forms.types import Key
from reportlib.model import PASS, Fact, Finding

SUMS, PROSE, YEARS, FILES, PICTURE = KINDS = ("sums", "prose", "years", "files", "picture")


def with_evidence(facts: Sequence[Fact], subtotals: Sequence[Fact], findings: Sequence[Finding], form: Form) -> tuple[Fact, ...]:
    """The facts, each figure with what inside its report confirms it: sums that hold, and the prose; never another value."""
    held: set[Key] = set()
    broken: set[Key] = set()
    for each in sums(facts, subtotals, form):
        left, right = ([fact.value for fact in side] for side in (each.left, each.right))
        if left and right and None not in (*left, *right):
            (held if known(each.left) == known(each.right) else broken).update([fact[:3] for fact in (*each.left, *each.right)])
    said = {
        (found.table, found.item, found.column)
        for found in findings
        if found.status == PASS and found.rule.startswith("prose_") and found.column
    }
    summed = held - broken
    return tuple([fact if fact.value is None else _confirmed(fact, fact[:3] in summed, fact[:3] in said) for fact in facts])


def joined(*kinds: str | None) -> str | None:
    """Kinds of evidence as one text, in the order of the contract; None where there is none.

    >>> joined("prose", "sums"), joined(None)
    ('sums,prose', None)
    """
    known_kinds = {kind for each in kinds if each for kind in each.split(",")}
    return ",".join(kind for kind in KINDS if kind in known_kinds) or None


def _confirmed(fact: Fact, by_sums: bool, by_prose: bool) -> Fact:
    evidence = _BY_REPORT[by_sums, by_prose]
    return fact if fact.evidence == evidence else Fact(*fact[:8], evidence, fact.form)


_BY_REPORT = {(sums, prose): joined(SUMS if sums else None, PROSE if prose else None) for sums in (False, True) for prose in (False, True)}
