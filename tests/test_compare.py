"""Comparison frames: formulas, blanks, intervals, change, peers and the bridge between the forms."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pandas as pd
import pytest
from frames import DENIED, RESULTS, Frames, empty, synthetic

from reportlib import compare
from reportlib.errors import UsageError

ALL = synthetic(12)


def cell(frames: Frames, report_id: str, table: str, **codes: str) -> float | None:
    """The value of one cell, None where it is blank."""
    rows = getattr(frames, table)
    rows = rows[rows["report_id"] == report_id]
    for name, code in codes.items():
        rows = rows[rows[name] == code]
    return None if rows["value"].isna().all() else float(rows["value"].iloc[0])


def with_value(frames: Frames, table: str, value: object, **codes: str) -> Frames:
    """The frames with the value of one cell replaced."""
    tables = {name: getattr(frames, name).copy() for name in ("reports", "disclosures", "requests", "proceedings")}
    rows = pd.Series(True, index=tables[table].index)
    for name, code in codes.items():
        rows &= tables[table][name] == code
    assert rows.sum() == 1
    tables[table].loc[rows, "value"] = value
    return Frames(**tables)


def one(form_year: int = 2024) -> Frames:
    """One body's report of one year, without gaps."""
    return synthetic(1, range(form_year, form_year + 1), seed=3, gaps=False)


@pytest.mark.parametrize("year", [2020, 2024])
def test_rates_follow_their_formulas_in_both_forms(year: int) -> None:
    """Disclosure rate, backlog and corrected rate equal the figures worked out by hand from the cells."""
    frames, key = one(year), f"b00-{year}"

    def of(item: str) -> float:
        return cell(frames, key, "requests", item=item, applicant="total") or 0

    def cases(result: str) -> float:
        return sum(
            cell(frames, key, "proceedings", channel=channel, result=result) or 0
            for channel in ("review", "litigation_direct", "litigation_after_review")
        )

    values = compare.rates(frames, "disclosure_rate", "backlog_rate", "corrected_rate", "denied_share").set_index("metric")["value"]
    assert values["disclosure_rate"] == pytest.approx((of("granted") + of("granted_in_part")) / of("closed_total"))
    assert values["backlog_rate"] == pytest.approx(of("carried_out") / (of("received") + of("carried_in")))
    assert values["corrected_rate"] == pytest.approx(cases("corrected") / sum(cases(result) for result in RESULTS[:3]))
    assert values["denied_share"] == pytest.approx(sum(of(f"denied.{reason}") for reason in DENIED) / of("closed_total"))


@pytest.mark.parametrize("year", [2020, 2024])
def test_outcome_shares_sum_to_one(year: int) -> None:
    """The six outcomes are everything that was closed, in the form with one row of other handling and in that with three."""
    frame = compare.outcomes(one(year))
    assert len(frame) == 6
    assert frame["value"].sum() == pytest.approx(1)
    assert list(frame["outcome"]) == list(frame["outcome"].cat.categories)


def test_other_handling_printed_as_one_row_is_taken_from_that_row() -> None:
    """Where a later report prints one row of other handling and no sub-rows, the share comes from that row."""
    frames = one()
    total = sum(
        cell(frames, "b00-2024", "requests", item=item, applicant="total") or 0
        for item in ("other.correction_overdue", "other.fee_overdue", "other.other")
    )
    for item in ("other.correction_overdue", "other.fee_overdue", "other.other"):
        frames = with_value(frames, "requests", pd.NA, item=item, applicant="total")
    assert compare.rates(frames, "other_share")["numerator"].isna().all()
    frames = with_value(frames, "requests", int(total), item="other", applicant="total")
    assert compare.rates(frames, "other_share")["numerator"].iloc[0] == total


@pytest.mark.parametrize("blank", ["granted", "closed_total"])
def test_a_blank_part_makes_the_rate_null_and_is_named(blank: str) -> None:
    """A missing numerator or denominator is never taken for zero."""
    frame = compare.rates(with_value(one(), "requests", pd.NA, item=blank, applicant="total"), "disclosure_rate")
    assert frame["value"].isna().all()
    assert frame["low"].isna().all()
    assert frame["note"].iloc[0] == f"no figure: {blank}"


def test_a_blank_sub_row_makes_the_group_null() -> None:
    """Refusals are not summed over a ground that is blank."""
    frames = with_value(one(), "requests", pd.NA, item="denied.state_secret", applicant="total")
    assert compare.rates(frames, "denied_share")["value"].isna().all()
    assert compare.denial_reasons(frames)["value"].isna().all()


