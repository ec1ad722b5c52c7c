"""The division table: which divisions a name may mean, in which year, and what lies above them; the table is regions.tsv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from reportlib.bodies.names import kind_of, vocabulary, zone_of

LEVELS = {2: "province", 4: "prefecture", 6: "county"}


class Division(NamedTuple):
    """One name under one code, the years that list it so, and the lineage that it keeps over other names and codes."""

    code: str
    name: str
    first: int
    last: int
    short: str
    lineage: str

    @property
    def digits(self) -> str:
        """The code without its trailing pairs of zeros: 2 digits for a province, 4 for a prefecture, 6 for a county."""
        return self.code[:2] if self.code.endswith("0000") else self.code[:4] if self.code.endswith("00") else self.code


Divisions = Sequence[Division]


@lru_cache(maxsize=4096)
def places_of(name: str, after_centre: bool = False) -> tuple[Divisions, str]:
    """The divisions that the places at the beginning of a name may be, from the widest to the narrowest, and the words behind."""
    divisions, rest = longest_name(name)
    if not divisions and not name.startswith(tuple(vocabulary().areas)):
        divisions, rest = _unsuffixed(name, after_centre)
    while divisions:
        inner, behind = longest_name(rest, divisions)
        if not inner:
            break
        divisions, rest = inner, behind
    return divisions, rest


def longest_name(text: str, within: Divisions = ()) -> tuple[Divisions, str]:
    """The divisions of the longest name that the text begins with, inside the given ones, and the rest of the text."""
    table = division_table()
    for size in range(min(len(text), table.longest), 1, -1):
        found = table.forms.get(text[:size])
        if found and not _goes_on(text[size - 1], text[size:]):
            if not within:
                return found, text[size:]
            inner = tuple(one for one in found if any(_lies_in(one, other) for other in within))
            if inner:
                return inner, text[size:]
    return (), text


def counties_named(divisions: Divisions, name: str) -> Divisions:
    """The counties of the divisions that the whole of a name, short or long, stands for."""
    table = division_table()
    found = {*table.forms.get(name, ()), *table.shorts.get(name, ())} if len(name) > 1 else set()
    return tuple(sorted(one for one in found if any(_lies_in(one, other) for other in divisions)))


def in_year(divisions: Divisions, year: int | None) -> Divisions:
    """The divisions of the year, or of the year nearest to it; each lineage once; all of them where no year is known."""
    if year is not None:
        distance = {one: max(one.first - year, year - one.last, 0) for one in divisions}
        divisions = tuple(one for one in divisions if distance[one] == min(distance.values()))
    newest: dict[str, Division] = {}
    for one in sorted(divisions, key=lambda one: one.last):
        newest[one.lineage] = one
    return tuple(sorted(newest.values()))


def existed(division: Division, year: int | None) -> bool:
    """Whether the division, under any of its names, was listed in the year or at most two years before or after it."""
    table = division_table()
    names = table.lineages[division.lineage]
    first, last = min(one.first for one in names), max(one.last for one in names)
    return year is None or (first - 2 <= max(year, table.oldest) and min(year, table.newest) <= last + 2)


def parents_of(division: Division, digits: int) -> Divisions:
    """All that the division's prefecture (4) or province (2) was called."""
    return division_table().codes.get(division.code[:digits].ljust(6, "0"), ())


def division_called(place: str, year: int | None) -> Division | None:
    """The one division of the year with this code or whole name; None where there is none or more than one."""
    table = division_table()
    found = in_year(table.codes.get(place) or table.forms.get(place, ()), year)
    return found[0] if len(found) == 1 else None


def children_of(division: Division, year: int | None) -> Divisions:
    """The divisions of the year right below one: prefectures and what no prefecture holds of a province, counties of a prefecture."""
    below = [one for found in division_table().codes.values() for one in found if _lies_in(one, division)]
    listed = [
        one
        for one in in_year(below, None if year is None else _listed_year(year))
        if year is None or one.first <= _listed_year(year) <= one.last
    ]
    return tuple(one for one in listed if not any(_lies_in(one, other) for other in listed))


def _listed_year(year: int) -> int:
    """The year, or the nearest of the table."""
    table = division_table()
    return min(max(year, table.oldest), table.newest)


