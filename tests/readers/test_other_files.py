"""Reports in the other files that sites and converters give, read back; and archives of every kind."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path

import pytest
from corpus.other_files import OTHER, PACKED
from corpus.synthetic import EXACT, Case, read_back

from reportlib.errors import LimitExceeded, ReportError, UnreadableFile
from reportlib.model import Source
from reportlib.readers import limits, read
from reportlib.readers.archive import expand
from reportlib.text.numbers import read_number

CASE = Case("docx", "plain", seed=3)


@cache
def printed(kind: str) -> bytes:
    return OTHER[kind][1](CASE.report())


@pytest.mark.parametrize("kind", OTHER)
def test_the_report_is_read_whole(kind: str) -> None:
    """Each cell is what was written, in every file."""
    verdict = read_back(CASE, Source(f"report{OTHER[kind][0]}", printed(kind)))
    assert (verdict.outcome, verdict.differences[:3], verdict.said, verdict.grade) == (EXACT, (), verdict.said, "verified")


@pytest.mark.parametrize("ending", PACKED)
def test_archives_are_read_through(tmp_path: Path, ending: str) -> None:
    """The one report in an archive of each kind arrives, with a name that leads back; links are no files."""
    path = tmp_path / f"a.html{ending}"
    path.write_bytes(PACKED[ending]("县/a.html", b"<p>report</p>"))
    found = list(expand(path, tmp_path))
    assert [source.content for source in found if isinstance(source, Source)] == [b"<p>report</p>"]
    assert re.fullmatch(r"a\.html[.a-z0-9]+!(?:.*!)?(?:县/)?a\.html", found[0].name if isinstance(found[0], Source) else "")


def test_seven_zip_is_read_through(tmp_path: Path) -> None:
    """A .7z gives its members where py7zr is there."""
    py7zr = pytest.importorskip("py7zr")
    with py7zr.SevenZipFile(tmp_path / "a.7z", "w") as package:
        package.writestr("<p>report</p>", "县/a.html")
    assert [(source.name, source.content) for source in expand(tmp_path / "a.7z", tmp_path)] == [("a.7z!县/a.html", b"<p>report</p>")]  # type: ignore[union-attr]


@pytest.mark.parametrize("ending", PACKED)
@pytest.mark.parametrize("part", [0.3, 0.7, 0.95])
def test_a_cut_archive_is_one_clear_error_at_most(tmp_path: Path, ending: str, part: float) -> None:
    """A download that broke off gives what is whole, or an error that says what to do."""
    content = PACKED[ending]("a.html", bytes(range(256)) * 40)
    path = tmp_path / f"a{ending}"
    path.write_bytes(content[: int(len(content) * part)])
    assert all(isinstance(found, Source) or found.remedy for found in expand(path, tmp_path))


def test_a_stream_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A compressed stream that does not say its size is unpacked only as far as the limits allow."""
    monkeypatch.setattr(limits, "RATIO_MATTERS_FROM", 1000)
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(bytes(10**6)))
    (found,) = expand(path, tmp_path)
    assert isinstance(found, LimitExceeded)


def test_a_message_without_an_attachment_is_what_it_says() -> None:
    """A mail message that itself holds the report is read; one with two files is refused with what to do."""
    message = (
        b"From: a\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" + "甲县人民政府2023年政府信息公开工作年度报告\n".encode()
    )
    assert next(read(Source("a.eml", message)).paragraphs()).text.startswith("甲县")
    part = "--b\nContent-Type: text/html\nContent-Disposition: attachment; filename=a.html\n\n<p>a</p>\n"
    two = f"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n{part}{part}--b--\n".encode()
    with pytest.raises(UnreadableFile, match="give the message to build"):
        read(Source("a.eml", two))


@pytest.mark.parametrize("kind", OTHER)
def test_no_foreign_exception_leaves_a_reader(kind: str) -> None:
    """Cut off anywhere or with a byte changed, a file is read or refused in the reader's own words."""
    content = printed(kind)
    for at in range(7, len(content), max(1, len(content) // 6)):
        for damaged in (content[:at], content[:at] + b"\xff\x00" + content[at + 2 :]):
            try:
                read(Source(f"a{OTHER[kind][0]}", damaged))
            except ReportError as error:
                assert error.source and error.reason


@pytest.mark.parametrize(
    "text", ["项目，甲，乙\n" * 9, "全年受理3件，办结2件，其余1件。\n" * 9, "行政许可\t12\n行政处罚\t3\t4\n规章\t1\t2\t3\n"]
)
def test_prose_and_tabbed_text_are_no_sheet(text: str) -> None:
    """Chinese commas part no cells, and lines with tabs that are not all alike are text as before."""
    assert read(Source("a.txt", text.encode())).source_format == "text"


@pytest.mark.parametrize(
    ("field", "value"), [('="858"', 858), ("'858", 858), ('"=""858"""', 858), ("4.47E+05", None), ("=SUM(B1:B2)", None)]
)
def test_what_forces_a_field_to_be_text_is_no_part_of_it(field: str, value: int | None) -> None:
    """A field of a CSV as spreadsheets are kept from reading it, ="858" or with a mark before it, is its figure; a formula is none."""
    text = f"行政许可,{field},1\n" + "行政处罚,2,3\n" * 4
    grid = next(read(Source("a.csv", text.encode())).grids())
    assert read_number(grid.rows[0][1].text).value == value


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("**858**", "858"),
        ("858<sup>1</sup>", "858¹"),
        ("858^1^", "858¹"),
        ("858[^1]", "858¹"),
        ("$858^{1}$", "858¹"),
        ("`858`", "858"),
        ("[858](https://example.org/9)", "858"),
        ("858<!-- 9 -->", "858"),
        ("<u>858</u>", "858"),
        ("858\\*", "858*"),
        ("$1{,}858$", "1,858"),
        ("~~9~~858", "~~9~~858"),
        ("![858](a.png)", "![858](a.png)"),
        ("<del>9</del>858", "<del>9</del>858"),
    ],
)
def test_the_markup_of_a_markdown_cell_is_no_part_of_its_figure(cell: str, shown: str) -> None:
    """Emphasis, code, links and comments are their text, marks of notes are raised; what is struck out or a picture leaves no figure."""
    text = f"| 信息内容 | 数量 |\n|---|---|\n| 行政许可 | {cell} |\n| 行政处罚 | 3 |\n"
    assert next(read(Source("a.md", text.encode())).grids()).rows[1][1].text == shown
