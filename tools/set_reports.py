"""Sets the reports of which only the statutory figures are held, in the official form and a layout of each one's own, under data/raw.

usage, from the project's root: python tools/set_reports.py [FOLDER]

The figures are those of tests/samples/expected.csv, so that a report can only say what the tests expect of it.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from official_form import HEADINGS, FormTable, Key, SetReport, official_tables, relabelled, replaced
from printed_pdf import Print, pdf_file, scanned
from web_pages import government_page, plain_page
from word_files import legacy_files, word_file
from workbooks import workbook

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "tests" / "samples" / "expected.csv"


def main(folder: Path = ROOT / "data" / "raw") -> None:
    for setting in SETTINGS:
        try:
            content = written(setting)
        except FileNotFoundError as error:
            print(f"{setting.file} is left as it is: {error}", file=sys.stderr)
            continue
        (folder / setting.file).write_bytes(content)
        print(folder / setting.file)


Writer = Callable[[SetReport], bytes]
Printed = Callable[[Key, str], str]


@dataclass(frozen=True)
class Setting:
    """How one report is set: its words (with {received} and the like for figures), its spelling and its writer."""

    file: str
    form: str
    title: tuple[str, ...]
    lead: str
    summary: str
    write: Writer
    variants: Mapping[str, str] = field(default_factory=dict)
    printed: Printed = lambda key, value: value


def set_report(setting: Setting, figures: Mapping[Key, str]) -> SetReport:
    """The report with its figures in place; the prose states only figures that stand in the tables."""
    printed = {key: setting.printed(key, value) for key, value in figures.items()}
    tables = [relabelled(table, setting.variants) for table in official_tables(setting.form, printed)]
    summary = setting.summary.format(**{name: figures[key] for name, key in _MENTIONED.items() if key in figures})
    contents: list[tuple[str | FormTable, ...]] = [(summary,), *((table,) for table in tables), (_LEFT_OUT,), (_LEFT_OUT,)]
    headings = (replaced(heading, setting.variants) for heading in HEADINGS)
    return SetReport(setting.title, setting.lead, tuple(zip(headings, contents, strict=True)))


def figures_of(file: str) -> dict[Key, str]:
    """The expected figures of one file of data/raw, as (table, item, column): value."""
    with FIGURES.open(encoding="utf-8", newline="") as lines:
        return {(row["table"], row["item"], row["column"]): row["value"] for row in csv.DictReader(lines) if row["file"] == file}


_LEFT_OUT = "（本节文字从略，此处只收录法定统计表。）"
_MENTIONED: Mapping[str, Key] = {
    "received": ("requests", "received", "total"),
    "carried_in": ("requests", "carried_in", "total"),
    "granted": ("requests", "granted", "total"),
    "closed": ("requests", "closed_total", "total"),
    "carried_out": ("requests", "carried_out", "total"),
    "licenses": ("disclosures", "20.5/licenses", "decisions"),
    "reviews": ("proceedings", "review", "total"),
    "direct": ("proceedings", "litigation_direct", "total"),
    "after_review": ("proceedings", "litigation_after_review", "total"),
}


def _with_thousands(key: Key, value: str) -> str:
    whole, point, decimals = value.partition(".")
    return f"{int(whole):,}{point}{decimals}" if value else ""


def _full_width(key: Key, value: str) -> str:
    return value.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789."})


def _with_unit_of_procurement(key: Key, value: str) -> str:
    # The form of 2019 prints no unit for the amount of procurement, so the cell itself has to.
    return f"{value}万元" if key == ("disclosures", "20.9/procurement", "amount") else value


def _encoded(page: Callable[[SetReport], str], encoding: str) -> Writer:
    return lambda report: page(report).encode(encoding)


def _legacy(report: SetReport) -> bytes:
    return legacy_files([word_file(report)])[0]


def _scan(report: SetReport) -> bytes:
    return scanned(pdf_file(report))


def _numbered(digits: str, mark: str) -> dict[str, str]:
    """The variants that print "1." as this digit and mark, and so on."""
    return {f"{number}.": digit + mark for number, digit in enumerate(digits, 1)}


SETTINGS = (
    Setting(
        "上海市人民政府办公厅-2019.html",
        "2019",
        ("上海市人民政府办公厅2019年政府信息公开工作年度报告",),
        "本报告中的数据统计期限自2019年1月1日起，至2019年12月31日止。",
        "2019年新收政府信息公开申请{received}件，上年结转{carried_in}件；年内办结{closed}件，结转下年度{carried_out}件。",
        _encoded(government_page, "gb18030"),
        printed=_with_unit_of_procurement,
    ),
    Setting(
        "上海市人民政府办公厅-2025.pdf",
        "2021",
        ("上海市人民政府办公厅", "2025年政府信息公开工作年度报告"),
        "本报告所列数据的统计期限为2025年1月1日至2025年12月31日。",
        "全年新收申请{received}件，上年结转{carried_in}件，办结{closed}件，其中予以公开{granted}件。",
        partial(pdf_file, look=Print(rules="strips", cut_rows=True)),
    ),
    Setting(
        "上海市科委-2024.xlsx",
        "2021",
        ("上海市科委2024年政府信息公开工作", "年度报告"),
        "统计期限：2024年1月1日至2024年12月31日。",
        "2024年收到政府信息公开申请{received}件，上年结转{carried_in}件，办结{closed}件，转入下年{carried_out}件。",
        workbook,
        variants=_numbered("１２３４５６７８", "．"),
        printed=_full_width,
    ),
    Setting(
        "宿迁市人民政府-2023.docx",
        "2021",
        ("宿迁市人民政府2023年政府信息公开工作年度报告",),
        "报告数据的统计期限自2023年1月1日起至2023年12月31日止。",
        "2023年新收政府信息公开申请{received}件，办结{closed}件，结转下年度继续办理{carried_out}件；作出行政许可处理决定{licenses}件。",
        word_file,
    ),
    Setting(
        "宿迁市人民政府-2024.html",
        "2021",
        ("宿迁市人民政府2024年政府信息公开工作年度报告",),
        "报告数据的统计期限自2024年1月1日起至2024年12月31日止。",
        "本年度新收政府信息公开申请{received}件，上年结转{carried_in}件；办结{closed}件，其中予以公开{granted}件。",
        _encoded(plain_page, "utf-8"),
        printed=_with_thousands,
    ),
    Setting(
        "沭阳县人民政府-2025.docx",
        "2021",
        ("沭阳县人民政府2025年政府信息公开工作年度报告",),
        "数据统计期限为2025年1月1日至12月31日。",
        "2025年收到政府信息公开申请{received}件，办结{closed}件；行政复议{reviews}件，未经复议直接起诉{direct}件，复议后起诉{after_review}件。",
        word_file,
        variants={"（": "(", "）": ")", **_numbered("12345678", "、")},
    ),
    Setting(
        "沭阳县发展和改革局-2023.pdf",
        "2021",
        ("沭阳县发展和改革局2023年政府信息公开工作年度报告",),
        "本报告的数据统计期限为2023年1月1日至2023年12月31日。",
        "2023年收到政府信息公开申请{received}件，予以公开{granted}件，没有结转。行政复议{reviews}件。",
        _scan,
        variants=_numbered("12345678", "．"),
    ),
    Setting(
        "淮安市人民政府-2024.doc",
        "2021",
        ("淮安市人民政府", "2024年政府信息公开工作年度报告"),
        "本报告数据的统计期限自2024年1月1日起至2024年12月31日止。",
        "2024年新收政府信息公开申请{received}件，上年结转{carried_in}件，办结{closed}件，结转下年度{carried_out}件。",
        _legacy,
        variants={"五、存在": "五、政府信息公开工作存在"},
        printed=_with_thousands,
    ),
)


def written(setting: Setting) -> bytes:
    """The bytes of one report; FileNotFoundError where a program that its format needs is not installed."""
    return setting.write(set_report(setting, figures_of(setting.file)))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
