"""The command line: build the tables, show a report, list what fails."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer
from rich import markup
from rich.console import Console
from rich.table import Table

from reportlib.building import Summary, build, to_be_read
from reportlib.compare.words import group_label, listing, unit_label
from reportlib.dataset import Dataset, load
from reportlib.errors import ReportError, UsageError
from reportlib.forms.rules.wording import word
from reportlib.model import Finding, Grade, Report, Severity, Source, Where
from reportlib.readers import read as read_document
from reportlib.reading import read_beside
from reportlib.showing import located, message_of, neighbourhood, standing_alone, terminal_tables, worst_first
from reportlib.showing.failing import failing_findings, refuse_unknown_rule, reports_of
from reportlib.showing.helped import Helped, Spoken
from reportlib.showing.progress import progress_on
from reportlib.showing.sought import report_called, sought
from reportlib.showing.spoken import chosen, language_of, phrase, reason_in, said, term_of
from reportlib.showing.tables import COLOURS, bodies_laid, grade_in, legend, parts
from reportlib.text.decoding import printable

app = typer.Typer(cls=Helped, add_completion=False, no_args_is_help=True)
_PAPER_WIDTH = 140  # of what is printed to a file or a pipe
console = Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PAPER_WIDTH)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

Processed = Annotated[Path, typer.Argument()]
Lang = Annotated[str | None, typer.Option("--lang", callback=lambda asked: chosen(asked))]
DocumentLang = Annotated[str | None, typer.Option("--lang", callback=lambda asked: chosen(asked, "zh"))]  # of what is handed in


def main() -> None:
    """Run the command; what a file, a call or the machine is to blame for ends with one line and status 2, Ctrl-C at once."""
    signal.signal(signal.SIGINT, _interrupted)
    try:
        app()
    except BrokenPipeError:  # as where `head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except ReportError as error:
        _stop(str(error))
    except OSError as error:
        _stop(": ".join(str(part) for part in (error.filename, error.strerror or error) if part))


def _stop(told: str) -> NoReturn:
    errors.print(f"[red]reportlib:[/red] {shown(reason_in(told, language_of(sys.argv)))}", soft_wrap=True)
    raise SystemExit(2)


def _interrupted(_number: int, _frame: FrameType | None) -> NoReturn:
    """Nothing that is written needs the end of the process: a version is current or is not, and workers go with their parent."""
    console.show_cursor()
    os.write(sys.stderr.fileno(), f"\nreportlib: {said('stopped', language_of(sys.argv))}\n".encode())
    os._exit(128 + signal.SIGINT)


def shown(text: str) -> str:
    """A text of a report or of the machine as a terminal may have it: no control character, no markup."""
    return markup.escape(printable(text.expandtabs()))


def _print_version(asked: bool) -> None:
    if asked:
        console.print(f"reportlib {metadata.version('reportlib')}")
        raise typer.Exit


@app.callback()
def _options(version: Annotated[bool, typer.Option("--version", is_eager=True, callback=_print_version)] = False) -> None:
    """Options of no command in particular."""


@app.command("build", cls=Spoken)
def build_command(
    raw: Annotated[str, typer.Argument()],
    output: Annotated[str, typer.Option("-o", "--output")],
    jobs: Annotated[int | None, typer.Option(min=1)] = None,
    cluster: Annotated[str | None, typer.Option()] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    rehash: Annotated[bool, typer.Option("--rehash")] = False,
    strict: Annotated[bool, typer.Option()] = False,
    timings: Annotated[bool, typer.Option()] = False,
    language: Lang = None,
) -> None:
    """Read every report below RAW and write the tables."""
    if Path(raw).is_dir() and not any(path.is_file() for path in Path(raw).rglob("*")):
        raise UsageError("the folder is empty", source=raw, expected="reports in it", remedy="put some into it")
    if dry_run:
        _print_plan(to_be_read(raw, output), str(language))
        return
    words = [phrase(name, str(language)) for name in ("read_so_far", "found_so_far")]
    with progress_on(console, said("reading", str(language)), *words) as step:
        summary = build(raw, output, jobs=jobs, rehash=rehash, timings=timings, progress=step, cluster=cluster)
    _print_summary(summary, output, str(language))
    if strict and (summary.quarantined or summary.failing):
        raise SystemExit(1)


def _print_plan(names: Sequence[str], language: str) -> None:
    for name in names:
        console.print(shown(name), soft_wrap=True, highlight=False)
    console.print(said("would_be_read", language, count=len(names)))


def _print_summary(summary: Summary, output: str, language: str) -> None:
    heads = [said("reports", language), *(term_of("grades", name, language) for name in Grade)]
    table = Table(*heads, said("not_read", language), said("duplicates", language), title=None)
    grades = (str(summary.grades[name]) for name in Grade)
    table.add_row(str(summary.reports), *grades, str(len(summary.quarantined)), str(summary.duplicates))
    console.print(table)
    for row in summary.quarantined:
        _print_not_read(row.source, row.reason, language)
    litter = said("litter", language, count=summary.litter) if summary.litter else ""
    console.print(said("built", language, count=summary.reread, litter=litter, folder=shown(output)), soft_wrap=True)


def _print_not_read(source: str, reason: str | None, language: str) -> None:
    told = f"{shown(source)}: {shown(reason_in(reason or '', language))}"
    console.print(f"[yellow]{said('not_read', language)}[/yellow] {told}", soft_wrap=True)


@app.command("collect", cls=Spoken)
def collect_command(
    output: Annotated[Path, typer.Option("-o", "--output")],
    addresses: Annotated[Path | None, typer.Argument(metavar="[LIST]")] = None,
    column: Annotated[str, typer.Option()] = "",
    pages: Annotated[int, typer.Option(min=1)] = 20,
    contact: Annotated[str, typer.Option()] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    allow_private: Annotated[bool, typer.Option("--allow-private")] = False,
    language: Lang = None,
) -> None:
    """Fetch reports from the sites that publish them, politely; run it again to fetch what is new."""
    from reportlib.collecting import Manners, collect
    from reportlib.collecting.command import asked_for, print_outcomes, print_wanted

    manners = Manners(contact, allow_private=allow_private)
    wanted, missed = asked_for(addresses, column, pages, manners, None if dry_run else output)
    if dry_run:
        print_wanted(wanted, missed, console, str(language))
        return
    with progress_on(console, said("collecting", str(language)), phrase("asked_so_far", str(language))) as step:
        outcomes = collect(wanted, output, manners, step)
    print_outcomes((*missed, *outcomes), output, console, str(language))


@app.command(cls=Spoken)
def show(
    report: Annotated[str, typer.Argument()],
    cell: Annotated[str, typer.Option()] = "",
    processed: Annotated[Path, typer.Option()] = Path("data/processed"),
    raw: Annotated[Path, typer.Option()] = Path("data/raw"),
    language: Lang = None,
) -> None:
    """Print one report: identity, grade, the three statutory tables and the findings."""
    found, source = sought(report, processed, raw, read_beside(raw) if raw.is_dir() else None)
    told = str(language)
    _print_identity(found, told)
    if cell:
        _print_cell(found, source, cell, told)
        return
    for table in terminal_tables(found, console.width, told):
        console.print(table)
    console.print(standing_alone(found, told))
    failing = worst_first(found.findings)
    for finding in failing:
        _print_finding(finding, told)
    if not failing:
        console.print(said("nothing_fails", told))


def _print_cell(report: Report, source: Source, where: str, language: str) -> None:
    fact = located(report, where)
    value = term_of("statuses", fact.status, language) if fact.value is None else fact.value
    unit = unit_label(fact.unit or "", language)
    place = shown(word(fact.place, language)) or said("nowhere", language)
    console.print(said("cell", language, where=where, value=value, unit=unit, raw=shown(repr(fact.raw)), place=place))
    console.print(f"sha256 {report.sha256}")
    for line in neighbourhood(read_document(source), fact):
        console.print(shown(line), soft_wrap=True)
    for finding in worst_first(report.findings):
        if finding.table == fact.table and finding.item in (None, fact.item) and finding.column in (None, fact.column):
            _print_finding(finding, language)


def _print_identity(report: Report, language: str) -> None:
    identity, location = report.identity, report.location
    form = said("form", language, form=identity.form) if identity.form else said("no_form", language)
    console.print(f"[bold]{shown(report.agency)}[/bold] {report.year or ''}  {form}  {grade_in(report.grade, language)}")
    place = " ".join(dict.fromkeys(part for part in (location.province, location.prefecture, location.region) if part)) or (
        word(location.reason, language) if location.reason else ""
    )
    group = group_label(location.level, location.scope, language)
    kind = term_of("formats", report.source_format, language)
    console.print(f"{shown(place)}  {group}  {shown(report.source)} ({kind})", soft_wrap=True)


def _print_finding(finding: Finding, language: str, report_id: str = "") -> None:
    where = "/".join(part for part in (finding.table, finding.item, finding.column) if part)
    colour = COLOURS[finding.severity]
    head = " ".join(part for part in (shown(report_id), finding.rule, where) if part)
    message, place = shown(message_of(finding, language)), shown(word(Where(finding.place or ""), language))
    severity = term_of("severities", finding.severity, language)
    console.print(f"[{colour}]{severity}[/{colour}] {head}: {message} [dim]{place}[/dim]", soft_wrap=True)


@app.command(cls=Spoken)
def explain(
    report: Annotated[str, typer.Argument()],
    rule: Annotated[str, typer.Argument()],
    who: Annotated[str, typer.Option()],
    why: Annotated[str, typer.Option()],
    place: Annotated[str, typer.Option()] = "",
    when: Annotated[str | None, typer.Option()] = None,
    value: Annotated[str | None, typer.Option()] = None,
    raw: Annotated[Path, typer.Option()] = Path("data/raw"),
    processed: Annotated[Path, typer.Option()] = Path("data/processed"),
    language: Lang = None,
) -> None:
    """Record why a finding fails, or the right figure; the next build shows it."""
    from reportlib.beside.entries import add_explanation

    refuse_unknown_rule(rule)
    if (processed / "datapackage.json").exists():
        report = report_called(load(processed), report)
    path = raw / "explanations.csv"
    add_explanation(path, report=report, rule=rule, place=place, who=who, why=why, when=when, value=value)
    console.print(said("added", str(language), path=shown(str(path))), soft_wrap=True)


@app.command("check", cls=Spoken)
def check_command(
    processed: Processed,
    rule: Annotated[str | None, typer.Option()] = None,
    body: Annotated[str | None, typer.Option()] = None,
    severity: Annotated[Severity | None, typer.Option()] = None,
    language: Lang = None,
) -> None:
    """List what fails in the built tables, worst first."""
    dataset, told = load(processed), str(language)
    for report_id, finding in failing_findings(dataset, rule=rule, body=body, severity=severity):
        _print_finding(finding, told, report_id)
    for row in dataset.sources[dataset.sources["outcome"] == "quarantined"].to_dict("records"):
        _print_not_read(row["source"], row["reason"], told)
    grades = reports_of(dataset, body)["grade"].value_counts()
    counted = listing([f"{count} {term_of('grades', grade, told)}" for grade, count in grades.items()], told)
    console.print(counted or said("no_reports", told))


@app.command("review", cls=Spoken)
def review_command(
    agency: Annotated[str, typer.Option()],
    year: Annotated[int, typer.Option()],
    output: Annotated[Path, typer.Option("-o", "--output")],
    language: DocumentLang = None,
    processed: Annotated[Path, typer.Option()] = Path("data/processed"),
) -> None:
    """Write the annual-review pack of one body and year: page, Word file, workbook, charts, figures."""
    from reportlib.reviewing import review

    folder = review(load(processed), agency, year, output, str(language))
    console.print(said("open", str(language), path=shown(str(folder / "index.html"))), soft_wrap=True)


@app.command("bulletin", cls=Spoken)
def bulletin_command(
    processed: Processed,
    year: Annotated[int, typer.Option()],
    output: Annotated[Path, typer.Option("-o", "--output")],
    within: Annotated[str | None, typer.Option()] = None,
    levels: Annotated[list[str] | None, typer.Option("--level")] = None,
    kinds: Annotated[list[str] | None, typer.Option("--kind")] = None,
    against: Annotated[Path | None, typer.Option()] = None,
    language: DocumentLang = None,
) -> None:
    """Write the bulletin of a year: page, Word file, workbook, charts, figures."""
    from reportlib.publishing import bulletin

    asked = _part_of(processed, within, level=levels, kind=kinds)
    earlier = _part_of(against, within, level=levels, kind=kinds) if against else None
    folder = bulletin(asked, year, output, str(language), earlier)
    console.print(said("open", str(language), path=shown(str(folder / "index.html"))), soft_wrap=True)


@app.command("explore", cls=Spoken)
def explore_command(
    processed: Processed,
    output: Annotated[Path, typer.Option("-o", "--output")] = Path("explorer.html"),
    years: Annotated[list[int] | None, typer.Option("--year")] = None,
    levels: Annotated[list[str] | None, typer.Option("--level")] = None,
    within: Annotated[str | None, typer.Option()] = None,
    language: DocumentLang = None,
) -> None:
    """Write one page to find bodies, compare them, and see where each figure is printed; it opens without a network."""
    from reportlib.exploring import explore

    path = explore(_part_of(processed, within, year=years, level=levels), str(language)).save(output)
    console.print(said("open", str(language), path=shown(str(path))), soft_wrap=True)


def _part_of(processed: Path, within: str | None, **wanted: object) -> Dataset:
    """The part of the dataset that is asked for."""
    dataset = load(processed)
    asked = {name: value for name, value in wanted.items() if value}
    return (dataset.within(within) if within else dataset).where(**asked)


@app.command("export", cls=Spoken)
def export_command(
    processed: Processed,
    output: Annotated[Path, typer.Option("-o", "--output")],
    to: Annotated[list[str], typer.Option("--to")],
    previous: Annotated[Path | None, typer.Option()] = None,
    language: Lang = None,
) -> None:
    """Write the tables as one workbook, CSV, a DuckDB file, or a release folder to cite."""
    from reportlib.exporting import export

    for path in export(load(processed), output, to, previous):
        console.print(shown(str(path)), soft_wrap=True)


@app.command(cls=Spoken)
def bodies(processed: Processed, language: Lang = None) -> None:
    """List bodies by years: the grade of each report, and gaps for years of which no report is held."""
    frame, told = load(processed).bodies, str(language)
    years = [column for column in frame.columns if isinstance(column, int)]
    for table in parts(bodies_laid(frame.to_dict("records"), years, told), console.width, told):
        console.print(table)
    console.print(legend(told) if years else said("no_reports", told))


if __name__ == "__main__":
    main()
