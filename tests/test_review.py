"""The review pack: the right report, true sentences, and a page, a document and a workbook that anyone can open and read."""

from __future__ import annotations

import csv
import re
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from browsing import OVERFLOWING, browser, needs_chromium
from docx import Document
from frames import stored, synthetic
from lxml import html
from python_calamine import CalamineWorkbook

import reportlib
from reportlib.compare import METRICS
from reportlib.dataset import Dataset
from reportlib.errors import UsageError
from reportlib.forms import labels
from reportlib.reviewing import review
from reportlib.reviewing.chosen import chosen
from reportlib.reviewing.compared import compared
from reportlib.reviewing.content import Prose, shown
from reportlib.reviewing.printed import cells_of, place_text, places_of, spelled, statutory
from reportlib.reviewing.quality import quality
from reportlib.reviewing.said import said, standing

RAW = Path(__file__).parent.parent / "data" / "raw"
REPORTS = ("宿迁市人民政府-2023", "宿迁市人民政府-2024", "淮安市人民政府-2024", "临沂市行政审批服务局-2024")
SUQIAN, LINYI = ("宿迁市人民政府", 2024), ("临沂市行政审批服务局", 2024)
SECTIONS = ["findings", "comparison", "disclosures", "requests", "proceedings", "prose", "quality", "method", "sources"]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Four real reports: one body with last year and a peer, and one with neither."""
    raw, processed = tmp_path_factory.mktemp("raw"), tmp_path_factory.mktemp("processed")
    for name in REPORTS:
        path = sorted(RAW.glob(f"{name}.*"))[0]
        shutil.copy(path, raw / path.name)
    reportlib.build(raw, processed, jobs=1)
    return reportlib.load(processed)


@pytest.fixture(scope="module")
def packs(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The packs of a body with all comparisons, in Chinese, and of one with none, in English."""
    folder = tmp_path_factory.mktemp("packs")
    return {"zh": review(dataset, *SUQIAN, folder / "zh"), "en": review(dataset, *LINYI, folder / "en", "en")}


def drawn(folder: Path, **changes: dict[str, list[object]]) -> Dataset:
    """The synthetic bodies as a dataset, some columns of `reports` set anew."""
    tables = synthetic(20, range(2020, 2024)).arrow()
    reports = tables["reports"]
    for name, values in changes.items():
        field = reports.schema.field(name)
        held = [
            values.get(report_id, old) for report_id, old in zip(reports["report_id"].to_pylist(), reports[name].to_pylist(), strict=True)
        ]
        reports = reports.set_column(reports.schema.get_field_index(name), field, pa.array(held, field.type))
    stored(folder, {**tables, "reports": reports})
    return reportlib.load(folder)


def spoken(blocks: tuple[object, ...]) -> str:
    """The sentences among the parts of a section."""
    return " ".join(sentence for block in blocks if isinstance(block, Prose) for sentence in block.sentences)


def text_of(pack: Path) -> str:
    return html.parse(str(pack / "index.html")).getroot().find("body").text_content()


# ---------------------------------------------------------------- which report


def test_an_unknown_body_is_answered_with_the_nearest_names(dataset: Dataset, tmp_path: Path) -> None:
    """A name that is not there names the bodies it may have meant, the likeliest first."""
    with pytest.raises(UsageError) as error:
        review(dataset, "宿迁市政府", 2024, tmp_path)
    assert "nearest are 宿迁市人民政府" in str(error.value)
    assert not list(tmp_path.iterdir())


def test_an_unknown_year_is_answered_with_the_years_there_are(dataset: Dataset, tmp_path: Path) -> None:
    """A year without a report names the years with one; an unknown language is refused too."""
    with pytest.raises(UsageError, match="one of 2023, 2024"):
        review(dataset, "宿迁市人民政府", 2019, tmp_path)
    with pytest.raises(UsageError, match="zh or en"):
        review(dataset, *SUQIAN, tmp_path, "fr")


def test_of_two_reports_of_a_year_the_verified_one_is_used_and_the_other_named(tmp_path: Path) -> None:
    """A body and year that is there twice: verified goes before newest, the other is listed, and no peer counts twice."""
    same = {"b03-2023": "b08", "b08-2023": "b08"}
    named = {"b03-2023": "某局", "b08-2023": "某局"}
    dataset = drawn(tmp_path / "in", body_id=same, agency=named, grade={"b03-2023": "flagged", "b08-2023": "verified"})
    found = chosen(dataset, "某局", 2023)
    assert found.report_id == "b08-2023" and found.others["report_id"].tolist() == ["b03-2023"]
    note = spoken(quality(found, cells_of(found.tables), dataset.findings, "zh"))
    assert "本年有 2 份报告，采用 b08-2023.txt" in note and "b03-2023.txt" in note
    assert "b03-2023" not in set(found.tables.reports["report_id"])


