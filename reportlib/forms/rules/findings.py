"""A rule's code and its operands -> a Finding: severity and sentences come from the rulebook, never from the code that asks."""

from __future__ import annotations

from collections.abc import Mapping

from reportlib.forms.rules.rulebook import rulebook
from reportlib.forms.rules.wording import spoken
from reportlib.model import FAIL, Code, Finding, Note, Operand, Place, Verdict, Where


def finding(
    rule: str,
    operands: Mapping[str, Operand] = {},
    *,
    status: Verdict = FAIL,
    case: str = "",
    table: str | None = None,
    item: str | None = None,
    column: str | None = None,
    expected: float | None = None,
    actual: float | None = None,
    place: str | Place = "",
) -> Finding:
    """The finding of a rule at a place, `case` naming its sentence where the rule has several.

    The sentence may use item, column, expected, actual and place as well as the operands.

    >>> found = finding("unreadable", {"raw": "详见附件"}, case="number", table="requests", item="granted", column="total")
    >>> str(found.severity), found.message, found.message_zh
    ('error', "expected a number, found '详见附件'", '应为数字，印的是“详见附件”')
    """
    entry, at = rulebook()[rule], str(place)
    said = entry.says[case]
    if not said.operands <= operands.keys():
        figures: dict[str, Operand] = {"expected": expected, "actual": actual, "place": Where(at)}
        operands = {**figures, **_codes(table, item, column), **operands}
    message, message_zh = spoken(said.en, operands, "en"), spoken(said.zh, operands, "zh")
    difference = None if expected is None or actual is None else actual - expected
    return Finding(rule, entry.severity[case], status, message, table, item, column, expected, actual, difference, at, message_zh)


def _codes(table: str | None, item: str | None, column: str | None) -> dict[str, Operand]:
    return {axis: Code(table, axis, code) for axis, code in (("item", item), ("column", column)) if table and code}


def of_note(note: Note) -> Finding:
    """The finding that a reader's note is.

    >>> of_note(Note("hidden_sheet", {"sheet": "Sheet2"})).message
    'the hidden sheet Sheet2 is left out'
    """
    return finding(note.rule, note.operands, case=note.case, place=note.place)
