"""The figures of one report beside last year's and its peers', as a frame and as a table to read."""

from __future__ import annotations

import pandas as pd

from reportlib import compare
from reportlib.compare import METRICS, NO_CASES, SMALL_N
from reportlib.compare.keys import Record
from reportlib.compare.method.intervals import few_cases
from reportlib.compare.metrics import form_cells
from reportlib.compare.words import say, unit_label
from reportlib.reviewing.chosen import Chosen
from reportlib.reviewing.content import Cell, Number, Table, optional

FEW_PEERS = 5  # below this many bodies quartiles say nothing


def compared(chosen: Chosen) -> pd.DataFrame:
    """One row a metric that the report's form prints: its figure, base and change, and its place among its peers."""
    printed = form_cells().get(str(chosen.report["form"]), frozenset())
    codes = [code for code, metric in METRICS.items() if set(metric.cells) <= printed]
    volumes = [code for code in codes if not METRICS[code].denominator]
    rates = [code for code in codes if METRICS[code].denominator]
    frames = [compare.volumes(chosen.tables, *volumes)] if volumes else []
    frames += [compare.rates(chosen.tables, *rates)] if rates else []
    if not frames:
        return _none()
    rows = [_own(compare.peers(compare.change(frame)), frame, chosen) for frame in frames]
    joined = pd.concat([row.astype({"value": "Float64", "base": "Float64", "change": "Float64"}) for row in rows], ignore_index=True)
    order = {code: place for place, code in enumerate(codes)}
    return joined.sort_values("metric", key=lambda metric: metric.map(order), ignore_index=True)


def _none() -> pd.DataFrame:
    names = (
        "metric",
        "unit",
        "value",
        "numerator",
        "denominator",
        "small_n",
        "note",
        "base",
        "base_year",
        "base_note",
        "change",
        "change_percent",
        "form_change",
        "peers",
        "rank",
        "q1",
        "median",
        "q3",
        "low",
        "high",
    )
    return pd.DataFrame({name: [] for name in names})


def _own(frame: pd.DataFrame, plain: pd.DataFrame, chosen: Chosen) -> pd.DataFrame:
    """The rows of the report, with the note of last year's row as base_note."""
    last = chosen.last_year
    before = plain[plain["report_id"] == ("" if last is None else last["report_id"])]
    notes = before.set_index("metric")["note"]
    own = frame[frame["report_id"] == chosen.report_id]
    return own.assign(base_note=own["metric"].map(notes))


def comparison(frame: pd.DataFrame, chosen: Chosen, language: str) -> Table:
    """The figures beside last year's and the peers'; columns for which there is nothing are left out, and the note says so."""
    peers, last, enough = has_peers(frame), chosen.last_year is not None, has_peers(frame, FEW_PEERS)
    columns = [say(language, "指标", "Figure"), str(chosen.year)]
    columns += [str(chosen.year - 1), say(language, "变化", "Change")] if last else []
    columns += [say(language, "同类中位数", "Peer median"), say(language, "名次", "Rank")] if peers else []
    columns += [say(language, "四分位", "Quartiles")] if enough else []
    rows: list[tuple[Cell, ...]] = []
    for row in frame.to_dict("records"):
        metric, unit = METRICS[row["metric"]], str(row["unit"])
        name = metric.label(language) + _unit(unit, language)
        cells: list[Cell] = [name, _figure(row, language)]
        cells += [_base(row, language), _change(row, language)] if last else []
        cells += _among(row) if peers else []
        cells += [_quartiles(row)] if enough else []
        rows.append(tuple(cells))
    widths = (20, 16, *((13, 14) if last else ()), *((12, 8) if peers else ()), *((15,) if enough else ()))
    return Table(say(language, "主要指标", "Main figures"), tuple(columns), tuple(rows), widths, _note(frame, language), cards=True)


def has_peers(frame: pd.DataFrame, bodies: int = 2) -> bool:
    """Whether any figure stands among that many bodies, this one included."""
    return bool((frame["peers"].fillna(0) >= bodies).any()) if len(frame) else False


def _unit(unit: str, language: str) -> str:
    shown = unit_label(unit, language)
    return say(language, f"（{shown}）", f" ({shown})") if shown else ""


def _figure(row: Record, language: str) -> Number:
    numerator, denominator = optional(row.get("numerator")), optional(row.get("denominator"))
    note = (
        f"({int(numerator):,}/{int(denominator):,})"
        if numerator is not None and denominator is not None and optional(row["value"]) is not None
        else ""
    )
    note += "*" if note and row.get("small_n") is True else ""
    return Number(optional(row["value"]), str(row["unit"]), why(row["note"], language), note)


def why(note: object, language: str) -> str:
    """Why a metric has no figure, in a word or two."""
    text = str(optional(note) or "")
    if text == NO_CASES:
        return say(language, "无案件", "no cases")
    if text.startswith("not in form"):
        return say(language, "表式无此项", "not in this form")
    return say(language, "缺数", "no figure")


def _base(row: Record, language: str) -> Number:
    return Number(optional(row["base"]), str(row["unit"]), why(row["base_note"], language))


def _change(row: Record, language: str) -> Number:
    percent = optional(row["change_percent"])
    if row["unit"] in ("share", "ratio", "days"):
        return Number(optional(row["change"]), "points" if row["unit"] == "share" else str(row["unit"]), "—")
    note = "" if percent is None else f"({percent:+.1f}%)"
    return Number(optional(row["change"]), "difference", "—", note)


def _among(row: Record) -> list[str]:
    """Median and rank among the peers."""
    bodies = optional(row["peers"])
    if bodies is None or bodies < 2:
        return ["—", "—"]
    place = "—" if optional(row["rank"]) is None else f"{row['rank']}/{bodies}"
    return [_short(row["median"], str(row["unit"])), place]


def _quartiles(row: Record) -> str:
    bodies = optional(row["peers"])
    return "—" if bodies is None or bodies < FEW_PEERS else "–".join(_short(row[name], str(row["unit"])) for name in ("q1", "q3"))


def _short(value: float, unit: str) -> str:
    return f"{value:.1%}" if unit == "share" else f"{float(value) * (100 if unit == 'ratio' else 1):,.1f}".removesuffix(".0")


def _note(frame: pd.DataFrame, language: str) -> str:
    small = bool(few_cases(frame).any())
    said = [say(language, "缺数不按 0 计。", "A blank is not 0.")]
    if small:
        said.append(
            say(language, f"* 样本量不足 {SMALL_N} 件，不宜单独解读。", f"* rests on fewer than {SMALL_N} cases: not to be read alone.")
        )
    if has_peers(frame):
        said.append(
            say(
                language,
                f"名次由高到低，含本机关，数字大小不等于优劣；同类不足 {FEW_PEERS} 个时不列四分位。",
                f"Rank 1 is the largest, this body included; larger is not better. No quartiles below {FEW_PEERS} bodies.",
            )
        )
    if "form_change" in frame and frame["form_change"].fillna(False).astype(bool).any():
        said.append(
            say(language, "上年用另一表式，只比较两式相同的项目。", "Last year used the other form; only what both print is compared.")
        )
    return "".join(said) if language == "zh" else " ".join(said)
