"""Kinds of prints that once gave wrong figures, each in the shapes in which it comes: a cell is read once, the header rules."""

from __future__ import annotations

import pytest
from grids import document, grid
from test_recognize import APPLICANTS, FIFTEEN, RESULTS, cells, row

from reportlib.facts.extract import extract
from reportlib.facts.recognizing.recognize import pictured, recognize
from reportlib.facts.tables import as_printed
from reportlib.forms import load_forms
from reportlib.model import Document, Fact, Grid, Picture, Place

SHAPES = [True, False]
FORM = load_forms()["2021"]
TWO, THREE, FOUR = "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"


def facts(printed: Document) -> dict[tuple[str, str], Fact]:
    return {(fact.item, fact.column): fact for fact in extract(recognize(printed, FORM), FORM).facts}


def rules(printed: Document) -> set[str]:
    return {found.rule for found in extract(recognize(printed, FORM), FORM).findings if found.status == "fail"}


@pytest.mark.parametrize("ruled", SHAPES)
@pytest.mark.parametrize("words", ["约120", "三十五", "详见附件", "￥25", "858①5", "(5)"])
def test_words_in_the_place_of_a_figure_are_unreadable_and_kept(ruled: bool, words: str) -> None:
    """What is printed where a number should be is told with its text, and is not missing."""
    printed = document(grid(f"信息内容|本年处理决定数量 / 行政许可|{words} / 行政处罚|40", ruled))
    found = facts(printed)["20.5/licenses", "decisions"]
    assert (found.value, found.status, found.raw) == (None, "unreadable", words)
    assert "unreadable" in rules(printed)


@pytest.mark.parametrize("ruled", SHAPES)
def test_the_order_of_a_header_in_two_rows_is_the_order(ruled: bool) -> None:
    """The organisations stand where their group does, in the order in which they are named below it."""
    header = "项目|自然人|法人或其他组织|_|_|_|_|总计 / ^|^|科研机构|商业企业|社会公益组织|法律服务机构|其他|^"
    loose = "自然人|法人或其他组织|总计 / 科研机构|商业企业|社会公益组织|法律服务机构|其他"
    printed = grid(f"{header if ruled else loose} / 一、本年新收政府信息公开申请数量|1|3|2|4|5|6|21", ruled)
    assert cells(document(printed)) == row("received", "1 2 3 4 5 6 21")


def test_measures_parted_by_single_blanks_are_in_the_order_of_their_header() -> None:
    """A line of labels with one blank between them is a header like any other."""
    printed = grid("信息内容 现行有效件数 本年制发件数 本年废止件数 / 规章|7|0|1", ruled=False)
    assert list(cells(document("二、主动公开政府信息情况", printed)).values()) == [0, 1, 7]


@pytest.mark.parametrize("ruled", SHAPES)
def test_columns_that_the_form_has_not_are_not_counted(ruled: bool) -> None:
    """A number of the row, a remark and a change against last year are no figures of the form."""
    printed = grid(f"序号|项目|{APPLICANTS}|同比 / 1|一、本年新收政府信息公开申请数量|1|2|3|4|5|6|21|12%", ruled)
    assert cells(document(printed)) == row("received", "1 2 3 4 5 6 21")


def test_a_header_in_disorder_that_names_too_little_leaves_the_figures_unread() -> None:
    """Where a header orders some columns otherwise than the form, none of the figures is guessed."""
    printed = document(grid("科研机构|商业企业 / 一、本年新收政府信息公开申请数量|1|2|3|4|5|6|21", ruled=False))
    assert set(cells(printed).values()) == {"unreadable"} and "order_in_doubt" in rules(printed)


@pytest.mark.parametrize(
    ("upper", "lower", "told"),
    [
        ("结果|结果|其他|尚未", "维持|纠正|结果|审结", False),
        ("结果|其他|结果|尚未", "纠正|结果|维持|审结", True),
        ("结果|结果|尚未|其他", "维持|纠正|审结|结果", True),
    ],
)
def test_results_torn_over_lines_in_disorder_are_not_guessed(upper: str, lower: str, told: bool) -> None:
    """Pieces of the results that stand otherwise than the form's leave the figures unread, though the total beside them is named whole."""
    header = f"行政复议|行政诉讼 / 未经复议直接起诉|复议后起诉 / {upper} / 总计|{upper}|{upper} / {lower}|总计|总计 / {lower}|{lower}"
    sums = "1|2|3|4|10|5|6|7|8|26|9|1|2|3|15"
    printed = document("四、政府信息公开行政复议、行政诉讼情况", grid(f"{header} / {sums}", ruled=False))
    assert ("unknown_row" in rules(printed)) is told
    assert list(cells(printed).values()) == ([] if told else FIFTEEN)


