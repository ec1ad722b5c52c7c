"""What a whole is made of, each part as a share: outcomes, applicants, grounds of refusal, results of reviews and lawsuits."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from reportlib.compare.cells import sum_by_cell
from reportlib.compare.figures import rates
from reportlib.compare.keys import Tables, identity, ordered, with_standing
from reportlib.compare.method.contradicted import contradicted
from reportlib.compare.method.intervals import with_interval
from reportlib.compare.metrics import OUTCOME_SHARES, OUTCOMES
from reportlib.forms import labels


def outcomes(tables: Tables, applicant: str = "total") -> pd.DataFrame:
    """The six outcomes of each report as shares of closed_total, in form order; `outcome` is their code."""
    frame = rates(tables, *OUTCOME_SHARES, applicant=applicant)
    return frame.assign(outcome=_category(frame["metric"].str.removesuffix("_share"), OUTCOMES))


def applicant_outcomes(tables: Tables) -> pd.DataFrame:
    """The six outcomes of each report for each of the applicants, as shares of what was closed for that applicant."""
    applicants = [code for code in _codes("requests", "applicant") if code != "total"]
    frames = [outcomes(tables, applicant).assign(applicant=applicant) for applicant in applicants]
    frame = pd.concat(frames, ignore_index=True)
    return frame.assign(applicant=_category(frame["applicant"], applicants))


def applicant_mix(tables: Tables, item: str = "received") -> pd.DataFrame:
    """Each applicant's share of an item (default: requests received), the printed total being the denominator."""
    rows = tables.requests[tables.requests["item"] == item]
    parts = [_borne_out(tables, part, part["item"], str(code)) for code, part in rows.groupby("applicant", observed=True, sort=False)]
    return _composition(tables, pd.concat(parts) if parts else rows, "applicant", whole="total")


def denial_reasons(tables: Tables) -> pd.DataFrame:
    """Each ground of refusal as a share of all refusals of the report; null throughout where one ground is not a number."""
    rows = tables.requests[tables.requests["applicant"] == "total"]
    rows = rows[rows["item"].astype("str").str.startswith("denied.")]
    rows = _borne_out(tables, rows, rows["item"], "total")
    return _composition(tables, rows.rename(columns={"item": "reason"}), "reason")


def not_released(tables: Tables) -> pd.DataFrame:
    """Every ground of not releasing (parts 3 to 6 of the results: denied, unable, not processed, other) as a share of closed_total."""
    rows = tables.requests[tables.requests["applicant"] == "total"]
    item = rows["item"].astype("str")
    rows = rows[item.isin(["closed_total", "other"]) | item.str.contains(".", regex=False)]
    rows = _borne_out(tables, rows, rows["item"])
    return _composition(tables, rows.rename(columns={"item": "reason"}), "reason", whole="closed_total")


def results(tables: Tables) -> pd.DataFrame:
    """Each result of reviews and lawsuits by channel, as a share of that channel's printed total."""
    frames = [
        _composition(tables, _borne_out(tables, rows, f"{channel}." + rows["result"].astype("str")), "result", whole="total").assign(
            channel=channel
        )
        for channel, rows in tables.proceedings.groupby(tables.proceedings["channel"].astype(str), observed=True, sort=False)
    ]
    if not frames:
        return _composition(tables, tables.proceedings, "result", whole="total").assign(channel=pd.Series(dtype="str"))
    frame = pd.concat(frames, ignore_index=True)
    return frame.assign(channel=_category(frame["channel"], _codes("proceedings", "channel")))


def _borne_out(tables: Tables, rows: pd.DataFrame, cells: pd.Series, applicant: str = "total") -> pd.DataFrame:
    """The rows without the figures that their own report contradicts."""
    named = pd.DataFrame({"report_id": rows["report_id"], "cell": cells.astype("str")})
    return rows.assign(value=rows["value"].mask(contradicted(tables, named, applicant)))


def _composition(tables: Tables, rows: pd.DataFrame, axis: str, whole: str | None = None) -> pd.DataFrame:
    """Each code of an axis as a share of the whole: a printed code, or else the sum of the codes."""
    codes = rows[axis].astype(str)
    cells = rows.assign(**{axis: codes})[["report_id", axis, "value"]].astype({"value": "Float64"})
    parts = cells[codes != whole] if whole else cells
    totals = cells[codes == whole] if whole else sum_by_cell(cells.assign(cell="whole"))
    joined = parts.merge(totals[["report_id", "value"]].rename(columns={"value": "denominator"}), on="report_id", how="left")
    reports = with_standing(tables.reports)
    joined = joined.rename(columns={"value": "numerator"}).merge(reports[identity(reports)], on="report_id")
    note = np.select([joined["numerator"].isna(), joined["denominator"].isna()], ["no figure", "no figure in the whole"], "")
    frame = with_interval(joined.assign(metric=axis, unit="share", note=note))
    first = identity(frame)
    frame[axis] = _category(frame[axis], list(dict.fromkeys(codes)))
    return ordered(frame[[*first, "metric", axis, *[name for name in frame if name not in (*first, "metric", axis)]]])


def _codes(table: str, axis: str) -> list[str]:
    """The codes of one axis in form order, over all forms."""
    return [code for its_table, its_axis, code in labels() if (its_table, its_axis) == (table, axis)]


def _category(values: pd.Series, order: Iterable[str]) -> pd.Series:
    return values.astype(pd.CategoricalDtype(list(order), ordered=True))
