"""Synthetic reports of before 2019: figures drawn so that the sums of a form hold, its table printed in every layout and format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import NamedTuple
from unicodedata import east_asian_width

from official_form import FormCell, FormTable, SetReport

import reportlib
from corpus.other_prints import PDF, XLSX
from corpus.text_files import lines
from corpus.text_layouts import Layout, cells_before_bars, cells_behind_tabs, copied_tabs, pipes
from corpus.web_prints import HTML
from corpus.word_prints import DOCX
from reportlib.errors import ReportError
from reportlib.forms import Form
from reportlib.forms.declared import Indicator, StatisticsForm
from reportlib.forms.loading import FOLDER
from reportlib.forms.statistics import STATISTICS, load_statistics_forms
from reportlib.forms.written import decoded
from reportlib.model import ERROR, FAIL, Report, Source

EXACT, FLAGGED, WRONG = "exact", "flagged", "wrong"
Key = tuple[str, str]  # indicator, measure
Figures = Mapping[Key, int]
_HEADS = {"year": "统计数", "cumulative": "历年累计"}
_CHINESE = "一二三四五六七八九"


def drawn(form: Form, random: Random) -> dict[Key, int]:
    """Figures of every row and measure: a total is what its parts add up to, another part is no more than its whole."""
    rows = form.tables[STATISTICS].row
    parts = {rule.right[0]: rule.left for rule in form.rules}
    figures: dict[Key, int] = {}

    def figure(code: str, measure: str) -> int:
        if (code, measure) not in figures:
            row = rows[code]
            most = figure(row.group, measure) if row.group and row.group not in parts else 10 ** random.choice((0, 1, 2, 4))
            summed = sum(figure(part, measure) for part in parts.get(code, ()))
            figures[code, measure] = summed if code in parts else random.randint(0, most)
        return figures[code, measure]

    return {(row.code, column.code): figure(row.code, column.code) for row in rows.values() for column in row.columns}


class Print(NamedTuple):
    """How a table is printed: groups side by side, the unit with the figure, the sign behind numbers, 其中, a column of numbers, blanks."""

    groups: int = 1
    unit_with_figure: bool = False
    ordinal: str = "."
    among: bool = True
    numbered: bool = False
    blanks: bool = False
    headings: bool = True


PRINTS: Mapping[str, Print] = {
    "as issued": Print(),
    "two groups side by side": Print(groups=2),
    "unit with the figure": Print(unit_with_figure=True),
    "1、": Print(ordinal="、"),
    "without 其中": Print(among=False),
    "rows numbered in a column": Print(numbered=True),
    "noughts left blank": Print(blanks=True),
    "without headings": Print(headings=False),
}


def table_of(form: Form, figures: Figures, look: Print) -> FormTable:
    """The table of the form in this print."""
    declared = decoded(FOLDER / f"statistics-{form.code}.toml", StatisticsForm)
    entries = [entry for entry in declared.indicators if entry.unit or look.headings]
    rows = [_row(at, entry, label, declared.measures, figures, look) for at, (entry, label) in enumerate(_labelled(entries, look), 1)]
    heads = [_HEADS[measure] for measure in declared.measures]
    head = [*(["序号"] if look.numbered else []), "统计指标", *([] if look.unit_with_figure else ["单位"]), *heads]
    half = -(-len(rows) // look.groups)
    sides = [rows[at : at + half] for at in range(0, len(rows), half)]
    sides = [[*side, *[[""] * len(head)] * (half - len(side))] for side in sides]
    printed = [head * look.groups, *([cell for part in parts for cell in part] for parts in zip(*sides, strict=True))]
    return FormTable(STATISTICS, len(printed[0]), 1, tuple(tuple(FormCell(text) for text in row) for row in printed))


def _labelled(entries: list[Indicator], look: Print) -> Iterator[tuple[Indicator, str]]:
    """Each row with its label as it is printed: with its number, and 其中 before the first of the parts of a row."""
    place, parent = 0, ""
    for entry in entries:
        place = place + 1 if entry.parent == parent else 1
        first, parent = place == 1, entry.parent
        number = f"{place}{look.ordinal}" if parent else f"（{_CHINESE[(place - 1) % 9]}）"
        yield entry, f"{'其中：' if look.among and first and parent else ''}{number}{entry.label}"


def _row(at: int, entry: Indicator, label: str, measures: tuple[str, ...], figures: Figures, look: Print) -> list[str]:
    values = [str(figures[entry.code, measure]) if entry.unit else "——" for measure in measures]
    values = ["" if look.blanks and value == "0" else value for value in values]
    if look.unit_with_figure:
        values = [f"{value}{entry.unit}" if entry.unit else value for value in values]
    unit = [] if look.unit_with_figure else [entry.unit or "——"]
    return [*([str(at)] if look.numbered else []), label, *unit, *values]


# ---------------------------------------------------------------- layouts


def one_a_line(table: FormTable) -> list[str]:
    """One cell a line with nothing before or behind it, rows parted by an empty line."""
    return [line for row in table.rows for line in (*(cell.text for cell in row), "")]


def one_a_line_throughout(table: FormTable) -> list[str]:
    """One cell a line with nothing that parts the rows."""
    return [cell.text for row in table.rows for cell in row]


def aligned(table: FormTable) -> list[str]:
    """Cells in columns of blanks, as wide as they need."""
    widths = [max(_width(row[at].text) for row in table.rows) + 4 for at in range(table.width)]
    return [
        "".join(cell.text + " " * (width - _width(cell.text)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table.rows
    ]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def run_together(table: FormTable) -> list[str]:
    """The whole table in one line with nothing between its cells."""
    return ["".join(cell.text for row in table.rows for cell in row)]


_TEXT: Mapping[str, Layout] = {
    "one cell a line behind a tab": cells_behind_tabs,
    "one cell a line ended by a bar": cells_before_bars,
    "one cell a line, rows apart": one_a_line,
    "one cell a line": one_a_line_throughout,
    "tabs": copied_tabs,
    "pipes": pipes,
    "aligned": aligned,
    "run together": run_together,
}
_HTML = (
    "plain",
    "government page, gb18030",
    "a span for each character",
    "header cells, no end tags",
    "a table for each row",
    "a table in two",
)
FORMATS: Mapping[str, Mapping[str, Callable[[SetReport], bytes]]] = {
    "txt": {name: lines(layout) for name, layout in _TEXT.items()},
    "html": {name: HTML[name] for name in _HTML},
    "docx": {name: DOCX[name] for name in ("plain", "labels over two paragraphs", "nested tables", "a table in two")},
    "pdf": {name: PDF[name] for name in ("ruled by lines", "ruled by strips, rows cut by pages")},
    "xlsx": {name: XLSX[name] for name in ("one sheet", "numbers as text")},
}


# ---------------------------------------------------------------- documents


class Case(NamedTuple):
    """One synthetic report, told by what decides it; the same case gives the same bytes."""

    source_format: str
    layout: str
    look: str = "as issued"
    form: str = "2014"
    seed: int = 0

    def __str__(self) -> str:
        return "/".join(map(str, self))

    def statistics_form(self) -> Form:
        return load_statistics_forms()[self.form]

    def figures(self) -> dict[Key, int]:
        return drawn(self.statistics_form(), Random(f"{self.form}{self.seed}"))

    def source(self, figures: Figures | None = None) -> Source:
        """The document, with these figures or its own."""
        form = self.statistics_form()
        table = table_of(form, figures or self.figures(), PRINTS[self.look])
        year = form.first_year
        title = (f"合成市示例局{year}年政府信息公开工作年度报告",)
        lead = f"本报告为合成文件，数据统计期限自{year}年1月1日起，至{year}年12月31日止。"
        contents = (
            ("一、概述", ("本节为合成文字，不述及任何数目。",)),
            ("二、政府信息公开情况统计表", (table,)),
            ("三、主要问题和改进措施", ("无。",)),
        )
        return Source(f"synthetic.{self.source_format}", FORMATS[self.source_format][self.layout](SetReport(title, lead, contents)))

    def expected(self) -> dict[Key, tuple[int | None, str | None]]:
        """What each figure has to be read as: its number, or None where none is printed, and its unit."""
        units = {row.code: row.columns[0].unit for row in self.statistics_form().tables[STATISTICS].rows}
        blanks = PRINTS[self.look].blanks
        return {key: (None if blanks and value == 0 else value, units[key[0]]) for key, value in self.figures().items()}


class Verdict(NamedTuple):
    """What became of a case: exact, flagged or wrong, and what differs, as (figure, expected, read)."""

    case: Case
    outcome: str
    differences: tuple[object, ...] = ()
    said: str = ""


def read_back(case: Case) -> Verdict:
    """The case read: exact where every figure is as written, flagged where it is not and the report says so, else wrong."""
    try:
        report = reportlib.read(case.source())
    except ReportError as error:
        return Verdict(case, FLAGGED, (), str(error))
    return judged(case, report)


def judged(case: Case, report: Report) -> Verdict:
    """A number that is not the printed one is flagged only by an error that fails; one not read, by any grade but verified."""
    read = {(each.indicator, each.measure): (each.value, each.unit) for each in report.statistics}
    expected = case.expected()
    differences = tuple((key, expected.get(key), read.get(key)) for key in {**expected, **read} if expected.get(key) != read.get(key))
    errors = [finding.message for finding in report.findings if finding.status == FAIL and finding.severity == ERROR]
    invented = any(fact.value is not None for fact in report.facts) or any(
        mention.metric.startswith("requests") for mention in report.mentions
    )
    if not differences and not invented:
        return Verdict(case, EXACT)
    misread = invented or any(value is not None and value[0] is not None for _, _, value in differences)
    silent = report.grade == "verified" or (misread and not errors)
    return Verdict(case, WRONG if silent else FLAGGED, differences[:5], f"{report.grade}; {'; '.join(errors[:2])}")


def cases(seed: int, looks_a_layout: int | None = None) -> Iterator[Case]:
    """Every layout of every format as issued, and in some (or all) of the other prints; every form is among them."""
    random = Random(seed)
    forms = list(load_statistics_forms())
    for source_format, layouts in FORMATS.items():
        for layout in layouts:
            others = [look for look in PRINTS if look != "as issued"]
            for look in ["as issued", *random.sample(others, len(others) if looks_a_layout is None else looks_a_layout)]:
                form = "2014" if look == "as issued" else random.choice(["2014", *forms])
                yield Case(source_format, layout, look, form, random.randrange(1000))
