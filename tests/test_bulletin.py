"""The bulletin of a year: its figures against plain SQL, who is left out, what is never added up, and what it is written as."""

from __future__ import annotations

import csv
import shutil
import sys
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest
from browsing import OVERFLOWING, browser, needs_chromium
from typer.testing import CliRunner

import reportlib
from reportlib.__main__ import app
from reportlib.dataset import Dataset
from reportlib.errors import UsageError
from reportlib.publishing.sections import composed
from reportlib.publishing.subject import subject
from reportlib.reviewing.content import Number, Prose, Review, Table

ROOT = Path(__file__).parent.parent
YEAR = 2024


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The generated tables of the benchmark: forty bodies over six years, some cells blank, some reports contradicting themselves."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from ad_hoc import generate

    folder = tmp_path_factory.mktemp("tables")
    generate(folder, 240)
    return Dataset(folder)


@pytest.fixture(scope="module")
def processed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of four shipped reports of two provinces."""
    raw, folder = tmp_path_factory.mktemp("raw"), tmp_path_factory.mktemp("processed")
    for name in ("临沂市行政审批服务局-2024.txt", "宿迁市人民政府-2023.docx", "宿迁市人民政府-2024.html", "上海市科委-2024.xlsx"):
        shutil.copy(ROOT / "data" / "raw" / name, raw)
    reportlib.build(raw, folder, jobs=1)
    return folder


@pytest.fixture(scope="module")
def review(dataset: Dataset) -> Review:
    return composed(subject(dataset, YEAR, "en", None))


@pytest.fixture(scope="module")
def folder(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reportlib.bulletin(dataset, YEAR, tmp_path_factory.mktemp("bulletin") / "zh")


def table(review: Review, caption: str) -> Table:
    """The table of that caption."""
    return next(
        block for section in review.sections for block in section.blocks if isinstance(block, Table) and block.caption.startswith(caption)
    )


def sentences(review: Review, anchor: str) -> list[str]:
    section = next(section for section in review.sections if section.anchor == anchor)
    return [sentence for block in section.blocks if isinstance(block, Prose) for sentence in block.sentences]


# Those of the group that stand for the year, without what their own report contradicts.
KNOWN = """with touched as (select distinct report_id, rule from findings where status = 'fail' and severity = 'error' and "table" = 'requests')
select {what} from requests where year = {year} and level = 'county' and applicant = 'total' and item = '{item}'
and report_id not in (select report_id from touched where {touching})"""


@pytest.mark.parametrize(("code", "item", "caption"), [("received", "received", "Requests received")])
def test_sums_medians_and_matched_changes_are_those_of_sql(dataset: Dataset, review: Review, code: str, item: str, caption: str) -> None:
    """Sum of the known, k of m, median and the change over bodies with both years, each by SQL of its own."""
    touching = "rule = 'balance'"
    asked = {
        year: dataset.sql(KNOWN.format(what="agency, value", year=year, item=item, touching=touching)).set_index("agency")["value"]
        for year in (YEAR - 1, YEAR)
    }
    row = next(row for row in table(review, f"{caption}, {YEAR}").rows if str(row[0]).startswith("County"))
    now, then = asked[YEAR].dropna(), asked[YEAR - 1].dropna()
    bodies = dataset.sql(f"select count(*) as n from reports where year = {YEAR} and level = 'county'")["n"][0]
    assert row[1] == f"{len(now)}/{bodies}"
    assert isinstance(row[2], Number) and row[2].value == now.sum()
    assert isinstance(row[3], Number) and row[3].value == pytest.approx(now.median())
    both = now.index.intersection(then.index)
    assert row[5] == str(len(both))
    assert row[6] == f"{100 * (now[both].sum() / then[both].sum() - 1):+.1f}%"
    assert row[7] == f"{(now[both] > then[both]).sum()} / {(now[both] < then[both]).sum()}"


def test_pooled_and_median_stand_side_by_side_with_their_cases(dataset: Dataset, review: Review) -> None:
    """The release rate of a group: numerator and denominator as added up by SQL, the median of bodies with thirty cases only."""
    rows = [
        row for row in table(review, "Three release rates").rows if str(row[0]).startswith("County") and row[1] == "Released, of closed"
    ]
    pairs = reportlib.compare.rates(dataset.where(year=YEAR, level="county"), "disclosure_rate").dropna(subset=["value"])
    n, d = int(pairs["numerator"].sum()), int(pairs["denominator"].sum())
    assert rows[0][3] == f"{n:,}/{d:,}" and isinstance(rows[0][2], Number) and rows[0][2].value == pytest.approx(n / d)
    enough = pairs[pairs["denominator"] >= 30]
    assert isinstance(rows[0][4], Number) and rows[0][4].value == pytest.approx(enough["value"].median())
    assert str(rows[0][5]).startswith(f"{len(enough)}/")


def test_parts_of_closed_requests_add_up_to_them(review: Review) -> None:
    """Six outcomes make the whole; every ground of not releasing is named, not refusals alone."""
    six = [row for row in table(review, "Six outcomes").rows if str(row[0]).startswith("County")]
    assert len(six) == 6 and sum(row[3].value for row in six if isinstance(row[3], Number)) == pytest.approx(1)
    grounds = {row[1] for row in table(review, "Every ground").rows}
    assert len(grounds) == 19 and {"Not held", "State secret", "Petition or complaint", "Fee overdue"} <= grounds


def test_the_steps_of_requests_are_those_of_sql_and_balance(dataset: Dataset, review: Review) -> None:
    """What came in is what became of it, over the bodies that give every step and are not contradicted."""
    steps = table(review, "From what came in")
    at = next(place for place, name in enumerate(steps.columns) if name.startswith("County"))
    counts = [row[at].value for row in steps.rows[:-1] if isinstance(row[at], Number)]
    assert len(counts) == 9 and sum(counts[:2]) == sum(counts[2:]) > 0
    rows = dataset.sql(f"""select report_id, sum(value) filter (item = 'received') as received, sum(value) filter (item = 'granted') as granted
        from requests where year = {YEAR} and level = 'county' and applicant = 'total' and report_id not in
        (select report_id from requests where applicant = 'total' and value is null and item <> 'other') and report_id not in
        (select report_id from findings where status = 'fail' and rule in ('outcomes', 'balance')) group by 1""")
    assert steps.rows[-1][at] == f"{len(rows)}/{len(dataset.where(year=YEAR, level='county').reports)}"
    assert [counts[1], counts[2]] == [rows["received"].sum(), rows["granted"].sum()]


def test_roll_ups_and_single_bodies_are_never_added_up(dataset: Dataset, tmp_path: Path) -> None:
    """Each level and scope has rows of its own; a group of four has no median and no change."""
    reports = dataset.reports.copy()
    mixed = Dataset(dataset.location)
    counties = reports.index[reports["level"] == "county"]
    few = reports.loc[counties, "agency"].unique()[:4]
    reports.loc[reports["agency"].isin(few), "scope"] = "government"
    mixed.__dict__["reports"] = reports
    matter = subject(mixed, YEAR, "zh", None)._replace(dataset=mixed)
    assert {name for name, _ in matter.groups()} >= {"区县级 · 政府汇总", "区县级 · 单个机关"}
    from reportlib.publishing.parts import by_group

    own = matter._replace(frame=matter.frame.assign(scope=matter.frame["agency"].isin(few).map({True: "government", False: "body"})))
    row = next(row for row in by_group(own, "received").rows if row[0] == "区县级 · 政府汇总")
    assert row[1] in ("4/4", "3/4") and isinstance(row[3], Number) and row[3].value is None and row[4] == "—"


def test_who_moved_beyond_chance_is_named(dataset: Dataset) -> None:
    """A body whose requests grow tenfold in the year stands among the movers, with both figures."""
    requests = dataset.requests.copy()
    of_two = requests[requests["year"].isin([YEAR - 1, YEAR]) & (requests["item"] == "received") & (requests["applicant"] == "total")]
    agency = str(of_two[of_two["value"] >= 60]["agency"].iloc[0])
    for year, value in ((YEAR - 1, 100), (YEAR, 1000)):
        own = (
            (requests["agency"] == agency)
            & (requests["year"] == year)
            & (requests["item"] == "received")
            & (requests["applicant"] == "total")
        )
        requests.loc[own, "value"] = value
    grown = Dataset(dataset.location)
    grown.__dict__["requests"] = requests
    matter = subject(dataset, YEAR, "en", None)
    frame = reportlib.compare.volumes(grown, "received")
    from reportlib.publishing.parts import movers

    others = matter.frame[matter.frame["metric"] != "received"]
    said = movers(matter._replace(frame=pd.concat([others, frame], ignore_index=True)), "received").sentences
    assert any(agency in sentence and "by 900" in sentence for sentence in said)


def test_the_law_of_2024_is_told_where_it_breaks_a_comparison(dataset: Dataset, review: Review) -> None:
    """In the bulletin of 2024, which compares with 2023, and not in that of 2023."""
    assert any("From 2024" in sentence for sentence in sentences(review, "proceedings"))
    assert not any("From 2024" in sentence for sentence in sentences(composed(subject(dataset, 2023, "en", None)), "proceedings"))


def test_bodies_held_before_and_not_now_are_named_and_not_accused(dataset: Dataset) -> None:
    """Not held is all that is said."""
    gone = str(dataset.reports["agency"].iloc[0])
    kept = dataset.reports.loc[~((dataset.reports["agency"] == gone) & (dataset.reports["year"] == YEAR)), "report_id"].tolist()
    told = sentences(composed(subject(dataset.where(report_id=kept), YEAR, "zh", None)), "held")
    assert any(gone in sentence and "未收录" in sentence for sentence in told)
    assert any("不表示其未编制或未公布" in sentence for sentence in told)


def test_the_annex_has_every_body_with_marks_where_there_is_no_figure(dataset: Dataset, review: Review) -> None:
    """A row a body; a rate of few cases is marked and not given, a contradicted figure is marked as such."""
    annex = review.sections[-1]
    rows = [row for block in annex.blocks if isinstance(block, Table) for row in block.rows]
    of_year = dataset.reports[dataset.reports["year"] == YEAR]
    assert sorted(str(row[0]) for row in rows) == sorted(of_year["agency"])
    rates = reportlib.compare.rates(dataset.where(year=YEAR), "disclosure_rate").set_index("agency")
    marks = {str(row[0]): row[3] for row in rows}
    for agency, rate in rates.iterrows():
        if pd.notna(rate["value"]):
            assert (marks[agency] == "[c]") == (rate["denominator"] < 30)
        elif str(rate["note"]).startswith("contradicted"):
            assert marks[agency] == "[e]"


def test_revisions_name_what_differs_from_an_earlier_version(dataset: Dataset) -> None:
    """A count that was another one then is listed, old and new; nothing else is."""
    old = Dataset(dataset.location)
    requests = dataset.requests.copy()
    at = requests.index[
        (requests["year"] == YEAR) & (requests["item"] == "received") & (requests["applicant"] == "total") & requests["value"].notna()
    ][0]
    agency, value = requests.loc[at, "agency"], requests.loc[at, "value"]
    requests.loc[at, "value"] = value + 5

    class Then:
        location, version = old.location, None

        def where(self, **wanted: object) -> Dataset:
            chosen = old.where(**wanted)
            chosen.__dict__["requests"] = requests[requests["year"] == YEAR]
            return chosen

    review = composed(subject(dataset, YEAR, "en", Then()))  # type: ignore[arg-type]
    rows = table(review, "Figures that differ").rows
    assert len(rows) == 1 and rows[0][0] == agency
    assert [cell.value for cell in rows[0][2:] if isinstance(cell, Number)] == [value + 5, value]


def test_a_part_is_set_beside_the_same_part_of_an_earlier_version(processed: Path, tmp_path: Path) -> None:
    """Against the same tables nothing differs, of a province as of all; no table of nothing is drawn."""
    province = str(reportlib.load(processed).reports["province"].dropna().iloc[0])
    asked = ["bulletin", str(processed), "--year", str(YEAR), "--within", province, "--against", str(processed), "-o", str(tmp_path / "b")]
    assert CliRunner().invoke(app, asked).exit_code == 0
    page = (tmp_path / "b" / "index.html").read_text(encoding="utf-8")
    assert "+0 个机关" in page and "不同的数字" not in page


def test_a_year_that_is_not_held_is_answered_with_those_that_are(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="2019, 2020"):
        reportlib.bulletin(dataset, 1999, tmp_path / "none")
    with pytest.raises(UsageError, match="zh or en"):
        reportlib.bulletin(dataset, YEAR, tmp_path / "none", "fr")
    assert not (tmp_path / "none").exists()


def test_it_is_written_as_a_page_a_document_a_workbook_and_figures(folder: Path) -> None:
    """Each with all tables; charts beside them; no sheet over another's name."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert page.count("<table>") > 20 and page.count("<svg") == 3 and "<script" not in page
    assert len(docx.Document(str(folder / "bulletin.docx")).tables) == page.count("<table>")
    book = openpyxl.load_workbook(folder / "tables.xlsx", read_only=True)
    assert len(book.sheetnames) == page.count("<table>") + 2
    with (folder / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["metric"] for row in rows} >= {"received", "disclosure_rate", "fees"} and {row["year"] for row in rows} == {str(YEAR)}
    assert sorted(path.name for path in (folder / "charts").glob("*.png")) == ["backlog_rate.png", "disclosure_rate.png", "received.png"]


