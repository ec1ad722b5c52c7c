"""Zones and new areas: one body under every name of theirs, with and without a committee, and the offices beside them."""

from __future__ import annotations

import re
from typing import NamedTuple

from reportlib.bodies.names import kind_of, unjoined, vocabulary, zone_of

COMMITTEE = re.compile("(?:党工委、?)?(?:管理委员会|管委会|党工委)$")
# The office that keeps house for the committee: beside the zone, not the zone.
_OFFICE = re.compile("(?:办公室|办公厅|党政办公室|党政办|综合办公室|党政综合办公室|综合办)$")
OWN, OFFICE = "zone_committee", "government_office"


class Zone(NamedTuple):
    """A zone in the words behind a place: its name as printed, the one name for all spellings, and the words behind it."""

    printed: str
    name: str
    rest: str

    @property
    def kind(self) -> str | None:
        """The kind of the zone's body: the zone itself, its office, or what its bureau is called."""
        if not self.rest:
            return OWN
        return OFFICE if _OFFICE.fullmatch(self.rest) else kind_of(self.rest)

    def body_id(self, place: str) -> str:
        """The id of the zone's body behind that of the place it lies in: 370300-高新区, 370300-高新区-finance."""
        zone = f"{place}-{self.name}" if place else self.name
        return zone if not self.rest else f"{zone}-{self.kind or unjoined(self.rest)}"


def zone_in(words: str) -> Zone | None:
    """The zone that words without their place begin with, or None.

    >>> zone_in("高新技术产业开发区管委会"), zone_in("高新区财政局").kind
    (Zone(printed='高新技术产业开发区管委会', name='高新区', rest=''), 'finance')
    """
    printed = zone_of(words)
    if not printed:
        return None
    return Zone(printed, _one_name(COMMITTEE.sub("", printed) or printed), words[len(printed) :])


def area_of(words: str) -> str:
    """The area known by name alone that the words begin with, or nothing: 雄安新区 for 雄安新区管理委员会."""
    return next((area for area in vocabulary().areas if words.startswith(area)), "")


def _one_name(zone: str) -> str:
    """The zone under the one of its names that all spellings share: 高新区 for 高新技术产业开发区."""
    for long, short in vocabulary().zone_names.items():
        if zone.endswith(long):
            return zone[: -len(long)] + short
    return zone
