"""Sentences in Chinese and English from templates and operands: the one place where what is found is put into words."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

from reportlib.forms import AXES, labels, load_forms
from reportlib.forms.loading import FOLDER
from reportlib.forms.statistics import load_statistics_forms
from reportlib.forms.written import Keys, invalid
from reportlib.model import Code, Listed, Operand, Phrase, Place, Where, Worded

_FILE = FOLDER / "words.toml"
LANGUAGES = ("en", "zh")


class Gap(NamedTuple):
    """Text up to a gap and the operand that stands in it ("" for none); `quoted` as the print has it, in quotation marks."""

    text: str
    operand: str
    quoted: bool


Template = tuple[Gap, ...]


class Sentence(NamedTuple):
    """One sentence in both languages, and the operands that it asks for."""

    en: Template
    zh: Template
    operands: frozenset[str]


def sentence(pair: object, file: Path, keys: Keys) -> Sentence:
    """A checked sentence from its English and Chinese template; raises InvalidForm that names file and place for what cannot be one."""
    if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(text, str) and text for text in pair):
        raise invalid(file, keys, "this is no sentence", value=str(pair), expected="an English and a Chinese one")
    try:
        en, zh = map(_template, pair)
    except ValueError as error:
        raise invalid(file, keys, f"this is no sentence: {error}", value=str(pair)) from error
    made = Sentence(en, zh, frozenset(_operands(en)))
    strange = sorted({*_operands(zh)} - made.operands)
    if strange:
        expected = f"in Chinese only operands of the English sentence ({', '.join(sorted(made.operands))})"
        raise invalid(file, keys, "this operand is not known", value=strange[0], expected=expected)
    return made


def _operands(template: Template) -> Iterator[str]:
    return (gap.operand for gap in template if gap.operand)


def spoken(template: Template, operands: Mapping[str, Operand], language: str) -> str:
    """The sentence with its operands in their places.

    >>> spoken(phrases()["term"].zh, {"cell": Code("requests", "item", "granted"), "value": 3}, "zh")
    '予以公开3'
    """
    said: list[str] = []
    for text, name, quoted in template:
        said.append(text)
        if name:
            operand = operands[name]
            said.append(repr(operand) if quoted else _WORDS[type(operand)](operand, language))
    return "".join(said)


def word(operand: Operand, language: str) -> str:
    """One operand in words.

    >>> word(Listed([Code("requests", "column", "business"), Where("line 9")]), "zh")
    '商业企业、第9行'
    """
    return _WORDS[type(operand)](operand, language)


def worded(operand: Operand) -> Worded:
    """One operand in the words of each language, for an operand that many sentences have."""
    return Worded(word(operand, "en"), word(operand, "zh"))


def say(name: str, language: str, **operands: Operand) -> str:
    """A phrase of forms/words.toml in words."""
    return word(Phrase(name, operands), language)


@cache
def phrases() -> Mapping[str, Sentence]:
    """The phrases of forms/words.toml by name."""
    return {name: sentence(pair, _FILE, ("phrases", name)) for name, pair in _words()["phrases"].items()}


@cache
def terms(kind: str) -> Mapping[str, tuple[str, str]]:
    """The words (zh, en) of a kind of codes: statuses, severities, verdicts, grades, levels, scopes, units or places.

    >>> terms("severities")["warning"]
    ('提醒', 'warning')
    """
    return {code: (zh, en) for code, (en, zh) in _words()[kind].items()}


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _template(text: str) -> Template:
    return tuple(Gap(before, operand or "", conversion == "r") for before, operand, _, conversion in Formatter().parse(text))


def _number(value: float, language: str) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _code(code: Code, language: str) -> str:
    return code.code if language == "en" else _labels().get((code.table, code.axis, code.code), code.code)


@cache
def _labels() -> Mapping[tuple[str, str, str], str]:
    """The Chinese label by table, axis (item or column) and code, those of subtotals that some reports add included."""
    known: dict[tuple[str, str, str], str] = {}
    printed = labels("zh")
    for form in (*load_statistics_forms().values(), *load_forms().values()):
        for table in form.tables.values():
            known |= {(table.code, "item", each.code): each.labels[0] for each in table.subtotal_rows}
            known |= {(table.code, "column", each.code): each.labels[0] for each in table.subtotal_columns}
        for table_code, row, column in form.cells():
            row_axis, column_axis = AXES[table_code]
            known[table_code, "item", row.code] = printed[table_code, row_axis, row.code.split("/")[-1]]
            known[table_code, "column", column.code] = printed[table_code, column_axis, column.code]
    return known


def _where(place: Where | Place, language: str) -> str:
    text = place.text if isinstance(place, Where) else str(place)
    return text if language == "en" else "".join(_pieces(text))


def _pieces(text: str) -> Iterator[str]:
    """The parts of a place in Chinese; what is no known part stays as it is."""
    for piece in text.split(", "):
        name, _, value = piece.partition(" ")
        yield _words()["places"][name][1].format(value) if name in _words()["places"] else piece


def _listed(listed: Listed, language: str) -> str:
    shown = [_WORDS[type(part)](part, language) for part in listed.parts[: listed.most]]
    text = _joiners(language)[listed.joiner].join(shown)
    more = len(listed.parts) - len(shown)
    return text + (say("more", language, count=more) if more else "")


@cache
def _joiners(language: str) -> Mapping[str, str]:
    return {name: pair[LANGUAGES.index(language)] for name, pair in _words()["joiners"].items()}


def _phrase(phrase: Phrase, language: str) -> str:
    known = phrases()[phrase.name]
    return spoken(known.en if language == "en" else known.zh, phrase.operands, language)


_WORDS: Mapping[type, Callable[[Any, str], str]] = {
    str: lambda text, language: text,
    type(None): lambda nothing, language: "",
    int: lambda number, language: str(number),
    float: _number,
    Code: _code,
    Place: _where,
    Where: _where,
    Listed: _listed,
    Phrase: _phrase,
    Worded: getattr,
}
