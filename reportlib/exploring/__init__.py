"""One page to find a body, set it beside its like, and see where each figure is printed; it opens from a disk, without a network."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

from reportlib.compare.words import LANGUAGES
from reportlib.errors import UsageError
from reportlib.exploring.page import page

if TYPE_CHECKING:
    from reportlib.dataset import Dataset

__all__ = ["Explorer", "explore"]

MOST_REPORTS = 5_000  # in one page; more would take a browser long to open
_HEIGHT = 900  # of the page inside a cell of Jupyter, in points


class Explorer:
    """The page of a dataset: shown in a cell of Jupyter, or saved as a file."""

    def __init__(self, text: str) -> None:
        self._text = text

    def save(self, path: str | Path) -> Path:
        """Write the page; the path is given back."""
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self._text, encoding="utf-8", newline="\n")
        return file

    def _repr_html_(self) -> str:
        framed = html.escape(self._text, quote=True)
        return f'<iframe srcdoc="{framed}" style="width:100%;height:{_HEIGHT}px;border:0" title="reportlib" sandbox="allow-scripts allow-downloads"></iframe>'


def explore(dataset: Dataset, language: str = "zh") -> Explorer:
    """The explorer of a dataset, or of the part of it that `Dataset.where` chooses; the same dataset gives the same page.

    Raises UsageError where there is no report, or more than a page can hold.

    >>> import reportlib
    >>> reportlib.explore(reportlib.load("data/processed")).save("explorer.html")  # doctest: +SKIP
    """
    if language not in LANGUAGES:
        raise UsageError("no such language", expected=" or ".join(LANGUAGES), found=language)
    count = len(dataset.reports)
    if not count:
        raise UsageError("there is no report to explore", source=dataset.location, remedy="choose other years or places, or build first")
    if count > MOST_REPORTS:
        remedy = "narrow it by --year, --level or --within"
        raise UsageError(
            "too many reports for one page",
            source=dataset.location,
            expected=f"at most {MOST_REPORTS:,}",
            found=f"{count:,}",
            remedy=remedy,
        )
    return Explorer(page(dataset, language))
