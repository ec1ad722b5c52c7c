"""Numbers that a narrow column has broken over several printed lines: 30 with 01 below it is 3001, where the sums vouch for it."""

from __future__ import annotations

from collections.abc import Sequence

from reportlib.facts.cells import Printed, printed, unread
from reportlib.facts.recognizing.headers import Row
from reportlib.forms import Form


def is_beneath(above: Row, row: Row, form: Form) -> bool:
    """Whether the figures of a row may be the rest of those above: fewer, in the same columns, with no row of their own."""
    count = len(above.values)
    if not count or len(row.values) % count or row.is_known or above.header.ruled:
        return False
    fits = len(row.printed) < len(row.values) and count in _lengths(form)
    if not fits or len(above.printed) < count:
        return False
    pairs = zip(above.values, row.values, strict=False)
    if not all(_is_digits(value) for value in (*above.printed, *row.printed)) or any(
        _is_nought(up) and not down.is_blank for up, down in pairs
    ):
        return False
    return not _adds_up(above.values, form) or _adds_up(_joined(above.values, row.values, form), form)


def wrapped(above: Row, row: Row, form: Form) -> Row:
    """The row with its figures put together; where they do not add up even so, they are no numbers, for nothing tells which they are."""
    joined = _joined(above.values, row.values, form)
    if _adds_up(joined, form):
        return above._replace(values=joined)
    return above._replace(values=tuple(unread(value) for value in joined))


def _lengths(form: Form) -> set[int]:
    """How many figures stand in a whole line of section three and of section four."""
    proceedings = form.tables["proceedings"].rows
    return {len(form.tables["requests"].rows[0].columns), len(proceedings) * len(proceedings[0].columns)}


def _is_digits(value: Printed) -> bool:
    return value.text.strip().isdecimal()


def _is_nought(value: Printed) -> bool:
    return value.number.value == 0


def _adds_up(values: Sequence[Printed], form: Form) -> bool:
    """Whether in each stretch of columns the last is the sum of the others, as the form has it for applicants and for results."""
    count = len(form.tables["requests"].rows[0].columns)
    step = count if len(values) == count else len(form.tables["proceedings"].rows[0].columns)
    stretches = [values[at : at + step] for at in range(0, len(values), step)]
    numbers = [[value.number.value for value in stretch if value.number.value is not None] for stretch in stretches]
    return all(len(each) == step and sum(each[:-1]) == each[-1] for each in numbers)


def _joined(above: Sequence[Printed], below: Sequence[Printed], form: Form) -> tuple[Printed, ...]:
    """The figures of each column from top to bottom as one."""
    columns = [[value, *below[at :: len(above)]] for at, value in enumerate(above)]
    return tuple(_as_one([piece for piece in column if not piece.is_blank] or column[:1], form) for column in columns)


def _as_one(pieces: Sequence[Printed], form: Form) -> Printed:
    if len(pieces) == 1:
        return pieces[0]
    whole = printed(pieces[0].cell._replace(text="".join(piece.text.strip() for piece in pieces)), form)
    return whole._replace(
        cell=whole.cell._replace(text="\n".join(piece.text.strip() for piece in pieces)), number=whole.number._replace(joined=True)
    )
