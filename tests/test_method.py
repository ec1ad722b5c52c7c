"""What may be said of comparisons: whose figures count, intervals against published examples, matched changes, layers and breaks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from frames import Frames, empty, synthetic
from pandas.testing import assert_frame_equal

from reportlib import compare
from reportlib.compare.keys import with_standing
from reportlib.compare.method.breaks import breaks_between
from reportlib.compare.method.chance import below_false_share
from reportlib.compare.method.intervals import between, byar, newcombe
from reportlib.compare.method.shrunk import moments
from reportlib.compare.metrics import form_cells
from reportlib.errors import UsageError
from reportlib.forms.bridge import bridge
from reportlib.forms.rules.comparisons import comparison, comparisons

ALL = synthetic(40, gaps=False, carried=True)


class Contradicted(Frames):
    """Tables of which one report's own sums fail at one place."""

    def __init__(self, frames: Frames, report_id: str, table: str, item: str | None, column: str | None, rule: str, **other: str) -> None:
        super().__init__(frames.reports, frames.disclosures, frames.requests, frames.proceedings)
        row = {"report_id": report_id, "table": table, "item": item, "column": column, "rule": rule, "severity": "error", "status": "fail"}
        self.findings = pd.DataFrame([{**row, **other}])


REPORT = str(ALL.reports["report_id"].iloc[3])


@pytest.mark.parametrize(
    ("place", "metric", "touched"),
    [
        (("requests", None, "total", "balance"), "received", True),
        (("requests", None, "total", "balance"), "granted_share", True),  # by its denominator
        (("requests", None, "individual", "balance"), "received", False),
        (("requests", "granted", None, "applicants"), "granted_share", True),
        (("requests", "granted", None, "applicants"), "received", False),
        (("requests", None, "total", "outcomes"), "denied_share", True),
        (("requests", "denied.state_secret", None, "applicants"), "denied_share", True),
        (("proceedings", "litigation_direct", None, "proceedings"), "lawsuits", True),
        (("proceedings", "litigation_direct", None, "proceedings"), "reviews", False),
        (("disclosures", "20.5/licenses", "decisions", "signs"), "permits", True),
        (("disclosures", "20.6/penalties", None, "signs"), "permits", False),
    ],
)
def test_a_figure_that_its_own_report_contradicts_is_not_compared(
    place: tuple[str, str | None, str | None, str], metric: str, touched: bool
) -> None:
    """An error in its row, its column or its total leaves a figure out, with the reason; others of the report stay."""
    frames = Contradicted(ALL, REPORT, *place)
    frame = (compare.rates if compare.METRICS[metric].denominator else compare.volumes)(frames, metric)
    own = frame.set_index("report_id").loc[REPORT]
    assert pd.isna(own["value"]) == touched
    assert own["note"].startswith("contradicted: ") == touched
    assert frame["value"].isna().sum() == touched


@pytest.mark.parametrize("other", [{"status": "pass"}, {"status": "explained"}, {"severity": "warning"}])
def test_only_an_error_that_fails_contradicts(other: dict[str, str]) -> None:
    """What holds, was explained, or is only a warning leaves the figure where it is."""
    frames = Contradicted(ALL, REPORT, "requests", None, "total", "balance", **other)
    assert compare.volumes(frames, "received")["value"].notna().all()


def test_parts_of_a_whole_are_left_out_where_they_are_contradicted() -> None:
    """Grounds of refusal, applicants and results of a report whose own sums fail have no shares."""
    denied = compare.denial_reasons(Contradicted(ALL, REPORT, "requests", "denied.state_secret", None, "applicants")).set_index("report_id")
    assert denied.loc[REPORT, "value"].isna().all()
    mix = compare.applicant_mix(Contradicted(ALL, REPORT, "requests", None, "business", "balance")).set_index(["report_id", "applicant"])
    assert pd.isna(mix.loc[(REPORT, "business"), "value"])
    assert pd.notna(mix.loc[(REPORT, "individual"), "value"])
    results = compare.results(Contradicted(ALL, REPORT, "proceedings", "review", None, "proceedings")).set_index(["report_id", "channel"])
    assert results.loc[(REPORT, "review"), "value"].isna().all()


