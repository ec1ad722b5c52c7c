"""Which report is meant by the words of a command: a file, or a report of a dataset by its id, or by body and year."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path

from reportlib.building.inputs import held_in
from reportlib.dataset import Dataset, load
from reportlib.errors import UsageError
from reportlib.model import Report, Source
from reportlib.reading import Beside, read_all, source_of

_NEAR = 3
_NUMBERED = re.compile(r"(?P<file>.+)#(?P<number>[2-9]|[1-9]\d+)")


def sought(words: str, processed: Path, raw: Path, beside: Beside | None) -> tuple[Report, Source]:
    """The report and its file: a file that is there (FILE#2 is its second report), else a report of the dataset.

    Raises UsageError where it is neither, or where its file is gone.
    """
    file, number = (words, 1) if Path(words).is_file() else _numbered(words)
    if Path(file).is_file():
        return _nth(source_of(Path(file)), number, beside)
    if Path(file).suffix and not (processed / "reports.parquet").exists():
        raise UsageError("there is no such file", source=words, remedy="check the path")
    return _built(load(processed), words, raw, beside)


def _built(dataset: Dataset, words: str, raw: Path, beside: Beside | None) -> tuple[Report, Source]:
    """A report of the dataset, read anew from its file."""
    report_id = report_called(dataset, words)
    name = str(dataset.reports.loc[dataset.reports["report_id"] == report_id, "source"].iloc[0])
    file, number = _numbered(name)
    source = held_in(str(raw), dataset.location, file)
    if source is None:
        raise UsageError("the file of this report is gone", source=name, expected=f"it in {raw}", remedy="name the folder with --raw")
    return _nth(source, number, beside)


def _numbered(name: str) -> tuple[str, int]:
    """The file of a name, and which of its reports is meant: FILE#2 its second."""
    named = _NUMBERED.fullmatch(name)
    return (named["file"], int(named["number"])) if named else (name, 1)


def _nth(source: Source, number: int, beside: Beside | None) -> tuple[Report, Source]:
    reports = read_all(source, beside)
    if number > len(reports):
        raise UsageError("the file holds fewer reports", source=source.name, expected=f"#1 to #{len(reports)}", found=f"#{number}")
    return reports[number - 1], source


def report_called(dataset: Dataset, words: str) -> str:
    """The report_id that the words mean: itself, the file it is from, body and year, or a beginning that is its alone.

    Raises UsageError with the nearest ids where they mean none, and with those that they may mean where they mean several.
    """
    ids = [str(each) for each in dataset.reports["report_id"]]
    without_hash = [each for each in ids if re.sub(r"-[0-9a-f]{8}(?:-\d+)?$", "", each) == re.sub(r"[\s/]+", "-", words.strip())]
    from_file = [each for each, source in zip(ids, dataset.reports["source"], strict=True) if source == words]
    meant = [words] if words in ids else from_file or without_hash or [each for each in ids if each.startswith(words)]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise UsageError("several reports may be meant", expected=f"one of {', '.join(meant[:_NEAR])}", found=words)
    near = get_close_matches(words, ids, _NEAR, 0.3)
    raise UsageError(
        "neither a file nor a report", found=words, expected=f"such as {', '.join(near or ids[:1])}", remedy="reportlib check lists them"
    )
