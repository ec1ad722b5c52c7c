"""A report as OFD files in the manners of three kinds of producers: what stands where is that of the PDF, how it is written is not."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from xml.sax.saxutils import escape

from official_form import SetReport
from printed_pdf import FONT, Print, draw_report
from reportlab.pdfbase import pdfmetrics

MM = 25.4 / 72
PAGE = 210.0, 297.0
CURRENT, OLD = "http://www.ofdspec.org/2016", "http://www.ofdspec.org"


def ofd_file(report: SetReport, style: str) -> bytes:
    """The OFD of the report in one of STYLES; the same report gives the same bytes."""
    look = Print(rules="lines", page_line="— {} —")
    canvas = OfdCanvas(look.size[1])
    draw_report(canvas, report, look)
    return package(canvas.pages, STYLES[style])


@dataclass
class Sheet:
    """What is drawn on one page, in millimetres from its upper left corner: texts (x, base line, size, text) and lines."""

    texts: list[tuple[float, float, float, str]] = field(default_factory=list)
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)


class OfdCanvas:
    """What of a canvas of reportlab a report is drawn with, kept as sheets."""

    def __init__(self, height: float) -> None:
        self.height, self.size = height, 10.0
        self.pages = [Sheet()]

    def setFont(self, _name: str, size: float) -> None:
        self.size = size

    def setLineWidth(self, _width: float) -> None:
        """All rules are drawn alike."""

    def drawString(self, x: float, y: float, text: str) -> None:
        self.pages[-1].texts.append((x * MM, (self.height - y) * MM, self.size * MM, text))

    def drawCentredString(self, middle: float, y: float, text: str) -> None:
        self.drawString(middle - pdfmetrics.stringWidth(text, FONT, self.size) / 2, y, text)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.pages[-1].lines.append((x0 * MM, (self.height - y0) * MM, x1 * MM, (self.height - y1) * MM))

    def showPage(self) -> None:
        self.pages.append(Sheet())

    def save(self) -> None:
        self.pages.pop()


@dataclass(frozen=True)
class Style:
    """How a producer writes: its namespace, its paths in the package, its texts and rules, and whether rules stand in a template."""

    namespace: str
    root: str
    texts: Callable[[Sheet, Iterator[int]], str]
    rules: Callable[[Sheet, Iterator[int]], str]
    template: bool = False


def steps(text: str, size: float) -> list[float]:
    """How far it is from each character to the next."""
    return [round(pdfmetrics.stringWidth(character, FONT, size), 3) for character in text[:-1]]


def run_lengths(values: list[float]) -> str:
    """Equal steps in a row as `g count step`, others as they are."""
    runs = ((step, len(list(same))) for step, same in groupby(values))
    return " ".join(f"g {count} {step:g}" if count > 2 else " ".join([f"{step:g}"] * count) for step, count in runs)


def whole_lines(sheet: Sheet, numbers: Iterator[int]) -> str:
    """A text object a line, steps as run lengths, ink from a drawing parameter."""
    made = ""
    for x, y, size, text in sheet.texts:
        box = f"{x:.3f} {y - size:.3f} {max(1.0, 200 - x):.3f} {size * 1.2:.3f}"
        delta = f' DeltaX="{run_lengths(steps(text, size))}"' if len(text) > 1 else ""
        made += f'<ofd:TextObject ID="{next(numbers)}" Boundary="{box}" Font="1" Size="{size:.3f}" DrawParam="3">'
        made += f'<ofd:TextCode X="0" Y="{size:.3f}"{delta}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
    return made


def single_characters(sheet: Sheet, numbers: Iterator[int]) -> str:
    """A text object a character, no steps, no place of X."""
    made = ""
    for x, y, size, text in sheet.texts:
        for character, step in zip(text, [0.0, *steps(text, size)], strict=True):
            x += step
            made += f'<ofd:TextObject ID="{next(numbers)}" Boundary="{x:.3f} {y - size:.3f} {size:.3f} {size * 1.2:.3f}" Font="1" '
            made += f'Size="{size:.3f}"><ofd:FillColor Value="0 0 0"/><ofd:TextCode Y="{size:.3f}">{escape(character)}</ofd:TextCode></ofd:TextObject>'
    return made


def from_points(sheet: Sheet, numbers: Iterator[int]) -> str:
    """Text measured in points under a matrix, the line in two pieces, glyphs of the font named beside."""
    made = ""
    for x, y, size, text in sheet.texts:
        points = size / MM
        cut = len(text) // 2
        run = [pdfmetrics.stringWidth(text[:cut], FONT, points), *steps(text[cut:], points)]
        first = " ".join(f"{step:g}" for step in steps(text[:cut], points))
        second = " ".join(f"{step:g}" for step in run[1:])
        made += f'<ofd:PageBlock ID="{next(numbers)}"><ofd:TextObject ID="{next(numbers)}" Boundary="{x:.3f} {y - size:.3f} 200 20" '
        made += f'CTM="{MM:.6f} 0 0 {MM:.6f} 0 0" Font="1" Size="{points:.3f}">'
        made += '<ofd:CGTransform CodePosition="0" CodeCount="1" GlyphCount="1"><ofd:Glyphs>7</ofd:Glyphs></ofd:CGTransform>'
        if cut:
            made += f'<ofd:TextCode X="0" Y="{points:.3f}" DeltaX="{first}">{escape(text[:cut])}</ofd:TextCode>'
        made += f'<ofd:TextCode X="{run[0]:.3f}" Y="{points:.3f}" DeltaX="{second}">{escape(text[cut:])}</ofd:TextCode></ofd:TextObject></ofd:PageBlock>'
    return made


def thin_boxes(sheet: Sheet, numbers: Iterator[int]) -> str:
    """Each rule a thin filled rectangle."""
    made = ""
    for x0, y0, x1, y1 in sheet.lines:
        left, top, width, height = min(x0, x1) - 0.08, min(y0, y1) - 0.08, abs(x1 - x0) + 0.16, abs(y1 - y0) + 0.16
        made += f'<ofd:PathObject ID="{next(numbers)}" Boundary="{left:.3f} {top:.3f} {width:.3f} {height:.3f}" Stroke="false" Fill="true">'
        made += f"<ofd:AbbreviatedData>M 0 0 L {width:.3f} 0 L {width:.3f} {height:.3f} L 0 {height:.3f} C</ofd:AbbreviatedData></ofd:PathObject>"
    return made


def flipped_strokes(sheet: Sheet, numbers: Iterator[int]) -> str:
    """Each rule a stroke in a measure that runs upwards, clipped to the page."""
    clip = f'<ofd:Clips TransFlag="false"><ofd:Clip><ofd:Area><ofd:Path Boundary="0 0 {PAGE[0]} {PAGE[1]}"><ofd:AbbreviatedData>'
    clip += f"M 0 0 L {PAGE[0]} 0 L {PAGE[0]} {PAGE[1]} L 0 {PAGE[1]} C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"
    made = ""
    for x0, y0, x1, y1 in sheet.lines:
        made += f'<ofd:PathObject ID="{next(numbers)}" Boundary="0 0 {PAGE[0]} {PAGE[1]}" CTM="1 0 0 -1 {x0:.3f} {y0:.3f}" LineWidth="0.2">'
        made += f"{clip}<ofd:AbbreviatedData>M 0.00 0.00 L {x1 - x0:.3f} {y0 - y1:.3f} </ofd:AbbreviatedData></ofd:PathObject>"
    return made


def one_path(sheet: Sheet, numbers: Iterator[int]) -> str:
    """All rules of a page as one path that begins its parts by S."""
    data = " ".join(f"S {x0:.3f} {y0:.3f} L {x1:.3f} {y1:.3f}" for x0, y0, x1, y1 in sheet.lines)
    if not data:
        return ""
    made = f'<ofd:CompositeObject ID="{next(numbers)}" Boundary="0 0 {PAGE[0]} {PAGE[1]}" ResourceID="@"/>'
    return (
        made
        + f'\0<ofd:PathObject ID="{next(numbers)}" Boundary="0 0 {PAGE[0]} {PAGE[1]}"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
    )


STYLES = {
    "whole lines, thin boxes": Style(OLD, "/Doc_0/", whole_lines, thin_boxes),
    "single characters, strokes in templates": Style(CURRENT, "", single_characters, flipped_strokes, template=True),
    "points under a matrix, one path in a drawing": Style(CURRENT, "", from_points, one_path),
}


def package(sheets: list[Sheet], style: Style) -> bytes:
    """The zip of all parts."""
    numbers = iter(range(100, 10**9))
    parts: dict[str, str] = {"OFD.xml": _xml("OFD", style, "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>")}
    pages = templates = units = ""
    for index, sheet in enumerate(sheets):
        rules = style.rules(sheet, numbers)
        if "\0" in rules:
            rules, unit = rules.replace("@", str(9000 + index)).split("\0")
            units += f'<ofd:CompositeGraphicUnit ID="{9000 + index}" Width="210" Height="297"><ofd:Content>{unit}</ofd:Content></ofd:CompositeGraphicUnit>'
        layer = f'<ofd:Layer ID="{next(numbers)}">'
        texts = style.texts(sheet, numbers)
        used = ""
        if style.template:
            parts[f"Doc_0/Tpls/Tpl_{index}/Content.xml"] = _xml("Page", style, f"<ofd:Content>{layer}{rules}</ofd:Layer></ofd:Content>")
            templates += f'<ofd:TemplatePage ID="{8000 + index}" BaseLoc="{style.root}Tpls/Tpl_{index}/Content.xml"/>'
            used, rules = f'<ofd:Template TemplateID="{8000 + index}" ZOrder="Background"/>', ""
        parts[f"Doc_0/Pages/Page_{index}/Content.xml"] = _xml(
            "Page", style, f"{used}<ofd:Content>{layer}{rules}{texts}</ofd:Layer></ofd:Content>"
        )
        pages += f'<ofd:Page ID="{index + 1}" BaseLoc="{style.root}Pages/Page_{index}/Content.xml"/>'
    area = f"<ofd:PageArea><ofd:PhysicalBox>0 0 {PAGE[0]} {PAGE[1]}</ofd:PhysicalBox></ofd:PageArea>"
    common = f"<ofd:CommonData>{area}<ofd:PublicRes>{style.root}PublicRes.xml</ofd:PublicRes>{templates}</ofd:CommonData>"
    parts["Doc_0/Document.xml"] = _xml("Document", style, f"{common}<ofd:Pages>{pages}</ofd:Pages>")
    drawing = '<ofd:DrawParams><ofd:DrawParam ID="2"><ofd:FillColor Value="10 10 10"/></ofd:DrawParam><ofd:DrawParam ID="3" Relative="2"/></ofd:DrawParams>'
    units = f"<ofd:CompositeGraphicUnits>{units}</ofd:CompositeGraphicUnits>" if units else ""
    parts["Doc_0/PublicRes.xml"] = _xml("Res", style, drawing + units)
    return packed({name: text.encode() for name, text in parts.items()})


def packed(parts: dict[str, bytes]) -> bytes:
    """The parts as a zip whose members bear no time."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _xml(name: str, style: Style, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:{name} xmlns:ofd="{style.namespace}">{content}</ofd:{name}>'
