"""People's word: what explanations.csv explains and corrects, what of it is unused, and that nothing of the print is lost."""

from __future__ import annotations

import shutil
from dataclasses import fields
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import reportlib
from reportlib.across import across, with_findings
from reportlib.beside.entries import COLUMNS, Explanation, add_explanation, read_explanations
from reportlib.beside.explanations import concerning, corrected, corrections, explained, to_read_anew, with_explanations
from reportlib.checks.sums import check, grade
from reportlib.dataset.rows import to_arrow
from reportlib.dataset.schema import SCHEMAS
from reportlib.errors import UsageError
from reportlib.forms import load_forms
from reportlib.model import CORRECTED, EXPLAINED, FAIL, PASS, Fact, Report

RAW = Path(__file__).parent.parent / "data" / "raw"
ENTRY = Explanation("甲局-2023", "balance", "requests", "carried_in", "total", "a reader", "2024-03-01", "the body told us so")
WORD = " — explained by a reader, 2024-03-01: the body told us so"


@pytest.fixture
def printed(tmp_path: Path) -> Report:
    """A real report in which carried_in of all applicants is printed as 3 instead of 0: two sums break."""
    path = tmp_path / "临淄区商务局-2023.txt"
    shutil.copy(RAW / path.name, path)
    report = reportlib.read(path)
    facts = tuple(fact._replace(value=3, raw="3") if (fact.item, fact.column) == ("carried_in", "total") else fact for fact in report.facts)
    return Report(**{**vars_of(report), "facts": facts, "findings": sums(facts, report)})


def vars_of(report: Report) -> dict:
    return {field.name: getattr(report, field.name) for field in fields(report)}


def sums(facts: tuple[Fact, ...], report: Report) -> tuple:
    return check(facts, (), load_forms()[report.identity.form])


def fails(findings: tuple) -> set[tuple[str, str | None, str | None]]:
    return {(finding.rule, finding.item, finding.column) for finding in findings if finding.status == FAIL}


# The file


def test_lines_are_read_as_people_and_spreadsheets_write_them(tmp_path: Path) -> None:
    """A byte-order mark, GB 18030, dates with slashes, thousands separators, columns in another order: all are read."""
    text = 'rule,report,place,value,who,when,why\nbalance,甲局-2023,requests/carried_in/total,"1,200",甲,2024/3/1,"误印，\n已核"\n'
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(text.encode(encoding))
        entries, findings = read_explanations(path)
        assert findings == ()
        assert entries == (Explanation("甲局-2023", "balance", "requests", "carried_in", "total", "甲", "2024-03-01", "误印， 已核", 1200),)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("甲局-2023,balance,,,2024-03-01,why,", "expected something under who; found nothing"),
        ("甲局-2023,balance,,who,last week,why,", "expected a date such as 2024-03-01 under when; found last week"),
        ("甲局-2023,balance,requests/no_such/total,who,2024-03-01,why,", "found requests/no_such/total"),
        ("甲局-2023,balance,requests/granted/total/more,who,2024-03-01,why,", "found requests/granted/total/more"),
        ("甲局-2023,balance,requests/carried_in,who,2024-03-01,why,3", "the place of one cell, table/item/column, for a corrected value"),
        ("甲局-2023,balance,requests/carried_in/total,who,2024-03-01,why,three", "expected a number under value; found three"),
        ("甲局-2023,balance,requests/carried_in/total,who,2024-03-01,why,nan", "expected a number under value; found nan"),
        ("甲局-2023,balance,requests/carried_in/total,who,2024-03-01,why,2.5", "expected a whole number under value; found 2.5"),
        ("甲局-2023,balance,requests/carried_in/total,who,2024-03-01,why,-2", "expected a value that is not negative; found -2"),
        ("甲局-2023,,,who,2024-03-01,why,", "expected a rule, or a corrected value; found neither"),
        ("甲局-2023,balance,,who,2024-03-01,why,,more", "expected 7 cells; found more: more"),
        ("甲局-2023,outcomes,,who,2024-03-01,again,", "expected one line for each rule and place of a report; found 甲局-2023, outcomes"),
    ],
)
def test_a_line_that_cannot_be_used_is_a_finding_and_the_rest_is_used(tmp_path: Path, line: str, problem: str) -> None:
    """The finding names the line, what it should say and what it says; the good line before it is kept."""
    path = tmp_path / "explanations.csv"
    path.write_text(f"{','.join(COLUMNS)}\n甲局-2023,outcomes,,who,2024-03-01,why,\n{line}\n", encoding="utf-8")
    entries, (finding,) = read_explanations(path)
    assert [entry.rule for entry in entries] == ["outcomes"]
    assert (finding.rule, finding.severity, finding.place) == ("explanations_file", "warning", "line 3")
    assert finding.message.startswith("explanations.csv, line 3: ") and problem in finding.message


