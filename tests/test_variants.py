"""Layouts that nobody tuned for: real reports re-numbered, re-spaced, re-cut, shuffled, changed and bereft of single numbers."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import reportlib
from reportlib.model import Fact, Report, Source
from reportlib.text.labels import folded

RAW = Path(__file__).parent.parent / "data" / "raw"
SAMPLES = Path(__file__).parent / "samples"
ONE_CELL_A_LINE = "临淄区行政审批服务局-2023.txt"
RAGGED_ROWS = "临沂市行政审批服务局-2024.txt"
MARKDOWN = "政务服务局-2023.md"
FORM_OF_2019 = "张店区行政审批服务局-2020.txt"
LARGE_FIGURES = "宿迁市人民政府-2023-ragged.txt"
FILES = (ONE_CELL_A_LINE, RAGGED_ROWS, MARKDOWN, FORM_OF_2019, LARGE_FIGURES)


@cache
def original(file: str) -> tuple[str, Report]:
    folder = RAW if (RAW / file).exists() else SAMPLES
    text = (folder / file).read_text(encoding="utf-8")
    return text, reread(text)


def reread(text: str) -> Report:
    return reportlib.read(Source("variant.txt", text.encode()))


def values(report: Report) -> dict[tuple[str, str, str], tuple[float | None, str]]:
    return {(fact.table, fact.item, fact.column): (fact.value, fact.status) for fact in report.facts}


def in_tables(text: str, change: Callable[[str], str]) -> str:
    """The text with a change made to every line that belongs to a table."""
    return "\n".join(change(line) if "\t" in line else line for line in text.split("\n"))


def other_numbering(line: str) -> str:
    line = re.sub(r"([（(])([一二三四五六七])([）)])", r"(\2)", line)
    line = re.sub(r"(?<=\t)([1-8])[.．]\s?(?=\D)", r"\1、", line)
    return re.sub(r"([一二三四])、(?=本年|上年|结转)", r"\1．", line)


def lost_numbering(line: str) -> str:
    line = re.sub(r"[（(][一二三四五六七][）)]\s?", "", line) if "第" not in line else line
    return re.sub(r"(?<=\t)[1-8][.．]\s?(?=\D)", "", line)


def spaced(line: str) -> str:
    return re.sub(r"(?<=[一-鿿])(?=[一-鿿])", " ", line)


def full_width(line: str) -> str:
    return "\t".join(
        field.translate(str.maketrans("0123456789", "０１２３４５６７８９")) if field.isdecimal() else field for field in line.split("\t")
    )


def with_note(line: str) -> str:
    return "\t".join(f"{field}件" if field.isdecimal() else field for field in line.split("\t"))


def with_page_numbers(text: str) -> str:
    lines = text.split("\n")
    for at in range(40, len(lines), 37):
        lines[at] += "\n- 4 -" if at % 2 else "\n— 4 —"
    return "\n".join(lines)


VARIANTS: dict[str, Callable[[str], str]] = {
    "other numbering": lambda text: in_tables(text, other_numbering),
    "lost numbering": lambda text: in_tables(text, lost_numbering),
    "spaced labels": lambda text: in_tables(text, spaced),
    "full-width digits": lambda text: in_tables(text, full_width),
    "units behind the numbers": lambda text: in_tables(text, with_note),
    "page numbers": with_page_numbers,
    "no blanks at line ends": lambda text: "\n".join(line.rstrip() if line.strip() else line for line in text.split("\n")),
    "windows line ends": lambda text: text.replace("\n", "\r\n"),
    "variants of labels": lambda text: (
        text.replace("社会公益组织", "社会公益")
        .replace("行政规范性文件", "规范性文件")
        .replace("结转下年度继续办理", "结转下一年度继续办理")
    ),
    "headings lost their number": lambda text: re.sub(r"(?m)^(?:#+ )?[二三四]、(?=主动|收到|政府信息公开行政)", "", text),
    "headings shifted": lambda text: re.sub(r"(?m)^((?:#+ )?)二、(?=主动)", r"\1三、", text),
}


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("file", FILES)
def test_prints_of_other_manners_give_the_same_cells(file: str, name: str) -> None:
    """A report printed in another manner gives the same cells, identity and form."""
    text, report = original(file)
    if VARIANTS[name](text) == text:
        pytest.skip("this print is of that manner already")
    variant = reread(VARIANTS[name](text))
    assert values(variant) == values(report)
    assert variant.identity[:3] == report.identity[:3]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("file", FILES)
def test_labels_cut_anywhere_give_the_same_cells(file: str, seed: int) -> None:
    """A line break inside a label, as a narrow column or a page makes it, changes no cell."""
    text, report = original(file)
    rng = random.Random(seed)
    lines = text.split("\n")
    labels = [at for at, line in enumerate(lines) if re.fullmatch(r"\t[^\t]*[一-鿿]{6,}[^\t]*", line)]
    for at in rng.sample(labels, min(4, len(labels))):
        cut = rng.randrange(3, len(lines[at]) - 2)
        lines[at] = f"{lines[at][:cut]}\n{lines[at][cut:]}"
    assert values(reread("\n".join(lines))) == values(report)


@pytest.mark.parametrize("seed", range(4))
def test_rows_in_another_order_give_the_same_cells(seed: int) -> None:
    """Rows are known by their labels: the order in which denials and refusals are printed does not matter."""
    text, report = original(RAGGED_ROWS)
    lines = text.split("\n")
    rows = [at for at, line in enumerate(lines) if re.match(r"\t\t[2-8]\.", line)]
    shuffled = random.Random(seed).sample([lines[at] for at in rows], len(rows))
    for at, line in zip(rows, shuffled, strict=True):
        lines[at] = line
    assert values(reread("\n".join(lines))) == values(report)


def places(file: str, table: str) -> list[Fact]:
    return [fact for fact in original(file)[1].facts if fact.table == table and fact.value is not None]


def span(lines: list[str], fact: Fact, row: list[Fact]) -> tuple[int, int]:
    """Where a fact's number stands in its line, counted from the right among the numbers of the line."""
    assert fact.place.line is not None
    found = list(re.finditer(r"-?[\d０-９][\d０-９,.]*", lines[fact.place.line - 1]))
    match = found[len(found) - len(row) + row.index(fact)]
    assert folded(match.group()) == folded(fact.raw)
    return match.span()


