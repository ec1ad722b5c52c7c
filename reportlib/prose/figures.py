"""Sentences x quantities -> Figures: each quantity with the words around it, in front of it and behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reportlib.model import Mention
from reportlib.prose.sentences import Prose, Sentence, Span, clause_start
from reportlib.text.quantities import HIGH, LOW, Quantity


@dataclass(slots=True)
class Figure:
    """A quantity in its sentence, and the words around it.

    `gap` reaches back to the quantity before, `left` to the beginning of the clause, `wide` to that of the clause before where the clause
    itself says little. `right` is what stands behind it in its clause, `noun` so much of that as may name what it counts, `loose` what
    leads to the next quantity without a sign between, which begins at `following`. `lead` is what stands before the first of several
    things that are told in one list (公开2项许可、6项处罚). `filled` says that nothing but filling words stands before it in its clause.
    """

    prose: Prose
    quantity: Quantity
    sentence: Sentence
    gap: Span
    left: Span
    wide: Span
    right: Span
    noun: Span
    loose: Span
    lead: Span
    filled: bool
    following: int
    mentions: list[Mention] = field(default_factory=list)

    def said(self, span: Span) -> str:
        """The words of a span in plain signs, line breaks taken out."""
        return self.prose.plain[span.start : span.end].replace("\n", "")

    @property
    def text(self) -> str:
        """The clause as printed, without the marker of its list."""
        end = self.quantity.end if self.loose.end > self.loose.start else self.right.end
        words = self.prose.section.text[self.left.start : max(end, self.quantity.end)].replace("\n", "").strip(" 、")
        return _LISTED.sub("", words)

    @property
    def after(self) -> Span:
        """The next clause, where no other figure stands in it."""
        start, masked = self.right.end, self.prose.masked
        stop = _STOP.search(masked, start + 1, self.following) if masked[start : start + 1] == "," else None
        return Span(start, stop.start() if stop else start)


_LISTED = re.compile(r"^(?:[(][0-9一二三四五六七八九十]{1,3}[)]|[0-9一二三四五六七八九十]{1,3}[、.．])\s*(?![0-9])")
_STOP = re.compile(r"[,、;:。!?()]|\n")
_LONGEST = 24  # signs behind a number that may still say what it counts


def figures(read: Prose, sentence: Sentence, own: Sequence[Quantity]) -> Iterator[Figure]:
    """The quantities of a sentence, each with the words around it."""
    before: Figure | None = None
    for at, quantity in enumerate(own):
        # The two ends of a range stand in the same words.
        first, last = max(at - (quantity.qualifier == HIGH), 0), min(at + (quantity.qualifier == LOW), len(own) - 1)
        gap = Span(own[first - 1].end if first else sentence.start, own[first].start)
        following = own[last + 1].start if last + 1 < len(own) else sentence.end
        right, loose = _behind(read.masked, own[last].end, following, last + 1 == len(own))
        left, wide, filled = _in_front(read, gap, before)
        verb = not filled and _VERB.search(read.plain, max(left.start, left.end - _LONGEST_VERB), left.end) is not None
        noun = _noun(read.plain, right, filled) if filled or verb else Span(right.start, right.start)
        lead = before.lead if before and (_ends_joined if filled else _JOINED_IN_FRONT.match)(read.plain, *gap) else left
        before = Figure(read, quantity, sentence, gap, left, wide, right, noun, loose, lead, filled, following)
        yield before


def _behind(masked: str, start: int, following: int, is_last: bool) -> tuple[Span, Span]:
    """What stands behind a quantity in its clause, and what leads from it to the next without a sign between."""
    stop = _STOP.search(masked, start, following)
    end = stop.start() if stop else following
    joined = not stop and not is_last and _ends_joined(masked, start, following)
    if joined:
        end = start + len(masked[start:following].rstrip(" 和与及以"))
    if stop or is_last or joined:
        return Span(start, end), Span(start, start)
    return Span(start, start), Span(start, end)


def _ends_joined(plain: str, start: int, end: int) -> bool:
    """Whether words end with what joins one thing to the next (、, 和, 以及)."""
    return plain[start:end].rstrip()[-1:] in ("、", ",", "和", "与", "及")


def _noun(plain: str, right: Span, filled: bool) -> Span:
    """What may name the thing counted behind a number: all that stands there where nothing does in front, else up to a verb's adverb."""
    stop = _NO_NOUN.search(plain, right.start, right.end)
    return right if filled or not stop else Span(right.start, stop.start())


_FILLER = re.compile(
    r"(?:其中|分别|共|共计|总计|累计|合计|总共|达到?|约|近|超过?|为|全年|年内|数量|总数|仅|已|均|也|有|计|另|另外|还|剩余|其余|余下|尚|上述|前述|本年度?|[: ,\n])*"
)
# Behind these the thing counted is told behind its number; behind anything else it has been told.
_VERB = re.compile(
    r"(?:[收接]到|[受办审]理|新收|收取|召开|举[办行]|开展|组织|参加|[发公]布|(?<![予请息务])公[开示]|印[发制]|出台|制[定发作]|办结|[答回]复|[作做]出|处理"
    r"|编[印发辑写]|刊[发登]|发[表送放出]|配[备套]|[设建]立|[开增]设|新[增建设]|推[送动出]|邀请|选聘|完成|实施|拥有|现有|运营|承办|废止|形成|报送|清理"
    r"|解读|组建|表彰|查处|下架|删除|修订|编制|回应|解答|归集|帮扶|[对等了的达为有共将把或])(?:了|共|计|共计|累计)?\s*$"
)
_LONGEST_VERB = 6
_NO_NOUN = re.compile(r"[均已皆都也并且以为是占较比同等未不尚经在按因由被左上再]|其(?![他它])|全部|及时|之多")
# What joins a thing to those before it: at the end of the gap where it is told behind its number, else at the beginning.
_JOINED_IN_FRONT = re.compile(r"\s*(?:[、和与及]|以及)")


def _in_front(read: Prose, gap: Span, before: Figure | None) -> tuple[Span, Span, bool]:
    """What stands before a quantity in its clause, that and the clause before where it alone says nothing, and whether it does not."""
    start, number = gap
    if before and before.noun.end > before.noun.start and _ends_joined(read.plain, start, number):
        clause = number
    else:
        clause = clause_start(read.masked, start, number)
    filled = _FILLER.fullmatch(read.plain, clause, number) is not None
    wide = clause
    if clause > start and (filled or read.plain.startswith("分别", clause)):
        wide = clause_start(read.masked, start, clause - 1)
    return Span(clause, number), Span(wide, number), filled
