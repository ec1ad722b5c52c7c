"""Where in a line the title of a yearly report stands: whose it is, of which year, and the words of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import regex

from reportlib.bodies.printed import NO_NAME, Name, name_at_end, whole_name
from reportlib.forms.loading import FOLDER
from reportlib.text.labels import TO_SIMPLIFIED

LONGEST_BEFORE, LONGEST_BEHIND = 80, 16
# No title lies further in than this: a paragraph of a megabyte is prose.
_LONGEST = 4000
_CHINESE_DIGITS = str.maketrans("〇○零OＯo一二三四五六七八九", "000000123456789")
_PRINTED_BRACKETS = str.maketrans("()", "（）")  # names print them full-width; folding has made them narrow
_LEFT_OVER = regex.compile(
    r"^(?:附件?\d*[:：]?|[一二三四五六七八九十]{1,3}[、.]|关于|年度?|的|[-—_|:：,，·、()（）《》\"“”\s]|\d+\.)+|(?:关于|的|[-—_|:：,，·、()（）《》\"“”\s])+$"
)

# The name in brackets behind the title: 2023年信息公开年报(临淄区财政局)
_BRACKETED = regex.compile(r"[-—_ ]*[(（\[【](?P<body>[\p{Han}]{3,30})[)）\]】]")


class Title(NamedTuple):
    """A title in a text: the name in it ("" where it has none), its year, its words as printed, and where it begins and ends."""

    agency: str
    certainty: int
    year: int | None
    text: str
    start: int
    end: int
    whole: bool
    school_year: bool = False
    since: int | None = None  # the first year where the title names several: 2022 of 2022-2023年


def titles_in(text: str) -> Iterator[Title]:
    """Every title of a report in a text without white space.

    >>> [(title.agency, title.year) for title in titles_in("关于印发大冶市2023年政府信息公开工作年度报告的通知")]
    [('大冶市', 2023)]
    """
    if "公" not in text or not ("报" in text or "報" in text):  # most lines hold no title, and this tells it soonest
        return iter(())
    return iter(_titles_in(text))


@lru_cache(maxsize=256)
def _titles_in(text: str) -> tuple[Title, ...]:
    return tuple(_found(text, text[:_LONGEST].translate(TO_SIMPLIFIED)))


def _found(text: str, plain: str) -> Iterator[Title]:
    words = _words()
    begin = 0
    for called in words.report.finditer(plain):
        if not words.another.match(plain, called.end()):
            span = _called_span(plain, called)
            yield _title(text, plain, max(begin, span[0] - LONGEST_BEFORE), span)
        begin = called.end()


def _called_span(plain: str, called: regex.Match[str]) -> tuple[int, int]:
    """From where to where the report is called so; in 某县人民|政府信息公开 the two signs belong to the name."""
    start = called.start()
    shared = plain[max(start - 2, 0) : start] == "人民" and plain.startswith("政府", start)
    return start + 2 * shared, called.end()


def title_words(key: str) -> Any:
    """The words of titles.toml under a key."""
    return _said()[key]


def year_of(printed: str | None) -> int | None:
    """The year that four digits, Arabic or Chinese, are."""
    digits = (printed or "").translate(_CHINESE_DIGITS)
    return int(digits) if digits.isdecimal() and len(digits) == 4 else None


def as_printed(name: str) -> str:
    """A name with the full-width brackets that names print."""
    return name.translate(_PRINTED_BRACKETS)


def _title(text: str, plain: str, begin: int, called: tuple[int, int]) -> Title:
    years = [year for year in _words().years.finditer(plain, begin, called[1]) if year.end() <= called[0]]
    title = _year_first(text, plain, begin, years[-1], called) if years else _year_last(text, plain, begin, called)
    behind = None if title.agency else _BRACKETED.match(text, title.end)
    name = whole_name(behind["body"]) if behind else None
    return title._replace(agency=as_printed(name.text), certainty=name.certainty, end=behind.end()) if name and behind else title


def _year_last(text: str, plain: str, begin: int, called: tuple[int, int]) -> Title:
    """The title with its year behind what the report is called, or inside, or without one."""
    behind = _words().year_behind.match(plain, called[1])
    year = behind or _words().year_inside.search(plain, *called)
    name = name_at_end(text[begin : called[0]])
    end = behind.end() if behind else called[1]
    return _made(text, plain, name, (_start_of(name, begin, called[0]), end), year_of(year["year"]) if year else None)


def _year_first(text: str, plain: str, begin: int, year: regex.Match[str], called: tuple[int, int]) -> Title:
    """The title with its name before the year, or between the year and what the report is called."""
    before = name_at_end(text[begin : year.start()])
    between = name_at_end(text[year.end() : called[0]]) if year.end() < called[0] else None
    name = max((before, between), key=lambda found: found.certainty if found else NO_NAME)
    start = _start_of(before, begin, year.start())
    made = _made(text, plain, name, (start, called[1]), year_of(year["last"]))
    return made._replace(school_year="学年" in year[0], since=year_of(year["first"]))


def _start_of(name: Name | None, begin: int, otherwise: int) -> int:
    return begin + name.start if name else otherwise


def _made(text: str, plain: str, name: Name | None, span: tuple[int, int], year: int | None) -> Title:
    start, end = span
    around = _LEFT_OVER.sub("", plain[:start]) + _LEFT_OVER.sub("", plain[end:])
    return Title(
        agency=as_printed(name.text) if name else "",
        certainty=name.certainty if name else NO_NAME,
        year=year,
        text=as_printed(text[start:end]),
        start=start,
        end=end,
        whole=not around,
    )


class _Words(NamedTuple):
    report: regex.Pattern[str]
    another: regex.Pattern[str]
    years: regex.Pattern[str]
    year_behind: regex.Pattern[str]
    year_inside: regex.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    said = _said()
    year = said["year"]
    # 2023年, 2023年度, 2023-2024年, 2022-2023学年度; not the day of a date, nor of a revision: 2024年1月20日, 2024年修订
    day = rf"\d{{1,2}}月|{'|'.join(said['revised'])}"
    years = rf"(?<!\d)(?:(?P<first>{year})年?度?[-—–－~至到、/和及]+)?(?P<last>{year})(?:学年|年(?!{day})|(?=政[府务]|信息公开))度?"
    return _Words(
        report=regex.compile(said["report"].replace("{year}", year)),
        another=regex.compile(said["another"]),
        years=regex.compile(years),
        year_behind=regex.compile(rf"[-—_(（\[〔]*(?P<year>{year})(?:年度?|[)）\]〕])[)）\]〕]?"),
        year_inside=regex.compile(rf"(?P<year>{year})"),
    )


@lru_cache(maxsize=1)
def _said() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "titles.toml").read_text(encoding="utf-8"))
