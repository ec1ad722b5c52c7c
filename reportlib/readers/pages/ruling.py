"""Ruled lines on a page become grids of cells with exact spans: geometry only, in points, y running down."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeVar

# A painted path at most this thick is a rule, a thicker one a shading or a picture.
MAX_THICKNESS = 2.5
# A thicker one is a rule too where it is long: the borders of some web prints are 3 or 4 points.
THICKEST, LONG = 5.0, 3.0
# Rules whose ends are at most this far from each other touch.
TOUCH = 3.0
# Pieces of one line lie within this of each other.
SNAP = 2.0
# What is left shorter than this when pieces are joined is a dot or the width of a line that runs the other way.
SHORTEST = 4.0
# No cell is smaller than this: nearer edges are one, drawn twice (the borders of two neighbouring cells, a double line).
SMALLEST_CELL = 4.5
# The ends of a rule may be this short of the corner that they mean.
SLACK = 1.0
# An edge of a cell is ruled where at least this share of it is covered.
COVERED_SHARE = 0.5
# A table whose outer border is not drawn is as wide as its rules, if they stand out at least this far.
OPEN_SIDE = 8.0

Key = TypeVar("Key", bound=Hashable)


Rectangle = tuple[int, int, int, int]  # row, column, rows, columns


class Rule(NamedTuple):
    """A straight line along one axis: where it lies on the other axis, and from where to where it runs."""

    at: float
    start: float
    end: float


class Region(NamedTuple):
    """A cell of a lattice: its anchor and spans, and whether its side at the left or right rim of the table is not ruled."""

    row: int
    column: int
    row_span: int
    column_span: int
    open: bool


@dataclass(frozen=True)
class Lattice:
    """One ruled table: the edges of its columns and rows, its regions, and which region each unit cell belongs to."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    regions: tuple[Region, ...]
    owners: tuple[tuple[int, ...], ...]

    @property
    def area(self) -> float:
        return (self.columns[-1] - self.columns[0]) * (self.rows[-1] - self.rows[0])

    def region_at(self, x: float, y: float) -> int:
        """The index of the region that holds the point, or -1."""
        columns, rows = self.columns, self.rows
        if not (columns[0] <= x < columns[-1] and rows[0] <= y < rows[-1]):
            return -1
        return self.owners[bisect_right(rows, y) - 1][bisect_right(columns, x) - 1]


def is_thin(extent: tuple[float, float, float, float]) -> bool:
    """Whether a painted box is so thin, or so long and thin, that it is a rule."""
    thin, long = sorted((extent[2] - extent[0], extent[3] - extent[1]))
    return thin <= MAX_THICKNESS or (thin <= THICKEST and long >= LONG * thin)


