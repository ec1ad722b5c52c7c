"""One body over fifteen years: every figure as it was set, and the line over all forms with its breaks."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import set_series

import reportlib
from reportlib import charts, compare
from reportlib.charts.series import joined
from reportlib.dataset import Dataset
from reportlib.errors import InvalidForm, UsageError
from reportlib.forms import bridge as bridging
from reportlib.model import Report, Source

ROOT = Path(__file__).parent.parent
RAW = ROOT / "data" / "raw" / "平潭综合实验区"
Rows = list[dict[str, str]]


@cache
def expected() -> dict[str, Rows]:
    """The rows of series.csv by file."""
    by_file: dict[str, Rows] = {}
    with (ROOT / "tests" / "samples" / "series.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            by_file.setdefault(row["file"], []).append(row)
    return by_file


@cache
def report(file: str) -> Report:
    return reportlib.read(RAW / file)


FILES = sorted(expected())


def read(file: str) -> Iterator[tuple[str, str, str, float | None, str]]:
    """Every figure of the report, as table, item, column, value and unit."""
    for fact in report(file).facts:
        yield fact.table, fact.item, fact.column, fact.value, fact.unit or ""
    for each in report(file).statistics:
        yield "statistics", each.indicator, each.measure, each.value, each.unit or ""


@pytest.mark.parametrize("file", FILES)
def test_every_figure_is_exact(file: str) -> None:
    """Each figure is the one that was set, with its unit, and nothing stands beside them."""
    set_ = {
        (row["table"], row["item"], row["column"], float(row["value"]) if row["value"] else None, row["unit"]) for row in expected()[file]
    }
    assert set(read(file)) == set_


@pytest.mark.parametrize("file", FILES)
def test_identity_is_as_printed(file: str) -> None:
    """Agency, year and form are those of the report."""
    row, identity = expected()[file][0], report(file).identity
    assert (identity.agency, str(identity.year), identity.form) == (row["agency"], row["year"], row["form"])


@pytest.mark.parametrize("file", [file for file in FILES if file.endswith((".html", ".txt", ".md"))])
def test_a_file_is_what_the_script_sets(file: str) -> None:
    """A set text or page in data/raw is byte for byte what the script writes."""
    assert (RAW / file).read_bytes() == set_series.written(file)


BODY = "平潭综合实验区"
COUNTY = """平潭县人民政府2012年政府信息公开工作年度报告
一、概述
三、依申请公开政府信息情况
2012年收到政府信息公开申请21件。
"""


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The fifteen reports, and one of the county that the zone lies in, which has prose only."""
    raw, processed = tmp_path_factory.mktemp("raw"), tmp_path_factory.mktemp("processed")
    for file in RAW.iterdir():
        shutil.copy(file, raw)
    (raw / "county.txt").write_text(COUNTY, encoding="utf-8")
    reportlib.build(raw, processed)
    return reportlib.load(processed)


def test_what_all_years_together_hold_is_held_against_the_year_before(dataset: Dataset) -> None:
    """Each figure of 历年累计 is that of the year before and the year's own, or a note names all three; not where the unit is another."""
    asked = """
        select now.indicator, now.year, now.value as here, before.value + own.value as sum
        from statistics as now
        join statistics as own on own.report_id = now.report_id and own.indicator = now.indicator and own.measure = 'year'
        join statistics as before on before.body_id = now.body_id and before.year = now.year - 1
            and before.indicator = now.indicator and before.measure = 'cumulative' and before.unit = now.unit
        where now.measure = 'cumulative' and here is not null and sum is not null
    """
    printed = {(row.indicator, row.year): row.here == row.sum for row in dataset.sql(asked).itertuples()}
    found = dataset.findings[dataset.findings["rule"] == "accumulated"]
    assert {(row.item, row.year): row.status == "pass" for row in found.itertuples()} == printed
    assert set(found["severity"]) == {"note"} and {True, False} == set(printed.values())
    told = found[(found["item"] == "disclosed.website") & (found["year"] == 2012)].iloc[0]
    assert told["message_zh"].endswith("2012年历年累计4359，2011年历年累计1509、本年739") and "disclosed" not in told["message_zh"]


def test_one_body_over_fifteen_years(dataset: Dataset) -> None:
    """Every year has its figure with its source and fit, and the year of a new form says what breaks before it."""
    line = compare.series(dataset, "received", body=BODY)
    assert list(line["year"]) == list(range(2011, 2026))
    assert [int(value) for value in line["value"]] == [0, 0, 0, 1, 0, 0, 0, 0, 23, 21, 70, 74, 81, 218, 154]
    assert list(line["fit"]) == ["near"] * 8 + ["same"] * 7 and list(line["source"]) == ["statistics"] * 8 + ["table"] * 7
    assert [year for year, said in zip(line["year"], line["breaks"], strict=True) if said] == [2019, 2021]
    assert line["caveat"][:8].notna().all() and line["caveat"][8:].isna().all()


