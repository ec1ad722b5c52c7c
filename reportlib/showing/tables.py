"""Tables on a terminal: as wide as it is, in several parts where the columns do not fit, so that no figure is cut or left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rich import box
from rich.cells import cell_len
from rich.markup import escape, render
from rich.table import Table

from reportlib.showing.spoken import said, term_of
from reportlib.text.decoding import printable

COLOURS: Mapping[str, str] = {
    "verified": "green",
    "flagged": "red",
    "incomplete": "yellow",
    "error": "red",
    "warning": "yellow",
    "note": "dim",
}
_LEAST_LABEL, _MOST_LABEL = 20, 40  # of a label's column, in cells of the terminal
_LEAST_NUMBER = 6  # as three Chinese characters of a heading
_PADDING = 3  # what a column takes besides its text
_MOST_GRADE = 12


class Laid(NamedTuple):
    """What a table holds: heading, the name of the first column, columns, and rows of a label and cells (with rich's markup)."""

    heading: str
    first: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]


def parts(laid: Laid, width: int, language: str = "en") -> Iterator[Table]:
    """The table in as few parts as the width allows; every part has the labels, and says which part it is.

    >>> [len(table.columns) for table in parts(Laid("", "", ["one", "two", "three"], [("a", ["1", "2", "3"])]), 50)]
    [3, 2]
    """
    widths = [max([_LEAST_NUMBER, *(cell_len(render(cells[at]).plain) for _, cells in laid.rows)]) for at in range(len(laid.columns))]
    groups = list(_groups(widths, width - _LEAST_LABEL - _PADDING - 1))
    for number, group in enumerate(groups, start=1):
        heading = laid.heading
        if len(groups) > 1:
            heading = said("continued", language, heading=heading, part=number, parts=len(groups)).strip()
        yield _part(laid._replace(heading=heading), group, widths, width)


def _groups(widths: Sequence[int], room: int) -> Iterator[list[int]]:
    """The columns that go beside each other in the room that there is, one at least."""
    group: list[int] = []
    for at, width in enumerate(widths):
        if group and sum(widths[each] + _PADDING for each in group) + width + _PADDING > room:
            yield group
            group = []
        group.append(at)
    yield group


def _part(laid: Laid, group: Sequence[int], widths: Sequence[int], width: int) -> Table:
    table = Table(title=laid.heading or None, title_justify="left", box=box.HEAVY_HEAD)
    room = width - _PADDING - 1 - sum(widths[at] + _PADDING for at in group)
    longest = max([cell_len(laid.first), *(cell_len(render(label).plain) for label, _ in laid.rows)])
    table.add_column(laid.first, overflow="fold", width=min(longest, max(room, _LEAST_LABEL), _MOST_LABEL))
    for at in group:
        spare = max(cell_len(laid.columns[at]), widths[at]) if room - longest > sum(map(cell_len, laid.columns)) else widths[at]
        table.add_column(laid.columns[at], overflow="fold", justify="right", width=spare)
    for label, cells in laid.rows:
        table.add_row(label, *(cells[at] for at in group))
    return table


def grade_in(grade: str, language: str) -> str:
    """A grade in words, in its colour."""
    return f"[{COLOURS[grade]}]{term_of('grades', grade, language)}[/{COLOURS[grade]}]"


def bodies_laid(frame_rows: Sequence[Mapping[object, object]], years: Sequence[int], language: str) -> Laid:
    """Bodies down and years across, a mark of the grade in each cell; `legend` says what the marks mean."""
    rows = [(_named(row, language), [_mark(row[year], language) for year in years]) for row in frame_rows]
    return Laid("", said("body", language), [str(year) for year in years], rows)


def legend(language: str) -> str:
    """What the marks of the table of bodies mean."""
    marks = [f"{_mark(grade, language)} {term_of('grades', grade, language)}" for grade in ("verified", "flagged", "incomplete")]
    return "  ".join([*marks, f"— {said('not_held', language)}"])


def _named(row: Mapping[object, object], language: str) -> str:
    parts_of = dict.fromkeys(str(row[part]) for part in ("province", "prefecture", "region") if isinstance(row[part], str))
    where = " ".join(parts_of) or said("where_unknown", language)
    return f"{escape(printable(str(row['agency'])))} [dim]{escape(where)}[/dim]"


def _mark(grade: object, language: str) -> str:
    if not isinstance(grade, str):
        return "[dim]—[/dim]"
    return f"[{COLOURS[grade]}]{term_of('marks', grade, language)}[/{COLOURS[grade]}]"
