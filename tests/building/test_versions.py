"""Versions of a dataset: whole or not at all, kept for who reads them, and never trusted when they were changed."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from altered import CHANGES, add_letters, change, consistent, contents, killed, letter, office, reading

import reportlib
from reportlib.building import buckets, renewal, to_be_read
from reportlib.building.inputs import listed
from reportlib.building.lock import only_build
from reportlib.building.state import remember, remembered
from reportlib.dataset.schema import SCHEMAS
from reportlib.errors import DamagedDataset, UsageError


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder with six small reports of three bodies."""
    folder = tmp_path / "raw"
    folder.mkdir()
    for number in range(3):
        for year in (2022, 2023):
            (folder / f"{number}-{year}.txt").write_text(letter(number, year=year), encoding="utf-8")
    return folder


def test_a_reader_keeps_the_version_that_it_began_with(raw: Path, tmp_path: Path) -> None:
    """Tables that a dataset reads after a later build are those of its own version; a new load sees the new one."""
    out = tmp_path / "out"
    reportlib.build(raw, out, jobs=1)
    before = reportlib.load(out)
    (raw / "new.txt").write_text(letter(9), encoding="utf-8")
    reportlib.build(raw, out, jobs=1)
    assert len(before.reports) == 6 and before.requests["report_id"].nunique() == 6
    assert len(reportlib.load(out).reports) == 7


