"""Claims x Identity -> Findings: sentences that speak of another year or another body as if it were the report's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportlib.forms.rules.findings import finding
from reportlib.model import Finding, Identity, Section
from reportlib.prose.claims import END, PLANNED, YEAR, Claim, own_words
from reportlib.prose.subjects import acting, is_same, named, of_area
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
    subject = named(rest)
    own = _OWN.match(rest) or (subject and is_same(subject, identity.agency))
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
# Who decides reviews and lawsuits is rightly another body.
_JUDGING = re.compile(r"(?:受理|审理|审结|办理)[^,。]*(?:复议|诉讼)")


def _other_bodies(claims: Sequence[Claim], identity: Identity) -> Iterator[Finding]:
    """Clauses in which a body of another name discloses or receives; a government speaks of its own bodies, and is left out."""
    if not identity.agency or of_area(re.sub("办公[室厅]$", "", identity.agency)):
        return
    told: set[str] = set()
    for claim in claims:
        words = own_words(claim.before + claim.words)
        name = acting(words[_end_of_marker(words) :]) if claim.mention.metric.startswith(_ACTS) and not _JUDGING.search(words) else ""
        if not name or name in told or is_same(name, identity.agency):
            continue
        told.add(name)
        text, place = claim.mention.text, claim.mention.place
        yield finding("prose_body", {"name": name, "text": text, "agency": identity.agency, "title": identity.title}, place=place)
