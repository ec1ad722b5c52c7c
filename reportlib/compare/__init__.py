"""Tidy tables become comparison frames: volumes, rates, change, rank and peers, with the formulas of the dictionary METRICS.

Every frame keeps level, scope and form beside each figure, because a government's roll-up, a single body, and the two forms
are not to be compared unseen. A figure is null where any part of its formula is null, and `note` names that part.
"""

from __future__ import annotations

from reportlib.compare.copies import same_prose
from reportlib.compare.figures import flow, rates, volumes
from reportlib.compare.keys import Checked, Tables
from reportlib.compare.mentioned import common_metrics, mention_counts, mentions_table
from reportlib.compare.method.intervals import NO_CASES, SMALL_N, funnel, pooled, wilson
from reportlib.compare.method.layer import layer
from reportlib.compare.method.matched import matched, why
from reportlib.compare.method.released import released
from reportlib.compare.method.shrunk import shrunk
from reportlib.compare.metrics import METRICS, bridge, metrics_page
from reportlib.compare.position import alike, beside, change, latest, peers, per_head, report_of
from reportlib.compare.quality import coverage, fullest, quality, restatements, rules_matrix, worst
from reportlib.compare.series import about_series, longest, series
from reportlib.compare.shares import applicant_mix, applicant_outcomes, denial_reasons, not_released, outcomes, results
from reportlib.compare.words import (
    about_body,
    about_coverage,
    about_matched,
    about_mentions,
    about_quality,
    about_rules,
    agreement,
    findings,
    labelled,
    shown,
)

__all__ = [
    "METRICS",
    "NO_CASES",
    "SMALL_N",
    "Checked",
    "Tables",
    "about_body",
    "about_coverage",
    "about_matched",
    "about_mentions",
    "about_quality",
    "about_rules",
    "about_series",
    "agreement",
    "alike",
    "applicant_mix",
    "applicant_outcomes",
    "beside",
    "bridge",
    "change",
    "common_metrics",
    "coverage",
    "denial_reasons",
    "findings",
    "flow",
    "fullest",
    "funnel",
    "labelled",
    "latest",
    "layer",
    "longest",
    "matched",
    "mention_counts",
    "mentions_table",
    "metrics_page",
    "not_released",
    "outcomes",
    "peers",
    "per_head",
    "pooled",
    "quality",
    "rates",
    "released",
    "report_of",
    "restatements",
    "results",
    "rules_matrix",
    "same_prose",
    "series",
    "shown",
    "shrunk",
    "volumes",
    "why",
    "wilson",
    "worst",
]
