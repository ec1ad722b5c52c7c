"""The reports that are set by a script, against the figures they are set from."""

import csv
import re
import shutil
from itertools import groupby
from pathlib import Path

import pypdfium2
import pytest
from office_package import members
from official_form import form_keys, official_tables
from set_reports import FIGURES, SETTINGS, Setting, figures_of, set_report, written

import reportlib
from reportlib.model import Source

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT / "data" / "raw"
_APPLICANTS = ("individual", "business", "research", "public_interest", "legal_services", "other_organization", "total")
by_file = pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.file)


def of(*extensions: str) -> pytest.MarkDecorator:
    """The settings of these formats, the scan counting as none of them."""
    chosen = [setting for setting in SETTINGS if setting.file.endswith(extensions) and "发展和改革局" not in setting.file]
    return pytest.mark.parametrize("setting", chosen, ids=lambda setting: setting.file)


@of(".html")
def test_web_page_is_what_the_script_sets(setting: Setting) -> None:
    """A set web page in data/raw is byte for byte what its setting writes."""
    assert (RAW / setting.file).read_bytes() == written(setting)


@of(".docx", ".xlsx")
def test_office_file_is_what_the_script_sets(setting: Setting) -> None:
    """A set Word file or workbook in data/raw has the very members that its setting writes."""
    assert members((RAW / setting.file).read_bytes()) == members(written(setting))


@of(".pdf")
def test_pdf_is_what_the_script_sets(setting: Setting) -> None:
    """A set PDF in data/raw prints on each page what its setting prints."""
    assert printed((RAW / setting.file).read_bytes()) == printed(written(setting))


def printed(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range() for page in document]


@of(".doc")
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice makes the .doc")
def test_legacy_word_file_holds_what_the_script_sets(setting: Setting) -> None:
    """The .doc in data/raw gives the cells that the setting's gives; its bytes are those of one version of LibreOffice."""
    fresh = reportlib.read(Source(setting.file, written(setting)))
    kept = reportlib.read(RAW / setting.file)
    assert [fact[:7] for fact in fresh.facts] == [fact[:7] for fact in kept.facts]


@by_file
def test_a_report_says_what_is_expected_of_it(setting: Setting) -> None:
    """The tables of a set report hold each expected figure once, and nothing else."""
    figures = figures_of(setting.file)
    tables = [block for block in set_report(setting, figures).blocks() if not isinstance(block, str)]
    assert {cell.key: cell.text for table in tables for row in table.rows for cell in row if cell.key} == {
        key: setting.printed(key, value) for key, value in figures.items()
    }


def thirteen() -> list[Path]:
    """The reports that stand in data/raw itself."""
    return [path for path in RAW.iterdir() if re.search(r"-20\d\d\.", path.name)]


def test_expected_figures_are_whole_and_in_form_order() -> None:
    """Each of the thirteen reports has every figure of its form once, in the order of the form."""
    with FIGURES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    reports = {file: list(cells) for file, cells in groupby(rows, lambda row: row["file"])}
    assert len(reports) == 13
    assert set(reports) == {path.name for path in thirteen()}
    for cells in reports.values():
        assert [(cell["table"], cell["item"], cell["column"]) for cell in cells] == form_keys(cells[0]["form"])


def test_data_raw_holds_what_people_have() -> None:
    """Thirteen reports in eight formats: texts, web pages, Word new and old, PDF, a workbook, a scan."""
    formats = sorted(path.suffix for path in thirteen())
    assert formats == [".doc", ".docx", ".docx", ".html", ".html", ".md", ".pdf", ".pdf", *[".txt"] * 4, ".xlsx"]


def test_other_handling_as_one_row() -> None:
    """A form of 2021 whose figures hold the item `other` prints （六）其他处理 as a single row."""
    figures = dict.fromkeys(form_keys("2021"), "0") | {("requests", "other", column): "7" for column in _APPLICANTS}
    requests = official_tables("2021", figures)[1]
    assert sum(cell.text == "7" for row in requests.rows for cell in row) == 7
    assert not any("逾期不补正" in cell.text for row in requests.rows for cell in row)


def test_merged_cells_fill_the_whole_rectangle() -> None:
    """The spans of every official table cover each of its places exactly once."""
    for form in ("2019", "2021"):
        for table in official_tables(form, dict.fromkeys(form_keys(form), "0")):
            assert {len(row) for row in table.covering()} == {table.width}
