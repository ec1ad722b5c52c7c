"""Thousands of damaged files, read on all cores: what became of each kind of harm; the last four columns should be zero.

    python benchmarks/damage.py [COUNT]

Ends with status 1 where a file hung, ended its worker, was lost or was read silently wrong, and names it.
"""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from corpus.damage import LOST, OUTCOMES, Outcome, crashed, damages, each_alone, judged, table_of

from reportlib.building.engine import engine

_EACH = 50


def main(count: int) -> int:
    """The status: 0 where the last four columns are zero."""
    tried = list(damages(count))
    chunks = [tuple(tried[start : start + _EACH]) for start in range(0, count, _EACH)]
    with engine() as workers:
        found = list(chain.from_iterable(workers.run(judged, chunks, each_alone, crashed)))
    found += [Outcome(one, LOST) for one in set(tried) - {each.damage for each in found}]
    print(table_of(found))
    return int(any(each.outcome in OUTCOMES[2:] for each in found))


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000))
