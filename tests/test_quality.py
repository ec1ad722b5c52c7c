"""What is known of the figures' worth, what the prose states, and one body's year: counts, states, differences and words."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from frames import empty, synthetic
from test_charts import assert_apart, texts

from reportlib import charts, compare
from reportlib.errors import UsageError

KEYS = {"report_id": "a", "agency": "甲局", "year": 2024}


def tables(**given: pd.DataFrame) -> compare.Checked:
    """The tables of two reports, those given replaced."""
    reports = pd.DataFrame(
        {
            "report_id": ["a", "b"],
            "agency": "甲局",
            "year": [2024, 2023],
            "form": "2021",
            "level": "county",
            "scope": "body",
            "grade": ["verified", "flagged"],
            "source": ["a.txt", "b.txt"],
        }
    )
    cells = pd.DataFrame([{**KEYS, "item": "received", "applicant": "total", "value": 5.0, "raw": "5", "status": "reported"}])
    nothing = cells.iloc[:0]
    held = {
        "reports": reports,
        "requests": cells,
        "disclosures": nothing.assign(article="", item="", measure=""),
        "proceedings": nothing.assign(channel="", result=""),
        "findings": findings(),
        "mentions": mentions(),
    }
    return SimpleNamespace(**{**held, **given})  # type: ignore[return-value]


def findings(*rows: tuple[str, str, str, float | None]) -> pd.DataFrame:
    """Findings of report a by rule, severity, status and difference."""
    columns = ["rule", "severity", "status", "difference"]
    return pd.DataFrame(rows, columns=columns).assign(**KEYS, message="", expected=None, actual=None, place="line 1")


def mentions(*rows: tuple[str, float | None, str | None, str | None]) -> pd.DataFrame:
    """Mentions of report a by metric, value, unit and qualifier."""
    return pd.DataFrame(rows, columns=["metric", "value", "unit", "qualifier"]).assign(**KEYS, section=1, text="", place="")


def test_quality_counts_cells_and_checks_of_every_report() -> None:
    """A report without a finding has zeros, and only failing errors count as errors."""
    frame = compare.quality(tables(findings=findings(("r", "error", "fail", 1), ("r", "error", "pass", 0), ("s", "note", "fail", None))))
    by_report = frame.set_index("report_id")
    assert by_report.loc["a", ["cells_reported", "checks_fail", "checks_pass", "errors"]].tolist() == [1, 2, 1, 1]
    assert by_report.loc["b", ["cells_reported", "checks_fail", "checks_pass", "errors"]].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        (["pass"], "pass"),
        (["pass", "not_assessable"], "not_assessable"),
        (["not_assessable", "explained"], "explained"),
        (["explained", "fail"], "fail"),
    ],
)
def test_a_rule_stands_with_a_body_as_its_worst_place(statuses: list[str], state: str) -> None:
    """Failing before explained before not assessable before holding, and every place is counted."""
    frame = compare.rules_matrix(tables(findings=findings(*(("r", "error", status, None) for status in statuses))))
    assert frame["state"].tolist() == [state]
    assert frame[["pass", "fail", "not_assessable", "explained"]].sum(axis=1).tolist() == [len(statuses)]


def test_the_worst_rules_and_places_come_first() -> None:
    """Errors before warnings, failing before holding, large differences before small."""
    rows = [
        ("c", "note", "fail", 1),
        ("b", "warning", "fail", 5),
        ("a", "error", "pass", 0),
        ("d", "error", "fail", 2),
        ("d", "error", "fail", -9),
    ]
    held = tables(findings=findings(*rows))
    assert list(compare.rules_matrix(held)["rule"].cat.categories) == ["d", "b", "c", "a"]
    assert compare.worst(held)["rule"].tolist() == ["d", "d", "b", "c"]
    assert compare.worst(held)["source"].iloc[0] == "a.txt"
    assert "d" in compare.about_rules(compare.rules_matrix(held))[0]


def test_two_versions_of_one_year_are_compared_cell_by_cell() -> None:
    """A cell printed differently is a row; equal cells, and cells blank in both, are none."""
    frames = synthetic(1, range(2024, 2025), gaps=False)
    cells = {
        name: getattr(frames, name).assign(raw=lambda frame: frame["value"].astype("str"))
        for name in ("disclosures", "requests", "proceedings")
    }
    twice = {name: pd.concat([frame, frame.assign(report_id="second")]) for name, frame in cells.items()}
    changed = (
        (twice["requests"]["report_id"] == "second")
        & (twice["requests"]["item"] == "granted")
        & (twice["requests"]["applicant"] == "total")
    )
    twice["requests"].loc[changed, ["value", "raw"]] = [12345, "12345"]
    reports = pd.concat([frames.reports, frames.reports.assign(report_id="second")])
    found = compare.restatements(SimpleNamespace(reports=reports, **twice))  # type: ignore[arg-type]
    assert found[["table", "cell", "second"]].to_numpy().tolist() == [["requests", "granted / total", "12345"]]


def test_the_fullest_report_is_verified_and_known() -> None:
    """A verified report goes before a flagged one; without reports there is none."""
    assert compare.fullest(tables()) == ("甲局", 2024)
    assert compare.fullest(tables(reports=tables().reports.iloc[:0])) == ("", None)


def test_an_exact_figure_of_the_prose_goes_before_a_qualified_one() -> None:
    """约 3000 and 3012 are 3012; a zero told in words is exact; only qualified ones stand as they are."""
    frame = compare.mentions_table(
        tables(mentions=mentions(("x", 3000, "条", "余"), ("x", 3012, "条", None), ("y", 0, None, "无"), ("z", 9, "次", "约")))
    )
    assert frame.set_index("metric")[["value", "exact", "times"]].to_numpy().tolist() == [[3012, True, 2], [0, True, 1], [9, False, 1]]


def test_contradicting_figures_of_the_prose_have_no_value() -> None:
    """Two exact values of one metric leave it null, with both in the note; the same one twice does not."""
    frame = compare.mentions_table(
        tables(mentions=mentions(("x", 5, "件", None), ("x", 7, "件", None), ("y", 5, "件", None), ("y", 5, "件", None)))
    )
    by_metric = frame.set_index("metric")
    assert pd.isna(by_metric.loc["x", "value"])
    assert by_metric.loc["x", "note"] == "5 件; 7 件"
    assert by_metric.loc["y", "value"] == 5


def test_what_the_prose_states_is_counted_with_the_unrecognised() -> None:
    """Exact, qualified and valueless figures, and the share of other."""
    given = mentions(("x", 5, "件", None), ("x", 7, "件", "余"), ("other", None, None, None), ("other", 1, None, None))
    counts = compare.mention_counts(tables(mentions=given)).set_index("report_id")
    assert counts.loc["a", ["mentions", "exact", "qualified", "no_value", "other", "other_share"]].tolist() == [4, 2, 1, 1, 2, 0.5]
    said = compare.about_mentions(counts.reset_index(), compare.mentions_table(tables(mentions=given)), "en")
    assert "2 of them (50.0%)" in said[1]


def test_one_body_is_set_beside_its_last_year_and_its_peers() -> None:
    """The base is the year before, the rank is among the same level and scope, and the words say both; without them they say so."""
    frames = synthetic(10, range(2023, 2025), gaps=False)
    agency = str(frames.reports["agency"].iloc[0])
    frame = compare.beside(frames, agency, 2024, "en").set_index("metric")
    received = frames.requests.query("item == 'received' and applicant == 'total' and agency == @agency").set_index("year")["value"]
    assert frame.loc["received", ["value", "base"]].tolist() == [received[2024], received[2023]]
    assert "the year before" in compare.about_body(frame.reset_index(), "en")[0]
    alone = compare.about_body(compare.beside(frames.only(agency, 2024), agency, 2024, "en"), "en")
    assert "no figure of the year before; no peers" in alone[0]
    assert compare.about_body(compare.beside(frames, "nobody", 2024), "en") == ["No figures: none of this body and year."]


def test_peers_of_a_body_are_alike() -> None:
    """The rows beside a body share its level and scope, and its own year before is there."""
    frame = compare.volumes(synthetic(10, range(2023, 2025), gaps=False), "received")
    agency = str(frame["agency"].iloc[0])
    beside = compare.alike(frame, agency, 2024)
    assert beside[["level", "scope"]].drop_duplicates().shape[0] == 1
    assert set(beside[beside["agency"] == agency]["year"]) == {2023, 2024}
    assert (beside[beside["agency"] != agency]["year"] == 2024).all()


def test_answers_agree_by_value_and_not_by_type() -> None:
    """Int64 and float64 of the same number agree, null agrees with null, and a changed order does not."""
    one = pd.DataFrame({"a": pd.array([1, None], dtype="Int64"), "b": ["x", "y"]})
    assert compare.agreement(one, pd.DataFrame({"c": [1.0, float("nan")], "d": ["x", "y"]}), "en").startswith("Both")
    assert not compare.agreement(one, one.iloc[::-1], "en").startswith("Both")


@pytest.mark.parametrize("draw", [charts.volumes, charts.trend])
def test_a_chart_says_how_many_figures_are_verified(draw: charts.Chart) -> None:
    """The footnote and the alternative text count the figures from verified reports; pooled figures count their reports."""
    frame = compare.volumes(synthetic(), "received")
    held = frame.dropna(subset=["value"])
    said = f"{len(held)} 项数字中 {(held['grade'] == 'verified').sum()} 项出自表内勾稽相符的报告"
    chart = draw(frame)  # type: ignore[operator]
    assert said in chart.get_supxlabel().replace("\n", "")
    assert said in chart.alt
    pooled = compare.pooled(compare.rates(synthetic(), "disclosure_rate"))
    assert 0 < pooled["verified"].sum() < pooled["reports"].sum()


MATRICES = {"rules_matrix": charts.rules_matrix, "mentions": charts.mentions}


def matrix(name: str) -> pd.DataFrame:
    """The frame of a matrix over forty bodies and six years."""
    from test_notebooks import findings_of, mentions_of

    frames = synthetic()
    held = SimpleNamespace(reports=frames.reports, findings=findings_of(frames.reports), mentions=mentions_of(frames.reports))
    return compare.rules_matrix(held) if name == "rules_matrix" else compare.mentions_table(held)  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "size"), [("zh", "half"), ("en", "slide")])
@pytest.mark.parametrize("name", MATRICES)
def test_no_label_of_a_matrix_is_clipped_or_overlaps(name: str, language: str, size: str) -> None:
    """On forty bodies over six years every text lies on the page and apart from every other."""
    assert_apart(MATRICES[name], matrix(name), language, size)


@pytest.mark.parametrize("name", MATRICES)
def test_a_matrix_of_nothing_says_so(name: str) -> None:
    """Without findings or mentions there is a page that says that there is nothing."""
    held = tables(reports=empty().reports.assign(source=""))
    frame = compare.rules_matrix(held) if name == "rules_matrix" else compare.mentions_table(held)
    assert "没有可用的数据" in [text.get_text() for text in texts(MATRICES[name](frame))]


def test_a_register_tells_what_is_expected_from_what_is_only_not_held() -> None:
    """Bodies of the register are there with and without reports, in the years in which they exist; others are not expected."""
    reports = synthetic(2, range(2022, 2025), gaps=False).reports
    held = reports[~((reports["agency"] == reports["agency"].iloc[0]) & (reports["year"] == 2023))]
    frames = SimpleNamespace(reports=held)
    name = str(held["agency"].iloc[0])
    lines = [(name, "yes", "", ""), ("丙县水务局", "yes", "2023", "2023"), ("丁县水务局", "", "", "")]
    register = pd.DataFrame(lines, columns=["alias", "expected", "from", "to"])
    found = compare.coverage(frames, register=register)  # type: ignore[arg-type]
    asked = {(row.agency, row.year): row.reports for row in found[found["expected"]].itertuples()}
    assert asked == {(name, 2022): 1, (name, 2023): 0, (name, 2024): 1, ("丙县水务局", 2023): 0}
    assert len(found[~found["expected"]]) == 3 and "丁县水务局" not in set(found["agency"])
    assert compare.words.about_coverage(found, "zh")[-1] == "登记册应有 4 份，应有而未收录的 2 份。"
    assert len(compare.coverage(frames)) == 6 and "expected" not in compare.coverage(frames)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="lacks a column"):
        compare.coverage(frames, register=register.drop(columns="expected"))  # type: ignore[arg-type]


def test_a_register_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """Any encoding of a spreadsheet is read; another word than yes or no, a missing column and a missing file are one clear error."""
    reports = SimpleNamespace(reports=synthetic(1, range(2023, 2024), gaps=False).reports)
    file = tmp_path / "bodies.csv"
    file.write_bytes("alias,expected,from,to\n甲市财政局,Yes,,2020\n甲市审计局,否,,\n".encode("gb18030"))
    assert not compare.coverage(reports, register=file)["expected"].any()  # type: ignore[arg-type]
    for text, problem in (("alias,expected\n甲市财政局,perhaps\n", "perhaps"), ("alias,scope\n甲市财政局,body\n", "expected")):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError) as told:
            compare.coverage(reports, register=file)  # type: ignore[arg-type]
        assert problem in str(told.value)
    with pytest.raises(UsageError, match="cannot be used"):
        compare.coverage(reports, register=tmp_path / "none.csv")  # type: ignore[arg-type]
    nothing = SimpleNamespace(reports=empty().reports)
    assert not len(compare.coverage(nothing, register=pd.DataFrame({"alias": ["甲市财政局"], "expected": ["yes"]})))  # type: ignore[arg-type]


def test_a_register_may_be_the_file_beside_the_reports(tmp_path: Path) -> None:
    """bodies.csv serves as it stands, a body being found by its id whatever it is called."""
    (tmp_path / "bodies.csv").write_text("alias,expected\n临淄区财政局,yes\n临淄区审计局,是\n", encoding="utf-8")
    reports = synthetic(1, range(2023, 2024), gaps=False).reports.assign(agency="淄博市临淄区财政局", body_id="370305-finance")
    found = compare.coverage(SimpleNamespace(reports=reports), register=tmp_path / "bodies.csv")  # type: ignore[arg-type]
    assert {row.body_id: (row.agency, row.reports) for row in found.itertuples()} == {
        "370305-finance": ("淄博市临淄区财政局", 1),
        "370305-audit": ("临淄区审计局", 0),
    }
