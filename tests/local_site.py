"""A site of about forty pages on loopback, with all that sites do, and a clock that does not wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import NamedTuple
from urllib.parse import urlsplit

from corpus.figures import drawn
from official_form import HEADINGS, SetReport, official_tables
from web_pages import plain_page
from word_files import word_file

TRADES = [
    "财政",
    "教育",
    "民政",
    "司法",
    "水务",
    "商务",
    "审计",
    "统计",
    "体育",
    "林业",
    "医保",
    "应急",
    "交通",
    "文旅",
    "住建",
    "卫健",
    "农业",
    "气象",
    "人社",
    "信访",
    "科技",
    "环保",
    "规划",
    "国资",
    "海关",
    "税务",
]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
LISTED = 12  # reports that the column links to


def agency(number: int) -> str:
    return f"合成市{TRADES[number]}局"


@cache
def report(number: int, seed: int = 0) -> SetReport:
    """The synthetic report of one of the bodies; another seed gives a restated one."""
    figures = drawn("2021", Random(number))
    if seed:
        figures = {**figures, ("disclosures", "20.1/rules", "issued"): "77"} if _has_rules(figures) else {**figures, _first(figures): "77"}
    title = (f"{agency(number)}2023年政府信息公开工作年度报告",)
    prose = ("本节为合成文字，不述及任何数目。", "所有数目由程序随机给出，不是任何机关的数目。")
    contents = [prose, *((table,) for table in official_tables("2021", figures)), prose[:1], prose[:1]]
    lead = "本报告为合成文件，数据统计期限自2023年1月1日起，至2023年12月31日止。"
    return SetReport(title, lead, tuple(zip(HEADINGS, contents, strict=True)))


def _has_rules(figures: object) -> bool:
    return ("disclosures", "20.1/rules", "issued") in figures  # type: ignore[operator]


def _first(figures: dict[tuple[str, str, str], str]) -> tuple[str, str, str]:
    return next(iter(figures))


@cache
def page(number: int, seed: int = 0) -> str:
    """Its page, with the day of publication as sites state it."""
    return plain_page(report(number, seed)).replace("<head>", '<head><meta name="PubDate" content="2024-01-22 09:30">')


def cover(number: int, inside: str) -> str:
    """A page that only leads to the report."""
    title = "".join(report(number).title)
    return (
        f'<html><head><title>{title}</title><meta name="PubDate" content="2024-01-23"></head><body><h1>{title}</h1>{inside}</body></html>'
    )


class Served(NamedTuple):
    """One answer: its bytes, status and headers; `end` streams instead of them."""

    content: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    stream: Callable[[BaseHTTPRequestHandler], None] | None = None


class Asked(NamedTuple):
    host: str
    path: str
    is_conditional: bool


class Site:
    """What is served by path, and what was asked; `times` counts the requests for a path."""

    def __init__(self) -> None:
        self.pages: dict[str, Served | list[Served]] = {}
        self.asked: list[Asked] = []
        self.agents: set[str] = set()
        self.url = ""

    def times(self, path: str) -> int:
        return sum(asked.path == path for asked in self.asked)

    def html(self, path: str, text: str, encoding: str = "utf-8") -> None:
        self.pages[path] = Served(text.encode(encoding), headers=(("Content-Type", "text/html"),))

    def answer(self, path: str) -> Served:
        served = self.pages.get(path, Served(b"none", 404))
        if isinstance(served, list):  # one after the other, the last for ever
            return served.pop(0) if len(served) > 1 else served[0]
        return served


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """The site on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _answer(self, site)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def _answer(request: BaseHTTPRequestHandler, site: Site) -> None:
    tag = request.headers.get("If-None-Match")
    site.asked.append(Asked(request.headers["Host"].split(":")[0], request.path, tag is not None))
    site.agents.add(request.headers["User-Agent"])
    served = site.answer(request.path)
    try:
        if served.stream:
            served.stream(request)
            return
        etag = f'"{sha256(served.content).hexdigest()[:12]}"'
        if served.status == 200 and tag == etag:
            served = Served(b"", 304)
        request.send_response(served.status)
        for name, value in (("ETag", etag), ("Content-Length", str(len(served.content))), *served.headers):
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(served.content)
    except (BrokenPipeError, ConnectionResetError):
        pass


