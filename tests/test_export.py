"""What export writes: a workbook and CSV without formulas, a described database, and a release that tells what changed."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from hashlib import sha256
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frames import synthetic
from python_calamine import CalamineWorkbook

import reportlib
from reportlib.dataset import Dataset
from reportlib.dataset.schema import SCHEMAS
from reportlib.errors import UsageError
from reportlib.exporting import export
from reportlib.exporting.spreadsheet import Field, Sheet, guarded, write_workbook

DANGEROUS = ["=1+1", "+1+1", "@SUM(A1)", "-2+3", "\t=1", "＝1+1", "'=1"]


def stored(folder: Path, tables: dict[str, pa.Table]) -> Dataset:
    """These tables as a build writes them, tables that are not given being empty."""
    folder.mkdir(parents=True)
    for name, schema in SCHEMAS.items():
        pq.write_table(tables.get(name, schema.empty_table()), folder / f"{name}.parquet")
    return Dataset(folder)


def changed(table: pa.Table, column: str, values: dict[int, object]) -> pa.Table:
    """The table with some rows of one column set anew."""
    at = table.schema.get_field_index(column)
    old = table[column].to_pylist()
    return table.set_column(
        at, table.schema.field(at), pa.array([values.get(row, value) for row, value in enumerate(old)], table.schema.field(at).type)
    )


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    """Three bodies over two years, one with a name that a spreadsheet would calculate."""
    drawn = synthetic(3, range(2022, 2024), gaps=False).arrow()
    return {**drawn, "reports": changed(drawn["reports"], "title", dict(enumerate(DANGEROUS[:5])))}


@pytest.fixture(scope="module")
def dataset(tables: dict[str, pa.Table], tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return stored(tmp_path_factory.mktemp("export") / "processed", tables)


def test_csv_holds_every_row_and_no_formula(dataset: Dataset, tmp_path: Path) -> None:
    """Each table is a CSV with BOM that holds all its rows; text that would start a formula stands behind an apostrophe."""
    (folder,) = export(dataset, tmp_path, ["csv"])
    for name in SCHEMAS:
        content = (folder / f"{name}.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf") and b"\r" not in content
        rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
        assert rows[0] == SCHEMAS[name].names and len(rows) - 1 == len(getattr(dataset, name))
    titles = pd.read_csv(folder / "reports.csv")["title"].head(5).tolist()
    assert titles == ["'" + title for title in DANGEROUS[:5]]


def test_a_null_stays_empty_and_a_dash_stays_a_dash(tables: dict[str, pa.Table], tmp_path: Path) -> None:
    """In CSV a null is an empty field, never 0; a printed dash or a negative number is left as it is."""
    requests = changed(changed(tables["requests"], "value", {0: None}), "raw", {0: "-", 1: "-3", 2: "—"})
    (folder,) = export(stored(tmp_path / "in", {**tables, "requests": requests}), tmp_path, ["csv"])
    rows = list(csv.DictReader((folder / "requests.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0]["value"] == "" and [row["raw"] for row in rows[:3]] == ["-", "-3", "—"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_guarding_can_be_undone(text: str) -> None:
    """A guarded text is the text behind one apostrophe more, also where it began with one."""
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["", "一、总体情况", "-", "——", "-3", "+3.5", "-1,234", "'quoted'", "3=3"])
def test_harmless_text_is_left_alone(text: str) -> None:
    """Text that no spreadsheet calculates is not touched."""
    assert guarded(text) == text


def test_workbook_has_a_sheet_a_table_and_no_formula(dataset: Dataset, tmp_path: Path) -> None:
    """The workbook holds every table and the dictionary, numbers as numbers, text as text, and no formula."""
    (path,) = export(dataset, tmp_path, ["xlsx"])
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == [*SCHEMAS, "columns"]
    requests = book.get_sheet_by_name("requests").to_python()
    assert len(requests) - 1 == len(dataset.requests) and requests[1][requests[0].index("value")] == float(
        dataset.requests["value"].iloc[0]
    )
    titles = [row[SCHEMAS["reports"].names.index("title")] for row in book.get_sheet_by_name("reports").to_python()[1:6]]
    assert titles == [text.strip() if text.startswith("\t") else text for text in DANGEROUS[:5]] or titles == DANGEROUS[:5]
    with zipfile.ZipFile(path) as parts:
        assert not [name for name in parts.namelist() if name.startswith("xl/worksheets/") and b"<f>" in parts.read(name)]
        assert b'quotePrefix="1"' in parts.read("xl/styles.xml")
        assert b"frozen" in parts.read("xl/worksheets/sheet1.xml")


def test_rows_are_as_high_as_their_longest_text(tmp_path: Path) -> None:
    """A text that wraps has the room it needs, on the cover too; one that does not wrap, and a number, take one line."""
    fields = (Field("a", 10), Field("b", 10, wraps=False))
    rows = [["二十个汉字在十个字符宽的列里要占四行的位置", "short"], ["x", "y" * 400], [12345678901234, "z"], ["a\nb\nc", "z"]]
    path = write_workbook(tmp_path / "a.xlsx", [Sheet("s", fields, rows)], cover={"c": ["说" * 100, "短"]}, title="t")
    with zipfile.ZipFile(path) as parts:
        heights = [
            dict(re.findall(r'<row r="(\d+)"(?: spans="[^"]*")? ht="(\d+)"', parts.read(f"xl/worksheets/sheet{number}.xml").decode()))
            for number in (1, 2)
        ]
    assert heights == [{"4": "45"}, {"2": "75", "5": "45"}]


def test_a_long_table_goes_on_in_another_sheet_and_a_long_text_says_that_it_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one sheet cannot hold stands in the next, and a cell that is too long ends with a mark."""
    monkeypatch.setattr("reportlib.exporting.spreadsheet.MOST_ROWS", 12)
    rows = [(number, "字" * 40_000 if number == 0 else "") for number in range(25)]
    book = CalamineWorkbook.from_path(str(write_workbook(tmp_path / "long.xlsx", [Sheet("rows", (Field("n"), Field("t")), rows)])))
    held = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()[1:]]
    assert [int(row[0]) for row in held] == list(range(25)) and len(book.sheet_names) == 3
    assert held[0][1].endswith("…[cut]") and len(held[0][1]) == 32_767


