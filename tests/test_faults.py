"""What the machine or a wrong call does: one clear line and a status, never a traceback, and the tables of before as they were."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

import pytest

import reportlib
from reportlib import __main__ as command
from reportlib.building import renewal, state
from reportlib.building.engine.worker import within_limits
from reportlib.dataset import versions
from reportlib.errors import LimitExceeded, ReportError, UnreadableFile, UsageError

REPORT = (Path(__file__).parent.parent / "data" / "raw" / "临淄区商务局-2023.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with RAW and the tables of its one report."""
    root = tmp_path_factory.mktemp("built")
    (root / "raw").mkdir()
    (root / "raw" / "a.txt").write_text(REPORT, encoding="utf-8")
    reportlib.build(root / "raw", root / "out", jobs=1)
    return root


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of the same with one more report to be read."""
    shutil.copytree(built, tmp_path / "copy", symlinks=True)
    text = REPORT.replace("行政许可\t0", "行政许可\t7").replace("2023", "2022")
    (tmp_path / "copy" / "raw" / "b.txt").write_text(text, encoding="utf-8")
    return tmp_path / "copy"


def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> tuple[Any, str]:
    """The status that a command ends with, and what it says on standard error."""
    monkeypatch.setattr(sys, "argv", ["reportlib", *map(str, arguments)])
    before = signal.getsignal(signal.SIGINT)
    try:
        with pytest.raises(SystemExit) as ended:
            command.main()
    finally:
        signal.signal(signal.SIGINT, before)
    return ended.value.code, capsys.readouterr().err


def hashes(out: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(out.glob("[a-z]*.*"))}


def full(*_arguments: object, **_named: object) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


STEPS = [(state, "shards_folder"), (state, "staged_folder"), (renewal, "write_table"), (versions, "_flush"), (state, "remember")]


@pytest.mark.parametrize(("module", "step"), STEPS, ids=[step for _, step in STEPS])
def test_a_full_disk_is_one_line_and_the_tables_stand(folder: Path, monkeypatch: pytest.MonkeyPatch, module: Any, step: str) -> None:
    """Whenever the disk is full, a build says so, the dataset is whole, and the next build goes on."""
    before = hashes(folder / "out")
    with monkeypatch.context() as patch:
        patch.setattr(module, step, full)
        with pytest.raises(UsageError, match=r"cannot be written; found No space left on device; free space"):
            reportlib.build(folder / "raw", folder / "out", jobs=1)
    assert len(reportlib.load(folder / "out").reports) == (2 if step == "remember" else 1)
    assert step == "remember" or hashes(folder / "out") == before
    reportlib.build(folder / "raw", folder / "out", jobs=1)
    assert len(reportlib.load(folder / "out").reports) == 2


def test_a_correction_that_is_taken_back_is_gone(folder: Path) -> None:
    """A figure that a person put right is the printed one again when the line is taken out, though the report is the same."""

    def carried_in() -> object:
        reportlib.build(folder / "raw", folder / "out", jobs=1)
        cells = reportlib.load(folder / "out").requests.query("year == 2023 and item == 'carried_in' and applicant == 'total'")
        return cells["value"].item()

    printed = carried_in()
    line = "临淄区商务局-2023,,requests/carried_in/total,某人,2024-01-02,原件为九,9"
    (folder / "raw" / "explanations.csv").write_text(f"report,rule,place,who,when,why,value\n{line}\n", encoding="utf-8")
    assert carried_in() == 9
    (folder / "raw" / "explanations.csv").unlink()
    assert carried_in() == printed == 0


def test_output_that_is_removed_meanwhile_is_told(folder: Path) -> None:
    """Whoever takes the folder away while it is written to is told, and no worker is left behind."""
    with pytest.raises(UsageError, match="cannot be written"):
        reportlib.build(folder / "raw", folder / "out", jobs=1, progress=lambda *_: shutil.rmtree(folder / "out"))


def test_a_disk_without_leave_to_write_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A read-only folder is refused before anything is read."""
    mkdir = Path.mkdir

    def refused(path: Path, *arguments: Any, **named: Any) -> None:
        if path.name == "closed":
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        mkdir(path, *arguments, **named)

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(UsageError, match="cannot be written here; found Read-only file system"):
        reportlib.build(folder / "raw", folder / "closed", jobs=1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "raw/a.txt", "-o", "out"),
        ("build", "raw", "-o", "raw/a.txt"),
        ("build", "raw", "-o", "raw/a.txt/below"),
        ("show", "raw"),
        ("show", "raw/none.txt"),
        ("show", "长" * 400),
        ("show", "没有这份-2023", "--processed", "out"),
        ("check", "raw"),
        ("check", "raw/a.txt"),
        ("bodies", "none"),
        ("export", "out", "-o", "raw/a.txt", "--to", "csv"),
        ("export", "out", "-o", "x", "--to", "fax"),
        ("review", "--agency", "没有", "--year", "2023", "-o", "x", "--processed", "out"),
        ("explain", "a-2023", "balance", "--who", "x", "--why", "y", "--raw", "none"),
        ("explain", "a-2023", "balance", "--who", "x", "--why", "y", "--raw", "raw/a.txt"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_one_line(
    built: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    """Whatever the arguments name instead of what they should, the command ends with status 2 and says so in one line."""
    monkeypatch.chdir(built)
    code, told = said(capsys, monkeypatch, *arguments)
    assert code == 2
    assert told.startswith("reportlib: ") and told.count("\n") == 1 and "Traceback" not in told


def test_what_the_machine_refuses_is_one_line(
    built: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A disk that is full while a workbook is written ends the command with its reason."""
    monkeypatch.setattr("reportlib.exporting.export", full)
    code, told = said(capsys, monkeypatch, "export", built / "out", "-o", tmp_path / "x", "--to", "csv")
    assert (code, told) == (2, "reportlib: No space left on device\n")


def test_names_and_texts_reach_the_terminal_escaped(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither an escape sequence nor markup in a name or a report changes what a terminal shows."""
    name = "esc\x1b[31m[red][nothing]"
    (tmp_path / f"{name}.txt").write_text(REPORT.replace("临淄区商务局", "临淄区[b]商务\x1b]0;x\x07局"), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["reportlib", "show", str(tmp_path / f"{name}.txt")])
    with pytest.raises(SystemExit) as ended:
        command.main()
    printed = capsys.readouterr()
    assert ended.value.code in (0, None), printed.err
    assert "\x1b" not in printed.out and "[red][nothing]" in printed.out
    code, told = said(capsys, monkeypatch, "show", tmp_path / name / "gone.txt")
    assert code == 2 and "\x1b" not in told and "\\x1b[31m[red]" in told


class Unpicklable(BaseException):
    """What some libraries raise: no Exception, and nothing that another process could be sent."""

    def __init__(self, one: object, two: object) -> None:
        super().__init__()
        self.held = lambda: (one, two)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Unpicklable(1, 2), UnreadableFile),
        (MemoryError(), LimitExceeded),
        (RecursionError("deep"), UnreadableFile),
        (OSError(5, "x"), UnreadableFile),
    ],
)
def test_whatever_a_reader_raises_is_a_reason(error: BaseException, kind: type[ReportError]) -> None:
    """Nothing that a file makes a library raise leaves a worker but as a reason of one line."""

    def fails() -> None:
        raise error

    with pytest.raises(kind) as told:
        within_limits(fails)
    assert "\n" not in told.value.reason and told.value.remedy


