"""How far the figures of a report can be trusted, in plain words: grade, cells without a number, and what the rules found."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reportlib.compare.words import label, say, term
from reportlib.forms import load_forms
from reportlib.reviewing.chosen import Chosen
from reportlib.reviewing.content import Block, Prose, Table, optional
from reportlib.reviewing.printed import STATUSES, cell_label, place_text, row_label

MOST_LISTED = 30
_TABLES = {
    "disclosures": ("第二部分 主动公开", "Section two, disclosures"),
    "requests": ("第三部分 依申请公开", "Section three, requests"),
    "proceedings": ("第四部分 复议诉讼", "Section four, reviews and lawsuits"),
}
_GRADES = {
    "verified": ("表内每一格都找到，表中各项合计都相符。", "every cell was found and every sum of the form holds."),
    "flagged": (
        "有合计不符，或其他错误；使用前请核对下列各条。",
        "a sum does not hold, or there is another error; see the list below before use.",
    ),
    "incomplete": (
        "有单元格空白、缺失或无法辨认，相关合计无法核对。",
        "cells are blank, missing or unreadable, so that some sums cannot be checked.",
    ),
}
_SEVERITIES = {"error": ("错误", "error"), "warning": ("提醒", "warning"), "note": ("说明", "note")}
_RULES = {
    "signs": ("数量应为不小于 0 的整数", "counts are whole and not negative"),
    "missing": ("报告中没有这一行或这张表", "the row or table is not in the report"),
    "unknown_row": ("表中有一行不属于表式", "a row that the form does not have"),
    "line_length": ("该行的数字个数与表式的列数不同", "the line holds more or fewer values than the form has columns"),
    "region_unknown": ("从机关名称看不出地区", "the name of the body does not tell its place"),
    "form_year": ("表式与年份不一致", "the form does not fit the year"),
    "form_unknown": ("认不出表式", "the form is not known"),
    "year_unknown": ("看不出报告年份", "the year is not told"),
    "year_disagrees": ("各处所写年份不一致", "the years printed disagree"),
    "agency_disagrees": ("各处所写机关名称不一致", "the names of the body disagree"),
    "several_reports": ("一个文件中似有几份报告", "the file seems to hold several reports"),
    "suspect_cell": ("改正这一格，各项合计即可相符", "changing this one cell would make all sums hold"),
    "carried_over": ("上年结转与上年报告的结转下年不一致", "what is carried in differs from what last year carried out"),
}


def quality(chosen: Chosen, cells: pd.DataFrame, findings: pd.DataFrame, language: str) -> tuple[Block, ...]:
    """The quality notes of the report."""
    own = cells[cells["report_id"] == chosen.report_id]
    found = findings[findings["report_id"] == chosen.report_id].astype(
        dict.fromkeys(("rule", "severity", "status", "table", "item", "column"), "string")
    )
    failing = found[found["status"].isin(["fail", "explained"])]
    blocks: list[Block] = [Prose((_grade(chosen, language), *_counts(own, found, language), *_others(chosen, language)), listed=True)]
    if len(failing):
        blocks.append(_failing(failing, language))
    without = own[own["value"].isna()]
    if len(without):
        blocks.append(_without(without, language))
    return tuple(blocks)


def _grade(chosen: Chosen, language: str) -> str:
    grade = str(chosen.report["grade"])
    meaning = say(language, *_GRADES.get(grade, ("", "")))
    return say(language, f"等级：{term(grade)}——{meaning}", f"Graded {term(grade, 'en')}: {meaning}")


def _counts(own: pd.DataFrame, found: pd.DataFrame, language: str) -> list[str]:
    numbers, rules = int(own["value"].notna().sum()), found["status"].value_counts()
    passed, failed, open_ = (int(rules.get(name, 0)) for name in ("pass", "fail", "not_assessable"))
    none = "" if len(found) else say(language, "没有规则核对的记录。", "No rule was applied.")
    return [
        say(
            language,
            f"表式共 {len(own)} 格，{numbers} 格有数，{len(own) - numbers} 格没有数字；没有数字的格不按 0 计。",
            f"The form has {len(own)} cells; {numbers} hold a number and {len(own) - numbers} do not, which is not 0.",
        ),
        none
        or say(
            language,
            f"规则核对 {len(found)} 处：{passed} 处相符，{failed} 处不符或需留意，{open_} 处因缺数无法核对。",
            f"Rules were applied in {len(found)} places: {passed} hold, {failed} do not or need care, {open_} cannot be told for want of a figure.",
        ),
    ]


def _others(chosen: Chosen, language: str) -> list[str]:
    """Which report is used where the body has several for the year."""
    if chosen.others.empty:
        return []
    listed = say(language, "、", ", ").join(
        f"{row.source or row.report_id} ({term(str(row.grade), language)})" for row in chosen.others.itertuples()
    )
    used = optional(chosen.report["source"]) or chosen.report_id
    return [
        say(
            language,
            f"本机关本年有 {len(chosen.others) + 1} 份报告，采用 {used}（先取核对无误者，再取最新者）；另有：{listed}。",
            f"There are {len(chosen.others) + 1} reports of this body and year; this review uses {used} (verified before others, then the newest), not {listed}.",
        )
    ]


def _failing(failing: pd.DataFrame, language: str) -> Table:
    ranked = failing.sort_values(
        "severity", key=lambda severity: severity.map({name: place for place, name in enumerate(_SEVERITIES)}), kind="stable"
    )
    rows = [
        (
            say(language, *_SEVERITIES.get(row["severity"], (row["severity"],) * 2)),
            rule_text(row["rule"], language),
            _where(row, language),
            _seen(row, language) + say(language, "（已说明）", " (explained)") * (row["status"] == "explained"),
            place_text([row["place"]], language),
        )
        for row in ranked.to_dict("records")
    ]
    columns = say(language, "轻重 规则 位置 所见 出处", "Severity Rule Cell Found Place").split()
    return Table(say(language, "不符与需留意之处", "What does not hold or needs care"), tuple(columns), tuple(rows), (9, 25, 22, 26, 18))


def _seen(row: dict[Any, Any], language: str) -> str:
    """What was found: the two sides of a sum in figures, else the message as the program wrote it."""
    expected, actual = optional(row["expected"]), optional(row["actual"])
    if language == "en" or expected is None or actual is None:
        return str(row["message"])
    return f"应为 {expected:,g}，所印 {actual:,g}，相差 {actual - expected:+,g}"


def rule_text(rule: str, language: str) -> str:
    """A rule in plain words, or its code where there are none."""
    for form in load_forms().values():
        for known in form.rules:
            if known.code == rule:
                return known.english if language == "en" else known.chinese
    return say(language, *_RULES.get(rule, (rule, rule.replace("_", " "))))


def _where(row: dict[Any, Any], language: str) -> str:
    table, item, column = (optional(row[name]) for name in ("table", "item", "column"))
    if table is None:
        return say(language, "整份报告", "the report")
    if item and column:
        return cell_label(table, item, column, language)
    if item:
        return row_label(table, item, language)
    axis = {"disclosures": "measure", "requests": "applicant", "proceedings": "result"}[table]
    name = say(language, *_TABLES[table])
    return f"{name} · {label(table, axis, column, language)}" if column else name


def _without(without: pd.DataFrame, language: str) -> Table:
    """Cells without a number, row by row: which columns, and why."""
    rows = []
    for (table, item, status), group in without.groupby(["table", "item", "status"], sort=False, dropna=False):
        axis = {"disclosures": "measure", "requests": "applicant", "proceedings": "result"}[table]
        names = say(language, "、", ", ").join(label(table, axis, code, language) for code in group["column"])
        raw = " ".join(dict.fromkeys(text for text in group["raw"].dropna() if text.strip()))
        reason = say(language, *STATUSES.get(status, (str(status),) * 2)) + (f" {raw}" if raw else "")
        rows.append(
            (say(language, *_TABLES[table]), row_label(table, item, language), names, reason, place_text(list(group["place"]), language))
        )
    columns = tuple(say(language, "表 项目 列 情形 出处", "Table Row Columns Why Place").split())
    left = len(rows) - MOST_LISTED
    note = say(language, f"另有 {left} 行，见 tables.xlsx。", f"{left} more rows are in tables.xlsx.") if left > 0 else ""
    return Table(
        say(language, "没有数字的单元格", "Cells without a number"), columns, tuple(rows[:MOST_LISTED]), (18, 26, 26, 12, 18), note
    )
