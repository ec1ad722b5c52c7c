"""Archives: every member arrives as a Source with a name that leads back, and no archive harms the build."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from reportlib.errors import LimitExceeded, ReportError, UnreadableFile
from reportlib.model import Source
from reportlib.readers import archive, limits
from reportlib.readers.archive import expand, is_litter

REPORT = "试验县样例局2023年政府信息公开工作年度报告\n".encode()


def packed(*members: tuple[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members:
            package.writestr(name, content)
    return stream.getvalue()


def packed_with_raw_name(name: bytes) -> bytes:
    """A zip of one stored member whose name has these bytes and no UTF-8 flag, as the Explorer of Chinese Windows writes it."""
    check, size = zlib.crc32(REPORT), len(REPORT)
    common = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0x5821, check, size, size, len(name), 0)
    local = b"PK\3\4" + common + name + REPORT
    central = b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    return local + central + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def expanded(folder: Path, content: bytes, name: str = "a.zip") -> list[Source | ReportError]:
    path = folder / "raw" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return list(expand(path, folder))


def names(found: list[Source | ReportError]) -> list[str]:
    return [item.name if isinstance(item, Source) else f"! {item.source}" for item in found]


def test_a_plain_file_is_its_own_source(tmp_path: Path) -> None:
    """A file that is no archive comes as it is, under its path below the root."""
    assert expanded(tmp_path, REPORT, "b.txt") == [Source("raw/b.txt", REPORT)]
    assert [source.name for source in expand(tmp_path / "raw" / "b.txt", tmp_path / "raw" / "b.txt") if isinstance(source, Source)] == [
        "b.txt"
    ]


def test_members_are_read_through(tmp_path: Path) -> None:
    """Members, those of an archive inside too, come in the order of the archive with their way in the name."""
    inner = packed(("局/c.txt", REPORT))
    found = expanded(tmp_path, packed(("b.txt", REPORT), ("内/d.zip", inner), ("e.txt", b"x")))
    assert names(found) == ["raw/a.zip!b.txt", "raw/a.zip!内/d.zip!局/c.txt", "raw/a.zip!e.txt"]
    assert isinstance(found[1], Source)
    assert found[1].content == REPORT


def test_an_office_file_is_no_archive(tmp_path: Path) -> None:
    """A .docx is a zip, but a report."""
    content = packed(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<x/>"))
    assert names(expanded(tmp_path, content, "b.docx")) == ["raw/b.docx"]
    assert names(expanded(tmp_path, packed(("b.docx", content)))) == ["raw/a.zip!b.docx"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_without_a_flag_are_chinese(tmp_path: Path, encoding: str) -> None:
    """A name in GBK or in unflagged UTF-8 is read as Chinese and not as box-drawing letters."""
    assert names(expanded(tmp_path, packed_with_raw_name("年度报告/某局.txt".encode(encoding)))) == ["raw/a.zip!年度报告/某局.txt"]


def test_a_gbk_letter_that_ends_in_a_backslash_is_no_folder(tmp_path: Path) -> None:
    """The second byte of 淺 in GBK is a backslash, which divides nothing."""
    name = "淺.txt".encode("gb18030")
    assert b"\\" in name
    assert names(expanded(tmp_path, packed_with_raw_name(name))) == ["raw/a.zip!淺.txt"]


def test_litter_is_left_out(tmp_path: Path) -> None:
    """What macOS, Windows and Word leave beside documents is no report."""
    litter = ["__MACOSX/._b.txt", "x/Thumbs.db", "~$b.docx", ".DS_Store", "x/desktop.ini"]
    assert all(is_litter(name) for name in litter)
    assert not is_litter("2023/年度报告.docx")
    assert names(expanded(tmp_path, packed(*((name, b"x") for name in litter), ("b.txt", REPORT)))) == ["raw/a.zip!b.txt"]


def test_a_member_that_climbs_out_stays_a_name(tmp_path: Path) -> None:
    """Nothing is written, so a path with dots is only a strange name."""
    assert names(expanded(tmp_path, packed(("../../b.txt", REPORT)))) == ["raw/a.zip!../../b.txt"]
    assert [path.name for path in tmp_path.rglob("*")] == ["raw", "a.zip"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_two_sources(tmp_path: Path) -> None:
    """The second member of the same name gets a number, so that no report hides another."""
    found = expanded(tmp_path, packed(("b.txt", REPORT), ("b.txt", b"y")))
    assert names(found) == ["raw/a.zip!b.txt", "raw/a.zip!b.txt#2"]


def test_a_damaged_member_does_not_lose_the_others(tmp_path: Path) -> None:
    """A member whose check sum fails is an error in its place; its neighbours come."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as package:
        package.writestr("b.txt", b"AAAA")
        package.writestr("c.txt", REPORT)
    found = expanded(tmp_path, stream.getvalue().replace(b"AAAA", b"AAAB"))
    assert names(found) == ["! raw/a.zip!b.txt", "raw/a.zip!c.txt"]
    assert isinstance(found[0], UnreadableFile)
    assert "damaged" in found[0].reason


