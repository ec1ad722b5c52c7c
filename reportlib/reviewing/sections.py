"""The sections of a review in reading order: what the figures say, the comparison, the three tables with charts, quality, method, sources."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from reportlib import charts, compare
from reportlib.compare import METRICS
from reportlib.compare.words import group_label, say, term, unit_label
from reportlib.forms import load_forms
from reportlib.reviewing.chosen import Chosen, Kept
from reportlib.reviewing.compared import compared, comparison, has_peers
from reportlib.reviewing.content import Block, Heading, Picture, Prose, Review, Section, Table, optional
from reportlib.reviewing.printed import cells_of, places_of, spelled, statutory
from reportlib.reviewing.quality import quality
from reportlib.reviewing.said import largest, said, standing

MOST_UNKNOWN = 2  # steps of the year's flow without a figure, beyond which it is not drawn
MOST_PEERS = 15  # in a chart: the nearest by value


class _Parts(NamedTuple):
    """What every section is made from."""

    chosen: Chosen
    frame: pd.DataFrame
    cells: pd.DataFrame
    findings: pd.DataFrame
    language: str

    def say(self, zh: str, en: str) -> str:
        return say(self.language, zh, en)

    @property
    def own(self) -> Kept:
        """The tables of the body's years."""
        return self.chosen.tables.only(self.chosen.earlier["report_id"])

    @property
    def this(self) -> Kept:
        """The tables of the report alone."""
        return self.chosen.tables.only(pd.Series([self.chosen.report_id]))


def composed(chosen: Chosen, findings: pd.DataFrame, language: str) -> Review:
    """The review of the chosen report."""
    frame = compared(chosen)
    cells = cells_of(chosen.tables)
    parts = _Parts(chosen, frame, cells, findings, language)
    tables = statutory(chosen, cells, language)
    sections = (
        _key_points(parts),
        Section(
            "comparison",
            parts.say("与上年和同类比较", "Beside last year and its peers"),
            (comparison(frame, chosen, language), *_peer_pictures(parts)),
        ),
        Section(
            "disclosures", parts.say("主动公开", "Information disclosed"), (*_trends(parts, "permits", "penalties"), tables["disclosures"])
        ),
        Section("requests", parts.say("依申请公开", "Requests for information"), (*_requests(parts), tables["requests"])),
        Section("proceedings", parts.say("行政复议与行政诉讼", "Reviews and lawsuits"), (*_proceedings(parts), tables["proceedings"])),
        Section("quality", parts.say("数据质量", "Quality of the figures"), quality(chosen, cells, findings, language)),
        Section("method", parts.say("方法", "Method"), _method(parts)),
        Section("sources", parts.say("来源", "Sources"), _sources(parts)),
    )
    title = parts.say(
        f"{chosen.agency} {chosen.year} 年政府信息公开年度分析", f"{chosen.agency}: annual review of information disclosure, {chosen.year}"
    )
    return Review(title, _subtitle(parts), sections, _figures(parts), cells, language)


def _subtitle(parts: _Parts) -> tuple[str, ...]:
    report, language = parts.chosen.report, parts.language
    region = " ".join(
        dict.fromkeys(str(report[name]) for name in ("province", "prefecture", "region") if optional(report[name]) is not None)
    )
    group = group_label(report["level"], report["scope"], language)
    form = load_forms().get(str(report["form"]))
    issued = f" ({form.issued_as})" if form and language == "en" else f"（{form.issued_as}）" if form else ""
    start, end = optional(report["period_start"]), optional(report["period_end"])
    period = parts.say(f"统计期 {start} 至 {end}", f"period {start} to {end}") if start and end else ""
    grade = parts.say(f"数据等级：{term(str(report['grade']))}", f"grade: {term(str(report['grade']), 'en')}")
    return tuple(filter(None, (region, group, parts.say(f"{report['form']} 式表", f"form of {report['form']}") + issued, period, grade)))


