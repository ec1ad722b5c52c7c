"""How well the figures in the prose are told, and what that costs: `python benchmarks/prose.py [--differences]`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from labelled import Sentence, sentences, tally

from reportlib.model import Section
from reportlib.prose.mentions import breakdowns, mentions, read

_FIGURES, _TIMES = 50, 200


def main(differences: bool = False) -> None:
    for part in ("tuned", "held"):
        counted = tally(sentences(part))
        print(
            f"{part}: precision {counted.precision:.1%} of {counted.stated}, recall {counted.recall:.1%} of {counted.labelled}, "
            f"statutory {counted.statutory_recall:.1%} of {counted.statutory}; comparisons {counted.comparison_recall:.1%} of "
            f"{counted.verdicts}, {counted.false_alarms} false alarms"
        )
        if differences:
            print("\n".join(counted.wrong))
    prose = [text(sentences("tuned"))]
    least = min(_seconds(lambda: (mentions(prose), breakdowns(prose))) for _ in range(_TIMES))
    print(f"{least * 1000:.2f} ms of processor time for {len(mentions(prose))} figures in {len(prose[0].text)} signs")


def text(over: list[Sentence]) -> Section:
    """A section of labelled sentences that has as many figures as a long real one."""
    lines: list[str] = []
    figures = 0
    for sentence in over[::7]:
        if figures < _FIGURES:
            lines.append(sentence.section.text)
            figures += len(sentence.figures)
    return Section(1, "", "\n".join(lines))


def _seconds(work: Callable[[], object]) -> float:
    read.cache_clear()
    start = process_time()
    work()
    return process_time() - start


if __name__ == "__main__":
    main("--differences" in sys.argv)
