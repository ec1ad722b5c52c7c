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
PREPARED = """```python
import reportlib
from reportlib import charts, compare

ds = reportlib.load("data/processed")
report_id = compare.report_of(ds.reports, *compare.fullest(ds))  # the verified report with the most figures
```
"""
HEADS = {
    "en": """# Gallery

Every chart on the reports of `data/raw`, drawn by `make gallery`. Each call takes `language` ("zh", "en") and `size` ("half", "full",
"slide"); `charts.save(chart, path)` keeps it as PNG, SVG and PDF with its numbers (CSV) and its alternative text (TXT) beside it.
中文：[gallery.zh-CN.md](gallery.zh-CN.md)

Every chart also takes `title` and `source` (instead of its own), `bodies` (drawn alone) and `highlight` (set in front), and grows until
all bodies are on it: `charts.trend(frame, highlight=["临淄区商务局"], source="...")`. One chart is not shown here:
`charts.funnel(compare.rates(ds, "corrected_rate"))`, which rates differ by more than chance, needs 20 like bodies of one year, and the
shipped reports are fewer.
""",
    "zh": """# 图例

全部图样，数据是 `data/raw` 的报告，由 `make gallery` 画出。每种图都有 `language`（"zh"、"en"）和 `size`（"half"、"full"、"slide"）；
`charts.save(chart, path)` 存为 PNG、SVG、PDF，旁附数字（CSV）和替代文字（TXT）。English: [gallery.md](gallery.md)

每种图还有 `title`、`source`（自己的标题和来源）、`bodies`（只画这些机关）、`highlight`（画在前面），页面随机关多少增高：
`charts.trend(frame, highlight=["临淄区商务局"], source="...")`。有一种图这里没有：`charts.funnel(compare.rates(ds, "corrected_rate"))`
画哪些比率的差别超出偶然，要有同一年二十个同类机关，随附的报告不够。
""",
}


# Taken from a browser at 1000 x 760, on the reports of data/raw.
PAGES = {
    "en": """## The explorer, the bulletin and the review pack

`reportlib explore` ([more](explorer.md)) and `reportlib bulletin` ([more](bulletin.md)).

![The explorer: one body over the years](gallery/explorer.png)

![The explorer: where the requests of one report went, and what changed](gallery/explorer_report.png)

![The bulletin: requests received](gallery/bulletin.png)

`reportlib review`, one body's year:

![The review pack: the key points](gallery/pack.png)
""",
    "zh": """## 浏览页、公报与年度回顾包

`reportlib explore`（[详见](explorer.zh-CN.md)）与 `reportlib bulletin`（[详见](bulletin.zh-CN.md)）。

![浏览页：一个机关历年](gallery/explorer.png)

![浏览页：一份报告的申请去向与变化](gallery/explorer_report.png)

![公报：新收申请](gallery/bulletin.png)

`reportlib review`，一个机关的一年：

![年度回顾包：要点](gallery/pack.png)
""",
}


class Exhibit(NamedTuple):
    """A chart, what it answers in English and Chinese, and the call that draws it."""

    name: str
    questions: dict[str, str]
    call: str
    chart: charts.Chart


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        reportlib.build(ROOT / "data" / "raw", folder)
        dataset = reportlib.load(folder)
        (DOCS / "gallery").mkdir(exist_ok=True)
        front = charts.volumes(compare.volumes(dataset, "permits"), title="行政许可：临淄区 2023 年 23,269 件，临沂市 2024 年 31,510 件")
        front.savefig(DOCS / "permits.png", dpi=DOTS_PER_INCH)
        drawn = list(exhibits(dataset))
        for exhibit in drawn:
            picture = DOCS / "gallery" / f"{exhibit.name}.png"
            exhibit.chart.savefig(picture, dpi=DOTS_PER_INCH, metadata={"Title": exhibit.chart.title, "Description": exhibit.chart.alt})
    for language, suffix in (("en", ""), ("zh", ".zh-CN")):
        parts = [HEADS[language], PREPARED, *(shown(exhibit, language) for exhibit in drawn), PAGES[language]]
        (DOCS / f"gallery{suffix}.md").write_text("\n".join(parts), encoding="utf-8")


def shown(exhibit: Exhibit, language: str) -> str:
    """The exhibit's part of a page."""
    alternative = exhibit.chart.title.replace("[", "(").replace("]", ")")
    return f"## {exhibit.questions[language]}\n\n```python\n{exhibit.call}\n```\n\n![{alternative}](gallery/{exhibit.name}.png)\n"


def exhibits(ds: reportlib.Dataset) -> Iterator[Exhibit]:
    """Every chart once, the language changing from one to the next."""
    agency, year = compare.fullest(ds)
    names = {"ds": ds, "compare": compare, "charts": charts, "report_id": compare.report_of(ds.reports, agency, year)}
    for place, (name, (english, chinese, call)) in enumerate(CALLS.items()):
        spoken = call if place % 2 == 0 else call[:-1] + ', language="en")'
        with charts.house_style():
            yield Exhibit(name, {"en": english, "zh": chinese}, spoken, eval(spoken, {}, names))


CALLS = {
    "coverage": ("Which reports are held?", "现有哪些报告？", "charts.coverage(compare.coverage(ds))"),
    "volumes": (
        "How many permit decisions, by body and year?",
        "各机关各年有多少行政许可？",
        'charts.volumes(compare.volumes(ds, "permits"))',
    ),
    "trend": ("How did the requests develop?", "申请数量怎样变化？", 'charts.trend(compare.volumes(ds, "received"))'),
    "slope": ("What changed between two years?", "两年之间变了什么？", 'charts.slope(compare.volumes(ds, "received"), 2023, 2024)'),
    "small_multiples": (
        "Each body by itself, like bodies on one scale?",
        "一个机关一小幅，同类同一刻度？",
        'charts.small_multiples(compare.volumes(ds, "received"), size="half")',
    ),
    "outcomes": ("What became of the requests?", "申请怎样办结？", "charts.outcomes(compare.latest(compare.outcomes(ds)))"),
    "reasons": ("Why were requests refused?", "为什么不予公开？", "charts.reasons(compare.pooled(compare.denial_reasons(ds)))"),
    "applicant_heat": (
        "Who gets what? (one report)",
        "谁得到什么？（一份报告）",
        'charts.applicant_heat(compare.applicant_outcomes(ds).query("report_id == @report_id"))',
    ),
    "flow": (
        "Where did a year's requests go? (one report)",
        "一年的申请去了哪里？（一份报告）",
        "charts.flow(compare.flow(ds, report_id))",
    ),
    "results": ("How did reviews and lawsuits end?", "复议和诉讼结果怎样？", "charts.results(compare.latest(compare.results(ds)))"),
    "intervals": (
        "How sure is the corrected rate?",
        "纠正率有多可靠？",
        'charts.intervals(compare.latest(compare.rates(ds, "corrected_rate")))',
    ),
    "strip": (
        "Where does each body stand among its like?",
        "每个机关在同类中处在哪里？",
        'charts.strip(compare.volumes(ds, "received").query("year == 2023"))',
    ),
    "rules_matrix": ("Which rules fail for which body?", "哪些规则在哪些机关不符？", "charts.rules_matrix(compare.rules_matrix(ds))"),
    "series": (
        "What may be followed over all forms?",
        "跨各个表式，什么可以连起来看？",
        'charts.series(compare.series(ds, "received", body="平潭综合实验区"))',
    ),
    "mentions": (
        "What does the prose state of one topic?",
        "正文就一个话题说了什么？",
        "charts.mentions(compare.mentions_table(ds))",
    ),
}


if __name__ == "__main__":
    main()
