"""Reports -> the tables of the contract: schemas, Arrow tables, and the dataset that analysts load."""

from __future__ import annotations

import html
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.fs as fs
import pyarrow.parquet as pq

from reportlib.errors import UsageError
from reportlib.explanations import Entry as Explanation
from reportlib.explanations import to_read_anew
from reportlib.forms import AXES, load_forms
from reportlib.model import Finding, Report, Source

if TYPE_CHECKING:
    import pandas as pd

_TEXT, _WHOLE, _NUMBER, _DAY = pa.string(), pa.int64(), pa.float64(), pa.date32()

_REPORT = [
    ("report_id", _TEXT, "Identifies the report: agency, year and the first digits of the file's hash"),
    ("agency", _TEXT, "The body that reports, its whole name as printed"),
    ("year", _WHOLE, "The year that the report covers"),
]
_CELL = [
    ("status", _TEXT, "Why there is a number or none: reported, blank, dash, unreadable, missing, corrected"),
    ("raw", _TEXT, "The cell as printed"),
    ("place", _TEXT, "Where it is printed: page, table, row and column, or line"),
]

COLUMNS: Mapping[str, Sequence[tuple[str, pa.DataType, str]]] = {
    "reports": [
        *_REPORT,
        ("form", _TEXT, "The statutory form of the tables: 2019 (reports for 2019 and 2020), 2021 (later ones), before-2019"),
        ("title", _TEXT, "The title as printed"),
        ("body_id", _TEXT, "The body, the same over the years, spellings and renamings"),
        ("region_code", _TEXT, "Division code (GB/T 2260) of the region, null where the name does not tell it"),
        ("region", _TEXT, "The region that the body serves"),
        ("prefecture", _TEXT, "The prefecture that the region lies in"),
        ("province", _TEXT, "The province that the region lies in"),
        ("level", _TEXT, "state, province, prefecture, county or town"),
        ("kind", _TEXT, "What the body does, such as administrative_approval or commerce"),
        ("scope", _TEXT, "government: the report sums up a government as a whole; body: one body speaks for itself"),
        ("source", _TEXT, "The input file, below the raw folder"),
        ("source_format", _TEXT, "What the file is by its content"),
        ("sha256", _TEXT, "Hash of the input file"),
        ("period_start", _DAY, "First day that the figures cover, as printed"),
        ("period_end", _DAY, "Last day that the figures cover, as printed"),
        ("url", _TEXT, "Where the file was published, from manifest.csv"),
        ("published_at", _DAY, "When it was published, from manifest.csv"),
        ("fetched_at", _DAY, "When it was fetched, from manifest.csv"),
        (
            "grade",
            _TEXT,
            "verified: every cell found and every sum of the form holds; flagged: an error was found; incomplete: cells are missing, blank or unreadable",
        ),
    ],
    "disclosures": [
        *_REPORT,
        ("article", _TEXT, "The clause of article 20 of the Regulations: 20.1, 20.5, 20.6, 20.8, 20.9"),
        ("item", _TEXT, "What was disclosed, such as licenses or penalties"),
        ("measure", _TEXT, "What is counted, such as decisions or in_force"),
        ("value", _NUMBER, "The number printed, null where there is none"),
        ("unit", _TEXT, "件, 项, or 万元 for money whose unit is stated"),
        *_CELL,
    ],
    "requests": [
        *_REPORT,
        ("item", _TEXT, "The row of section three, such as received or denied.state_secret"),
        ("applicant", _TEXT, "Who applied, or total"),
        ("value", _WHOLE, "The number of requests printed, null where there is none"),
        *_CELL,
    ],
    "proceedings": [
        *_REPORT,
        ("channel", _TEXT, "review, litigation_direct or litigation_after_review"),
        ("result", _TEXT, "upheld, corrected, other, pending or total"),
        ("value", _WHOLE, "The number of cases printed, null where there is none"),
        *_CELL,
    ],
    "mentions": [
        *_REPORT,
        ("section", _WHOLE, "The section of the report, 1 to 6"),
        ("metric", _TEXT, "What the figure counts; other where it is not recognised"),
        ("value", _NUMBER, "The figure, exact as printed"),
        ("unit", _TEXT, "The unit printed with it"),
        ("qualifier", _TEXT, "余, 约, 以上 and the like, null for an exact figure"),
        ("text", _TEXT, "The clause that states it"),
        ("place", _TEXT, "Section, paragraph and sentence"),
    ],
    "sections": [
        _REPORT[0],
        ("number", _WHOLE, "The section of the form, 1 to 6"),
        ("heading", _TEXT, "The heading as printed"),
        ("text", _TEXT, "The prose below it, one paragraph a line, without tables"),
    ],
    "findings": [
        *_REPORT,
        ("rule", _TEXT, "The rule that was applied"),
        ("severity", _TEXT, "error, warning or note"),
        ("status", _TEXT, "pass, fail, not_assessable or explained"),
        ("table", _TEXT, "The table that it is about, null for the report as a whole"),
        ("item", _TEXT, "The row that it is about, by code"),
        ("column", _TEXT, "The column that it is about, by code"),
        ("expected", _NUMBER, "What the rule asks for"),
        ("actual", _NUMBER, "What is printed"),
        ("difference", _NUMBER, "actual minus expected"),
        ("message", _TEXT, "What was found, in one line"),
        ("place", _TEXT, "Where it is printed"),
    ],
    "sources": [
        ("source", _TEXT, "The input file, below the raw folder"),
        ("source_format", _TEXT, "What the file is by its content, null where that is not known"),
        ("bytes", _WHOLE, "Size of the file"),
        ("sha256", _TEXT, "Hash of the file"),
        ("outcome", _TEXT, "parsed, duplicate or quarantined"),
        ("reason", _TEXT, "Why it is quarantined or a duplicate"),
        ("report_id", _TEXT, "The report that was read from it"),
        ("seconds", _NUMBER, "Time to read it; null unless the build was asked for timings, since it differs from run to run"),
    ],
}
SCHEMAS: Mapping[str, pa.Schema] = {
    name: pa.schema(
        [pa.field(column, kind, metadata={"description": description}) for column, kind, description in columns], metadata={"title": name}
    )
    for name, columns in COLUMNS.items()
}


