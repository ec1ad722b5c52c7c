"""A report as a web page: plain, or as a government's site publishes what Word made, with metadata table and chrome around it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from official_form import FormCell, FormTable, SetReport

Inside = Callable[[FormCell], str]
"""What stands inside a <td>, as HTML."""
Drawn = Callable[[FormTable, Inside], str]
"""A table as the HTML that stands in the page for it."""
Frame = Callable[[SetReport, str], str]
"""The whole page around the body of the report."""


def web_page(report: SetReport, inside: Inside, drawn: Drawn, frame: Frame, line: Callable[[str], str]) -> str:
    """The page; cells, tables, the page around and lines of prose are each written as the given function says."""
    body = [line(report.lead)]
    for heading, content in report.sections:
        body += [line(heading)] if heading else []
        body += [line(block) if isinstance(block, str) else drawn(block, inside) for block in content]
    return frame(report, "\n".join(body))


def plain_page(report: SetReport) -> str:
    """A page of bare tags in utf-8, such as a program exports."""
    return web_page(report, plain_text, table, plain_frame, plain_line)


def government_page(report: SetReport, charset: str = "gb2312") -> str:
    """A page of a government's site: metadata and chrome, tables pasted from Word."""

    def frame(report: SetReport, body: str) -> str:
        return site_frame(report, body, charset)

    return web_page(report, word_text, word_table, frame, word_line)


def table(table: FormTable, inside: Inside) -> str:
    """A table of bare tags with its spans."""
    rows = ("".join(f"<td{spans(cell)}>{inside(cell)}</td>" for cell in row) for row in table.rows)
    return "<table border=1>\n" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "\n</table>"


def word_table(table: FormTable, inside: Inside) -> str:
    """The table as Word's filter writes it, every cell with its style."""
    style = 'style="border:solid windowtext 1.0pt;padding:0cm 1.4pt 0cm 1.4pt;height:17.0pt"'
    rows = ("".join(f'<td{spans(cell)} width="{48 * cell.column_span}" {style}>{inside(cell)}</td>' for cell in row) for row in table.rows)
    body = "\n".join(f'<tr style="mso-yfti-irow:{number};height:17.0pt">{row}</tr>' for number, row in enumerate(rows))
    return f'<div align="center"><table class="MsoNormalTable" border="1" cellspacing="0" cellpadding="0">\n<tbody>{body}</tbody>\n</table></div>'


def spans(cell: FormCell) -> str:
    across = f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    return across + (f' rowspan="{cell.row_span}"' if cell.row_span > 1 else "")


def plain_text(cell: FormCell) -> str:
    return marked_up(cell.text)


def word_text(cell: FormCell) -> str:
    """The cell as Word's paragraph; an empty one holds Word's empty mark."""
    style = 'class="MsoNormal" align="center" style="text-align:center"'
    if not cell.text:
        return f"<p {style}><span lang=EN-US><o:p>&nbsp;</o:p></span></p>"
    language = ' lang="EN-US"' if cell.key else ""
    return f'<p {style}><span{language} style="font-size:9.0pt;font-family:宋体">{marked_up(cell.text)}</span></p>'


def marked_up(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def plain_line(text: str) -> str:
    return f"<p>{marked_up(text)}</p>"


def word_line(text: str) -> str:
    span = '<span style="font-size:16.0pt;font-family:仿宋_GB2312">'
    return f'<p class="MsoNormal" style="text-indent:32.0pt;line-height:28.0pt">{span}{marked_up(text)}</span></p>'


def plain_frame(report: SetReport, body: str) -> str:
    title = "".join(report.title)
    headline = "<br>".join(report.title)
    return f'<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"><title>{title}</title></head>\n<body>\n<h1>{headline}</h1>\n{body}\n</body>\n</html>\n'


def site_frame(report: SetReport, body: str, charset: str) -> str:
    """The page around the report: menu, path, metadata, letter size and print, footer; identifiers that nobody gave are left empty."""
    title = "".join(report.title)
    head = (
        f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">\n<title>{title}</title>\n<style>.on{{color:red}}</style>'
    )
    return "\n".join(
        (
            f'<html xmlns:o="urn:schemas-microsoft-com:office:office">\n<head>\n{head}\n</head>\n<body>',
            _MENU,
            f'<div class="path">您当前的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <span>{title}</span></div>',
            _metadata(title),
            f'<div class="title"><h2>{"<br/>".join(report.title)}</h2></div>',
            '<div class="tools">字体：【<a href="javascript:zoom(18)">大</a> <a href="javascript:zoom(16)">中</a> '
            '<a href="javascript:zoom(14)">小</a>】 <a href="javascript:window.print()">打印本页</a></div>',
            f'<div class="TRS_Editor" id="zoom">\n{body}\n</div>',
            '<div class="footer"><a href="/about">关于我们</a> | <a href="/map">网站地图</a> <p>版权所有 未经许可不得转载</p></div>\n</body>\n</html>\n',
        )
    )


_MENU = """<div class="top"><a href="?lang=hant">繁體版</a> | <a href="/wza">无障碍浏览</a> | <a href="/login">登录</a></div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/xwzx/">新闻中心</a></li><li><a href="/zwgk/">政务公开</a></li><li><a href="/hdjl/">互动交流</a></li></ul>
<script type="text/javascript">function zoom(size) { document.getElementById("zoom").style.fontSize = size + "px"; }</script>"""


def _metadata(title: str) -> str:
    rows = (("索引号", "", "信息分类", "政府信息公开年报"), ("发布机构", "", "公开日期", ""), ("名　　称", title, "文　　号", ""))
    cells = ("".join(f"<td>{label}：</td><td>{value}</td>" for label, value in zip(row[::2], row[1::2], strict=True)) for row in rows)
    return '<table class="xxgk" width="100%">' + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