@pytest.mark.parametrize("words", ["各单位千件小事", "全区单位百项工作稳步推进"])
def test_words_that_only_look_like_a_scale_are_none(words: str) -> None:
    """A sentence of 单位 and a round number makes no thousand of the figures below it."""
    printed = document(
        "三、收到和处理政府信息公开申请情况", words, grid(f"|{APPLICANTS} / 一、本年新收政府信息公开申请数量|1|2|3|4|5|6|21")
    )
    assert cells(printed) == row("received", "1 2 3 4 5 6 21") and facts(printed)["received", "total"].value == 21


def test_a_scale_holds_for_a_row_known_by_its_place_alone() -> None:
    """A row without a label, which its neighbours tell, counts as they do."""
    rows = "二、上年结转政府信息公开申请数量|1|0|0|0|0|0|1 / |2|0|0|0|0|0|2 / （二）部分公开|3|0|0|0|0|0|3"
    printed = document("三、收到和处理政府信息公开申请情况", "单位：千件", grid(f"|{APPLICANTS} / {rows}"))
    assert [facts(printed)[item, "total"].value for item in ("carried_in", "granted", "granted_in_part")] == [1000, 2000, 3000]


@pytest.mark.parametrize("ruled", SHAPES)
@pytest.mark.parametrize(
    ("caption", "where"),
    [
        *(("（单位：万件）", where) for where in ("in the table", "above it", "in the heading")),
        ("表1 情况统计（万件）", "in the table"),
        ("表1 情况统计（万件）", "above it"),
    ],
)
def test_a_scale_above_a_table_holds_for_all_its_counts(ruled: bool, where: str, caption: str) -> None:
    """单位：万件 in a heading, as a line above a table or as its first row makes ten thousand of each one, in every section and in it alone."""
    two = "信息内容|本年制发件数|本年废止件数|现行有效件数 / 规章|1|0|7 / 信息内容|本年处理决定数量|_|_ / 行政许可|3|_|_"
    three = f"|{APPLICANTS} / 一、本年新收政府信息公开申请数量|1|2|3|4|5|6|21"
    four = f"类型|{RESULTS} / 行政复议|1|2|3|4|10"

    def values(scaled: int) -> list[object]:
        blocks = []
        for at, (heading, table) in enumerate(zip((TWO, THREE, FOUR), (two, three, four), strict=True)):
            place = where if at == scaled else ""
            blocks.append(heading + caption if place == "in the heading" else heading)
            blocks += [caption] if place == "above it" else []
            blocks.append(grid(f"{caption} / {table}" if place == "in the table" else table, ruled))
        return [fact.value for fact in facts(document(*blocks)).values() if fact.value is not None]

    plain = values(-1)
    assert plain == [1, 0, 7, 3, 1, 2, 3, 4, 5, 6, 21, 1, 2, 3, 4, 10]
    for at, here in enumerate((slice(0, 4), slice(4, 11), slice(11, 16))):
        wanted = [*plain]
        wanted[here] = [10_000 * value for value in plain[here]]
        assert values(at) == wanted


def test_lawsuits_before_reviews_under_torn_results_are_not_read_as_reviews() -> None:
    """A group that stands left of the reviews puts its channels before them, though they are named a line below."""
    pieces = "结果 结果 其他 尚未"
    header = f"行政诉讼|行政复议 / 未经复议直接起诉|复议后起诉 / {pieces} / {pieces}|{pieces}|总计"
    printed = document("四、政府信息公开行政复议、行政诉讼情况", grid(f"{header} / 1|2|3|4|10|5|6|7|8|26|9|1|2|3|15", ruled=False))
    assert cells(printed) == {} and "unknown_row" in rules(printed)
    usual = document(
        "四、政府信息公开行政复议、行政诉讼情况",
        grid(f"{header.replace('行政诉讼|行政复议', '行政复议|行政诉讼')} / {'|'.join(map(str, FIFTEEN))}", ruled=False),
    )
    assert list(cells(usual).values()) == FIFTEEN


