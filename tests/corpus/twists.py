"""Twists: what agencies and converters do to a printed form, each told with what must be read of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import NamedTuple

from official_form import FormCell, FormTable, Key, SetReport, official_tables

from corpus.figures import drawn

Values = dict[Key, float | None]


class Twisted(NamedTuple):
    """A report as set, and what each of its cells has to be read as."""

    report: SetReport
    values: Values


Twist = Callable[[Twisted, Random], Twisted]
_Cells = tuple[FormCell, ...]


def on(name: str, change: Callable[[FormTable, Random], FormTable]) -> Twist:
    """A twist of one table that leaves every figure the one that it is."""

    def twist(twisted: Twisted, random: Random) -> Twisted:
        return Twisted(_changed(twisted.report, name, lambda table: change(table, random)), twisted.values)

    return twist


def _changed(report: SetReport, name: str, change: Callable[[FormTable], FormTable]) -> SetReport:
    sections = tuple(
        (heading, tuple(change(block) if isinstance(block, FormTable) and block.name == name else block for block in content))
        for heading, content in report.sections
    )
    return replace(report, sections=sections)


def _with_rows(table: FormTable, rows: list[_Cells], width: int | None = None) -> FormTable:
    return table._replace(rows=tuple(rows), width=width or table.width)


def _figures(row: _Cells) -> _Cells:
    return tuple(cell for cell in row if cell.key)


def _labels(row: _Cells) -> _Cells:
    return tuple(cell for cell in row if not cell.key)


# ---------------------------------------------------------------- orders


def organisations_in_other_order(table: FormTable, random: Random) -> FormTable:
    """The five organisations in another order, in header and rows."""
    order = random.sample(range(5), 5)
    rows: list[_Cells] = []
    for at, row in enumerate(table.rows):
        figures = _figures(row)
        if at == 2:
            row = tuple(row[place] for place in order)
        elif figures:
            row = (*_labels(row), figures[0], *(figures[1 + place] for place in order), figures[6])
        rows.append(row)
    return _with_rows(table, rows)


_APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def one_header_row(table: FormTable, random: Random) -> FormTable:
    """All seven applicants named in one row, in any order."""
    order = random.sample(range(7), 7)
    header = (FormCell("项目", 1, 3), *(FormCell(_APPLICANTS[place]) for place in order))
    rows = [(*_labels(row), *(_figures(row)[place] for place in order)) for row in table.rows[3:]]
    return _with_rows(table, [header, *rows])._replace(header_rows=1)


def measures_in_other_order(table: FormTable, random: Random) -> FormTable:
    """The measures of each article in another order, in header and rows."""
    rows: list[_Cells] = []
    order: list[int] = []
    for row in table.rows:
        if row[0].text == "信息内容":
            order = random.sample(range(len(row) - 1), len(row) - 1)
        if len(row) > 1:
            row = (row[0], *(row[1 + place]._replace(column_span=own.column_span) for place, own in zip(order, row[1:], strict=True)))
        rows.append(row)
    return _with_rows(table, rows)


def results_in_other_order(table: FormTable, random: Random) -> FormTable:
    """The five results in another order, the same for all channels."""
    order = random.sample(range(5), 5)
    results, litigation = table.rows[1][:5], table.rows[1][5:]
    figures = table.rows[3]
    blocks = [figures[first + place] for first in (0, 5, 10) for place in order]
    inner = tuple(results[place]._replace(row_span=1) for _ in range(2) for place in order)
    return _with_rows(table, [table.rows[0], (*(results[place] for place in order), *litigation), inner, tuple(blocks)])


def litigation_first(table: FormTable, random: Random) -> FormTable:
    """The lawsuits before the reviews."""
    review, litigation = table.rows[0]
    figures = table.rows[3]
    second = (*table.rows[1][5:], *table.rows[1][:5])
    return _with_rows(table, [(litigation, review), second, table.rows[2], (*figures[5:], *figures[:5])])


def section_four_in_rows(table: FormTable, random: Random) -> FormTable:
    """A row for each channel, under one row of results."""
    results = [FormCell(cell.text) for cell in table.rows[1][:5]]
    names = random.choice((("行政复议", "行政诉讼（未经复议直接起诉）", "（复议后起诉）"), ("行政复议", "未经复议直接起诉", "复议后起诉")))
    rows = [(FormCell(name), *table.rows[3][5 * at : 5 * at + 5]) for at, name in enumerate(names)]
    return FormTable("proceedings", 6, 1, ((FormCell("类型"), *results), *rows))


def reasons_shuffled(table: FormTable, random: Random) -> FormTable:
    """The reasons of each group in another order, the group's label before the first."""
    rows = list(table.rows)
    first = table.header_rows
    while first < len(rows):
        group = next((cell for cell in rows[first] if cell.row_span > 1 and cell.text.startswith("（")), None)
        if group is None:
            first += 1
            continue
        span = range(first, first + group.row_span)
        leading = rows[first][: rows[first].index(group) + 1]
        bodies = [rows[at][len(leading) :] if at == first else rows[at] for at in span]
        random.shuffle(bodies)
        rows[first : span.stop] = [(*leading, *bodies[0]), *bodies[1:]]
        first = span.stop
    return _with_rows(table, rows)


