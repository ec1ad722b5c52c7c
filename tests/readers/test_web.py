"""Web pages as agencies publish them, one quirk a test, and spans of any shape against the table model of the HTML standard."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportlib.errors import LimitExceeded, UnreadableFile
from reportlib.model import Document, Grid, Paragraph, Source
from reportlib.readers import limits, web


def read(page: str, encoding: str = "utf-8") -> Document:
    return web.read(Source("page.html", page.encode(encoding)))


def lines(page: str) -> list[str]:
    return [paragraph.text for paragraph in read(page).paragraphs()]


def outline(page: str) -> list[object]:
    """Paragraphs as their text, grids as rows of texts."""
    return [block.text if isinstance(block, Paragraph) else texts(block) for block in read(page).blocks]


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def grids(page: str) -> list[list[list[str]]]:
    return [texts(grid) for grid in read(page).grids()]


def laid(page: str) -> list[list[tuple[str, int, int, int]]]:
    """The first grid's cells as text, column, rows and columns spanned."""
    return [[(cell.text, cell.column, cell.row_span, cell.column_span) for cell in row] for row in next(read(page).grids()).rows]


def table(*rows: str) -> str:
    """A table from rows of cells parted by |."""
    return "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("|")) + "</tr>" for row in rows) + "</table>"


REPORT = table("项|甲|乙|丙", "新收|1|2|3", "结转|4|5|6", "总计|7|8|9")
REPORT_TEXTS = [["项", "甲", "乙", "丙"], ["新收", "1", "2", "3"], ["结转", "4", "5", "6"], ["总计", "7", "8", "9"]]


# --- text


def test_a_page_end_is_the_end_of_a_line() -> None:
    """Form feeds, which pdftotext leaves between pages, and other signs of control are no letters."""
    assert lines("<pre>甲\f乙\v丙\x01丁</pre>" + "戊" * 200) == ["甲", "乙", "丙丁", "戊" * 200]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<p class=MsoNormal><span lang=EN-US>20</span><span>23</span><o:p>&nbsp;</o:p></p>", "2023"),
        ("<span>1</span><span>,</span><font><b>2</b>34</font>", "1,234"),
        ("<span>12</span>\n  <span>34</span>", "12 34"),
        ("12<br>34", "12\n34"),
        ("<p>12</p><p>34</p>", "12\n34"),
        ("<div>12</div>34", "12\n34"),
        ("本年<br/>新收", "本年新收"),
        ("本年<br>\n  <br>新收", "本年新收"),
        ("<p>本年</p><p>新收</p>", "本年\n新收"),
        ("&nbsp;", ""),
        ("\u3000\u3000", ""),
        ("\u200b0\ufeff", "0"),
        ("12<sup>1</sup>", "12¹"),
        ("12<del>3</del>", "12"),
        ("<!--[if supportFields]>9<![endif]--><![if !supportLists]>1.<![endif]>甲", "1.甲"),
        ("<input type=text value=12><input type=hidden value=9>", "12"),
        ("第\n   一项", "第 一项"),
        ("a<span style='display:none'>9</span>b", "ab"),
        ("a<span style='DISPLAY : none'>9</span>b", "ab"),
        ("a<i hidden>9</i>b", "ab"),
        ("a<span style='border:none'>9</span>b", "a9b"),
    ],
)
def test_a_cell_says_what_a_browser_shows(cell: str, text: str) -> None:
    """Inline pieces join, blocks and breaks part numbers and join Chinese, what is invisible is left out."""
    assert grids(table(f"甲|{cell}|丙")) == [[["甲", text, "丙"]]]
    assert grids(table(f"甲|{cell}|<b>丙</b><i>丁</i>")) == [[["甲", text, "丙丁"]]]


