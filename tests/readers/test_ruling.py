"""Ruled lines to cells: exact spans from lines as programs really draw them."""

from __future__ import annotations

from reportlib.readers.pages.ruling import Lattice, Region, Rule, lattices, merged


def ruled(columns: list[float], rows: list[float], without: set[tuple[str, int, int]] = frozenset()) -> tuple[list[Rule], list[Rule]]:
    """The rules of a table cell edge by cell edge; `without` names edges left out as (axis, edge, stretch)."""
    horizontal = [
        Rule(y, columns[c], columns[c + 1]) for r, y in enumerate(rows) for c in range(len(columns) - 1) if ("-", r, c) not in without
    ]
    vertical = [Rule(x, rows[r], rows[r + 1]) for c, x in enumerate(columns) for r in range(len(rows) - 1) if ("|", c, r) not in without]
    return horizontal, vertical


def spans(lattice: Lattice) -> list[tuple[int, int, int, int]]:
    return [region[:4] for region in lattice.regions]


COLUMNS, ROWS = [100.0, 160.0, 220.0, 280.0], [50.0, 70.0, 90.0, 110.0]


def test_a_full_lattice_has_a_region_for_each_cell() -> None:
    """Three by three cells, each of span one, and a point goes where it lies."""
    (lattice,) = lattices(*ruled(COLUMNS, ROWS))
    assert spans(lattice) == [(row, column, 1, 1) for row in range(3) for column in range(3)]
    assert lattice.regions[lattice.region_at(170, 75)][:2] == (1, 1)
    assert lattice.region_at(90, 75) == lattice.region_at(170, 115) == -1


def test_a_missing_edge_unites_exactly_the_cells_on_both_sides() -> None:
    """A heading over two columns and a label down three rows come out with their spans."""
    (lattice,) = lattices(*ruled(COLUMNS, ROWS, {("|", 2, 0), ("-", 1, 0), ("-", 2, 0)}))
    assert (0, 0, 3, 1) in spans(lattice) and (0, 1, 1, 2) in spans(lattice)
    assert len(lattice.regions) == 6


def test_dashes_doubles_and_boxes_of_their_own_are_one_edge() -> None:
    """Dashed pieces, lines drawn twice, and cells with their own borders 2 px apart give the same cells."""
    horizontal, vertical = ruled(COLUMNS, ROWS)
    dashes = [Rule(at, start + 4 * n, start + 4 * n + 2) for at, start, end in horizontal for n in range(int((end - start) // 4))]
    assert spans(lattices(dashes, vertical)[0]) == spans(lattices(horizontal, vertical)[0])
    boxes_h = [Rule(y + d, x + 1, x + 59) for x in COLUMNS[:-1] for y in ROWS[:-1] for d in (1.0, 19.0)]
    boxes_v = [Rule(x + d, y + 1, y + 19) for x in COLUMNS[:-1] for y in ROWS[:-1] for d in (1.0, 59.0)]
    (lattice,) = lattices(boxes_h, boxes_v)
    assert len(lattice.regions) == 9


def test_dots_and_line_widths_are_no_rules_of_the_other_direction() -> None:
    """A dash of a vertical line is as wide as it is thick, and makes no row."""
    assert merged([Rule(100.0, 50.0, 51.0), Rule(200.0, 50.0, 90.0)]) == [Rule(200.0, 50.0, 90.0)]


def test_a_table_without_outer_borders_is_as_wide_as_its_rules() -> None:
    """Print with open sides keeps its first and last column, and a cell cut by a page its last row."""
    horizontal, vertical = ruled(COLUMNS, ROWS, {("|", edge, row) for edge in (0, 3) for row in range(3)})
    (lattice,) = lattices(horizontal, vertical)
    assert len(lattice.regions) == 9
    horizontal, vertical = ruled(COLUMNS, ROWS, {("-", 3, column) for column in range(3)})
    (lattice,) = lattices(horizontal, vertical)
    assert lattice.rows == tuple(ROWS)


def test_an_l_shape_is_cut_into_rectangles() -> None:
    """A stray missing edge leaves rectangles that cover every unit once."""
    (lattice,) = lattices(*ruled(COLUMNS, ROWS, {("|", 1, 0), ("-", 1, 0)}))
    covered = [unit for row, column, height, width, _ in lattice.regions for unit in _units(row, column, height, width)]
    assert sorted(covered) == [(row, column) for row in range(3) for column in range(3)]


def test_white_paper_beside_a_narrower_part_is_open() -> None:
    """Two tables of different widths that touch: the paper right of the narrow one is marked."""
    wide, narrow = ruled(COLUMNS, ROWS[:2]), ruled(COLUMNS[:3], ROWS[1:3])
    (lattice,) = lattices(wide[0] + narrow[0], wide[1] + narrow[1])
    assert [region for region in lattice.regions if region.open] == [Region(1, 2, 1, 1, True)]


def test_a_frame_an_underline_and_a_lone_cross_are_no_tables() -> None:
    """A page border, a line under a word, and two crossing lines hold no cells."""
    assert lattices([Rule(0, 0, 500), Rule(800, 0, 500)], [Rule(0, 0, 800), Rule(500, 0, 800)]) == []
    assert lattices([Rule(300, 100, 200)], []) == []
    assert lattices([Rule(300, 100, 200)], [Rule(150, 250, 350)]) == []


def test_two_tables_on_a_page_stay_two_in_order() -> None:
    """Tables that do not touch are apart, the upper first."""
    low, high = ruled(COLUMNS, [y + 200 for y in ROWS]), ruled(COLUMNS, ROWS)
    assert [lattice.rows[0] for lattice in lattices(low[0] + high[0], low[1] + high[1])] == [50.0, 250.0]


def _units(row: int, column: int, height: int, width: int) -> list[tuple[int, int]]:
    return [(r, c) for r in range(row, row + height) for c in range(column, column + width)]


def test_an_edge_is_ruled_where_half_of_it_is() -> None:
    """A stroke over a third of an edge is part of a letter or an underline; one over two thirds parts two cells."""
    for length, parted in ((20.0, False), (40.0, True)):
        horizontal, vertical = ruled(COLUMNS, ROWS, {("-", 1, 1)})
        (lattice,) = lattices([*horizontal, Rule(70.0, 160.0, 160.0 + length)], vertical)
        assert ((0, 1, 2, 1) not in spans(lattice)) is parted, length


def test_the_end_of_a_rule_may_fall_short_of_its_corner() -> None:
    """A rule that ends a little before a narrow cell does still closes it."""
    horizontal = [Rule(y, 100.0, 225.0) for y in (50.0, 90.0)] + [Rule(70.0, 100.0, 162.0)]
    vertical = [Rule(x, 50.0, 90.0) for x in (100.0, 160.0, 165.0, 225.0)]
    (lattice,) = lattices(horizontal, vertical)
    assert spans(lattice) == [(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 2, 1), (1, 0, 1, 1), (1, 1, 1, 1)]
