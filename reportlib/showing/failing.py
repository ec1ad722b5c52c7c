"""What fails in a dataset, chosen by rule, body and severity, worst first."""

from __future__ import annotations

from collections.abc import Hashable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from reportlib.dataset import Dataset
from reportlib.errors import UsageError
from reportlib.forms.rules.rulebook import rulebook
from reportlib.model import FAIL, Finding, Severity

if TYPE_CHECKING:
    import pandas as pd

_NEAR = 3
Row = dict[Hashable, object]


def failing_findings(dataset: Dataset, *, rule: str | None, body: str | None, severity: Severity | None) -> list[tuple[str, Finding]]:
    """The findings that fail, each with its report_id; `body` is part of an agency's name or of a report id.

    Raises UsageError for a rule that there is not, and for a body that no report is of.
    """
    _refuse_unknown(dataset, rule, body)
    frame = dataset.findings[dataset.findings["status"] == FAIL].astype(object)
    frame = frame.where(frame.notna(), None)
    rows: list[Row] = frame.to_dict("records")
    rows = [row for row in rows if rule in (None, row["rule"]) and severity in (None, row["severity"]) and _is_of(row, body)]
    rank = {name: place for place, name in enumerate(Severity)}
    ordered = sorted(rows, key=lambda row: (rank[Severity(str(row["severity"]))], str(row["report_id"] or ""), str(row["rule"])))
    return [(str(row["report_id"] or ""), _finding(row)) for row in ordered]


def _finding(row: Row) -> Finding:
    return Finding._make(row[name] for name in Finding._fields)


def _is_of(row: Row, body: str | None) -> bool:
    return body is None or any(body in str(row[name] or "") for name in ("agency", "report_id", "body_id"))


def _refuse_unknown(dataset: Dataset, rule: str | None, body: str | None) -> None:
    if rule is not None:
        refuse_unknown_rule(rule)
    if body is not None and reports_of(dataset, body).empty:
        near = get_close_matches(body, sorted(set(dataset.reports["agency"].dropna())), _NEAR, 0.2)
        raise UsageError(
            "no report of such a body", expected=f"a part of a name such as {', '.join(near) or 'reportlib bodies lists'}", found=body
        )


def refuse_unknown_rule(rule: str) -> None:
    """Raises UsageError, with the nearest rules, for a rule that there is not."""
    if rule not in rulebook():
        near = get_close_matches(rule, rulebook(), _NEAR, 0.3)
        raise UsageError("no such rule", expected=f"a rule such as {', '.join(near) or next(iter(rulebook()))}", found=rule)


def reports_of(dataset: Dataset, body: str | None) -> pd.DataFrame:
    """The reports of the bodies that a part of a name, or of an id, means; all where none is asked for."""
    reports = dataset.reports
    named = reports[["agency", "report_id", "body_id"]].astype(object).fillna("")
    return reports[[_is_of(row, body) for row in named.to_dict("records")]]