def test_paragraphs_part_at_blocks_and_breaks() -> None:
    """Prose in p, div, bare text and behind br is one paragraph a line, white space as a browser shows it."""
    page = "<h1>题\n目</h1>裸文<div>甲<br>　　乙<p>丙\n <b>丁</b></div>戊<ul><li>己<li>庚</ul>"
    assert lines(page) == ["题 目", "裸文", "甲", "乙", "丙 丁", "戊", "己", "庚"]


def test_preformatted_text_keeps_lines_and_blanks() -> None:
    """Tables faked with blanks stay paragraphs whose columns still stand under one another."""
    assert lines("<pre>项目   件数\n规章      1\n</pre>") == ["项目   件数", "规章      1"]
    assert lines("<p>规章&nbsp;&nbsp;&nbsp;1</p>") == ["规章   1"]


def test_numbers_of_lists_are_printed_where_the_page_itself_asks_for_them() -> None:
    """A list with a type or style of its own prints numbers; others leave that to a style sheet."""
    assert lines("<ol type=1 start=3><li>甲<li value=7>乙<li>丙</ol>") == ["3. 甲", "7. 乙", "8. 丙"]
    assert lines("<ol style='list-style-type: cjk-ideographic'><li>甲<ul><li>子</ul><li>乙</ol>") == ["一、甲", "子", "二、乙"]
    assert lines("<ol><li>甲</ol>") == ["甲"]


# --- encodings


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "gb2312"),
        ("utf-16", "utf-16"),
        ("utf-16-le", ""),
        ("gb18030", "gb2312"),
        ("gb18030", "utf-8"),
        ("gb18030", ""),
        ("big5hkscs", "big5"),
        ("big5hkscs", ""),
    ],
)
def test_the_encoding_is_the_one_that_fits(encoding: str, declared: str) -> None:
    """What a page declares decides only between encodings that both fit."""
    text = "本機關年度報告：收到申請，總計" if encoding == "big5hkscs" else "本机关年度报告：收到申请，总计，镕"
    page = f"<meta charset={declared}><p>{text * 9}</p>" if declared else f"<p>{text * 9}</p>"
    assert [block.text for block in read(page, encoding).paragraphs()] == [text * 9]


def test_declared_big5_is_believed_where_both_encodings_fit() -> None:
    """Bytes that are everyday Chinese either way are what the page says they are."""
    text = "結數報務區關請議轉辦部商"
    assert text.encode("big5").decode("gb2312") != text
    assert [block.text for block in read(f"<meta charset=big5><p>{text}</p>", "big5").paragraphs()] == [text]


def test_traditional_characters_in_gbk_are_not_taken_for_big5() -> None:
    """Rare characters alone do not make a page Big5."""
    text = "本機關年度報告：收到申請，總計" * 5
    assert [block.text for block in read(f"<p>{text}</p>", "gbk").paragraphs()] == [text]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_damaged_byte_is_told_and_spoils_nothing_else(encoding: str) -> None:
    """One broken character in a page leaves the rest exact and a note."""
    content = f"<p>{'政府信息公开' * 50}</p>".encode(encoding) + b"\xff\xff" + REPORT.encode(encoding)
    document = web.read(Source("page.html", content))
    assert texts(next(document.grids())) == REPORT_TEXTS
    assert [note.rule for note in document.notes] == ["damaged_text"]


@pytest.mark.parametrize("content", [b"", b"  \n", b"\x00\x01\x02" * 200])
def test_what_is_no_text_is_unreadable(content: bytes) -> None:
    """Nothing and binary content are one clear error."""
    with pytest.raises(UnreadableFile):
        web.read(Source("page.html", content))


# --- tables


