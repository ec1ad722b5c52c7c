"""Questions to generated tables of a nation, laid out as a build lays them out: four of a nation, and the twelve of notebooks/07_ad_hoc.ipynb.

python benchmarks/ad_hoc.py [reports, by default 100000] [folder, by default a temporary one; tables that are there are asked]
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from reportlib import charts, compare
from reportlib.building.buckets import bucket_count, bucket_of, file_name, write_table
from reportlib.dataset import Dataset
from reportlib.dataset.rows import label_rows, table_of
from reportlib.dataset.schema import OF_REPORT, SCHEMAS
from reportlib.forms import load_forms

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "07_ad_hoc.ipynb"
YEARS = range(2019, 2025)
_OF_BODIES = frozenset(name for name, schema in SCHEMAS.items() if "body_id" in schema.names)
_ONE_IN_SO_MANY = 97  # bodies has not filed in a year
LEVELS = ["county", "county", "county", "prefecture", "province"]
PROVINCES = [f"{name}省" for name in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"]
RULES = [("balance", 7), ("outcomes", 7), ("applicants", 29), ("proceedings", 3)]
APPLICANT_SHARES = np.array([0.8, 0.1, 0.02, 0.02, 0.04, 0.02])


_MOST_AS_FRAMES = 20_000  # reports whose tables are also held as frames
NATION = {
    "a body's history": """
        select year, item, value from requests
        where body_id = '丁省第00003号行政审批服务局' and applicant = 'total' and item in ('received', 'granted', 'closed_total') order by year, item
    """,
    "a year's ranking": """
        select agency, value from requests
        where year = 2023 and item = 'received' and applicant = 'total' order by value desc nulls last limit 20
    """,
    "national shares of outcomes": """
        select year, item, sum(value) / sum(sum(value)) over (partition by year) as share from requests
        where applicant = 'total' and item not in ('received', 'carried_in', 'carried_out', 'closed_total') group by year, item order by year, item
    """,
    "who has not filed": """
        select distinct body_id, agency from reports anti join (select body_id from reports where year = 2024) using (body_id) order by body_id
    """,
}


def main() -> None:
    reports = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with TemporaryDirectory() as temporary:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(temporary) / "nation"
        for row in rows(folder, reports):
            print("  ".join(f"{name} {value}" for name, value in row.items()), flush=True)


def rows(folder: Path, reports: int) -> Iterator[dict[str, object]]:
    """The seconds of each question, each asked in a process of its own, and the memory of that process in MB."""
    if not folder.exists():
        generate(folder, reports)
    sizes = [path.stat().st_size for path in folder.rglob("*.parquet") if path.is_file()]
    for question in NATION:
        asked = subprocess.run([sys.executable, "-c", _ASK, str(folder), question], capture_output=True, text=True, check=True, cwd=HERE)
        seconds, _, again, processor, answers, memory = asked.stdout.split()
        yield {
            "question": question,
            "reports": reports,
            "tables MB": round(sum(sizes) / 1e6),
            "seconds": seconds,
            "seconds again": again,
            "processor seconds": processor,
            "rows": answers,
            "memory MB": memory,
        }
    for number, (by_sql, by_pandas) in enumerate(zip(*answered(folder), strict=True) if reports <= _MOST_AS_FRAMES else (), 1):
        seconds = {"seconds": f"{by_sql:.2f}", "seconds again": f"{by_pandas:.2f} (pandas)"}
        yield {"question": f"question {number} of notebook 07", "reports": reports, **seconds}


HERE = Path(__file__).resolve().parent
_ASK = """
import resource, sys, time
from ad_hoc import NATION
from reportlib.dataset import Dataset
tables, taken = Dataset(sys.argv[1]), []
for _ in range(2):
    start, spent = time.perf_counter(), time.process_time()
    answer = tables.sql(NATION[sys.argv[2]])
    taken += [f"{time.perf_counter() - start:.2f}", f"{time.process_time() - spent:.2f}"]
