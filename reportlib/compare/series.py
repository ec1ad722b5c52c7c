"""One body, or all, over the forms of seventeen years: what may be joined, what not, and why."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from reportlib.compare.words import say
from reportlib.errors import UsageError
from reportlib.forms.bridge import breaks_within, bridge

COLUMNS = ["series", "agency", "body_id", "year", "value", "form", "source", "fit", "caveat", "breaks", "report_id", "place"]


class Queried(Protocol):
    """A dataset that answers SQL."""

    def sql(self, query: str) -> pd.DataFrame: ...


def series(dataset: Queried, code: str = "received", *, body: str | None = None, language: str = "en") -> pd.DataFrame:
    """One row a report: value, form, source (table, statistics, mention), fit (same, near, partly), caveat, and `breaks` before its year.

    `body` is a body's id or name; two bodies that overlap, such as a county and the zone in it, stay two. Without a year or a
    figure a row stays, its value null. Raises UsageError for a series that forms/bridge.toml does not have.

    >>> import reportlib
    >>> reportlib.compare.series(reportlib.load("data/processed"), "received", body="370305-commerce")  # doctest: +SKIP
    """
    known = bridge().series
    if code not in known:
        raise UsageError("there is no such series", expected=f"one of {', '.join(known)}", found=code)
    frame = dataset.sql(f"select * from series where series = '{code}' order by coalesce(body_id, agency), year, report_id")
    if body is not None:
        named = (frame["body_id"] == body) | (frame["agency"] == body)
        frame = frame[named | frame["body_id"].isin(frame.loc[named, "body_id"].dropna())]
    frame = frame.astype({"year": "Int64", "value": "Float64"})
    at = 1 if language == "zh" else 0
    caveat = frame["caveat_zh"] if language == "zh" else frame["caveat"]
    said = [_breaks(code, before, year, at) for before, year in zip(_year_before(frame), frame["year"], strict=True)]
    return frame.assign(caveat=caveat, breaks=said)[COLUMNS].reset_index(drop=True)


def _year_before(frame: pd.DataFrame) -> pd.Series[int]:
    """The year of the report before, of the same body; none for its first."""
    return frame.groupby(frame["body_id"].fillna(frame["agency"]))["year"].shift()


def _breaks(code: str, before: int, year: int, at: int) -> str:
    """What changes between two reports of a body, in words; empty where nothing does."""
    if pd.isna(before) or pd.isna(year):
        return ""
    return ("；" if at else "; ").join(each.says[at] for each in breaks_within(code, before, year))


def longest(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the body with figures for the most years, the first in order among equals."""
    held = frame[frame["value"].notna() & frame["year"].notna()]
    if held.empty:
        return frame
    body = frame["body_id"].fillna(frame["agency"])
    years = held.groupby(body[held.index])["year"].nunique()
    return frame[body == years.idxmax()].reset_index(drop=True)


def about_series(frame: pd.DataFrame, language: str = "zh") -> list[str]:
    """Where the figures come from, how the ones of today's forms developed, and which breaks forbid to join the others to them."""
    held = frame[frame["value"].notna() & frame["year"].notna()]
    if held.empty:
        return [say(language, "没有可用的数字。", "No figures to follow.")]
    sources = held["source"].value_counts()
    now, before, told = (int(sources.get(name, 0)) for name in ("table", "statistics", "mention"))
    first, last = int(held["year"].min()), int(held["year"].max())
    zh = f"{first}–{last} 年共 {len(held)} 个数字：{now} 个出自现行表式，{before} 个出自 2019 年以前的统计表，{told} 个只见于正文。"
    en = f"{len(held)} figures from {first} to {last}: {now} of today's forms, {before} of statistical tables, {told} told in prose only."
    breaks = [f"{int(row.year)}{say(language, '：', ': ')}{row.breaks}" for row in held.itertuples() if row.breaks]
    return [say(language, zh, en), *_development(held[held["fit"] == "same"], language), *dict.fromkeys(breaks)]


def _development(held: pd.DataFrame, language: str) -> list[str]:
    """From the first to the last figure of one body whose definition is the same."""
    if len(held) < 2 or held["body_id"].fillna(held["agency"]).nunique() > 1:
        return []
    first, last = held.iloc[0], held.iloc[-1]
    years, values = (int(first["year"]), int(last["year"])), (f"{first['value']:,.0f}", f"{last['value']:,.0f}")
    zh = f"口径相同的 {years[0]} 至 {years[1]} 年：{values[0]} → {values[1]}。"
    return [say(language, zh, f"Under one definition, {years[0]} to {years[1]}: {values[0]} → {values[1]} (figures of the same tables).")]
