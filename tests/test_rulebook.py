"""The rules as documented: every rule that the code can tell, none besides, each with its severity, sentences and operands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import reportlib
from reportlib.errors import InvalidForm
from reportlib.forms.rules.between import Term
from reportlib.forms.rules.findings import finding
from reportlib.forms.rules.rulebook import checked, rulebook
from reportlib.forms.rules.rules_page import rules_page
from reportlib.forms.rules.wording import phrases, terms, word
from reportlib.model import Code, Grade, Listed, Phrase, Place, Where

ROOT = Path(__file__).parent.parent
TELLERS = {
    "finding": 0,
    "Note": 0,
    "_about": 0,
    "_of_cell": 0,
    "found": 1,
    "_by_year": 1,
    "_against_last_year": 1,
}  # the argument that is the rule


def calls(*names: str) -> Iterator[tuple[ast.Call, str]]:
    """Every call of these functions in the library, with its module."""
    for path in sorted((ROOT / "reportlib").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield node, str(path.relative_to(ROOT))


def told() -> Iterator[tuple[str, str | None, ast.Call, str]]:
    """Every rule that stands in the code where findings are made, with its case where that is written out, and the module."""
    for node, module in calls(*TELLERS):
        assert isinstance(node.func, ast.Name)
        position = TELLERS[node.func.id]
        rule = node.args[position] if len(node.args) > position else None
        if isinstance(rule, ast.Constant) and isinstance(rule.value, str):
            case = next((each.value for each in node.keywords if each.arg == "case"), ast.Constant(""))
            written = case.value if isinstance(case, ast.Constant) and not (node.func.id.startswith("_") and not case.value) else None
            yield rule.value, str(written) if written is not None else None, node, module


def test_the_page_is_that_of_the_code() -> None:
    """docs/rules.md and its Chinese twin are what tools/write_rules.py writes."""
    assert (ROOT / "docs" / "rules.zh-CN.md").read_text(encoding="utf-8") == rules_page("zh")
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == rules_page()


def test_every_rule_of_the_code_is_documented() -> None:
    """A rule and case that a module asks for stand in rules.toml."""
    rules = list(told())
    assert len({rule for rule, *_ in rules}) > 40
    for rule, case, _, module in rules:
        assert rule in rulebook(), (rule, module)
        assert case is None or case in rulebook()[rule].says, (rule, case, module)


def test_no_finding_is_made_beside_the_rulebook() -> None:
    """A Finding is made in one function, and else only taken back from a table."""
    made = [module for node, module in calls("Finding") if any(each.arg is not None for each in node.keywords) or node.args]
    assert made == ["reportlib/forms/rules/findings.py"]


def test_operands_are_those_of_the_sentence() -> None:
    """Where a call writes its operands out, it gives those of its sentence and no other."""
    always = {"item", "column", "expected", "actual", "place"}
    seen = 0
    for rule, case, node, module in told():
        given = [each for each in [*node.args, *(key.value for key in node.keywords)] if isinstance(each, ast.Dict)]
        if case is None or len(given) != 1 or None in given[0].keys or (isinstance(node.func, ast.Name) and node.func.id == "found"):
            continue
        names = {key.value for key in given[0].keys if isinstance(key, ast.Constant)}
        wanted = rulebook()[rule].says[case].operands
        assert names <= wanted and wanted - always <= names, (rule, case, module)
        seen += 1
    assert seen > 20


def test_every_documented_rule_is_in_the_code() -> None:
    """rules.toml holds no rule that nothing tells any more."""
    sources = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "reportlib").rglob("*.py"))]
    sources += [(ROOT / "reportlib" / "forms" / name).read_text(encoding="utf-8") for name in ("shared.toml", "statistics.toml")]
    told = {code for code, entry in rulebook().items() if entry.years or any(f'"{code}"' in source for source in sources)}
    assert told == set(rulebook())


def test_phrases_that_are_asked_for_are_there() -> None:
    """A phrase that a module names stands in words.toml."""
    named = {node.args[0].value for node, _ in calls("Phrase") if node.args and isinstance(node.args[0], ast.Constant)}
    assert named and named <= set(phrases())


ENTRY = """
[groups]
cells = "Cells"

[[rule]]
code = "x"
group = "cells"
severity = "note"
zh = "某事"
en = "Something"
clause = ""
example = "something"
do = "Nothing."
says = ["it is {raw}", "是{raw}"]