def _key_points(parts: _Parts) -> Section:
    this, language = parts.this, parts.language
    sentences = said(parts.frame, parts.chosen, language)
    sentences += [
        largest(compare.outcomes(this), "outcome", language),
        largest(compare.denial_reasons(this), "reason", language),
        largest(compare.applicant_mix(this), "applicant", language),
    ]
    grade = quality(parts.chosen, parts.cells, parts.findings, language)[0]
    first = grade.sentences[:1] if isinstance(grade, Prose) else ()
    if not len(parts.frame):
        sentences.append(
            parts.say(
                "报告的表式不在 2019 式与 2021 式之内，没有可比的指标。",
                "The report follows neither form, so that no figure can be compared.",
            )
        )
    sentences += [*standing(parts.frame, parts.chosen, language), *first]
    return Section("findings", parts.say("要点", "Key points"), (Prose(tuple(filter(None, sentences)), listed=True),))


def _peer_pictures(parts: _Parts) -> list[Block]:
    """The body among its peers: permits and disclosure rate, at most the nearest fifteen."""
    if not has_peers(parts.frame):
        return []
    blocks: list[Block] = [Heading(parts.say("本机关与同类机关", "This body among its peers"))]
    for name, frame in (
        ("peers-received", compare.volumes(parts.chosen.tables, "received")),
        ("peers-disclosure-rate", compare.rates(parts.chosen.tables, "disclosure_rate")),
    ):
        near, left = _near(_peers_only(frame, parts.chosen), parts.chosen)
        if near.empty:
            continue
        blocks.append(Picture(name, _marked(near, parts)))
        if left:
            blocks.append(
                Prose(
                    (
                        parts.say(
                            f"图中为数值最接近的 {len(near)} 个机关，另有 {left} 个见 tables.xlsx。",
                            f"The chart shows the {len(near)} nearest bodies; {left} more are in tables.xlsx.",
                        ),
                    ),
                    quiet=True,
                )
            )
    return blocks


def _marked(near: pd.DataFrame, parts: _Parts) -> charts.Chart:
    """The chart of the peers with this body named as such; the numbers beside it keep the plain names."""
    own = near["report_id"] == parts.chosen.report_id
    named = near.assign(agency=near["agency"].mask(own, near["agency"] + parts.say("（本机关）", " (this body)")))
    draw = charts.intervals if "low" in near else charts.volumes
    chart = draw(named, language=parts.language)
    chart.numbers = near.reset_index(drop=True)
    return chart


def _peers_only(frame: pd.DataFrame, chosen: Chosen) -> pd.DataFrame:
    """The rows of this year's bodies of the same level, scope and, where known, kind."""
    ranked = compare.peers(frame)
    known = ranked[(ranked["year"] == chosen.year) & ranked["peers"].notna()]
    own = known[known["report_id"] == chosen.report_id]
    if own.empty:
        return own
    names = [name for name in str(own["peer_basis"].iloc[0]).split(", ") if name != "year"]
    same = known[names].astype("str").eq(own[names].astype("str").iloc[0]).all(axis=1)
    return frame.loc[known.index[same]]


