"""Old Word files: the same grids by either converter, and a word where a conversion is not the file."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reportlib.errors import LimitExceeded, MissingDependency, UnreadableFile
from reportlib.forms.rules.findings import of_note
from reportlib.model import WARNING, Cell, Document, Grid, Note, Paragraph, Source
from reportlib.readers import read
from reportlib.readers.word import legacy

SAMPLES = Path(__file__).parents[1] / "samples"
DOC = (SAMPLES / "synthetic-legacy.doc").read_bytes()
SOFFICE = legacy._soffice()
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


def expected_cells() -> list[tuple[int, int, int, int, str]]:
    with (SAMPLES / "synthetic-legacy.expected.csv").open(encoding="utf-8") as lines:
        return [(int(r["table"]), int(r["row"]), int(r["column"]), int(r["column_span"]), r["text"]) for r in csv.DictReader(lines)]


def figures(document: Document) -> list[tuple[int, int, int, int, str]]:
    """Every cell that holds a number, with its table, true position and span."""
    cells = [(number, cell) for number, grid in enumerate(document.grids(), 1) for row in grid.rows for cell in row]
    return [(number, c.row, c.column, c.column_span, c.text) for number, c in cells if c.text.replace(".", "").isdecimal()]


@pytest.fixture
def without_soffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "SOFFICE_NAMES", ())


@pytest.mark.usefixtures("without_soffice")
def test_all_figures_stand_where_the_file_has_them() -> None:
    """The 200 figures of the three tables arrive at their rows, columns and spans by msdoc2docx, and the note says by whom."""
    document = read(Source("a.doc", DOC))
    assert figures(document) == expected_cells()
    assert document.source_format == "doc"
    assert [note.rule for note in document.notes] == ["converted"]
    assert "msdoc2docx" in of_note(document.notes[0]).message


@needs_soffice
def test_libreoffice_gives_the_same_grids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where msdoc2docx fails, LibreOffice gives the same cells with the same spans."""
    by_doc2docx = read(Source("a.doc", DOC))
    monkeypatch.setitem(sys.modules, "doc2docx", None)
    by_soffice = read(Source("a.doc", DOC))
    assert "LibreOffice" in of_note(by_soffice.notes[0]).message
    assert figures(by_soffice) == expected_cells()
    assert [texts(block) for block in by_soffice.blocks] == [texts(block) for block in by_doc2docx.blocks]


def texts(block: Grid | Paragraph) -> object:
    def spans(cell: Cell) -> tuple[str, int, int]:
        return cell.text, cell.row_span, cell.column_span

    return [[spans(cell) for cell in row] for row in block.rows] if isinstance(block, Grid) else block.text


def test_the_stored_text_is_read_without_a_converter() -> None:
    """The check on the converter reads titles and cells straight from the file."""
    lines = legacy.stored_lines(DOC)
    assert lines[0] == "试验县样例局2023年政府信息公开工作年度报告"
    assert [line for line in lines if line.replace(".", "").isdecimal()] == [text for *_, text in expected_cells()]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("第\x13 PAGE \x14 7\x15页", "第页"),
        ("共\x13 =SUM(ABOVE) \x14 12\x15件", "共 12件"),
        ("\x13 HYPERLINK \x14 本\x13 PAGE \x15局\x15", " 本局"),
    ],
)
def test_fields_are_their_printed_result(text: str, printed: str) -> None:
    """A sum or link is what it shows; page numbers, which a converter computes anew, are left out."""
    while (shorter := legacy.FIELD.sub(legacy._field_result, text)) != text:
        text = shorter
    assert text == printed


@pytest.mark.usefixtures("without_soffice")
def test_a_conversion_that_changes_a_figure_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure that the converter alters, drops or moves is a warning that names it."""
    true_lines = legacy._arrived_lines
    for tamper in (
        lambda lines: [line.replace("23269", "2326") for line in lines],
        lambda lines: lines[:-1],
        lambda lines: lines[1:] + lines[:1],
    ):
        monkeypatch.setattr(legacy, "_arrived_lines", lambda content, tamper=tamper: tamper(true_lines(content)))
        notes = read(Source("a.doc", DOC)).notes
        assert [note.rule for note in notes] == ["converted", "converted_with_losses"]
        assert of_note(notes[1]).severity == WARNING


@needs_soffice
def test_a_lossy_conversion_gives_way_to_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where msdoc2docx reports a loss and LibreOffice is there, LibreOffice's tables are taken."""
    monkeypatch.setattr(legacy, "_warnings", lambda *_: [Note("converted_with_losses", {"losses": "a table"}, case="reported")])
    document = read(Source("a.doc", DOC))
    assert [of_note(note).message for note in document.notes] == ["converted from .doc by LibreOffice"]
    assert figures(document) == expected_cells()


