"""Writes docs/mentions.md: what the mentions table says, and the metrics that forms/metrics.toml declares."""

from __future__ import annotations

from pathlib import Path

from reportlib.prose.metrics import metrics_page

Path(__file__).parents[1].joinpath("docs", "mentions.md").write_text(metrics_page(), "utf-8")
