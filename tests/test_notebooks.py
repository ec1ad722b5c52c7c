"""The notebooks: each runs from top to bottom on any tables, also on none, without a warning, and is thin and clean."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
from contextlib import redirect_stdout
from dataclasses import fields
from io import StringIO
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from frames import Frames, stored, synthetic
from nbclient.exceptions import CellTimeoutError

import reportlib
from reportlib import charts
from reportlib.building import build
from reportlib.dataset.schema import SCHEMAS

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
RAW = ROOT / "data" / "raw"
MOST_LINES, WIDEST = 14, 115


def cells(path: Path, kind: str = "code") -> list[dict[str, Any]]:
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


@pytest.fixture(scope="module")
def processed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Built tables of the shipped reports (scans, which are slow to read, left out), of none, and of forty bodies over six years."""
    folder = tmp_path_factory.mktemp("processed")
    shutil.copytree(RAW, folder / "raw", ignore=shutil.ignore_patterns("*.pdf"))
    build(folder / "raw", folder / "shipped")
    (folder / "nothing").mkdir()
    build(folder / "nothing", folder / "empty")
    written(synthetic(), folder / "synthetic")
    return {name: folder / name for name in ("shipped", "empty", "synthetic")}


def written(frames: Frames, processed: Path) -> None:
    """The frames as the Parquet files of a build, with findings and mentions made up for them."""
    reports = frames.reports.assign(source=frames.reports["report_id"] + ".txt")
    tables = {field.name: getattr(frames, field.name) for field in fields(frames)} | {"reports": reports}
    for name in ("disclosures", "requests", "proceedings"):
        value = tables[name]["value"]
        status = np.where(value.isna(), "blank", "reported")
        tables[name] = tables[name].assign(status=status, raw=value.astype("str").mask(value.isna(), ""), place="line 1")
    tables |= {"findings": findings_of(reports), "mentions": mentions_of(reports), "sources": reports[["report_id", "source"]]}
    tables["sources"] = tables["sources"].assign(outcome="parsed")
    drawn: dict[str, pa.Table] = {}
    for name, schema in SCHEMAS.items():
        frame = tables.get(name, pd.DataFrame()).reindex(columns=schema.names)
        columns = [pa.array(frame[field.name].astype(object), field.type, from_pandas=True) for field in schema]
        drawn[name] = pa.table(columns, schema=schema)
    stored(processed, drawn)


def findings_of(reports: pd.DataFrame) -> pd.DataFrame:
    """Sixteen rules of all severities and statuses at every report."""
    random = np.random.default_rng(5)
    keys = reports[["report_id", "agency", "year"]]
    frames = [
        keys.assign(
            rule=f"rule_number_{number:02d}",
            severity=["error", "warning", "note"][number % 3],
            status=random.choice(["pass", "fail", "not_assessable", "explained"], len(keys), p=[0.9, 0.04, 0.04, 0.02]),
            difference=random.integers(-9, 9, len(keys)).astype("float64"),
            message="left 2, right 3",
            place="line 4",
        )
        for number in range(16)
    ]
    return pd.concat(frames, ignore_index=True)


def mentions_of(reports: pd.DataFrame) -> pd.DataFrame:
    """Figures of the prose: exact, qualified, told twice, told differently, without a value, and unrecognised."""
    random = np.random.default_rng(6)
    keys = reports[["report_id", "agency", "year"]].assign(section=1, unit="件", place="section 1", text="…")
    codes = ["requests.received", "disclosed.total", "disclosed.website", "training.held", "policy_documents", "other"]
    frames = [keys.assign(metric=code, value=random.poisson(4000, len(keys)).astype("float64"), qualifier=None) for code in codes]
    frames.append(frames[1].assign(qualifier="余"))
    frames.append(frames[2].sample(30, random_state=1).assign(value=7.0))
    frames.append(frames[3].sample(30, random_state=2).assign(value=None))
    return pd.concat(frames, ignore_index=True)


