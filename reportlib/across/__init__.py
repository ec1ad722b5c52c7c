"""Reports against each other: a body's years, two files of the same year, declared roll-ups, and what is hardly possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reportlib.across.copied import copied, twins
from reportlib.across.namesakes import namesakes
from reportlib.across.odd import odd
from reportlib.across.panel import panel
from reportlib.across.plausible import implausible, slips_by_peers
from reportlib.across.restated import restated
from reportlib.across.rollups import dominated, rolled_up
from reportlib.across.years import followed
from reportlib.beside.rollups import Rollup
from reportlib.dataset.schema import SCHEMAS
from reportlib.forms.rules.rulebook import of_groups


def across(tables: Mapping[str, pa.Table]) -> pa.Table:
    """The findings that compare the reports of a body with each other, reports in their order, rules in the order of the rulebook."""
    figures = panel(tables)
    parts = [*followed(figures), *restated(figures), *namesakes(figures), *implausible(figures), *odd(figures), *copied(figures)]
    return _in_order(pa.concat_tables([SCHEMAS["findings"].empty_table(), *parts]), tables["reports"])


def across_bodies(tables: Mapping[str, pa.Table], rollups: Sequence[Rollup]) -> pa.Table:
    """The findings that compare bodies with each other: sums, whole areas, reports that are another's, and fees beside those of peers."""
    figures = panel(tables)
    parts = [*rolled_up(figures, rollups), *dominated(figures), *twins(figures), *slips_by_peers(figures)]
    return _in_order(pa.concat_tables([SCHEMAS["findings"].empty_table(), *parts]), tables["reports"])


def with_findings(tables: Mapping[str, pa.Table], findings: pa.Table) -> dict[str, pa.Table]:
    """The tables with these findings in place of any that compared reports in an earlier build."""
    kept = tables["findings"].filter(pc.invert(pc.is_in(tables["findings"]["rule"], pa.array(of_groups("years", "plausible", "odd")))))
    return {**tables, "findings": _in_order(pa.concat_tables([kept, findings]), tables["reports"])}


def _in_order(findings: pa.Table, reports: pa.Table) -> pa.Table:
    """The findings, reports in their order and those of no report last, rows as they were."""
    rank = pc.fill_null(pc.index_in(findings["report_id"], reports["report_id"].combine_chunks()), len(reports)).to_numpy()
    return findings.take(pa.array(np.argsort(rank, kind="stable")))
