"""What may be said of comparisons, and how: forms/comparisons.toml, checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from reportlib.errors import UsageError
from reportlib.forms.checking import check_once
from reportlib.forms.loading import FOLDER
from reportlib.forms.types import Declared
from reportlib.forms.written import decoded

Words = tuple[str, str]  # English, Chinese
_MAY = {"yes": ("yes", "可以"), "only": ("on this condition", "限此条件"), "no": ("no", "不可")}


class Sentence(Declared, frozen=True):
    """One kind of comparison, whether it may be made, and the sentence that is printed for it."""

    code: str
    kind: Words
    may: Literal["yes", "only", "no"]
    says: Words


class _Declared(Declared, frozen=True):
    sentences: tuple[Sentence, ...]


@cache
def comparisons() -> Mapping[str, Sentence]:
    """The sentences by code; InvalidForm where the file is not as it should be.

    >>> comparisons()["rate"].may
    'yes'
    """
    file = FOLDER / "comparisons.toml"
    declared = decoded(file, _Declared).sentences
    check_once(file, ("sentences",), [each.code for each in declared], "sentence")
    return {each.code: each for each in declared}


def comparison(code: str, language: str = "zh", **figures: object) -> str:
    """The sentence of a kind of comparison, with its figures in place.

    >>> comparison("few_cases", "en", count=12)
    'Only 12 cases: counts shown, no rate.'
    """
    if code not in comparisons():
        raise UsageError("no such comparison", expected="one of " + ", ".join(comparisons()), found=code)
    return comparisons()[code].says[language == "zh"].format(**figures)


def comparisons_table(language: str = "en") -> str:
    """All of them as a Markdown table, for docs/method.md."""
    at = int(language == "zh")
    head = ("| comparison | may be made | sentence |", "| 比较 | 可否 | 句子 |")[at]
    rows = [f"| {each.kind[at]} | {_MAY[each.may][at]} | {each.says[at]} |" for each in comparisons().values()]
    return "\n".join([head, "|---|---|---|", *rows])
