"""Collecting from a site on loopback: all that may be fetched is, once, and a second run asks only for what is new."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from local_site import LISTED, QuickClock, Served, Site, agency, cover, forty_pages, page, path_of, serving
from typer.testing import CliRunner

from reportlib.__main__ import app
from reportlib.building import build
from reportlib.collecting import Manners, Outcome, Wanted, collect, read_list, reports_in_column, run
from reportlib.collecting.asking.manners import FAILED, NotFetched
from reportlib.collecting.asking.rendering import rendered
from reportlib.errors import UsageError

SINGLE = (
    "/a/12.html",
    "/a/13.html",
    "/a/14.html",
    "/a/15.html",
    "/old/16.html",
    "/refresh/17.html",
    "/shell.html",
    "/gone.html",
    "/forbidden.html",
    "/busy/18.html",
    "/error/19.html",
    "/cut/20.html",
    "/slow.html",
    "/endless.html",
    "/film.html",
    "/private/21.html",
    "/circle.html",
    "/away.html",
    "/news.html",
)
HELD = [*range(LISTED), 12, 13, 14, 16, 17, 18, 19, 20]  # the bodies whose report can be had


def manners(days: int = 0) -> Manners:
    return Manners("desk@example.cn", most_bytes=2_000_000, most_seconds=0.6, allow_private=True, clock=QuickClock(days))


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test starts a browser."""

    def none(url: str, manners: Manners) -> bytes:
        raise NotFetched(FAILED, "the page is a shell that scripts fill", remedy="open it in a browser")

    monkeypatch.setattr(run, "rendered", none)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(forty_pages()) as served:
        yield served


def everything(site: Site, raw: Path, days: int = 0) -> tuple[Outcome, ...]:
    """A run over the column and the single pages."""
    listed, _ = reports_in_column(f"{site.url}/nb/index.html", 20, manners(days), raw)
    return collect([*listed, *(Wanted(site.url + path) for path in SINGLE)], raw, manners(days))


def files(raw: Path) -> dict[str, str]:
    """The digest of every file that is no note of the run."""
    return {
        path.relative_to(raw).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in raw.rglob("*")
        if path.is_file() and path.name not in ("ledger.jsonl", ".lock")
    }


