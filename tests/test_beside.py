"""The user's own CSV files: each read in any encoding, with a finding for every line that cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportlib.beside.bodies import read_bodies
from reportlib.beside.entries import add_explanation, read_explanations
from reportlib.beside.manifest import Entry, read_manifests
from reportlib.beside.rollups import read_rollups
from reportlib.model import Finding, Source
from reportlib.readers import read
from reportlib.text.decoding import decoded

Reading = Callable[[Path], tuple[Any, tuple[Finding, ...]]]
BESIDE: dict[str, tuple[str, Reading]] = {
    "bodies.csv": ("alias,code\n甲局,370305\n乙局,370305\n", read_bodies),
    "explanations.csv": (
        "report,rule,who,when,why\n甲局-2023,balance,某人,2024-01-02,原文如此\n乙局-2023,balance,某人,2024-01-02,原文如此\n",
        read_explanations,
    ),
    "rollups.csv": ("parent,child\n甲区,甲局\n甲区,乙局\n", read_rollups),
    "manifest.csv": ("file,agency\n甲.txt,甲局\n乙.txt,乙局\n", lambda path: read_manifests(path.parent)),
}


def beside(folder: Path, name: str, content: bytes) -> tuple[Any, tuple[Finding, ...]]:
    for report in ("甲.txt", "乙.txt"):
        (folder / report).touch()
    (folder / name).write_bytes(content)
    return BESIDE[name][1](folder / name)


@pytest.mark.parametrize("name", BESIDE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_encoding_of_a_spreadsheet_is_read(tmp_path: Path, name: str, encoding: str) -> None:
    """The same lines come of every file, however a spreadsheet saved it."""
    entries, findings = beside(tmp_path, name, BESIDE[name][0].encode(encoding))
    plain, _ = beside(tmp_path, name, BESIDE[name][0].encode())
    assert entries == plain and len(entries) == 2 and not findings


@pytest.mark.parametrize("name", BESIDE)
def test_a_damaged_line_is_told_and_the_others_are_used(tmp_path: Path, name: str) -> None:
    """One byte that is no character costs its own line, which a finding names in both languages."""
    content = BESIDE[name][0].encode()
    last = content.rindex("乙".encode())
    entries, (found,) = beside(tmp_path, name, content[:last] + b"\xff" + content[last + 3 :])
    assert len(entries) == 1 and found.place.endswith("line 3")
    assert f"{name}, line 3: expected characters; found damaged bytes" in found.message
    assert found.message_zh == f"{name} 第3行：应为文字，实为损坏的字节；该行没有采用"


@pytest.mark.parametrize("name", BESIDE)
def test_surplus_cells_unknown_columns_and_absent_ones_are_told(tmp_path: Path, name: str) -> None:
    """More cells than the header, a column of another name and a needed one that is not there are findings, never guesses."""
    header, first, *_ = BESIDE[name][0].split("\n")
    entries, (found,) = beside(tmp_path, name, f"{header}\n{first},和\n".encode())
    assert not entries and "found more: 和" in found.message and found.place.endswith("line 2")
    entries, (found,) = beside(tmp_path, name, f"{header},备考\n{first},\n".encode())
    assert len(entries) == 1 and "found 备考; the column is not used" in found.message
    entries, found_bad = beside(tmp_path, name, b"who\n")
    assert not entries and "the file is not used" in found_bad[-1].message


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    """A cell that runs over two lines does not shift the numbers of the lines below it."""
    _, (found,) = beside(tmp_path, "manifest.csv", 'file,agency\n甲.txt,"甲\n局"\n丙.txt,\n'.encode())
    assert found.place == "manifest.csv, line 4"


def test_the_origin_of_a_file_is_told(tmp_path: Path) -> None:
    """manifest.csv says of a file whether it is as published; what is no origin is a finding."""
    entries, (found,) = beside(tmp_path, "manifest.csv", "file,origin\n甲.txt,rewritten\n乙.txt,copied\n".encode())
    assert entries.get("甲.txt", Entry()).publication.origin == "rewritten" and "乙.txt" not in entries
    assert "expected an origin of published, rewritten, set, generated; found 'copied'" in found.message


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
def test_an_explanation_is_added_in_the_encoding_of_the_file(tmp_path: Path, encoding: str) -> None:
    """A line is appended so that the whole file can still be read."""
    path = tmp_path / "explanations.csv"
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    path.write_bytes((mark + "report,rule,place,who,when,why,value\n甲局-2023,balance,,某人,2024-01-02,原文如此,").encode(encoding))
    added = add_explanation(path, report="乙局-2023", rule="outcomes", who="某人", why="如此", when="2024-01-03")
    entries, findings = read_explanations(path)
    assert [entry.report for entry in entries] == ["甲局-2023", "乙局-2023"] and entries[1] == added and not findings


def test_one_damaged_byte_is_the_same_in_a_page_and_in_a_text() -> None:
    """A page and a text with one byte that is no character are both read, each with a note."""
    words = "某局2023年政府信息公开工作年度报告\n" + "本年度公开信息若干条。\n" * 20
    damaged = words.encode() + b"\xff\n"
    for name, content in (("a.txt", damaged), ("a.html", b"<html><body><p>" + damaged + b"</p></body></html>")):
        document = read(Source(name, content))
        assert [note.rule for note in document.notes] == ["damaged_text"], name
        assert any("某局2023年" in paragraph.text for paragraph in document.paragraphs())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_encodings_are_told_by_their_bytes(encoding: str) -> None:
    """Chinese text comes out whole in every encoding that agencies use, and binary content is no text."""
    text = "收到申请3件, 公开" * 10
    known = decoded(text.encode(encoding))
    assert known and known.text == text and not known.damaged
    assert decoded(bytes(range(128, 256)) * 20) is None


HARM: dict[str, tuple[Callable[[str], bytes | None], str]] = {
    "a folder": (lambda text: None, "directory"),
    "other bytes": (lambda text: bytes(range(256)) * 40, "other bytes"),
    "a quotation that is never closed": (lambda text: (text + '"' + "甲" * 140_000).encode(), "131,072 characters"),
    "a header without end": (lambda text: b"x" * 140_000 + b"\n" + text.encode(), "column"),
}


@pytest.mark.parametrize("name", BESIDE)
@pytest.mark.parametrize("harm", HARM)
def test_a_file_that_is_none_is_told_and_ends_nothing(tmp_path: Path, name: str, harm: str) -> None:
    """A folder of that name, bytes that are no text, and cells without end are one finding."""
    make, told = HARM[harm]
    content = make(BESIDE[name][0])
    if content is None:
        (tmp_path / name).mkdir()
        _, findings = BESIDE[name][1](tmp_path / name)
    else:
        _, findings = beside(tmp_path, name, content)
    assert len(findings) == 1 and told in findings[0].message


def test_numbers_and_names_without_end_are_told(tmp_path: Path) -> None:
    """A year of thousands of digits and a file name that no disk could hold cost their own line."""
    lines = f"file,year\n甲.txt,{'9' * 5000}\n{'长' * 400}.txt,2023\n乙.txt,2023\n"
    entries, findings = beside(tmp_path, "manifest.csv", lines.encode())
    assert set(entries) == {"乙.txt"} and len(findings) == 2
    bodies = f"alias,code,from\n甲局,370305,{'9' * 5000}\n"
    assert len(beside(tmp_path, "bodies.csv", bodies.encode())[1]) == 1
    said = f"report,rule,place,who,when,why,value\n甲局-2023,,requests/received/total,某人,2024-01-02,原文,{'9' * 5000}\n"
    assert len(beside(tmp_path, "explanations.csv", said.encode())[1]) == 1
