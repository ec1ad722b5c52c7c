"""The commands as a person types them: what they print, and the status they end with."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from rich.cells import cell_len

from reportlib.__main__ import app

RAW = Path(__file__).parent.parent / "data" / "raw"


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reportlib", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={"COLUMNS": "160", "PATH": "", "PYTHONIOENCODING": "utf-8", **environment},
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


def test_an_empty_folder_is_said_and_the_tables_stay(built: Path, tmp_path: Path) -> None:
    """A folder without a file ends with 2 and leaves what an earlier build wrote."""
    (tmp_path / "nothing" / "in here").mkdir(parents=True)
    done = run("build", tmp_path / "nothing", "-o", built / "out")
    assert done.returncode == 2 and "the folder is empty" in done.stderr and "put some into it" in done.stderr
    assert "verified" in run("check", built / "out").stdout


@pytest.mark.parametrize("words", ["临淄区商务局-2023", "临淄区商务局 2023", "临淄区商务局-2023-", "临淄区商务局-2023.txt"])
def test_show_and_explain_take_the_same_words(built: Path, words: str) -> None:
    """Body and year, the beginning of an id, or the file it is from: the one report that is meant."""
    asked = ("--processed", built / "out", "--raw", built / "raw")
    assert "临淄区商务局" in run("show", words, *asked).stdout.splitlines()[0]
    done = run("explain", words, "balance", "--who", "x", "--why", "y", *asked)
    assert done.returncode == 0, done.stderr
    noted = (built / "raw" / "explanations.csv").read_text(encoding="utf-8-sig").splitlines()[-1]
    assert re.match(r"临淄区商务局-2023-[0-9a-f]{8},balance", noted)


def test_words_that_mean_no_report_are_answered_with_the_nearest(built: Path) -> None:
    """No such report, several that may be meant, no such rule, and no such number in the file: status 2, and what there is."""
    asked = ("--processed", built / "out", "--raw", built / "raw")
    told = ("--who", "x", "--why", "y")
    for arguments, words in (
        (("show", "临淄区商务局-2029"), "临淄区商务局-2023-"),
        (("explain", "临淄区商务局-2029", "balance", *told), "临淄区商务局-2023-"),
        (("show", "临"), "several reports may be meant"),
        (("explain", "临淄区商务局-2023", "balence", *told), "balance"),
        (("show", f"{built / 'raw' / 'wrong.txt'}#2"), "#1 to #1"),
    ):
        done = run(*arguments, *asked)
        assert done.returncode == 2 and words in done.stderr, done.stderr


def test_the_second_report_of_a_file_is_shown(tmp_path: Path) -> None:
    """By FILE#2, and by its id once it is built."""
    raw = tmp_path / "raw"
    raw.mkdir()
    text = (RAW / "临淄区商务局-2023.txt").read_text(encoding="utf-8")
    (raw / "both.txt").write_text(text + "\n\n" + text.replace("2023", "2022"), encoding="utf-8")
    run("build", raw, "-o", tmp_path / "out")
    for words in (f"{raw / 'both.txt'}#2", "临淄区商务局-2022"):
        first = run("show", words, "--processed", tmp_path / "out", "--raw", raw).stdout.splitlines()[0]
        assert first.startswith("临淄区商务局 2022"), first


def test_check_counts_the_grades_of_the_chosen_body(built: Path) -> None:
    """The last line is of the reports that were asked for."""
    assert run("check", built / "out", "--body", "临淄").stdout.splitlines()[-1] == "1 verified"


def test_explore_writes_a_page_of_what_is_asked_for(built: Path, tmp_path: Path) -> None:
    """The whole or a part; a part that is empty is said."""
    page = tmp_path / "page.html"
    assert run("explore", built / "out", "-o", page, "--within", "山东省", "--year", "2023").returncode == 0
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    none = run("explore", built / "out", "-o", page, "--year", "1999")
    assert none.returncode == 2 and "no report to explore" in none.stderr


COMMANDS = ("build", "collect", "show", "explain", "check", "review", "bulletin", "explore", "export", "bodies")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_command_and_option_is_explained_in_both_languages(language: str) -> None:
    """No command, argument or option is without its words, and Chinese help is Chinese."""
    group = typer.main.get_command(app)
    assert set(group.commands) == set(COMMANDS)
    group.make_context("reportlib", ["check", "--lang", language])
    for name, command in group.commands.items():
        told = [command.help, *(getattr(parameter, "help", "") for parameter in command.params)]
        assert all(told), (name, told)
        assert language == "en" or all(re.search("[\u4e00-\u9fff]", str(text)) for text in told), (name, told)