# ---------------------------------------------------------------- columns that the form has not


def numbered_rows(table: FormTable, random: Random) -> FormTable:
    """A column 序号 before the labels."""
    header = (FormCell("序号", table.header_rows), *table.rows[0])
    rows = [(FormCell(str(at)), *row) for at, row in enumerate(table.rows[table.header_rows :], 1)]
    return _with_rows(table, [header, *table.rows[1 : table.header_rows], *rows], table.width + 1)


def remarks(table: FormTable, random: Random) -> FormTable:
    """A column 备注 or 同比 behind the figures, with words, percentages or nothing in it."""
    name, words = random.choice((("备注", ("", "", "含下属单位")), ("同比", ("12%", "-3%", "持平")), ("备注", ("",))))
    header = (*table.rows[0], FormCell(name, table.header_rows))
    rows = [(*row, FormCell(random.choice(words))) for row in table.rows[table.header_rows :]]
    return _with_rows(table, [header, *table.rows[1 : table.header_rows], *rows], table.width + 1)


def subtotal_column(table: FormTable, random: Random) -> FormTable:
    """A column 小计 of the organisations before the total."""
    rows = [list(row) for row in table.rows]
    rows[1][1] = rows[1][1]._replace(column_span=6)
    rows[2].append(FormCell("小计"))
    rows[0][1] = rows[0][1]._replace(column_span=8)
    for row in rows[3:]:
        row.insert(len(row) - 1, FormCell(str(sum(int(cell.text or 0) for cell in row[-6:-1]))))
    return _with_rows(table, [tuple(row) for row in rows], table.width + 1)


# ---------------------------------------------------------------- what stands in the cells


def texts(change: Callable[[FormCell, Random], str], tables: tuple[str, ...], share: float, lost: bool = False) -> Twist:
    """A twist that prints some figures otherwise; `lost` where no number is printed in their place."""

    def twist(twisted: Twisted, random: Random) -> Twisted:
        values = dict(twisted.values)
        report = twisted.report

        def cell(one: FormCell) -> FormCell:
            if not one.key or not one.text or random.random() > share:
                return one
            if lost:
                values[one.key] = None
            return one._replace(text=change(one, random))

        for name in tables:
            report = _changed(report, name, lambda table: _with_rows(table, [tuple(cell(one) for one in row) for row in table.rows]))
        return Twisted(report, values)

    return twist


ALL = ("disclosures", "requests", "proceedings")
_WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def noted(cell: FormCell, random: Random) -> str:
    return cell.text + random.choice(("①", "²", "⒈", "⑵", "₁", "*", "[1]", "注1", "ᵃ", "❶"))


def in_words(cell: FormCell, random: Random) -> str:
    return random.choice(("约3", "三十五", "见附件", "￥25", "(5)", "½", "1e3", "∞", "0x10", "5-", "详见官网", "9" * 25))


def wide(cell: FormCell, random: Random) -> str:
    return cell.text.translate(_WIDE)


def in_groups(cell: FormCell, random: Random) -> str:
    whole, dot, rest = cell.text.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.isdecimal() else cell.text


def with_unit(cell: FormCell, random: Random) -> str:
    return cell.text + ("件" if cell.key and cell.key[2] not in ("amount", "items_change") else "")


def with_invisible(cell: FormCell, random: Random) -> str:
    at = random.randrange(len(cell.text) + 1)
    return cell.text[:at] + random.choice("\u200b\u200e\u200f\u2060\ufeff\u00ad") + cell.text[at:]


def nothing_for_zero(word: str) -> Twist:
    """Zeros of section three printed as what a converter writes for nothing."""

    def twist(twisted: Twisted, random: Random) -> Twisted:
        values = dict(twisted.values)

        def cell(one: FormCell) -> FormCell:
            if not one.key or one.text != "0" or one.key[2] in ("individual", "total") or random.random() < 0.5:
                return one
            values[one.key] = None
            return one._replace(text=word)

        def change(table: FormTable) -> FormTable:
            return _with_rows(table, [tuple(map(cell, row)) for row in table.rows])

        return Twisted(_changed(twisted.report, "requests", change), values)

    return twist