def test_the_quality_notes_count_the_figures_that_nothing_confirms(dataset: Dataset) -> None:
    """A figure without evidence stands on its cell alone, and the notes say how many do."""
    found = chosen(dataset, *SUQIAN)
    cells = cells_of(found.tables)
    own = cells[(cells["report_id"] == found.report_id) & cells["value"].notna()]
    alone = int(own["evidence"].isna().sum())
    assert 0 < alone < len(own)
    assert f"有数的格中，{alone} 格只凭该格本身" in spoken(quality(found, cells, dataset.findings, "zh"))
    assert f"{alone} stand on their cell alone" in spoken(quality(found, cells, dataset.findings, "en"))


def test_two_bodies_of_one_name_are_not_mixed(tmp_path: Path) -> None:
    """A name that several bodies bear is refused with their ids, and the id is taken instead."""
    dataset = drawn(
        tmp_path / "in", body_id={"b03-2023": "x", "b08-2023": "y"}, agency={"b03-2023": "政务服务局", "b08-2023": "政务服务局"}
    )
    with pytest.raises(UsageError, match="body_id of one: x, y"):
        chosen(dataset, "政务服务局", 2023)
    assert chosen(dataset, "y", 2023).report_id == "b08-2023"


def test_a_renamed_body_keeps_its_last_year(tmp_path: Path) -> None:
    """A body that reported under another name the year before is compared with itself."""
    dataset = drawn(tmp_path / "in", body_id={"b00-2022": "b00", "b00-2023": "b00"}, agency={"b00-2022": "旧名局"})
    found = chosen(dataset, str(dataset.reports.set_index("report_id").loc["b00-2023", "agency"]), 2023)
    assert found.last_year is not None and found.last_year["agency"] == "旧名局"


# ---------------------------------------------------------------- what is said


def test_sentences_give_figure_change_and_place(dataset: Dataset) -> None:
    """Each sentence tells the figure as printed, the change from last year's, and where it stands among like bodies."""
    found = chosen(dataset, *SUQIAN)
    received, rate = (said(compared(found), found, "en", (code,))[0] for code in ("received", "disclosure_rate"))
    assert received == "Requests received: 3,525; up by 14 (+0.4%) from 3,511 in 2023; the median of 2 like bodies is 3,322."
    assert rate.startswith("Released, of closed: 54.0% (1,902 of 3,521); up by 10.4 points from 43.6% in 2023; the median of 2")


def test_a_place_is_told_among_eight_bodies_and_more(tmp_path: Path) -> None:
    """The sentence of a body among many says its rank; without one it says the median alone."""
    stored(tmp_path / "in", synthetic(60, range(2023, 2024), gaps=False).arrow())
    dataset = reportlib.load(tmp_path / "in")
    own = dataset.reports[(dataset.reports["level"] == "county") & (dataset.reports["scope"] == "body")]
    found = chosen(dataset, str(own["agency"].iloc[0]), 2023)
    row = compared(found).set_index("metric").loc["received"]
    (sentence,) = said(compared(found), found, "zh", ("received",))
    assert row["peers"] >= 8 and f"同类 {row['peers']} 个机关中由高到低第 {row['rank']}，中位数" in sentence


def test_without_last_year_or_peers_nothing_is_compared_and_it_is_said(packs: dict[str, Path]) -> None:
    """The pack of a body that stands alone has its own figures only, and says why, once."""
    text = text_of(packs["en"])
    assert (
        text.count("no report of this body for 2023") == 1 and text.count("no other body of the same level, scope and kind for 2024") == 1
    )
    assert "Permit decisions: 31,510." in text and text.count("median") == 1  # in the method
    assert html.parse(str(packs["en"] / "index.html")).xpath("//section[@id='comparison']//thead//th/text()") == ["Figure", "2024"]


