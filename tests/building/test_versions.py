"""Versions of a dataset: whole or not at all, kept for who reads them, and never trusted when they were changed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

import reportlib
from reportlib.building import buckets, to_be_read
from reportlib.building.lock import only_build
from reportlib.dataset.schema import SCHEMAS
from reportlib.errors import DamagedDataset, UsageError

RAW = Path(__file__).parent.parent.parent / "data" / "raw"
REPORT = (RAW / "临淄区商务局-2023.txt").read_text(encoding="utf-8")


OFFICES = ["商务", "财政", "民政", "司法", "水利", "审计", "统计", "教育", "农业农村", "应急管理", "自然资源", "生态环境"]


def office(number: int) -> str:
    """The name of some office of a district."""
    return f"临淄区{OFFICES[number % len(OFFICES)]}局"


def letter(number: int, permits: int = 0, year: int = 2023) -> str:
    """The report of some office of a district, with so many permits decided."""
    return REPORT.replace("临淄区商务局", office(number)).replace("2023", str(year)).replace("行政许可\t0", f"行政许可\t{permits}")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder with six small reports of three bodies."""
    folder = tmp_path / "raw"
    folder.mkdir()
    for number in range(3):
        for year in (2022, 2023):
            (folder / f"{number}-{year}.txt").write_text(letter(number, year=year), encoding="utf-8")
    return folder


def contents(processed: Path) -> dict[str, str]:
    """The hash of every public file of a dataset, those of tables in folders included."""
    files = (path for name in (*(f"{table}.parquet" for table in SCHEMAS), "datapackage.json") for path in _files(processed / name))
    return {path.relative_to(processed).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def _files(path: Path) -> list[Path]:
    return sorted(path.iterdir()) if path.is_dir() else [path]


def consistent(processed: Path) -> int:
    """How many reports a dataset holds, all its tables being of the same ones."""
    dataset = reportlib.load(processed)
    own = set(dataset.reports["report_id"])
    for name in ("requests", "disclosures", "sections"):
        assert set(getattr(dataset, name)["report_id"]) == own, name
    assert set(dataset.sources["report_id"].dropna()) == own
    return len(own)


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
        for _ in range(3):
            _change(raw, chance, step)
        reportlib.build(raw, out, jobs=1)
        reportlib.build(raw, tmp_path / f"fresh-{step}", jobs=1)
        assert contents(out) == contents(tmp_path / f"fresh-{step}"), step


def _change(raw: Path, chance: random.Random, step: int) -> None:
    files = sorted(path for path in raw.iterdir() if path.suffix == ".txt")
    one = chance.choice(files)
    kind = chance.choice(["add", "edit", "remove", "rename", "copy", "figures", "explain", "manifest", "rollup"])
    if kind == "add":
        (raw / f"added-{step}.txt").write_text(letter(chance.randint(0, 5), chance.randint(0, 99)), encoding="utf-8")
    elif kind == "edit":
        one.write_text(one.read_text(encoding="utf-8").replace("行政许可\t", "行政许可\t1"), encoding="utf-8")
    elif kind == "remove" and len(files) > 2:
        one.unlink()
    elif kind == "rename":
        one.rename(raw / f"{chance.randint(0, 9)}-renamed-{step}.txt")
    elif kind == "copy":
        shutil.copy(one, raw / f"{chance.choice('aA0z')}-copy-{step}.txt")
    elif kind == "figures":
        (raw / f"same-{step}.txt").write_text(one.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    elif kind == "explain":
        row = f"{office(chance.randint(0, 5))}-2023,carry_over,,某人,2024-01-01,机构改革"
        (raw / "explanations.csv").write_text(f"report,rule,place,who,when,why\n{row}\n", encoding="utf-8")
    elif kind == "manifest":
        (raw / "manifest.csv").write_text(f"file,url\n{one.name},https://example.org/{step}\n", encoding="utf-8")
    else:
        lines = [f"{office(chance.randint(0, 2))},{office(number)}" for number in (3, 4)]
        (raw / "rollups.csv").write_text("parent,child\n" + "\n".join(lines) + "\n", encoding="utf-8")


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
    """A build that is killed leaves the last version whole; the next one gives what an undisturbed one gives, and no worker stays."""
    out = tmp_path / "out"
    reportlib.build(raw, out, jobs=1)
    for number in range(30):
        (raw / f"more-{number}.txt").write_text(letter(number, year=2010 + number), encoding="utf-8")
    chance = random.Random(2)
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", _BUILD, str(raw), str(out)], start_new_session=True)
        time.sleep(chance.uniform(0.3, 2.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert consistent(out) in (6, 34)  # two of the thirty say what two of the six say
    reportlib.build(raw, out, jobs=1)
    reportlib.build(raw, tmp_path / "fresh", jobs=1)
    assert contents(out) == contents(tmp_path / "fresh")


_BUILD = "import sys, reportlib; reportlib.build(sys.argv[1], sys.argv[2], jobs=2)"


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
