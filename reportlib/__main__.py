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
from reportlib.dataset import Dataset, load
from reportlib.errors import ReportError, UsageError
from reportlib.forms.rules.wording import word
from reportlib.model import Finding, Grade, Report, Severity, Source
from reportlib.readers import read as read_document
from reportlib.reading import read_beside
from reportlib.showing import located, neighbourhood, standing_alone, terminal_tables, worst_first
from reportlib.showing.failing import failing_findings, refuse_unknown_rule, reports_of
from reportlib.showing.progress import progress_on
from reportlib.showing.sought import report_called, sought
from reportlib.text.decoding import printable

app = typer.Typer(add_completion=False, no_args_is_help=True)
_PAPER_WIDTH = 140  # of what is printed to a file or a pipe
console = Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PAPER_WIDTH)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

_COLOURS = {"verified": "green", "flagged": "red", "incomplete": "yellow", "error": "red", "warning": "yellow", "note": "dim"}

Processed = Annotated[Path, typer.Argument(help="The folder that build wrote.")]


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
    errors.print(f"[red]reportlib:[/red] {shown(told)}", soft_wrap=True)
    raise SystemExit(2)


def _interrupted(_number: int, _frame: FrameType | None) -> NoReturn:
    """Nothing that is written needs the end of the process: a version is current or is not, and workers go with their parent."""
    console.show_cursor()
    os.write(sys.stderr.fileno(), b"\nreportlib: stopped\n")
    os._exit(128 + signal.SIGINT)


def shown(text: str) -> str:
    """A text of a report or of the machine as a terminal may have it: no control character, no markup."""
    return markup.escape(printable(text.expandtabs()))


def _print_version(asked: bool) -> None:
    if asked:
        console.print(f"reportlib {metadata.version('reportlib')}")
        raise typer.Exit


