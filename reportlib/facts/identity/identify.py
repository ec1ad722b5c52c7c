"""Document -> whose report it is, of which year, in which form: every spot that says so is asked, and they are weighed together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import regex

from reportlib.bodies.alike import one_body, one_place
from reportlib.bodies.printed import WORDED
from reportlib.facts.identity.candidates import (
    CONTACT,
    OWN_WORD,
    PAGE_TITLE,
    PARAGRAPH,
    PROSE,
    TITLE,
    WEIGHTS,
    Candidate,
    candidates,
    last_resort,
)
from reportlib.forms import Form, earlier_marks, load_forms
from reportlib.forms.rules.findings import finding
from reportlib.model import Document, Finding, Identity, Listed, Operand, Paragraph, Phrase, Place
from reportlib.text.labels import TO_SIMPLIFIED, label_key, squeezed

BEFORE_2019 = "before-2019"

_PERIOD = regex.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:起|开始)?(?:至|到|[-—–~－]+),?(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_PERIOD_START = regex.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:起|开始),?(?:至|到)(\d{4})年(\d{1,2})月(\d{1,2})日")
_OWN_YEAR = regex.compile(r"(?<!\d)((?:19|20)\d{2})年")
# Spots that are asked only where no other names a body.
_LAST = (PROSE, CONTACT)
# How much the end of the reporting period tells of the year, beside the spots.
_PERIOD_WEIGHT = 6


class Identification(NamedTuple):
    """The identity as printed, all that was asked for it, and what the print leaves unknown or says twice differently."""

    identity: Identity
    findings: tuple[Finding, ...]
    candidates: tuple[Candidate, ...] = ()


def identify(document: Document, file_name: str = "") -> Identification:
    """Agency (whole, as printed), year of the report (not of its publication), form, title and period."""
    found = candidates(document, file_name)
    if not any(one.agency for one in found if one.spot != CONTACT):
        found = (*found, *last_resort(document))
    body = _body(document)
    start, end = _period(body)
    agency, about_agency = _agency(found)
    year, about_year = _year(found, end, body)
    about_years = _of_several_years(found, year, start, end)
    form, about_form = _form(document, year)
    identity = Identity(agency, year, form, _printed_title(found), start, end)
    return Identification(identity, (*about_agency, *about_year, *about_years, *about_form), found)


def _body(document: Document) -> str:
    paragraphs = (block.text for block in document.blocks if isinstance(block, Paragraph))
    cells = (cell.text for grid in document.grids() for row in grid.rows[:3] for cell in row)
    return "".join(squeezed(text) for texts in (paragraphs, cells) for text in texts).translate(TO_SIMPLIFIED)


def _printed_title(found: Sequence[Candidate]) -> str:
    """The title as printed; the page's own, or one in a sentence, where there is none."""
    return next((one.text for spot in (TITLE, PAGE_TITLE, PARAGRAPH) for one in found if one.spot == spot and one.text), "")


# ---------------------------------------------------------------- whose


def _agency(found: Sequence[Candidate]) -> tuple[str, list[Finding]]:
    """The body that most speaks for, under the name of the strongest spot, and what speaks against it or only weakly for it."""
    named = [one for one in found if one.agency]
    told = [one for one in named if one.spot in OWN_WORD] or [one for one in named if one.spot not in _LAST] or named
    if not told:
        return "", [finding("agency_unknown")]
    groups = _grouped(told)
    best = max(groups, key=_weight)
    agency = _whole(best[0], [*best, *named])
    doubts = list(_against(agency, best[0], [one for one in named if one not in best]))
    if best[0].spot not in OWN_WORD:
        doubts.append(_weakly(agency, best[0]))
    return agency, doubts