def test_database_answers_and_describes_its_columns(dataset: Dataset, tmp_path: Path) -> None:
    """The DuckDB file holds every table with its rows, and a comment on every column."""
    (path,) = export(dataset, tmp_path, ["duckdb"])
    with duckdb.connect(str(path), read_only=True) as connection:
        for name in SCHEMAS:
            assert connection.execute(f"select count(*) from {name}").fetchone() == (len(getattr(dataset, name)),)
        comments = connection.execute("select count(*), count(comment) from duckdb_columns() where not internal").fetchone()
    assert comments is not None and comments[0] == comments[1] == sum(len(schema) for schema in SCHEMAS.values())


def test_release_can_be_checked_and_cited(dataset: Dataset, tmp_path: Path) -> None:
    """A release holds tables, dictionary and citation; its hashes are right, and it is the same at every run."""
    (release,) = export(dataset, tmp_path / "a", ["release"])
    listed = dict(reversed(line.split("  ")) for line in (release / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    assert set(listed) == {path.name for path in release.iterdir()} - {"SHA256SUMS"}
    assert all(sha256((release / name).read_bytes()).hexdigest() == digest for name, digest in listed.items())
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    assert all(resource["hash"].startswith("sha256:") for resource in package["resources"])
    assert package["version"] in (release / "CITATION.cff").read_text(encoding="utf-8")
    (again,) = export(dataset, tmp_path / "b", ["release"])
    assert (release / "SHA256SUMS").read_bytes() == (again / "SHA256SUMS").read_bytes()


def test_changes_count_what_came_went_and_was_restated(tables: dict[str, pa.Table], dataset: Dataset, tmp_path: Path) -> None:
    """Against the previous release: a report added, one removed, one replaced by another file, and two cells changed."""
    ids = dataset.reports["report_id"].astype(str).tolist()
    (previous,) = export(
        stored(tmp_path / "old", {name: without(table, ids[0]) for name, table in tables.items()}), tmp_path / "a", ["release"]
    )
    newer = {name: renamed(without(table, ids[1]), ids[2], "anew") for name, table in tables.items()}
    row = newer["requests"]["report_id"].to_pylist().index(ids[3])
    newer["requests"] = changed(newer["requests"], "value", {row: 4321, row + 1: None})
    (release,) = export(stored(tmp_path / "new", newer), tmp_path / "b", ["release"], previous)
    text = (release / "CHANGES.md").read_text(encoding="utf-8")
    for line in ("- 1 added", "- 1 removed", "- 1 replaced", "- 2 cells changed in requests", "- 0 cells changed in proceedings"):
        assert line in text, text
    assert f"- {ids[2]} → anew" in text and "→ 4321" in text


def without(table: pa.Table, report_id: str) -> pa.Table:
    return table.filter(pa.compute.not_equal(table["report_id"], report_id))


def renamed(table: pa.Table, report_id: str, name: str) -> pa.Table:
    rows = {row: name for row, found in enumerate(table["report_id"].to_pylist()) if found == report_id}
    return changed(table, "report_id", rows)


def test_tables_in_folders_are_exported_alike(tables: dict[str, pa.Table], tmp_path: Path) -> None:
    """A table kept as a directory of files gives the same CSV and a release with the directory in it."""
    folder = tmp_path / "parts"
    stored(folder, tables)
    (folder / "requests.parquet").unlink()
    (folder / "requests.parquet").mkdir()
    half = len(tables["requests"]) // 2
    for number, part in enumerate((tables["requests"][:half], tables["requests"][half:])):
        pq.write_table(part, folder / "requests.parquet" / f"part-{number}.parquet")
    csv_folder, release = export(Dataset(folder), tmp_path / "out", ["csv", "release"])
    assert len((csv_folder / "requests.csv").read_text(encoding="utf-8").splitlines()) - 1 == len(tables["requests"])
    assert "requests.parquet/part-1.parquet" in (release / "SHA256SUMS").read_text(encoding="utf-8")
    again = export(Dataset(folder), tmp_path / "next", ["release"], release)
    assert "- 0 cells changed in requests" in (again[0] / "CHANGES.md").read_text(encoding="utf-8")


def test_a_release_never_overwrites_what_it_comes_from(dataset: Dataset, tmp_path: Path) -> None:
    """An unknown format, a previous release that is none, and a release onto its own source are told apart from success."""
    with pytest.raises(UsageError, match="no such format"):
        export(dataset, tmp_path, ["pdf"])
    with pytest.raises(UsageError, match="no release here"):
        export(dataset, tmp_path, ["release"], tmp_path / "nowhere")
    (release,) = export(dataset, tmp_path, ["release"])
    with pytest.raises(UsageError, match="overwrite"):
        export(dataset, tmp_path, ["release"], release)
    with pytest.raises(UsageError, match="overwrite"):
        export(reportlib.load(release), tmp_path, ["release"])