def fee(label: str, header: str, printed: Callable[[float], str]) -> Twist:
    """The fee of section two under another unit, its value in 万元 being the same."""

    def twist(twisted: Twisted, random: Random) -> Twisted:
        def cell(one: FormCell) -> FormCell:
            if one.key == ("disclosures", "20.8/fees", "amount"):
                return one._replace(text=printed(float(one.text)))
            texts = {"行政事业性收费": label, "本年收费金额（单位：万元）": header}
            return one._replace(text=texts.get(one.text, one.text))

        def change(table: FormTable) -> FormTable:
            return _with_rows(table, [tuple(cell(one) for one in row) for row in table.rows])

        return Twisted(_changed(twisted.report, "disclosures", change), twisted.values)

    return twist


def _exact(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


# ---------------------------------------------------------------- cells put together and torn


def merged_zeros(table: FormTable, random: Random) -> FormTable:
    """Neighbouring zeros as one cell over their columns."""
    rows: list[_Cells] = []
    for row in table.rows:
        cells: list[FormCell] = []
        for cell in row:
            last = cells[-1] if cells else None
            if last is not None and last.key and cell.key and last.text == cell.text == "0" and cell.key[2] != "total":
                cells[-1] = last._replace(column_span=last.column_span + cell.column_span)
            else:
                cells.append(cell)
        rows.append(tuple(cells))
    return _with_rows(table, rows)


def torn_label(table: FormTable, random: Random) -> FormTable:
    """A label over two rows, the figures in the second."""
    rows = list(table.rows)
    at = next(place for place, row in enumerate(rows) if any(cell.text.startswith("（二）部分公开") for cell in row))
    label, *figures = rows[at]
    upper = (label._replace(text=label.text[:18]), *(FormCell("") for _ in figures))
    lower = (label._replace(text=label.text[18:]), *figures)
    above = rows[at - 1]
    rows[at - 1] = tuple(cell._replace(row_span=cell.row_span + 1) if cell.row_span > 1 else cell for cell in above)
    return _with_rows(table, [*rows[:at], upper, lower, *rows[at + 1 :]])


def fused_rows(table: FormTable, random: Random) -> FormTable:
    """Two neighbouring rows in one: both labels in one cell, both figures in one cell each."""
    rows = list(table.rows)
    at = next(place for place, row in enumerate(rows) if row[0].text.startswith("4.保护"))
    fused = tuple(above._replace(text=f"{above.text} {below.text}") for above, below in zip(rows[at], rows[at + 1], strict=True))
    group = next(place for place, row in enumerate(rows) if any(cell.text == "（三）不予公开" for cell in row))
    whole = next(place for place, row in enumerate(rows) if any(cell.text == "三、本年度办理结果" for cell in row))
    for place in {group, whole}:
        names = ("（三）不予公开", "三、本年度办理结果")
        rows[place] = tuple(cell._replace(row_span=cell.row_span - 1) if cell.text in names else cell for cell in rows[place])
    return _with_rows(table, [*rows[:at], fused, *rows[at + 2 :]])


# ---------------------------------------------------------------- rows and columns that the form has not, other shapes


def sums_of_documents(table: FormTable, random: Random) -> FormTable:
    """A row 合计 below the rules and documents, and one below the penalties."""
    rows: list[_Cells] = []
    for row in table.rows:
        rows.append(row)
        if row[0].text in ("行政规范性文件", "行政强制"):
            rows.append((FormCell(random.choice(("合计", "总计", "小计"))), *(FormCell("9", 1, cell.column_span) for cell in row[1:])))
    return _with_rows(table, rows)


def parts_of_rows(table: FormTable, random: Random) -> FormTable:
    """Below a row of section two one for a part of it."""
    words = random.choice(("其中：网上办理", "其中：{}（街道）", "{}（变更）"))
    rows: list[_Cells] = []
    for row in table.rows:
        rows.append(row)
        if row[0].text in ("行政许可", "行政处罚"):
            rows.append((FormCell(words.format(row[0].text)), *(FormCell("8", 1, cell.column_span) for cell in row[1:])))
    return _with_rows(table, rows)


def last_year(table: FormTable, random: Random) -> FormTable:
    """The number of decisions of last year beside this year's, before it or behind."""
    before = random.random() < 0.5
    rows: list[_Cells] = []
    for row in table.rows:
        words = "上年处理决定数量" if row[-1].text == "本年处理决定数量" else "8"
        if words != "8" or (row[-1].key and row[-1].key[2] == "decisions"):
            added, own = FormCell(words), row[-1]._replace(column_span=2)
            row = (row[0], *((added, own) if before else (own, added)))
        rows.append(row)
    return _with_rows(table, rows)


def results_down_the_side(table: FormTable, random: Random) -> FormTable:
    """Section four with a row for each result, under one row of channels; or both down the side, a figure a row."""
    results, figures = [cell.text for cell in table.rows[1][:5]], table.rows[3]
    channels = ("行政复议", "未经复议直接起诉", "复议后起诉")
    if random.random() < 0.5:
        rows = [(FormCell(name), *(figures[5 * at + row] for at in range(3))) for row, name in enumerate(results)]
        return FormTable("proceedings", 4, 1, ((FormCell("结果"), *map(FormCell, channels)), *rows))
    down = [((FormCell(channels[at // 5], 5),) if at % 5 == 0 else ()) + (FormCell(results[at % 5]), figures[at]) for at in range(15)]
    return FormTable("proceedings", 3, 0, tuple(down))


def section_two_of_2019(twisted: Twisted, random: Random) -> Twisted:
    """Section two as the form of 2019 prints it, beside the other sections of 2021."""
    figures = drawn("2019", random, 500)
    own = {key: text for key, text in figures.items() if key[0] == "disclosures"}
    values = {key: value for key, value in twisted.values.items() if key[0] != "disclosures"}
    report = _changed(twisted.report, "disclosures", lambda _: official_tables("2019", figures)[0])
    return Twisted(report, values | {key: float(text) if text else None for key, text in own.items()})


def fee_in_a_note(twisted: Twisted, random: Random) -> Twisted:
    """The fee in 元, which a note below the table says."""

    def cell(one: FormCell) -> FormCell:
        if one.key == ("disclosures", "20.8/fees", "amount"):
            return one._replace(text=_exact(float(one.text) * 10_000))
        return one._replace(text=one.text.replace("（单位：万元）", ""))

    def change(table: FormTable) -> FormTable:
        note = random.choice(("注：收费金额的单位为元", "说明：行政事业性收费以元为单位"))
        return _with_rows(table, [*(tuple(map(cell, row)) for row in table.rows), (FormCell(note, 1, table.width),)])

    return Twisted(_changed(twisted.report, "disclosures", change), twisted.values)


TWISTS: Mapping[str, Twist] = {
    "organisations in other order": on("requests", organisations_in_other_order),
    "one header row in any order": on("requests", one_header_row),
    "measures in other order": on("disclosures", measures_in_other_order),
    "results in other order": on("proceedings", results_in_other_order),
    "lawsuits before reviews": on("proceedings", litigation_first),
    "section four in rows": on("proceedings", section_four_in_rows),
    "reasons shuffled": on("requests", reasons_shuffled),
    "numbered rows": on("requests", numbered_rows),
    "remarks": on("requests", remarks),
    "subtotal of organisations": on("requests", subtotal_column),
    "note marks": texts(noted, ALL, 0.1),
    "words for figures": texts(in_words, ALL, 0.03, lost=True),
    "full width": texts(wide, ALL, 0.5),
    "thousands parted": texts(in_groups, ALL, 1.0),
    "units behind": texts(with_unit, ALL, 0.5),
    "invisible signs": texts(with_invisible, ALL, 0.3),
    "NaN for nothing": nothing_for_zero("NaN"),
    "None for nothing": nothing_for_zero("None"),
    "blank for zero": nothing_for_zero(""),
    "dash for zero": nothing_for_zero("—"),
    "fee in 元 by its label": fee("行政事业性收费（元）", "本年收费金额", lambda value: _exact(value * 10_000)),
    "fee in 元 by its header": fee("行政事业性收费", "本年收费金额（单位：元）", lambda value: _exact(value * 10_000)),
    "fee in 元 in the cell": fee("行政事业性收费", "本年收费金额（单位：万元）", lambda value: _exact(value * 10_000) + "元"),
    "fee in 万 in the cell": fee("行政事业性收费", "本年收费金额（单位：万元）", lambda value: _exact(value) + "万"),
    "fee in 千元 by its header": fee("行政事业性收费", "本年收费金额（千元）", lambda value: _exact(value * 10)),
    "fee in 元 by a note below": fee_in_a_note,
    "section two of 2019": section_two_of_2019,
    "sums of documents": on("disclosures", sums_of_documents),
    "parts of rows": on("disclosures", parts_of_rows),
    "last year beside": on("disclosures", last_year),
    "results down the side": on("proceedings", results_down_the_side),
    "zeros merged": on("requests", merged_zeros),
    "label over two rows": on("requests", torn_label),
    "two rows in one": on("requests", fused_rows),
}
