"""The reports of a site's column: the links named like one, page after page within the site."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from reportlib.collecting.asking.manners import FAILED, NotFetched
from reportlib.collecting.links import links_of, origin
from reportlib.collecting.wanted import Wanted

Content = Callable[[str], tuple[str, bytes]]
"""The address where a page was found in the end, and its bytes; raises NotFetched."""


def in_column(url: str, pages: int, content: Content, failed: Callable[[str, NotFetched], None]) -> Iterator[Wanted]:
    """Each report that at most so many pages of the column link to, once; a page that cannot be had is told to `failed`."""
    waiting, asked, told = deque([url]), set[str](), set[str]()
    site = ""
    while waiting and len(asked) < pages:
        address = waiting.popleft()
        if address in asked:
            continue
        asked.add(address)
        try:
            found_at, page = content(address)
        except NotFetched as error:
            failed(address, error)
            continue
        site = site or origin(found_at)
        links = links_of(page, found_at)
        for link, title in links.reports():
            if origin(link.url) == site and link.url not in told:
                told.add(link.url)
                yield Wanted(link.url, title.agency if title else "", title.year if title else None, named_by_link=True)
        waiting += [further for further in links.further_pages() if further not in asked and origin(further) == site]
    left = [address for address in dict.fromkeys(waiting) if address not in asked]
    if left:
        failed(left[0], NotFetched(FAILED, f"the column has {len(left)} pages more than were asked for", remedy="give a larger --pages"))
