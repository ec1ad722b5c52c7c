"""Prints what a body's place costs: reading the tables once, and one name after that.

usage, from the project's root: python benchmarks/regions.py
"""

from __future__ import annotations

import csv
from pathlib import Path
from time import perf_counter

from reportlib.bodies.divisions import division_table
from reportlib.bodies.locating import locate
from reportlib.bodies.names import vocabulary

AGENCIES = Path(__file__).resolve().parent.parent / "tests" / "samples" / "agencies.csv"


def main() -> None:
    with AGENCIES.open(encoding="utf-8") as rows:
        names = [(row["agency"], int(row["year"]), tuple(filter(None, [row["hint"]]))) for row in csv.DictReader(rows)]
    started = perf_counter()
    vocabulary()
    division_table()
    print(f"tables read: {(perf_counter() - started) * 1e3:.1f} ms")
    best = min(seconds_for(names) for _ in range(5))
    print(f"one name: {best / len(names) * 1e3:.4f} ms (mean of {len(names)})")
    slowest = max(names, key=lambda name: min(seconds_for([name]) for _ in range(5)))
    print(f"slowest name: {min(seconds_for([slowest]) for _ in range(5)) * 1e3:.4f} ms ({slowest[0]})")


def seconds_for(names: list[tuple[str, int, tuple[str, ...]]]) -> float:
    started = perf_counter()
    for agency, year, hints in names:
        locate(agency, year, hints)
    return perf_counter() - started


if __name__ == "__main__":
    main()
