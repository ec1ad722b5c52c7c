"""The lines of explanations.csv: read, checked, and added."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from reportlib.beside.lines import bad_line, header_of, written_lines
from reportlib.errors import UsageError
from reportlib.forms import Column, load_forms
from reportlib.forms.rules.wording import word
from reportlib.model import Finding, Listed, Operand, Phrase
from reportlib.text.decoding import decoded

COLUMNS = ("report", "rule", "place", "who", "when", "why", "value")
# The findings that come of the file: a figure that was put right, a line that cannot be used.
CORRECTION, BAD_LINE = "corrected", "explanations_file"


class Explanation(NamedTuple):
    """A line of explanations.csv: the report (its report_id, or agency-year), the rule, where, and who says what of it when.

    `table`, `item` and `column` are codes of the form, None for any. An entry with a `value` puts that one cell right and explains
    nothing else: what still fails with the right figure has to be explained in its own line.
    """

    report: str
    rule: str
    table: str | None
    item: str | None
    column: str | None
    who: str
    when: str
    why: str
    value: float | None = None

    @property
    def place(self) -> str:
        return "/".join(part or "*" for part in (self.table, self.item, self.column)).rstrip("/*")

    @property
    def spoken(self) -> Phrase:
        """What stands behind the message of a finding that the entry explains."""
        return Phrase("explained_by", {"who": self.who, "when": self.when, "why": self.why})

    def word(self, language: str = "en") -> str:
        """The same in words."""
        return word(self.spoken, language)

    def is_of(self, report_id: str) -> bool:
        """Whether the entry names this report, by its whole id or without the digits of the hash behind it."""
        return self.report in (report_id, report_id.rpartition("-")[0])


def read_explanations(path: Path) -> tuple[tuple[Explanation, ...], tuple[Finding, ...]]:
    """What people explained and corrected, and a finding for every line that cannot be used; nothing of such a line is."""
    lines, bad = written_lines(path, COLUMNS, [name for name in COLUMNS if name not in ("place", "value")], BAD_LINE)
    entries: dict[Explanation, None] = {}
    for number, said in lines:
        problem = _problem(said)
        entry = _entry(said) if problem is None else None
        problem = problem or (_clash(entry, entries) if entry else None)
        if problem:
            bad.append(bad_line(BAD_LINE, path, number, *problem))
        elif entry:
            entries[entry] = None
    return tuple(entries), tuple(bad)


def add_explanation(
    path: Path, *, report: str, rule: str, place: str = "", who: str, why: str, when: str | None = None, value: str | float | None = None
) -> Explanation:
    """Append a line to the file, which is begun with its header where it is not there; the entry as it will be read.

    `place` is table/item/column by code, as far as it is known; `when` is an ISO date, today if not given.
    Raises UsageError where the line could not be used.
    """
    said = {
        "report": report,
        "rule": rule,
        "place": place,
        "who": who,
        "when": when or date.today().isoformat(),
        "why": " ".join(why.split()),
    }
    said = {key: text.strip() for key, text in {**said, "value": "" if value is None else str(value)}.items()}
    problem = _problem(said)
    earlier, header = _earlier(path)
    problem = problem or _clash(_entry(said), earlier)
    if problem:
        raise UsageError("the explanation cannot be used", source=path.name, expected=word(problem[0], "en"), found=word(problem[1], "en"))
    _append(path, [said.get(name, "") for name in header])
    return _entry(said)


def _problem(said: Mapping[str, str]) -> tuple[Operand, Operand] | None:
    """What a line should say and what it says instead."""
    for name in ("report", "who", "when", "why"):
        if not said.get(name):
            return Phrase("something_under", {"column": name}), Phrase("nothing")
    if not said.get("rule") and not said.get("value"):
        return Phrase("rule_or_value"), Phrase("neither")
    if _day(said["when"]) is None:
        return Phrase("date_under", {"date": "2024-03-01", "column": "when"}), said["when"]
    place = _place(said.get("place", ""))
    if place is None:
        return Phrase("place_by_codes"), said["place"]
    return _value_problem(said["value"], place) if said.get("value") else None


def _value_problem(text: str, place: tuple[str | None, str | None, str | None]) -> tuple[Operand, Operand] | None:
    column = cells_by_place().get(place)
    if column is None:
        return Phrase("place_of_cell"), "/".join(part or "*" for part in place)
    value = _figure(text)
    if value is None:
        return Phrase("number_under", {"column": "value"}), text
    if column.kind != "money" and value != int(value):
        return Phrase("whole_under", {"column": "value"}), text
    return (Phrase("not_negative"), text) if value < 0 and column.kind != "signed" else None


def _entry(said: Mapping[str, str]) -> Explanation:
    table, item, column = _place(said.get("place", "")) or (None, None, None)
    value = _figure(said["value"]) if said.get("value") else None
    why = " ".join(said["why"].split())
    return Explanation(said["report"], said.get("rule", ""), table, item, column, said["who"], _day(said["when"]) or "", why, value)


def _clash(entry: Explanation, earlier: Iterable[Explanation]) -> tuple[Operand, Operand] | None:
    """Two lines on the same thing, of which one would be lost."""
    if any(_subject(entry) == _subject(other) for other in earlier):
        what = Listed((entry.report, entry.rule or CORRECTION, entry.place or Phrase("any_place")))
        return Phrase("explained_once"), Phrase("again", {"what": what})
    return None


def _subject(entry: Explanation) -> tuple[str | None, ...]:
    cell = (entry.table, entry.item, entry.column)
    return (entry.report, CORRECTION, *cell) if entry.value is not None else (entry.report, entry.rule, *cell)


def _place(text: str) -> tuple[str | None, str | None, str | None] | None:
    """The codes of table/item/column, None for those left open; None where there is no such place in any form."""
    parts = [part.strip() for part in text.split("/")] if text else []
    if parts and parts[0] == "disclosures" and len(parts) > 2 and parts[1] not in ("", "*"):
        parts[1:3] = [f"{parts[1]}/{parts[2]}"]
    codes = [None if part in ("", "*") else part for part in [*parts, "", "", ""][: max(3, len(parts))]]
    if len(codes) > 3:
        return None
    table, item, column = codes
    known = any(agree((table, item, column), cell) for cell in cells_by_place())
    return (table, item, column) if known else None


def agree(asked: tuple[str | None, str | None, str | None], cell: tuple[str | None, str | None, str | None]) -> bool:
    """Whether two places, each open where a code is None, may be the same."""
    return all(None in pair or pair[0] == pair[1] for pair in zip(asked, cell, strict=True))


@cache
def cells_by_place() -> dict[tuple[str | None, str | None, str | None], Column]:
    """Every cell of the forms by its codes."""
    return {(table, row.code, column.code): column for form in load_forms().values() for table, row, column in form.cells()}


def _day(text: str) -> str | None:
    """The ISO date; spreadsheets make 2024/3/1 of it when they save."""
    try:
        year, month, day = (int(part) for part in text.replace("/", "-").replace(".", "-").split("-"))
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _figure(text: str) -> float | None:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _encoding(content: bytes) -> str:
    """How a spreadsheet saved the file."""
    known = decoded(content)
    return known.encoding if known else "utf-8"


def _text(path: Path) -> str:
    known = decoded(path.read_bytes())
    return known.text.lstrip("\ufeff") if known else ""


def _earlier(path: Path) -> tuple[tuple[Explanation, ...], Sequence[str]]:
    """The entries that the file has, and its header."""
    if not path.exists() or not path.read_bytes().strip():
        return (), COLUMNS
    header = header_of(csv.DictReader(io.StringIO(_text(path), newline="")))
    absent = [name for name in COLUMNS if name not in header]
    if absent:
        raise UsageError("the file lacks a column", source=path.name, expected=absent[0], found=", ".join(header), remedy="add the column")
    return read_explanations(path)[0], header


def _appended(start: bytes) -> str:
    """The encoding of what is written behind these bytes, without another mark."""
    encoding = _encoding(start)
    return "utf-16-be" if start.startswith(b"\xfe\xff") else "utf-16-le" if encoding == "utf-16" else encoding.removesuffix("-sig")


def _append(path: Path, cells: Sequence[str]) -> None:
    """The file with one more line, in its own encoding and line ends; it is replaced only when whole."""
    content = path.read_bytes() if path.exists() else b""
    end = "\r\n" if content and "\r\n" in _text(path) else "\n"
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator=end).writerows([cells] if content.strip() else [COLUMNS, cells])
    start = content if content.strip() else b""
    between = "" if not start or _text(path).endswith(("\n", "\r")) else end
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(start + (between + line.getvalue()).encode(_appended(start)))
    partial.replace(path)
