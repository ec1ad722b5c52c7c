"""Sums over bodies: what a declared parent reports against its children, and a whole area against the bodies in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from reportlib.across.panel import Figures, Numbers, Panel, Truths, Words, as_text, each_spoken, found
from reportlib.beside.rollups import Rollup, name_key
from reportlib.bodies.names import vocabulary
from reportlib.dataset.schema import SCHEMAS
from reportlib.forms import load_forms
from reportlib.forms.rules.findings import finding
from reportlib.model import FAIL, NOT_ASSESSABLE, PASS, Listed, Operand, Phrase, Where

_MOST_NAMED = 5


def rolled_up(figures: Panel, entries: Sequence[Rollup]) -> Iterator[pa.Table]:
    """Every cell of the parents' reports against the sum of the children's in the same year: totals of section three, all counts else."""
    if not entries:
        return
    names = _names(figures)
    families: dict[tuple[str, str | None, tuple[str, ...]], list[str]] = {}
    for entry in entries:
        families.setdefault((entry.parent, entry.scope, entry.tables), []).append(entry.child)
    for (parent, scope, tables), children in families.items():
        own = _standing(figures, names, parent, scope)
        if not own:
            yield _no_parent(parent)
        for year, report in own.items():
            reports = {child: _standing(figures, names, child, None).get(year, -1) for child in children}
            yield from _family(figures, report, reports, _summed(figures, tables))


def _names(figures: Panel) -> Mapping[str, set[int]]:
    """The bodies (as numbers of the lineage) by body_id and by name."""
    reports = figures.tables["reports"].select(["agency", "body_id"]).to_pandas()
    known: dict[str, set[int]] = {}
    frame = reports.assign(body=figures.lineage.body)
    for row in frame[frame["body"] >= 0].drop_duplicates().itertuples(index=False):
        for name in (row.agency, row.body_id):
            known.setdefault(name_key(name), set()).add(int(row.body))
    return known


def _standing(figures: Panel, names: Mapping[str, set[int]], name: str, scope: str | None) -> dict[int, int]:
    """The report that stands for each year of a body; none where the name may mean several bodies."""
    bodies = names.get(name_key(name), set())
    if len(bodies) != 1:
        return {}
    lineage = figures.lineage
    rows = np.flatnonzero((lineage.body == next(iter(bodies))) & lineage.stands)
    scopes = figures.of("scope", rows).to_pylist()
    return {int(lineage.year[row]): int(row) for row, own in zip(rows, scopes, strict=True) if scope in (None, own)}


def _no_parent(parent: str) -> pa.Table:
    about = finding("rollup", {"parent": parent}, status=NOT_ASSESSABLE, case="parentless")
    return pa.Table.from_pylist([{**about._asdict(), "agency": parent}], schema=SCHEMAS["findings"])


def _summed(figures: Panel, tables: Sequence[str]) -> Numbers:
    """The cells that add up over bodies: the totals of section three, the counts of sections two and four."""
    money = {
        (table, row.code, column.code) for form in load_forms().values() for table, row, column in form.cells() if column.kind == "money"
    }
    return np.array(
        [
            at
            for at, cell in enumerate(figures.cells)
            if cell[0] in tables and cell not in money and (cell[0] != "requests" or cell[2] == "total")
        ],
        dtype=np.int64,
    )


def _family(figures: Panel, report: int, reports: Mapping[str, int], cells: Numbers) -> Iterator[pa.Table]:
    """The cells of one parent's report, those that neither it nor a child prints left out; one row where no child is there."""
    children = np.array(list(reports.values()), dtype=np.int64)
    if (children < 0).all():
        yield found(figures, "rollup", NOT_ASSESSABLE, np.array([report]), case="childless", operands={"children": Listed(list(reports))})
        return
    values = np.where((children >= 0)[:, None], figures.values[np.ix_(children, cells)], np.nan)
    cells_told = ~np.isnan(values).all(axis=0) | ~np.isnan(figures.values[report, cells])
    cells, values = cells[cells_told], values[:, cells_told]
    if not len(cells):
        return
    total, silent = np.nansum(values, axis=0), np.isnan(values)
    own = figures.values[report, cells]
    signed = np.array([figures.cells[at][2] == "items_change" for at in cells])
    broken = np.where(silent.any(axis=0), ~signed & (own < total), own != total) & ~np.isnan(own)
    open_ = (silent.any(axis=0) & ~broken) | np.isnan(own)
    status = pa.array(np.where(open_, NOT_ASSESSABLE, np.where(broken, FAIL, PASS)).tolist(), pa.string())
    here = np.full(len(cells), report)
    addends = each_spoken([_addends(figures, reports, values[:, at], cells[at]) for at in range(len(cells))])
    operands: dict[str, Words] = {"here": figures.said(here, cells), "total": as_text(total), "addends": addends}
    yield found(figures, "rollup", status, here, cells, case="summed", expected=total, actual=own, operands=operands)