def test_a_command_speaks_the_language_of_the_locale_or_the_one_asked_for(built: Path) -> None:
    """LANG decides where --lang does not; C is no language, and a terminal is then told in English."""
    words = {"zh": "有疑问", "en": "flagged"}
    for locale, asked, told in (
        ("zh_CN.UTF-8", (), "zh"),
        ("zh_CN.UTF-8", ("--lang", "en"), "en"),
        ("C", (), "en"),
        ("C", ("--lang=zh",), "zh"),
    ):
        printed = run("check", built / "out", *asked, LANG=locale).stdout
        assert words[told] in printed and words["en" if told == "zh" else "zh"] not in printed, printed


@pytest.mark.parametrize("command", ["build", "check", "bodies", "show"])
def test_chinese_is_told_without_a_code_of_grade_level_or_severity(command: str, built: Path) -> None:
    """What a reader of Chinese sees has no English word of grades, levels, scopes, severities, statuses or nulls."""
    arguments = {
        "build": (built / "raw", "-o", built / "anew"),
        "check": (built / "out",),
        "bodies": (built / "out",),
        "show": (built / "raw" / "wrong.txt",),
    }[command]
    printed = run(command, *arguments, "--lang", "zh").stdout
    codes = "verified|flagged|incomplete|prefecture|county|body|government|error|warning|note|not read|None|<NA>|blank|missing|figures"
    assert printed and not re.search(rf"(?<![\w.])(?:{codes})(?![\w.])", printed), printed


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (("build", "raw", "-o", "out", "--job", "2"), "没有选项 --job；相近的有 --jobs"),
        (("bild",), "没有命令 bild；相近的有 'build'"),
        (("build",), "缺少 raw"),
        (("build", "raw", "-o", "out", "--jobs", "two"), "--jobs 的值不对"),
        (("--fast",), "没有选项 --fast"),
    ],
)
def test_a_call_that_cannot_be_understood_is_told_in_chinese(call: tuple[str, ...], told: str) -> None:
    """A wrong option, command or value, and one that is missing: what it is, what is near, and where the help is; in English as ever."""
    done = run(*call, LANG="zh_CN.UTF-8", COLUMNS="120")
    assert done.returncode == 2 and told in done.stderr and "用法见" in done.stderr and "错误" in done.stderr, done.stderr
    english = run(*call, LANG="en_US.UTF-8", COLUMNS="120").stderr
    assert "for help" in english and not re.search("[\u4e00-\u9fff]", english)


def test_the_help_of_help_is_chinese() -> None:
    """Every line of a Chinese help is Chinese, the option --help and the marks of what is required too."""
    printed = run("build", "--help", LANG="zh_CN.UTF-8", COLUMNS="120").stdout
    assert all(word in printed for word in ("用法：", "显示这段说明", "[必填]", "[默认："))
    assert not any(word in printed for word in ("Usage", "Show this", "required", "default", "Options"))


def test_errors_are_told_in_chinese() -> None:
    """What was asked wrongly, and what was expected instead."""
    done = run("check", "nowhere", "--lang", "zh")
    assert done.returncode == 2 and "这里没有数据表" in done.stderr


@pytest.mark.parametrize("width", [80, 60])
def test_tables_fit_the_terminal_and_lose_no_column(built: Path, width: int) -> None:
    """Every column of the form and every figure is printed whole, on as many tables as it takes."""
    printed = run("show", built / "raw" / "wrong.txt", "--lang", "zh", COLUMNS=str(width)).stdout
    assert max(cell_len(line) for line in printed.splitlines() if re.search("[┃│┏└]", line)) <= width
    assert "31,510" in printed and "39,910.33" in printed
    wide = run("show", built / "raw" / "wrong.txt", "--lang", "zh", COLUMNS="200").stdout
    for figure in re.findall(r"[\d,.]+", wide.split("政府信息公开行政复议")[0]):
        assert figure in printed
    assert len(re.findall(r"│ 予以公开 ", printed)) >= 1 and printed.count("49") >= wide.count("49")


def test_bodies_are_listed_whole_at_eighty_columns(built: Path) -> None:
    """Names and years are not shortened, and the marks of grades are explained."""
    printed = run("bodies", built / "out", COLUMNS="80").stdout
    assert "临沂市行政审批服务局" in printed and "2023" in printed and "…" not in printed and "verified" in printed
    assert max(map(cell_len, printed.splitlines()[:-1])) <= 80


def test_a_damaged_picture_among_reports_says_its_file_and_why(built: Path) -> None:
    """A PNG that is cut off: the same reason every time, in both languages."""
    png = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000320000004b00802000000")
    (built / "raw" / "cut.png").write_bytes(png + b"\0" * 40)
    told = [
        run("build", built / "raw", "-o", built / name, "--lang", language).stdout
        for name, language in (("a", "en"), ("b", "en"), ("c", "zh"))
    ]
    lines = [next(line for line in text.splitlines() if "cut.png" in line) for text in told]
    assert lines[0] == lines[1] and re.search("picture is damaged", lines[0]) and "图片已损坏" in lines[2], lines
