"""Sections that are nearly those of the year before."""

from random import Random
from types import SimpleNamespace

import frames
import pandas as pd
import pyarrow as pa
import pytest

from reportlib import compare
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


TEN = [f"第{at}件事由{{name}}办理，全年共计{{count}}次" for at in "甲乙丙丁戊己庚辛壬癸"]


def told(*bodies: tuple[str, int, list[str]]) -> SimpleNamespace:
    """Reports of these names and years whose section one has these sentences."""
    reports = [
        {"report_id": f"r{at}", "agency": name, "year": year, "level": "county", "scope": "body", "form": "2021"}
        for at, (name, year, _) in enumerate(bodies)
    ]
    sections = [
        {"report_id": f"r{at}", "number": 1, "text": "。".join(sentences).format(name=name, count=7 * at)}
        for at, (name, _, sentences) in enumerate(bodies)
    ]
    return SimpleNamespace(reports=pd.DataFrame(reports), sections=pd.DataFrame(sections))


def test_prose_of_two_bodies_is_alike_but_for_names_and_figures() -> None:
    """Nine of ten sentences are enough, eight are not; a report of another year, or the body's own second one, is not held against it."""
    own = [f"另有第{at}件事未曾写进别处的报告" for at in "子丑"]
    tables = told(
        ("甲县民政局", 2024, TEN), ("乙县民政局", 2024, [*TEN[:9], own[0]]), ("丙县民政局", 2024, [*TEN[:8], *own]),
        ("丁县民政局", 2023, TEN), ("甲县民政局", 2024, TEN),
    )  # fmt: skip
    tables.reports["published_at"] = ["2025-01-01", "2025-01-02", "2025-01-03", "2024-01-01", "2025-01-09"]
    pairs = compare.same_prose(tables, 2024)
    assert pairs[["agency", "other", "sentences", "shared"]].to_numpy().tolist() == [
        ["乙县民政局", "丙县民政局", 10, 9],
        ["乙县民政局", "甲县民政局", 10, 9],
    ]
    assert pairs["other_report"].tolist() == ["r2", "r4"] and pairs["similarity"].tolist() == [0.9, 0.9]
    assert compare.same_prose(tables, 2024, least=0.95).empty


@pytest.mark.parametrize(("count", "pairs"), [(8, 1), (7, 0)])
def test_short_prose_is_nobodys(count: int, pairs: int) -> None:
    """Seven sentences say too little to be another's; sentences of a few signs are none."""
    short = ["特此说明", *TEN[:count]]
    assert len(compare.same_prose(told(("甲局", 2024, short), ("乙局", 2024, short)), 2024)) == pairs


def test_every_pair_is_found() -> None:
    """Of sixty reports of sentences drawn at random the pairs are those that each is held against each other for."""
    random = Random(5)
    stock = [f"这是第{at}句占位文字，不述任何事情" for at in "甲乙丙丁戊己庚辛壬癸子丑寅卯"]
    drawn = [random.sample(stock, random.randint(8, 13)) for _ in range(60)]
    found = compare.same_prose(told(*((f"{at}号局", 2024, each) for at, each in enumerate(drawn))), 2024, least=0.8)
    alike = {
        (f"{one}号局", f"{other}号局")
        for one in range(60)
        for other in range(one + 1, 60)
        if 2 * len({*drawn[one]} & {*drawn[other]}) >= 0.8 * (len(drawn[one]) + len(drawn[other]))
    }
    assert alike and {frozenset(pair) for pair in found[["agency", "other"]].itertuples(index=False)} == set(map(frozenset, alike))
