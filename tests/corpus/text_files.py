"""A report flattened to text as converters do it: one writer a layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from official_form import SetReport

from corpus.printed_pages import printed_pages
from corpus.text_layouts import (
    Layout,
    bars,
    cells_before_bars,
    cells_behind_tabs,
    copied_tabs,
    pipes,
    pipes_repeating,
    quoted_tabs,
    ragged_tabs,
)

Writer = Callable[[SetReport], bytes]


def lines(layout: Layout, encoding: str = "utf-8", newline: str = "\n", blank: int = 0, last_line: str = "") -> Writer:
    """A writer of plain text; `blank` is the number of empty lines around headings, paragraphs and tables."""

    def write(report: SetReport) -> bytes:
        apart = [""] * blank
        printed = [*report.title, "", report.lead, *apart]
        for heading, content in report.sections:
            printed += [heading, *apart] if heading else []
            for block in content:
                printed += [*([block] if isinstance(block, str) else layout(block)), *apart]
        return newline.join([*printed, last_line, ""] if last_line else [*printed, ""]).encode(encoding)

    return write


def markdown(layout: Layout) -> Writer:
    """A writer of Markdown: title and headings by #, blocks parted by empty lines."""

    def write(report: SetReport) -> bytes:
        blocks = [f"# {''.join(report.title)}", report.lead]
        for heading, content in report.sections:
            blocks += [f"## {heading}"] if heading else []
            blocks += [block if isinstance(block, str) else "\n".join(layout(block)) for block in content]
        return ("\n\n".join(blocks) + "\n").encode()

    return write


def pages(page_line: str, repeat_header: bool) -> Writer:
    """A writer of pages whose columns are aligned by spaces; `{}` in `page_line` becomes the number."""

    def write(report: SetReport) -> bytes:
        title = "".join(line.center(60).rstrip() + "\n" for line in report.title)
        return (title + "\n" + printed_pages(report.blocks(), page_line, repeat_header)).encode()

    return write


_PAGE_BREAKS = {"\f第二十条第（六）项": "— 1 —", "5.要求行政机关确认或重新\f出具已获取信息": "— 2 —"}

TEXT: Mapping[str, Writer] = {
    "one cell a line behind a tab": lines(cells_behind_tabs),
    "one cell a line behind a tab, CRLF": lines(cells_behind_tabs, encoding="utf-8-sig", newline="\r\n"),
    "one cell a line ended by a bar": lines(cells_before_bars),
    "rows copied from a browser": lines(copied_tabs, encoding="gb18030"),
    "rows of quoted cells": lines(quoted_tabs),
    "rows between full-width bars": lines(partial(bars, bar="｜")),
    "rows between drawn bars": lines(partial(bars, bar="┃")),
    "ragged rows of tabs over pages": lines(partial(ragged_tabs, page_breaks=_PAGE_BREAKS), blank=1, last_line="— 3 —"),
    "Markdown pipes": markdown(pipes),
    "Markdown pipes that repeat merged cells": markdown(pipes_repeating),
    "aligned by spaces, P. 1": pages("P. {}", repeat_header=False),
    "aligned by spaces, header repeated": pages("- {} -", repeat_header=True),
}
"""The layouts of text by name."""