def test_no_cases_is_not_a_missing_figure() -> None:
    """A denominator of zero gives no rate, and says that there was nothing to count."""
    frames = one()
    frames.proceedings["value"] = 0
    frame = compare.rates(frames, "corrected_rate")
    assert frame["value"].isna().all()
    assert frame["note"].iloc[0] == compare.NO_CASES
    assert frame["small_n"].all()


def test_pending_cases_are_outside_the_corrected_rate() -> None:
    """More pending cases do not change the rate over settled ones."""
    frames = one()
    before = compare.rates(frames, "review_corrected_rate")["value"].iloc[0]
    after = with_value(frames, "proceedings", 9999, channel="review", result="pending")
    assert compare.rates(after, "review_corrected_rate")["value"].iloc[0] == before


def test_wilson_interval_matches_published_values() -> None:
    """8 of 10 gives 0.490 to 0.943; 0 of 10 starts at 0; nothing of nothing has no interval."""
    low, high = compare.wilson(pd.Series([8, 0, 0, 11]), pd.Series([10, 10, 0, 10]))
    assert (round(low[0], 3), round(high[0], 3)) == (0.490, 0.943)
    assert low[1] == 0
    assert round(high[1], 3) == 0.278
    assert low[2:].isna().all()


def test_more_than_the_whole_is_said() -> None:
    """A share above one has no value, and so no rank and no part in a pooled rate; its note says why."""
    frame = compare.rates(with_value(one(), "requests", 10**6, item="granted", applicant="total"), "granted_share")
    assert frame[["value", "low", "high"]].isna().all(axis=None)
    assert frame["note"].iloc[0] == "numerator above denominator"
    assert compare.peers(frame)["peers"].isna().all()
    pool = compare.pooled(frame)
    assert (pool["reports"].iloc[0], pool["left_out"].iloc[0]) == (0, 1) and pool["value"].isna().all()


def test_published_total_and_in_force_are_kept_apart() -> None:
    """The 2019 form's published total is no in-force count, and a metric of one form is null in the other, with its reason."""
    frame = compare.volumes(ALL, "rules_in_force", "rules_published").set_index(["metric", "form"]).sort_index()
    old, new = frame.loc[("rules_in_force", "2019")], frame.loc[("rules_in_force", "2021")]
    assert old["value"].isna().all()
    assert (old["note"] == "not in form: rules.in_force").all()
    assert new["value"].notna().any()
    assert frame.loc[("rules_published", "2021")]["value"].isna().all()


def test_bridge_tells_what_continues() -> None:
    """Permit decisions continue over both forms; items, published totals, in-force counts and fees do not."""
    continues = compare.bridge().set_index("metric")["continues"]
    assert continues["permits"]
    assert continues["disclosure_rate"]
    assert not continues[["permit_items", "rules_in_force", "rules_published", "fees"]].any()


def test_change_states_its_base_and_leaves_gaps_null() -> None:
    """Change is against the year before only: no base where that report is missing, none for a first year, none in % of zero."""
    frame = pd.DataFrame(
        {
            "agency": "甲",
            "year": [2019, 2020, 2021, 2023, 2024],
            "form": ["2019", "2019", "2021", "2021", "2021"],
            "metric": "permits",
            "value": pd.array([0, 10, 15, 20, None], dtype="Int64"),
        }
    )
    changed = compare.change(frame).set_index("year")
    assert changed["base"].isna().tolist() == [True, False, False, True, False]
    assert changed.loc[2021, ["base_year", "base", "change", "change_percent", "form_change"]].tolist() == [2020, 10, 5, 50.0, True]
    assert pd.isna(changed.loc[2020, "change_percent"])
    assert pd.isna(changed.loc[2024, "change"])
    assert compare.change(frame, 2019).set_index("year").loc[2023, "change"] == 20


def test_change_does_not_cross_from_one_body_to_a_whole_government() -> None:
    """Where one year counts a single body and the other a government with all below it, there is no change, and scope_change says so."""
    frame = pd.DataFrame(
        {
            "agency": "甲",
            "year": [2021, 2022, 2023],
            "form": "2021",
            "metric": "permits",
            "value": [10, 500, 520],
            "scope": ["body", "government", "government"],
        }
    )
    changed = compare.change(frame).set_index("year")
    assert changed["scope_change"].tolist() == [False, True, False]
    assert pd.isna(changed.loc[2022, "base"]) and pd.isna(changed.loc[2022, "change"])
    assert changed.loc[2023, "change"] == 20


