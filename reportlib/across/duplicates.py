"""Files that print what another file of the same body and year prints: the same report twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reportlib.across.panel import TABLES, Figures, Numbers, lineage, panel


def same_figures(tables: Mapping[str, pa.Table]) -> dict[str, str]:
    """The sources whose every figure another source of the same agency, scope and year prints too, each with the first such source.

    Cells without a number are alike whatever stands in them. Names that tell no place are not trusted with few or small figures.
    """
    bodies, sources = lineage(tables["reports"]), tables["reports"]["source"].to_pylist()
    groups = pd.DataFrame({"body": bodies.body, "year": bodies.year, "row": range(len(bodies.body))})
    groups = groups[(groups["body"] >= 0) & groups.duplicated(["body", "year"], keep=False)]
    values = _values(tables, groups["row"].to_numpy(dtype=np.int64))
    first: dict[tuple[int, int, bytes], str] = {}
    same: dict[str, str] = {}
    for body, year, row in sorted(groups.itertuples(index=False), key=lambda group: sources[group.row]):
        numbers = values[row]
        if _telling(numbers) or (not bodies.placeless[row] and not np.isnan(numbers).all()):
            original = first.setdefault((body, year, numbers.tobytes()), sources[row])
            same |= {sources[row]: original} if original != sources[row] else {}
    return same


def _telling(numbers: Figures) -> bool:
    """Whether figures are too many and too large to be alike by chance."""
    own = np.unique(numbers[~np.isnan(numbers) & (numbers != 0)])
    return len(own) >= 3 and bool(own.max() >= 20)


def _values(tables: Mapping[str, pa.Table], rows: Numbers) -> dict[int, Figures]:
    """The figures of these reports by their row, without reading the others'."""
    reports = tables["reports"].take(pa.array(rows))
    report_ids = reports["report_id"].combine_chunks()
    own = {name: tables[name].filter(pc.is_in(tables[name]["report_id"], report_ids)) for name in TABLES}
    return dict(zip(rows.tolist(), panel({**own, "reports": reports}).values, strict=True))


def without_reports(tables: Mapping[str, pa.Table], sources: Collection[str]) -> dict[str, pa.Table]:
    """The tables without the reports of these sources."""
    if not sources:
        return dict(tables)
    gone = pc.is_in(tables["reports"]["source"], pa.array(sorted(sources), pa.string()))
    report_ids = tables["reports"]["report_id"].filter(gone).combine_chunks()
    return {name: table.filter(pc.invert(pc.is_in(table["report_id"], report_ids))) for name, table in tables.items()}