def test_spans_and_places() -> None:
    """Cells stand where a browser puts them; places count from 1."""
    page = "<table><tr><td rowspan=2 colspan=2>头<td colspan=2>甲<tr><td>1<td>2<tr><td>乙<td>丙<td>3<td>4</table>"
    assert laid(page) == [
        [("头", 0, 2, 2), ("甲", 2, 1, 2)],
        [("1", 2, 1, 1), ("2", 3, 1, 1)],
        [("乙", 0, 1, 1), ("丙", 1, 1, 1), ("3", 2, 1, 1), ("4", 3, 1, 1)],
    ]
    assert str(next(read("<p>前</p>" + page).grids()).rows[1][0].place) == "table 1, row 2, column 3"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d", [[("a", 0, 3, 1), ("b", 1, 1, 1)], [("c", 1, 1, 1)], [("d", 1, 1, 1)]]),
        ("<tr><td rowspan=99>a<td>b<tr><td>c", [[("a", 0, 2, 1), ("b", 1, 1, 1)], [("c", 1, 1, 1)]]),
        ("<tr><td>a<td rowspan=2>b<tr><td colspan=3>c<td>d", [[("a", 0, 1, 1), ("b", 1, 2, 1)], [("c", 0, 1, 1), ("d", 3, 1, 1)]]),
        ("<tr><td colspan=5>a<tr><td>b<td>c", [[("a", 0, 1, 5)], [("b", 0, 1, 1), ("c", 1, 1, 1)]]),
        ("<tr><td colspan='2px'>a<td colspan=x>b<td colspan=0>c", [[("a", 0, 1, 2), ("b", 2, 1, 1), ("c", 3, 1, 1)]]),
        ("<tr><td rowspan=2>a<td>b<tr><tr><td>c<td>d", [[("a", 0, 2, 1), ("b", 1, 1, 1)], [], [("c", 0, 1, 1), ("d", 1, 1, 1)]]),
        ("<thead><tr><td rowspan=2>a<td>b<tbody><tr><td>c<td>d", [[("a", 0, 1, 1), ("b", 1, 1, 1)], [("c", 0, 1, 1), ("d", 1, 1, 1)]]),
        (
            "<tr><td>a<td>b<tr style='display:none'><td>9<td>9<tr><td>c<td>d",
            [[("a", 0, 1, 1), ("b", 1, 1, 1)], [("c", 0, 1, 1), ("d", 1, 1, 1)]],
        ),
        (
            "<tfoot><tr><td>z<td>1</tfoot><tbody><tr><td>a<td>2</tbody>",
            [[("a", 0, 1, 1), ("2", 1, 1, 1)], [("z", 0, 1, 1), ("1", 1, 1, 1)]],
        ),
    ],
    ids=[
        "rowspan 0",
        "too long",
        "overlapping",
        "wider than the rest",
        "not a number",
        "empty row",
        "ends with its group",
        "hidden row",
        "tfoot first",
    ],
)
def test_spans_of_every_shape(rows: str, expected: list[list[tuple[str, int, int, int]]]) -> None:
    """Broken spans give the positions of a browser, and no two cells cover one place."""
    assert laid(f"<table>{rows}</table>") == expected


SPANS = st.lists(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 4)), max_size=4), min_size=1, max_size=5)


@given(SPANS)
@settings(deadline=None, max_examples=150)
def test_any_spans_stand_where_the_standard_puts_them(rows: list[list[tuple[int, int]]]) -> None:
    """Against the algorithm of the standard written down plainly: same anchors, and cells never overlap."""
    page = "".join("<tr>" + "".join(f"<td colspan={wide} rowspan={tall}>x{at}" for at, (wide, tall) in enumerate(row)) for row in rows)
    slots, anchors = formed(rows)
    found = [block for block in read(f"<table>{page}</table>").blocks if isinstance(block, Grid)]
    if max(map(len, rows)) < 2:
        assert not found
        return
    assert [(cell.row, cell.column) for row in found[0].rows for cell in row] == anchors
    covered = [
        (cell.row + down, cell.column + right)
        for row in found[0].rows
        for cell in row
        for down in range(cell.row_span)
        for right in range(cell.column_span)
    ]
    assert len(covered) == len(set(covered)) and set(covered) == slots


