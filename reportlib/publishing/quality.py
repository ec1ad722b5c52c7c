"""How far the figures of a bulletin can be trusted: grades, cells without a number, what contradicts itself, the rules that fail most."""

from __future__ import annotations

import pandas as pd

from reportlib import compare
from reportlib.compare.quality import CELL_KEYS
from reportlib.compare.words import rule_name, term
from reportlib.publishing.subject import Subject
from reportlib.reviewing.content import Block, Cell, Number, Prose, Table

_WORST = 5  # rules that are listed


def quality(subject: Subject) -> tuple[Block, ...]:
    """Sentences and two tables: the grades by group, and the rules that fail most."""
    counts = compare.quality(subject.dataset.where(year=subject.year))
    counts = counts[counts["report_id"].isin(subject.reports["report_id"])]
    return (Prose(tuple(_said(subject, counts)), listed=True), _grades(subject), _failing(subject))


def _said(subject: Subject, counts: pd.DataFrame) -> list[str]:
    say = subject.say
    said = compare.about_quality(counts, subject.language)
    left_out = subject.frame[(subject.frame["year"] == subject.year) & subject.frame["note"].str.startswith("contradicted")]
    zh = f"与本报告自相矛盾而未参与比较的数字 {len(left_out):,} 项，涉及 {left_out['report_id'].nunique()} 份报告。"
    said.append(
        say(zh, f"{len(left_out):,} figures of {left_out['report_id'].nunique()} reports contradict their own report and are left out.")
    )
    cells = pd.concat([getattr(subject.dataset, name)[["report_id", "value", "evidence"]] for name in CELL_KEYS])
    numbers = cells[cells["report_id"].isin(subject.reports["report_id"]) & cells["value"].notna()]
    alone = int(numbers["evidence"].isna().sum())
    return [
        *said,
        say(
            f"{len(numbers):,} 个数字中 {alone:,} 个仅凭本格，没有合计、正文、前后年份可以印证。",
            f"{alone:,} of {len(numbers):,} figures stand on their cell alone.",
        ),
    ]


def _grades(subject: Subject) -> Table:
    say, language = subject.say, subject.language
    grades = ("verified", "incomplete", "flagged")
    rows: list[tuple[Cell, ...]] = [
        (name, *(Number(int((group["grade"].astype("str") == grade).sum()), "") for grade in grades)) for name, group in subject.groups()
    ]
    return Table(
        say("等级", "Grades"), (say("组别", "Group"), *(term(grade, language) for grade in grades)), tuple(rows), (3, 1.5, 1.5, 1.5)
    )


def _failing(subject: Subject) -> Table:
    say, language = subject.say, subject.language
    findings = subject.dataset.findings
    failing = findings[(findings["status"] == "fail") & findings["report_id"].isin(subject.reports["report_id"])]
    serious = failing[failing["severity"].isin(["error", "warning"])].astype({"rule": "str", "severity": "str"})
    counted = serious.groupby(["severity", "rule"]).agg(places=("rule", "size"), reports=("report_id", "nunique")).reset_index()
    worst = counted.sort_values(["severity", "places", "rule"], ascending=[True, False, True]).head(_WORST)
    rows = [
        (rule_name(row.rule, language), term(row.severity, language), Number(row.reports), Number(row.places)) for row in worst.itertuples()
    ]
    columns = (say("规则", "Rule"), say("轻重", "Severity"), say("报告", "Reports"), say("处", "Places"))
    return Table(say("不符最多的规则", "The rules that fail most"), columns, tuple(rows), (5, 1.2, 1.2, 1.2))
