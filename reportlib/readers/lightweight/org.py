"""Tables of Org: rows between | with rules |---+---| among them."""

from __future__ import annotations

import re

from reportlib.readers.lightweight.drawn import html_text

RULE = re.compile(r"^[ \t]*\|-+(?:\+-+)+\|[ \t]*$", re.MULTILINE)


def table(lines: list[str], at: int) -> tuple[str, int] | None:
    """The table whose rows begin here, as HTML, and the line behind it."""
    end = at
    while end < len(lines) and lines[end].strip().startswith("|"):
        end += 1
    if end == at or not any(RULE.fullmatch(line) for line in lines[at:end]):
        return None
    rows = (line.strip().strip("|").split("|") for line in lines[at:end] if not RULE.fullmatch(line))
    html = "".join(f"<tr>{''.join(f'<td>{html_text(cell.strip())}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{html}</table>", end
