"""The sections of a bulletin in reading order."""

from __future__ import annotations

import pandas as pd

from reportlib import charts, compare
from reportlib.compare.method.matched import FEWEST_MATCHED
from reportlib.compare.metrics import OUTCOMES
from reportlib.compare.words import label, metric_label
from reportlib.compare.words.said import crossed
from reportlib.forms.rules.comparisons import comparison
from reportlib.publishing.annex import annex, figures, held, revisions
from reportlib.publishing.parts import by_group, matched_in, movers, of_group, rates_by_group
from reportlib.publishing.quality import quality
from reportlib.publishing.subject import Subject
from reportlib.reviewing.content import Block, Cell, Heading, Number, Picture, Prose, Review, Section, Table

RELEASED = ("disclosure_rate", "released_of_held", "released_of_decided")
BACKLOG = ("closed_rate", "clearance", "backlog_rate", "days_on_hand")
PROCEEDINGS = ("review_rate", "litigation_rate", "review_corrected_rate", "litigation_corrected_rate")
DISCLOSED = ("normative_issued", "normative_repealed", "normative_in_force", "permits", "penalties", "compulsory_measures", "fees")


def composed(subject: Subject) -> Review:
    """The bulletin as it is written, whatever it is written as."""
    say, year = subject.say, subject.year
    sections = (
        Section("what", say("本公报是什么", "What this is"), _what(subject)),
        Section("key", say("要点", "Key findings"), (Prose(tuple(_key(subject)), listed=True),)),
        Section("held", say("收录了谁的报告", "Whose reports are held"), held(subject)),
        Section("process", say("申请去向", "Where the requests went"), _process(subject)),
        Section("requests", say("收到的申请", "Requests received"), _requests(subject)),
        Section("outcomes", say("办理结果", "Outcomes"), _outcomes(subject)),
        Section("reasons", say("为什么没有公开", "Why not released"), _reasons(subject)),
        Section("backlog", say("结转", "What is carried over"), _backlog(subject)),
        Section("proceedings", say("行政复议与行政诉讼", "Reviews and lawsuits"), _proceedings(subject)),
        Section("disclosures", say("文件、许可、处罚与收费", "Documents, permits, penalties and fees"), _disclosed(subject)),
        Section("quality", say("数据质量", "Quality of the figures"), quality(subject)),
        Section("method", say("方法与定义", "Method and definitions"), _method(subject)),
        *([Section("revisions", say("修订", "Revisions"), revisions(subject))] if subject.against else []),
        Section("annex", say("附表：各机关", "Annex: every body"), annex(subject)),
    )
    title = say(f"{year} 年政府信息公开年度报告公报", f"Bulletin of disclosure reports, {year}")
    subtitle = (say(f"{len(subject.reports)} 个机关", f"{len(subject.reports)} bodies"), *_version(subject))
    return Review(title, subtitle, sections, figures(subject), pd.DataFrame(), subject.language)


def _version(subject: Subject) -> tuple[str, ...]:
    version = subject.dataset.version
    return (subject.say(f"数据版本 {version.name}", f"version of the data {version.name}"),) if version else ()


def _what(subject: Subject) -> tuple[Block, ...]:
    say, year = subject.say, subject.year
    groups = "、".join(f"{name} {len(group)}" for name, group in subject.groups())
    said = [
        say(
            f"本公报汇总本库收录的 {len(subject.reports)} 个机关 {year} 年的年度报告（{groups}）；各数字照录年报，未经核实。",
            f"This bulletin sums up the reports for {year} of the {len(subject.reports)} bodies that are held ({groups.replace('、', ', ')}); figures are transcribed, not verified.",
        ),
        say("政府汇总报告与单个机关分别列示，从不相加。", "Roll-ups of governments and single bodies stand apart and are never added up."),
        comparison("not_held", subject.language),
    ]
    if subject.several:
        said.append(
            say(
                f"{subject.several} 个机关该年有多份报告，无法确定最新的一份，未计入。",
                f"{subject.several} bodies have several reports of the year, none known to be the newest: left out.",
            )
        )
    return (Prose(tuple(said), listed=True),)


