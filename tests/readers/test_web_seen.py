"""What a page hides, strikes out or raises, in every way in which it may say so: none of it is a digit of a figure."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from reportlib.errors import LimitExceeded
from reportlib.forms.rules.findings import of_note
from reportlib.model import REPORTED, UNREADABLE, Document, Note, Source
from reportlib.readers import limits, web
from reportlib.text.numbers import read_number


def read(page: str) -> Document:
    return web.read(Source("page.html", page.encode()))


def shown(cell: str, head: str = "", row: str = "") -> tuple[str, list[Note]]:
    """What the middle cell of a table shows, and what is told."""
    page = read(
        f"<html><head>{head}</head><body><table><tr><td>甲<td>乙<td>丙</tr><tr {row}><td>项<td>{cell}</td><td>3</tr></table></body>"
    )
    return next(page.grids()).rows[1][1].text, [note for note in page.notes if note.rule in ("struck_text", "hidden_text")]


HIDDEN = [
    ("<span class=x>9</span>858", "<style>.x{display:none}</style>"),
    ("<span class='y x'>9</span>858", "<style>td .x { visibility : HIDDEN }</style>"),
    ("<span id=n>9</span>858", "<style>/* .a{ */ p{color:red} #n{opacity:0}</style>"),
    ("<b>9</b>858", "<style>@media screen{td>b{display:none}}</style>"),
    ("<i data-k=v>9</i>858", "<style>i[data-k=v]{display:none}</style>"),
    ("<p class=x style='display:block'>9</p>858", "<style>.x{display:none !important}</style>"),
    ("<span style='color:#fff'>9</span>858", ""),
    ("<span style='COLOR: White'>9</span>858", ""),
    ("<span style='color:rgb(255, 255, 255)'>9</span>858", ""),
    ("<span style='color:rgba(0,0,0,0)'>9</span>858", ""),
    ("<span style='color:hsl(0,0%,100%)'>9</span>858", ""),
    ("<font color=#FFFFFF>9</font>858", ""),
    ("<span style='color:transparent'>9</span>858", ""),
    ("<span style='background:#123456;color:#123456'>9</span>858", ""),
    ("<span class=w>9</span>858", "<style>.w{color:#fefefe}</style>"),
    ("<span style='font-size:0'>9</span>858", ""),
    ("<span style='font-size:1px'><b>9</b></span>858", ""),
    ("<span style='position:absolute;left:-9999px'>9</span>858", ""),
    ("<span style='display:inline-block;width:0;overflow:hidden'>9</span>858", ""),
    ("<span style='mso-hide:all'>9</span>858", ""),
    ("<span hidden>9</span>858", ""),
    ("<span class=x style='display:'>9</span>858", "<style>.x{display:none}</style>"),
    ("<span style='font:0/0 a'>9</span>858", ""),
    ("<span class=sr-only>9</span>858", "<style>.sr-only{position:absolute;width:1px;clip:rect(0, 0, 0, 0)}</style>"),
    ("<span style='position:fixed;clip:rect(1px 1px 1px 1px)'>9</span>858", ""),
    ("<span style='position:absolute;clip-path:inset(50%)'>9</span>858", ""),
    ("<span style='display:inline-block;transform:scale(0)'>9</span>858", ""),
    ("<span style='transform: translateX(-9999px)'>9</span>858", ""),
    ("<span style='transform:translate(0, -800px)'>9</span>858", ""),
    ("<span style='content-visibility:hidden'>9</span>858", ""),
    ("<span style='filter:opacity(0%)'>9</span>858", ""),
    ("<span style='zoom:0'>9</span>858", ""),
    ("<span style='-webkit-text-fill-color:transparent'>9</span>858", ""),
    ("<span popover>9</span>858", ""),
    ("858<span>9</span>", "<style>td span:not(.v){display:none}</style>"),
    ("<b>858</b><i>9</i>", "<style>b ~ i{display:none}</style>"),
    ("858<i class='note-3'>9</i>", "<style>i[class^='note']{display:none}</style>"),
    ("858<span class=q>9</span>", "<style>:root{--shown:none}.q{display:var(--shown, inline)}</style>"),
]


@pytest.mark.parametrize(("cell", "head"), HIDDEN)
def test_hidden_figures_are_no_figures(cell: str, head: str) -> None:
    """Text that no reader sees is left out, in whatever way it is hidden, and told with its place."""
    text, notes = shown(cell, head)
    assert text == "858"
    assert [(note.rule, of_note(note).severity, note.place.row, note.place.column) for note in notes] == [("hidden_text", "warning", 2, 2)]
    assert "'9'" in of_note(notes[0]).message


@pytest.mark.parametrize(
    ("cell", "head", "row"),
    [
        ("<span class=x>8</span>58", "<style>@media print{.x{display:none}}</style>", ""),
        ("<span class=x>8</span>58", "<style>.x:hover{display:none} a .x{color:#fff}</style>", ""),
        ("<span class=x>8</span>58", "<style>.x{display:none} span.x{display:inline}</style>", ""),
        ("<span class=x style='color:#000'>8</span>58", "<style>.x{color:#fff}</style>", ""),
        ("<span style='color:#fff'>858</span>", "", "style='background:#1a5fa8'"),
        ("<span style='color:#fff'>858</span>", "", "bgcolor=navy"),
        ("<span style='color:#fff'>858</span>", "", "style='background:url(bar.png)'"),
        ("<font color=red>8</font>58", "", ""),
        ("<span style='font-size:9pt'>8</span>58", "", ""),
        ("<span style='text-decoration:underline'>8</span>58", "", ""),
        ("<span style='vertical-align:middle'>8</span>58", "", ""),
        ("<span style='position:relative;top:-1pt;mso-text-raise:1.0pt'>8</span>58", "", ""),
        ("<span style='vertical-align:super'>858</span>", "", "style='display:table-row'"),
        ("<span style='font:bold 12px/1.5 serif'>8</span>58", "", ""),
        ("<span style='font:700 9pt serif'>8</span>58", "", ""),
        ("<span style='clip:rect(0,0,0,0)'>8</span>58", "", ""),
        ("<span style='transform:scale(0.9)'>8</span>58", "", ""),
        ("<span style='transform:translateX(-50%)'>8</span>58", "", ""),
        ("<span style='position:relative;top:-1px'>8</span>58", "", ""),
        ("<span style='float:left'>858</span>", "", ""),
        ("<span style='display:block'>858</span>", "", ""),
        ("<span class=x>8</span>58", "<style>.x:not(span){display:none}.x:focus-within{display:none}.x::after{color:#fff}</style>", ""),
        ("<span class=q>8</span>58", "<style>.a{--shown:none}.b{--shown:inline}.q{display:var(--shown)}</style>", ""),
        ("858<dialog>9</dialog><datalist><option>9</option></datalist><video>9</video>", "", ""),
        ("<select><option>1<option selected>858</select>", "", ""),
        ("<select><option>858<option>9</select>", "", ""),
        ("<a href='#top'>858</a>", "", ""),
        ("<span style='float:'>8</span>58", "", ""),
        ("<span style='order:2'>8</span>58", "", ""),
        ("<span style='margin-left:-.5pt'>8</span>58", "", ""),
        ("<span style='position:relative;left:2em'>858</span>", "", ""),
        ("<i class=k></i>58", "<style>.k::before{content:'8'}</style>", ""),
        ("<b data-n=58>8</b>", "<style>td b:after{content:attr(data-n)}</style>", ""),
        ("<b data-n=8 data-m=58></b>", "<style>::before{content:attr(data-n)} ::after{content: attr( data-m )}</style>", ""),
        ("<b><i>8</i></b>8", '<style>b::after{content:"5"}</style>', ""),
        ("<b class=icon>858</b>", "<style>.icon::before{content:'\\f101'} .icon::after{content:'▲'} .icon{content:'9'}</style>", ""),
        ("<b>858</b>", "<style>b:hover::after{content:'9'} @media print{b::after{content:'9'}}</style>", ""),
    ],
)
def test_what_is_seen_stays(cell: str, head: str, row: str) -> None:
    """Other colours, sizes and rules that do not hold here take nothing away; a raise that fills the cell is no note mark alone."""
    text, notes = shown(cell, head, row)
    assert (text.translate(str.maketrans("⁸⁵", "85")), notes) == ("858", [])


@pytest.mark.parametrize(
    ("cell", "head"),
    [
        ("<s>900</s>858", ""),
        ("<strike>900</strike>858", ""),
        ("<del>900</del><ins>858</ins>", ""),
        ("<span style='text-decoration:line-through'>900</span>858", ""),
        ("<span style='text-decoration-line: underline line-through'>9<b>00</b></span>858", ""),
        ("<span class=old>900</span>858", "<style>.old{text-decoration:line-through red}</style>"),
    ],
)
def test_struck_out_figures_are_deleted(cell: str, head: str) -> None:
    """A figure that the print strikes out gives way to the one beside it, and is told."""
    text, notes = shown(cell, head)
    assert (text, [note.rule for note in notes]) == ("858", ["struck_text"])


def test_a_row_struck_out_keeps_its_cells() -> None:
    """Columns do not move where a whole row, or a cell, is struck out or invisible."""
    assert shown("858", row="style='text-decoration:line-through'")[0] == ""
    page = read("<table><tr><td>甲<td>乙<td>丙</tr><tr><td>项<td style='visibility:hidden'>5</td><td>3</tr></table>")
    assert [cell.text for cell in next(page.grids()).rows[1]] == ["项", "", "3"]


@pytest.mark.parametrize(
    ("cell", "head", "text"),
    [
        ("858<sup>1</sup>", "", "858¹"),
        ("858<sup>[2]</sup>", "", "858²"),
        ("858<sub>1</sub>", "", "858₁"),
        ("858<sup>a</sup>", "", "858ᵃ"),
        ("858<sup> B </sup>", "", "858ᵇ"),
        ("858<sup>th</sup>", "", "858th"),
        ("858<span style='vertical-align:super'>1</span>", "", "858¹"),
        ("858<span style='vertical-align: 3pt'><b>1</b></span>", "", "858¹"),
        ("858<span style='position:relative;top:-4.0pt;mso-text-raise:4.0pt'>12</span>", "", "858¹²"),
        ("858<span class=n>1</span>", "<style>span.n{vertical-align:text-top;font-size:8px}</style>", "858¹"),
        ("858<i class=n>1</i>", "<style>.n{vertical-align:sub}</style>", "858₁"),
        ("858<span style='position:relative;top:-.4em'>1</span>", "", "858¹"),
        ("858<span class=n>1</span>", "<style>.n{position:relative;bottom:5px}</style>", "858¹"),
        ("858<span class=n>1</span>", "<style>.n{position:relative;top:3px}</style>", "858₁"),
        ("858<a href='#note-1'>1</a>", "", "858¹"),
        ("858<span style='font-size:6pt'>1</span>", "", "858¹"),
        ("<span style='font-size:9pt'>858<b class=n>(1)</b></span>", "<style>.n{font-size:7px}</style>", "858¹"),
        ("<span style='font-size:7pt'>858<b style='font-size:6pt'>1</b></span>", "", "8581"),
        ("<span style='font-size:7pt'>858</span>1", "", "8581"),
        ("858<small>1</small>", "", "858¹"),
        ("858<font size=1>1</font>", "", "858¹"),
        ("858<font face=x size='-2'>1</font>", "", "858¹"),
        ("858<span style='font-size:80%'>1</span>", "", "858¹"),
        ("858<span class=n>1</span>", "<style>.n{font-size:.75em}</style>", "858¹"),
        ("858<span style='font-size:smaller'>1</span>", "", "858¹"),
        ("<small>858</small>", "", "858"),
        ("1<small>858</small>", "", "1858"),
        ("1<span style='font-size:80%'>858</span>", "", "1858"),
        ("<small>85</small><small>8</small>", "", "858"),
        ("<span style='font-size:90%'>85</span><span style='font-size:90%'>8</span>", "", "858"),
        ("<span style='font-size:16px'>85</span><span style='font-size:14px'>8</span>", "", "858"),
        ("858<a href='#_ftn2'>[2]</a>", "", "858²"),
        ("<b>858</b><a href='#_ftn2'>2</a>", "", "858²"),
        ("<b>858\u200b</b><a href='#_ftn2'>2</a>", "", "858²"),
        ("858&nbsp;<a href='#_ftn2'>2</a>", "", "858 ²"),
        ("858\u200e<span style='font-size:6pt'>1</span>", "", "858¹"),
        ("858<b><a href='#_ftn2'>2</a></b>", "", "858²"),
        ("第<a href='#article'>12</a>条", "", "第12条"),
        ("<math><msup><mn>858</mn><mn>1</mn></msup></math>", "", "858¹"),
        ("<math><msub><mn>858</mn><mn>1</mn></msub></math>", "", "858₁"),
    ],
)
def test_raised_and_lowered_digits_are_marks(cell: str, head: str, text: str) -> None:
    """A digit that is raised or lowered beside a figure becomes a superscript or subscript, never one more digit."""
    assert shown(cell, head) == (text, [])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<span style='float:right'>58</span><span>8</span>", "58\n8"),
        ("8<span style='position:absolute;left:0'>58</span>", "8\n58"),
        ("8<span style='display:block'>58</span>", "8\n58"),
        ("<div style='display:flex;flex-direction:row-reverse'><span>58</span><span>8</span></div>", "58\n8"),
        ("<div style='display:grid'><span>58</span><span>8</span></div>", "58\n8"),
        ("<span style='position:relative;left:2em'>58</span><span>8</span>", "58\n8"),
        ("<span>58</span><span style='position:relative;right:12px'>8</span>", "58\n8"),
        ("<span>58</span><span style='margin-left:-20px'>8</span>", "58\n8"),
        ("<math><mfrac><mn>8</mn><mn>58</mn></mfrac></math>", "8/58"),
    ],
)
def test_digits_that_stand_apart_make_no_number(cell: str, text: str) -> None:
    """Figures that the page sets beside, above or over each other are not joined in the order of the source."""
    assert shown(cell) == (text, [])


@pytest.mark.parametrize(
    ("cell", "turned"),
    [
        ("<bdo dir=rtl>858</bdo>", True),
        ("<bdo dir=ltr>858</bdo>", False),
        ("<span style='unicode-bidi:bidi-override;direction:rtl'>858</span>", True),
        ("<span style='unicode-bidi:isolate-override; direction: rtl'>858</span>", True),
        ("<span style='unicode-bidi:bidi-override'>858</span>", False),
        ("<span dir=rtl style='direction:rtl'>858</span>", False),
        ("\u202e858\u202c", True),
        ("\u202d858\u202c", False),
    ],
)
def test_a_figure_shown_from_right_to_left_is_no_number(cell: str, turned: bool) -> None:
    """What the source writes as 12 and the page shows as 21 is not taken; numbers in a text of that direction stay as they are."""
    text, _ = shown(cell)
    assert read_number(text).status == (UNREADABLE if turned else REPORTED)


def test_a_title_set_in_pieces_is_one_line() -> None:
    """Outside cells no number is put together from pieces, and a title stays whole however its words are laid out."""
    page = read("<h1><span style='display:block'>甲局2023年</span><span style='float:left'>第2号</span>报告</h1>")
    assert [paragraph.text for paragraph in page.paragraphs()] == ["甲局2023年第2号报告"]


def test_a_link_to_a_note_inside_many_elements_is_a_mark() -> None:
    """However deep a mark stands, what is before it is found."""
    deep = "<b>" * 200
    assert shown(f"858{deep}<a href='#n'>1</a>")[0] == "858¹"


SHEETS = {
    "commas": lambda count: "a," * count + "b{display:none}",
    "dashes": lambda count: "a{width:var(--b)}" + "-" * count,
    "noughts": lambda count: f"a{{transform:scale({'0' * count}x}}",
    "moves": lambda count: f"a{{transform:{'translate(' * (count // 10)}}}",
}


@pytest.mark.parametrize("kind", SHEETS)
def test_style_sheets_take_time_by_their_size(kind: str) -> None:
    """Four times the sheet takes at most about four times as long; the square would be sixteen."""

    def seconds(count: int) -> float:
        started = time.process_time()
        with suppress(LimitExceeded):
            read(f"<style>{SHEETS[kind](count)}</style><p>甲")
        return time.process_time() - started

    small, large = (min(seconds(count) for _ in range(3)) for count in (10_000, 40_000))
    assert large <= 8 * max(small, 0.05)


def test_a_large_sheet_of_a_saved_page_is_read() -> None:
    """Three thousand rules for colours and places, as pages saved whole hold them, refuse no report, and still hide what they hide."""
    rules = "".join(f".c{count}{{float:left;color:#fff;width:1px}}" for count in range(3000))
    assert shown("<i class=x>9</i>858", f"<style>{rules}.x{{display:none}}</style>")[0] == "858"


def test_a_drawing_in_a_cell_is_a_picture() -> None:
    """Figures drawn in a cell are told as a picture; a drawing outside tables is left out without a word."""
    page = read("<table><tr><td>甲<td>乙</tr><tr><td>项<td><svg><text>858</text></svg></tr></table><svg><text>9</text></svg>")
    assert [note.rule for note in page.notes] == ["picture_in_cell"]
    assert [cell.text for cell in next(page.grids()).rows[1]] == ["项", ""]


def test_white_letters_on_a_bar_of_a_style_sheet_elsewhere_stay() -> None:
    """Where a linked sheet may colour the ground, words in white stay, and white figures do not."""
    page = read(
        '<head><link rel=stylesheet href="a.css"></head><h1 style="color:#fff">甲局2024年度报告</h1><p style="color:#fff">12</p><p>乙'
    )
    assert [paragraph.text for paragraph in page.paragraphs()] == ["甲局2024年度报告", "乙"]


def test_hidden_words_of_the_site_are_not_told() -> None:
    """Buttons and menus that no one sees are left out without a word."""
    assert read("<div style='display:none'>扫一扫 2024</div><p>正文</p>").notes == ()


def test_style_sheets_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules without end, and rules that look through the whole page for each element, are refused."""
    many = "".join(f".c{count}{{display:none}}" for count in range(limits.MAX_STYLE_RULES + 1))
    with pytest.raises(LimitExceeded):
        read(f"<style>{many}</style><p>甲")
    monkeypatch.setattr(limits, "MAX_STYLE_STEPS", 100)
    with pytest.raises(LimitExceeded):
        read("<style>a p{display:none}</style>" + "<div>" * 50 + "<p>甲</p>" * 50)
