"""A report as PDFs, workbooks and scans of many makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from official_form import SetReport
from printed_ofd import STYLES, ofd_file
from printed_pdf import Print, pdf_file, scanned, two_on_a_sheet
from workbooks import as_text, workbook

Writer = Callable[[SetReport], bytes]


def _looking(**look: object) -> Writer:
    return partial(pdf_file, look=Print(**look))  # type: ignore[arg-type]


PDF: Mapping[str, Writer] = {
    "ruled by lines": _looking(),
    "ruled by strips, rows cut by pages": _looking(rules="strips", cut_rows=True, page_line="第 {} 页"),
    "ruled by boxes, running head": _looking(rules="boxes", running_head="政府信息公开工作年度报告", page_line="{}"),
    "pages turned": _looking(landscape=True, cut_rows=True),
    "numbers broken by narrow cells": _looking(break_numbers=True),
    "without rules": _looking(rules="none"),
    "without rules, numbers at the right": _looking(rules="none", right=True),
    "thick rules": _looking(rules="thick"),
    "dashed rules": _looking(rules="dashed"),
    "rules as pictures": _looking(rules="pictures"),
    "shaded cells with gaps": _looking(rules="shades"),
    "two pages on a sheet": lambda report: two_on_a_sheet(pdf_file(report, Print(cut_rows=True))),
    "two pages on a sheet, without rules": lambda report: two_on_a_sheet(pdf_file(report, Print(rules="none"))),
}
"""The makes of PDFs by name."""

OFD: Mapping[str, Writer] = {style: partial(ofd_file, style=style) for style in STYLES}
"""The makes of OFD files by name."""

XLSX: Mapping[str, Writer] = {
    "one sheet": workbook,
    "a sheet for each table": partial(workbook, one_sheet=False),
    "numbers as text": partial(workbook, stored=as_text),
}
"""The makes of workbooks by name."""

SCAN: Mapping[str, Writer] = {
    "150 dpi, askew": lambda report: scanned(pdf_file(report)),
    "200 dpi, straight": lambda report: scanned(pdf_file(report), dpi=200, skew=0.0, grain=3.0),
}
"""The makes of scans by name."""