@pytest.mark.parametrize(("upper", "lower", "told"), [("现行|本年", "有效|废止", True), ("本年|现行", "废止|有效", False)])
def test_measures_torn_over_lines_in_disorder_are_not_guessed(upper: str, lower: str, told: bool) -> None:
    """One measure named whole does not vouch for those beside it that are torn."""
    printed = document("二、主动公开政府信息情况", grid(f"信息内容 / 本年制发件数|{upper} / {lower} / 规章|1|2|3", ruled=False))
    assert list(cells(printed).values()) == (["unreadable"] * 3 if told else [1, 2, 3])
    assert "order_in_doubt" in rules(printed)


def test_no_header_over_section_two_is_told() -> None:
    """Three figures without a header are read in the order of the form, with an error, for no sum can vouch for them."""
    assert "order_in_doubt" in rules(document("二、主动公开政府信息情况", grid("规章|1|2|3", ruled=False)))
    assert "order_in_doubt" not in rules(document("二、主动公开政府信息情况", grid("规章|0|0|0", ruled=False)))


def test_nought_over_several_columns_is_that_of_each_and_a_number_is_of_none() -> None:
    """What is certain is read: the columns beside it, and nought."""
    header = f"|{APPLICANTS}"
    assert cells(document(grid(f"{header} / 二、上年结转政府信息公开申请数量|1|3|0|_|_|_|4"))) == row("carried_in", "1 3 0 0 0 0 4")
    shared = cells(document(grid(f"{header} / 二、上年结转政府信息公开申请数量|1|3|5|_|_|_|9")))
    assert shared == row("carried_in", "1 3 unreadable unreadable unreadable unreadable 9")


@pytest.mark.parametrize("ruled", SHAPES)
def test_two_rows_in_one_are_two(ruled: bool) -> None:
    """Both labels in one cell, both figures in each: each row has its own."""
    label = "4.保护第三方合法权益 5.属于三类内部事务信息"
    printed = document(grid(f"|{APPLICANTS} / {label}|2 13|21 13|0 0|0 0|0 0|0 0|23 26", ruled))
    found = cells(printed)
    assert found == row("denied.third_party_rights", "2 21 0 0 0 0 23") | row("denied.internal_affairs", "13 13 0 0 0 0 26")


def test_a_label_torn_over_two_rows_has_the_figures_of_both() -> None:
    """The figures stand beside the rest of the label."""
    torn = "（二）部分公开（区分处理的，只计这一||||||| / 情形，不计其他情形）|8|34|2|0|0|0|44"
    assert cells(document(grid(f"|{APPLICANTS} / {torn}"))) == row("granted_in_part", "8 34 2 0 0 0 44")


@pytest.mark.parametrize("ruled", SHAPES)
def test_figures_of_the_next_table_are_not_those_of_the_row_above(ruled: bool) -> None:
    """Bare numbers below a heading never fill up a row that stands before it."""
    above = grid("申请人情况|自然人|法人或其他组织 / 本年新收政府信息公开申请数量|12|1", ruled)
    below = grid("行政复议|行政诉讼 / 4|5 / 6|7", ruled)
    found = cells(document("三、收到和处理政府信息公开申请情况", above, "四、政府信息公开行政复议、行政诉讼情况", below))
    assert not {4, 5, 6, 7} & {value for (item, _), value in found.items() if item == "received"}


@pytest.mark.parametrize("ruled", SHAPES)
def test_section_four_in_rows_with_channels_in_brackets(ruled: bool) -> None:
    """A row for each channel; what stands in its brackets is part of the label here."""
    rows = "行政复议|1|2|3|4|10 / 行政诉讼（未经复议直接起诉）|5|6|7|8|26 / （复议后起诉）|9|1|2|3|15"
    assert list(cells(document("四、政府信息公开行政复议、行政诉讼情况", grid(f"类型|{RESULTS} / {rows}", ruled))).values()) == FIFTEEN


