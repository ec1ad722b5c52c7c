"""What frames say in words, Chinese or English: labels of codes, sentences computed from a comparison frame, and its cautions."""

from __future__ import annotations

from reportlib.compare.words.about import about_body, about_coverage, about_mentions, about_quality, about_rules, agreement
from reportlib.compare.words.frames import labelled, shown
from reportlib.compare.words.headlines import headline, headline_of_coverage, headline_of_flow, headline_of_rules
from reportlib.compare.words.labels import (
    LANGUAGES,
    bare,
    exact,
    group_label,
    label,
    listing,
    metric_label,
    number,
    outcome_label,
    rule_name,
    say,
    shortened,
    stated,
    term,
    unit_label,
    unit_word,
)
from reportlib.compare.words.said import about_matched, crossed
from reportlib.compare.words.sentences import cautions, findings, verified_figures

__all__ = [
    "LANGUAGES",
    "about_body",
    "about_coverage",
    "about_matched",
    "about_mentions",
    "about_quality",
    "about_rules",
    "agreement",
    "bare",
    "cautions",
    "crossed",
    "exact",
    "findings",
    "group_label",
    "headline",
    "headline_of_coverage",
    "headline_of_flow",
    "headline_of_rules",
    "label",
    "labelled",
    "listing",
    "metric_label",
    "number",
    "outcome_label",
    "rule_name",
    "say",
    "shortened",
    "shown",
    "stated",
    "term",
    "unit_label",
    "unit_word",
    "verified_figures",
]
