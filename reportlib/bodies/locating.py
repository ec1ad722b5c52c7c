"""Where a body is, what it is and how far its report reaches, as its name says in the year; and the id that stays with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reportlib.bodies import names as naming
from reportlib.bodies.divisions import (
    Division,
    Divisions,
    counties_named,
    division_table,
    existed,
    in_year,
    level_of,
    longest_name,
    name_above,
    path_of,
    places_of,
)
from reportlib.bodies.hints import counties_before, named_above, rolls_up
from reportlib.bodies.names import kind_of, normalised, vocabulary
from reportlib.bodies.zones import Zone, area_of, zone_in
from reportlib.model import Listed, Location, Operand, Phrase

SCOPES = ("government", "body")

# What looks like a district inside, where the table has none: 加格达奇区 in 大兴安岭地区.
UNKNOWN_PLACE = re.compile(".{1,8}?[区县旗](?![域划块间级])")


class Body(NamedTuple):
    """What a user says in bodies.csv of the body with this name (normalised), between two years; None where nothing is said."""

    alias: str
    code: str | None = None
    kind: str | None = None
    parent: str | None = None
    scope: str | None = None
    first: int | None = None
    last: int | None = None

    def holds(self, year: int | None) -> bool:
        return year is None or (self.first or year) <= year <= (self.last or year)


class Reading(NamedTuple):
    """The divisions that the places of a name may be, the words behind them, and what else is known when they are settled."""

    divisions: Divisions
    rest: str
    alone: bool
    year: int | None
    hints: Sequence[str]


def locate(agency: str, year: int | None, hints: Sequence[str] = (), bodies: Sequence[Body] = ()) -> Location:
    """The place, level, kind and scope of a body as its name tells them in the year; what the user's file says wins.

    `hints` (title, metadata, folders, prose) settle a name that several places share, and never give one to a name without.
    """
    name = normalised(agency)
    told = next((body for body in bodies if body.alias == name and body.holds(year)), None)
    above = [path_of(division_named(told.parent, year)[0], year)] if told and told.parent else hints
    location = _printed(name, year, above)
    if location.kind == "government_office" and rolls_up(location.region, hints):
        location = location._replace(scope="government")
    if told:
        location = _as_told(location, told, year)
    return location._replace(body_id=body_id(location, agency))


def body_id(location: Location, agency: str) -> str:
    """The id of a body over its years, spellings and renamings: "370305-commerce"; the name itself where the place is unknown."""
    name = normalised(agency)
    lineage = _lineage(location)
    centre, local = naming.centre_of(name)
    if lineage is None:
        return _zone_id(name) or (centre if centre and not local else name)
    rest = places_of(local)[1]
    if location.level == "town":
        return f"{lineage}-{naming.town_of(rest) or rest}"
    if location.kind and not (centre and kind_of(rest) is None):
        return f"{lineage}-{location.kind}"
    return f"{lineage}-{centre}{naming.unjoined(rest)}" if centre or rest else lineage


def _zone_id(name: str) -> str:
    """The id of a zone's body: the same with and without its committee, behind the lineage of the place that it names."""
    if kind_of(name) or naming.centre_of(name)[0] or name.endswith(vocabulary().branches):
        return ""
    divisions, rest = places_of(name)
    zone = None if divisions and (not rest or kind_of(rest) or naming.town_of(rest)) else zone_in(rest)
    if zone is None or rest[0] in "省市县区旗州盟镇乡" or zone.printed in vocabulary().nameless_zones:
        return ""
    if area_of(zone.printed):
        return zone.body_id("")
    lineages = {one.lineage for one in divisions}
    return zone.body_id(lineages.pop() if len(lineages) == 1 else name[: len(name) - len(rest)])


def suggest(agency: str) -> list[str]:
    """Names that the given one may be a misread spelling of (沭阳县… for 沐阳县…): suggestions, which locate() never follows."""
    name = normalised(agency)
    divisions, rest = places_of(name)
    found = set()
    for at, character in enumerate(rest[: division_table().longest]):
        for other in {other for group in vocabulary().lookalikes if character in group for other in group} - {character}:
            spelt = rest[:at] + other + rest[at + 1 :]
            meant, behind = longest_name(spelt, divisions)
            if meant and len(spelt) - len(behind) > at:
                found.add(name[: len(name) - len(rest)] + spelt)
    return sorted(found)


# What the name says


def _printed(name: str, year: int | None, hints: Sequence[str]) -> Location:
    centre, local = naming.centre_of(name)
    if centre and not local:
        kind = vocabulary().central[centre] or None
        return Location(level="state", kind=kind, scope=_scope(kind), reason=Phrase("central_body"))
    own = kind_of(local)
    divisions, rest = ((), local) if own else places_of(local, after_centre=bool(centre))
    if not divisions:
        return _placeless(local, centre, own, year, hints)
    kind = (kind_of(rest) or _branch_kind(centre)) if rest else "government"
    if kind in vocabulary().own_district:
        return Location(kind=kind, reason=Phrase("central_branch"))
    reading = Reading(divisions, rest, local.startswith(divisions[0].name), year, hints)
    narrower = None if kind_of(rest) or not rest else _town(reading) or _zone(reading) or _part(reading)
    return narrower or _at(reading, kind)


