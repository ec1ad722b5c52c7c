"""Where the figures of a review come from: method, formulas, files, and the place of every figure."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reportlib import compare
from reportlib.compare import METRICS
from reportlib.compare.words import term, unit_word
from reportlib.reviewing.content import Block, Prose, Table, optional
from reportlib.reviewing.printed import places_of, spelled
from reportlib.reviewing.sections.parts import MADE, Parts, peers_only


def method(parts: Parts) -> tuple[Block, ...]:
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
            "同类指同一年、同层级、同范围（政府汇总或单个机关）、同类别的机关；名次由高到低，含本机关，不足 8 个机关或比率不足 30 件的不排名；中位数和四分位数按有数的机关计算。",
            "Peers share year, level, scope (government roll-up or single body) and kind; rank 1 is the largest, this body included; there is no rank among fewer than 8 bodies nor for a rate of fewer than 30 cases; median and quartiles are over the bodies with a figure.",
        ),
        parts.say(
            "法定表式不印办理时限、办理成本和答复方式，本分析无从说明。",
            "The statutory form prints neither the time taken nor the cost nor the manner of answering: nothing is said of them.",
        ),
    )
    rows = tuple(
        (
            METRICS[code].label(language),
            unit_word(METRICS[code].unit, language),
            spelled(METRICS[code].formula, language),
            METRICS[code].caveat(language) or "—",
        )
        for code in parts.frame["metric"]
    )
    columns = (parts.say("指标", "Figure"), parts.say("单位", "Unit"), parts.say("公式", "Formula"), parts.say("注意", "Caution"))
    return Prose(text), Table(parts.say("指标公式", "Formulas"), columns, rows, (20, 10, 44, 26))


def sources(parts: Parts) -> tuple[Block, ...]:
    language, chosen = parts.language, parts.chosen
    own = parts.cells[parts.cells["report_id"] == chosen.report_id]
    places = tuple((METRICS[code].label(language), places_of(code, own, language)) for code in parts.frame["metric"])
    file, digest = (optional(chosen.report[name]) or "—" for name in ("source", "sha256"))
    named = parts.say(f"本机关 {chosen.year} 年各项数字的出处", f"Where the figures of {chosen.year} are printed")
    origin = _origin(chosen.report, parts)
    note = parts.say(f"文件：{file}；{origin or f'SHA-256：{digest}'}", f"File: {file}; {origin or f'SHA-256: {digest}'}")
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


def _files(parts: Parts) -> Table:
    """The files of all reports that were used, and what for."""
    chosen, rows = parts.chosen, []
    peers = set(peers_only(compare.volumes(chosen.tables, "received"), chosen)["report_id"])
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
                    _origin(row._asdict(), parts) or str(optional(row.sha256) or "—"),
                    term(str(row.grade), parts.language),
                )
            )
    rows.sort(
        key=lambda row: [parts.say("本报告", "this report"), parts.say("本机关往年", "earlier year"), parts.say("同类", "peer")].index(
            row[0]
        )
    )
    columns = (
        parts.say("用途", "Used as"),
        parts.say("报告", "Report"),
        parts.say("文件", "File"),
        parts.say("来历或 SHA-256", "Origin or SHA-256"),
        parts.say("等级", "Grade"),
    )
    return Table(parts.say("所用报告", "Reports used"), columns, tuple(rows), (10, 24, 26, 30, 10))


def _origin(report: Mapping[str, object] | pd.Series, parts: Parts) -> str:
    """What a file is that was not published as it is; empty for one that was, whose hash says which it is."""
    made = MADE.get(str(report["origin"]))
    return parts.say(*made) if made else ""


def figures(parts: Parts) -> pd.DataFrame:
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
