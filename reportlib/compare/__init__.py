"""Tidy tables become comparison frames: volumes, rates, change, rank and peers, with the formulas of the dictionary METRICS.

Every frame keeps level, scope and form beside each figure, because a government's roll-up, a single body, and the two forms
are not to be compared unseen. A figure is null where any part of its formula is null, and `note` names that part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from reportlib.compare.keys import Checked, Tables, body, identity, ordered
from reportlib.compare.mentioned import common_metrics, mention_counts, mentions_table
from reportlib.compare.metrics import METRICS, OUTCOME_SHARES, Metric, form_cells, metrics_page
from reportlib.compare.position import alike, of_year, report_of
from reportlib.compare.quality import fullest, quality, restatements, rules_matrix, worst
from reportlib.compare.series import about_series, longest, series
from reportlib.compare.words import (
    about_body,
    about_coverage,
    about_mentions,
    about_quality,
    about_rules,
    agreement,
    findings,
    metric_label,
)
from reportlib.errors import UsageError
from reportlib.forms import labels

__all__ = [
    "METRICS",
    "NO_CASES",
    "SMALL_N",
    "Checked",
    "Tables",
    "about_body",
    "about_coverage",
    "about_mentions",
    "about_quality",
    "about_rules",
    "about_series",
    "agreement",
    "alike",
    "applicant_mix",
    "applicant_outcomes",
    "beside",
    "bridge",
    "change",
    "common_metrics",
    "coverage",
    "denial_reasons",
    "findings",
    "flow",
    "fullest",
    "funnel",
    "latest",
    "longest",
    "mention_counts",
    "mentions_table",
    "metrics_page",
    "outcomes",
    "peers",
    "per_head",
    "pooled",
    "quality",
    "rates",
    "report_of",
    "restatements",
    "results",
    "rules_matrix",
    "series",
    "volumes",
    "wilson",
    "worst",
]
SMALL_N = 30
NO_CASES = "no cases"  # the note of a rate whose denominator is 0: nothing is missing, there was nothing to count
Z95, Z998 = 1.959964, 3.090232
OUTCOMES = tuple(code.removesuffix("_share") for code in OUTCOME_SHARES)


def volumes(tables: Tables, *codes: str) -> pd.DataFrame:
    """One row a report and metric (default permits) with value, unit and note; a metric that is a sum is null if a part is."""
    metrics = _metrics(codes or ("permits",), rate=False)
    wide, notes = _wide(tables, metrics)
    frames = [
        wide[identity(wide)].assign(
            metric=metric.code, value=_counts(_sum(wide, metric.numerator)), unit=metric.unit, note=_note(notes, metric.cells)
        )
        for metric in metrics
    ]
    return ordered(pd.concat(frames, ignore_index=True))


def rates(tables: Tables, *codes: str, applicant: str = "total") -> pd.DataFrame:
    """One row a report and rate (default disclosure_rate) with numerator, denominator, value, n, low, high, small_n and note."""
    metrics = _metrics(codes or ("disclosure_rate",), rate=True)
    wide, notes = _wide(tables, metrics, applicant)
    frames = [
        _with_interval(
            wide[identity(wide)].assign(
                metric=metric.code,
                unit=metric.unit,
                numerator=_sum(wide, metric.numerator),
                denominator=_sum(wide, metric.denominator),
                note=_note(notes, metric.cells),
            )
        )
        for metric in metrics
    ]
    return ordered(pd.concat(frames, ignore_index=True))


def outcomes(tables: Tables, applicant: str = "total") -> pd.DataFrame:
    """The six outcomes of each report as shares of closed_total, in form order; `outcome` is their code."""
    frame = rates(tables, *OUTCOME_SHARES, applicant=applicant)
    return frame.assign(outcome=_category(frame["metric"].str.removesuffix("_share"), OUTCOMES))


def applicant_outcomes(tables: Tables) -> pd.DataFrame:
    """The six outcomes of each report for each of the applicants, as shares of what was closed for that applicant."""
    applicants = [code for code in _codes("requests", "applicant") if code != "total"]
    frames = [outcomes(tables, applicant).assign(applicant=applicant) for applicant in applicants]
    frame = pd.concat(frames, ignore_index=True)
    return frame.assign(applicant=_category(frame["applicant"], applicants))


def applicant_mix(tables: Tables, item: str = "received") -> pd.DataFrame:
    """Each applicant's share of an item (default: requests received), the printed total being the denominator."""
    rows = tables.requests[tables.requests["item"] == item]
    return _composition(tables, rows, "applicant", whole="total")


