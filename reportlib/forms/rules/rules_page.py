"""The pages docs/rules.md and docs/rules.zh-CN.md: every rule with severity, names, clause, example and what to do."""

from __future__ import annotations

from reportlib.forms import load_forms
from reportlib.forms.rules.rulebook import RuleEntry, groups, rulebook
from reportlib.forms.rules.wording import Template, terms


def rules_page(language: str = "en") -> str:
    """The page docs/rules.md (or rules.zh-CN.md): every rule with severity, what it says, clause, an example, and what to do."""
    parts = [_PAGES[language]]
    for group, title in groups().items():
        rows = [_row(entry, language) for entry in rulebook().values() if entry.group == group]
        heading = title if language == "en" else _GROUPS[group]
        parts += [f"## {heading}\n", *_HEADS[language], *rows, *(["", *_formulas(language)] if group == "sums" else []), ""]
    return "\n".join(parts)


_PAGE_EN = """# Rules

Every finding is one rule applied at one place. This page is written by `tools/write_rules.py` from the forms and from
`reportlib/forms/rules.toml`.

- **severity**: `error`, the print contradicts itself or was misread, and the report is flagged; `warning`, look at it;
  `note`, know of it. Where a rule has several, the case decides.
- **status**: `pass`; `fail`; `not_assessable`, a figure that the rule needs is not there; `explained`, a person recorded why.
- A blank or a dash is never taken for zero. A sum with such cells fails where its numbers alone exceed a printed total, and is
  else `not_assessable`; where it would hold if they were zero, the message says "holds if the cells without a number are zero".
- `expected` is what the rule asks for, `actual` what is printed, `difference` the second less the first; the message names both
  sides with their places.
"""
_PAGE_ZH = """# 规则

每一条结果（finding）是一条规则在一处的核对。本页由 `tools/write_rules.py` 根据各表式和 `reportlib/forms/rules.toml` 写成。

- **轻重**：`error`（错误），原文自相矛盾或读取有误，报告记为 flagged；`warning`（提醒），请看一看；`note`（说明），知道即可。
  一条规则有几种轻重的，视情形而定。
- **状态**：`pass` 相符；`fail` 不符；`not_assessable` 缺少所需数字，无法判断；`explained` 已有人说明原因。
- 空白和横线从不当作零。含这类单元格的合计，已有数字超过印出总计的为不符，否则为无法判断；若当作零即成立，句中会写明。
- `expected` 是规则所要求的数，`actual` 是印出的数，`difference` 为后者减前者；句子（英文 `message`，中文 `message_zh`）写出两边及其位置。
"""
_PAGES = {"en": _PAGE_EN, "zh": _PAGE_ZH}
_HEADS = {
    "en": ("| rule | severity | 中文 | English | clause | example | what to do |", "|---|---|---|---|---|---|---|"),
    "zh": ("| 规则 | 轻重 | 名称 | 句子 |", "|---|---|---|---|"),
}
_GROUPS = {
    "sums": "表内合计",
    "odd": "不寻常、值得一问",
    "cells": "表格单元格",
    "suspects": "合计不成立时是哪个数",
    "prose": "正文与表格、正文自身",
    "years": "跨年度、跨来源、跨层级",
    "plausible": "是否合理",
    "people": "人的说明",
    "identity": "哪个机关、哪一年、哪种表式",
    "reading": "文件如何读取",
}


def _row(entry: RuleEntry, language: str) -> str:
    if language == "en":
        cells = [", ".join(entry.severities), entry.zh, entry.en, entry.clause or "–", entry.example, entry.do]
    else:
        severities = "、".join(terms("severities")[severity][0] for severity in entry.severities)
        cells = [severities, entry.zh, "；".join(dict.fromkeys(_shown(said.zh) for said in entry.says.values()))]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in (f"`{entry.code}`", *cells)) + " |"


def _shown(template: Template) -> str:
    """A sentence with its gaps shown as such."""
    return "".join(gap.text + ("…" if gap.operand else "") for gap in template)


def _formulas(language: str) -> list[str]:
    """The sums of each form, as they are applied."""
    applied = {
        "en": "Applied at each column of the table (applicants), or at each row (items, channels):",
        "zh": "在表格的每一列（申请人）或每一行（项目、途径）核对：",
    }
    lines = [applied[language], ""]
    for form in load_forms().values():
        for rule in form.rules:
            rows = form.tables[rule.table].rows
            stand_ins = [row for row in rows if row.stands_for]
            codes = {row.code for row in rows if not row.stands_for} | {column.code for column in rows[0].columns}
            left, right = (" + ".join(code for code in side if code in codes) for side in (rule.left, rule.right))
            merged = [f"; `{row.code}` in the place of {', '.join(row.stands_for)} where they are printed as one row" for row in stand_ins]
            lines.append(
                f"- form {form.code}, `{rule.code}`, each {rule.each}: {left} = {right}{''.join(merged) if rule.each == 'column' else ''}"
            )
    return lines
