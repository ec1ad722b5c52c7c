"""Asks for one address: in its host's turn, as robots.txt allows, patiently, within the limits, and only for what is new."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urljoin

import httpx
from protego import Protego

from reportlib.collecting.asking.manners import FAILED, NOT_FOUND, REFUSED, Clock, Manners, NotFetched
from reportlib.collecting.asking.safety import CheckedTransport, checked

MOST_REDIRECTS = 8
LONGEST_REST = 600.0  # seconds that a site may ask for before the run goes on without it
_MOST_ROBOTS = 512 * 1024  # bytes of robots.txt that need be read, by RFC 9309
_ROBOTS_NAME = "reportlib"
_LATER = (408, 425, 429, 500, 502, 503, 504)
_REDIRECTS = (301, 302, 303, 307, 308)


class Answer(NamedTuple):
    """What an address gave: where it was found in the end, its bytes (None where unchanged), and what to ask with the next time."""

    url: str
    content: bytes | None
    etag: str = ""
    last_modified: str = ""


class _Reply(NamedTuple):
    status: int
    headers: Mapping[str, str]
    content: bytes = b""


class Fetcher:
    """All asking of a run: one connection, turn and robots.txt a host."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._hosts: dict[str, _Host] = {}
        self._turns: dict[str, _Turns] = {}
        self._lock = threading.Lock()

    def get(self, url: str, etag: str = "", last_modified: str = "") -> Answer:
        """What the address gives now; raises NotFetched that says why it gives nothing and what to do."""
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        passed: list[str] = []
        while len(passed) < MOST_REDIRECTS:
            address = str(checked(url))
            if address in passed:
                raise NotFetched(
                    FAILED, "the site redirects in a circle", remedy="open the address in a browser and give the one where it ends"
                )
            passed.append(address)
            if not self._allows(address):
                raise NotFetched(REFUSED, "robots.txt of the site forbids it", remedy="ask the site's keeper, or save the page by hand")
            reply = self._host(address).ask(address, {name: value for name, value in conditions.items() if value})
            if reply.status not in _REDIRECTS:
                return _answer(address, reply)
            url = urljoin(address, reply.headers.get("location", ""))
        raise NotFetched(FAILED, f"more than {MOST_REDIRECTS} redirects", remedy="open the address and give the one where it ends")

    def close(self) -> None:
        """Ends the connections."""
        for host in self._hosts.values():
            host.client.close()

    def _host(self, address: str) -> _Host:
        """The host of an address; its http and its https side have one turn between them."""
        origin, name = origin_of(address), httpx.URL(address).host
        with self._lock:
            if origin not in self._hosts:
                turns = self._turns.setdefault(name, _Turns(self._manners.seconds_between, self._manners.clock))
                self._hosts[origin] = _Host(self._manners, turns)
            return self._hosts[origin]

    def _allows(self, address: str) -> bool:
        """Whether robots.txt lets us ask; it is read with the first question. Raises NotFetched where the site cannot tell."""
        host = self._host(address)
        with host.robots_lock:
            if host.robots is None:
                host.robots = self._robots_or_trouble(origin_of(address))
                host.turns.slow_down(0.0 if isinstance(host.robots, NotFetched) else host.robots.crawl_delay(_ROBOTS_NAME) or 0.0)
        if isinstance(host.robots, NotFetched):
            raise NotFetched(host.robots.outcome, host.robots.problem, found=host.robots.found, remedy=host.robots.remedy)
        return bool(host.robots.can_fetch(address, _ROBOTS_NAME))

    def _robots_or_trouble(self, origin: str) -> Protego | NotFetched:
        try:
            return self._read_robots(f"{origin}/robots.txt")
        except NotFetched as trouble:
            return trouble

    def _read_robots(self, address: str) -> Protego:
        """The rules of the site, none where it has no such file; as RFC 9309 has it, a site that cannot tell forbids."""
        for _ in range(MOST_REDIRECTS):
            reply = self._host(address).ask(address, {})
            if reply.status not in _REDIRECTS:
                break
            address = str(checked(urljoin(address, reply.headers.get("location", ""))))
        if reply.status == 200:
            return Protego.parse(reply.content[:_MOST_ROBOTS].decode("utf-8", "replace"))
        if 400 <= reply.status < 500 and reply.status != 429:
            return Protego.parse("")
        raise NotFetched(FAILED, f"robots.txt cannot be read: the site answers {reply.status}", remedy="run again later")


def origin_of(address: str) -> str:
    """Scheme, host and port: what has one robots.txt and one turn.

    >>> origin_of("http://a.cn:8080/b/c.html?d=1")
    'http://a.cn:8080'
    """
    return str(httpx.URL(address).copy_with(raw_path=b"/", fragment=None)).rstrip("/")


