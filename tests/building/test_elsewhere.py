"""Builds that leave this process's disk and machine: object storage in and out, and a cluster of which a worker is killed."""

from __future__ import annotations

import io
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fsspec.implementations.memory import MemoryFile

import reportlib
from reportlib.building.inputs import said_beside
from reportlib.dataset.parquet import batches_at, table_at
from reportlib.dataset.schema import SCHEMAS

RAW = Path(__file__).parent.parent.parent / "data" / "raw"
REPORT = (RAW / "临淄区商务局-2023.txt").read_text(encoding="utf-8")
YEARS = range(2016, 2024)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder with the reports of one body over eight years, and a file that is no report."""
    folder = tmp_path / "raw"
    folder.mkdir()
    for year in YEARS:
        (folder / f"{year}.txt").write_text(REPORT.replace("2023", str(year)), encoding="utf-8")
    (folder / "letter.txt").write_text("关于召开会议的通知\n请各单位准时参加。\n", encoding="utf-8")
    return folder


def tables(processed: str) -> dict[str, list[dict[str, object]]]:
    dataset = reportlib.load(processed)
    return {name: dataset._arrow(name).to_pylist() for name in SCHEMAS}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty bucket of an S3 server on this machine."""
    moto = pytest.importorskip("moto.server")
    s3fs = pytest.importorskip("s3fs")
    server = moto.ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    s3fs.S3FileSystem().mkdir("reports")
    yield "s3://reports"
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


@pytest.mark.filterwarnings("ignore")
def test_object_storage_holds_what_a_disk_holds(raw: Path, tmp_path: Path, bucket: str) -> None:
    """Reports read from a bucket and tables written to it are those of a local build; again, nothing is read anew."""
    import s3fs

    (raw / "rollups.csv").write_text("parent,child\n临淄区商务局,乙局\n", encoding="utf-8")
    (raw / "manifest.csv").write_text("file,url\n2016.txt,https://example.org/2016\ngone.txt,https://example.org/gone\n", encoding="utf-8")
    s3fs.S3FileSystem().put(f"{raw}/", f"{bucket}/raw/", recursive=True)
    assert reportlib.build(f"{bucket}/raw", f"{bucket}/tables", jobs=1).reports == len(YEARS)
    reportlib.build(raw, tmp_path / "out", jobs=1)
    assert tables(f"{bucket}/tables") == tables(str(tmp_path / "out"))
    assert "https://example.org/2016" in list(reportlib.load(f"{bucket}/tables").reports["url"])
    assert reportlib.build(f"{bucket}/raw", f"{bucket}/tables", jobs=1).reread == 0


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_of_which_a_worker_is_killed_gives_the_same(raw: Path, tmp_path: Path) -> None:
    """Two Dask workers, one of them ended midway, write the tables of a local build."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        victim = next(iter(cluster.workers.values()))

        def kill() -> None:
            time.sleep(0.5)
            os.kill(victim.pid, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        summary = reportlib.build(raw, tmp_path / "cluster", cluster=cluster.scheduler_address)
        killer.join()
    assert summary.reports == len(YEARS) and len(summary.quarantined) == 1
    reportlib.build(raw, tmp_path / "out", jobs=1)
    assert tables(str(tmp_path / "cluster")) == tables(str(tmp_path / "out"))


def test_what_python_opens_is_read_by_the_caller_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread of Arrow's that still holds a file of Python's when the interpreter ends would end the process with an abort."""
    reading: set[int] = set()

    def read(file: MemoryFile, size: int = -1) -> bytes:
        reading.add(threading.get_ident())
        return io.BytesIO.read(file, size)

    rows = pa.table({"code": [f"code {number}" for number in range(10_000)], "value": range(10_000)})
    with fsspec.open("memory://tables/rows.parquet", "wb") as file:
        pq.write_table(rows, file, row_group_size=1_000)
    monkeypatch.setattr(MemoryFile, "read", read, raising=False)
    place = "memory://tables/rows.parquet"
    assert table_at(place, columns=["value"], filters=[("value", "<", 5)]).column_names == ["value"]
    assert sum(map(len, batches_at(place, ["code"]))) == len(rows)
    assert reading == {threading.get_ident()}


def test_what_arrow_can_open_is_never_opened_by_python(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a local disk every table of a build, of the next build and of a dataset is opened by its path."""
    opened: list[object] = []
    read_table = pq.read_table

    def noted(source: object, *arguments: object, **named: object) -> pa.Table:
        opened.append(source)
        return read_table(source, *arguments, **named)

    monkeypatch.setattr(pq, "read_table", noted)
    reportlib.build(raw, tmp_path / "out", jobs=1)
    (raw / "2016.txt").write_text(REPORT.replace("2023", "2015"), encoding="utf-8")
    reportlib.build(raw, tmp_path / "out", jobs=1)
    assert len(reportlib.load(tmp_path / "out").reports) == len(YEARS)
    assert opened
    assert all(isinstance(source, str) for source in opened)


def test_no_name_of_a_store_leads_out_of_where_it_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A manifest whose key climbs to a parent is not fetched; the one beside the reports is."""
    (tmp_path / "fetched").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "fetched"))
    store = fsspec.filesystem("memory")
    store.pipe_file("/climbing/a.txt", b"")
    store.pipe_file("/climbing/manifest.csv", b"file,url\na.txt,https://example.org/a\n")
    store.pipe_file("/climbing/../../outside/manifest.csv", b"file,url\n")
    assert list(said_beside("memory://climbing").manifest) == ["a.txt"]
    assert not (tmp_path / "outside").exists()
