"""How a site is asked: how often, how patiently, how much is taken of it, and who says that they ask."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from importlib import metadata
from typing import NamedTuple, Protocol

from reportlib.errors import ReportError
from reportlib.readers.limits import MAX_FILE_BYTES

FETCHED, UNCHANGED, ATTACHMENT, NOT_FOUND, REFUSED, FAILED = "fetched", "unchanged", "attachment", "not found", "refused", "failed"
OUTCOMES = (FETCHED, UNCHANGED, ATTACHMENT, NOT_FOUND, REFUSED, FAILED)


class Clock(Protocol):
    """What tells the time and waits; tests have one that does not wait."""

    def now(self) -> float: ...

    def sleep(self, seconds: float) -> None: ...

    def date(self) -> datetime: ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def date(self) -> datetime:
        return datetime.now(UTC)


class Manners(NamedTuple):
    """One request a second a host, four hosts at once; `contact` is said in every request, and addresses of the own network are not asked."""

    contact: str = ""
    seconds_between: float = 1.0
    hosts_at_once: int = 4
    attempts: int = 4
    most_bytes: int = MAX_FILE_BYTES
    most_seconds: float = 300.0
    allow_private: bool = False
    clock: Clock = SystemClock()

    @property
    def user_agent(self) -> str:
        """What every request says of who asks, as servers' logs print it."""
        who = f"; contact {self.contact}" if self.contact else ""
        return f"reportlib/{metadata.version('reportlib')} (yearly disclosure reports{who})"


POLITE = Manners()


class NotFetched(ReportError):
    """An address that gave nothing; `outcome` says in which of the three ways: not found, refused or failed."""

    def __init__(self, outcome: str, problem: str, *, remedy: str, found: str = "") -> None:
        super().__init__(problem, found=found, remedy=remedy)
        self.outcome = outcome
