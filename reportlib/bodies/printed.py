"""Whether printed words are the name of a body, and where in a line one stands: a place and a kind, whatever is around them."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import regex

from reportlib.bodies.divisions import division_table, longest_name, places_of
from reportlib.bodies.names import begins_with_corps, centre_of, kind_of, known_start, normalised, town_of, vocabulary, zone_of
from reportlib.bodies.zones import area_of
from reportlib.text.labels import TO_SIMPLIFIED

# How sure it is that words are a name: they begin with a known place or centre; with what looks like a place; they tell a kind only.
PLACED, SHAPED, WORDED, NO_NAME = 3, 2, 1, 0
LONGEST_NAME = 40

_NAME = regex.compile(r"[\p{Han}()（）〔〕、·]{2,40}")
_PARTS = regex.compile(r"[_|｜>＞»:：,，。;；!！?？\"“”'‘’「」『』《》〈〉<【】\[\]/\\#*•…=~～\s\d-]|[-—–－─]+")
_SHAPE = regex.compile(r"(?P<place>\p{Han}{1,7}?(?:自治[县州旗]|地区|街道|林区|矿区|[省市县区旗州盟镇乡]))(?P<rest>\p{Han}*)")
_LETTERED = regex.compile(r"[省市县区旗州盟镇乡](?=\p{Han}{2})")


class Name(NamedTuple):
    """A name as printed, where it begins and ends in its text, and how sure it is that it is one."""

    text: str
    start: int
    end: int
    certainty: int


@lru_cache(maxsize=8192)
def certainty(words: str) -> int:
    """How sure it is that the whole of these words is the name of a body.

    >>> certainty("大冶市财政局"), certainty("市公安局"), certainty("现将我办")
    (3, 1, 0)
    """
    if not _NAME.fullmatch(words):
        return NO_NAME
    plain = normalised(words.translate(TO_SIMPLIFIED))
    around = _words()
    if plain in around.nobody:
        return NO_NAME
    if _is_placed(plain):
        return PLACED
    if plain.startswith(around.oneself) or around.never.search(around.excepted.sub("", plain)) or not _is_balanced(plain):
        return NO_NAME
    return SHAPED if _is_shaped(plain) else WORDED if _is_worded(plain) else NO_NAME


def name_at_end(text: str) -> Name | None:
    """The name that the text ends with, cut from whatever stands in front: a sentence, a notice, the name of a site or column."""
    end = _end(text)
    begin = max(_last_part(text, end), end - LONGEST_NAME)
    plain = text[begin:end].translate(TO_SIMPLIFIED)
    starts = [at for at in range(len(plain) - 1) if _may_begin(plain[at:])]
    placed = next((at for at in starts if certainty(plain[at:]) == PLACED), None)
    if placed is not None:
        start = _start_of_joint(text, begin + placed)
        return Name(text[start:end], start, end, PLACED)
    inside = _words().before_last(plain)
    inside += plain[inside : inside + 1] in _words().prepositions and certainty(plain[inside + 1 :]) > NO_NAME
    at = inside if certainty(plain[inside:]) else 0
    sure = certainty(plain[at:])
    return Name(text[begin + at : end], begin + at, end, sure) if sure else None


def _start_of_joint(text: str, start: int) -> int:
    """Where the name begins that two bodies reporting together have: 财政局、|审计局."""
    other = name_at_end(text[: start - 1]) if start and text[start - 1] in "、和与" else None
    return other.start if other and other.certainty == PLACED and other.end == start - 1 else start


def whole_name(text: str) -> Name | None:
    """The name that the whole text is, but for a label and marks in front of it."""
    found = name_at_end(text)
    rest = _PARTS.sub("", text[: found.start] if found else "")
    return found if found and (not rest or rest in _words().before or _is_numbered(rest)) else None


def is_place(words: str) -> bool:
    """Whether words are a place and no more: 淄博市, 临江县."""
    plain = normalised(words.translate(TO_SIMPLIFIED))
    divisions, rest = places_of(plain)
    shaped = _SHAPE.fullmatch(plain)
    return (bool(divisions) and not rest) or (shaped is not None and not shaped["rest"] and certainty(words) == SHAPED)


# What is a name


def _is_placed(plain: str) -> bool:
    """Whether words are a known place or centre, and behind it nothing, a known kind, or what a body's name ends with."""
    centre, local = centre_of(plain)
    if centre and (not local or _is_body(local)):
        return True
    if area_of(local) and _is_body(local):
        return True
    divisions, rest = places_of(local, after_centre=bool(centre))
    if divisions:
        return not rest or _is_body(rest)
    short = next((size for size in range(min(len(local) - 1, 8), 1, -1) if local[:size] in division_table().shorts), 0)
    return bool(short) and len(local) - short > 2 and local.endswith(_words().institutions) and _is_body(local[short:])


