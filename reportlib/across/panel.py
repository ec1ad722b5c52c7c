"""The figures of all reports side by side: a row a report, a column a cell of the forms; and the findings made from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from reportlib.bodies.names import normalised, unjoined
from reportlib.dataset.schema import OF_REPORT, SCHEMAS
from reportlib.forms import AXES, load_forms
from reportlib.forms.rules.rulebook import rulebook
from reportlib.forms.rules.wording import Template, word
from reportlib.model import FAIL, MISSING, NOT_ASSESSABLE, PASS, Code, Operand, Phrase, Where

TABLES = ("disclosures", "requests", "proceedings")
Cell = tuple[str, str, str]
Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]
Figures = NDArray[np.float64]


def panel(tables: Mapping[str, pa.Table]) -> Panel:
    """The reports, disclosures, requests and proceedings of a build as one matrix."""
    cells = _cells()
    shape = (len(tables["reports"]), len(cells))
    values, rows = np.full(shape, np.nan), np.full(shape, -1, dtype=np.int32)
    for name in TABLES:
        _fill(values, rows, tables, name, cells)
    return Panel(tables, cells, values, rows)


@dataclass(frozen=True)
class Panel:
    """The number of each cell of each report (NaN where it holds none), and the row of its table that says the rest (-1: none)."""

    tables: Mapping[str, pa.Table]
    cells: Sequence[Cell]
    values: Figures
    rows: NDArray[np.int32]

    @cached_property
    def at(self) -> Mapping[Cell, int]:
        return {cell: position for position, cell in enumerate(self.cells)}

    @cached_property
    def lineage(self) -> Lineage:
        return lineage(self.tables["reports"])

    def where(self, table: str, *items: str) -> Numbers:
        """The columns of the matrix that hold these rows of a table, or all of it."""
        return np.array([at for at, cell in enumerate(self.cells) if cell[0] == table and (not items or cell[1] in items)], dtype=np.int64)

    def row_of(self, table: str, item: str) -> Numbers:
        """The columns of the matrix that hold one row of a table, in the order of the form."""
        return self.where(table, item)

    def text(self, column: str, report: Numbers, cell: Numbers) -> pa.Array:
        """What a column of the tables (status, place) says of these cells, null where a report has no such cell."""
        row, table = self.rows[report, cell], self._table_of[cell]
        places = [np.flatnonzero(table == number) for number in range(len(TABLES))]
        parts = [self._taken(name, column, row[here]) for name, here in zip(TABLES, places, strict=True)]
        back = np.empty(len(row), dtype=np.int64)
        back[np.concatenate(places)] = np.arange(len(row))
        return pa.concat_arrays(parts).take(pa.array(back))

    def said(self, report: Numbers, cell: Numbers) -> Spoken:
        """The cells as text for messages: the number, or why there is none."""
        value = self.values[report, cell]
        silent = np.flatnonzero(np.isnan(value))
        statuses = each_spoken([Phrase(status or MISSING) for status in self.text("status", report[silent], cell[silent]).to_pylist()])
        return Spoken(*(pc.replace_with_mask(as_text(value), pa.array(np.isnan(value)), status) for status in statuses))

    def placed(self, report: Numbers, cell: Numbers) -> Spoken:
        """The places of cells, for messages."""
        return each_spoken([Where(place or "") for place in self.text("place", report, cell).to_pylist()])

    def named(self, report: Numbers, cell: Numbers) -> Spoken:
        """Where cells of other reports are, for messages: the report_id and the place."""
        places = self.placed(report, cell)
        blank = pc.equal(places.en, "")
        report_id = self.of("report_id", report)
        return Spoken(*(joined(report_id, pc.if_else(blank, "", ", "), place) for place in places))

    def label(self, axis: str, cell: Numbers) -> Spoken:
        """The code of the item or column of each cell, for messages."""
        at = {"item": 1, "column": 2}[axis]
        return each_spoken([Code(self.cells[each][0], axis, self.cells[each][at]) for each in cell.tolist()])

    def of(self, column: str, report: Numbers) -> pa.Array:
        """A column of the table reports for these reports."""
        return self.tables["reports"][column].take(pa.array(report)).combine_chunks()

    def years(self, report: Numbers) -> pa.Array:
        return pc.cast(self.of("year", report), pa.string())

    def _taken(self, name: str, column: str, row: NDArray[np.int32]) -> pa.Array:
        """Values of one table's column; null where the row is -1."""
        taken = self.tables[name][column].take(pa.array(np.maximum(row, 0), mask=row < 0))
        return taken.combine_chunks() if len(row) else pa.array([], pa.string())

    @cached_property
    def _table_of(self) -> Numbers:
        return np.array([TABLES.index(table) for table, _, _ in self.cells], dtype=np.int64)