@pytest.mark.parametrize(
    ("label", "header", "printed", "value"),
    [
        ("行政事业性收费（元）", "本年收费金额", "125000", 12.5),
        ("行政事业性收费", "本年收费金额（单位：元）", "125000", 12.5),
        ("行政事业性收费", "本年收费金额（单位：万元）", "1.25万", 1.25),
        ("行政事业性收费", "本年收费金额（单位：万元）", "12.5亿", 125000),
        ("行政事业性收费", "本年收费金额（单位：百万元）", "3", 300),
        ("行政事业性收费", "本年收费金额（千元）", "125", 12.5),
        ("行政事业性收费（元）", "本年收费金额（单位：万元）", "125000", None),
        ("行政事业性收费", "本年收费金额（单位：万元）", "9" * 40, None),
        ("行政事业性收费", "本年收费金额（单位：万元）", "12345678901234567", None),
    ],
)
@pytest.mark.parametrize("ruled", SHAPES)
def test_an_amount_is_scaled_once_or_in_doubt(ruled: bool, label: str, header: str, printed: str, value: float | None) -> None:
    """A unit stands in label, header or cell; two that differ, and more digits than a decimal holds, are no amount."""
    table = document("二、主动公开政府信息情况", grid(f"信息内容|{header} / {label}|{printed}", ruled))
    found = facts(table)["20.8/fees", "amount"]
    assert found.value == value and (value is not None or "unreadable" in rules(table))


def test_a_count_beyond_what_a_column_holds_is_unreadable() -> None:
    """2^63 and more do not fit, and are told."""
    for printed, value in ((str(2**63 - 1), 2**63 - 1), (str(2**63), None), ("9" * 20, None)):
        found = facts(document(grid(f"信息内容|本年处理决定数量 / 行政许可|{printed}")))["20.5/licenses", "decisions"]
        assert (found.value, found.status) == (value, "reported" if value else "unreadable")


def test_numbers_wrapped_in_a_narrow_column_are_put_together_where_they_add_up() -> None:
    """30 with 01 on the line below is 3001 where the row then adds up; where it does not, nothing is read."""
    whole = "一、本年新收政府信息公开申请数量|30|53|0|0|61|4|31 / |01||||||19"
    printed = Grid(tuple(tuple(cell for cell in line if cell.column or cell.text) for line in grid(whole, ruled=False).rows), ruled=False)
    assert cells(document(printed)) == row("received", "3001 53 0 0 61 4 3119")


def test_each_table_may_be_of_its_own_form() -> None:
    """Section two of the form of 2019 beside section three of that of 2021, each fact with the form of its table."""
    two = grid("信息内容|本年新制作数量|本年新公开数量|对外公开总数量 / 规范性文件|2|2|19")
    three = grid(f"|{APPLICANTS} / 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请|1|8|0|0|0|0|9")
    printed = document("二、主动公开政府信息情况", two, "三、收到和处理政府信息公开申请情况", three)
    form = as_printed(printed, load_forms()["2019"])
    found = {(fact.item, fact.column): fact for fact in extract(recognize(printed, form), form).facts}
    assert form.code == "2021"
    assert (found["20.1/normative_documents", "published_total"].value, found["20.1/normative_documents", "published_total"].form) == (
        19,
        "2019",
    )
    assert (found["other.correction_overdue", "total"].value, found["other.correction_overdue", "total"].form) == (9, None)


def test_a_picture_in_a_section_is_told_by_its_table() -> None:
    """Where a picture stands in the section of a table, it is named for that table."""
    heading, *_ = document("二、主动公开政府信息情况").blocks
    printed = Document("html", (heading, Picture("t2.png", Place())))
    assert pictured(recognize(printed, FORM), FORM) == {"disclosures": "t2.png"}


@pytest.mark.parametrize("ruled", SHAPES)
def test_two_rows_in_one_cell_are_parted_though_the_first_are_noughts(ruled: bool) -> None:
    """「0 1」 under two labels is nought for the first row and one for the second, and no text that nobody reads."""
    fused = "4.保护第三方合法权益 5.属于三类内部事务信息|0 1|0 0|0 0|0 0|0 0|0 2|0 3"
    printed = document(THREE, grid(f"|{APPLICANTS} / {fused} / 6.属于四类过程性信息|0|0|0|0|0|0|0", ruled))
    found = facts(printed)
    assert [found["denied.third_party_rights", column].value for column in ("individual", "other_organization", "total")] == [0, 0, 0]
    assert [found["denied.internal_affairs", column].value for column in ("individual", "other_organization", "total")] == [1, 2, 3]


