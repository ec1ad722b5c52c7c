"""One build at a time into one output, whole or not at all: a lock that goes with its process, and faults of the disk in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reportlib.errors import UsageError

_NAME = ".lock"


@contextmanager
def written_whole(processed: str) -> Iterator[None]:
    """Say in one line what the disk refuses while a build lasts; nothing of it is current then."""
    try:
        yield
    except OSError as error:
        found = f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "")
        remedy = "free space or make the folder writable and build again; the tables of before are as they were"
        raise UsageError("the tables cannot be written", source=processed, found=found, remedy=remedy) from error


@contextmanager
def only_build(processed: str) -> Iterator[None]:
    """Hold the output for one build; on object storage, which has no such locks, nothing is held.

    Raises UsageError where the output cannot be written, or where another build is at work.
    """
    if "://" in processed:
        yield
        return
    folder = Path(processed)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / _NAME).open("w")
    except OSError as error:
        remedy = "choose another folder, or make this one writable"
        raise UsageError(
            "the tables cannot be written here", source=processed, found=error.strerror or str(error), remedy=remedy
        ) from error
    with file:
        _hold(file.fileno(), processed)
        yield


def _hold(number: int, processed: str) -> None:
    try:
        import fcntl
    except ImportError:  # a system without such locks
        return
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        remedy = "wait until it has ended, or write to another folder"
        raise UsageError("another build is writing here", source=processed, remedy=remedy) from error
