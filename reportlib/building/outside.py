"""What only other bodies' reports, or the folder, can tell of a bucket: peers, declared sums, lines of the user's files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from tempfile import TemporaryDirectory
from typing import NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.fs as fs

from reportlib.across import across_bodies
from reportlib.across.copied import TELLING
from reportlib.beside.entries import Explanation
from reportlib.beside.rollups import Rollup
from reportlib.building.buckets import bucket_of
from reportlib.dataset.parquet import located, table_at
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
    """The findings that compare bodies with each other; of the tables (their files) only the reports that a rule may speak of are held.

    DuckDB asks the files which these are, so that what is held grows with what is found and not with the tables.
    """
    names = sorted({name for rollup in rollups for name in (rollup.parent, rollup.child)})
    with _asking(files) as connection:
        whole = pa.array(
            sorted(_ids(connection, _DECLARED, [names, names]) | _ids(connection, _BROKEN_AREAS) | _ids(connection, _TWINS)), pa.string()
        )
        paid = pa.array(sorted(_ids(connection, _OF_PAID_BODIES)), pa.string())
    of_either = pa.array(sorted({*whole.to_pylist(), *paid.to_pylist()}), pa.string())
    cells = {name: _rows(files[name], name, whole) for name in _CELLS}
    fees = _rows(files["disclosures"], "disclosures", paid, (pc.field("item") == "fees") & (pc.field("value") > 0))
    others = fees.filter(pc.invert(pc.is_in(fees["report_id"], whole)))
    reports = _rows(files["reports"], "reports", of_either)
    return across_bodies({**cells, "disclosures": pa.concat_tables([cells["disclosures"], others]), "reports": reports}, rollups)


def _rows(paths: Iterable[str], name: str, report_ids: pa.Array, filters: pc.Expression | None = None) -> pa.Table:
    """The rows of these reports, one file after the other; a long list of reports is slow as a filter of Parquet itself."""
    read = (table_at(path, SCHEMAS[name], filters=filters) for path in paths) if len(report_ids) else ()
    return pa.concat_tables([SCHEMAS[name].empty_table(), *(table.filter(pc.is_in(table["report_id"], report_ids)) for table in read)])


@contextmanager
def _asking(files: Mapping[str, Sequence[str]]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which the tables of these files are views, bound in memory and threads."""
    with duckdb.connect(config={"memory_limit": _MOST_MEMORY, "threads": 2}) as connection, TemporaryDirectory() as spilled:
        connection.execute(f"set temp_directory = '{spilled}'")
        for name, columns in _ASKED.items():
            places = [located(path) for path in files[name]]
            if all(isinstance(filesystem, fs.LocalFileSystem) for filesystem, _ in places):
                connection.read_parquet([path for _, path in places]).create_view(name)
            else:
                connection.register(name, pa.concat_tables([table_at(path, columns=columns) for path in files[name]]))
        yield connection


def _ids(connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] = ()) -> set[str]:
    """The first column of an answer."""
    return {row[0] for row in connection.execute(query, parameters).fetchall()}


_MOST_MEMORY = "400MB"
_ASKED = {
    "reports": ["report_id", "agency", "body_id", "year", "region_code", "level", "scope", "kind", "covers"],
    "disclosures": ["report_id", "article", "item", "measure", "value"],
    "requests": ["report_id", "item", "applicant", "value"],
}
_DECLARED = "select report_id from reports where agency in (select unnest(?)) or body_id in (select unnest(?))"
_OF_PAID_BODIES = """
    select report_id from reports where body_id in (
        select body_id from reports semi join (select report_id from disclosures where item = 'fees' and value > 0) using (report_id)
    )
"""
# All reports of the divisions and years in which the single bodies have, in some cell, more than a report of the whole area.
_BROKEN_AREAS = """
    with counts as (
        select report_id, article || '/' || item as item, measure as "column", value from disclosures
        where value is not null and measure not in ('amount', 'items_change')
        union all
        select report_id, item, applicant, value from requests where value is not null and applicant = 'total'
    ),
    areas as (
        select report_id, region_code, year from reports
        where covers = 'whole_area' and region_code is not null and year is not null
    ),
    theirs as (
        select region_code, year, item, "column", sum(value) as value
        from counts join reports using (report_id) semi join areas using (region_code, year)
        where covers not in ('whole_area', 'own_bodies') and (scope = 'body' or level = 'town')
        group by all
    ),
    broken as (
        select distinct region_code, year
        from counts join areas using (report_id) join theirs using (region_code, year, item, "column")
        where theirs.value > counts.value
    )
    select report_id from reports semi join broken using (region_code, year)
"""
# The reports whose requests, permits and penalties are those of another body's of the year, one of them large: few, and one of them is
# large in any report that tells.
_TWINS = f"""
    with first as (
        select report_id, item, value from requests where applicant = 'total' and item in ('received', 'closed_total')
        union all
        select report_id, item, value from disclosures where measure = 'decisions' and item in ('licenses', 'penalties')
    ),
    wide as (
        select report_id,
            max(value) filter (item = 'received') as received, max(value) filter (item = 'closed_total') as closed,
            max(value) filter (item = 'licenses') as licenses, max(value) filter (item = 'penalties') as penalties
        from first group by report_id
    ),
    alike as (
        select report_id, count(distinct coalesce(body_id, agency)) over (partition by year, received, closed, licenses, penalties) as bodies
        from wide join reports using (report_id)
        where year is not null and greatest(received, closed, licenses, penalties) >= {TELLING}
    )
    select report_id from alike where bodies > 1
"""
