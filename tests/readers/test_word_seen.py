"""What a Word file hides, strikes out or raises, by the run itself or by a style: none of it is a digit of a figure."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from reportlib.forms.rules.findings import of_note
from reportlib.model import REPORTED, UNREADABLE, Document, Note, Source
from reportlib.readers import word
from reportlib.readers.word.styles import excerpt
from reportlib.text.numbers import read_number

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)


def read(body: str, styles: str = "") -> Document:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        if styles:
            archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{W}"><w:docDefaults/>{styles}</w:styles>')
    return word.read(Source("report.docx", content.getvalue()))


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def shown(runs: str, styles: str = "", paragraph: str = "", cell: str = "", table: str = "") -> tuple[str, list[Note]]:
    """What a cell with these runs shows, and what is told."""
    cells = "".join(
        f"<w:tc>{inside}</w:tc>" for inside in ("<w:p/>", f"<w:tcPr>{cell}</w:tcPr><w:p><w:pPr>{paragraph}</w:pPr>{runs}</w:p>")
    )
    page = read(f"<w:tbl><w:tblPr>{table}</w:tblPr><w:tr>{cells}</w:tr></w:tbl>", styles)
    told = [note for note in page.notes if note.rule in ("struck_text", "hidden_text")]
    return next(page.grids()).rows[0][1].text, told


def style(name: str, properties: str, kind: str = "character", base: str = "") -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="x"/>{based}<w:rPr>{properties}</w:rPr></w:style>'


def filled(color: str) -> str:
    return f"<w14:textFill><w14:solidFill>{color}</w14:solidFill></w14:textFill>"


NAMED = '<w:rStyle w:val="a1"/>'


@pytest.mark.parametrize(
    ("runs", "styles", "rule"),
    [
        (r("9", "<w:vanish/>") + r("858"), "", "hidden_text"),
        (r("858") + r("9", '<w:color w:val="FFFFFF"/>'), "", "hidden_text"),
        (r("858") + r("9", '<w:color w:val="FEFEFE"/>'), "", "hidden_text"),
        (r("858") + r("9", '<w:color w:val="1F497D"/><w:shd w:val="clear" w:fill="1F497D"/>'), "", "hidden_text"),
        (r("858") + r("9", '<w:color w:val="000000"/><w:highlight w:val="black"/>'), "", "hidden_text"),
        (r("858") + r("9", '<w:sz w:val="2"/>'), "", "hidden_text"),
        (r("858") + r("9", NAMED), style("a1", "<w:vanish/>"), "hidden_text"),
        (r("858") + r("9", NAMED), style("a0", '<w:color w:val="FFFFFF"/>') + style("a1", "", base="a0"), "hidden_text"),
        (r("858") + r("9", '<w:color w:val="auto" w:themeColor="background1"/>'), "", "hidden_text"),
        (r("858") + r("9", "<w14:textFill><w14:noFill/></w14:textFill>"), "", "hidden_text"),
        (r("858") + r("9", filled('<w14:srgbClr w14:val="000000"><w14:alpha w14:val="100000"/></w14:srgbClr>')), "", "hidden_text"),
        (r("858") + r("9", filled('<w14:srgbClr w14:val="FFFFFF"/>')), "", "hidden_text"),
        (r("858") + r("9", filled('<w14:schemeClr w14:val="bg1"/>')), "", "hidden_text"),
        (r("900", "<w:strike/>") + r("858"), "", "struck_text"),
        (r("900", "<w:dstrike w:val='true'/>") + r("858"), "", "struck_text"),
        (r("900", NAMED) + r("858"), style("a1", "<w:strike/>"), "struck_text"),
        ('<w:del w:id="1"><w:r><w:delText>900</w:delText></w:r></w:del>' + r("858"), "", "struck_text"),
    ],
)
def test_hidden_and_struck_out_runs_are_no_figures(runs: str, styles: str, rule: str) -> None:
    """What Word does not show, or shows with a line through it, is left out and told with its place."""
    text, notes = shown(runs, styles)
    assert text == "858"
    assert [(note.rule, of_note(note).severity, note.place.row, note.place.column) for note in notes] == [(rule, "warning", 1, 2)]


@pytest.mark.parametrize(
    ("runs", "around"),
    [
        (r("858", "<w:strike w:val='0'/>"), {}),
        (r("8", NAMED) + r("58"), {"styles": style("a1", '<w:color w:val="FF0000"/>')}),
        (r("8", NAMED + '<w:strike w:val="false"/>') + r("58"), {"styles": style("a1", "<w:strike/>")}),
        (
            r("858", NAMED),
            {"styles": style("a1", "<w:strike/>") + style("p1", "<w:strike/>", "paragraph"), "paragraph": '<w:pStyle w:val="p1"/>'},
        ),
        (r("858", '<w:color w:val="FFFFFF"/>'), {"cell": '<w:shd w:val="clear" w:fill="1F497D"/>'}),
        (r("858", '<w:color w:val="FFFFFF"/>'), {"paragraph": '<w:shd w:val="clear" w:fill="000000"/>'}),
        (r("858", '<w:position w:val="-6"/>'), {}),
        (r("8", '<w:position w:val="1"/>') + r("58"), {}),
        (r("8", '<w:sz w:val="18"/>') + r("58", '<w:sz w:val="21"/>'), {}),
        (r("8", '<w:sz w:val="14"/>') + r("58", '<w:sz w:val="20"/>'), {}),
        (r("858", '<w:sz w:val="9"/>'), {}),
        (r("858", filled('<w14:schemeClr w14:val="tx1"/>')), {}),
        (r("858", "<w14:textOutline><w14:noFill/></w14:textOutline>"), {}),
        (r("858", "<w14:textOutline><w14:solidFill/></w14:textOutline><w14:textFill><w14:noFill/></w14:textFill>"), {}),
    ],
)
def test_what_is_seen_stays(runs: str, around: dict[str, str]) -> None:
    """Other colours, sizes and heights, switches that are off, and white on a dark cell take nothing away."""
    assert shown(runs, **around) == ("858", [])


def test_white_letters_in_a_table_style_with_dark_rows_stay() -> None:
    """A table style may shade the header that its white letters stand on."""
    dark = '<w:style w:type="table" w:styleId="t1"><w:tblStylePr><w:tcPr><w:shd w:val="clear" w:fill="4F81BD"/></w:tcPr></w:tblStylePr></w:style>'
    assert shown(r("总计", '<w:color w:val="FFFFFF"/>'), dark, table='<w:tblStyle w:val="t1"/>')[0] == "总计"


@pytest.mark.parametrize(
    ("mark", "styles", "text"),
    [
        ('<w:vertAlign w:val="superscript"/>', "", "858¹"),
        ('<w:vertAlign w:val="subscript"/>', "", "858₁"),
        ('<w:position w:val="6"/><w:sz w:val="14"/>', "", "858¹"),
        ('<w:position w:val="8"/>', "", "858¹"),
        ('<w:position w:val="-6"/><w:sz w:val="14"/>', "", "858₁"),
        (NAMED, style("a1", '<w:vertAlign w:val="superscript"/>'), "858¹"),
        (NAMED, style("a1", '<w:position w:val="6"/><w:sz w:val="14"/>'), "858¹"),
    ],
)
def test_raised_and_lowered_digits_are_marks(mark: str, styles: str, text: str) -> None:
    """A digit above or below the line, by alignment, height or a style, becomes a superscript or subscript."""
    assert shown(r("858") + r("1", mark), styles) == (text, [])


FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
NOTE = "<w:r><w:instrText> NOTEREF _Ref1 \\h </w:instrText></w:r>"


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (r("858") + '<w:r><w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t>1</w:t></w:r>', "858¹"),
        (r("858") + '<w:r><w:endnoteReference w:id="2"/></w:r>', "858"),
        (r("858") + FIELD.format("begin") + NOTE + FIELD.format("separate") + r("1") + FIELD.format("end"), "858¹"),
        (FIELD.format("begin") + "<w:r><w:instrText> =SUM(ABOVE) </w:instrText></w:r>" + FIELD.format("separate") + r("858") + FIELD.format("end"), "858"),
        (r("858") + f'<w:fldSimple w:instr=" NOTEREF _Ref1 ">{r("1")}</w:fldSimple>', "858¹"),
        (f'<w:fldSimple w:instr=" =SUM(ABOVE) ">{r("858")}</w:fldSimple>', "858"),
        (r("858") + r"<w:fldSimple w:instr=' eq \o\ac(○,1) '/>", "858¹"),
        (r("858") + FIELD.format("begin") + r"<w:r><w:instrText> EQ \f(1,2) </w:instrText></w:r>" + FIELD.format("end"), "858/1/2"),
        (r("858") + f'<w:hyperlink w:anchor="note">{r("1")}</w:hyperlink>', "858¹"),
        (f'<w:hyperlink w:anchor="note">{r("858")}</w:hyperlink>', "858"),
        (r("858") + r("1", '<w:sz w:val="10"/>'), "858¹"),
        (r("858", '<w:sz w:val="18"/>') + r("[1]", '<w:sz w:val="12"/>'), "858¹"),
        (r("858") + r("1", NAMED), "858¹"),
        ("<m:oMath><m:sSup><m:e><m:r><m:t>858</m:t></m:r></m:e><m:sup><m:r><m:t>1</m:t></m:r></m:sup></m:sSup></m:oMath>", "858¹"),
        ("<m:oMath><m:sSub><m:e><m:r><m:t>858</m:t></m:r></m:e><m:sub><m:r><m:t>1</m:t></m:r></m:sub></m:sSub></m:oMath>", "858₁"),
        ("<m:oMath><m:f><m:num><m:r><m:t>8</m:t></m:r></m:num><m:den><m:r><m:t>58</m:t></m:r></m:den></m:f></m:oMath>", "8/58"),
    ],
)  # fmt: skip
def test_marks_of_notes_and_formulas_are_no_digits(runs: str, text: str) -> None:
    """Whatever refers to a note, and what a formula raises, lowers or divides by, is told apart from the figure beside it."""
    assert shown(runs, style("a1", '<w:sz w:val="10"/>')) == (text, [])


@pytest.mark.parametrize(("way", "turned"), [("rtl", True), ("ltr", False)])
def test_a_figure_shown_from_right_to_left_is_no_number(way: str, turned: bool) -> None:
    """What the file writes as 12 and Word shows as 21 is not taken."""
    text, _ = shown(f'<w:bdo w:val="{way}">{r("858")}</w:bdo>')
    assert read_number(text).status == (UNREADABLE if turned else REPORTED)


def test_only_the_styles_in_use_are_taken() -> None:
    """An excerpt holds the styles named and those they are based on, and is a whole part still; other spellings stay as they are."""
    styles = "".join(style(f"s{count}", "", base=f"s{count + 1}") for count in range(9))
    part = f'<?xml version="1.0"?><w:styles xmlns:w="{W}">{styles}</w:styles>'.encode()
    assert [f"s{count}".encode() in excerpt(part, {"s6"}) for count in range(5, 9)] == [False, True, True, True]
    assert excerpt(part, {"s6"}).endswith(b"</w:style></w:styles>")
    foreign = part.replace(b"w:", b"x:")
    assert excerpt(foreign, {"s6"}) == foreign