def name_above(division: Division, digits: int, year: int | None) -> str | None:
    """The name in the year of the prefecture (4 digits) or province (2) that holds the division or that it is."""
    if len(division.digits) < digits:
        return None
    at = min(max(division.last if year is None else year, division.first), division.last)
    named = in_year(parents_of(division, digits), at)
    return named[-1].name if named else None


def path_of(division: Division, year: int | None) -> str:
    names = [name_above(division, 2, year), name_above(division, 4, year), division.name]
    return "".join(dict.fromkeys(name for name in names if name))


def level_of(division: Division) -> str:
    return LEVELS[len(division.digits)]


def _goes_on(last: str, rest: str) -> bool:
    """Whether what ends like a city or a district is the beginning of another word: 市 of 市场, 区 of 区域."""
    known = vocabulary()
    return (last == "市" and rest.startswith(known.not_city)) or (last == "区" and rest.startswith(known.not_district))


def _unsuffixed(name: str, after_centre: bool) -> tuple[Divisions, str]:
    """A place without its 省, 市 or 州, where what follows shows that it is one: 上海科委, 淄博高新区, 山东调查总队."""
    shorts = division_table().shorts
    for size in range(min(len(name) - 1, 8), 1, -1):
        found, rest = shorts.get(name[:size]), name[size:]
        if found and (longest_name(rest, found)[0] or _goes_on_as_zone(rest, found)):
            return found, rest
        if found and after_centre and rest in vocabulary().central_branches:
            return found, rest
        if found and kind_of(rest) and any(level_of(one) != "county" for one in found):
            return found, rest
    return (), name


def _goes_on_as_zone(rest: str, places: Divisions) -> bool:
    """Whether a zone of the places follows; behind a county it begins as zones do, lest a longer name be cut: 松山|湖高新区."""
    wide = any(level_of(one) != "county" for one in places)
    return bool(zone_of(rest)) and (wide or rest.startswith(vocabulary().zone_beginnings))


def _lies_in(inner: Division, outer: Division) -> bool:
    return inner.code != outer.code and inner.code.startswith(outer.digits)


class Table(NamedTuple):
    """The divisions by every form of their name, by short form, code and lineage.

    `divided` are the first digits of prefectures that have counties; the years are the first and the last of the table.
    """

    forms: Mapping[str, Divisions]
    shorts: Mapping[str, Divisions]
    codes: Mapping[str, Divisions]
    lineages: Mapping[str, Divisions]
    divided: frozenset[str]
    longest: int
    oldest: int
    newest: int


@lru_cache(maxsize=1)
def division_table() -> Table:
    """The division table; read once, at the first name."""
    lines = Path(__file__).with_name("regions.tsv").read_text(encoding="utf-8").splitlines()
    oldest, newest = next(line for line in lines if line.startswith("# years")).split()[-2:]
    divisions = _listed(lines, int(newest))
    forms = _by([(form, division) for division in divisions for form in _forms(division.name, division.short)])
    shorts = _by([(one.short, one) for one in divisions])
    codes = _by([(one.code, one) for one in divisions])
    lineages = _by([(one.lineage, one) for one in divisions])
    divided = frozenset(code[:4] for code in codes if not code.endswith("00"))
    return Table(forms, shorts, codes, lineages, divided, max(map(len, forms)), int(oldest), int(newest))


def _by(pairs: Sequence[tuple[str, Division]]) -> dict[str, list[Division]]:
    """The divisions by the first of each pair."""
    found: dict[str, list[Division]] = {}
    for key, division in pairs:
        if key in found:
            found[key].append(division)
        else:
            found[key] = [division]
    return found


def _listed(lines: Sequence[str], newest: int) -> list[Division]:
    divisions = []
    for line in lines:
        if line[0] != "#":
            code, name, first, last, short, lineage = line.split("\t")
            short = short or (name[:-1] if len(name) > 2 else name)
            divisions.append(Division(code, name, int(first), int(last) if last else newest, short, lineage or code))
    return divisions


def _forms(name: str, short: str) -> tuple[str, ...]:
    """The names in use: whole, and without the peoples (湘西州, 长阳县, 秀山自治县, 鄂温克旗, 宁夏自治区)."""
    if "自治" not in name:
        return (name,)
    if name.endswith("自治区"):
        return name, short + "自治区"
    return tuple(dict.fromkeys((name, short + name[-3:], short + name[-1])))
