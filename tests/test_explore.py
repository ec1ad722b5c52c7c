"""The explorer: its data are the dataset's, texts stay data, nothing is asked of a network, and it answers real clicks."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from browsing import OVERFLOWING, Tab, browser, needs_chromium

import reportlib
from reportlib import exploring
from reportlib.compare.metrics import terms
from reportlib.dataset import Dataset
from reportlib.errors import UsageError
from reportlib.exploring.page import SCRIPTS as page_scripts

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))
HOSTILE = "<img src=x onerror=alert(1)></script>"
HOME = ROOT / "reportlib" / "exploring"
SCRIPTS = [HOME / name for name in page_scripts]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The reports of one county over nine years with a hostile text in the prose of one, and ten bodies of one kind and year."""
    raw, processed = tmp_path_factory.mktemp("raw"), tmp_path_factory.mktemp("processed")
    text = (ROOT / "data" / "raw" / "临淄区商务局-2023.txt").read_text(encoding="utf-8")
    for year in range(2021, 2025):
        (raw / f"{year}.txt").write_text(text.replace("2023", str(year)), encoding="utf-8")
    for number, place in enumerate(["临淄", "张店", "周村", "博山", "淄川", "沂源", "桓台", "高青", "历下", "槐荫"]):
        unit = "县" if place in ("沂源", "桓台", "高青") else "区"
        (raw / f"other-{number}.txt").write_text(text.replace("临淄区商务局", f"{place}{unit}教育局"), encoding="utf-8")
    (raw / "hostile.txt").write_text(
        text.replace("临淄区", "临沭县").replace("二、主动公开", f"收到申请5件{HOSTILE}。\n二、主动公开", 1), encoding="utf-8"
    )
    for path in (ROOT / "data" / "raw").glob("*宿迁*"):
        shutil.copy(path, raw) if path.is_file() else shutil.copytree(path, raw / path.name)
    reportlib.build(raw, processed, jobs=1)
    return reportlib.load(processed)


