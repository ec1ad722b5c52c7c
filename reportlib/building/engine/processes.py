"""Other processes that start without the script which asked for them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def main_unseen() -> Iterator[None]:
    """While this lasts, a process that is spawned does not run the script of this one first.

    Where processes are not forked, Python imports the script in each of them, and one without `if __name__ == "__main__"` would
    build anew in each; what is sent to read files needs nothing of it.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