@pytest.mark.parametrize("ruled", SHAPES)
def test_one_number_under_the_labels_of_two_rows_is_that_of_neither(ruled: bool) -> None:
    """Where two labels share a cell and their figures cannot be parted, both rows say so."""
    fused = "4.保护第三方合法权益 5.属于三类内部事务信息|1|0|0|0|0|0|1"
    printed = document(THREE, grid(f"|{APPLICANTS} / {fused} / 6.属于四类过程性信息|0|0|0|0|0|0|0", ruled))
    found = facts(printed)
    for item in ("denied.third_party_rights", "denied.internal_affairs"):
        assert (found[item, "individual"].value, found[item, "individual"].status) == (None, "unreadable")


@pytest.mark.parametrize("ruled", SHAPES)
@pytest.mark.parametrize(
    ("header", "note", "value"),
    [
        ("本年收费金额", "注：收费金额的单位为元", 12.5),
        ("本年收费金额", "说明：行政事业性收费以千元为单位", 12500.0),
        ("本年收费金额", "注：含下属单位", 125000.0),
        ("本年收费金额（单位：万元）", "注：收费金额的单位为元", None),
    ],
)
@pytest.mark.parametrize("where", ["in the table", "below it"])
def test_a_note_below_the_table_names_the_unit(ruled: bool, header: str, note: str, value: float | None, where: str) -> None:
    """A note names the unit of the amounts above it too; against another unit in the header neither is taken."""
    table = f"信息内容|{header} / 行政事业性收费|125000"
    blocks = [grid(f"{table} / {note}", ruled)] if where == "in the table" else [grid(table, ruled), note]
    assert facts(document(TWO, *blocks, THREE, "单位：元"))["20.8/fees", "amount"].value == value


@pytest.mark.parametrize("ruled", SHAPES)
def test_a_scale_below_the_table_holds_for_its_counts(ruled: bool) -> None:
    """单位：万件 under a table counts in ten thousands, as above it."""
    printed = document(TWO, grid("信息内容|本年处理决定数量 / 行政许可|3", ruled), "（单位：万件）")
    assert facts(printed)["20.5/licenses", "decisions"].value == 30000


@pytest.mark.parametrize("ruled", SHAPES)
@pytest.mark.parametrize("label", ["总计", "合计"])
def test_a_sum_that_section_two_adds_is_not_that_of_the_requests(ruled: bool, label: str) -> None:
    """总计 below the rules and documents leaves the total of section three as it is printed there."""
    two = f"信息内容|本年制发件数|本年废止件数|现行有效件数 / 规章|1|0|7 / 行政规范性文件|1|2|3 / {label}|2|2|10"
    three = f"|{APPLICANTS} / （七）总计|1|0|0|0|0|0|1"
    found = facts(document(TWO, grid(two, ruled), THREE, grid(three, ruled)))
    assert found["closed_total", "individual"].value == 1 and found["20.1/normative_documents", "in_force"].value == 3


@pytest.mark.parametrize("ruled", SHAPES)
def test_two_parts_of_a_row_are_not_the_row(ruled: bool) -> None:
    """Of 行政许可（街道） and 行政许可（区直） neither is 行政许可; beside a row of that name a part of it takes nothing away."""
    parts = "信息内容|本年处理决定数量 / 行政许可（街道）|11 / 行政许可（区直）|22"
    assert facts(document(TWO, grid(parts, ruled)))["20.5/licenses", "decisions"].value is None
    assert "contradiction" in rules(document(TWO, grid(parts, ruled)))
    whole = "信息内容|本年处理决定数量 / 行政许可|33 / 行政许可（变更）|22"
    assert facts(document(TWO, grid(whole, ruled)))["20.5/licenses", "decisions"].value == 33