@pytest.mark.usefixtures("without_soffice")
def test_without_any_converter_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason says what to install."""
    monkeypatch.setitem(sys.modules, "doc2docx", None)
    with pytest.raises(MissingDependency, match="not installed") as caught:
        read(Source("a.doc", DOC))
    assert "pip install msdoc2docx" in caught.value.reason
    assert "LibreOffice" in caught.value.reason
    with pytest.raises(MissingDependency, match="LibreOffice"):
        read(Source("a.rtf", b"{\\rtf1 x}"))


@pytest.mark.usefixtures("without_soffice")
def test_a_cut_file_is_said_to_be_unreadable() -> None:
    """A file that broke off in its text has one clear reason."""
    cut = DOC[:9000] + bytes(len(DOC) - 9000 - 4096) + DOC[-4096:]
    with pytest.raises(UnreadableFile, match=r"cannot be converted|cut off"):
        read(Source("a.doc", cut))


def test_a_password_is_said() -> None:
    """A file with the mark of encryption is refused with what to do, and LibreOffice is not asked."""
    at = DOC.index(b"\xec\xa5")
    flags = bytes((DOC[at + 10], DOC[at + 11] | 1))
    locked = DOC[: at + 10] + flags + DOC[at + 12 :]
    with pytest.raises(UnreadableFile, match="password"):
        read(Source("a.doc", locked))


@needs_soffice
def test_rtf_reads_by_libreoffice() -> None:
    """A table in RTF arrives with its cells."""
    row = rb"\trowd\cellx2000\cellx4000 \u35268?\u31456?\cell 3\cell\row"
    document = read(Source("a.rtf", rb"{\rtf1\ansi \u26631?\u39064?\par " + row + rb"\pard\par}"))
    assert [[cell.text for cell in grid.rows[0]] for grid in document.grids()] == [["规章", "3"]]
    assert document.source_format == "rtf"


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
def test_a_program_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """After the time limit LibreOffice and what it started are ended, and the reason says so."""
    stand_in, alive = tmp_path / "soffice", tmp_path / "alive"
    stand_in.write_text(f"#!/bin/sh\n(sleep 2; touch {alive}) &\nsleep 60\n")
    stand_in.chmod(0o755)
    monkeypatch.setattr(legacy, "SOFFICE_NAMES", (str(stand_in),))
    monkeypatch.setattr(legacy, "SOFFICE_SECONDS", 0.5)
    begun = time.monotonic()
    with pytest.raises(LimitExceeded, match="too long"):
        read(Source("a.rtf", b"{\\rtf1 x}"))
    assert time.monotonic() - begun < 5
    time.sleep(2)
    assert not alive.exists()


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
def test_libreoffice_runs_alone_and_without_macros(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The program gets a profile of its own with macros off, no network, and leaves nothing behind."""
    stand_in, seen = tmp_path / "soffice", tmp_path / "seen"
    stand_in.write_text(
        f'#!/bin/sh\necho "$@" > {seen}\necho "$https_proxy" >> {seen}\ncat "$HOME"/profile/user/*.xcu >> {seen}\necho "$HOME" >> {seen}\n'
    )
    stand_in.chmod(0o755)
    monkeypatch.setattr(legacy, "SOFFICE_NAMES", (str(stand_in),))
    with pytest.raises(UnreadableFile, match="LibreOffice cannot open"):
        read(Source("a.rtf", b"{\\rtf1 x}"))
    told = seen.read_text()
    assert "--headless" in told
    assert "-env:UserInstallation=file:///" in told
    assert "http://127.0.0.1:9" in told
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true<' in told
    assert not Path(told.splitlines()[-1]).exists()


def test_reading_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The temporary folder is empty again after a file was read."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    read(Source("a.doc", DOC))
    assert list(tmp_path.iterdir()) == []


def test_the_package_imports_no_converter() -> None:
    """Importing the readers loads neither a converter nor a parser."""
    code = "import sys, reportlib.readers; print(sorted({'lxml', 'doc2docx', 'python_calamine'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