def test_the_same_dataset_gives_the_same_bytes(dataset: Dataset, folder: Path, tmp_path: Path) -> None:
    again = reportlib.bulletin(dataset, YEAR, tmp_path / "zh")
    for name in ("index.html", "bulletin.docx", "tables.xlsx", "figures.csv"):
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name


def test_real_reports_of_two_forms_make_a_bulletin(tmp_path: Path) -> None:
    """The shipped reports of one body alone, over the change of form: no median, no rank, and it is said."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in ("临沂市行政审批服务局-2024.txt", "临淄区商务局-2023.txt"):
        (raw / name).write_bytes((ROOT / "data" / "raw" / name).read_bytes())
    reportlib.build(raw, tmp_path / "out", jobs=1)
    page = reportlib.bulletin(reportlib.load(tmp_path / "out"), YEAR, tmp_path / "bulletin") / "index.html"
    assert "31,510" in page.read_text(encoding="utf-8")


@needs_chromium
@pytest.mark.parametrize("width", [390, 1000])
def test_the_page_fits_phone_and_desk(folder: Path, tmp_path: Path, width: int) -> None:
    with browser(width, tmp_path / "profile") as ask:
        ask("/url", {"url": (folder / "index.html").as_uri()})
        assert ask("/execute/sync", {"script": OVERFLOWING, "args": []}) == [0, []]
        assert ask("/se/log", {"type": "browser"}) == []
