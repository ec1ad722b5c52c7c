"""The view `series` over the tables: one line over all forms, each figure with its source, how near it is, and what changes its meaning."""

from __future__ import annotations

from collections.abc import Iterator

from reportlib.forms.bridge import Series, bridge

EXACT = ("未", "无")  # qualifiers of a zero that the prose tells without a figure


def series_query() -> str:
    """SQL that gives a row a series and report: value, form, source (table, statistics, mention), fit, caveat and place.

    A figure of the report's own tables comes before one of its statistics, and both before one that only the prose tells.
    """
    parts = [part for one in bridge().series.values() for part in _parts(one)]
    ranked = (
        "select *, row_number() over (partition by series, report_id order by value is null, rank) as nearest from (\n"
        + "\nunion all\n".join(parts)
        + "\n)"
    )
    return f"select * exclude (rank, nearest) from ({ranked}) where nearest = 1"


def _parts(one: Series) -> Iterator[str]:
    yield _of_cells(one)
    yield _of_statistics(one)
    if one.mention:
        yield _of_mentions(one)


_ROW = "select {code} as series, report_id, agency, body_id, year, {value} as value, {form} as form, {source} as source, {fit} as fit, {caveat} as caveat, {caveat_zh} as caveat_zh, {place} as place, {rank} as rank"


def _row(one: Series, source: str, rank: int, **columns: str) -> str:
    near = source != "table"
    caveat, caveat_zh = one.caveat if near else (None, None)
    told = ("told in the prose; ", "正文所述；") if source == "mention" else ("", "")
    said = {"caveat": caveat and told[0] + caveat, "caveat_zh": caveat_zh and told[1] + caveat_zh, "code": one.code, "source": source}
    quoted = {name: _quoted(text) for name, text in said.items()}
    return _ROW.format(**quoted, fit=_quoted(one.fit if near else "same"), rank=rank, **columns)


def _quoted(text: str | None) -> str:
    return "cast(null as varchar)" if text is None else "'" + text.replace("'", "''") + "'"


_AXES = {"disclosures": ("article || '/' || item", "measure"), "requests": ("item", "applicant"), "proceedings": ("channel", "result")}


def _of_cells(one: Series) -> str:
    """The sum of the cells that the report's form has, null where one of them is no number."""
    item, column = _AXES[one.table]
    cells = ", ".join(f"({_quoted(row)}, {_quoted(code)})" for row, code in one.cells)
    whole = "case when count(value) = count(*) then sum(value) end"
    row = _row(one, "table", 1, value=whole, form="any_value(form)", place="min(place)")
    return f"{row} from {one.table} where ({item}, {column}) in ({cells}) group by report_id, agency, body_id, year"


def _of_statistics(one: Series) -> str:
    """The first of the indicators that is printed, for the year."""
    listed = ", ".join(_quoted(code) for code in one.indicators)
    order = " ".join(f"when {_quoted(code)} then {at}" for at, code in enumerate(one.indicators))
    row = _row(one, "statistics", 2, value="value", form="form", place="place")
    chosen = f"row_number() over (partition by report_id order by case indicator {order} end)"
    return (
        f"{row} from (select *, {chosen} as first from statistics"
        f" where indicator in ({listed}) and measure = 'year' and form is not null and status <> 'missing') where first = 1"
    )


def _of_mentions(one: Series) -> str:
    """What the prose tells in one exact figure."""
    exact = f"qualifier is null or qualifier in ({', '.join(map(_quoted, EXACT))})"
    row = _row(one, "mention", 3, value="min(value)", form="any_value(form)", place="min(place)")
    return (
        f"{row} from mentions where metric = {_quoted(one.mention)} and ({exact}) and value is not null"
        " group by report_id, agency, body_id, year having count(distinct value) = 1"
    )