def test_peers_are_of_the_same_level_scope_and_year(tmp_path: Path) -> None:
    """Rank and median are over bodies of the same level and scope; a body of unknown level has no peers."""
    dataset = drawn(tmp_path / "in")
    reports = dataset.reports
    county = reports[(reports["level"] == "county") & (reports["year"] == 2023)]
    found = chosen(dataset, str(county["agency"].iloc[0]), 2023)
    row = compared(found).set_index("metric").loc["received"]
    requests = dataset.requests
    values = requests[
        requests["report_id"].isin(county["report_id"]) & (requests["item"] == "received") & (requests["applicant"] == "total")
    ]["value"]
    assert row["peers"] == values.notna().sum() and row["median"] == values.median()
    unknown = reports[reports["level"].isna() & (reports["year"] == 2023)]
    alone = chosen(dataset, str(unknown["agency"].iloc[0]), 2023)
    assert "level or scope of this body is not known" in standing(compared(alone), alone, "en")[-1]


def test_a_missing_figure_is_never_zero(tmp_path: Path) -> None:
    """A report with blanks shows the word for blank in each such cell, counts and lists them, and gives no figure that needs them."""
    dataset = drawn(tmp_path / "in", grade=dict.fromkeys(["b05-2023"], "incomplete"))
    requests = dataset.requests
    own = requests[requests["report_id"] == "b05-2023"]
    nulls = int(own["value"].isna().sum())
    found = chosen(dataset, str(own["agency"].iloc[0]), 2023)
    cells = cells_of(found.tables)
    table = statutory(found, cells, "zh")["requests"]
    assert nulls and sum(shown(cell, "zh") == "空白" for row in table.rows for cell in row) == nulls
    note = spoken(quality(found, cells, dataset.findings, "zh"))
    assert "等级：不完整" in note and f"{nulls} 格没有数字" in note


def test_last_year_in_the_other_form_is_compared_only_where_both_print_it(tmp_path: Path) -> None:
    """The first year of the 2021 form: permits have a base, documents in force have none, and the page says so."""
    dataset = drawn(tmp_path / "in")
    both = set(dataset.reports[dataset.reports["year"] == 2020]["agency"]) & set(dataset.reports[dataset.reports["year"] == 2021]["agency"])
    found = chosen(dataset, sorted(both)[0], 2021)
    rows = compared(found).set_index("metric")
    assert pd.notna(rows.loc["penalties", "base"]) and pd.isna(rows.loc["normative_in_force", "base"])
    assert rows.loc["normative_in_force", "base_note"].startswith("not in form")


def test_every_figure_leads_back_to_its_place(dataset: Dataset) -> None:
    """The places of a metric are those of the cells in its formula, and the same code is labelled as its own row prints it."""
    found = chosen(dataset, *LINYI)
    own = cells_of(found.tables)
    own = own[own["report_id"] == found.report_id]
    lawsuits = own[(own["item"].str.startswith("litigation")) & (own["column"] == "total")]
    assert places_of("lawsuits", own, "en") == "lawsuits·total: " + place_text(lawsuits["place"], "en")
    assert len(statutory(found, own, "zh")["requests"].rows) == own[own["table"] == "requests"]["item"].nunique()
    assert (spelled("fees.amount", "zh"), spelled("procurement.amount", "zh")) == ("行政事业性收费·本年收费金额", "政府集中采购·采购总金额")


@pytest.mark.parametrize(
    ("places", "text"),
    [
        (["line 98, row 4, column 2", "line 99, row 4, column 3"], "line 98–99, row 4, column 2–3"),
        (["page 2, column 4", "page 2, column 9", "page 2, column 10"], "page 2, column 4/9–10"),
        (["", None], "—"),
        (["sheet 附表, row 3"], "sheet 附表, row 3"),
    ],
)
def test_places_are_joined_without_inventing_any(places: list[object], text: str) -> None:
    """Places are given as one text in which only consecutive numbers become a span."""
    assert place_text(places, "en") == text


# ---------------------------------------------------------------- the page


@pytest.mark.parametrize("name", ["zh", "en"])
def test_page_is_self_contained_and_complete(packs: dict[str, Path], name: str) -> None:
    """The page has every section, no script, asks for nothing outside itself, and its ids are its own."""
    page = html.parse(str(packs[name] / "index.html"))
    assert page.xpath("//section/@id") == SECTIONS
    assert page.getroot().get("lang") == ("en" if name == "en" else "zh-CN")
    assert not page.xpath("//script | //iframe | //object | //link[@rel='stylesheet'] | //*[@onclick or @onload]")
    asked = page.xpath("//@src | //@href | //@*[name()='xlink:href']")
    assert not [url for url in asked if not url.startswith(("#", "data:"))]
    assert not re.search(r"@import|url\((?!#|[\"']?data:)", (packs[name] / "index.html").read_text(encoding="utf-8"))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {url[1:] for url in asked if url.startswith("#")} <= set(ids)


