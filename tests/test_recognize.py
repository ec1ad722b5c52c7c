"""Lines of the statutory tables are known by label and header, in whatever shape a table is printed."""

from __future__ import annotations

import pytest
from grids import document, grid

from reportlib.facts.extract import extract
from reportlib.facts.recognizing.recognize import recognize
from reportlib.forms import load_forms
from reportlib.model import Document, Grid

APPLICANTS = "自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计"
RESULTS = "结果维持|结果纠正|其他结果|尚未审结|总计"


def cells(printed: Document, form: str = "2021") -> dict[tuple[str, str], float | str]:
    """The value of each printed cell by (item, column), its status where it holds no number; missing ones left out."""
    facts = extract(recognize(printed, load_forms()[form]), load_forms()[form]).facts
    return {(fact.item, fact.column): fact.status if fact.value is None else fact.value for fact in facts if fact.status != "missing"}


def row(item: str, values: str, form: str = "2021") -> dict[tuple[str, str], float | str]:
    """The expected cells of one row of section three."""
    columns = ["individual", "business", "research", "public_interest", "legal_services", "other_organization", "total"]
    return {(item, column): int(value) if value.isdigit() else value for column, value in zip(columns, values.split(), strict=True)}


def test_a_ruled_table_is_read_by_its_header() -> None:
    """Columns go by the header above them, also where they stand in another order."""
    printed = grid("|总计|其他|法律服务机构|社会公益组织|科研机构|商业企业|自然人 / 一、本年新收政府信息公开申请数量|28|7|6|5|4|3|3")
    assert cells(document(printed)) == row("received", "3 3 4 5 6 7 28")


def test_blank_columns_between_are_passed_over() -> None:
    """Columns without any content, as Word puts them into web pages, shift nothing."""
    header = "||自然人||商业企业|科研机构||社会公益组织|法律服务机构|其他|总计"
    printed = grid(f"{header} / 一、本年新收政府信息公开申请数量|_|1||2|3||4|5|6|21")
    assert cells(document(printed)) == row("received", "1 2 3 4 5 6 21")


def test_header_cells_wider_than_the_value_hold_it() -> None:
    """A header that spans two columns holds the one value below it."""
    printed = grid("|自然人|_|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计|_ / 二、上年结转政府信息公开申请数量|1||2|3|4|5|6||21")
    assert cells(document(printed)) == row("carried_in", "1 2 3 4 5 6 21")


@pytest.mark.parametrize(
    "header", ["|数据1|数据2|数据3|数据4|数据5|数据6|总计", "||商业企业|科研机构|社会公益组织|法律服务机构|其他|总计", ""]
)
def test_a_header_that_names_too_little_leaves_the_order(header: str) -> None:
    """Where a header is cut or says nothing, seven values stand in the order of the form."""
    printed = grid(f"{header} / 四、结转下年度继续办理|1|2|3|4|5|6|21" if header else "四、结转下年度继续办理|1|2|3|4|5|6|21")
    assert cells(document(printed)) == row("carried_out", "1 2 3 4 5 6 21")


@pytest.mark.parametrize("before", ["自然人 / 总计 / ", "总计 / 自然人 / ", "总计 / 申请人情况 / 自然人 / ", "自然人 / "])
def test_names_set_before_their_group_keep_its_left(before: str) -> None:
    """Where a text has the labels that span rows before the others, the total alone stands behind the group."""
    after = "商业企业|科研机构|社会公益组织|法律服务机构|其他" + ("|总计" if "总计" not in before else "")
    printed = grid(f"{before}法人或其他组织 / {after} / 四、结转下年度继续办理|1|2|3|4|5|6|21", ruled=False)
    assert cells(document(printed)) == row("carried_out", "1 2 3 4 5 6 21")


def test_a_subtotal_column_is_not_counted() -> None:
    """法人或其他组织小计 is a sum of five columns, and no column of the form."""
    header = "|自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|法人或其他组织小计|总计"
    for ruled in (True, False):
        assert cells(document(grid(f"{header} / 本年新收政府信息公开申请数量|1|2|3|4|5|6|20|21", ruled))) == row(
            "received", "1 2 3 4 5 6 21"
        )


def test_groups_are_no_rows_and_a_group_with_figures_is_a_subtotal() -> None:
    """（三）不予公开 heads its rows; printed with figures it is a subtotal, beside its rows and not in place of them."""
    printed = grid(f"|||{APPLICANTS} / 三、本年度办理结果|（三）不予公开|小计|1|0|0|0|0|0|1 / ^|^|1．属于国家秘密|1|0|0|0|0|0|1")
    found = extract(recognize(document(printed), load_forms()["2021"]), load_forms()["2021"])
    assert [fact.value for fact in found.facts if fact.item == "denied.state_secret"] == [1, 0, 0, 0, 0, 0, 1]


