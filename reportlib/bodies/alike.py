"""Whether two printed names are names of one body, or of bodies of one place."""

from __future__ import annotations

import re

from reportlib.bodies.divisions import Divisions, places_of
from reportlib.bodies.locating import locate
from reportlib.bodies.names import centre_of, normalised
from reportlib.text.labels import TO_SIMPLIFIED

# What a place's own report may bear behind the place, and who keeps it for the government: 淄博市, 淄博市人民政府, 淄博市人民政府办公室.
_OF_THE_PLACE = re.compile(
    "(?:人民政府|政府|行政公署|行署|管理委员会|管委会|党工委)?(?:办公厅|办公室|办事处|党政办公室|党政办|街道办|综合办公室)?$"
)


def one_body(one: str, other: str) -> bool:
    """Whether two names are of one body: the same, the same without what lies above, another name of it, or a place and its government.

    >>> one_body("淄博市财政局", "财政局"), one_body("淄博市", "淄博市人民政府办公室"), one_body("淄博市财政局", "淄博市商务局")
    (True, True, False)
    """
    first, second = _plain(one), _plain(other)
    if first.endswith(second) or second.endswith(first):
        return True
    first_place, second_place = _OF_THE_PLACE.sub("", first), _OF_THE_PLACE.sub("", second)
    if first_place and second_place and (first_place.endswith(second_place) or second_place.endswith(first_place)):
        return first_place != first or second_place != second or first_place == second_place
    ids = [locate(name, None).body_id for name in (first, second)]
    return ids[0] == ids[1] and "-" in ids[0]


def one_place(one: str, other: str) -> bool:
    """Whether bodies of two names may belong together: places that are or hold each other; without places, three signs in a row."""
    first, second = _plain(one), _plain(other)
    mine, yours = _divisions(first), _divisions(second)
    if mine and yours:
        return any(a.code.startswith(b.digits) or b.code.startswith(a.digits) for a in mine for b in yours)
    return any(first[at : at + 3] in second for at in range(max(len(first) - 2, 1)))


def _divisions(name: str) -> Divisions:
    return places_of(centre_of(name)[1])[0]


def _plain(name: str) -> str:
    return normalised(name.translate(TO_SIMPLIFIED))
