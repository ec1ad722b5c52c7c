"""Which reports cover a place once: the one of its government, or those of all places below it, never both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from reportlib.bodies.divisions import Division, children_of, division_called, level_of
from reportlib.compare.keys import Tables, standing, with_standing
from reportlib.errors import UsageError

WHOLE = "whole_area"
COLUMNS = ["region_code", "place", "level", "report_id", "agency", "covers", "held"]


class _Place(NamedTuple):
    """A division that a sum needs, and the report that counts it; None where none is held."""

    division: Division
    report: pd.Series | None


def layer(tables: Tables, division: str, year: int, covers: Sequence[str] = (WHOLE,)) -> pd.DataFrame:
    """The reports of governments that together count a division once: one row a place, `held` where its report is there.

    That of the division itself where it says that it covers the whole area; else those of the divisions right below, each chosen in
    the same way. A sum over the place may be given only where all are held. `division` is a name or a code of the division table;
    `covers` tells which reports are taken for covering: by default those that say so, with "unknown" also those that say nothing.

    >>> import reportlib
    >>> reportlib.compare.layer(reportlib.load("data/processed"), "江苏省", 2024)["held"].all()  # doctest: +SKIP
    """
    place = division_called(division, year)
    if place is None:
        raise UsageError("no such division", expected="a name or code of the division table, such as 江苏省 or 320000", found=division)
    covering = _covering(tables, year, covers)
    rows = [_row(each) for each in _places(place, year, covering)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _covering(tables: Tables, year: int, covers: Sequence[str]) -> Mapping[str, pd.Series]:
    """The reports that cover a whole area, by the code of the area."""
    reports = standing(with_standing(tables.reports))
    wanted = (reports["year"] == year) & (reports["scope"] == "government") & reports["covers"].isin(list(covers))
    chosen = reports[wanted.fillna(False) & reports["region_code"].notna() & (reports["kind"] == "government").fillna(False)]
    return {str(row["region_code"]): row for _, row in chosen.iterrows()}


def _places(division: Division, year: int, covering: Mapping[str, pd.Series]) -> Iterator[_Place]:
    below = [] if division.code in covering else _below(division, year, covering)
    if below:
        yield from below
    else:
        yield _Place(division, covering.get(division.code))


def _below(division: Division, year: int, covering: Mapping[str, pd.Series]) -> list[_Place]:
    """The places below, where any of them is held."""
    if not any(code.startswith(division.digits) for code in covering):
        return []
    return [place for child in children_of(division, year) for place in _places(child, year, covering)]


def _row(place: _Place) -> dict[str, object]:
    told = {name: place.report[name] if place.report is not None else pd.NA for name in ("report_id", "agency", "covers")}
    return {
        "region_code": place.division.code,
        "place": place.division.name,
        "level": level_of(place.division),
        **told,
        "held": place.report is not None,
    }
