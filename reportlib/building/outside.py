"""What only other bodies' reports, or the folder, can tell of a bucket: peers, declared sums, lines of the user's files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reportlib.across import across_bodies
from reportlib.beside.entries import Explanation
from reportlib.beside.rollups import Rollup
from reportlib.building.buckets import bucket_of
from reportlib.dataset.parquet import table_at
from reportlib.dataset.rows import folder_findings
from reportlib.dataset.schema import SCHEMAS
from reportlib.model import Finding

_CELLS = ("disclosures", "requests", "proceedings")


class Outside(NamedTuple):
    """What is said of one bucket from outside it: findings of other bodies' reports, of the folder, and people's explanations."""

    found: pa.Table
    of_folder: pa.Table
    explanations: tuple[Explanation, ...]

    @property
    def digest(self) -> str:
        """A short name for it, to tell whether it changed."""
        said = repr((self.found.to_pylist(), self.of_folder.to_pylist(), self.explanations))
        return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

    @property
    def adds(self) -> bool:
        """Whether there are findings to be joined to the bucket's own."""
        return bool(len(self.found) or len(self.of_folder))


def said_outside(found: pa.Table, of_folder: Iterable[Finding], explanations: Sequence[tuple[Explanation, ...]]) -> list[Outside]:
    """What is said of each bucket; findings of no report are told with the last one."""
    count = len(explanations)
    bodies = pc.coalesce(found["body_id"], found["agency"], pa.scalar("")).to_pylist()
    of_report = pc.is_valid(found["report_id"])
    bucket = pa.array([bucket_of(body, count) for body in bodies], pa.int64())
    parts = [found.filter(pc.and_(of_report, pc.equal(bucket, number))) for number in range(count)]
    folder = pa.concat_tables([found.filter(pc.invert(of_report)), folder_findings(of_folder)])
    nothing = SCHEMAS["findings"].empty_table()
    return [Outside(part, folder if number == count - 1 else nothing, explanations[number]) for number, part in enumerate(parts)]


def found_outside(files: Mapping[str, Sequence[str]], rollups: Sequence[Rollup]) -> pa.Table:
    """The findings that compare bodies with each other; of the tables (their files) only what these rules need is read."""
    names = {name for rollup in rollups for name in (rollup.parent, rollup.child)}
    fees = _rows(files["disclosures"], "disclosures", (pc.field("item") == "fees") & (pc.field("value") > 0))
    reports = _rows(files["reports"], "reports", None)
    bodies = reports.filter(pc.is_in(reports["report_id"], fees["report_id"].combine_chunks()))["body_id"].combine_chunks()
    declared = pc.or_(*(pc.is_in(reports[name], pa.array(sorted(names), pa.string())) for name in ("agency", "body_id")))
    wanted = reports.filter(pc.or_(pc.is_in(reports["body_id"], bodies), declared))
    summed = reports.filter(declared)["report_id"].combine_chunks()
    cells = {
        name: _rows(files[name], name, pc.field("report_id").isin(summed)) if names else SCHEMAS[name].empty_table() for name in _CELLS
    }
    others = fees.filter(pc.invert(pc.is_in(fees["report_id"], summed)))
    return across_bodies({**cells, "disclosures": pa.concat_tables([cells["disclosures"], others]), "reports": wanted}, rollups)


def _rows(paths: Iterable[str], name: str, filters: pc.Expression | None) -> pa.Table:
    return pa.concat_tables([SCHEMAS[name].empty_table(), *(table_at(path, SCHEMAS[name], filters=filters) for path in paths)])
