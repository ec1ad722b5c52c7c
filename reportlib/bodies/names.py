"""What a body is, from the words of its name: its kind, and whether it serves a town or a zone; the words are in bodies.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

# Left out before names are compared: 住房和城乡建设局 is 住房城乡建设局.
JOINERS = str.maketrans("", "", "和与及、·,,.。\"“”'‘’《》")
# A second name in brackets, as in 行政审批服务局(大数据局).
BRACKETED = re.compile(r"[(（〔\[【][^)）〕\]】]*[)）〕\]】]")
SUBDISTRICT = "subdistrict_office"


@lru_cache(maxsize=4096)
def kind_of(words: str) -> str | None:
    """The code of the kind of body that a name without its place stands for, or None where the list does not know it."""
    plain = unjoined(words)
    return _whole(plain) or _whole(plain.removeprefix("人民政府")) or _combined(plain.removeprefix("人民政府"))


def known_start(words: str) -> int:
    """How many characters at the beginning of the words are a whole body's name: 3 for 公安局交通警察支队, else 0."""
    return next((size for size in range(min(len(words), 16), 1, -1) if _whole(words[:size].translate(JOINERS))), 0)


@lru_cache(maxsize=4096)
def centre_of(name: str) -> tuple[str, str]:
    """The central body that a name begins with, or nothing, and what follows it: (国家税务总局, 上海市税务局)."""
    name = re.sub("^中华人民共和国(?=.)", "", name)
    centre = next((name[:size] for size in range(min(len(name), 18), 2, -1) if name[:size] in vocabulary().central), "")
    return centre, name[len(centre) :]


def town_of(words: str) -> str:
    """The town, township or subdistrict that words without their place begin with: 皇城镇 for 皇城镇人民政府, else nothing."""
    found = vocabulary().town.match(words)
    return found[1] if found else ""


def town_kind(town: str) -> str:
    """The kind of a town's body: the office that a district keeps in a subdistrict, or a town's own government."""
    return SUBDISTRICT if town.endswith(("街道", "地区")) else "government"


def zone_of(words: str) -> str:
    """The zone or new area that words without their place begin with: 高新区 for 高新区政务服务局, else nothing."""
    found = vocabulary().zone.match(words)
    return found[0] if found else ""


def normalised(name: str) -> str:
    """A name in one spelling: NFKC, without white space, invisible characters and the prefixes of the party and of a division of the corps."""
    folded = "".join(character for character in unicodedata.normalize("NFKC", name) if character.isprintable() and not character.isspace())
    return vocabulary().corps.sub("", re.sub("^(?:中国共产党|中共)(?=.)", "", folded), 1)


def begins_with_corps(words: str) -> bool:
    """Whether words begin with a division of the corps, behind which the name of its city stands."""
    return vocabulary().corps.match(words) is not None


def unjoined(words: str) -> str:
    """Words without brackets and joining characters, as names of kinds are compared."""
    return BRACKETED.sub("", words).translate(JOINERS)


class Vocabulary(NamedTuple):
    """The words of bodies.toml, ready for looking up."""

    names: dict[str, str]
    stems: dict[str, str]
    organs: tuple[str, ...]
    central: dict[str, str]
    town: re.Pattern[str]
    zone: re.Pattern[str]
    branches: tuple[str, ...]
    central_branches: frozenset[str]
    general: frozenset[str]
    not_city: tuple[str, ...]
    not_district: tuple[str, ...]
    own_district: frozenset[str]
    vertical: frozenset[str]
    lookalikes: tuple[str, ...]
    zone_names: dict[str, str]
    areas: dict[str, str]
    nameless_zones: frozenset[str]
    zone_beginnings: tuple[str, ...]
    corps: re.Pattern[str]
    kind_words: dict[str, str]

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset({SUBDISTRICT, *self.names.values(), *self.stems.values(), *filter(None, self.central.values())})


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The words of bodies.toml; read once, at the first name."""
    said = tomllib.loads(Path(__file__).with_name("bodies.toml").read_text(encoding="utf-8"))
    return Vocabulary(
        names=_by_word(said["names"]),
        stems=_by_word(said["stems"]),
        organs=_longest_first(said["organs"]),
        central=said["central"],
        town=_town_pattern(said),
        zone=_zone_pattern(said),
        branches=_longest_first(said["branches"]),
        central_branches=frozenset(said["branches_of_centre"]["names"].split()),
        general=frozenset(said["general"].split()),
        not_city=tuple(said["not_city"].split()),
        not_district=tuple(said["not_district"].split()),
        own_district=frozenset(said["own_district"]["kinds"].split()),
        vertical=frozenset(said["vertical"]["kinds"].split()),
        lookalikes=tuple(said["lookalikes"]["groups"].split()),
        zone_names=said["zone_names"],
        areas=said["areas"],
        nameless_zones=frozenset(said["nameless_zones"].split()),
        zone_beginnings=tuple(said["zone_beginnings"].split()),
        corps=re.compile(f"^(?:{said['corps']})(?=..)"),
        kind_words={kind: listed.split()[0] for kind, listed in {**said["names"], **said["stems"]}.items()},
    )


def kind_label(kind: str, language: str = "zh") -> str:
    """What a kind of bodies is called: its first name in bodies.toml, or in English its code as words; an unknown one as it is.

    >>> kind_label("commerce"), kind_label("administrative_approval", "en")
    ('商务', 'administrative approval')
    """
    return kind.replace("_", " ") if language == "en" else vocabulary().kind_words.get(kind, kind)


def _whole(plain: str) -> str | None:
    """The kind of a whole name, or of known words in front of an organ: 教育 and 局."""
    known = vocabulary()
    if plain in known.names:
        return known.names[plain]
    return next((known.stems[stem] for stem in _stems_before_organ(plain) if stem in known.stems), None)


def _combined(plain: str) -> str | None:
    """The kind named first where a body joins several, every one of them known: education for 教育科技体育局."""
    for words in _stems_before_organ(plain):
        parts = _parts(words)
        if parts:
            return vocabulary().stems[parts[0]]
    return None


def _stems_before_organ(plain: str) -> list[str]:
    organs = vocabulary().organs
    return [plain[: -len(organ)] for organ in organs if plain.endswith(organ) and plain != organ] if plain.endswith(organs) else []


def _parts(words: str) -> list[str]:
    """The known words that the given ones are made of from end to end, or nothing."""
    if not words:
        return []
    for size in range(len(words), 1, -1):
        if words[:size] in vocabulary().stems:
            rest = _parts(words[size:])
            if rest or size == len(words):
                return [words[:size], *rest]
    return []


def _by_word(kinds: dict[str, str]) -> dict[str, str]:
    return {unjoined(word): kind for kind, listed in kinds.items() for word in listed.split()}


def _longest_first(listed: str) -> tuple[str, ...]:
    return tuple(sorted(listed.split(), key=len, reverse=True))


def _town_pattern(said: dict[str, str]) -> re.Pattern[str]:
    """Any words up to a kind of town at the end, or before what a town's office is called."""
    kinds, organs = ("|".join(_longest_first(said[key])) for key in ("towns", "town_organs"))
    return re.compile(rf"(?:人民政府)?({said['regiments']}|.{{0,24}}?(?:{kinds}))(?:(?<!地区)(?:{organs})?|办事处)$")


def _zone_pattern(said: dict[str, str]) -> re.Pattern[str]:
    words = "|".join(_longest_first(said["zones"]))
    return re.compile(rf".{{0,24}}(?:{words})(?![{''.join(said['not_district'].split())}])")
