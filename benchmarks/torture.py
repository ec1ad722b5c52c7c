"""Thousands of twisted prints in every format, read and judged by what is printed: `python benchmarks/torture.py [documents] [seed]`."""

from __future__ import annotations

import sys
from pathlib import Path

for folder in ("tests", "tools"):
    sys.path.insert(0, str(Path(__file__).parent.parent / folder))

from corpus.synthetic import EXACT  # noqa: E402
from corpus.torture import prints, read_back, table_of  # noqa: E402


def main(count: int = 2000, seed: int = 1) -> None:
    """The table of kinds, the cells that came out exact, and every print that is silently wrong."""
    verdicts = [read_back(case) for case in prints(count, seed)]
    print(table_of(verdicts))
    cells = sum(verdict.exact + verdict.flagged + len(verdict.wrong) for verdict in verdicts)
    exact = sum(verdict.exact for verdict in verdicts)
    print(
        f"{count} documents, {sum(verdict.outcome == EXACT for verdict in verdicts)} exact; {exact} of {cells} cells ({exact / cells:.2%})"
    )
    plain = [verdict for verdict in verdicts if not verdict.case.is_ambiguous]
    exact, cells = sum(verdict.exact for verdict in plain), sum(verdict.exact + verdict.flagged + len(verdict.wrong) for verdict in plain)
    print(f"{len(plain)} of them leave nothing open: {exact} of {cells} cells ({exact / cells:.2%})")
    for verdict in verdicts:
        if verdict.wrong:
            print(f"wrong: {verdict.case} {verdict.wrong[:3]} {verdict.said[:120]}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
