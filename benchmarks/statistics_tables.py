"""What becomes of synthetic statistical tables of before 2019 in every layout, format and print: exact, flagged or wrong.

python benchmarks/statistics_tables.py [ROUNDS]     (each round draws other figures; about 170 documents a round)
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools"), str(ROOT / "tests")]

from corpus.statistics import EXACT, cases, read_back  # noqa: E402


def main(rounds: int) -> None:
    """Prints how many were exact, flagged and wrong, without the tables run together, which are never read; then all that were not exact."""
    start = perf_counter()
    verdicts = [read_back(case) for seed in range(rounds) for case in cases(seed)]
    readable = [verdict for verdict in verdicts if verdict.case.layout != "run together"]
    print(len(verdicts), "documents; run together:", Counter(each.outcome for each in verdicts if each not in readable))
    print(len(readable), "others:", Counter(verdict.outcome for verdict in readable), f"{perf_counter() - start:.0f} s")
    for verdict in readable:
        if verdict.outcome != EXACT:
            print(verdict.outcome, verdict.case, verdict.differences[:2], verdict.said)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
