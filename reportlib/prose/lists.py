"""Figures -> Breakdowns: totals that are followed by a list of their parts (其中, 包括, in brackets)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from reportlib.model import Mention
from reportlib.prose.figures import Figure
from reportlib.prose.metrics import CATEGORY, OTHER


class Breakdown(NamedTuple):
    """A total and the parts listed for it; `whole` says that the print offers the list as complete."""

    total: Mention
    parts: tuple[Mention, ...]
    whole: bool


@dataclass
class Listing:
    """A total and the parts found for it so far, by their position among the figures."""

    total: int
    lead: str
    parts: list[int]
    joined_by: str = ""


_LEAD = re.compile(r"其中|包含|包括|涵盖|分为|(?:分别|具体)(?:为|是|包括)")
_AFRESH = re.compile(r"共|总计|合计|累计|全年|同比|[上去]年同期")
# Units that are one and the same thing in such reports; a list in a sister unit is a breakdown only where it sums.
_SISTERS = {"份": "件", "宗": "件", "起": "件", "场": "次", "场次": "次"}


def listings(figures: Sequence[Figure]) -> list[Listing]:
    """Every list of parts behind a total; a list within a list hangs on the part before it (其中…，其中…)."""
    done: list[Listing] = []
    opened: list[Listing] = []
    for at, figure in enumerate(figures):
        gap = figure.said(figure.gap).strip()
        if at and figure.sentence is not figures[at - 1].sentence:
            opened.clear()
        if gap.startswith(")"):
            while opened and opened.pop().lead != "(":
                pass
        lead = _lead(gap)
        total = _total(figures, at) if lead else None
        if lead and total is not None:
            opened.append(Listing(total, lead, [at]))
            done.append(opened[-1])
        elif not lead:
            _join(figures, at, gap, opened)
    return done


def _lead(gap: str) -> str:
    """What opens a list in the words before a number: an opening word, a bracket, or a colon right behind the total."""
    if gap.startswith("("):
        return "("
    found = _LEAD.search(gap)
    return found.group() if found else ":" if gap.startswith(":") else ""


def _total(figures: Sequence[Figure], at: int) -> int | None:
    """The nearest quantity of the same kind before a list, in its sentence or the one before."""
    own = figures[at]
    for before in range(at - 1, -1, -1):
        other = figures[before]
        if other.sentence.paragraph != own.sentence.paragraph or other.sentence.number < own.sentence.number - 1:
            return None
        if _kind(other) == _kind(own):
            return before
    return None


def _kind(figure: Figure) -> str:
    unit = figure.quantity.unit or ""
    return _SISTERS.get(unit, unit)


def _join(figures: Sequence[Figure], at: int, gap: str, opened: list[Listing]) -> None:
    """Adds a figure to the innermost open list that it continues, closing those that it ends."""
    figure = figures[at]
    joined_by = "、" if gap.startswith(("、", "和", "及", "与")) or gap.endswith("、") else ","
    if opened and opened[-1].lead != "(" and _AFRESH.search(figure.said(figure.left)):
        opened.clear()
    while opened:
        top = opened[-1]
        ended = top.joined_by == "、" and joined_by == "," and top.lead != "("
        if _kind(figure) != _kind(figures[top.total]):
            return
        if ended or (figure.quantity.value and _sum(figures, top.parts) == figures[top.total].quantity.value):
            opened.pop()
            continue
        top.parts.append(at)
        top.joined_by = top.joined_by or joined_by
        return


def _sum(figures: Sequence[Figure], parts: Sequence[int]) -> Decimal:
    return sum((figures[part].quantity.value or Decimal(0) for part in parts), Decimal(0))


def name_parts(figures: Sequence[Figure], found: Sequence[Listing]) -> None:
    """Parts listed under information disclosed are its categories, but for the channels; no part bears the metric of its own total."""
    for each in found:
        total = figures[each.total].mentions[0].metric
        for part in each.parts:
            figures[part].mentions = [mention._replace(metric=_part(mention.metric, total)) for mention in figures[part].mentions]


def _part(metric: str, total: str) -> str:
    disclosed = total.startswith("disclosed.")
    if disclosed and (not metric.startswith("disclosed.") or metric == "disclosed.total"):
        return CATEGORY
    return f"{metric}.part" if metric == total not in (OTHER, CATEGORY) else metric


def breakdown(figures: Sequence[Figure], found: Listing) -> Breakdown | None:
    """The breakdown of a list, unless a figure in it is vague or there is but one part."""
    involved = [figures[at] for at in (found.total, *found.parts)]
    if len(found.parts) < 2 or any(each.quantity.value is None or each.quantity.qualifier for each in involved):
        return None
    total, parts = involved[0], involved[1:]
    return Breakdown(total.mentions[0], tuple(part.mentions[0] for part in parts), _whole(total, parts, found.lead))


def _whole(total: Figure, parts: Sequence[Figure], lead: str) -> bool:
    """Whether the print offers the list as complete: it sums, says so, ends with 其他, or names its parts all alike."""
    if sum((part.quantity.value or Decimal(0) for part in parts), Decimal(0)) == total.quantity.value:
        return True
    last = parts[-1]
    if last.said(last.right).startswith("等") or any(part.quantity.unit != total.quantity.unit for part in parts):
        return False
    if re.search("其[他它]", last.said(last.left)) or lead in ("包含", "分为", "分别为", "分别是", "具体为", "具体是"):
        return True
    if lead in ("(", ":", "包括") and re.search("共|合计|总计", total.said(total.left)):
        return True
    return len(parts) > 2 and len({part.said(part.left).strip(", ")[-2:] for part in parts}) == 1
