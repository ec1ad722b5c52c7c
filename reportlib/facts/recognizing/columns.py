"""Cells by position: which column of the form each figure of a row stands under, and why that is certain or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reportlib.facts.cells import Printed, unread
from reportlib.facts.recognizing.headers import Header, Order, Row, stands_over
from reportlib.facts.recognizing.lines import Candidate, Line
from reportlib.facts.recognizing.rows import Naming, columns_of, named
from reportlib.forms import Form, Meaning
from reportlib.model import Cell

_Slot = tuple[str, str]  # row code, column code


def candidate(row: Row, begun: bool, form: Form) -> Candidate | Cell | None:
    """The line that a row may be; its first cell where its figures are those of no row; None where it prints none.

    `begun` says that lines of the tables have come before: seven figures without a label may then be one of them.
    """
    naming = named(row, form)
    first = naming.choices[0] if naming.choices else None
    if first is not None and first.table == "proceedings":
        return _of_proceedings(row, (first.code,), form)
    result = _of_result(row) if first is None else None
    if result is not None:
        return result
    if first is not None and _is_far(first, row, form):
        return _nameless(row, None, form)
    if first is not None and (row.printed or _all_blank(naming, row, form)):
        return _of_table(row, naming, form)
    if (row.printed and _expects_proceedings(row)) or (not row.printed and not row.labels and row.header.has_results):
        return _of_proceedings(row, (), form)
    if len(row.printed) == len(form.tables["requests"].rows[0].columns) and begun:
        return _nameless(row, row.label, form)
    return (row.label or row.printed[0]).cell if row.printed else None


def _is_far(choice: Meaning, row: Row, form: Form) -> bool:
    """Whether the name of a group stands in a row above the numbers: then it is no subtotal, and they belong to another row."""
    far = row.label is not None and row.values and row.label.cell.row != row.values[0].cell.row
    return choice.role == "subtotal_row" and bool(far) and len(row.values) == len(form.tables["requests"].rows[0].columns)


def _all_blank(naming: Naming, row: Row, form: Form) -> bool:
    """Whether a row without any number is one whose figures are all left blank, not a header of the same name."""
    first = naming.choices[0]
    named_above = any(code in columns_of(form, first) for _, code in row.header.names(first.table))
    return (row.header.ruled and named_above) or (first.role == "row" and len(row.values) >= len(columns_of(form, first)))


def _expects_proceedings(row: Row) -> bool:
    return (row.header.has_results or row.header.section == 4) and len(row.values) >= 4


def _nameless(row: Row, label: Printed | None, form: Form) -> Candidate:
    """A line of seven numbers without a label that is known: its neighbours may tell which row it is."""
    columns = tuple(("", column.code) for column in form.tables["requests"].rows[0].columns)
    cell = label.cell if label else None
    return Candidate(Line("requests", ("",), columns, row.printed, False, cell, counted_in=row.header.counted_in(label)), ())


# ---------------------------------------------------------------- sections two and three


def _of_table(row: Row, naming: Naming, form: Form) -> Candidate:
    first = naming.choices[0]
    at = _by_position(row, first.table, columns_of(form, first)) or _of_few(row, first.table)
    if at is not None:
        return Candidate(_line(row, naming, at, at.values(), placed=True), naming.choices)
    order = (
        row.header.order_of_measures(form.tables[first.table].row[first.code].columns)
        if first.table == "disclosures"
        else row.header.applicants
    )
    values = _without_repeats(row, first.table)
    codes, values = _trimmed(order, values)
    if order.contradicts:
        values = [unread(value) for value in values]
    return Candidate(_line(row, naming, codes, values, order), naming.choices)


def _line(
    row: Row,
    naming: Naming,
    codes: Iterable[str | None],
    values: Iterable[Printed | None],
    order: Order | None = None,
    *,
    placed: bool = False,
) -> Line:
    (role, table, code), header, label = naming.choices[0], row.header, row.labels[-1]
    return Line(
        table,
        (code,),
        tuple([(code, column or "") for column in codes]),
        tuple(values),
        placed,
        label.cell,
        naming.by,
        header.unit(label) if table == "disclosures" else None,
        role == "subtotal_row",
        order,
        header.counted_in(label),
    )


def _trimmed(order: Order, values: Sequence[Printed]) -> tuple[Sequence[str | None], Sequence[Printed]]:
    """Columns and values without those that the form has not where nothing is printed for them, and label pieces before the values."""
    printed = sum(not value.is_blank for value in values)
    named = [code for code in order.columns if code]
    codes = order.columns if printed > len(named) else named
    while values and printed > len(codes) and values[0].is_text:
        values, printed = values[1:], printed - 1
    while values and printed > len(codes) and values[-1].is_text:
        values, printed = values[:-1], printed - 1
    return codes, values


def _without_repeats(row: Row, table: str) -> Sequence[Printed]:
    """The values without those that a converter repeats under a header that it repeats too, for a merged cell."""
    measures, values = row.header.measures, row.values
    if table != "disclosures" or len(values) != len(measures):
        return values
    repeated = {at for at in range(1, len(values)) if measures[at] == measures[at - 1] and values[at].text == values[at - 1].text}
    return [value for at, value in enumerate(values) if at not in repeated]


def _by_position(row: Row, table: str, columns: Sequence[str]) -> Mapping[str, Printed | None] | None:
    """Each column's cell by its position under the header; None where header and cells do not meet."""
    named_at = row.header.columns(table)
    if not row.header.ruled or not named_at.keys() >= set(columns):
        return None
    found: dict[str, Printed | None] = dict.fromkeys(named_at)
    for value in row.values:
        over = row.header.over(table, value.cell)
        if not over and not value.is_blank and not _has_other_header(row.header, value.cell):
            return None
        for code in over:
            taken = found[code]
            if taken is not None and not taken.is_blank and not value.is_blank:
                return None
            if taken is None or not value.is_blank:
                found[code] = value if len(over) == 1 or not _is_sum(value) else unread(value)
    return found


