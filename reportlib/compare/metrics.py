"""Every figure that is compared, in one dictionary: what it is called, how it is computed, and what it must not be taken for."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pandas as pd

from reportlib.forms import Column, Row, load_forms

# A share is part of its denominator and lies in 0..1; a ratio sets two counts against each other; days are such a ratio of a year.
SHARE, RATIO, DAYS = "share", "ratio", "days"
MONEY = "万元"
TIMES = {DAYS: 365}  # what a quotient of this unit is multiplied by


class Metric(NamedTuple):
    """One figure; numerator and denominator are sums of cells, and a denominator makes it a rate.

    A cell is named item (requests, all applicants), channel.result (proceedings) or item.measure (disclosures). `denied`,
    `unable`, `not_processed` and `other` are the sums of their sub-rows, or the row itself where it is printed;
    `litigation.*` sums the channels of litigation, `proceedings.*` all channels.
    """

    code: str
    zh: str
    en: str
    unit: str
    numerator: str
    denominator: str = ""
    caveat_zh: str = ""
    caveat_en: str = ""

    @property
    def formula(self) -> str:
        if not self.denominator:
            return self.numerator
        parts = " / ".join(f"({part})" if " " in part else part for part in (self.numerator, self.denominator))
        return f"{self.times} × {parts}" if self.times > 1 else parts

    @property
    def times(self) -> int:
        """What the quotient is multiplied by."""
        return TIMES.get(self.unit, 1)

    @property
    def cells(self) -> tuple[str, ...]:
        """The names of all cells in the formula."""
        return tuple(dict.fromkeys(cell for _, cell in (*terms(self.numerator), *terms(self.denominator))))

    def label(self, language: str = "zh") -> str:
        return self.en if language == "en" else self.zh

    def caveat(self, language: str = "zh") -> str:
        return self.caveat_en if language == "en" else self.caveat_zh


def terms(formula: str) -> tuple[tuple[int, str], ...]:
    """The cells of a sum, each with its sign.

    >>> terms("rules.issued - rules.repealed")
    ((1, 'rules.issued'), (-1, 'rules.repealed'))
    """
    return tuple((-1 if part.startswith("-") else 1, part.removeprefix("-")) for part in formula.replace("- ", "+ -").split(" + ") if part)


def metrics_page(language: str = "en") -> str:
    """The dictionary as a Markdown page."""
    chinese = language == "zh"
    title = "指标" if chinese else "Metrics"
    note = (
        "任一组成单元空缺时，指标即为空，不按 0 计。比率附分子、分母、样本量 n、威尔逊 95% 区间；n < 30 时 small_n 为真。"
        if chinese
        else "A metric is null where any of its cells is; a blank is never 0. Rates carry numerator, denominator, n, a Wilson 95% "
        "interval and `small_n` (n < 30). Cells are named item (requests, all applicants), channel.result (proceedings) or "
        "item.measure (disclosures)."
    )
    head = "| 代码 | 中文 | English | 单位 | 公式 | 注意 |" if chinese else "| code | zh | en | unit | formula | caveat |"
    rows = [f"| {m.code} | {m.zh} | {m.en} | {m.unit} | `{m.formula}` | {m.caveat(language)} |" for m in METRICS.values()]
    return "\n".join([f"# {title}", "", note, "", head, "|---|---|---|---|---|---|", *rows, ""])


_ROLL_UP = ("政府汇总报告包含下级机关，不可与单个机关直接比较", "a roll-up counts the bodies below it: not to be set against one body")
_YEARS = ("复议、诉讼可能针对往年办结的申请", "proceedings may concern requests closed in earlier years")
_SETTLED = ("分母只含已审结，不含尚未审结", "settled cases only, pending ones are left out")
_ITEMS = ("2019 式表，事项数不是决定数", "2019 form; items are not decisions")
_PROCUREMENT = ("只有 2019 式表印有", "printed in the 2019 form only")
_ONLY_2021 = ("2021 式表；不同于 2019 式表“对外公开总数量”", "2021 form; not the published total of the 2019 form")
_ONLY_2019 = ("2019 式表；不同于 2021 式表“现行有效件数”", "2019 form; not the in-force count of the 2021 form")
_REVIEWED = "review.upheld + review.corrected + review.other"
_OTHERS = ("其他结果含撤回、终止、驳回等", "other results include withdrawals, terminations and dismissals")
_FEES = ("两式表中只有 2021 式表印有金额", "printed in the 2021 form only")
_CLOSED, _DECIDED = "closed_total", "granted + granted_in_part + denied"
_RELEASED = "granted + granted_in_part"
_ASKED = ("取决于申请内容，不是公开水平的评分", "depends on what is asked: no score of openness")
_TIME = ("表中不印办理时限，只是间接反映", "the form prints no time limits: an indirect sign only")

_ALL = (
    Metric("permits", "行政许可决定数", "Permit decisions", "件", "licenses.decisions", "", *_ROLL_UP),
    Metric("permit_items", "行政许可事项数", "Permit items", "项", "licenses.items_prior_year + licenses.items_change", "", *_ITEMS),
    Metric("penalties", "行政处罚决定数", "Penalty decisions", "件", "penalties.decisions", "", *_ROLL_UP),
    Metric("compulsory_measures", "行政强制决定数", "Compulsory measures", "件", "compulsory_measures.decisions", "", *_ROLL_UP),
    Metric("fees", "行政事业性收费金额", "Administrative fees", "万元", "fees.amount", "", *_FEES),
    Metric("rules_in_force", "现行有效规章", "Rules in force", "件", "rules.in_force", "", *_ONLY_2021),
    Metric(
        "normative_in_force",
        "现行有效行政规范性文件",
        "Administrative normative documents in force",
        "件",
        "normative_documents.in_force",
        "",
        *_ONLY_2021,
    ),
    Metric("normative_issued", "制发行政规范性文件", "Normative documents issued", "件", "normative_documents.issued", "", *_ONLY_2021),
    Metric(
        "normative_repealed", "废止行政规范性文件", "Normative documents repealed", "件", "normative_documents.repealed", "", *_ONLY_2021
    ),
    Metric(
        "normative_net",
        "行政规范性文件净增",
        "Normative documents, net change",
        "件",
        "normative_documents.issued - normative_documents.repealed",
        "",
        *_ONLY_2021,
    ),
    Metric("rules_published", "对外公开规章总数", "Rules published in all", "件", "rules.published_total", "", *_ONLY_2019),
    Metric(
        "normative_published",
        "对外公开规范性文件总数",
        "Normative documents published in all",
        "件",
        "normative_documents.published_total",
        "",
        *_ONLY_2019,
    ),
    Metric("procurement_projects", "集中采购项目", "Procurement projects", "项", "procurement.projects", "", *_PROCUREMENT),
    Metric("procurement_amount", "集中采购总金额", "Procurement amount", "万元", "procurement.amount", "", *_PROCUREMENT),
    Metric("received", "新收申请", "Requests received", "件", "received", "", *_ROLL_UP),
    Metric("carried_in", "上年结转", "Carried in", "件", "carried_in"),
    Metric("closed", "办结申请", "Requests closed", "件", _CLOSED),
    Metric("carried_out", "结转下年", "Carried out", "件", "carried_out"),
    Metric("reviews", "行政复议", "Administrative reviews", "件", "review.total", "", *_ROLL_UP),
    Metric("lawsuits", "行政诉讼", "Lawsuits", "件", "litigation.total", "", *_ROLL_UP),
    Metric(
        "disclosure_rate",
        "公开率（占办结）",
        "Released, of closed",
        SHARE,
        "granted + granted_in_part",
        _CLOSED,
        "部分公开也计入；不予处理等亦在分母内",
        "counts grants in part; the denominator holds all closed requests",
    ),
    Metric("released_of_held", "公开率（占持有信息的）", "Released, of held", SHARE, _RELEASED, f"{_DECIDED} + unable", *_ASKED),
    Metric("released_of_decided", "公开率（占作出公开与否决定的）", "Released, of decided", SHARE, _RELEASED, _DECIDED, *_ASKED),
    Metric("granted_share", "予以公开", "Granted", SHARE, "granted", _CLOSED),
    Metric("granted_in_part_share", "部分公开", "Granted in part", SHARE, "granted_in_part", _CLOSED),
    Metric("denied_share", "不予公开", "Denied", SHARE, "denied", _CLOSED),
    Metric("unable_share", "无法提供", "Unable to provide", SHARE, "unable", _CLOSED),
    Metric("not_processed_share", "不予处理", "Not processed", SHARE, "not_processed", _CLOSED),
    Metric("other_share", "其他处理", "Other handling", SHARE, "other", _CLOSED),
    Metric("not_held_share", "本机关不掌握，占办结", "Not held, of closed", SHARE, "unable.not_held", _CLOSED, *_ASKED),
    Metric(
        "petition_share", "信访举报投诉类，占办结", "Petitions and complaints, of closed", SHARE, "not_processed.petition", _CLOSED, *_ASKED
    ),
    Metric(
        "backlog_rate",
        "结转率",
        "Backlog rate",
        SHARE,
        "carried_out",
        "received + carried_in",
        "年末收到的申请可能尚在期限内",
        "requests of December may still be within their time limit",
    ),
    Metric("closed_rate", "办结率", "Closed, of all to be handled", SHARE, _CLOSED, "received + carried_in"),
    Metric("clearance", "每百件新收的办结", "Closed per 100 received", RATIO, _CLOSED, "received", *_TIME),
    Metric("days_on_hand", "结转相当于办结天数", "Carried out, in days of closing", DAYS, "carried_out", _CLOSED, *_TIME),
    Metric("review_rate", "每百件办结的行政复议", "Reviews per 100 closed", RATIO, "review.total", _CLOSED, *_YEARS),
    Metric("litigation_rate", "每百件办结的行政诉讼", "Lawsuits per 100 closed", RATIO, "litigation.total", _CLOSED, *_YEARS),
    Metric(
        "review_corrected_rate",
        "复议纠正率",
        "Corrected in review",
        SHARE,
        "review.corrected",
        "review.upheld + review.corrected + review.other",
        *_SETTLED,
    ),
    Metric(
        "litigation_corrected_rate",
        "诉讼纠正率",
        "Corrected in litigation",
        SHARE,
        "litigation.corrected",
        "litigation.upheld + litigation.corrected + litigation.other",
        *_SETTLED,
    ),
    Metric(
        "corrected_rate",
        "复议诉讼纠正率",
        "Corrected, reviews and lawsuits",
        SHARE,
        "proceedings.corrected",
        "proceedings.upheld + proceedings.corrected + proceedings.other",
        *_SETTLED,
    ),
    Metric(
        "review_corrected_of_upheld",
        "复议纠正占维持与纠正",
        "Corrected, of upheld and corrected in review",
        SHARE,
        "review.corrected",
        "review.upheld + review.corrected",
        *_OTHERS,
    ),
    Metric(
        "litigation_corrected_of_upheld",
        "诉讼纠正占维持与纠正",
        "Corrected, of upheld and corrected in litigation",
        SHARE,
        "litigation.corrected",
        "litigation.upheld + litigation.corrected",
        *_OTHERS,
    ),
    Metric("review_other_share", "复议其他结果占已审结", "Other results of reviews", SHARE, "review.other", _REVIEWED, *_OTHERS),
    Metric("direct_share", "未经复议直接起诉占诉讼", "Direct suits, of lawsuits", SHARE, "litigation_direct.total", "litigation.total"),
    Metric(
        "suits_per_review",
        "每百件审结复议的复议后起诉",
        "Suits per 100 settled reviews",
        RATIO,
        "litigation_after_review.total",
        _REVIEWED,
        *_YEARS,
    ),
    Metric("pending_share", "未审结占比", "Pending, of all cases", SHARE, "proceedings.pending", "proceedings.total"),
)
METRICS: dict[str, Metric] = {metric.code: metric for metric in _ALL}
OUTCOME_SHARES = tuple(f"{outcome}_share" for outcome in ("granted", "granted_in_part", "denied", "unable", "not_processed", "other"))
OUTCOMES = tuple(code.removesuffix("_share") for code in OUTCOME_SHARES)


@cache
def form_cells() -> dict[str, frozenset[str]]:
    """The names of all cells that each form prints, sums of sub-rows and of channels included."""
    return {code: frozenset(name for cell in form.cells() for name in _names(*cell)) for code, form in load_forms().items()}


def _names(table: str, row: Row, column: Column) -> tuple[str, ...]:
    if table == "requests":
        return row.code, row.code.partition(".")[0]
    if table == "proceedings":
        return tuple(f"{channel}.{column.code}" for channel in (row.code, row.code.partition("_")[0], "proceedings"))
    return (f"{row.code.rpartition('/')[2]}.{column.code}",)


def bridge() -> pd.DataFrame:
    """Every metric with whether each form prints all its cells; `continues` is True where all forms do."""
    rows = [
        {
            "metric": metric.code,
            **{f"form_{form}": set(metric.cells) <= cells for form, cells in form_cells().items()},
            "caveat_zh": metric.caveat_zh,
            "caveat_en": metric.caveat_en,
        }
        for metric in METRICS.values()
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(continues=frame.filter(like="form_").all(axis=1))
