"""The explorer's profile of one body: over all forms, where its requests went, what changed, what it promised, and what is saved of it."""

from __future__ import annotations

import csv
import json
import shutil
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from browsing import OVERFLOWING, Tab, browser, needs_chromium
from test_explore import computed, needs_node, packed

import reportlib
from reportlib.compare.method.contradicted import contradicted
from reportlib.dataset import Dataset
from reportlib.forms.bridge import bridge

ROOT = Path(__file__).parent.parent
ZONE, CITY, BUREAU = "平潭综合实验区", "321300-government", "370305-commerce"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """One area from 2016 to 2021, over the form of 2019; a city's two years; and a bureau that promises the same in three years."""
    raw, processed = tmp_path_factory.mktemp("raw"), tmp_path_factory.mktemp("processed")
    for year in range(2016, 2022):
        for path in (ROOT / "data" / "raw" / ZONE).glob(f"*{year}*"):
            shutil.copy(path, raw)
    for path in (ROOT / "data" / "raw").glob("宿迁市人民政府*"):
        shutil.copy(path, raw)
    text = (ROOT / "data" / "raw" / "临淄区商务局-2023.txt").read_text(encoding="utf-8")
    for year in range(2022, 2025):
        (raw / f"{year}.txt").write_text(text.replace("2023", str(year)).replace("信息70条", f"信息{year - 1950}条"), encoding="utf-8")
    reportlib.build(raw, processed, jobs=1)
    return reportlib.load(processed)


