"""The labels of the forms for people: as printed, in Chinese or translated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from reportlib.forms.loading import load_forms
from reportlib.forms.statistics import STATISTICS, load_statistics_forms

AXES = {
    "disclosures": ("item", "measure"),
    "requests": ("item", "applicant"),
    "proceedings": ("channel", "result"),
    STATISTICS: ("indicator", "measure"),
}


@cache
def labels(language: str = "zh") -> Mapping[tuple[str, str, str], str]:
    """The printed label (zh) or its translation (en) by (table, axis, code), axes named as in the contract; to be read only.

    >>> labels("en")["requests", "applicant", "individual"]
    'Individuals'
    """
    found: dict[tuple[str, str, str], str] = {}
    for form in (*load_statistics_forms().values(), *load_forms().values()):
        for table, row, column in form.cells():
            row_axis, column_axis = AXES[table]
            found[table, row_axis, row.code.split("/")[-1]] = row.english if language == "en" else plain(row.label)
            found[table, column_axis, column.code] = column.english if language == "en" else plain(column.label)
        found |= {
            ("disclosures", "article", code): f"Article {code}" if language == "en" else label for code, label in form.articles.items()
        }
    return MappingProxyType(found)


def plain(label: str) -> str:
    """The printed label without ordinal and guidance: 危及“三安全一稳定”."""
    return re.sub(r"^(?:[一二三四]、)?(?:（[一二三四五六七]）)?(?:[1-9]．)?", "", re.sub(r"（[^（）]{4,}）$", "", label))
