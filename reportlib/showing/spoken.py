"""In which language a command speaks, and its words: English first, then Chinese, as words.toml beside this file has them."""

from __future__ import annotations

import locale
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from reportlib.errors import UsageError
from reportlib.forms.rules.wording import LANGUAGES, terms

_FILE = Path(__file__).parent / "words.toml"
_ASKED = "--lang"


def language_of(arguments: Sequence[str], otherwise: str = "en") -> str:
    """The language that a command line asks for by --lang; else that of the locale; else the one given.

    >>> language_of(["check", "out", "--lang", "zh"])
    'zh'
    """
    asked = [each.partition("=")[2] for each in arguments if each.startswith(f"{_ASKED}=")]
    asked += [after for each, after in pairwise(arguments) if each == _ASKED]
    return asked[-1] if asked and asked[-1] in LANGUAGES else of_locale() or otherwise


def of_locale() -> str | None:
    """The language of the user's locale, where it is one of the two; None for any other, as C or POSIX."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), None)
    beginning = (named or locale.getlocale()[0] or "")[:2].lower()
    return beginning if beginning in LANGUAGES else "zh" if beginning == "ch" else None  # Windows says Chinese


def chosen(language: str | None, otherwise: str = "en") -> str:
    """The language that is asked for, else that of the locale, else the one given.

    Raises UsageError for a language that there is not.
    """
    if language is not None and language not in LANGUAGES:
        raise UsageError("no such language", expected="zh or en", found=language)
    return language or of_locale() or otherwise


def said(name: str, language: str, **gaps: object) -> str:
    """A phrase of words.toml, its gaps filled.

    >>> said("would_be_read", "en", count=3)
    '3 files would be read'
    """
    return phrase(name, language).format(**gaps)


def phrase(name: str, language: str) -> str:
    """A phrase of words.toml, its gaps still open."""
    return str(_words()["phrases"][name][LANGUAGES.index(language)])


def term_of(kind: str, code: object, language: str) -> str:
    """A code in words: a grade, severity, status, outcome; an unknown one as it is."""
    own: Mapping[str, list[str]] = _words().get(kind, {})
    if str(code) in own:
        return own[str(code)][LANGUAGES.index(language)]
    zh, en = terms(kind).get(str(code), (str(code), str(code))) if kind not in _words() else (str(code), str(code))
    return zh if language == "zh" else en


def help_of(command: str, parameter: str, language: str) -> str:
    """What a command or one of its parameters is for; nothing where no words are written for it."""
    own: Mapping[str, list[str]] = _words()["help"].get(command, {})
    pair = own.get(parameter) or _words()["help"]["every"].get(parameter) or ["", ""]
    return pair[LANGUAGES.index(language)]


def reason_in(text: str, language: str) -> str:
    """Why something could not be done or read, as an error says it in English, in the language that is asked for.

    What has no Chinese words, such as a name or a number, stays as it is.

    >>> reason_in("there is no such file; check the path", "zh")
    '没有这个文件；请检查路径'
    """
    if language == "en":
        return text
    return "；".join(_piece(piece) for piece in text.split("; "))


def _piece(piece: str) -> str:
    for english, chinese in (("expected ", "应为"), ("found ", "实为"), ("run: ", "请运行：")):
        if piece.startswith(english):
            return chinese + _worded(piece.removeprefix(english))
    return _worded(piece)


def _worded(piece: str) -> str:
    """Words as they are known, with names or numbers in their gaps, or behind the name of a file."""
    known: Mapping[str, str] = _words()["reasons"]
    if piece in known:
        return known[piece]
    for wording, chinese in _with_gaps():
        if filled := wording.fullmatch(piece):
            return chinese.format(*filled.groups())
    place, colon, rest = piece.rpartition(": ")
    return f"{place}：{known[rest]}" if colon and rest in known else piece


@cache
def _with_gaps() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The reasons that hold names or numbers, those with most words first."""
    gapped = [(english, chinese) for english, chinese in _words()["reasons"].items() if "{}" in english]
    longest_first = sorted(gapped, key=lambda pair: -len(pair[0]))
    return tuple((re.compile("(.+)".join(map(re.escape, english.split("{}")))), chinese) for english, chinese in longest_first)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
