"""The statutory tables of the yearly report as neutral tables with spans, to be filled with figures and set in any format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

Key = tuple[str, str, str]
"""(table, item, column) in the codes of the form, such as ("requests", "granted", "total")."""


class FormCell(NamedTuple):
    """One cell of the form; `key` says which figure stands in it, and is None for a printed label."""

    text: str
    row_span: int = 1
    column_span: int = 1
    key: Key | None = None


class FormTable(NamedTuple):
    """One statutory table: every row holds its own cells, so that a cell spanning rows stands in its first row only."""

    name: str
    width: int
    header_rows: int
    rows: tuple[tuple[FormCell, ...], ...]

    def covering(self) -> list[list[tuple[FormCell, bool]]]:
        """The full rectangle: every place with the cell that covers it, and whether the cell begins there."""
        matrix: list[list[tuple[FormCell, bool] | None]] = [[None] * self.width for _ in self.rows]
        for top, row in enumerate(self.rows):
            for cell in row:
                left = matrix[top].index(None)
                for down in range(cell.row_span):
                    for right in range(cell.column_span):
                        matrix[top + down][left + right] = (cell, down == right == 0)
        return [[place for place in row if place is not None] for row in matrix]


@dataclass(frozen=True)
class SetReport:
    """A report ready to be written in any format: its title in lines, the paragraphs and tables in order under the six headings."""

    title: tuple[str, ...]
    lead: str
    sections: tuple[tuple[str, tuple[str | FormTable, ...]], ...]

    def blocks(self) -> list[str | FormTable]:
        """Everything below the title in reading order, headings as paragraphs; a heading that is not printed is an empty text."""
        return [self.lead, *(block for heading, content in self.sections for block in (heading, *content) if block)]


def official_tables(form: str, figures: Mapping[Key, str]) -> list[FormTable]:
    """The tables of sections two, three and four with the printed figures set in; a figure that is not given is a KeyError.

    A blank cell is an empty text. The 2021 form prints （六）其他处理 as one row where `figures` holds the item `other`.
    """
    return [_disclosures(form, figures), _requests(form, figures), _proceedings(figures)]


def relabelled(table: FormTable, variants: Mapping[str, str]) -> FormTable:
    """The table with every given piece of text replaced in its labels; the figures stay as they are."""

    def relabel(cell: FormCell) -> FormCell:
        return cell if cell.key else cell._replace(text=replaced(cell.text, variants))

    return table._replace(rows=tuple(tuple(relabel(cell) for cell in row) for row in table.rows))


def replaced(text: str, variants: Mapping[str, str]) -> str:
    """The text with every given piece replaced."""
    for printed, variant in variants.items():
        text = text.replace(printed, variant)
    return text


def form_keys(form: str) -> list[Key]:
    """Every figure of the form in the order of the form, as the official print has them."""
    tables = official_tables(form, _AnyFigure())
    return [cell.key for table in tables for row in table.rows for cell in row if cell.key]


HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)

_ITEM_HEADER = "信息内容"
_OLD_MEASURES = {"上一年项目数量": "items_prior_year", "本年增/减": "items_change", "处理决定数量": "decisions"}

# Article, its printed title, measures (columns) and items (rows), as label: code.
_ARTICLES: Mapping[str, tuple[tuple[str, str, dict[str, str], dict[str, str]], ...]] = {
    "2019": (
        (
            "20.1",
            "第二十条第（一）项",
            {"本年新制作数量": "made", "本年新公开数量": "published", "对外公开总数量": "published_total"},
            {"规章": "rules", "规范性文件": "normative_documents"},
        ),
        ("20.5", "第二十条第（五）项", _OLD_MEASURES, {"行政许可": "licenses", "其他对外管理服务事项": "other_services"}),
        ("20.6", "第二十条第（六）项", _OLD_MEASURES, {"行政处罚": "penalties", "行政强制": "compulsory_measures"}),
        ("20.8", "第二十条第（八）项", {"上一年项目数量": "items_prior_year", "本年增/减": "items_change"}, {"行政事业性收费": "fees"}),
        ("20.9", "第二十条第（九）项", {"采购项目数量": "projects", "采购总金额": "amount"}, {"政府集中采购": "procurement"}),
    ),
    "2021": (
        (
            "20.1",
            "第二十条第（一）项",
            {"本年制发件数": "issued", "本年废止件数": "repealed", "现行有效件数": "in_force"},
            {"规章": "rules", "行政规范性文件": "normative_documents"},
        ),
        ("20.5", "第二十条第（五）项", {"本年处理决定数量": "decisions"}, {"行政许可": "licenses"}),
        ("20.6", "第二十条第（六）项", {"本年处理决定数量": "decisions"}, {"行政处罚": "penalties", "行政强制": "compulsory_measures"}),
        ("20.8", "第二十条第（八）项", {"本年收费金额（单位：万元）": "amount"}, {"行政事业性收费": "fees"}),
    ),
}

_BALANCE_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_ORGANIZATIONS = {
    "商业企业": "business",
    "科研机构": "research",
    "社会公益组织": "public_interest",
    "法律服务机构": "legal_services",
    "其他": "other_organization",
}
_APPLICANTS = ("individual", *_ORGANIZATIONS.values(), "total")

_RECEIVED = {"一、本年新收政府信息公开申请数量": "received", "二、上年结转政府信息公开申请数量": "carried_in"}
_OUTCOME_HEADER = "三、本年度办理结果"
_OTHER = "（六）其他处理"
_OTHER_ROWS = {
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "other.correction_overdue",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "other.fee_overdue",
    "3.其他": "other.other",
}
_OUTCOMES: Mapping[str, str | dict[str, str]] = {
    "（一）予以公开": "granted",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "granted_in_part",
    "（三）不予公开": {
        "1.属于国家秘密": "denied.state_secret",
        "2.其他法律行政法规禁止公开": "denied.prohibited_by_law",
        "3.危及“三安全一稳定”": "denied.endangers_security",
        "4.保护第三方合法权益": "denied.third_party_rights",
        "5.属于三类内部事务信息": "denied.internal_affairs",
        "6.属于四类过程性信息": "denied.deliberative_process",
        "7.属于行政执法案卷": "denied.enforcement_files",
        "8.属于行政查询事项": "denied.administrative_inquiry",
    },
    "（四）无法提供": {
        "1.本机关不掌握相关政府信息": "unable.not_held",
        "2.没有现成信息需要另行制作": "unable.not_compiled",
        "3.补正后申请内容仍不明确": "unable.unclear_after_correction",
    },
    "（五）不予处理": {
        "1.信访举报投诉类申请": "not_processed.petition",
        "2.重复申请": "not_processed.duplicate",
        "3.要求提供公开出版物": "not_processed.publication",
        "4.无正当理由大量反复申请": "not_processed.excessive",
        "5.要求行政机关确认或重新出具已获取信息": "not_processed.reconfirmation",
    },
    _OTHER: "other",
    "（七）总计": "closed_total",
}
_CARRIED_OUT = {"四、结转下年度继续办理": "carried_out"}

_RESULTS = {"结果维持": "upheld", "结果纠正": "corrected", "其他结果": "other", "尚未审结": "pending", "总计": "total"}
_REVIEW = {"行政复议": "review"}
_LITIGATION = {"未经复议直接起诉": "litigation_direct", "复议后起诉": "litigation_after_review"}


def _disclosures(form: str, figures: Mapping[Key, str]) -> FormTable:
    rows: list[tuple[FormCell, ...]] = []
    for article, title, measures, items in _ARTICLES[form]:
        # The last column is as wide as the table leaves room: one measure spans three columns, the second of two spans two.
        spans = [1] * (len(measures) - 1) + [4 - len(measures)]
        rows.append((FormCell(title, column_span=4),))
        rows.append((FormCell(_ITEM_HEADER), *(FormCell(label, 1, span) for label, span in zip(measures, spans, strict=True))))
        for label, item in items.items():
            keys = [("disclosures", f"{article}/{item}", measure) for measure in measures.values()]
            cells = (FormCell(figures[key], 1, span, key) for key, span in zip(keys, spans, strict=True))
            rows.append((FormCell(label), *cells))
    return FormTable("disclosures", 4, 0, tuple(rows))


def _requests(form: str, figures: Mapping[Key, str]) -> FormTable:
    rows: list[tuple[FormCell, ...]] = [
        (FormCell(_BALANCE_NOTE, 3, 3), FormCell("申请人情况", 1, 7)),
        (FormCell("自然人", 2), FormCell("法人或其他组织", 1, 5), FormCell("总计", 2)),
        tuple(FormCell(label) for label in _ORGANIZATIONS),
    ]
    rows += [(FormCell(label, 1, 3), *_request_figures(item, figures)) for label, item in _RECEIVED.items()]
    outcomes = list(_outcome_rows(form, figures))
    rows += [(FormCell(_OUTCOME_HEADER, len(outcomes)), *outcomes[0]), *outcomes[1:]]
    rows += [(FormCell(label, 1, 3), *_request_figures(item, figures)) for label, item in _CARRIED_OUT.items()]
    return FormTable("requests", 10, 3, tuple(rows))


def _outcome_rows(form: str, figures: Mapping[Key, str]) -> Iterator[tuple[FormCell, ...]]:
    for label, outcome in _OUTCOMES.items():
        if label == _OTHER and form == "2021" and ("requests", "other", "total") not in figures:
            outcome = _OTHER_ROWS
        if isinstance(outcome, str):
            yield FormCell(label, 1, 2), *_request_figures(outcome, figures)
            continue
        for place, (reason, item) in enumerate(outcome.items()):
            group = [FormCell(label, len(outcome))] if place == 0 else []
            yield *group, FormCell(reason), *_request_figures(item, figures)


def _request_figures(item: str, figures: Mapping[Key, str]) -> Iterator[FormCell]:
    keys = (("requests", item, applicant) for applicant in _APPLICANTS)
    return (FormCell(figures[key], key=key) for key in keys)


def _proceedings(figures: Mapping[Key, str]) -> FormTable:
    review = next(iter(_REVIEW))
    channels = (*_REVIEW.values(), *_LITIGATION.values())
    keys = [("proceedings", channel, result) for channel in channels for result in _RESULTS.values()]
    rows = (
        (FormCell(review, 1, 5), FormCell("行政诉讼", 1, 10)),
        (*(FormCell(label, 2) for label in _RESULTS), *(FormCell(label, 1, 5) for label in _LITIGATION)),
        tuple(FormCell(label) for _ in _LITIGATION for label in _RESULTS),
        tuple(FormCell(figures[key], key=key) for key in keys),
    )
    return FormTable("proceedings", 15, 3, rows)


class _AnyFigure(Mapping[Key, str]):
    """Answers every key but holds none, so that the form can be asked for its keys."""

    def __getitem__(self, key: Key) -> str:
        return ""

    def __iter__(self) -> Iterator[Key]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __contains__(self, key: object) -> bool:
        return False
