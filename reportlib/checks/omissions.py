"""Sections x Facts -> Findings: what the prose leaves out that the form asks for, or says against what it tells elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from reportlib.forms.rules.findings import finding
from reportlib.forms.types import Key
from reportlib.model import FAIL, PASS, Fact, Finding, Mention, Operand, Section

_Facts = Mapping[Key, Fact]


def omissions(sections: Sequence[Section], mentions: Sequence[Mention], facts: _Facts) -> Iterator[Finding]:
    """Section five without a word, section six silent of fees that are told, and requests all closed beside some carried over."""
    for section in sections:
        if section.number == 5:
            yield from _unimproved(section)
        if section.number == 6:
            yield from _fee_untold(section, mentions, facts)
        if section.number in (1, 3):
            yield from _all_closed(section, facts)


# 无, 暂无, 本年度无其他需要报告的事项: words that say that there is nothing to say.
_NOTHING = re.compile(
    r"(?:本年度?|本机关|本单位|我[局委办厅院镇区县市]|[0-9]{4}年度?|[,，、:：\s])*(?:暂?无|没有|不存在|不涉及)"
    r"(?:此类|其[他它]|相关|有关|需要?|应当?|报告|说明|的|存在|主要|问题|事项|情况|内容|改进|及|和|[,，、\s])*[。.;；!！\s]*"
)


def _says_nothing(text: str) -> bool:
    return not text.strip(" \n\t/—-－。") or _NOTHING.fullmatch(text.strip()) is not None


def _unimproved(section: Section) -> Iterator[Finding]:
    """Section five is where the form asks for problems and improvements."""
    if _says_nothing(section.text):
        case = "none" if section.text.strip() else "empty"
        yield finding("improvements_missing", {"text": section.text.strip()[:30]}, case=case, place=_place(section, 0))


def _fee_untold(section: Section, mentions: Sequence[Mention], facts: _Facts) -> Iterator[Finding]:
    """Section six is where the form asks for processing fees."""
    if not _says_nothing(section.text):
        return
    told = next((said for said in mentions if said.metric == "fees.processing" and said.section != 6 and said.value), None)
    if told:
        yield finding("fee_untold", {"text": told.text}, case="prose", actual=told.value, place=told.place)
        return
    overdue = facts.get(("requests", "other.fee_overdue", "total"))
    if overdue and overdue.value:
        yield finding(
            "fee_untold", case="table", table=overdue.table, item=overdue.item, column="total", actual=overdue.value, place=overdue.place
        )


_ALL_CLOSED = re.compile(
    r"(?:所有|全部)[^,，。;；]{0,12}申请[^。;；]{0,16}(?:均|全部|都|皆)?(?:已|经)*(?:办结|办理完毕)|申请[^。;；提]{0,20}[,，]?[^。;；]{0,6}(?:均|全部|都|皆)(?:已|按时|按期|依法|及时)*(?:办结|办理完毕)"
)
_NOT_ALL = re.compile(r"结转|顺延|其余|剩余|除|建议|提案|工单|诉求|留言|信箱|上一?年|去年|许可|尚|未")


def _all_closed(section: Section, facts: _Facts) -> Iterator[Finding]:
    """Whether what is said to be closed without exception leaves nothing to carry over."""
    carried = facts.get(("requests", "carried_out", "total"))
    if carried is None or carried.value is None:
        return
    for at, line in enumerate(section.text.split("\n")):
        for sentence in re.split("[。!！]", line):
            said = _ALL_CLOSED.search(sentence)
            if said and not _NOT_ALL.search(sentence):
                status = FAIL if carried.value else PASS
                operands: dict[str, Operand] = {"text": said.group(), "carried_place": carried.place}
                yield finding(
                    "all_closed",
                    operands,
                    status=status,
                    table="requests",
                    item="carried_out",
                    column="total",
                    expected=0,
                    actual=carried.value,
                    place=_place(section, at),
                )


def _place(section: Section, line: int) -> str:
    known = str(section.places[line]) if line < len(section.places) else ""
    return ", ".join(filter(None, (known, f"section {section.number}, paragraph {line + 1}")))
