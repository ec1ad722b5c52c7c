"""The tables of the contract: their columns with types and descriptions, and the data dictionary made of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

TEXT, WHOLE, NUMBER, DAY = pa.string(), pa.int64(), pa.float64(), pa.date32()

_REPORT = [
    ("report_id", TEXT, "Identifies the report: agency, year and the first digits of the file's hash"),
    ("agency", TEXT, "The body that reports, its whole name as printed"),
    ("year", WHOLE, "The year that the report covers"),
    ("body_id", TEXT, "The body, the same over the years, spellings and renamings"),
    ("level", TEXT, "state, province, prefecture, county or town"),
    ("scope", TEXT, "government: the report is a government's own; body: one body speaks for itself"),
    ("covers", TEXT, "What the figures count, as the report says of itself: whole_area, own_bodies, itself or unknown"),
    (
        "form",
        TEXT,
        "The statutory form: 2019 (reports for 2019 and 2020), 2021 (later ones), an earlier one such as 2014, before-2019 where it is none of them; of a cell, that of its table",
    ),
]
# What every row of a table says of its report.
OF_REPORT = tuple(name for name, _, _ in _REPORT)
_CELL = [
    ("status", TEXT, "Why there is a number or none: reported, blank, dash, unreadable, missing, corrected"),
    ("evidence", TEXT, "What confirms the value beside the cell itself: sums, prose, years, files, picture; null where nothing does"),
    ("raw", TEXT, "The cell as printed"),
    ("place", TEXT, "Where it is printed: page, table, row and column, or line"),
]

COLUMNS: Mapping[str, Sequence[tuple[str, pa.DataType, str]]] = {
    "reports": [
        *_REPORT,
        ("title", TEXT, "The title as printed"),
        ("region_code", TEXT, "Division code (GB/T 2260) of the region, null where the name does not tell it"),
        ("region", TEXT, "The region that the body serves"),
        ("prefecture", TEXT, "The prefecture that the region lies in"),
        ("province", TEXT, "The province that the region lies in"),
        ("kind", TEXT, "What the body does, such as administrative_approval or commerce"),
        ("source", TEXT, "The input file, below the raw folder"),
        ("source_format", TEXT, "What the file is by its content"),
        ("sha256", TEXT, "Hash of the input file"),
        ("period_start", DAY, "First day that the figures cover, as printed"),
        ("period_end", DAY, "Last day that the figures cover, as printed"),
        ("url", TEXT, "Where the file was published, from manifest.csv"),
        ("published_at", DAY, "When it was published, from manifest.csv"),
        ("fetched_at", DAY, "When it was fetched, from manifest.csv"),
        ("origin", TEXT, "What the file is, from manifest.csv: published; rewritten (tables as published, prose not); set; generated"),
        (
            "grade",
            TEXT,
            "verified: every cell found and every sum of the form holds; flagged: an error was found; incomplete: cells are missing, blank or unreadable",
        ),
    ],
    "disclosures": [
        *_REPORT,
        ("article", TEXT, "The clause of article 20 of the Regulations: 20.1, 20.5, 20.6, 20.8, 20.9"),
        ("item", TEXT, "What was disclosed, such as licenses or penalties"),
        ("measure", TEXT, "What is counted, such as decisions or in_force"),
        ("value", NUMBER, "The number printed, null where there is none"),
        ("unit", TEXT, "件, 项, or 万元 for money whose unit is stated"),
        *_CELL,
    ],
    "requests": [
        *_REPORT,
        ("item", TEXT, "The row of section three, such as received or denied.state_secret"),
        ("applicant", TEXT, "Who applied, or total"),
        ("value", WHOLE, "The number of requests printed, null where there is none"),
        *_CELL,
    ],
    "proceedings": [
        *_REPORT,
        ("channel", TEXT, "review, litigation_direct or litigation_after_review"),
        ("result", TEXT, "upheld, corrected, other, pending or total"),
        ("value", WHOLE, "The number of cases printed, null where there is none"),
        *_CELL,
    ],
    "statistics": [
        *_REPORT,
        (
            "indicator",
            TEXT,
            "The row of a statistical table of before 2019, or its printed label where the table or row is of no known form",
        ),
        ("measure", TEXT, "year, cumulative (all years together), or the printed label of another column"),
        ("value", NUMBER, "The number printed, null where there is none"),
        ("unit", TEXT, "The unit printed, or that of the form where none is printed"),
        ("status", TEXT, "Why there is a number or none: reported, blank, dash, unreadable, missing"),
        ("raw", TEXT, "The cell as printed"),
        ("place", TEXT, "Where it is printed: page, table, row and column, or line"),
    ],
    "mentions": [
        *_REPORT,
        ("section", WHOLE, "The section of the report, 1 to 6"),
        ("metric", TEXT, "What the figure counts; other where it is not recognised"),
        ("value", NUMBER, "The figure, exact as printed"),
        ("unit", TEXT, "The unit printed with it"),
        ("qualifier", TEXT, "余, 约, 以上 and the like, null for an exact figure"),
        ("text", TEXT, "The clause that states it"),
        ("place", TEXT, "Section, paragraph and sentence"),
    ],
    "sections": [
        *_REPORT,
        ("number", WHOLE, "The section of the form, 1 to 6"),
        ("heading", TEXT, "The heading as printed"),
        ("text", TEXT, "The prose below it, one paragraph a line, without tables"),
    ],
    "findings": [
        *_REPORT,
        ("rule", TEXT, "The rule that was applied"),
        ("severity", TEXT, "error, warning or note"),
        ("status", TEXT, "pass, fail, not_assessable or explained"),
        ("table", TEXT, "The table that it is about, null for the report as a whole"),
        ("item", TEXT, "The row that it is about, by code"),
        ("column", TEXT, "The column that it is about, by code"),
        ("expected", NUMBER, "What the rule asks for"),
        ("actual", NUMBER, "What is printed"),
        ("difference", NUMBER, "actual minus expected"),
        ("message", TEXT, "What was found, in one line"),
        ("message_zh", TEXT, "The same in Chinese"),
        ("place", TEXT, "Where it is printed"),
    ],
    "sources": [
        ("source", TEXT, "The input file, below the raw folder"),
        ("source_format", TEXT, "What the file is by its content, null where that is not known"),
        ("bytes", WHOLE, "Size of the file"),
        ("sha256", TEXT, "Hash of the file; of pages that are a picture each, that of all in a row stands with the first"),
        ("outcome", TEXT, "parsed, duplicate or quarantined"),
        ("reason", TEXT, "Why it is quarantined or a duplicate, or of which file's report a picture is a page"),
        ("report_id", TEXT, "The report that was read from it; null of a picture that is a later page of one"),
        ("origin", TEXT, "What the file is, from manifest.csv: published, rewritten, set or generated"),
        ("seconds", NUMBER, "Time to read it; null unless the build was asked for timings, since it differs from run to run"),
    ],
    "labels": [
        ("table", TEXT, "The table that the code stands in"),
        ("axis", TEXT, "The column that it stands in"),
        ("code", TEXT, "The code"),
        ("form", TEXT, "The form that prints it, null for what no form prints"),
        ("zh", TEXT, "Its label, as the form prints it or as it is called"),
        ("en", TEXT, "The same in English"),
        ("unit", TEXT, "The unit that the form counts it in"),
    ],
}


@cache
def _in_chinese() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("columns.zh.toml").read_text(encoding="utf-8"))


def described(table: str, column: str) -> str:
    """What a column of a table holds, in Chinese.

    >>> described("proceedings", "raw")
    '单元格所印的原文'
    """
    words = _in_chinese()
    return words.get(table, {}).get(column) or words["every"][column]


SCHEMAS: Mapping[str, pa.Schema] = {
    name: pa.schema(
        [pa.field(column, kind, metadata={"description": description}) for column, kind, description in columns], metadata={"title": name}
    )
    for name, columns in COLUMNS.items()
}


_FRICTIONLESS = {TEXT: "string", WHOLE: "integer", NUMBER: "number", DAY: "date"}


def datapackage() -> dict[str, Any]:
    """The data dictionary as a Frictionless Data Package."""
    resources = [
        {
            "name": name,
            "path": f"{name}.parquet",
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "schema": {
                "fields": [
                    {"name": column, "type": _FRICTIONLESS[kind], "description": description, "description_zh": described(name, column)}
                    for column, kind, description in columns
                ]
            },
        }
        for name, columns in COLUMNS.items()
    ]
    return {
        "name": "government-information-disclosure-reports",
        "title": "政府信息公开工作年度报告",
        "profile": "data-package",
        "resources": resources,
    }
