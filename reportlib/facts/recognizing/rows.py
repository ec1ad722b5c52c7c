"""Rows by their labels: which row of the form a printed row may be, known by what stands left of its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

import regex

from reportlib.facts.cells import Printed, known, one_of, printed, unread
from reportlib.facts.recognizing.headers import Row
from reportlib.facts.recognizing.wrapped import is_beneath, wrapped
from reportlib.forms import Form, Meaning
from reportlib.text.labels import label_key, whole_key

_ALIKE = 0.6
_CLEARLY_ALIKE = 0.8
_AS_ALIKE = 0.1  # less than this between two likenesses does not tell which row a label is
_PIECES = 3  # cells that a label may be parted into


class Naming(NamedTuple):
    """The rows of the form that a label may mean, best first, how that is known, and how many label cells make it up."""

    choices: tuple[Meaning, ...] = ()
    by: str = ""
    used: int = 0


def mended(rows: Sequence[Row], form: Form) -> list[Row]:
    """The rows of one grid, labels torn over several rows put together, and rows that share their cells parted."""
    whole: list[Row] = []
    for row, below in zip_longest(rows, rows[1:]):
        if whole and is_beneath(whole[-1], row, form):
            whole[-1] = wrapped(whole[-1], row, form)
            continue
        torn = _torn(whole, row, form) if row.printed and not row.is_known else 0
        if torn:
            row = row._replace(labels=(*row.labels[:-1], _joined(whole[-torn:], row, form)))
            del whole[-torn:]
        whole += _parted(row, below, form)
    return whole


def _torn(above: Sequence[Row], row: Row, form: Form) -> int:
    """How many rows above without a figure print the beginning of this row's label."""
    for count in range(1, min(len(above), _PIECES) + 1):
        pieces = above[-count:]
        if any(piece.printed or piece.label is None for piece in pieces) or row.label is None:
            return 0
        if _joined(pieces, row, form).means("row"):
            return count
    return 0


def _joined(pieces: Sequence[Row], row: Row, form: Form) -> Printed:
    return one_of([each.label for each in (*pieces, row) if each.label is not None], form)


_BETWEEN_LABELS = regex.compile(r"\s+|(?<=[\p{Han}”）)])(?=\d{1,2}[.．、]|[（(][一二三四五六七八九十][）)]|[一二三四五六七八九十]、)")


def _parted(row: Row, below: Row | None, form: Form) -> list[Row]:
    """The rows whose labels and figures stand in the same cells, each by itself; the row as it is where it is one.

    Where a cell holds one number only it may be that of any of them, unless the figures of the others stand in the row below.
    """
    label = row.label
    if label is None or not row.printed:
        return [row]
    labels = _labels_in(label, form) if not label.meanings else _of_one_cell(row)
    if len(labels) < 2 or (below is not None and below.printed and not below.is_known and not _are_parted(row, labels)):
        return [row]
    values = [_shares(value, len(labels), form) for value in row.values]
    return [row._replace(labels=(*row.labels[:-1], name), values=tuple(each[at] for each in values)) for at, name in enumerate(labels)]


def _are_parted(row: Row, labels: Sequence[Printed]) -> bool:
    return any(len(value.text.split()) == len(labels) for value in row.printed)


def _of_one_cell(row: Row) -> list[Printed]:
    """The last labels that stand in one printed cell, each that of a row."""
    last = row.labels[-1].cell
    same = [each for each in row.labels if (each.cell.row, each.cell.column) == (last.row, last.column)]
    return same if all(each.means("row") for each in same) else []


def _labels_in(label: Printed, form: Form) -> list[Printed]:
    """The labels of rows that stand in one cell, one after another; none where the cell holds anything else."""
    words = [word for word in _BETWEEN_LABELS.split(label.text) if word]
    found: list[Printed] = []
    at = 0
    while at < len(words):
        ends = (end for end in range(len(words), at, -1) if _is_row("".join(words[at:end]), form))
        end = next(ends, None)
        if end is None:
            return []
        found.append(printed(label.cell._replace(text="".join(words[at:end])), form))
        at = end
    return found


def _is_row(text: str, form: Form) -> bool:
    return any(meaning.role == "row" and meaning.table != "proceedings" for meaning in known(text, form))


def _shares(value: Printed, count: int, form: Form) -> list[Printed]:
    """What each of the rows has of a cell that they share: its own number where there are as many, else the whole, which is none."""
    words = value.text.split()
    if value.is_blank:
        return [value] * count
    if len(words) != count:
        return [unread(value)] * count
    return [printed(value.cell._replace(text=word), form) for word in words]


def named(row: Row, form: Form) -> Naming:
    """Which rows of the form the labels of a row may mean."""
    if not row.labels or not row.values:
        return Naming()
    for count in range(1, _pieces(row.labels) + 1):
        label = one_of(row.labels[-count:], form)
        found = _rows_of(label, row.labels[:-count], row, form)
        if found:
            return Naming(found, "label", count)
    similar = () if row.labels[-1].meanings else _similar(row, form)
    return Naming(similar, "similar", 1) if similar else Naming()


