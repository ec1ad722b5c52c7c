"""A headless Chromium driven over WebDriver, for the pages that are looked at; tests that need it are left out where it is not installed."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

needs_chromium = pytest.mark.skipif(not (shutil.which("chromium") and shutil.which("chromedriver")), reason="no chromium with its driver")
OVERFLOWING = """const width = document.documentElement.clientWidth;
const outside = [...document.querySelectorAll('body *')].filter(e => !e.closest('svg *') && !e.parentElement.closest('.scroll'))
  .filter(e => { const box = e.getBoundingClientRect(); return box.width && (box.right > width + 1 || box.left < -1); });
return [document.documentElement.scrollWidth - width, outside.map(e => e.tagName + ' ' + e.textContent.slice(0, 40))];"""


@contextmanager
def browser(width: int, profile: Path) -> Iterator[Callable[..., Any]]:
    """A headless Chromium of that width, driven over WebDriver; called with a path of the session and a body."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
    options = {
        "args": [*flags.split(), f"--user-data-dir={profile}"],
        "mobileEmulation": {"deviceMetrics": {"width": width, "height": 900, "pixelRatio": 1, "touch": False}},
    }
    wanted = {"goog:loggingPrefs": {"browser": "ALL"}, "goog:chromeOptions": options}
    try:
        ask = partial(_asked, f"http://127.0.0.1:{port}")
        session = ask("/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        yield lambda path, body=None: ask(f"/session/{session}{path}", body)
        ask(f"/session/{session}", None, "DELETE")
    finally:
        driver.terminate()
        driver.wait()


def _asked(base: str, path: str, body: object = None, method: str = "POST") -> Any:
    request = urllib.request.Request(
        base + path, json.dumps(body).encode() if body is not None else None, {"Content-Type": "application/json"}, method=method
    )
    for _ in range(50):
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except ConnectionError:
            time.sleep(0.1)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.1)
    raise TimeoutError(path)


class Tab:
    """One page in a browser."""

    def __init__(self, ask: Callable[..., Any], page: Path | None = None, address: str = "") -> None:
        self.ask = ask
        if page:
            ask("/url", {"url": page.as_uri() + address})
            self.until("return document.documentElement.dataset.ready === '1'")

    def run(self, script: str) -> Any:
        return self.ask("/execute/sync", {"script": script, "args": []})

    def until(self, script: str) -> None:
        for _ in range(100):
            if self.run(script):
                return
            time.sleep(0.1)
        raise TimeoutError(script)

    def click(self, selector: str) -> None:
        """A click of the mouse where the element is."""
        found = self.ask("/element", {"using": "css selector", "value": selector})
        self.ask(f"/element/{next(iter(found.values()))}/click", {})

    def choose(self, name: str, value: str) -> None:
        self.run(f"const chosen = document.getElementById({name!r}); chosen.value = {value!r}; chosen.dispatchEvent(new Event('change'))")

    def press(self, selector: str, key: str) -> None:
        """A key pressed while the element has the focus."""
        found = self.ask("/element", {"using": "css selector", "value": selector})
        self.ask(f"/element/{next(iter(found.values()))}/value", {"text": key})

    def search(self, words: str) -> None:
        self.run(f"const search = document.getElementById('search'); search.value = {words!r}; search.dispatchEvent(new Event('input'))")

    def text(self, selector: str) -> str:
        return str(self.run(f"const found = document.querySelector({selector!r}); return found?.innerText ?? found?.textContent ?? ''"))
