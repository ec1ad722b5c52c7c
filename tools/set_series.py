"""Sets one body's reports of fifteen years, of which only the figures are held, under data/raw/平潭综合实验区, each in a format of its own.

usage, from the project's root: python tools/set_series.py [FOLDER]

The figures are those of tests/samples/series.csv: to 2018 the statistical table as it was published, from 2019 on the statutory
tables, set in the official layout of their form.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

from official_form import HEADINGS, FormCell, FormTable, Key, SetReport, official_tables
from printed_pdf import Print, pdf_file
from web_pages import government_page, plain_page
from word_files import word_file
from workbooks import workbook

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "tests" / "samples" / "series.csv"
FOLDER = ROOT / "data" / "raw" / "平潭综合实验区"


def main(folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in figures():
        (folder / name).write_bytes(written(name))
    (folder / "manifest.csv").write_text("file,origin\n" + "".join(f"{name},set\n" for name in figures()), encoding="utf-8")


def written(name: str) -> bytes:
    """The bytes of the report of this file name."""
    rows = figures()[name]
    year, agency, form = int(rows[0]["year"]), rows[0]["agency"], rows[0]["form"]
    title = (f"{agency}{year}年政府信息公开工作年度报告",)
    lead = f"本报告所列数据的统计期限自{year}年1月1日起，至{year}年12月31日止。"
    sections = _statutory(form, rows) if "label" not in rows[0] or not rows[0]["label"] else _statistical(year, rows)
    return _WRITERS[year](SetReport(title, lead, sections))


@cache
def figures() -> Mapping[str, list[dict[str, str]]]:
    """The rows of series.csv by file."""
    found: dict[str, list[dict[str, str]]] = {}
    with FIGURES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["file"], []).append(row)
    return found


_Sections = tuple[tuple[str, tuple[str | FormTable, ...]], ...]
_LEFT_OUT = "（本节文字从略，此处只收录统计表。）"


def _statutory(form: str, rows: list[dict[str, str]]) -> _Sections:
    printed: dict[Key, str] = {(row["table"], row["item"], row["column"]): _with_unit(row) for row in rows}
    received = printed["requests", "received", "total"]
    tables = official_tables(form, printed)
    contents: list[tuple[str | FormTable, ...]] = [(f"全年新收政府信息公开申请{received}件。",), *((table,) for table in tables)]
    return tuple(zip(HEADINGS, [*contents, (_LEFT_OUT,), (_LEFT_OUT,)], strict=True))


def _with_unit(row: Mapping[str, str]) -> str:
    """The form of 2019 prints no unit for the amount of procurement, so the cell itself has to."""
    return f"{row['value']}万元" if row["item"] == "20.9/procurement" and row["column"] == "amount" and row["value"] else row["value"]


def _statistical(year: int, rows: list[dict[str, str]]) -> _Sections:
    lines = {row["label"]: (row["unit"], {}) for row in rows}
    for row in rows:
        lines[row["label"]][1][row["column"]] = row["value"]
    head = ("指标名称", "计量单位", f"{year}年度", "历年累计")
    printed = [head, *((label, unit, values["year"], values["cumulative"]) for label, (unit, values) in lines.items())]
    table = FormTable("statistics", len(head), 1, tuple(tuple(map(FormCell, row)) for row in printed))
    return ("一、概述", (_LEFT_OUT,)), ("二、政府信息公开情况统计表", (table,)), ("三、存在的主要问题和改进措施", (_LEFT_OUT,))


def _text(report: SetReport, between: str) -> bytes:
    """Plain text, a row of a table a line."""
    blocks = report.blocks()
    lines = [[block] if isinstance(block, str) else [between.join(cell.text for cell in row) for row in block.rows] for block in blocks]
    return "\n\n".join([*report.title, *("\n".join(block) for block in lines), ""]).encode()


def _page(report: SetReport, page: Callable[[SetReport], str], encoding: str) -> bytes:
    return page(report).encode(encoding)


_WRITERS: Mapping[int, Callable[[SetReport], bytes]] = {
    2011: partial(_page, page=plain_page, encoding="utf-8"),
    2012: word_file,
    2013: partial(_text, between="\t"),
    2014: partial(_page, page=government_page, encoding="gb18030"),
    2015: partial(pdf_file, look=Print()),
    2016: workbook,
    2017: partial(_text, between=" | "),
    2018: word_file,
    2019: partial(_page, page=plain_page, encoding="utf-8"),
    2020: word_file,
    2021: workbook,
    2022: partial(pdf_file, look=Print(rules="strips", cut_rows=True)),
    2023: partial(_page, page=government_page, encoding="gb18030"),
    2024: word_file,
    2025: partial(pdf_file, look=Print()),
}


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