def _placeless(name: str, centre: str, own: str | None, year: int | None, hints: Sequence[str]) -> Location:
    """What can be said of a name that does not begin with a place."""
    if centre:
        return Location(kind=_branch_kind(centre), reason=Phrase("branch_of", {"centre": centre}))
    if own:
        return Location(kind=own, scope=_scope(own), reason=Phrase("no_place"))
    lettered = re.match("[省市县区旗州盟镇乡]", name)
    kind = kind_of(name[1:]) if lettered else None
    if kind:
        level = {"省": "province", "县": "county", "旗": "county", "镇": "town", "乡": "town"}.get(name[0])
        return Location(level=level, kind=kind, scope=_scope(kind), reason=Phrase("no_place_but", {"letter": name[0]}))
    if town := naming.town_of(name):
        return _in_told_county(town, year, hints, _of_town(name)) or _of_town(name)._replace(reason=Phrase("town_nowhere", {"town": town}))
    if zone := zone_in(name):
        return _known_area(zone)
    return _unknown_place(name)


def _known_area(zone: Zone) -> Location:
    """A zone without a place in its name: where it lies is known of some."""
    codes = division_table().codes.get(vocabulary().areas.get(area_of(zone.printed), ""), ())[-1:]
    prefecture, province = (name_above(codes[0], digits, None) if codes else None for digits in (4, 2))
    reason = Phrase("zone_uncoded", {"zone": zone.printed})
    return Location(prefecture=prefecture, province=province, scope=_scope(zone.kind), kind=zone.kind, reason=reason)


def _unknown_place(name: str) -> Location:
    """A body of a place that the table does not know, with the spellings that the place may be misread from."""
    for size in range(2, min(len(name), division_table().longest)):
        kind = kind_of(name[size:]) if name[size - 1] in "省市县区旗州盟" else None
        if kind and name[:size] not in division_table().shorts:
            like = [spelt[:size] for spelt in suggest(name)]
            reason = Phrase("place_unknown", {"place": name[:size], "like": _like(like)})
            return Location(kind=kind, scope=_scope(kind), reason=reason)
    return Location(reason=Phrase("no_place"))


def _like(names: Sequence[str]) -> Phrase | str:
    return Phrase("looks_like", {"names": Listed(names, "or")}) if names else ""


def _town(reading: Reading) -> Location | None:
    """A town's body; its region is the county it lies in, where the name says so much."""
    town = naming.town_of(reading.rest)
    if not town:
        return None
    within, described = _at(reading), _of_town(reading.rest)
    undivided = within.level == "prefecture" and (within.region_code or "")[:4] not in division_table().divided
    if town in ("街道", "地区", "镇", "乡"):
        return described._replace(reason=Phrase("town_or_district", {"name": f"{reading.divisions[0].name}{reading.rest}"}))
    if within.level == "county" or undivided:
        return within._replace(level="town", kind=described.kind, scope=described.scope)
    told = _in_told_county(town, reading.year, reading.hints, described)
    if told and within.prefecture in (None, told.prefecture):
        return told
    reason = Phrase("town_county_unknown", {"town": town})
    return described._replace(prefecture=within.prefecture, province=within.province, reason=reason)


def _in_told_county(town: str, year: int | None, hints: Iterable[str], described: Location) -> Location | None:
    """A town in the one county that the text puts in front of its name: 临淄区|皇城镇."""
    named = [found for hint in hints for found in counties_before(town, normalised(hint))]
    counties = in_year(tuple(one for one in named if level_of(one) == "county"), year)
    if len(counties) != 1:
        return None
    return _exactly(counties[0], year, None)._replace(level="town", kind=described.kind, scope=described.scope)


def _of_town(rest: str) -> Location:
    kind = naming.town_kind(naming.town_of(rest))
    return Location(level="town", kind=kind, scope=_scope(kind))


def _zone(reading: Reading) -> Location | None:
    """A body of a zone: no code, but what lies above it."""
    zone = zone_in(reading.rest)
    if not zone:
        return None
    within = _at(reading)
    above = within.region or _shared_name(reading.divisions)
    reason = Phrase("zone_within_uncoded", {"zone": zone.printed, "above": above})
    return Location(None, None, within.prefecture, within.province, None, _scope(zone.kind), zone.kind, (), reason)