def test_one_row_for_other_handling_is_kept_as_one() -> None:
    """（六）其他处理 as a single row goes to the item other; its sub-rows are missing."""
    printed = document(grid(f"||{APPLICANTS} / 三、本年度办理结果|（六）其他处理|2|0|0|0|0|0|2 / ^|（七）总计|2|0|0|0|0|0|2"))
    assert cells(printed) == row("other", "2 0 0 0 0 0 2") | row("closed_total", "2 0 0 0 0 0 2")


@pytest.mark.parametrize("label", ["（六）其他", "其他处理", "六、其他处理"])
def test_other_handling_under_another_name(label: str) -> None:
    """（六）其他 between the refusals and the total is the row other handling."""
    printed = grid(
        f"|{APPLICANTS} / 5．要求行政机关确认或重新出具已获取信息|0|0|0|0|0|0|0 / {label}|2|0|0|0|0|0|2 / （七）总计|2|0|0|0|0|0|2"
    )
    assert row("other", "2 0 0 0 0 0 2").items() <= cells(document(printed)).items()


def test_three_sub_rows_and_their_sum() -> None:
    """Where both the sub-rows and their sum are printed, the sum is checked and not counted again."""
    rows = "逾期不补正|1|0|0|0|0|0|1 / 逾期未缴费|0|0|0|0|0|0|0 / 3．其他|1|0|0|0|0|0|1"
    printed = grid(f"|{APPLICANTS} / （六）其他处理|2|0|0|0|0|0|2 / {rows} / 总计|2|0|0|0|0|0|2")
    found = cells(document(printed))
    assert ("other", "total") not in found
    assert row("other.other", "1 0 0 0 0 0 1").items() <= found.items()


WIDE = f"行政复议|_|_|_|_|行政诉讼|_|_|_|_|_|_|_|_|_ / {RESULTS}|未经复议直接起诉|_|_|_|_|复议后起诉|_|_|_|_ / |||||{RESULTS}|{RESULTS} / 1|2|3|4|10|5|6|7|8|26|9|1|2|3|15"
FIFTEEN = [1, 2, 3, 4, 10, 5, 6, 7, 8, 26, 9, 1, 2, 3, 15]


@pytest.mark.parametrize(
    "blocks",
    [
        (grid(WIDE),),
        (grid(WIDE, ruled=False),),
        (grid(f"|{RESULTS} / 行政复议|1|2|3|4|10 / 未经复议直接诉讼|5|6|7|8|26 / 复议后起诉|9|1|2|3|15"),),
        (
            grid(f"行政复议|_|_|_|_ / {RESULTS} / 1|2|3|4|10"),
            grid(f"行政诉讼|_|_|_|_ / 未经复议直接起诉|_|_|_|_ / {RESULTS} / 5|6|7|8|26"),
            grid(f"复议后起诉|_|_|_|_ / {RESULTS} / 9|1|2|3|15"),
        ),
        (grid("1|2|3|4|10|5|6|7|8|26|9|1|2|3|15", ruled=False),),
        (grid("1|2|3|4|10|5|6|7|8|26|9|1|2|3|15"),),
    ],
    ids=["ruled", "loose", "a row a channel", "three tables", "a line of fifteen", "a ruled line of fifteen"],
)
def test_section_four_in_every_shape(blocks: tuple[Grid, ...]) -> None:
    """One table of fifteen columns, three of five, a row a channel, or a bare line of fifteen numbers."""
    printed = cells(document("四、政府信息公开行政复议、行政诉讼情况", *blocks))
    assert list(printed.values()) == FIFTEEN


def test_section_two_by_article() -> None:
    """Each item finds the measures of its own article, and money its unit."""
    printed = grid(
        "第二十条第（一）项|_|_|_ / 信息内容|本年制发件数|本年废止件数|现行有效件数 / 规章|1|2|3 / 规范性文件|4|5|6 / 第二十条第（五）项|_|_|_ / 信息内容|本年处理决定数量|_|_ "
        "/ 行政许可|7|_|_ / 第二十条第（六）项|_|_|_ / 信息内容|本年处理决定数量|_|_ / 行政处罚|8|_|_ / 行政强制|9|_|_ / 第二十条第（八）项|_|_|_ / 信息内容|本年收费金额（单位：万元）|_|_ / 行政事业性收费|10.5|_|_"
    )
    for shape in (printed, Grid(printed.rows, ruled=False)):
        assert list(cells(document("二、主动公开政府信息情况", shape)).values()) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10.5]


