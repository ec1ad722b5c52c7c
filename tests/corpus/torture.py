"""Prints that nobody tuned for: a form twisted once or more, in any layout of any format, and what reading it back gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import NamedTuple

from official_form import Key

import reportlib
from corpus.figures import LARGEST, drawn
from corpus.synthetic import EXACT, FLAGGED, FORMATS, WRONG, synthetic_report
from corpus.text_files import Writer, lines, markdown
from corpus.text_layouts import pipes_with_nan, rows_opened_by_bars, single_blanks
from corpus.twists import TWISTS, Twisted, Values
from reportlib.errors import ReportError
from reportlib.model import ERROR, FAIL, Report, Source

_TEXT: Mapping[str, Writer] = {
    "single blanks": lines(single_blanks),
    "rows opened by a bar": lines(rows_opened_by_bars),
    "Markdown pipes with NaN": markdown(pipes_with_nan),
}
LAYOUTS: Mapping[str, Mapping[str, Writer]] = {
    "text": {**FORMATS["text"], **_TEXT},
    **{name: FORMATS[name] for name in ("html", "docx", "xlsx", "pdf", "ofd")},
}
EXTENSIONS = {"text": "txt"}


class Print(NamedTuple):
    """One twisted document, told by what decides it."""

    source_format: str
    layout: str
    twists: tuple[str, ...]
    seed: int

    @property
    def is_ambiguous(self) -> bool:
        """Whether the print itself leaves open what some cells hold: one nought across columns, or boxes for signs that a PDF's font lacks."""
        return "zeros merged" in self.twists or (self.source_format == "pdf" and "invisible signs" in self.twists)

    def twisted(self) -> Twisted:
        random = Random(self.seed)
        figures = drawn("2021", random, LARGEST[1 + self.seed % (len(LARGEST) - 1)])
        twisted = Twisted(synthetic_report("2021", figures), {key: float(text) for key, text in figures.items()})
        for name in sorted(self.twists, key=lambda name: name not in _SHAPES):  # figures are changed last
            twisted = TWISTS[name](twisted, random)
        return twisted

    def source(self, twisted: Twisted) -> Source:
        name = f"print-{self.seed}.{EXTENSIONS.get(self.source_format, self.source_format)}"
        layouts = LAYOUTS[self.source_format]
        try:
            return Source(name, layouts[self.layout](twisted.report))
        except UnicodeEncodeError:  # an old encoding that has not the signs of the twist
            return Source(name, next(iter(layouts.values()))(twisted.report))


class Verdict(NamedTuple):
    """What became of a print: the cells that are exact, not read and said, and wrong without a word."""

    case: Print
    outcome: str
    exact: int
    flagged: int
    wrong: tuple[tuple[Key, float | None, float | None], ...]
    differences: tuple[tuple[Key, float | None, float | None], ...] = ()
    said: str = ""


def prints(count: int, seed: int, formats: Iterable[str] = tuple(LAYOUTS)) -> Iterator[Print]:
    """So many documents, every twist about as often, every fifth with a second one."""
    random = Random(seed)
    names = list(TWISTS)
    for at in range(count):
        source_format = random.choice(list(formats))
        layout = random.choice(list(LAYOUTS[source_format]))
        second = [random.choice(names)] if at % 5 == 4 else []
        twists = tuple(dict.fromkeys([names[at % len(names)], *second]))
        yield Print(source_format, layout, twists if _go_together(twists) else twists[:1], random.randrange(10**6))


_SHAPES = {
    "organisations in other order", "one header row in any order", "numbered rows", "remarks", "subtotal of organisations", "zeros merged", "label over two rows",
    "two rows in one", "reasons shuffled", "results in other order", "lawsuits before reviews", "section four in rows",
    "measures in other order", "sums of documents", "parts of rows", "last year beside", "results down the side", "section two of 2019",
}  # fmt: skip
_FEES = {name for name in TWISTS if name.startswith("fee")}


def _go_together(twists: tuple[str, ...]) -> bool:
    """Whether a second twist finds the table as it expects it."""
    return (len(set(twists) & _SHAPES) <= 1 and len(set(twists) & _FEES) <= 1 and not set(twists) & _FEES) or len(twists) == 1


def read_back(case: Print) -> Verdict:
    """The print read: wrong where a figure is not the printed one in a verified report, or no error says so."""
    twisted = case.twisted()
    try:
        return judged(case, twisted.values, reportlib.read(case.source(twisted)))
    except ReportError as error:
        return Verdict(case, FLAGGED, 0, len(twisted.values), (), (), str(error))


def judged(case: Print, printed: Values, report: Report) -> Verdict:
    """Every cell of the report against what is printed."""
    read = {(fact.table, fact.item, fact.column): fact.value for fact in report.facts}
    every = {**dict.fromkeys(read), **printed}
    differences = tuple((key, value, read.get(key)) for key, value in every.items() if read.get(key) != value)
    errors = [found for found in report.findings if found.status == FAIL and found.severity == ERROR]
    wrong = tuple(each for each in differences if report.grade == "verified" or (each[2] is not None and not errors))
    outcome = EXACT if not differences else WRONG if wrong else FLAGGED
    said = f"{report.grade}; {'; '.join(f'{found.rule}: {found.message}' for found in errors[:3])}"
    return Verdict(case, outcome, len(every) - len(differences), len(differences) - len(wrong), wrong, differences, said)


def table_of(verdicts: Iterable[Verdict]) -> str:
    """The counts by kind of twist: documents and cells that are exact, flagged and silently wrong."""
    documents: dict[str, Counter[str]] = {}
    for verdict in verdicts:
        for twist in verdict.case.twists:
            row = documents.setdefault(twist, Counter())
            row[verdict.outcome] += 1
            row["cells"] += verdict.exact
            row["cells flagged"] += verdict.flagged
            row["cells wrong"] += len(verdict.wrong)
    names = (EXACT, FLAGGED, WRONG, "cells", "cells flagged", "cells wrong")
    rows = [f"{'kind':32}" + "".join(f"{name:>15}" for name in names)]
    rows += [f"{twist:32}" + "".join(f"{row[name]:>15}" for name in names) for twist, row in documents.items()]
    return "\n".join(rows)