@pytest.mark.parametrize("name", ["zh", "en"])
def test_every_drawing_has_an_alternative(packs: dict[str, Path], name: str) -> None:
    """Each chart in the page is an image with title and description, and lies in charts/ as PNG and SVG with numbers and text."""
    drawings = html.parse(str(packs[name] / "index.html")).xpath("//figure/*[name()='svg']")
    assert drawings
    for drawing in drawings:
        title, description = (drawing.find(tag) for tag in ("title", "desc"))
        assert drawing.get("role") == "img" and title.text and description.text
        assert drawing.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        stem = title.get("id").removesuffix("-title")
        assert all((packs[name] / "charts" / f"{stem}.{suffix}").exists() for suffix in ("png", "svg", "csv", "txt"))


def test_english_pages_speak_english(packs: dict[str, Path]) -> None:
    """In an English page Chinese is left only where a name, a file or a form's number is quoted."""
    page = html.parse(str(packs["en"] / "index.html"))
    texts = [text for text in page.xpath("//main//*[not(ancestor-or-self::*[name()='svg'])]/text()") if re.search("[一-鿿]", text)]
    assert all("临沂市" in text or re.fullmatch("「.+」", text) for text in texts), texts


def section_of(pack: Path, anchor: str) -> str:
    """What a section of the page says."""
    section = html.parse(str(pack / "index.html")).xpath(f"//section[@id='{anchor}']")[0]
    return " ".join(" ".join(text.split()) for text in section.xpath(".//text()[not(ancestor::*[name()='svg'])]") if text.strip())


def test_the_year_stands_in_one_sentence_and_the_largest_outcome_is_broken_down(packs: dict[str, Path]) -> None:
    """The page begins with what came in and what became of it; the largest outcome with grounds is told ground by ground."""
    points = section_of(packs["zh"], "findings")
    assert "2024 年，宿迁市人民政府新收申请 3,525 件，办结申请 3,521 件，公开率（占办结） 54.0%（1,902/3,521），行政复议 170 件" in points
    assert "无法提供 941 件，其中本机关不掌握相关政府信息" in points


def test_grounds_of_refusal_stand_by_year(packs: dict[str, Path], dataset: Dataset) -> None:
    """Every ground that was given in either year has its counts, as SQL over the tables has them."""
    told = section_of(packs["zh"], "requests")
    grounds = dataset.sql("""
        SELECT item, sum(value) FILTER (year = 2023) AS before, sum(value) FILTER (year = 2024) AS now FROM requests
        WHERE agency = '宿迁市人民政府' AND applicant = 'total' AND item LIKE 'denied.%' GROUP BY item HAVING before + now > 0""")
    assert "历年不予公开的理由（件）" in told and len(grounds) > 3
    for row in grounds.itertuples():
        name = labels("zh")["requests", "item", row.item].split("．")[-1]
        assert f"{name} {int(row.before):,} {int(row.now):,}" in told


def test_the_prose_is_quoted_with_its_place(packs: dict[str, Path], dataset: Dataset) -> None:
    """Figures and sentences of the prose stand in quotation marks as the report has them, and say where."""
    told = section_of(packs["en"], "prose")
    sections = dataset.sections[dataset.sections["agency"] == LINYI[0]]
    five = str(sections.loc[sections["number"] == 5, "text"].iloc[0])
    quoted = re.findall("「([^」]+?)(?:……)?」", told)
    whole = "".join(sections["text"])
    assert len(quoted) > 3 and all(words in whole for words in quoted)
    assert [words for words in quoted if words in five] and "section five, sentence" in told


def test_prose_that_is_not_the_bodys_own_is_not_quoted(tmp_path: Path) -> None:
    """A report that was set anew from published figures has no prose to quote, and its files name their origin instead of a hash."""
    reports = synthetic(20, range(2020, 2024)).reports
    data = drawn(tmp_path / "data", origin=dict.fromkeys(reports["report_id"], "set"))
    agency, year = str(data.reports["agency"].iloc[0]), 2023
    pack = review(data, agency, year, tmp_path / "pack")
    assert "正文不是机关所写，不予引用" in section_of(pack, "prose") and "「" not in section_of(pack, "prose")
    assert "据公布的数字重新排出" in section_of(pack, "sources")