def test_lawsuits_break_in_september_2016_too(dataset: Dataset) -> None:
    """A case of a reviewing body that is a co-defendant no longer counts from that month on."""
    line = compare.series(dataset, "lawsuits", body=BODY, language="zh")
    assert [year for year, said in zip(line["year"], line["breaks"], strict=True) if said] == [2017, 2019, 2021, 2024]
    assert set(line["fit"][:8]) == {"partly"} and int(line["value"].iloc[-2]) == 19


def test_bodies_that_overlap_stay_two(dataset: Dataset) -> None:
    """The county is not the zone, and what only its prose tells is marked so."""
    county = compare.series(dataset, "received", body="平潭县人民政府")
    assert [(row.year, row.value, row.source, row.fit) for row in county.itertuples()] == [(2012, 21, "mention", "near")]
    assert compare.series(dataset, "granted", body="平潭县人民政府").empty


def test_the_view_answers_sql(dataset: Dataset) -> None:
    """The same line is a view beside the tables."""
    rows = dataset.sql("select year, value from series where series = 'received' and source = 'table' and year = 2024")
    assert len(dataset.sql("SELECT * FROM SERIES JOIN reports USING (report_id)")) >= len(rows)
    assert rows.to_numpy().tolist() == [[2024, 218]]


def test_a_series_that_is_not_known_is_refused(dataset: Dataset) -> None:
    """Fees and classes of documents are no series."""
    with pytest.raises(UsageError, match="no such series"):
        compare.series(dataset, "fees")


def test_no_line_joins_what_differs() -> None:
    """Years apart, figures of another fit, and a break in what is partly the same are not joined; a break in the same definition is only marked."""

    def point(year: int, fit: str, breaks: str = "") -> pd.Series[object]:
        return pd.Series({"year": year, "fit": fit, "breaks": breaks})

    assert joined(point(2020, "same"), point(2021, "same", "form of 2021"))
    assert not joined(point(2018, "near"), point(2019, "same"))
    assert not joined(point(2016, "partly"), point(2017, "partly", "co-defendants"))
    assert not joined(point(2013, "near"), point(2015, "near"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_chart_says_why_it_breaks(dataset: Dataset, language: str) -> None:
    """The caption names each break and what changes the meaning; an empty frame gives a page that says so."""
    line = compare.series(dataset, "lawsuits", body=BODY, language=language)
    chart = charts.series(line, language=language)
    assert all(year in chart.alt for year in ("2016", "2019", "2021"))
    assert len(chart.axes[0].lines) > 10 and chart.numbers.equals(line)
    assert charts.series(line.head(0), language=language).alt


def test_a_bridge_to_what_no_form_has_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A series or break that names an unknown row is told with file and line when the bridge is loaded."""
    text = (bridging.FOLDER / "bridge.toml").read_text(encoding="utf-8")
    for old, new in (
        ('"requests.received"]', '"requests.recieved"]'),
        ('[["received", "total"]]', '[["received", "totl"]]'),
        ('["lawsuits"]', '["lawsuit"]'),
    ):
        (tmp_path / "bridge.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
        monkeypatch.setattr(bridging, "FOLDER", tmp_path)
        bridging.bridge.cache_clear()
        with pytest.raises(InvalidForm, match=rf"bridge.toml, line {text[: text.index(old)].count(chr(10)) + 1},"):
            bridging.bridge()
    bridging.bridge.cache_clear()


# ---------------------------------------------------------------- what is no such figure


@pytest.mark.parametrize(
    "text",
    [
        "甲市乙局2015年政府信息公开工作年度报告\n一、概述\n2015年制发文件1448件，其中不予公开信息1402条，依申请公开信息46条。\n",
        "甲市乙局2015年第一季度政府信息公开情况统计表\n统计指标\t单位\t统计数\n收到申请数\t件\t4\n当面申请数\t件\t4\n传真申请数\t件\t0\n",
        "某大学2014-2015学年信息公开工作年度报告\n统计指标\t单位\t统计数\n收到申请数\t件\t4\n当面申请数\t件\t4\n传真申请数\t件\t0\n",
        "XX单位20XX年政府信息公开工作年度报告\n统计指标\t单位\t统计数\n收到申请数\t件\t\n当面申请数\t件\t\n传真申请数\t件\t\n",
    ],
    ids=["documents classed by openness", "a quarter", "a school year", "a form that is not filled in"],
)
def test_what_is_no_yearly_figure_gives_none(text: str) -> None:
    """Refused in a word, or read without a figure of requests."""
    try:
        found = reportlib.read(Source("report.txt", text.encode()))
    except reportlib.ReportError as error:
        assert "no yearly" in str(error)
        return
    assert not [each for each in found.statistics if each.value is not None] and not found.facts
    assert not [mention for mention in found.mentions if mention.metric in ("requests.received", "requests.denied")]
