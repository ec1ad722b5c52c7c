"""A report as web pages of many makes: pasted from Word, cut into small tables, held in a script, in other encodings and characters."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial

from official_form import FormCell, FormTable, SetReport
from web_pages import (
    Drawn,
    Frame,
    Inside,
    government_page,
    marked_up,
    plain_frame,
    plain_line,
    plain_page,
    plain_text,
    site_frame,
    spans,
    table,
    web_page,
    word_line,
    word_table,
    word_text,
)

from corpus.traditional import traditional

Writer = Callable[[SetReport], bytes]


def page(
    inside: Inside = plain_text,
    drawn: Drawn = table,
    frame: Frame = plain_frame,
    line: Callable[[str], str] = plain_line,
    encoding: str = "utf-8",
    script: Callable[[str], str] = str,
) -> Writer:
    """A writer of pages; `script` turns the whole page into other characters."""
    return lambda report: script(web_page(report, inside, drawn, frame, line)).encode(encoding)


def _split_spans(cell: FormCell) -> str:
    """Word starts a new span inside a number: 20|23."""
    if not cell.key or len(cell.text) < 2:
        return word_text(cell)
    cut = len(cell.text) // 2
    return (
        f'<p class=MsoNormal><span lang=EN-US>{cell.text[:cut]}</span><span lang=EN-US style="font-size:9pt">{cell.text[cut:]}</span></p>'
    )


_UNSEEN = (
    "<s>7</s>{}",
    "<del>7</del><ins>{}</ins>",
    '<span style="text-decoration:line-through">7</span>{}',
    '<span style="display:none">7</span>{}',
    '<span style="visibility:hidden">7</span>{}',
    '<font color="#FFFFFF">7</font>{}',
    '<span style="font-size:0">7</span>{}',
    "<span hidden>7</span>{}",
    "{}<sup>1</sup>",
    '{}<span style="vertical-align:super;font-size:6pt">[2]</span>',
    '{}<a href="#_ftn1">1</a>',
)


def _with_unseen(cell: FormCell) -> str:
    """Figures with others struck out or hidden before them, or with a note mark behind."""
    return _UNSEEN[sum(map(ord, cell.text)) % len(_UNSEEN)].format(cell.text) if cell.key and cell.text else plain_text(cell)


def _span_a_character(cell: FormCell) -> str:
    characters = "".join(f'<span style="letter-spacing:-.5pt">{marked_up(character)}</span>' for character in cell.text)
    return f"<p class=MsoNormal align=center>\n  {characters or '<o:p>&nbsp;</o:p>'}\n</p>"


def _broken_labels(cell: FormCell) -> str:
    """Labels broken by <br> every eight characters."""
    if cell.key:
        return cell.text
    return "<br/>".join(marked_up(cell.text[start : start + 8]) for start in range(0, len(cell.text), 8))


def _indented_source(cell: FormCell) -> str:
    """The source is broken and indented inside the text, which no browser shows."""
    half = len(cell.text) // 2
    return (
        f"\n      <div>{marked_up(cell.text)}</div>\n    "
        if cell.key
        else f"\n      {marked_up(cell.text[:half])}{marked_up(cell.text[half:])}\n"
    )


def _blank_columns(table: FormTable, inside: Inside) -> str:
    """Every column drawn as two, the second of no width: labels span both, figures stand in the first."""
    rows = []
    for row in table.rows:
        cells = []
        for cell in row:
            down = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
            if cell.key and cell.column_span == 1:
                cells.append(f'<td{down}>{inside(cell)}</td><td{down} width="0">&nbsp;</td>')
            else:
                cells.append(f'<td{down} colspan="{2 * cell.column_span}">{inside(cell)}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table border="1">{"".join(rows)}</table>'


def _doubled_columns(table: FormTable, inside: Inside) -> str:
    """Every colspan is twice as wide as the form's, as editors leave it."""
    rows = (
        "".join(f"<td{spans(cell._replace(column_span=2 * cell.column_span))}>{inside(cell)}</td>" for cell in row) for row in table.rows
    )
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _row_a_table(table: FormTable, inside: Inside) -> str:
    """Every row in a table of its own, merged labels in the first only."""
    parts = []
    for row in table.rows:
        cells = "".join(f'<td colspan="{cell.column_span}">{inside(cell)}</td>' for cell in row)
        parts.append(f"<table><tr>{cells}</tr></table>")
    return "\n".join(parts)


def _several_tables(table: FormTable, inside: Inside) -> str:
    """One statutory table in two, the header above the first only, each with its full width."""
    cut = (table.header_rows + len(table.rows)) // 2 if table.name == "requests" else len(table.rows)
    parts = []
    for first, last in ((0, cut), (cut, len(table.rows))):
        rows = [_rectangular(cells, row, first, last, inside) for row, cells in enumerate(table.covering()) if first <= row < last]
        parts += [f"<table border=1>{''.join(rows)}</table>"] if rows else []
    return "<p>&nbsp;</p>".join(parts)


def _rectangular(cells: list[tuple[FormCell, bool]], row: int, first: int, last: int, inside: Inside) -> str:
    printed, column = [], 0
    while column < len(cells):
        cell, begins = cells[column]
        content = inside(cell) if begins else ""
        printed.append(f'<td colspan="{cell.column_span}">{content}</td>')
        column += cell.column_span
    return f"<tr>{''.join(printed)}</tr>"