def test_one_report_stands_for_a_body_and_year() -> None:
    """The only one; the newest where dates tell them apart; none where they do not."""
    reports = pd.DataFrame(
        {
            "report_id": list("abcdefg"),
            "body_id": ["one", "two", "two", "three", "three", "four", "four"],
            "agency": "x",
            "year": 2024,
            "published_at": [None, "2025-01-10", "2025-03-01", None, None, "2025-01-10", None],
            "fetched_at": [None, "2025-06-01", "2025-05-01", "2025-01-02", "2025-01-02", None, None],
        }
    )
    assert with_standing(reports)["stands"].tolist() == [True, False, True, False, False, False, False]


def test_years_and_second_files_are_not_pooled() -> None:
    """Each year has its own pooled rate; a second file of a body counts once or not at all, and median and pooled stand side by side."""
    frame = compare.rates(ALL, "disclosure_rate")
    pool = compare.pooled(frame)
    assert set(pool["year"]) == set(ALL.reports["year"])
    own = pool[(pool["year"] == 2023) & (pool["level"] == "county")].iloc[0]
    part = frame[(frame["year"] == 2023) & (frame["level"] == "county")]
    assert own["value"] == pytest.approx(part["numerator"].sum() / part["denominator"].sum())
    assert own["median"] == pytest.approx(part["value"].median())
    twice = pd.concat([frame, part.iloc[:1]]).assign(stands=lambda frame: ~frame.duplicated(["report_id"], keep=False))
    again = compare.pooled(twice)
    assert again["left_out"].sum() == pool["left_out"].sum() + 2


def test_a_pooled_interval_is_by_bodies_and_needs_ten() -> None:
    """The ratio estimator of totals by body: wider than by cases where bodies differ; none below ten bodies."""
    rates = np.where(np.arange(12) % 2, 0.2, 0.8)
    frame = pd.DataFrame(
        {
            "agency": [f"b{at}" for at in range(12)],
            "year": 2024,
            "level": "county",
            "scope": "body",
            "unit": "share",
            "metric": "granted_share",
            "numerator": (rates * 100).astype(int),
            "denominator": 100,
        }
    )
    pool = compare.pooled(frame).iloc[0]
    error = np.sqrt(12 / 11 * 12 * 30**2) / 1200
    assert (pool["low"], pool["high"]) == pytest.approx((0.5 - 1.959964 * error, 0.5 + 1.959964 * error))
    assert pd.isna(compare.pooled(frame.head(9)).iloc[0]["low"])


def test_intervals_are_those_of_their_papers() -> None:
    """Byar's limits of 10 events; Newcombe's (1998) method 10 for 56/70 against 48/80; Benjamini and Hochberg's (1995) fifteen tests."""
    low, high = byar(pd.Series([10.0, 0.0]), pd.Series([1.0, 1.0]))
    assert (low[0], high[0]) == pytest.approx((4.79, 18.39), abs=0.005)
    assert low[1] == 0 and 3 < high[1] < 4
    sides = []
    for x, n in ((56, 70), (48, 80)):
        bounds = compare.wilson(pd.Series([float(x)]), pd.Series([float(n)]))
        sides.append(pd.DataFrame({"value": [x / n], "low": bounds[0], "high": bounds[1]}))
    assert [bound[0] for bound in newcombe(*sides)] == pytest.approx([0.0524, 0.3339], abs=5e-5)
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert below_false_share(pd.Series(chances)).sum() == 4


def test_counts_against_an_exposure_are_no_proportions() -> None:
    """A body may have more reviews than closed requests: its ratio has a value and an interval above 1; a share has none."""
    frames = synthetic(1, range(2023, 2024), gaps=False)
    for table, item, value in ((frames.proceedings, "review", 30), (frames.requests, "closed_total", 10)):
        name, column = ("channel", "result") if item == "review" else ("item", "applicant")
        table.loc[(table[name] == item) & (table[column] == "total"), "value"] = value
    row = compare.rates(frames, "review_rate").iloc[0]
    assert row["value"] == 3 and 2 < row["low"] < 3 < row["high"]
    assert row["note"] == ""


