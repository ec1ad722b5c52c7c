"""Writes docs/metrics.md and docs/metrics.zh-CN.md: every metric of reportlib/compare/metrics.py with its formula and caveat."""

from __future__ import annotations

from pathlib import Path

from reportlib.compare import metrics_page

DOCS = Path(__file__).parents[1] / "docs"
DOCS.joinpath("metrics.md").write_text(metrics_page("en"), "utf-8")
DOCS.joinpath("metrics.zh-CN.md").write_text(metrics_page("zh"), "utf-8")