class SourceRow(NamedTuple):
    """What became of one input file, as in the table `sources`."""

    source: str
    source_format: str | None
    bytes: int
    sha256: str | None
    outcome: str
    reason: str | None
    report_id: str | None
    seconds: float | None = None


def to_arrow(reports: Sequence[Report], sources: Sequence[SourceRow]) -> dict[str, pa.Table]:
    """All tables of these reports, rows in the order given."""
    rows: dict[str, Iterable[Sequence[Any]]] = {
        "reports": map(_report_row, reports),
        "disclosures": _disclosure_rows(reports),
        "requests": _cell_rows(reports, "requests"),
        "proceedings": _cell_rows(reports, "proceedings"),
        "mentions": ((*_key(report), *mention) for report in reports for mention in report.mentions),
        "sections": ((report.report_id, *section[:3]) for report in reports for section in report.sections),
        "findings": ((*_key(report), *_finding_cells(finding)) for report in reports for finding in report.findings),
        "sources": sources,
    }
    return {name: _table(name, rows[name]) for name in SCHEMAS}


def _table(name: str, rows: Iterable[Sequence[Any]]) -> pa.Table:
    schema = SCHEMAS[name]
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.Table.from_arrays([pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema)


def _key(report: Report) -> tuple[str, str, int | None]:
    return report.report_id, report.agency, report.year


def _report_row(report: Report) -> tuple[Any, ...]:
    identity, location, published = report.identity, report.location, report.publication
    return (
        *_key(report),
        identity.form,
        identity.title,
        location.body_id or None,
        location.region_code,
        location.region,
        location.prefecture,
        location.province,
        location.level,
        location.kind,
        location.scope,
        report.source,
        report.source_format,
        report.sha256,
        _day(identity.period_start),
        _day(identity.period_end),
        published.url,
        _day(published.published_at),
        _day(published.fetched_at),
        report.grade,
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _disclosure_rows(reports: Sequence[Report]) -> Iterator[tuple[Any, ...]]:
    for report in reports:
        key = _key(report)
        for fact in report.facts:
            if fact.table == "disclosures":
                article, item = fact.item.split("/")
                yield (*key, article, item, fact.column, fact.value, fact.unit, fact.status, fact.raw, str(fact.place))


def _cell_rows(reports: Sequence[Report], table: str) -> Iterator[tuple[Any, ...]]:
    for report in reports:
        key = _key(report)
        for fact in report.facts:
            if fact.table == table:
                yield (*key, fact.item, fact.column, fact.value, fact.status, fact.raw, str(fact.place))


def _finding_cells(finding: Finding) -> tuple[Any, ...]:
    rule, severity, status, message, table, item, column, expected, actual, difference, place = finding
    return rule, severity, status, table, item, column, expected, actual, difference, message, place


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
    kept -= {row["source"].split("!")[0] for row in rows.to_pylist() if row["report_id"] in anew}
    sources = rows.filter(pc.is_in(rows["source"], pa.array(sorted(kept), _TEXT)))
    tables = {
        name: _of_reports(pq.read_table(processed / f"{name}.parquet", schema=SCHEMAS[name]), sources["report_id"])
        for name in SCHEMAS
        if name != "sources"
    }
    return Kept(kept, {**tables, "sources": sources})


def _of_reports(table: pa.Table, report_ids: pa.ChunkedArray) -> pa.Table:
    return table.filter(pc.is_in(table["report_id"], report_ids.combine_chunks()))


def parsed(report: Report) -> SourceRow:
    """The row of a file from which a report was read."""
    return SourceRow(report.source, report.source_format, report.size, report.sha256, "parsed", None, report.report_id)


def duplicate(source: Source, original: str) -> SourceRow:
    """The row of a file whose content was read under another name."""
    return SourceRow(source.name, None, len(source.content), source.sha256, "duplicate", f"the same content as {original}", None)


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
    about_folder = _table("findings", [(None, None, None, *_finding_cells(finding)) for finding in of_folder])
    findings = _in_order(tables["findings"], tables["reports"]["report_id"].combine_chunks())
    return {**tables, "findings": pa.concat_tables([findings, about_folder])}


def _without_duplicates(sources: pa.Table) -> pa.Table:
    """The sources with a later one of the same content marked as the duplicate of the first."""
    first: dict[str, str] = {}
    rows = []
    for row in sources.to_pylist():
        known = first.setdefault(row["sha256"], row["source"]) if row["outcome"] == "parsed" else row["source"]
        if known != row["source"]:
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
    order = pa.table({"rank": rank, "row": pa.array(range(len(table)), _WHOLE)}).sort_by([("rank", "ascending"), ("row", "ascending")])
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


_FRICTIONLESS = {_TEXT: "string", _WHOLE: "integer", _NUMBER: "number", _DAY: "date"}


def datapackage() -> dict[str, Any]:
    """The data dictionary as a Frictionless Data Package."""
    resources = [
        {
            "name": name,
            "path": f"{name}.parquet",
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "schema": {
                "fields": [
                    {"name": column, "type": _FRICTIONLESS[kind], "description": description} for column, kind, description in columns
                ]
            },
        }
        for name, columns in COLUMNS.items()
    ]
    return {
        "name": "government-information-disclosure-reports",
        "title": "政府信息公开工作年度报告",
        "profile": "data-package",
        "resources": resources,
    }


def load(processed: str | Path) -> Dataset:
    """The dataset that `build` wrote: a folder, or a URL of any file system that fsspec knows (s3://…, memory://…).

    Raises UsageError where no such tables are there.
    """
    dataset = Dataset(processed)
    if not dataset.has("reports"):
        remedy = f"run: reportlib build RAW -o {processed}"
        raise UsageError("there are no tables here", source=str(processed), expected="reports.parquet and the other tables", remedy=remedy)
    return dataset


class Dataset:
    """The tables as pandas frames with nullable types, read when first asked for, and SQL over them.

    Codes are ordered categoricals in the order of the form. A table is a Parquet file or a directory of them.
    """

    def __init__(self, processed: str | Path) -> None:
        self.location = str(processed)

    def __repr__(self) -> str:
        return f"Dataset of {len(self.reports)} reports by {self.reports['agency'].nunique()} bodies: {', '.join(SCHEMAS)}"

    def _repr_html_(self) -> str:
        """The rows of each table, for Jupyter."""
        rows = "".join(f"<tr><td><code>{name}</code></td><td>{len(getattr(self, name)):,}</td></tr>" for name in SCHEMAS)
        return f"<p>{html.escape(repr(self).split(':')[0])}</p><table><tr><th>table</th><th>rows</th></tr>{rows}</table>"

    reports = cached_property(lambda self: self._frame("reports"))
    disclosures = cached_property(lambda self: self._frame("disclosures"))
    requests = cached_property(lambda self: self._frame("requests"))
    proceedings = cached_property(lambda self: self._frame("proceedings"))
    mentions = cached_property(lambda self: self._frame("mentions"))
    sections = cached_property(lambda self: self._frame("sections"))
    findings = cached_property(lambda self: self._frame("findings"))
    sources = cached_property(lambda self: self._frame("sources"))

    @cached_property
    def bodies(self) -> pd.DataFrame:
        """Who has filed for which year: a row a body, a column a year, the grade or nothing where no report is held."""
        known = self.reports.dropna(subset=["year"]).assign(body=lambda frame: frame["body_id"].fillna(frame["agency"]))
        latest = (
            known.sort_values(["year", "report_id"])
            .groupby("body")
            .last()[["agency", "province", "prefecture", "region", "level", "scope"]]
        )
        grades = known.pivot_table(index="body", columns="year", values="grade", aggfunc="first")
        years = range(int(known["year"].min()), int(known["year"].max()) + 1) if len(known) else []
        return latest.join(grades.reindex(columns=years)).reset_index(names="body_id")

    def has(self, name: str) -> bool:
        """Whether a table of this name is there."""
        filesystem, path = self._at(name)
        return bool(filesystem.get_file_info(path).type != fs.FileType.NotFound)

    def _at(self, name: str) -> tuple[fs.FileSystem, str]:
        """Where a table lies: on a local disk, or behind a URL."""
        if "://" not in self.location:
            return fs.LocalFileSystem(), f"{self.location}/{name}.parquet"
        import fsspec

        remote, path = fsspec.core.url_to_fs(self.location)
        return fs.PyFileSystem(fs.FSSpecHandler(remote)), f"{path}/{name}.parquet"

    def _arrow(self, name: str) -> pa.Table:
        filesystem, path = self._at(name)
        return pq.read_table(path, filesystem=filesystem, partitioning=None)

    def _frame(self, name: str) -> pd.DataFrame:
        import pandas as pd

        nullable = {pa.int64(): pd.Int64Dtype(), pa.float64(): pd.Float64Dtype(), pa.string(): pd.StringDtype()}
        frame = self._arrow(name).to_pandas(types_mapper=nullable.get)
        for column, codes in _codes(name).items():
            frame[column] = pd.Categorical(frame[column], categories=codes, ordered=True)
        return frame

    def sql(self, query: str) -> pd.DataFrame:
        """The answer to a query in which the tables go by their names.

        >>> import reportlib
        >>> reportlib.load("data/processed").sql("select count(*) as n from reports")  # doctest: +SKIP
        """
        import duckdb

        with duckdb.connect() as connection:
            for name in SCHEMAS:
                connection.execute(f"create view {name} as select * from {self._scan(connection, name)}")
            return connection.execute(query).df()

    def _scan(self, connection: Any, name: str) -> str:
        """How DuckDB reads a table: local files itself, others through Arrow."""
        filesystem, path = self._at(name)
        if isinstance(filesystem, fs.LocalFileSystem):
            quoted = path.replace("'", "''")
            return f"read_parquet('{quoted}/*.parquet')" if Path(path).is_dir() else f"read_parquet('{quoted}')"
        connection.register(f"arrow_{name}", self._arrow(name))
        return f"arrow_{name}"


@cache
def _codes(table: str) -> Mapping[str, Sequence[str]]:
    """The codes of a table's columns in the order of the form."""
    newest_first = reversed(list(load_forms().values()))
    cells = [(row, column) for form in newest_first for code, row, column in form.cells() if code == table]
    if not cells:
        return {}
    row_axis, column_axis = AXES[table]
    rows = dict.fromkeys(row.code.split("/")[-1] for row, _ in cells)
    return {row_axis: list(rows), column_axis: list(dict.fromkeys(column.code for _, column in cells))}
