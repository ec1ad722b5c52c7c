"""The forms as checked data: what a file may say, how an error tells where, and a form that is nothing but a file."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from grids import document, grid

from reportlib.checks.sums import check
from reportlib.errors import InvalidForm
from reportlib.facts.extract import extract
from reportlib.facts.identity.identify import identify
from reportlib.facts.recognizing.recognize import recognize
from reportlib.forms import labels, load_forms, loading, statistics
from reportlib.forms.forms_page import codes_page, forms_page
from reportlib.forms.rules import wording
from reportlib.forms.rules.rulebook import rulebook
from reportlib.forms.statistics import STATISTICS, load_statistics_forms
from reportlib.prose import metrics

OWN_FORM = """
issued_as = "国办公开办函〔2031〕1号"
first_year = 2031
marks = ["本年新立件数"]
several_rows = ["其他"]

[requests]
leaves_out = ["other"]
adds = [{ after = "other.fee_overdue", code = "other.withdrawn", group = "其他处理", label = "3．申请人撤回申请", english = "Other: withdrawn" }]

[[rules]]
code = "withdrawn"
table = "requests"
each = "column"
left = ["other.withdrawn"]
right = ["other.other"]
severity = "note"
english = "As many withdrawn as other"
chinese = "撤回与其他相等"
clause = ""

[disclosures]
section = 2

[[disclosures.articles]]
code = "20.1"
label = "第二十条第（一）项"
items = [
    { code = "rules", label = "规章", english = "Rules" },
    { code = "plans", label = "规划", english = "Plans" },
]
measures = [
    { code = "opened", label = "本年新立件数", english = "opened this year", unit = "件" },
    { code = "closed", label = "本年结件数", english = "closed this year", unit = "件" },
]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the folder of forms, in the place of the library's own."""
    for file in loading.FOLDER.glob("*.toml"):
        shutil.copy(file, tmp_path)
    for home in (loading, metrics):
        monkeypatch.setattr(home, "FOLDER", tmp_path)
    caches = (loading.load_forms, loading.earlier_marks, loading._shared, metrics.vocabulary, rulebook, labels, wording._labels)
    for cached in caches:
        cached.cache_clear()
    yield tmp_path
    for cached in caches:
        cached.cache_clear()


def test_a_form_is_a_file(folder: Path) -> None:
    """A file dropped into the folder is a form: a report of its year on it is told, read and checked, without Python."""
    (folder / "2031.toml").write_text(OWN_FORM.replace('several_rows = ["其他"]\n', ""), encoding="utf-8")
    printed = document(
        "甲市乙局2032年政府信息公开工作年度报告",
        grid("信息内容|本年新立件数|本年结件数 / 规章|1|2 / 规划|3|4"),
        grid("3．申请人撤回申请|1|0|0|0|0|0|1"),
    )
    identity = identify(printed).identity
    form = load_forms()[identity.form]
    facts = extract(recognize(printed, form), form).facts
    read = {
        (fact.item, fact.column): fact.value for fact in facts if fact.value is not None and fact.column in ("opened", "closed", "total")
    }
    assert (identity.form, list(load_forms())) == ("2031", ["2019", "2021", "2031"])
    assert read == {
        ("20.1/rules", "opened"): 1,
        ("20.1/rules", "closed"): 2,
        ("20.1/plans", "opened"): 3,
        ("20.1/plans", "closed"): 4,
        ("other.withdrawn", "total"): 1,
    }
    assert "withdrawn" in {finding.rule for finding in check(facts, (), form)}


