"""The frozen things that pass between the stages: Document in, Report out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import ClassVar, NamedTuple


class Status(StrEnum):
    """What stands in a cell, as the contract of the outputs names it."""

    REPORTED = "reported"
    BLANK = "blank"
    DASH = "dash"
    UNREADABLE = "unreadable"
    MISSING = "missing"
    CORRECTED = "corrected"


class Severity(StrEnum):
    """How much a rule's failing matters, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Verdict(StrEnum):
    """What became of a rule at a place: the status of a Finding."""

    PASS = "pass"
    FAIL = "fail"
    NOT_ASSESSABLE = "not_assessable"
    EXPLAINED = "explained"


class Grade(StrEnum):
    """How far a report can be trusted, the best first."""

    VERIFIED = "verified"
    FLAGGED = "flagged"
    INCOMPLETE = "incomplete"


REPORTED, BLANK, DASH, UNREADABLE, MISSING, CORRECTED = Status
ERROR, WARNING, NOTE = Severity
PASS, FAIL, NOT_ASSESSABLE, EXPLAINED = Verdict


@dataclass(frozen=True)
class Source:
    """One input file as bytes, by its path below the raw folder or archive!member; of pages that are a picture each the first, with those `following`."""

    name: str
    content: bytes
    following: tuple[Source, ...] = ()

    @cached_property
    def sha256(self) -> str:
        return sha256(b"".join([self.content, *(page.content for page in self.following)])).hexdigest()


class Place(NamedTuple):
    """Where something is printed, in numbers from 1, None where the format has no such thing; `confidence` (0 to 1) is that of a picture's."""

    line: int | None = None
    page: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    confidence: float | None = None

    def __str__(self) -> str:
        return ", ".join([f"{name} {value}" for name, value in zip(self._fields, self, strict=True) if value is not None])


class Cell(NamedTuple):
    """One printed cell: text, anchor in the grid (from 0), spans, place; `confidence` (0 to 1) where a reader guesses characters."""

    text: str
    row: int
    column: int
    place: Place
    row_span: int = 1
    column_span: int = 1
    confidence: float | None = None


class Paragraph(NamedTuple):
    """A line or paragraph outside any table."""

    text: str
    place: Place


@dataclass(frozen=True)
class Grid:
    """A table as printed.

    `rows` holds each row's own cells from left to right; a cell that spans rows stands in its first row only.
    `ruled` says that columns and spans are true positions (Word, HTML, ruled PDF, sheets); where it is False (text),
    only the order inside a row is known and `column` is a mere count.
    """

    rows: tuple[tuple[Cell, ...], ...]
    ruled: bool = True

    @cached_property
    def covering(self) -> tuple[tuple[Cell, ...], ...]:
        """Every row with all cells that cover it, spanning ones repeated, from left to right."""
        if not self.ruled or all(cell.row_span == 1 for row in self.rows for cell in row):
            return self.rows
        covered: list[list[Cell]] = [list(row) for row in self.rows]
        for cell in (cell for row in self.rows for cell in row if cell.row_span > 1):
            for below in range(cell.row + 1, min(cell.row + cell.row_span, len(covered))):
                covered[below].append(cell)
        return tuple(tuple(sorted(row, key=lambda cell: cell.column)) for row in covered)


class Picture(NamedTuple):
    """A picture that stands among the text: its name or address in the file, and its bytes where the file holds them."""

    name: str
    place: Place
    content: bytes = b""


Block = Paragraph | Grid | Picture


class Phrase(NamedTuple):
    """A piece of a sentence by its name in forms/words.toml, with what stands in its gaps."""

    name: str
    operands: Mapping[str, Operand] = {}


class Code(NamedTuple):
    """A row (axis `item`) or column of a statutory table: its code in English, its printed label in Chinese."""

    table: str
    axis: str
    code: str


class Where(NamedTuple):
    """A place of the contract as text: `line 9, section 1`."""

    text: str


class Listed(NamedTuple):
    """Several operands in a row, parted by a joiner of forms/words.toml; beyond the first `most` only their number is told."""

    parts: Sequence[Operand]
    joiner: str = "comma"
    most: int | None = None


class Worded(NamedTuple):
    """An operand put into words before, in each language."""

    en: str
    zh: str


# What may stand in the gap of a sentence; text, numbers and None are the same in every language.
Operand = str | int | float | None | Place | Phrase | Code | Where | Listed | Worded


