"""What is published: the wheel alone, away from the repository, reads, builds and reviews."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ONE = "临沂市行政审批服务局-2024.txt"
STEPS = f"""
import pathlib, reportlib
print(pathlib.Path(reportlib.__file__).parent.parent)
print(reportlib.read("raw/{ONE}").grade)
print(reportlib.build("raw", "tables").reports)
print(sorted(path.name for path in reportlib.review(reportlib.load("tables"), "临沂市行政审批服务局", 2024, "review").iterdir())[:1])
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel, built from a copy of the sources, is installed alone."""
    sources, folder = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("installed")
    shutil.copytree(ROOT / "reportlib", sources / "reportlib", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, sources)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", sources, sources], check=True, capture_output=True)
    (wheel,) = sources.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", folder, wheel], check=True, capture_output=True)
    return folder


def run(installed: Path, cwd: Path, *command: str) -> str:
    """What the command prints when only the installed wheel is there to be imported."""
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run([sys.executable, *command], cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_reads_builds_and_reviews(installed: Path, tmp_path: Path) -> None:
    """Forms, regions, styles and templates are in it; nothing is taken from the repository."""
    (tmp_path / "raw").mkdir()
    shutil.copy(ROOT / "data" / "raw" / ONE, tmp_path / "raw")
    lines = run(installed, tmp_path, "-c", STEPS).splitlines()
    assert lines == [str(installed), "verified", "1", lines[3]]
    assert (tmp_path / "review").is_dir() and list(tmp_path.glob("review/**/index.html"))


def test_the_wheel_names_its_version_and_is_typed(installed: Path, tmp_path: Path) -> None:
    """`reportlib --version` says what is installed, and type checkers find the marker."""
    assert run(installed, tmp_path, "-m", "reportlib", "--version") == "reportlib 0.1.0\n"
    assert (installed / "reportlib" / "py.typed").is_file()
    assert list(installed.glob("reportlib-*.dist-info/licenses/LICENSE"))
