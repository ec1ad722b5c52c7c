"""How far a command is: a bar on a terminal, a line now and then otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Step = Callable[..., None]
"""Told how many were done just now, of how many, and how many of each of the words that are counted beside."""
_LINES_OF_PROGRESS = 5


@contextmanager
def progress_on(console: Console, doing: str, done_so_far: str, beside: str = "") -> Iterator[Step]:
    """A bar with rate and remaining time on a terminal, a line now and then otherwise.

    `done_so_far` has gaps for how many were done and of how many, `beside` for what is counted beside, such as reports that were flagged.
    """
    if not console.is_terminal:
        yield _plain_progress(console, done_so_far, beside)
        return
    columns = (MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn(), TextColumn("{task.fields[beside]}"))
    with Progress(TextColumn(doing), BarColumn(), *columns, console=console, transient=True) as bar:
        yield _moved(bar, beside)


def _moved(bar: Progress, beside: str) -> Step:
    task, counted, started = bar.add_task("", total=None, rate="", beside=""), _Counted(beside), monotonic()

    def step(done: int, total: int, *more: int) -> None:
        counted.add(done, more)
        rate = f"{counted.done / max(monotonic() - started, 0.001):.1f}/s"
        bar.update(task, advance=done, total=total, rate=rate, beside=counted.told)

    return step


def _plain_progress(console: Console, done_so_far: str, beside: str) -> Step:
    counted, told = _Counted(beside), 0

    def step(done: int, total: int, *more: int) -> None:
        nonlocal told
        counted.add(done, more)
        if counted.done - told >= total / _LINES_OF_PROGRESS or counted.done == total:
            told = counted.done
            console.print(" · ".join(filter(None, [done_so_far.format(told, total), counted.told])))

    return step


class _Counted:
    """What was done so far, and what was counted beside it."""

    def __init__(self, beside: str) -> None:
        self.done, self._beside = 0, beside
        self._more: tuple[int, ...] = (0,) * beside.count("{}")

    def add(self, done: int, more: tuple[int, ...]) -> None:
        """Count what was done just now."""
        self.done += done
        self._more = tuple(before + now for before, now in zip(self._more, more, strict=True))

    @property
    def told(self) -> str:
        """What was counted beside, in words."""
        return self._beside.format(*self._more)
