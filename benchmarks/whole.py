"""Whether builds stay whole: killed at random moments while a reader loops, and after random changes, the bytes are those of a build from nothing.

python benchmarks/whole.py [SEQUENCES, by default 40] [KILLS, by default 20]
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from altered import CHANGES, add_letters, change, contents, killed, letter, reading  # noqa: E402

import reportlib  # noqa: E402
from reportlib.building import buckets  # noqa: E402

CHANGES_A_SEQUENCE = 3
REPORTS_A_BUCKET = 3


def main(sequences: int, kills: int) -> None:
    """Print how many sequences and kills there were; AssertionError where bytes differ or a mixture was read."""
    start = perf_counter()
    with TemporaryDirectory() as temporary:
        seen = after_kills(Path(temporary) / "killed", kills)
        print(
            f"killed {kills} times: the same bytes; a reader saw {sorted(seen)} reports and no mixture; {perf_counter() - start:.0f} s",
            flush=True,
        )
        after_changes(Path(temporary) / "changed", sequences)
        print(f"{sequences} sequences of {CHANGES_A_SEQUENCE} changes: the same bytes; {perf_counter() - start:.0f} s")


def after_kills(folder: Path, kills: int) -> set[int]:
    """The counts of reports that a reader saw while builds were killed."""
    raw, out, chance = _few_reports(folder), folder / "out", random.Random(kills)
    reportlib.build(raw, out, jobs=1)
    add_letters(raw, 60)
    with reading(out) as seen:
        killed(raw, out, chance, kills, latest=6)
        reportlib.build(raw, out, jobs=2)
    reportlib.build(raw, folder / "fresh", jobs=2)
    assert contents(out) == contents(folder / "fresh")
    return seen()


def after_changes(folder: Path, sequences: int) -> None:
    """Change the folder and build, again and again, with buckets so small that there are several."""
    buckets.REPORTS_A_BUCKET = REPORTS_A_BUCKET
    raw, out, chance = _few_reports(folder), folder / "out", random.Random(sequences)
    reportlib.build(raw, out, jobs=1)
    for step in range(sequences):
        kinds = chance.choices(list(CHANGES), k=CHANGES_A_SEQUENCE)
        for kind in kinds:
            change(raw, kind, chance, step)
        with TemporaryDirectory() as fresh:
            reportlib.build(raw, out, jobs=1)
            reportlib.build(raw, fresh, jobs=1)
            assert contents(out) == contents(Path(fresh)), (step, kinds)


def _few_reports(folder: Path) -> Path:
    raw = folder / "raw"
    raw.mkdir(parents=True)
    for number in range(3):
        for year in (2022, 2023):
            (raw / f"{number}-{year}.txt").write_text(letter(number, number, year), encoding="utf-8")
    return raw


if __name__ == "__main__":
    main(*(int(sys.argv[at]) if len(sys.argv) > at else default for at, default in ((1, 40), (2, 20))))
