"""The pages docs/rules.md and docs/rules.zh-CN.md: every rule with severity, names, clause, example and what to do."""

from __future__ import annotations

from reportlib.forms import load_forms
from reportlib.forms.rulebook import RuleEntry, groups, rulebook


def rules_page() -> str:
    """The page docs/rules.md: every rule with its severity, what it says, the clause it rests on, an example, and what to do."""
    parts = [_PAGE]
    for group, title in groups().items():
        rows = [_row(entry) for entry in rulebook().values() if entry.group == group]
        parts += [f"## {title}\n", *_HEAD, *rows, *(["", *_formulas()] if group == "sums" else []), ""]
    return "\n".join(parts)


_PAGE = """# Rules

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
_HEAD = ("| rule | severity | 中文 | English | clause | example | what to do |", "|---|---|---|---|---|---|---|")


def _row(entry: RuleEntry) -> str:
    cells = (f"`{entry.code}`", ", ".join(entry.severities), entry.zh, entry.en, entry.clause or "–", entry.example, entry.do)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _formulas() -> list[str]:
    """The sums of each form, as they are applied."""
    lines = ["Applied at each column of the table (applicants), or at each row (items, channels):", ""]
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