# ---------------------------------------------------------------- the whole area


def dominated(figures: Panel) -> Iterator[pa.Table]:
    """The counts of sections two and three in which a report of a whole area has less than one body there, or than those held together.

    Joint cases may be counted by one of their bodies alone, so that section four is not asked; nor is money.
    """
    cells = _summed(figures, ("disclosures", "requests"))
    cells = cells[[figures.cells[at][2] != "items_change" for at in cells]]
    for area, bodies in _areas(figures).items():
        own, theirs = figures.values[area, cells], figures.values[np.ix_(bodies, cells)]
        printed = np.nan_to_num(theirs, nan=-1.0)  # counts are not negative; what is not printed is never the largest
        largest, of = printed.max(axis=0), bodies[printed.argmax(axis=0)]
        yield from _less(figures, area, cells, own, largest > own, of)
        yield from _less_in_all(figures, area, cells[(largest <= own) & (np.nansum(theirs, axis=0) > own)], bodies)


def _areas(figures: Panel) -> Mapping[int, Numbers]:
    """The reports that cover a whole area, each with those of the single bodies and towns of its division and year that answer to it.

    A report that covers others itself, as a government's office may publish the whole once more, would count them twice.
    """
    reports = figures.tables["reports"].select(["scope", "kind", "level", "covers", "region_code", "body_id"]).to_pandas().astype("object")
    frame = reports.assign(year=figures.lineage.year, row=range(len(reports)))[figures.lineage.stands & reports["region_code"].notna()]
    whole = (frame["scope"] == "government") & (frame["kind"] == "government") & (frame["covers"] == "whole_area")
    single = ((frame["scope"] == "body") | (frame["level"] == "town")) & ~frame["covers"].isin(["whole_area", "own_bodies"])
    answering = single & ~frame["kind"].isin(vocabulary().vertical)
    pairs = frame[whole].merge(frame[answering], on=["region_code", "year"], suffixes=("", "_other"))
    pairs = pairs[pairs["body_id"] != pairs["body_id_other"]]
    return {int(area): rows.to_numpy(dtype=np.int64) for area, rows in pairs.groupby("row")["row_other"]}


def _less(figures: Panel, area: int, cells: Numbers, own: Figures, less: Truths, of: Numbers) -> Iterator[pa.Table]:
    """A finding at each cell in which one body has more."""
    at, other = cells[less], of[less]
    if len(at):
        here = np.full(len(at), area)
        there = figures.values[other, at]
        operands: dict[str, Words] = {
            "here": figures.said(here, at),
            "there": as_text(there),
            "agency": figures.of("agency", other),
            "report": figures.of("report_id", other),
        }
        yield found(figures, "dominance", FAIL, here, at, case="one", expected=there, actual=own[less], operands=operands)


def _less_in_all(figures: Panel, area: int, at: Numbers, bodies: Numbers) -> Iterator[pa.Table]:
    """A finding at each cell in which the bodies have more together."""
    if len(at):
        here = np.full(len(at), area)
        theirs = figures.values[np.ix_(bodies, at)]
        there = np.nansum(theirs, axis=0)
        count = as_text((~np.isnan(theirs)).sum(axis=0).astype(float))
        operands: dict[str, Words] = {"here": figures.said(here, at), "there": as_text(there), "count": count}
        yield found(figures, "dominance", FAIL, here, at, case="all", expected=there, actual=figures.values[area, at], operands=operands)


# ---------------------------------------------------------------- words


def _addends(figures: Panel, reports: Mapping[str, int], values: Figures, cell: int) -> Operand:
    """The children that count, and those missing: `: 3 (甲局-2023-ab12cd34, line 20), 2 (…); missing: 丙局`."""
    counted = [(value, row) for value, row in zip(values.tolist(), reports.values(), strict=True) if not np.isnan(value) and value]
    missing = [child for child, value in zip(reports, values, strict=True) if np.isnan(value)]
    rows = np.array([row for _, row in counted[:_MOST_NAMED]], dtype=np.int64)
    ids = figures.of("report_id", rows).to_pylist()
    places = figures.text("place", rows, np.full(len(rows), cell)).to_pylist()
    parts: list[Operand] = [
        Phrase("addend", {"value": value, "place": Listed([report_id, *([Where(place)] if place else [])])})
        for (value, _), report_id, place in zip(counted, ids, places, strict=False)
    ]
    more = len(counted) - _MOST_NAMED
    parts += [Phrase("more_children", {"count": more})] if more > 0 else []
    told = [Phrase("addends", {"parts": Listed(parts)})] if parts else []
    absent = [Phrase("children_missing", {"children": Listed(missing)})] if missing else []
    return Listed([*told, *absent], "nothing")
