"""The sections with charts: the body among its peers, its years, its requests, its reviews and lawsuits."""

from __future__ import annotations

import pandas as pd

from reportlib import charts, compare
from reportlib.compare.words import label
from reportlib.reviewing.chosen import Chosen
from reportlib.reviewing.compared import has_peers
from reportlib.reviewing.content import Block, Cell, Heading, Number, Picture, Prose, Table, optional
from reportlib.reviewing.sections.parts import Parts, peers_only

MOST_UNKNOWN = 2  # steps of the year's flow without a figure, beyond which it is not drawn
MOST_PEERS = 15  # in a chart: the nearest by value


def peer_pictures(parts: Parts) -> list[Block]:
    """The body among its peers: permits and disclosure rate, at most the nearest fifteen."""
    if not has_peers(parts.frame):
        return []
    blocks: list[Block] = [Heading(parts.say("本机关与同类机关", "This body among its peers"))]
    for name, frame in (
        ("peers-received", compare.volumes(parts.chosen.tables, "received")),
        ("peers-disclosure-rate", compare.rates(parts.chosen.tables, "disclosure_rate")),
    ):
        near, left = _near(peers_only(frame, parts.chosen), parts.chosen)
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


def _marked(near: pd.DataFrame, parts: Parts) -> charts.Chart:
    """The chart of the peers with this body named as such; the numbers beside it keep the plain names."""
    own = near["report_id"] == parts.chosen.report_id
    named = near.assign(agency=near["agency"].mask(own, near["agency"] + parts.say("（本机关）", " (this body)")))
    draw = charts.intervals if "low" in near else charts.volumes
    chart = draw(named, language=parts.language)
    chart.numbers = near.reset_index(drop=True)
    return chart


def _near(frame: pd.DataFrame, chosen: Chosen) -> tuple[pd.DataFrame, int]:
    ranked = frame.sort_values("value", ascending=False, kind="stable").reset_index(drop=True)
    if len(ranked) < 2:
        return ranked.iloc[:0], 0
    at = int(ranked.index[ranked["report_id"] == chosen.report_id][0])
    start = max(0, min(at - MOST_PEERS // 2, len(ranked) - MOST_PEERS))
    near = ranked.iloc[start : start + MOST_PEERS]
    return near, len(ranked) - len(near)


def trends(parts: Parts, *codes: str) -> list[Block]:
    """A line over the body's years for each metric that has figures for two of them."""
    blocks: list[Block] = []
    for code in codes:
        frame = compare.volumes(parts.own, code)
        if int(frame["value"].notna().sum()) > 1:
            blocks.append(Picture(f"trend-{code.replace('_', '-')}", charts.trend(frame, language=parts.language)))
    return blocks


def requests(parts: Parts) -> list[Block]:
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
    return [*blocks, *_grounds_by_year(parts), *trends(parts, "received"), *_rate_by_year(parts)]


def _grounds_by_year(parts: Parts) -> list[Block]:
    """The grounds of refusal over the body's years, those that were never given left out; nothing for one year alone."""
    held = compare.denial_reasons(parts.own).drop_duplicates(["year", "reason"])
    years = sorted(held["year"].dropna().unique())
    if len(years) < 2:
        return []
    counts = held.pivot(index="reason", columns="year", values="numerator")
    given = counts[(counts.fillna(0) > 0).any(axis=1)]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (label("requests", "item", str(reason), parts.language), *(Number(optional(row[year])) for year in years))
        for reason, row in given.iterrows()
    )
    columns = (parts.say("理由", "Ground"), *(str(int(year)) for year in years))
    note = parts.say(
        "— 表示该年没有此数，不是 0；各年都没有用到的理由不列。",
        "— no figure of that year, which is not 0; grounds never given are left out.",
    )
    named = parts.say("历年不予公开的理由（件）", "Grounds of refusal by year (cases)")
    return [Table(named, columns, rows, (40, *([60 / len(years)] * len(years))), note)] if rows else []


def _rate_by_year(parts: Parts) -> list[Block]:
    """The disclosure rate of each of the body's years with its interval."""
    frame = compare.rates(parts.own, "disclosure_rate")
    enough = int(frame["value"].notna().sum()) > 1
    return [Picture("disclosure-rate", charts.intervals(frame, language=parts.language))] if enough else []


def _no_denials(reasons: pd.DataFrame, parts: Parts) -> str:
    if len(reasons) and (reasons["denominator"].fillna(-1) == 0).all():
        return parts.say("本年没有不予公开的申请。", "No request was refused this year.")
    return parts.say("不予公开各项有缺数，不列理由构成。", "Some grounds of refusal have no figure, so that their shares are not given.")


def proceedings(parts: Parts) -> list[Block]:
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