def test_formulas_are_told_in_the_words_of_the_form() -> None:
    """No code is left in a formula, also where it counts lawsuits of one channel."""
    for metric in METRICS.values():
        assert not re.search("[a-z_]{3,}", spelled(metric.formula, "zh")), metric.code


def test_the_same_dataset_gives_the_same_bytes(dataset: Dataset, packs: dict[str, Path], tmp_path: Path) -> None:
    """A second run writes every file anew with the same content."""
    again = review(dataset, *LINYI, tmp_path / "again", "en")
    for file in sorted(path for path in again.rglob("*") if path.is_file()):
        assert file.read_bytes() == (packs["en"] / file.relative_to(again)).read_bytes(), file.name


def test_the_key_points_say_what_moved_the_share_released(dataset: Dataset, packs: dict[str, Path]) -> None:
    """What the applicants' own shares and who applied gave, recomputed cell by cell, adds up to the change that is told."""
    cells = dataset.requests[(dataset.requests["agency"] == "宿迁市人民政府") & (dataset.requests["applicant"] != "total")]
    count = cells.pivot_table(index="applicant", columns=["year", "item"], values="value", aggfunc="first").astype(float)
    released = {year: count[year]["granted"] + count[year]["granted_in_part"] for year in (2023, 2024)}
    closed = {year: count[year]["closed_total"] for year in (2023, 2024)}
    share = {year: (released[year] / closed[year]) for year in released}
    weight = {year: closed[year] / closed[year].sum() for year in closed}
    own = ((weight[2023] + weight[2024]) / 2 * (share[2024] - share[2023])).sum()
    change = released[2024].sum() / closed[2024].sum() - released[2023].sum() / closed[2023].sum()
    page = (packs["zh"] / "index.html").read_text(encoding="utf-8")
    assert (
        f"各类申请人自身公开率的变化 {100 * own:+.1f} 个百分点，申请人构成的变化 {100 * (change - own):+.1f} 个百分点；作用最大的是自然人"
        in page
    )


# ---------------------------------------------------------------- document, workbook, figures


@pytest.mark.parametrize("name", ["zh", "en"])
def test_document_has_real_headings_tables_and_alternatives(packs: dict[str, Path], name: str) -> None:
    """The Word file holds the headings and rows of the page, repeats table heads, names Chinese fonts, describes its pictures."""
    paper = Document(str(packs[name] / "report.docx"))
    page = html.parse(str(packs[name] / "index.html"))
    assert [each.text for each in paper.paragraphs if each.style.name == "Heading 1"] == [each.text for each in page.xpath("//h2")]
    assert [len(table.rows) for table in paper.tables] == [len(table.xpath(".//tr")) for table in page.xpath("//table")]
    assert [cell.text for cell in paper.tables[0].rows[1].cells] == [cell.text or "" for cell in page.xpath("(//table)[1]/tbody/tr[1]/*")]
    body = paper.element.xml
    assert body.count("w:tblHeader") == len(paper.tables)
    assert len(paper.inline_shapes) == len(page.xpath("//figure"))
    assert all(shape._inline.docPr.get("descr") for shape in paper.inline_shapes)
    word = {"zh": ("表", "图"), "en": ("Table", "Figure")}[name]
    captions = [each.text for each in paper.paragraphs if each.style.name == "Caption"]
    for kind, count in zip(word, (len(paper.tables), len(paper.inline_shapes)), strict=True):
        assert [text.split()[:2] for text in captions if text.startswith(kind)] == [[kind, str(number)] for number in range(1, count + 1)]
        assert body.count(f" SEQ {kind} ") + body.count(f">SEQ {kind} ") == count
    assert 'w:eastAsia="宋体"' in paper.styles["Normal"].element.xml and 'w:eastAsia="黑体"' in paper.styles["Heading 1"].element.xml