def _preformatted(table: FormTable, inside: Inside) -> str:
    """Rows as lines of preformatted text, cells parted by tabs."""
    return "<pre>" + marked_up("\n".join("\t".join(cell.text for cell in row) for row in table.rows)) + "</pre>"


def _typed(table: FormTable, inside: Inside) -> str:
    """Rows as lines of a paragraph, cells parted by wide blanks."""
    return "<p>" + "<br>".join("&emsp;".join(marked_up(cell.text) for cell in row) for row in table.rows) + "</p>"


def _roles(table: FormTable, inside: Inside) -> str:
    """Elements that are a table by their roles, written without quotation marks."""
    rows = (
        "".join(f"<div role=cell aria-colspan={cell.column_span} aria-rowspan={cell.row_span}>{inside(cell)}</div>" for cell in row)
        for row in table.rows
    )
    return "<div role=table>" + "".join(f"<div role=row>{row}</div>" for row in rows) + "</div>"


def _nested_layout(report: SetReport, body: str) -> str:
    """The report inside tables that only lay out the page."""
    menu = "<table><tr><td><a href='/a'>首页</a></td><td><a href='/b'>公开指南</a></td></tr></table>"
    return plain_frame(
        report, f'<table width="980"><tr><td width="200">{menu}</td><td><table><tr><td>{body}</td></tr></table></td></tr></table>'
    )


def _header_cells(table: FormTable, inside: Inside) -> str:
    """thead, th, caption and tfoot, and no end tags."""
    rows = []
    for number, row in enumerate(table.rows):
        tag = "th" if number < table.header_rows else "td"
        rows.append("<tr>" + "".join(f"<{tag}{spans(cell)}>{inside(cell)}" for cell in row))
    head, body = rows[: table.header_rows], rows[table.header_rows :]
    return "<table>" + (f"<thead>{''.join(head)}" if head else "") + f"<tbody>{''.join(body)}</table>"


def _in_a_script(report: SetReport) -> bytes:
    """The report stands escaped in a string of JavaScript."""
    body = (
        web_page(report, word_text, word_table, lambda _, body: body, word_line)
        .replace("</", "<\\/")
        .replace('"', '\\"')
        .replace("\n", "\\n")
    )
    title = "".join(report.title)
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><div id="content"></div>\n'
        f'<script>var content = "<h2>{title}<\\/h2>{body}";\ndocument.getElementById("content").innerHTML = content;</script></body></html>'
    ).encode()


def _in_json(report: SetReport) -> bytes:
    """What an interface of the site delivers."""
    body = web_page(report, plain_text, table, lambda _, body: body, plain_line)
    return (
        json.dumps({"code": 200, "data": {"title": "".join(report.title), "content": body}}, ensure_ascii=True).replace("/", "\\/").encode()
    )


def _escaped(report: SetReport) -> bytes:
    """A fragment with every quotation mark and slash escaped, as cut from a script."""
    body = web_page(report, word_text, word_table, lambda _, body: body, word_line)
    title = "".join(report.title)
    return f"<h2>{title}</h2>{body}".replace('"', '\\"').replace("</", "<\\/").encode()


def _recognised(report: SetReport) -> bytes:
    """Markdown with the tables as HTML, as programs write that recognise scans."""
    tables = web_page(
        report, plain_text, lambda block, inside: table(block, inside).replace("\n", ""), lambda _, body: body, lambda text: f"\n{text}\n"
    )
    return f"# {''.join(report.title)}\n{tables}\n".encode()


def _simplified_title(report: SetReport) -> bytes:
    """A page in Traditional characters but for the name of the body, which its site prints as it is written."""
    title = "".join(report.title)
    body = web_page(report, word_text, word_table, lambda _, body: body, word_line)
    return f"<html><head><title>{title}</title></head><body><h2>{title}</h2>{traditional(body)}</body></html>".encode()


def _site(charset: str) -> Frame:
    return lambda report, body: site_frame(report, body, charset)


_pasted = partial(page, inside=word_text, drawn=word_table, line=word_line)

HTML: Mapping[str, Writer] = {
    "plain": lambda report: plain_page(report).encode(),
    "government page, gb18030": lambda report: government_page(report).encode("gb18030"),
    "government page, utf-8": lambda report: government_page(report, "utf-8").encode(),
    "numbers split over spans": _pasted(inside=_split_spans),
    "a span for each character": _pasted(inside=_span_a_character),
    "struck, hidden and raised text": page(_with_unseen),
    "labels broken by <br>": page(_broken_labels),
    "indented source": page(_indented_source),
    "header cells, no end tags": page(drawn=_header_cells),
    "blank columns": _pasted(drawn=_blank_columns),
    "doubled columns": page(drawn=_doubled_columns),
    "a table for each row": page(drawn=_row_a_table),
    "a table in two": page(drawn=_several_tables),
    "rows of preformatted text": page(drawn=_preformatted),
    "rows typed with wide blanks": page(drawn=_typed),
    "tables by roles": page(drawn=_roles),
    "nested layout tables": _pasted(frame=_nested_layout),
    "in a script": _in_a_script,
    "in JSON": _in_json,
    "escaped quotation marks": _escaped,
    "Markdown with HTML tables": _recognised,
    "Traditional characters under a Simplified title": _simplified_title,
    "Traditional characters": _pasted(frame=_site("utf-8"), script=traditional),
    "Traditional characters, Big5": _pasted(frame=_site("big5"), script=traditional, encoding="big5-hkscs"),
}
"""The makes of web pages by name."""
