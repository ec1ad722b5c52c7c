"""What section five tells: problems, what is to be done about them, and of which matter; what was done already is no promise."""

from __future__ import annotations

import pytest

from reportlib.compare.metrics import METRICS
from reportlib.prose.promises import told_in, topics


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("公开内容还不够丰富。", ["problem"]),
        ("下一步，将抓好培训。", ["promise"]),
        ("针对存在的问题，下一步将抓好三项工作。一是充实内容。二是加强培训。", ["promise", "promise", "promise"]),
        ("（一）存在问题\n队伍建设不够。\n（二）改进措施\n一是充实队伍。\n二是办好网站。", ["problem", "promise", "promise"]),
        ("今后加强解读。存在的主要问题是人手不足。", ["promise", "problem"]),
        ("对上年度存在的问题已经整改到位。", []),
        ("已完成网站改版，更新及时。", []),
        ("未将信息及时公开，存在不足。", ["problem"]),
        ("本节文字从略。", []),
    ],
)
def test_sentences_are_told_apart(text: str, kinds: list[str]) -> None:
    """By their words and by what stands before them: behind a promise promises go on, until problems are told again."""
    assert [each.kind for each in told_in(text)] == kinds


def test_a_promise_names_its_place_and_its_matters() -> None:
    """Sentences are counted with those that tell nothing; a problem is of no matter, a promise of all that it names."""
    told = told_in("总体平稳。解读不够。下一步加强业务培训和政策解读，规范依申请办理。")
    assert [(each.at, each.topics) for each in told] == [(2, ()), (3, ("requests", "interpretation", "training"))]


def test_figures_of_a_matter_are_figures_that_there_are() -> None:
    """Every metric of a topic is one of the tables; permits and penalties are of none."""
    named = {code for topic in topics() for code in topic.metrics}
    assert named and named <= set(METRICS) and not named & {"permits", "penalties"}
