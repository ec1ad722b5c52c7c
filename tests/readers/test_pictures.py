"""Pictures among the text: told in their place where they may show a table, and read like a scan where the tables are pictures."""

from __future__ import annotations

import zipfile
from base64 import b64encode
from io import BytesIO
from types import SimpleNamespace

import pytest

from reportlib.model import Cell, Document, Grid, Note, Paragraph, Picture, Place, Source
from reportlib.readers import pictured, read

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def web(body: str) -> Document:
    return read(Source("a.html", f"<html><body>{body}</body></html>".encode()))


def outline(document: Document) -> list[str]:
    return [block.text if isinstance(block, Paragraph) else f"<{block.name}>" for block in document.blocks if not isinstance(block, Grid)]


def test_a_picture_of_a_page_stands_in_its_place() -> None:
    """Between the paragraphs around it, by its address; its bytes are there where the page holds them."""
    held = f"data:image/png;base64,{b64encode(PNG).decode()}"
    document = web(f"<p>二、情况</p><p><img src='t2.png'></p><p>三、情况</p><img width=600 height=300 src='{held}'><p>四、</p>")
    assert outline(document) == ["二、情况", "<t2.png>", "三、情况", "<image/png>", "四、"]
    assert [block.content for block in document.blocks if isinstance(block, Picture)] == [b"", PNG]


@pytest.mark.parametrize(
    "picture",
    [
        "<img src=a.png width=20 height=20>",
        "<img src=a.png style='width:120px;height:30pt'>",
        "<img src=logo.png>",
        "<img src=line.gif>",
        "<a href=/x><img src=a.png></a>",
        "字<img src=a.png>字",
        "<img>",
    ],
)
def test_small_pictures_and_signs_are_not_told(picture: str) -> None:
    """Icons, links and pictures inside a line are no tables."""
    assert not [block for block in web(f"<p>甲</p>{picture}<p>乙</p>").blocks if isinstance(block, Picture)]


def docx(drawing: str) -> Document:
    namespaces = (
        f'xmlns:w="{W}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    body = f"<w:p><w:r><w:t>二、情况</w:t></w:r></w:p><w:p><w:r>{drawing}</w:r></w:p><w:p><w:r><w:t>三、情况</w:t></w:r></w:p>"
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {namespaces}><w:body>{body}</w:body></w:document>")
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/_rels/document.xml.rels", '<Relationships><Relationship Id="r1" Target="media/t.png"/></Relationships>')
        archive.writestr("word/media/t.png", PNG)
    return read(Source("a.docx", content.getvalue()))


def test_a_picture_of_a_word_file_stands_in_its_place_with_its_bytes() -> None:
    """Drawings and old pictures alike, but no small ones."""
    drawing = '<w:drawing><wp:inline><wp:extent cx="{0}" cy="{0}"/><a:blip r:embed="r1"/></wp:inline></w:drawing>'
    old = '<w:pict><v:shape style="width:400pt;height:200pt"><v:imagedata r:id="r1"/></v:shape></w:pict>'
    for picture in (drawing.format(5_000_000), old):
        document = docx(picture)
        assert outline(document) == ["二、情况", "<media/t.png>", "三、情况"]
        assert [block.content for block in document.blocks if isinstance(block, Picture)] == [PNG]
    assert outline(docx(drawing.format(300_000))) == ["二、情况", "三、情况"]
    assert outline(docx(drawing.format(5_000_000).replace("r1", "r9"))) == ["二、情况", "<>", "三、情况"]


def test_pictures_are_read_only_where_tables_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a picture shows takes its place; with three tables of text no picture is looked at."""
    cells = Grid(((Cell("总计", 0, 0, Place()), Cell("3", 0, 1, Place(), confidence=0.9)),))
    looked: list[str] = []

    def scan(source: Source) -> Document:
        looked.append(source.name)
        return Document("scan", (cells,), notes=(Note("read_by_ocr"),))

    monkeypatch.setattr(pictured, "import_module", lambda _: SimpleNamespace(read=scan))
    held = f"<img src='data:image/png;base64,{b64encode(PNG).decode()}'>"
    document = web(f"<p>二、</p>{held}<p>三、</p>")
    assert [type(block) for block in document.blocks] == [Paragraph, Grid, Paragraph]
    assert [note.rule for note in document.notes] == ["read_by_ocr"]
    assert looked == ["a.html!image/png"]
    table = "<table>" + "<tr><td>1<td>2<td>3</tr>" * 3 + "</table><p>甲</p>"
    web(table * 3 + held)
    assert len(looked) == 1