def found(
    panel: Panel,
    rule: str,
    status: str | pa.Array,
    report: Numbers,
    cell: Numbers | None = None,
    *,
    case: str = "",
    depth: int = 3,
    expected: Figures | None = None,
    actual: Figures | None = None,
    operands: Mapping[str, Words] = {},
) -> pa.Table:
    """Rows of the table findings; of each cell, its table (depth 1), table and item (2) or all three codes (3) are named."""
    count = len(report)
    nothing = pa.nulls(count, pa.string())
    codes = [
        nothing if cell is None or axis >= depth else pa.array([code[axis] for code in panel.cells]).take(pa.array(cell))
        for axis in range(3)
    ]
    figures = [np.full(count, np.nan) if side is None else side for side in (expected, actual)]
    entry = rulebook()[rule]
    said = entry.says[case]
    columns: dict[str, pa.Array] = {
        **{name: panel.of(name, report) for name in OF_REPORT},
        "rule": pa.array([rule] * count, pa.string()),
        "severity": pa.array([entry.severity[case]] * count, pa.string()),
        "status": pa.array([status] * count, pa.string()) if isinstance(status, str) else status,
        **dict(zip(("table", "item", "column"), codes, strict=True)),
        **{name: _or_null(side) for name, side in zip(("expected", "actual"), figures, strict=True)},
        "difference": _or_null(figures[1] - figures[0]),
        "message": _spoken(said.en, operands, "en", count),
        "message_zh": _spoken(said.zh, operands, "zh", count),
        "place": pa.array([""] * count, pa.string()) if cell is None else pc.fill_null(panel.text("place", report, cell), ""),
    }
    return pa.table(columns, schema=SCHEMAS["findings"])


class Spoken(NamedTuple):
    """Operands of many findings in both languages."""

    en: pa.Array
    zh: pa.Array


Words: TypeAlias = pa.Array | Spoken | Operand


def _spoken(template: Template, operands: Mapping[str, Words], language: str, count: int) -> pa.Array:
    """The sentence of many findings, row by row."""
    parts = [part for gap in template for part in (gap.text, *([_words(operands[gap.operand], language)] if gap.operand else []))]
    return joined(pa.array([""] * count, pa.string()), *parts)


def _words(operand: Words, language: str) -> pa.Array | str:
    if isinstance(operand, Spoken):
        return operand.en if language == "en" else operand.zh
    return operand if isinstance(operand, pa.Array) else word(operand, language)


def each_spoken(operands: Sequence[Operand]) -> Spoken:
    """Operands, one for each finding, in both languages."""
    en, zh = ([word(operand, language) for operand in operands] for language in ("en", "zh"))
    return Spoken(pa.array(en, pa.string()), pa.array(zh, pa.string()))


def joined(*parts: pa.Array | str) -> pa.Array:
    """Texts put together, row by row."""
    return pc.binary_join_element_wise(*(pa.scalar(part) if isinstance(part, str) else part for part in parts), "", null_handling="replace")


def as_text(values: Figures) -> pa.Array:
    """Numbers as they are spoken of: 12 and not 12.0; null for none."""
    silent = np.isnan(values)
    plain = np.where(silent, 0, values)
    whole = (plain == np.floor(plain)) & (np.abs(plain) < 2**53)
    counts = pa.array(np.where(whole, plain, 0).astype(np.int64)).cast(pa.string())
    return pc.if_else(
        pa.array(silent), pa.scalar(None, pa.string()), pc.if_else(pa.array(whole), counts, pa.array(plain).cast(pa.string()))
    )


def verdict(held: Truths, known: Truths) -> pa.Array:
    """The status of findings: pass or fail where all figures are known."""
    return pc.if_else(pa.array(known), pc.if_else(pa.array(held), PASS.value, FAIL.value), NOT_ASSESSABLE.value)


@dataclass(frozen=True)
class Lineage:
    """Which reports are of one body.

    For each report: its body and year (numbers, -1 where not known), whether it stands for them (the newest where there are
    several, none where that is not known), and the row of the report that stands for the year before (-1: none).
    """

    body: Numbers
    year: Numbers
    stands: Truths
    before: Numbers
    # Ranks among the reports of the same body and year, older first; and whether dates say so, or only the names of the files.
    rank: Numbers
    dated: Truths
    # The body's id without what tells apart those that share it, and whether its name tells no place.
    shared: Numbers
    placeless: Truths

    def standing(self, body: Numbers, year: Numbers) -> Numbers:
        """The row of the report that stands for a body and year, or -1."""
        held = np.flatnonzero(self.stands)
        return found_at(_paired(self.body[held], self.year[held]), held, _paired(body, year))


