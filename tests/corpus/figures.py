"""Figures for a synthetic report, drawn so that every sum of the form holds."""

from __future__ import annotations

from random import Random

from official_form import Key, form_keys

Figures = dict[Key, str]

PARTS = ("individual", "business", "research", "public_interest", "legal_services", "other_organization")
OTHER_ROWS = ("other.correction_overdue", "other.fee_overdue", "other.other")
_NOT_OUTCOMES = ("received", "carried_in", "closed_total", "carried_out")
_RESULTS = ("upheld", "corrected", "other", "pending")
# How large the figures of a body are: none at all, an office, a county, a province.
LARGEST = (0, 9, 300, 120_000)


def drawn(form: str, random: Random, largest: int = 300, other_as_one_row: bool = False) -> Figures:
    """Every figure of the form as a text; with `other_as_one_row` the item `other` in place of its three sub-rows."""
    figures: Figures = {}
    for key in form_keys(form):
        if key[0] == "disclosures":
            figures[key] = _disclosed(key, random, largest)
    figures |= _requests(form, random, largest, other_as_one_row)
    for channel in ("review", "litigation_direct", "litigation_after_review"):
        counts = [_count(random, largest) for _ in _RESULTS]
        figures |= {("proceedings", channel, result): str(count) for result, count in zip(_RESULTS, counts, strict=True)}
        figures["proceedings", channel, "total"] = str(sum(counts))
    return figures


def blanked(figures: Figures, random: Random) -> Figures:
    """The figures as agencies leave them blank: zeros of one group, or of everything."""
    zeros = [key for key, value in figures.items() if value == "0"]
    if random.random() < 0.5:
        return figures | {key: "" for key in zeros if key[0] == "requests" and key[2] not in ("individual", "total")}
    return figures | {key: "" for key in zeros if key[0] != "disclosures" or random.random() < 0.3}


def _disclosed(key: Key, random: Random, largest: int) -> str:
    if key[2] == "amount":
        return f"{random.randrange(100 * largest + 1) / 100:.{random.choice((1, 2, 4))}f}"
    if key[2] == "items_change":
        return str(random.randint(-min(largest, 30), min(largest, 30)))
    return str(_count(random, largest))


def _requests(form: str, random: Random, largest: int, other_as_one_row: bool) -> Figures:
    items = list(dict.fromkeys(item for table, item, _ in form_keys(form) if table == "requests"))
    outcomes = [item for item in items if item not in (*_NOT_OUTCOMES, "other")]
    if other_as_one_row:
        outcomes = [item for item in outcomes if item not in OTHER_ROWS]
    if other_as_one_row or "other" in items:
        outcomes.append("other")
    counts = {part: _balanced(outcomes, random, largest if part == "individual" else largest // 20) for part in PARTS}
    rows = [*outcomes, *_NOT_OUTCOMES]
    figures = {("requests", item, part): str(counts[part][item]) for item in rows for part in PARTS}
    return figures | {("requests", item, "total"): str(sum(counts[part][item] for part in PARTS)) for item in rows}


def _balanced(outcomes: list[str], random: Random, largest: int) -> dict[str, int]:
    """One column: outcomes that add up to closed_total, and what came in equal to what went out."""
    counts = {item: _count(random, largest) for item in outcomes}
    closed, carried_out = sum(counts.values()), _count(random, largest)
    carried_in = random.randint(0, (closed + carried_out) // 4)
    received = closed + carried_out - carried_in
    return counts | {"closed_total": closed, "carried_out": carried_out, "carried_in": carried_in, "received": received}


def _count(random: Random, largest: int) -> int:
    """Mostly zero, as in real reports; else small more often than large."""
    return 0 if random.random() < 0.55 else round(largest * random.random() ** 3)
