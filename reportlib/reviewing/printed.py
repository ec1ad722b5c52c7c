"""The three statutory tables as printed, every cell with the file and the place it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pandas as pd

from reportlib.compare.metrics import METRICS
from reportlib.compare.words import label, say, shortened, term
from reportlib.forms import AXES, labels, load_forms
from reportlib.forms.rules.wording import terms
from reportlib.reviewing.chosen import Chosen, Kept
from reportlib.reviewing.content import Cell, Number, Table, optional


def cells_of(tables: Kept) -> pd.DataFrame:
    """Every cell of these reports' statutory tables by table, item and column codes, with value, unit, status, evidence, raw, place and file."""
    disclosures = tables.disclosures.assign(item=tables.disclosures["article"] + "/" + tables.disclosures["item"])
    parts = [
        disclosures.rename(columns={"measure": "column"}).assign(table="disclosures"),
        tables.requests.rename(columns={"applicant": "column"}).assign(table="requests", unit="件"),
        tables.proceedings.rename(columns={"channel": "item", "result": "column"}).assign(table="proceedings", unit="件"),
    ]
    names = ["report_id", "agency", "year", "table", "item", "column", "value", "unit", "status", "evidence", "raw", "place"]
    cells = pd.concat([part[names].astype({"value": "Float64"}) for part in parts], ignore_index=True)
    return cells.merge(tables.reports[["report_id", "source", "sha256"]], on="report_id", how="left")


def statutory(chosen: Chosen, cells: pd.DataFrame, language: str) -> dict[str, Table]:
    """The three tables: section two as a list beside last year's, three and four as the form prints them."""
    own = cells[cells["report_id"] == chosen.report_id]
    last = chosen.last_year
    before = cells[cells["report_id"] == ("" if last is None else last["report_id"])]
    return {
        "disclosures": _disclosed(own[own["table"] == "disclosures"], before[before["table"] == "disclosures"], chosen, language),
        "requests": _crossed(own[own["table"] == "requests"], "requests", chosen, language),
        "proceedings": _crossed(own[own["table"] == "proceedings"], "proceedings", chosen, language),
    }


def _disclosed(own: pd.DataFrame, before: pd.DataFrame, chosen: Chosen, language: str) -> Table:
    earlier = {(row.item, row.column): row for row in before.itertuples()}
    with_last = chosen.last_year is not None
    rows: list[tuple[Cell, ...]] = []
    for row in own.itertuples():
        last = earlier.get((row.item, row.column))
        name = cell_label("disclosures", row.item, row.column, language)
        unit = say(
            language,
            str(optional(row.unit) or "未注明"),
            {"件": "cases", "项": "items", "万元": "10,000 yuan"}.get(str(row.unit), "not stated"),
        )
        kept = [_number(last.value, last.status, language) if last else Number(None, "", say(language, "表式无此项", "not in this form"))]
        rows.append((name, unit, _number(row.value, row.status, language), *(kept if with_last else []), place_text([row.place], language)))
    columns = (
        say(language, "项目", "Item"),
        say(language, "单位", "Unit"),
        str(chosen.year),
        *([str(chosen.year - 1)] if with_last else []),
        say(language, "出处", "Place"),
    )
    return Table(_heading(chosen, "disclosures", language), columns, tuple(rows), (34, 10, 12, *((12,) if with_last else ()), 26))


def _crossed(own: pd.DataFrame, table: str, chosen: Chosen, language: str) -> Table:
    column_axis = AXES[table][1]
    codes = list(dict.fromkeys(own["column"]))
    rows: list[tuple[Cell, ...]] = []
    totals = set()
    for number, (item, cells) in enumerate(own.groupby("item", sort=False)):
        by_code = {cell.column: cell for cell in cells.itertuples()}
        numbers = [_number(by_code[code].value, by_code[code].status, language) if code in by_code else Number(None) for code in codes]
        rows.append((row_label(table, str(item), language), *numbers, place_text(list(cells["place"]), language)))
        if item in ("received", "carried_in", "closed_total", "carried_out"):
            totals.add(number)
    columns = (
        say(language, "项目", "Item"),
        *(label(table, column_axis, code, language) for code in codes),
        say(language, "出处", "Place"),
    )
    return Table(_heading(chosen, table, language), columns, tuple(rows), _widths(len(codes), language), "", frozenset(totals))


def _widths(columns: int, language: str) -> tuple[float, ...]:
    """English heads are longer words, Chinese rows and places longer lines."""
    first, middle, last = (23, 61, 16) if language == "en" else (28, 48, 24)
    return (first, *([middle / columns] * columns), last)