def test_days_on_hand_are_a_year_of_closing() -> None:
    """365 times what is carried out by what was closed."""
    frames = synthetic(1, range(2023, 2024), gaps=False)
    totals = frames.requests[frames.requests["applicant"] == "total"].set_index("item")["value"]
    row = compare.rates(frames, "days_on_hand").iloc[0]
    assert row["value"] == pytest.approx(365 * totals["carried_out"] / totals["closed_total"])


def test_a_funnel_knows_only_like_bodies_of_one_year_and_how_they_differ() -> None:
    """Groups of ten and more have limits, which hold the bodies' own differences; with chance alone they are those of the binomial."""
    random = np.random.default_rng(3)
    n = random.integers(50, 400, 200)
    frames = []
    for level, spread in (("county", 0.0), ("prefecture", 0.15)):
        true = np.clip(random.normal(0.5, spread, 200), 0.05, 0.95)
        frames.append(
            pd.DataFrame(
                {
                    "level": level,
                    "scope": "body",
                    "year": 2024,
                    "metric": "granted_share",
                    "numerator": random.binomial(n, true),
                    "denominator": n,
                    "n": n,
                }
            )
        )
    frame = pd.concat([*frames, frames[0].head(9).assign(year=2023)], ignore_index=True)
    marked = compare.funnel(frame.assign(value=frame["numerator"] / frame["denominator"]))
    tau = marked.groupby(["year", "level"])["tau"].first()
    assert tau[2024, "county"] < 0.02 and 0.12 < tau[2024, "prefecture"] < 0.18
    assert marked[marked["year"] == 2023][["mean", "high_998"]].isna().all(axis=None)
    assert marked.groupby(["year", "level"])["outside"].mean().max() < 0.02
    chance = compare.funnel(marked[marked["level"] == "county"].head(200))
    assert chance["high_998"].iloc[0] >= chance["mean"].iloc[0] + 3.09 * np.sqrt(0.24 / chance["n"].iloc[0])
    assert between(pd.Series([0.5, 0.5]), 0.5, pd.Series([0.0, 0.1])) == 0.0


def test_matched_bodies_are_the_same_in_both_years() -> None:
    """Sums over bodies with both figures; a body of another scope, without a figure or with one report only is counted as left out."""
    frames = synthetic(40, range(2023, 2025), gaps=False)
    county = frames.reports[(frames.reports["level"] == "county") & (frames.reports["scope"] == "body")]
    gone, turned, *_ = county["agency"].unique()
    frames.reports = frames.reports[~((frames.reports["agency"] == gone) & (frames.reports["year"] == 2024))].copy()
    frames.reports.loc[(frames.reports["agency"] == turned) & (frames.reports["year"] == 2024), "scope"] = "government"
    told = compare.matched(frames, "received", (2023, 2024), level="county")
    kept = set(county["agency"]) - {gone, turned}
    values = compare.volumes(frames, "received").query("agency in @kept").groupby("year")["value"].sum()
    row = told[told["scope"] == "body"].iloc[0]
    assert (row["base"], row["value"]) == (values[2023], values[2024])
    assert row["bodies"] == len(kept) and told["left_out"].sum() == 2
    assert row["rose"] + row["fell"] <= row["bodies"]


def test_a_body_with_two_scopes_is_matched_on_the_one_it_has_in_both_years() -> None:
    """A government that prints its area and its office in one year, and its area alone before, moves from area to area."""
    frames = synthetic(40, range(2023, 2025), gaps=False)
    told = compare.matched(frames, "received", (2023, 2024), level="county")
    area = frames.reports[(frames.reports["level"] == "county") & (frames.reports["scope"] == "body") & (frames.reports["year"] == 2024)]
    office = area.assign(report_id=area["report_id"] + "-office", scope="aaa")
    frames.reports = pd.concat([office, frames.reports], ignore_index=True)
    cells = frames.requests[frames.requests["report_id"].isin(area["report_id"])]
    frames.requests = pd.concat([cells.assign(report_id=cells["report_id"] + "-office", value=1), frames.requests], ignore_index=True)
    assert_frame_equal(compare.matched(frames, "received", (2023, 2024), level="county"), told)