def formed(rows: list[list[tuple[int, int]]]) -> tuple[set[tuple[int, int]], list[tuple[int, int]]]:
    """The covered slots and the anchors of all cells by the standard's algorithm for forming a table."""
    slots: set[tuple[int, int]] = set()
    anchors = []
    for y, row in enumerate(rows):
        x = 0
        for wide, tall in row:
            while (y, x) in slots:
                x += 1
            anchors.append((y, x))
            taken = [right for right in range(wide) if (y, x + right) in slots]
            shown = min(taken, default=wide)
            slots |= {
                (down, x + right) for down in range(y, len(rows) if tall == 0 else min(len(rows), y + tall)) for right in range(shown)
            }
            x += wide
    return slots, anchors


def test_missing_end_tags_make_no_difference() -> None:
    """</td>, </tr> and even an unclosed div inside a cell leave the cells as they are."""
    assert grids("<table><tr><td>a<td><b>1<td><div>2<td>3</div><tr><td>b<td>4<td>5<td>6</table>") == [
        [["a", "1", "2", "3"], ["b", "4", "5", "6"]]
    ]


def test_an_unclosed_table_does_not_swallow_the_next() -> None:
    """Two tables of which the first lacks its end are two grids, with the heading between them."""
    first = table("a|1|2", "b|3|4").replace("</table>", "")
    assert outline(f"{first}<h2>三、标题</h2>{table('c|5|6', 'd|7|8')}") == [
        [["a", "1", "2"], ["b", "3", "4"]],
        "三、标题",
        [["c", "5", "6"], ["d", "7", "8"]],
    ]
    cut = table("a|1|2", "b|3|4", "c|5|6").removesuffix("</td></tr></table>")
    assert outline(f"{cut}<p>三、标题</p>{REPORT}") == [[["a", "1", "2"], ["b", "3", "4"], ["c", "5", "6"]], "三、标题", REPORT_TEXTS]


def test_several_tables_stay_several() -> None:
    """One row a table, or one statutory table in three, are as many grids in order."""
    assert grids(table("a|1") + table("b|2") + "<p></p>" + table("c|3")) == [[["a", "1"]], [["b", "2"]], [["c", "3"]]]


def test_text_astray_in_a_table_is_not_lost() -> None:
    """Text before the first row and a caption stand above the grid, other text below it."""
    assert outline("<table><caption>表一</caption>单位：件<tr><td>a<td>1</tr>注<tr><td>b<td>2</table>") == [
        "表一",
        "单位：件",
        [["a", "1"], ["b", "2"]],
        "注",
    ]


def test_text_astray_between_cells_is_not_lost() -> None:
    """Text between two cells of a row is read, below the grid."""
    assert outline("<table><tr><td>a</td>注<td>1</td></tr></table>") == [[["a", "1"]], "注"]


def test_layout_tables_give_way_to_what_they_hold() -> None:
    """Tables for layout, nested three deep, leave prose and the report's grid in order."""
    page = f"<table><tr><td><p>一、总体情况</p><table><tr><td>{REPORT}<p>五、问题</p></table></table>"
    assert outline(page) == ["一、总体情况", REPORT_TEXTS, "五、问题"]


def test_a_frame_of_one_column_is_prose() -> None:
    """A table with one cell a row holds lines, not figures."""
    assert outline("<table><tr><td><p>标题</p><p>正文</p><tr><td>落款</table>") == ["标题", "正文", "落款"]


def test_a_small_table_in_a_cell_is_text_of_the_cell() -> None:
    """A figure in a table of its own stays in its cell; two such figures are not glued."""
    inner = "<table><tr><td>1<td>2</table>"
    assert grids(table("项|甲|乙", f"新收|{inner}|3", "结转|4|5")) == [[["项", "甲", "乙"], ["新收", "1\t2", "3"], ["结转", "4", "5"]]]


