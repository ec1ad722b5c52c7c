"""How a form is written: the keys of shared.toml, and of the file of each form."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from reportlib.forms.types import Column, Declared, Rule, Subtotal


class Label(Declared, frozen=True):
    """A row as declared: its code, its printed label, and variants of it that were seen (`also`)."""

    code: str
    label: str
    english: str
    group: str = ""
    also: tuple[str, ...] = ()


class AddedLabel(Label, frozen=True):
    """A row that a form adds to those of shared.toml, behind the row `after`."""

    after: str = ""


class Article(Declared, frozen=True):
    """A clause of article 20: every item of it has every measure."""

    code: str
    label: str
    items: tuple[Label, ...]
    measures: tuple[Column, ...]
    also: tuple[str, ...] = ()


class Disclosures(Declared, frozen=True):
    """The table of section two."""

    section: int
    articles: tuple[Article, ...]


class CrossTable(Declared, frozen=True):
    """A table in which every row has every column: those of sections three and four.

    `column_groups` and `row_groups` are headers that stand for the columns or rows named below them.
    """

    section: int
    rows: tuple[Label, ...]
    columns: tuple[Column, ...]
    subtotal_rows: tuple[Subtotal, ...] = ()
    subtotal_columns: tuple[Subtotal, ...] = ()
    column_groups: tuple[str, ...] = ()
    row_groups: tuple[str, ...] = ()


class Changes(Declared, frozen=True):
    """What a form has otherwise than the table of shared.toml: rows less, rows more, rows that are printed for several."""

    leaves_out: tuple[str, ...] = ()
    adds: tuple[AddedLabel, ...] = ()
    stands_for: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Heading(Declared, frozen=True):
    """The heading of a section of the report, with variants seen."""

    number: int
    heading: str
    also: tuple[str, ...] = ()


class Groups(Declared, frozen=True):
    """Words that stand in the tables beside items and columns."""

    labels: tuple[str, ...]


class Shared(Declared, frozen=True):
    """shared.toml: what all forms print alike."""

    earlier_marks: tuple[str, ...]
    sections: tuple[Heading, ...]
    groups: Groups
    requests: CrossTable
    proceedings: CrossTable
    rules: tuple[Rule, ...]


class OwnForm(Declared, frozen=True):
    """The file of one form; a rule in it takes the place of the shared one of the same code.

    `several_rows` are labels that this form prints for more than one row, so that only their place tells which.
    """

    issued_as: str
    first_year: int
    marks: tuple[str, ...]
    disclosures: Disclosures
    several_rows: tuple[str, ...] = ()
    requests: Changes = Changes()
    proceedings: Changes = Changes()
    rules: tuple[Rule, ...] = ()


class Indicator(Declared, frozen=True):
    """A row of a statistical table; one without a unit is a heading, and `parent` is the row that it is a part of."""

    code: str
    label: str
    english: str
    unit: str | None = None
    kind: Literal["count", "money"] = "count"
    parent: str = ""
    also: tuple[str, ...] = ()


class StatisticsForm(Declared, frozen=True):
    """The file of a form of before 2019, whose only table is one of indicators."""

    issued_as: str
    first_year: int
    last_year: int
    measures: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    several_rows: tuple[str, ...] = ()


class HeaderWords(Declared, frozen=True):
    """What stands above the columns of a table of indicators."""

    indicator: tuple[str, ...]
    name: tuple[str, ...]
    unit: tuple[str, ...]
    year: tuple[str, ...]
    cumulative: tuple[str, ...]
    total: tuple[str, ...]
    ordinal: tuple[str, ...]
    remark: tuple[str, ...]


class SharedStatistics(Declared, frozen=True):
    """statistics.toml: what all tables of indicators have in common."""

    units: tuple[str, ...]
    other_periods: tuple[str, ...]
    header: HeaderWords
    measures: tuple[Column, ...]
    rules: tuple[Rule, ...]