def test_a_group_of_four_has_no_change() -> None:
    """Fewer than five matched bodies: they are counted, and no figure is given; the sentence says so."""
    told = compare.matched(synthetic(20, range(2023, 2025), gaps=False), "received", (2023, 2024), level="county")
    assert told["bodies"].tolist() == [4] and told[["base", "value", "change"]].isna().all(axis=None)
    assert compare.about_matched(told, "en")[0].endswith("Only 4 bodies with both years (0 left out): no change of the group is given.")


@pytest.mark.parametrize("by", ["body", "applicant"])
def test_the_parts_of_a_change_add_up_to_it(by: str) -> None:
    """Within and between, over bodies as over applicants, give the change of the pooled rate to the last digit."""
    change = compare.matched(ALL, "disclosure_rate", (2022, 2023), level="county")["change"].iloc[0]
    parts = compare.why(ALL, "disclosure_rate", (2022, 2023), by=by, level="county")
    assert parts["total"].sum() == pytest.approx(change)
    assert (parts["within"] + parts["between"]).tolist() == pytest.approx(parts["total"].tolist())
    assert parts["weight"].sum() == pytest.approx(1)


def test_a_mix_that_changes_alone_moves_only_between() -> None:
    """Two bodies whose own rates stay, of which the freer grows: all of the change is between them."""
    frames = synthetic(2, range(2023, 2025), gaps=False)
    figures = {(0, 2023): (50, 100), (0, 2024): (50, 100), (1, 2023): (90, 100), (1, 2024): (270, 300)}
    frames.reports["level"], frames.reports["scope"] = "county", "body"
    for (number, year), (granted, closed) in figures.items():  # noqa: B007  year is asked for in the query
        report = frames.reports.query("year == @year")["report_id"].iloc[number]
        own = (frames.requests["report_id"] == report) & (frames.requests["applicant"] == "total")
        for item, value in (("granted", granted), ("closed_total", closed)):
            frames.requests.loc[own & (frames.requests["item"] == item), "value"] = value
    parts = compare.why(frames, "granted_share", (2023, 2024))
    assert parts["within"].abs().max() < 1e-12
    assert parts["between"].sum() == pytest.approx(320 / 400 - 140 / 200)


def test_years_without_a_case_move_nothing() -> None:
    """Bodies that closed nothing in one of the years have no rate to compare, and no warning is printed."""
    frames = synthetic(40, range(2023, 2025), gaps=False)
    own = (frames.requests["report_id"].str.endswith("2023")) & frames.requests["item"].isin(["granted", "granted_in_part", "closed_total"])
    frames.requests.loc[own, "value"] = 0
    told = compare.matched(frames, "disclosure_rate", (2023, 2024), level="county")
    assert told[["base", "value", "change"]].isna().all(axis=None)
    assert compare.why(frames, "disclosure_rate", (2023, 2024), level="county").empty


def test_only_metrics_and_columns_that_are_there_are_matched() -> None:
    """A wrong name is answered by the right ones."""
    with pytest.raises(UsageError, match="received"):
        compare.matched(ALL, "recieved", (2023, 2024))
    with pytest.raises(UsageError, match="level"):
        compare.matched(ALL, "received", (2023, 2024), city="x")
    with pytest.raises(UsageError, match="disclosure_rate"):
        compare.why(ALL, "received", (2023, 2024))


