"""Comparison frame -> Chart, in Chinese or English, at print size; every body is drawn, blank is a gap, a small N is grey.

Every chart takes `language` (zh, en), `size` (half or full page of A4, slide; the page grows with what is on it), `title` and `source`
instead of its own, `bodies` (drawn alone) and `highlight` (set in front), both by name or body_id, and is kept with `save`.
"""

from __future__ import annotations

from reportlib.charts.compositions import flow, outcomes, reasons
from reportlib.charts.dots import intervals, strip, volumes
from reportlib.charts.funnels import funnel
from reportlib.charts.lines import slope, small_multiples, trend
from reportlib.charts.matrices import applicant_heat, coverage, rules_matrix
from reportlib.charts.mentioned import mentions
from reportlib.charts.page.figure import SIZES, Chart, house_style, save
from reportlib.charts.results import results
from reportlib.charts.series import series

__all__ = [
    "SIZES",
    "Chart",
    "applicant_heat",
    "coverage",
    "flow",
    "funnel",
    "house_style",
    "intervals",
    "mentions",
    "outcomes",
    "reasons",
    "results",
    "rules_matrix",
    "save",
    "series",
    "slope",
    "small_multiples",
    "strip",
    "trend",
    "volumes",
]