@app.callback(help="政府信息公开工作年度报告 -> tables that an analyst can trust.")
def _options(
    version: Annotated[bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and end.")] = False,
) -> None:
    """Options of no command in particular."""


@app.command("build")
def build_command(
    raw: Annotated[str, typer.Argument(help="The folder with reports, read with all folders and archives in it; or a URL such as s3://….")],
    output: Annotated[str, typer.Option("-o", "--output", help="Where the tables are written: a folder or a URL.")],
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; all cores by default.")] = None,
    cluster: Annotated[str | None, typer.Option(help="The address of a Dask scheduler, such as tcp://scheduler:8786.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say which files would be read.")] = False,
    strict: Annotated[bool, typer.Option(help="End with status 1 if anything is quarantined or fails.")] = False,
    timings: Annotated[bool, typer.Option(help="Read everything anew and note the seconds each file takes in sources.")] = False,
) -> None:
    """Read every report below RAW and write the tables."""
    if Path(raw).is_dir() and not any(path.is_file() for path in Path(raw).rglob("*")):
        raise UsageError("the folder is empty", source=raw, expected="reports in it", remedy="put some into it")
    if dry_run:
        _print_plan(to_be_read(raw, output))
        return
    with progress_on(console, "reading", "read {} of {} files") as step:
        summary = build(raw, output, jobs=jobs, timings=timings, progress=step, cluster=cluster)
    _print_summary(summary, output)
    if strict and (summary.quarantined or summary.failing):
        raise SystemExit(1)


def _print_plan(names: Sequence[str]) -> None:
    for name in names:
        console.print(shown(name), soft_wrap=True, highlight=False)
    console.print(f"{len(names)} files would be read")


def _print_summary(summary: Summary, output: str) -> None:
    table = Table("reports", *Grade, "not read", "duplicates", title=None)
    table.add_row(
        str(summary.reports),
        *(str(summary.grades[name]) for name in Grade),
        str(len(summary.quarantined)),
        str(summary.duplicates),
    )
    console.print(table)
    for row in summary.quarantined:
        console.print(f"[yellow]not read[/yellow] {shown(row.source)}: {shown(row.reason or '')}", soft_wrap=True)
    litter = f", {summary.litter} left out as litter" if summary.litter else ""
    console.print(f"{summary.reread} files read anew{litter}; the tables are in {shown(output)}", soft_wrap=True)


@app.command("collect")
def collect_command(
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder that the reports are kept in, with manifest.csv.")],
    addresses: Annotated[Path | None, typer.Argument(metavar="[LIST]", help="A CSV with url, and agency and year where known.")] = None,
    column: Annotated[str, typer.Option(help="A listing page whose links to yearly reports are followed instead.")] = "",
    pages: Annotated[int, typer.Option(min=1, help="So many pages of the column.")] = 20,
    contact: Annotated[str, typer.Option(help="Who asks, such as an e-mail address; every request says it.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be fetched.")] = False,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Ask hosts of the own network too.")] = False,
) -> None:
    """Fetch reports from the sites that publish them, politely; run it again to fetch what is new."""
    from reportlib.collecting import Manners, collect
    from reportlib.collecting.command import asked_for, print_outcomes, print_wanted

    manners = Manners(contact, allow_private=allow_private)
    wanted, missed = asked_for(addresses, column, pages, manners, None if dry_run else output)
    if dry_run:
        print_wanted(wanted, missed, console)
        return
    with progress_on(console, "collecting", "asked for {} of {} addresses") as step:
        outcomes = collect(wanted, output, manners, step)
    print_outcomes((*missed, *outcomes), output, console)


@app.command()
def show(
    report: Annotated[
        str, typer.Argument(help="A file with a report (FILE#2: its second), or a built one: its report_id, or 甲市乙局-2023.")
    ],
    cell: Annotated[str, typer.Option(help="Show the print around one cell, such as requests/received/total.")] = "",
    processed: Annotated[Path, typer.Option(help="Where a report_id is looked up.")] = Path("data/processed"),
    raw: Annotated[Path, typer.Option(help="Where the built reports' files are.")] = Path("data/raw"),
) -> None:
    """Print one report: identity, grade, the three statutory tables and the findings."""
    found, source = sought(report, processed, raw, read_beside(raw) if raw.is_dir() else None)
    _print_identity(found)
    if cell:
        _print_cell(found, source, cell)
        return
    for table in terminal_tables(found):
        console.print(table)
    console.print(standing_alone(found))
    failing = worst_first(found.findings)
    for finding in failing:
        _print_finding(finding)
    if not failing:
        console.print("nothing fails")


def _print_cell(report: Report, source: Source, where: str) -> None:
    fact = located(report, where)
    value = fact.status if fact.value is None else fact.value
    console.print(f"{where}: {value} {fact.unit or ''} printed as {shown(repr(fact.raw))}, {shown(str(fact.place)) or 'nowhere'}")
    console.print(f"sha256 {report.sha256}")
    for line in neighbourhood(read_document(source), fact):
        console.print(shown(line), soft_wrap=True)
    for finding in worst_first(report.findings):
        if finding.table == fact.table and finding.item in (None, fact.item) and finding.column in (None, fact.column):
            _print_finding(finding)


def _print_identity(report: Report) -> None:
    identity, location = report.identity, report.location
    colour = _COLOURS[report.grade]
    console.print(f"[bold]{shown(report.agency)}[/bold] {report.year}  form {identity.form}  [{colour}]{report.grade}[/{colour}]")
    place = " ".join(dict.fromkeys(part for part in (location.province, location.prefecture, location.region) if part)) or (
        word(location.reason, "en") if location.reason else ""
    )
    console.print(
        f"{shown(place)}  {location.level or 'level unknown'}  {location.scope}  {shown(report.source)} ({report.source_format})",
        soft_wrap=True,
    )


def _print_finding(finding: Finding, report_id: str = "") -> None:
    where = "/".join(part for part in (finding.table, finding.item, finding.column) if part)
    colour = _COLOURS[finding.severity]
    head = " ".join(part for part in (shown(report_id), finding.rule, where) if part)
    console.print(
        f"[{colour}]{finding.severity}[/{colour}] {head}: {shown(finding.message)} [dim]{shown(finding.place)}[/dim]", soft_wrap=True
    )


@app.command()
def explain(
    report: Annotated[str, typer.Argument(help="A report_id, or agency-year such as 甲市乙局-2023.")],
    rule: Annotated[str, typer.Argument(help="The rule of the finding, as reportlib check names it.")],
    who: Annotated[str, typer.Option(help="Who says so.")],
    why: Annotated[str, typer.Option(help="The explanation.")],
    place: Annotated[str, typer.Option(help="Where: table/item/column by code, such as requests/carried_in/total.")] = "",
    when: Annotated[str | None, typer.Option(help="The day, as 2024-03-01; today if not given.")] = None,
    value: Annotated[str | None, typer.Option(help="The right number of that one cell.")] = None,
    raw: Annotated[Path, typer.Option(help="The folder whose explanations.csv is added to.")] = Path("data/raw"),
    processed: Annotated[Path, typer.Option(help="Where the report is looked up, if tables are there.")] = Path("data/processed"),
) -> None:
    """Record why a finding fails, or the right figure; the next build shows it."""
    from reportlib.beside.entries import add_explanation

    refuse_unknown_rule(rule)
    if (processed / "datapackage.json").exists():
        report = report_called(load(processed), report)
    path = raw / "explanations.csv"
    add_explanation(path, report=report, rule=rule, place=place, who=who, why=why, when=when, value=value)
    console.print(f"added to {shown(str(path))}", soft_wrap=True)


@app.command("check")
def check_command(
    processed: Processed,
    rule: Annotated[str | None, typer.Option(help="Only this rule.")] = None,
    body: Annotated[str | None, typer.Option(help="Only reports of this body, or the report of this id: a part of either will do.")] = None,
    severity: Annotated[Severity | None, typer.Option(help="Only this severity.")] = None,
    language: Annotated[str, typer.Option("--lang", help="zh or en.")] = "en",
) -> None:
    """List what fails in the built tables, worst first."""
    dataset = load(processed)
    for report_id, finding in failing_findings(dataset, rule=rule, body=body, severity=severity, language=language):
        _print_finding(finding, report_id)
    for row in dataset.sources[dataset.sources["outcome"] == "quarantined"].to_dict("records"):
        console.print(f"[yellow]not read[/yellow] {shown(row['source'])}: {shown(row['reason'])}", soft_wrap=True)
    grades = reports_of(dataset, body)["grade"].value_counts()
    console.print(", ".join(f"{count} {grade}" for grade, count in grades.items()) or "no reports")


@app.command("review")
def review_command(
    agency: Annotated[str, typer.Option(help="The body, its whole name as printed, or its body_id.")],
    year: Annotated[int, typer.Option(help="The year that the report covers.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder to write.")],
    language: Annotated[str, typer.Option("--lang", help="zh or en.")] = "zh",
    processed: Annotated[Path, typer.Option(help="The folder that build wrote.")] = Path("data/processed"),
) -> None:
    """Write the annual-review pack of one body and year: page, Word file, workbook, charts, figures."""
    from reportlib.reviewing import review

    folder = review(load(processed), agency, year, output, language)
    console.print(f"open {shown(str(folder / 'index.html'))}", soft_wrap=True)


@app.command("bulletin")
def bulletin_command(
    processed: Processed,
    year: Annotated[int, typer.Option(help="The year that the reports cover.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder to write.")],
    within: Annotated[str | None, typer.Option(help="Only bodies of this province, prefecture or county, as 江苏省.")] = None,
    levels: Annotated[list[str] | None, typer.Option("--level", help="Only this level: state, province, prefecture, county, town.")] = None,
    kinds: Annotated[list[str] | None, typer.Option("--kind", help="Only this kind of body, such as education.")] = None,
    against: Annotated[Path | None, typer.Option(help="An earlier PROCESSED, whose figures are set beside as revisions.")] = None,
    language: Annotated[str, typer.Option("--lang", help="zh or en.")] = "zh",
) -> None:
    """Write the bulletin of a year: page, Word file, workbook, charts, figures."""
    from reportlib.publishing import bulletin

    asked = _chosen(processed, within, level=levels, kind=kinds)
    folder = bulletin(asked, year, output, language, load(against) if against else None)
    console.print(f"open {shown(str(folder / 'index.html'))}", soft_wrap=True)


@app.command("explore")
def explore_command(
    processed: Processed,
    output: Annotated[Path, typer.Option("-o", "--output", help="The page to write.")] = Path("explorer.html"),
    years: Annotated[list[int] | None, typer.Option("--year", help="Only reports of this year; may be given several times.")] = None,
    levels: Annotated[list[str] | None, typer.Option("--level", help="Only this level: state, province, prefecture, county, town.")] = None,
    within: Annotated[str | None, typer.Option(help="Only bodies of this province, prefecture or county, as 江苏省.")] = None,
    language: Annotated[str, typer.Option("--lang", help="zh or en; the page can be switched.")] = "zh",
) -> None:
    """Write one page to find bodies, compare them, and see where each figure is printed; it opens without a network."""
    from reportlib.exploring import explore

    path = explore(_chosen(processed, within, year=years, level=levels), language).save(output)
    console.print(f"open {shown(str(path))}", soft_wrap=True)


def _chosen(processed: Path, within: str | None, **wanted: object) -> Dataset:
    """The part of the dataset that is asked for."""
    dataset = load(processed)
    asked = {name: value for name, value in wanted.items() if value}
    return (dataset.within(within) if within else dataset).where(**asked)


@app.command("export")
def export_command(
    processed: Processed,
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder to write into.")],
    to: Annotated[list[str], typer.Option("--to", help="xlsx, csv, duckdb or release; may be given several times.")],
    previous: Annotated[Path | None, typer.Option(help="The folder of the previous release, for CHANGES.md.")] = None,
) -> None:
    """Write the tables as one workbook, CSV, a DuckDB file, or a release folder to cite."""
    from reportlib.exporting import export

    for path in export(load(processed), output, to, previous):
        console.print(shown(str(path)), soft_wrap=True)


@app.command()
def bodies(processed: Processed) -> None:
    """List bodies by years: the grade of each report, and gaps for years of which no report is held."""
    frame = load(processed).bodies
    years = [column for column in frame.columns if isinstance(column, int)]
    table = Table("body", "where", *map(str, years))
    for row in frame.to_dict("records"):
        where = " ".join(dict.fromkeys(str(row[part]) for part in ("province", "prefecture", "region") if isinstance(row[part], str)))
        table.add_row(shown(row["agency"]), where or "[dim]unknown[/dim]", *(_filed(row[year]) for year in years))
    console.print(table)


def _filed(grade: object) -> str:
    return f"[{_COLOURS[grade]}]{grade}[/{_COLOURS[grade]}]" if isinstance(grade, str) else "[dim]—[/dim]"


if __name__ == "__main__":
    main()