def _answer(address: str, reply: _Reply) -> Answer:
    if reply.status == 304:
        return Answer(address, None, reply.headers.get("etag", ""), reply.headers.get("last-modified", ""))
    if reply.status == 200:
        return Answer(address, reply.content, reply.headers.get("etag", ""), reply.headers.get("last-modified", ""))
    if reply.status in (404, 410):
        raise NotFetched(NOT_FOUND, f"the site answers {reply.status}: no such page", remedy="look for its new address on the site")
    if reply.status in (401, 403, 451):
        raise NotFetched(REFUSED, f"the site answers {reply.status}: not for everyone", remedy="open it in a browser and save it by hand")
    raise NotFetched(FAILED, f"the site answers {reply.status}", remedy="run again later")


class _Host:
    """One side of a site: its connection, its turn, and what its robots.txt says once that is read."""

    def __init__(self, manners: Manners, turns: _Turns) -> None:
        self.client = httpx.Client(
            transport=CheckedTransport(allow_private=manners.allow_private),
            headers={"User-Agent": manners.user_agent, "Accept-Language": "zh-CN,zh;q=0.9"},
            timeout=httpx.Timeout(min(30.0, manners.most_seconds)),
        )
        self.turns = turns
        self.robots: Protego | NotFetched | None = None
        self.robots_lock = threading.Lock()
        self._manners = manners

    def ask(self, address: str, headers: Mapping[str, str]) -> _Reply:
        """The reply, after as many attempts as manners allow; raises NotFetched where none came whole."""
        for attempt in range(1, self._manners.attempts + 1):
            self.turns.wait()
            reply, trouble = self._attempt(address, headers)
            if reply is not None and reply.status not in _LATER:
                return reply
            rest = _asked_rest(reply.headers.get("retry-after", ""), self._manners.clock) if reply else 0.0
            if rest > LONGEST_REST:
                raise NotFetched(FAILED, f"the site asks for a rest of {rest:.0f} seconds", remedy="run again after that")
            if attempt < self._manners.attempts:
                self.turns.rest(max(rest, 2.0**attempt * random.uniform(0.5, 1.5)))
        if reply is not None:
            return reply
        raise NotFetched(FAILED, trouble, remedy="run again later; open the address in a browser to see whether it answers at all")

    def _attempt(self, address: str, headers: Mapping[str, str]) -> tuple[_Reply | None, str]:
        """The reply, or None with what went wrong on the way."""
        try:
            return self._streamed(address, headers), ""
        except httpx.TimeoutException:
            return None, "the site does not answer in time"
        except httpx.RemoteProtocolError:
            return None, "the answer was cut off"
        except (httpx.HTTPError, httpx.StreamError) as error:
            return None, f"the connection failed: {str(error).splitlines()[0][:100] if str(error) else type(error).__name__}"

    def _streamed(self, address: str, headers: Mapping[str, str]) -> _Reply:
        """The reply with its bytes; raises NotFetched where they are more, or take longer, than the limits."""
        clock, most = self._manners.clock, self._manners.most_bytes
        until = clock.now() + self._manners.most_seconds
        with self.client.stream("GET", address, headers=dict(headers)) as response:
            if response.status_code != 200:
                return _Reply(response.status_code, response.headers)
            content = bytearray()
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > most:
                    raise NotFetched(FAILED, f"it is larger than {most:,} bytes", remedy="save it by hand if it is a report")
                if clock.now() > until:
                    raise NotFetched(FAILED, f"it takes longer than {self._manners.most_seconds:.0f} seconds", remedy="run again later")
            return _Reply(200, response.headers, bytes(content))


class _Turns:
    """When a host may be asked: each turn so many seconds after the one before, and after any rest it asked for."""

    def __init__(self, seconds_between: float, clock: Clock) -> None:
        self._seconds_between = seconds_between
        self._clock = clock
        self._next = clock.now()
        self._lock = threading.Lock()

    def wait(self) -> None:
        with self._lock:
            turn = max(self._next, self._clock.now())
            self._next = turn + self._seconds_between
        while (left := turn - self._clock.now()) > 0:
            self._clock.sleep(left)

    def slow_down(self, seconds_between: float) -> None:
        """Lets no less time pass between turns than a site asks for."""
        self._seconds_between = max(self._seconds_between, min(seconds_between, LONGEST_REST))

    def rest(self, seconds: float) -> None:
        with self._lock:
            self._next = max(self._next, self._clock.now() + seconds)


def _asked_rest(printed: str, clock: Clock) -> float:
    """The seconds of a Retry-After, which is a number of them or a date."""
    if printed.strip().isdecimal():
        return float(printed)
    try:
        when = parsedate_to_datetime(printed)
    except (TypeError, ValueError):
        return 0.0
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - clock.date()).total_seconds())
