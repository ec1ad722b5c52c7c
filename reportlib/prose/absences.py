"""Sentences -> zeros told in words (未收到申请), for the metrics that declare how they are told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportlib.model import Mention
from reportlib.prose.metrics import vocabulary
from reportlib.prose.sentences import Prose, Sentence, Span, clause_start, place
from reportlib.text.quantities import Quantity

ABSENCE = re.compile(
    r"(?:(?P<not>未|尚未|从未|并未|没有|不曾)(?:再|新|曾)?(?:收到|接到|接收|受理|收取|产生|发生|出现|存在|涉及|引发|制定|制发|出台|有|被|因)"
    r"|(?P<none>没有|无|不存在)(?![法偿效需障碍论缝纸正]))"
)
_CLAUSE_STOP = re.compile(r"[,;:。!?]")
_RELATIVE = re.compile(r"的(?!情况|情形|现象|问题|案件|事项|申请(?!人)|费用|行政|人大|政协|政府|公开|依申请|投诉|举报|差评|复议|诉讼)")


def absences(read: Prose, sentence: Sentence, own: Sequence[Quantity]) -> Iterator[tuple[Span, Mention]]:
    """The zeros that a sentence tells in words, each with the clause that tells it."""
    for match in ABSENCE.finditer(read.masked, sentence.start, sentence.end):
        stop = _CLAUSE_STOP.search(read.masked, match.end(), sentence.end)
        end = stop.start() if stop else sentence.end
        if any(match.start() <= quantity.start < end for quantity in own) or _RELATIVE.search(read.plain, match.end(), end):
            continue
        clause = clause_start(read.masked, sentence.start, match.start())
        if read.plain[clause : match.start()].startswith(("如", "若", "凡", "对")):
            continue
        told, text = read.plain[match.start() : end].replace("\n", ""), read.section.text[clause:end].replace("\n", "").strip()
        qualifier = "未" if match["not"] and "未" in match["not"] else "无"
        for metric in vocabulary().metrics:
            if metric.absent and metric.absent.search(told):
                where = place(read.section, sentence)
                yield Span(clause, end), Mention(read.section.number, metric.code, 0.0, None, qualifier, text, where)
