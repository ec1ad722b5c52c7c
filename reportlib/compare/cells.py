"""The printed cells that a metric needs, one row a report, with why a cell is null beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from reportlib.compare.keys import Tables, identity, with_standing
from reportlib.compare.method.contradicted import CONTRADICTED, contradicted
from reportlib.compare.metrics import Metric, terms


def wide_cells(tables: Tables, metrics: Sequence[Metric], applicant: str = "total") -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row a report: its identity and the cells that the metrics need; and beside it why a cell is null."""
    names = list(dict.fromkeys(cell for metric in metrics for cell in metric.cells))
    cells = pd.concat(_cells(tables, set(names), applicant), ignore_index=True)
    told = with_standing(tables.reports)
    reports = told[identity(told)].reset_index(drop=True)
    cells = cells.assign(value=cells["value"].mask(touched := contradicted(tables, cells, applicant)))
    wide = cells.pivot(index="report_id", columns="cell", values="value").reindex(index=reports["report_id"], columns=names)
    forms = cells["report_id"].map(reports.drop_duplicates("report_id").set_index("report_id")["form"])
    pairs = pd.DataFrame({"cell": cells["cell"], "form": forms.astype("str")}).drop_duplicates()
    printed = {str(cell): set(group) for cell, group in pairs.groupby("cell")["form"]}
    notes = pd.DataFrame("", index=reports.index, columns=names)
    for name in names:
        in_form = reports["form"].astype(str).isin(printed.get(name, set()))
        missing = wide[name].isna().to_numpy()
        broken = reports["report_id"].isin(cells.loc[touched & (cells["cell"] == name), "report_id"])
        notes[name] = np.select(
            [missing & ~in_form, missing & broken, missing], [f"not in form: {name}", f"{CONTRADICTED}: {name}", f"no figure: {name}"], ""
        )
    return pd.concat([reports, wide.reset_index(drop=True)], axis=1), notes


def _cells(tables: Tables, names: set[str], applicant: str) -> list[pd.DataFrame]:
    """The cells asked for as report_id, cell, value; from each table only the rows that are needed, for tables can be long."""
    requests = tables.requests[tables.requests["applicant"] == applicant]
    wanted = [item for item in requests["item"].unique() if str(item) in names or str(item).partition(".")[0] in names]
    requests = requests[requests["item"].isin(wanted)]
    asked = _long(requests, requests["item"].astype("str"))
    ends = {name.rpartition(".")[2] for name in names}
    proceedings = tables.proceedings[tables.proceedings["result"].isin(ends)]
    channel, result = (proceedings[name].astype("str") for name in ("channel", "result"))
    in_all = [_long(proceedings, name + "." + result) for name in (channel, _before(channel, "_"), "proceedings")]
    disclosures = tables.disclosures[tables.disclosures["measure"].isin(ends)]
    disclosed = _long(disclosures, disclosures["item"].astype("str") + "." + disclosures["measure"].astype("str"))
    singles = [sum_by_cell(frame[frame["cell"].isin(names)]) for frame in (disclosed, *in_all)]
    return [_grouped(asked, names), pd.concat(singles).drop_duplicates(["report_id", "cell"])]


def _long(table: pd.DataFrame, cell: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"report_id": table["report_id"], "cell": cell, "value": table["value"].astype("Float64")})


def _grouped(cells: pd.DataFrame, names: set[str]) -> pd.DataFrame:
    """Rows asked for by name, and groups as the sum of their sub-rows; a group's own printed row goes before that sum."""
    own = cells[cells["cell"].isin(names)]
    group = _before(cells["cell"], ".")
    sub_rows = cells[(cells["cell"] != group) & group.isin(names)]
    sums = sum_by_cell(sub_rows.assign(cell=group[sub_rows.index]))
    both = pd.concat([own, sums], ignore_index=True)
    return both.sort_values("value", key=lambda value: value.isna(), kind="stable").drop_duplicates(["report_id", "cell"])


def sum_by_cell(cells: pd.DataFrame) -> pd.DataFrame:
    """The sum by report and cell, null where any part is null."""
    sums = cells.groupby(["report_id", "cell"], observed=True, sort=False)["value"]
    return sums.sum(min_count=1).where(sums.count() == sums.size()).reset_index()


def sum_of(wide: pd.DataFrame, formula: str) -> pd.Series:
    signed = [wide[cell].astype("Float64") * sign for sign, cell in terms(formula)]
    return pd.concat(signed, axis=1).sum(axis=1, skipna=False)


def notes_of(notes: pd.DataFrame, cells: Sequence[str]) -> pd.Series:
    if notes.empty:
        return pd.Series(dtype="str")
    joined = notes[cells[0]]
    for cell in cells[1:]:
        joined = joined + np.where((joined != "") & (notes[cell] != ""), "; ", "") + notes[cell]
    return joined


def _before(values: pd.Series, mark: str) -> pd.Series:
    return values.astype("str").str.split(mark, n=1).str[0]
