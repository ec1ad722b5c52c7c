"""Files damaged at random as disks and downloads damage them, and what reading them then gives."""

from __future__ import annotations

import csv
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

from reportlib.building.engine.worker import within_limits
from reportlib.errors import ReportError
from reportlib.model import ERROR, FAIL, Report, Source
from reportlib.readers.pages import scan
from reportlib.readers.pages.unruled import Page
from reportlib.reading import read_all

if TYPE_CHECKING:
    from PIL.Image import Image

EXPECTED = Path(__file__).parent.parent / "samples" / "expected.csv"
RAW = Path(__file__).parent.parent.parent / "data" / "raw"
SHIPPED = tuple(sorted(path.name for path in RAW.glob("*-20??.*")))
KINDS = ("flipped", "cut off", "inserted", "left out", "zeroed")
READ, QUARANTINED, HUNG, CRASHED, LOST, WRONG = OUTCOMES = ("read", "quarantined", "hung", "crashed", "lost", "silently wrong")
_DIGITS = frozenset(b"0123456789.")  # changing one changes what is printed, which is no damage to find
_SLOW = 60.0  # seconds of all threads together after which a file counts as hung; a scan takes ten and more


class Damage(NamedTuple):
    """One harm to one shipped file, told by what decides it."""

    file: str
    kind: str
    seed: int

    def harmed(self) -> bytes:
        """The bytes of the file after the harm; no printed digit is changed to another one."""
        content, random = (RAW / self.file).read_bytes(), Random(f"{self.file} {self.kind} {self.seed}")
        at = random.randrange(len(content))
        if self.kind == "cut off":
            return content[:at]
        if self.kind == "flipped":
            return _flipped(content, random)
        if self.kind == "inserted":
            some = bytes(byte for byte in random.randbytes(random.choice((1, 2, 8, 64))) if byte not in _DIGITS)
            return content[:at] + some + content[at:]
        length = random.choice((1, 16, 512))
        if any(byte in _DIGITS for byte in content[at : at + length]) and length == 1:
            length = 0
        return content[:at] + (b"" if self.kind == "left out" else bytes(length)) + content[at + length :]


def _flipped(content: bytes, random: Random) -> bytes:
    harmed = bytearray(content)
    for _ in range(random.choice((1, 1, 4))):
        at, bit = random.randrange(len(content)), 1 << random.randrange(8)
        if harmed[at] not in _DIGITS and harmed[at] ^ bit not in _DIGITS:
            harmed[at] ^= bit
    return bytes(harmed)


class Outcome(NamedTuple):
    """What became of a damaged file, and what tells of it where that is one of the last four."""

    damage: Damage
    outcome: str
    told: str = ""


def damages(count: int, files: Sequence[str] = SHIPPED) -> Iterator[Damage]:
    """So many harms, the files and kinds in turn."""
    for number in range(count):
        yield Damage(files[number // len(KINDS) % len(files)], KINDS[number % len(KINDS)], number)


def outcome(damage: Damage) -> Outcome:
    """What reading the damaged file gives, judged by the figures of the whole one."""
    source = Source(damage.file, damage.harmed())
    started = time.process_time()
    try:
        reports = within_limits(_reports, source)
    except ReportError as error:
        return Outcome(damage, QUARANTINED, "" if error.reason else "no reason") if _in_time(started) else Outcome(damage, HUNG)
    except BaseException as error:  # the very thing that must not be
        return Outcome(damage, CRASHED, repr(error))
    wrong = [each for report in reports[:1] for each in silently_wrong(report, _printed(damage.file))]
    return Outcome(damage, WRONG if wrong else READ if _in_time(started) else HUNG, "; ".join(wrong[:3]))


def judged(some: tuple[Damage, ...]) -> tuple[Outcome, ...]:
    """What became of each of these."""
    return tuple(map(outcome, some))


def each_alone(some: tuple[Damage, ...]) -> list[tuple[Damage, ...]]:
    """Each by itself, to be tried again where a worker was lost."""
    return [(one,) for one in some]


def crashed(some: tuple[Damage, ...]) -> tuple[Outcome, ...]:
    """The one that ended its worker."""
    return (Outcome(some[0], CRASHED, "the worker ended"),)


def _in_time(started: float) -> bool:
    return time.process_time() - started < _SLOW


def _reports(source: Source) -> tuple[Report, ...]:
    with patch.object(scan, "page", _page):
        return read_all(source)


_read_picture = scan.page
_pages: dict[tuple[object, ...], Page] = {}


def _page(image: Image, number: int, dpi: float | None) -> Page:
    """The page of a picture, read once: it takes seconds, and a harm leaves most pictures of a file as they are."""
    key = number, dpi, image.mode, image.size, sha256(image.tobytes()).digest()
    if key not in _pages:
        _pages[key] = _read_picture(image, number, dpi)
    return _pages[key]


_Cells = Mapping[tuple[str, str, str], float | None]


@cache
def _printed(file: str) -> _Cells:
    """The figures of the whole file: those typed from its print where there are such, for a scan may leave some unread."""
    return {**_cells(_reports(Source(file, (RAW / file).read_bytes()))[0]), **_typed().get(file, {})}


@cache
def _typed() -> Mapping[str, _Cells]:
    typed: dict[str, dict[tuple[str, str, str], float | None]] = {}
    with EXPECTED.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            key = line["table"], line["item"], line["column"]
            typed.setdefault(line["file"], {})[key] = float(line["value"]) if line["value"] else None
    return typed


def _cells(report: Report) -> dict[tuple[str, str, str], float | None]:
    return {(fact.table, fact.item, fact.column): fact.value for fact in report.facts}


def silently_wrong(report: Report, printed: _Cells) -> Iterator[str]:
    """The cells with another figure than the whole file prints, in a verified report or without an error at their row.

    That a figure was read from a picture and that no sum vouches for it is an error of its own, and no failure of any sum.
    """
    errors = [each for each in report.findings if each.severity == ERROR and (each.status == FAIL or each.rule == "unvouched")]
    doubted = [(each.table, each.item) for each in errors]
    for (table, item, column), value in _cells(report).items():
        said = any(about in (None, table) and row in (None, item) for about, row in doubted)
        if value is not None and value != printed.get((table, item, column)) and (report.grade == "verified" or not said):
            yield f"{table}/{item}/{column} is {value} for {printed.get((table, item, column))} ({report.grade})"


def table_of(outcomes: Iterable[Outcome]) -> str:
    """Kind by what became of it, with the harms that should not be beneath."""
    found = list(outcomes)
    counted = Counter((each.damage.kind, each.outcome) for each in found)
    rows = ["| kind | tried | " + " | ".join(OUTCOMES) + " |", "|---" * (len(OUTCOMES) + 2) + "|"]
    for kind in (*KINDS, "all"):
        counts = [sum(counted[name, result] for name in (KINDS if kind == "all" else (kind,))) for result in OUTCOMES]
        rows.append(f"| {kind} | {sum(counts)} | " + " | ".join(map(str, counts)) + " |")
    return "\n".join([*rows, *(f"{each.outcome}: {each.damage}: {each.told}" for each in found if each.outcome in OUTCOMES[2:])])
