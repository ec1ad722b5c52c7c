"""Reports whose pages are pictures of their own: joined by name and content, never two reports in one."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import reportlib
from reportlib.building import shards
from reportlib.building.inputs import held_in, listed
from reportlib.building.register import NOTHING, Earlier, registered, to_read
from reportlib.building.shards import Chunk, FileRead, ReadTask, read_chunk
from reportlib.errors import UnreadableFile
from reportlib.model import Report, Source
from reportlib.readers.archive.leaves import paged
from reportlib.reading import Beside

RAW = Path(__file__).parent.parent.parent / "data" / "raw"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("names", "runs"),
    [
        (["page-1.png", "page-2.png", "page-10.png"], []),
        (["page-2.png", "page-1.png", "page-3.png"], [("page-1.png", "page-2.png", "page-3.png")]),
        (["001.jpg", "002.JPG"], [("001.jpg", "002.JPG")]),
        (["第1页.png", "第2页.png"], [("第1页.png", "第2页.png")]),
        (["scan(2).png", "scan.png"], [("scan.png", "scan(2).png")]),
        (
            ["甲局2023年报 (1).png", "甲局2023年报 (2).png", "甲局2023年报.png"],
            [("甲局2023年报.png", "甲局2023年报 (1).png", "甲局2023年报 (2).png")],
        ),
        (["甲-1.png", "甲-2.png", "乙-1.png"], [("甲-1.png", "甲-2.png")]),
        (["a/1.png", "b/2.png"], []),
        (["2022.png", "2023.png"], []),
        (["甲局2023.png", "甲局2024.png"], []),
        (["2.png", "3.png"], []),
        (["1.png", "01.png", "2.png"], []),
        (["1.png", "2.jpg"], []),
        (["1.pdf", "2.pdf"], []),
    ],
)
def test_pages_are_told_by_their_names(names: list[str], runs: list[tuple[str, ...]]) -> None:
    """Numbers from one on, one kind of name and of picture, in one folder."""
    assert paged(names) == runs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a report on three pictures, and one alone."""
    for number in (1, 2, 3):
        (tmp_path / "raw/甲").mkdir(parents=True, exist_ok=True)
        (tmp_path / f"raw/甲/page-{number}.png").write_bytes(PNG + b"%d" % number)
    (tmp_path / "raw/甲/cover.png").write_bytes(PNG + b"cover")
    return tmp_path / "raw"


def reading(monkeypatch: pytest.MonkeyPatch, reports: int) -> list[Source]:
    """What is asked to be read, where every source gives so many reports."""
    asked: list[Source] = []
    report = reportlib.read(RAW / "临淄区商务局-2023.txt")

    def read_all(source: Source, _beside: Beside) -> tuple[Report, ...]:
        asked.append(source)
        count = reports if source.following else 1
        return tuple(
            replace(report, source=source.name if n == 0 else f"{source.name}#{n + 1}", sha256=source.sha256) for n in range(count)
        )

    monkeypatch.setattr(shards, "read_all", read_all)
    return asked


def read(raw: Path, tmp_path: Path) -> Sequence[FileRead]:
    files, _ = listed(str(raw), str(tmp_path / "out"))
    return read_chunk(Chunk("one", files, ("",) * len(files)), ReadTask(str(raw), str(tmp_path / "shards"), Beside()))


def test_pictures_of_one_report_are_read_as_one(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader has all pages in order; each picture has its row, and the first the report."""
    asked = reading(monkeypatch, 1)
    rows = [row for one in read(folder, tmp_path) for row in one.rows]
    assert [[page.content[-1:] for page in (source, *source.following)] for source in asked] == [[b"r"], [b"1", b"2", b"3"]]
    assert [(row.source, row.outcome, bool(row.report_id), row.reason) for row in rows] == [
        ("甲/cover.png", "parsed", True, None),
        ("甲/page-1.png", "parsed", True, None),
        ("甲/page-2.png", "parsed", False, "page 2 of 甲/page-1.png"),
        ("甲/page-3.png", "parsed", False, "page 3 of 甲/page-1.png"),
    ]


def test_pictures_that_are_a_report_each_stay_apart(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many reports as pictures are read one by one; so are copies of one picture, and all where one is damaged."""
    reading(monkeypatch, 3)
    entries = [entry.source for one in read(folder, tmp_path) for entry in one.entries]
    assert entries == ["甲/cover.png", "甲/page-1.png", "甲/page-2.png", "甲/page-3.png"]
    (folder / "甲/page-2.png").write_bytes(PNG + b"1")
    asked = reading(monkeypatch, 1)
    read(folder, tmp_path)
    assert not any(source.following for source in asked)
    (folder / "甲/page-2.png").write_bytes(PNG + b"2")

    def damaged(source: Source, _beside: Beside) -> tuple[Report, ...]:
        raise UnreadableFile("the picture is damaged", source=source.name)

    monkeypatch.setattr(shards, "read_all", damaged)
    rows = [row for one in read(folder, tmp_path) for row in one.rows]
    assert [(row.source, row.outcome) for row in rows if "page" in row.source] == [(f"甲/page-{n}.png", "quarantined") for n in (1, 2, 3)]


def test_pictures_in_an_archive_are_joined_too(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages in one zip are one report, and named as its members."""
    packed = tmp_path / "packed"
    packed.mkdir()
    with zipfile.ZipFile(packed / "a.zip", "w") as archive:
        for number in (2, 1):
            archive.write(folder / f"甲/page-{number}.png", f"甲/第{number}页.png")
    reading(monkeypatch, 1)
    (one,) = read(packed, tmp_path)
    assert [(row.source, row.reason) for row in one.rows] == [
        ("a.zip!甲/第1页.png", None),
        ("a.zip!甲/第2页.png", "page 2 of a.zip!甲/第1页.png"),
    ]


def test_a_page_that_changes_makes_all_be_read_anew(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first picture stands for all in the register; what stays keeps the rows of each."""
    reading(monkeypatch, 1)
    files, _ = listed(str(folder), str(tmp_path / "out"))
    fresh = {one.name: one for one in read(folder, tmp_path)}
    register = registered(files, NOTHING, fresh)
    by_name = {row.source: (row,) for row in register.rows}
    stays = Earlier(None, 1, register.files, by_name, {entry.source: (entry,) for entry in register.entries})
    assert to_read(files, stays) == () and registered(files, stays, {}).rows == register.rows
    (folder / "甲/page-3.png").write_bytes(PNG + b"another")
    assert [file.name for file in to_read(listed(str(folder), str(tmp_path / "out"))[0], stays)] == ["甲/page-1.png"]


def test_each_picture_is_found_by_its_name(folder: Path, tmp_path: Path) -> None:
    """The name of the first leads to all pages, that of another to itself."""
    found = [held_in(str(folder), str(tmp_path / "out"), f"甲/page-{number}.png") for number in (1, 3)]
    assert [(source.content[-1:], len(source.following)) for source in found if source] == [(b"1", 2), (b"3", 0)]