@pytest.fixture(scope="module")
def page(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reportlib.explore(dataset).save(tmp_path_factory.mktemp("page") / "explorer.html")


def packed(page: Path, name: str) -> Any:
    """The data that stand in the page under that name."""
    text = re.search(rf'<script id="{name}" type="text/plain">(.*?)</script>', page.read_text(encoding="utf-8"), re.S)
    assert text
    return json.loads(gzip.decompress(base64.b64decode(text[1])))


def test_figures_are_those_of_plain_sql(dataset: Dataset, page: Path) -> None:
    """Numerators, denominators, counts and reasons of every report, held against the tables by SQL."""
    data = packed(page, "figures")
    metrics = {metric["code"]: metric for metric in data["metrics"]}
    order = data["reports"]["id"]
    assert set(metrics) == set(reportlib.compare.METRICS) and len(order) == len(dataset.reports)
    for code, query in {
        "received": "select report_id, value from requests where item = 'received' and applicant = 'total'",
        "permits": "select report_id, value from disclosures where item = 'licenses' and measure = 'decisions'",
        "reviews": "select report_id, value from proceedings where channel = 'review' and result = 'total'",
        "fees": "select report_id, value from disclosures where item = 'fees' and measure = 'amount'",
    }.items():
        known = {row.report_id: row.value for row in dataset.sql(query).dropna().itertuples()}
        assert dict(zip(order, metrics[code]["v"], strict=True)) == {report: known.get(report) for report in order}, code
    granted = "sum(value) filter (item in ('granted', 'granted_in_part'))"
    rates = dataset.sql(
        f"select report_id, {granted} as n, max(value) filter (item = 'closed_total') as d from requests where applicant = 'total' group by 1"
    )
    shares = {row.report_id: (row.n, row.d) for row in rates.itertuples()}
    found = zip(metrics["disclosure_rate"]["n"], metrics["disclosure_rate"]["d"], strict=True)
    assert dict(zip(order, found, strict=True)) == {report: shares[report] for report in order}
    assert {reason for reason, d in zip(metrics["disclosure_rate"]["why"], metrics["disclosure_rate"]["d"], strict=True) if d == 0} == {"n"}


def test_breaks_are_those_of_the_bridge(page: Path) -> None:
    """A line ends at the second form where the metric does not continue, and at every break of its own; elsewhere the form is marked alone."""
    continues = reportlib.compare.bridge().set_index("metric")["continues"]
    for metric in packed(page, "figures")["metrics"]:
        ends = {year: end for year, _, _, end in metric["breaks"]}
        assert ends[2021] == (not continues[metric["code"]]), metric["code"]
        assert ends.get(2024, False) == (metric["code"] in ("reviews", "lawsuits") or 2024 in ends)
    assert {metric["code"] for metric in packed(page, "figures")["metrics"] if 2024 in {each[0] for each in metric["breaks"]}} >= {
        "reviews",
        "lawsuits",
        "review_rate",
        "litigation_rate",
    }


def test_cells_keep_status_raw_place_and_evidence(dataset: Dataset, page: Path) -> None:
    """Every cell of one report as the table has it; a blank is none and says so."""
    data, order = packed(page, "details"), packed(page, "figures")["reports"]["id"]
    report = order[-1]
    cells = data["cells"][order.index(report)]
    rows = dataset.requests[dataset.requests["report_id"] == report]
    layout = data["layouts"][cells["l"]]
    for row in rows.itertuples():
        at = layout.index(f"requests/{row.item}/{row.applicant}")
        value = cells["v"][at]
        assert (value is None) == (str(row.value) == "<NA>") and (value is None or value == row.value)
        assert cells["r"].get(str(at), str(value)) == ("" if str(row.raw) == "<NA>" else row.raw)
        assert cells["p"]["k"][cells["p"]["i"][at]] == row.place
        assert {"r": "reported", "b": "blank", "d": "dash", "m": "missing", "u": "unreadable"}[cells["s"][at]] == row.status


def test_texts_of_reports_are_data_and_nothing_is_fetched(page: Path) -> None:
    """A text that would be markup stands in the page only in its compressed data; the page may ask nothing of a network."""
    text = page.read_text(encoding="utf-8")
    assert any(HOSTILE in json.dumps(mention) for mention in packed(page, "details")["mentions"])
    assert HOSTILE not in text and "onerror" not in text
    assert "default-src 'none'" in text
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", text)
    script = "".join(each.read_text(encoding="utf-8") for each in SCRIPTS)
    assert {each.name for each in SCRIPTS} == {each.name for each in HOME.glob("*.js")}
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|fetch\(|XMLHttpRequest|import\(", script)
    assert len(script.splitlines()) < 1_200 and all(len(each.read_text(encoding="utf-8").splitlines()) < 350 for each in SCRIPTS)


def test_the_page_lets_its_own_script_run_and_no_other(page: Path) -> None:
    """The policy names the script by its hash; forms lead nowhere, and there is no other address to start from."""
    text = page.read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    program = re.search(r"<script>(.*?)</script>", text, re.S)
    assert policy and program
    fingerprint = base64.b64encode(hashlib.sha256(program[1].encode()).digest()).decode()
    assert f"script-src &#39;sha256-{fingerprint}&#39;".replace("&#39;", "'") in policy[1].replace("&#39;", "'").replace("&#43;", "+")
    assert "base-uri 'none'; form-action 'none'" in policy[1]


def test_every_word_is_said_and_every_word_that_is_said_is_there() -> None:
    """No word of the page stands idle, and none is lacking in either language."""
    words = tomllib.loads((HOME / "words.toml").read_text(encoding="utf-8"))
    named = "".join(each.read_text(encoding="utf-8") for each in (*SCRIPTS, HOME / "explorer.html.jinja", HOME / "page.py"))
    assert {word for word in words if not re.search(rf"\b{word}\b", named)} <= {"disclosures", "requests", "proceedings"}
    said = set(re.findall(r"""(?:say|reason)\("(\w+)"\)|data-word="(\w+)"|WORDS\.(\w+)""", named))
    assert {name for names in said for name in names if name} <= {*words, *words["reasons"], "terms", "places"}
    assert all(len(pair) == 2 and all(pair) for each in words.values() for pair in (each.values() if isinstance(each, dict) else [each]))


def test_words_of_the_page_cannot_end_its_script() -> None:
    """What stands in the script as JSON has no sign that could end it."""
    from reportlib.exploring.page import _in_script

    told = _in_script({"name": "</script><!--&\u2028"})
    assert not set("<>&\u2028") & set(told) and json.loads(told) == {"name": "</script><!--&\u2028"}


def test_the_same_dataset_gives_the_same_page(dataset: Dataset, page: Path) -> None:
    """Byte by byte; and in a cell of Jupyter it is framed and shut off from the notebook."""
    again = reportlib.explore(dataset)
    assert again.save(page.with_name("again.html")).read_bytes() == page.read_bytes()
    shown = again._repr_html_()
    assert 'sandbox="allow-scripts allow-downloads"' in shown and "allow-same-origin" not in shown


def test_a_part_is_chosen_and_too_much_is_refused(dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chosen part alone is in the page; what no browser could open, what is empty and what is no language is one clear line."""
    with pytest.raises(UsageError, match="no report to explore"):
        reportlib.explore(dataset.where(year=1999))
    with pytest.raises(UsageError, match="zh or en"):
        reportlib.explore(dataset, "fr")
    monkeypatch.setattr(exploring, "MOST_REPORTS", 3)
    with pytest.raises(UsageError, match=r"at most 3.*--year"):
        reportlib.explore(dataset)
    one = reportlib.explore(dataset.where(year=2021)).save(tmp_path / "new" / "one.html")
    assert packed(one, "figures")["reports"]["year"] == [2021]


def test_values_of_a_choice_are_those_of_its_column(dataset: Dataset) -> None:
    """No value chooses nothing, in tables as in SQL; a number of numpy is a number; a text is no year."""
    import numpy as np

    assert len(dataset.where(year=[]).reports) == 0
    assert dataset.where(year=[]).sql("select count(*) as held from requests")["held"][0] == 0
    assert len(dataset.where(year=np.int64(2022)).reports) == len(dataset.where(year=2022).reports) == 1
    with pytest.raises(UsageError, match="int64"):
        dataset.where(year="2022")


# ---------------------------------------------------------------- the script by itself

needs_node = pytest.mark.skipif(not shutil.which("node"), reason="no node")


def computed(code: str) -> Any:
    """What the pure functions of the script give for an expression."""
    program = f"const pure = require({json.dumps(str(SCRIPTS[0]))}); console.log(JSON.stringify({code}))"
    return json.loads(subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True).stdout)


@needs_node
def test_the_script_counts_as_pandas_does() -> None:
    """Quartiles by linear interpolation, none below five; equal figures share a rank; a blank, an impossible share and a rate of few cases are none."""
    assert computed("pure.summary([4, 1, 3, 2, 10])") == {"q1": 2, "median": 3, "q3": 4}
    assert computed("pure.summary([1, 2, 3, 4])") is None
    assert computed("pure.ranks([5, 7, 7, 1])") == [3, 1, 1, 4]
    share = '{unit: "share", times: 1, why: "-xi-", n: [10, null, 90, 29], d: [40, 40, 50, 29]}'
    assert computed(f"[0, 1, 2, 3].map((at) => pure.figure({share}, at).value)") == [0.25, None, None, None]
    assert computed(f"[0, 1, 2, 3].map((at) => pure.figure({share}, at).why)") == ["-", "x", "i", "k"]
    assert computed('pure.figure({unit: "件", why: "-", v: [0]}, 0).value') == 0


@needs_node
def test_the_script_writes_csv_without_formulas_and_keeps_its_state_in_the_address() -> None:
    """Quotes are doubled and what would start a formula is guarded, a negative number is not; an address gives back the state."""
    assert computed("pure.csv([['=1+1', 'a\"b', -5, null]])") == '\ufeff"\'=1+1","a""b","-5",""\r\n'
    state = '{m: "received", y: "2024", b: ["a|b&c", "丙=丁"], q: ""}'
    assert computed(f'pure.fromAddress("#" + pure.toAddress({state}), {{m: "", y: "", b: [], q: "x"}})') == {
        "m": "received",
        "y": "2024",
        "b": ["a|b&c", "丙=丁"],
        "q": "x",
    }
    assert computed('pure.fromAddress("#m=%E0%A4%A&zz=1", {m: "received"})') == {"m": ""}


@needs_node
def test_the_script_joins_no_line_over_a_gap_or_a_break() -> None:
    """Neighbouring years of one scope with figures are joined; a gap, another scope or source and a break that ends the metric are not."""
    points = '{"year": 2023, "value": 1, "scope": "body"}'
    for now, breaks, joined in (
        ('{"year": 2024, "value": 2, "scope": "body"}', "[]", True),
        ('{"year": 2025, "value": 2, "scope": "body"}', "[]", False),
        ('{"year": 2024, "value": null, "scope": "body"}', "[]", False),
        ('{"year": 2024, "value": 2, "scope": "government"}', "[]", False),
        ('{"year": 2024, "value": 2, "scope": "body"}', "[[2024, '', '', true]]", False),
        ('{"year": 2024, "value": 2, "scope": "body"}', "[[2024, '', '', false]]", True),
        ('{"year": 2024, "value": 2, "scope": "body"}', "[[2023, '', '', true]]", True),
        ('{"year": 2024, "value": 2, "scope": "body", "from": "m"}', "[]", False),
    ):
        assert computed(f"pure.joins({points}, {now}, {breaks})") == joined


@needs_node
def test_the_cells_that_a_click_shows_make_up_the_figure(dataset: Dataset, page: Path, tmp_path: Path) -> None:
    """For every metric and report with a figure, the cells that the script finds for its formula sum to it, sign by sign."""
    (tmp_path / "details.json").write_text(json.dumps(packed(page, "details")), encoding="utf-8")
    asked = f"require({json.dumps(str(tmp_path / 'details.json'))})"
    cells = sorted({cell for metric in reportlib.compare.METRICS.values() for cell in metric.cells})
    found = computed(
        f"((d) => {json.dumps(cells)}.map((cell) => d.cells.map((c) => c && d.layouts[c.l].map((path, at) => pure.answers(cell, path) ? c.v[at] : null)"
        ".filter((value) => value !== null))))"
        f"({asked})"
    )
    values = dict(zip(cells, found, strict=True))
    checked = 0
    for metric in packed(page, "figures")["metrics"]:
        formula = reportlib.compare.METRICS[metric["code"]]
        parts = (
            [(formula.numerator, metric["n"]), (formula.denominator, metric["d"])]
            if formula.denominator
            else [(formula.numerator, metric["v"])]
        )
        for text, figures in parts:
            for at, figure in enumerate(figures):
                if figure is not None:
                    told = sum(sign * sum(values[cell][at]) for sign, cell in terms(text))
                    assert told == pytest.approx(figure), (metric["code"], at)
                    checked += 1
    assert checked > 500


@needs_node
def test_years_in_a_row_are_put_together() -> None:
    """Held years are told as spans."""
    assert computed("pure.spans([2021, 2019, 2020, 2023])") == "2019–2021, 2023" and computed("pure.spans([])") == ""


# ---------------------------------------------------------------- in a browser


@needs_chromium
def test_a_reader_filters_sorts_compares_and_sees_where_a_figure_is_printed(dataset: Dataset, page: Path, tmp_path: Path) -> None:
    """Real clicks: group and year, a search, the order, bodies over the years, a profile, the place of a figure, the other language."""
    with browser(1200, tmp_path / "profile") as ask:
        tab = Tab(ask, page, "#y=2023&g=county.body&k=education&m=permits")
        rows = "return [...document.querySelectorAll('#rows tbody tr')].map((row) => row.innerText)"
        assert len(tab.run(rows)) == 10
        assert tab.text("#strip svg text").startswith("中位数")
        tab.click("#rows thead th:nth-child(2) button")
        names = tab.run("return [...document.querySelectorAll('#rows button.name')].map((each) => each.innerText)")
        assert len(set(names)) == 10 and tab.text("#rows th[aria-sort=descending]").startswith("机关")
        tab.run("const search = document.getElementById('search'); search.value = '桓台'; search.dispatchEvent(new Event('input'))")
        assert [row.split("\t")[1] for row in tab.run(rows)] == ["桓台县教育局"]
        tab.run("const search = document.getElementById('search'); search.value = ''; search.dispatchEvent(new Event('input'))")
        tab.choose("kind", "commerce")
        tab.click("#rows tbody tr input")
        assert tab.run("return document.querySelectorAll('#lines circle').length") in (1, 4)
        tab.click("#rows tbody button.figure")
        tab.until("return document.querySelector('dialog').open")
        said = tab.text("#printed-body")
        cell = dataset.sql(
            "select raw, place from disclosures join reports using (report_id) where reports.kind = 'commerce' and reports.year = 2023 and item = 'licenses' and measure = 'decisions' order by reports.agency"
        ).iloc[0]
        assert str(cell["raw"]) in said and "位置" in said and "仅此单元格" in said
        tab.click("#printed-close")
        tab.click("#rows tbody button.name")
        tab.until("return !document.getElementById('profile').hidden && document.querySelectorAll('#facts table.statutory').length === 3")
        assert tab.run("return document.querySelectorAll('#facts .multiples figure').length") == 12
        tab.click("#language")
        tab.until("return document.documentElement.lang === 'en'")
        assert "bodies" in tab.text("#told")
        address = tab.run("return location.hash")
        again = Tab(ask, page, address)
        assert again.text("#told") == tab.text("#told") and not again.run("return document.getElementById('profile').hidden")
        assert ask("/se/log", {"type": "browser"}) == []
        assert tab.run("return performance.getEntriesByType('resource').length") == 0


# The names of the landmarks that a screen reader leaps between.
LANDMARKS = """return [...document.querySelectorAll('section, form, [role=region], [role=search]')].filter((each) => each.checkVisibility())
  .map((each) => each.getAttribute('aria-label') || document.getElementById(each.getAttribute('aria-labelledby'))?.textContent.trim())"""


@needs_chromium
@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_overflows_and_every_control_has_a_name(page: Path, tmp_path: Path, width: int) -> None:
    """At the width of a phone and of a desk, in both languages, with a profile open; hostile texts are shown as they are printed."""
    with browser(width, tmp_path / "profile") as ask:
        for language in ("zh", "en"):
            tab = Tab(ask, page, f"#y=2023&g=county.body&l={language}")
            tab.run("[...document.querySelectorAll('#rows button.name')].find((each) => each.innerText.includes('临沭县')).click()")
            tab.until("return document.querySelectorAll('#facts table.statutory').length === 3")
            assert tab.run(OVERFLOWING) == [0, []]
            nameless = """return [...document.querySelectorAll('button, input, select')]
              .filter((each) => !(each.getAttribute('aria-label') || each.innerText.trim() || each.labels?.length)).map((each) => each.outerHTML)"""
            assert tab.run(nameless) == []
            assert tab.run("return [...document.querySelectorAll('th')].filter((each) => !each.textContent.trim()).length") == 0
            marks = tab.run(LANDMARKS)
            assert all(marks) and len(marks) == len(set(marks)) > 5
            assert HOSTILE in tab.text("#facts") and tab.run("return document.querySelectorAll('#facts img').length") == 0
        assert ask("/se/log", {"type": "browser"}) == []


@needs_chromium
def test_what_is_shown_is_saved(page: Path, tmp_path: Path) -> None:
    """The table as CSV and the drawing as SVG, as they are on the page."""
    with browser(1200, tmp_path / "profile") as ask:
        tab = Tab(ask, page, "#y=2023&g=county.body&k=education&m=received")
        tab.run("window.saved = []; URL.createObjectURL = (blob) => { blob.text().then((text) => saved.push(text)); return 'blob:none'; }")
        tab.click("#save-csv")
        tab.click("#save-svg")
        tab.until("return saved.length === 2")
        table, drawing = tab.run("return saved")
        assert table.startswith('"report_id","agency"')  # Blob.text takes the mark of UTF-8 off; the test below looks at the bytes
        assert table.count("教育局") >= 10
        assert drawing.startswith("<?xml") and drawing.count("<circle") == 10


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of ten bodies over six years: one is called like markup, one like a formula, and of a third no report of 2022 is held."""
    from ad_hoc import generate

    folder = tmp_path_factory.mktemp("many")
    generate(folder, 60)
    for file in folder.glob("*.parquet"):
        table = pq.read_table(file)
        if "agency" in table.column_names:
            lacking = pc.and_(pc.equal(table["year"], 2022), pc.starts_with(table["agency"].cast("string"), "丙省第00002号"))
            table = table.filter(pc.invert(lacking))
            names = table["agency"].cast("string")
            names = pc.if_else(pc.starts_with(names, "甲省第00000号"), HOSTILE, names)
            names = pc.if_else(pc.starts_with(names, "乙省第00001号"), '=HYPERLINK("x")', names)
            field = table.schema.field("agency")
            table = table.set_column(table.column_names.index("agency"), field, names.cast(field.type))
        pq.write_table(table, file)
    return reportlib.explore(Dataset(folder)).save(folder / "explorer.html")


@needs_chromium
def test_a_hostile_name_stays_text_on_the_page_and_in_what_is_saved(many: Path, tmp_path: Path) -> None:
    """A body called like markup is shown so; one called like a formula is no formula in the CSV, which begins with the mark of UTF-8."""
    with browser(1200, tmp_path / "profile") as ask:
        tab = Tab(ask, many, "#y=2024&g=county.body&m=received")
        names = tab.run("return [...document.querySelectorAll('#rows button.name')].map((each) => each.innerText)")
        assert HOSTILE in names and tab.run("return document.querySelectorAll('img, body script[src]').length") == 0
        tab.run(
            "[...document.querySelectorAll('#rows tr')].find((row) => row.innerText.includes('onerror')).querySelector('input').click()"
        )
        assert HOSTILE in tab.text("#picked") and HOSTILE in tab.text("#lines table")
        ask("/goog/cdp/execute", {"cmd": "Browser.setDownloadBehavior", "params": {"behavior": "allow", "downloadPath": str(tmp_path)}})
        tab.click("#save-csv")
        saved = tmp_path / "received-2024.csv"
        for _ in range(100):
            if saved.exists():
                break
            time.sleep(0.1)
        table = saved.read_bytes()
        assert table.startswith(b"\xef\xbb\xbf") and '"\'=HYPERLINK(""x"")"' in table.decode("utf-8-sig")
        assert ask("/se/log", {"type": "browser"}) == []


@needs_chromium
def test_the_keyboard_sorts_and_picks_without_losing_its_place(many: Path, tmp_path: Path) -> None:
    """Enter on a head sorts and stays there, Space on a box picks and stays there, and a chip that is gone leaves the focus near."""
    with browser(1200, tmp_path / "profile") as ask:
        tab = Tab(ask, many, "#y=2024&g=county.body&m=received")
        where = "return document.activeElement.dataset.key ?? document.activeElement.id"
        tab.press("[data-key=sort-body]", "\ue007")
        assert tab.run(where) == "sort-body" and tab.text("[aria-sort=descending]").startswith("机关")
        tab.press("[data-key=sort-body]", "\ue007")
        assert tab.run(where) == "sort-body" and tab.text("[aria-sort=ascending]").startswith("机关")
        tab.press("#rows tbody input", " ")
        assert tab.run(where).startswith("pick-") and tab.run("return document.querySelectorAll('#picked .chip').length") == 1
        tab.press("#picked .chip", "\ue007")
        assert tab.run(where) == "years-heading" and tab.run("return document.querySelectorAll('#picked .chip').length") == 0


@needs_chromium
def test_what_is_not_held_is_said_and_joined_by_no_line(many: Path, tmp_path: Path) -> None:
    """A year without a report is not held, in the table, in the profile and in the line; a name in no report is not held either."""
    with browser(1200, tmp_path / "profile") as ask:
        tab = Tab(ask, many, "#y=2024&g=county.body&m=received")
        tab.search("00002")
        tab.click("#rows tbody input")
        tab.click("#rows tbody button.name")
        tab.until("return document.querySelectorAll('#facts table.statutory').length === 3")
        assert tab.run("return [...document.querySelectorAll('#lines td')].map((each) => each.innerText === '未收录')") == [
            year == 2022 for year in range(2019, 2025)
        ]
        assert tab.run("return document.querySelectorAll('#lines circle').length") == 5
        assert tab.run("return document.querySelectorAll('#lines line[stroke=\"#0072B2\"]').length") == 3
        assert "已收录: 2019–2021, 2023–2024 · 未收录: 2022" in tab.text("#facts")
        assert tab.run("return [...document.querySelectorAll('#facts caption')].some((each) => each.innerText.startsWith('各项结果'))")
        tab.search("00003")  # of a prefecture
        assert "见于其他组别" in tab.text("#elsewhere")
        tab.click("#elsewhere button")
        tab.until("return document.getElementById('profile-heading').innerText.includes('00003')")
        tab.search("没有这个机关")
        assert "未收录" in tab.text("#told") and "未收录" in tab.text("#elsewhere")


@needs_chromium
def test_a_rate_of_few_cases_is_told_by_its_counts_alone(many: Path, tmp_path: Path) -> None:
    """Of fewer than thirty cases neither table, line, tooltip nor dialog gives a rate, and there is no rank; some have more."""
    with browser(1200, tmp_path / "profile") as ask:
        seen = set()
        for year in range(2019, 2025):
            tab = Tab(ask, many, f"#y={year}&g=county.body&m=disclosure_rate&l=en")
            for number, (value, cases, rank) in enumerate(
                tab.run(
                    "return [...document.querySelectorAll('#rows tbody tr')].map((row) => [...row.querySelectorAll('td.number')].slice(0, 3).map((each) => each.innerText))"
                )
            ):
                few = "/" in cases and int(cases.split("/")[1].replace(",", "")) < 30
                seen.add(few)
                assert ("%" not in value and value == cases and rank == "—") if few else ("%" in value or "/" not in cases)
                if few and int(cases.split("/")[1]):
                    tab.run(f"document.querySelectorAll('#rows tbody button.figure')[{number}].click()")
                    tab.until("return document.querySelector('dialog').open")
                    assert "%" not in tab.text("#printed-heading") and cases in tab.text("#printed-heading")
                    tab.click("#printed-close")
        assert seen == {True, False}


@needs_chromium
def test_bodies_of_unknown_level_are_listed_and_not_ranked(tmp_path: Path) -> None:
    """Ten bodies of which nobody knows the level have no median and no rank, and the page says why."""
    from ad_hoc import generate

    generate(tmp_path, 60)
    for file in tmp_path.glob("*.parquet"):
        table = pq.read_table(file)
        if "level" in table.column_names:
            field = table.schema.field("level")
            table = table.set_column(table.column_names.index("level"), field, pa.nulls(len(table), field.type))
        pq.write_table(table, file)
    with browser(1200, tmp_path / "profile") as ask:
        tab = Tab(ask, reportlib.explore(Dataset(tmp_path)).save(tmp_path / "explorer.html"), "#y=2024&m=received")
        ranks = "return [...document.querySelectorAll('#rows tbody tr')].map((row) => row.querySelectorAll('td.number')[1].innerText)"
        assert tab.run(ranks) == ["—"] * 10 and "层级或范围不明" in tab.text("#told") and "中位数" not in tab.text("#strip")


@needs_chromium
def test_it_prints_what_is_read_and_no_controls(many: Path, tmp_path: Path) -> None:
    """On paper there are the figures, without boxes to choose from, and the pages can be printed."""
    with browser(1200, tmp_path / "profile") as ask:
        tab = Tab(ask, many, "#y=2024&g=county.body&m=received")
        tab.click("#rows tbody button.name")
        tab.until("return document.querySelectorAll('#facts table.statutory').length === 3")
        assert base64.b64decode(ask("/print", {})).startswith(b"%PDF")
        ask("/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {"media": "print"}})
        shown = (
            "return ['form', '.tools', '#rows', '#strip'].map((name) => getComputedStyle(document.querySelector(name)).display !== 'none')"
        )
        assert tab.run(shown) == [False, False, True, True]


@needs_chromium
def test_it_runs_in_a_cell_of_jupyter(dataset: Dataset, tmp_path: Path) -> None:
    """Framed and shut off, where no address can be kept, it still opens, sorts and shows a profile."""
    frame = tmp_path / "cell.html"
    frame.write_text(f"<!DOCTYPE html><meta charset=utf-8><title>cell</title>{reportlib.explore(dataset)._repr_html_()}", encoding="utf-8")
    with browser(1200, tmp_path / "profile") as ask:
        ask("/url", {"url": frame.as_uri()})
        ask("/frame", {"id": 0})
        tab = Tab(ask)
        tab.until("return document.documentElement.dataset.ready === '1'")
        tab.click("[data-key=sort-body]")
        tab.click("#rows button.name")
        tab.until("return document.querySelectorAll('#facts table.statutory').length === 3")
        assert ask("/se/log", {"type": "browser"}) == []


def test_thousands_of_reports_stay_small(tmp_path: Path) -> None:
    """The generated tables of the benchmark are a dataset, and five hundred of its reports take less than 1.5 MB."""
    from ad_hoc import generate

    generate(tmp_path, 500)
    page = reportlib.explore(Dataset(tmp_path)).save(tmp_path / "explorer.html")
    assert page.stat().st_size < 1_500_000
    assert len(packed(page, "details")["cells"]) == len(Dataset(tmp_path).reports) > 480
