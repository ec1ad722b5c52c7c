"""The documents: their Python is run, their commands are run, their links lead somewhere, and what is generated is in step."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from typer.testing import CliRunner

from reportlib.__main__ import app
from reportlib.building import build
from reportlib.compare import METRICS, metrics_page
from reportlib.forms.rules.rulebook import rulebook

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(r"^```(python|sh)\n(.*?)^```$", re.M | re.S)
REPORT = ROOT / "data" / "raw" / "临沂市行政审批服务局-2024.txt"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a reader of the documents has it: built tables, and reports of their own that are not built yet."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "data" / "raw", folder / "data" / "raw", ignore=shutil.ignore_patterns("*.pdf"))
    build(folder / "data" / "raw", folder / "data" / "processed")
    (folder / "my" / "reports").mkdir(parents=True)
    shutil.copy(REPORT, folder / "my" / "reports" / "some.txt")
    shutil.copy(REPORT, folder / "report.txt")
    return folder


def blocks(page: Path) -> list[tuple[str, str]]:
    """Language and text of each block of code."""
    return BLOCK.findall(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=lambda page: page.name)
def test_code_runs_as_printed(page: Path, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From top to bottom, every block of Python and every command of reportlib does what it says without an error."""
    monkeypatch.chdir(desk)
    names: dict[str, Any] = {}
    for language, text in blocks(page):
        if language == "python":
            exec(compile(text, page.name, "exec"), names)
        else:
            run(text)
    plt.close("all")


