"""Word files as Word and WPS write them, one quirk a test, and the official empty form filled and read back."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from reportlib.errors import LimitExceeded, UnreadableFile
from reportlib.model import Document, Grid, Source
from reportlib.readers import limits, word

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICIAL_FORM = Path(__file__).parents[3] / "shared/samples/official-form-2021.docx"


def docx(body: str, namespace: str = W, **parts: str) -> Source:
    """A Word file with the given body and, by name, further parts of the folder word/."""
    names = (
        f'xmlns:w="{namespace}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {names}><w:body>{body}</w:body></w:document>")
        for name, part in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {names}>{part}</w:{name}>")
    return Source("report.docx", content.getvalue())


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(r(run) if not run.startswith('<') else run for run in runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(content: str = "", properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cell if cell.startswith('<w:tc') else tc(cell) for cell in cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def lines(body: str, **parts: str) -> list[str]:
    return [paragraph.text for paragraph in word.read(docx(body, **parts)).paragraphs()]


def grids(body: str, **parts: str) -> list[Grid]:
    return list(word.read(docx(body, **parts)).grids())


def laid(grid: Grid) -> list[list[tuple[str, int, int, int]]]:
    """Each row's cells as text, column, rows and columns spanned."""
    return [[(cell.text, cell.column, cell.row_span, cell.column_span) for cell in row] for row in grid.rows]


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