def denial_reasons(tables: Tables) -> pd.DataFrame:
    """Each ground of refusal as a share of all refusals of the report; null throughout where one ground is not a number."""
    rows = tables.requests[tables.requests["applicant"] == "total"]
    rows = rows[rows["item"].astype("str").str.startswith("denied.")]
    return _composition(tables, rows.rename(columns={"item": "reason"}), "reason")


def results(tables: Tables) -> pd.DataFrame:
    """Each result of reviews and lawsuits by channel, as a share of that channel's printed total."""
    frames = [
        _composition(tables, rows, "result", whole="total").assign(channel=channel)
        for channel, rows in tables.proceedings.groupby(tables.proceedings["channel"].astype(str), observed=True, sort=False)
    ]
    if not frames:
        return _composition(tables, tables.proceedings, "result", whole="total").assign(channel=pd.Series(dtype="str"))
    frame = pd.concat(frames, ignore_index=True)
    return frame.assign(channel=_category(frame["channel"], _codes("proceedings", "channel")))


def change(frame: pd.DataFrame, base_year: int | None = None) -> pd.DataFrame:
    """The frame with base_year, base, change, change_percent and form_change against the year before, or against a fixed year.

    The base is null, and so is the change, where the body has no report for that year, or more than one. change_percent is
    null for a base of 0; for rates `change` is in percentage points / 100. A metric that the other form lacks has no base.
    """
    keys = [body(frame), *[name for name in ("metric", "outcome", "reason", "applicant", "channel", "result") if name in frame]]
    now = frame.assign(base_year=(frame["year"] - 1) if base_year is None else base_year)
    now["base_year"] = now["base_year"].astype("Int64")
    before = frame[[*keys, "year", "value", "form"]].rename(columns={"year": "base_year", "value": "base", "form": "base_form"})
    before = before.dropna(subset=["base_year"]).drop_duplicates([*keys, "base_year"], keep=False).astype({"base_year": "Int64"})
    joined = now.merge(before, on=[*keys, "base_year"], how="left")
    difference = joined["value"] - joined["base"]
    return joined.assign(
        change=difference,
        change_percent=100 * (difference / joined["base"].where(joined["base"] != 0)).astype("Float64"),
        form_change=joined["base_form"].notna() & (joined["base_form"].astype(str) != joined["form"].astype(str)),
    ).drop(columns="base_form")


def latest(frame: pd.DataFrame) -> pd.DataFrame:
    """Of each body the rows of its last year that has a figure, or of its last year where none has, or all if no year is known."""
    bodies = frame[body(frame)]
    years = frame["year"].astype("Int64")
    last = years.where(frame["value"].notna()).groupby(bodies).transform("max").fillna(years.groupby(bodies).transform("max"))
    return frame[((years == last) | last.isna()).fillna(False)].reset_index(drop=True)


