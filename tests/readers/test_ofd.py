"""OFD: what three kinds of producers write, and what a page of it hides."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus.synthetic import EXACT, Case, read_back
from printed_ofd import packed

from reportlib.errors import LimitExceeded, MissingDependency, UnreadableFile
from reportlib.model import Document, Source
from reportlib.readers import read

SAMPLES = Path(__file__).parents[3] / "shared/samples/ofd"
RULES = "".join(
    f'<ofd:PathObject Boundary="20 {50 + 10 * row} 100 0.2"><ofd:AbbreviatedData>M 0 0 L 100 0</ofd:AbbreviatedData></ofd:PathObject>'
    for row in range(3)
) + "".join(
    f'<ofd:PathObject Boundary="{20 + 50 * column} 50 0.2 20"><ofd:AbbreviatedData>M 0 0 L 0 20</ofd:AbbreviatedData></ofd:PathObject>'
    for column in range(3)
)
SEEN = "447228"


def text(said: str, x: float, y: float, more: str = "", size: float = 4, colour: str = '<ofd:FillColor Value="0 0 0"/>') -> str:
    return (
        f'<ofd:TextObject Boundary="{x} {y} 60 {size + 1}" Font="1" Size="{size}" {more}>{colour}'
        f'<ofd:TextCode X="0" Y="{size}">{said}</ofd:TextCode></ofd:TextObject>'
    )


def made(*drawn: str, annotations: str = "", resources: str = "", files: dict[str, bytes] | None = None, extra: str = "") -> Document:
    """A page with the pieces drawn one after the other."""

    def part(name: str, content: str) -> bytes:
        return f'<ofd:{name} xmlns:ofd="http://www.ofdspec.org/2016">{content}</ofd:{name}>'.encode()

    parts = {
        "OFD.xml": part("OFD", f"<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>{extra}"),
        "Doc_0/Document.xml": part(
            "Document",
            "<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
            "<ofd:PublicRes>Res.xml</ofd:PublicRes></ofd:CommonData>"
            '<ofd:Pages><ofd:Page ID="1" BaseLoc="P.xml"/></ofd:Pages><ofd:Annotations>A.xml</ofd:Annotations>',
        ),
        "Doc_0/Res.xml": part("Res", resources),
        "Doc_0/P.xml": part("Page", f"<ofd:Content><ofd:Layer>{''.join(drawn)}</ofd:Layer></ofd:Content>"),
        "Doc_0/A.xml": part("Annotations", '<ofd:Page PageID="1"><ofd:FileLoc>A1.xml</ofd:FileLoc></ofd:Page>'),
        "Doc_0/A1.xml": part("PageAnnot", annotations),
    }
    return read(Source("made.ofd", packed({**parts, **(files or {})})))


def cells(document: Document) -> list[list[str]]:
    (grid,) = document.grids()
    return [["".join(cell.text.split()) for cell in row] for row in grid.rows]


def sheet(figure: str = SEEN) -> str:
    return RULES + text("项目", 22, 53) + text("数量", 72, 53) + text("行政许可", 22, 63) + text(figure, 72, 63)


WHITE = '<ofd:FillColor Value="255 255 255"/>'
COVER = (
    f'<ofd:PathObject Boundary="71 62 40 7" Stroke="false" Fill="true">{WHITE}'
    "<ofd:AbbreviatedData>M 0 0 L 40 0 L 40 7 L 0 7 C</ofd:AbbreviatedData></ofd:PathObject>"
)


@pytest.mark.parametrize(
    "layout", ["whole lines, thin boxes", "single characters, strokes in templates", "points under a matrix, one path in a drawing"]
)
def test_each_producer_s_manner_gives_every_cell(layout: str) -> None:
    """The whole report with a group label over pages is exact."""
    assert read_back(Case("ofd", layout, seed=3)).outcome == EXACT


@pytest.mark.parametrize(
    "trick",
    [
        text("1", 70, 63, colour=WHITE),
        text("1", 70, 63, 'Visible="false"'),
        text("1", 70, 63, 'Alpha="5"'),
        text("1", 70, 63, 'Fill="false"'),
        text("1", 70, 66, size=0.4),
        text("1", 70, 63).replace("<ofd:FillColor", '<ofd:FillColor Alpha="3"'),
        text("1", 70, 63, 'DrawParam="7"', colour=""),
        text("1", 70, 63).replace(
            "<ofd:TextCode",
            '<ofd:Clips TransFlag="false"><ofd:Clip><ofd:Area><ofd:Path Boundary="0 0 1 1"><ofd:AbbreviatedData>M 0 0 L 1 0 L 1 1 C'
            "</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips><ofd:TextCode",
        ),
        text("98765", 72, 63) + COVER + text(SEEN, 72, 63),
    ],
)
def test_what_cannot_be_seen_is_no_part_of_a_figure(trick: str) -> None:
    """White, invisible, transparent, tiny, clipped and painted-over text is left out."""
    pale = '<ofd:DrawParams><ofd:DrawParam ID="6"><ofd:FillColor Value="#FF #FF #FF"/></ofd:DrawParam><ofd:DrawParam ID="7" Relative="6"/></ofd:DrawParams>'
    figure = "" if "98765" in trick else SEEN
    document = made(sheet(figure), trick, resources=pale)
    assert cells(document)[1] == ["行政许可", SEEN]
    assert [note.rule for note in document.notes] == ([] if "Visible" in trick else ["hidden_text"])


def test_two_figures_at_one_place_are_neither() -> None:
    """Text over text without a ground between makes the cell unreadable."""
    assert not cells(made(sheet("40258"), text(SEEN, 72.9, 63)))[1][1].isdigit()


def test_an_annotation_is_painted_last_and_a_watermark_left_out() -> None:
    """What is written over a figure counts; a hidden note does not, and a watermark is told."""
    over = f'<ofd:Annot Type="Stamp"><ofd:Appearance Boundary="0 0 210 297">{COVER}{text(SEEN, 72, 63)}</ofd:Appearance></ofd:Annot>'
    assert cells(made(sheet("40258"), annotations=over))[1] == ["行政许可", SEEN]
    hidden = over.replace("<ofd:Annot ", '<ofd:Annot Visible="false" ')
    assert cells(made(sheet("40258"), annotations=hidden))[1] == ["行政许可", "40258"]
    mark = f'<ofd:Annot Type="Watermark"><ofd:Appearance Boundary="0 0 210 297">{text("2024", 80, 63)}</ofd:Appearance></ofd:Annot>'
    document = made(sheet(), annotations=mark)
    assert cells(document)[1] == ["行政许可", SEEN]
    assert [note.rule for note in document.notes] == ["watermark"]
    slanted = text("某区政府2024", 60, 50, 'CTM="0.8 -0.6 0.6 0.8 0 12"', size=9)
    assert cells(made(sheet(), slanted))[1] == ["行政许可", SEEN]


def test_a_turned_page_reads_as_an_upright_one() -> None:
    """Text set sideways by its matrix, in a table drawn sideways, is read upright."""
    turned = '<ofd:CompositeObject Boundary="0 0 210 297" CTM="0 1 -1 0 200 10" ResourceID="5"/>'
    unit = f'<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="5"><ofd:Content>{sheet()}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>'
    assert cells(made(turned, resources=unit)) == [["项目", "数量"], ["行政许可", SEEN]]


def test_text_in_the_codes_of_a_font_curves_and_pictures_are_refused_by_name() -> None:
    """What cannot be read says why, and what to do."""
    with pytest.raises(UnreadableFile, match="codes of its font"):
        made(text("\ue001\ue002\ue003\ue004", 20, 20))
    curve = '<ofd:PathObject Boundary="20 20 9 9" Fill="true"><ofd:AbbreviatedData>M 0 0 Q 3 3 9 9 L 0 9 C</ofd:AbbreviatedData></ofd:PathObject>'
    with pytest.raises(UnreadableFile, match="curves"):
        made(curve * 80)
    picture = '<ofd:ImageObject Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="4"/>'
    media = (
        '<ofd:MultiMedias><ofd:MultiMedia ID="4" Type="Image"><ofd:MediaFile>page.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    )
    with pytest.raises((MissingDependency, UnreadableFile), match="picture"):
        made(picture, resources=media, files={"Doc_0/page.png": b"no picture"})


def test_protection_damage_and_endless_drawings_have_clear_reasons() -> None:
    """An encrypted package, numbers that are none, a missing page, and a drawing that paints itself are told."""
    with pytest.raises(UnreadableFile, match="encrypted"):
        made(sheet(), extra="<ofd:Encryptions>Encryptions.xml</ofd:Encryptions>")
    with pytest.raises(UnreadableFile, match="damaged"):
        made(sheet().replace('Boundary="22', 'Boundary="x'))
    with pytest.raises(UnreadableFile, match="lacks a part"):
        read(Source("made.ofd", packed({"OFD.xml": b"<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>"})))
    unit = '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="5"><ofd:Content>{0}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>'
    loop = '<ofd:CompositeObject Boundary="0 0 9 9" ResourceID="5"/>'
    with pytest.raises(LimitExceeded, match="too deep"):
        made(loop, resources=unit.format(loop * 2))


@pytest.mark.skipif(not SAMPLES.exists(), reason="the real samples are not here")
def test_real_files_give_their_tables_and_text() -> None:
    """Rules as thin boxes, rules and text in a template, and text turned four ways."""
    ruled = read(Source("a.ofd", (SAMPLES / "suwell-ruled-table.ofd").read_bytes()))
    (grid,) = ruled.grids()
    assert [row[0].text for row in grid.rows] == ["名称", "CodePosition", "CodeCount", "GlyphCount", "Glyphs"]
    assert [row[-1].text for row in grid.rows] == ["可选/必选", "必选", "可选", "可选", "必选"] or all(len(row) == 4 for row in grid.rows)
    template = read(Source("a.ofd", (SAMPLES / "kinggrid-template.ofd").read_bytes()))
    assert any("立案决定书" in paragraph.text for paragraph in template.paragraphs())
    turned = read(Source("a.ofd", (SAMPLES / "suwell-turned-text.ofd").read_bytes()))
    assert "四三二一" in [paragraph.text for paragraph in turned.paragraphs()]
