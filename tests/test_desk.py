"""The desk: the tables at hand are found, and frames are shown in words with figures as one writes them."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from frames import stored, synthetic

import reportlib
from reportlib import compare
from reportlib.building import build
from reportlib.dataset.schema import SCHEMAS
from reportlib.errors import UsageError


@pytest.fixture(scope="module")
def processed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a project, whose tables are of no report."""
    root = tmp_path_factory.mktemp("project")
    (root / "raw").mkdir()
    (root / "notebooks" / "mine").mkdir(parents=True)
    build(root / "raw", root / "data" / "processed")
    return root


@pytest.mark.parametrize("below", [".", "notebooks", "notebooks/mine"])
def test_the_nearest_tables_are_at_hand(below: str, processed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the project and in every folder below it the desk finds data/processed."""
    monkeypatch.delenv("REPORTLIB_PROCESSED", raising=False)
    monkeypatch.chdir(processed / below)
    assert Path(reportlib.desk().location).resolve() == processed / "data" / "processed"


def test_what_is_asked_for_comes_before_what_is_near(processed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder given, then the variable, then the nearest; where nothing is there the error says so."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REPORTLIB_PROCESSED", str(processed / "data" / "processed"))
    assert Path(reportlib.desk().location) == processed / "data" / "processed"
    with pytest.raises(UsageError):
        reportlib.desk(tmp_path)
    monkeypatch.delenv("REPORTLIB_PROCESSED")
    with pytest.raises(UsageError, match="reportlib build"):
        reportlib.desk()


def test_codes_of_the_tables_are_put_into_words() -> None:
    """Every code of the three tables has its statutory label, zh or en, and figures are figures still; code changes nothing."""
    frames = synthetic(2, gaps=False)
    told = compare.labelled(frames.requests)
    assert list(told.columns) == ["报告编号", "机关", "年度", "项目", "申请人", "数值"]
    assert "本年新收政府信息公开申请数量" in set(told["项目"]) and "自然人" in set(told["申请人"])
    assert told["数值"].sum() == frames.requests["value"].sum()
    assert not told["项目"].isin(frames.requests["item"].astype(str)).any()
    english = compare.labelled(frames.disclosures, "en")
    assert {"Licences and permits", "Administrative fees"} <= set(english["Item"])
    assert compare.labelled(frames.requests, "code") is frames.requests
    with pytest.raises(UsageError, match="one of zh, en, code"):
        compare.labelled(frames.requests, "fr")  # type: ignore[arg-type]


def test_figures_are_shown_as_one_writes_them() -> None:
    """Thousands, per cent, points of a change, and a dash for nothing; nought stays nought, and no code is left."""
    frame = pd.DataFrame(
        {
            "agency": ["甲局", "乙局", "丙局"],
            "year": [2023, 2024, 2024],
            "level": ["county", "county", None],
            "metric": ["permits", "disclosure_rate", "permits"],
            "value": pd.array([23269, 0.4519, 0], "Float64"),
            "unit": ["件", "share", "件"],
            "change": pd.array([-1200, 0.031, None], "Float64"),
            "denominator": pd.array([None, 1431, None], "Int64"),
            "small_n": [None, True, None],
            "note": ["", "", "no figure: licenses.decisions"],
        }
    )
    told = compare.shown(frame)
    assert told["数值"].tolist() == ["23,269", "45.2%", "0"]
    fees = pd.DataFrame({"value": [5949.088667], "unit": ["万元"], "change": [-0.125], "change_percent": [-2.0 / 3]})
    assert compare.shown(fees).iloc[0].tolist() == ["5,949.088667", "万元", "-0.125", "-0.7"]  # as printed, to the last digit
    assert told["增减"].tolist() == ["-1,200", "+3.1 个百分点", "—"]
    assert told["分母"].tolist() == ["—", "1,431", "—"]
    assert told["层级"].tolist() == ["区县级", "区县级", "—"] and told["年度"].tolist() == [2023, 2024, 2024]
    assert told["备注"].tolist() == ["", "", "缺数：licenses.decisions"]
    english = compare.shown(frame, ["agency", "value", "unit", "change"], "en")
    assert english["Change"].tolist() == ["-1,200", "+3.1 points", "—"] and english["Unit"].tolist() == ["cases", "", "cases"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_code_and_no_na_is_left_in_what_is_shown(language: str) -> None:
    """Frames of every comparison are shown without <NA>, nan, and words of the tables such as share or prefecture."""
    frames = synthetic(6)
    for frame in (
        compare.peers(compare.change(compare.volumes(frames, "permits"))),
        compare.change(compare.rates(frames, "disclosure_rate", "backlog_rate")),
        compare.outcomes(frames),
        compare.results(frames),
        compare.pooled(compare.denial_reasons(frames)),
        compare.released(frames),
        compare.matched(frames, "received", (2023, 2024)),
        compare.coverage(frames),
    ):
        told = compare.shown(frame.drop(columns=["report_id", "peer_basis"], errors="ignore"), language=language)
        texts = {str(value) for column in told for value in told[column]}
        assert not texts & {"<NA>", "nan", "None", "NaT", "share", "prefecture", "county", "granted", "upheld"}
        assert not [name for name in told.columns if "_" in name]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_kinds_series_and_messages_are_shown_in_one_language(language: str) -> None:
    """What a body does, which line is followed, and what was found: words of the language asked for, and one message alone."""
    frame = pd.DataFrame(
        {"kind": ["commerce"], "series": ["received"], "indicator": ["requests.received"], "message": ["left 2"], "message_zh": ["左边 2"]}
    )
    told = compare.shown(frame, language=language).iloc[0].tolist()
    words = {"zh": ["商务", "收到政府信息公开申请", "左边 2"], "en": ["commerce", "Requests received", "left 2"]}[language]
    assert told[:2] + told[3:] == words
    assert told[2] != "requests.received"


def test_a_dataset_is_shown_in_both_languages(tmp_path: Path) -> None:
    """Jupyter shows how many reports and bodies, and each table in words with its rows."""
    frames = synthetic(2, gaps=False)
    stored(tmp_path, frames.arrow())
    page = reportlib.load(tmp_path)._repr_html_()
    told = len(reportlib.load(tmp_path).requests)
    assert "12 份报告，2 个机关 · 12 reports by 2 bodies" in page
    assert f"<td>依申请公开 · requests</td><td>{told:,}</td>" in page


def test_every_column_is_described_in_chinese(tmp_path: Path) -> None:
    """The data dictionary beside the tables says in Chinese, too, what each column holds; no description is left over."""
    (tmp_path / "raw").mkdir()
    build(tmp_path / "raw", tmp_path / "out")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    told = {
        (table["name"], field["name"]): field["description_zh"] for table in package["resources"] for field in table["schema"]["fields"]
    }
    assert set(told) == {(name, column) for name, schema in SCHEMAS.items() for column in schema.names}
    assert all(re.search("[一-鿿]", text) for text in told.values())
    declared = tomllib.loads((Path(reportlib.__file__).parent / "dataset" / "columns.zh.toml").read_text(encoding="utf-8"))
    assert {text for words in declared.values() for text in words.values()} == set(told.values())
