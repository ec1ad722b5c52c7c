"""The annual-review pack of one body and year: a page to read, a document to edit, a workbook, the charts and the figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from reportlib import charts
from reportlib.compare.words import LANGUAGES
from reportlib.errors import UsageError
from reportlib.exporting.spreadsheet import guarded_frame
from reportlib.reviewing.chosen import chosen
from reportlib.reviewing.content import Picture
from reportlib.reviewing.page import write_page
from reportlib.reviewing.sections import composed
from reportlib.reviewing.sheets import write_figures, write_sheets
from reportlib.reviewing.word import write_word

if TYPE_CHECKING:
    from reportlib.dataset import Dataset

__all__ = ["review"]


def review(dataset: Dataset, agency: str, year: int, output: str | Path, language: str = "zh") -> Path:
    """The folder written: index.html, report.docx, tables.xlsx, figures.csv and charts/ for that body and year.

    The same dataset gives the same bytes. Raises UsageError where the body or the year is not there, with what is.
    """
    if language not in LANGUAGES:
        raise UsageError("no such language", expected=" or ".join(LANGUAGES), found=language)
    folder = Path(output)
    found = chosen(dataset, agency, year)
    findings = _plain(dataset.findings, found.report_id)
    mentions, prose = (table[table["report_id"] == found.report_id] for table in (dataset.mentions, dataset.sections))
    composition = composed(found, findings, mentions, prose, language)
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {picture.name: _drawn(picture, folder / "charts") for picture in composition.pictures}
    write_page(
        composition, folder / "index.html", {name: file.with_suffix(".svg").read_text(encoding="utf-8") for name, file in pictures.items()}
    )
    write_word(composition, folder / "report.docx", pictures)
    write_sheets(composition, found, findings, folder / "tables.xlsx")
    write_figures(composition, folder / "figures.csv")
    return folder


def _plain(findings: pd.DataFrame, report_id: str) -> pd.DataFrame:
    """The findings of the report, codes as plain text."""
    own = findings[findings["report_id"] == report_id]
    return own.astype(dict.fromkeys(("rule", "severity", "status", "table", "item", "column"), "string"))


def _drawn(picture: Picture, folder: Path) -> Path:
    """The PNG of the chart; SVG, numbers and alternative text are kept beside it."""
    picture.chart.numbers = guarded_frame(picture.chart.numbers)
    charts.save(picture.chart, folder / picture.name, ("png", "svg"), outlines=True)
    return folder / f"{picture.name}.png"
