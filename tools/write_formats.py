"""Writes docs/formats.md and docs/formats.zh-CN.md: each make of each format, read back from synthetic reports, and what is refused with which words.

python tools/write_formats.py      (some minutes; PYTHONPATH needs tests and tools)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpus.other_files import OTHER
from corpus.synthetic import EXACT, FLAGGED, FORMATS, WRONG, manner_cases, plain_cases, read_back

from reportlib.model import Source
from reportlib.readers.sniffing import REFUSED
from reportlib.showing.spoken import reason_in

DOCS = Path(__file__).parents[1] / "docs"
MEASURED = ("html", "docx", "xlsx", "text", "pdf", "ofd")  # a scan takes seconds a page
OUTCOMES = (EXACT, FLAGGED, WRONG)
MARK = "<!-- {} -->"


def main() -> None:
    """Sets the measured tables and the list of refusals between their marks in both pages."""
    measured = list(_measured())
    for page, words in (("formats.md", ENGLISH), ("formats.zh-CN.md", CHINESE)):
        path = DOCS / page
        text = path.read_text("utf-8")
        for mark, lines in (("measured", _table(measured, words)), ("refused", _refusals(words))):
            before, _, rest = text.partition(MARK.format(mark))
            _, _, behind = rest.partition(MARK.format(f"end {mark}"))
            text = f"{before}{MARK.format(mark)}\n{lines}\n{MARK.format(f'end {mark}')}{behind}"
        path.write_text(text, "utf-8")


ENGLISH = ("format", "made as", "exact", "flagged", "silently wrong", "what it is", "what to do", "printed in other ways, see tests/corpus")
CHINESE = (
    "格式",
    "制作方式",
    "完全一致",
    "有提示",
    "无提示而错",
    "是什么",
    "怎么办",
    "其他印法，见 tests/corpus",
)


def _measured() -> Iterator[tuple[str, str, Counter[str]]]:
    """Format, make, and how many documents came back exact, flagged and wrong."""
    for source_format in MEASURED:
        cases = list(plain_cases(source_format))
        for layout in FORMATS[source_format]:
            yield source_format, layout, Counter(read_back(case).outcome for case in cases if case.layout == layout)
        yield source_format, "", Counter(read_back(case).outcome for case in manner_cases(source_format, 1, 1))
    for kind, (ending, write) in OTHER.items():
        cases = list(plain_cases("docx"))[:3]
        yield ending, kind, Counter(read_back(case, Source(f"a{ending}", write(case.report()))).outcome for case in cases)


def _table(measured: list[tuple[str, str, Counter[str]]], words: tuple[str, ...]) -> str:
    rows = [
        f"| {source_format} | {(layout or words[7]).replace('<', '&lt;')} | {' | '.join(str(counts[outcome]) for outcome in OUTCOMES)} |"
        for source_format, layout, counts in measured
    ]
    return "\n".join([f"| {' | '.join(words[:5])} |", "|---|---|--:|--:|--:|", *rows])


def _refusals(words: tuple[str, ...]) -> str:
    language = "zh" if words is CHINESE else "en"
    rows = [f"| {reason_in(problem, language)} | {reason_in(remedy, language)} |" for problem, remedy in REFUSED.values()]
    return "\n".join([f"| {words[5]} | {words[6]} |", "|---|---|", *rows])


if __name__ == "__main__":
    main()
