"""The pages docs/forms.md and docs/codes.md: the forms side by side, and what each code means, made from the TOML files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reportlib.forms.bridge import Series, bridge
from reportlib.forms.labels import AXES
from reportlib.forms.loading import load_forms
from reportlib.forms.statistics import STATISTICS, load_statistics_forms
from reportlib.forms.types import Form, Row


def forms_page(language: str = "en") -> str:
    """The page in Chinese (zh) or English (en)."""
    at = 1 if language == "zh" else 0
    forms = load_statistics_forms()
    parts = [_TITLE[at], _WHY[at], _ISSUED[at], *_issued(at), "", _ROWS[at]]
    parts += ["| " + " | ".join((*_HEAD[at], *forms, *load_forms(), _FIT[at])) + " |", "|" + "---|" * (len(forms) + len(load_forms()) + 3)]
    parts += [_line(code, row, forms, at) for code, row in _rows(forms).items()]
    return "\n".join([*parts, "", _CHANGES[at], *_changes(at), "", _BREAKS[at], *_breaks(at), ""])


_TITLE = ("# The forms of 2008 to today\n", "# 2008 年以来的表式\n")
_WHY = (
    "Written by `tools/write_forms.py` from `reportlib/forms/`. Nothing continues exactly over 2019: the notice of that year ends all\nearlier definitions. `near` may be followed with its caveat, `partly` is never joined by a line, and the rest is not followed at all.\n",
    "由 `tools/write_forms.py` 根据 `reportlib/forms/` 生成。没有一项数字能原样接续到 2019 年以后：当年的通知使此前的统计口径失效。\n“相近”的可以连同说明一起看，“部分”的不连线，其余不接续。\n",
)
_ISSUED = (
    "| form | issued as | first year | last year |\n|---|---|---|---|",
    "| 表式 | 依据 | 首年 | 末年 |\n|---|---|---|---|",
)
_ROWS = (
    "## Rows\n\n● is printed, ◐ is printed and follows a row of the later forms.\n",
    "## 各行\n\n●为印有，◐为印有且与以后表式相接。\n",
)
_HEAD = (("indicator", "label"), ("指标", "名称"))
_FIT = ("continues", "接续")
_FITS = {"near": ("near", "相近"), "partly": ("partly", "部分"), "": ("not", "不接续")}
_CHANGES = (
    "## What changes the meaning\n\n| series | continues | caveat |\n|---|---|---|",
    "## 含义的变化\n\n| 序列 | 接续 | 说明 |\n|---|---|---|",
)
_BREAKS = ("## Breaks\n\n| from | what |\n|---|---|", "## 变化之处\n\n| 起 | 内容 |\n|---|---|")


def _issued(at: int) -> Iterator[str]:
    for form in (*load_statistics_forms().values(), *load_forms().values()):
        yield f"| {form.code} | {form.issued_as} | {form.first_year} | {form.last_year or '–'} |"


def _rows(forms: Mapping[str, Form]) -> dict[str, Row]:
    """Every row of the forms of before 2019 once, those of the form with the most rows first and in its order."""
    found: dict[str, Row] = {}
    for form in sorted(forms.values(), key=lambda form: -len(form.tables[STATISTICS].rows)):
        for row in form.tables[STATISTICS].rows:
            found.setdefault(row.code, row)
    return found


def _line(code: str, row: Row, forms: Mapping[str, Form], at: int) -> str:
    followed = next((one for one in bridge().series.values() if code in one.indicators), None)
    before = ["●" if code in form.tables[STATISTICS].row else "" for form in forms.values()]
    after = [_mark(followed, form) for form in load_forms().values()]
    fit = _FITS[followed.fit if followed else ""][at]
    return "| " + " | ".join((f"`{code}`", row.label if at else row.english, *before, *after, fit)) + " |"


def _mark(followed: Series | None, form: Form) -> str:
    cells = {(row.code, column.code) for table, row, column in form.cells() if followed and table == followed.table}
    return "◐" if followed and cells & set(followed.cells) else ""


def _changes(at: int) -> Iterator[str]:
    for one in bridge().series.values():
        yield f"| `{one.code}` {one.names[at]} | {_FITS[one.fit][at]} | {one.caveat[at]} |"


def _breaks(at: int) -> Iterator[str]:
    for each in sorted(bridge().breaks, key=lambda each: (each.year, each.month)):
        named = f" ({', '.join(each.series)})" if each.series else ""
        yield f"| {each.year}{f'-{each.month:02}' if each.month > 1 else ''} | {each.says[at]}{named} |"


def codes_page(language: str = "en") -> str:
    """Every code of every table, with its label as printed, its translation, its unit and the forms that have it, in Chinese (zh) or English (en)."""
    at = 1 if language == "zh" else 0
    parts = [_CODES_TITLE[at], _CODES_WHY[at]]
    for table, axes in AXES.items():
        for axis in (*(("article",) if table == "disclosures" else ()), *axes):
            parts += [f"## `{table}`.`{axis}`\n", _CODES_HEAD[at], *_code_lines(table, axis), ""]
    return "\n".join(parts)


_CODES_TITLE = ("# What the codes mean\n", "# 代码的含义\n")
_CODES_WHY = (
    "Written by `tools/write_forms.py` from `reportlib/forms/`, label by label as the notices print them. In Python the same stands in\n`ds.labels`, in SQL in the table `labels`. 中文：[codes.zh-CN.md](codes.zh-CN.md)\n",
    "由 `tools/write_forms.py` 根据 `reportlib/forms/` 生成，名称照录通知所附表式。Python 中见 `ds.labels`，SQL 中见表 `labels`。English: [codes.md](codes.md)\n",
)
_CODES_HEAD = (
    "| code | label as printed | English | unit | forms |\n|---|---|---|---|---|",
    "| 代码 | 表中名称 | 英文 | 单位 | 表式 |\n|---|---|---|---|---|",
)


def _code_lines(table: str, axis: str) -> Iterator[str]:
    meanings: dict[tuple[str, str, str, str], list[str]] = {}
    for form in (*load_statistics_forms().values(), *load_forms().values()):
        for meaning in dict.fromkeys(_meanings(form, table, axis)):
            meanings.setdefault(meaning, []).append(form.code)
    for (code, label, english, unit), forms in meanings.items():
        yield f"| `{code}` | {label} | {english} | {unit} | {', '.join(forms)} |"


def _meanings(form: Form, table: str, axis: str) -> Iterator[tuple[str, str, str, str]]:
    """The code, label, translation and unit of each row, column or article on an axis, in the order of the form."""
    if axis == "article":
        yield from ((code, label, f"Article {code}", "") for code, label in form.articles.items())
        return
    for name, row, column in form.cells():
        if name == table and axis == AXES[table][0]:
            yield row.code.split("/")[-1], row.label, row.english, ""
        elif name == table:
            yield column.code, column.label, column.english, column.unit or ""