_ORDINAL = regex.compile(r"\s*(?:[(（][一二三四五六七八九十\d]{1,2}[)）]|(?:\d{1,2}|[一二三四五六七八九十]{1,2})[.．、])")


def _pieces(labels: Sequence[Printed]) -> int:
    """How many of the last cells may print one label: none before one that begins with a number of its own."""
    last = labels[-_PIECES:]
    return next((count for count in range(1, len(last) + 1) if _ORDINAL.match(last[-count].text)), len(last))


def _rows_of(label: Printed, before: Sequence[Printed], row: Row, form: Form) -> tuple[Meaning, ...]:
    rows = tuple(meaning for meaning in label.meanings if meaning.role in ("row", "subtotal_row"))
    if rows and label.means("column") and (_under_header(before, row) or _is_elsewhere(rows[0], row, form)):
        return ()
    longest = max((longest_row(form, meaning) for meaning in rows), default=0)
    return rows if len(row.printed) <= longest else ()


def longest_row(form: Form, meaning: Meaning) -> int:
    """How many cells a printed row may hold beside its label: its columns, a subtotal and what else is added to them."""
    return len(columns_of(form, meaning)) + (2 if meaning.table == "proceedings" else 3)


def columns_of(form: Form, meaning: Meaning) -> tuple[str, ...]:
    """The columns of a row of the form, in form order."""
    table = form.tables[meaning.table]
    return table.columns.get(meaning.code) or table.columns[table.rows[0].code]


def _under_header(before: Sequence[Printed], row: Row) -> bool:
    """Whether 其他 or 总计 stands among column headers, where it is one of them."""
    if not before:
        return row.header.has_results and row.header.section == 4
    return before[-1].means("column") and not before[-1].means("row", table="requests")


def _is_elsewhere(choice: Meaning, row: Row, form: Form) -> bool:
    """Whether 总计 or 其他 stands in the section of another table than that whose row it would be."""
    own = {table.section for table in form.tables.values()}
    return row.header.section in own - {form.tables[choice.table].section}


def _similar(row: Row, form: Form) -> tuple[Meaning, ...]:
    """The rows whose label is cut, wrapped or misprinted into this one, best first: those that it is about as much like as the best."""
    for count in range(1, _pieces(row.labels) + 1):
        text = label_key("".join(cell.text for cell in row.labels[-count:]))
        best = _alike(text, form, full=len(row.values) >= len(form.tables["requests"].rows[0].columns) - 1)
        if best:
            least = max(best.values()) - _AS_ALIKE
            return tuple(sorted((each for each in best if best[each] >= least), key=lambda meaning: -best[meaning]))
    return ()


def _alike(text: str, form: Form, *, full: bool) -> dict[Meaning, float]:
    """How much each row's label is like the text; the bar is lower for requests whose numbers are all there."""
    best: dict[Meaning, float] = {}
    if len(text) < 2:
        return best
    matcher = SequenceMatcher(None, "", text, autojunk=False)
    for key, meaning in _labels_of_rows(form):
        bar = _ALIKE if meaning.table == "requests" and full else _CLEARLY_ALIKE
        likeness = _likeness(text, key, matcher, bar)
        if likeness >= bar:
            best[meaning] = max(best.get(meaning, 0.0), likeness)
    return best


def _labels_of_rows(form: Form) -> Iterator[tuple[str, Meaning]]:
    for key, meanings in form.lexicon.items():
        yield from ((key, meaning) for meaning in meanings if meaning.role == "row" and meaning.table != "proceedings")


def _likeness(text: str, key: str, matcher: SequenceMatcher[str], bar: float) -> float:
    """How much a printed label is like a known one, 0 to 1; a piece cut from it counts as nearly the same, less than the bar as 0."""
    shorter, longer = sorted((text, key), key=len)
    if len(shorter) >= 5 and shorter in longer:
        return 0.95 if len(shorter) * 3 >= len(longer) or longer.startswith(shorter) else 0.7
    if not shorter or len(longer) > 3 * len(shorter):
        return 0.0
    matcher.set_seq1(key)
    return matcher.ratio() if matcher.real_quick_ratio() >= bar and matcher.quick_ratio() >= bar else 0.0


_TAIL = 4  # signs at the end of a label that are enough to tell a row by


def ends_as(label: str, table: str, item: str, form: Form) -> str | None:
    """The row of the table that a label ends as, where that tells more than its end does of its own row: two labels run into one."""
    text = whole_key(label)
    if text in form.lexicon:
        return None
    tails: dict[str, int] = {}
    for key, meaning in _labels_of_rows(form):
        if meaning.table == table:
            tails[meaning.code] = max(tails.get(meaning.code, 0), _common_end(key, text))
    other = max(tails, key=lambda code: tails[code], default=item)
    return other if tails.get(other, 0) >= max(_TAIL, tails.get(item, 0) + 1) else None


def _common_end(one: str, other: str) -> int:
    """How many signs two texts have in common at their ends."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return next((at for at, (sign, other_sign) in enumerate(pairs) if sign != other_sign), min(len(one), len(other)))