print(*taken, len(answer), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def answered(processed: Path) -> tuple[list[float], list[float]]:
    """Seconds of each SQL and each pandas cell of the notebook; tables are loaded before the clock starts."""
    dataset = Dataset(processed)
    names: dict[str, Any] = {"ds": dataset, "pd": pd, "compare": compare, "charts": charts, "LANGUAGE": "zh"}
    seconds: dict[str, list[float]] = {"pandas": [], "sql": []}
    _ = [getattr(dataset, table) for table in SCHEMAS]
    for way, code in _questions():
        start = time.perf_counter()
        exec(code, names)
        seconds[way].append(time.perf_counter() - start)
        if way == "sql":
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
    """Tables of that many reports over six years, both forms, in which every sum of the forms holds; the same for the same seed.

    A body's reports lie in one bucket, as a build lays them; buckets are written side by side.
    """
    bodies = -(-reports // len(YEARS))
    count = bucket_count(reports)
    buckets: list[list[int]] = [[] for _ in range(count)]
    for body in range(bodies):
        buckets[bucket_of(_agency(body), count)].append(body)
    with ProcessPoolExecutor() as workers:
        tasks = [workers.submit(_write_bucket, processed, number, count, own, seed) for number, own in enumerate(buckets)]
        _ = [task.result() for task in tasks]
    pq.write_table(table_of("labels", label_rows()), processed / "labels.parquet")


def _write_bucket(processed: Path, number: int, count: int, bodies: list[int], seed: int) -> None:
    random = np.random.default_rng([seed, number])
    sizes = np.exp(random.normal(3, 1.5, len(bodies)))
    every = np.array(bodies, dtype=int)
    filed = {year: (every + year) % _ONE_IN_SO_MANY != 0 for year in YEARS}
    years = [_year(year, every[held], sizes[held], random) for year, held in filed.items()]
    for name in years[0]:
        order = [("body_id", "ascending"), ("year", "ascending")] if name in _OF_BODIES else [("source", "ascending")]
        write_table(pa.concat_tables([tables[name] for tables in years]).sort_by(order), str(processed), file_name(name, number, count))


def _agency(body: int) -> str:
    return f"{PROVINCES[body % len(PROVINCES)]}第{body:05d}号行政审批服务局"


def _year(year: int, bodies: np.ndarray, sizes: np.ndarray, random: np.random.Generator) -> dict[str, pa.Table]:
    form = load_forms()["2019" if year < 2021 else "2021"]
    count = len(sizes)
    agencies = [_agency(body) for body in bodies.tolist()]
    key = {"report_id": [f"{agency}-{year}-{body:08x}" for body, agency in zip(bodies.tolist(), agencies, strict=True)]}
    key |= {"agency": agencies, "year": [year] * count, "body_id": agencies}
    key |= {"level": [LEVELS[body % len(LEVELS)] for body in bodies.tolist()], "scope": ["body"] * count}
    key |= {"covers": ["unknown"] * count, "form": [form.code] * count}
    asked = _requests(form.tables["requests"], sizes, random)
    cells = {
        "requests": asked,
        "proceedings": _proceedings(form.tables["proceedings"], sizes, random),
        "disclosures": random.poisson(sizes[:, None] * 20, (count, len(list(_cells(form, "disclosures"))))).astype("float64"),
    }
    tables = {name: _cell_table(name, form, key, values) for name, values in cells.items()}
    nothing = {name: SCHEMAS[name].empty_table() for name in ("sections", "statistics")}
    return {**tables, **_described(key, asked, random), **nothing}


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


def _described(key: dict[str, list[Any]], asked: np.ndarray, random: np.random.Generator) -> dict[str, pa.Table]:
    """The tables that have a row or a few for each report: reports, sources, findings and mentions."""
    count, rules = len(key["agency"]), [rule for rule, places in RULES for _ in range(places)]
    fails = random.random((count, len(rules))) < 0.002
    graded = np.where(fails.any(axis=1), "flagged", "verified").tolist()
    reports = {**key, "province": [agency[:2] for agency in key["agency"]], "grade": graded}
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
