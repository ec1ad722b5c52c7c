"""A page that scripts fill, as a browser shows it, where the extra `browser` is installed."""

from __future__ import annotations

from importlib import import_module

from reportlib.collecting.asking.manners import FAILED, Manners, NotFetched
from reportlib.collecting.asking.safety import checked, public_address

_SECONDS = 30


def rendered(url: str, manners: Manners) -> bytes:
    """The page as a browser shows it; raises NotFetched where there is no browser or the page does not come to rest."""
    try:
        playwright = import_module("playwright.sync_api")
    except ImportError:
        remedy = "open it in a browser and save it by hand, or install playwright with Chromium"
        raise NotFetched(FAILED, "the page is a shell that scripts fill", remedy=remedy) from None
    try:
        with playwright.sync_playwright() as programs:
            page = programs.chromium.launch().new_page(user_agent=manners.user_agent)
            page.route("**/*", lambda route: route.continue_() if _may_be_asked(route.request.url, manners) else route.abort())
            page.goto(url, wait_until="networkidle", timeout=_SECONDS * 1000)
            return str(page.content()).encode()
    except playwright.Error as error:
        found = str(error).strip().split("\n")[0][:120]
        remedy = "open it in a browser and save it by hand; `playwright install chromium` brings a browser"
        raise NotFetched(
            FAILED, "the page is a shell that scripts fill, and no browser could show it", found=found, remedy=remedy
        ) from None


def _may_be_asked(url: str, manners: Manners) -> bool:
    try:
        address = checked(url)
        public_address(address.host, address.port or 443, allow_private=manners.allow_private)
    except NotFetched:
        return False
    return True
