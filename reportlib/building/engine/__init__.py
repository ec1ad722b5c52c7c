"""One way to run tasks on many processes: an Executor, of this machine or of a cluster; what ends a worker costs only itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from multiprocessing import get_all_start_methods, get_context
from typing import TypeVar

from reportlib.building.engine import worker
from reportlib.building.engine.processes import main_unseen
from reportlib.errors import LimitExceeded, MissingDependency, UsageError

Task = TypeVar("Task")
Result = TypeVar("Result")
_WAITING = 3  # tasks in flight for each process: enough that none waits, few enough that little is lost when one ends


@contextmanager
def engine(processes: int | None = None, cluster: str | None = None) -> Iterator[Engine]:
    """The engine of a build: worker processes of this machine (by default one a core), or those of a Dask scheduler."""
    running: Engine = _OnCluster(cluster) if cluster else _OnThisMachine(processes or os.cpu_count() or 1)
    try:
        yield running
    finally:
        running.close()


class Engine:
    """Runs tasks on an Executor that is made anew when a worker's end has broken it."""

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self._executor: Executor | None = None

    def run(
        self,
        work: Callable[[Task], Result],
        tasks: Sequence[Task],
        parts: Callable[[Task], Sequence[Task]],
        lost: Callable[[Task], Result] | None,
    ) -> Iterator[Result]:
        """The results of the tasks as they are done, in any order.

        A task whose worker ended is tried again in its `parts`, one at a time; of a task with one part, `lost` makes the result.
        Where there is no `lost`, raises LimitExceeded.
        """
        waiting = list(reversed(tasks))
        flying: dict[Future[Result], Task] = {}
        broken: list[Task] = []
        while waiting or flying:
            while waiting and len(flying) < self.processes * _WAITING:
                task = waiting.pop()
                flying[self._submit(work, task)] = task
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            for future in done:
                task = flying.pop(future)
                if _ended_its_worker(future):
                    broken.append(task)
                else:
                    yield future.result()
            if broken and not flying:
                self._renew()
                for task in broken:
                    yield from self._alone(work, task, parts, lost)
                broken = []

    def _alone(
        self, work: Callable[[Task], Result], task: Task, parts: Callable[[Task], Sequence[Task]], lost: Callable[[Task], Result] | None
    ) -> Iterator[Result]:
        for part in parts(task):
            future = self._submit(work, part)
            wait([future])
            if not _ended_its_worker(future):
                yield future.result()
                continue
            self._renew()
            if len(parts(part)) == 1 and lost is None:
                raise LimitExceeded(
                    "a worker ended while it wrote tables", remedy="free memory or disk space, or use fewer jobs (--jobs 1)"
                )
            if len(parts(part)) == 1 and lost:
                yield lost(part)
            else:
                yield from self._alone(work, part, parts, lost)

    def _submit(self, work: Callable[[Task], Result], task: Task) -> Future[Result]:
        if self._executor is None:
            self._executor = self._started()
        try:
            with main_unseen():
                return self._executor.submit(work, task)
        except BrokenExecutor as error:
            future: Future[Result] = Future()
            future.set_exception(error)
            return future

    def _started(self) -> Executor:
        raise NotImplementedError

    def _renew(self) -> None:
        if self._executor is not None:
            self._let_go(self._executor)
            self._executor = None

    def _let_go(self, executor: Executor) -> None:
        executor.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Let go of the workers, whatever they do."""
        self._renew()


def whole(task: Task) -> Sequence[Task]:
    """The parts of a task that is done whole or not at all."""
    return [task]


def _ended_its_worker(future: Future[Result]) -> bool:
    error = future.exception()
    return isinstance(error, BrokenExecutor) or type(error).__name__ in ("KilledWorker", "CancelledError", "FutureCancelledError")


class _OnThisMachine(Engine):
    """Worker processes that know nothing of the caller's own module, so that a script needs no guard around its main part."""

    def _started(self) -> Executor:
        method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
        context = get_context(method)
        if method == "forkserver":
            context.set_forkserver_preload(["reportlib.building.shards", "reportlib.building.buckets"])
        return ProcessPoolExecutor(self.processes, context, initializer=partial(worker.begin, os.getpid(), dict(os.environ)))


class _OnCluster(Engine):
    """The workers of a Dask scheduler; they see RAW and PROCESSED at the same addresses as this process."""

    def __init__(self, address: str) -> None:
        try:
            distributed = import_module("distributed")
        except ImportError as error:
            remedy = "pip install 'reportlib[cluster]'"
            raise MissingDependency("a build on a cluster needs dask", source=address, remedy=remedy) from error
        try:
            self._client = distributed.Client(address, timeout="10s", set_as_default=False)
        except OSError as error:
            remedy = "start it, or check the address"
            raise UsageError(
                "no scheduler answers", source=address, expected="tcp://HOST:PORT of a Dask scheduler", remedy=remedy
            ) from error
        super().__init__(max(1, sum(self._client.nthreads().values())))

    def _started(self) -> Executor:
        executor: Executor = self._client.get_executor(retries=3)
        return executor

    def _let_go(self, executor: Executor) -> None:
        executor.shutdown(wait=False)  # Dask's own cancels what waits

    def close(self) -> None:
        super().close()
        self._client.close()