def test_a_file_without_the_columns_is_not_used(tmp_path: Path) -> None:
    """Without a column that every line needs nothing is taken; a column beyond the known ones is told."""
    path = tmp_path / "explanations.csv"
    path.write_text("report,rule,remark\n甲局-2023,balance,x\n", encoding="utf-8")
    entries, findings = read_explanations(path)
    assert entries == () and ["remark" in findings[0].message, "columns who and when and why" in findings[1].message] == [True, True]


def test_added_lines_are_read_back_whatever_they_hold(tmp_path: Path) -> None:
    """A new file has its header; commas, quotes and line ends in a reason do not break the file."""
    path = tmp_path / "explanations.csv"
    first = add_explanation(path, report="甲局-2023", rule="balance", who="乙", when="2024-03-01", why='印作"3",\n应为 0')
    second = add_explanation(path, report="甲局-2023", rule="", place="disclosures/20.8/fees/amount", who="乙", why="元", value="1.5")
    assert read_explanations(path) == ((first, second), ())
    assert (second.table, second.item, second.column, second.value) == ("disclosures", "20.8/fees", "amount", 1.5)
    assert path.read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS)
    assert [file.name for file in tmp_path.iterdir()] == ["explanations.csv"]


@pytest.mark.parametrize(("encoding", "end"), [("utf-8", "\n"), ("utf-8-sig", "\r\n"), ("gb18030", "\r\n")])
def test_lines_are_added_in_the_manner_of_the_file(tmp_path: Path, encoding: str, end: str) -> None:
    """What stands in the file stays byte for byte, also without an end to its last line and with columns in another order."""
    path = tmp_path / "explanations.csv"
    before = end.join(["who,when,why,report,rule,value,place", "甲,2024/3/1,误印,甲局-2023,balance,,"]).encode(encoding)
    path.write_bytes(before)
    add_explanation(path, report="甲局-2024", rule="outcomes", who="乙", when="2025-01-02", why="已核")
    assert path.read_bytes() == before + f"{end}乙,2025-01-02,已核,甲局-2024,outcomes,,{end}".encode(encoding.removesuffix("-sig"))
    entries, findings = read_explanations(path)
    assert [entry.report for entry in entries] == ["甲局-2023", "甲局-2024"] and findings == ()


def test_what_cannot_be_used_is_not_added(tmp_path: Path) -> None:
    """A wrong place, an empty reason or the same thing again is refused, and the file stays as it is."""
    path = tmp_path / "explanations.csv"
    add_explanation(path, report="甲局-2023", rule="balance", who="乙", why="已核")
    before = path.read_bytes()
    with pytest.raises(UsageError, match="found requests/none"):
        add_explanation(path, report="甲局-2023", rule="balance", place="requests/none", who="乙", why="已核")
    with pytest.raises(UsageError, match="expected something under why"):
        add_explanation(path, report="甲局-2023", rule="outcomes", who="乙", why=" ")
    with pytest.raises(UsageError, match="again"):
        add_explanation(path, report="甲局-2023", rule="balance", who="丙", why="另有说法")
    assert path.read_bytes() == before


# One report


def test_entries_name_a_report_by_its_id_or_by_agency_and_year() -> None:
    """The digits of the hash may be left out; another year or a longer name is another report."""
    ids = ["甲局-2023-ab12cd34", "甲局-2023-00000000", "甲局-2024-ab12cd34", "乙甲局-2023-ab12cd34"]
    assert [bool(concerning([ENTRY], report_id)) for report_id in ids] == [True, True, False, False]
    assert [bool(concerning([ENTRY._replace(report=ids[0])], report_id)) for report_id in ids] == [True, False, False, False]
    assert not concerning([ENTRY._replace(report=start) for start in ("甲局", "甲局-202", "甲局-2023-ab12")], ids[0])