def _near(frame: pd.DataFrame, chosen: Chosen) -> tuple[pd.DataFrame, int]:
    ranked = frame.sort_values("value", ascending=False, kind="stable").reset_index(drop=True)
    if len(ranked) < 2:
        return ranked.iloc[:0], 0
    at = int(ranked.index[ranked["report_id"] == chosen.report_id][0])
    start = max(0, min(at - MOST_PEERS // 2, len(ranked) - MOST_PEERS))
    near = ranked.iloc[start : start + MOST_PEERS]
    return near, len(ranked) - len(near)


def _trends(parts: _Parts, *codes: str) -> list[Block]:
    """A line over the body's years for each metric that has figures for two of them."""
    blocks: list[Block] = []
    for code in codes:
        frame = compare.volumes(parts.own, code)
        if int(frame["value"].notna().sum()) > 1:
            blocks.append(Picture(f"trend-{code.replace('_', '-')}", charts.trend(frame, language=parts.language)))
    return blocks


def _requests(parts: _Parts) -> list[Block]:
    this, language = parts.this, parts.language
    flow = compare.flow(this, parts.chosen.report_id)
    tellable = int(flow["value"].isna().sum()) <= MOST_UNKNOWN
    blocks: list[Block] = [Picture("flow", charts.flow(flow, language=language))] if tellable else []
    outcomes = compare.outcomes(parts.own)
    if (outcomes["value"].notna() & (outcomes["report_id"] == parts.chosen.report_id)).any():
        blocks.append(Picture("outcomes", charts.outcomes(outcomes, language=language)))
    heat = compare.applicant_outcomes(this)
    if (heat["denominator"].fillna(0) > 0).any():
        blocks.append(Picture("applicants", charts.applicant_heat(heat, language=language)))
    reasons = compare.denial_reasons(this)
    if reasons["value"].notna().any():
        blocks.append(Picture("reasons", charts.reasons(reasons, language=language)))
    else:
        blocks.append(Prose((_no_denials(reasons, parts),)))
    return [*blocks, *_trends(parts, "received"), *_rate_by_year(parts)]


def _rate_by_year(parts: _Parts) -> list[Block]:
    """The disclosure rate of each of the body's years with its interval."""
    frame = compare.rates(parts.own, "disclosure_rate")
    enough = int(frame["value"].notna().sum()) > 1
    return [Picture("disclosure-rate", charts.intervals(frame, language=parts.language))] if enough else []


def _no_denials(reasons: pd.DataFrame, parts: _Parts) -> str:
    if len(reasons) and (reasons["denominator"].fillna(-1) == 0).all():
        return parts.say("本年没有不予公开的申请。", "No request was refused this year.")
    return parts.say("不予公开各项有缺数，不列理由构成。", "Some grounds of refusal have no figure, so that their shares are not given.")


def _proceedings(parts: _Parts) -> list[Block]:
    results = compare.results(parts.own)
    own = results[results["report_id"] == parts.chosen.report_id]
    whole = own["numerator"].notna().groupby(own["channel"].astype(str)).transform("all")
    if (whole & (own["denominator"].fillna(0) > 0)).any():
        return [Picture("results", charts.results(results, language=parts.language))]
    known = len(own) and own["denominator"].notna().all()
    return [
        Prose(
            (
                parts.say("本年没有行政复议和行政诉讼。", "There were neither reviews nor lawsuits this year.")
                if known
                else parts.say("复议诉讼各项有缺数，不作图。", "Figures on reviews and lawsuits are missing; they are not drawn."),
            )
        )
    ]


def _method(parts: _Parts) -> tuple[Block, ...]:
    language = parts.language
    text = (
        parts.say(
            "数字取自年报的三张法定表，按表中所印，不作推算；任一组成单元没有数字时，指标即为空，不按 0 计。",
            "Figures are those of the three statutory tables as printed, never estimated; a metric is empty where any of its cells is, and a blank is not 0.",
        ),
        parts.say(
            "比率附分子和分母；样本量不足 30 件时标明。“结果纠正”的比率只以已审结案件为分母。",
            "Rates carry numerator and denominator, and are marked below 30 cases. Corrected rates count settled cases only.",
        ),
        parts.say(
            "同比以本机关上一年报告为基数；比率的变化以百分点计。两种表式之间只比较含义相同的项目。",
            "Changes are against this body's report of the year before, for rates in percentage points. Across the two forms only items that mean the same are compared.",
        ),
        parts.say(
            "同类指同一年、同层级、同范围（政府汇总或单个机关）、同类别的机关；名次由高到低，含本机关；中位数和四分位数按有数的机关计算。",
            "Peers share year, level, scope (government roll-up or single body) and kind; rank 1 is the largest, this body included; median and quartiles are over the bodies with a figure.",
        ),
    )
    rows = tuple(
        (
            METRICS[code].label(language),
            unit_label(METRICS[code].unit, language) or "%",
            spelled(METRICS[code].formula, language),
            METRICS[code].caveat(language) or "—",
        )
        for code in parts.frame["metric"]
    )
    columns = (parts.say("指标", "Figure"), parts.say("单位", "Unit"), parts.say("公式", "Formula"), parts.say("注意", "Caution"))
    return Prose(text), Table(parts.say("指标公式", "Formulas"), columns, rows, (20, 10, 44, 26))


def _sources(parts: _Parts) -> tuple[Block, ...]:
    language, chosen = parts.language, parts.chosen
    own = parts.cells[parts.cells["report_id"] == chosen.report_id]
    places = tuple((METRICS[code].label(language), places_of(code, own, language)) for code in parts.frame["metric"])
    file, digest = (optional(chosen.report[name]) or "—" for name in ("source", "sha256"))
    named = parts.say(f"本机关 {chosen.year} 年各项数字的出处", f"Where the figures of {chosen.year} are printed")
    note = parts.say(
        f"文件：{file}；SHA-256：{digest}",
        f"File: {file}; SHA-256: {digest}",
    )
    return (
        _files(parts),
        Table(named, (parts.say("指标", "Figure"), parts.say("出处", "Place")), places, (22, 78), note),
        Prose(
            (
                parts.say(
                    "逐格出处见 tables.xlsx 的“单元格”表和 figures.csv。",
                    "The place of every single cell is in tables.xlsx (sheet Cells) and figures.csv.",
                ),
            ),
            quiet=True,
        ),
    )


def _files(parts: _Parts) -> Table:
    """The files of all reports that were used, and what for."""
    chosen, rows = parts.chosen, []
    peers = set(_peers_only(compare.volumes(chosen.tables, "received"), chosen)["report_id"])
    earlier = set(chosen.earlier["report_id"])
    for row in chosen.tables.reports.sort_values("year", ascending=False, kind="stable").itertuples():
        use = (
            parts.say("本报告", "this report")
            if row.report_id == chosen.report_id
            else parts.say("本机关往年", "earlier year")
            if row.report_id in earlier
            else parts.say("同类", "peer")
            if row.report_id in peers
            else ""
        )
        if use:
            rows.append(
                (
                    use,
                    f"{row.agency} {row.year}",
                    f"{optional(row.source) or '—'}",
                    str(optional(row.sha256) or "—"),
                    term(str(row.grade), parts.language),
                )
            )
    rows.sort(
        key=lambda row: [parts.say("本报告", "this report"), parts.say("本机关往年", "earlier year"), parts.say("同类", "peer")].index(
            row[0]
        )
    )
    columns = (parts.say("用途", "Used as"), parts.say("报告", "Report"), parts.say("文件", "File"), "SHA-256", parts.say("等级", "Grade"))
    return Table(parts.say("所用报告", "Reports used"), columns, tuple(rows), (10, 24, 26, 30, 10))


def _figures(parts: _Parts) -> pd.DataFrame:
    """The comparison frame with label, formula, and the file and places of every figure."""
    own = parts.cells[parts.cells["report_id"] == parts.chosen.report_id]
    last = parts.chosen.last_year
    codes = list(parts.frame["metric"])
    names = [name for name in ("report_id", "agency", "year", "metric") if name in parts.frame]
    figures = [
        "unit",
        "value",
        "numerator",
        "denominator",
        "low",
        "high",
        "small_n",
        "note",
        "base_year",
        "base",
        "base_note",
        "change",
        "change_percent",
        "form_change",
        "peers",
        "rank",
        "q1",
        "median",
        "q3",
        "peer_basis",
    ]
    frame = parts.frame.reindex(columns=[*names, *figures])
    frame.insert(len(names), "label", [METRICS[code].label(parts.language) for code in codes])
    return frame.assign(
        formula=[METRICS[code].formula for code in codes],
        source=parts.chosen.report["source"],
        sha256=parts.chosen.report["sha256"],
        place=[places_of(code, own, parts.language) for code in codes],
        base_source=None if last is None else last["source"],
    )
