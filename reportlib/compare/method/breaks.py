"""Where the meaning of a metric changes between two years: the forms of 2019 and 2021, and the law of reviews and lawsuits."""

from __future__ import annotations

from reportlib.compare.metrics import METRICS, form_cells
from reportlib.forms.bridge import Break, breaks_within


def crossing(code: str, base_year: int, year: int) -> tuple[Break, ...]:
    """The breaks in the meaning of a metric after `base_year` and up to `year`; a new form is none where it prints the same cells."""
    return tuple(each for each in breaks_within(code, base_year, year) if each.series or not _in_all_forms(code))


def breaks_between(code: str, base_year: int, year: int, language: str = "en") -> str:
    """The same in words; empty where nothing breaks."""
    return ("；" if language == "zh" else "; ").join(each.says[language == "zh"] for each in crossing(code, base_year, year))


def _in_all_forms(code: str) -> bool:
    """Whether every form prints the cells of the metric, so that a new form alone does not end its line."""
    return code in METRICS and all(set(METRICS[code].cells) <= cells for cells in form_cells().values())