def test_an_explained_break_stays_and_says_who_when_and_why(printed: Report) -> None:
    """The finding of that rule and place becomes explained; other rules fail on, and the grade stays flagged."""
    assert fails(printed.findings) == {("balance", None, "total"), ("applicants", "carried_in", None)}
    said = explained(printed.findings, [ENTRY])
    (finding,) = [finding for finding in said if finding.status == EXPLAINED]
    assert (finding.rule, finding.column) == ("balance", "total") and finding.message.endswith(WORD)
    assert fails(said) == {("applicants", "carried_in", None)}
    assert explained(said, [ENTRY]) == said
    assert len(said) == len(printed.findings) and grade(printed.facts, printed.findings) == "flagged"


@pytest.mark.parametrize(
    ("place", "explains"),
    [
        ((None, None, None), True),
        (("requests", None, None), True),
        (("requests", None, "total"), True),
        (("requests", "received", "total"), True),
        (("requests", None, "individual"), False),
        (("proceedings", None, None), False),
    ],
)
def test_an_entry_explains_at_its_place_only(printed: Report, place: tuple[str | None, ...], explains: bool) -> None:
    """A sum down a column is explained by the whole table, the column or a cell in it, and not by another column."""
    table, item, column = place
    said = explained(printed.findings, [ENTRY._replace(table=table, item=item, column=column)])
    assert any(finding.status == EXPLAINED for finding in said) is explains


def test_a_corrected_figure_is_used_and_the_printed_one_kept(printed: Report) -> None:
    """The sums hold with the corrected figure, its status says so, raw and place stay, and a note tells both figures."""
    entry = ENTRY._replace(rule="", value=0.0)
    facts = corrected(printed.facts, [entry])
    (fact,) = [fact for fact in facts if fact.status == CORRECTED]
    before = next(fact for fact in printed.facts if (fact.item, fact.column) == ("carried_in", "total"))
    assert fact == before._replace(value=0, status=CORRECTED) and isinstance(fact.value, int) and fact.raw == "3"
    assert fails(sums(facts, printed)) == set()
    (note,) = corrections(printed.facts, [entry])
    assert (note.rule, note.severity, note.status, note.expected, note.actual) == ("corrected", "note", EXPLAINED, 0, 3)
    assert note.message == "3 is printed, 0 is used" + WORD and note.place == str(before.place)


def test_a_wrong_correction_explains_nothing(printed: Report) -> None:
    """With a figure that does not repair the sums they fail on: the entry puts a cell right and explains no break."""
    entry = ENTRY._replace(value=2.0)
    said = explained(sums(corrected(printed.facts, [entry]), printed), [entry])
    assert fails(said) == {("balance", None, "total"), ("applicants", "carried_in", None)}


def test_a_figure_can_be_given_where_none_is_printed(printed: Report) -> None:
    """A blank becomes the corrected number; money keeps its decimals."""
    blank = tuple(fact._replace(value=None, raw="", status="blank") for fact in printed.facts)
    entries = [ENTRY._replace(value=4.0), ENTRY._replace(table="disclosures", item="20.8/fees", column="amount", value=1.25)]
    assert {fact.value for fact in corrected(blank, entries)} == {None, 4, 1.25}
    assert "blank is printed, 4 is used" in corrections(blank, entries)[1].message


# All reports


@pytest.fixture
def tables(printed: Report) -> dict[str, pa.Table]:
    return to_arrow([printed], [])


def rows(tables: dict[str, pa.Table], *statuses: str) -> list[tuple[str, str]]:
    return [(row["rule"], row["status"]) for row in tables["findings"].to_pylist() if row["status"] in statuses]


def test_the_findings_of_a_build_are_explained_as_the_file_says_now(tables: dict[str, pa.Table], printed: Report) -> None:
    """Entries come, change and go from build to build, and the table is as if it were built anew."""
    entry = ENTRY._replace(report=printed.report_id.rpartition("-")[0])
    once = with_explanations(tables, [entry])
    assert sorted(rows(once, FAIL, EXPLAINED)) == [("applicants", FAIL), ("balance", EXPLAINED)]
    assert with_explanations(once, [entry])["findings"].equals(once["findings"])
    other = with_explanations(once, [entry._replace(why="otherwise")])["findings"]
    assert [row["message"].endswith(": otherwise") for row in other.to_pylist() if row["status"] == EXPLAINED] == [True]
    assert with_explanations(once, [])["findings"].equals(tables["findings"])