def test_tables_faked_with_divisions() -> None:
    """display:table and role=table give grids like true tables."""
    cell = "<div style='display:table-cell'>{}</div>"
    row = "<div style='display: table-row'>" + cell + cell + "</div>"
    assert grids(f"<div style='display:table'>{row.format('a', 1)}{row.format('b', 2)}</div>") == [[["a", "1"], ["b", "2"]]]
    assert grids('<div role="table"><div role="row"><span role="cell" aria-colspan="2">a</span><span role="cell">1</span></div></div>') == [
        [["a", "1"]]
    ]


def test_a_picture_in_an_empty_cell_is_told() -> None:
    """A figure shown as a picture is not silently blank."""
    document = read(table("a|<img src=1.png>", "b|2<img src=x.gif>"))
    assert [(note.rule, str(note.place)) for note in document.notes] == [("picture_in_cell", "table 1, row 1, column 2")]


# --- what stands round the report

CHROME = """<html><head><title>年度报告_某某网</title>
<meta name="ArticleTitle" content="某局年度报告"/><meta name="PubDate" content="2024-01-22 10:00">
<style>td{color:red}</style><script>var menu = "<li>菜单</li>";</script></head><body>
<div><a href="/gb">繁體版</a> | <a href="/">无障碍</a></div><nav>导航</nav>
<ul><li><a href="/a">首页</a></li><li><a href="/b">2019年政府信息公开年度报告</a></li></ul>
<div>当前位置：<a href="/">首页</a> &gt; <a href="/x">信息公开</a></div>
<table><tr><td>索 引 号：</td><td>0123/2024</td><td>发布机构：</td><td>某局</td></tr>
<tr><td>名称：</td><td colspan=3>某局2023年度报告</td></tr></table>
<h1>某局2023年度报告</h1>
<p>发布日期：2024-01-22 10:00 来源：某局 浏览次数：<span></span> 字体：【<a href="javascript:">大</a> 中 小】</p>
<p><a href="javascript:print()">打印本页</a></p>
<p>【打印】 【关闭窗口】</p><div class="TRS_Editor"><p>一、总体情况</p>{}<p>六、其他</p></div><p>大家都在看</p>
<p>【打印本页】【关闭窗口】</p><p>扫一扫在手机打开当前页</p><div>上一篇：某某</div>
<div>主办单位：某府 网站标识码：123</div></body></html>"""


def test_a_whole_government_page_leaves_the_report() -> None:
    """Navigation, buttons and the imprint go; labelled values go into the metadata."""
    document = read(CHROME.replace("{}", REPORT))
    assert outline(CHROME.replace("{}", REPORT)) == ["某局2023年度报告", "一、总体情况", REPORT_TEXTS, "六、其他"]
    assert document.metadata == {
        "title": "年度报告_某某网",
        "ArticleTitle": "某局年度报告",
        "PubDate": "2024-01-22 10:00",
        "索引号": "0123/2024",
        "发布机构": "某局",
        "名称": "某局2023年度报告",
        "发布日期": "2024-01-22 10:00",
        "来源": "某局",
    }


def test_metadata_in_the_frame_that_holds_the_report() -> None:
    """Labelled values in rows above the cell with the report are metadata too."""
    page = f"<table><tr><td>索引号<td>1<td>公开日期<td>2024-01-02<tr><td colspan=4><p>一、总体情况</p>{REPORT}</table>"
    assert outline(page) == ["一、总体情况", REPORT_TEXTS]
    assert read(page).metadata == {"索引号": "1", "公开日期": "2024-01-02"}


def test_prose_with_links_and_label_words_stays() -> None:
    """A sentence with a link, a title that is a link and a line below the first table are no navigation."""
    page = f"<h1><a href=x>某局年度报告</a></h1><p>详见<a href=x>本局网站</a>。</p>{REPORT}<p>来源：申请人情况</p>"
    assert outline(page) == ["某局年度报告", "详见本局网站。", REPORT_TEXTS, "来源：申请人情况"]