def _key(subject: Subject) -> list[str]:
    """Six sentences at most, each with its numerator, denominator and number of bodies; of the largest group."""
    name, group = subject.groups()[0]
    said = []
    for code in ("received", "disclosure_rate", "backlog_rate", "reviews"):
        frame = subject.of(code)
        frame = frame[frame["report_id"].isin(group["report_id"])]
        known = frame[frame["value"].notna()]
        if known.empty:
            continue
        said.append(f"{name}{subject.say('：', ': ')}{_summed(subject, code, known, len(group))}")
    matched = compare.about_matched(of_group(matched_in(subject, "received"), group), subject.language)
    return [*said, *matched[:1], comparison("openness", subject.language)]


def _summed(subject: Subject, code: str, known: pd.DataFrame, bodies: int) -> str:
    metric, language = compare.METRICS[code], subject.language
    name = metric_label(code, language)
    if metric.denominator:
        n, d = (int(known[column].sum()) for column in ("numerator", "denominator"))
        share = f"{n / d:.1%}" if d else "—"
        return subject.say(
            f"{name}合计 {share}（{n:,}/{d:,}，{len(known)} 个机关）。", f"{name}: pooled {share} ({n:,}/{d:,}, {len(known)} bodies)."
        )
    total = int(known["value"].sum())
    return subject.say(
        f"{name}合计 {total:,} {metric.unit}（{bodies} 个机关中 {len(known)} 个有数）。",
        f"{name}: {total:,} in all ({len(known)} of {bodies} bodies known).",
    )


def _strip(subject: Subject, code: str, name: str, scale: str = "auto") -> Picture:
    return Picture(name, charts.strip(subject.of(code), language=subject.language, size="half", scale=scale))


STEPS = ("carried_in", "received", *OUTCOMES, "carried_out")


def _process(subject: Subject) -> tuple[Block, ...]:
    """From what came in to what became of it, in counts: sums over the bodies of a group that give every step."""
    say, language = subject.say, subject.language
    whole = _steps(subject)
    groups = [(name, whole[whole.index.isin(group["report_id"])]) for name, group in subject.groups()]
    named = [compare.words.outcome_label(step, language) if step in OUTCOMES else metric_label(step, language) for step in STEPS]
    rows: list[tuple[Cell, ...]] = [
        (name, *(Number(float(own[step].sum()) if len(own) else None, "件") for _, own in groups))
        for step, name in zip(STEPS, named, strict=True)
    ]
    rows.append(
        (say("有数机关", "Known"), *(f"{len(own)}/{len(group)}" for (_, own), (_, group) in zip(groups, subject.groups(), strict=True)))
    )
    columns = (say("步骤", "Step"), *(name for name, _ in groups))
    note = say(
        "上年结转加新收，等于六种办理结果加结转下年；只计各步均有数的机关。",
        "Carried in and received are the six outcomes and what is carried out; bodies that give every step.",
    )
    return (Table(say("从收到到结转", "From what came in to what is left"), columns, tuple(rows), (3, *[2.0] * len(groups)), note),)


def _steps(subject: Subject) -> pd.DataFrame:
    """A row a report that gives every step of its requests, with their counts."""
    outcomes = compare.outcomes(subject.dataset.where(year=subject.year))
    parts = [outcomes.assign(step=outcomes["outcome"].astype("str"), value=outcomes["numerator"])]
    parts += [subject.of(code).assign(step=code) for code in STEPS if code not in OUTCOMES]
    cells = pd.concat([part[["report_id", "step", "value"]].astype({"value": "Float64"}) for part in parts])
    return cells.drop_duplicates(["report_id", "step"]).pivot(index="report_id", columns="step", values="value").dropna()


