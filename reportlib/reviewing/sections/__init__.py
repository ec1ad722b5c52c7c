"""The sections of a review in reading order: what the figures say, the comparison, the three tables with charts, quality, method, sources."""

from __future__ import annotations

import pandas as pd

from reportlib import compare
from reportlib.compare.words import group_label, term
from reportlib.forms import load_forms
from reportlib.reviewing.chosen import Chosen
from reportlib.reviewing.compared import compared, comparison
from reportlib.reviewing.content import Prose, Review, Section, optional
from reportlib.reviewing.printed import cells_of, statutory
from reportlib.reviewing.quality import quality
from reportlib.reviewing.said import broken_down, headline, largest, moved_by, said, standing
from reportlib.reviewing.sections.drawn import peer_pictures, proceedings, requests, trends
from reportlib.reviewing.sections.parts import Parts
from reportlib.reviewing.sections.told import told
from reportlib.reviewing.sections.traced import figures, method, sources


def composed(chosen: Chosen, findings: pd.DataFrame, mentions: pd.DataFrame, prose: pd.DataFrame, language: str) -> Review:
    """The review of the chosen report, with the rows of `findings`, `mentions` and `sections` (its prose) that are the report's."""
    frame = compared(chosen)
    cells = cells_of(chosen.tables)
    parts = Parts(chosen, frame, cells, findings, mentions, prose, language)
    tables = statutory(chosen, cells, language)
    sections = (
        _key_points(parts),
        Section(
            "comparison",
            parts.say("与上年和同类比较", "Beside last year and its peers"),
            (comparison(frame, chosen, language), *peer_pictures(parts)),
        ),
        Section(
            "disclosures", parts.say("主动公开", "Information disclosed"), (*trends(parts, "permits", "penalties"), tables["disclosures"])
        ),
        Section("requests", parts.say("依申请公开", "Requests for information"), (*requests(parts), tables["requests"])),
        Section("proceedings", parts.say("行政复议与行政诉讼", "Reviews and lawsuits"), (*proceedings(parts), tables["proceedings"])),
        Section("prose", parts.say("正文所述", "What the prose says"), told(parts)),
        Section("quality", parts.say("数据质量", "Quality of the figures"), quality(chosen, cells, findings, language)),
        Section("method", parts.say("方法", "Method"), method(parts)),
        Section("sources", parts.say("来源", "Sources"), sources(parts)),
    )
    title = parts.say(
        f"{chosen.agency} {chosen.year} 年政府信息公开年度分析", f"{chosen.agency}: annual review of information disclosure, {chosen.year}"
    )
    return Review(title, _subtitle(parts), sections, figures(parts), cells, language)


def _subtitle(parts: Parts) -> tuple[str, ...]:
    report, language = parts.chosen.report, parts.language
    region = " ".join(
        dict.fromkeys(str(report[name]) for name in ("province", "prefecture", "region") if optional(report[name]) is not None)
    )
    group = group_label(report["level"], report["scope"], language)
    form = load_forms().get(str(report["form"]))
    issued = f" ({form.issued_as})" if form and language == "en" else f"（{form.issued_as}）" if form else ""
    start, end = optional(report["period_start"]), optional(report["period_end"])
    period = parts.say(f"统计期 {start} 至 {end}", f"period {start} to {end}") if start and end else ""
    grade = parts.say(f"数据等级：{term(str(report['grade']))}", f"grade: {term(str(report['grade']), 'en')}")
    return tuple(filter(None, (region, group, parts.say(f"{report['form']} 式表", f"form of {report['form']}") + issued, period, grade)))


def _key_points(parts: Parts) -> Section:
    this, language = parts.this, parts.language
    sentences = said(parts.frame, parts.chosen, language)
    sentences += [
        moved_by(parts.own, parts.frame, parts.chosen, language),
        largest(compare.outcomes(this), "outcome", language),
        broken_down(this.requests, language),
        largest(compare.denial_reasons(this), "reason", language),
        largest(compare.applicant_mix(this), "applicant", language),
    ]
    grade = quality(parts.chosen, parts.cells, parts.findings, language)[0]
    first = grade.sentences[:1] if isinstance(grade, Prose) else ()
    if not len(parts.frame):
        sentences.append(
            parts.say(
                "报告的表式不在 2019 式与 2021 式之内，没有可比的指标。",
                "The report follows neither form, so that no figure can be compared.",
            )
        )
    sentences += [*standing(parts.frame, parts.chosen, language), *first]
    points = Prose(tuple(filter(None, sentences)), listed=True)
    head = headline(parts.frame, parts.chosen, language)
    return Section("findings", parts.say("要点", "Key points"), (*([Prose((head,))] if head else []), points))
