"""What a build did, counted in the version that it wrote."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from reportlib.dataset.parquet import table_at
from reportlib.dataset.rows import SourceRow
from reportlib.dataset.schema import SCHEMAS
from reportlib.dataset.versions import Version
from reportlib.model import ERROR, FAIL, Grade


@dataclass(frozen=True)
class Summary:
    """What a build did: how many reports by grade, and the files that were not read with their reasons.

    `reread` counts the files read in this build, `failing` the findings that are errors, `litter` what systems left in the folder.
    """

    grades: dict[str, int]
    quarantined: tuple[SourceRow, ...]
    duplicates: int
    reread: int
    failing: int
    litter: int = 0

    @property
    def reports(self) -> int:
        return sum(self.grades.values())


def summary(version: Version, reread: int, litter: int) -> Summary:
    """The counts of a version."""
    counts = Counter(_column(version, "reports", "grade"))
    grades = {grade.value: counts[grade] for grade in Grade}
    failing = pc.field("status") == FAIL
    errors = Counter(_column(version, "findings", "severity", failing))[ERROR]
    rows = [SourceRow(**row) for row in _rows(version, "sources", SCHEMAS["sources"].names, pc.field("outcome") != "parsed")]
    quarantined = tuple(row for row in rows if row.outcome == "quarantined")
    return Summary(grades, quarantined, len(rows) - len(quarantined), reread, errors, litter)


def _column(version: Version, table: str, name: str, filters: pc.Expression | None = None) -> list[str]:
    return [row[name] for row in _rows(version, table, [name], filters)]


_Row = dict[str, Any]  # of an Arrow table, its values by column


def _rows(version: Version, table: str, columns: list[str], filters: pc.Expression | None = None) -> list[_Row]:
    files = (f"{version.location}/{file.path}" for file in version.files[table])
    return [row for file in files for row in table_at(file, columns=columns, filters=filters).to_pylist()]
