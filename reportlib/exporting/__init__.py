"""The tables for other programs and other people: one workbook, CSV, a DuckDB file, and a release folder to cite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.fs as fs

from reportlib.dataset.parquet import batches_at
from reportlib.dataset.schema import COLUMNS, SCHEMAS
from reportlib.dataset.versions import WrittenFile, package_text, version_name
from reportlib.errors import UsageError
from reportlib.exporting.spreadsheet import Field, Sheet, write_csv, write_workbook

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from reportlib.dataset import Dataset

__all__ = ["FORMATS", "export"]
MOST_LISTED = 200  # changed cells that CHANGES.md names
_WIDTHS = {
    "report_id": 34,
    "agency": 28,
    "title": 40,
    "text": 80,
    "message": 60,
    "place": 34,
    "source": 32,
    "sha256": 20,
    "raw": 14,
    "reason": 50,
}
# What names one cell of each statutory table, and the value that may change.
_CELLS: Mapping[str, Sequence[str]] = {
    "disclosures": ("article", "item", "measure"),
    "requests": ("item", "applicant"),
    "proceedings": ("channel", "result"),
}


def export(dataset: Dataset, output: str | Path, formats: Iterable[str], previous: str | Path | None = None) -> list[Path]:
    """The files and folders written into the folder `output`, one for each of FORMATS that is asked for.

    xlsx: reports.xlsx with a sheet a table; csv: a folder with a file a table (utf-8 with BOM, text that would start a
    formula behind an apostrophe); duckdb: reports.duckdb; release: a folder with Parquet, datapackage.json, SHA256SUMS,
    CITATION.cff, README.md and, against the release in the folder `previous`, CHANGES.md.
    """
    folder, asked = Path(output), list(dict.fromkeys(formats))
    unknown = [name for name in asked if name not in FORMATS]
    if unknown or not asked:
        raise UsageError("no such format", expected="some of " + ", ".join(FORMATS), found=", ".join(unknown) or "none")
    before = None if previous is None else _release(Path(previous))
    folder.mkdir(parents=True, exist_ok=True)
    return [FORMATS[name](dataset, folder, before) for name in asked]


def _release(folder: Path) -> Path:
    if not (folder / "reports.parquet").exists():
        raise UsageError("no release here to compare with", source=str(folder), expected="reports.parquet and the other tables")
    return folder


def _workbook(dataset: Dataset, folder: Path, previous: Path | None) -> Path:
    dictionary = Sheet(
        "columns",
        (Field("table", 14), Field("column", 18), Field("type", 10), Field("description", 110)),
        [(table, name, str(kind), description) for table, columns in COLUMNS.items() for name, kind, description in columns],
    )
    sheets = [
        Sheet(name, tuple(Field(column, _WIDTHS.get(column, 14)) for column in SCHEMAS[name].names), _rows(dataset, name))
        for name in SCHEMAS
    ]
    return write_workbook(folder / "reports.xlsx", [*sheets, dictionary], title="政府信息公开工作年度报告")


def _csv(dataset: Dataset, folder: Path, previous: Path | None) -> Path:
    for name in SCHEMAS:
        write_csv(folder / "csv" / f"{name}.csv", SCHEMAS[name].names, _rows(dataset, name))
    return folder / "csv"


def _rows(dataset: Dataset, name: str) -> Iterator[tuple[object, ...]]:
    """The rows of a table batch by batch, so that a table of any length can be written; codes come as plain text."""
    for batch in batches_at(dataset._place(name), SCHEMAS[name].names):
        plain = pa.Table.from_batches([batch]).cast(SCHEMAS[name])
        yield from zip(*(column.to_pylist() for column in plain.columns), strict=True)


def _duckdb(dataset: Dataset, folder: Path, previous: Path | None) -> Path:
    """One database with the tables and the description of every column as its comment."""
    import duckdb

    target, partial = folder / "reports.duckdb", folder / ".reports.duckdb.partial"
    partial.unlink(missing_ok=True)
    with duckdb.connect(str(partial)) as connection:
        for name, columns in COLUMNS.items():
            connection.execute(f"create table {name} as select * from {dataset._scan(connection, name)}")
            for column, _, description in columns:
                connection.execute(f'comment on column {name}."{column}" is {_quoted(description)}')
    partial.replace(target)
    return target


def _parquet(path: Path) -> str:
    """What DuckDB reads a table from: a file, or all files of a folder."""
    return f"read_parquet({_quoted(str(path / '**' / '*.parquet') if path.is_dir() else str(path))})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _cite(dataset: Dataset, folder: Path, previous: Path | None) -> Path:
    """The release folder: tables, dictionary, what changed, how to cite, and the hash of every file."""
    release = folder / "release"
    for other in (dataset.location, previous or ""):
        if Path(other).resolve() == release.resolve():
            raise UsageError(
                "the release would overwrite what it is made from or compared with", source=str(release), remedy="choose another folder"
            )
    release.mkdir(parents=True, exist_ok=True)
    files = {name: tuple(_files(_copied(dataset, name, release), release)) for name in SCHEMAS}
    number = version_name(files)
    _write(release / "datapackage.json", package_text(number, files))
    _write(release / "CHANGES.md", changes(release, previous, number))
    _write(release / "CITATION.cff", _citation(dataset, number))
    _write(release / "README.md", _readme(number))
    tables = [(file.path, file.hash) for parts in files.values() for file in parts]
    others = [(name, _hash(release / name)) for name in ("CHANGES.md", "CITATION.cff", "README.md", "datapackage.json")]
    _write(release / "SHA256SUMS", "".join(f"{digest}  {name}\n" for name, digest in sorted([*tables, *others])))
    return release


def _copied(dataset: Dataset, name: str, release: Path) -> Path:
    """The table as it is, a file or a folder of files, in the release folder and nothing else under its name."""
    filesystem, path = dataset._at(name)
    target = release / f"{name}.parquet"
    if target.is_dir():
        rmtree(target)
    if filesystem.get_file_info(path).type == fs.FileType.Directory:
        target.mkdir()
    fs.copy_files(path, str(target), source_filesystem=filesystem, destination_filesystem=fs.LocalFileSystem())
    return target


def _files(table: Path, release: Path) -> Iterator[WrittenFile]:
    for file in sorted(table.rglob("*.parquet")) if table.is_dir() else [table]:
        yield WrittenFile(file.relative_to(release).as_posix(), file.stat().st_size, _hash(file))


def _hash(file: Path) -> str:
    with file.open("rb") as content:
        digest = sha256()
        while block := content.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def changes(release: Path, previous: Path | None, number: str) -> str:
    """What differs from the previous release, in Markdown: reports added, replaced and removed, and cells that changed."""
    import duckdb

    title = f"# Changes / 变更\n\nRelease {number}\n\n"
    with duckdb.connect() as connection:
        count = connection.execute(f"select count(*) from {_parquet(release / 'reports.parquet')}").fetchall()[0][0]
        if previous is None:
            return f"{title}No previous release was given; {count} reports. 未提供上一版；共 {count} 份报告。\n"
        _pair(connection, release, previous)
        added, removed, replaced = (_reports(connection, which) for which in ("added", "removed", "replaced"))
        cells = {name: _changed(connection, name, release, previous) for name in _CELLS}
    lines = [f"- {count} reports 报告", f"- {len(added)} added 新增", f"- {len(removed)} removed 删去", f"- {len(replaced)} replaced 更换"]
    lines += [f"- {len(rows)} cells changed in {name} 单元格变更" for name, rows in cells.items()]
    parts = [
        _section("Added / 新增", added),
        _section("Removed / 删去", removed),
        _section("Replaced / 更换", replaced),
        _section("Changed cells / 单元格变更", [row for rows in cells.values() for row in rows]),
    ]
    return title + "\n".join(lines) + "\n" + "".join(parts)


def _pair(connection: DuckDBPyConnection, release: Path, previous: Path) -> None:
    """Which report of the previous release each report follows: itself, or the one other of the same body and year."""
    for name, folder in (("now", release), ("before", previous)):
        connection.execute(f"create table {name} as select report_id, agency, year from {_parquet(folder / 'reports.parquet')}")
    for name, other in (("now", "before"), ("before", "now")):
        connection.execute(
            f"create table only_{name} as select any_value(report_id) as report_id, agency, year from {name} "
            f"where report_id not in (select report_id from {other}) group by agency, year having count(*) = 1"
        )
    connection.execute(
        "create table pairs as select report_id as now, report_id as before from now where report_id in (select report_id from before) "
        "union all select a.report_id, b.report_id from only_now a join only_before b on a.agency = b.agency and a.year = b.year"
    )


_WHICH = {
    "added": "select report_id from now where report_id not in (select now from pairs) order by all",
    "removed": "select report_id from before where report_id not in (select before from pairs) order by all",
    "replaced": "select before || ' → ' || now from pairs where before <> now order by all",
}


def _reports(connection: DuckDBPyConnection, which: str) -> list[str]:
    return [row[0] for row in connection.execute(_WHICH[which]).fetchall()]


def _changed(connection: DuckDBPyConnection, table: str, release: Path, previous: Path) -> list[str]:
    """The cells of reports in both releases whose value or status differs, or that only one of them has."""
    keys = ", ".join(_CELLS[table])
    for name, folder in (("new_cells", release), ("old_cells", previous)):
        side = "now" if name == "new_cells" else "before"
        connection.execute(
            f"create or replace table {name} as select pairs.now as report, {keys}, value, status::varchar as status "
            f"from {_parquet(folder / f'{table}.parquet')} cells join pairs on cells.report_id = pairs.{side}"
        )
    rows = connection.execute(
        f"select report, {keys}, o.value, o.status, n.value, n.status from old_cells o full join new_cells n using (report, {keys}) "
        "where o.value is distinct from n.value or o.status is distinct from n.status order by all"
    ).fetchall()
    return [f"{row[0]} {table} {'/'.join(map(str, row[1:-4]))}: {_cell(*row[-4:-2])} → {_cell(*row[-2:])}" for row in rows]


def _cell(value: float | None, status: str | None) -> str:
    return status or "absent" if value is None else f"{value:g}" if value != int(value) else str(int(value))


def _section(heading: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    more = [f"- … {len(lines) - MOST_LISTED} more 其余"] if len(lines) > MOST_LISTED else []
    return f"\n## {heading}\n\n" + "\n".join([*(f"- {line}" for line in lines[:MOST_LISTED]), *more]) + "\n"


def _citation(dataset: Dataset, number: str) -> str:
    reports = dataset.reports
    years = reports["year"].dropna().astype(int)
    span = "" if years.empty else str(years.min()) if years.min() == years.max() else f"{years.min()}–{years.max()}"
    bodies = reports["agency"].nunique()
    return (
        "cff-version: 1.2.0\n"
        "message: Please cite this release by its version. 引用时请注明版本号。\n"
        "type: dataset\n"
        f"title: 政府信息公开工作年度报告数据 {span}".rstrip()
        + "\n"
        "authors:\n"
        f"  - name: compiled with reportlib {version('reportlib')} from {len(reports)} yearly reports of {bodies} bodies\n"
        f'version: "{number}"\n'
    )


def _readme(number: str) -> str:
    tables = "\n".join(f"- `{name}.parquet`" for name in SCHEMAS)
    return (
        f"# 政府信息公开工作年度报告 · release {number}\n\n"
        "Tables with every figure of the yearly reports and the place where it is printed; `datapackage.json` describes every column.\n"
        "年报各项数字及其出处；各列说明见 `datapackage.json`。\n\n"
        f"{tables}\n\n"
        "Check: `sha256sum -c SHA256SUMS`. A null is no number, never 0; `status` says why. 空值不是 0，原因见 `status`。\n"
    )


FORMATS: Mapping[str, Callable[[Dataset, Path, Path | None], Path]] = {"xlsx": _workbook, "csv": _csv, "duckdb": _duckdb, "release": _cite}
