"""The loop over files: what is read, what is quarantined, what is kept, and that the bytes are always the same."""

from __future__ import annotations

import shutil
import subprocess
import sys
from hashlib import sha256
from multiprocessing import get_all_start_methods
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import reportlib
from reportlib.dataset.schema import COLUMNS
from reportlib.errors import NotAReport, UsageError

RAW = Path(__file__).parent.parent.parent / "data" / "raw"
ONE = "临淄区商务局-2023.txt"
ANOTHER = "政务服务局-2023.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two reports, one in a folder of its own."""
    raw = tmp_path / "raw"
    (raw / "county").mkdir(parents=True)
    shutil.copy(RAW / ONE, raw / "county" / ONE)
    shutil.copy(RAW / ANOTHER, raw / ANOTHER)
    return raw


def hashes(processed: Path) -> dict[str, str]:
    return {
        path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(processed.iterdir()) if path.suffix in (".parquet", ".json")
    }


def test_every_table_has_its_columns_and_their_descriptions(folder: Path, tmp_path: Path) -> None:
    """Each table is one Parquet file with the columns of the contract, each described."""
    reportlib.build(folder, tmp_path / "out")
    for name, columns in COLUMNS.items():
        schema = pq.read_schema(tmp_path / "out" / f"{name}.parquet")
        assert schema.names == [column for column, _, _ in columns]
        assert all(schema.field(column).metadata[b"description"].decode() == text for column, _, text in columns)
    assert (tmp_path / "out" / "datapackage.json").exists()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b"\n \n\t\n", "empty"),
        ("binary.txt", bytes(range(256)) * 20, "no known kind"),
        ("letter.txt", "关于召开会议的通知\n请各单位准时参加。\n".encode(), "no yearly disclosure report"),
        ("table.txt", "姓名\t数量\n甲\t3\n乙\t4\n".encode(), "no yearly disclosure report"),
        ("broken.docx", b"PK\x03\x04 this is no zip", ""),
    ],
)
def test_what_cannot_be_read_is_quarantined_and_the_rest_goes_on(
    folder: Path, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    """A file that is no report has its row in sources with the reason, and loses no other report."""
    (folder / name).write_bytes(content)
    summary = reportlib.build(folder, tmp_path / "out")
    assert summary.reports == 2
    assert [(row.source, row.outcome) for row in summary.quarantined] == [(name, "quarantined")]
    assert summary.quarantined[0].reason and reason in summary.quarantined[0].reason
    sources = reportlib.load(tmp_path / "out").sources
    assert sorted(sources["outcome"]) == ["parsed", "parsed", "quarantined"]
    assert sources.loc[sources["source"] == name, "bytes"].item() == len(content)


def test_the_same_file_twice_counts_once(folder: Path, tmp_path: Path) -> None:
    """A copy under another name is a duplicate of the first by name, and its rows are not doubled."""
    shutil.copy(folder / ANOTHER, folder / "政务服务局-2023（副本）.md")
    reportlib.build(folder, tmp_path / "out")
    dataset = reportlib.load(tmp_path / "out")
    row = dataset.sources[dataset.sources["source"] == "政务服务局-2023（副本）.md"].iloc[0]
    assert (row["outcome"], row["reason"]) == ("duplicate", f"the same content as {ANOTHER}")
    assert len(dataset.reports) == 2 and len(dataset.requests) == 2 * 175


def test_bytes_are_the_same_for_any_number_of_processes(folder: Path, tmp_path: Path) -> None:
    """One process, two, or a second run over the first give the same bytes."""
    for number in range(70):
        (folder / f"{number:02}.txt").write_text(
            (RAW / ONE).read_text(encoding="utf-8").replace("临淄区商务局", f"临淄区第{number}局"), encoding="utf-8"
        )
    reportlib.build(folder, tmp_path / "one", jobs=1)
    reportlib.build(folder, tmp_path / "two", jobs=2)
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")
    reportlib.build(folder, tmp_path / "one")
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")


def test_only_what_is_new_is_read_and_nothing_old_stays(folder: Path, tmp_path: Path) -> None:
    """A second build reads only the files that changed, and gives what a first one would."""
    out = tmp_path / "out"
    assert reportlib.build(folder, out).reread == 2
    assert reportlib.build(folder, out).reread == 0
    (folder / ANOTHER).unlink()
    (folder / "new.txt").write_bytes((RAW / "临淄区行政审批服务局-2023.txt").read_bytes())
    (folder / "county" / ONE).write_text((RAW / ONE).read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert reportlib.build(folder, out).reread == 2
    reportlib.build(folder, tmp_path / "fresh")
    assert hashes(out) == hashes(tmp_path / "fresh")


def test_sql_and_frames_give_the_same(folder: Path, tmp_path: Path) -> None:
    """The tables go by their names in SQL, with the values of the frames."""
    reportlib.build(folder, tmp_path / "out")
    dataset = reportlib.load(tmp_path / "out")
    answer = dataset.sql("select sum(value) as n from requests where item = 'received' and applicant = 'total'")
    received = dataset.requests.query("item == 'received' and applicant == 'total'")["value"].sum()
    assert answer["n"].item() == received == 0
    assert str(dataset.requests["value"].dtype) == "Int64" and str(dataset.disclosures["value"].dtype) == "Float64"


def test_wrong_calls_say_what_to_do(tmp_path: Path) -> None:
    """A folder that is not there, a file that is none, tables that were not built: one clear line each."""
    with pytest.raises(UsageError, match="there is no such folder"):
        reportlib.build(tmp_path / "nowhere", tmp_path / "out")
    with pytest.raises(UsageError, match="there is no such file"):
        reportlib.read(tmp_path / "nothing.txt")
    with pytest.raises(UsageError, match="run: reportlib build"):
        reportlib.load(tmp_path)
    (tmp_path / "note.txt").write_text("今天没有报告。", encoding="utf-8")
    with pytest.raises(NotAReport, match=r"note.txt: this is no yearly disclosure report; expected"):
        reportlib.read(tmp_path / "note.txt")


def test_copies_of_a_file_that_is_no_report_are_no_duplicates(tmp_path: Path) -> None:
    """Each of them is quarantined with its reason: there is no report of which one could be the duplicate."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for number in range(8):
        (raw / f"{number}.txt").write_text("试验县样例局2023年工作总结\n", encoding="utf-8")
    assert reportlib.build(raw, tmp_path / "out", jobs=1).duplicates == 0
    rows = pq.read_table(tmp_path / "out" / "sources.parquet").to_pylist()
    assert [(row["outcome"], bool(row["reason"])) for row in rows] == [("quarantined", True)] * 8


def test_what_is_said_beside_the_reports_makes_them_read_anew(folder: Path, tmp_path: Path) -> None:
    """What was kept of a file was read by other words of the user's, and is not kept longer."""
    reportlib.build(folder, tmp_path / "out")
    (folder / "bodies.csv").write_text("alias,scope\n临淄区商务局,government\n", encoding="utf-8")
    assert reportlib.build(folder, tmp_path / "out").reread == 2
    assert "government" in pq.read_table(tmp_path / "out" / "reports.parquet")["scope"].to_pylist()


@pytest.mark.parametrize("method", [method for method in ("spawn", "forkserver") if method in get_all_start_methods()])
def test_a_script_without_a_main_guard_builds(method: str, tmp_path: Path) -> None:
    """However processes start, a script that calls build at its top level runs once and reads every file."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for number in range(10):
        (raw / f"{number}.txt").write_text(f"试验县样例局{2010 + number}年工作总结\n", encoding="utf-8")
    script = tmp_path / "script.py"
    script.write_text(
        "import multiprocessing, reportlib\n"
        f"multiprocessing.set_start_method({method!r})\n"
        f"summary = reportlib.build({str(raw)!r}, {str(tmp_path / 'out')!r}, jobs=2)\n"
        "print(len(summary.quarantined), {row.reason for row in summary.quarantined})\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith("10 ")
    assert "ended the process" not in done.stdout
    assert not done.stderr
