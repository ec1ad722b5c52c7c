"""What a text report costs from bytes to findings, stage by stage, against merely reading the file: `python benchmarks/text_report.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import reportlib
from reportlib import forms, readers
from reportlib.checks.sums import check
from reportlib.facts.extract import extract
from reportlib.facts.identity.identify import identify
from reportlib.facts.recognizing.recognize import recognize
from reportlib.facts.sections import sections
from reportlib.model import Source
from reportlib.prose.mentions import mentions

RAW = Path(__file__).parent.parent / "data" / "raw"
RUNS = 200


def milliseconds(call: Callable[[], object]) -> float:
    """The median time of one call."""
    times = []
    for _ in range(RUNS):
        started = perf_counter()
        call()
        times.append(perf_counter() - started)
    return median(times) * 1000


def main() -> None:
    path = RAW / "临沂市行政审批服务局-2024.txt"
    source = Source(path.name, path.read_bytes())
    document = readers.read(source)
    form = forms.load_forms()[identify(document).identity.form]
    recognition = recognize(document, form)
    extraction = extract(recognition, form)
    prose = sections(document, form)
    floor = milliseconds(path.read_bytes)
    stages = {
        "read the bytes (floor)": floor,
        "reader": milliseconds(lambda: readers.read(source)),
        "identify": milliseconds(lambda: identify(document)),
        "recognize": milliseconds(lambda: recognize(document, form)),
        "extract": milliseconds(lambda: extract(recognition, form)),
        "sections": milliseconds(lambda: sections(document, form)),
        "narrative": milliseconds(lambda: mentions(prose)),
        "check": milliseconds(lambda: check(extraction.facts, extraction.subtotals, form)),
        "all of reportlib.read": milliseconds(lambda: reportlib.read(Source(path.name, source.content))),
    }
    for name, cost in stages.items():
        print(f"{name:24} {cost:7.2f} ms {cost / floor:8.0f} x floor")


if __name__ == "__main__":
    main()