def _is_body(rest: str) -> bool:
    """Whether the words behind a place are those of a body: a known kind, a town, a zone, or an ending of names and no other word."""
    around = _words()
    if around.never.search(around.excepted.sub("", rest)) or not _is_balanced(rest) or _holds_another(rest):
        return False
    if kind_of(rest) or town_of(rest):
        return True
    zone = zone_of(rest)
    return zone == rest or ("、" not in rest and _unbracketed(rest).endswith(around.endings))


def _holds_another(rest: str) -> bool:
    """Whether behind a whole body's name another body's begins, as where a site's name is glued to it: 人民政府|临淄区财政局."""
    start = known_start(rest)
    behind = rest[start:] if start else ""
    return bool(behind and longest_name(behind)[0]) and not rest.endswith(vocabulary().branches)


def _is_shaped(plain: str) -> bool:
    shape = _SHAPE.match(plain)
    if town_of(plain) and len(plain) > 2:
        return True
    zone = zone_of(plain)
    if zone and len(zone) > 3 and (zone == plain or plain.endswith(_words().endings)):
        return True
    if shape is None or len(shape["place"]) < 2:
        return False
    return not shape["rest"] or _unbracketed(plain).endswith(_words().endings) or _is_inner_place(shape["rest"])


def _is_inner_place(rest: str) -> bool:
    """Whether words behind a place look like one inside it that the table does not know: 大兴安岭地区|加格达奇区."""
    inner = _SHAPE.fullmatch(rest)
    return inner is not None and not inner["rest"] and not rest.startswith(_words().oneself)


def _is_worded(plain: str) -> bool:
    """Whether words without a place tell a kind of body, alone (政务服务局), behind a level (市公安局) or behind a river or region."""
    if kind_of(plain) or (_LETTERED.match(plain) and kind_of(plain[1:])):
        return True
    if len(plain) >= 4 and plain.endswith(_words().institutions):
        return (
            plain.startswith(_words().nationwide) or plain[-2:] in ("大学", "学院", "医院", "公司", "集团", "监狱") or _tail_is_known(plain)
        )
    return plain.startswith(_words().nationwide) and plain.endswith(_words().endings)


def _tail_is_known(plain: str) -> bool:
    return any(kind_of(plain[at:]) for at in range(1, min(len(plain) - 3, 9)))


def _is_balanced(words: str) -> bool:
    return words.count("(") + words.count("（") == words.count(")") + words.count("）") and not words.startswith(("(", ")", "、"))


def _unbracketed(words: str) -> str:
    return str(regex.sub(r"[(（〔][^)）〕]*[)）〕]$", "", words)) or words


# Where it stands


def _end(text: str) -> int:
    """Where a name at the end of the text ends, without what may stand between it and a year."""
    end = len(text)
    while end:
        behind = _words().behind.search(text[:end].translate(TO_SIMPLIFIED))
        if behind is None or behind.start() == end:
            break
        end = behind.start()
    return end


def _last_part(text: str, end: int) -> int:
    """Where the last part begins of what marks and glue of sites part."""
    return max((match.end() for match in _PARTS.finditer(text, max(0, end - LONGEST_NAME), end) if match.end() < end), default=0)


def _may_begin(words: str) -> bool:
    """Whether a place or a central body's name may begin here, told by two characters."""
    return words[:2] in _beginnings() or begins_with_corps(words)


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    table = division_table()
    known = (table.forms, table.shorts, vocabulary().central, vocabulary().areas)
    return frozenset(name[:2] for names in known for name in names) | {"中共", "中华"}


def _is_numbered(rest: str) -> bool:
    return regex.fullmatch(r"[\d一二三四五六七八九十.、()附件第章]+", rest) is not None


class _Words(NamedTuple):
    """The words of printed.toml, ready for use."""

    endings: tuple[str, ...]
    institutions: tuple[str, ...]
    nationwide: tuple[str, ...]
    nobody: frozenset[str]
    oneself: tuple[str, ...]
    prepositions: tuple[str, ...]
    before: tuple[str, ...]
    behind: regex.Pattern[str]
    never: regex.Pattern[str]
    excepted: regex.Pattern[str]

    def before_last(self, plain: str) -> int:
        """Where the words behind the last one that stands in front of names begin."""
        return max((plain.rfind(word) + len(word) for word in self.before if word in plain), default=0)


@lru_cache(maxsize=1)
def _words() -> _Words:
    said = {key: tuple(words.split()) for key, words in _said().items()}
    return _Words(
        endings=said["endings"],
        institutions=said["institutions"],
        nationwide=said["nationwide"],
        nobody=frozenset(said["nobody"]),
        oneself=said["oneself"],
        prepositions=said["prepositions"],
        before=said["before"],
        behind=regex.compile(rf"(?:{_any(said['behind'])}|[(（]以下[^()（）]{{2,20}}[)）]|[-—_|:：,，·、\s(（《〈\"“])$"),
        never=regex.compile(_any(said["never"])),
        excepted=regex.compile(_any(said["except"])),
    )


def _said() -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_name("printed.toml").read_text(encoding="utf-8"))


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(regex.escape, words), key=len, reverse=True))
