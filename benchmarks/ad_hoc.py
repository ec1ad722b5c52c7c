"""The twelve questions of notebooks/07_ad_hoc.ipynb on generated tables: seconds by SQL, and by pandas at a tenth of the size.

python benchmarks/ad_hoc.py [reports, by default 100000] [folder, by default a temporary one]
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from reportlib import charts, compare
from reportlib.dataset import Dataset
from reportlib.dataset.schema import OF_REPORT, SCHEMAS
from reportlib.forms import load_forms

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "07_ad_hoc.ipynb"
YEARS = range(2019, 2025)
LEVELS = ["county", "county", "county", "prefecture", "province"]
PROVINCES = [f"{name}省" for name in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"]
RULES = [("balance", 7), ("outcomes", 7), ("applicants", 29), ("proceedings", 3)]
APPLICANT_SHARES = np.array([0.8, 0.1, 0.02, 0.02, 0.04, 0.02])


def main() -> None:
    reports = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(temporary)
        for name, count in (("large", reports), ("small", reports // 10)):
            start = time.perf_counter()
            generate(folder / name, count)
            size = sum(file.stat().st_size for file in (folder / name).glob("*.parquet"))
            rows = sum(pq.read_metadata(file).num_rows for file in (folder / name).glob("*.parquet"))
            print(f"{count:,} reports: {rows:,} rows, {size / 1e6:,.0f} MB, written in {time.perf_counter() - start:.1f} s")
        by_sql, _ = answered(folder / "large", ("sql",))
        small_sql, by_pandas = answered(folder / "small", ("pandas", "sql"))
    print(f"\n{'':<4}{'SQL':>8}{'SQL, a tenth':>14}{'pandas, a tenth':>17}")
    for number, row in enumerate(zip(by_sql, small_sql, by_pandas, strict=True), 1):
        print(f"{number:<4}{row[0]:>7.2f}s{row[1]:>13.2f}s{row[2]:>16.2f}s")
    print(f"slowest by SQL: {max(by_sql):.2f} s")


def answered(processed: Path, ways: tuple[str, ...]) -> tuple[list[float], list[float]]:
    """Seconds of each SQL and each pandas cell of the notebook; tables are loaded before the clock starts."""
    dataset = Dataset(processed)
    names: dict[str, Any] = {"ds": dataset, "pd": pd, "compare": compare, "charts": charts, "LANGUAGE": "zh"}
    seconds: dict[str, list[float]] = {"pandas": [], "sql": []}
    if "pandas" in ways:
        _ = [getattr(dataset, table) for table in SCHEMAS]
    for way, code in _questions():
        if way in ways:
            start = time.perf_counter()
            exec(code, names)
            seconds[way].append(time.perf_counter() - start)
        if way == "sql" and len(ways) == 2:
            said = compare.agreement(names["one"], names["two"], "en")
            assert said.startswith("Both"), (code, said)
    return seconds["sql"], seconds["pandas"]


def _questions() -> Iterator[tuple[str, str]]:
    """The cells that answer: pandas binds `one`, SQL binds `two`."""
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        code = "".join(cell["source"])
        if cell["cell_type"] == "code" and "two = ds.sql(" in code:
            yield "sql", code
        elif cell["cell_type"] == "code" and "\none = " in f"\n{code}":
            yield "pandas", code


def generate(processed: Path, reports: int, seed: int = 1) -> None:
    """Tables of that many reports over six years, both forms, in which every sum of the forms holds; the same for the same seed."""
    processed.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    bodies = -(-reports // len(YEARS))
    sizes = np.exp(random.normal(3, 1.5, bodies))
    writers = {name: pq.ParquetWriter(processed / f"{name}.parquet", schema, compression="zstd") for name, schema in SCHEMAS.items()}
    for place, year in enumerate(YEARS):
        count = min(bodies, reports - place * bodies)
        for name, table in _year(year, sizes[:count], random).items():
            writers[name].write_table(table, row_group_size=1_000_000)
    for writer in writers.values():
        writer.close()


def _year(year: int, sizes: np.ndarray, random: np.random.Generator) -> dict[str, pa.Table]:
    form = load_forms()["2019" if year < 2021 else "2021"]
    count = len(sizes)
    agencies = [f"{PROVINCES[n % len(PROVINCES)]}第{n:05d}号行政审批服务局" for n in range(count)]
    key = {"report_id": [f"{agency}-{year}-{n:08x}" for n, agency in enumerate(agencies)], "agency": agencies, "year": [year] * count}
    key |= {"body_id": agencies, "level": [LEVELS[n % len(LEVELS)] for n in range(count)], "scope": ["body"] * count}
    key |= {"covers": ["unknown"] * count, "form": [form.code] * count}
    asked = _requests(form.tables["requests"], sizes, random)
    cells = {
        "requests": asked,
        "proceedings": _proceedings(form.tables["proceedings"], sizes, random),
        "disclosures": random.poisson(sizes[:, None] * 20, (count, len(list(_cells(form, "disclosures"))))).astype("float64"),
    }
    tables = {name: _cell_table(name, form, key, values) for name, values in cells.items()}
    return {**tables, **_described(key, form, asked, random), "sections": SCHEMAS["sections"].empty_table()}


def _requests(table: Any, sizes: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """reports × (rows × applicants) of section three, applicants and outcomes summing to their totals."""
    every = [row.code for row in table.rows]
    codes = [code for code in every if code != "other" or "other.other" not in every]
    outcomes = [code for code in codes if code not in ("received", "carried_in", "closed_total", "carried_out")]
    weights = np.array([6.0 if code == "granted" else 0.5 for code in outcomes])
    rates = sizes[:, None, None] * (weights / weights.sum())[None, :, None] * APPLICANT_SHARES
    drawn = random.poisson(rates)
    closed = drawn.sum(axis=1)
    carried_out = random.poisson(sizes[:, None] * 0.05 * APPLICANT_SHARES)
    carried_in = np.minimum(random.poisson(sizes[:, None] * 0.05 * APPLICANT_SHARES), closed + carried_out)
    rows = {"received": closed + carried_out - carried_in, "carried_in": carried_in, "closed_total": closed, "carried_out": carried_out}
    rows |= {code: drawn[:, place] for place, code in enumerate(outcomes)}
    return np.concatenate([np.column_stack([rows[code], rows[code].sum(axis=1)]) for code in codes], axis=1)


def _proceedings(table: Any, sizes: np.ndarray, random: np.random.Generator) -> np.ndarray:
    drawn = random.poisson(sizes[:, None, None] * 0.05 * np.array([0.6, 0.15, 0.15, 0.1]), (len(sizes), len(table.rows), 4))
    return np.concatenate([drawn, drawn.sum(axis=2, keepdims=True)], axis=2).reshape(len(sizes), -1)


def _cells(form: Any, name: str) -> Iterator[tuple[str, ...]]:
    """The cells that a report prints; a row that stands for others is not printed beside them."""
    codes = {row.code for row in form.tables[name].rows}
    for row in form.tables[name].rows:
        for column in row.columns:
            if not (row.code == "other" and "other.other" in codes):
                yield (*row.code.split("/"), column.code)


def _cell_table(name: str, form: Any, key: dict[str, list[Any]], values: np.ndarray) -> pa.Table:
    """The rows of one table: each report's cells in form order; one cell in two hundred and fifty is blank."""
    codes = list(_cells(form, name))
    count, width = values.shape
    flat = values.ravel()
    blank = (np.arange(flat.size) * 2654435761 % 250) == 7
    number = pa.array(flat, mask=blank)
    columns = {column: _repeated(held, width) for column, held in key.items()}
    columns |= {
        axis: _tiled([code[place] for code in codes], count)
        for place, axis in enumerate(SCHEMAS[name].names[len(OF_REPORT) : len(OF_REPORT) + len(codes[0])])
    }
    columns |= {"value": number, "raw": pa.array(flat.astype("int64"), mask=blank).cast(pa.string()).fill_null("")}
    columns |= {"status": _tiled(["reported", "blank"], 1, blank.astype("int32")), "unit": _tiled(["件"] * width, count)}
    columns["place"] = _tiled([f"line {line}, table 1, row {line}, column 1" for line in range(width)], count)
    return _whole(name, columns)


