"""Claims x Identity -> Findings: sentences that speak of another year or another body as if it were the report's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportlib.forms.findings import finding
from reportlib.model import Finding, Identity, Section
from reportlib.prose.claims import END, PLANNED, YEAR, Claim, own_words
from reportlib.text.quantities import narrowed


def leftovers(sections: Sequence[Section], claims: Sequence[Claim], identity: Identity) -> Iterator[Finding]:
    """What looks as if it were left over from last year's report (prose_year) or taken from that of another body (prose_body)."""
    yield from _other_years(sections, claims, identity)
    yield from _other_bodies(claims, identity)


# ---------------------------------------------------------------- another year


def _other_years(sections: Sequence[Section], claims: Sequence[Claim], identity: Identity) -> Iterator[Finding]:
    """Sentences with a figure of another year, or about the body in it: no comparison, no plan, and not the report's year beside it."""
    if identity.year is None:
        return
    told: set[str] = set()
    for claim in claims:
        year, metric, sentence = claim.other_year, claim.mention.metric, claim.sentence.strip()
        if year and not metric.startswith(_NO_FLOWS) and sentence not in told and _is_own(sentence, identity):
            told.add(sentence)
            yield _year_finding(claim.mention.text, year, claim.mention.place, identity)
    for section in sections:
        for at, line in enumerate(narrowed(section.text).split("\n")):
            for number, sentence in enumerate(END.split(line), 1):
                year = _begins_with(sentence, section.number == 1 and (at, number) == (0, 1), identity)
                if year and sentence.strip() not in told and _is_own(sentence, identity):
                    told.add(sentence.strip())
                    yield _year_finding(sentence.strip()[:30], year, _place(section, at, number), identity)


# What stands for longer than a year, or is told of another year in order to compare.
_NO_FLOWS = ("other", "share", "former", "change.", "followers", "staff", "columns", "normative_documents.in_force")
_COMPARED = re.compile(
    r"同比|环比|相比|对比|[较比](?:上|去|往|前|同|20)|持平|去年|上一?年度?(?!度?结转)|往年|历年|以来|近[两三几0-9]年"
    r"|(?:增长|增加|提[升高]|上升|下降|减少|降低)[^,。]{0,6}[0-9]"
)


def _is_own(sentence: str, identity: Identity) -> bool:
    """Whether a sentence that names another year neither compares, nor plans, nor names the report's own year too."""
    words = own_words(sentence)
    return not (_COMPARED.search(words) or PLANNED.search(words) or re.search(rf"{identity.year}\s*年", words))


_MARKER = re.compile(r"^\s*(?:[(]?[0-9一二三四五六七八九十]{1,3}[)、.]\s*|[一二三四五六七八九十]是)?")
_OWN = re.compile(r"我[局委办厅院市县区省镇州盟旗单机]|本[局委办厅院市县区省镇单机]|全[局市县区镇]")


def _begins_with(sentence: str, opening: bool, identity: Identity) -> int | None:
    """The year, not the report's, that a sentence about the body begins with; the opening of the report may be about anything."""
    if "年" not in sentence[:16]:
        return None
    found = YEAR.match(sentence, _end_of_marker(sentence))
    year = int(found[1]) if found else identity.year
    if not found or year is None or identity.year is None or year == identity.year or "结转" in sentence:
        return None
    rest = sentence[found.end() :].lstrip("度, ")
    subject = _NAME.match(rest)
    own = _OWN.match(rest) or (subject and not _NO_NAME.search(subject["name"]) and _is_same(subject["name"], identity.agency))
    return year if opening or (abs(year - identity.year) == 1 and own) else None


def _end_of_marker(text: str) -> int:
    found = _MARKER.match(text)
    return found.end() if found else 0


def _place(section: Section, line: int, sentence: int) -> str:
    """The place of a sentence, told as that of a mention."""
    known = str(section.places[line]) if line < len(section.places) else ""
    return ", ".join(filter(None, (known, f"section {section.number}, paragraph {line + 1}, sentence {sentence}")))


def _year_finding(text: str, year: int, place: str, identity: Identity) -> Finding:
    return finding("prose_year", {"text": text, "title": identity.title}, expected=identity.year, actual=year, place=place)


# ---------------------------------------------------------------- another body


_ACTS = (
    "requests.received",
    "requests.closed_total",
    "requests.handled",
    "disclosed.",
    "review.total",
    "litigation.total",
    "fees.processing",
)
_SUBJECT = re.compile(
    r"(?:^|[,;:])\s*(?:(?:19|20)[0-9]{2}\s*年度?,?\s*|全年,?|本年度?,?|今年,?|年内,?)?"
    r"(?P<name>[\u4e00-\u9fff]{2,24}?(?:委员会|人民政府|政府|[局厅委])(?:机关)?)"
    r"(?:,|[共未]|累计|全年|年内|主动|通过|没有|依法|新收|收到|接到|受理|办理|公开|发布|公布|本年|今年|(?:19|20)[0-9]{2}\s*年)"
)
_NAME = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,24}?(?:委员会|人民政府|政府|[局厅委]))")
_NO_NAME = re.compile(r"^(?:[我本全各该其此]|有关|相关|上级|所有|由|向|经|与|对|在|为|按|根据|通过|配合|协助)|[各等]")
_PLACE = re.compile(r"^.*(?:[省县旗盟州]|(?<!城)市(?![场容民])|自治区|(?<!管理)区|(?<!城)镇|乡(?!村)|街道)")


def _other_bodies(claims: Sequence[Claim], identity: Identity) -> Iterator[Finding]:
    """Clauses in which a body of another name discloses or receives; a government speaks of its own bodies, and is left out."""
    if not identity.agency or re.search(r"政府(?:办公[室厅])?$|管委会$|管理委员会$", identity.agency):
        return
    told: set[str] = set()
    for claim in claims:
        words = own_words(claim.before + claim.words)
        found = list(_SUBJECT.finditer(words[_end_of_marker(words) :])) if claim.mention.metric.startswith(_ACTS) else []
        name = found[-1]["name"] if found else ""
        if not name or name in told or _NO_NAME.search(name) or _is_same(name, identity.agency):
            continue
        told.add(name)
        text, place = claim.mention.text, claim.mention.place
        yield finding("prose_body", {"name": name, "text": text, "agency": identity.agency, "title": identity.title}, place=place)


def _is_same(name: str, agency: str) -> bool:
    """Whether a name can be a short form of the other, in its place and in its body (区商务局 for 甲区商务局, 科委 for 科学技术委员会)."""
    split = [((place := _PLACE.match(each)) and place.group()) or "" for each in (name, agency)]
    bodies = [each[len(place) :] for each, place in zip((name, agency), split, strict=True)]
    return all(_shortens(one, two) or _shortens(two, one) for one, two in (split, bodies))


def _shortens(short: str, long: str) -> bool:
    """Whether all signs of the short form stand in the long one, in their order."""
    signs = iter(long)
    return all(sign in signs for sign in short)
