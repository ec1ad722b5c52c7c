"""From addresses to a folder of reports: asked politely, kept as served, gone on with where it was stopped, and noted in manifest.csv."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock

from reportlib.errors import MissingDependency

try:
    import httpx as _httpx  # noqa: F401
    import protego as _protego  # noqa: F401
except ImportError as error:
    raise MissingDependency("collecting needs packages that are not installed", remedy="pip install 'reportlib[collect]'") from error

from reportlib.building.lock import only_build
from reportlib.collecting.asking.fetching import Fetcher
from reportlib.collecting.asking.manners import OUTCOMES, POLITE, Clock, Manners, NotFetched
from reportlib.collecting.column import in_column
from reportlib.collecting.keeping.ledger import FOLDER
from reportlib.collecting.keeping.registering import register
from reportlib.collecting.keeping.shelf import sweep
from reportlib.collecting.links import origin
from reportlib.collecting.run import Outcome, Run
from reportlib.collecting.wanted import Wanted, read_list

__all__ = ["OUTCOMES", "Clock", "Manners", "Outcome", "Wanted", "collect", "read_list", "reports_in_column"]
Progress = Callable[[int, int], None]
_REGISTERED_EVERY = 10  # addresses: so much at most is not in manifest.csv yet where the process is killed


def collect(wanted: Sequence[Wanted], raw: str | Path, manners: Manners = POLITE, progress: Progress | None = None) -> tuple[Outcome, ...]:
    """Fetches what is new of these addresses into the folder, with manifest.csv, and tells what became of each.

    `progress` is told after each address that one more is done, and of how many. A run that was stopped is gone on with by the
    next one; after one that came to its end, sites are asked only for what has changed. Needs the extra `collect`.

    >>> import tempfile
    >>> collect([Wanted("ftp://example.cn/2023.html")], tempfile.mkdtemp())[0].outcome
    'refused'
    """
    with _run(Path(raw), manners) as run:
        outcomes = list(_by_hosts(run, wanted, manners.hosts_at_once, progress or (lambda done, total: None)))
        run.ledger.finish(manners.clock.date().strftime("%Y-%m-%dT%H:%M:%SZ"))
    return tuple(outcomes)


def reports_in_column(
    url: str, pages: int, manners: Manners = POLITE, raw: str | Path | None = None
) -> tuple[tuple[Wanted, ...], tuple[Outcome, ...]]:
    """The reports that a site's column links to on at most so many pages, and the pages of it that could not be had.

    With `raw` the pages are kept aside there, and asked for only where they have changed; else nothing is written.
    """
    missed: list[Outcome] = []

    def failed(address: str, error: NotFetched) -> None:
        missed.append(Outcome(address, error.outcome, "", error.problem, error.remedy))

    if raw is not None:
        with _run(Path(raw), manners) as run:
            return tuple(in_column(url, pages, run.page, failed)), tuple(missed)
    fetcher = Fetcher(manners)
    try:
        return tuple(in_column(url, pages, lambda address: _asked(fetcher, address), failed)), tuple(missed)
    finally:
        fetcher.close()


def _asked(fetcher: Fetcher, address: str) -> tuple[str, bytes]:
    answer = fetcher.get(address)
    return answer.url, answer.content or b""


@contextmanager
def _run(raw: Path, manners: Manners) -> Iterator[Run]:
    """A run that holds the folder for itself; whatever ends it, what was kept is in manifest.csv."""
    with only_build(str(raw / FOLDER)):
        sweep(raw)
        run = Run(raw, manners)
        register(raw, run.ledger.every)
        try:
            yield run
        finally:
            run.close()
            register(raw, run.ledger.every)


def _by_hosts(run: Run, wanted: Sequence[Wanted], hosts_at_once: int, progress: Progress) -> Iterator[Outcome]:
    """What became of each address, a host's one after the other, so many hosts at once."""
    lanes: dict[str, list[Wanted]] = {}
    for one in wanted:
        lanes.setdefault(origin(one.url), []).append(one)
    done, lock, stopped = 0, Lock(), Event()

    def along(lane: list[Wanted]) -> list[Outcome]:
        nonlocal done
        outcomes: list[Outcome] = []
        for one in lane:
            if stopped.is_set():
                break
            outcomes += run.wanted(one)
            with lock:
                done += 1
                progress(1, len(wanted))
                if done % _REGISTERED_EVERY == 0:
                    register(run.raw, run.ledger.every)
        return outcomes

    with ThreadPoolExecutor(max_workers=hosts_at_once) as workers:
        try:
            for outcomes in workers.map(along, lanes.values()):
                yield from outcomes
        finally:
            stopped.set()
