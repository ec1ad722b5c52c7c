"""How far a command is: a bar on a terminal, a line now and then otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from reportlib.building import Progress as Step

_LINES_OF_PROGRESS = 5


@contextmanager
def progress_on(console: Console, doing: str, done_so_far: str) -> Iterator[Step]:
    """A bar on a terminal, a line now and then otherwise."""
    if not console.is_terminal:
        yield _plain_progress(console, done_so_far)
        return
    with Progress(TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, advance=done, total=total)


def _plain_progress(console: Console, done_so_far: str) -> Step:
    read_so_far, told = 0, 0

    def step(done: int, total: int) -> None:
        nonlocal read_so_far, told
        read_so_far += done
        if read_so_far - told >= total / _LINES_OF_PROGRESS or read_so_far == total:
            told = read_so_far
            console.print(done_so_far.format(read_so_far, total))

    return step