def _requests(subject: Subject) -> tuple[Block, ...]:
    return (
        by_group(subject, "received"),
        _strip(subject, "received", "received"),
        _applicants(subject),
        Heading(subject.say("变化超出偶然的机关", "Changes beyond chance")),
        movers(subject, "received"),
    )


def _applicants(subject: Subject) -> Table:
    """Requests received by kind of applicant, over the bodies that give every kind."""
    rows = []
    mix = compare.applicant_mix(subject.dataset.where(year=subject.year))
    for name, group in subject.groups():
        own = mix[mix["report_id"].isin(group["report_id"])]
        whole = own.groupby("report_id")["value"].transform("count") == own.groupby("report_id")["value"].transform("size")
        sums = own[whole].groupby("applicant", observed=True)["numerator"].sum()
        total = int(sums.sum())
        for code, count in sums.items():
            rows.append(
                (
                    name,
                    label("requests", "applicant", str(code), subject.language),
                    Number(int(count), "件"),
                    Number(count / total if total else None, "share"),
                )
            )
    say = subject.say
    return Table(
        say("新收申请按申请人", "Requests received by applicant"),
        (say("组别", "Group"), say("申请人", "Applicant"), say("件数", "Count"), say("占比", "Share")),
        tuple(rows),
        (3, 3, 1.5, 1.2),
        say("只计各类申请人均有数的机关。", "Bodies that give every kind of applicant."),
    )


def _outcomes(subject: Subject) -> tuple[Block, ...]:
    say = subject.say
    note = Prose(
        (
            say(
                "三种分母说明不同的事：占办结反映申请的构成，占持有、占作出决定的才接近机关的取舍。",
                "Three denominators tell different things: of closed depends on what is asked; of held and of decided come nearer to what the body chooses.",
            ),
            comparison("rate", subject.language),
        ),
        quiet=True,
    )
    return (
        rates_by_group(subject, RELEASED, say("三种公开率", "Three release rates")),
        note,
        _strip(subject, "disclosure_rate", "disclosure_rate"),
        _six(subject),
        Heading(say("公开率因何而变", "What moved the rate")),
        *_why(subject),
        Heading(say("变化超出偶然的机关", "Changes beyond chance")),
        movers(subject, "disclosure_rate"),
    )


def _six(subject: Subject) -> Table:
    """The six outcomes over closed requests, over the bodies that give them all."""
    outcomes = compare.outcomes(subject.dataset.where(year=subject.year))
    return _parts_table(subject, outcomes, "outcome", subject.say("六种办理结果（占办结）", "Six outcomes (of closed)"))


def _parts_table(subject: Subject, frame: pd.DataFrame, axis: str, caption: str) -> Table:
    rows = []
    for name, group in subject.groups():
        own = frame[frame["report_id"].isin(group["report_id"])]
        whole = own[own.groupby("report_id")["numerator"].transform("count") == own.groupby("report_id")["numerator"].transform("size")]
        parts = whole.groupby(axis, observed=True)["numerator"].sum().astype("float64")
        closed = float(whole.groupby("report_id")["denominator"].first().sum())
        for code, count in parts.items():
            text = (
                compare.words.outcome_label(str(code), subject.language)
                if axis == "outcome"
                else label("requests", "item", str(code), subject.language)
            )
            rows.append(
                (
                    name,
                    text,
                    Number(int(count), "件"),
                    Number(count / closed if closed else None, "share"),
                    f"{whole['report_id'].nunique()}/{len(group)}",
                )
            )
    say = subject.say
    return Table(
        caption,
        (say("组别", "Group"), say("结果", "Outcome"), say("件数", "Count"), say("占办结", "Of closed"), say("有数机关", "Known")),
        tuple(rows),
        (2.6, 3.6, 1.4, 1.2, 1.2),
        say("只计各项均有数的机关。", "Bodies that give every part."),
    )


