"""A report as Word files of many makes: tracked changes, content controls, nested and split tables, numbering that Word renders."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

from official_form import FormCell, FormTable, SetReport
from word_files import Inside, bold, paragraph_of, part, run, table, word_file

Writer = Callable[[SetReport], bytes]

_CHANGE = 'w:id="1" w:author="A" w:date="2020-01-01T00:00:00Z"'


def _tracked(cell: FormCell) -> str:
    """A figure that replaced another one, the change not yet accepted."""
    if not cell.key or not cell.text:
        return paragraph_of(cell)
    old = run("7" + cell.text, 18, tag="delText")
    return f"<w:p><w:del {_CHANGE}>{old}</w:del><w:ins {_CHANGE}>{run(cell.text, 18)}</w:ins></w:p>"


_UNSEEN = (
    ("<w:strike/>", ""),
    ("<w:dstrike/>", ""),
    ("<w:vanish/>", ""),
    ('<w:color w:val="FFFFFF"/>', ""),
    ("", '<w:vertAlign w:val="superscript"/>'),
    ("", '<w:position w:val="8"/><w:sz w:val="12"/>'),
)


def _with_unseen(cell: FormCell) -> str:
    """Figures with others struck out or hidden before them, or with a note mark behind."""
    if not cell.key or not cell.text:
        return paragraph_of(cell)
    before, behind = _UNSEEN[sum(map(ord, cell.text)) % len(_UNSEEN)]
    return f"<w:p>{run('7', 18, before) if before else ''}{run(cell.text, 18)}{run('1', 18, behind) if behind else ''}</w:p>"


def _controlled(cell: FormCell) -> str:
    """A figure in a content control."""
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph_of(cell)}</w:sdtContent></w:sdt>" if cell.key else paragraph_of(cell)


def _split_runs(cell: FormCell) -> str:
    """Each character in a run of its own, with marks of the spelling check between."""
    return "<w:p>" + '<w:proofErr w:type="spellStart"/>'.join(run(character, 18) for character in cell.text) + "</w:p>"


def _two_paragraphs(cell: FormCell) -> str:
    """Labels over two paragraphs."""
    if cell.key or len(cell.text) < 6:
        return paragraph_of(cell)
    half = len(cell.text) // 2
    return f"<w:p>{run(cell.text[:half], 18)}</w:p><w:p>{run(cell.text[half:], 18)}</w:p>"


def _listed(cell: FormCell) -> str:
    """The number of a reason comes from Word's list and does not stand in the text."""
    if cell.key or not re.match(r"\d\.", cell.text):
        return paragraph_of(cell)
    return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>{run(cell.text[2:], 18)}</w:p>'


def _listed_heading(text: str) -> str:
    number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    return f"<w:p>{number}{run(text[2:], 28)}</w:p>" if text[1:2] == "、" else bold(text)


def _nested(table_: FormTable, inside: Inside) -> str:
    """The table stands in the one cell of another."""
    return f'<w:tbl><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid><w:tr><w:tc>{table(table_, inside)}<w:p/></w:tc></w:tr></w:tbl>'


def _split(table_: FormTable, inside: Inside) -> str:
    """The requests over two tables with an empty paragraph between."""
    if table_.name != "requests":
        return table(table_, inside)
    cut = (table_.header_rows + len(table_.rows)) // 2
    return f"{part(table_, inside, 0, cut)}<w:p/>{part(table_, inside, cut, len(table_.rows))}"


def _typed(table_: FormTable, inside: Inside) -> str:
    """No table at all: a paragraph for each row, cells parted by tabs."""
    return "".join("<w:p>" + "<w:r><w:tab/></w:r>".join(run(cell.text, 18) for cell in row) + "</w:p>" for row in table_.rows)


def _parted_by_articles(table_: FormTable, inside: Inside) -> str:
    """Section two as a table for each article."""
    starts = [at for at, row in enumerate(table_.rows) if len(row) == 1]
    if table_.name != "disclosures" or not starts:
        return table(table_, inside)
    return "<w:p/>".join(part(table_, inside, first, last) for first, last in zip(starts, [*starts[1:], len(table_.rows)], strict=True))


DOCX: Mapping[str, Writer] = {
    "plain": word_file,
    "tracked changes": partial(word_file, inside=_tracked),
    "struck, hidden and raised text": partial(word_file, inside=_with_unseen),
    "content controls": partial(word_file, inside=_controlled),
    "a run for each character": partial(word_file, inside=_split_runs),
    "labels over two paragraphs": partial(word_file, inside=_two_paragraphs),
    "numbered by lists": partial(word_file, inside=_listed, heading=_listed_heading),
    "nested tables": partial(word_file, drawn=_nested),
    "a table in two": partial(word_file, drawn=_split),
    "rows typed with tabs": partial(word_file, drawn=_typed),
    "a table for each article": partial(word_file, drawn=_parted_by_articles),
}
"""The makes of Word files by name."""
