"""Whose report it is: real names of bodies in every wording of titles, pages and first paragraphs, and what names nobody."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest
from grids import document
from titles import AROUND, NAMELESS, PAGE_TITLES, PARAGRAPHS, TITLES

from reportlib.bodies.alike import one_body
from reportlib.bodies.printed import certainty, name_at_end
from reportlib.facts.identity.identify import Identification, identify
from reportlib.model import Document

SAMPLES = Path(__file__).parent / "samples"
BODIES = [line for line in (SAMPLES / "bodies.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
AGENCIES = [row["agency"] for row in csv.DictReader((SAMPLES / "agencies.csv").read_text(encoding="utf-8").splitlines())]
NAMES = list(dict.fromkeys([*BODIES, *AGENCIES]))
YEAR = 2024
# So many bodies are tried in each wording; over all wordings every body is tried.
TRIED = 12
PRINTED = str.maketrans("()", "（）")
PERIOD = "报告所列数据的统计期限自2024年1月1日起至2024年12月31日止。"


def lines_of(pattern: str, name: str) -> Document:
    lines = pattern.format(name=name, year=YEAR).split(" / ")
    return document(*(line.strip() for line in lines), "一、总体情况", "本年工作平稳。")


def page_of(pattern: str, name: str) -> Document:
    return replace(document(PERIOD, "一、总体情况"), metadata={"title": pattern.format(name=name, year=YEAR)})


def around_of(pattern: str, name: str) -> Document:
    return document(f"{YEAR}年政府信息公开工作年度报告", "", pattern.format(name=name, year=YEAR), "一、总体情况")


WORDINGS = [(lines_of, pattern) for pattern in (*TITLES, *PARAGRAPHS)] + [(page_of, one) for one in PAGE_TITLES]
SHARES = cycle(NAMES)
TRIALS = [(make, pattern, [next(SHARES) for _ in range(TRIED)]) for make, pattern in WORDINGS]


def tell(found: Identification) -> set[str]:
    return {finding.rule for finding in found.findings}


def test_the_set_is_large() -> None:
    """At least four hundred names and a hundred and fifty wordings, and every name is tried."""
    assert len(NAMES) >= 400
    assert len(WORDINGS) + len(AROUND) + len(NAMELESS) >= 150
    assert len({name for _, _, names in TRIALS for name in names}) == len(NAMES)


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial[1][:40])
def test_the_body_is_named_whole_whatever_stands_around_it(trial: tuple[object, str, list[str]]) -> None:
    """Each wording gives the name as printed and the year, without a doubt where nothing contradicts."""
    make, pattern, names = trial
    for name in names:
        found = identify(make(pattern, name))  # type: ignore[operator]
        assert (found.identity.agency, found.identity.year) == (name.translate(PRINTED), YEAR), pattern
        assert not tell(found), found.findings


@pytest.mark.parametrize("pattern", AROUND)
def test_what_only_the_site_or_the_office_to_ring_names_is_told(pattern: str) -> None:
    """A name from around the report is taken last, and never without a finding."""
    for name in BODIES[::40]:
        found = identify(around_of(pattern, name))
        assert found.identity.agency == name
        assert tell(found) == {"agency_from_around"}


@pytest.mark.parametrize("pattern", NAMELESS)
def test_words_that_name_nobody_give_no_agency(pattern: str) -> None:
    """我办, 全市, a column or a sentence are no body: the agency is unknown, and the year is told all the same."""
    found = identify(lines_of(pattern, ""))
    assert (found.identity.agency, found.identity.year) == ("", YEAR)
    assert "agency_unknown" in tell(found)


@pytest.mark.parametrize("name", NAMES[::7])
def test_a_name_is_found_behind_the_name_of_a_site(name: str) -> None:
    """What stands in front of a name without any mark is cut where the name begins."""
    for before in ("临淄区人民政府网站", "政府信息公开年报", "根据条例规定,现公布", "年报>"):
        found = name_at_end(before + name)
        assert found is not None and found.text == name


@pytest.mark.parametrize(
    "words", ["根据条例现将我办", "政府", "分类", "报送", "现将我局", "全市", "本机关", "各部门", "办公室", "2023", "信息公开", "的通知"]
)
def test_words_that_are_no_name(words: str) -> None:
    """Words of a sentence, a column or oneself are no body's name."""
    assert certainty(words) == 0
    assert name_at_end(words) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("临淄区财政局", "淄博市临淄区财政局", True),
        ("临淄区", "临淄区人民政府", True),
        ("临淄区人民政府", "临淄区人民政府办公室", True),
        ("临沂市科委", "临沂市科学技术局", True),
        ("武漢市人民政府", "武汉市人民政府", True),
        ("平潭综合实验区", "平潭综合实验区管委会", True),
        ("临淄区财政局", "临淄区商务局", False),
        ("临淄区财政局", "张店区财政局", False),
        ("临淄区", "临淄区财政局", False),
    ],
)
def test_names_of_one_body(one: str, other: str, same: bool) -> None:
    """A name, the same with what lies above it, an older name of it, and a place with its government are one body."""
    assert one_body(one, other) == same
    assert one_body(other, one) == same
