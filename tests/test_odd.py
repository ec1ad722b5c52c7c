"""What is odd in a report, or beside the year before: each rule at its bound, and one step within it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import pandas as pd
import pyarrow as pa
import pytest
from frames import APPLICANTS, Frames, synthetic

from reportlib.across import across
from reportlib.dataset.schema import SCHEMAS

YEAR = 2025
Cell = tuple[str, str, str]
Cells = Mapping[tuple[str, str], float | None]
REQUESTS = {"received": 100, "closed_total": 100, "carried_in": 0, "carried_out": 0, "granted": 100}
CALM: dict[Cell, int] = {
    ("20.5/licenses", "decisions", "disclosures"): 50,
    ("20.6/penalties", "decisions", "disclosures"): 50,
    ("20.1/normative_documents", "in_force", "disclosures"): 10,
}


def found(changes: Cells, before: Cells = MappingProxyType({}), **report: object) -> list[tuple[str, str]]:
    """Rule and severity of what fails in the report of the year, after these cells were set in it and in that of the year before."""
    frames = synthetic(1, range(YEAR - 1, YEAR + 1), gaps=False)
    for table in (frames.disclosures, frames.requests, frames.proceedings):
        table["value"] = table["value"].astype("Float64") * 0
    for year, cells in ((YEAR - 1, before), (YEAR, changes)):
        calm = {("requests", f"{item}/total"): value for item, value in REQUESTS.items()}
        calm |= {("requests", f"{item}/individual"): value for item, value in REQUESTS.items()}
        calm |= {(table, f"{item}/{column}"): value for (item, column, table), value in CALM.items()}
        for (table, path), value in {**calm, **cells}.items():
            _set(frames, year, table, path, value)
    kept = {"level": "county", "scope": "government", "kind": "government", **report}
    reports = frames.reports.assign(**{name: value for name, value in kept.items() if name in ("level", "scope", "kind")})
    tables = Frames(reports, frames.disclosures, frames.requests, frames.proceedings).arrow()
    for name in ("kind", "published_at", "period_start", "period_end"):
        if name in kept:
            values = pa.array([None, kept[name]] if isinstance(kept[name], date) else [kept[name]] * 2, SCHEMAS["reports"].field(name).type)
            tables["reports"] = tables["reports"].set_column(SCHEMAS["reports"].names.index(name), name, values)
    rows = pd.DataFrame(across(tables).to_pylist())
    own = rows[(rows["year"] == YEAR) & (rows["status"] == "fail")]
    return sorted(
        {
            (row.rule, row.severity)
            for row in own.itertuples()
            if row.rule not in ("last_years_figures", "jump", "items_carried", "carry_over")
        }
    )


def _set(frames: Frames, year: int, table: str, path: str, value: float | None) -> None:
    rows, (*item, column) = getattr(frames, table), path.split("/")
    item_name, column_name = {"disclosures": ("item", "measure"), "requests": ("item", "applicant"), "proceedings": ("channel", "result")}[
        table
    ]
    here = rows["report_id"].str.endswith(str(year)) & (rows[item_name] == item[-1]) & (rows[column_name] == column)
    assert here.any(), path
    rows.loc[here, "value"] = value


def test_a_calm_report_has_nothing_odd() -> None:
    """The report that the cases below change by one thing each."""
    assert found({}) == []


LITIGATION, REVIEW = "litigation_after_review", "review"
CASES = [
    ("rules of a county", {("disclosures", "20.1/rules/in_force"): 1}, {}, {}, ("rules_competence", "warning")),
    ("rules of a bureau of a city", {("disclosures", "20.1/rules/issued"): 1, ("disclosures", "20.1/rules/in_force"): 1}, {}, {"level": "prefecture", "scope": "body", "kind": "education"}, ("rules_competence", "warning")),
    ("no permits of a government", {("disclosures", "20.5/licenses/decisions"): 0}, {}, {}, ("zeros", "warning")),
    ("no permits of an approval bureau", {("disclosures", "20.5/licenses/decisions"): 0}, {}, {"scope": "body", "kind": "administrative_approval"}, ("zeros", "note")),
    ("fewer in force than were issued", {("disclosures", "20.1/normative_documents/issued"): 12}, {("disclosures", "20.1/normative_documents/in_force"): 10}, {}, ("in_force_floor", "warning")),
    ("fewer cases than were pending", {("proceedings", "review/total"): 2}, {("proceedings", "review/pending"): 3, ("proceedings", "review/total"): 3}, {}, ("pending_next", "note")),
    ("more cases than requests", {("proceedings", "review/total"): 201}, {}, {}, ("proceedings_many", "note")),
    ("more suits than reviews", {("proceedings", "litigation_after_review/total"): 3}, {("proceedings", "review/upheld"): 2, ("proceedings", "review/total"): 2}, {}, ("after_review", "note")),
    ("a suit without review", {("proceedings", "litigation_direct/total"): 1}, {}, {}, ("direct_suit", "note")),
    ("slow", {("requests", "carried_out/total"): 16}, {}, {}, ("slow", "note")),
    ("much in the last row", {("requests", "other.other/total"): 21}, {}, {}, ("residual", "note")),
    ("no kinds of applicants", {("requests", f"received/{applicant}"): None for applicant in APPLICANTS}, {}, {}, ("parts_missing", "note")),
    ("a part of a year", {}, {}, {"period_start": date(YEAR, 1, 1), "period_end": date(YEAR, 11, 30)}, ("period", "warning")),
    ("early", {}, {}, {"published_at": date(YEAR, 12, 30)}, ("deadline", "warning")),
    ("late government", {}, {}, {"published_at": date(YEAR + 1, 4, 1)}, ("deadline", "note")),
    ("late bureau", {}, {}, {"published_at": date(YEAR + 1, 2, 1), "scope": "body", "kind": "education"}, ("deadline", "note")),
    ("half corrected", {("proceedings", "review/corrected"): 16, ("proceedings", "review/upheld"): 14, ("proceedings", "review/total"): 40}, {}, {}, ("corrected_high", "note")),
    ("more in force than can be", {("disclosures", "20.1/normative_documents/in_force"): 11}, {("disclosures", "20.1/normative_documents/in_force"): 10}, {}, ("in_force", "warning")),
    ("fewer in force than would be", {("disclosures", "20.1/normative_documents/in_force"): 9}, {("disclosures", "20.1/normative_documents/in_force"): 10}, {}, ("in_force", "note")),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "before", "report", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_crosses_its_bound_is_told(
    changes: Cells,
    before: Cells,
    report: dict[str, object],
    expected: tuple[str, str],
) -> None:
    assert expected in found(changes, before, **report)


WITHIN = [
    ("rules of a city", {("disclosures", "20.1/rules/in_force"): 1}, {("disclosures", "20.1/rules/in_force"): 1}, {"level": "prefecture"}),
    ("rules of its office", {("disclosures", "20.1/rules/in_force"): 1}, {("disclosures", "20.1/rules/in_force"): 1}, {"level": "prefecture", "scope": "body", "kind": "government_office"}),
    ("a town without permits", {("disclosures", "20.5/licenses/decisions"): 0}, {}, {"level": "town"}),
    ("as many cases as were pending", {("proceedings", "review/total"): 3}, {("proceedings", "review/pending"): 3, ("proceedings", "review/total"): 3}, {}),
    ("as many cases as requests", {("proceedings", "review/total"): 200}, {}, {}),
    ("as many suits as reviews", {("proceedings", "litigation_after_review/total"): 2}, {("proceedings", "review/upheld"): 2, ("proceedings", "review/total"): 2}, {}),
    ("in time", {("requests", "carried_out/total"): 15}, {}, {}),
    ("a fifth in the last row", {("requests", "other.other/total"): 20}, {}, {}),
    ("a kind of applicant", {("requests", f"received/{applicant}"): None for applicant in APPLICANTS[1:]}, {}, {}),
    ("a whole year", {}, {}, {"period_start": date(YEAR, 1, 1), "period_end": date(YEAR, 12, 31)}),
    ("in its days", {}, {}, {"published_at": date(YEAR + 1, 3, 31)}),
    ("a town has no day", {}, {}, {"published_at": date(YEAR + 1, 5, 1), "level": "town"}),
    ("half of 29 corrected", {("proceedings", "review/corrected"): 15, ("proceedings", "review/upheld"): 14, ("proceedings", "review/total"): 40}, {}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "before", "report"), [case[1:] for case in WITHIN], ids=[case[0] for case in WITHIN])
def test_what_keeps_its_bound_is_not_told(changes: Cells, before: Cells, report: dict[str, object]) -> None:
    assert found(changes, before, **report) == []


def test_a_report_of_zeros_is_told_once() -> None:
    """All zero is one note, and not one for each zero; a blank is no zero."""
    nothing = {("requests", f"{item}/{column}"): 0 for item in REQUESTS for column in ("total", "individual")}
    nothing |= {(table, f"{item}/{column}"): 0 for (item, column, table) in CALM}
    assert [rule for rule in found(nothing) if rule[0] == "zeros"] == [("zeros", "note")]
    assert ("zeros", "warning") not in found({("disclosures", "20.5/licenses/decisions"): None})


LONG = "本年度扎实推进政府信息公开各项工作，持续完善制度机制，依法办理公开申请，积极回应社会关切。"


def silent(number: int, text: str, overdue: int = 0, **report: object) -> set[str]:
    """The rules on what the prose leaves out that fail for a government of a county whose section says this."""
    frames = synthetic(1, range(2023, 2024), gaps=False)
    _set(frames, 2023, "requests", "other.fee_overdue/total", overdue)
    tables = frames.arrow()
    said = {"level": "county", "scope": "government", "kind": "government", "origin": None, **report}
    reports = tables["reports"]
    for name, value in said.items():
        reports = reports.set_column(SCHEMAS["reports"].names.index(name), name, pa.array([value], SCHEMAS["reports"].field(name).type))
    own = {name: reports[name][0].as_py() for name in SCHEMAS["sections"].names if name in reports.schema.names}
    sections = pa.Table.from_pylist([{**own, "number": number, "heading": "", "text": text}], schema=SCHEMAS["sections"])
    rows = across({**tables, "reports": reports, "sections": sections}).to_pylist()
    return {f"{row['rule']}: {row['message_zh']}" for row in rows if row["rule"] in ("government_content", "fee_told")}


def test_a_government_that_does_not_speak_of_supervision_is_told() -> None:
    """One of the three words, in any form, is enough; towns, single bodies and prose that is not the body's own are not asked."""
    assert silent(1, LONG) == {"government_content: 2023年报告第一部分没有说到考核、社会评议或责任追究"}
    for said in ("纳入年度考核。", "开展社会评议。", "未发生责任追究情形。", "无问责情况。"):
        assert silent(1, LONG + said) == set()
    for other in ({"level": "town"}, {"scope": "body", "kind": "finance"}, {"origin": "set"}, {"origin": "rewritten"}):
        assert silent(1, LONG, **other) == set()
    assert silent(1, LONG, origin="published") and not silent(1, "无。") and not silent(2, LONG)


def test_a_last_section_that_does_not_speak_of_fees_is_told() -> None:
    """What says nothing at all is left to the rules of one report; requests that lapsed for want of a fee are said with it."""
    assert silent(6, LONG) == {"fee_told: 2023年报告第六部分说了其他事项，没有说到信息处理费"}
    assert silent(6, LONG, overdue=2) == {"fee_told: 2023年报告第六部分没有说到信息处理费，而表中有逾期未缴费不再处理的申请"}
    for said in ("本年度未收取信息处理费。", "本年度没有发出收费通知。", "没有收取任何费用。"):
        assert silent(6, LONG + said) == set()
    assert silent(6, "无。") == set() and silent(6, LONG, origin="set") == set()
