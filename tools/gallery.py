"""Draws every chart on the shipped reports into docs/gallery/, and docs/gallery.md which shows them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import reportlib
from reportlib import charts, compare

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
DOTS_PER_INCH = 100
HEAD = """# Gallery

Every chart on the reports of `data/raw`, drawn by `make gallery`. Each call takes `language` ("zh", "en") and `size` ("half", "full",
"slide"); `charts.save(chart, path)` keeps it as PNG, SVG and PDF with its numbers (CSV) and its alternative text (TXT) beside it.

```python
import reportlib
from reportlib import charts, compare

ds = reportlib.load("data/processed")
report_id = compare.report_of(ds.reports, *compare.fullest(ds))  # the verified report with the most figures
```

Every chart also takes `title` and `source` (instead of its own), `bodies` (drawn alone) and `highlight` (set in front), and grows until all
bodies are on it: `charts.trend(frame, highlight=["临淄区商务局"], source="...")`. One chart is not shown here: `charts.funnel(compare.rates(ds, "corrected_rate"))`, which rates
differ by more than chance, needs 20 like bodies of one year, and the shipped reports are fewer.
"""


# Taken from a browser at 1000 x 760, on the reports of data/raw.
PAGES = """## The explorer and the bulletin

`reportlib explore` ([more](explorer.md)) and `reportlib bulletin` ([more](bulletin.md)).

![The explorer: one body over the years](gallery/explorer.png)

![The bulletin: requests received](gallery/bulletin.png)
"""


class Exhibit(NamedTuple):
    """A chart, what it answers, and the call that draws it."""

    name: str
    question: str
    call: str
    chart: charts.Chart


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        reportlib.build(ROOT / "data" / "raw", folder)
        dataset = reportlib.load(folder)
        (DOCS / "gallery").mkdir(exist_ok=True)
        front = charts.volumes(compare.volumes(dataset, "permits"), title="行政许可：临淄区 2023 年 23,269 件，临沂市 2024 年 31,510 件")
        front.savefig(DOCS / "permits.png", dpi=DOTS_PER_INCH)
        sections = [HEAD]
        for exhibit in exhibits(dataset):
            picture = DOCS / "gallery" / f"{exhibit.name}.png"
            exhibit.chart.savefig(picture, dpi=DOTS_PER_INCH, metadata={"Title": exhibit.chart.title, "Description": exhibit.chart.alt})
            sections.append(shown(exhibit))
    (DOCS / "gallery.md").write_text("\n".join([*sections, PAGES]), encoding="utf-8")


def shown(exhibit: Exhibit) -> str:
    """The exhibit's part of the page."""
    alternative = exhibit.chart.title.replace("[", "(").replace("]", ")")
    return f"## {exhibit.question}\n\n```python\n{exhibit.call}\n```\n\n![{alternative}](gallery/{exhibit.name}.png)\n"


def exhibits(ds: reportlib.Dataset) -> Iterator[Exhibit]:
    """Every chart once, the language changing from one to the next."""
    agency, year = compare.fullest(ds)
    names = {"ds": ds, "compare": compare, "charts": charts, "report_id": compare.report_of(ds.reports, agency, year)}
    for place, (name, (question, call)) in enumerate(CALLS.items()):
        spoken = call if place % 2 == 0 else call[:-1] + ', language="en")'
        with charts.house_style():
            yield Exhibit(name, question, spoken, eval(spoken, {}, names))


CALLS = {
    "coverage": ("Which reports are held?", "charts.coverage(compare.coverage(ds))"),
    "volumes": ("How many permit decisions, by body and year?", 'charts.volumes(compare.volumes(ds, "permits"))'),
    "trend": ("How did the requests develop?", 'charts.trend(compare.volumes(ds, "received"))'),
    "slope": ("What changed between two years?", 'charts.slope(compare.volumes(ds, "received"), 2023, 2024)'),
    "small_multiples": ("Each body by itself, on one scale?", 'charts.small_multiples(compare.volumes(ds, "received"), size="half")'),
    "outcomes": ("What became of the requests?", "charts.outcomes(compare.latest(compare.outcomes(ds)))"),
    "reasons": ("Why were requests refused?", "charts.reasons(compare.pooled(compare.denial_reasons(ds)))"),
    "applicant_heat": (
        "Who gets what? (one report)",
        'charts.applicant_heat(compare.applicant_outcomes(ds).query("report_id == @report_id"))',
    ),
    "flow": ("Where did a year's requests go? (one report)", "charts.flow(compare.flow(ds, report_id))"),
    "results": ("How did reviews and lawsuits end?", "charts.results(compare.latest(compare.results(ds)))"),
    "intervals": ("How sure is the corrected rate?", 'charts.intervals(compare.latest(compare.rates(ds, "corrected_rate")))'),
    "strip": ("Where does each body stand among its like?", 'charts.strip(compare.volumes(ds, "received").query("year == 2023"))'),
    "rules_matrix": ("Which rules hold for which body?", "charts.rules_matrix(compare.rules_matrix(ds))"),
    "series": (
        "What may be followed over all forms?",
        'charts.series(compare.series(ds, "received", body="平潭综合实验区"))',
    ),
    "mentions": ("What does the prose state of one topic?", "charts.mentions(compare.mentions_table(ds))"),
}


if __name__ == "__main__":
    main()