def test_a_menu_made_of_a_table_is_no_grid() -> None:
    """A table of links is navigation."""
    assert grids(table("<a href=1>首页</a>|<a href=2>公开</a>") + REPORT) == [REPORT_TEXTS]


# --- reports that the page does not show as they stand


def script(code: str) -> str:
    return f"<div id=x></div><script>{code};</script>"


ATTRIBUTED = REPORT.replace("<td>项", '<td class="x" colspan="1">项').replace("<td>总计", "<td style='color:red'>总计")


@pytest.mark.parametrize(
    "page",
    [
        script("document.getElementById('x').innerHTML = " + json.dumps(ATTRIBUTED).replace("</", "<\\/")),
        script("var t = '" + ATTRIBUTED.replace("'", "\\'") + "'"),
        script("var t = " + json.dumps(json.dumps({"html": ATTRIBUTED}))),
        script("var a = '<p>甲</p>'; var t = '" + ATTRIBUTED.replace("'", "\\'").replace("</tr>", "</tr>' +\n '") + "'"),
        script("var t = " + json.dumps(ATTRIBUTED).replace("<", "\\u003c")),
        "<textarea style='display:none'>" + ATTRIBUTED.replace("<", "&lt;") + "</textarea>",
        "<input type=hidden value='" + ATTRIBUTED.replace("'", "&#39;").replace("<", "&lt;").replace('"', "&quot;") + "'>",
        json.dumps({"code": 200, "content": ATTRIBUTED}),
        json.dumps([{"content": ATTRIBUTED.replace("<", "&lt;")}]),
        json.dumps(ATTRIBUTED).replace("</", "<\\/"),
        json.dumps(ATTRIBUTED).replace("</", "<\\/")[1:-1],
        "var html = " + json.dumps(ATTRIBUTED),
        f"<xml><![CDATA[{ATTRIBUTED}]]></xml>",
        f"<div style='display:none'>{ATTRIBUTED}</div>",
        table("首页|公开") + script("var t = " + json.dumps(ATTRIBUTED)),
    ],
    ids=[
        "string",
        "single quotes",
        "twice escaped",
        "joined",
        "unicode escapes",
        "textarea",
        "hidden field",
        "JSON",
        "JSON with entities",
        "literal alone",
        "inside of a literal",
        "script file",
        "CDATA",
        "hidden",
        "with a menu",
    ],
)
def test_a_report_held_in_a_string_is_read(page: str) -> None:
    """Markup in a script, in JSON, escaped once or twice, or hidden, is read where the page shows no table."""
    assert grids(page)[-1] == REPORT_TEXTS


def test_a_table_cut_by_a_variable_is_not_read_from_a_script() -> None:
    """Where a script puts a value between two pieces of markup, nothing is read rather than a blank."""
    rows = "<tr><td>b</td><td>1</td></tr>" * 6
    assert grids(script(f"var t = '<table><tr><td>a</td><td>' + n + '</td></tr>{rows}</table>';")) == []


def test_markup_in_a_text_field_is_not_shown_as_text() -> None:
    """The source that an editor field holds is no prose of the page; plain text in a field is."""
    assert outline(REPORT + "<textarea>&lt;p&gt;甲&lt;/p&gt;</textarea><textarea>乙</textarea>") == [REPORT_TEXTS, "乙"]


def test_a_shown_report_is_not_replaced_by_a_script() -> None:
    """A page with a table of its own is read as it stands."""
    assert grids(f"{REPORT}<script>var t = {json.dumps(REPORT.replace('新收', '旧收') + REPORT)};</script>") == [REPORT_TEXTS]


# --- limits