def test_change_refuses_two_reports_of_one_year_as_base() -> None:
    """Where a body has two reports for the base year there is no telling which one counts."""
    frame = pd.DataFrame({"agency": "甲", "year": [2020, 2020, 2021], "form": "2021", "metric": "permits", "value": [1, 2, 3]})
    assert pd.isna(compare.change(frame).set_index("year").loc[2021, "base"])


def test_a_report_of_unknown_year_has_no_base_and_is_not_lost() -> None:
    """Without a year there is nothing to compare with, and the latest report of such a body is the one it has."""
    frame = pd.DataFrame(
        {
            "agency": ["甲", "乙", "乙", "乙"],
            "year": pd.array([None, 2021, 2022, 2023], dtype="Int64"),
            "form": "2021",
            "metric": "permits",
            "value": pd.array([1, 2, 3, None], dtype="Int64"),
        }
    )
    assert compare.change(frame)["base"].isna().tolist() == [True, True, False, False]
    assert compare.latest(frame)["value"].tolist() == [1, 3]


def test_peers_are_of_one_level_scope_and_year() -> None:
    """A roll-up is not ranked among single bodies, and a body of unknown level has no rank."""
    frame = compare.peers(compare.volumes(synthetic(40, gaps=False), "permits"))
    sizes = frame.groupby(["year", "level", "scope"])["peers"].agg(["nunique", "max", "size"])
    assert (sizes["max"] == sizes["size"]).all()
    assert frame[frame["level"].isna()]["rank"].isna().all()
    group = frame[(frame["year"] == 2024) & (frame["level"] == "county")].sort_values("rank")
    assert group["rank"].notna().all() and group["value"].is_monotonic_decreasing
    assert group["median"].iloc[0] == pytest.approx(group["value"].astype(float).median())


def test_peers_take_the_kind_of_body_where_it_is_known() -> None:
    """Commerce bureaus are ranked among commerce bureaus."""
    frames = synthetic(10, range(2024, 2025), gaps=False)
    frames.reports["kind"] = ["commerce", "education"] * 5
    frame = compare.peers(compare.volumes(frames, "permits"))
    assert frame["peer_basis"].iloc[0] == "year, level, scope, kind"
    assert frame["peers"].max() == 1


@pytest.mark.parametrize(("bodies", "closed", "ranked"), [(7, 100, False), (8, 100, True), (8, 29, False)])
def test_a_rank_needs_eight_bodies_and_a_rate_thirty_cases(bodies: int, closed: int, ranked: bool) -> None:
    """A place among few bodies, or of a rate that rests on few cases, says nothing; the median stays."""
    frame = pd.DataFrame(
        {
            "report_id": [f"r{at}" for at in range(bodies)],
            "year": 2024,
            "metric": "granted_share",
            "level": "county",
            "scope": "body",
            "value": pd.array([at / 10 for at in range(bodies)], "Float64"),
            "small_n": closed < compare.SMALL_N,
        }
    )
    placed = compare.peers(frame)
    assert placed["rank"].notna().all() == ranked and placed["rank"].isna().all() != ranked
    assert placed["peers"].eq(bodies).all() and placed["median"].notna().all()


def test_pooled_never_mixes_levels_or_scopes() -> None:
    """Asked for a total over everything, roll-ups and single bodies still stay apart, and what is left out is counted."""
    frame = compare.rates(ALL, "disclosure_rate")
    pooled = compare.pooled(frame, by=())
    assert len(pooled) == len(ALL.reports[["level", "scope"]].drop_duplicates())
    assert pooled["reports"].sum() + pooled["left_out"].sum() == len(ALL.reports)


def test_flow_ends_where_the_report_says() -> None:
    """The steps of a balanced report run down to what is carried out, gap zero; a blank makes the gap untold."""
    frame = compare.flow(one(), "b00-2024").set_index("step")
    assert frame["gap"].iloc[0] == 0
    assert frame.loc["other", "end"] == frame.loc["carried_out", "value"]
    blank = compare.flow(with_value(one(), "requests", pd.NA, item="granted", applicant="total"), "b00-2024")
    assert math.isnan(blank["gap"].iloc[0])
    with pytest.raises(UsageError, match="no such report"):
        compare.flow(one(), "nobody")