def manifest(raw: Path) -> list[dict[str, str]]:
    with (raw / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_two_runs_and_the_tables_built_of_them(site: Site, tmp_path: Path) -> None:
    """All that may be fetched is, once; the second run asks conditionally; the build has each report with address and days, and one restatement."""
    raw = tmp_path / "raw"
    first = {path_of(outcome.url): outcome for outcome in everything(site, raw)}
    assert Counter(outcome.outcome for outcome in first.values()) == {
        "fetched": LISTED + 8, "attachment": 3, "not found": 1, "refused": 3, "failed": 8
    }  # fmt: skip
    assert all(outcome.reason and outcome.remedy for outcome in first.values() if outcome.outcome in ("not found", "refused", "failed"))
    assert not site.times("/private/21.html") and site.times("/robots.txt") == 2  # by the column, by the reports
    again = {"/robots.txt": 2, "/busy/18.html": 2, "/error/19.html": 3, "/cut/20.html": 2}
    assert {path: count for path, count in Counter(asked.path for asked in site.asked).items() if count > 1} == again
    assert {line["url"] for line in manifest(raw)} == {
        *(f"{site.url}/r/{number}.html" for number in (*range(LISTED), 16, 17)),
        *(site.url + path for path in ("/files/12.docx", "/download?id=13", "/files/14.docx")),
        *(site.url + path for path in ("/busy/18.html", "/error/19.html", "/cut/20.html")),
    }
    site.asked.clear()
    site.html("/r/3.html", page(3, seed=1), "gb18030")
    before = files(raw)
    second = everything(site, raw, days=30)
    assert [path_of(outcome.url) for outcome in second if outcome.outcome == "fetched"] == ["/r/3.html"]
    held = {path_of(line["url"]) for line in manifest(raw)}
    assert all(asked.is_conditional for asked in site.asked if asked.path in held)
    new = {name: digest for name, digest in files(raw).items() if name not in before}
    assert len(new) == 1 and all(files(raw)[name] == digest for name, digest in before.items() if name != "manifest.csv")
    _check_tables(raw, tmp_path / "processed", site.url)


def _check_tables(raw: Path, processed: Path, url: str) -> None:
    summary = build(raw, processed, jobs=1)
    assert not summary.quarantined
    reports = pd.read_parquet(processed / "reports.parquet")
    assert Counter(reports["agency"]) == {agency(number): 1 + (number == 3) for number in HELD}
    assert set(reports["year"]) == {2023} and set(reports["origin"]) == {"published"}
    assert reports["url"].str.startswith(url).all()
    assert reports["published_at"].notna().all() and reports["fetched_at"].notna().all()
    findings = pd.read_parquet(processed / "findings.parquet")
    restated = findings[(findings["rule"] == "restatement") & (findings["status"] == "fail")]
    assert set(restated["agency"]) == {agency(3)} and len(restated) == 1


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("moment", [1, 3, 4, 7, 10, 16, 25, 31, 40, 52])
def test_a_run_that_is_killed_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    """Killed while it writes, before or after, and run again: the same folder, and nothing that was noted is asked twice."""
    with serving(_small_site()) as site:
        wanted = [Wanted(f"{site.url}{path}") for path in ("/r/0.html", "/a/12.html", "/r/1.html", "/a/13.html")]
        collect(wanted, tmp_path / "whole", manners())
        once = Counter(asked.path for asked in site.asked)
        site.asked.clear()
        with monkeypatch.context() as patch:
            left = moment

            def dying(call: object, *arguments: object) -> object:
                nonlocal left
                left -= 1
                if left <= 0:
                    raise Killed
                return call(*arguments)  # type: ignore[operator]

            for name in ("replace", "fsync", "chmod"):
                real = getattr(os, name)
                patch.setattr(os, name, lambda *arguments, real=real: dying(real, *arguments))
            with suppress(Killed):
                collect(wanted, tmp_path / "raw", manners())
        collect(wanted, tmp_path / "raw", manners())
        assert files(tmp_path / "raw") == files(tmp_path / "whole")
        twice = Counter(asked.path for asked in site.asked) - once
        assert sum(twice.values()) - twice["/robots.txt"] <= (1 if moment < 25 else 6)


CHILD = """
import sys
from local_site import QuickClock
from reportlib.collecting import Manners, Wanted, collect
url, raw, *paths = sys.argv[1:]
manners = Manners("desk@example.cn", most_bytes=2_000_000, most_seconds=0.6, allow_private=True, clock=QuickClock())
collect([Wanted(url + path) for path in paths], __import__("pathlib").Path(raw), manners)
"""


@pytest.mark.parametrize("seed", range(10))
def test_a_process_that_the_system_ends_is_gone_on_with(tmp_path: Path, seed: int) -> None:
    """Ended at a random moment by a signal that no program can answer, and run again: the same folder as without it."""
    paths = ("/r/0.html", "/a/12.html", "/r/1.html", "/a/13.html")
    draw = Random(seed)
    with serving(_small_site()) as site:
        collect([Wanted(site.url + path) for path in paths], tmp_path / "whole", manners())
        moment, delay = draw.randint(1, len(site.asked)), draw.uniform(0, 0.05)
        site.asked.clear()
        child = subprocess.Popen([sys.executable, "-c", CHILD, site.url, str(tmp_path / "raw"), *paths], env=_with_tests())
        while len(site.asked) < moment and child.poll() is None:
            time.sleep(0.001)
        time.sleep(delay)
        child.kill()
        child.wait()
        assert len(site.asked) >= moment
        collect([Wanted(site.url + path) for path in paths], tmp_path / "raw", manners())
        assert files(tmp_path / "raw") == files(tmp_path / "whole")


def _with_tests() -> dict[str, str]:
    """The environment of a process that finds the modules of the tests."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _small_site() -> Site:
    site, every = Site(), forty_pages()
    site.pages = {
        path: every.pages[path] for path in ("/r/0.html", "/r/1.html", "/a/12.html", "/files/12.docx", "/a/13.html", "/download?id=13")
    }
    return site


def small_run(site: Site, raw: Path, *paths: str, **changed: object) -> list[Outcome]:
    return list(collect([Wanted(site.url + path) for path in paths], raw, manners()._replace(**changed)))  # type: ignore[arg-type]


def test_nothing_of_the_own_network_is_asked_by_default(site: Site, tmp_path: Path) -> None:
    """Loopback is refused unless it is asked for, and no request is made."""
    (outcome,) = small_run(site, tmp_path, "/r/0.html", allow_private=False)
    assert outcome.outcome == "refused" and "--allow-private" in outcome.remedy
    assert not site.asked


def test_a_redirect_is_checked_like_an_address(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public page that leads into the own network is not followed."""
    monkeypatch.setattr("reportlib.collecting.asking.safety.is_public", lambda number: str(number) == "127.0.0.1")
    port = site.url.rpartition(":")[2]
    site.pages["/inward.html"] = Served(b"", 302, (("Location", f"http://127.0.0.2:{port}/r/0.html"),))
    inward, public = small_run(site, tmp_path, "/inward.html", "/r/1.html", allow_private=False)
    assert inward.outcome == "refused" and "127.0.0.2" in inward.reason
    assert public.outcome == "fetched"


def test_a_host_is_asked_once_a_second_and_left_alone_when_it_says_so(site: Site, tmp_path: Path) -> None:
    """Between requests a second passes, after 429 the seconds of Retry-After, and who asks is said."""
    clock = QuickClock()
    small_run(site, tmp_path, "/r/0.html", "/busy/18.html", clock=clock)
    assert [round(seconds) for seconds in clock.slept] == [1, 1, 7]
    assert all("desk@example.cn" in agent and agent.startswith("reportlib/") for agent in site.agents)


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [(Served(b"", 404), "fetched"), (Served(b"", 500), "failed"), (Served(b"User-agent: reportlib\nDisallow: /"), "refused"),
     (Served(b"", 302, (("Location", "/r/2.html"),)), "fetched"),
     (Served(b"", 302, (("Location", "http://localhost:1/"),)), "failed")],
)  # fmt: skip
def test_robots_decides(site: Site, tmp_path: Path, robots: Served, outcome: str) -> None:
    """No robots.txt lets all be asked; one that forbids, or that the site cannot give, lets nothing be."""
    site.pages["/robots.txt"] = robots
    first, second = small_run(site, tmp_path, "/r/0.html", "/r/1.html")
    assert first.outcome == second.outcome == outcome
    assert bool(site.times("/r/0.html")) == (outcome == "fetched")


