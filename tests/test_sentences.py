"""The sentences of the findings, recomputed by SQL of their own over the tables as they are stored."""

from __future__ import annotations

import pandas as pd
import pytest
from frames import stored, synthetic

import reportlib
from reportlib import compare
from reportlib.compare import words
from reportlib.compare.keys import Record
from reportlib.dataset import Dataset

GROUPS = {
    ("prefecture", "government"): "地市级 · 政府汇总",
    ("prefecture", "body"): "地市级 · 单个机关",
    ("county", "body"): "区县级 · 单个机关",
    ("province", "body"): "省级 · 单个机关",
    (None, "body"): "层级不明 · 单个机关",
}
COUNTS = {
    "received": ("新收申请", "requests WHERE item = 'received' AND applicant = 'total'"),
    "permits": ("行政许可决定数", "disclosures WHERE item = 'licenses' AND measure = 'decisions'"),
    "reviews": ("行政复议", "proceedings WHERE channel = 'review' AND result = 'total'"),
}
OF_COUNTS = """
    WITH figures AS (SELECT report_id, value FROM {table}),
    held AS (SELECT agency, year, f.value FROM reports JOIN figures f USING (report_id)
        WHERE level IS NOT DISTINCT FROM {level} AND scope = '{scope}' AND f.value IS NOT NULL),
    newest AS (SELECT * FROM held WHERE year = (SELECT max(year) FROM held)),
    pairs AS (SELECT sign(n.value - b.value) AS way FROM newest n JOIN held b ON b.agency = n.agency AND b.year = n.year - 1)
    SELECT max(year) AS year, count(*) AS bodies, quantile_cont(value, 0.25) AS q1, median(value) AS middle, quantile_cont(value, 0.75) AS q3,
        (SELECT count(*) FILTER (way > 0) FROM pairs) AS rose, (SELECT count(*) FILTER (way < 0) FROM pairs) AS fell,
        (SELECT count(*) FROM pairs) AS compared FROM newest"""
OF_RATE = """
    WITH sums AS (SELECT report_id, sum(value) FILTER (item IN ('granted', 'granted_in_part')) AS x, max(value) FILTER (item = 'closed_total') AS n
        FROM requests WHERE applicant = 'total' AND item IN ('granted', 'granted_in_part', 'closed_total') GROUP BY report_id
        HAVING count(value) = 3),
    held AS (SELECT agency, year, x, n, x / n AS rate FROM reports JOIN sums USING (report_id)
        WHERE level IS NOT DISTINCT FROM {level} AND scope = '{scope}' AND n > 0),
    newest AS (SELECT * FROM held WHERE year = (SELECT max(year) FROM held)),
    pairs AS (SELECT sign(a.rate - b.rate) AS way FROM newest a JOIN held b ON b.agency = a.agency AND b.year = a.year - 1
        WHERE a.n >= 30 AND b.n >= 30)
    SELECT max(year) AS year, count(*) AS bodies, count(*) FILTER (n < 30) AS few, sum(x) AS x, sum(n) AS n, count(*) FILTER (n >= 30) AS enough,
        quantile_cont(rate, 0.25) FILTER (n >= 30) AS q1, median(rate) FILTER (n >= 30) AS middle, quantile_cont(rate, 0.75) FILTER (n >= 30) AS q3,
        min(rate) FILTER (n >= 30) AS low, max(rate) FILTER (n >= 30) AS high,
        (SELECT count(*) FILTER (way > 0) FROM pairs) AS rose, (SELECT count(*) FILTER (way < 0) FROM pairs) AS fell,
        (SELECT count(*) FROM pairs) AS compared FROM newest"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Forty bodies over six years, with gaps, stored as a build stores them."""
    folder = tmp_path_factory.mktemp("sentences")
    stored(folder, synthetic().arrow())
    return reportlib.load(folder)


def figure(value: float) -> str:
    """A count, or a median of counts, as the findings write it."""
    return f"{value:,.1f}".removesuffix(".0") + " 件"


def asked(data: Dataset, query: str, level: str | None, scope: str, **more: str) -> Record:
    return data.sql(query.format(level="NULL" if level is None else f"'{level}'", scope=scope, **more)).to_dict("records")[0]


def moved(row: Record) -> str:
    """How many rose and fell, as far as two can be compared."""
    same = int(row["compared"] - row["rose"] - row["fell"])
    told = f"，比上年可比的 {row['compared']} 个中 {row['rose']} 个上升、{row['fell']} 个下降" + (f"、{same} 个持平" if same else "")
    return told if row["compared"] > 1 else ""


