"""What the report says in its prose: figures of training and disclosure, problems and improvements, each quoted with its place."""

from __future__ import annotations

import pandas as pd

from reportlib.compare.words import metric_label, stated
from reportlib.prose.metrics import CATEGORY, OTHER
from reportlib.prose.promises import told_in
from reportlib.reviewing.content import Block, Prose, Table, optional
from reportlib.reviewing.printed import place_text
from reportlib.reviewing.sections.parts import Parts

_MOST_FIGURES, _MOST_QUOTED, _LONGEST = 12, 3, 120  # rows of figures, sentences of a topic, characters of one
_TOPICS = ("training", "policy_documents", "disclosed", "platforms", "accounts")  # metrics that come first


def told(parts: Parts) -> tuple[Block, ...]:
    """Tables of the figures and the sentences quoted; one sentence where the prose is not the body's own, or tells nothing."""
    if parts.rewritten:
        return (
            Prose(
                (
                    parts.say(
                        "本文件不是公布的原件，正文不是机关所写，不予引用。",
                        "This file is not the one that was published; its prose is not the body's own and is not quoted.",
                    ),
                )
            ),
        )
    blocks = [table for table in (_figures(parts), _sentences(parts)) if table.rows]
    return tuple(blocks) or (Prose((parts.say("正文没有可引用的数字和语句。", "The prose has no figure or sentence to quote."),)),)


def _figures(parts: Parts) -> Table:
    """The figures that the prose states, those of training and disclosure first."""
    valued = parts.mentions[parts.mentions["metric"].notna() & parts.mentions["value"].notna()]
    known = valued[~valued["metric"].isin([OTHER, CATEGORY]) & ~valued["metric"].str.startswith(("share", "change.", "former"))]
    first = known["metric"].map(lambda code: next((at for at, topic in enumerate(_TOPICS) if code.startswith(topic)), len(_TOPICS)))
    chosen = known.assign(first=first).sort_values("first", kind="stable").drop_duplicates("metric").head(_MOST_FIGURES)
    rows = tuple(
        (
            metric_label(str(row.metric), parts.language),
            _stated(row.value, row.unit, optional(row.qualifier), parts),
            _quoted(row.text),
            place_text([row.place], parts.language),
        )
        for row in chosen.itertuples()
    )
    columns = (parts.say("所指", "Figure"), parts.say("所述", "Stated"), parts.say("原文", "Quotation"), parts.say("位置", "Place"))
    return Table(parts.say("正文中的数字", "Figures of the prose"), columns, rows, (24, 14, 44, 18))


def _stated(value: float, unit: object, qualifier: str | None, parts: Parts) -> str:
    """A figure as the prose has it, what qualifies it in brackets; in English a sign, for the quotation has the word."""
    told = stated(value, unit, parts.language)
    return told if qualifier is None else parts.say(f"{told}（{qualifier}）", f"~{told}")


def _sentences(parts: Parts) -> Table:
    """Sentences of section five: the first ones that tell a problem, and the first that tell what is to be done about it."""
    five = parts.sections[parts.sections["number"] == 5]
    sentences = [each for prose in five["text"] for each in told_in(str(prose))]
    names = {"problem": parts.say("问题", "Problem"), "promise": parts.say("改进", "Improvement")}
    quoted = [each for kind in names for each in [each for each in sentences if each.kind == kind][:_MOST_QUOTED]]
    rows = tuple(
        (names[each.kind], _quoted(each.text), parts.say(f"第五部分第 {each.at} 句", f"section five, sentence {each.at}"))
        for each in quoted
    )
    columns = (parts.say("话题", "Topic"), parts.say("原文", "Quotation"), parts.say("位置", "Place"))
    return Table(parts.say("存在的问题与改进", "Problems and improvements"), columns, rows, (12, 66, 22))


def _quoted(text: object) -> str:
    words = "" if pd.isna(text) else str(text).strip()
    return f"「{words[:_LONGEST]}{'……' if len(words) > _LONGEST else ''}」"