@pytest.mark.parametrize(
    ("wrapped", "shown"),
    [
        ("<w:ins>{}</w:ins>", "甲12乙"),
        ("<w:moveTo>{}</w:moveTo>", "甲12乙"),
        ("<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>", "甲12乙"),
        ("<w:customXml><w:smartTag>{}</w:smartTag></w:customXml>", "甲12乙"),
        ("<w:hyperlink w:anchor='here'>{}</w:hyperlink>", "甲12乙"),
        ("<w:fldSimple w:instr='DOCPROPERTY x'>{}</w:fldSimple>", "甲12乙"),
        ("<w:del>{}</w:del>", "甲乙"),
        ("<w:moveFrom>{}</w:moveFrom>", "甲乙"),
        ("<w:r><w:delText>12</w:delText><w:instrText>12</w:instrText></w:r>", "甲乙"),
        ("<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>", "甲12乙"),
        ("<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Choice>{}</mc:Choice></mc:AlternateContent>", "甲12乙"),
        ("<w:r><w:ruby><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>", "甲12乙"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>12</w:t></w:r>", "甲乙"),
        ("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>12</w:t></w:r>", "甲12乙"),
        ("<w:r><w:t>1</w:t><w:softHyphen/><w:t>2</w:t></w:r>", "甲12乙"),
        ("<w:r><w:t>1\u200b2\u00ad</w:t></w:r>", "甲12乙"),
        ("<w:r><w:noBreakHyphen/><w:t>12</w:t></w:r>", "甲-12乙"),
        ("<w:r><w:tab/><w:t>12</w:t></w:r>", "甲\t12乙"),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>", "甲☑乙"),
        ("<w:r><w:sym w:font='Symbol' w:char='F033'/></w:r>", "甲3乙"),
        ("<w:r><w:t>1 \n</w:t></w:r><w:r><w:t>2</w:t></w:r>", "甲12乙"),
        ("<w:r><w:footnoteReference w:id='2'/></w:r>", "甲乙"),
    ],
)
def test_text_is_what_word_shows_with_changes_accepted(wrapped: str, shown: str) -> None:
    """Wrappers open, deletions and instructions vanish, special characters appear."""
    assert lines(p("甲", wrapped.replace("{}", r("12")), "乙")) == [shown]


def test_a_field_shows_its_result_and_not_its_instruction() -> None:
    """The text between begin and separate is no text, even where it stands in w:t; what follows the field is."""
    field = "".join(
        f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>{r(text)}" for kind, text in [("begin", "PAGE"), ("separate", "12"), ("end", "件")]
    )
    assert lines(p(field)) == ["12件"]


def test_a_field_without_end_swallows_nothing() -> None:
    """A paragraph after a broken field is read."""
    assert lines(p("<w:r><w:fldChar w:fldCharType='begin'/></w:r>") + p("正", "<w:r><w:tab/></w:r>", "文")) == ["正\t文"]


def test_form_fields_show_their_state() -> None:
    """A tick box and a list of choices keep their result beside the text."""
    box = (
        "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox></w:ffData>"
        "</w:fldChar></w:r>"
    )
    choice = (
        "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='3'/><w:listEntry w:val='8'/>"
        "</w:ddList></w:ffData></w:fldChar></w:r>"
    )
    end = "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    assert lines(p("是", box, end) + p(choice, end, "件")) == ["是☑", "8件"]


def test_a_raised_note_mark_does_not_lengthen_a_number() -> None:
    """12 with a raised 1 is not 121."""
    assert lines(p("12", r("1", '<w:vertAlign w:val="superscript"/>'))) == ["12¹"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    """As accepted, the text goes on in the next paragraph."""
    assert lines(p("共12", properties='<w:rPr><w:del w:id="1"/></w:rPr>') + p("34件")) == ["共1234件"]


def test_line_breaks_part_lines_and_pages_do_not_stay() -> None:
    """A line break makes two lines of a paragraph, in a cell two lines of one cell."""
    broken = "<w:r><w:t>12</w:t><w:br/><w:t>34</w:t></w:r>"
    document = word.read(docx(p(broken) + tbl(tr(tc(p(broken)), tc(p("5") + p("6"))))))
    assert [paragraph.text for paragraph in document.paragraphs()] == ["12", "34"]
    assert texts(next(document.grids())) == [["12\n34", "5\n6"]]


def test_spans_and_places_are_true() -> None:
    """gridBefore, gridSpan and vMerge give each cell its column and spans; places count from 1."""
    table = tbl(
        tr(tc("头", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>'), tc("甲", '<w:gridSpan w:val="2"/>')),
        tr(tc("", '<w:gridSpan w:val="2"/><w:vMerge/>'), "1", "2"),
        tr("乙", "丙", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
    )
    (grid,) = grids(p("前") + table)
    assert laid(grid) == [[("头", 0, 2, 2), ("甲", 2, 1, 2)], [("1", 2, 1, 1), ("2", 3, 1, 1)], [("乙", 1, 1, 1), ("丙", 2, 1, 1)]]
    assert str(grid.rows[1][1].place) == "table 1, row 2, column 4"


def test_a_merge_that_continues_nothing_is_a_cell_of_its_own() -> None:
    """vMerge continue under another width, or in the first row, keeps its text."""
    table = tbl(
        tr(tc("a", "<w:vMerge/>"), "b"),
        tr(tc("c", '<w:gridSpan w:val="2"/><w:vMerge w:val="continue"/>')),
        tr(tc("d", '<w:vMerge w:val="restart"/>'), "e"),
        tr(tc("f", '<w:vMerge w:val="restart"/>'), "g"),
    )
    assert laid(grids(table)[0]) == [
        [("a", 0, 1, 1), ("b", 1, 1, 1)],
        [("c", 0, 1, 2)],
        [("d", 0, 1, 1), ("e", 1, 1, 1)],
        [("f", 0, 1, 1), ("g", 1, 1, 1)],
    ]


def test_cells_joined_in_the_old_way_are_one() -> None:
    """hMerge continue widens the cell to its left."""
    table = tbl(tr(tc("a", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), "b"), tr("1", "2", "3"))
    assert laid(grids(table)[0])[0] == [("a", 0, 1, 2), ("b", 2, 1, 1)]


def test_rows_and_cells_in_wrappers_are_read_and_deleted_ones_are_not() -> None:
    """Content controls may hold rows and cells; a tracked deletion or a hidden row is no row."""
    table = tbl(
        tr("a", "1"),
        f"<w:sdt><w:sdtContent>{tr('b', '2')}</w:sdtContent></w:sdt>",
        tr("c", "3", properties='<w:del w:id="1"/>'),
        tr("h", "9", properties="<w:hidden/>"),
        f"<w:tr><w:sdt><w:sdtContent>{tc('d')}</w:sdtContent></w:sdt>{tc('4')}{tc('5', '<w:cellDel/>')}</w:tr>",
    )
    assert texts(grids(table)[0]) == [["a", "1"], ["b", "2"], ["d", "4"]]


def test_a_table_cut_in_two_stays_two_grids_in_order() -> None:
    """An empty paragraph between two tables leaves no block and joins nothing."""
    document = word.read(docx(p("前") + tbl(tr("a", "1")) + p() + tbl(tr("b", "2")) + p("后")))
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Grid", "Grid", "Paragraph"]
    assert str(document.blocks[3].place) == "line 4"  # type: ignore[union-attr]


def test_a_frame_round_the_report_gives_way_to_its_tables() -> None:
    """A layout table of one cell holds lines and the true table."""
    inner = tbl(tr("a", "1"), tr("b", "2"))
    document = word.read(docx(tbl(tr(tc(p("标题") + inner + p("后"))))))
    assert [getattr(block, "text", "grid") for block in document.blocks] == ["标题", "grid", "后"]


def test_a_small_table_in_a_cell_is_text_of_the_cell() -> None:
    """A number set in a table of its own inside a cell of a data table stays in that cell."""
    nested = tc(p() + tbl(tr("12")) + p())
    (grid,) = grids(tbl(tr("甲", "乙", "丙"), tr("a", nested, "3")))
    assert texts(grid) == [["甲", "乙", "丙"], ["a", "12", "3"]]


def test_a_text_box_is_read_once_where_it_is_anchored() -> None:
    """The modern and the old form of the same box give its text once, after its paragraph, also with a table in it."""
    held = f"<w:txbxContent>{p('框内')}{tbl(tr('a', '1'))}</w:txbxContent>"
    box = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{held}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{held}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = word.read(docx(p("前", box, "段") + p("后")))
    assert [getattr(block, "text", "grid") for block in document.blocks] == ["前段", "框内", "grid", "后"]


def test_a_picture_in_an_empty_cell_is_told() -> None:
    """A figure set as a picture is not silently blank."""
    document = word.read(docx(tbl(tr("a", tc(p("<w:r><w:drawing/></w:r>"))))))
    assert [(note.rule, str(note.place)) for note in document.notes] == [("picture_in_cell", "table 1, row 1, column 2")]


def level(at: int, numbering: str, template: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{numbering}"/>{more}<w:lvlText w:val="{template}"/></w:lvl>'


def listed(number: int, at: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>'


SUFFIX = '<w:suff w:val="nothing"/>'
LISTS = (
    f'<w:abstractNum w:abstractNumId="7">{level(0, "chineseCounting", "%1、")}{level(1, "decimal", "%2．")}'
    f"{level(2, 'decimal', '%1.%2.%3', '<w:isLgl/>')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="8">{level(0, "japaneseCounting", "（%1）", SUFFIX)}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


def test_the_numbers_of_lists_are_printed() -> None:
    """Levels count, restart under a new parent, count on across lists of one outline and start where a list says so."""
    body = "".join(
        p(text, properties=listed(*place))
        for text, place in [
            ("甲", (1,)),
            ("子", (1, 1)),
            ("丑", (1, 1)),
            ("深", (1, 2)),
            ("乙", (1,)),
            ("寅", (1, 1)),
            ("丙", (3,)),
            ("丁", (1,)),
        ]
    )
    assert lines(body, numbering=LISTS) == ["一、 甲", "1． 子", "2． 丑", "1.2.1 深", "二、 乙", "1． 寅", "五、 丙", "六、 丁"]


def test_numbered_cells_and_numbered_styles_are_printed() -> None:
    """A label numbered by a list, in a cell or by its style, is read as printed."""
    styles = (
        '<w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Head"><w:basedOn w:val="Base"/></w:style>'
    )
    heading = p("总体情况", properties='<w:pStyle w:val="Head"/>')
    cells = tbl(tr(tc(p("予以公开", properties=listed(2))), "1"), tr(tc(p("部分公开", properties=listed(2))), "2"))
    document = word.read(docx(heading + cells, numbering=LISTS, styles=styles))
    assert [paragraph.text for paragraph in document.paragraphs()] == ["一、 总体情况"]
    assert texts(next(document.grids())) == [["（一）予以公开", "1"], ["（二）部分公开", "2"]]


def test_strict_files_read_like_transitional_ones() -> None:
    """The namespace of the strict variant makes no difference."""
    document = word.read(docx(p("甲") + tbl(tr("a", "1")), "http://purl.oclc.org/ooxml/wordprocessingml/main"))
    assert [getattr(block, "text", "grid") for block in document.blocks] == ["甲", "grid"]


def test_the_table_of_contents_is_no_text() -> None:
    """Entries that repeat the headings are left out."""
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    contents = f"<w:sdt>{gallery}<w:sdtContent>{p('一、总体情况 1')}</w:sdtContent></w:sdt>"
    entry = p(f'<w:hyperlink w:anchor="_Toc1">{r("二、 2")}</w:hyperlink>')
    assert lines(contents + entry + p("一、总体情况")) == ["一、总体情况"]


@pytest.mark.parametrize("cut", [10, 200, -30])
def test_a_cut_file_is_one_clear_error(cut: int) -> None:
    """A truncated package is unreadable and says so in one line."""
    whole = docx(p("甲" * 500))
    with pytest.raises(UnreadableFile) as caught:
        word.read(Source("cut.docx", whole.content[:cut]))
    assert "cut.docx" in str(caught.value) and "\n" not in str(caught.value)


def test_broken_xml_and_entities_are_refused() -> None:
    """A main part that is no XML, or declares entities, is unreadable; nothing is guessed from it."""
    for text in ("<w:document", "<!DOCTYPE d [<!ENTITY e 'x'>]><d>&e;</d>"):
        content = BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("word/document.xml", text)
        with pytest.raises(UnreadableFile):
            word.read(Source("broken.docx", content.getvalue()))


def test_limits_on_unpacked_size_cells_and_nesting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that unpacks to too much, a span without end and tables without end are refused."""
    with pytest.raises(LimitExceeded):
        word.read(docx(tbl(tr(tc("a", '<w:gridSpan w:val="999999"/>'), "b"))))
    nested = p("x")
    for _ in range(45):
        nested = tbl(tr(tc(nested)))
    with pytest.raises(LimitExceeded):
        word.read(docx(nested))
    monkeypatch.setattr(limits, "MAX_PART_BYTES", 1000)
    with pytest.raises(LimitExceeded):
        word.read(docx(p("甲" * 5000)))


def filled_form() -> tuple[Source, list[list[list[str]]]]:
    """The official form with a figure of its own in each cell for figures, and those figures by table and row."""
    with zipfile.ZipFile(OFFICIAL_FORM) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts["word/document.xml"])
    figures: list[list[list[str]]] = []
    count = 1000
    for table in root.iter(f"{{{W}}}tbl"):
        figures.append([])
        for row in table.iter(f"{{{W}}}tr"):
            figures[-1].append([])
            for cell in row.iter(f"{{{W}}}tc"):
                merge = cell.find(f"{{{W}}}tcPr/{{{W}}}vMerge")
                if "".join(cell.itertext()).strip() or (merge is not None and merge.get(f"{{{W}}}val") != "restart"):
                    continue
                for text in list(cell.iter(f"{{{W}}}t")):
                    text.text = ""
                count += 1
                run = etree.SubElement(next(cell.iter(f"{{{W}}}p")), f"{{{W}}}r")
                etree.SubElement(run, f"{{{W}}}t").text = str(count)
                figures[-1][-1].append(str(count))
    parts["word/document.xml"] = etree.tostring(root)
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return Source("filled.docx", content.getvalue()), figures


@pytest.mark.skipif(not OFFICIAL_FORM.exists(), reason="the official form is not here")
def test_the_official_form_filled_is_read_back_whole() -> None:
    """All 200 figures stand in their rows, under the right applicants and results."""
    source, figures = filled_form()
    document: Document = word.read(source)
    disclosures, requests, proceedings = document.grids()
    for grid, rows in zip((disclosures, requests, proceedings), figures, strict=True):
        assert [[cell.text for cell in row if cell.text.isdigit()] for row in grid.rows] == rows
    assert sum(len(row) for table in figures for row in table) == 200
    assert [len(row) for row in requests.rows[3:]] == [8, 8, 9, 8, 9, *[8] * 7, 9, 8, 8, 9, *[8] * 4, 9, 8, 8, 8, 8]
    for row in requests.rows[3:]:
        assert [cell.column for cell in row if cell.text.isdigit()] == [3, 4, 5, 6, 7, 8, 9]
    assert [cell.column for cell in proceedings.rows[3]] == list(range(15))
    spans = {cell.text: (cell.row, cell.row_span) for row in requests.rows for cell in row if cell.row_span > 1}
    assert spans["三、本年度办理结果"] == (5, 22) and spans["（三）不予公开"] == (7, 8) and spans["（六）其他处理"] == (23, 3)