def _dripping(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(200):
        request.wfile.write(b" ")
        time.sleep(0.05)


def _endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(1000):
        request.wfile.write(b"<p>" + b"x" * 65536)


def _cut_off(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "100000")
    request.end_headers()
    request.wfile.write(b"<html><body><p>begun")


def moved(to: str) -> Served:
    return Served(b"", 302, (("Location", to),))


def forty_pages() -> Site:
    """The site: a column of twelve reports on three pages, and pages that go wrong in each way."""
    site = Site()
    site.pages["/robots.txt"] = Served(b"User-agent: *\nDisallow: /private/\n")
    for number in range(LISTED):
        site.html(f"/r/{number}.html", page(number), ("utf-8", "gb18030")[number % 2])
    _column(site)
    site.html("/a/12.html", cover(12, '<a href="/files/12.docx">附件</a><a href="/index.html">下载中心</a>'))
    site.pages["/files/12.docx"] = Served(word_file(report(12)))
    site.html("/a/13.html", cover(13, f'<a href="/download?id=13">点击下载{"".join(report(13).title)}</a>'))
    site.pages["/download?id=13"] = Served(word_file(report(13)))
    site.html("/a/14.html", cover(14, '<iframe src="/viewer.html?file=/files/14.docx"></iframe>'))
    site.pages["/files/14.docx"] = Served(word_file(report(14)))
    site.html("/a/15.html", cover(15, '<a href="/files/15.pdf">报告全文</a>'))
    site.html("/files/15.pdf", "<html><body><p>页面维护中</p></body></html>")
    site.pages["/old/16.html"] = moved("/older/16.html")
    site.pages["/older/16.html"] = moved("/r/16.html")
    site.html("/r/16.html", page(16))
    site.html("/refresh/17.html", '<html><head><meta http-equiv="refresh" content="0;url=/r/17.html"></head><body></body></html>')
    site.html("/r/17.html", page(17), "gb18030")
    site.html("/shell.html", '<html><body><div id="app"></div><script src="/app.js"></script></body></html>')
    site.html("/forbidden.html", "x")
    site.pages["/forbidden.html"] = Served(b"no", 403)
    site.pages["/busy/18.html"] = [Served(b"", 429, (("Retry-After", "7"),)), Served(page(18).encode())]
    site.pages["/error/19.html"] = [Served(b"", 503), Served(b"", 502), Served(page(19).encode())]
    site.pages["/cut/20.html"] = [Served(stream=_cut_off), Served(page(20).encode())]
    site.pages["/slow.html"] = Served(stream=_dripping)
    site.pages["/endless.html"] = Served(stream=_endless)
    site.pages["/film.html"] = Served(b"\0\0\0\x18ftypmp42" + bytes(range(256)))
    site.html("/private/21.html", page(21))
    site.pages["/circle.html"] = moved("/circle.html")
    site.pages["/away.html"] = moved("ftp://127.0.0.1/21.html")
    site.html("/news.html", "<html><body><h1>合成市开展植树活动</h1><p>" + "今天天气晴朗。" * 40 + "</p></body></html>")
    return site


def _column(site: Site) -> None:
    def linked(numbers: range) -> str:
        titles = ((number, "".join(report(number).title)) for number in numbers)
        return "".join(f'<li><a href="../r/{number}.html" title="{title}">{title[:9]}…</a></li>' for number, title in titles)

    counted = '<script>createPageHTML(2, 0, "index", "html");</script>'
    elsewhere = '<a href="http://localhost:1/x.html">外市2023年政府信息公开工作年度报告</a><a href="/news.html">植树</a>'
    site.html("/nb/index.html", f"<html><body><ul>{linked(range(5))}</ul>{elsewhere}{counted}</body></html>", "gb18030")
    site.html("/nb/index_1.html", f'<html><body><ul>{linked(range(4, 8))}</ul><a href="third.html">下一页</a></body></html>')
    records = ",".join(f'{{"title": "{"".join(report(number).title)}", "url": "\\/r\\/{number}.html"}}' for number in range(8, LISTED))
    site.html("/nb/third.html", f'<html><body><script>var list = [{records}];</script><a href="index.html">1</a></body></html>')


class QuickClock:
    """A clock that goes on at once when it should wait, each thread for itself; `days` after the first of February 2024."""

    def __init__(self, days: int = 0) -> None:
        self.slept: list[float] = []
        self._ahead = threading.local()
        self._date = datetime(2024, 2, 1, 8, 0, tzinfo=UTC) + timedelta(days=days)

    def now(self) -> float:
        return time.monotonic() + getattr(self._ahead, "seconds", 0.0)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._ahead.seconds = getattr(self._ahead, "seconds", 0.0) + seconds

    def date(self) -> datetime:
        return self._date


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