def _why(subject: Subject) -> tuple[Block, ...]:
    """The change of the release rate of the largest group, within bodies and between them."""
    name, group = subject.groups()[0]
    own = [*group["report_id"], *of_group(subject.before, group)["report_id"]]
    parts = compare.why(subject.dataset.where(report_id=own), "disclosure_rate", (subject.year - 1, subject.year))
    if len(parts) < FEWEST_MATCHED:
        return (Prose((comparison("matched_few", subject.language, bodies=len(parts), left_out=len(group) - len(parts)),)),)
    within, between = (100 * float(parts[column].sum()) for column in ("within", "between"))
    zh = f"{name}，{len(parts)} 个配对机关：合计公开率变化 {within + between:+.1f} 个百分点，其中各机关自身变化 {within:+.1f}，办结件数在机关之间的构成变化 {between:+.1f}。"
    en = f"{name}, {len(parts)} matched bodies: the pooled rate moved {within + between:+.1f} points, of which {within:+.1f} within bodies and {between:+.1f} by the mix of bodies."
    return (Prose((subject.say(zh, en),)),)


def _reasons(subject: Subject) -> tuple[Block, ...]:
    note = subject.say(
        "所列为（三）至（六）全部理由，不只是“不予公开”。", "All grounds of parts (3) to (6) of the form, not only refusals."
    )
    return (
        _parts_table(
            subject,
            compare.not_released(subject.dataset.where(year=subject.year)),
            "reason",
            subject.say("未予公开的各项理由（占办结）", "Every ground of not releasing (of closed)"),
        ),
        Prose((note,), quiet=True),
    )


def _backlog(subject: Subject) -> tuple[Block, ...]:
    note = subject.say("本表不印办理时限，下列指标只是间接反映。", "The form prints no time limits: these are indirect signs only.")
    return (
        Prose((note,)),
        rates_by_group(subject, BACKLOG, subject.say("办结与结转", "Closing and carrying over")),
        _strip(subject, "backlog_rate", "backlog_rate"),
    )


def _proceedings(subject: Subject) -> tuple[Block, ...]:
    breaks = list(crossed(["reviews", "lawsuits"], subject.year - 1, subject.year, subject.language))
    return (
        *([Prose(tuple(breaks))] if breaks else []),
        by_group(subject, "reviews"),
        by_group(subject, "lawsuits"),
        rates_by_group(subject, PROCEEDINGS, subject.say("每百件办结的复议、诉讼与纠正率", "Per 100 closed, and shares corrected")),
        Prose((comparison("corrected", subject.language),), quiet=True),
    )


def _disclosed(subject: Subject) -> tuple[Block, ...]:
    tables = [by_group(subject, code) for code in DISCLOSED if subject.of(code)["value"].notna().any()]
    return (Prose((comparison("powers", subject.language),)), *tables)


def _method(subject: Subject) -> tuple[Block, ...]:
    say, language = subject.say, subject.language
    rules = (
        say(
            "参与比较：每个机关一年一份报告；与本报告自相矛盾的数字、大于 1 的占比不参与，另计数。",
            "Compared are the one report that stands for a body and year; a figure its own report contradicts and a share above 1 are left out and counted.",
        ),
        say(
            "最少件数：比率 30 件；变化两年各 30 件；中位数 5 个机关；配对变化 5 个机关。",
            "Fewest: 30 cases for a rate, 30 in both years for a change, 5 bodies for a median and for a matched change.",
        ),
        comparison("roll_up", language),
        comparison("openness", language),
        say(
            "表式不印办理用时、人员与成本，本公报无从说明。", "The form holds no time taken, no staff and no cost: nothing is said of them."
        ),
    )
    rows = [
        (metric_label(code, language), compare.METRICS[code].formula, compare.METRICS[code].caveat(language) or "—")
        for code in compare.METRICS
        if (subject.frame["metric"] == code).any()
    ]
    definitions = Table(
        say("定义", "Definitions"),
        (say("指标", "Figure"), say("公式（单元格代码）", "Formula (codes of cells)"), say("注意", "Mind")),
        tuple(rows),
        (2.2, 3.4, 3),
    )
    return (Prose(rules, listed=True), definitions)