def edited(folder: Path, file: str, old: str, new: str) -> int:
    """The line at which the file now has what it should not have."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


WRONG = [
    ("shared.toml", 'english = "Requests received this year"', 'englsh = "Requests received this year"', "englsh"),
    ("shared.toml", 'english = "Requests received this year"', "english = 7", "requests.rows[0].english"),
    ("shared.toml", 'right = ["closed_total", "carried_out"]', 'right = ["closed_total", "caried_out"]', "caried_out"),
    ("shared.toml", 'left = ["upheld", "corrected"', 'left = ["upheld", "correctd"', "rules[3].left"),
    ("shared.toml", 'each = "row"', 'each = "rows"', "rules[2].each"),
    ("shared.toml", 'table = "requests"', 'table = "request"', "rules[0].table"),
    ("shared.toml", 'code = "outcomes"', 'code = "balance"', "two entries are this rule"),
    ("shared.toml", 'code = "granted_in_part"', 'code = "granted"', "two entries are this row"),
    ("shared.toml", 'code = "business"', 'code = "individual"', "two entries are this column"),
    ("shared.toml", 'parts = ["unable.not_held"', 'parts = ["unable.held"', "requests.subtotal_rows[1].parts"),
    ("2021.toml", 'code = "in_force", label = "现行有效件数", english', 'code = "in_force", label = "现行有效件数", Englisch', "Englisch"),
    ("2021.toml", 'unit = "万元", kind = "money"', 'unit = "万元", kind = "sum"', "disclosures.articles[3].measures[0].kind"),
    ("2021.toml", "first_year = 2021", 'first_year = "2021"', "first_year"),
    ("2021.toml", "first_year = 2021", "first_year = 2019", "another form begins in the same year"),
    ("2021.toml", 'several_rows = ["其他"]', "several_rows = []", "other.other and requests other"),
    ("2021.toml", 'several_rows = ["其他"]', 'several_rows = ["其他", "规章"]', "this label stands for one row at most"),
    ("2021.toml", 'stands_for = { other = ["', 'stands_for = { othr = ["', "othr"),
    ("2019.toml", 'leaves_out = ["other.correction_overdue"', 'leaves_out = ["other.corection_overdue"', "requests.leaves_out"),
    ("2019.toml", 'code = "20.5"', 'code = "20.1"', "two entries are this article"),
    ("2019.toml", 'code = "20.5"', "code = 20.5", "disclosures.articles[1].code"),
    ("2019.toml", 'code = "20.5"', 'code = "20.5', "this is no TOML"),
    ("metrics.toml", 'needs = "占[^,]*#"', 'neds = "占[^,]*#"', "neds"),
    ("metrics.toml", 'needs = "占[^,]*#"', 'needs = "占[^,*#"', "metric[3].needs"),
    ("metrics.toml", 'units = ["rate"]', 'units = ["rates"]', "there is no such group of units"),
    ("metrics.toml", 'about = ["requests"]', 'about = ["request"]', "there is no such topic"),
    ("metrics.toml", '3 = "requests"', '3 = "request"', "there is no such topic"),
    ("metrics.toml", 'code = "requests.carried_in"', 'code = "requests.caried_in"', "a code of the forms"),
    ("metrics.toml", 'code = "review.upheld"', 'code = "review.uphold"', "a code of the forms"),
    ("metrics.toml", 'code = "requests.nonexistent"', 'code = "requests.unable.not_held"', "a code that no form has"),
]


@pytest.mark.parametrize(("file", "old", "new", "told"), WRONG, ids=[f"{file}: {new[:40]}" for file, _, new, _ in WRONG])
def test_a_wrong_entry_is_told_with_file_and_line(folder: Path, file: str, old: str, new: str, told: str) -> None:
    """A misspelt key, a wrong value, an unknown code or a label of two rows is an error at load that names file, line and what is wrong."""
    line = edited(folder, file, old, new)
    with pytest.raises(InvalidForm) as error:
        load_forms()
        metrics.vocabulary()
    assert str(error.value).startswith(f"{file}") and told in str(error.value), error.value
    assert f"line {line}" in str(error.value), (line, str(error.value))


@pytest.mark.parametrize(("name", "language"), [("forms.md", "en"), ("forms.zh-CN.md", "zh")])
def test_the_page_of_the_forms_is_that_of_the_files(name: str, language: str) -> None:
    """docs/forms.md is what tools/write_forms.py writes, with a line for each row of each form of before 2019."""
    page = (Path(__file__).parent.parent / "docs" / name).read_text(encoding="utf-8")
    assert page == forms_page(language)
    assert all(f"| `{row.code}` |" in page for form in load_statistics_forms().values() for row in form.tables[STATISTICS].rows)


@pytest.mark.parametrize(("name", "language"), [("codes.md", "en"), ("codes.zh-CN.md", "zh")])
def test_the_page_of_the_codes_tells_every_code(name: str, language: str) -> None:
    """docs/codes.md is what tools/write_forms.py writes; every code of every axis stands under its axis, with its label and translation."""
    page = (Path(__file__).parent.parent / "docs" / name).read_text(encoding="utf-8")
    assert page == codes_page(language)
    sections = {
        heading: set(re.findall(r"^\| `([^`]+)` \|", text, re.M))
        for heading, text in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page, re.M | re.S)
    }
    told = {
        (table, axis, code)
        for heading, codes in sections.items()
        for table, axis in [heading.replace("`", "").split(".")]
        for code in codes
    }
    assert told == set(labels("zh"))
    assert "| `amount` | 本年收费金额（单位：万元） | amount collected this year | 万元 | 2021 |" in page


WRONG_STATISTICS = [
    ("statistics-2014.toml", 'parent = "requests.closed"', 'parent = "requests.close"', "there is no such indicator above"),
    ("statistics-2014.toml", 'unit = "篇"', 'unit = "编"', "there is no such unit"),
    ("statistics-2014.toml", 'several_rows = ["被依法纠错数", ', "several_rows = [", "被依法纠错数"),
    ("statistics-2014.toml", 'measures = ["year"]', 'measures = ["years"]', "there is no such measure"),
    ("statistics-fujian-2018.toml", 'code = "litigation"', 'code = "reviews"', "two entries are this indicator"),
    ("statistics.toml", "other_periods = [", "other_period = [", "other_period"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "told"), WRONG_STATISTICS, ids=[f"{file}: {new[:40]}" for file, _, new, _ in WRONG_STATISTICS]
)
def test_a_wrong_entry_of_an_earlier_form_is_told_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, old: str, new: str, told: str
) -> None:
    """The forms of before 2019 are checked as the later ones are."""
    for source in loading.FOLDER.glob("*.toml"):
        shutil.copy(source, tmp_path)
    monkeypatch.setattr(statistics, "FOLDER", tmp_path)
    line = edited(tmp_path, file, old, new)
    for cached in (statistics.load_statistics_forms, statistics.shared_statistics):
        cached.cache_clear()
    with pytest.raises(InvalidForm) as error:
        statistics.load_statistics_forms()
    for cached in (statistics.load_statistics_forms, statistics.shared_statistics):
        cached.cache_clear()
    assert str(error.value).startswith(file) and told in str(error.value) and f"line {line}" in str(error.value), error.value
