"""Reports of a few offices, what may happen to their folder between two builds, and whether a dataset is whole."""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import reportlib
from reportlib.dataset.schema import SCHEMAS

RAW = Path(__file__).parent.parent / "data" / "raw"
REPORT = (RAW / "临淄区商务局-2023.txt").read_text(encoding="utf-8")


OFFICES = ["商务", "财政", "民政", "司法", "水利", "审计", "统计", "教育", "农业农村", "应急管理", "自然资源", "生态环境"]


def office(number: int) -> str:
    """The name of some office of a district."""
    return f"临淄区{OFFICES[number % len(OFFICES)]}局"


def letter(number: int, permits: int = 0, year: int = 2023) -> str:
    """The report of some office of a district, with so many permits decided."""
    said = REPORT.replace("临淄区商务局", office(number)).replace("2023", str(year))
    return _PERMITS.sub(rf"\g<1>{permits}", said)


_PERMITS = re.compile(r"(行政许可\n\t)\d+")


def contents(processed: Path) -> dict[str, str]:
    """The hash of every public file of a dataset, those of tables in folders included."""
    files = (path for name in (*(f"{table}.parquet" for table in SCHEMAS), "datapackage.json") for path in _files(processed / name))
    return {path.relative_to(processed).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def _files(path: Path) -> list[Path]:
    return sorted(path.iterdir()) if path.is_dir() else [path]


def consistent(processed: Path) -> int:
    """How many reports a dataset holds, all its tables being of the same ones."""
    dataset = reportlib.load(processed)
    own = set(dataset.reports["report_id"])
    for name in ("requests", "disclosures", "sections"):
        assert set(getattr(dataset, name)["report_id"]) == own, name
    assert set(dataset.sources["report_id"].dropna()) == own
    return len(own)


def change(raw: Path, kind: str, chance: random.Random, step: int) -> None:
    """Change the folder once in this way."""
    files = sorted(path for path in raw.iterdir() if path.suffix == ".txt")
    CHANGES[kind](raw, chance.choice(files), chance, step)


def _add(raw: Path, _: Path, chance: random.Random, step: int) -> None:
    (raw / f"added-{step}-{chance.randint(0, 99)}.txt").write_text(letter(chance.randint(0, 5), chance.randint(1, 99)), "utf-8")


def _edit(raw: Path, one: Path, chance: random.Random, step: int) -> None:
    one.write_text(_PERMITS.sub(rf"\g<1>{chance.randint(1, 9)}", one.read_text("utf-8")), "utf-8")


def _remove(raw: Path, one: Path, chance: random.Random, step: int) -> None:
    one.unlink()
    if not any(path.suffix == ".txt" for path in raw.iterdir()):
        _add(raw, one, chance, step)


def _rename(raw: Path, one: Path, chance: random.Random, step: int) -> None:
    one.rename(raw / f"{chance.randint(0, 9)}-renamed-{step}.txt")


def _copy(raw: Path, one: Path, chance: random.Random, step: int) -> None:
    shutil.copy(one, raw / f"{chance.choice('aA0z')}-copy-{step}.txt")


def _same_figures(raw: Path, one: Path, chance: random.Random, step: int) -> None:
    (raw / f"same-{step}.txt").write_text(one.read_text("utf-8") + "\n\n", "utf-8")


def _explain(raw: Path, _: Path, chance: random.Random, step: int) -> None:
    row = f"{office(chance.randint(0, 5))}-2023,carry_over,,某人,2024-01-01,第{step}次机构改革"
    (raw / "explanations.csv").write_text(f"report,rule,place,who,when,why\n{row}\n", "utf-8")


def _tell_of_files(raw: Path, one: Path, chance: random.Random, step: int) -> None:
    (raw / "manifest.csv").write_text(f"file,url\n{one.name},https://example.org/{step}\n", "utf-8")


def _tell_of_bodies(raw: Path, _: Path, chance: random.Random, step: int) -> None:
    (raw / "bodies.csv").write_text(f"alias,scope\n{office(chance.randint(0, 5))},government\n", "utf-8")


def _roll_up(raw: Path, _: Path, chance: random.Random, step: int) -> None:
    lines = [f"{office(chance.randint(0, 2))},{office(number)}" for number in (3, 4)]
    (raw / "rollups.csv").write_text("parent,child\n" + "\n".join(lines) + "\n", "utf-8")


def _fall_silent(raw: Path, _: Path, chance: random.Random, step: int) -> None:
    said = sorted(raw.glob("*.csv"))
    if said:
        chance.choice(said).unlink()
    else:
        _explain(raw, _, chance, step)


CHANGES: Mapping[str, Callable[[Path, Path, random.Random, int], None]] = {
    "add": _add,
    "edit": _edit,
    "remove": _remove,
    "rename": _rename,
    "copy": _copy,
    "figures": _same_figures,
    "explain": _explain,
    "manifest": _tell_of_files,
    "bodies": _tell_of_bodies,
    "rollup": _roll_up,
    "silence": _fall_silent,
}
"""What may happen to a folder of reports between two builds, by name."""


def add_letters(raw: Path, count: int) -> None:
    """Add the reports of some bodies for as many years."""
    for number in range(count):
        (raw / f"more-{number}.txt").write_text(letter(number, year=2010 + number), "utf-8")


def killed(raw: Path, out: Path, chance: random.Random, times: int, latest: float = 2.5) -> None:
    """Begin a build so many times, each killed with its workers left to themselves after a random time."""
    for _ in range(times):
        process = subprocess.Popen([sys.executable, "-c", _BUILD, str(raw), str(out)], start_new_session=True)
        time.sleep(chance.uniform(0.3, latest))
        process.send_signal(signal.SIGKILL)
        process.wait()


_BUILD = "import sys, reportlib; reportlib.build(sys.argv[1], sys.argv[2], jobs=2)"


@contextmanager
def reading(out: Path) -> Iterator[Callable[[], set[int]]]:
    """While this lasts another process loads the dataset over and over; then what is yielded gives the counts of reports that it saw.

    Raises AssertionError where that process ever saw tables of different builds, or none.
    """
    stop = out.parent / "stop"
    command = [sys.executable, __file__, str(out), str(stop)]
    reader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    told: list[str] = []

    def seen() -> set[int]:
        return {int(line) for line in told}

    try:
        yield seen
    finally:
        stop.touch()
        printed, failed = reader.communicate()
        stop.unlink()
    told += printed.split()
    assert reader.returncode == 0, failed


def _read_on(out: Path, stop: Path) -> None:
    last = False
    while not last:
        last = stop.exists()  # looked at before reading, so that the last build is seen
        print(consistent(out))


if __name__ == "__main__":
    _read_on(Path(sys.argv[1]), Path(sys.argv[2]))
