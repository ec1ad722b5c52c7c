"""What becomes of synthetic reports in every format, layout and manner of printing: exact, flagged or wrong.

python benchmarks/corpus.py [ROUNDS]     (each round draws other figures and layouts; about 500 documents a round)

Scans need the extra `ocr`, and .doc LibreOffice; without them they are left out.
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools"), str(ROOT / "tests")]

from corpus.synthetic import EXACT, FORMATS, Verdict, blank_cases, legacy_sources, manner_cases, plain_cases, read_back, table_of  # noqa: E402

LAYOUTS_A_MANNER = 3
SCANS, LEGACY = 3, 30


def main(rounds: int) -> None:
    """Prints the table, then the layouts and manners in which documents were not exact, most first, and all that were wrong."""
    start = perf_counter()
    verdicts = {name: measured(name, rounds) for name in FORMATS if name != "scan"}
    if shutil.which("soffice"):
        cases = list(manner_cases("docx", 1, 0))[:LEGACY]
        verdicts["doc"] = [read_back(case, source) for case, source in zip(cases, legacy_sources(cases), strict=True)]
    if find_spec("rapidocr"):
        verdicts["scan"] = [read_back(case) for case in list(plain_cases("scan"))[:SCANS]]
    print(table_of(verdicts))
    print(f"{perf_counter() - start:.0f} s")
    odd = [verdict for found in verdicts.values() for verdict in found if verdict.outcome != EXACT]
    for (outcome, name, layout, manner), count in Counter(map(kind, odd)).most_common():
        print(f"{outcome:>8}{count:>5}  {name} / {layout} / {manner}")


def measured(name: str, rounds: int) -> list[Verdict]:
    """Every layout as the official print, every manner in some layouts, every layout with blanks."""
    cases = list(plain_cases(name))
    for seed in range(rounds):
        cases += [*manner_cases(name, LAYOUTS_A_MANNER, seed), *blank_cases(name, seed)]
    return [read_back(case) for case in cases]


def kind(verdict: Verdict) -> tuple[str, str, str, str]:
    case = verdict.case
    return verdict.outcome, case.source_format, case.layout, "blanks" if case.blank else case.manner


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
