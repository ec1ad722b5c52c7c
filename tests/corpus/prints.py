"""How agencies print the same form: other headings, other labels, rows and columns of their own, other ways to print a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from random import Random

from official_form import FormCell, FormTable, Key, SetReport, relabelled

Print = Callable[[SetReport, Random], SetReport]
Cells = tuple[FormCell, ...]


def headings(*printed: str | None) -> Print:
    """The six headings printed otherwise; None leaves the official one, an empty text prints none."""

    def reprint(report: SetReport, random: Random) -> SetReport:
        pairs = zip(report.sections, printed, strict=True)
        return replace(report, sections=tuple((title if new is None else new, content) for (title, content), new in pairs))

    return reprint


def labels(variants: Mapping[str, str]) -> Print:
    """The labels of the tables with these pieces printed otherwise."""
    return lambda report, random: _with_tables(report, lambda table: [relabelled(table, variants)])


def numbers(dress: Callable[[Key, str, Random], str]) -> Print:
    """Every figure that is printed, written otherwise."""

    def reprint(report: SetReport, random: Random) -> SetReport:
        def dressed(table: FormTable) -> list[FormTable | str]:
            return [_mapped(table, lambda cell: cell._replace(text=dress(cell.key, cell.text, random)) if cell.key and cell.text else cell)]

        return _with_tables(report, dressed)

    return reprint


def in_turn(*prints: Print) -> Print:
    """One manner after the other."""

    def reprint(report: SetReport, random: Random) -> SetReport:
        for manner in prints:
            report = manner(report, random)
        return report

    return reprint


def _official(report: SetReport, random: Random) -> SetReport:
    return report


def _prose_numbered_like_sections(report: SetReport, random: Random) -> SetReport:
    """Section one counts its own paragraphs 一 to 六, and the sections of the tables begin again with 一."""
    prose = [f"{number}、{word}工作" for number, word in zip("一二三四五六", ("组织", "公开", "申请", "平台", "监督", "培训"), strict=True)]
    (first, content), *others = report.sections
    counted = tuple((f"{number}、{title[2:]}", block) for number, (title, block) in zip("一二三四五", others, strict=True))
    paragraphs = tuple(line for head in prose for line in (head, "本段为合成文字，只为占位，不述及任何数目。"))
    return replace(report, sections=((first, (*content, *paragraphs)), *counted))


def _subtotal_column(report: SetReport, random: Random) -> SetReport:
    """A column 法人或其他组织小计 behind those of the organisations."""

    def widened(row: Cells) -> Cells:
        figures = [cell for cell in row if cell.key]
        if figures:
            total = _total(figures[1:6])
            return (*row[:-1], FormCell(total, key=("requests", "subtotal", "organizations")), row[-1])
        if any(cell.text == "商业企业" for cell in row):
            return (*row, FormCell("法人或其他组织小计"))
        return tuple(
            cell._replace(column_span=cell.column_span + 1) if cell.text in ("申请人情况", "法人或其他组织") else cell for cell in row
        )

    return _with_requests(report, lambda table: table._replace(width=table.width + 1, rows=tuple(map(widened, table.rows))))


def _subtotal_rows(report: SetReport, random: Random) -> SetReport:
    """（三）不予公开, （四）无法提供 and （五）不予处理 as rows of their own with their sums, the reasons below them."""

    def opened(table: FormTable) -> FormTable:
        rows: list[Cells] = []
        open_rows, added = 0, 0
        for at, row in enumerate(table.rows):
            group = next(
                (cell for cell in row if cell.row_span > 1 and cell.text[:3] in ("（三）", "（四）", "（五）") and not cell.key), None
            )
            if group is not None:
                members = table.rows[at : at + group.row_span]
                rows.append((*_before(row, group), group._replace(row_span=1, column_span=2), *_sums(members)))
                open_rows, added = group.row_span, added + 1
                row = row[row.index(group) + 1 :]
            if open_rows:
                rows.append((row[0]._replace(column_span=2), *row[1:]))
                open_rows -= 1
            else:
                rows.append(row)
        longest = max((cell.row_span for row in rows for cell in row), default=1)
        return table._replace(
            rows=tuple(tuple(cell._replace(row_span=longest + added) if cell.row_span == longest else cell for cell in row) for row in rows)
        )

    return _with_requests(report, opened)


def _before(row: Cells, group: FormCell) -> Cells:
    return row[: row.index(group)]


def _sums(members: Iterable[Cells]) -> Cells:
    columns = zip(*([cell for cell in row if cell.key] for row in members), strict=True)
    return tuple(FormCell(_total(column), key=("requests", "subtotal", "rows")) for column in columns)


def _total(cells: Iterable[FormCell]) -> str:
    texts = [cell.text for cell in cells]
    return str(sum(map(int, texts))) if all(text.isdecimal() for text in texts) else ""


def _other_public_documents(report: SetReport, random: Random) -> SetReport:
    """In the form of 2019 a row 其他主动公开文件 below 规范性文件."""

    def lengthened(table: FormTable) -> list[FormTable | str]:
        at = next((at for at, row in enumerate(table.rows) if row[0].text == "规范性文件"), None)
        if at is None or table.name != "disclosures":
            return [table]
        key = ("disclosures", "20.1/other_documents", "made")
        extra = (FormCell("其他主动公开文件"), *(cell._replace(text=str(random.randrange(9)), key=key) for cell in table.rows[at][1:]))
        return [table._replace(rows=(*table.rows[: at + 1], extra, *table.rows[at + 1 :]))]

    return _with_tables(report, lengthened)


def _three_tables_of_five(report: SetReport, random: Random) -> SetReport:
    """Section four as a table for each channel."""

    def parted(table: FormTable) -> list[FormTable | str]:
        if table.name != "proceedings":
            return [table]
        results = tuple(FormCell(text) for text in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
        titles = ("行政复议", "未经复议直接起诉", "复议后起诉")
        figures = table.rows[-1]
        return [
            FormTable("proceedings", 5, 2, ((FormCell(title, 1, 5),), results, figures[5 * at : 5 * at + 5]))
            for at, title in enumerate(titles)
        ]

    return _with_tables(report, parted)


def _bare_line(report: SetReport, random: Random) -> SetReport:
    """Section four as nothing but a line of 15 numbers."""

    def bared(table: FormTable) -> list[FormTable | str]:
        return [FormTable("proceedings", 15, 0, table.rows[-1:])] if table.name == "proceedings" else [table]

    return _with_tables(report, bared)


def _numbered_columns(report: SetReport, random: Random) -> SetReport:
    """The six applicants headed 数据1 to 数据6 in a single header row."""
    names = (FormCell("", 1, 3), *(FormCell(f"数据{number}") for number in range(1, 7)), FormCell("总计"))
    return _with_requests(report, lambda table: table._replace(header_rows=1, rows=(names, *table.rows[3:])))


def _article_tables(report: SetReport, random: Random) -> SetReport:
    """Section two as a table for each article."""

    def parted(table: FormTable) -> list[FormTable | str]:
        if table.name != "disclosures":
            return [table]
        starts = [at for at, row in enumerate(table.rows) if len(row) == 1]
        ends = [*starts[1:], len(table.rows)]
        return [table._replace(rows=table.rows[start:end]) for start, end in zip(starts, ends, strict=True)]

    return _with_tables(report, parted)


def _with_requests(report: SetReport, change: Callable[[FormTable], FormTable]) -> SetReport:
    return _with_tables(report, lambda table: [change(table) if table.name == "requests" else table])


def _with_tables(report: SetReport, change: Callable[[FormTable], list[FormTable | str]]) -> SetReport:
    def changed(content: tuple[str | FormTable, ...]) -> tuple[str | FormTable, ...]:
        return tuple(new for block in content for new in ([block] if isinstance(block, str) else change(block)))

    return replace(report, sections=tuple((title, changed(content)) for title, content in report.sections))


def _mapped(table: FormTable, change: Callable[[FormCell], FormCell]) -> FormTable:
    return table._replace(rows=tuple(tuple(map(change, row)) for row in table.rows))


def _full_width(key: Key, value: str, random: Random) -> str:
    return value.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789."})


def _thousands(key: Key, value: str, random: Random) -> str:
    whole, point, decimals = value.partition(".")
    return f"{int(whole):,}{point}{decimals}"


def _unit_behind(key: Key, value: str, random: Random) -> str:
    return f"{value}万元" if key[2] == "amount" else f"{value}件"


def _fees_in_yuan(key: Key, value: str, random: Random) -> str:
    return f"{round(float(value) * 10_000)}元" if key[2] == "amount" else value


def _note_behind(key: Key, value: str, random: Random) -> str:
    return f"{value}（其中修订{random.randrange(1, 9)}件）" if key[0] == "disclosures" and "20.1" in key[1] and value != "0" else value


def _dash_for_zero(mark: str) -> Callable[[Key, str, Random], str]:
    return lambda key, value, random: mark if value == "0" and key[0] != "disclosures" else value


def _longer_labels() -> dict[str, str]:
    """Guidance in brackets inside labels, which names other rows."""
    return {
        "1.属于国家秘密": "1.属于国家秘密（不含其他法律行政法规禁止公开的情形）",
        "1.信访举报投诉类申请": "1.信访举报投诉类申请（含重复申请中属于信访的）",
        "4.无正当理由大量反复申请": "4.无正当理由大量反复申请（不含第2项重复申请）",
        "（一）予以公开": "（一）予以公开（含主动公开后告知获取方式的，不含部分公开）",
    }


PRINTS: Mapping[str, Print] = {
    "official": _official,
    "prose numbered like sections": _prose_numbered_like_sections,
    "headings from another start": headings(None, "三、主动公开政府信息情况", "四、收到和处理政府信息公开申请情况", "五、政府信息公开行政复议、行政诉讼情况", "六、存在的主要问题及改进情况", "七、其他需要报告的事项"),
    "heading lost its ordinal": headings(None, "、主动公开政府信息情况", None, None, None, None),
    "headings misspelt": headings(None, "二、主动公开政府政府情况", "三、收到和处理政府信息公开的申请情况", "四、因政府信息公开工作被申请行政复议和提起行政诉讼情况", "五、存在问题及改进情况", None),
    "heading missing before requests": headings(None, None, "", None, None, None),
    "heading missing before proceedings": headings(None, None, None, "", None, None),
    "short labels": labels({"行政规范性文件": "规范性文件", "社会公益组织": "社会公益", "（七）总计": "总计", "结转下年度继续办理": "结转下一年度继续办理"}),
    "short articles": labels({"第二十条第（一）项": "第一项", "第二十条第（五）项": "第五项", "第二十条第（六）项": "第六项", "第二十条第（八）项": "第八项", "第二十条第（九）项": "第九项"}),
    "overdue labels": labels({"1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "1.逾期不补正", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "2.逾期未缴费"}),
    "other labels": labels({"（六）其他处理": "（六）其他", "总计": "合计", "未经复议直接起诉": "未经复议直接诉讼"}),
    "header of individuals missing": labels({"自然人": ""}),
    "guidance in labels": labels(_longer_labels()),
    "numbering by 、": labels({f"{number}.": f"{number}、" for number in range(1, 9)}),
    "half-width brackets": labels({"（": "(", "）": ")"}),
    "columns numbered": _numbered_columns,
    "subtotal column": _subtotal_column,
    "subtotal rows": _subtotal_rows,
    "other public documents": _other_public_documents,
    "a table for each channel": _three_tables_of_five,
    "a table for each article": _article_tables,
    "a bare line of proceedings": _bare_line,
    "full-width digits": numbers(_full_width),
    "thousands separators": numbers(_thousands),
    "units behind": numbers(_unit_behind),
    "fees in yuan": numbers(_fees_in_yuan),
    "notes behind": numbers(_note_behind),
    "slashes for zeros": numbers(_dash_for_zero("/")),
    "dashes for zeros": numbers(_dash_for_zero("—")),
    "thousands and subtotal column": in_turn(_subtotal_column, numbers(_thousands)),
    "short labels and other labels": in_turn(
        labels({"行政规范性文件": "规范性文件", "社会公益组织": "社会公益"}), labels({"（六）其他处理": "（六）其他", "总计": "合计"})
    ),
}  # fmt: skip
"""The manners of printing by name."""

MEANS_NOTHING = re.compile(r"slashes|dashes")
"""Manners in which a zero is printed as no number: its value is then none."""
