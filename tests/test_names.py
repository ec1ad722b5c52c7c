"""Every input has a row, whatever it is called and whatever it is."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

import reportlib
from reportlib.building.inputs import held_in, listed
from reportlib.errors import UsageError
from reportlib.text.decoding import printable

REPORT = (Path(__file__).parent.parent / "data" / "raw" / "临淄区商务局-2023.txt").read_text(encoding="utf-8")


def names(raw: Path) -> dict[str, str]:
    """What is listed below a folder: each name, and why it is not opened."""
    return {file.name: file.refused for file in listed(str(raw), str(raw.parent / "out"))[0]}


def test_no_two_names_are_shown_as_one() -> None:
    """Controls, turned directions and bytes that are no UTF-8 are written out, and so is what looks like that already."""
    strange = [
        "a\x1b[31m",
        "a\udcb7",
        "a\\xb7",
        "a\u202etxt",
        "a\x85",
        "a\\x85",
        "a\n",
        "a\ud800",
        "a\\x5cx85",
        "a",
        "政务\u200b.txt",
        "[red]",
    ]
    shown = [printable(name) for name in strange]
    assert len(set(shown)) == len(shown)
    assert shown[:2] == ["a\\x1b[31m", "a\\xb7"] and shown[-2:] == strange[-2:]
    assert all(text.encode() and text.replace("\u200b", "").isprintable() for text in shown)


def test_litter_is_counted_and_what_merely_looks_so_is_read(tmp_path: Path) -> None:
    """Dot names, look-alikes of README and licence, and a CSV of the user's name in a folder where it is not looked for are listed."""
    raw = tmp_path / "raw"
    (raw / "县").mkdir(parents=True)
    kept = [".2023.txt", "README-甲市.txt", "licence-office-2024.txt", "县/bodies.csv", "Manifest.CSV"]
    left = [".DS_Store", "Thumbs.db", "desktop.ini", "~$a.docx"]
    for name in (*kept, *left, "县/manifest.csv", "bodies.csv", "explanations.csv", "rollups.csv"):
        (raw / name).write_text(REPORT, encoding="utf-8")
    assert names(raw) == dict.fromkeys(kept, "")
    assert listed(str(raw), str(tmp_path / "out"))[1] == len(left)


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    """Links, pipes and empty folders with the name of a file are listed with what they are; a folder with files is its files."""
    raw = tmp_path / "raw"
    for folder in ("empty.txt", "manifest.csv", "县.docx", "plain"):
        (raw / folder).mkdir(parents=True)
    (raw / "县.docx" / "a.txt").write_text(REPORT, encoding="utf-8")
    (raw / "dangling.txt").symlink_to("nowhere")
    (raw / "linked").symlink_to("plain")
    os.mkfifo(raw / "pipe.txt")
    told = {"empty.txt": "an empty folder", "manifest.csv": "an empty folder", "县.docx/a.txt": ""}
    assert names(raw) == {**told, "dangling.txt": "a link", "linked": "a link", "pipe.txt": "a pipe"}


def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its files are not lost without a word."""
    (tmp_path / "raw" / "closed").mkdir(parents=True)
    scan = os.scandir

    def refused(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refused)
    assert names(tmp_path / "raw") == {"closed": "a folder that cannot be opened"}


def test_hostile_names_cost_nobody_a_row(tmp_path: Path) -> None:
    """A build of files whose names are bytes, controls, markup and members of others has a row for each, apart and readable."""
    raw = tmp_path / "raw"
    raw.mkdir()
    with zipfile.ZipFile(raw / "c.zip", "w") as package:
        package.writestr("a.txt", REPORT)
        package.writestr("b\x1b[31m.txt", "今天没有报告。")
    strange = ["c.zip!a.txt", "esc\x1b[31m[red].txt", os.fsdecode("潍坊市.txt".encode("gb18030"))]
    for number, name in enumerate(strange):
        (raw / name).write_text(REPORT.replace("行政许可\t0", f"行政许可\t{number + 5}"), encoding="utf-8")
    (raw / "manifest.csv").mkdir()
    reportlib.build(raw, tmp_path / "out", jobs=1)
    dataset = reportlib.load(tmp_path / "out")
    sources = dict(zip(dataset.sources["source"], dataset.sources["outcome"], strict=True))
    quarantined = {name for name, outcome in sources.items() if outcome == "quarantined"}
    assert len(sources) == 6 and quarantined == {"manifest.csv", "c.zip!b\\x1b[31m.txt"}
    assert {"c.zip!a.txt", "c.zip\\x21a.txt"} < set(sources)
    assert all(name.isprintable() for name in sources)
    for name in sources.keys() - quarantined:
        held = held_in(str(raw), str(tmp_path / "out"), name)
        assert held and held.sha256 == dataset.sources.set_index("source")["sha256"][name]


def test_reports_are_never_written_over(tmp_path: Path) -> None:
    """RAW inside PROCESSED is refused; PROCESSED inside RAW is passed over."""
    (tmp_path / "out" / "raw").mkdir(parents=True)
    with pytest.raises(UsageError, match="written over the reports"):
        listed(str(tmp_path / "out" / "raw"), str(tmp_path / "out"))
    (tmp_path / "out" / "a.txt").touch()
    (tmp_path / "b.txt").touch()
    assert [file.name for file in listed(str(tmp_path), str(tmp_path / "out"))[0]] == ["b.txt"]
