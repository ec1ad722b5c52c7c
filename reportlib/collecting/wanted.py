"""What is asked for: addresses with the body and year that a list says of them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from reportlib.beside.lines import written_lines
from reportlib.errors import UsageError
from reportlib.text.labels import squeezed

COLUMNS = ("url", "agency", "year")


class Wanted(NamedTuple):
    """One address, and whose report of which year it is, where that is known; a link may name a body shorter than its report does."""

    url: str
    agency: str = ""
    year: int | None = None
    named_by_link: bool = False


def read_list(path: str | Path) -> tuple[Wanted, ...]:
    """The addresses of a CSV with the column url, and agency and year where known; each once, in their order.

    Raises UsageError with the first line that cannot be used: an address that is passed over is a report that is missed.
    """
    path = Path(path)
    if not path.is_file():
        raise UsageError("there is no such file", source=str(path), expected="a list of addresses", remedy="check the path")
    lines, bad = written_lines(path, COLUMNS, ("url",), "manifest_file")
    unusable = [finding for finding in bad if finding.place != "line 1" or not lines]  # columns of the user's own do no harm
    if unusable or not lines:
        found = unusable[0].message if unusable else "no line"
        raise UsageError("the list cannot be used", source=str(path), expected="the columns url, agency, year", found=found)
    said = {line.cells["url"]: _wanted(line.cells, path, line.number) for line in reversed(lines) if line.cells["url"]}
    return tuple(reversed(said.values()))


def _wanted(cells: dict[str, str], path: Path, line: int) -> Wanted:
    year = cells.get("year", "")
    if year and not (year.isdecimal() and len(year) == 4):
        raise UsageError(
            "no year", source=str(path), place=f"line {line}", expected="a year such as 2023", found=year, remedy="put it right"
        )
    return Wanted(cells["url"], squeezed(cells.get("agency", "")), int(year) if year else None)
