"""What reportlib costs, on this machine in one run: formats, stages of a report, builds of ever more reports, questions to a nation's tables.

python benchmarks/bench.py [--reports 500 1000] [--tables 20000] [--json FILE]     (`make bench` installs what is compared with first)
"""

from __future__ import annotations

import json
import os
import platform
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

INSTEAD = Path(__file__).resolve().parent.parent / ".bench"
sys.path.append(str(INSTEAD))  # last, so that the libraries of the lock are the ones measured

import ad_hoc  # noqa: E402
import formats  # noqa: E402
import scale  # noqa: E402
import stages  # noqa: E402

COMPARED = (
    *("reportlib", "lxml", "pypdfium2", "python-calamine", "pyarrow", "pandas", "duckdb"),
    *("pdfplumber", "python-docx", "markitdown", "html5lib", "openpyxl"),
)


def main() -> None:
    """Print the tables one after the other as they are measured, and write all of them as JSON."""
    asked = ArgumentParser(description=__doc__)
    asked.add_argument("--reports", type=int, nargs="+", default=[500, 1000])
    asked.add_argument("--tables", type=int, default=20_000)
    asked.add_argument("--json", type=Path, default=Path("bench.json"))
    wanted = asked.parse_args()
    measured: dict[str, object] = {"on": machine(), "versions": versions()}
    print("  ".join(f"{name} {value}" for name, value in machine().items()))
    with TemporaryDirectory() as temporary:
        for name, rows in {
            "formats": formats.rows(),
            "stages": stages.rows(),
            "scale": scale.rows(Path(temporary), wanted.reports, 2),
            "processes": scale.processes(Path(temporary), wanted.reports[0]),
            "questions": ad_hoc.rows(Path(temporary) / "nation", wanted.tables),
        }.items():
            measured[name] = shown(name, rows)
    wanted.json.write_text(json.dumps(measured, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"\nwritten to {wanted.json}")


def machine() -> dict[str, object]:
    return {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()}


def versions() -> dict[str, str]:
    """What is installed of the libraries that are measured."""
    held = {}
    for name in COMPARED:
        try:
            held[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            held[name] = "not installed"
    return held


def shown(title: str, rows: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    """The rows, printed one by one under their columns."""
    print(f"\n== {title}", flush=True)
    told: list[dict[str, object]] = []
    widths: dict[str, int] = {}
    for row in rows:
        if not row.keys() <= widths.keys():
            widths = {name: max(len(name), len(str(value)), 8) for name, value in row.items()}
            print("  ".join(name.ljust(width) for name, width in widths.items()))
        print("  ".join(str(row.get(name, "")).ljust(width) for name, width in widths.items()), flush=True)
        told.append(dict(row))
    return told


if __name__ == "__main__":
    main()
