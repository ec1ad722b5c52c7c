"""Synthetic documents: figures drawn from a seed, printed in a format, a layout and a manner; and what reading them back gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import NamedTuple

from official_form import HEADINGS, Key, SetReport, form_keys, official_tables
from word_files import legacy_files

import reportlib
from corpus.figures import LARGEST, OTHER_ROWS, Figures, blanked, drawn
from corpus.other_prints import OFD, PDF, SCAN, XLSX
from corpus.prints import MEANS_NOTHING, PRINTS
from corpus.text_files import TEXT
from corpus.web_prints import HTML
from corpus.word_prints import DOCX
from reportlib.errors import ReportError
from reportlib.model import ERROR, FAIL, Report, Source

FORMATS: Mapping[str, Mapping[str, Callable[[SetReport], bytes]]] = {
    "text": TEXT,
    "html": HTML,
    "docx": DOCX,
    "pdf": PDF,
    "ofd": OFD,
    "xlsx": XLSX,
    "scan": SCAN,
}
EXTENSIONS = {"text": "txt", "scan": "pdf"}
# What is printed: the form, whether 其他处理 is one row, and whether zeros are left blank.
CONTENTS = {"2019": ("2019", False), "2021": ("2021", False), "2021 other as one row": ("2021", True)}
EXACT, FLAGGED, WRONG = "exact", "flagged", "wrong"


class Case(NamedTuple):
    """One synthetic document, told by what decides it; the same case gives the same bytes."""

    source_format: str
    layout: str
    manner: str = "official"
    content: str = "2021"
    blank: bool = False
    seed: int = 0

    def __str__(self) -> str:
        return "/".join((*self[:4], *(["blank"] if self.blank else []), str(self.seed)))

    @property
    def figures(self) -> Figures:
        form, other_as_one_row = CONTENTS[self.content]
        random = Random(f"{self.content}{self.seed}")
        figures = drawn(form, random, LARGEST[self.seed % len(LARGEST)], other_as_one_row)
        return blanked(figures, random) if self.blank else figures

    def report(self) -> SetReport:
        """The report as set, before a format is chosen."""
        form = CONTENTS[self.content][0]
        return PRINTS[self.manner](synthetic_report(form, self.figures), Random(self.seed))

    def source(self) -> Source:
        """The document."""
        name = f"synthetic-{self.seed}.{EXTENSIONS.get(self.source_format, self.source_format)}"
        return Source(name, FORMATS[self.source_format][self.layout](self.report()))

    def expected(self) -> dict[Key, float | None]:
        """What each cell has to be read as: its number, or None where none is printed."""
        form, other_as_one_row = CONTENTS[self.content]
        printed = self.figures
        nothing = MEANS_NOTHING.search(self.manner) is not None
        keys = [key for key in form_keys(form) if key in printed] if not other_as_one_row else list(printed)
        values = {key: _value(printed[key], nothing and key[0] != "disclosures") for key in keys}
        if other_as_one_row:
            values |= {("requests", item, column): None for item in OTHER_ROWS for column in _columns()}
        return values


class Verdict(NamedTuple):
    """What became of a case: exact, flagged or wrong, and what differs, as (cell, expected, read)."""

    case: Case
    outcome: str
    differences: tuple[tuple[Key, float | None, float | None], ...]
    said: str = ""
    grade: str = ""


def read_back(case: Case, source: Source | None = None) -> Verdict:
    """The case read: exact where every cell is as written, flagged where it is not and the report says so, else wrong."""
    try:
        report = reportlib.read(source or case.source())
    except ReportError as error:
        return Verdict(case, FLAGGED, (), str(error))
    return judged(case, report)


def judged(case: Case, report: Report) -> Verdict:
    """A number that is not the printed one is flagged only by an error that fails; one not read, by any grade but verified."""
    values = {(fact.table, fact.item, fact.column): fact.value for fact in report.facts}
    expected = case.expected()
    wanted = {**dict.fromkeys(values), **expected}
    differences = tuple((key, value, values.get(key)) for key, value in wanted.items() if values.get(key) != value)
    errors = [f"{finding.rule}: {finding.message}" for finding in report.findings if finding.status == FAIL and finding.severity == ERROR]
    said = f"{report.grade}; {'; '.join(errors[:3])}"
    if not differences:
        return Verdict(case, EXACT, (), said, report.grade)
    misread = any(value is not None for _, _, value in differences)
    silent = report.grade == "verified" or (misread and not errors)
    return Verdict(case, WRONG if silent else FLAGGED, differences, said, report.grade)


def legacy_sources(cases: list[Case]) -> list[Source]:
    """The Word files of these cases as .doc, all made in one go; FileNotFoundError where LibreOffice is not installed."""
    contents = legacy_files([case.source().content for case in cases])
    return [Source(f"synthetic-{case.seed}.doc", content) for case, content in zip(cases, contents, strict=True)]


def plain_cases(source_format: str) -> Iterator[Case]:
    """Every layout of the format with the official print of every content, figures small and large."""
    for layout in FORMATS[source_format]:
        for at, content in enumerate(CONTENTS):
            yield Case(source_format, layout, content=content, seed=1 + at)


def manner_cases(source_format: str, layouts: int, seed: int) -> Iterator[Case]:
    """Every manner of printing in so many layouts of the format, drawn by the seed."""
    random = Random(f"{source_format}{seed}")
    names = list(FORMATS[source_format])
    for manner in PRINTS:
        for layout in random.sample(names, min(layouts, len(names))):
            content = "2019" if manner == "other public documents" else random.choice(list(CONTENTS))
            yield Case(source_format, layout, manner, content, seed=random.randrange(1000))


def blank_cases(source_format: str, seed: int) -> Iterator[Case]:
    """Every layout with zeros left blank."""
    random = Random(f"blank{source_format}{seed}")
    for layout in FORMATS[source_format]:
        yield Case(source_format, layout, content=random.choice(list(CONTENTS)), blank=True, seed=random.randrange(1000))


def synthetic_report(form: str, figures: Mapping[Key, str]) -> SetReport:
    """A report that says in its title and its prose that it is synthetic."""
    year = {"2019": 2020, "2021": 2023}[form]
    title = (f"合成市示例局{year}年政府信息公开工作年度报告",)
    lead = f"本报告为合成文件，数据统计期限自{year}年1月1日起，至{year}年12月31日止。"
    prose = ("本节为合成文字，不述及任何数目。", "所有数目由程序随机给出，不是任何机关的数目。")
    contents: list[tuple[object, ...]] = [prose, *((table,) for table in official_tables(form, figures)), prose[:1], prose[:1]]
    return SetReport(title, lead, tuple(zip(HEADINGS, contents, strict=True)))  # type: ignore[arg-type]


def _value(text: str, zero_means_nothing: bool) -> float | None:
    return None if not text or (zero_means_nothing and text == "0") else float(text)


def _columns() -> tuple[str, ...]:
    return ("individual", "business", "research", "public_interest", "legal_services", "other_organization", "total")


def table_of(verdicts: Mapping[str, list[Verdict]]) -> str:
    """How many documents of each format were exact, flagged and wrong, as lines to print."""
    lines = [f"{'format':<8}" + "".join(f"{outcome:>10}" for outcome in (EXACT, FLAGGED, WRONG, "all"))]
    total = {**verdicts, "all": [verdict for found in verdicts.values() for verdict in found]}
    for name, found in total.items():
        counts = [sum(verdict.outcome == outcome for verdict in found) for outcome in (EXACT, FLAGGED, WRONG)]
        lines.append(f"{name:<8}" + "".join(f"{count:>10}" for count in (*counts, len(found))))
    return "\n".join(lines)
