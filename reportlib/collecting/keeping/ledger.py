"""What was kept of which address, one line for each answer, so that a run that is stopped goes on and the next asks only for what is new."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import NamedTuple

FOLDER = ".collected"
_NAME = "ledger.jsonl"


class Kept(NamedTuple):
    """One answer of an address: the file it was kept in (below RAW), its digest, what to ask with the next time, and what is known of it."""

    url: str
    file: str
    sha256: str
    fetched_at: str
    etag: str = ""
    last_modified: str = ""
    found_at: str = ""  # the address it was found at in the end, behind redirects
    published_at: str = ""
    agency: str = ""
    year: int | None = None


class Ledger:
    """The answers kept in a folder: the newest by address, those of the run that is going on, and every one in its order."""

    def __init__(self, raw: Path) -> None:
        self._path = raw / FOLDER / _NAME
        self._lock = threading.Lock()
        self.every: list[Kept] = []
        self.newest: dict[str, Kept] = {}
        self.fresh: set[str] = set()
        for line in _whole_lines(self._path):
            self._take(json.loads(line))

    def _take(self, line: dict[str, object]) -> None:
        if "finished" in line:
            self.fresh.clear()
            return
        kept = Kept(**line)  # type: ignore[arg-type]
        self.every.append(kept)
        self.newest[kept.url] = kept
        self.fresh.add(kept.url)

    def add(self, kept: Kept) -> None:
        """Notes an answer, on the disk before anything else."""
        with self._lock:
            self._write(kept._asdict())
            self._take(kept._asdict())

    def finish(self, when: str) -> None:
        """Notes that a run came to its end: the next one asks for everything again."""
        with self._lock:
            self._write({"finished": when})
            self.fresh.clear()

    def _write(self, line: dict[str, object]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _whole_lines(path: Path) -> list[bytes]:
    """The lines of the file; a last one that was cut off when a run was stopped is taken out of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = path.read_bytes() if path.is_file() else b""
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        with path.open("r+b") as file:
            file.truncate(len(whole))
    return whole.splitlines()
