"""The bulletin of a year for a set of bodies: a page, a document, a workbook, charts and figures, as a statistics office would sign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from reportlib import charts
from reportlib.compare.words import LANGUAGES
from reportlib.errors import UsageError
from reportlib.exporting.spreadsheet import guarded_frame, write_csv
from reportlib.publishing.sections import composed
from reportlib.publishing.sheets import write_tables
from reportlib.publishing.subject import subject
from reportlib.reviewing.content import Picture
from reportlib.reviewing.page import write_page
from reportlib.reviewing.word import write_word

if TYPE_CHECKING:
    from reportlib.dataset import Dataset

__all__ = ["bulletin"]


def bulletin(dataset: Dataset, year: int, output: str | Path, language: str = "zh", against: Dataset | None = None) -> Path:
    """The folder written: index.html, bulletin.docx, tables.xlsx, figures.csv and charts/ for all bodies of the dataset in that year.

    Take a part by `Dataset.within` and `Dataset.where`, leaving all years in it: changes are on the year before. `against` is an earlier
    version of the dataset, of which the same part is to be taken; figures that differ are listed as revisions. The same dataset gives the
    same bytes. Raises UsageError where no report of that year is held.

    >>> import reportlib
    >>> reportlib.bulletin(reportlib.load("data/processed"), 2024, "bulletin-2024")  # doctest: +SKIP
    """
    if language not in LANGUAGES:
        raise UsageError("no such language", expected=" or ".join(LANGUAGES), found=language)
    folder = Path(output)
    review = composed(subject(dataset, year, language, against))
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {picture.name: _drawn(picture, folder / "charts") for picture in review.pictures}
    svgs = {name: file.with_suffix(".svg").read_text(encoding="utf-8") for name, file in pictures.items()}
    write_page(review, folder / "index.html", svgs)
    write_word(review, folder / "bulletin.docx", pictures)
    write_tables(review, folder / "tables.xlsx")
    figures: pd.DataFrame = review.figures
    write_csv(folder / "figures.csv", list(figures), figures.itertuples(index=False, name=None))
    return folder


def _drawn(picture: Picture, folder: Path) -> Path:
    """The PNG of the chart; SVG, numbers and alternative text are kept beside it."""
    picture.chart.numbers = guarded_frame(picture.chart.numbers)
    charts.save(picture.chart, folder / picture.name, ("png", "svg"), outlines=True)
    return folder / f"{picture.name}.png"