def _of_few(row: Row, table: str) -> Mapping[str, Printed] | None:
    """Each cell of a row of section three whose header names some of the applicants only; those of a group are no cells of the form."""
    few = row.header.few if table == "requests" else ()
    if not few or len(row.values) != len(few):
        return None
    return {code: value for code, value in zip(few, row.values, strict=True) if code}


def _has_other_header(header: Header, value: Cell) -> bool:
    """Whether a column that the form does not have (备注, 同比) is named above a value."""
    return any(
        stands_over(cell.cell, value) and not cell.is_blank for cell in header.cells if cell.cell.column >= 0 and cell.cell.column_span == 1
    )


def _is_sum(value: Printed) -> bool:
    """Whether a number over several columns may be that of each or of all together; nought is both."""
    return value.number.value is not None and value.number.value != 0


# ---------------------------------------------------------------- section four


def _of_proceedings(row: Row, channels: tuple[str, ...], form: Form) -> Candidate | Cell:
    """A line of section four: of one channel by its label, or of all by the header over it."""
    table = form.tables["proceedings"]
    header, label = row.header, row.label
    cell = label.cell if label else None
    placed = _crossed(row, channels)
    if placed is not None:
        items = tuple(dict.fromkeys(channel for channel, _ in placed))
        line = Line("proceedings", items, tuple(placed), tuple(placed.values()), True, cell, counted_in=header.counted_in(label))
        return Candidate(line, ())
    results = [column.code for column in table.rows[0].columns]
    printed = tuple(results if not header.results else header.results)
    if channels and (set(printed) == set(results)):
        return _loose_line(row, tuple((channels[0], result) for result in printed))
    crossed = header.crossed if len(row.values) < len(header.crossed or ()) + len(results) else None  # else it has lost a channel
    slots = crossed or _usual(header, row, form)
    if slots is None:
        return cell or next((value.cell for value in row.printed), row.values[0].cell)
    return _loose_line(row, slots)


def _of_result(row: Row) -> Candidate | None:
    """A row of section four that is a result, of the channel left of it or of the channels above its figures; None where it is none."""
    result = row.label.code("column", table="proceedings") if row.label else None
    beside = [code for cell in row.labels if (code := cell.code("row", table="proceedings"))]
    channels = tuple(beside[-1:]) if beside and len(row.values) == 1 else row.header.channels
    if result is None or row.header.has_results or not row.header.tells_channels or not row.printed or len(row.values) != len(channels):
        return None
    slots = tuple((channel, result) for channel in channels)
    counted = row.header.counted_in(row.label)
    return Candidate(Line("proceedings", channels, slots, row.values, True, row.label and row.label.cell, counted_in=counted), ())


def _loose_line(row: Row, slots: tuple[_Slot, ...]) -> Candidate:
    items = tuple(dict.fromkeys(channel for channel, _ in slots))
    label = row.label.cell if row.label else None
    return Candidate(Line("proceedings", items, slots, row.values, False, label, counted_in=row.header.counted_in(row.label)), ())


def _usual(header: Header, row: Row, form: Form) -> tuple[_Slot, ...] | None:
    """The order of the form, where the header does not speak against it: of the channels named, where the figures are theirs."""
    table = form.tables["proceedings"]
    if not header.is_of_form and row.printed:
        return None
    count = len(table.rows[0].columns)
    few = header.channels and abs(len(row.values) - count * len(header.channels)) <= 2
    channels = header.channels if few else [each.code for each in table.rows]
    return tuple((channel, column.code) for channel in channels for column in table.rows[0].columns)


def _crossed(row: Row, channels: Sequence[str]) -> dict[_Slot, Printed | None] | None:
    """Each value by the result and the channel above it; None where the header leaves any in doubt."""
    if not row.header.ruled:
        return None
    cells = [cell for cell in row.header.cells if cell.cell.column >= 0]
    results = [(cell.cell, code) for cell in cells if (code := cell.code("column", table="proceedings"))]
    above = [(cell.cell, code) for cell in cells if (code := cell.code("row", table="proceedings"))]
    found: dict[_Slot, Printed | None] = {}
    for value in row.values:
        over = [code for cell, code in results if stands_over(cell, value.cell)]
        lowest = max(((cell.row, code) for cell, code in above if stands_over(cell, value.cell)), default=None)
        channel = channels[0] if channels else lowest[1] if lowest else _only(row.header.channels)
        if len(over) != 1 or channel is None or (channel, over[0]) in found:
            if not value.is_blank or (over and channel is None):  # a result of no channel: the header has lost one
                return None
            continue
        found[channel, over[0]] = value
    complete = {(channel, code) for channel, _ in found for _, code in results}
    return found if complete and complete == set(found) else None


def _only(channels: Sequence[str]) -> str | None:
    return channels[0] if len(channels) == 1 else None