def lattices(horizontal: Iterable[Rule], vertical: Iterable[Rule]) -> list[Lattice]:
    """The tables that the rules of one page draw, from the top down; a frame around one cell is none."""
    tables = [_lattice(*connected) for connected in _connected(merged(horizontal), merged(vertical))]
    return sorted((table for table in tables if table and len(table.regions) > 1), key=lambda table: (table.rows[0], table.columns[0]))


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """The rules with pieces, dashes and doubles of one line put together, by position."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules):
        if lines and rule.at - lines[-1][0].at <= SNAP:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    return [whole for line in lines for whole in _joined(line) if whole.end - whole.start >= SHORTEST]


def _joined(line: list[Rule]) -> Iterable[Rule]:
    if len(line) == 1:
        return line
    line.sort(key=lambda rule: rule.start)
    wholes: list[Rule] = []
    at, start, end = line[0]
    for rule in line[1:]:
        if rule.start <= end + TOUCH:
            end = max(end, rule.end)
            continue
        wholes.append(Rule(at, start, end))
        at, start, end = rule
    return [*wholes, Rule(at, start, end)]


def _connected(horizontal: list[Rule], vertical: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """The rules in sets that touch, each with at least one crossing and three rules."""
    parents = list(range(len(horizontal) + len(vertical)))
    positions = [rule.at for rule in vertical]
    for index, (at, start, end) in enumerate(horizontal):
        for crossing in range(bisect_left(positions, start - TOUCH), bisect_right(positions, end + TOUCH)):
            if vertical[crossing].start - TOUCH <= at <= vertical[crossing].end + TOUCH:
                unite(parents, index, len(horizontal) + crossing)
    sets: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for index, rule in enumerate(horizontal):
        sets[root(parents, index)][0].append(rule)
    for index, rule in enumerate(vertical, len(horizontal)):
        sets[root(parents, index)][1].append(rule)
    return [pair for pair in sets.values() if pair[0] and pair[1] and len(pair[0]) + len(pair[1]) > 2]


def root(parents: list[int], member: int) -> int:
    """The member that stands for all that are united with this one."""
    while parents[member] != member:
        parents[member] = parents[parents[member]]
        member = parents[member]
    return member


def unite(parents: list[int], one: int, other: int) -> None:
    """Make one set of two; the lower member stands for it."""
    one, other = root(parents, one), root(parents, other)
    if one != other:
        parents[max(one, other)] = min(one, other)


def _lattice(horizontal: list[Rule], vertical: list[Rule]) -> Lattice | None:
    columns, ruled_columns = _edges(vertical, horizontal)
    rows, ruled_rows = _edges(horizontal, vertical)
    if len(columns) < 2 or len(rows) < 2:
        return None
    # upright[c][r]: is the edge left of column c ruled beside row r; level[r][c]: is the edge above row r ruled over column c.
    upright = [_covered(rules, rows) for rules in ruled_columns]
    level = [_covered(rules, columns) for rules in ruled_rows]
    regions = _regions(upright, level)
    owners = [[-1] * (len(columns) - 1) for _ in rows[1:]]
    for index, region in enumerate(regions):
        for row in range(region.row, region.row + region.row_span):
            owners[row][region.column : region.column + region.column_span] = [index] * region.column_span
    return Lattice(tuple(columns), tuple(rows), tuple(regions), tuple(map(tuple, owners)))


def _edges(rules: list[Rule], crossing: list[Rule]) -> tuple[list[float], list[list[Rule]]]:
    """The positions of the edges and the rules that lie on each; an open side is closed by a rule that nobody drew."""
    lying: list[list[Rule]] = []
    for rule in sorted(rules):
        if lying and rule.at - lying[-1][0].at <= SMALLEST_CELL:
            lying[-1].append(rule)
        else:
            lying.append([rule])
    positions = [(line[0].at + line[-1].at) / 2 for line in lying]
    first, last = positions[0], positions[-1]
    before = [rule.start for rule in crossing if rule.start < first - OPEN_SIDE]
    behind = [rule.end for rule in crossing if rule.end > last + OPEN_SIDE]
    if len(before) > 1:
        positions.insert(0, min(before))
        lying.insert(0, [Rule(min(before), float("-inf"), float("inf"))])
    if len(behind) > 1:
        positions.append(max(behind))
        lying.append([Rule(max(behind), float("-inf"), float("inf"))])
    return positions, lying


def _covered(rules: list[Rule], edges: Sequence[float]) -> list[bool]:
    """For each stretch between two edges, whether the rules of one line cover it."""
    if any(start - SLACK <= edges[0] and end + SLACK >= edges[-1] for _, start, end in rules):
        return [True] * (len(edges) - 1)
    stretches = list(pairwise(edges))
    shares = [0.0] * len(stretches)
    for _, start, end in rules:
        for index, (left, right) in enumerate(stretches):
            overlap = min(end + SLACK, right) - max(start - SLACK, left)
            if overlap > 0:
                shares[index] += overlap / (right - left)
    return [share >= COVERED_SHARE for share in shares]


def _regions(upright: list[list[bool]], level: list[list[bool]]) -> list[Region]:
    rectangles = _closed_rectangles(upright, level)
    if rectangles is None:
        rectangles = sorted(rectangle for units in _united_units(upright, level) for rectangle in _rectangles(units))
    return [Region(*rectangle, _is_open(rectangle, upright)) for rectangle in rectangles]


def _closed_rectangles(upright: list[list[bool]], level: list[list[bool]]) -> list[Rectangle] | None:
    """The cells of a table all of whose cells are rectangles ruled all around, as nearly all are; None of another."""
    height, width = len(level) - 1, len(upright) - 1
    taken: set[tuple[int, int]] = set()
    rectangles = []
    for top in range(height):
        for left in range(width):
            if (top, left) in taken:
                continue
            right, bottom = left + 1, top + 1
            while right < width and not upright[right][top]:
                right += 1
            while bottom < height and not level[bottom][left]:
                bottom += 1
            if (right - left > 1 or bottom - top > 1) and not _is_closed(upright, level, top, left, bottom, right):
                return None
            taken.update((row, column) for row in range(top, bottom) for column in range(left, right))
            rectangles.append((top, left, bottom - top, right - left))
    return rectangles if sum(rows * columns for _, _, rows, columns in rectangles) == height * width else None


def _is_closed(upright: list[list[bool]], level: list[list[bool]], top: int, left: int, bottom: int, right: int) -> bool:
    """Whether no edge within is ruled and every edge around is, but at the rim of the table."""
    height, width = len(level) - 1, len(upright) - 1
    beside, across = slice(top, bottom), slice(left, right)
    inner = any(any(upright[column][beside]) for column in range(left + 1, right))
    inner = inner or any(any(level[row][across]) for row in range(top + 1, bottom))
    sides = (left == 0 or all(upright[left][beside])) and (right == width or all(upright[right][beside]))
    ends = (top == 0 or all(level[top][across])) and (bottom == height or all(level[bottom][across]))
    return not inner and sides and ends


def _united_units(upright: list[list[bool]], level: list[list[bool]]) -> Iterable[set[tuple[int, int]]]:
    """The unit cells, united across every edge that is not ruled."""
    height, width = len(level) - 1, len(upright) - 1
    parents = list(range(height * width))
    for row in range(height):
        for column in range(width):
            if column and not upright[column][row]:
                unite(parents, row * width + column, row * width + column - 1)
            if row and not level[row][column]:
                unite(parents, row * width + column, (row - 1) * width + column)
    members: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for unit in range(height * width):
        members[root(parents, unit)].add(divmod(unit, width))
    return members.values()


def _rectangles(units: set[tuple[int, int]]) -> Iterable[Rectangle]:
    """The unit cells as rectangles (row, column, spans): one where they form one, else cut from the top left."""
    while units:
        top, left = min(units)
        right, bottom = left + 1, top + 1
        while (top, right) in units:
            right += 1
        while all((bottom, column) in units for column in range(left, right)):
            bottom += 1
        units -= {(row, column) for row in range(top, bottom) for column in range(left, right)}
        yield top, left, bottom - top, right - left


def _is_open(rectangle: Rectangle, upright: list[list[bool]]) -> bool:
    """Whether its left or right side at the rim of the table is not ruled: white paper beside a narrower part, unless text stands in it.

    Its top or bottom may be unruled for another reason: programs leave the rule out where a page cuts a cell.
    """
    top, left, height, width = rectangle
    beside = slice(top, top + height)
    return (left == 0 and not all(upright[0][beside])) or (left + width == len(upright) - 1 and not all(upright[-1][beside]))
