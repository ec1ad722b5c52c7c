"""Broken and hostile files of the main formats: read, or refused in the reader's own words, and never in a foreign exception."""

from __future__ import annotations

import pickle
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, NoReturn
from unittest.mock import patch

import pytest
from corpus.other_files import OTHER, PACKED
from corpus.synthetic import FORMATS, Case
from hypothesis import given, settings
from hypothesis import strategies as st

from reportlib import readers
from reportlib.errors import LimitExceeded, MissingDependency, ReportError, UnreadableFile
from reportlib.model import Source
from reportlib.readers import archive, limits, read
from reportlib.reading import read_all

SAMPLES = Path(__file__).parents[1] / "samples"


# One file of each kind: set by the corpus, or stored by a program that few of us have.
SET = {"txt": "text", "html": "html", "docx": "docx", "xlsx": "xlsx", "pdf": "pdf", "ofd": "ofd"}
OTHERS = {"csv": "csv", "tsv": "tsv", "md": "pandoc's grid tables", "org": "org", "json": "objects as JSON", "epub": "epub", "eml": "mail",
          "fods": "fods", "mht": "saved page with a frame", "xml": "pdftohtml -xml"}  # fmt: skip
STORED = {"xls": "legacy", "ods": "sheet", "doc": "legacy"}
CONTENT = {
    **{ending: Case(kind, next(iter(FORMATS[kind])), seed=5).source().content for ending, kind in SET.items()},
    **{ending: OTHER[kind][1](Case("docx", "plain", seed=5).report()) for ending, kind in OTHERS.items()},
    **{ending: (SAMPLES / f"synthetic-{name}.{ending}").read_bytes() for ending, name in STORED.items()},
}
SLOW = 20.0  # seconds of this process that no few kilobytes may take


def unpacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The package with its parts changed."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return stream.getvalue()


def refused_or_read(name: str, content: bytes) -> None:
    """Fails where a file is neither read nor refused with its name and a reason, or takes long."""
    started = time.process_time()
    try:
        with patch.object(readers, "_read_picture", without_ocr):
            assert read_all(Source(name, content))
    except ReportError as error:
        assert (error.source or "").startswith(name)
        assert error.reason
    assert time.process_time() - started < SLOW


def without_ocr(*_picture: object) -> NoReturn:
    raise MissingDependency("reading a scan needs OCR")


def damaged(content: bytes, random: Random) -> bytes:
    """The content with bytes changed, cut out or doubled anywhere, or cut off."""
    harmed = bytearray(content)
    for _ in range(random.randrange(1, 9)):
        at = random.randrange(len(harmed) or 1)
        harmed[at : at + random.choice((0, 1, 1, 40))] = random.choice((random.randbytes(4), b"", bytes(3), content[at : at + 99]))
    return bytes(harmed[: random.randrange(len(harmed) + 1)] if random.random() < 0.2 else harmed)


@pytest.mark.parametrize("ending", CONTENT)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_changed_bytes_end_in_our_own_words(ending: str, seed: int) -> None:
    """Bytes changed, cut out, doubled or cut off anywhere give a document or a ReportError that names the file, and soon."""
    refused_or_read(f"a.{ending}", damaged(CONTENT[ending], Random(seed)))


@pytest.mark.parametrize("ending", [".zip", *PACKED])
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_changed_archives_end_in_our_own_words(ending: str, seed: int) -> None:
    """Whatever becomes of an archive, it gives files, or errors with a reason in their place."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("b.txt", CONTENT["txt"])
    whole = stream.getvalue() if ending == ".zip" else PACKED[ending]("b.txt", CONTENT["txt"])
    started = time.process_time()
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{ending}"
        path.write_bytes(damaged(whole, Random(seed)))
        assert all(isinstance(one, Source) or one.reason for one in archive.expand(path, Path(folder)))
    assert time.process_time() - started < SLOW


@pytest.mark.parametrize("ending", ["docx", "xlsx", "ods"])
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_changed_parts_end_in_our_own_words(ending: str, seed: int) -> None:
    """The same inside a package: attributes that are no numbers, tags that end nowhere, parts of another kind."""
    random = Random(seed)

    def change(name: str, part: bytes) -> bytes:
        if not name.endswith((".xml", ".rels")) or random.random() < 0.5:
            return part
        at = random.randrange(len(part) or 1)
        return random.choice(
            (
                part[:at] + random.choice((b"x", b"9" * 30, b"<", b'"', b"-")) + part[at + 1 :],
                part.replace(b'="1"', b'="x"'),
                b"",
                part[:at],
            )
        )

    refused_or_read(f"a.{ending}", unpacked(CONTENT[ending], change))


class Panic(BaseException):
    """As a library in another language ends in one, which no other process can be told."""

    def __reduce__(self) -> str:
        raise pickle.PicklingError


@pytest.mark.parametrize(
    ("raised", "expected"), [(Panic("range"), UnreadableFile), (ValueError("x"), UnreadableFile), (MemoryError(), LimitExceeded)]
)
def test_what_a_library_raises_can_be_told_to_another_process(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException, expected: type
) -> None:
    """Panics, values that are no numbers and memory that runs out become errors of our own that can be pickled."""

    def broken(_: Any) -> None:
        raise raised

    monkeypatch.setattr(readers, "import_module", lambda _: SimpleNamespace(read=broken))
    with pytest.raises(expected) as told:
        read(Source("a.html", b"<p>x</p>"))
    again = pickle.loads(pickle.dumps(told.value))
    assert (str(again), again.remedy) == (str(told.value), told.value.remedy)


@pytest.mark.parametrize("raised", [KeyboardInterrupt, SystemExit])
def test_who_stops_a_build_stops_it(monkeypatch: pytest.MonkeyPatch, raised: type[BaseException]) -> None:
    """An interruption is no damaged file."""

    def stopped(_: Any) -> None:
        raise raised

    monkeypatch.setattr(readers, "import_module", lambda _: SimpleNamespace(read=stopped))
    with pytest.raises(raised):
        read(Source("a.html", b"<p>x</p>"))


@pytest.mark.parametrize("compression", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_a_damaged_member_is_told(compression: int) -> None:
    """Damage inside a compressed member is an error of that member, whatever packed it."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as package:
        package.writestr("a.txt", bytes(range(256)) * 40)
        package.writestr("b.txt", b"whole")
    content = bytearray(stream.getvalue())
    content[60:90] = bytes(30)
    first, second = archive.unpacked(Source("a.zip", bytes(content)))
    assert isinstance(first, UnreadableFile)
    assert isinstance(second, Source) and second.content == b"whole"


def test_a_part_of_a_workbook_that_is_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part larger than the limit is not parsed."""
    monkeypatch.setattr(limits, "MAX_PART_BYTES", 1000)
    with pytest.raises(LimitExceeded):
        read(Source("a.xlsx", CONTENT["xlsx"]))


def test_messages_inside_messages_come_to_an_end() -> None:
    """A few are opened; a message that is its own text, or that is attached to itself over and over, is refused by its depth."""
    text = "甲市乙局2023年政府信息公开工作年度报告\n一、总体情况\n收到申请3件。\n".encode()
    attached = b"Subject: a\nMIME-Version: 1.0\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=a\n\n"
    message = text
    for depth in range(8):
        if depth <= 3:
            assert "甲市乙局" in read(Source("a.eml", message)).blocks[0].text  # type: ignore[union-attr]
        else:
            with pytest.raises(LimitExceeded, match="nested too deep"):
                read(Source("a.eml", message))
        message = attached + message
