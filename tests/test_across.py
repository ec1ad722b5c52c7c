"""Reports against each other: every planted break is caught and told with both places, and nothing else is."""

from __future__ import annotations

import shutil
from pathlib import Path

import frames
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import reportlib
from reportlib.across import across, across_bodies, with_findings
from reportlib.across.duplicates import same_figures, without_reports
from reportlib.across.evidence import with_other_reports
from reportlib.beside.rollups import Rollup, read_rollups
from reportlib.building.register import with_same_figures
from reportlib.building.shards import SHARD_TABLES
from reportlib.dataset.rows import SourceRow
from reportlib.dataset.schema import OF_REPORT, SCHEMAS
from reportlib.forms.rules.rulebook import of_groups
from reportlib.model import FAIL, NOT_ASSESSABLE, PASS

RAW = Path(__file__).parent.parent / "data" / "raw"
AXES = {"disclosures": "measure", "requests": "applicant", "proceedings": "result"}
Tables = dict[str, pa.Table]


@pytest.fixture(scope="module")
def thirteen(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The built tables of the thirteen reports of data/raw, without the fifteen years of one body beside them."""
    raw, out = tmp_path_factory.mktemp("raw"), tmp_path_factory.mktemp("out")
    for file in filter(Path.is_file, RAW.iterdir()):
        shutil.copy(file, raw)
    reportlib.build(raw, out)
    return {name: pq.read_table(out / f"{name}.parquet", schema=SCHEMAS[name]) for name in SCHEMAS}


@pytest.fixture(scope="module")
def drawn() -> Tables:
    """Three bodies, four years of both forms, every figure carried over."""
    return frames.synthetic(3, range(2019, 2023), gaps=False, carried=True).arrow()


def of_agency(tables: Tables, start: str, year: int) -> str:
    """The report_id of an agency that begins so, in a year."""
    rows = zip(*(tables["reports"][name].to_pylist() for name in ("report_id", "agency", "year")), strict=True)
    return next(report_id for report_id, agency, of_year in rows if agency.startswith(start) and of_year == year)


def planted(tables: Tables, report_id: str, cells: dict[str, float | None]) -> Tables:
    """The tables with other numbers in cells of one report, named table/item/column."""
    changed = dict(tables)
    for place, value in cells.items():
        name, *items, column = place.split("/")
        table = changed[name]
        where = pc.and_(pc.equal(table["report_id"], report_id), pc.equal(table[AXES[name]], column))
        for field, code in zip(("article", "item") if name == "disclosures" else [table.schema.names[len(OF_REPORT)]], items, strict=True):
            where = pc.and_(where, pc.equal(table[field], code))
        assert pc.sum(where).as_py() == 1
        at = table.schema.get_field_index("value")
        number = pa.scalar(value, table.schema.field("value").type)
        changed[name] = table.set_column(at, table.schema.field(at), pc.if_else(where, number, table["value"]))
    return changed


def alike(tables: Tables, original: str, /, **said: str | int | None) -> Tables:
    """The tables with a copy of one report, of which this is said otherwise."""
    more = {}
    for name, table in tables.items():
        if "report_id" in table.schema.names:
            own = table.filter(pc.equal(table["report_id"], original))
            for key, value in said.items():
                if key in own.schema.names:
                    at = own.schema.get_field_index(key)
                    own = own.set_column(at, own.schema.field(at), pa.array([value] * len(own), own.schema.field(at).type))
            more[name] = pa.concat_tables([table, own])
    return {**tables, **more}


def dated(tables: Tables, days: dict[str, int], name: str = "published_at") -> Tables:
    """The tables with a day of publication, or another date (days since 1970), for reports."""
    at = tables["reports"].schema.get_field_index(name)
    column = pa.array([days.get(report_id) for report_id in tables["reports"]["report_id"].to_pylist()], pa.int32()).cast(pa.date32())
    return {**tables, "reports": tables["reports"].set_column(at, tables["reports"].schema.field(at), column)}


def compared(tables: Tables) -> list[dict]:
    """What compares reports, but for what is merely odd, which test_odd.py holds."""
    return [row for row in across(tables).to_pylist() if row["rule"] not in of_groups("odd")]


def failing(tables: Tables, rollups: tuple[Rollup, ...] = ()) -> list[dict]:
    """What fails, but for what is merely odd, which test_odd.py holds."""
    every = [row for part in (across(tables), across_bodies(tables, rollups)) for row in part.to_pylist()]
    return [row for row in every if row["status"] == FAIL and row["rule"] not in of_groups("odd")]


def printed_at(tables: Tables, report_id: str, place: str) -> str:
    """Where one cell is printed."""
    name, *items, column = place.split("/")
    keys = ("article", "item", "measure") if name == "disclosures" else tables[name].schema.names[len(OF_REPORT) : len(OF_REPORT) + 2]
    rows = (row for row in tables[name].to_pylist() if row["report_id"] == report_id)
    return next(str(row["place"]) for row in rows if [row[key] for key in keys] == [*items, column])


def where(row: dict) -> str:
    return "/".join(part or "*" for part in (row["table"], row["item"], row["column"]))


# One year after the other


def test_no_false_alarm_on_the_thirteen(thirteen: Tables) -> None:
    """In the real reports nothing fails; the two years of one body agree in all nine places; a gap of years is not assessable."""
    rows = compared(thirteen)
    assert [(row["rule"], row["status"]) for row in rows if row["agency"].startswith("宿迁")] == [
        *[("carry_over", PASS)] * 7,
        *[("in_force", PASS)] * 2,
    ]
    (gap,) = [row for row in rows if not row["agency"].startswith("宿迁")]
    assert (gap["status"], gap["column"]) == (NOT_ASSESSABLE, None)
    assert gap["message"] == "carried_in of 2025 stands alone: the report of 2024 was not read; the one before is of 2019"
    assert same_figures(thirteen) == {}


@pytest.mark.parametrize("seed", range(3))
def test_no_false_alarm_where_every_year_takes_over_the_last(seed: int) -> None:
    """On drawn reports of both forms whose figures are carried over, no rule fails, with and without gaps and blanks."""
    for gaps in (False, True):
        tables = frames.synthetic(40, seed=seed, gaps=gaps, carried=True).arrow()
        assert failing(tables) == []
        statuses = {row["status"] for row in compared(tables)}
        assert statuses == ({PASS, NOT_ASSESSABLE} if gaps else {PASS})


@pytest.mark.parametrize("applicant", ["individual", "legal_services", "total"])
def test_a_changed_carry_over_is_caught_at_its_applicant(thirteen: Tables, applicant: str) -> None:
    """carried_in that is not last year's carried_out fails at that applicant alone, with both places."""
    report_id = of_agency(thirteen, "宿迁", 2024)
    (row,) = failing(planted(thirteen, report_id, {f"requests/carried_in/{applicant}": 77}))
    assert (row["rule"], row["severity"], where(row)) == ("carry_over", "warning", f"requests/carried_in/{applicant}")
    assert row["actual"] == 77 and row["difference"] == 77 - row["expected"]
    assert row["place"] == printed_at(thirteen, report_id, f"requests/carried_in/{applicant}")
    before = of_agency(thirteen, "宿迁", 2023)
    there = printed_at(thirteen, before, f"requests/carried_out/{applicant}")
    assert row["message"] == f"carried_in 77 of 2024 against carried_out {row['expected']:.0f} of 2023 ({before}, {there})"


def test_a_blank_is_no_zero_over_the_years(thirteen: Tables) -> None:
    """Where a side has no number the rule is not assessable, also where zero would agree or not agree."""
    before = of_agency(thirteen, "宿迁", 2023)
    tables = planted(thirteen, before, {"requests/carried_out/total": None, "requests/carried_out/research": None})
    rows = [row for row in across(tables).to_pylist() if row["rule"] == "carry_over" and row["status"] == NOT_ASSESSABLE]
    assert {row["column"] for row in rows if row["agency"].startswith("宿迁")} == {"total", "research"}
    assert failing(tables) == []


def test_in_force_that_does_not_follow_is_caught(thirteen: Tables) -> None:
    """in_force is last year's plus issued minus repealed; the message has all four figures."""
    tables = planted(thirteen, of_agency(thirteen, "宿迁", 2024), {"disclosures/20.1/rules/in_force": 13})
    (row,) = failing(tables)
    assert (row["rule"], where(row), row["expected"], row["actual"]) == ("in_force", "disclosures/20.1/rules/in_force", 12, 13)
    assert row["message"].startswith("in_force 13 of 2024 against in_force 11 of 2023 + issued 2 - repealed 1 (宿迁")


def test_items_of_the_older_form_are_carried(drawn: Tables) -> None:
    """items_prior_year of 2020 that is not 2019's with its change fails; the first year of the newer form has no such rule."""
    report_id = of_agency(drawn, "甲", 2020)
    (row,) = failing(planted(drawn, report_id, {"disclosures/20.6/penalties/items_prior_year": 1}))
    assert (row["rule"], where(row)) == ("items_carried", "disclosures/20.6/penalties/items_prior_year")
    assert row["message"].startswith("items_prior_year 1 of 2020 against items_prior_year ") and " and items_change " in row["message"]
    assert {row["year"] for row in across(drawn).to_pylist() if row["rule"] == "items_carried"} == {2020}
    assert {row["year"] for row in across(drawn).to_pylist() if row["rule"] == "in_force"} == {2022}


def test_names_without_a_place_are_compared_inside_a_folder_only(thirteen: Tables) -> None:
    """A name that several bodies may have is the same body in one folder, and not assessable over two."""
    report_id = of_agency(thirteen, "政务服务局", 2023)
    inside = alike(thirteen, report_id, report_id="next", year=2024, source="政务服务局-2024.md")
    assert [row["rule"] for row in compared(inside) if row["report_id"] == "next"][:7] == ["carry_over"] * 7
    outside = alike(thirteen, report_id, report_id="next", year=2024, source="other/政务服务局-2024.md")
    (row,) = [row for row in compared(outside) if row["report_id"] == "next"]
    assert row["status"] == NOT_ASSESSABLE and "lies in another folder" in row["message"]


# One file against another


def test_the_same_figures_in_another_file_are_a_duplicate(thirteen: Tables) -> None:
    """The later by name goes from all tables but sources, which says of what it is the duplicate."""
    report_id = of_agency(thirteen, "宿迁", 2024)
    tables = alike(thirteen, report_id, report_id="copy", source="宿迁市人民政府-2024.pdf")
    same = same_figures(tables)
    (original,) = same.values()
    assert original.startswith("宿迁市人民政府-2024.") and list(same) == ["宿迁市人民政府-2024.pdf"]
    rest = without_reports({name: tables[name] for name in SHARD_TABLES}, same)
    assert all(rest[name].equals(thirteen[name]) for name in rest)
    rows = [SourceRow("宿迁市人民政府-2024.pdf", "pdf", 1, "00", "parsed", None, "copy")]
    (last,) = with_same_figures(rows, same)
    assert (last.outcome, last.reason, last.report_id) == ("duplicate", f"the same figures as {original}", None)


def test_names_without_a_place_need_telling_figures_to_be_duplicates(thirteen: Tables) -> None:
    """Two reports of a name that many bodies have are one only where their figures cannot be alike by chance."""
    report_id = of_agency(thirteen, "政务服务局", 2023)
    tables = alike(thirteen, report_id, report_id="copy", source="龙.md")
    assert same_figures(tables) == {}
    figures = {"requests/received/total": 21, "requests/granted/total": 17, "requests/closed_total/total": 18}
    tables = planted(planted(tables, "copy", figures), report_id, figures)
    assert list(same_figures(tables)) == ["龙.md"]


@pytest.mark.parametrize(("numbers", "telling"), [((20, 19, 18), True), ((19, 18, 17), False), ((500, 19, 19), False)])
def test_three_figures_of_which_one_reaches_twenty_tell(thirteen: Tables, numbers: tuple[int, ...], telling: bool) -> None:
    """Fewer different figures, or smaller ones, may be alike by chance in two bodies of one name."""
    report_id = of_agency(thirteen, "政务服务局", 2023)
    tables = alike(emptied(thirteen, report_id), report_id, report_id="copy", source="龙.md")
    cells = ("requests/received/total", "requests/granted/total", "requests/closed_total/total")
    figures = dict(zip(cells, numbers, strict=True))
    tables = planted(planted(tables, "copy", figures), report_id, figures)
    assert list(same_figures(tables)) == ["龙.md"] * telling


def emptied(tables: Tables, report_id: str) -> Tables:
    """The tables with no figure in this report."""
    return {name: without_values(table, report_id) if name in AXES else table for name, table in tables.items()}


def without_values(table: pa.Table, report_id: str) -> pa.Table:
    at = table.schema.get_field_index("value")
    kept = pc.if_else(pc.equal(table["report_id"], report_id), pa.scalar(None, table.schema.field(at).type), table["value"])
    return table.set_column(at, table.schema.field(at), kept)


def test_other_figures_are_a_restatement_by_cell(thirteen: Tables) -> None:
    """Each differing cell of the newer file fails with old, new and the older file's place; dates tell which is newer."""
    report_id = of_agency(thirteen, "宿迁", 2024)
    tables = alike(thirteen, report_id, report_id="newer", source="宿迁市人民政府-2024-a.pdf")
    tables = planted(tables, "newer", {"disclosures/20.5/licenses/decisions": 9, "proceedings/review/upheld": 8})
    assert same_figures(tables) == {}
    rows = [row for row in failing(dated(tables, {report_id: 20000, "newer": 20001})) if row["rule"] == "restatement"]
    assert [(row["report_id"], where(row)) for row in rows] == [
        ("newer", "disclosures/20.5/licenses/decisions"),
        ("newer", "proceedings/review/upheld"),
    ]
    assert (rows[0]["expected"], rows[0]["actual"]) == (1573179, 9)
    source = dict(zip(*(thirteen["reports"][name].to_pylist() for name in ("report_id", "source")), strict=True))[report_id]
    there = printed_at(thirteen, report_id, "disclosures/20.5/licenses/decisions")
    assert rows[0]["message"] == (
        f"9 here against 1573179 in {source} ({report_id}, {there}); this file is the newer (published 2024-10-05, the other 2024-10-04)"
    )
    rows = [row for row in failing(dated(tables, {report_id: 20001, "newer": 20000})) if row["rule"] == "restatement"]
    assert {row["report_id"] for row in rows} == {report_id}
    same_day = dated(tables, {report_id: 20000, "newer": 20000})
    rows = [row for row in failing(dated(same_day, {report_id: 20009, "newer": 20008}, "fetched_at")) if row["rule"] == "restatement"]
    assert {row["report_id"] for row in rows} == {report_id}
    assert rows[0]["message"].endswith("this file is the newer (fetched 2024-10-13, the other 2024-10-12)")
    assert all("which of them is the newer is not known" in row["message"] for row in failing(tables) if row["rule"] == "restatement")


def test_a_number_in_one_file_only_is_not_a_difference(thirteen: Tables) -> None:
    """Cells that only one file has as a number are counted for each table, not assessable."""
    report_id = of_agency(thirteen, "宿迁", 2024)
    tables = planted(alike(thirteen, report_id, report_id="copy", source="b.pdf"), "copy", {"requests/granted/total": None})
    (row,) = [row for row in across(tables).to_pylist() if row["rule"] == "restatement"]
    assert (row["status"], row["table"], row["item"]) == (NOT_ASSESSABLE, "requests", None)
    assert row["message"].startswith("1 cells hold a number only here or only in ")


def test_another_agency_of_the_same_body_id_is_no_restatement(thirteen: Tables) -> None:
    """Two bureaus of a kind in one region are told apart by name, with a note at each, and so are the scopes of one office."""
    report_id = of_agency(thirteen, "临沂", 2024)
    for said in ({"agency": "临沂市政务服务管理办公室"}, {"scope": "government"}):
        tables = planted(alike(thirteen, report_id, report_id="other", source="b.txt", **said), "other", {"requests/received/total": 3})
        rows = failing(tables)
        assert [(row["rule"], row["severity"], row["report_id"]) for row in rows] == [
            ("same_body", "note", report_id),
            ("same_body", "note", "other"),
        ]
        assert report_id in rows[1]["message"] and "other" in rows[0]["message"]
        assert same_figures(alike(thirteen, report_id, report_id="other", source="b.txt", **said)) == {}


def test_a_year_with_two_undated_files_is_held_against_nothing(thirteen: Tables) -> None:
    """The next year is not assessable unless dates tell which of two files stands; with dates the newest does."""
    before, after = of_agency(thirteen, "宿迁", 2023), of_agency(thirteen, "宿迁", 2024)
    tables = alike(thirteen, before, report_id="newer", source="z.txt")
    tables = planted(tables, "newer", {"requests/carried_out/total": 5})
    (row,) = [row for row in across(tables).to_pylist() if row["report_id"] == after]
    assert row["status"] == NOT_ASSESSABLE and "which is the newest is not known" in row["message"]
    rows = [row for row in failing(dated(tables, {before: 20000, "newer": 20001})) if row["report_id"] == after]
    assert [(row["rule"], row["expected"], "(newer, " in row["message"]) for row in rows] == [("carry_over", 5, True)]


# Declared sums


@pytest.fixture
def family() -> Tables:
    """A parent that is the sum of two children in every figure."""
    drawn = frames.synthetic(3, range(2021, 2022), gaps=False)
    ids = drawn.reports["report_id"].tolist()
    for table in (drawn.disclosures, drawn.requests, drawn.proceedings):
        parts = [table.loc[table["report_id"] == report_id, "value"].to_numpy() for report_id in ids]
        table.loc[table["report_id"] == ids[0], "value"] = parts[1] + parts[2]
    return drawn.arrow()


FAMILY = (Rollup("甲东市人民政府", "乙东区行政审批服务局"), Rollup("甲东市人民政府", "丙东市行政审批服务局"))


def test_a_parent_that_is_the_sum_of_its_children_passes(family: Tables) -> None:
    """Every total of section three, every case and every count of section two is held against the children's; money is not."""
    rows = [row for row in across_bodies(family, FAMILY).to_pylist() if row["rule"] == "rollup"]
    assert {row["status"] for row in rows} == {PASS} and {row["report_id"] for row in rows} == {"b00-2021"}
    assert {row["column"] for row in rows if row["table"] == "requests"} == {"total"}
    assert len([row for row in rows if row["table"] == "proceedings"]) == 15
    assert "amount" not in {row["column"] for row in rows}


def test_a_parent_that_is_not_the_sum_fails_with_the_addends(family: Tables) -> None:
    """The message names each child's figure and its place."""
    (row,) = failing(planted(family, "b00-2021", {"requests/received/total": 1}), FAMILY)
    assert (row["rule"], row["severity"], where(row)) == ("rollup", "warning", "requests/received/total")
    assert (
        row["message"].startswith("the parent has 1, its children ")
        and "(b01-2021, row " in row["message"]
        and "(b02-2021, row " in row["message"]
    )


def test_with_children_missing_the_parent_is_only_bounded(family: Tables) -> None:
    """A child that was not read makes the rule not assessable and is named; less than those there fails all the same."""
    more = (*FAMILY, Rollup("甲东市人民政府", "丁东区水利局"))
    rows = [row for row in across_bodies(family, more).to_pylist() if row["rule"] == "rollup"]
    assert {row["status"] for row in rows} == {NOT_ASSESSABLE} and all(row["message"].endswith("; missing: 丁东区水利局") for row in rows)
    (row,) = failing(planted(family, "b00-2021", {"requests/received/total": 1}), more)
    assert where(row) == "requests/received/total"
    (alone,) = [row for row in across_bodies(family, more[2:]).to_pylist() if row["rule"] == "rollup"]
    assert (alone["status"], alone["message"]) == (NOT_ASSESSABLE, "no report of this year was read of its children: 丁东区水利局")
    blank = planted(family, "b01-2021", {"requests/received/total": None})
    (row,) = [row for row in across_bodies(blank, FAMILY).to_pylist() if row["rule"] == "rollup" and row["status"] != PASS]
    assert row["status"] == NOT_ASSESSABLE and row["message"].endswith("; missing: 乙东区行政审批服务局")


def test_the_file_of_declared_sums_is_read_with_a_word_on_bad_lines(tmp_path: Path) -> None:
    """Lines that cannot be used are told with line number, what was expected and what is there."""
    path = tmp_path / "rollups.csv"
    lines = [
        "parent,child,scope",
        "甲市,甲市乙局,",
        "甲市,甲市丙局,requests proceedings",
        "甲市,甲市,",
        "甲市,,",
        "甲市,甲市丁局,everything",
        "甲市,甲市乙局,",
    ]
    path.write_bytes("\n".join(lines).encode("gb18030"))
    entries, findings = read_rollups(path)
    assert entries == (Rollup("甲市", "甲市乙局"), Rollup("甲市", "甲市丙局", ("requests", "proceedings")))
    assert [finding.place for finding in findings] == ["line 4", "line 5", "line 6", "line 7"]
    assert findings[2].message.endswith("found everything; the line is not used")
    path.write_text("甲市,甲市乙局\n", encoding="utf-8")
    assert read_rollups(path)[0] == () and "columns parent and child" in read_rollups(path)[1][-1].message


def test_a_parent_nobody_read_is_told(family: Tables) -> None:
    """A declared parent without a report is a note, since a name may be misspelt."""
    rows = [row for row in across_bodies(family, (Rollup("己市人民政府", "丁东区水利局"),)).to_pylist() if row["rule"] == "rollup"]
    assert [(row["severity"], row["status"], row["agency"]) for row in rows] == [("note", NOT_ASSESSABLE, "己市人民政府")]


# What is hardly possible


def test_a_leap_is_caught_and_small_numbers_are_not(thirteen: Tables) -> None:
    """More than ten times last year's, or less than a tenth, of figures of 10 or more; 1 against 12 is no leap."""
    report_id, before = of_agency(thirteen, "宿迁", 2024), of_agency(thirteen, "宿迁", 2023)
    (row,) = failing(planted(thirteen, report_id, {"disclosures/20.5/licenses/decisions": 1573}))
    assert (row["rule"], where(row)) == ("jump", "disclosures/20.5/licenses/decisions")
    there = printed_at(thirteen, before, "disclosures/20.5/licenses/decisions")
    message = f"decisions 1573 of 2024 against 1808595 of 2023 ({before}, {there}): more than a factor of 10 in one year"
    assert row["message"] == message
    tables = planted(
        thirteen, report_id, {"disclosures/20.1/normative_documents/issued": 12, "disclosures/20.1/normative_documents/in_force": 382}
    )
    assert failing(planted(tables, before, {"disclosures/20.1/normative_documents/issued": 1})) == []


@pytest.mark.parametrize("factor", [10_000, 0.0001])
def test_yuan_under_the_unit_of_ten_thousand_is_caught(thirteen: Tables, factor: float) -> None:
    """Fees of about ten thousand times last year's, either way, are a slip of the unit and not a leap."""
    report_id = of_agency(thirteen, "宿迁", 2024)
    (row,) = failing(planted(thirteen, report_id, {"disclosures/20.8/fees/amount": 72701.2578 * factor}))
    assert (row["rule"], where(row)) == ("unit_slip", "disclosures/20.8/fees/amount")
    assert "against 59237.2449 of 2023" in row["message"] and "元 under 万元" in row["message"]


def test_yuan_is_caught_by_peers_where_there_is_no_year_before() -> None:
    """Among enough bodies of the same kind and level, fees that fit only as 元 are told; with few peers nothing is said."""
    for bodies, caught in ((12, 1), (6, 0)):
        drawn = frames.synthetic(bodies, range(2024, 2025), gaps=False)
        drawn.reports["kind"], drawn.reports["level"], drawn.reports["scope"] = "commerce", "county", "body"
        fees = drawn.disclosures["item"] == "fees"
        drawn.disclosures.loc[fees, "value"] = np.linspace(20, 60, bodies)
        tables = planted(drawn.arrow(), "b03-2024", {"disclosures/20.8/fees/amount": 300_000})
        rows = [row for row in failing(tables) if row["rule"] == "unit_slip"]
        assert [row["report_id"] for row in rows] == ["b03-2024"] * caught


@pytest.mark.parametrize("section", ["disclosures", "requests", "proceedings"])
def test_last_years_section_left_standing_is_caught(thirteen: Tables, section: str) -> None:
    """A section whose every figure is last year's is one finding for the section."""
    report_id, before = of_agency(thirteen, "宿迁", 2024), of_agency(thirteen, "宿迁", 2023)
    table = thirteen[section]
    values = table["value"].to_pylist()
    rows = {name: [at for at, own in enumerate(table["report_id"].to_pylist()) if own == name] for name in (report_id, before)}
    for here, there in zip(rows[report_id], rows[before], strict=True):
        values[here] = values[there]
    at = table.schema.get_field_index("value")
    tables = {**thirteen, section: table.set_column(at, table.schema.field(at), pa.array(values, table.schema.field(at).type))}
    (row,) = [row for row in failing(tables) if row["rule"] == "last_years_figures"]
    assert (row["report_id"], where(row)) == (report_id, f"{section}/*/*")
    assert row["message"].startswith(f"every figure of {section} of 2024 is that of {before}, ")


def test_one_long_figure_of_last_year_is_caught_and_a_short_one_is_not(thirteen: Tables) -> None:
    """Five digits do not come twice by chance; a body that grants three requests each year is nothing to tell."""
    report_id = of_agency(thirteen, "宿迁", 2024)
    (row,) = failing(planted(thirteen, report_id, {"disclosures/20.6/penalties/decisions": 2822652}))
    assert (row["rule"], where(row)) == ("last_years_figures", "disclosures/20.6/penalties/decisions")
    quiet = of_agency(thirteen, "政务服务局", 2023)
    again = failing(alike(thirteen, quiet, report_id="next", year=2024, source="b.md"))
    assert {row["rule"] for row in again} == {"text_kept"}  # of the figures nothing is to be told; the prose is last year's indeed


def test_a_row_that_is_its_neighbour_is_caught(thirteen: Tables) -> None:
    """granted_in_part with the very figures of granted is told; rows of few different or small figures are not."""
    report_id = of_agency(thirteen, "宿迁", 2024)
    own = [row for row in thirteen["requests"].to_pylist() if row["report_id"] == report_id and row["item"] == "granted"]
    cells = {f"requests/granted_in_part/{row['applicant']}": row["value"] for row in own}
    (row,) = failing(planted(thirteen, report_id, cells))
    assert (row["rule"], where(row)) == ("row_repeated", "requests/granted_in_part/*")
    assert (
        row["message"].startswith("every figure of granted_in_part is that of granted above it (")
        and printed_at(thirteen, report_id, "requests/granted/individual") in row["message"]
    )
    for size in (4, 40):
        few = {f"requests/{item}/{row['applicant']}": size if row["value"] else 0 for row in own for item in ("granted", "granted_in_part")}
        assert failing(planted(thirteen, report_id, few)) == []


@pytest.mark.parametrize(("size", "told"), [(99, False), (100, True)])
def test_one_number_over_a_section_tells_from_a_hundred(thirteen: Tables, size: int, told: bool) -> None:
    """A section that says one number and no other two years running may do so by chance while that number is small."""
    report_id, before = of_agency(thirteen, "宿迁", 2024), of_agency(thirteen, "宿迁", 2023)
    own = [row for row in thirteen["proceedings"].to_pylist() if row["report_id"] == report_id]
    cells = {f"proceedings/{row['channel']}/{row['result']}": size if row["result"] in ("upheld", "total") else 0 for row in own}
    tables = planted(planted(thirteen, before, cells), report_id, cells)
    assert ("last_years_figures" in {row["rule"] for row in failing(tables)}) == told


@pytest.mark.parametrize(("corrected", "total", "caught"), [(30, 29, "all"), (16, 30, "half"), (15, 30, None), (14, 20, None)])
def test_a_corrected_rate_out_of_range_is_caught(thirteen: Tables, corrected: int, total: int, caught: str | None) -> None:
    """More corrected than there are, or more than half of thirty and more; small numbers say nothing."""
    report_id = of_agency(thirteen, "宿迁", 2024)
    cells: dict[str, float | None] = {"proceedings/litigation_direct/corrected": corrected, "proceedings/litigation_direct/total": total}
    cells |= {"proceedings/litigation_direct/upheld": max(0, total - corrected), "proceedings/litigation_direct/other": 0}
    rows = failing(planted(thirteen, report_id, cells))
    assert [(row["rule"], row["message"].rpartition(" ")[2]) for row in rows] == ([("corrected_high", caught)] if caught else [])


# As a whole


def test_findings_of_an_earlier_build_give_way(thirteen: Tables) -> None:
    """Putting the findings in twice gives the same table, each report's own findings first."""
    own = thirteen["findings"].filter(pc.invert(pc.is_in(thirteen["findings"]["rule"], pa.array(of_groups("years", "plausible")))))
    once = with_findings({**thirteen, "findings": own}, across(thirteen))
    assert len(once["findings"]) == len(own) + 10
    assert with_findings(once, across(once))["findings"].equals(once["findings"])
    assert once["findings"].schema.equals(SCHEMAS["findings"])


def test_nothing_to_compare_gives_no_findings() -> None:
    """Tables without a row, or of one year, have no findings across."""
    assert len(across(frames.empty().arrow())) == 0
    assert not compared(frames.synthetic(3, range(2022, 2023), gaps=False).arrow())
    assert same_figures(frames.empty().arrow()) == {}


def evidence(tables: Tables, table: str, report_id: str, **cell: str) -> str | None:
    """What confirms a figure of a report, other reports among it."""
    told = with_other_reports(with_other_reports(tables))[table]
    for column, code in {"report_id": report_id, **cell}.items():
        told = told.filter(pc.equal(told[column], code))
    return told["evidence"][0].as_py()


def test_years_that_follow_confirm_each_other(thirteen: Tables) -> None:
    """What is carried over, and the documents in force, where both years print the same; told once however often it is told."""
    before, after = (of_agency(thirteen, "宿迁", year) for year in (2023, 2024))
    for report_id, item in ((before, "carried_out"), (after, "carried_in")):
        told = evidence(thirteen, "requests", report_id, item=item, applicant="total")
        assert (told or "").split(",")[-1] == "years"
    assert "years" not in (evidence(thirteen, "requests", after, item="received", applicant="total") or "")


def test_years_that_do_not_follow_confirm_nothing(thirteen: Tables) -> None:
    """What an earlier build found is gone where the figures changed."""
    before, after = (of_agency(thirteen, "宿迁", year) for year in (2023, 2024))
    told = with_other_reports(thirteen)
    changed = planted(told, before, {"requests/carried_out/total": 999})
    assert "years" not in (evidence(changed, "requests", after, item="carried_in", applicant="total") or "")


# ---------------------------------------------------------------- whole areas, and reports that are another's


def of_area(tables: Tables, **said: dict[str, str]) -> Tables:
    """The tables with columns of the table reports set by report."""
    reports = tables["reports"]
    for name, values in said.items():
        at, field = reports.schema.get_field_index(name), reports.schema.field(name)
        old = reports[name].to_pylist()
        ids = reports["report_id"].to_pylist()
        reports = reports.set_column(at, field, pa.array([values.get(one, value) for one, value in zip(ids, old, strict=True)], field.type))
    return {**tables, "reports": reports}


def in_one_county(family: Tables) -> Tables:
    """The three bodies of the family as a county's whole and two of its bureaus."""
    every = ("b00-2021", "b01-2021", "b02-2021")
    return of_area(
        family,
        region_code=dict.fromkeys(every, "370305"),
        covers={"b00-2021": "whole_area", "b01-2021": "itself", "b02-2021": "itself"},
        scope={"b00-2021": "government", "b01-2021": "body", "b02-2021": "body"},
        kind={"b00-2021": "government", "b01-2021": "commerce", "b02-2021": "finance"},
    )


def test_a_whole_area_has_no_less_than_its_bodies(family: Tables) -> None:
    """The sum of two passes; less than one is told with its name, less than both with how many; taxes and other years are left out."""
    county = in_one_county(family)
    assert not [row for row in failing(county) if row["rule"] == "dominance"]
    less = planted(county, "b00-2021", {"disclosures/20.5/licenses/decisions": 0})
    (row,) = [row for row in failing(less) if row["rule"] == "dominance"]
    largest = max(value_at(county, report_id, "disclosures/20.5/licenses/decisions") for report_id in ("b01-2021", "b02-2021"))
    assert (row["report_id"], where(row), row["actual"], row["expected"]) == ("b00-2021", "disclosures/20.5/licenses/decisions", 0, largest)
    assert "one of its bodies" in row["message"] and row["severity"] == "warning"
    both = sum(value_at(county, report_id, "requests/received/total") for report_id in ("b01-2021", "b02-2021"))
    (row,) = [row for row in failing(planted(county, "b00-2021", {"requests/received/total": both - 1})) if row["rule"] == "dominance"]
    assert row["message"] == f"the whole area has {both - 1}, the 2 bodies held of it together {both}"
    again = alike(county, "b00-2021", report_id="office", body_id="office", agency="甲东市人民政府办公室", kind="government_office")
    assert not [row for row in failing(again) if row["rule"] == "dominance"]  # the whole published once more is no part of it
    vertical = of_area(less, kind={"b01-2021": "taxation", "b02-2021": "customs"})
    elsewhere = of_area(less, region_code={"b00-2021": "370306"})
    own_alone = of_area(less, covers={"b00-2021": "own_bodies"})
    for other in (vertical, elsewhere, own_alone):
        assert not [row for row in failing(other) if row["rule"] == "dominance"]


def value_at(tables: Tables, report_id: str, place: str) -> int:
    name, *items, column = place.split("/")
    rows = [row for row in tables[name].to_pylist() if row["report_id"] == report_id and row[AXES[name]] == column]
    fields = ("article", "item") if name == "disclosures" else [tables[name].schema.names[len(OF_REPORT)]]
    (value,) = [row["value"] for row in rows if [row[field] for field in fields] == items]
    return int(value)


def test_a_report_that_is_anothers_is_told_at_both(thirteen: Tables) -> None:
    """All figures alike under two names; one figure apart, another year, or one body under two names is none."""
    report_id = of_agency(thirteen, "临沂", 2024)
    other = alike(thirteen, report_id, report_id="twin", source="b.txt", agency="兰山区财政局", body_id="371302-finance")
    rows = [row for row in failing(other) if row["rule"] == "twin_reports"]
    assert {row["report_id"] for row in rows} == {report_id, "twin"} and {row["severity"] for row in rows} == {"warning"}
    assert any(row["message"].startswith("all ") and "of 2024 are those of 兰山区财政局 (twin)" in row["message"] for row in rows)
    apart = planted(other, "twin", {"disclosures/20.5/licenses/decisions": 31511})
    for none in (apart, alike(thirteen, report_id, report_id="twin", agency="兰山区财政局", body_id="371302-finance", year=2023)):
        assert not [row for row in failing(none) if row["rule"] == "twin_reports"]


def test_a_build_finds_a_report_that_is_anothers(tmp_path: Path) -> None:
    """One text under two titles is told in the tables, whatever else is built."""
    text = next(RAW.glob("临沂市行政审批服务局-2024.txt")).read_text(encoding="utf-8")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "raw" / "b.txt").write_text(text.replace("临沂市行政审批服务局", "临沂市商务局"), encoding="utf-8")
    reportlib.build(tmp_path / "raw", tmp_path / "out")
    found = reportlib.load(tmp_path / "out").findings.query("rule == 'twin_reports'")
    assert set(found["agency"]) == {"临沂市行政审批服务局", "临沂市商务局"} and set(found["status"]) == {"fail"}