def run(text: str) -> None:
    """The commands of reportlib in a block of shell; of make and others only that they are commands."""
    for line in text.splitlines():
        words = shlex.split(line, comments=True)
        if words and words[0].endswith("reportlib"):
            outcome = CliRunner().invoke(app, words[1:])
            assert outcome.exit_code == 0, (line, outcome.output)
        elif words and words[0] == "make":
            assert re.search(rf"^{words[1] if len(words) > 1 else 'all'}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M), line


PLAIN = {
    "not_held": """
        SELECT agency, year FROM
            ((SELECT body_id, arg_max(agency, year) AS agency FROM reports WHERE year IS NOT NULL GROUP BY body_id)
            CROSS JOIN (SELECT unnest(range(min(year), max(year) + 1)) AS year FROM reports))
        WHERE (body_id, year) NOT IN (SELECT (body_id, year) FROM reports WHERE year IS NOT NULL)""",
    "fell": """
        SELECT agency, now.year, now.value - before.value AS change FROM disclosures now JOIN disclosures before USING (agency, item, measure, scope)
        WHERE item = 'licenses' AND now.year = before.year + 1 AND now.value < before.value AND now.form = before.form""",
    "not_held_share": """
        SELECT agency, year, max(value) FILTER (item = 'closed_total') AS closed FROM requests WHERE applicant = 'total'
        GROUP BY report_id, agency, year HAVING closed > 0 AND max(value) FILTER (item = 'unable.not_held') IS NOT NULL""",
    "medians": """
        SELECT year, level, scope, round(median(reviews.value / closed.value), 6) AS median, count(*) AS count
        FROM proceedings reviews JOIN requests closed USING (report_id, year, level, scope) WHERE reviews.channel = 'review'
        AND reviews.result = 'total' AND closed.item = 'closed_total' AND closed.applicant = 'total' AND closed.value > 0 AND level IS NOT NULL
        GROUP BY year, level, scope""",
    "ranked": """
        SELECT agency, year, d.value FROM disclosures d JOIN reports r USING (report_id, agency, year) WHERE r.prefecture = '宿迁市'
        AND r.level = 'county' AND d.item = 'licenses' AND d.measure = 'decisions'
        QUALIFY year = max(year) OVER ()""",
    "training": "SELECT agency, year, value FROM mentions WHERE metric LIKE 'training%'",
    "per_permit": """
        SELECT agency, year, round(10000 * max(value) FILTER (item = 'fees') / max(value) FILTER (item = 'licenses'), 6) AS per FROM disclosures
        WHERE (item = 'fees' AND measure = 'amount') OR (item = 'licenses') GROUP BY report_id, agency, year
        HAVING max(value) FILTER (item = 'licenses') > 0 AND per IS NOT NULL""",
    "most": """
        SELECT year, agency, value FROM requests WHERE item = 'received' AND applicant = 'total' AND level IS NOT NULL AND value IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY year, level, scope ORDER BY value DESC) <= 3""",
    "grounds": """
        SELECT year, item, sum(value) AS value FROM requests
        WHERE applicant = 'total' AND contains(item, '.') AND value IS NOT NULL GROUP BY year, item""",
    "corrected": """
        SELECT agency, year, round(sum(value) FILTER (result = 'corrected') / sum(value) FILTER (result IN ('corrected', 'upheld', 'other')), 6)
        AS value FROM proceedings GROUP BY report_id, agency, year
        HAVING sum(value) FILTER (result IN ('corrected', 'upheld', 'other')) >= 30""",
    "piled": """
        SELECT c.agency, c.year, round(365 * o.value / c.value, 6) AS value FROM requests c JOIN requests o USING (report_id, applicant)
        WHERE c.item = 'closed_total' AND o.item = 'carried_out' AND applicant = 'total' AND c.value > 0 AND o.value IS NOT NULL
        AND report_id NOT IN (SELECT report_id FROM findings WHERE severity = 'error' AND status = 'fail' AND "column" = 'total')""",
    "per_head": """
        SELECT agency, year, round(value / 50, 6) AS per_head FROM requests WHERE item = 'received' AND applicant = 'total' AND value IS NOT NULL""",
    "arrives": """
        SELECT agency, year, status, count(*) AS cells FROM findings WHERE rule = 'carry_over' GROUP BY agency, year, status""",
}
# What answers give beside the columns of the check: rows without a figure, which the check leaves out.
WITH_GAPS = ("per_head",)


@pytest.mark.parametrize("name", PLAIN)
def test_answers_of_the_recipes_are_those_of_plain_sql(name: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every body and year, and every figure, comes out of SQL over the tables alone."""
    monkeypatch.chdir(desk)
    names: dict[str, Any] = {}
    for _, text in blocks(ROOT / "docs" / "recipes.md"):
        exec(compile(text, "recipes.md", "exec"), names)
    plain = names["ds"].sql(PLAIN[name])
    answer = names[name].round(6).rename("per").reset_index() if name == "per_permit" else names[name]
    answer = answer.round(6).reset_index() if name == "medians" else answer
    answer = answer.dropna(subset=["per_head"]) if name in WITH_GAPS else answer
    answer = answer.round({column: 6 for column in ("value", "per_head") if column in plain.columns})
    assert len(plain) and _rows(answer[list(plain.columns)]) == _rows(plain)


def _rows(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    return sorted(
        tuple(str(float(cell)) if isinstance(cell, int | float) else str(cell) for cell in row)
        for row in frame.astype(object).itertuples(index=False)
    )


def test_every_rule_that_a_document_or_notebook_asks_for_is_one() -> None:
    """A question by a rule that there is not would be answered by silence."""
    texts = [page.read_text(encoding="utf-8") for page in (*PAGES, *(ROOT / "notebooks").glob("*.ipynb"))]
    asked = {
        code
        for text in texts
        for given in re.findall(r"rule (?:==|in) (\([^)]*\)|'[^']*')", text)
        for code in re.findall(r"'(\w+)'", given)
    }
    assert {"carry_over", "jump"} <= asked <= set(rulebook())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_are_there(page: Path) -> None:
    """Every relative link leads to a file, and one with # to a heading of it."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        name, _, heading = target.partition("#")
        file = page.parent / name if name else page
        assert file.exists(), target
        headings = {re.sub(r"[^\w\- ]", "", line.lstrip("# ")).strip().lower().replace(" ", "-") for line in _headings(file)}
        assert not heading or heading in headings, target


def _headings(page: Path) -> list[str]:
    return [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("#")] if page.suffix == ".md" else []


@pytest.mark.parametrize(("name", "language"), [("metrics.md", "en"), ("metrics.zh-CN.md", "zh")])
def test_the_page_of_metrics_is_in_step(name: str, language: str) -> None:
    """docs/metrics is what tools/write_metrics.py writes from the dictionary."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == metrics_page(language)
    assert len(METRICS) == metrics_page(language).count("\n| ") - 1


@pytest.mark.parametrize("name", ["README", "docs/guide", "docs/recipes"])
def test_the_two_languages_say_the_same(name: str) -> None:
    """Both have as many headings of each depth, and the same code but for comments and language."""
    english, chinese = (ROOT / f"{name}{suffix}.md" for suffix in ("", ".zh-CN"))
    assert [line.split()[0] for line in _headings(english)] == [line.split()[0] for line in _headings(chinese)]
    assert _code(english) == _code(chinese)


def _code(page: Path) -> list[str]:
    stripped = (re.sub(r" *#.*", "", text) for _, text in blocks(page))
    return [re.sub(r""",? *(language=)?"en"(?!, size)""", "", text) for text in stripped]


def test_the_gallery_shows_every_chart_and_stays_small() -> None:
    """Each chart of reportlib.charts has its picture on the page, and all together are below two megabytes."""
    from reportlib import charts

    page = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    kinds = [name for name in charts.__all__ if name.islower() and name not in ("save", "house_style")]
    assert not [name for name in kinds if f"charts.{name}(" not in page]
    pictures = list((ROOT / "docs" / "gallery").glob("*.png"))
    assert sorted(re.findall(r"gallery/(\w+\.png)", page)) == sorted(picture.name for picture in pictures)
    assert sum(picture.stat().st_size for picture in pictures) < 2_000_000
