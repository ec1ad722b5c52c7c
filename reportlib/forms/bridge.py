"""What may be followed over the forms of 2008 to today, how near it is, and where a definition changes: forms/bridge.toml, checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple

from reportlib.forms.checking import check_known, check_once
from reportlib.forms.loading import FOLDER, load_forms
from reportlib.forms.statistics import STATISTICS, load_statistics_forms
from reportlib.forms.types import Declared
from reportlib.forms.written import decoded

Words = tuple[str, str]  # English, Chinese


class Series(Declared, frozen=True):
    """One line over all forms: rows of the statistical tables, cells of the later ones, and what the prose tells."""

    code: str
    names: Words
    indicators: tuple[str, ...]
    table: Literal["disclosures", "requests", "proceedings"]
    cells: tuple[tuple[str, str], ...]
    fit: Literal["near", "partly"]
    caveat: Words
    mention: str = ""


class Break(Declared, frozen=True):
    """A year, or a month of it, from which on a definition is another one; of all series where none is named."""

    year: int
    says: Words
    month: int = 1
    series: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    comparison: str = ""  # the sentence of forms/comparisons.toml that is said where figures cross it, if it has one of its own

    @property
    def whole_year(self) -> int:
        """The first year that lies behind it as a whole."""
        return self.year + (self.month > 1)


class Bridge(NamedTuple):
    """All series by code, and all breaks."""

    series: Mapping[str, Series]
    breaks: tuple[Break, ...]


class _Declared(Declared, frozen=True):
    series: tuple[Series, ...]
    breaks: tuple[Break, ...]


@cache
def bridge() -> Bridge:
    """The series and breaks; InvalidForm where one names what no form has.

    >>> bridge().series["received"].fit
    'near'
    """
    file = FOLDER / "bridge.toml"
    declared = decoded(file, _Declared)
    codes = [each.code for each in declared.series]
    check_once(file, ("series",), codes, "series")
    indicators = {row.code for form in load_statistics_forms().values() for row in form.tables[STATISTICS].rows}
    for at, each in enumerate(declared.series):
        known = {
            f"{row.code} {column.code}" for form in load_forms().values() for table, row, column in form.cells() if table == each.table
        }
        check_known(file, ("series", at, "indicators"), each.indicators, indicators, "indicator")
        check_known(file, ("series", at, "cells"), map(" ".join, each.cells), known, "cell")
    for at, gap in enumerate(declared.breaks):
        check_known(file, ("breaks", at, "series"), gap.series, codes, "series")
    return Bridge({each.code: each for each in declared.series}, declared.breaks)


def breaks_of(code: str) -> tuple[Break, ...]:
    """The breaks in one series or metric, in order of time."""
    own = (each for each in bridge().breaks if not each.series or code in each.series or code in each.metrics)
    return tuple(sorted(own, key=lambda each: (each.year, each.month)))


def breaks_within(code: str, before: int, year: int) -> tuple[Break, ...]:
    """The breaks in one series or metric that lie between the figures of two years.

    >>> [each.year for each in breaks_within("lawsuits", 2016, 2024)]
    [2016, 2019, 2021, 2024]
    """
    return tuple(each for each in breaks_of(code) if before < each.whole_year <= year)
