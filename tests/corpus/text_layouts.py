"""How converters flatten a statutory table into lines of text; each layout takes a table and returns its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from official_form import FormCell, FormTable

Layout = Callable[[FormTable], list[str]]


def cells_behind_tabs(table: FormTable) -> list[str]:
    """One cell a line behind a tab, rows parted by an empty line; continued merged cells print empty (converted from Word)."""
    lines: list[str] = []
    for row in _word_rows(table):
        lines += [f"\t{text}" for text in row] + [""]
    return [*lines, ""]


def cells_before_bars(table: FormTable) -> list[str]:
    """One cell a line ended by a bar, merged cells once, rows not parted (stripped from a web page)."""
    return [f"{cell.text}|" for row in table.rows for cell in row]


def copied_tabs(table: FormTable) -> list[str]:
    """One row a line, its own cells parted by tabs and merged cells once (copied out of a browser)."""
    return ["\t".join(cell.text for cell in row) for row in table.rows]


def quoted_tabs(table: FormTable) -> list[str]:
    """One row a line, every cell in quotation marks (exported from a sheet)."""
    return ["\t".join(f'"{cell.text}"' for cell in row) for row in table.rows]


def bars(table: FormTable, bar: str) -> list[str]:
    """One row a line between bars of another kind than | (typed by hand, drawn by a terminal)."""
    return [f"{bar}{bar.join(cell.text for cell in row)}{bar}" for row in table.rows]


def ragged_tabs(table: FormTable, page_breaks: Mapping[str, str]) -> list[str]:
    """One row a line in fields parted by tabs, one field short behind a merged label (converted from PDF).

    `page_breaks` maps a label, with a form feed where the page ends, to the page-number line printed there. A row is cut
    inside its label, its figures staying above; where the form feed comes first, the whole row stands below.
    """
    lines: list[str] = []
    for row in table.covering():
        fields = _ragged_fields(row)
        label = next((label for label in page_breaks if label.replace("\f", "") in fields), None)
        if label is None:
            lines.append(_tabbed(fields, table.width))
            continue
        above, below = label.split("\f")
        place = fields.index(above + below)
        halves = [[*fields[:place], above, *fields[place + 1 :]], [*[""] * place, below]] if above else [[], fields]
        upper, lower = (_tabbed(half, table.width) if half else "" for half in halves)
        lines += [*filter(None, [upper]), "", page_breaks[label], "", lower]
    return lines


def pipes(table: FormTable) -> list[str]:
    """A Markdown pipe table; the places that a merged cell covers stay empty."""
    return _piped([[cell.text if begins else "" for cell, begins in row] for row in table.covering()])


def pipes_repeating(table: FormTable) -> list[str]:
    """A Markdown pipe table; the text of a merged cell stands in every place that it covers."""
    return _piped([[cell.text for cell, _ in row] for row in table.covering()])


def single_blanks(table: FormTable) -> list[str]:
    """One row a line, its own cells parted by one blank (pdftotext, copied pages)."""
    return [" ".join(cell.text for cell in row if cell.text) for row in table.rows]


def rows_opened_by_bars(table: FormTable) -> list[str]:
    """A line with a bar opens a row, every cell is a line that ends in one, and bars stand for the columns left over."""
    lines: list[str] = []
    for row in table.rows:
        lines += ["|", *(f"{cell.text} |" for cell in row)]
        lines[-1] += "|" * (table.width - len(row))
    return lines


def pipes_with_nan(table: FormTable) -> list[str]:
    """A Markdown pipe table as pandas writes it: NaN where a merged cell goes on, columns without a name in the header."""
    rows = [[cell.text if begins else "NaN" for cell, begins in row] for row in table.covering()]
    first = [text if text != "NaN" else f"Unnamed: {at}" for at, text in enumerate(rows[0])]
    return _piped([first, *rows[1:]])


def _word_rows(table: FormTable) -> Iterator[list[str]]:
    """Every row as Word stores it: a cell spanning columns once, a cell spanning rows as an empty cell in each further row."""
    for row in table.covering():
        texts: list[str] = []
        before: FormCell | None = None
        for cell, begins in row:
            if begins or cell is not before:
                texts.append(cell.text if begins else "")
            before = cell
        yield texts


def _ragged_fields(row: list[tuple[FormCell, bool]]) -> list[str]:
    fields = [cell.text if begins else "" for cell, begins in row]
    merged_label = next((place for place, (cell, begins) in enumerate(row) if begins and cell.column_span > 1 and not cell.key), None)
    if merged_label is not None and any(cell.key for cell, _ in row):
        del fields[merged_label + 1]
    return fields


def _tabbed(fields: list[str], width: int) -> str:
    return "\t".join(fields + [""] * (width - len(fields)))


def _piped(rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return [lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]]