def test_entries_without_use_are_findings(tables: dict[str, pa.Table], printed: Report) -> None:
    """A rule that holds, a figure that is so already, a report that is not there: each is told."""
    report = printed.report_id
    entries = [
        ENTRY._replace(report=report, rule="proceedings", table=None, item=None, column=None),
        ENTRY._replace(report=report, rule="", item="received", value=0.0),
        ENTRY._replace(report="己局-2019"),
    ]
    found = [row for row in with_explanations(tables, entries)["findings"].to_pylist() if row["rule"] == "explanation_unused"]
    assert [(row["report_id"], row["severity"], row["status"]) for row in found] == [
        (report, "warning", FAIL),
        (report, "warning", FAIL),
        (None, "warning", FAIL),
    ]
    assert [row["message"].rpartition(", ")[2] for row in found] == [
        "but no such finding fails",
        "but the figure is so already",
        "but no report 己局-2019 was read",
    ]
    once = with_explanations(tables, entries)
    assert with_explanations(once, entries)["findings"].equals(once["findings"])
    assert found[1]["message"].startswith("an entry of a reader, 2024-03-01, puts requests/received/total right")


def test_an_entry_behind_another_is_unused(tables: dict[str, pa.Table], printed: Report) -> None:
    """Where two entries say why the same finding fails, the first is shown and the second is told to be without use."""
    first = ENTRY._replace(report=printed.report_id)
    second = first._replace(table=None, item=None, column=None, who="another")
    found = with_explanations(tables, [first, second])["findings"].to_pylist()
    assert [row["message"].endswith(WORD) for row in found if row["status"] == EXPLAINED] == [True]
    assert [row["message"][:20] for row in found if row["rule"] == "explanation_unused"] == ["an entry of another,"]


def test_breaks_across_reports_are_explained_too(tmp_path: Path) -> None:
    """A carry-over that does not match last year is explained at its applicant, and only there."""
    (tmp_path / "raw").mkdir()
    for file in RAW.glob("宿迁*"):
        shutil.copy(file, tmp_path / "raw")
    reportlib.build(tmp_path / "raw", tmp_path / "out")
    built = {name: pq.read_table(tmp_path / "out" / f"{name}.parquet", schema=SCHEMAS[name]) for name in SCHEMAS}
    requests = built["requests"].to_pandas()
    at = (requests["year"] == 2023) & requests["agency"].str.startswith("宿迁") & (requests["item"] == "carried_out")
    requests.loc[at, "value"] += 1
    built["requests"] = pa.Table.from_pandas(requests, SCHEMAS["requests"], preserve_index=False)
    broken = with_findings(built, across(built))
    agency = requests.loc[at, "agency"].iloc[0]
    entry = ENTRY._replace(report=f"{agency}-2024", rule="carry_over")
    said = [
        row for row in with_explanations(broken, [entry])["findings"].to_pylist() if row["rule"] == "carry_over" and row["year"] == 2024
    ]
    assert {row["column"]: row["status"] for row in said} == {**dict.fromkeys(requests["applicant"].unique(), FAIL), "total": EXPLAINED}
    assert PASS not in {row["status"] for row in said}


def test_only_reports_that_are_corrected_otherwise_are_read_anew(printed: Report) -> None:
    """A new, changed or removed correction asks for the report; an explanation or an unchanged correction does not."""
    entry = ENTRY._replace(report=printed.report_id, rule="", value=0.0)
    notes = corrections(printed.facts, [entry])
    findings = to_arrow([Report(**{**vars_of(printed), "findings": notes})], [])["findings"]
    ids = [printed.report_id, "乙局-2023-00000000"]
    assert to_read_anew(findings, ids, [entry, ENTRY._replace(report=printed.report_id)]) == set()
    assert to_read_anew(findings, ids, []) == {printed.report_id}
    assert to_read_anew(findings, ids, [entry._replace(value=1.0)]) == {printed.report_id}
    assert to_read_anew(findings, ids, [entry, entry._replace(report="乙局-2023")]) == {"乙局-2023-00000000"}
