"""Which printed cells a report itself contradicts: an error finding touches them, their row, their column or their total."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pandas as pd

from reportlib.compare.keys import Tables
from reportlib.forms import load_forms
from reportlib.forms.statistics import STATISTICS, load_statistics_forms
from reportlib.forms.types import Form

CONTRADICTED = "contradicted"  # the note of such a cell: the report's own sums do not bear it out


def contradicted(tables: Tables, cells: pd.DataFrame, applicant: str) -> pd.Series:
    """Which of the cells (report_id, cell) an error finding touches; none where nothing is known of findings.

    A figure of the year in a statistical table of before 2019 is named statistics.INDICATOR.
    """
    findings = getattr(tables, "findings", None)
    if findings is None or cells.empty:
        return pd.Series(False, index=cells.index)
    errors = findings[(findings["status"] == "fail") & (findings["severity"] == "error") & findings["table"].notna()]
    places = errors[["report_id", "rule", "table", "item", "column"]].astype("object").where(errors.notna(), None).drop_duplicates()
    touched = {(row[0], name) for row in places.itertuples(index=False, name=None) for name in _names(applicant, *row[1:])}
    return pd.Series([pair in touched for pair in zip(cells["report_id"], cells["cell"], strict=True)], index=cells.index, dtype=bool)


def _names(applicant: str, rule: str, table: str, item: str | None, column: str | None) -> Iterator[str]:
    """The names of the cells that a finding at one place touches, as formulas name them."""
    if table == "requests" and column in (None, applicant):
        items = (item,) if item else _summed(rule)
        yield from (name for code in items for name in dict.fromkeys((code, code.partition(".")[0])))
    elif table == "proceedings" and item:
        channels = (item, item.partition("_")[0], "proceedings")
        yield from (f"{channel}.{result}" for channel in channels for result in ((column,) if column else _columns(table)))
    elif table == "disclosures" and item:
        yield from (f"{item.rpartition('/')[2]}.{measure}" for measure in ((column,) if column else _columns(table)))
    elif table == STATISTICS and column in (None, "year"):
        yield from (f"{STATISTICS}.{indicator}" for indicator in ((item,) if item else _summed(rule)))


@cache
def _summed(rule: str) -> tuple[str, ...]:
    """The rows that a sum of the form holds together, over all forms."""
    sums = (each for form in _every_form() for each in form.rules if each.code == rule and each.each == "column")
    return tuple(dict.fromkeys(code for each in sums for code in (*each.left, *each.right)))


def _every_form() -> tuple[Form, ...]:
    return (*load_forms().values(), *load_statistics_forms().values())


@cache
def _columns(table: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(column.code for form in load_forms().values() for its, _, column in form.cells() if its == table))
