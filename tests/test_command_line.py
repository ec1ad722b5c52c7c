"""The commands as a person types them: what they print, and the status they end with."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RAW = Path(__file__).parent.parent / "data" / "raw"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reportlib", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={"COLUMNS": "160", "PATH": "", "PYTHONIOENCODING": "utf-8"},
    )


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A built folder with a good report, and one whose total contradicts its parts."""
    raw = tmp_path / "raw"
    raw.mkdir()
    shutil.copy(RAW / "临淄区商务局-2023.txt", raw)
    text = (RAW / "临沂市行政审批服务局-2024.txt").read_text(encoding="utf-8")
    (raw / "wrong.txt").write_text(text.replace("(一) 予以公开\t48", "(一) 予以公开\t49"), encoding="utf-8")
    (raw / "note.txt").write_text("今天没有报告。", encoding="utf-8")
    result = run("build", raw, "-o", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    return tmp_path


def test_build_tells_what_it_did(built: Path) -> None:
    """The summary counts reports by grade and names each file that was not read, with the reason."""
    result = run("build", built / "raw", "-o", built / "again")
    assert re.search(r"2\s*│\s*1\s*│\s*1\s*│\s*0\s*│\s*1", result.stdout)
    assert "note.txt: this is no yearly disclosure report" in result.stdout
    assert "read 3 of 3 files" in result.stdout


def test_strict_ends_with_one_where_something_fails(built: Path) -> None:
    """--strict is for scripts that must not go on."""
    assert run("build", built / "raw", "-o", built / "out", "--strict").returncode == 1


@pytest.mark.parametrize(
    "arguments", [("build",), ("build", "nowhere", "-o", "out"), ("show", "nothing.txt"), ("check", "nowhere"), ("fly",)]
)
def test_wrong_usage_ends_with_two(arguments: tuple[str, ...]) -> None:
    """What was asked wrongly is said on standard error, with status 2."""
    result = run(*arguments)
    assert result.returncode == 2
    assert result.stderr and "Traceback" not in result.stderr


def test_check_lists_the_worst_first(built: Path) -> None:
    """Errors come before warnings, each with report, rule, place and message."""
    lines = run("check", built / "out").stdout.splitlines()
    assert lines[0].startswith("error") and "granted 49" in "\n".join(lines)
    severities = [line.split()[0] for line in lines if line.split()[0] in ("error", "warning", "note")]
    assert severities == sorted(severities, key=("error", "warning", "note").index)


def test_check_tells_what_is_asked_for_in_either_language(built: Path) -> None:
    """A rule, a body and a severity each choose; Chinese messages are those of message_zh; what there is not is refused with what is near."""
    out = built / "out"
    every = run("check", out).stdout.splitlines()
    errors = [line for line in every if line.startswith("error")]
    assert run("check", out, "--severity", "error").stdout.splitlines() == [
        *errors,
        *(line for line in every if line.startswith("not read")),
        every[-1],
    ]
    rule = errors[0].split()[2].rstrip(":")
    chosen = [line for line in run("check", out, "--rule", rule).stdout.splitlines() if line.split()[0] in ("error", "warning", "note")]
    assert chosen and all(line.split()[2].rstrip(":") == rule for line in chosen)
    body = errors[0].split()[1].rpartition("-")[0]
    assert run("check", out, "--body", body).stdout.splitlines()[0] in errors
    assert "予以公开49" in run("check", out, "--severity", "error", "--lang", "zh").stdout
    for wrong, told in ((("--rule", rule[:-1]), rule), (("--body", "丙镇"), "no report of such a body"), (("--lang", "fr"), "zh or en")):
        refused = run("check", out, *wrong)
        assert refused.returncode == 2 and told in refused.stderr, refused.stderr


def test_show_prints_a_report_by_file_or_id(built: Path) -> None:
    """Three tables, identity and grade; the same by report_id as by file."""
    by_file = run("show", built / "raw" / "wrong.txt").stdout
    assert "临沂市行政审批服务局 2024" in by_file and "flagged" in by_file and "31,510" in by_file and "39,910.33" in by_file
    assert re.search(r"^\d+ of \d+ figures stand on their cell alone$", by_file, re.MULTILINE)
    report_id = next(line.split()[1] for line in run("check", built / "out").stdout.splitlines() if line.startswith("error"))
    by_id = run("show", report_id, "--processed", built / "out", "--raw", built / "raw").stdout
    assert by_id == by_file
