"""What only other bodies' reports, or the folder, can tell of a bucket: peers, declared sums, lines of the user's files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reportlib.across import across_bodies
from reportlib.across.copied import TELLING
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
    whole = pa.array(
        sorted({*reports.filter(declared)["report_id"].to_pylist(), *_in_areas(reports), *_may_be_twins(files, reports)}), pa.string()
    )
    wanted = reports.filter(pc.or_(pc.is_in(reports["body_id"], bodies), pc.is_in(reports["report_id"], whole)))
    cells = {
        name: _rows(files[name], name, pc.field("report_id").isin(whole)) if len(whole) else SCHEMAS[name].empty_table() for name in _CELLS
    }
    others = fees.filter(pc.invert(pc.is_in(fees["report_id"], whole)))
    return across_bodies({**cells, "disclosures": pa.concat_tables([cells["disclosures"], others]), "reports": wanted}, rollups)


def _in_areas(reports: pa.Table) -> set[str]:
    """The reports that cover a whole area, and those of the bodies of the same division and year."""
    frame = reports.select(["report_id", "region_code", "year", "covers"]).to_pandas().dropna(subset=["region_code", "year"])
    areas = frame.loc[frame["covers"] == "whole_area", ["region_code", "year"]].drop_duplicates()
    return set(frame.merge(areas, on=["region_code", "year"])["report_id"])


# The rows that are asked first whether a report may be another's: few, and one of them large in any report that tells.
_FIRST = {
    "requests": (pc.field("item").isin(["received", "closed_total"])) & (pc.field("applicant") == "total"),
    "disclosures": pc.field("item").isin(["licenses", "penalties"]) & (pc.field("measure") == "decisions"),
}


def _may_be_twins(files: Mapping[str, Sequence[str]], reports: pa.Table) -> set[str]:
    """The reports whose requests, permits and penalties are those of another body's of the year, one of them large."""
    parts = [_rows(files[name], name, chosen).select(["report_id", "item", "value"]).to_pandas() for name, chosen in _FIRST.items()]
    wide = pd.concat(parts).drop_duplicates(["report_id", "item"]).pivot(index="report_id", columns="item", values="value")
    large = wide[wide.max(axis=1) >= TELLING].astype("float64").fillna(-1).reset_index()
    about = reports.select(["report_id", "body_id", "agency", "year"]).to_pandas()
    frame = large.merge(about, on="report_id").assign(body=lambda each: each["body_id"].fillna(each["agency"]))
    bodies = frame.groupby([*wide.columns, "year"])["body"].transform("nunique")
    return set(frame.loc[bodies > 1, "report_id"])


def _rows(paths: Iterable[str], name: str, filters: pc.Expression | None) -> pa.Table:
    return pa.concat_tables([SCHEMAS[name].empty_table(), *(table_at(path, SCHEMAS[name], filters=filters) for path in paths)])