def _described(key: dict[str, list[Any]], form: Any, asked: np.ndarray, random: np.random.Generator) -> dict[str, pa.Table]:
    """The tables that have a row or a few for each report: reports, sources, findings and mentions."""
    count, rules = len(key["agency"]), [rule for rule, places in RULES for _ in range(places)]
    fails = random.random((count, len(rules))) < 0.002
    graded = np.where(fails.any(axis=1), "flagged", "verified").tolist()
    reports = {**key, "province": [PROVINCES[n % len(PROVINCES)] for n in range(count)], "grade": graded}
    reports |= {"source": [f"{report}.txt" for report in key["report_id"]]}
    sources = {"source": reports["source"], "outcome": ["parsed"] * count, "report_id": key["report_id"], "bytes": [6000] * count}
    findings = {name: _repeated(held, len(rules)) for name, held in key.items()}
    findings |= {
        "rule": _tiled(rules, count),
        "severity": _tiled(["error"] * len(rules), count),
        "table": _tiled(["requests"] * len(rules), count),
    }
    findings |= {
        "status": _tiled(["pass", "fail"], 1, fails.ravel().astype("int32")),
        "message": _tiled(["left = right"] * len(rules), count),
    }
    slips = random.random(count) < 0.01
    said = {name: _repeated(held, 2) for name, held in key.items()}
    said |= {"metric": _tiled(["requests.received", "other"], count), "unit": _tiled(["件", "次"], count), "section": _tiled([1, 1], count)}
    said |= {
        "value": pa.array(np.column_stack([asked[:, 6] + slips, asked[:, 6]]).ravel()),
        "place": _tiled(["sentence 1", "sentence 2"], count),
    }
    held = {"reports": reports, "sources": sources, "findings": findings, "mentions": said}
    return {name: _whole(name, columns) for name, columns in held.items()}


def _whole(name: str, columns: dict[str, Any]) -> pa.Table:
    """The columns given, cast to the schema, and nulls in the others."""
    count = len(next(iter(columns.values())))
    arrays = [
        (columns[field.name] if isinstance(columns[field.name], pa.Array) else pa.array(columns[field.name])).cast(field.type)
        if field.name in columns
        else pa.nulls(count, field.type)
        for field in SCHEMAS[name]
    ]
    return pa.table(arrays, schema=SCHEMAS[name])


def _repeated(values: list[Any], times: int) -> pa.Array:
    """Each value that many times, one after the other."""
    indices = pa.array(np.repeat(np.arange(len(values), dtype="int32"), times))
    return pa.array(values).take(indices)


def _tiled(values: list[Any], times: int, indices: np.ndarray | None = None) -> pa.Array:
    """The whole list that many times, or the values at the indices."""
    at = np.tile(np.arange(len(values), dtype="int32"), times) if indices is None else indices
    return pa.array(values).take(pa.array(at))


if __name__ == "__main__":
    main()
