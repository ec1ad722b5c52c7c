"""The figures in the prose of a report: every quantity with the metric it states, its value, unit, qualifier and place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from reportlib.model import Mention, Place, Section
from reportlib.prose.metrics import CATEGORY, OTHER, candidates, vocabulary
from reportlib.text.quantities import HIGH, LOW, Quantity, narrowed, quantities, without_names

Places = Mapping[int, Sequence[Place]]


def mentions(sections: Sequence[Section], places: Places | None = None) -> tuple[Mention, ...]:
    """Every quantity that the prose states, in reading order; one that fits no metric has the metric "other".

    `places` gives, for a section's number, where each of its paragraphs stands in the source. A zero told in words
    (未收到申请) has the value 0 and the qualifier 未 or 无. The value is None where the print is no single number.
    """
    return tuple(_placed(mention, places) for section in sections for mention in _read(section)[0])


class Breakdown(NamedTuple):
    """A total and the parts listed for it; `whole` says that the print offers the list as complete."""

    total: Mention
    parts: tuple[Mention, ...]
    whole: bool


def breakdowns(sections: Sequence[Section], places: Places | None = None) -> tuple[Breakdown, ...]:
    """Every exact total that is followed by a list of two or more exact parts (其中, 包括, in brackets)."""
    return tuple(
        Breakdown(_placed(each.total, places), tuple(_placed(part, places) for part in each.parts), each.whole)
        for section in sections
        for each in _read(section)[1]
    )


def _placed(mention: Mention, places: Places | None) -> Mention:
    """The mention with the place of its paragraph in the source before its place in the prose."""
    known = (places or {}).get(mention.section, ())
    paragraph = int(str(mention.place).split(", ")[1].removeprefix("paragraph "))
    if paragraph > len(known):
        return mention
    return mention._replace(place=", ".join(filter(None, (str(known[paragraph - 1]), str(mention.place)))))


# ---------------------------------------------------------------- a section and its sentences


class _Sentence(NamedTuple):
    """A sentence by its span in the section, where it is counted, and the topics named in it or before it."""

    start: int
    end: int
    paragraph: int
    number: int
    topics: list[tuple[int, str]]
    inherited: str | None


@dataclass
class _Statement:
    """A quantity in its sentence: what stands since the quantity before it (gap), in its clause (left), and after it (right)."""

    quantity: Quantity
    sentence: _Sentence
    gap: str
    left: str
    wide: str
    right: str
    loose: str
    text: str
    mentions: list[Mention] = field(default_factory=list)


@lru_cache(maxsize=64)
def _read(section: Section) -> tuple[tuple[Mention, ...], tuple[Breakdown, ...]]:
    """The mentions and breakdowns of one section; kept, because both are asked for one after the other."""
    plain = narrowed(section.text)
    masked = without_names(plain)
    found = quantities(plain, masked)
    statements: list[_Statement] = []
    told: list[tuple[int, Mention]] = []
    if not found and not _ABSENCE.search(masked):
        return (), ()
    starts = [quantity.start for quantity in found]
    for sentence in _sentences(section, plain, masked):
        own = found[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        new = list(_statements(section.text, plain, masked, sentence, own))
        _name(section, new)
        statements += new
        told += _absences(section, plain, masked, sentence, own)
    lists = _lists(statements)
    _name_categories(statements, lists)
    told += [(statement.quantity.start, mention) for statement in statements for mention in statement.mentions]
    told.sort(key=lambda entry: entry[0])
    return tuple(mention for _, mention in told), tuple(filter(None, (_breakdown(statements, each) for each in lists)))


_END = re.compile(r"[。!?]+[”’》」』)]?|\n")
_MARKER = re.compile(r"\s*(?:[(]?[0-9一二三四五六七八九十]{1,3}[)、.．]|[一二三四五六七八九十]是|第[一二三四五六七八九十]|[-•·●◆*#])")


def _sentences(section: Section, plain: str, masked: str) -> Iterator[_Sentence]:
    """The sentences of a section; a line that stops in mid-sentence runs on into the next (prose cut by a page)."""
    default = vocabulary().topic_of_section.get(str(section.number))
    heading = inherited = default
    start = 0
    paragraph, number = 1, 1
    for end, line_ends in _ends(plain, masked):
        sentence = plain[start:end]
        # A line break within a topic's name is taken out; that shifts what follows by a character, which does no harm.
        topics = [(start + found.start(), str(found.lastgroup)) for found in vocabulary().topics.finditer(sentence.replace("\n", ""))]
        if number == 1 and _MARKER.match(sentence):
            heading = inherited = topics[0][1] if topics else default
        if sentence.strip():
            yield _Sentence(start, end, paragraph, number, topics, inherited)
        inherited = topics[-1][1] if topics else inherited
        number += 1
        if line_ends or "\n" in sentence:
            paragraph, number = paragraph + sentence.count("\n"), 1
        if line_ends:
            inherited = heading
        start = end


def _ends(plain: str, masked: str) -> Iterator[tuple[int, bool]]:
    start = 0
    for match in _END.finditer(masked):
        line_ends = match.group() == "\n"
        if line_ends and _runs_on(plain, start, match.start()):
            continue
        start = match.end()
        yield start, line_ends
    if start < len(plain):
        yield len(plain), False


def _runs_on(plain: str, start: int, end: int) -> bool:
    line = plain[plain.rfind("\n", 0, end) + 1 : end].rstrip()
    return start < end and len(line) >= 15 and line[-1] not in ";:.”" and not _MARKER.match(plain, end + 1)


_LISTED = re.compile(r"^(?:[(][0-9一二三四五六七八九十]{1,3}[)]|[0-9一二三四五六七八九十]{1,3}[、.．])\s*(?![0-9])")
_BRACKETED = re.compile(r"[(][^()]*[)]")
_STOP = re.compile(r"[,、;:。!?()]|\n")
_FILLER = re.compile(r"(?:其中|分别|共|共计|总计|累计|合计|总共|达到?|约|近|超过?|为|全年|年内|数量|总数|仅|已|均|也|有|计|[: ])*")


def _statements(printed: str, plain: str, masked: str, sentence: _Sentence, own: Sequence[Quantity]) -> Iterator[_Statement]:
    """The quantities of a sentence, each with the words around it."""
    for at, quantity in enumerate(own):
        # The two ends of a range stand in the same words.
        first, last = at - (quantity.qualifier == HIGH), at + (quantity.qualifier == LOW)
        first, last = max(first, 0), min(last, len(own) - 1)
        start = own[first - 1].end if first else sentence.start
        number, behind = own[first].start, own[last].end
        following = own[last + 1].start if last + 1 < len(own) else sentence.end
        clause = _clause_start(masked, start, number)
        left = plain[clause:number].replace("\n", "")
        before = _clause_start(masked, start, clause - 1) if clause > start else clause
        wide = plain[before:number].replace("\n", "") if _FILLER.fullmatch(left) or left.startswith("分别") else left
        stop = _STOP.search(masked, behind, following)
        bound = stop.start() if stop else following
        # Words between two quantities without a sign between them mostly lead to the second.
        loose = "" if stop or last + 1 == len(own) else plain[behind:bound]
        text = _LISTED.sub("", printed[clause : behind if loose else bound].replace("\n", "").strip(" 、"))
        right = "" if loose else plain[behind:bound]
        yield _Statement(quantity, sentence, plain[start:number], left, wide, right[:16], loose[:8], text)


def _clause_start(masked: str, start: int, end: int) -> int:
    """Where the clause that ends at `end` begins; it holds brackets without a quantity, and a colon just before the number."""
    gap = _BRACKETED.sub(lambda match: "\0" * len(match.group()), masked[start:end])
    at = max(map(gap.rfind, ",;()。"))
    colon = max(map(gap.rstrip(" :").rfind, ":"))
    begin = start + max(at, colon) + 1
    while begin < end and masked[begin] in "、 ":
        begin += 1
    return begin


# ---------------------------------------------------------------- which metric


def _metric(statement: _Statement, left: str, right: str) -> str:
    """The code of the first metric, in the order of metrics.toml, that fits the words about a quantity."""
    possible = candidates(statement.quantity.unit, _topic(statement, left, right))
    return next((metric.code for metric in possible if metric.fits(left, right)), OTHER)


def _topic(statement: _Statement, left: str, right: str) -> str | None:
    """What a quantity is about: the nearest topic named before it in its clause, else just behind it, else before it in the prose."""
    topics = vocabulary().topics
    near = [str(found.lastgroup) for found in topics.finditer(left)][-1:] or [str(found.lastgroup) for found in topics.finditer(right)][:1]
    earlier = [topic for start, topic in statement.sentence.topics if start < statement.quantity.start][-1:]
    return next(iter(near or earlier), statement.sentence.inherited)


_AND = re.compile(r"[、和与及]|以及")
_EACH = re.compile(r"(?:均|皆)(?:为|是|有)?\s*$|各(?:有|为)?\s*$")


def _name(section: Section, statements: Sequence[_Statement]) -> None:
    """Gives the statements of one sentence their mentions: one each, or one for each of the things said to be alike (均为0件)."""
    shared = _respective(statements)
    for at, statement in enumerate(statements):
        if at in shared:
            codes = [_metric(statement, shared[at], statement.right) if shared[at] else OTHER]
        elif alike := _EACH.search(statement.left):
            items = _AND.split(statement.left[: alike.start()])
            named = [_metric(statement, item, statement.right) for item in items]
            codes = list(dict.fromkeys(code for code in named if code != OTHER)) or [OTHER]
        else:
            codes = [_metric(statement, statement.left, statement.right)]
            if codes == [OTHER] and statement.wide != statement.left:
                codes = [_metric(statement, statement.wide, statement.right)]
            if codes == [OTHER] and statement.loose:
                codes = [_metric(statement, statement.left, statement.loose)]
        statement.mentions = [_mention(section, statement, code) for code in codes]


def _respective(statements: Sequence[_Statement]) -> dict[int, str]:
    """The words that belong to each number of "A、B分别…3件、5件"; empty words where things and numbers differ in count."""
    words: dict[int, str] = {}
    for at, statement in enumerate(statements):
        named, told, verb = statement.wide.rpartition("分别")
        if not told or at in words:
            continue
        last = at + 1
        while last < len(statements) and statements[last].gap.strip(" ,") in ("", "、", "和", "与", "及", "以及"):
            last += 1
        if last - at < 2:
            continue
        items = _AND.split(named.rstrip(", "))[at - last :]
        for offset in range(last - at):
            words[at + offset] = items[offset] + verb if len(items) == last - at else ""
    return words


def _mention(section: Section, statement: _Statement, code: str) -> Mention:
    quantity = statement.quantity
    value = None if quantity.value is None else float(quantity.value)
    return Mention(section.number, code, value, quantity.unit, quantity.qualifier, statement.text, _place(section, statement.sentence))


# ---------------------------------------------------------------- zeros told in words


_ABSENCE = re.compile(
    r"(?:(?P<not>未|尚未|从未|并未|没有|不曾)(?:再|新|曾)?(?:收到|接到|接收|受理|收取|产生|发生|出现|存在|涉及|引发|制定|制发|出台|有|被|因)"
    r"|(?P<none>没有|无|不存在)(?![法偿效需障碍论缝纸正]))"
)
_CLAUSE_STOP = re.compile(r"[,;:。!?]")
_RELATIVE = re.compile(r"的(?!情况|情形|现象|问题|案件|事项|申请(?!人)|费用|行政|人大|政协|政府|公开|依申请|投诉|举报|差评|复议|诉讼)")


def _absences(section: Section, plain: str, masked: str, sentence: _Sentence, own: Sequence[Quantity]) -> Iterator[tuple[int, Mention]]:
    """The zeros that a sentence tells in words, for the metrics that declare how."""
    for match in _ABSENCE.finditer(masked, sentence.start, sentence.end):
        stop = _CLAUSE_STOP.search(masked, match.end(), sentence.end)
        end = stop.start() if stop else sentence.end
        if any(match.start() <= quantity.start < end for quantity in own) or _RELATIVE.search(plain, match.end(), end):
            continue
        clause = _clause_start(masked, sentence.start, match.start())
        if plain[clause : match.start()].startswith(("如", "若", "凡", "对")):
            continue
        told, text = plain[match.start() : end].replace("\n", ""), section.text[clause:end].replace("\n", "").strip()
        qualifier = "未" if match["not"] and "未" in match["not"] else "无"
        for metric in vocabulary().metrics:
            if metric.absent and metric.absent.search(told):
                place = _place(section, sentence)
                yield match.start(), Mention(section.number, metric.code, 0.0, None, qualifier, text, place)


def _place(section: Section, sentence: _Sentence) -> str:
    return f"section {section.number}, paragraph {sentence.paragraph}, sentence {sentence.number}"


# ---------------------------------------------------------------- lists


@dataclass
class _List:
    """A total and the parts found for it so far, by their position among the statements."""

    total: int
    lead: str
    parts: list[int]
    joined_by: str = ""


_LEAD = re.compile(r"其中|包含|包括|涵盖|分为|(?:分别|具体)(?:为|是|包括)")
_AFRESH = re.compile(r"共|总计|合计|累计|全年|同比|[上去]年同期")
# Units that are one and the same thing in such reports; a list in a sister unit is a breakdown only where it sums.
_SISTERS = {"份": "件", "宗": "件", "起": "件", "场": "次", "场次": "次"}


def _lists(statements: Sequence[_Statement]) -> list[_List]:
    """Every list of parts behind a total; a list within a list hangs on the part before it (其中…，其中…)."""
    done: list[_List] = []
    opened: list[_List] = []
    for at, statement in enumerate(statements):
        gap = statement.gap.strip()
        if at and statement.sentence is not statements[at - 1].sentence:
            opened.clear()
        if gap.startswith(")"):
            while opened and opened.pop().lead != "(":
                pass
        lead = _lead(gap)
        total = _total(statements, at) if lead else None
        if lead and total is not None:
            opened.append(_List(total, lead, [at]))
            done.append(opened[-1])
        elif not lead:
            _join(statements, at, opened)
    return done


def _lead(gap: str) -> str:
    """What opens a list in the words before a number: an opening word, a bracket, or a colon right behind the total."""
    if gap.startswith("("):
        return "("
    found = _LEAD.search(gap)
    return found.group() if found else ":" if gap.startswith(":") else ""


def _total(statements: Sequence[_Statement], at: int) -> int | None:
    """The nearest quantity of the same kind before a list, in its sentence or the one before."""
    own = statements[at]
    for before in range(at - 1, -1, -1):
        other = statements[before]
        if other.sentence.paragraph != own.sentence.paragraph or other.sentence.number < own.sentence.number - 1:
            return None
        if _kind(other) == _kind(own):
            return before
    return None


def _kind(statement: _Statement) -> str:
    unit = statement.quantity.unit or ""
    return _SISTERS.get(unit, unit)


def _join(statements: Sequence[_Statement], at: int, opened: list[_List]) -> None:
    """Adds a statement to the innermost open list that it continues, closing those that it ends."""
    statement = statements[at]
    joined_by = "、" if statement.gap.strip().startswith(("、", "和", "及", "与")) else ","
    if opened and opened[-1].lead != "(" and _AFRESH.search(statement.left):
        opened.clear()
    while opened:
        top = opened[-1]
        ended = top.joined_by == "、" and joined_by == "," and top.lead != "("
        if _kind(statement) != _kind(statements[top.total]):
            return
        if ended or (statement.quantity.value and _sum(statements, top.parts) == statements[top.total].quantity.value):
            opened.pop()
            continue
        top.parts.append(at)
        top.joined_by = top.joined_by or joined_by
        return


def _sum(statements: Sequence[_Statement], parts: Sequence[int]) -> Decimal:
    return sum((statements[part].quantity.value or Decimal(0) for part in parts), Decimal(0))


def _name_categories(statements: Sequence[_Statement], lists: Sequence[_List]) -> None:
    """Parts listed under information disclosed are its categories, but for the channels; no part bears the metric of its own total."""
    for each in lists:
        total = statements[each.total].mentions[0].metric
        for part in each.parts:
            statements[part].mentions = [mention._replace(metric=_part(mention.metric, total)) for mention in statements[part].mentions]


def _part(metric: str, total: str) -> str:
    disclosed = total.startswith("disclosed.")
    if disclosed and (not metric.startswith("disclosed.") or metric == "disclosed.total"):
        return CATEGORY
    return f"{metric}.part" if metric == total not in (OTHER, CATEGORY) else metric


def _breakdown(statements: Sequence[_Statement], found: _List) -> Breakdown | None:
    """The breakdown of a list, unless a figure in it is vague or there is but one part."""
    involved = [statements[at] for at in (found.total, *found.parts)]
    if len(found.parts) < 2 or any(each.quantity.value is None or each.quantity.qualifier for each in involved):
        return None
    total, parts = involved[0], involved[1:]
    return Breakdown(total.mentions[0], tuple(part.mentions[0] for part in parts), _whole(total, parts, found.lead))


def _whole(total: _Statement, parts: Sequence[_Statement], lead: str) -> bool:
    """Whether the print offers the list as complete: it sums, says so, ends with 其他, or names its parts all alike."""
    if sum((part.quantity.value or Decimal(0) for part in parts), Decimal(0)) == total.quantity.value:
        return True
    last = parts[-1]
    if last.right.startswith("等") or any(part.quantity.unit != total.quantity.unit for part in parts):
        return False
    if re.search("其[他它]", last.left) or lead in ("包含", "分为", "分别为", "分别是", "具体为", "具体是"):
        return True
    if lead in ("(", ":", "包括") and re.search("共|合计|总计", total.left):
        return True
    return len(parts) > 2 and len({part.left.strip(", ")[-2:] for part in parts}) == 1