def _part(reading: Reading) -> Location | None:
    """A part of a body that serves a district inside (公安局朝阳分局, 相城生态环境局), or a place that does not belong here."""
    rest, start = reading.rest, naming.known_start(reading.rest)
    branch = next((word for word in vocabulary().branches if rest.endswith(word)), "")
    if branch:
        served = counties_named(reading.divisions, rest[start : -len(branch)]) if start else ()
        if served:
            return _at(reading._replace(divisions=served, alone=False), kind_of(rest[:start]))
        return _nowhere(reading, Phrase("part_unsettled", {"part": rest}))
    return None if start else _inner(reading) or _stranger(reading)


def _inner(reading: Reading) -> Location | None:
    """A body named after a county without its 县 or 区; unless it is a known one, it may as well be the wider place's."""
    rest = reading.rest
    for size in range(min(len(rest) - 1, 8), 1, -1):
        inner = counties_named(reading.divisions, rest[:size])
        if inner and kind_of(rest[size:]):
            return _at(reading._replace(divisions=inner, alone=False), kind_of(rest[size:]))
        if inner:
            return _nowhere(reading, Phrase("inner_or_above", {"body": rest, "place": inner[0].name}))
    return None


def _stranger(reading: Reading) -> Location | None:
    """A name that goes on with a place which does not lie in the one before it, or which the table does not know."""
    divisions = longest_name(reading.rest)[0]
    if divisions:
        return _nowhere(reading, Phrase("not_within", {"place": divisions[0].name, "above": reading.divisions[0].name}))
    unknown = UNKNOWN_PLACE.match(reading.rest)
    if not unknown:
        return None
    nowhere = _nowhere(reading, Phrase("unknown_within", {"place": unknown[0], "above": reading.divisions[0].name}))
    kind = kind_of(reading.rest[unknown.end() :]) if unknown[0] != reading.rest else "government"
    return nowhere._replace(kind=kind, scope=_scope(kind))


def _nowhere(reading: Reading, reason: Phrase) -> Location:
    within = _at(reading)
    return Location(prefecture=within.prefecture, province=within.province, reason=reason)


def _at(reading: Reading, kind: str | None = None) -> Location:
    """The location of a body of one of the divisions: the one that the year and the hints leave, or the candidates."""
    year, listed = reading.year, in_year(reading.divisions, reading.year)
    settled = len(listed) == 1 and not (reading.alone and listed[0].name in vocabulary().general)
    left = listed if settled else named_above(listed, reading.hints)
    if len(left) == 1 and existed(left[0], year):
        return _exactly(left[0], year, kind)
    paths = tuple((division.code, path_of(division, year)) for division in listed)
    levels, provinces = {level_of(division) for division in listed}, {name_above(division, 2, year) for division in listed}
    return Location(
        province=provinces.pop() if len(provinces) == 1 else None,
        level=levels.pop() if len(levels) == 1 else None,
        kind=kind,
        scope=_scope(kind),
        candidates=paths,
        reason=Phrase("may_be", {"name": _shared_name(listed), "places": Listed(list(map(_with_years, listed, paths)), "or")}),
    )


def _with_years(division: Division, path: tuple[str, str]) -> Operand:
    if division.last == division_table().newest:
        return path[1]
    return Phrase("in_years", {"path": path[1], "first": division.first, "last": division.last})


def _shared_name(divisions: Divisions) -> str:
    return divisions[0].name if len({one.name for one in divisions}) == 1 else divisions[0].short


def _exactly(division: Division, year: int | None, kind: str | None) -> Location:
    prefecture, province = name_above(division, 4, year), name_above(division, 2, year)
    return Location(division.code, division.name, prefecture, province, level_of(division), _scope(kind), kind)


def _scope(kind: str | None) -> str:
    return "government" if kind in ("government", "zone_committee") else "body"


def _branch_kind(centre: str) -> str | None:
    kind = vocabulary().central.get(centre)
    return kind if kind in vocabulary().vertical else None


def _lineage(location: Location) -> str | None:
    listed = division_table().codes.get(location.region_code or "", ())
    named = [one for one in listed if one.name == location.region] or listed[-1:]
    return named[-1].lineage if named else None


# The user's word


def _as_told(location: Location, told: Body, year: int | None) -> Location:
    """The location with everything in it that the user's line says."""
    kind = told.kind or location.kind
    if told.code:
        division = in_year(division_table().codes[told.code], year)[-1]
        location = _exactly(division, year, kind)._replace(level="town" if location.level == "town" else level_of(division))
    elif told.parent and location.region_code is None and not location.candidates:
        above = _exactly(division_named(told.parent, year)[0], year, None)
        location = location._replace(prefecture=above.prefecture, province=above.province)
    return location._replace(kind=kind, scope=told.scope or (_scope(kind) if told.kind else location.scope))


def division_named(named: str, year: int | None) -> Divisions:
    """The divisions that a code or a whole name stands for; one, unless it is unknown or shared."""
    divisions, rest = places_of(normalised(named))
    return in_year(division_table().codes.get(named) or (divisions if not rest else ()), year)
