"""The review as a workbook and a CSV: every figure as a number, with its unit, its source and its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from reportlib.compare.words import rule_name, say, term, unit_word
from reportlib.exporting.spreadsheet import Field, Measured, Sheet, write_csv, write_workbook
from reportlib.reviewing.chosen import Chosen
from reportlib.reviewing.content import Cell, Number, Prose, Review, Section, Table, optional
from reportlib.reviewing.printed import cell_label, place_text
from reportlib.reviewing.quality import message

_FIGURES = {
    "label": ("指标", "Figure", 26),
    "unit": ("单位", "Unit", 8),
    "value": ("本年", "This year", 14),
    "numerator": ("分子", "Numerator", 11),
    "denominator": ("分母", "Denominator", 11),
    "low": ("95% 区间下限", "95% low", 11),
    "high": ("95% 区间上限", "95% high", 11),
    "base": ("上年", "Last year", 14),
    "change": ("变化", "Change", 12),
    "change_percent": ("变化（%）", "Change (%)", 11),
    "peers": ("同类个数", "Peers", 9),
    "rank": ("名次", "Rank", 7),
    "q1": ("下四分位", "Lower quartile", 12),
    "median": ("中位数", "Median", 12),
    "q3": ("上四分位", "Upper quartile", 12),
    "note": ("缺数原因", "Why none", 18),
    "formula": ("公式", "Formula", 44),
    "source": ("文件", "File", 30),
    "sha256": ("SHA-256", "SHA-256", 20),
    "place": ("出处", "Place", 60),
}
_IN_UNIT = ("value", "low", "high", "base", "change", "q1", "median", "q3")
_CELLS = (
    ("报告", "Report", 34),
    ("年份", "Year", 7),
    ("表", "Table", 13),
    ("项目", "Item", 46),
    ("数字", "Value", 14),
    ("单位", "Unit", 8),
    ("情形", "Status", 14),
    ("所印", "As printed", 14),
    ("文件", "File", 30),
    ("SHA-256", "SHA-256", 20),
    ("出处", "Place", 34),
)
_FINDINGS = (
    ("规则", "Rule", 34),
    ("轻重", "Severity", 10),
    ("结果", "Status", 14),
    ("表", "Table", 13),
    ("行", "Row", 24),
    ("列", "Column", 18),
    ("应为", "Expected", 12),
    ("所印", "Actual", 12),
    ("相差", "Difference", 12),
    ("说明", "Message", 60),
    ("出处", "Place", 34),
)


def write_sheets(review: Review, chosen: Chosen, findings: pd.DataFrame, path: Path) -> Path:
    """The workbook: cover, contents, one sheet a table, and the source of every figure."""
    language = review.language
    sheets = [
        _figures(review, language),
        *[_table(section.heading, _tables(section)[-1], chosen, language) for section in review.sections if section.anchor in _STATUTORY],
        *[_sheet(table.caption, table) for section in review.sections for table in _beside_statutory(section)],
        _cells(review, language),
        _rules(findings, language),
        _listed(review, "method", say(language, "公式", "Formulas"), language),
        _listed(review, "sources", say(language, "来源", "Sources"), language),
        _notes(review, language),
    ]
    return write_workbook(
        path, sheets, cover={say(language, "封面", "Cover"): _cover(review)}, contents=say(language, "目录", "Contents"), title=review.title
    )


_STATUTORY = ("disclosures", "requests", "proceedings")  # sections whose last table is that of the form


def _tables(section: Section) -> list[Table]:
    return [block for block in section.blocks if isinstance(block, Table)]


def _beside_statutory(section: Section) -> list[Table]:
    """The tables of a section that are none of the form's: grounds by year, what the prose says."""
    return _tables(section)[:-1] if section.anchor in _STATUTORY else _tables(section) if section.anchor == "prose" else []


def write_figures(review: Review, path: Path) -> Path:
    """The figures as CSV, codes and labels side by side."""
    return write_csv(path, list(review.figures), review.figures.itertuples(index=False, name=None))


def _cover(review: Review) -> list[str]:
    points = [block.sentences for block in review.sections[0].blocks if isinstance(block, Prose)]
    return [*review.subtitle, "", *(sentence for sentences in points for sentence in sentences)]