@pytest.mark.parametrize(
    ("header", "printed", "value", "unit"),
    [
        ("采购总金额", "25.1万元", 25.1, "万元"),
        ("采购总金额", "251000元", 25.1, "万元"),
        ("采购总金额（单位：元）", "251000", 25.1, "万元"),
        ("采购总金额（万元）", "25.1", 25.1, "万元"),
        ("采购总金额", "25.1", 25.1, None),
    ],
)
def test_money_is_brought_to_one_unit(header: str, printed: str, value: float, unit: str | None) -> None:
    """Money is in 万元 where the cell or its header says its unit, and without one where neither does."""
    table = grid(f"第二十条第（九）项|_|_ / 信息内容|采购项目数量|{header} / 政府集中采购|6|{printed}")
    form = load_forms()["2019"]
    fact = next(fact for fact in extract(recognize(document(table), form), form).facts if fact.column == "amount")
    assert (fact.value, fact.unit, fact.raw) == (value, unit, printed)


def test_rows_that_the_form_has_not_are_told() -> None:
    """其他主动公开文件, as some reports add it, is left out and said."""
    table = grid("信息内容|本年新制作数量|本年新公开数量|对外公开总数量 / 规章|1|2|3 / 其他主动公开文件|4|5|6")
    form = load_forms()["2019"]
    found = extract(recognize(document(table), form), form)
    assert [fact.value for fact in found.facts if fact.value is not None] == [1, 2, 3]
    assert [finding.rule for finding in found.findings] == ["unknown_row"]


def test_two_prints_of_one_row_that_differ_are_a_contradiction() -> None:
    """Where a row is printed twice and not alike, neither figure is taken."""
    table = grid(f"|{APPLICANTS} / （一）予以公开|1|0|0|0|0|0|1 / （一）予以公开|2|0|0|0|0|0|2")
    form = load_forms()["2021"]
    found = extract(recognize(document(table), form), form)
    granted = {fact.column: (fact.value, fact.status) for fact in found.facts if fact.item == "granted"}
    assert granted["individual"] == (None, "unreadable") and granted["business"] == (0, "reported")
    assert {finding.rule for finding in found.findings} == {"contradiction"}


@pytest.mark.parametrize(("printed", "status"), [("", "blank"), ("/", "dash"), ("—", "dash"), ("约3", "unreadable"), ("2.5", "unreadable")])
def test_what_is_no_number_says_why(printed: str, status: str) -> None:
    """Blank, dash and unreadable are told apart, and none is zero."""
    assert cells(document(grid(f"|{APPLICANTS} / 2．重复申请|{printed}|0|0|0|0|0|0")))["not_processed.duplicate", "individual"] == status


def test_guidance_with_names_of_rows_in_it_does_not_mislead() -> None:
    """Long bracketed guidance inside a label is no label."""
    label = "（二）部分公开（区分处理的，只计这一情形，不计予以公开、不予公开、重复申请等其他情形）"
    assert cells(document(grid(f"|{APPLICANTS} / {label}|1|0|0|0|0|0|1"))) == row("granted_in_part", "1 0 0 0 0 0 1")


def test_channels_in_another_order_are_not_guessed() -> None:
    """Where a header names the channels in another order than the form, bare numbers may stand in either: none is read, and it is told."""
    table = grid(f"未经复议直接起诉|复议后起诉|行政复议 / {RESULTS} / 1|2|3|4|10|5|6|7|8|26|9|1|2|3|15", ruled=False)
    form = load_forms()["2021"]
    found = extract(recognize(document("四、政府信息公开行政复议、行政诉讼情况", table), form), form)
    assert not [fact for fact in found.facts if fact.value is not None]
    assert [finding.rule for finding in found.findings] == ["unknown_row"]


def test_a_header_that_has_lost_a_channel_gives_no_figures_to_the_others() -> None:
    """Fifteen cells below the names of two channels are those of three in the order of the form, whatever is left of the header."""
    upper = "结果维持|_|_|_|_|结果纠正|其他结果|尚未审结|总计|未经复议直接起诉|_|_|_|_|复议后起诉|_|_|_|_"
    lost = grid(f"{upper} / {RESULTS}|^|^|^|^|{RESULTS} / 5|||2|7|8|||1|9|||||")
    told = {key: value for key, value in cells(document(lost)).items() if value != "blank"}
    assert told == {
        ("review", "upheld"): 5,
        ("review", "pending"): 2,
        ("review", "total"): 7,
        ("litigation_direct", "upheld"): 8,
        ("litigation_direct", "pending"): 1,
        ("litigation_direct", "total"): 9,
    }


def test_a_row_with_more_figures_than_columns_is_an_error() -> None:
    """What is left over may be another row's: the figures that add up are taken, and it is said as loudly as a sum that is broken."""
    form = load_forms()["2021"]
    printed = document(grid(f"|{APPLICANTS} / 本年新收政府信息公开申请数量|75|118|5|0|0|1|1|125"))
    findings = [each for each in extract(recognize(printed, form), form).findings if each.rule == "line_length"]
    assert [each.severity for each in findings] == ["error"] and "8 values for 7 columns" in findings[0].message
