"""What other reports confirm of a figure: those of the years beside it, and other files of its own year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reportlib.across.panel import TABLES, Numbers, Panel, Truths, panel
from reportlib.across.restated import versions
from reportlib.across.years import pairs
from reportlib.checks.evidence import FILES, YEARS, joined

_Cells = tuple[Numbers, Numbers]  # reports, and the cell of each


def with_other_reports(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables, each figure with what other reports confirm of it (years, files) in place of what an earlier build found."""
    figures = panel(tables)
    by_years, by_files = _marked(figures, _by_years(figures)), _marked(figures, _by_files(figures))
    return {**tables, **{name: _told(tables[name], by_years[name], by_files[name]) for name in TABLES}}


def _by_years(figures: Panel) -> Iterator[_Cells]:
    """The cells of two years that agree: what is carried over, and the documents in force."""
    carried_in, carried_out = figures.row_of("requests", "carried_in"), figures.row_of("requests", "carried_out")
    report, before, place = pairs(figures, carried_in, carried_out)
    held = figures.values[before, carried_out[place]] == figures.values[report, carried_in[place]]
    yield report[held], carried_in[place][held]
    yield before[held], carried_out[place][held]
    for item in ("20.1/rules", "20.1/normative_documents"):
        issued, repealed, in_force = (figures.at["disclosures", item, code] for code in ("issued", "repealed", "in_force"))
        report, before, place = pairs(figures, np.array([in_force]), np.array([in_force]))
        change = figures.values[report, issued] - figures.values[report, repealed]
        held = figures.values[before, in_force] + change == figures.values[report, in_force]
        yield from ((each[held], np.full(held.sum(), in_force)) for each in (report, before))


def _by_files(figures: Panel) -> Iterator[_Cells]:
    """The cells that two files of one body and year print alike."""
    newer, older = versions(figures)
    pair, cell = np.nonzero(figures.values[newer] == figures.values[older])
    yield newer[pair], cell
    yield older[pair], cell


def _marked(figures: Panel, cells: Iterator[_Cells]) -> dict[str, Truths]:
    """For each table which of its rows these cells are."""
    marked = {name: np.zeros(len(figures.tables[name]), dtype=np.bool_) for name in TABLES}
    for report, cell in cells:
        rows = figures.rows[report, cell]
        for name in TABLES:
            of_table = np.isin(cell, figures.where(name)) & (rows >= 0)
            marked[name][rows[of_table]] = True
    return marked


def _told(table: pa.Table, by_years: Truths, by_files: Truths) -> pa.Table:
    """A table with its evidence told anew; there are but few different texts."""
    column = table["evidence"].combine_chunks().dictionary_encode()
    own = [*map(_within, column.dictionary.to_pylist()), None]
    texts = [joined(each, *others) for each in own for others in ((None, None), (YEARS, None), (None, FILES), (YEARS, FILES))]
    code = pc.fill_null(column.indices, len(own) - 1).to_numpy(zero_copy_only=False).astype(np.int64)
    told = pa.array(texts, pa.string()).take(pa.array(4 * code + by_years + 2 * by_files))
    return table.set_column(table.column_names.index("evidence"), table.schema.field("evidence"), told)


def _within(evidence: str) -> str:
    """What the report itself confirms."""
    return ",".join(kind for kind in evidence.split(",") if kind not in (YEARS, FILES))
