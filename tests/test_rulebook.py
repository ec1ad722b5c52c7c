"""The rules as documented: every rule that the code can tell, none besides, each with its severity."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import reportlib
from reportlib.forms.rulebook import rulebook, rules_page

ROOT = Path(__file__).parent.parent
TELLERS = {"Finding": 0, "Note": 0, "_finding": 0, "Sum": 0, "found": 1, "_by_year": 1}  # the argument that is the rule
SEVERITIES = {"ERROR": "error", "WARNING": "warning", "NOTE": "note"}


def told() -> Iterator[tuple[str, str | None, str]]:
    """Every rule that stands in the code where findings are made, with its severity where that is written out, and the module."""
    for path in sorted((ROOT / "reportlib").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) > TELLERS.get(node.func.id, 99) + 1:
                rule, severity = node.args[TELLERS[node.func.id] :][:2]
                if isinstance(rule, ast.Constant) and isinstance(rule.value, str):
                    yield rule.value, SEVERITIES.get(severity.id) if isinstance(severity, ast.Name) else None, path.name


def test_the_page_is_that_of_the_code() -> None:
    """docs/rules.md is what tools/write_rules.py writes."""
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == rules_page()


def test_every_rule_of_the_code_is_documented() -> None:
    """A rule that a module can tell stands in rules.toml, with the severity that it is told with."""
    rules = set(told())
    assert len(rules) > 40
    undocumented = {rule for rule in rules if rule[0] not in rulebook()}
    assert not undocumented
    assert not {rule for rule in rules if rule[1] and rule[1] not in rulebook()[rule[0]].severities}


def test_every_documented_rule_is_in_the_code() -> None:
    """rules.toml holds no rule that nothing tells any more."""
    sources = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "reportlib").rglob("*.py"))]
    sources.append((ROOT / "reportlib" / "forms" / "shared.toml").read_text(encoding="utf-8"))
    assert not [code for code in rulebook() if not any(f'"{code}"' in source for source in sources)]


def test_each_rule_is_complete() -> None:
    """Each has a known severity, both names, an example and what to do, and the errors lead."""
    for entry in rulebook().values():
        assert entry.severities and set(entry.severities) <= {"error", "warning", "note"}, entry
        assert all((entry.zh, entry.en, entry.example, entry.do)), entry
        assert entry.code == entry.code.lower() and " " not in entry.code


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "raw").glob("*-20??.*")), ids=lambda path: path.name)
def test_what_the_real_reports_bear_is_documented(path: Path) -> None:
    """Each finding of a real report is of a documented rule and severity."""
    for finding in reportlib.read(path).findings:
        assert finding.severity in rulebook()[finding.rule].severities, finding
