"""One file from bytes to grade, with what users say beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

import reportlib
from reportlib.errors import UsageError
from reportlib.model import Report, Source
from reportlib.readers import read as read_document
from reportlib.reading import Beside, read, read_all, read_beside
from reportlib.showing import located, neighbourhood, report_html, standing_alone

RAW = Path(__file__).parent.parent / "data" / "raw"
TEXT = (RAW / "临淄区商务局-2023.txt").read_text(encoding="utf-8")
NAMELESS = (RAW / "政务服务局-2023.md").read_text(encoding="utf-8")


def folder(tmp_path: Path, **files: str) -> Path:
    """A folder with these files, the extension parted from the name by an underscore."""
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def read_in(root: Path, name: str) -> Report:
    return read(Source(name, (root / name).read_bytes()), read_beside(root))


def rules(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings if finding.status == "fail"}


def test_the_manifest_tells_what_is_not_printed(tmp_path: Path) -> None:
    """Agency and year come from manifest.csv where the print has none; address and dates go to the report."""
    untitled = TEXT.split("一、总体情况", 1)[1].replace("临淄区商务局", "本局").replace("2023", "")
    manifest = "file,agency,year,url,fetched_at,published_at\na.txt,临淄区商务局,2023,https://example.org/a,2024-02-01,2024-01-20\n"
    report = read_in(folder(tmp_path, a_txt="一、总体情况" + untitled, manifest_csv=manifest), "a.txt")
    assert (report.agency, report.year, report.location.region) == ("临淄区商务局", 2023, "临淄区")
    assert tuple(report.publication)[:3] == ("https://example.org/a", "2024-01-20", "2024-02-01")
    assert "manifest" in rules(report) and not {"agency_unknown", "year_unknown"} & rules(report)


def test_the_print_wins_over_the_manifest_and_says_so(tmp_path: Path) -> None:
    """A disagreement with the print is a finding, and the print is taken."""
    manifest = "file,agency,year\nb/a.txt,某局,2022\n"
    root = folder(tmp_path, b__a_txt=TEXT, manifest_csv=manifest)
    report = read_in(root, "b/a.txt")
    assert (report.agency, report.year) == ("临淄区商务局", 2023)
    assert [finding.rule for finding in report.findings if finding.rule == "manifest_disagrees"] == ["manifest_disagrees"] * 2


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("gone.txt,,,,,", "which is not there"),
        ("a.txt,,twenty,,,", "expected a year"),
        ("a.txt,,,,yesterday,", "expected a date"),
        (",某局,,,,", "expected a file"),
    ],
)
def test_a_wrong_line_of_the_manifest_is_a_finding(tmp_path: Path, line: str, words: str) -> None:
    """A line that cannot be used is told with its number, and used for nothing."""
    beside = read_beside(folder(tmp_path, a_txt=TEXT, manifest_csv=f"file,agency,year,url,fetched_at,published_at\n{line}\n"))
    assert not beside.manifest
    assert [(finding.rule, finding.place) for finding in beside.findings] == [("manifest_file", "manifest.csv, line 2")]
    assert words in beside.findings[0].message


def test_findings_about_the_folder_are_kept_in_the_tables(tmp_path: Path) -> None:
    """They stand last among the findings, with no report_id, also after a build that read nothing anew."""
    root = folder(tmp_path, raw__a_txt=TEXT, raw__manifest_csv="file,agency\ngone.txt,某局\n")
    for _ in range(2):
        reportlib.build(root / "raw", root / "out")
        last = reportlib.load(root / "out").findings.iloc[-1]
        assert last["rule"] == "manifest_file" and last.isna()["report_id"]


def test_a_folder_settles_a_name_without_a_place_only_if_a_user_says_so(tmp_path: Path) -> None:
    """A bare 政务服务局 stays without a place; bodies.csv gives it one."""
    assert read_in(folder(tmp_path, a_md=NAMELESS), "a.md").location.region is None
    bodies = "alias,code,kind,parent,scope,from,to\n政务服务局,370305,administrative_approval,,body,2020,2025\n"
    located_report = read_in(folder(tmp_path, a_md=NAMELESS, bodies_csv=bodies), "a.md")
    assert (located_report.location.region_code, located_report.location.body_id) == ("370305", "370305-administrative_approval")
    assert "region_unknown" not in rules(located_report)


@pytest.mark.parametrize(("hint", "code"), [("吉林省/长春市", "220104"), ("北京", "110105"), ("", None)])
def test_an_ambiguous_district_is_settled_by_its_folder(tmp_path: Path, hint: str, code: str | None) -> None:
    """朝阳区 lies in Beijing and in Changchun: the folder tells which, and nothing is guessed without it."""
    text = TEXT.replace("临淄区", "朝阳区")
    name = f"{hint}/a.txt" if hint else "a.txt"
    report = read(Source(name, text.encode()), Beside())
    assert report.location.region_code == code
    assert ("region_unknown" in rules(report)) == (code is None)


def test_reports_of_before_2019_keep_their_prose_only() -> None:
    """Their tables are of another form: nothing is squeezed into the later ones, and the reason is said."""
    text = "甲县乙局2017年政府信息公开工作年度报告\n一、概述\n2017年主动公开政府信息120条。\n\n统计指标\t单位\t统计数\n主动公开政府信息数\t条\t120\n收到申请数\t件\t3\n"
    report = read(Source("old.txt", text.encode()))
    assert (report.identity.form, report.year, report.grade, report.facts) == ("before-2019", 2017, "incomplete", ())
    assert report.sections[0].text == "2017年主动公开政府信息120条。"
    assert [mention.value for mention in report.mentions] == [120]
    assert "form_unknown" in rules(report)


SECOND = (RAW / "临沂市行政审批服务局-2024.txt").read_text(encoding="utf-8")
TITLED = f"\n\n临沂市行政审批服务局2024年政府信息公开工作年度报告\n{SECOND}"


def test_every_report_of_a_file_is_read() -> None:
    """A file of two reports gives two, each with its own figures; reading one gives the first and says how many there are."""
    source = Source("two.txt", f"{TEXT}{TITLED}".encode())
    first, second = read_all(source)
    assert (first.agency, first.grade, first.source) == ("临淄区商务局", "verified", "two.txt")
    assert (second.agency, second.grade, second.source) == ("临沂市行政审批服务局", "verified", "two.txt#2")
    assert [report.value("disclosures", "20.5/licenses", "decisions") for report in (first, second)] == [0, 31510]
    assert "several_reports" in rules(read(source)) and read(source).report_id != second.report_id


def test_two_years_of_one_body_are_two_reports() -> None:
    """The same body's reports of two years in one file are told apart by the year of their titles."""
    reports = read_all(Source("years.txt", f"{TEXT}\n\n{TEXT.replace('2023', '2022')}".encode()))
    assert [(report.agency, report.year) for report in reports] == [("临淄区商务局", 2023), ("临淄区商务局", 2022)]


