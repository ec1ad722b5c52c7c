"""What each report prints or gives by a formula of METRICS: volumes, rates, and the flow of its year."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from reportlib.compare.cells import notes_of, sum_of, wide_cells
from reportlib.compare.keys import Tables, identity, ordered
from reportlib.compare.method.intervals import whole_numbers, with_interval
from reportlib.compare.metrics import METRICS, OUTCOMES, Metric
from reportlib.errors import UsageError


def volumes(tables: Tables, *codes: str) -> pd.DataFrame:
    """One row a report and metric (default permits) with value, unit and note; a metric that is a sum is null if a part is."""
    metrics = _metrics(codes or ("permits",), rate=False)
    wide, notes = wide_cells(tables, metrics)
    frames = [
        wide[identity(wide)].assign(
            metric=metric.code, value=whole_numbers(sum_of(wide, metric.numerator)), unit=metric.unit, note=notes_of(notes, metric.cells)
        )
        for metric in metrics
    ]
    return ordered(pd.concat(frames, ignore_index=True))


def rates(tables: Tables, *codes: str, applicant: str = "total") -> pd.DataFrame:
    """One row a report and rate (default disclosure_rate) with numerator, denominator, value, n, low, high, small_n and note."""
    metrics = _metrics(codes or ("disclosure_rate",), rate=True)
    wide, notes = wide_cells(tables, metrics, applicant)
    frames = [
        with_interval(
            wide[identity(wide)].assign(
                metric=metric.code,
                unit=metric.unit,
                numerator=sum_of(wide, metric.numerator),
                denominator=sum_of(wide, metric.denominator),
                note=notes_of(notes, metric.cells),
            )
        )
        for metric in metrics
    ]
    return ordered(pd.concat(frames, ignore_index=True))


def flow(tables: Tables, report_id: str) -> pd.DataFrame:
    """The year of one report as steps: carried in, received, less each outcome, carried out; start and end of each bar.

    `gap` is what the printed figures leave unexplained (0 where the form's balance holds, null where it cannot be told).
    """
    steps = ("carried_in", "received", *OUTCOMES, "carried_out")
    metric = Metric("flow", "", "", "件", " + ".join(steps))
    wide, _ = wide_cells(tables, [metric])
    rows = wide[wide["report_id"] == report_id]
    if rows.empty:
        raise UsageError("no such report", found=report_id)
    values = rows[list(steps)].iloc[0].astype("float64")
    signed = values * np.array([1, 1, *[-1] * len(OUTCOMES), 1])
    moving = signed.drop("carried_out").fillna(0)
    end = moving.cumsum()
    frame = pd.DataFrame({"step": list(steps), "value": values.to_numpy()})
    frame["end"] = [*end, values["carried_out"]]
    frame["start"] = [0.0, *end.iloc[:-1], 0.0]
    gap = signed.drop("carried_out").sum(skipna=False) - values["carried_out"]
    return frame.assign(gap=gap, **{name: rows[name].iloc[0] for name in identity(rows)})


def _metrics(codes: Iterable[str], *, rate: bool) -> list[Metric]:
    known = {code for code, metric in METRICS.items() if bool(metric.denominator) == rate}
    for code in codes:
        if code not in known:
            raise UsageError("no such rate" if rate else "no such volume", expected="one of " + ", ".join(sorted(known)), found=code)
    return [METRICS[code] for code in codes]