def test_coverage_holds_every_body_and_year() -> None:
    """A year without a report is a row with zero reports, not an absent row."""
    frame = compare.coverage(ALL)
    assert len(frame) == ALL.reports["agency"].nunique() * 6
    assert frame["reports"].sum() == len(ALL.reports)
    assert frame.loc[frame["reports"] == 0, "grade"].isna().all()


def test_a_gap_bears_the_name_of_its_body() -> None:
    """Bodies told by their ids are named in the years of which no report is held too, with the level and scope that they have."""
    known = ALL.reports.assign(body_id=ALL.reports["agency"].map(lambda name: f"id-{name}"))
    frame = compare.coverage(SimpleNamespace(reports=known))
    gaps = frame[frame["reports"] == 0]
    assert len(gaps) and (gaps["body_id"] == "id-" + gaps["agency"]).all()
    assert gaps[["level", "scope"]].notna().all(axis=None) and gaps["grade"].isna().all()


def test_per_head_joins_the_users_own_denominators() -> None:
    """Permits per 10,000 people; bodies without a population stay null; a body listed twice or no such column is refused."""
    frame = compare.volumes(one(), "permits")
    agency = frame["agency"].iloc[0]
    people = pd.DataFrame({"agency": [agency], "population": [20_000]})
    assert compare.per_head(frame, people)["per_head"].iloc[0] == frame["value"].iloc[0] / 2
    assert compare.per_head(frame, people.assign(agency="别处"))["per_head"].isna().all()
    with pytest.raises(UsageError, match="twice"):
        compare.per_head(frame, pd.concat([people, people]))
    with pytest.raises(UsageError, match="staff"):
        compare.per_head(frame, people, "staff")


def test_per_head_follows_a_body_over_its_names() -> None:
    """Denominators by body_id hold for every name of a body; those by name hold for the name alone."""
    frame = compare.volumes(synthetic(1, range(2023, 2025), gaps=False), "received").assign(body_id="b")
    frame["agency"] = ["甲局", "甲委"]
    people = pd.DataFrame({"body_id": ["b"], "agency": ["甲局"], "population": [20_000]})
    assert compare.per_head(frame, people)["per_head"].tolist() == (frame["value"] / 2).tolist()
    assert compare.per_head(frame, people.drop(columns="body_id"))["per_head"].isna().tolist() == [False, True]


def test_compositions_are_shares_of_the_printed_whole() -> None:
    """Applicant mix and results by channel sum to one over the printed totals."""
    mix = compare.applicant_mix(one())
    assert mix["value"].sum() == pytest.approx(1)
    assert len(mix) == 6
    by_channel = compare.results(one()).groupby("channel", observed=True)["value"].sum()
    assert by_channel.tolist() == pytest.approx([1, 1, 1])


def test_empty_tables_give_empty_frames_with_their_columns() -> None:
    """Nothing fails on a first build without reports."""
    frames = empty()
    for frame in (
        compare.peers(compare.change(compare.volumes(frames))),
        compare.rates(frames),
        compare.outcomes(frames),
        compare.denial_reasons(frames),
        compare.applicant_mix(frames),
        compare.results(frames),
        compare.coverage(frames),
        compare.applicant_outcomes(frames),
        compare.latest(compare.rates(frames)),
        compare.pooled(compare.rates(frames)),
    ):
        assert frame.empty
        assert len(frame.columns) > 5


def test_unknown_metrics_are_refused_by_name() -> None:
    """A typing error names what there is."""
    with pytest.raises(UsageError, match="disclosure_rate"):
        compare.rates(ALL, "disclosure")
    with pytest.raises(UsageError, match="no such volume"):
        compare.volumes(ALL, "disclosure_rate")


@pytest.mark.parametrize("code", list(compare.METRICS))
def test_every_metric_computes_and_is_documented(code: str) -> None:
    """Each entry of the dictionary gives figures from full tables, and stands in the page with its formula."""
    metric = compare.METRICS[code]
    frame = compare.rates(ALL, code) if metric.denominator else compare.volumes(ALL, code)
    assert frame["value"].notna().any()
    for language in ("zh", "en"):
        assert f"| {code} | {metric.zh} | {metric.en} | {metric.unit} | `{metric.formula}` |" in compare.metrics_page(language)
