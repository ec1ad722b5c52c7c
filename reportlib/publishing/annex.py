"""Whose reports are held, every body with its key figures, the figures as a frame, and what was revised since an earlier version."""

from __future__ import annotations

import pandas as pd

from reportlib import compare
from reportlib.compare.keys import body, standing
from reportlib.compare.words import group_label, metric_label, term
from reportlib.forms.rules.comparisons import comparison
from reportlib.publishing.subject import COUNTS, Subject
from reportlib.reviewing.content import Block, Cell, Number, Prose, Table

_KEY = ("received", "closed", "disclosure_rate", "carried_out", "reviews", "lawsuits", "permits", "penalties")
_MARKS = {"no cases": "[z]", "contradicted": "[e]", "not in form": "[f]", "numerator above": "[e]", "no figure": "[b]"}
_MOST_NAMES = 200  # of bodies that are listed in a sentence


def held(subject: Subject) -> tuple[Block, ...]:
    """How many reports of which group are held now and for the year before; and the bodies held then and not now."""
    say, language, year = subject.say, subject.language, subject.year
    key = body(subject.reports)
    now, then = set(subject.reports[key].dropna()), subject.before
    rows = []
    for name, group in subject.groups():
        same = then.loc[[group_label(level, scope, language) == name for level, scope in zip(then["level"], then["scope"], strict=True)]]
        rows.append((name, Number(len(group)), Number(len(same)), Number(len(set(group[key].dropna()) & set(same[key].dropna())))))
    table = Table(
        say("收录的报告", "Reports held"),
        (say("组别", "Group"), str(year), str(year - 1), say("两年均有", "Both")),
        tuple(rows),
        (3, 1.2, 1.2, 1.2),
    )
    gone = sorted(then.loc[~then[key].isin(now), "agency"].dropna())
    if not gone:
        return (table,)
    listed = ("、" if language == "zh" else ", ").join(gone[:_MOST_NAMES])
    more = say(f"等 {len(gone)} 个", f" and {len(gone) - _MOST_NAMES} more") if len(gone) > _MOST_NAMES else ""
    said = say(
        f"收录了 {year - 1} 年而未收录 {year} 年报告的机关（{len(gone)} 个）：{listed}{more}。",
        f"Held for {year - 1} and not for {year} ({len(gone)}): {listed}{more}.",
    )
    return (table, Prose((said, comparison("not_held", language)), quiet=True))


def annex(subject: Subject) -> tuple[Block, ...]:
    """A row a body: key figures, rates of thirty cases and more, grade, and marks where there is none."""
    say, language = subject.say, subject.language
    columns = (say("机关", "Body"), *(metric_label(code, language) for code in _KEY), say("等级", "Grade"))
    by_code = {code: subject.of(code).set_index("report_id") for code in _KEY}
    blocks: list[Block] = []
    for name, group in subject.groups():
        ordered = group.sort_values(["agency", "report_id"])
        rows = tuple(
            (str(row.agency), *(_cell(by_code[code], row.report_id, code) for code in _KEY), term(str(row.grade), language))
            for row in ordered.itertuples()
        )
        blocks.append(Table(name, columns, rows, (4, *[1.4] * len(_KEY), 1.5)))
    marks = say(
        "[b] 无数字　[z] 分母为 0　[c] 不足 30 件，不计比率　[e] 与本报告自相矛盾　[f] 表式无此项",
        "[b] no figure  [z] no cases  [c] fewer than 30 cases, no rate  [e] contradicted by its own report  [f] not in this form",
    )
    return (Prose((marks,), quiet=True), *blocks)


def _cell(frame: pd.DataFrame, report_id: str, code: str) -> Cell:
    if report_id not in frame.index:
        return "[b]"
    row = frame.loc[report_id]
    if pd.isna(row["value"]):
        return next((mark for start, mark in _MARKS.items() if str(row["note"]).startswith(start)), "[b]")
    if row.get("small_n") is True or row.get("small_n") == 1:
        return "[c]"
    return Number(float(row["value"]), compare.METRICS[code].unit)


def figures(subject: Subject) -> pd.DataFrame:
    """Every figure of the year with its change, its place among its peers, and why there is none."""
    changed = compare.peers(compare.change(subject.frame.reset_index(drop=True)))
    own = changed[changed["year"] == subject.year]
    names = [
        "report_id",
        "body_id",
        "agency",
        "year",
        "level",
        "scope",
        "covers",
        "form",
        "grade",
        "metric",
        "unit",
        "value",
        "numerator",
        "denominator",
        "low",
        "high",
        "small_n",
        "note",
        "base",
        "change",
        "change_percent",
        "named",
        "breaks",
        "rank",
        "tied",
        "band",
        "peers",
        "median",
    ]
    return own[[name for name in names if name in own]].sort_values(["metric", "agency", "report_id"], ignore_index=True)


def revisions(subject: Subject) -> tuple[Block, ...]:
    """Counts that differ from those of an earlier version of the dataset, body by body; the headline figures of all."""
    assert subject.against is not None
    old = standing(compare.volumes(subject.against.where(year=subject.year), *COUNTS))
    new = subject.frame[(subject.frame["year"] == subject.year) & subject.frame["metric"].isin(COUNTS)]
    key = body(new)
    both = new[[key, "agency", "metric", "value"]].merge(old[[key, "metric", "value"]], on=[key, "metric"], suffixes=("", "_old"))
    differs = both[both["value"].astype("Float64").fillna(-1) != both["value_old"].astype("Float64").fillna(-1)]
    say, language = subject.say, subject.language
    said = say(
        f"与较早版本相比，{len(both)} 项中有 {len(differs)} 项不同（[r]）；{new[key].nunique() - old[key].nunique():+d} 个机关。",
        f"Against the earlier version {len(differs)} of {len(both)} figures differ ([r]); {new[key].nunique() - old[key].nunique():+d} bodies.",
    )
    rows = tuple(
        (str(row.agency), metric_label(str(row.metric), language), _old(row.value_old), _old(row.value))
        for row in differs.sort_values(["agency", "metric"]).itertuples()
    )
    columns = (say("机关", "Body"), say("指标", "Figure"), say("原", "Old"), say("现", "New"))
    listed = [Table(say("不同的数字", "Figures that differ"), columns, rows, (4, 3, 1.5, 1.5))] if rows else []
    return (Prose((said,)), *listed)


def _old(value: object) -> Cell:
    return "—" if pd.isna(value) else Number(float(str(value)))