def _figures(review: Review, language: str) -> Sheet:
    printed = list(_FIGURES).index("formula")  # what is in the columns behind has sheets of its own
    fields = _fields(tuple(_FIGURES.values()), language)
    fields = (*fields[:printed], *(field._replace(wraps=False) for field in fields[printed:]))
    rows = [
        [_in_unit(row[name], row["unit"]) if name in _IN_UNIT else optional(row[name]) for name in _FIGURES]
        for row in review.figures.to_dict("records")
    ]
    at = list(_FIGURES).index("unit")
    rows = [[*row[:at], unit_word(str(row[at]), language), *row[at + 1 :]] for row in rows]
    note = say(
        language,
        "空格表示没有数字，不是 0。比率以百分比显示，变化为百分点。",
        "An empty cell holds no number; it is not 0. Changes of rates are percentage points.",
    )
    return Sheet(
        say(language, "主要指标", "Figures"),
        fields,
        rows,
        say(language, "主要指标：本年、上年、同类", "Figures: this year, last year, peers"),
        note,
        printed=printed,
    )


def _in_unit(value: float, unit: str) -> Measured | None:
    return None if optional(value) is None else Measured(value, unit)


def _table(name: str, table: Table, chosen: Chosen, language: str) -> Sheet:
    """A statutory table as in the page, each row with its file and place."""
    fields = tuple(Field(column, max(10, int(width)), "number") for column, width in zip(table.columns, table.widths, strict=True))
    source = str(chosen.report["source"])
    rows = [[*(_plain(cell) for cell in row), source] for row in table.rows]
    note = say(language, "文字（如“空白”）表示该格没有数字。", "A word such as blank stands where a cell holds no number.")
    return Sheet(
        name[:31],
        (fields[0]._replace(width=46), *fields[1:-1], fields[-1]._replace(width=34), Field(say(language, "文件", "File"), 30)),
        rows,
        table.caption,
        note,
    )


def _plain(cell: Cell) -> str | float | None:
    if isinstance(cell, Number):
        return cell.instead if optional(cell.value) is None else cell.value
    return cell


def _cells(review: Review, language: str) -> Sheet:
    """Every cell of every report that was used, with its file and place."""
    rows = [
        [
            f"{row.agency}",
            Measured(int(row.year), ""),
            row.table,
            cell_label(row.table, row.item, row.column, language),
            optional(row.value),
            optional(row.unit),
            term(str(row.status), language),
            optional(row.raw),
            optional(row.source),
            optional(row.sha256),
            place_text([row.place], language),
        ]
        for row in review.cells.itertuples()
    ]
    title = say(language, "所用各报告的每一格", "Every cell of the reports that were used")
    return Sheet(say(language, "单元格", "Cells"), _fields(_CELLS, language), rows, title, "")


def _rules(findings: pd.DataFrame, language: str) -> Sheet:
    names = ("table", "item", "column", "expected", "actual", "difference")
    rows = [
        [
            *(rule_name(str(row["rule"]), language), term(str(row["severity"]), language), term(str(row["status"]), language)),
            *(optional(row[name]) for name in names),
            *(message(row, language), optional(row["place"])),
        ]
        for row in findings.to_dict("records")
    ]
    title = say(language, "本报告的全部规则核对", "Every rule applied to this report")
    return Sheet(say(language, "核对", "Checks"), _fields(_FINDINGS, language), rows, title, "")


def _listed(review: Review, anchor: str, name: str, language: str) -> Sheet:
    """The first table of a section as a sheet."""
    return _sheet(name, _tables(next(section for section in review.sections if section.anchor == anchor))[0])


def _sheet(name: str, table: Table) -> Sheet:
    """A table as a sheet, under a name that a workbook takes."""
    fields = tuple(Field(column, max(12, int(width)), "number") for column, width in zip(table.columns, table.widths, strict=True))
    short = re.split("[（(]", name)[0].strip()[:31]
    return Sheet(short, fields, [[_plain(cell) for cell in row] for row in table.rows], table.caption, table.note)


def _notes(review: Review, language: str) -> Sheet:
    sentences = [
        (section.heading, sentence)
        for section in review.sections
        if section.anchor in ("findings", "quality", "method")
        for block in section.blocks
        if isinstance(block, Prose)
        for sentence in block.sentences
    ]
    fields = (Field(say(language, "部分", "Section"), 18), Field(say(language, "说明", "Note"), 110))
    return Sheet(say(language, "说明", "Notes"), fields, sentences, say(language, "要点、质量与方法", "Key points, quality and method"), "")


def _fields(names: Sequence[tuple[str, str, int]], language: str) -> tuple[Field, ...]:
    return tuple(Field(say(language, zh, en), width, "number", wraps=zh != "SHA-256") for zh, en, width in names)