@pytest.fixture(scope="module")
def page(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reportlib.explore(dataset).save(tmp_path_factory.mktemp("page") / "explorer.html")


def of_page(page: Path) -> tuple[list[str], dict[str, Any], Any]:
    """The reports, the metrics by code, and the details of a page."""
    figures = packed(page, "figures")
    return figures["reports"]["id"], {metric["code"]: metric for metric in figures["metrics"]}, packed(page, "details")


def profile(ask: Any, page: Path, body: str, year: int, language: str = "zh") -> Tab:
    tab = Tab(ask, page, f"#o={body}&r={year}&l={language}")
    tab.until("return document.querySelectorAll('#facts table.statutory').length > 0")
    return tab


# ---------------------------------------------------------------- what the page holds


def test_series_are_those_of_sql_without_what_a_report_contradicts(dataset: Dataset, page: Path) -> None:
    """Every series, report by report, with where it is from; the closed requests of 2020 do not add up and are none."""
    order, metrics, _ = of_page(page)
    rows = dataset.sql("select series, report_id, value, source from series").set_index(["series", "report_id"])
    at_2020 = next(at for at, report in enumerate(order) if report.startswith(f"{ZONE}-2020"))
    for code in bridge().series:
        packed_series = metrics[f"series.{code}"]
        for at, report in enumerate(order):
            row = rows.loc[(code, report)] if (code, report) in rows.index else None
            assert packed_series["from"][at] == ("-" if row is None else {"table": "t", "statistics": "s", "mention": "m"}[row["source"]])
            if packed_series["why"][at] != "c":
                assert packed_series["v"][at] == (None if row is None or pd.isna(row["value"]) else row["value"]), (code, report)
    assert metrics["series.closed"]["why"][at_2020] == "c" and metrics["series.closed"]["v"][at_2020] is None
    assert metrics["series.received"]["why"][at_2020] == "-"
    assert {year: ends for year, _, _, ends in metrics["series.lawsuits"]["breaks"]} == {2017: True, 2019: True, 2021: False, 2024: True}


def test_a_page_without_reports_of_before_2019_has_no_series(dataset: Dataset, tmp_path: Path) -> None:
    """There is nothing that they would add to the figures of today's forms."""
    one = reportlib.explore(dataset.where(year=[2023, 2024])).save(tmp_path / "one.html")
    assert not any(metric["code"].startswith("series.") for metric in packed(one, "figures")["metrics"])


def test_a_sum_of_a_statistical_table_that_fails_contradicts_its_rows(dataset: Dataset) -> None:
    """Total and parts alike, of the year alone; a sum of all years together touches no figure of the year."""

    class Failing:
        findings = pd.DataFrame(
            [
                (name, "statistics_answers", "statistics", None, column, "fail", "error")
                for name, column in (("a", "year"), ("b", "cumulative"))
            ],
            columns=["report_id", "rule", "table", "item", "column", "status", "severity"],
        )

    cells = [(name, f"statistics.requests.{code}") for name in "ab" for code in ("answered", "granted", "received")]
    touched = contradicted(Failing(), pd.DataFrame(cells, columns=["report_id", "cell"]), "total")  # type: ignore[arg-type]
    assert touched.tolist() == [True, True, False, False, False, False]


def test_statistical_tables_stand_cell_by_cell_with_their_units(dataset: Dataset, page: Path) -> None:
    """Value, raw text, place and unit of every figure of 2018, and the hash of the file."""
    order, _, details = of_page(page)
    at = next(at for at, report in enumerate(order) if report.startswith(f"{ZONE}-2018"))
    cells, rows = details["cells"][at], dataset.statistics[dataset.statistics["report_id"] == order[at]]
    layout = details["layouts"][cells["l"]]
    assert len(layout) == len(rows) > 20
    for row in rows.itertuples():
        index = layout.index(f"statistics/{row.indicator}/{row.measure}")
        assert cells["v"][index] == row.value and cells["p"]["k"][cells["p"]["i"][index]] == row.place
        assert cells["u"].get(str(index), "件") == row.unit and f"statistics/{row.indicator}" in details["labels"]
    assert details["hashes"]["k"][details["hashes"]["i"][at]] == dataset.reports.set_index("report_id").loc[order[at], "sha256"]


# ---------------------------------------------------------------- what the script computes


@needs_node
def test_a_change_is_taken_apart_as_compare_takes_it_apart(dataset: Dataset) -> None:
    """By kinds of applicants; nothing where a count is lacking."""
    city = dataset.where(body_id=CITY)
    expected = reportlib.compare.why(city, "disclosure_rate", (2023, 2024), by="applicant").set_index("applicant")
    cases = {}
    for year in (2024, 2023):
        wide = city.requests[city.requests["year"] == year].pivot(index="applicant", columns="item", values="value")
        cases[year] = [
            {"x": int(wide.loc[code, "granted"] + wide.loc[code, "granted_in_part"]), "n": int(wide.loc[code, "closed_total"])}
            for code in expected.index
        ]
    found = computed(f"pure.decomposed({json.dumps(cases[2024])}, {json.dumps(cases[2023])})")
    for code, part in zip(expected.index, found, strict=True):
        assert [part["within"], part["between"]] == pytest.approx([expected.loc[code, "within"], expected.loc[code, "between"]])
    assert computed("pure.decomposed([{x: null, n: 3}], [{x: 1, n: 3}])") is None
    assert computed("pure.decomposed([{x: 0, n: 0}], [{x: 1, n: 3}])") is None


@needs_node
@pytest.mark.parametrize(
    ("now", "then", "beyond"),
    [((60, 100), (30, 100), True), ((40, 100), (30, 100), False), ((0, 100), (0, 100), False), ((6, 10), (3, 10), False)],
)
def test_only_a_change_beyond_chance_is_one(now: tuple[int, int], then: tuple[int, int], beyond: bool) -> None:
    """Three standard errors of the common share."""
    sides = [json.dumps({"n": n, "d": d}) for n, d in (now, then)]
    assert computed(f"pure.beyondChance({', '.join(sides)})") == beyond


# ---------------------------------------------------------------- in a browser


@needs_chromium
def test_keys_walk_the_dots_and_choose_them(page: Path, tmp_path: Path) -> None:
    """One stop of Tab a drawing; arrows go on and tell where they are, Escape takes the tip away, Enter and Space choose, the focus comes back."""
    right, home, escape, enter = "\ue014", "\ue011", "\ue00c", "\ue007"
    with browser(1200, tmp_path / "profile") as ask:
        tab = Tab(ask, page, "#y=2019&m=series.received&b=" + ZONE)
        tip = "const tip = document.getElementById('tip'); return tip.hidden ? '' : tip.textContent"
        stop = "#lines .dot[tabindex='0']"
        assert tab.run("return document.querySelectorAll('#lines .dot').length") == 6
        assert tab.run(f'return document.querySelectorAll("{stop}").length') == 1
        tab.press(stop, right)
        tab.press(stop, right)
        assert tab.run(tip) == f"{ZONE} 2018: 0 (2019 年以前的统计表)"
        tab.press(stop, escape)
        assert tab.run(tip) == ""
        tab.press(stop, " ")
        tab.until("return document.querySelector('dialog').open")
        assert f"{ZONE} 2018" in tab.text("#printed-heading") and "表1，行5" in tab.text("#printed-body dl")
        tab.click("#printed-close")
        assert tab.run("return document.activeElement.dataset.key") == f"series.received-{ZONE}-2018"
        tab.press(stop, home)
        assert tab.run(tip).startswith(f"{ZONE} 2016")
        tab.press("#strip .dot[tabindex='0']", enter)
        tab.until("return document.activeElement.id === 'profile-heading'")
        assert ZONE in tab.text("#profile-heading") and tab.run(tip) == ""


@needs_chromium
def test_before_2019_is_shown_and_not_joined_to_what_came_after(dataset: Dataset, page: Path, tmp_path: Path) -> None:
    """A figure of today's forms has no dot in 2018 and the page says where to look; the series has one, hollow, which leads to its row."""
    with browser(1200, tmp_path / "profile") as ask:
        tab = Tab(ask, page, "#y=2018&m=received")
        assert "2019 年起的表式" in tab.text("#strip")
        tab.choose("metric", "series.received")
        assert tab.run("return document.querySelectorAll('#strip .dot').length") == 1
        tab.click("#rows tbody button.figure")
        tab.until("return document.querySelector('dialog').open")
        row = dataset.sql(
            "select raw, place from statistics where year = 2018 and indicator = 'requests.received' and measure = 'year'"
        ).iloc[0]
        assert f"原文\n{row['raw']}\n" in tab.text("#printed-body dl")
        assert tab.run("return document.querySelectorAll('#printed-body section').length") == 1
        tab.click("#printed-close")
        tab.click("#rows tbody input")
        lines = "return [...document.querySelectorAll('#lines line[stroke=\"#0072B2\"]')].length"
        assert tab.run(lines) == 4  # 2016–2018 and 2019–2021
        assert (
            tab.run("return [...document.querySelectorAll('#lines .dot')].map((dot) => dot.getAttribute('fill') === '#fff')")
            == [True] * 3 + [False] * 3
        )
        tab = profile(ask, page, ZONE, 2018)
        assert tab.text("#facts table.statutory caption") == "2019 年以前的统计表" and "条" in tab.text("#facts table.statutory")
        assert tab.run("return [...document.querySelectorAll('#facts h3')].some((each) => each.innerText.startsWith('跨各表式'))")
        assert ask("/se/log", {"type": "browser"}) == []


@needs_chromium
def test_where_requests_went_is_told_and_drawn_to_scale(dataset: Dataset, page: Path, tmp_path: Path) -> None:
    """Every count of the map is that of the tables; the bars of what came in are as long as those of what went out."""
    asked = "select {} from {} where report_id like '宿迁%' and year = 2024 and {}"
    values = dataset.sql(asked.format("item, value", "requests", "applicant = 'total'")).set_index("item")["value"]
    unable = int(values[values.index.astype("str").str.startswith("unable.")].sum())
    pending = int(dataset.sql(asked.format("sum(value) as n", "proceedings", "channel <> 'review' and result = 'pending'"))["n"][0])
    with browser(1200, tmp_path / "profile") as ask:
        tab = profile(ask, page, CITY, 2024, "en")
        told = tab.run("return [...document.querySelectorAll('#facts figure')].pop().querySelector('svg').getAttribute('aria-label')")
        requests, _, lawsuits = told.split("; ")
        assert (
            f"Carried in {values['carried_in']:,} + Requests received {values['received']:,} → Granted {values['granted']:,}, " in requests
        )
        assert f"Unable to provide {unable}, " in requests and f"Carried out {values['carried_out']}" in requests
        assert lawsuits.endswith(f"Pending {pending}")
        bars = tab.run(
            "return [...[...document.querySelectorAll('#facts figure')].pop().querySelectorAll('rect')].map((bar) => Number(bar.getAttribute('height')))"
        )
        assert sum(bars[:2]) == pytest.approx(sum(bars[2:9])) and sum(bars[:2]) == pytest.approx(150)
        assert "leave" not in tab.text("#facts")
        text = tab.text("#facts")
        assert (
            "43.6% (1,519/3,486) → 54.0% (1,902/3,521)" in text
            and "Not processed: petition or complaint 305/3,486 → 87/3,521 (-6.3 points)" in text
        )
        tab = profile(ask, page, ZONE, 2020, "en")
        assert "no figure" in tab.run(
            "return [...document.querySelectorAll('#facts figure')].pop().querySelector('svg').getAttribute('aria-label')"
        )
        assert "Not taken apart" in tab.text("#facts") and "✗" in tab.text("#facts")
        assert "2020 error" in tab.text("#facts ul")


@needs_chromium
def test_promises_stand_beside_the_figures_of_the_year_after(page: Path, tmp_path: Path) -> None:
    """Those of the year before beside this year's, those of this year beside the next; and nothing of a year that is not held."""
    rows = "return [...document.querySelectorAll('#facts table.told')].slice(1).map((each) => [each.caption.innerText, each.querySelector('tbody tr').innerText])"
    with browser(1200, tmp_path / "profile") as ask:
        first, second = profile(ask, page, BUREAU, 2023).run(rows)
        assert [first[0], second[0]] == ["所提改进 2022", "所提改进 2023"]
        assert "整改措施" in first[1] and "微信公开 72 条" in first[1] and "微信公开 73 条" in first[1] and "微信公开 74 条" in second[1]
        assert profile(ask, page, BUREAU, 2024).run(rows)[1][1].endswith("未收录")


@needs_chromium
def test_one_body_is_saved_as_rows_and_as_one_sheet_of_drawings(dataset: Dataset, page: Path, tmp_path: Path) -> None:
    """Figures of all years, cells of the chosen report with raw text and place, prose and promises; the drawings stand still on one sheet."""
    with browser(1200, tmp_path / "profile") as ask:
        ask("/goog/cdp/execute", {"cmd": "Browser.setDownloadBehavior", "params": {"behavior": "allow", "downloadPath": str(tmp_path)}})
        tab = profile(ask, page, BUREAU, 2023)
        tab.click("#save-profile-csv")
        tab.click("#save-profile-svg")
        table, sheet = (saved(tmp_path / f"临淄区商务局-2023.{end}") for end in ("csv", "svg"))
        rows = list(csv.DictReader(table.decode("utf-8-sig").splitlines()))
        assert {row["part"] for row in rows} >= {"figure", "cell", "prose", "promise"}
        held = {(row["code"], row["year"]): row["value"] for row in rows if row["part"] == "figure"}
        assert {year for code, year in held if code == "permits"} == {"2022", "2023", "2024"}
        cell = next(row for row in rows if row["code"] == "requests/received/total")
        wanted = dataset.sql(
            "select value, place from requests where agency = '临淄区商务局' and year = 2023 and item = 'received' and applicant = 'total'"
        ).iloc[0]
        assert (cell["value"], cell["place"], cell["year"]) == (str(wanted["value"]), wanted["place"], "2023")
        drawing = ElementTree.fromstring(sheet)
        assert len(list(drawing.iter("{http://www.w3.org/2000/svg}svg"))) == 1 + tab.run(
            "return document.querySelectorAll('#facts figure').length"
        )
        assert b"tabindex" not in sheet and b"<title>" in sheet and "单个机关: 临淄区商务局" in sheet.decode()


def saved(path: Path) -> bytes:
    """The bytes of a file once the browser has saved it."""
    for _ in range(100):
        if path.exists() and path.stat().st_size:
            return path.read_bytes()
        time.sleep(0.1)
    raise TimeoutError(path)


@needs_chromium
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_profile_fits_a_phone(page: Path, tmp_path: Path, language: str) -> None:
    """Nothing runs over the edge, no label of the map does, and between what came in and what went out there is room."""
    with browser(360, tmp_path / "profile") as ask:
        for body, year in ((CITY, 2024), (ZONE, 2018)):
            tab = profile(ask, page, body, year, language)
            assert tab.run(OVERFLOWING) == [0, []]
        outside = """return [...document.querySelectorAll('#facts svg')].flatMap((svg) => [...svg.querySelectorAll('text')]
          .filter((text) => { const [box, all] = [text.getBoundingClientRect(), svg.getBoundingClientRect()]; return box.left < all.left - 1 || box.right > all.right + 1; })
          .map((text) => text.textContent))"""
        tab = profile(ask, page, CITY, 2024, language)
        assert tab.run(outside) == []
        bars = (
            "return [...[...document.querySelectorAll('#facts figure')].pop().querySelectorAll('rect')].map((bar) => bar.x.baseVal.value)"
        )
        assert min(tab.run(bars)[2:9]) - tab.run(bars)[0] > 50