def test_small_counts_are_drawn_to_the_mean_and_ranks_are_ranges() -> None:
    """A body of few cases moves far, one of many hardly; the true mean and spread are found; no group of nine has any of it."""
    random = np.random.default_rng(5)
    n = random.integers(20, 500, 400)
    n[:2] = 3, 5000
    x = random.binomial(n, random.beta(6, 4, 400))
    x[:2] = 0, 1000
    frame = pd.DataFrame({"year": 2024, "level": "county", "unit": "share", "numerator": x, "denominator": n, "n": n, "value": x / n})
    told = compare.shrunk(frame)
    assert told["mean"].iloc[0] == pytest.approx(0.6, abs=0.05) and told["precision"].iloc[0] == pytest.approx(10, rel=0.35)
    assert told["shrunk"].iloc[0] > 0.3 and told["shrunk"].iloc[1] == pytest.approx(0.2, abs=0.002)
    assert (told["rank_low"] <= told["rank_high"]).all() and told["rank_high"].iloc[1] - told["rank_low"].iloc[1] < 15
    assert told["rank_high"].iloc[0] - told["rank_low"].iloc[0] > 100
    pd.testing.assert_frame_equal(told, compare.shrunk(frame))
    assert compare.shrunk(frame.head(9))["shrunk"].isna().all()
    with pytest.raises(UsageError, match="shares"):
        compare.shrunk(frame.assign(unit="ratio"))
    assert moments(np.array([5.0, 5.0]), np.array([10.0, 10.0]))[1] > 1e5


def test_three_denominators_stand_side_by_side() -> None:
    """Released of closed, of held and of decided, each by its own cells."""
    told = compare.released(ALL).set_index("report_id").loc[REPORT]
    cells = ALL.requests[(ALL.requests["report_id"] == REPORT) & (ALL.requests["applicant"] == "total")].set_index("item")["value"]
    denied, unable = (cells[[item for item in cells.index if str(item).startswith(group)]].sum() for group in ("denied.", "unable."))
    given = cells["granted"] + cells["granted_in_part"]
    assert told["released"] == given
    assert (told["closed"], told["decided"], told["held"]) == (cells["closed_total"], given + denied, given + denied + unable)
    assert told["of_held"] == pytest.approx(given / (given + denied + unable))


def test_no_report_gives_empty_frames_with_their_columns() -> None:
    """Of tables without a row nothing is compared, and nothing fails."""
    nothing = empty()
    assert {"of_closed", "of_held", "of_decided", "note"} <= set(compare.released(nothing))
    assert len(compare.matched(nothing, "received", (2023, 2024))) == len(compare.not_released(nothing)) == 0
    assert compare.about_matched(compare.matched(nothing, "received", (2023, 2024)))
    assert compare.why(nothing, "disclosure_rate", (2023, 2024)).empty


def layered(*held: tuple[str, str]) -> Frames:
    """Reports of governments of these divisions, with what they say that they cover."""
    rows = [
        {
            "report_id": code,
            "agency": code,
            "body_id": code,
            "year": 2024,
            "region_code": code,
            "scope": "government",
            "kind": "government",
            "covers": covers,
        }
        for code, covers in held
    ]
    nothing = pd.DataFrame()
    return Frames(pd.DataFrame(rows), nothing, nothing, nothing)


def test_a_place_is_covered_once() -> None:
    """By its own report where it covers the whole area; else by those of all places below, and it is seen which are not held."""
    own = compare.layer(layered(("320000", "whole_area"), ("321300", "whole_area")), "江苏省", 2024)
    assert own[["region_code", "held"]].to_numpy().tolist() == [["320000", True]]
    below = compare.layer(layered(("320000", "itself"), ("321300", "whole_area"), ("321322", "whole_area")), "320000", 2024)
    assert len(below) == 13 and below["held"].sum() == 1
    assert below.loc[below["held"], "report_id"].tolist() == ["321300"]
    deeper = compare.layer(layered(("321322", "whole_area")), "宿迁市", 2024)
    assert deeper.loc[deeper["held"], "place"].tolist() == ["沭阳县"] and len(deeper) > 1
    assert compare.layer(layered(("320000", "unknown")), "江苏省", 2024)["held"].tolist() == [False]
    assert compare.layer(layered(("320000", "unknown")), "江苏省", 2024, covers=("whole_area", "unknown"))["held"].tolist() == [True]
    with pytest.raises(UsageError, match="division"):
        compare.layer(layered(("320000", "itself")), "江苏", 2024)


