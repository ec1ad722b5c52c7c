"""What a bulletin is about: the year, the reports that stand for it, those of the year before, and their figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from reportlib import compare
from reportlib.compare.keys import body, standing, with_standing
from reportlib.compare.words import group_label, say
from reportlib.errors import UsageError

if TYPE_CHECKING:
    from reportlib.dataset import Dataset

COUNTS = (
    "received",
    "carried_in",
    "closed",
    "carried_out",
    "reviews",
    "lawsuits",
    "normative_issued",
    "normative_repealed",
    "normative_in_force",
    "permits",
    "penalties",
    "compulsory_measures",
    "fees",
)
RATES = (
    "disclosure_rate",
    "released_of_held",
    "released_of_decided",
    "closed_rate",
    "clearance",
    "backlog_rate",
    "days_on_hand",
    "review_rate",
    "litigation_rate",
    "review_corrected_rate",
    "litigation_corrected_rate",
)


class Subject(NamedTuple):
    """The bulletin's matter: `reports` stand for the year, `before` for the year before; `frame` has all figures of both."""

    dataset: Dataset
    year: int
    language: str
    reports: pd.DataFrame
    before: pd.DataFrame
    several: int  # bodies with several reports of the year, of which none is known to be the newest
    frame: pd.DataFrame
    against: Dataset | None

    def say(self, zh: str, en: str) -> str:
        return say(self.language, zh, en)

    def of(self, code: str, year: int | None = None) -> pd.DataFrame:
        """The figures of one metric in the year, or another."""
        return self.frame[(self.frame["metric"] == code) & (self.frame["year"] == (year or self.year))]

    def groups(self) -> list[tuple[str, pd.DataFrame]]:
        """The year's reports by level and scope, the largest group first, each with its name."""
        parts = self.reports.groupby(["level", "scope"], dropna=False, observed=True, sort=False)
        named = [(group_label(level, scope, self.language), group) for (level, scope), group in parts]
        return sorted(named, key=lambda pair: (-len(pair[1]), pair[0]))


def subject(dataset: Dataset, year: int, language: str, against: Dataset | None) -> Subject:
    """The matter of that year. Raises UsageError, with the years that there are, where no report of it is held."""
    reports = with_standing(dataset.reports)
    of_year = reports[(reports["year"] == year).fillna(False)]
    if of_year.empty:
        years = sorted({int(each) for each in reports["year"].dropna()})
        raise UsageError("no report of this year", expected=f"one of {', '.join(map(str, years)) or 'none'}", found=str(year))
    both = dataset.where(year=[year - 1, year])
    frame = standing(pd.concat([compare.volumes(both, *COUNTS), compare.rates(both, *RATES)], ignore_index=True))
    bodies = of_year[body(of_year)]
    several = len(set(bodies[~of_year["stands"]]) - set(bodies[of_year["stands"]]))
    before = standing(reports[(reports["year"] == year - 1).fillna(False)])
    return Subject(both, year, language, standing(of_year), before, several, frame, against)
