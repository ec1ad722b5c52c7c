"""What every section of a review is made from."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from reportlib import compare
from reportlib.compare.words import say
from reportlib.reviewing.chosen import Chosen, Kept
from reportlib.reviewing.content import optional

# What a file is that somebody made, instead of the one that was published, by its origin.
MADE = {
    "set": ("据公布的数字重新排出", "set anew from published figures"),
    "rewritten": ("表格照公布，正文改写", "tables as published, prose rewritten"),
    "generated": ("生成的样本", "generated"),
}


class Parts(NamedTuple):
    """What every section is made from."""

    chosen: Chosen
    frame: pd.DataFrame
    cells: pd.DataFrame
    findings: pd.DataFrame
    mentions: pd.DataFrame
    sections: pd.DataFrame
    language: str

    def say(self, zh: str, en: str) -> str:
        return say(self.language, zh, en)

    @property
    def rewritten(self) -> bool:
        """Whether the file is known not to be the one that was published, so that its prose is not the body's own."""
        return optional(self.chosen.report["origin"]) in MADE

    @property
    def own(self) -> Kept:
        """The tables of the body's years."""
        return self.chosen.tables.only(self.chosen.earlier["report_id"])

    @property
    def this(self) -> Kept:
        """The tables of the report alone."""
        return self.chosen.tables.only(pd.Series([self.chosen.report_id]))


def peers_only(frame: pd.DataFrame, chosen: Chosen) -> pd.DataFrame:
    """The rows of this year's bodies of the same level, scope and, where known, kind."""
    ranked = compare.peers(frame)
    known = ranked[(ranked["year"] == chosen.year) & ranked["peers"].notna()]
    own = known[known["report_id"] == chosen.report_id]
    if own.empty:
        return own
    names = [name for name in str(own["peer_basis"].iloc[0]).split(", ") if name != "year"]
    same = known[names].astype("str").eq(own[names].astype("str").iloc[0]).all(axis=1)
    return frame.loc[known.index[same]]
