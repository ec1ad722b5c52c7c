"""What every chart may be asked for: size and language, title and source of one's own, which bodies it draws and which it sets in front."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from functools import wraps
from inspect import Parameter, signature
from typing import NamedTuple

import pandas as pd

from reportlib.charts.page.figure import SIZES, Chart, house_style
from reportlib.charts.page.named import by_body, of_bodies
from reportlib.errors import UsageError

_KNOWN = {"size": tuple(SIZES), "language": ("zh", "en")}


class Asked(NamedTuple):
    """A title and a source instead of the chart's own, and the names that are set in front."""

    title: str = ""
    source: str = ""
    highlight: frozenset[str] = frozenset()


_ASKED: ContextVar[Asked] = ContextVar("asked", default=Asked())  # noqa: B039 (a NamedTuple does not change)


def asked() -> Asked:
    """What the chart that is being drawn was asked for."""
    return _ASKED.get()


def in_front(body: object) -> bool:
    """Whether the body is to be set in front of the others."""
    return str(body) in asked().highlight


def drawn(chart: Callable[..., Chart]) -> Callable[..., Chart]:
    """The chart function under the house style of its `size`, with `title`, `source`, `bodies` and `highlight` besides its own arguments.

    `bodies` are drawn alone, `highlight` is drawn in front, both by name or body_id. UsageError for a body that has no row, and for
    a size or language that there is not.
    """

    @wraps(chart)
    def styled(
        frame: pd.DataFrame,
        *own: object,
        title: str = "",
        source: str = "",
        bodies: Iterable[str] | str | None = None,
        highlight: Iterable[str] | str = (),
        **how: object,
    ) -> Chart:
        size, language = (str(how.get(name, known[0])) for name, known in _KNOWN.items())
        _check_known(size=size, language=language)
        shown = frame if bodies is None else frame[of_bodies(frame, bodies)]
        named = frozenset(by_body(shown)["agency"][of_bodies(shown, highlight)]) if highlight else frozenset()
        before = _ASKED.set(Asked(title, source, named))
        try:
            with house_style(size):
                return chart(shown, *own, **how)
        finally:
            _ASKED.reset(before)

    told, shared = signature(chart), signature(styled, follow_wrapped=False).parameters.values()
    more = [each for each in shared if each.kind is Parameter.KEYWORD_ONLY]
    setattr(styled, "__signature__", told.replace(parameters=[*told.parameters.values(), *more]))  # noqa: B010 (no attribute of functions)
    return styled


def _check_known(**asked: str) -> None:
    """UsageError that lists the right sizes or languages, where another one is asked for."""
    for name, word in asked.items():
        if word not in _KNOWN[name]:
            raise UsageError(f"no such {name} of a chart", expected="one of " + ", ".join(_KNOWN[name]), found=word)