def _run(path: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    return notebook


def executed(path: Path, processed: Path) -> list[dict[str, Any]]:
    """The outputs of the notebook run in a kernel of its own on those tables, as JupyterLab runs it."""
    os.environ["REPORTLIB_PROCESSED"] = str(processed)
    try:
        try:
            notebook = _run(path)
        except (CellTimeoutError, RuntimeError):  # kernels that start side by side may have been given the same port
            notebook = _run(path)
    finally:
        del os.environ["REPORTLIB_PROCESSED"]
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def said(path: Path, processed: Path, monkeypatch: pytest.MonkeyPatch, language: str = "zh") -> str:
    """What the cells print when run here, where a warning is an error; what a cell ends with is rendered, too, but nothing is kept."""
    monkeypatch.setenv("REPORTLIB_PROCESSED", str(processed))
    monkeypatch.setattr(charts, "save", lambda figure, path, formats=(): [Path(path)])
    monkeypatch.setattr(reportlib, "review", lambda *choices: None, raising=False)
    monkeypatch.setattr(reportlib, "bulletin", lambda *choices: processed, raising=False)
    names: dict[str, Any] = {}
    with redirect_stdout(StringIO()) as printed:
        for cell in cells(path):
            body = ast.parse("".join(cell["source"]).replace('LANGUAGE, SIZE = "zh"', f'LANGUAGE, SIZE = "{language}"')).body
            last = ast.Expression(body.pop().value) if isinstance(body[-1], ast.Expr) else None
            exec(compile(ast.Module(body, []), path.name, "exec"), names)
            shown = eval(compile(last, path.name, "eval"), names) if last else None
            for render in ("_repr_mimebundle_", "_repr_html_") if language == "zh" else ():
                getattr(shown, render, str)()
    return printed.getvalue()


@pytest.mark.filterwarnings("default")  # the client of the kernel has deprecations of its own
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_from_top_to_bottom_in_a_kernel(path: Path, processed: dict[str, Path]) -> None:
    """On the shipped reports no cell fails or writes to stderr, and every picture has an alternative in words."""
    for output in executed(path, processed["shipped"]):
        assert output["output_type"] != "stream" or output["name"] != "stderr", output["text"]
        bundle = output.get("data", {})
        assert "image/png" not in bundle or re.search('<img alt="[^"]{5,}', bundle["text/html"])


@pytest.mark.parametrize("tables", ["empty", "synthetic"])
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_on_other_tables(path: Path, tables: str, processed: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """On tables without a row, and on forty bodies over six years, it runs without a warning and says something."""
    assert len(said(path, processed[tables], monkeypatch)) > 5


@pytest.mark.parametrize("tables", ["shipped", "empty", "synthetic"])
def test_pandas_and_sql_agree_on_all_twelve_questions(tables: str, processed: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of asking give the same rows."""
    assert said(ROOT / "notebooks" / "07_ad_hoc.ipynb", processed[tables], monkeypatch).count("两种答案一致") == 12


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_speaks_english(path: Path, processed: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """With the language switched, findings and coverage are printed in English."""
    text = said(path, processed["shipped"], monkeypatch, "en")
    assert re.search("reports|figures", text)
    assert not re.search("覆盖|核对|报告|注意", text)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_is_thin_and_clean(path: Path) -> None:
    """No function, no long cell, no output or count kept, nothing of the machine it was written on."""
    for cell in cells(path):
        source = "".join(cell["source"])
        assert len(source.splitlines()) <= MOST_LINES, source
        assert max(map(len, source.splitlines())) <= WIDEST, source
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
        assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, (ast.FunctionDef, ast.ClassDef))], source
    text = path.read_text(encoding="utf-8")
    assert "/home/" not in text
    assert str(Path(__file__).parent.parent) not in text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_opens_with_the_question_and_closes_with_findings_and_export(path: Path) -> None:
    """Each has a title and question first, then settings, a finding in words, and an export that writes beside the tables."""
    prose = ["".join(cell["source"]) for cell in cells(path, "markdown")]
    assert prose[0].startswith("# ")
    assert "问题" in prose[0]
    headings = [line for text in prose for line in text.splitlines() if line.startswith("## ")]
    assert headings[0] == "## 设置与读取"
    assert "## 发现" in headings
    assert "## 导出" in headings
    assert headings[1] == "## 发现"
    assert re.search(r"ds\.location}/charts/|folder / \"charts\"", "".join("".join(cell["source"]) for cell in cells(path)))
    assert len([line for line in cells(path)[0]["source"] if line.strip()]) <= 8
