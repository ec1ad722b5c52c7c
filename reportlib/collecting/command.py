"""`reportlib collect`: what a person types, and the table that tells what became of each address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from reportlib.collecting import OUTCOMES, Manners, Outcome, Wanted, read_list, reports_in_column
from reportlib.errors import UsageError
from reportlib.showing.spoken import reason_in, said, term_of
from reportlib.text.decoding import printable


def asked_for(
    addresses: Path | None, column: str, pages: int, manners: Manners, raw: Path | None
) -> tuple[tuple[Wanted, ...], tuple[Outcome, ...]]:
    """The addresses of a list, or those that a column links to with the pages of it that could not be had.

    Raises UsageError unless it is one of the two.
    """
    if (addresses is None) == (not column):
        raise UsageError("what is to be collected?", expected="a list of addresses, or --column with the address of a listing page")
    return (read_list(addresses), ()) if addresses else reports_in_column(column, pages, manners, raw)


def print_wanted(wanted: Sequence[Wanted], missed: Sequence[Outcome], console: Console, language: str) -> None:
    """What would be fetched, a line each."""
    for one in wanted:
        console.print(_shown(" ".join(str(part) for part in (one.url, one.agency, one.year) if part)), soft_wrap=True)
    _print_reasons(missed, console, language)
    console.print(said("would_be_asked", language, count=len(wanted)))


def print_outcomes(outcomes: Sequence[Outcome], raw: Path, console: Console, language: str) -> None:
    """How many addresses came to what, and for each that gave nothing why and what to do."""
    counts = Counter(outcome.outcome for outcome in outcomes)
    table = Table(*(term_of("outcomes", name, language) for name in OUTCOMES))
    table.add_row(*(str(counts[name]) for name in OUTCOMES))
    console.print(table)
    _print_reasons(outcomes, console, language)
    console.print(said("collected", language, folder=_shown(str(raw))), soft_wrap=True)


def _print_reasons(outcomes: Sequence[Outcome], console: Console, language: str) -> None:
    """A line for each address that gave nothing."""
    for outcome in outcomes:
        if outcome.reason:
            because = {name: reason_in(getattr(outcome, name), language) for name in ("reason", "remedy")}
            told = said("because", language, address=outcome.url, **because)
            console.print(f"[yellow]{term_of('outcomes', outcome.outcome, language)}[/yellow] {_shown(told)}", soft_wrap=True)


def _shown(text: str) -> str:
    return escape(printable(text))