def test_limits_on_depth_and_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Endless nesting and endless cells are refused, never cut off in silence."""
    for page in ("<div>" * 1200 + "x", "<div>" * 3000 + "<p>x", "<span>" * 3000 + REPORT, "<table><tr><td>" * 60 + "x"):
        with pytest.raises(LimitExceeded):
            read(page)
    monkeypatch.setattr(limits, "MAX_COVERED", 40)
    with pytest.raises(LimitExceeded):
        read("<table>" + "<tr><td colspan=9 rowspan=9>a<td>b" * 9 + "</table>")


def test_unclosed_fonts_nest_deep_and_are_read() -> None:
    """A page that never closes its fonts is nested some hundreds deep and still read whole."""
    assert len(lines("<p><font>甲" * 300)) == 300


def test_nothing_outside_is_fetched(tmp_path: Path) -> None:
    """Entities and frames that name other files leave none of their text."""
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密")
    page = f"<!DOCTYPE html [<!ENTITY e SYSTEM '{secret.as_uri()}'>]><p>甲&e;</p><iframe src='{secret.as_uri()}'></iframe>"
    assert lines(page)[-1] == "甲&e;" and "秘密" not in "".join(lines(page))


@pytest.mark.parametrize(
    ("body", "address"),
    [
        ("<iframe src='/pdfjs/web/viewer.html?file=/files/%E5%B9%B4%E6%8A%A5.pdf'></iframe>", "/files/年报.pdf"),
        ("<embed src=nianbao.pdf type=application/pdf>", "nianbao.pdf"),
        ("<object data='a/b.PDF'></object>", "a/b.PDF"),
        ("<script>showVsb('pdf','/__local/1/2.pdf')</script>", "/__local/1/2.pdf"),
        ("<a href=x.doc>表格</a><a href='/a/1.docx'>2023年政府信息公开工作年度报告</a>", "/a/1.docx"),
        ("<a href='/download.jsp?name=附件.wps'>附件</a>", "/download.jsp?name=附件.wps"),
        ("<iframe src='frame.html'></iframe>", "frame.html"),
        ("<div data-url='/u/a.pdf'></div>", "/u/a.pdf"),
        ("<a href='javascript:;' onclick=\"window.open('/u/a.doc')\">下载</a>", "/u/a.doc"),
        ("<a href=/attach/12345>2023年政府信息公开工作年度报告.pdf</a>", "/attach/12345"),
        ("<p>全文见http://example.invalid/2023/a.pdf。</p>", "http://example.invalid/2023/a.pdf"),
        ("<meta http-equiv=refresh content='0; URL=./202301/a.html'>", "./202301/a.html"),
    ],
)
def test_a_page_that_only_leads_to_the_report_names_its_address(body: str, address: str) -> None:
    """Where a page holds no table, the file that it embeds or links is told."""
    notes = read(f"<html><body><p>甲局2023年政府信息公开工作年度报告</p>{body}</body></html>").notes
    assert [(note.rule, note.operands["address"]) for note in notes] == [("report_elsewhere", address)]


def test_a_page_with_the_report_leads_nowhere_else() -> None:
    """A report that is also offered as a file is read without a word about it."""
    assert read(REPORT + "<a href=a.pdf>PDF</a>").notes == ()


def test_time_grows_with_the_size_of_a_page() -> None:
    """Unclosed scripts, comments, strings, tables and blanks cost no more than their length allows."""
    pieces = (
        '"\\u003ctable ',
        "<script ",
        "/* ",
        "<!--",
        "<table><tr><td> ",
        "&lt;table ",
        "title=' ",
        "<s>9",
        "\xa0 ",
        "<sup>1",
        "<b style='color:#fff'>9",
    )
    for piece in pieces:
        times = []
        for size in (20_000, 80_000):
            page = f"<html><body><style>{piece * 30}</style><script>var a={piece * (size // len(piece))}</script>{piece * 200}".encode()
            start = process_time()
            with suppress(LimitExceeded, UnreadableFile):
                web.read(Source("a.html", page))
            times.append(process_time() - start)
        assert times[1] < 0.2 + 12 * times[0], (piece, times)