FORBIDDEN = """
import os, sys
from pathlib import Path
def _watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto") and not str(arguments[1] if event == "socket.connect" else "").startswith(("/", "b'", "\\0")):
        with open(os.environ["CALLS"], "a") as calls:
            calls.write(f"{event} {arguments}\\n")
        raise ConnectionRefusedError("no network at run time")
sys.addaudithook(_watch)
"""


def test_nothing_calls_home(built: Path, tmp_path: Path) -> None:
    """A build with its workers, a reading, a review and exports, in processes where every connection is noted and refused."""
    (tmp_path / "sitecustomize.py").write_text(FORBIDDEN, encoding="utf-8")
    script = tmp_path / "script.py"
    script.write_text(
        "import socket, sys, reportlib\n"
        "from reportlib.exporting import export\n"
        "from reportlib.reviewing import review\n"
        "try:\n"
        "    socket.create_connection(('192.0.2.1', 9), timeout=1)\n"
        "except ConnectionRefusedError:\n"
        "    print('watched')\n"
        f"raw, out = {str(built / 'raw')!r}, {str(tmp_path / 'out')!r}\n"
        "print(reportlib.build(raw, out, jobs=2).reports)\n"
        "reportlib.read(raw + '/a.txt')\n"
        f"review(reportlib.load(out), '临淄区商务局', 2023, {str(tmp_path / 'pack')!r})\n"
        f"export(reportlib.load(out), {str(tmp_path / 'exported')!r}, ['xlsx', 'csv', 'duckdb'])\n",
        encoding="utf-8",
    )
    path = os.pathsep.join([str(tmp_path), str(Path(reportlib.__file__).parent.parent)])
    calls = tmp_path / "calls"
    environment = {**os.environ, "PYTHONPATH": path, "CALLS": str(calls)}
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, env=environment, timeout=120)
    assert done.stdout.split() == ["watched", "1"], done.stderr
    assert [line for line in calls.read_text().splitlines() if "192.0.2.1" not in line] == []
