"""The rules of the house: imports only upward in the flow, the same dependencies everywhere, no words that do not belong."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from environment import SETS, environment

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "reportlib"

# The floors of the house, lowest first; a module imports only from floors below it, and from the rooms before it on its own floor.
FLOORS = [
    ["errors", "model"],
    ["text", "forms", "bodies", "beside"],
    ["readers"],
    ["facts"],
    ["prose", "checks"],
    ["reading", "dataset"],
    ["across", "compare"],
    ["building", "charts", "showing", "exporting"],
    ["reviewing"],
    ["__main__"],
]
FLOW = [room for floor in FLOORS for room in floor]


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The modules of reportlib that a file imports, as their place in the flow."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "reportlib":
            parts = node.module.split(".")[1:]
            found |= {parts[0]} if parts else {alias.name for alias in node.names}
    return found


def place(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


@pytest.mark.parametrize("path", [path for path in modules() if place(path) != "__init__"], ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_up_the_flow(path: Path) -> None:
    """A module imports only from modules above it in the flow."""
    position = FLOW.index(place(path))
    below = {name for name in imported(path) if FLOW.index(name) > position}
    assert not below, f"{path.name} imports {below}, which come after it"


def test_import_is_quick_and_light() -> None:
    """`import reportlib` loads no heavy library."""
    code = "import reportlib, sys; print([name for name in ('pandas', 'pyarrow', 'matplotlib', 'duckdb', 'lxml', 'numpy') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def named(requirement: str) -> str:
    """The package of a requirement, as indexes spell it."""
    return re.split(r"[\[<>=~!; ]", requirement)[0].lower().replace("_", "-")


def test_environment_asks_for_what_the_project_asks_for() -> None:
    """environment.yml has the ranges of pyproject.toml: the dependencies, the notebooks and the reading of scans."""
    assert environment(PROJECT) == (ROOT / "environment.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_is_hashed_whole_and_knows_no_machine(lock: Path) -> None:
    """Every package of a lock has one version and its hashes; no address and no path stands in it; what the project asks for is there."""
    text = lock.read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]
    assert all(re.match(r"[\w.-]+==\S+", entry) and "--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"://|^-|--(?:index|extra-index|find-links)|(?:^|\s)/", text, re.MULTILINE)
    asked = [*PROJECT["dependencies"], *(pin for extra in SETS[lock.stem] for pin in PROJECT["optional-dependencies"][extra])]
    assert {named(pin) for pin in asked} - {named(entry) for entry in entries} <= {"reportlib"}


def test_dependencies_are_ranges() -> None:
    """The published package asks for a floor each and pins nothing."""
    every = [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())]
    assert not [pin for pin in every if not re.search(r">=\d", pin) and not pin.startswith("reportlib[")]


def test_no_sample_stands_in_the_library() -> None:
    """No agency of data/raw is named in the code or the forms."""
    agencies = {path.stem.rsplit("-", 1)[0] for path in (ROOT / "data" / "raw").glob("*-20??.*")}
    assert agencies
    for path in [*modules(), *PACKAGE.rglob("*.toml")]:
        text = path.read_text(encoding="utf-8").replace("临沂市行政审批服务局-2024.txt", "").replace("'临沂市行政审批服务局'", "")
        assert not [agency for agency in agencies if agency in text and len(agency) > 5], path
