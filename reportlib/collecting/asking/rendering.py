"""A page that scripts fill, as a browser shows it, where the extra `browser` is installed."""

from __future__ import annotations

import shutil
from importlib import import_module
from pathlib import Path

from reportlib.collecting.asking.manners import FAILED, Manners, NotFetched
from reportlib.collecting.asking.safety import checked, public_address

_SECONDS = 30
# Browsers that a system has under these names, for where playwright brought none of its own.
_INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
# What a page is not asked for: it adds no text, and every file asked for is a burden on the site.
_NOT_ASKED = ("image", "media", "font")


def rendered(url: str, manners: Manners) -> bytes:
    """The page as a browser shows it; raises NotFetched where there is no browser or the page does not come to rest."""
    try:
        playwright = import_module("playwright.sync_api")
    except ImportError:
        remedy = "open it in a browser and save it by hand, or install Chromium and the extra: pip install 'reportlib[browser]'"
        raise NotFetched(FAILED, "the page is a shell that scripts fill", remedy=remedy) from None
    try:
        with playwright.sync_playwright() as programs:
            browser = programs.chromium.launch(executable_path=_executable(programs.chromium.executable_path))
            page = browser.new_page(user_agent=manners.user_agent)
            page.route(
                "**/*",
                lambda route: route.continue_() if _is_wanted(route.request.resource_type, route.request.url, manners) else route.abort(),
            )
            page.goto(url, wait_until="networkidle", timeout=_SECONDS * 1000)
            return _bounded(str(page.content()).encode(), manners)
    except playwright.Error as error:
        found = str(error).strip().split("\n")[0][:120]
        remedy = "open it in a browser and save it by hand; `playwright install chromium` brings a browser"
        raise NotFetched(
            FAILED, "the page is a shell that scripts fill, and no browser could show it", found=found, remedy=remedy
        ) from None


def _executable(own: str) -> str | None:
    """The browser of the system where playwright has none of its own."""
    return own if Path(own).exists() else next(filter(None, map(shutil.which, _INSTALLED)), None)


def _is_wanted(kind: str, url: str, manners: Manners) -> bool:
    return kind not in _NOT_ASKED and _may_be_asked(url, manners)


def _bounded(content: bytes, manners: Manners) -> bytes:
    if len(content) > manners.most_bytes:
        raise NotFetched(FAILED, "the page that scripts fill is too large", remedy="open it in a browser and save it by hand")
    return content


def _may_be_asked(url: str, manners: Manners) -> bool:
    try:
        address = checked(url)
        public_address(address.host, address.port or 443, allow_private=manners.allow_private)
    except NotFetched:
        return False
    return True