@pytest.mark.parametrize("ruled", SHAPES)
def test_a_header_of_other_measures_leaves_the_figures_unread(ruled: bool) -> None:
    """Measures that are not the form's are not its measures in disguise; its own misprinted are read, and told."""
    other = grid("第二十条第（一）项 / 信息内容|上半年发布数量|下半年发布数量|网站公开总数 / 规章|1|2|3", ruled)
    assert set(cells(document(TWO, other)).values()) == {"unreadable"}
    misprinted = grid("第二十条第（一）项 / 信息内容|本年制发件束|本年废止件束|现行有效件束 / 规章|1|2|3", ruled)
    assert list(cells(document(TWO, misprinted)).values()) == [1, 2, 3]


@pytest.mark.parametrize("ruled", SHAPES)
def test_fewer_applicants_are_those_that_the_header_names(ruled: bool) -> None:
    """自然人, the organisations as one and 总计: two cells of the form, and none that is guessed, blank or not."""
    header = "项目|自然人|法人或其他组织|总计"
    printed = document(THREE, grid(f"{header} / 一、本年新收政府信息公开申请数量|5|3|8 / （一）予以公开||4|4", ruled))
    found = {key: fact.value for key, fact in facts(printed).items() if fact.value is not None}
    assert found == {("received", "individual"): 5, ("received", "total"): 8, ("granted", "total"): 4}


def test_names_of_several_lines_that_may_stand_under_each_other_tell_no_order() -> None:
    """In a text whose header names 法律服务机构 in a line above the others, nothing says where it stands: no figure is guessed."""
    header = "法律服务机构 / 科研机构|商业企业|社会公益组织|总计|自然人|其他"
    printed = document(THREE, grid(f"{header} / 一、本年新收政府信息公开申请数量|0|0|0|16|16|0|0", ruled=False))
    assert set(cells(printed).values()) == {"unreadable"} and "order_in_doubt" in rules(printed)
    one_a_line = "科研机构 / 商业企业 / 社会公益组织 / 总计 / 自然人 / 其他 / 法律服务机构"
    printed = document(THREE, grid(f"{one_a_line} / 一、本年新收政府信息公开申请数量|0|0|0|16|16|0|0", ruled=False))
    assert facts(printed)["received", "individual"].value == 16 == facts(printed)["received", "total"].value


@pytest.mark.parametrize("ruled", SHAPES)
def test_section_four_may_print_a_row_for_each_result(ruled: bool) -> None:
    """The results down the side, the channels across the top; or both down the side with one figure a row."""
    results = RESULTS.split("|")
    across = [f"{name}|{FIFTEEN[at]}|{FIFTEEN[5 + at]}|{FIFTEEN[10 + at]}" for at, name in enumerate(results)]
    printed = document(FOUR, grid(f"结果|行政复议|未经复议直接起诉|复议后起诉 / {' / '.join(across)}", ruled))
    assert list(cells(printed).values()) == FIFTEEN
    channels = ("行政复议", "未经复议直接起诉", "复议后起诉")
    down = [
        f"{'^' if at and ruled else '' if at else channel}|{name}|{FIFTEEN[5 * row + at]}"
        for row, channel in enumerate(channels)
        for at, name in enumerate(results)
    ]
    assert list(cells(document(FOUR, grid(" / ".join(down), ruled))).values()) == FIFTEEN


def test_channels_of_several_lines_in_another_order_than_the_form_are_not_guessed() -> None:
    """In a text the channel that stands in the middle of a header of two lines may be the first: its figures are left unread."""
    rows = " / ".join(f"{name}|1|2|3" for name in RESULTS.split("|"))
    printed = document(FOUR, grid(f"行政诉讼 / 未经复议直接起诉|复议后起诉 / 结果|行政复议 / {rows}", ruled=False))
    assert not any(isinstance(value, int) for value in cells(printed).values())


def test_a_label_that_a_converter_repeats_is_no_header() -> None:
    """（七）总计 printed twice before its figures leaves the order of the columns what the header says."""
    header = "项目|项目|自然人|法律服务机构|其他|科研机构|商业企业|社会公益组织|总计"
    printed = grid(
        f"{header} / （七）总计|（七）总计|1|2|3|4|5|6|21 / 四、结转下年度继续办理|四、结转下年度继续办理|1|2|3|4|5|6|21", ruled=False
    )
    found = facts(document(THREE, printed))
    for item in ("closed_total", "carried_out"):
        values = [
            found[item, column].value for column in ("business", "research", "public_interest", "legal_services", "other_organization")
        ]
        assert values == [5, 4, 6, 2, 3]