def test_the_delay_that_robots_asks_for_is_kept(site: Site, tmp_path: Path) -> None:
    """A site that wants ten seconds between requests gets them."""
    site.pages["/robots.txt"] = Served(b"User-agent: *\nCrawl-delay: 10")
    clock = QuickClock()
    small_run(site, tmp_path, "/r/0.html", "/r/1.html", clock=clock)
    assert [round(seconds) for seconds in clock.slept] == [1, 10]


def test_a_counter_on_the_page_makes_no_new_version(site: Site, tmp_path: Path) -> None:
    """A page whose frame differs from day to day and whose report does not is kept once."""
    site.html("/r/0.html", page(0).replace("<body>", "<body><!-- visit 1 -->"))
    small_run(site, tmp_path, "/r/0.html")
    site.html("/r/0.html", page(0).replace("<body>", "<body><!-- visit 2 -->"))
    (outcome,) = small_run(site, tmp_path, "/r/0.html")
    assert outcome.outcome == "unchanged" and len(manifest(tmp_path)) == 1


def test_pictures_are_brought_into_the_page(site: Site, tmp_path: Path) -> None:
    """A page whose tables are pictures is kept with them inside, beside the page as served."""
    text = "".join(f"<h3>{head}</h3><p>本节为合成文字。</p>" for head in ("一、总体情况", "二、主动公开政府信息情况"))
    site.html("/p.html", cover(21, f'{text}<p><img src="t/1.png" width="600" height="300"></p>'))
    site.pages["/t/1.png"] = Served(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (outcome,) = small_run(site, tmp_path, "/p.html")
    assert b"data:image/png;base64," in (tmp_path / outcome.file).read_bytes()
    assert [line["file"] for line in manifest(tmp_path)] == [outcome.file]
    kept = {path.read_bytes() for path in (tmp_path / ".collected").rglob("*.*") if path.is_file()}
    assert {site.pages["/p.html"].content, site.pages["/t/1.png"].content} <= kept  # type: ignore[union-attr]
    assert [each.outcome for each in small_run(site, tmp_path, "/p.html")] == ["unchanged"]


def test_a_shell_is_filled_where_there_is_a_browser(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the browser shows is kept as the report; without a browser the page is told as a shell."""
    assert "scripts" in small_run(site, tmp_path / "without", "/shell.html")[0].reason
    monkeypatch.setattr(run, "rendered", lambda url, manners: page(22).encode())
    (outcome,) = small_run(site, tmp_path / "with", "/shell.html")
    assert outcome.outcome == "fetched" and manifest(tmp_path / "with")[0]["url"] == f"{site.url}/shell.html"


@pytest.mark.skipif(not (find_spec("playwright") and shutil.which("chromium")), reason="no playwright, or no browser for it")
def test_a_browser_fills_a_shell_and_asks_no_more_than_it_needs(site: Site) -> None:
    """What the scripts write is in the page; pictures, and addresses of other networks, are not asked for."""
    scripts = f"document.body.innerHTML = {json.dumps(page(22))}; fetch('http://192.168.0.9/x'); new Image().src = '/big.png';"
    site.html("/shell.html", '<html><body></body><script src="/app.js"></script></html>')
    site.pages["/app.js"] = Served(scripts.encode(), headers=(("Content-Type", "text/javascript"),))
    with pytest.raises(NotFetched, match="too large"):
        rendered(f"{site.url}/shell.html", manners()._replace(most_bytes=1000))
    assert agency(22) in rendered(f"{site.url}/shell.html", manners()).decode()
    assert {asked.path for asked in site.asked} == {"/shell.html", "/app.js"}


def test_lines_of_the_users_own_stay(site: Site, tmp_path: Path) -> None:
    """manifest.csv is added to: other lines, columns and what was put right by hand stay as they are."""
    (tmp_path / "manifest.csv").write_text("file,agency,year,remark\nown.pdf,合成市甲局,2022,by post\n", encoding="utf-8")
    small_run(site, tmp_path, "/r/0.html")
    own, added = manifest(tmp_path)
    assert (own["file"], own["agency"], own["remark"]) == ("own.pdf", "合成市甲局", "by post")
    assert added["url"] == f"{site.url}/r/0.html" and added["sha256"] and added["etag"]


def test_what_the_list_says_stands_in_the_manifest(site: Site, tmp_path: Path) -> None:
    """Agency and year of LIST.csv go with the file, also where the report is an attachment."""
    path = tmp_path / "list.csv"
    path.write_text(f"url,agency,year,note\n{site.url}/a/12.html,{agency(12)},2023,x\n{site.url}/a/12.html,,,\n", encoding="gb18030")
    wanted = read_list(path)
    assert wanted == (Wanted(f"{site.url}/a/12.html", agency(12), 2023),)
    collect(wanted, tmp_path / "raw", manners())
    assert [(line["agency"], line["year"]) for line in manifest(tmp_path / "raw")] == [(agency(12), "2023")]


@pytest.mark.parametrize("text", ["", "address\nhttp://a.cn\n", "url,year\nhttp://a.cn,23\n", "url\nhttp://a.cn,x,y\n"])
def test_a_list_that_cannot_be_used_is_told(tmp_path: Path, text: str) -> None:
    """A line that would be passed over is a report that is missed."""
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        read_list(tmp_path / "list.csv")


def test_two_hosts_are_asked_at_once(site: Site, tmp_path: Path) -> None:
    """Each host has its own turn; what one address is on two hosts is two files."""
    port = site.url.rpartition(":")[2]
    wanted = [Wanted(f"http://{host}:{port}/r/0.html") for host in ("127.0.0.1", "localhost")]
    outcomes = collect(wanted, tmp_path, manners())
    assert [outcome.outcome for outcome in outcomes] == ["fetched", "fetched"]
    assert len({outcome.file for outcome in outcomes}) == 2


def test_a_link_that_names_a_body_shortly_contradicts_nothing(site: Site, tmp_path: Path) -> None:
    """What a page says itself is not told again by the link that led to it."""
    site.html("/nb/index.html", '<html><body><a href="/r/0.html">财政局2023年政府信息公开年报</a></body></html>')
    listed, _ = reports_in_column(f"{site.url}/nb/index.html", 1, manners(), tmp_path)
    collect(listed, tmp_path, manners())
    assert [(line["agency"], line["year"]) for line in manifest(tmp_path)] == [("", "")]


def test_both_sides_of_a_host_have_one_turn(site: Site, tmp_path: Path) -> None:
    """What a redirect leads to on another port of the host is asked a second later too."""
    with serving(forty_pages()) as other:
        site.pages["/over.html"] = Served(b"", 302, (("Location", f"{other.url}/r/0.html"),))
        clock = QuickClock()
        small_run(site, tmp_path, "/over.html", clock=clock)
    assert [round(seconds) for seconds in clock.slept] == [1, 1, 1]


def test_a_title_that_the_list_cuts_off_is_followed(site: Site) -> None:
    """The page says then what it is; a link to something else that is cut off is left."""
    site.html("/nb/index.html", '<a href="/r/0.html">合成市财政局2023年政府信息公开工…</a><a href="/news.html">合成市2023年植树…</a>')
    listed, _ = reports_in_column(f"{site.url}/nb/index.html", 1, manners())
    assert [path_of(wanted.url) for wanted in listed] == ["/r/0.html"]


def test_a_dry_run_writes_nothing(site: Site, tmp_path: Path) -> None:
    """The column is read, its reports are listed with body and year, and no folder is made."""
    listed, missed = reports_in_column(f"{site.url}/nb/index.html", 2, manners())
    assert [path_of(wanted.url) for wanted in listed] == [f"/r/{number}.html" for number in range(8)]
    assert listed[0] == Wanted(f"{site.url}/r/0.html", agency(0), 2023, named_by_link=True)
    assert "--pages" in missed[0].remedy
    assert not list(tmp_path.iterdir())


def test_the_command_ends_with_a_table_of_what_became_of_each(site: Site, tmp_path: Path) -> None:
    """reportlib collect counts each outcome and tells what to do about the rest; --dry-run only lists."""
    (tmp_path / "list.csv").write_text(f"url\n{site.url}/r/0.html\n{site.url}/gone.html\n", encoding="utf-8")
    raw = tmp_path / "raw"
    arguments = ["collect", str(tmp_path / "list.csv"), "-o", str(raw), "--allow-private"]
    listed = CliRunner().invoke(app, [*arguments, "--dry-run"])
    assert listed.exit_code == 0 and f"{site.url}/r/0.html" in listed.output and not raw.exists()
    told = CliRunner().invoke(app, [*arguments, "--contact", "desk@example.cn"])
    assert told.exit_code == 0 and "not found" in told.output and "look for its new address" in told.output
    assert len(manifest(raw)) == 1
    assert isinstance(CliRunner().invoke(app, ["collect", "-o", str(raw)]).exception, UsageError)