def test_breaks_are_told_where_figures_cross_them() -> None:
    """The law of 2024 breaks reviews and lawsuits, a new form what only one form prints; neither touches what goes on."""
    assert "review before" in breaks_between("reviews", 2023, 2024)
    assert breaks_between("reviews", 2022, 2023) == "" == breaks_between("reviews", 2024, 2025) == breaks_between("received", 2019, 2025)
    assert breaks_between("normative_in_force", 2020, 2021, "zh") == "2021年新表式"
    changed = compare.change(compare.volumes(ALL, "reviews", "received"))
    crossing = changed[(changed["year"] == 2024) & (changed["metric"] == "reviews")]
    assert crossing["breaks"].str.contains("court").all()
    assert (changed.loc[changed["metric"] == "received", "breaks"] == "").all()
    assert any(line.startswith("2024 年起") for line in compare.findings(changed[changed["metric"] == "reviews"]))
    assert not any("2024 年起" in line for line in compare.findings(changed[changed["metric"] == "received"]))


def test_every_metric_that_a_break_names_is_one() -> None:
    """A misspelt metric in the breaks would break nothing."""
    assert {code for each in bridge().breaks for code in each.metrics} <= set(compare.METRICS)
    assert all(set(metric.cells) <= set().union(*form_cells().values()) for metric in compare.METRICS.values())


def test_a_change_is_named_only_beyond_chance_and_with_thirty_cases_twice() -> None:
    """The movers of the findings: a large change of many cases; not one of few, however large, nor one that chance may explain."""
    rows = []
    for agency, then, now in (("many", (900, 2000), (1200, 2000)), ("few", (1, 20), (19, 20)), ("chance", (50, 100), (53, 100))):
        rows += [
            {"report_id": f"{agency}{year}", "agency": agency, "year": year, "numerator": x, "denominator": n}
            for year, (x, n) in ((2023, then), (2024, now))
        ]
    frame = pd.DataFrame(rows).assign(
        form="2021", level="county", scope="body", metric="granted_share", unit="share", note="", grade="verified"
    )
    low, high = compare.wilson(frame["numerator"], frame["denominator"])
    frame = frame.assign(
        value=frame["numerator"] / frame["denominator"], n=frame["denominator"], low=low, high=high, small_n=frame["denominator"] < 30
    )
    changed = compare.change(frame)
    named = changed[changed["year"] == 2024].set_index("agency")
    assert named["named"].to_dict() == {"many": True, "few": False, "chance": False}
    assert 0 < named.loc["many", "change_low"] < 0.15 < named.loc["many", "change_high"]
    said = " ".join(compare.findings(changed, "en"))
    assert "many: granted in 2024 up" in said and "few: granted in" not in said and "chance: granted in" not in said


def test_counts_and_rates_in_one_frame_are_each_held_against_their_own_chance() -> None:
    """A frame of both names the counts that moved as one of counts alone does; an amount of money is named in none."""
    counts, rate, fees = compare.volumes(ALL, "received"), compare.rates(ALL, "disclosure_rate"), compare.volumes(ALL, "fees")
    alone, both = compare.change(counts), compare.change(pd.concat([counts, rate, fees], ignore_index=True))
    named = {
        "alone": set(alone.loc[alone["named"], "report_id"]),
        "both": set(both.loc[both["named"] & (both["metric"] == "received"), "report_id"]),
    }
    assert named["alone"] and len(named["both"] ^ named["alone"]) <= len(named["alone"]) / 4
    assert not both.loc[both["metric"] == "fees", "named"].any()
    assert both.loc[both["metric"] == "received", ["change_low", "change_high"]].isna().all(axis=None)


