"""The tables on disk: what an earlier build still holds, parts put together in one order, and written."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reportlib.beside.explanations import Entry as Explanation
from reportlib.beside.explanations import to_read_anew
from reportlib.dataset.rows import finding_cells, table_of, to_arrow
from reportlib.dataset.schema import SCHEMAS, WHOLE, datapackage
from reportlib.model import Finding


class Kept(NamedTuple):
    """What an earlier build wrote and still holds: the rows of these sources."""

    sources: frozenset[str]
    tables: dict[str, pa.Table]


def nothing_kept() -> Kept:
    return Kept(frozenset(), to_arrow([], []))


def unchanged(processed: Path, fingerprint: str, paths: Mapping[str, Path], explanations: Collection[Explanation] = ()) -> Kept:
    """The rows of an earlier build whose file is there with the same content, corrected as now, if the same code wrote them."""
    earlier = processed / "sources.parquet"
    if not earlier.exists() or (pq.read_schema(earlier).metadata or {}).get(_FINGERPRINT) != fingerprint.encode():
        return nothing_kept()
    rows = pq.read_table(earlier, schema=SCHEMAS["sources"])
    rows = rows.filter(pc.not_equal(rows["outcome"], "duplicate"))
    known = dict(zip(rows["source"].to_pylist(), rows["sha256"].to_pylist(), strict=True))
    kept = frozenset(name for name, path in paths.items() if name in known and sha256(path.read_bytes()).hexdigest() == known[name])
    anew = to_read_anew(pq.read_table(processed / "findings.parquet"), rows["report_id"].drop_null().to_pylist(), explanations)
    kept -= {file_of(row["source"], paths).split("!")[0] for row in rows.to_pylist() if row["report_id"] in anew}
    sources = rows.filter(pa.array([file_of(source, paths) in kept for source in rows["source"].to_pylist()], pa.bool_()))
    tables = {
        name: _of_reports(pq.read_table(processed / f"{name}.parquet", schema=SCHEMAS[name]), sources["report_id"])
        for name in SCHEMAS
        if name != "sources"
    }
    return Kept(kept, {**tables, "sources": sources})


def file_of(source: str, files: Collection[str] = ()) -> str:
    """The file that a source is of: all before the #2 of a further report, unless a file bears that name itself."""
    return source if source in files else _FURTHER.sub("", source)


_FURTHER = re.compile(r"#[1-9][0-9]*$")


def _of_reports(table: pa.Table, report_ids: pa.ChunkedArray) -> pa.Table:
    return table.filter(pc.is_in(table["report_id"], report_ids.combine_chunks()))


def concatenated(parts: Sequence[Mapping[str, pa.Table]]) -> dict[str, pa.Table]:
    """The tables of all parts one below the other."""
    return {name: pa.concat_tables([part[name] for part in parts]) for name in SCHEMAS}


def assembled(parts: Sequence[Mapping[str, pa.Table]]) -> dict[str, pa.Table]:
    """The tables of all parts, reports in the order of their sources' names; content that is there twice counts once."""
    sources = _without_duplicates(pa.concat_tables([part["sources"] for part in parts]).sort_by("source"))
    parsed = sources.filter(pc.equal(sources["outcome"], "parsed"))
    tables = concatenated([_owned(part, parsed["source"].combine_chunks()) for part in parts])
    order = parsed["report_id"].combine_chunks()
    return {**{name: _in_order(tables[name], order) for name in SCHEMAS if name != "sources"}, "sources": sources}


def with_folder_findings(tables: Mapping[str, pa.Table], of_folder: Sequence[Finding]) -> dict[str, pa.Table]:
    """The tables, findings in the order of the reports; those about the folder, not about a report, come last."""
    about_folder = table_of("findings", [(*_NO_REPORT, *finding_cells(finding)) for finding in of_folder])
    findings = _in_order(tables["findings"], tables["reports"]["report_id"].combine_chunks())
    return {**tables, "findings": pa.concat_tables([findings, about_folder])}


_NO_REPORT = (None,) * 8


def _without_duplicates(sources: pa.Table) -> pa.Table:
    """The sources with a later one of the same content marked as the duplicate of the first."""
    first: dict[str, str] = {}
    rows = []
    for row in sources.to_pylist():
        own = file_of(row["source"])
        known = first.setdefault(row["sha256"], own) if row["outcome"] == "parsed" else own
        if known != own:
            row |= {"outcome": "duplicate", "reason": f"the same content as {known}", "report_id": None, "source_format": None}
        rows.append(row)
    return pa.Table.from_pylist(rows, schema=SCHEMAS["sources"])


def _owned(part: Mapping[str, pa.Table], parsed: pa.Array) -> Mapping[str, pa.Table]:
    """The part without the reports whose content another source brings first."""
    own = part["sources"].filter(pc.is_in(part["sources"]["source"], parsed))["report_id"]
    return {name: table if name == "sources" else _of_reports(table, own) for name, table in part.items()}


def _in_order(table: pa.Table, report_ids: pa.Array) -> pa.Table:
    """The rows of these reports, reports in this order and rows as they were."""
    rank = pc.index_in(table["report_id"], report_ids)
    order = pa.table({"rank": rank, "row": pa.array(range(len(table)), WHOLE)}).sort_by([("rank", "ascending"), ("row", "ascending")])
    return table.take(order["row"])


_FINGERPRINT = b"reportlib.fingerprint"


def save(tables: Mapping[str, pa.Table], processed: Path, fingerprint: str) -> None:
    """Write each table as PROCESSED/<name>.parquet, and the data dictionary beside them; a file is replaced only when whole."""
    processed.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        partial = processed / f".{name}.parquet.partial"
        marked = table.replace_schema_metadata({**(table.schema.metadata or {}), _FINGERPRINT: fingerprint.encode()})
        pq.write_table(marked.combine_chunks(), partial, compression="zstd")
        partial.replace(processed / f"{name}.parquet")
    (processed / "datapackage.json").write_text(json.dumps(datapackage(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