def lineage(reports: pa.Table) -> Lineage:
    """The bodies behind the reports: body_id, told apart by name and scope where one year has several of an id.

    A name without its place is taken for the same body only inside one folder of the sources.
    """
    frame = reports.select(["agency", "year", "body_id", "region_code", "level", "scope", "source"]).to_pandas()
    placeless = frame["region_code"].isna() & (frame["level"] != "state")
    folder = frame["source"].where(placeless, "").fillna("").str.replace("[^/]*$", "", regex=True)
    shared = frame["body_id"].where(frame["body_id"] != "")
    body = (shared + "@" + folder).where(placeless, shared)
    names = {name: unjoined(normalised(name)) for name in frame["agency"].dropna().unique()}
    name = frame["agency"].map(names).fillna("") + "|" + frame["scope"].fillna("")
    several = name.groupby([body, frame["year"]]).transform("nunique") > 1
    told_apart = body.isin(set(body[several]))
    body = (body + "|" + name).where(told_apart, body)
    codes, year = pd.factorize(body)[0].astype(np.int64), frame["year"].fillna(-1).to_numpy(dtype=np.int64)
    codes = np.where(year < 0, -1, codes)
    rank, stands, dated = _ranked(codes, year, reports)
    held = np.flatnonzero(stands)
    before = found_at(_paired(codes[held], year[held]), held, _paired(codes, year - 1))
    before = np.where(codes < 0, -1, before)
    shared_codes = np.where(year < 0, -1, pd.factorize(shared)[0]).astype(np.int64)
    return Lineage(codes, year, stands, before, rank, dated, shared_codes, placeless.to_numpy(dtype=bool))


def found_at(keys: Numbers, held: Numbers, wanted: Numbers) -> Numbers:
    """For each wanted key, what is held under it, or -1."""
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    order = np.argsort(keys, kind="stable")
    position = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
    hit = order[position]
    return np.where(keys[hit] == wanted, held[hit], -1)


def _paired(body: Numbers, year: Numbers) -> Numbers:
    return body * 10_000 + year


def _ranked(body: Numbers, year: Numbers, reports: pa.Table) -> tuple[Numbers, Truths, Truths]:
    """Ranks within a body and year, which report stands for it, and whether dates tell."""
    frame = pd.DataFrame({"body": body, "year": year, "source": reports["source"].to_pandas().fillna("").to_numpy()})
    size = frame.groupby(["body", "year"])["source"].transform("size")
    frame["day"], dated = 0.0, np.zeros(len(frame), dtype=bool)
    for name in ("fetched_at", "published_at"):  # the day of publication rules where it tells all of them apart
        frame[name] = reports[name].cast(pa.int32()).to_pandas().to_numpy(dtype=float)
        tells = frame.groupby(["body", "year"])[name].transform("nunique") == size
        frame["day"] = frame["day"].mask(tells, frame[name])
        dated |= tells.to_numpy(dtype=bool)
    rank = frame.sort_values(["body", "year", "day", "source"], kind="stable").groupby(["body", "year"]).cumcount().sort_index()
    known = frame["body"] >= 0
    stands = known & ((size == 1) | (dated & (rank == size - 1)))
    return rank.to_numpy(dtype=np.int64), stands.to_numpy(dtype=bool), dated


def _cells() -> tuple[Cell, ...]:
    """Every cell of any form, in the order of the newest form that has it."""
    forms = [form for _, form in sorted(load_forms().items(), reverse=True)]
    every = dict.fromkeys((table, row.code, column.code) for form in forms for table, row, column in form.cells())
    return tuple(sorted(every, key=lambda cell: TABLES.index(cell[0])))


def _fill(values: Figures, rows: NDArray[np.int32], tables: Mapping[str, pa.Table], name: str, cells: Sequence[Cell]) -> None:
    table = tables[name]
    item, column = AXES[name]
    items = list(dict.fromkeys(cell[1] for cell in cells if cell[0] == name))
    columns = list(dict.fromkeys(cell[2] for cell in cells if cell[0] == name))
    position = np.full((len(items) + 1, len(columns) + 1), -1, dtype=np.int64)
    for at, cell in enumerate(cells):
        if cell[0] == name:
            position[items.index(cell[1]), columns.index(cell[2])] = at
    full_item = joined(table["article"], "/", table["item"]) if name == "disclosures" else table[item]
    cell_at = position[_codes(full_item, items), _codes(table[column], columns)]
    report = _codes(table["report_id"], tables["reports"]["report_id"])
    row = np.flatnonzero((cell_at >= 0) & (report >= 0))
    values[report[row], cell_at[row]] = table["value"].cast(pa.float64()).to_numpy()[row] + 0.0
    rows[report[row], cell_at[row]] = row


def _codes(texts: pa.ChunkedArray, known: Sequence[str] | pa.ChunkedArray) -> Numbers:
    """The place of each text among the known ones, -1 where it is none of them."""
    value_set = known.combine_chunks() if isinstance(known, pa.ChunkedArray) else pa.array(known)
    codes: Numbers = pc.fill_null(pc.index_in(texts, value_set), -1).to_numpy().astype(np.int64)
    return codes


def _or_null(values: Figures) -> pa.Array:
    return pa.array(values, mask=np.isnan(values))
