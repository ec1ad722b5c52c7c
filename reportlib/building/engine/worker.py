"""What holds in a worker: it ends with its parent, and no file may take it longer or more memory than the limits allow."""

from __future__ import annotations

import faulthandler
import gc
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import ParamSpec, TextIO, TypeVar

from reportlib.errors import LimitExceeded, ReportError, UnreadableFile
from reportlib.readers.limits import MAX_SECONDS, MAX_WORKER_BYTES, SECONDS_TO_DIE

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
_silence: list[TextIO] = []  # where the traceback of a worker that is ended goes; empty in any other process
_EVERY = 1.0  # seconds between two looks at the parent


def begin(parent: int, environment: Mapping[str, str]) -> None:
    """Make this process a worker of `parent`: in its environment of now, bound in memory, deaf to Ctrl-C, and gone when the parent is."""
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _silence.append(open(os.devnull, "w"))  # noqa: SIM115  held as long as the process, for the clock's last word
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _look_for_circles_seldom()
    _bound_memory()


def _end_with(parent: int) -> None:
    while True:
        time.sleep(_EVERY)
        try:
            os.kill(parent, 0)
        except OSError:
            os._exit(1)


def _look_for_circles_seldom() -> None:
    """What a report is made of holds no circles and goes by itself; looking for them after every few hundred objects took a tenth of the time."""
    gc.freeze()  # the modules and forms stay
    gc.set_threshold(*_BETWEEN_LOOKS)


_BETWEEN_LOOKS = (100_000, 20, 20)  # new objects, looks at the young, looks at the middle-aged: a few reports, some dozen MB


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # a system without such limits
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_WORKER_BYTES if most == resource.RLIM_INFINITY else min(MAX_WORKER_BYTES, most), most))


def within_limits(work: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
    """The result of some work on one file, or a ReportError, whatever happens inside; what hangs in foreign code ends the process."""
    clock = _Clock(MAX_SECONDS)
    try:
        with clock.running():
            return work(*arguments, **named)
    except ReportError:
        raise
    except (KeyboardInterrupt, SystemExit):
        raise
    except MemoryError as error:
        remedy = "open the file and save it anew, or split it"
        raise LimitExceeded("reading it takes too much memory", expected=f"at most {MAX_WORKER_BYTES:,} bytes", remedy=remedy) from error
    except BaseException as error:  # a library may raise anything, or wrap the clock's own error
        raise clock.error() if clock.struck else _failed(error) from error


def _failed(error: BaseException) -> UnreadableFile:
    found = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return UnreadableFile("reading it failed", found=found, remedy="open the file in its program and save it anew")


class _Clock:
    """Ends what takes longer, where the system can (POSIX, main thread): by an error, and if that is not heard, with the process."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.struck = seconds, False

    def error(self) -> LimitExceeded:
        remedy = "open the file and save it anew, or split it"
        return LimitExceeded("reading it takes too long", expected=f"at most {self.seconds:g} s", remedy=remedy)

    @contextmanager
    def running(self) -> Iterator[None]:
        if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGALRM, self._strike)
        signal.setitimer(signal.ITIMER_REAL, self.seconds)
        if _silence:
            faulthandler.dump_traceback_later(self.seconds + SECONDS_TO_DIE, exit=True, file=_silence[0])
        try:
            yield
        finally:
            if _silence:
                faulthandler.cancel_dump_traceback_later()
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _strike(self, _number: int, _frame: FrameType | None) -> None:
        self.struck = True
        raise self.error()
