"""One Source -> Report: the flow of the house, from the reader to the grade."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from reportlib.beside.explanations import Entry as Explanation
from reportlib.beside.explanations import concerning, corrected, corrections, explained, read_explanations
from reportlib.beside.manifest import Entry, read_manifests, told
from reportlib.bodies.locating import Body, locate, read_bodies, suggest
from reportlib.checks.statements import statements
from reportlib.checks.sums import INCOMPLETE, check, grade, unvouched
from reportlib.checks.suspects import suspects
from reportlib.errors import NotAReport, UsageError
from reportlib.facts.extract import Extraction, extract
from reportlib.facts.identify import first_report, identify
from reportlib.facts.recognize import Recognition, recognize
from reportlib.facts.sections import sections
from reportlib.forms import Form, load_forms, newest_form
from reportlib.model import FAIL, WARNING, Document, Finding, Identity, Location, Paragraph, Report, Source
from reportlib.prose.mentions import breakdowns, mentions
from reportlib.readers import read as read_document
from reportlib.text.labels import TO_SIMPLIFIED

_INTRODUCTION = 4  # paragraphs that may name the place of the body


@dataclass(frozen=True)
class Beside:
    """What the user's own files beside the reports say: bodies.csv, explanations.csv, and manifest.csv in any folder."""

    bodies: tuple[Body, ...] = ()
    manifest: Mapping[str, Entry] = field(default_factory=dict)
    explanations: tuple[Explanation, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_beside(root: Path) -> Beside:
    """What the files beside the reports below this folder say, with findings about their own lines."""
    manifest, findings = read_manifests(root)
    bodies, about_bodies = read_bodies(root / "bodies.csv") if (root / "bodies.csv").is_file() else ((), ())
    people = root / "explanations.csv"
    explanations, about_explanations = read_explanations(people) if people.is_file() else ((), ())
    return Beside(bodies, manifest, explanations, (*findings, *about_bodies, *about_explanations))


def read(file: str | Path | Source, beside: Beside | None = None) -> Report:
    """Identity, facts, findings and sections of one file.

    Raises a ReportError that says why where the file cannot be read or holds no report.

    >>> read("data/raw/临沂市行政审批服务局-2024.txt").value("disclosures", "20.5/licenses", "decisions")
    31510
    """
    source = file if isinstance(file, Source) else _source(Path(file))
    beside = beside or Beside()
    document, about_rest = first_report(read_document(source))
    found = identify(document)
    form = load_forms().get(found.identity.form)
    recognition = recognize(document, form) if form else Recognition((), ())
    if not recognition.lines and not found.identity.title:
        raise _no_report(source)
    entry = beside.manifest.get(source.name, Entry())
    identity, about_manifest = told(found.identity, entry)
    location, about_place = _located(identity, document, source, beside.bodies)
    report_id = f"{identity.agency or 'unknown'}-{identity.year or 'unknown'}-{source.sha256[:8]}"
    explanations = concerning(beside.explanations, report_id)
    extraction, about_figures = _figures(recognition, form, explanations)
    prose = sections(document, form or newest_form())
    places = {section.number: section.places for section in prose}
    said = mentions(prose, places)
    findings = (
        *_notes(document),
        *about_rest,
        *_still_open(found.findings, identity),
        *about_manifest,
        *about_place,
        *extraction.findings,
        *about_figures,
        *statements(prose, said, breakdowns(prose, places), extraction.facts, identity),
    )
    return Report(
        report_id=report_id,
        source=source.name,
        source_format=document.source_format,
        sha256=source.sha256,
        size=len(source.content),
        identity=identity,
        location=location,
        facts=extraction.facts,
        findings=explained(findings, explanations),
        sections=prose,
        mentions=said,
        grade=grade(extraction.facts, findings) if extraction.facts else INCOMPLETE,
        publication=entry.publication,
    )


def _source(path: Path) -> Source:
    if not path.is_file():
        raise UsageError("there is no such file", source=str(path), remedy="check the path")
    return Source(path.name, path.read_bytes())


def _no_report(source: Source) -> NotAReport:
    expected = "a title with 政府信息公开工作年度报告, or its tables"
    return NotAReport("this is no yearly disclosure report", source=source.name, expected=expected, remedy="take it out of the folder")


def _figures(recognition: Recognition, form: Form | None, explanations: Sequence[Explanation]) -> tuple[Extraction, Sequence[Finding]]:
    """The facts with what the rules of the form say of them; none for a report of before 2019."""
    if form is None:
        message = "reports of before 2019 have other tables (统计指标); their prose is kept, their figures are not read"
        return Extraction((), (), ()), [Finding("form_unknown", WARNING, FAIL, message)]
    extraction = extract(recognition, form)
    facts = corrected(extraction.facts, explanations)
    checked = check(facts, extraction.subtotals, form)
    checked = (*checked, *unvouched(facts, checked))
    about_corrections = corrections(extraction.facts, explanations)
    return extraction._replace(facts=facts), (*about_corrections, *checked, *suspects(facts, extraction.subtotals, form, checked))


def _located(identity: Identity, document: Document, source: Source, bodies: Sequence[Body]) -> tuple[Location, list[Finding]]:
    hints = [
        identity.title,
        *document.metadata.values(),
        *PurePosixPath(source.name.replace("!", "/")).parts[:-1],
        *_introduction(document),
    ]
    location = locate(identity.agency.translate(TO_SIMPLIFIED), identity.year, hints, bodies)
    if location.region_code or location.level == "state" or not identity.agency:
        return location, []
    alike = suggest(identity.agency)
    message = (location.reason or f"no place is known for {identity.agency}") + (f"; is it {' or '.join(alike)}?" if alike else "")
    return location, [Finding("region_unknown", WARNING, FAIL, message)]


def _introduction(document: Document) -> Iterator[str]:
    """The first paragraphs of prose, which may name what the body belongs to."""
    prose = (block.text for block in document.blocks if isinstance(block, Paragraph) and len(block.text) > 40)
    return (text for text, _ in zip(prose, range(_INTRODUCTION), strict=False))


def _notes(document: Document) -> Iterator[Finding]:
    return (Finding(note.rule, note.severity, FAIL, note.message, place=str(note.place)) for note in document.notes)


def _still_open(findings: Sequence[Finding], identity: Identity) -> Iterator[Finding]:
    """What identifying found, without what the manifest has since answered."""
    answered = {"agency_unknown"} if identity.agency else set()
    answered |= {"year_unknown"} if identity.year else set()
    return (finding for finding in findings if finding.rule not in answered)
