"""Printed labels -> keys: what two labels must share to be the same label, however they are printed."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from unicodedata import normalize

import regex

from reportlib.text.signs import BOOKMARK, INVISIBLE, NOTE_IN_LABEL, RADICALS

_ORDINAL = (
    r"(?:[一二三四五六七八九十]{1,3}[、.,:]|第[一二三四五六七八九十]{1,2}[、.,:]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、,:)]|、)"
)
_LEADING_ORDINALS = regex.compile(rf"^(?:{_ORDINAL}|\d(?=\p{{Han}}))+")
_TOP_ORDINAL = regex.compile(r"^\s*(?:#+\s*)?(?:[一二三四五六七八九十]{1,2}|\d{1,2})\s*[、.,．，]")
_SUB_ORDINAL = regex.compile(r"^\s*[(（][一二三四五六七八九十\d]{1,3}[)）]")
_GUIDANCE = regex.compile(r"\((?:[^()]{3,}|[件条项宗个次元]|[百千万亿][元件项条个])\)")
_OPEN_GUIDANCE = regex.compile(r"\([^()]{3,}$|^[^()]{3,}\)")
_MARKS = regex.compile(r"[^\w]+|_")

# The table alone is taken from the package, whose own code need not be loaded.
_PACKAGE = find_spec("opencc")
_TABLE = Path(_PACKAGE.origin if _PACKAGE and _PACKAGE.origin else "opencc").parent / "dictionary" / "TSCharacters.txt"
_STAY = "乾氾"  # 乾县, 氾水: in Simplified names these stand for themselves


def _simplified() -> dict[int, str]:
    """One simplified character for each traditional one, so that no text changes its length.

    A line of the table is the traditional character, a tab, and its simplified ones.
    """
    pairs = (line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines())
    kept = {ord(traditional): simplified.split(" ")[0] for traditional, simplified in pairs if traditional not in _STAY}
    return kept | {ord("縂"): "总"}  # a variant that converters print and the table lacks


TO_SIMPLIFIED = _simplified()


@lru_cache(maxsize=65536)
def label_key(label: str) -> str:
    """The label without what agencies print differently: width, white space, ordinals, brackets, guidance, marks."""
    return _bare(_without_guidance(_mainland("".join(folded(label).split()).translate(TO_SIMPLIFIED))))


@lru_cache(maxsize=65536)
def whole_key(label: str) -> str:
    """The key of a label with what stands in its brackets: 行政诉讼（复议后起诉） is 行政诉讼复议后起诉."""
    return _bare(_mainland("".join(folded(label).split()).translate(TO_SIMPLIFIED)))


def _bare(text: str) -> str:
    return str(_MARKS.sub("", _LEADING_ORDINALS.sub("", text)))


# What converters to Taiwanese usage make of the form's words (規範性檔案 of 规范性文件).
_TAIWANESE = {"档案": "文件", "资讯": "信息", "专案": "项目", "规费": "收费"}
_ANY_TAIWANESE = regex.compile("|".join(_TAIWANESE))


def _mainland(text: str) -> str:
    return str(_ANY_TAIWANESE.sub(lambda match: _TAIWANESE[match[0]], text))


def _without_guidance(text: str) -> str:
    if "(" not in text and ")" not in text:
        return text
    shorter = _GUIDANCE.sub("", text)
    while shorter != text:
        text, shorter = shorter, _GUIDANCE.sub("", shorter)
    return str(_OPEN_GUIDANCE.sub("", text)) or text


def folded(text: str) -> str:
    """The text in NFKC, radicals as the characters they are drawn like, without invisible characters, note marks and converters' bookmarks.

    >>> folded("人⺠政府①　２０２３")
    '人民政府 2023'
    """
    if text.isascii():
        return _without_bookmarks(text)
    return normalize("NFKC", _without_bookmarks(INVISIBLE.sub("", NOTE_IN_LABEL.sub("", text)))).translate(RADICALS)


def cleaned(text: str) -> str:
    """The text as printed, without invisible characters, converters' bookmarks and blanks at its ends."""
    return _without_bookmarks(INVISIBLE.sub("", text)).strip()


def _without_bookmarks(text: str) -> str:
    return str(BOOKMARK.sub("", text)) if "[bookmark:" in text else text


@lru_cache(maxsize=4096)
def squeezed(text: str) -> str:
    """The folded text with all white space removed, as for names and titles."""
    return "".join(folded(text).split())


def ordinal_rank(text: str) -> int:
    """How high the numbering in front of a heading stands: 2 for 一、 or 1., 0 for （一）, 1 for none."""
    if _SUB_ORDINAL.match(text):
        return 0
    beginning = text.lstrip()[:_LONGEST_ORDINAL]
    return 2 if beginning.startswith(("#", "、")) or _TOP_ORDINAL.match(normalize("NFKC", beginning)) else 1


_LONGEST_ORDINAL = 40  # with the blanks in and around it