def replaced(file: str, fact: Fact, new: str) -> list[str]:
    lines = original(file)[0].split("\n")
    row = [other for other in original(file)[1].facts if other.place.line == fact.place.line and other.value is not None]
    start, end = span(lines, fact, row)
    assert fact.place.line is not None
    line = lines[fact.place.line - 1]
    lines[fact.place.line - 1] = line[:start] + new + line[end:]
    return lines


@pytest.mark.parametrize("table", ["requests", "proceedings"])
@pytest.mark.parametrize("file", [RAGGED_ROWS, LARGE_FIGURES, ONE_CELL_A_LINE])
def test_any_wrong_number_breaks_a_rule(file: str, table: str) -> None:
    """One cell changed to another number is read as printed, leaves all others, and makes a rule fail."""
    before = values(original(file)[1])
    for fact in places(file, table):
        report = reread("\n".join(replaced(file, fact, str(int(fact.value or 0) + 7))))
        key = (fact.table, fact.item, fact.column)
        assert values(report) == {**before, key: (int(fact.value or 0) + 7, "reported")}, key
        assert report.grade == "flagged", key


@pytest.mark.parametrize("file", [RAGGED_ROWS, LARGE_FIGURES, FORM_OF_2019, MARKDOWN])
def test_a_number_left_blank_is_blank_or_flagged(file: str) -> None:
    """A cell whose number is gone holds none or is flagged, and all others are as before."""
    before = values(original(file)[1])
    for table in ("disclosures", "requests", "proceedings"):
        for fact in places(file, table):
            assert_only_this_is_gone(before, reread("\n".join(replaced(file, fact, ""))), fact)


def test_a_number_gone_with_its_line_is_missed() -> None:
    """Where a line with its cell is gone, no other cell takes its number's place."""
    text, report = original(ONE_CELL_A_LINE)
    for fact in places(ONE_CELL_A_LINE, "requests"):
        lines = text.split("\n")
        assert fact.place.line is not None
        del lines[fact.place.line - 1]
        assert_only_this_is_gone(values(report), reread("\n".join(lines)), fact)


def test_a_number_gone_with_its_tab_is_missed() -> None:
    """Where a number and its tab are gone, the arithmetic of the form keeps the others in their columns."""
    for fact in places(RAGGED_ROWS, "requests"):
        lines = replaced(RAGGED_ROWS, fact, "\0")
        report = reread("\n".join(lines).replace("\0\t", "").replace("\t\0", "").replace("\0", ""))
        assert_only_this_is_gone(values(original(RAGGED_ROWS)[1]), report, fact)


def assert_only_this_is_gone(before: dict[tuple[str, str, str], tuple[float | None, str]], report: Report, fact: Fact) -> None:
    key = (fact.table, fact.item, fact.column)
    after = values(report)
    assert {other: value for other, value in after.items() if other != key} == {
        other: value for other, value in before.items() if other != key
    }, key
    flagged = any(
        finding.status == "fail" and finding.severity == "error" and (finding.table, finding.item, finding.column) == key
        for finding in report.findings
    )
    assert after[key][0] is None or flagged, key
    assert report.grade != "verified", key