def _grouped(named: Iterable[Candidate]) -> list[list[Candidate]]:
    """The candidates by body, in the order in which the bodies are named."""
    groups: list[list[Candidate]] = []
    for one in named:
        group = next((group for group in groups if any(one_body(one.agency, other.agency) for other in group)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return groups


def _weight(group: Sequence[Candidate]) -> int:
    return sum(WEIGHTS[spot] for spot in {one.spot for one in group})


def _whole(taken: Candidate, named: Iterable[Candidate]) -> str:
    """The name of the strongest spot, or the same name with its place where only another spot prints that."""
    if taken.certainty > WORDED:
        return taken.agency
    return next((one.agency for one in named if one.certainty > WORDED and one.agency.endswith(taken.agency)), taken.agency)


def _against(agency: str, taken: Candidate, others: Iterable[Candidate]) -> Iterator[Finding]:
    """One finding that names every spot which speaks of another body; spots around a report may name its neighbours of one place."""
    strangers = [one for one in others if not _agrees(agency, one)]
    if strangers:
        said = dict.fromkeys((one.spot, one.agency, one.place) for one in strangers)
        named = [Phrase("spot_names", {"spot": Phrase(spot), "agency": name, "at": _at(place)}) for spot, name, place in said]
        operands = {"spot": Phrase(taken.spot), "agency": agency, "at": _at(taken.place), "others": Listed(named)}
        yield finding("agency_disagrees", operands, place=taken.place)


def _agrees(agency: str, one: Candidate) -> bool:
    return one_body(agency, one.agency) or (one.spot not in OWN_WORD and one_place(agency, one.agency))


def _at(place: Place) -> Operand:
    return Phrase("at", {"place": place}) if str(place) else ""


def _weakly(agency: str, taken: Candidate) -> Finding:
    return finding("agency_from_around", {"agency": agency, "spot": Phrase(taken.spot)}, place=taken.place)


# ---------------------------------------------------------------- of which year


def _year(found: Sequence[Candidate], period_end: str | None, body: str) -> tuple[int | None, list[Finding]]:
    """The year that most speaks for, and one finding that names every spot which says another."""
    said = [(one.spot, one.year, one) for one in found if one.year and one.spot in OWN_WORD]
    weights: Counter[int] = Counter()
    for spot, year in dict.fromkeys((spot, year) for spot, year, _ in said):
        weights[year] += WEIGHTS[spot]
    if period_end:
        weights[int(period_end[:4])] += _PERIOD_WEIGHT
    if not weights:
        year_elsewhere = _prevailing_year(body) or next((one.year for one in found if one.year), None)
        return year_elsewhere, [] if year_elsewhere else [finding("year_unknown")]
    taken = max(weights, key=lambda year: weights[year])
    return taken, list(_other_years(taken, said, int(period_end[:4]) if period_end else None))


def _other_years(taken: int, said: Sequence[tuple[str, int, Candidate]], period_year: int | None) -> Iterator[Finding]:
    spots = dict.fromkeys((spot, year, one.place) for spot, year, one in said)
    named = [Phrase("spot_says", {"spot": Phrase(spot), "year": year, "at": _at(place)}) for spot, year, place in spots]
    years = [year for _, year, _ in spots]
    if period_year:
        named.append(Phrase("period_ends", {"year": period_year}))
        years.append(period_year)
    if len(set(years)) > 1:
        other = next(year for year in years if year != taken)
        place = next((one.place for _, _, one in said), "")
        yield finding("year_disagrees", {"said": Listed(named)}, expected=taken, actual=other, place=place)


def _of_several_years(found: Sequence[Candidate], year: int | None, start: str | None, end: str | None) -> list[Finding]:
    """One finding where a title names several years and no period says that the figures are of the one that is taken."""
    one_year = start and end and start[:4] == end[:4] == str(year)
    told = None if one_year else next((one for one in found if one.spot in OWN_WORD and one.since and one.year == year), None)
    return [finding("year_span", {"first": told.since, "last": year, "spot": Phrase(told.spot)}, place=told.place)] if told else []


def _period(body: str) -> tuple[str | None, str | None]:
    """The first and the last day that the figures cover, as ISO dates."""
    match = _PERIOD.search(body) or _PERIOD_START.search(body)
    if not match:
        return None, None
    first, month, day, last, last_month, last_day = match.groups()
    return f"{first}-{int(month):02}-{int(day):02}", f"{last or first}-{int(last_month):02}-{int(last_day):02}"


def _prevailing_year(body: str) -> int | None:
    years = Counter(_OWN_YEAR.findall(body))
    return int(years.most_common(1)[0][0]) if years else None


# ---------------------------------------------------------------- in which form


def _form(document: Document, year: int | None) -> tuple[str, list[Finding]]:
    """The form whose own labels are printed; by the year where none is."""
    printed = set(map(label_key, {cell.text for grid in document.grids() for row in grid.rows for cell in row} - {""}))
    forms = load_forms()
    marks = {code: len(form.marks & printed) for code, form in forms.items()}
    by_year = _form_of_year(year, forms.values())
    best = max(marks, key=lambda code: (marks[code], code == by_year))
    if not marks[best]:
        return BEFORE_2019 if earlier_marks() & printed else by_year, []
    if by_year == best or year is None:
        return best, []
    return best, [finding("form_year", {"form": best, "year": year, "by_year": by_year})]


def _form_of_year(year: int | None, forms: Iterable[Form]) -> str:
    known = sorted(forms, key=lambda form: form.first_year)
    if year is not None and year < known[0].first_year:
        return BEFORE_2019
    return next((form.code for form in reversed(known) if year is None or form.first_year <= year), BEFORE_2019)
