"""China's yearly government information disclosure reports as tables that an analyst can trust.

>>> import reportlib
>>> reportlib.read("data/raw/临沂市行政审批服务局-2024.txt").agency
'临沂市行政审批服务局'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportlib import charts as charts
    from reportlib import compare as compare
    from reportlib.building import build as build
    from reportlib.dataset import Dataset as Dataset
    from reportlib.dataset import load as load
    from reportlib.errors import ReportError as ReportError
    from reportlib.exploring import explore as explore
    from reportlib.exporting import export as export
    from reportlib.publishing import bulletin as bulletin
    from reportlib.reading import read as read
    from reportlib.reviewing import review as review
    from reportlib.showing.desk import desk as desk

__all__ = ["Dataset", "ReportError", "build", "bulletin", "charts", "compare", "desk", "explore", "export", "load", "read", "review"]

_HOMES = {
    "build": "building",
    "read": "reading",
    "load": "dataset",
    "Dataset": "dataset",
    "ReportError": "errors",
    "compare": "",
    "charts": "",
    "review": "reviewing",
    "bulletin": "publishing",
    "desk": "showing.desk",
    "explore": "exploring",
    "export": "exporting",
}


def __getattr__(name: str) -> Any:
    """Public names are loaded when first used, so that `import reportlib` stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'reportlib' has no attribute {name!r}")
    home = _HOMES[name]
    value = getattr(import_module(f"reportlib.{home}"), name) if home else import_module(f"reportlib.{name}")
    if name == "read":
        _show_in_jupyter()
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names alone, as tab completion shows them."""
    return [*__all__]


def _show_in_jupyter() -> None:
    """Let reports be shown as tables, by a stage above the one that reads them; it is loaded when the first one is shown."""
    from reportlib.model import Report

    Report.shown_by = lambda report: str(import_module("reportlib.showing").report_html(report))
