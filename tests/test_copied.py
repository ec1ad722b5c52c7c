"""Sections that are nearly those of the year before."""

import frames
import pyarrow as pa

from reportlib.across import across
from reportlib.dataset.schema import SCHEMAS

FIVE = "一是公开不够及时，全年仅{0}条。二是解读形式单一，群众不易看懂。三是培训次数偏少，全年{0}次。四是栏目更新较慢，内容不够丰富。"


def kept(*texts: str) -> list[tuple[str, float, str]]:
    """What is found where one body's section five had these texts, year after year."""
    tables = frames.synthetic(1, range(2021, 2021 + len(texts)), gaps=False, carried=True).arrow()
    reports = tables["reports"].select([name for name in SCHEMAS["sections"].names if name in tables["reports"].column_names]).to_pylist()
    reports.sort(key=lambda report: report["year"])
    rows = [{**report, "number": 5, "heading": "", "text": text} for report, text in zip(reports, texts, strict=True)]
    tables["sections"] = pa.Table.from_pylist(rows, schema=SCHEMAS["sections"])
    found = across(tables).to_pylist()
    return [(row["status"], row["actual"], row["message"]) for row in found if row["rule"] == "text_kept"]


def test_a_text_kept_but_for_its_figures_is_told() -> None:
    """The same sentences with other figures are the same text, and the share of them is told."""
    [(status, share, message)] = kept(FIVE.format(80), FIVE.format(95))
    assert (status, share) == ("fail", 1.0)
    assert "4 of 4 sentences of section 5 stand in the report of 2021 too" in message


def test_a_text_of_its_own_passes_with_its_share() -> None:
    """Where most sentences are new the share stands in a finding that passes, so that bodies can be compared."""
    own = FIVE.format(80).replace("解读形式单一，群众不易看懂", "依申请公开答复说理不足").replace("培训次数偏少", "专职人员偏少")
    assert [(status, share) for status, share, _ in kept(FIVE.format(80), own)] == [("pass", 0.5)]


def test_short_texts_are_not_held_against_each_other() -> None:
    """无 and a sentence or two are anyone's."""
    assert kept("无其他需要报告的事项。", "无其他需要报告的事项。") == []