class Note(NamedTuple):
    """What a reader must tell of a file it could read: a rule of forms/rules.toml, the operands and the case of its sentence, its place."""

    rule: str
    operands: Mapping[str, Operand] = {}
    place: Place = Place()
    case: str = ""


@dataclass(frozen=True)
class Document:
    """What a reader gives: the paragraphs and grids in reading order, knowing no form.

    `metadata` holds labelled values printed around the report (索引号, 发布机构, 公开日期), the label as printed.
    """

    source_format: str
    blocks: tuple[Block, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    breaks_off: Place | None = None  # of a last figure behind which the file ends at once, so that digits of it may be lost

    def paragraphs(self) -> Iterator[Paragraph]:
        return (block for block in self.blocks if isinstance(block, Paragraph))

    def grids(self) -> Iterator[Grid]:
        return (block for block in self.blocks if isinstance(block, Grid))


class Fact(NamedTuple):
    """One cell of a statutory table; `item` and `column` are codes of the form, `value` is None unless it is a number.

    `evidence` names what confirms the value beside the cell itself: sums, prose, years, files, picture, comma-separated in this order.
    `form` is that of its table, where it is printed in another form than section three.
    """

    table: str
    item: str
    column: str
    value: int | float | None
    unit: str | None
    status: Status
    raw: str
    place: Place
    evidence: str | None = None
    form: str | None = None


class Statistic(NamedTuple):
    """One figure of a statistical table of before 2019.

    `indicator` is a code of the form, or made of the label where `form` is None: the table, or the row, is of no known form.
    `measure` is year or cumulative, or the printed label of another column.
    """

    indicator: str
    measure: str
    value: int | float | None
    unit: str | None
    status: Status
    raw: str
    place: Place
    form: str | None


class Section(NamedTuple):
    """One of the six sections of the form as printed; `places` tells where each line of the text begins in the source."""

    number: int
    heading: str
    text: str
    places: tuple[Place, ...] = ()


class Mention(NamedTuple):
    """One figure in the prose; `place` names section, paragraph and sentence."""

    section: int
    metric: str
    value: float | None
    unit: str | None
    qualifier: str | None
    text: str
    place: str


class Finding(NamedTuple):
    """One rule applied at one place."""

    rule: str
    severity: Severity
    status: Verdict
    message: str
    table: str | None = None
    item: str | None = None
    column: str | None = None
    expected: float | None = None
    actual: float | None = None
    difference: float | None = None
    place: str = ""
    message_zh: str = ""


class Identity(NamedTuple):
    """Who reports on which year in which form; empty or None where the print does not say."""

    agency: str
    year: int | None
    form: str
    title: str
    period_start: str | None = None
    period_end: str | None = None


class Location(NamedTuple):
    """What a body's name says of it; None where it does not say, and `reason` why not of its division."""

    region_code: str | None = None
    region: str | None = None
    prefecture: str | None = None
    province: str | None = None
    level: str | None = None
    scope: str = "body"
    kind: str | None = None
    candidates: tuple[tuple[str, str], ...] = ()
    reason: Phrase | None = None
    body_id: str = ""
    covers: str = "unknown"


class Publication(NamedTuple):
    """What manifest.csv says of a file: where it was published, when it was published and fetched (ISO dates), and its origin."""

    url: str | None = None
    published_at: str | None = None
    fetched_at: str | None = None
    origin: str | None = None


@dataclass(frozen=True)
class Report:
    """Everything read from one report: who it is of, where that body stands, the facts with what was found of them, and the prose."""

    shown_by: ClassVar[Callable[[Report], str] | None] = None
    report_id: str
    source: str
    source_format: str
    sha256: str
    size: int
    identity: Identity
    location: Location
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    sections: tuple[Section, ...]
    mentions: tuple[Mention, ...]
    grade: Grade
    publication: Publication = Publication()
    statistics: tuple[Statistic, ...] = ()

    @property
    def agency(self) -> str:
        return self.identity.agency

    @property
    def year(self) -> int | None:
        return self.identity.year

    def value(self, table: str, item: str, column: str) -> int | float | None:
        """The number printed in one cell, or None where the cell holds none."""
        return next((fact.value for fact in self.facts if (fact.table, fact.item, fact.column) == (table, item, column)), None)

    def _repr_html_(self) -> str | None:
        """What Jupyter shows of the report, by what was registered for it from above; None, and so its text, where nothing was."""
        shown = type(self).shown_by
        return shown(self) if shown else None
