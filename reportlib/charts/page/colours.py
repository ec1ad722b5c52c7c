"""The colours of all charts, once: Okabe and Ito's, whose greys differ, and hatches that carry what greys cannot."""

from __future__ import annotations

FRONT = {"facecolor": "#FBE3B5", "edgecolor": "none", "pad": 1.2}  # behind a name that is set in front: the font has no bold
INK, GREY, DIM, PALE, BAND = "#222222", "#767676", "#BBBBBB", "#DDDDDD", "#E8EEF4"
BLUE, ORANGE, GREEN, SKY, AMBER, YELLOW, PINK = "#0072B2", "#D55E00", "#009E73", "#56B4E9", "#E69F00", "#F0E442", "#CC79A7"
DARK = (BLUE, ORANGE)  # on which letters are white
FOOT = "#666666"  # notes below a chart
Style = tuple[str, str]  # a colour, and a hatch or the sign before a figure

OUTCOMES: list[Style] = [(BLUE, ""), (SKY, "//"), (ORANGE, ""), (AMBER, ".."), ("#999999", "xx"), (YELLOW, "")]
RESULTS: list[Style] = [(BLUE, ""), (ORANGE, "//"), ("#E0C55A", ".."), (PALE, "")]
STEPS: list[Style] = [(GREEN, ""), (GREEN, "//"), *OUTCOMES, ("#555555", "")]
GRADES: dict[str, Style] = {"verified": (BLUE, ""), "flagged": (AMBER, "//"), "incomplete": ("#CCCCCC", "..")}
# How a rule stands with a body: colour, and the sign before its count, which tells the states apart in grey.
RULES: dict[str, Style] = {
    "error": (ORANGE, "×"),
    "warning": (AMBER, "×"),
    "note": (YELLOW, "×"),
    "explained": (PINK, "○"),
    "not_assessable": (PALE, "?"),
    "pass": ("#DCEAF4", ""),
}
