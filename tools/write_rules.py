"""Writes docs/rules.md and docs/rules.zh-CN.md: every rule with its severity, formula, clause and example, from the forms and forms/rules.toml."""

from __future__ import annotations

from pathlib import Path

from reportlib.forms.rules.rules_page import rules_page

DOCS = Path(__file__).parents[1] / "docs"
for name, language in (("rules.md", "en"), ("rules.zh-CN.md", "zh")):
    (DOCS / name).write_text(rules_page(language), "utf-8")
