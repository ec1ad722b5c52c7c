"""What a report costs from bytes to findings, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator

from formats import CASES, best

import reportlib
from reportlib import forms, readers
from reportlib.checks.sums import check
from reportlib.facts.extract import extract
from reportlib.facts.identity.identify import identify
from reportlib.facts.recognizing.recognize import recognize
from reportlib.facts.sections import sections
from reportlib.prose.mentions import mentions

ROUNDS = 30


def rows() -> Iterator[dict[str, object]]:
    """A row a format: the processor time of each stage in milliseconds, and of all of reportlib.read."""
    for name, case in CASES.items():
        source = case.source()
        document = readers.read(source)
        form = forms.load_forms()[identify(document).identity.form]
        recognition = recognize(document, form)
        extraction = extract(recognition, form)
        prose = sections(document, form)
        stages = {
            "reader": lambda source=source: readers.read(source),
            "identify": lambda document=document: identify(document),
            "recognize": lambda document=document, form=form: recognize(document, form),
            "extract": lambda recognition=recognition, form=form: extract(recognition, form),
            "sections": lambda document=document, form=form: sections(document, form),
            "mentions": lambda prose=prose: mentions(prose),
            "check": lambda extraction=extraction, form=form: check(extraction.facts, extraction.subtotals, form),
            "all of it": lambda source=source: reportlib.read(source),
        }
        yield {"format": name, **{stage: round(spent, 2) for stage, spent in zip(stages, best(ROUNDS, *stages.values()), strict=True)}}
