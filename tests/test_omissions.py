"""What the prose leaves out, or says against what it tells elsewhere."""

import pytest
from labelled import facts

from reportlib.checks.omissions import omissions
from reportlib.model import Finding, Place, Section
from reportlib.prose.mentions import mentions


def found(number: int, text: str, *more: Section, **changed: int) -> list[Finding]:
    """What is found where this section, and more, stand in a report whose cells hold what is said of them."""
    prose = [*more, Section(number, "", text, (Place(line=9),))]
    cells = {fact[:3]: fact._replace(value=changed.get(fact.item.rpartition(".")[2], fact.value)) for fact in facts()}
    return list(omissions(prose, mentions(prose), cells))


@pytest.mark.parametrize("text", ["", "无", "无。", "暂无。", "本年度无存在的问题及改进情况。", "不存在问题。", "——", "我局无相关情况。"])
def test_a_section_five_without_a_word_is_told(text: str) -> None:
    """Nothing, or a word for nothing, where problems and improvements belong is a note."""
    assert [(each.rule, each.severity) for each in found(5, text)] == [("improvements_missing", "note")]


@pytest.mark.parametrize("text", ["主动公开还不够及时，明年加强培训。", "无专职人员，公开不够及时。", "没有形成常态化的培训机制。"])
def test_a_section_five_that_names_a_problem_is_left_alone(text: str) -> None:
    """A sentence that begins with 无 or 没有 and names what is lacking says something."""
    assert found(5, text) == []


def test_fees_told_elsewhere_belong_in_section_six() -> None:
    """A fee in the prose, or requests lapsed for want of one, beside a section six of 无 is a note; no fee, or a told one, is none."""
    told = Section(1, "", "全年收取信息处理费300元。", (Place(line=3),))
    assert [(each.rule, each.actual) for each in found(6, "无。", told)] == [("fee_untold", 300)]
    assert [(each.rule, each.actual) for each in found(6, "无其他需要报告的事项。", fee_overdue=2)] == [("fee_untold", 2)]
    assert found(6, "无。", Section(1, "", "未收取信息处理费。")) == []
    assert found(6, "收取信息处理费300元。", told) == []


@pytest.mark.parametrize(
    ("text", "carried", "statuses"),
    [
        ("全年收到政府信息公开申请59件，均已办结。", 2, ["fail"]),
        ("所有公开申请均已办结。", 2, ["fail"]),
        ("全部政府信息公开申请均按时办结。", 0, ["pass"]),
        ("收到公开申请59件，2件结转下年，其余均已办结。", 2, []),
        ("上年结转的申请均已办结。", 2, []),
        ("收到公开申请59件，均按期答复。", 2, []),
        ("办理建议提案21件，均已办结。", 2, []),
        ("收到公开申请59件。热线工单全部办结。", 2, []),
    ],
)
def test_all_closed_leaves_nothing_to_carry_over(text: str, carried: int, statuses: list[str]) -> None:
    """What is said to be closed without exception is held against what is carried out; what names an exception or other things is not."""
    assert [each.status for each in found(1, text, carried_out=carried)] == statuses
