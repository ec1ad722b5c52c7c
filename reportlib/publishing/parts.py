"""Tables and sentences that the sections of a bulletin share: a figure by groups, its change, and who moved."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reportlib import compare
from reportlib.compare.method.intervals import SMALL_N, few_cases
from reportlib.compare.method.matched import FEWEST_MATCHED, by_groups, paired
from reportlib.compare.words import metric_label
from reportlib.compare.words.said import told_change
from reportlib.compare.words.sentences import change_sentence
from reportlib.publishing.subject import Subject
from reportlib.reviewing.content import Cell, Number, Prose, Table

MOST_MOVERS, FEWEST_MEDIAN = 5, 5


def by_group(subject: Subject, code: str) -> Table:
    """A count by groups of like bodies: sum of the known (k of m), median, quartiles, and the matched change on the year before."""
    matched = matched_in(subject, code)
    rows = [_count_row(name, _of_reports(subject, code, group), _matched_row(subject, matched, group)) for name, group in subject.groups()]
    say = subject.say
    unit = compare.METRICS[code].unit
    columns = (
        say("组别", "Group"),
        say("有数机关", "Known"),
        say("合计", "Sum"),
        say("中位数", "Median"),
        say("四分位", "Quartiles"),
        say("配对机关", "Matched"),
        say("配对变化", "Matched change"),
        say("升 / 降", "Rose / fell"),
    )
    caption = f"{metric_label(code, subject.language)}{say('（' + unit + '）', '')}{say('，', ', ')}{subject.year}"
    return Table(caption, columns, tuple(rows), (3, 1.2, 1.5, 1.2, 1.6, 1.2, 1.6, 1.2), _matched_note(subject))


def rates_by_group(subject: Subject, codes: Sequence[str], caption: str) -> Table:
    """Rates by groups: pooled and median side by side, each with numerator and denominator, and how many bodies have thirty cases."""
    matched = {code: matched_in(subject, code) for code in codes}
    rows: list[tuple[Cell, ...]] = [
        (name, metric_label(code, subject.language), *_rate_cells(subject, code, group), _matched_row(subject, matched[code], group)[1])
        for name, group in subject.groups()
        for code in codes
    ]
    say = subject.say
    columns = (
        say("组别", "Group"),
        say("指标", "Figure"),
        say("合计比率", "Pooled"),
        say("分子/分母", "Of"),
        say("中位数", "Median"),
        say("满 30 件的机关", f"With {SMALL_N} cases"),
        say("比上年（配对）", "Change (matched)"),
    )
    note = say(
        "合计比率与各机关比率的中位数并列；中位数只计满 30 件、且满五个的机关。",
        "Pooled rate and median of bodies side by side; the median is of bodies with thirty cases, five and more.",
    )
    return Table(caption, columns, tuple(rows), (2.4, 3, 1.2, 1.8, 1.2, 1.4, 1.8), note)


def _rate_cells(subject: Subject, code: str, group: pd.DataFrame) -> tuple[Cell, ...]:
    frame = _of_reports(subject, code, group)
    known = frame[frame["value"].notna()]
    enough = known[~few_cases(known)]
    unit = compare.METRICS[code].unit
    if known.empty:
        return "—", "0/0", "—", f"0/{len(group)}"
    n, d = (int(known[name].sum()) for name in ("numerator", "denominator"))
    pooled = compare.METRICS[code].times * n / d if d >= SMALL_N else None
    median = float(enough["value"].median()) if len(enough) >= FEWEST_MEDIAN else None
    return Number(pooled, unit), f"{n:,}/{d:,}", Number(median, unit), f"{len(enough)}/{len(group)}"


def _of_reports(subject: Subject, code: str, group: pd.DataFrame) -> pd.DataFrame:
    frame = subject.of(code)
    return frame[frame["report_id"].isin(group["report_id"])]


def _count_row(name: str, frame: pd.DataFrame, change: tuple[Cell, Cell, Cell]) -> tuple[Cell, ...]:
    values = frame["value"].dropna().astype("float64")
    unit = str(frame["unit"].iloc[0]) if len(frame) else ""
    few = len(values) < FEWEST_MEDIAN
    quartiles = "—" if few else "–".join(f"{float(values.quantile(quarter)):,.1f}".removesuffix(".0") for quarter in (0.25, 0.75))
    total = Number(float(values.sum()) if len(values) else None, unit)
    return name, f"{len(values)}/{len(frame)}", total, Number(None if few else float(values.median()), unit), quartiles, *change


def _matched_row(subject: Subject, told: pd.DataFrame, group: pd.DataFrame) -> tuple[Cell, Cell, Cell]:
    """How many bodies of a group are matched, what they moved by, and how many rose and fell."""
    told = of_group(told, group)
    if told.empty:
        return "0", "—", "—"
    row = told.iloc[0]
    if row["bodies"] < FEWEST_MATCHED:
        return str(row["bodies"]), "—", "—"
    return str(row["bodies"]), told_change(row.to_dict(), subject.language), f"{int(row['rose'])} / {int(row['fell'])}"


def of_group(frame: pd.DataFrame, group: pd.DataFrame) -> pd.DataFrame:
    """The rows of the level and scope of a group, unknown ones included."""
    for name, value in group[["level", "scope"]].iloc[0].items():
        frame = frame[frame[name].isna() if pd.isna(value) else (frame[name] == value).fillna(False)]
    return frame


def matched_in(subject: Subject, code: str) -> pd.DataFrame:
    """The matched change of each level and scope, kinds together."""
    pairs = paired(subject.dataset, code, (subject.year - 1, subject.year))
    return by_groups(pairs, code, (subject.year - 1, subject.year), ("level", "scope"))


def movers(subject: Subject, *codes: str) -> Prose:
    """Who moved beyond chance, the largest first, a few of each figure; or that nobody did."""
    said: list[str] = []
    for code in codes:
        frame = subject.frame[subject.frame["metric"] == code].reset_index(drop=True)
        changed = compare.change(frame)
        named = changed[(changed["year"] == subject.year) & changed["named"]]
        largest = named.reindex(named["change"].astype("float64").abs().sort_values(ascending=False).index)
        said += [change_sentence(row, subject.language) for row in largest.head(MOST_MOVERS).to_dict("records")]
        left = len(named) - MOST_MOVERS
        if left > 0:
            said.append(
                subject.say(
                    f"另有 {left} 个机关的{metric_label(code, 'zh')}变化超出偶然，见 figures.csv。",
                    f"{left} more changes of {metric_label(code, 'en').lower()} are beyond chance: see figures.csv.",
                )
            )
    nobody = subject.say(
        "没有机关的变化超出偶然所能解释的范围（两年各 30 件以上者）。",
        "No change of a body is beyond chance (of those with thirty cases in both years).",
    )
    return Prose(tuple(said or [nobody]), listed=True)


def _matched_note(subject: Subject) -> str:
    year = subject.year
    return subject.say(
        f"有数机关为 k/m：m 个机关中 k 个有数，合计只加有数者，空缺不按 0 计。配对变化只计 {year - 1} 与 {year} 两年均有数、口径相同的机关，不足五个不列。",
        f"Known is k of m bodies; sums are of the known, a blank is no 0. The matched change is of bodies with both {year - 1} and {year} on one basis, five and more.",
    )
