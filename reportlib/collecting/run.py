"""One run: each wanted address asked once, what it gave kept, and told in an Outcome."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from reportlib.collecting.asking.fetching import Fetcher
from reportlib.collecting.asking.manners import ATTACHMENT, FAILED, FETCHED, UNCHANGED, Manners, NotFetched
from reportlib.collecting.asking.rendering import rendered
from reportlib.collecting.keeping.ledger import Kept, Ledger
from reportlib.collecting.keeping.shelf import name_of, put
from reportlib.collecting.links import Link
from reportlib.collecting.pages import Page, is_same_report, look, with_pictures
from reportlib.collecting.wanted import Wanted
from reportlib.facts.identity.titles import titles_in
from reportlib.readers.limits import MAX_PICTURES
from reportlib.readers.sniffing import sniff
from reportlib.text.labels import squeezed

_SHEETS = ("xls", "xlsx", "ods", "csv", "fods", "excelml")  # what is attached so may be the tables alone
_NO_ATTACHMENT = ("html", "image", "text", "markdown", "csv")  # what a site sends in place of a file: a page of error, a line of JSON
_PRESENTED = "#presented"  # behind the address of a page: what of it is read, beside the page as served


class Outcome(NamedTuple):
    """What became of one address: one of OUTCOMES, the file it is in, or why there is none and what to do."""

    url: str
    outcome: str
    file: str = ""
    reason: str = ""
    remedy: str = ""


class Got(NamedTuple):
    """What an address gave, where in the end, and what was kept of it before."""

    url: str
    found_at: str
    content: bytes
    etag: str
    last_modified: str
    before: Kept | None
    is_asked: bool = True  # not where this very run has it already


class Run:
    """Asks, keeps and notes; safe to be used by several threads for different hosts."""

    def __init__(self, raw: Path, manners: Manners) -> None:
        self.raw = raw
        self.ledger = Ledger(raw)
        self._manners = manners
        self._fetcher = Fetcher(manners)
        self._claimed: set[str] = set()
        self._lock = threading.Lock()

    def close(self) -> None:
        self._fetcher.close()

    def wanted(self, wanted: Wanted) -> list[Outcome]:
        """What became of an address and of what is attached there."""
        outcomes: list[Outcome] = []
        try:
            outcomes += self._wanted(wanted)
        except NotFetched as error:
            outcomes.append(_not_fetched(wanted.url, error))
        return outcomes

    def page(self, url: str) -> tuple[str, bytes]:
        """Where a page of a column was found and its bytes, kept aside."""
        got = self._get(url)
        self._keep(got, aside=True)
        return got.found_at, got.content

    # ---------------------------------------------------------------- asking and keeping

    def _get(self, url: str) -> Got:
        before = self.ledger.newest.get(url)
        held = self._held(before) if before else None
        if before is None or held is None:
            answer = self._fetcher.get(url)
            return Got(url, answer.url, answer.content or b"", answer.etag, answer.last_modified, None)
        if url in self.ledger.fresh:
            return Got(url, before.found_at, held, before.etag, before.last_modified, before, is_asked=False)
        answer = self._fetcher.get(url, before.etag, before.last_modified)
        if answer.content is None:
            return Got(url, answer.url, held, answer.etag or before.etag, answer.last_modified or before.last_modified, before)
        return Got(url, answer.url, answer.content, answer.etag, answer.last_modified, before)

    def _held(self, kept: Kept) -> bytes | None:
        """The bytes that were kept, or None where the file is gone or was changed by hand."""
        path = self.raw / kept.file
        content = path.read_bytes() if path.is_file() else None
        return content if content is not None and sha256(content).hexdigest() == kept.sha256 else None

    def _keep(self, got: Got, *, aside: bool = False, published_at: str = "", whose: Wanted | None = None) -> Outcome:
        """Keeps what came, where it is not what was kept before; a new version lies beside the old one."""
        if not got.is_asked:
            return Outcome(got.url, UNCHANGED, got.before.file if got.before else "")
        before = got.before if got.before and self._says_the_same(got.before, got.content, aside=aside) else None
        if before:
            kept = before._replace(etag=got.etag, last_modified=got.last_modified)
        else:
            name = put(self.raw, name_of(got.found_at, got.content, sniff(got.content) or "", aside=aside), got.content)
            kept = Kept(
                url=got.url,
                file=name,
                sha256=sha256(got.content).hexdigest(),
                fetched_at=self._manners.clock.date().strftime("%Y-%m-%dT%H:%M:%SZ"),
                etag=got.etag,
                last_modified=got.last_modified,
                found_at=got.found_at,
                published_at=published_at,
                agency=whose.agency if whose else "",
                year=whose.year if whose else None,
            )
        self.ledger.add(kept)
        return Outcome(got.url, UNCHANGED if before else FETCHED, kept.file)

    def _says_the_same(self, before: Kept, content: bytes, *, aside: bool) -> bool:
        held = self._held(before)
        return held is not None and (held == content or (not aside and is_same_report(held, content)))

    # ---------------------------------------------------------------- what an address is

    def _wanted(self, wanted: Wanted, *, refreshed: bool = False) -> Iterator[Outcome]:
        if not self._claim(wanted.url):
            return
        got = self._get(wanted.url)
        kind = sniff(got.content)
        if kind is None or kind == "image":
            raise NotFetched(FAILED, "what came is no report of any kind", found=_beginning(got), remedy="check the address")
        if kind != "html":
            yield self._keep(got, whose=wanted)
            return
        page = look(got.content, got.found_at)
        if page.has_tables:
            yield self._keep(got, published_at=page.published_at, whose=_told(wanted, page))
        elif page.refresh and not refreshed and not page.is_report:
            self._keep(got, aside=True)
            yield from self._wanted(wanted._replace(url=page.refresh), refreshed=True)
        else:
            yield from self._without_tables(got, page, wanted)

    def _claim(self, url: str) -> bool:
        """Whether this run has not yet taken the address on."""
        with self._lock:
            is_new = url not in self._claimed
            self._claimed.add(url)
        return is_new

    def _without_tables(self, got: Got, page: Page, wanted: Wanted) -> Iterator[Outcome]:
        """A page whose tables are elsewhere: as served it is kept aside, and what holds the report among the reports."""
        served = self._keep(got, aside=True, published_at=page.published_at)
        attached = [self._attachment(link, page, wanted) for link in page.attachments if self._claim(link.url)]
        yield from attached
        files = [outcome.file for outcome in attached if outcome.file]
        if any((sniff((self.raw / file).read_bytes()) or "") not in _SHEETS for file in files):
            yield served
        elif page.is_shell:
            yield self._filled(got, wanted)
        elif page.has_sections or (page.identity.title and page.pictures):
            pictures = self._pictures(page.pictures)
            yield self._presented(got, with_pictures(got.content, pictures), page, wanted)
        elif files:
            yield served
        else:
            reason = "its attachments could not be had" if attached else page.reason or "it holds neither tables nor attachments"
            remedy = "give a listing page as --column" if "list of" in reason else "open it and look for the report"
            yield Outcome(got.url, FAILED, served.file, f"the page holds no report: {reason}", remedy)

    def _attachment(self, link: Link, page: Page, wanted: Wanted) -> Outcome:
        """A document linked from a page; whose it is says the list, the link, or the page where it has no other."""
        try:
            got = self._get(link.url)
            kind = sniff(got.content)
            if kind is None or (kind in _NO_ATTACHMENT and not link.url.lower().endswith((".txt", ".csv", ".md"))):
                raise NotFetched(
                    FAILED, "what came is no document", found=_beginning(got), remedy="open the page and save the file by hand"
                )
            outcome = self._keep(got, published_at=page.published_at, whose=_whose(link, page, wanted))
        except NotFetched as error:
            return _not_fetched(link.url, error)
        return outcome._replace(outcome=ATTACHMENT) if outcome.outcome == FETCHED else outcome

    def _pictures(self, addresses: Mapping[str, str]) -> dict[str, bytes]:
        """The pictures of a page, by the address printed there; those that cannot be had are told by the build as pictures."""
        pictures = {}
        for name, address in list(addresses.items())[:MAX_PICTURES]:
            try:
                got = self._get(address)
            except NotFetched:
                continue
            if sniff(got.content) == "scan":
                self._keep(got, aside=True)
                pictures[name] = got.content
        return pictures

    def _filled(self, got: Got, wanted: Wanted) -> Outcome:
        """A shell of scripts, as a browser fills it."""
        content = rendered(got.found_at, self._manners)
        page = look(content, got.found_at)
        if not page.is_report:
            raise NotFetched(
                FAILED, "the page is a shell of scripts, and filled it is no report", remedy="open it and save the report by hand"
            )
        return self._presented(got, content, page, wanted)

    def _presented(self, got: Got, content: bytes, page: Page, wanted: Wanted) -> Outcome:
        """What a page shows beside what was served, kept among the reports under the page's address."""
        url = got.url + _PRESENTED
        before = self.ledger.newest.get(url)
        shown = got._replace(url=url, content=content, before=before, is_asked=True, etag="", last_modified="")
        return self._keep(shown, published_at=page.published_at, whose=_told(wanted, page))._replace(url=got.url)


def _told(wanted: Wanted, page: Page) -> Wanted:
    """What is told of a page: all that the list says, and of a link only what the page does not say itself."""
    if not wanted.named_by_link:
        return wanted
    return wanted._replace(agency="" if page.identity.agency else wanted.agency, year=None if page.identity.year else wanted.year)


def _whose(link: Link, page: Page, wanted: Wanted) -> Wanted:
    title = next((title for text in link.texts for title in titles_in(squeezed(text)[:300])), None)
    alone = len(page.attachments) == 1
    agency = (title.agency if title else "") or wanted.agency or (page.identity.agency if alone else "")
    year = (title.year if title else None) or (wanted.year or page.identity.year if alone else None)
    return Wanted(link.url, agency, year)


def _not_fetched(url: str, error: NotFetched) -> Outcome:
    reason = f"{error.problem} ({error.found})" if error.found else error.problem
    return Outcome(url, error.outcome, "", reason, error.remedy)


def _beginning(got: Got) -> str:
    return repr(got.content[:24])[1:] if got.content else "nothing"
