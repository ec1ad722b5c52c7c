"""Agencies, or scopes of one, that share a body_id in one year."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from reportlib.across.panel import (
    Panel,
    each_spoken,
    found,
)
from reportlib.model import FAIL, Phrase


def namesakes(figures: Panel) -> Iterator[pa.Table]:
    """A note on each report whose body_id another agency, or another scope, has in the same year."""
    bodies = figures.lineage
    frame = pd.DataFrame({"shared": bodies.shared, "year": bodies.year, "body": bodies.body, "row": range(len(bodies.body))})
    frame = frame[(frame["body"] >= 0) & ~bodies.placeless]
    frame = frame.drop_duplicates(["shared", "year", "body"])
    groups = frame.groupby(["shared", "year"])["row"]
    report = frame["row"][groups.transform("size") > 1].to_numpy(dtype=np.int64)
    if len(report):
        other = groups.transform("first")[groups.transform("size") > 1].to_numpy(dtype=np.int64)
        last = groups.transform("last")[groups.transform("size") > 1].to_numpy(dtype=np.int64)
        other = np.where(other == report, last, other)
        scope = each_spoken([Phrase(f"scope.{each}") for each in figures.of("scope", other).to_pylist()])
        operands = {"agency": figures.of("agency", other), "report": figures.of("report_id", other), "scope": scope}
        yield found(figures, "same_body", FAIL, report, operands=operands)