def test_workbook_holds_figures_as_numbers_with_their_source(dataset: Dataset, packs: dict[str, Path]) -> None:
    """Cover, contents with a link to each sheet, numbers as numbers, and file, hash and place beside every cell."""
    book = CalamineWorkbook.from_path(str(packs["zh"] / "tables.xlsx"))
    assert book.sheet_names[:3] == ["封面", "目录", "主要指标"] and book.sheet_names[-2:] == ["来源", "说明"]
    assert [row[0] for row in book.get_sheet_by_name("目录").to_python()[2:]] == book.sheet_names[2:]
    cells = book.get_sheet_by_name("单元格").to_python()
    head = cells.index(next(row for row in cells if row[0] == "报告"))
    used = dataset.reports[dataset.reports["agency"].isin(["宿迁市人民政府", "淮安市人民政府"])]["report_id"]
    expected = sum(len(table[table["report_id"].isin(used)]) for table in (dataset.disclosures, dataset.requests, dataset.proceedings))
    assert len(cells) - head - 1 == expected
    assert all(row[8] and row[9] and row[10] for row in cells[head + 1 :])
    figures = {row[0]: row for row in book.get_sheet_by_name("主要指标").to_python()}
    assert figures["行政许可决定数"][2] == 1573179.0 and "行政许可·本年处理决定数量" in figures["行政许可决定数"][-1]
    assert {figures[name][1] for name in ("公开率（占办结）", "结转相当于办结天数", "行政许可决定数")} == {"%", "天", "件"}
    with zipfile.ZipFile(packs["zh"] / "tables.xlsx") as parts:
        assert "主要指标!$A$1:$P$" in parts.read("xl/workbook.xml").decode()  # the columns before the formulas go on paper
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sum(sheet.count(b"<hyperlink ") for sheet in sheets[:2]) == len(book.sheet_names) - 2
    assert all(b"frozen" in sheet and b'paperSize="9"' in sheet for sheet in sheets[2:])


def test_no_text_of_a_report_becomes_a_formula_or_markup(tmp_path: Path) -> None:
    """A body and a file whose names look like formulas and scripts are text everywhere."""
    evil = "=HYPERLINK(1)<script>alert(1)</script>"
    dataset = drawn(tmp_path / "in", agency={"b03-2023": evil}, body_id={"b03-2023": "b03"}, source={"b03-2023": "@evil.txt"})
    pack = review(dataset, evil, 2023, tmp_path / "out")
    with zipfile.ZipFile(pack / "tables.xlsx") as parts:
        assert not [name for name in parts.namelist() if name.startswith("xl/worksheets/") and b"<f>" in parts.read(name)]
    for file in pack.rglob("*.csv"):
        fields = [field for row in csv.reader(file.read_text(encoding="utf-8-sig").splitlines()) for field in row]
        assert not [field for field in fields if field.startswith(("=", "@"))], file.name
    page = html.parse(str(pack / "index.html"))
    assert not page.xpath("//script") and page.findtext(".//h1").startswith(evil)


def test_figures_tell_formula_source_and_place(packs: dict[str, Path]) -> None:
    """figures.csv has a row a metric with value, parts, base, peers, formula, file, hash and place."""
    frame = pd.read_csv(packs["zh"] / "figures.csv").set_index("metric")
    row = frame.loc["disclosure_rate"]
    assert (row["numerator"], row["denominator"], row["base_year"], row["peers"]) == (1902, 3521, 2023, 2)
    assert (
        row["formula"] == "(granted + granted_in_part) / closed_total"
        and len(row["sha256"]) == 64
        and re.search(r"予以公开: .*[0-9]", row["place"])
    )


# ---------------------------------------------------------------- in a browser


@needs_chromium
@pytest.mark.parametrize("width", [390, 1200])
def test_page_opens_without_errors_and_nothing_overflows(packs: dict[str, Path], tmp_path: Path, width: int) -> None:
    """At the width of a phone and of a desk: no console message, no sideways scrolling, nothing outside the page."""
    with browser(width, tmp_path / "profile") as ask:
        for pack in packs.values():
            ask("/url", {"url": (pack / "index.html").as_uri()})
            assert ask("/execute/sync", {"script": OVERFLOWING, "args": []}) == [0, []], pack.name
            assert ask("/se/log", {"type": "browser"}) == []


@needs_chromium
def test_page_fits_on_paper(packs: dict[str, Path], tmp_path: Path) -> None:
    """On A4 nothing is wider than the paper between its margins."""
    with browser(680, tmp_path / "profile") as ask:
        for pack in packs.values():
            ask("/url", {"url": (pack / "index.html").as_uri()})
            ask("/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {"media": "print"}})
            assert ask("/execute/sync", {"script": OVERFLOWING.replace("'.scroll'", "'.none'"), "args": []}) == [0, []], pack.name