@pytest.mark.parametrize(
    "foot",
    [
        "2025-01-20",
        "2024年1月20日 打印本页 关闭窗口",
        "临淄区商务局2022年政府信息公开工作年度报告\n临淄区商务局2021年政府信息公开工作年度报告",
        "上一篇：临淄区财政局2023年政府信息公开工作年度报告",
    ],
)
def test_dates_footers_and_links_begin_no_report(foot: str) -> None:
    """What stands above or below a report is no second one, though it may be a title or a date."""
    assert len(read_all(Source("one.txt", f"{foot}\n{TEXT}\n{foot}\n".encode()))) == 1


def test_a_build_has_every_report_of_a_file_and_keeps_them(tmp_path: Path) -> None:
    """The tables hold each report of a compilation under a source of its own, also after a build that read nothing anew."""
    root = folder(tmp_path, raw__two_txt=f"{TEXT}{TITLED}")
    for _ in range(2):
        reportlib.build(root / "raw", root / "out")
        tables = reportlib.load(root / "out")
        assert tables.sources["source"].tolist() == ["two.txt", "two.txt#2"]
        assert tables.sources["outcome"].tolist() == ["parsed", "parsed"]
        assert tables.reports["agency"].tolist() == ["临淄区商务局", "临沂市行政审批服务局"]


def test_the_print_around_a_cell() -> None:
    """Each cell leads to its place; a wrong name of a cell gets the nearest ones."""
    path = RAW / "临沂市行政审批服务局-2024.txt"
    report = read(path)
    fact = located(report, "requests/granted/total")
    document = read_document(Source(path.name, path.read_bytes()))
    assert [line for line in neighbourhood(document, fact) if "[48]" in line] == [
        "三、本年度办理结果 | (一) 予以公开 | 48 | 0 | 0 | 0 | 0 | 0 | [48] | "
    ]
    with pytest.raises(UsageError, match="try requests/granted/total"):
        located(report, "requests/granted/totals")


def test_a_report_in_jupyter_tells_why_a_cell_fails() -> None:
    """Failing cells are coloured and say why when pointed at; text from the file is escaped."""
    text = (RAW / "临沂市行政审批服务局-2024.txt").read_text(encoding="utf-8").replace("(一) 予以公开\t48", "(一) 予以公开\t49")
    page = report_html(read(Source("<b>.txt", text.encode())))
    assert "&lt;b&gt;.txt" in page and "<b>.txt" not in page
    assert page.count("background:#f8d0d0") >= 7 and "applicants:" in page


def test_a_report_says_how_many_figures_nothing_else_confirms() -> None:
    """A figure in no sum and no sentence stands on its cell alone; what a sum confirms does not, and blanks are not counted."""
    report = read(RAW / "临沂市行政审批服务局-2024.txt")
    alone = [fact for fact in report.facts if fact.value is not None and not fact.evidence]
    figures = [fact for fact in report.facts if fact.value is not None]
    assert 0 < len(alone) < len(figures) and {fact.table for fact in alone} == {"disclosures"}
    assert standing_alone(report) == f"{len(alone)} of {len(figures)} figures stand on their cell alone"
    assert standing_alone(report) in report_html(report)


def test_jupyter_shows_a_report_as_its_tables() -> None:
    """What is read through the public name is shown as tables; nothing below the stage that shows it knows how."""
    source = Source(
        "某县某局-2024.txt",
        "某县某局2024年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n一、本年新收政府信息公开申请数量 1 0 0 0 0 0 1\n".encode(),
    )
    assert "<table>" in (reportlib.read(source)._repr_html_() or "")
