"""One Source -> Report: the flow of the house, from the reader to the grade."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from reportlib.beside.bodies import read_bodies
from reportlib.beside.entries import Explanation, read_explanations
from reportlib.beside.explanations import concerning, corrected, corrections, explained
from reportlib.beside.manifest import Entry, read_manifests, told
from reportlib.beside.rollups import Rollup, read_rollups
from reportlib.bodies.locating import Body, locate, suggest
from reportlib.checks.evidence import with_evidence
from reportlib.checks.statements import statements
from reportlib.checks.statistics import as_facts, check_statistics
from reportlib.checks.sums import broken_off, check, grade, unvouched
from reportlib.checks.suspects import suspects
from reportlib.errors import NotAReport, UsageError
from reportlib.facts.extract import Extraction, extract
from reportlib.facts.identity.covering import covers
from reportlib.facts.identity.identify import BEFORE_2019, identify
from reportlib.facts.identity.refusing import is_blank_form, refusal
from reportlib.facts.identity.several import reports_in
from reportlib.facts.recognizing.recognize import Recognition, pictured, recognize
from reportlib.facts.sections import sections
from reportlib.facts.statistics import Statistics, in_earlier_form, statistics
from reportlib.facts.tables import as_printed
from reportlib.facts.unparted import unparted_tables
from reportlib.forms import Form, load_forms, newest_form
from reportlib.forms.rules.findings import finding, of_note
from reportlib.model import Document, Finding, Grade, Identity, Listed, Location, Mention, Paragraph, Phrase, Report, Section, Source
from reportlib.prose.mentions import breakdowns, mentions
from reportlib.readers import read as read_document
from reportlib.readers.limits import MAX_FILE_BYTES, too_large
from reportlib.text.decoding import printable
from reportlib.text.labels import TO_SIMPLIFIED

_INTRODUCTION = 4  # paragraphs that may name the place of the body


@dataclass(frozen=True)
class Beside:
    """What the user's own files beside the reports say: bodies.csv, explanations.csv, rollups.csv, and manifest.csv in any folder."""

    bodies: tuple[Body, ...] = ()
    manifest: Mapping[str, Entry] = field(default_factory=dict)
    explanations: tuple[Explanation, ...] = ()
    rollups: tuple[Rollup, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_beside(root: Path, is_there: Callable[[str], bool] | None = None) -> Beside:
    """What the files beside the reports below this folder say, with findings about their own lines.

    `is_there` says whether a path below it is a report's, where the reports themselves lie elsewhere.
    """
    manifest, findings = read_manifests(root, is_there)
    bodies, about_bodies = read_bodies(root / "bodies.csv") if (root / "bodies.csv").is_file() else ((), ())
    people = root / "explanations.csv"
    explanations, about_explanations = read_explanations(people) if people.is_file() else ((), ())
    sums = root / "rollups.csv"
    rollups, about_rollups = read_rollups(sums) if sums.is_file() else ((), ())
    return Beside(bodies, manifest, explanations, rollups, (*findings, *about_bodies, *about_explanations, *about_rollups))


def read(file: str | Path | Source, beside: Beside | None = None) -> Report:
    """Identity, facts, findings and sections of one file: its first report, with a finding where it holds several.

    Raises a ReportError that says why where the file cannot be read or holds no report.

    >>> read("data/raw/临沂市行政审批服务局-2024.txt").value("disclosures", "20.5/licenses", "decisions")
    31510
    """
    return read_all(file, beside)[0]


def read_all(file: str | Path | Source, beside: Beside | None = None) -> tuple[Report, ...]:
    """Every report of one file, in printed order: one alone, or those of a compilation, whose `source` ends in #2, #3.

    >>> [report.source for report in read_all("data/raw/临沂市行政审批服务局-2024.txt")]
    ['临沂市行政审批服务局-2024.txt']
    """
    source = file if isinstance(file, Source) else source_of(Path(file))
    parts = reports_in(read_document(source))
    return tuple(_read(_Part(part, source, number, len(parts)), beside or Beside()) for number, part in enumerate(parts, start=1))


class _Part(NamedTuple):
    """One report of a file: its document, the file, and which of how many it is."""

    document: Document
    file: Source
    number: int
    total: int

    @property
    def source(self) -> str:
        return self.file.name if self.number == 1 else f"{self.file.name}#{self.number}"

    def report_id(self, identity: Identity) -> str:
        again = "" if self.number == 1 else f"-{self.number}"
        return f"{identity.agency or 'unknown'}-{identity.year or 'unknown'}-{self.file.sha256[:8]}{again}"

    def told(self, beside: Beside) -> Entry:
        """What the manifest says of this report; of a whole compilation it can say only where it was published."""
        entry = beside.manifest.get(self.source) or beside.manifest.get(self.file.name, Entry())
        return entry if self.total == 1 or self.source in beside.manifest else Entry(publication=entry.publication)


def _read(part: _Part, beside: Beside) -> Report:
    found = identify(part.document, part.file.name if part.total == 1 else "")
    counted = statistics(part.document, found.identity.year)
    document = counted.rest
    form = load_forms().get(found.identity.form)
    form = as_printed(document, form) if form else None
    found = found._replace(identity=found.identity._replace(form=form.code)) if form else found
    recognition = recognize(document, form) if form else Recognition((), ())
    prose = sections(document, form or newest_form(), before_2019=found.identity.form == BEFORE_2019)
    _refuse(refusal(part.document, found.identity, found.candidates, bool(recognition.lines or counted.figures), prose), part)
    entry = part.told(beside)
    identity, about_manifest = told(in_earlier_form(found.identity, counted), entry)
    location, about_place = _located(identity, part, beside.bodies)
    explanations = concerning(beside.explanations, part.report_id(identity))
    extraction, about_figures = _figures(recognition, form, counted, explanations)
    _refuse(
        "a form that is not filled in" if is_blank_form(part.document, identity, extraction.facts or as_facts(counted.figures)) else "",
        part,
    )
    said, about_prose = _told_in_prose(prose, extraction, counted, identity)
    about_report = (*_notes(document), *_among_several(part), *_still_open(found.findings, identity, entry), *about_manifest, *about_place)
    findings = (*about_report, *extraction.findings, *about_figures, *counted.findings, *about_prose)
    facts = with_evidence(extraction.facts, extraction.subtotals, findings, form) if form else extraction.facts
    return Report(
        report_id=part.report_id(identity),
        source=part.source,
        source_format=document.source_format,
        sha256=part.file.sha256,
        size=len(part.file.content),
        identity=identity,
        location=location._replace(covers=covers(document, prose, identity.agency, location, beside.rollups)),
        facts=facts,
        findings=explained(findings, explanations),
        sections=prose,
        mentions=said,
        grade=grade(extraction.facts or as_facts(counted.figures), findings) if form or counted.form else Grade.INCOMPLETE,
        publication=entry.publication,
        statistics=counted.figures,
    )


def source_of(path: Path) -> Source:
    """A file as a source of its own; a UsageError where it is not there or cannot be opened."""
    if not path.is_file():
        raise UsageError("there is no such file", source=str(path), remedy="check the path")
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise too_large(size)
        return Source(printable(path.name), path.read_bytes())
    except OSError as error:
        raise UsageError("the file cannot be opened", source=str(path), found=error.strerror or str(error)) from error


def _refuse(word: str, part: _Part) -> None:
    """Raises NotAReport where there is a word for what the file is instead."""
    if word:
        expected = "a yearly report under the regulation on open government information: its title, sections or tables"
        elsewhere = next((note.operands["address"] for note in part.document.notes if note.rule == "report_elsewhere"), None)
        remedy = f"the page leads to {elsewhere}: download that file and give it instead" if elsewhere else "take it out of the folder"
        raise NotAReport("this is no yearly disclosure report", source=part.source, expected=expected, found=word, remedy=remedy)


def _among_several(part: _Part) -> Iterator[Finding]:
    if part.total > 1:
        yield finding("several_reports", {"count": part.total, "number": part.number})


def _figures(
    recognition: Recognition, form: Form | None, counted: Statistics, explanations: Sequence[Explanation]
) -> tuple[Extraction, Sequence[Finding]]:
    """The facts with what the rules of the form say of them; none for a report of before 2019, whose figures are its statistics."""
    if counted.form and form is None:
        return Extraction((), (), ()), []
    if form is None:
        return Extraction((), (), ()), [finding("form_unknown")]
    extraction = extract(recognition, form)
    facts = corrected(extraction.facts, explanations)
    unread = form.tables.keys() - {line.table for line in recognition.lines}
    unparted = unparted_tables(counted.rest, form, unread)
    checked = check(facts, extraction.subtotals, form, unparted, pictured(recognition, form))
    checked = (*checked, *unvouched(facts, checked), *broken_off(facts, checked, counted.rest.breaks_off))
    about_corrections = corrections(extraction.facts, explanations)
    return extraction._replace(facts=facts), (*about_corrections, *checked, *suspects(facts, extraction.subtotals, form, checked))


def _told_in_prose(
    prose: Sequence[Section], extraction: Extraction, counted: Statistics, identity: Identity
) -> tuple[tuple[Mention, ...], tuple[Finding, ...]]:
    """The figures in the prose, and how they agree with the tables and with each other."""
    places = {section.number: section.places for section in prose}
    said = mentions(prose, places)
    stated = statements(prose, said, breakdowns(prose, places), extraction.facts, identity)
    return said, (*stated, *check_statistics(counted.figures, counted.form, said))


def _located(identity: Identity, part: _Part, bodies: Sequence[Body]) -> tuple[Location, list[Finding]]:
    hints = [
        identity.title,
        *part.document.metadata.values(),
        *PurePosixPath(part.file.name.replace("!", "/")).parts[:-1],
        *_introduction(part.document),
    ]
    location = locate(identity.agency.translate(TO_SIMPLIFIED), identity.year, hints, bodies)
    if location.region_code or location.level == "state" or not identity.agency:
        return location, []
    alike = suggest(identity.agency)
    reason = location.reason or Phrase("no_place_known", {"agency": identity.agency})
    suggestion = Phrase("is_it", {"names": Listed(alike, "or")}) if alike else ""
    return location, [finding("region_unknown", {"reason": reason, "suggestion": suggestion})]


def _introduction(document: Document) -> Iterator[str]:
    """The first paragraphs of prose, which may name what the body belongs to."""
    prose = (block.text for block in document.blocks if isinstance(block, Paragraph) and len(block.text) > 40)
    return (text for text, _ in zip(prose, range(_INTRODUCTION), strict=False))


def _notes(document: Document) -> Iterator[Finding]:
    return (of_note(note) for note in document.notes)


def _still_open(findings: Sequence[Finding], identity: Identity, entry: Entry) -> Iterator[Finding]:
    """What identifying found, without what the manifest has since answered."""
    answered = {"agency_unknown"} if identity.agency else set()
    answered |= {"year_unknown"} if identity.year else set()
    answered |= {"year_span"} if entry.year else set()
    return (each for each in findings if each.rule not in answered)