def test_pooled_days_are_days() -> None:
    """A pooled quotient in days is 365 times that of the totals, as the median beside it is of days; no funnel is drawn of what is no share."""
    frame = compare.rates(ALL, "days_on_hand")
    pool = compare.pooled(frame)
    row = pool[(pool["year"] == 2023) & (pool["level"] == "county")].iloc[0]
    part = frame[(frame["year"] == 2023) & (frame["level"] == "county")]
    assert row["value"] == pytest.approx(365 * part["numerator"].sum() / part["denominator"].sum())
    assert row["median"] == pytest.approx(part["value"].median())
    assert compare.funnel(frame)["mean"].isna().all() and compare.funnel(compare.rates(ALL, "review_rate"))["mean"].isna().all()


def test_each_break_is_said_for_itself() -> None:
    """Two breaks between the same years are two sentences; the law of 2024 has its own."""
    told = compare.about_matched(compare.matched(ALL, "lawsuits", (2022, 2024)).assign(base_year=2015), "en")
    assert any("co-defendant" in line for line in told) and any(line.startswith("From 2024") for line in told)


def test_kinds_of_a_group_are_told_apart() -> None:
    """Where the reports know their kind, each has a line that names it."""
    frames = synthetic(40, range(2023, 2025), gaps=False)
    frames.reports["kind"] = ["commerce" if number % 2 else "education" for number in range(len(frames.reports))]
    assert all(" · 商务" in line or " · 教育" in line for line in compare.about_matched(compare.matched(frames, "received", (2023, 2024))))


def test_the_middle_of_rates_rests_on_thirty_cases() -> None:
    """What rates lie between is told of thirty cases and more; where no body has as many, only how many have few."""
    frame = compare.rates(ALL, "granted_share")
    small = frame.assign(small_n=True)
    told = compare.findings(small)[: small.groupby(["level", "scope"], dropna=False).ngroups]
    assert all("30 件" in line and "中位数" not in line and "之间" not in line for line in told)
    newest = frame[(frame["level"] == "county") & (frame["year"] == frame["year"].max())]
    enough, few = newest[~newest["small_n"]]["value"], newest[newest["small_n"]]["value"]
    every = pd.concat([enough, few]).astype("float64").median()
    assert f"{enough.astype('float64').median():.1%}" != f"{every:.1%}"  # else the median of all would be told by either rule
    quoted = next(line for line in compare.findings(frame) if line.startswith("区县级"))
    assert f"中位数 {enough.astype('float64').median():.1%}" in quoted


def test_ties_and_bands_are_told() -> None:
    """Equal figures share a rank and are said to be tied; the sentence gives the band, and that higher is not better."""
    values = [1.0, 1.0, 0.9, 0.5, 0.5, 0.4, 0.3, 0.1]
    frame = pd.DataFrame(
        {
            "report_id": list("abcdefgh"),
            "agency": list("abcdefgh"),
            "year": 2024,
            "metric": "permits",
            "unit": "件",
            "level": "county",
            "scope": "body",
            "form": "2021",
            "note": "",
            "value": pd.array(values, "Float64"),
        }
    )
    placed = compare.peers(compare.change(frame))
    assert placed["rank"].tolist()[:3] == [1, 1, 3] and placed["tied"].tolist()[:3] == [True, True, False]
    assert placed["band"].tolist() == ["upper", "upper", "middle", "middle", "middle", "middle", "lower", "lower"]
    said = compare.about_body(placed.head(1), "zh")[0]
    assert "在 8 个同级同类、口径相同的机关中处于较高的四分之一；高低不等于优劣" in said


@pytest.mark.parametrize("code", list(comparisons()))
def test_every_sentence_stands_in_both_languages_and_both_pages(code: str) -> None:
    """Sentences have the same gaps in Chinese and English; the pages of the method hold them as they are."""
    from pathlib import Path
    from string import Formatter

    gaps = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in comparisons()[code].says]
    assert gaps[0] == gaps[1]
    docs = Path(__file__).parent.parent / "docs"
    for page, at in (("method.md", 0), ("method.zh-CN.md", 1)):
        assert comparisons()[code].says[at] in (docs / page).read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="matched"):
        comparison("mached")
