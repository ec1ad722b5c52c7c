"""The reports that are set by a script, against the figures they are set from."""

import csv
import re
import unicodedata
from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest
from official_form import form_keys, official_tables
from set_reports import FIGURES, SETTINGS, Setting, figures_of, set_report

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT / "data" / "raw"
by_file = pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.file)


@by_file
def test_raw_file_is_what_the_script_sets(setting: Setting) -> None:
    """A set report in data/raw is byte for byte what its setting writes."""
    assert (RAW / setting.file).read_bytes() == setting.write(set_report(setting, figures_of(setting.file)))


@by_file
def test_every_figure_is_printed(setting: Setting) -> None:
    """Every expected figure is among the numbers printed in the file, at least as often as it is expected."""
    text = (RAW / setting.file).read_bytes().decode("gb18030" if "科委" in setting.file else "utf-8")
    printed = Counter(re.findall(r"[\d.]+", unicodedata.normalize("NFKC", text).replace(",", "")))
    assert not Counter(filter(None, figures_of(setting.file).values())) - printed


def test_expected_figures_are_whole_and_in_form_order() -> None:
    """Each of the thirteen reports has every figure of its form once, in the order of the form."""
    with FIGURES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    reports = {file: list(cells) for file, cells in groupby(rows, lambda row: row["file"])}
    assert len(reports) == 13
    assert set(reports) == {path.name for path in RAW.iterdir() if path.name != "README.md"}
    for cells in reports.values():
        assert [(cell["table"], cell["item"], cell["column"]) for cell in cells] == form_keys(cells[0]["form"])


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


_APPLICANTS = ("individual", "business", "research", "public_interest", "legal_services", "other_organization", "total")