def peers(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with each body's place among its peers: rank (1 is the largest), peers, q1, median, q3, peer_basis.

    Peers share year, metric, level and scope, and kind where the reports know it. A body of unknown level or scope has none.
    """
    basis = ["level", "scope", *(["kind"] if "kind" in frame and frame["kind"].notna().any() else [])]
    known = frame["value"].notna() & frame[basis].notna().all(axis=1)
    groups = frame[known].groupby(["year", "metric", *basis], observed=True)["value"]
    return frame.assign(
        rank=groups.rank(method="min", ascending=False).astype("Int64"),
        peers=groups.transform("size").astype("Int64"),
        q1=groups.transform("quantile", 0.25),
        median=groups.transform("median"),
        q3=groups.transform("quantile", 0.75),
        peer_basis=", ".join(["year", *basis]),
    )


def beside(tables: Tables, agency: str, year: int | None, language: str = "zh") -> pd.DataFrame:
    """One row a metric for that body and year, with `label`, its figure, the year before (base, change) and its place among peers."""
    volume_codes = [code for code, metric in METRICS.items() if not metric.denominator]
    rate_codes = [code for code, metric in METRICS.items() if metric.denominator]
    frame = peers(change(pd.concat([volumes(tables, *volume_codes), rates(tables, *rate_codes)], ignore_index=True)))
    own = of_year(frame[frame["agency"] == agency], year).reset_index(drop=True)
    return own.assign(label=[metric_label(code, language) for code in own["metric"]])


def pooled(frame: pd.DataFrame, by: Sequence[str] = ("level", "scope")) -> pd.DataFrame:
    """Rates over all reports of one level and scope together, with `reports` counted in (`verified` of them) and `left_out` for want of a figure.

    Level and scope are always kept apart: a government's roll-up already holds the bodies below it.
    """
    also = [name for name in ("metric", "unit", "outcome", "reason", "applicant", "channel", "result") if name in frame]
    keys = list(dict.fromkeys(["level", "scope", *by, *also]))
    usable = frame["numerator"].notna() & frame["denominator"].notna()
    verified = usable & (frame["grade"] == "verified").fillna(False) if "grade" in frame else False
    marked = frame.assign(
        verified=verified,
        numerator=frame["numerator"].where(usable),
        denominator=frame["denominator"].where(usable),
        reports=usable,
        left_out=~usable,
    )
    groups = marked.groupby(keys, observed=True, dropna=False, sort=False)
    sums = groups[["numerator", "denominator"]].sum(min_count=1).join(groups[["reports", "verified", "left_out"]].sum()).reset_index()
    return _with_interval(sums.assign(note=""))


def funnel(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the pooled mean of its metric and the 95% and 99.8% limits around it at each n; `outside` beyond 99.8%."""
    known = frame[frame["value"].notna()]
    numerator, denominator = (known[name].astype("float64").sum() for name in ("numerator", "denominator"))
    mean = numerator / denominator if denominator else np.nan
    n = frame["n"].astype("float64").where(lambda count: count > 0)
    spread = np.sqrt(mean * (1 - mean) / n)
    limits = {
        f"{side}_{name}": (mean + sign * z * spread).clip(0, 1)
        for name, z in (("95", Z95), ("998", Z998))
        for side, sign in (("low", -1), ("high", 1))
    }
    value = frame["value"].astype("float64")
    return frame.assign(mean=mean, **limits, outside=(value > limits["high_998"]) | (value < limits["low_998"]))


def per_head(frame: pd.DataFrame, denominators: pd.DataFrame, column: str = "population", per: float = 10_000) -> pd.DataFrame:
    """The frame with per_head = value / denominators[column] * per; joined by agency, and by year where the denominators have it."""
    keys = ["agency", "year"] if "year" in denominators else ["agency"]
    absent = [name for name in ("agency", column) if name not in denominators]
    if absent:
        raise UsageError("the denominators lack a column", expected=", ".join(absent), found=", ".join(map(str, denominators.columns)))
    twice = denominators[denominators.duplicated(keys)]
    if len(twice):
        raise UsageError("the denominators hold a body twice", found=str(twice[keys].iloc[0].tolist()))
    joined = frame.merge(denominators[[*keys, column]], on=keys, how="left")
    base = joined[column].where(joined[column] > 0)
    return joined.assign(per_head=joined["value"] / base * per)


def flow(tables: Tables, report_id: str) -> pd.DataFrame:
    """The year of one report as steps: carried in, received, less each outcome, carried out; start and end of each bar.

    `gap` is what the printed figures leave unexplained (0 where the form's balance holds, null where it cannot be told).
    """
    steps = ("carried_in", "received", *OUTCOMES, "carried_out")
    metric = Metric("flow", "", "", "件", " + ".join(steps))
    wide, _ = _wide(tables, [metric])
    rows = wide[wide["report_id"] == report_id]
    if rows.empty:
        raise UsageError("no such report", found=report_id)
    values = rows[list(steps)].iloc[0].astype("float64")
    signed = values * np.array([1, 1, *[-1] * len(OUTCOMES), 1])
    moving = signed.drop("carried_out").fillna(0)
    end = moving.cumsum()
    frame = pd.DataFrame({"step": list(steps), "value": values.to_numpy()})
    frame["end"] = [*end, values["carried_out"]]
    frame["start"] = [0.0, *end.iloc[:-1], 0.0]
    gap = signed.drop("carried_out").sum(skipna=False) - values["carried_out"]
    return frame.assign(gap=gap, **{name: rows[name].iloc[0] for name in identity(rows)})


def coverage(tables: Tables) -> pd.DataFrame:
    """Every body × every year from the first to the last, with reports (0 is a gap), form and grade."""
    reports = tables.reports.dropna(subset=["year"])
    key = body(reports)
    held = reports.groupby([key, "year"], observed=True).agg(
        reports=("report_id", "size"),
        agency=("agency", "last"),
        form=("form", "last"),
        grade=("grade", "last"),
        level=("level", "last"),
        scope=("scope", "last"),
    )
    if held.empty:
        return pd.DataFrame(columns=[key, "year", "reports", "form", "grade", "level", "scope"])
    years = range(int(reports["year"].min()), int(reports["year"].max()) + 1)
    grid = pd.MultiIndex.from_product([held.index.unique(key), years], names=[key, "year"])
    columns = [name for name in held if name != key]
    return held[columns].reindex(grid).reset_index().assign(reports=lambda frame: frame["reports"].fillna(0).astype(int))


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


def wilson(numerator: pd.Series, denominator: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The Wilson 95% interval of numerator / denominator; null where that is no proportion (nothing there, or above 1)."""
    n = denominator.astype("float64")
    p = numerator.astype("float64") / n.where(n > 0)
    p = p.where((p >= 0) & (p <= 1))
    centre = (p + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 * np.sqrt(p * (1 - p) / n + Z95**2 / (4 * n**2)) / (1 + Z95**2 / n)
    return (centre - half).clip(lower=0), (centre + half).clip(upper=1)


def _metrics(codes: Iterable[str], *, rate: bool) -> list[Metric]:
    known = {code for code, metric in METRICS.items() if bool(metric.denominator) == rate}
    for code in codes:
        if code not in known:
            raise UsageError(f"no such {'rate' if rate else 'volume'}", expected="one of " + ", ".join(sorted(known)), found=code)
    return [METRICS[code] for code in codes]


def _wide(tables: Tables, metrics: Sequence[Metric], applicant: str = "total") -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row a report: its identity and the cells that the metrics need; and beside it why a cell is null."""
    names = list(dict.fromkeys(cell for metric in metrics for cell in metric.cells))
    cells = pd.concat(_cells(tables, set(names), applicant), ignore_index=True)
    reports = tables.reports[identity(tables.reports)].reset_index(drop=True)
    wide = cells.pivot(index="report_id", columns="cell", values="value").reindex(index=reports["report_id"], columns=names)
    forms = cells["report_id"].map(reports.drop_duplicates("report_id").set_index("report_id")["form"])
    pairs = pd.DataFrame({"cell": cells["cell"], "form": forms.astype("str")}).drop_duplicates()
    printed = {str(cell): set(group) for cell, group in pairs.groupby("cell")["form"]}
    notes = pd.DataFrame("", index=reports.index, columns=names)
    for name in names:
        in_form = reports["form"].astype(str).isin(printed.get(name, set()))
        missing = wide[name].isna().to_numpy()
        notes[name] = np.select([missing & ~in_form, missing], [f"not in form: {name}", f"no figure: {name}"], "")
    return pd.concat([reports, wide.reset_index(drop=True)], axis=1), notes


def _cells(tables: Tables, names: set[str], applicant: str) -> list[pd.DataFrame]:
    """The cells asked for as report_id, cell, value; from each table only the rows that are needed, for tables can be long."""
    requests = tables.requests[tables.requests["applicant"] == applicant]
    wanted = [item for item in requests["item"].unique() if str(item) in names or str(item).partition(".")[0] in names]
    requests = requests[requests["item"].isin(wanted)]
    asked = _long(requests, requests["item"].astype("str"))
    ends = {name.rpartition(".")[2] for name in names}
    proceedings = tables.proceedings[tables.proceedings["result"].isin(ends)]
    channel, result = (proceedings[name].astype("str") for name in ("channel", "result"))
    in_all = [_long(proceedings, name + "." + result) for name in (channel, _before(channel, "_"), "proceedings")]
    disclosures = tables.disclosures[tables.disclosures["measure"].isin(ends)]
    disclosed = _long(disclosures, disclosures["item"].astype("str") + "." + disclosures["measure"].astype("str"))
    singles = [_total(frame[frame["cell"].isin(names)]) for frame in (disclosed, *in_all)]
    return [_grouped(asked, names), pd.concat(singles).drop_duplicates(["report_id", "cell"])]


def _long(table: pd.DataFrame, cell: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"report_id": table["report_id"], "cell": cell, "value": table["value"].astype("Float64")})


def _grouped(cells: pd.DataFrame, names: set[str]) -> pd.DataFrame:
    """Rows asked for by name, and groups as the sum of their sub-rows; a group's own printed row goes before that sum."""
    own = cells[cells["cell"].isin(names)]
    group = _before(cells["cell"], ".")
    sub_rows = cells[(cells["cell"] != group) & group.isin(names)]
    sums = _total(sub_rows.assign(cell=group[sub_rows.index]))
    both = pd.concat([own, sums], ignore_index=True)
    return both.sort_values("value", key=lambda value: value.isna(), kind="stable").drop_duplicates(["report_id", "cell"])


def _total(cells: pd.DataFrame) -> pd.DataFrame:
    """The sum by report and cell, null where any part is null."""
    sums = cells.groupby(["report_id", "cell"], observed=True, sort=False)["value"]
    return sums.sum(min_count=1).where(sums.count() == sums.size()).reset_index()


def _sum(wide: pd.DataFrame, formula: str) -> pd.Series:
    return wide[formula.split(" + ")].astype("Float64").sum(axis=1, skipna=False)


def _note(notes: pd.DataFrame, cells: Sequence[str]) -> pd.Series:
    if notes.empty:
        return pd.Series(dtype="str")
    joined = notes[cells[0]]
    for cell in cells[1:]:
        joined = joined + np.where((joined != "") & (notes[cell] != ""), "; ", "") + notes[cell]
    return joined


def _counts(values: pd.Series) -> pd.Series:
    """Int64 where every number is whole, else Float64."""
    values = values.astype("Float64")
    whole = (values.dropna() % 1 == 0).all()
    return values.astype("Int64") if whole else values


def _with_interval(frame: pd.DataFrame) -> pd.DataFrame:
    numerator, denominator = frame["numerator"].astype("Float64"), frame["denominator"].astype("Float64")
    low, high = wilson(numerator.astype("float64"), denominator.astype("float64"))
    above = ((numerator > denominator) & (frame["unit"] == "share" if "unit" in frame else True)).fillna(False)
    return frame.assign(
        numerator=_counts(numerator),
        denominator=_counts(denominator),
        value=(numerator / denominator.where(denominator > 0)).astype("Float64"),
        n=_counts(denominator),
        low=low,
        high=high,
        small_n=(denominator < SMALL_N).fillna(False).astype(bool),
        note=frame["note"].mask(above, "numerator above denominator").mask((denominator == 0).fillna(False), NO_CASES),
    )


def _composition(tables: Tables, rows: pd.DataFrame, axis: str, whole: str | None = None) -> pd.DataFrame:
    """Each code of an axis as a share of the whole: a printed code, or else the sum of the codes."""
    codes = rows[axis].astype(str)
    cells = rows.assign(**{axis: codes})[["report_id", axis, "value"]].astype({"value": "Float64"})
    parts = cells[codes != whole] if whole else cells
    totals = cells[codes == whole] if whole else _total(cells.assign(cell="whole"))
    joined = parts.merge(totals[["report_id", "value"]].rename(columns={"value": "denominator"}), on="report_id", how="left")
    joined = joined.rename(columns={"value": "numerator"}).merge(tables.reports[identity(tables.reports)], on="report_id")
    note = np.select([joined["numerator"].isna(), joined["denominator"].isna()], ["no figure", "no figure in the whole"], "")
    frame = _with_interval(joined.assign(metric=axis, unit="share", note=note))
    first = identity(frame)
    frame[axis] = _category(frame[axis], list(dict.fromkeys(codes)))
    return ordered(frame[[*first, "metric", axis, *[name for name in frame if name not in (*first, "metric", axis)]]])


def _codes(table: str, axis: str) -> list[str]:
    """The codes of one axis in form order, over all forms."""
    return [code for its_table, its_axis, code in labels() if (its_table, its_axis) == (table, axis)]


def _category(values: pd.Series, order: Iterable[str]) -> pd.Series:
    return values.astype(pd.CategoricalDtype(list(order), ordered=True))


def _before(values: pd.Series, mark: str) -> pd.Series:
    return values.astype("str").str.split(mark, n=1).str[0]
