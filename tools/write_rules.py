"""Writes docs/rules.md: every rule with its severity, formula, clause and example, from the forms and forms/rules.toml."""

from __future__ import annotations

from pathlib import Path

from reportlib.forms.rules_page import rules_page

Path(__file__).parents[1].joinpath("docs", "rules.md").write_text(rules_page(), "utf-8")