def _heading(chosen: Chosen, table: str, language: str) -> str:
    form = load_forms().get(str(chosen.report["form"]))
    printed = form.headings[form.tables[table].section] if form and table in form.tables else table
    return say(
        language,
        printed,
        {
            "disclosures": "Section two: information disclosed",
            "requests": "Section three: requests for information",
            "proceedings": "Section four: reviews and lawsuits",
        }[table],
    )


def _number(value: float, status: str, language: str) -> Number:
    return Number(optional(value), "", term(str(status), language))


def row_label(table: str, item: str, language: str) -> str:
    """The label of a row, with its group where it has one: 不予公开 · 属于国家秘密."""
    axis = AXES[table][0]
    own = label(table, axis, item.split("/")[-1], language)
    group = item.partition(".")[0] if table == "requests" and "." in item else ""
    return (
        f"{label('', '', group, language)} · {own}"
        if group
        else own
        if item != "closed_total"
        else say(language, "办结总计", "Closed in all")
    )


def cell_label(table: str, item: str, column: str, language: str) -> str:
    """The label of one cell: row and column."""
    return f"{row_label(table, item, language)} · {_column_label(table, item, column, language)}"


def _column_label(table: str, item: str, column: str, language: str) -> str:
    """The label of a column in its row: in section two the same code is printed as 收费金额 here and as 采购总金额 there."""
    for form in reversed([*load_forms().values()]):
        for row in form.tables[table].rows if table == "disclosures" else ():
            printed = {each.code: each for each in row.columns}.get(column)
            if printed and row.code.endswith(f"/{item.rpartition('/')[2]}"):
                return printed.english if language == "en" else shortened(printed.label, language)
    return label(table, AXES[table][1], column, language)


def place_text(places: Iterable[object], language: str) -> str:
    """The places as one: what they share once, what differs as a span (第98–104行，表2)."""
    parts: dict[str, list[str]] = {}
    for place in places:
        for piece in str(optional(place) or "").split(", "):
            name, _, value = piece.partition(" ")
            if value:
                parts.setdefault(name, []).append(value)
    texts = [_spoken(name, _span(values), language) for name, values in parts.items()]
    return say(language, "，", ", ").join(texts) or "—"


def _spoken(name: str, span: str, language: str) -> str:
    pair = terms("places").get(name)
    return say(language, *pair).format(span) if pair else f"{name} {span}"


def _span(values: Sequence[str]) -> str:
    """The values, runs of consecutive numbers as spans: 4–10, or 2/7/12."""
    distinct = list(dict.fromkeys(values))
    if not all(value.isdigit() for value in distinct):
        return "/".join(distinct)
    runs: list[list[int]] = []
    for number in sorted(map(int, distinct)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "/".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def places_of(metric: str, own: pd.DataFrame, language: str) -> str:
    """Where the cells of a metric's formula are printed, cell by cell."""
    texts = []
    for name in METRICS[metric].cells:
        behind = own[[_belongs(name, *key) for key in zip(own["table"], own["item"], own["column"], strict=True)]]
        texts.append(f"{spelled(name, language)}: {place_text(list(behind['place']), language)}")
    return say(language, "；", "; ").join(texts)


def _belongs(name: str, table: str, item: str, column: str) -> bool:
    """Whether a cell is one of those that a formula's name stands for."""
    if table == "requests":
        return column == "total" and name in (item, item.partition(".")[0])
    if table == "proceedings":
        return name in (f"{item}.{column}", f"{item.partition('_')[0]}.{column}", f"proceedings.{column}")
    return name == f"{item.rpartition('/')[2]}.{column}"


def spelled(formula: str, language: str) -> str:
    """A formula in the words of the form instead of codes."""
    return re.sub(r"[a-z_]+(?:\.[a-z_]+)?", lambda name: _cell_name(name[0], language), formula)


def _cell_name(name: str, language: str) -> str:
    first, _, second = name.partition(".")
    if first in ("review", "litigation", "proceedings"):
        channel = {
            "review": ("行政复议", "reviews"),
            "litigation": ("行政诉讼", "lawsuits"),
            "proceedings": ("复议诉讼", "reviews and lawsuits"),
        }[first]
        return f"{say(language, *channel)}·{label('proceedings', 'result', second, language).lower()}"
    if first.startswith("litigation_"):
        return f"{label('proceedings', 'channel', first, language)}·{label('proceedings', 'result', second, language).lower()}"
    if second and ("requests", "item", name) not in labels():
        return f"{label('disclosures', 'item', first, language)}·{_column_label('disclosures', first, second, language)}"
    if name == "closed_total":
        return say(language, "办结总计", "closed in all")
    return label("requests", "item", name, language)