@pytest.mark.parametrize("harm", ["truncated", "edited", "removed", "swapped", "package"])
def test_a_damaged_dataset_is_told_and_built_anew(raw: Path, tmp_path: Path, harm: str) -> None:
    """A table that is torn, edited, gone or another's is an error that says which and what to do; a build mends it."""
    out = tmp_path / "out"
    reportlib.build(raw, out, jobs=1)
    whole = contents(out)
    table = out / "requests.parquet"
    if harm == "truncated":
        os.truncate(table, table.stat().st_size - 100)
    elif harm == "edited":
        frame = pd.read_parquet(table)
        frame["value"] = 7
        frame.to_parquet(table)
    elif harm == "removed":
        table.resolve().unlink()
    elif harm == "swapped":
        shutil.copy(out / "disclosures.parquet", tmp_path / "other")
        os.replace(tmp_path / "other", table)
    else:
        (out / "datapackage.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DamagedDataset, match="run: reportlib build") as told:
        dataset = reportlib.load(out)
        assert dataset.requests is not None
    assert ("datapackage.json" if harm == "package" else "requests.parquet") in str(told.value)
    reportlib.build(raw, out, jobs=1)
    assert contents(out) == whole


def test_buckets_hold_what_one_file_holds(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables written by bucket have the rows of tables written whole, and each body's reports lie in one bucket."""
    reportlib.build(raw, tmp_path / "whole", jobs=1)
    monkeypatch.setattr(buckets, "REPORTS_A_BUCKET", 2)
    reportlib.build(raw, tmp_path / "parts", jobs=1)
    assert (tmp_path / "parts" / "requests.parquet").is_dir()
    for name in SCHEMAS:
        one, many = (pd.read_parquet(tmp_path / which / f"{name}.parquet") for which in ("whole", "parts"))
        keys = list(one)
        assert one.sort_values(keys, ignore_index=True).equals(many.sort_values(keys, ignore_index=True)), name
    parts = [pd.read_parquet(path) for path in sorted((tmp_path / "parts" / "reports.parquet").iterdir())]
    assert sum(part["body_id"].nunique() for part in parts) == 3
    assert consistent(tmp_path / "parts") == 6


def test_any_change_gives_what_a_full_build_gives(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After files came, went, changed, were renamed, copied and spoken of, the tables are those of a build from nothing."""
    monkeypatch.setattr(buckets, "REPORTS_A_BUCKET", 3)
    chance, out = random.Random(1), tmp_path / "out"
    reportlib.build(raw, out, jobs=1)
    for step in range(6):
        for kind in chance.sample(list(CHANGES), 3):
            change(raw, kind, chance, step)
        reportlib.build(raw, out, jobs=1)
        reportlib.build(raw, tmp_path / f"fresh-{step}", jobs=1)
        assert contents(out) == contents(tmp_path / f"fresh-{step}"), step


@pytest.mark.parametrize("kind", list(CHANGES))
def test_every_kind_of_change_changes_something(kind: str, raw: Path) -> None:
    """No change that the tests make by chance leaves the folder as it was."""
    before = {path.name: path.read_bytes() for path in raw.iterdir()}
    change(raw, kind, random.Random(0), 0)
    assert {path.name: path.read_bytes() for path in raw.iterdir()} != before


def test_a_touched_file_with_the_same_bytes_is_not_read_again(raw: Path, tmp_path: Path) -> None:
    """Another time on a file has its bytes compared, not its report read."""
    out = tmp_path / "out"
    assert reportlib.build(raw, out, jobs=1).reread == 6
    os.utime(raw / "0-2022.txt", (1, 1))
    assert reportlib.build(raw, out, jobs=1).reread == 0


def test_two_builds_into_one_folder_do_not_mix(raw: Path, tmp_path: Path) -> None:
    """While one build writes, another is refused with a clear word; afterwards it may."""
    with only_build(str(tmp_path / "out")), pytest.raises(UsageError, match="another build is writing here"):
        reportlib.build(raw, tmp_path / "out", jobs=1)
    reportlib.build(raw, tmp_path / "out", jobs=1)


def test_killed_at_any_moment_the_dataset_is_the_one_before(raw: Path, tmp_path: Path) -> None:
    """A build that is killed leaves the last version whole to who reads on and on; the next one gives what an undisturbed one gives."""
    out = tmp_path / "out"
    reportlib.build(raw, out, jobs=1)
    add_letters(raw, 30)
    with reading(out) as seen:
        killed(raw, out, random.Random(2), 3)
        reportlib.build(raw, out, jobs=1)
    reportlib.build(raw, tmp_path / "fresh", jobs=1)
    assert contents(out) == contents(tmp_path / "fresh")
    assert seen() == {6, 34}  # two of the thirty say what two of the six say


def test_a_script_without_a_guard_may_build(raw: Path, tmp_path: Path) -> None:
    """A script that calls build at its top level reads every file once, since workers do not run it again."""
    script = tmp_path / "script.py"
    script.write_text(
        f"import reportlib\nprint(reportlib.build({str(raw)!r}, {str(tmp_path / 'out')!r}, jobs=2).reports)\n", encoding="utf-8"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["6"]


def test_output_that_cannot_be_is_told(raw: Path, tmp_path: Path) -> None:
    """A file where the folder should be, the reports' own folder, a folder above them: one clear line each."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be written here"):
        reportlib.build(raw, tmp_path / "file")
    for over in (raw, tmp_path):
        with pytest.raises(UsageError, match="written over the reports"):
            reportlib.build(raw, over)


def test_a_choice_of_reports_reads_only_theirs(raw: Path, tmp_path: Path) -> None:
    """Tables chosen by year and agency hold those rows only, as frames and in SQL; one of the reports alone chooses by them, and what is none is told."""
    reportlib.build(raw, tmp_path / "out", jobs=1)
    dataset = reportlib.load(tmp_path / "out")
    chosen = dataset.where(year=2022).where(agency=[office(0), office(1)])
    assert set(chosen.requests["agency"]) == {office(0), office(1)} and set(chosen.requests["year"]) == {2022}
    assert len(chosen.reports) == 2 and chosen.sql("select count(distinct report_id) as n from findings")["n"].item() == 2
    assert len(chosen.sources) == 6
    held = dataset.reports["province"].dropna()
    assert set(dataset.where(province=str(held.iloc[0]), year=2022).requests["report_id"]) == set(
        dataset.reports.loc[(dataset.reports["province"] == held.iloc[0]) & (dataset.reports["year"] == 2022), "report_id"]
    )
    assert len(dataset.within(str(held.iloc[0])).reports) == (dataset.reports["province"] == held.iloc[0]).sum()
    with pytest.raises(UsageError, match=str(held.iloc[0])):
        dataset.within("乌有之乡")
    with pytest.raises(UsageError, match="expected one of report_id, agency, year"):
        dataset.where(city="山东省")


def test_only_confirmed_figures_count_where_that_is_asked(raw: Path, tmp_path: Path) -> None:
    """A figure that nothing beside its cell confirms is null in frames, SQL and comparisons; its text and the others stay."""
    reportlib.build(raw, tmp_path / "out", jobs=1)
    dataset = reportlib.load(tmp_path / "out")
    confirmed = dataset.where(year=2022).confirmed()
    for name in ("disclosures", "requests"):
        printed, counted = getattr(dataset.where(year=2022), name), getattr(confirmed, name)
        vouched = printed["evidence"].notna()
        assert vouched.any() and counted["raw"].tolist() == printed["raw"].tolist()
        assert counted["value"].fillna(-1).tolist() == printed["value"].where(vouched).fillna(-1).tolist()
        assert confirmed.sql(f"select count(value) as n from {name}")["n"].item() == (vouched & printed["value"].notna()).sum()
    lacking = confirmed.disclosures[confirmed.disclosures["evidence"].isna()]
    assert len(lacking) and lacking["value"].isna().all() and len(confirmed.where(agency=office(0)).reports) == 1
    permits = reportlib.compare.volumes(confirmed, "permits")["value"]
    assert permits.isna().any() and not reportlib.compare.volumes(dataset, "permits")["value"].isna().any()


def test_a_dry_run_names_what_would_be_read(raw: Path, tmp_path: Path) -> None:
    """Before a build all files would be read, after it none, and of changed ones just those."""
    out = tmp_path / "out"
    assert len(to_be_read(raw, out)) == 6
    reportlib.build(raw, out, jobs=1)
    assert to_be_read(raw, out) == ()
    (raw / "new.txt").write_text(letter(7), encoding="utf-8")
    assert to_be_read(raw, out) == ("new.txt",)


def test_content_is_compared_where_that_is_asked(raw: Path, tmp_path: Path) -> None:
    """A file that changed behind the same size and times is taken for the same, but by its content it is read anew, and it alone."""
    out = tmp_path / "out"
    reportlib.build(raw, out, jobs=1)
    (raw / "0-2022.txt").write_text(letter(0, permits=7, year=2022), encoding="utf-8")
    last = remembered(str(out))
    assert last
    stamps = {file.name: file.stamp for file in listed(str(raw), str(out))[0]}
    remember(str(out), last._replace(files={name: known._replace(stamp=stamps[name]) for name, known in last.files.items()}))
    assert reportlib.build(raw, out, jobs=1).reread == 0
    assert reportlib.build(raw, out, jobs=1, rehash=True).reread == 1
    reportlib.build(raw, tmp_path / "fresh", jobs=1)
    assert contents(out) == contents(tmp_path / "fresh")
    assert reportlib.build(raw, out, jobs=1, rehash=True).reread == 0


def test_where_nothing_changed_nothing_is_written(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build over the same files and words leaves the version as it is without looking at a table; another word is heard."""
    out = tmp_path / "out"
    reportlib.build(raw, out, jobs=1)
    before = contents(out)
    with monkeypatch.context() as patched:
        patched.setattr(renewal, "_planned", None)
        reportlib.build(raw, out, jobs=1)
        (raw / "explanations.csv").write_text(
            f"report,rule,place,who,when,why\n{office(0)}-2023,carry_over,,某人,2024-01-01,改革\n", "utf-8"
        )
        with pytest.raises(TypeError):
            reportlib.build(raw, out, jobs=1)
    assert contents(out) == before


def test_a_query_looks_at_the_tables_that_it_names_alone(raw: Path, tmp_path: Path) -> None:
    """A damaged table is told where a query names it, and no other query reads it; one that names none sees all."""
    out = tmp_path / "out"
    reportlib.build(raw, out, jobs=1)
    dataset = reportlib.load(out)
    table = (out / "requests.parquet").resolve()
    content = bytearray(table.read_bytes())
    content[100] ^= 1
    table.write_bytes(content)
    assert dataset.sql("select count(*) as n from Reports")["n"].item() == 6
    for query in ("select count(*) from requests", "select count(*) from series"):
        with pytest.raises(DamagedDataset, match=r"requests\.parquet"):
            dataset.sql(query)
    table.write_bytes(bytes(content[:100]) + bytes([content[100] ^ 1]) + bytes(content[101:]))
    assert set(SCHEMAS) <= set(dataset.sql("show tables")["name"])
