"""The command line: build the tables, show a report, list what fails."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from reportlib.build import Progress as Step
from reportlib.build import Summary, build
from reportlib.errors import ReportError
from reportlib.forms import AXES, labels, load_forms
from reportlib.model import FAIL, Fact, Finding, Report
from reportlib.reading import read

app = typer.Typer(add_completion=False, no_args_is_help=True, help="政府信息公开工作年度报告 -> tables that an analyst can trust.")
_PAPER_WIDTH = 140  # of what is printed to a file or a pipe
console = Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PAPER_WIDTH)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

_COLOURS = {"verified": "green", "flagged": "red", "incomplete": "yellow", "error": "red", "warning": "yellow", "note": "dim"}
_WORST_FIRST = ("error", "warning", "note")

Processed = Annotated[Path, typer.Argument(help="The folder that build wrote.")]


def main() -> None:
    """Run the command; what a file or a call is to blame for ends with one line and status 2."""
    try:
        app()
    except ReportError as error:
        _stop(error)


def _stop(error: ReportError) -> NoReturn:
    errors.print(f"[red]reportlib:[/red] {escape(str(error))}", soft_wrap=True)
    raise SystemExit(2)


@app.command("build")
def build_command(
    raw: Annotated[Path, typer.Argument(help="The folder with reports, read with all folders and zip archives in it.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Where the tables are written.")],
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; all cores by default.")] = None,
    strict: Annotated[bool, typer.Option(help="End with status 1 if anything is quarantined or fails.")] = False,
    timings: Annotated[bool, typer.Option(help="Read everything anew and note the seconds each file takes in sources.")] = False,
) -> None:
    """Read every report below RAW and write the tables."""
    with _progress() as step:
        summary = build(raw, output, jobs=jobs, timings=timings, progress=step)
    _print_summary(summary, output)
    if strict and (summary.quarantined or summary.failing):
        raise SystemExit(1)


@contextmanager
def _progress() -> Iterator[Step]:
    """A bar on a terminal, a line now and then otherwise."""
    if not console.is_terminal:
        yield _plain_progress()
        return
    with Progress(TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda done, total: bar.update(task, advance=done, total=total)


def _plain_progress() -> Step:
    read_so_far = 0

    def step(done: int, total: int) -> None:
        nonlocal read_so_far
        read_so_far += done
        console.print(f"read {read_so_far} of {total} files")

    return step


def _print_summary(summary: Summary, output: Path) -> None:
    table = Table("reports", "verified", "flagged", "incomplete", "not read", "duplicates", title=None)
    table.add_row(
        str(summary.reports),
        *(str(summary.grades[name]) for name in ("verified", "flagged", "incomplete")),
        str(len(summary.quarantined)),
        str(summary.duplicates),
    )
    console.print(table)
    for row in summary.quarantined:
        console.print(f"[yellow]not read[/yellow] {escape(row.source)}: {escape(row.reason or '')}", soft_wrap=True)
    console.print(f"{summary.reread} files read anew; the tables are in {escape(str(output))}", soft_wrap=True)


@app.command()
def show(
    report: Annotated[str, typer.Argument(help="A file with a report, or the report_id of a built one.")],
    processed: Annotated[Path, typer.Option(help="Where a report_id is looked up.")] = Path("data/processed"),
    raw: Annotated[Path, typer.Option(help="Where the built reports' files are.")] = Path("data/raw"),
) -> None:
    """Print one report: identity, grade, the three statutory tables and the findings."""
    path = Path(report)
    found = read(path if path.is_file() else _file_of(report, processed, raw))
    _print_identity(found)
    for name in AXES:
        console.print(_statutory_table(found, name))
    _print_findings([finding for finding in found.findings if finding.status == FAIL])


def _file_of(report_id: str, processed: Path, raw: Path) -> Path:
    from reportlib.errors import UsageError
    from reportlib.tables import load

    if Path(report_id).suffix and not (processed / "reports.parquet").exists():
        raise UsageError("there is no such file", source=report_id, remedy="check the path")
    reports = load(processed).reports
    sources = reports.loc[reports["report_id"] == report_id, "source"]
    if sources.empty:
        raise UsageError(
            "neither a file nor a report_id",
            found=report_id,
            expected=f"one of the report_ids in {processed}",
            remedy="reportlib check lists them",
        )
    return raw / str(sources.iloc[0])


def _print_identity(report: Report) -> None:
    identity, location = report.identity, report.location
    colour = _COLOURS[report.grade]
    console.print(f"[bold]{escape(report.agency)}[/bold] {report.year}  form {identity.form}  [{colour}]{report.grade}[/{colour}]")
    place = " ".join(part for part in (location.province, location.prefecture, location.region) if part) or location.reason
    console.print(
        f"{escape(place)}  {location.level or 'level unknown'}  {location.scope}  {report.source} ({report.source_format})", soft_wrap=True
    )


def _statutory_table(report: Report, name: str) -> Table:
    """The table as the form prints it: rows down, columns across; a cell without a number shows its status."""
    printed = labels("zh")
    row_axis, column_axis = AXES[name]
    facts = [fact for fact in report.facts if fact.table == name]
    columns = list(dict.fromkeys(fact.column for fact in facts))
    table = Table(title=load_forms()[report.identity.form].headings[_section(report, name)], title_justify="left")
    table.add_column("", overflow="fold", min_width=12)
    for column in columns:
        table.add_column(printed[name, column_axis, column], overflow="fold", justify="right", min_width=4)
    doubtful = {
        (finding.item, finding.column)
        for finding in report.findings
        if finding.table == name and finding.status == FAIL and finding.severity == "error"
    }
    for item in dict.fromkeys(fact.item for fact in facts):
        cells = {fact.column: fact for fact in facts if fact.item == item}
        table.add_row(printed[name, row_axis, item.split("/")[-1]], *(_shown(cells.get(column), doubtful) for column in columns))
    return table


def _section(report: Report, name: str) -> int:
    return load_forms()[report.identity.form].tables[name].section


def _shown(fact: Fact | None, doubtful: set[tuple[str | None, str | None]]) -> str:
    if fact is None:
        return ""
    text = (
        f"[dim]{fact.status}[/dim]"
        if fact.value is None
        else f"{fact.value:,}"
        if isinstance(fact.value, int)
        else f"{fact.value:,g}"
        if fact.value == int(fact.value)
        else repr(fact.value)
    )
    return f"[red]{text}[/red]" if {(fact.item, fact.column), (fact.item, None), (None, fact.column)} & doubtful else text


def _print_findings(findings: list[Finding]) -> None:
    if not findings:
        console.print("nothing fails")
    for finding in sorted(findings, key=lambda finding: _WORST_FIRST.index(finding.severity)):
        where = "/".join(part for part in (finding.table, finding.item, finding.column) if part)
        colour = _COLOURS[finding.severity]
        console.print(
            f"[{colour}]{finding.severity}[/{colour}] {finding.rule} {where}: {escape(finding.message)} [dim]{escape(finding.place)}[/dim]",
            soft_wrap=True,
        )


@app.command("check")
def check_command(processed: Processed) -> None:
    """List what fails in the built tables, worst first."""
    from reportlib.tables import load

    dataset = load(processed)
    failing = dataset.findings[dataset.findings["status"] == FAIL]
    ranked = failing.assign(rank=failing["severity"].map(_WORST_FIRST.index)).sort_values(["rank", "report_id", "rule"], kind="stable")
    for row in ranked.itertuples():
        where = "/".join(str(part) for part in (row.table, row.item, row.column) if isinstance(part, str))
        colour = _COLOURS[row.severity]
        console.print(
            f"[{colour}]{row.severity}[/{colour}] {escape(row.report_id)} {row.rule} {where}: {escape(row.message)} [dim]{escape(row.place)}[/dim]",
            soft_wrap=True,
        )
    for row in dataset.sources[dataset.sources["outcome"] == "quarantined"].itertuples():
        console.print(f"[yellow]not read[/yellow] {escape(row.source)}: {escape(row.reason)}", soft_wrap=True)
    grades = dataset.reports["grade"].value_counts()
    console.print(", ".join(f"{count} {grade}" for grade, count in grades.items()) or "no reports")


if __name__ == "__main__":
    main()