def test_a_member_with_a_password_is_said(tmp_path: Path) -> None:
    """An encrypted member is named with what to do."""
    content = bytearray(packed(("b.txt", REPORT)))
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1
    (found,) = expanded(tmp_path, bytes(content))
    assert "password" in str(found)


def test_a_cut_archive_is_damaged(tmp_path: Path) -> None:
    """A zip without its directory is one clear error."""
    (found,) = expanded(tmp_path, packed(("b.txt", REPORT), ("c.txt", REPORT))[:-30])
    assert str(found).startswith("raw/a.zip: the archive is damaged")


def test_an_empty_archive_is_said(tmp_path: Path) -> None:
    """An archive of nothing is an error, not nothing."""
    (found,) = expanded(tmp_path, packed(("x/", b"")))
    assert "empty" in str(found)


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    """A member that unpacks to a thousand times its size is not unpacked; its neighbour comes."""
    found = expanded(tmp_path, packed(("b.txt", bytes(30 * 1024 * 1024)), ("c.txt", REPORT)))
    assert names(found) == ["! raw/a.zip!b.txt", "raw/a.zip!c.txt"]
    assert isinstance(found[0], LimitExceeded)


def test_depth_is_bounded(tmp_path: Path) -> None:
    """Archives inside archives are read to the named depth, and the next is an error."""
    content = packed(("b.txt", REPORT))
    for _ in range(limits.MAX_NESTING):
        content = packed(("n.zip", content), ("z.txt", REPORT))
    found = expanded(tmp_path, content)
    assert names(found) == ["! raw/a.zip!n.zip!n.zip!n.zip", "raw/a.zip!n.zip!n.zip!z.txt", "raw/a.zip!n.zip!z.txt", "raw/a.zip!z.txt"]


@pytest.mark.parametrize(("limit", "value"), [("members", 2), ("unpacked_bytes", 2 * len(REPORT))])
def test_the_whole_of_an_archive_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    """Members and unpacked bytes are counted over an archive with all inside it; past the limit one error ends it."""
    monkeypatch.setattr(archive, "_Allowance", lambda: allowance)
    allowance = Allowance(**{limit: value})
    found = expanded(tmp_path, packed(*((f"{letter}.txt", REPORT) for letter in "bcde")))
    assert names(found) == ["raw/a.zip!b.txt", "raw/a.zip!c.txt", "! raw/a.zip!d.txt"]
    assert isinstance(found[-1], LimitExceeded)


Allowance = archive._Allowance


def test_a_large_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file above the limit is an error that says both sizes."""
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 10)
    (found,) = expanded(tmp_path, REPORT, "b.txt")
    assert isinstance(found, LimitExceeded)
    assert f"{len(REPORT):,}" in str(found)


def test_a_file_that_is_gone_is_an_error_of_its_own(tmp_path: Path) -> None:
    """A broken link does not end the walk."""
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere")
    (found,) = expand(tmp_path / "b.txt", tmp_path)
    assert str(found).startswith("b.txt: the file cannot be opened")
