"""Which characters of an OFD page are seen: by their tone on their ground, what is painted over them, their size, and clips."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

from reportlib.model import Note, Place
from reportlib.readers.limits import MAX_PAGE_SIDE
from reportlib.readers.pages.geometry import Extent, is_turned, overlap
from reportlib.readers.pages.ofd.drawing import Area, Ink, Painted
from reportlib.readers.pages.omissions import not_seen
from reportlib.readers.pages.pdf.watermarks import Lettering, paleness, watermarks
from reportlib.readers.pages.typesetting import UNREADABLE_MARK, Glyph

# Ink is seen where it differs from its ground by this share of the way from black to white.
CONTRAST = 0.1
# An area more opaque than this hides what it is painted over; it lies over a character if it covers this share of its box.
OPAQUE, OVER = 0.9, 0.5
# No reader sees a character that is less high than this part of the usual one of its page.
TINY = 0.3
# Areas and characters are sorted into rows of so many points.
ROW = 24.0
# Two characters stand at one place where they share this part of the smaller one.
SHARED = 0.2


def seen(page: Painted, place: Place) -> tuple[list[Glyph], int, list[Note]]:
    """The characters that are seen, by how many right angles against the clock most are turned, and notes of the others."""
    inks = [ink for ink in page.inks if ink.extent[2] > ink.extent[0] and ink.extent[3] > ink.extent[1]]
    inked = [ink for ink in inks if not ink.text.isspace()]
    usual = median(ink.extent[3] - ink.extent[1] for ink in inked) if inked else 0.0
    rows = _by_row(page.areas)
    states = {id(ink): _state(ink, rows, usual, page) for ink in inked}
    shown = [ink for ink in inked if states[id(ink)] == "seen"]
    marks = _marks(shown, page)
    glyphs = [
        Glyph(UNREADABLE_MARK if states.get(id(ink)) == "covered" else ink.text, *ink.extent)
        for ink in inks
        if states.get(id(ink), "seen") != "hidden" and ink.owner not in marks
    ]
    hidden = "".join(ink.text for ink in inked if states[id(ink)] == "hidden")
    covered = sum(state == "covered" for state in states.values())
    marked = "".join(ink.text for ink in shown if ink.owner in marks)
    return glyphs, _turn([ink for ink in shown if ink.owner not in marks]), not_seen(hidden, covered, marked, place)


def _by_row(areas: Sequence[Area]) -> Mapping[int, list[Area]]:
    rows: dict[int, list[Area]] = defaultdict(list)
    for area in areas:
        for row in range(int(max(0.0, area.extent[1]) // ROW), int(min(area.extent[3], MAX_PAGE_SIDE) // ROW) + 1):
            rows[row].append(area)
    return rows


def _state(ink: Ink, rows: Mapping[int, list[Area]], usual: float, page: Painted) -> str:
    """Whether a character is seen, hidden, or covered by what may show something else."""
    x, y = (ink.extent[0] + ink.extent[2]) / 2, (ink.extent[1] + ink.extent[3]) / 2
    outside = not (0 <= x <= page.width and 0 <= y <= page.height)
    if not ink.visible or outside or max(ink.extent[3] - ink.extent[1], ink.extent[2] - ink.extent[0]) < TINY * usual:
        return "hidden"
    touching = [area for area in rows.get(int(y // ROW), ()) if _lies_over(area.extent, ink.extent) and area.opacity > OPAQUE]
    later = [area for area in touching if area.order > ink.order]
    if later:
        return "covered" if later[-1].drawn else "hidden"
    ground = next((area for area in reversed(touching) if area.order <= ink.order), None)
    if ground and ground.drawn:
        return "seen"  # on a picture: nobody can say how light it is there
    paper = ground.lightness if ground else 1.0
    return "seen" if abs(ink.lightness - paper) * ink.opacity >= CONTRAST else "hidden"


def _lies_over(area: Extent, extent: Extent) -> bool:
    return overlap(area, extent) >= OVER * (extent[2] - extent[0]) * (extent[3] - extent[1])


def _marks(shown: Sequence[Ink], page: Painted) -> set[int]:
    """The texts that are a watermark's."""
    texts: dict[int, list[Ink]] = defaultdict(list)
    for ink in shown:
        texts[ink.owner].append(ink)
    letterings = {owner: _lettering(inks, page.areas) for owner, inks in texts.items()}
    return watermarks(letterings, _overlaid(shown), page.rules) | (page.marks & set(texts))


def _lettering(inks: Sequence[Ink], areas: Sequence[Area]) -> Lettering:
    first = inks[0]
    boxes = [_inner(ink.extent) for ink in inks]
    on_dark = any(area.lightness < 0.5 and _lies_over(area.extent, first.extent) for area in areas if area.order <= first.order)
    pale = 0.0 if on_dark else paleness(first.lightness, first.opacity)
    return Lettering("".join(ink.text for ink in inks), boxes, pale, is_turned(first.along, first.up))


def _inner(extent: Extent) -> Extent:
    left, top, right, bottom = extent
    across, down = 0.15 * (right - left), 0.2 * (bottom - top)
    return left + across, top + down, right - across, bottom - down


def _overlaid(shown: Sequence[Ink]) -> set[int]:
    """The texts whose characters stand where another text has some."""
    rows: dict[int, list[Ink]] = defaultdict(list)
    for ink in shown:
        rows[int((ink.extent[1] + ink.extent[3]) / 2 // ROW)].append(ink)
    found: set[int] = set()
    for row, inks in rows.items():
        below = [*inks, *rows.get(row + 1, ())]
        below.sort(key=lambda ink: ink.extent[0])
        for index, one in enumerate(below):
            for two in below[index + 1 : index + 12]:
                if two.extent[0] >= one.extent[2]:
                    break
                if one.owner != two.owner and overlap(_inner(one.extent), _inner(two.extent)) > SHARED * _smaller(one.extent, two.extent):
                    found |= {one.owner, two.owner}
    return found


def _smaller(one: Extent, two: Extent) -> float:
    return min((extent[2] - extent[0]) * (extent[3] - extent[1]) for extent in (one, two))


def _turn(inks: Sequence[Ink]) -> int:
    """By how many right angles, against the clock, most characters are turned; y runs down."""
    turns = Counter((3 if ink.up > 0 else 1) if abs(ink.up) > abs(ink.along) else 2 if ink.along < 0 else 0 for ink in inks)
    return turns.most_common(1)[0][0] if turns else 0
