"""What the library says of a mistake has its Chinese words, and keeps the names and numbers in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import regex

from reportlib.readers.sniffing import REFUSED
from reportlib.showing.spoken import reason_in

LIBRARY = Path(__file__).parent.parent / "reportlib"
SAID = ("problem", "expected", "remedy", "reason")  # what of an error is words; `found` is what the user gave
GAP = "X1"
COMMAND = regex.compile(r"pip install\b.*|.*\.\w+ install\b.*")


def trees() -> dict[str, ast.Module]:
    return {path.relative_to(LIBRARY).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in LIBRARY.rglob("*.py")}


def errors(parsed: dict[str, ast.Module]) -> set[str]:
    """The names of ReportError and of every class below it."""
    names, before = {"ReportError"}, 0
    classes = [node for tree in parsed.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    while len(names) > before:
        before = len(names)
        names |= {node.name for node in classes if {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases} & names}
    return names


def told(node: ast.AST) -> Iterator[str]:
    """The words that an expression may be, a name or number in each gap."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else GAP for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from told(node.body)
        yield from told(node.orelse)


def every_reason() -> Iterator[tuple[str, str]]:
    """Each wording of an error of the library, with the module that has it: given at once, or under a name first."""
    parsed = trees()
    raised = errors(parsed)
    for module, tree in parsed.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in raised:
                given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg in SAID)]
                yield from ((module, words) for part in given for words in told(part))
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("problem", "remedy"):
                yield from ((module, words) for words in told(node.value))


def test_every_refusal_has_chinese_words() -> None:
    """What is said of a file of a kind that is not read, and what to do with it, is said in Chinese too."""
    assert [words for refusal in REFUSED.values() for words in refusal if not regex.search(r"\p{Han}", reason_in(words, "zh"))] == []


def test_every_reason_has_chinese_words() -> None:
    """No error that the library raises is told in English to who reads Chinese; commands to run stay as they are."""
    reasons = [(module, words) for module, words in every_reason() if words.strip(GAP) and not COMMAND.fullmatch(words)]
    assert len(reasons) > 300
    assert [
        (module, words)
        for module, words in reasons
        if any(not regex.search(r"\p{Han}", piece) for piece in reason_in(words, "zh").split("；"))
    ] == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("the site answers 404: no such page; look for its new address on the site", "网站返回 404：没有这一页；请在网站上找它的新网址"),
        ("the site answers 500; run again later", "网站返回 500；请稍后再运行"),
        ("no such size of a chart; expected one of half, full; found huge", "图表没有这种 size；应为其中之一：half, full；实为huge"),
        ("the PDF takes too long; expected 60 s", "PDF 读取时间过长；应为60 秒"),
        ("a.docx: the file is damaged", "a.docx：文件已损坏"),
        ("临淄区财政局", "临淄区财政局"),
    ],
)
def test_names_and_numbers_stay_in_their_gaps(english: str, chinese: str) -> None:
    """The words around a name or number are Chinese, the name or number as it was."""
    assert reason_in(english, "zh") == chinese
    assert reason_in(english, "en") == english