@pytest.mark.parametrize("group", GROUPS, ids=str)
@pytest.mark.parametrize("code", COUNTS)
def test_sentences_of_counts_are_those_of_plain_sql(data: Dataset, code: str, group: tuple[str | None, str]) -> None:
    """Year, number of bodies, median, quartiles, and how many rose and fell since the year before; no change across the law of 2024."""
    name, table = COUNTS[code]
    row = asked(data, OF_COUNTS, *group, table=table)
    middle = f"中位数 {figure(row['middle'])}（四分位 {figure(row['q1'])} 至 {figure(row['q3'])}）"
    rose = "" if code == "reviews" else moved(row)
    sentence = f"{GROUPS[group]}：{name} {row['year']} 年，{row['bodies']} 个机关，{middle}{rose}。"
    assert sentence in compare.findings(compare.change(compare.volumes(data, code)))


@pytest.mark.parametrize("group", GROUPS, ids=str)
def test_sentences_of_a_rate_are_those_of_plain_sql(data: Dataset, group: tuple[str | None, str]) -> None:
    """Of a rate the middle is of bodies with thirty cases, the pooled one of all, and both are told with what they rest on."""
    row = asked(data, OF_RATE, *group)
    few = f"，其中 {row['few']} 个不足 30 件" if row["few"] else ""
    middle = (
        f"，中位数 {row['middle']:.1%}（四分位 {row['q1']:.1%} 至 {row['q3']:.1%}）"
        if row["enough"] >= 5
        else f"，在 {row['low']:.1%} 与 {row['high']:.1%} 之间"
        if row["enough"] > 1
        else ""
    )
    pooled = f"，合计 {row['x'] / row['n']:.1%}（{int(row['x']):,}/{int(row['n']):,}）"
    sentence = f"{GROUPS[group]}：公开率（占办结） {row['year']} 年，{row['bodies']} 个机关{few}{middle}{pooled}{moved(row)}。"
    assert sentence in compare.findings(compare.change(compare.rates(data, "disclosure_rate")))


def test_findings_speak_of_no_chart_and_caution_once(data: Dataset) -> None:
    """A sentence may be read without any picture; cautions stand at the end, each once, in both languages."""
    for language, none in (("zh", ("图中", "灰色")), ("en", ("chart", "grey"))):
        told = compare.findings(compare.change(compare.rates(data, "disclosure_rate")), language)
        assert not [line for line in told if any(word in line for word in none)]
        assert len(told) == len(set(told))
        assert told[-1].startswith(("注意", "Note"))


def two_bodies(**names: object) -> pd.DataFrame:
    """Requests of two bodies over two years, one rising and one falling."""
    rows = [("a", 2023, 10), ("a", 2024, 20), ("b", 2023, 30), ("b", 2024, 10)]
    frame = pd.DataFrame(rows, columns=["body_id", "year", "value"]).assign(metric="received", unit="件", note="", form="2021")
    return frame.assign(level="county", scope="body", grade="verified", report_id=frame["body_id"] + frame["year"].astype(str), **names)


def test_bodies_are_told_apart_by_their_ids() -> None:
    """A body that changed its name is one body, and two that share a name are two: neither is paired with another's year."""
    renamed = two_bodies(agency=["甲局", "甲委", "乙局", "乙局"])
    namesakes = two_bodies(agency="政务服务局")
    crossed_years = namesakes[namesakes["report_id"].isin(["a2023", "b2024"])]
    for frame in (renamed, namesakes):
        assert any("2 个机关，在 10 件 与 20 件 之间，比上年可比的 2 个中 1 个上升、1 个下降" in line for line in compare.findings(frame))
        assert "2 个机关中 1 个上升、1 个下降" in words.headline(frame)
    assert not any("上升" in line for line in compare.findings(crossed_years))
    assert "→" not in words.headline(crossed_years) and "2023" not in words.headline(crossed_years)


def test_of_groups_of_one_size_the_headline_speaks_of_the_one_with_most_cases() -> None:
    """Groups with as many figures are told apart by the cases they count, not by the order in which they stand."""
    reasons = [
        ("county", "state_secret", 2, 3),
        ("county", "other_law", 1, 3),
        ("province", "state_secret", 10, 90),
        ("province", "other_law", 80, 90),
    ]
    frame = pd.DataFrame(reasons, columns=["level", "reason", "value", "denominator"])
    frame = frame.assign(year=2024, scope="body", metric="denials", unit="件", numerator=frame["value"], reports=3)
    assert all("80/90" in words.headline(each) for each in (frame, frame[::-1]))


def test_one_report_stands_for_a_body_and_year_in_the_findings() -> None:
    """Of two files of one year the one that stands is counted, and the other neither raises nor lowers the middle."""
    frame = two_bodies(agency=["甲局", "甲局", "乙局", "乙局"])
    second = frame[frame["report_id"] == "b2024"].assign(report_id="b2024-2", value=5000)
    both = pd.concat([frame.assign(stands=True), second.assign(stands=False)], ignore_index=True)
    assert compare.findings(both)[0] == compare.findings(frame)[0]