[[rule]]
code = "balance"
group = "cells"
severity = "note"
zh = "某事"
en = "Something"
clause = ""
example = "something"
do = "Nothing."
says = ["it is", "是"]
"""


@pytest.mark.parametrize(
    ("line", "change", "found"),
    [
        (13, 'says = ["it is {raw}", "是{rwa}"]', "found rwa"),
        (13, 'says = ["it is {raw}"]', "expected an English and a Chinese one"),
        (13, 'says = ["it is {raw", "是"]', "expected '}'"),
        (13, 'says = ["it is", ""]', "expected an English and a Chinese one"),
        (13, 'says = "y"', "expected a rule that has sentences"),
        (8, 'zh = ""', "expected something"),
        (7, 'severity = "fatal"', "expected error, warning or note; found fatal"),
        (7, 'severity.one = "note"', "expected one for each case"),
        (6, 'group = "others"', "expected one of cells; found others"),
        (11, 'exmaple = "a"', "expected something; found nothing"),
    ],
)
def test_a_rule_that_cannot_be_used_is_named(tmp_path: Path, line: int, change: str, found: str) -> None:
    """An entry with an unknown operand, key, group or severity, or without Chinese, is an error that names file, line and rule."""
    written = ENTRY.splitlines()
    written[line] = change
    (tmp_path / "rules.toml").write_text("\n".join(written), encoding="utf-8")
    with pytest.raises(InvalidForm) as caught:
        checked(tmp_path / "rules.toml")
    assert str(caught.value).startswith("rules.toml: line ") or str(caught.value).startswith("rules.toml, line "), caught.value
    assert "rule[0]" in str(caught.value) and found in str(caught.value)


def test_operands_are_spelled_in_both_languages() -> None:
    """Codes are their labels in Chinese, places and lists are put into words, and numbers are whole where they can be."""
    listed = Listed([Code("requests", "item", "granted"), Place(line=4, page=2), Where("line 9, section 1"), 3.0, 1.5, None], most=5)
    assert word(listed, "en") == "granted, line 4, page 2, line 9, section 1, 3, 1.5 and 1 more"
    assert word(listed, "zh") == "予以公开、第4行第2页、第9行第1部分、3、1.5等（另有1项）"
    assert word(Code("disclosures", "item", "20.1/rules"), "zh") == "规章"
    assert word(Code("requests", "column", "no_such"), "zh") == "no_such"


def test_a_finding_has_its_difference_and_both_sentences() -> None:
    """Severity and sentences come from the rulebook, the difference from expected and actual."""
    said = Listed([Phrase("period_ends", {"year": 2022})])
    made = finding("year_disagrees", {"said": said}, expected=2023, actual=2022, place=Place(line=1))
    assert (made.severity, made.difference, made.place) == ("warning", -1, "line 1")
    assert made.message == "the reporting period ends in 2022; 2023 is taken"
    assert made.message_zh == "统计期限止于2022年；以2023年为准"
    assert (
        finding("region_unknown", {"reason": Phrase("no_place_known", {"agency": "甲局"}), "suggestion": ""}).message_zh
        == "不知道甲局在何地"
    )


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "raw").glob("*-20??.*")), ids=lambda path: path.name)
def test_what_the_real_reports_bear_is_documented(path: Path) -> None:
    """Each finding of a real report is of a documented rule and severity, in both languages."""
    for each in reportlib.read(path).findings:
        assert each.severity in rulebook()[each.rule].severities, each
        assert each.message and each.message_zh, each


YEARS = 'years = { table = "requests", each = "column", cell = "carried_in", equals = ["last carried_out"] }'


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ('"requests"', '"request"', "expected a table and a cell of a form; found request carried_in"),
        ('"carried_in"', '"carried"', "expected a table and a cell of a form; found requests carried"),
        ('"column"', '"cell"', "Invalid enum value 'cell'"),
        ("equals", "equal", "unknown field `equal`"),
        ('"last carried_out"', '"carried_out"', "expected last year's cell first; found carried_out"),
        ('"last carried_out"', '"last carried_out", "issued"', "found issued"),
        ('"last carried_out"', '"last carried_out", "+ Granted"', "expected a cell such as last in_force"),
        ("each", 'only = ["firms"], each', "found firms"),
        ("each", 'case = "gap", each', "expected a case of"),
    ],
)
def test_a_rule_between_years_that_cannot_be_is_told_with_its_line(tmp_path: Path, written: str, instead: str, told: str) -> None:
    """A wrong table, code, term, place, case or key of the declaration is an error that names the file and the line."""
    file = tmp_path / "rules.toml"
    file.write_text(ENTRY.replace("says = ", f"{YEARS.replace(written, instead)}\nsays = ", 1), encoding="utf-8")
    with pytest.raises(InvalidForm, match=re.escape(told)) as caught:
        checked(file)
    assert "rules.toml, line 14" in str(caught.value)


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ('{ section = 7, words = ["考核"] }', "expected a section, 1 to 6, and words; found 7"),
        ("{ section = 1, words = [] }", "this rule on silence cannot be used"),
        ('{ section = 1, words = ["("] }', "this is no pattern"),
        ('{ sections = 1, words = ["考核"] }', "unknown field `sections`"),
    ],
)
def test_a_rule_on_silence_that_cannot_be_is_told_with_its_line(tmp_path: Path, declared: str, told: str) -> None:
    """A section that there is not, no words, or a word that is no pattern is an error that names the file and the line."""
    file = tmp_path / "rules.toml"
    file.write_text(ENTRY.replace("says = ", f"silent = {declared}\nsays = ", 1), encoding="utf-8")
    with pytest.raises(InvalidForm, match=re.escape(told)) as caught:
        checked(file)
    assert "rules.toml, line 14" in str(caught.value)


def test_a_rule_between_years_is_its_declaration() -> None:
    """The cell of this year, and the terms of last year and this with their signs, are those that the file names."""
    years = rulebook()["in_force"].years
    assert years is not None and years.cell == "in_force"
    assert years.terms == (Term("in_force", 1, True), Term("issued", 1, False), Term("repealed", -1, False))


def test_every_grade_says_what_it_means() -> None:
    """The review pack explains each grade in both languages."""
    meanings = terms("grade_meanings")
    assert set(meanings) == set(Grade)
    assert all(zh.endswith("。") and en.endswith(".") for zh, en in meanings.values())
