"""Boxes, matrices and tones of what is painted on a page."""

from __future__ import annotations

Extent = tuple[float, float, float, float]  # left, lower y, right, upper y
Matrix = tuple[float, float, float, float, float, float]
UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# Text is turned where it climbs by more than this share of its run and is not upright or sideways.
TURNED = 0.05


def product(one: Matrix, two: Matrix) -> Matrix:
    """The matrix that moves by the first, then by the second."""
    a, b, c, d, e, f = one
    return (
        a * two[0] + b * two[2],
        a * two[1] + b * two[3],
        c * two[0] + d * two[2],
        c * two[1] + d * two[3],
        e * two[0] + f * two[2] + two[4],
        e * two[1] + f * two[3] + two[5],
    )


def moved(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    """The point moved by the matrix."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def around(points: list[tuple[float, float]]) -> Extent:
    """The smallest box that holds the points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def overlap(one: Extent, two: Extent) -> float:
    """The surface that two boxes share."""
    width = min(one[2], two[2]) - max(one[0], two[0])
    height = min(one[3], two[3]) - max(one[1], two[1])
    return width * height if width > 0 and height > 0 else 0.0


def share(extent: Extent, whole: Extent) -> float:
    """Which share of the whole the box covers."""
    surface = (whole[2] - whole[0]) * (whole[3] - whole[1])
    return overlap(extent, whole) / surface if surface > 0 else 0.0


def lightness(red: int, green: int, blue: int) -> float:
    """From 0 (black) to 1 (white), as the eye has it."""
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def is_turned(along: float, up: float) -> bool:
    """Whether text that runs so far along and up is neither upright nor sideways."""
    return min(abs(along), abs(up)) > TURNED * max(abs(along), abs(up))
