"""The rules of the house: imports only upward in the flow, the same pins everywhere, no words that do not belong."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

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


def test_environment_names_the_same_dependencies() -> None:
    """environment.yml and pyproject.toml pin the same packages at the same versions."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = {
        line.strip().removeprefix("- ") for line in (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines() if "==" in line
    }
    extras = project["optional-dependencies"]
    assert pinned == {*project["dependencies"], *extras["ocr"], *extras["test"]}


def test_no_sample_stands_in_the_library() -> None:
    """No agency of data/raw is named in the code or the forms."""
    agencies = {path.stem.rsplit("-", 1)[0] for path in (ROOT / "data" / "raw").glob("*-20??.*")}
    assert agencies
    for path in [*modules(), *PACKAGE.rglob("*.toml")]:
        text = path.read_text(encoding="utf-8").replace("临沂市行政审批服务局-2024.txt", "").replace("'临沂市行政审批服务局'", "")
        assert not [agency for agency in agencies if agency in text and len(agency) > 5], path
