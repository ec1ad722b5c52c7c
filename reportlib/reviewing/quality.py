"""How far the figures of a report can be trusted, in plain words: grade, cells without a number, and what the rules found."""

from __future__ import annotations

import pandas as pd

from reportlib.compare.keys import Record
from reportlib.compare.words import label, rule_name, say, term
from reportlib.forms.rules.wording import terms
from reportlib.reviewing.chosen import Chosen
from reportlib.reviewing.content import Block, Prose, Table, optional
from reportlib.reviewing.printed import cell_label, place_text, row_label

MOST_LISTED = 30
_TABLES = {
    "disclosures": ("第二部分 主动公开", "Section two, disclosures"),
    "requests": ("第三部分 依申请公开", "Section three, requests"),
    "proceedings": ("第四部分 复议诉讼", "Section four, reviews and lawsuits"),
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
    meaning = say(language, *terms("grade_meanings").get(grade, ("", "")))
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
        _alone(own, language),
        none
        or say(
            language,
            f"规则核对 {len(found)} 处：{passed} 处相符，{failed} 处不符或需留意，{open_} 处因缺数无法核对。",
            f"Rules were applied in {len(found)} places: {passed} hold, {failed} do not or need care, {open_} cannot be told for want of a figure.",
        ),
    ]


def _alone(own: pd.DataFrame, language: str) -> str:
    """How many figures nothing but their own cell says."""
    alone = int((own["value"].notna() & own["evidence"].isna()).sum())
    return say(
        language,
        f"有数的格中，{alone} 格只凭该格本身，没有合计、正文或其他年份的报告可以印证。",
        f"Of these figures {alone} stand on their cell alone: no sum, no sentence and no report of another year confirms them.",
    )


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
            f"本机关本年有 {len(chosen.others) + 1} 份报告，采用 {used}（先取表内勾稽相符者，再取最新者）；另有：{listed}。",
            f"There are {len(chosen.others) + 1} reports of this body and year; this review uses {used} (verified before others, then the newest), not {listed}.",
        )
    ]


def _failing(failing: pd.DataFrame, language: str) -> Table:
    ranked = failing.sort_values(
        "severity", key=lambda severity: severity.map({name: place for place, name in enumerate(terms("severities"))}), kind="stable"
    )
    rows = [
        (
            term(str(row["severity"]), language),
            rule_name(str(row["rule"]), language),
            _where(row, language),
            message(row, language) + say(language, "（已说明）", " (explained)") * (row["status"] == "explained"),
            place_text([row["place"]], language),
        )
        for row in ranked.to_dict("records")
    ]
    columns = say(language, "轻重 规则 位置 所见 出处", "Severity Rule Cell Found Place").split()
    return Table(say(language, "不符与需留意之处", "What does not hold or needs care"), tuple(columns), tuple(rows), (9, 25, 22, 26, 18))


def message(row: Record, language: str) -> str:
    """What was found, in the words of the finding."""
    told = None if language == "en" else optional(row.get("message_zh"))
    return str(told or row["message"])


def _where(row: Record, language: str) -> str:
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
        reason = term(str(status), language) + (f" {raw}" if raw else "")
        rows.append(
            (say(language, *_TABLES[table]), row_label(table, item, language), names, reason, place_text(list(group["place"]), language))
        )
    columns = tuple(say(language, "表 项目 列 情形 出处", "Table Row Columns Why Place").split())
    left = len(rows) - MOST_LISTED
    note = say(language, f"另有 {left} 行，见 tables.xlsx。", f"{left} more rows are in tables.xlsx.") if left > 0 else ""
    return Table(
        say(language, "没有数字的单元格", "Cells without a number"), columns, tuple(rows[:MOST_LISTED]), (18, 26, 26, 12, 18), note
    )
