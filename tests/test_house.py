"""The rules of the house: imports only upward in the flow, the same dependencies everywhere, no words that do not belong."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Collection
from graphlib import TopologicalSorter
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
    ["building", "charts", "showing", "exporting", "collecting"],
    ["reviewing", "exploring", "publishing"],
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


def named_modules(path: Path) -> set[str]:
    """The modules of reportlib that a file looks up by name, as their place in the flow."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call) and node.args]
    asked = [ast.unparse(node.args[0]) for node in calls if ast.unparse(node.func).split(".")[-1] in ("import_module", "__import__")]
    return {name.split(".")[1].strip("'\"") for name in asked if re.match(r"f?['\"]reportlib\.", name)}


def test_no_module_reaches_up_by_name() -> None:
    """What is looked up by name lies below, as what is imported does; only the door of the package knows every stage."""
    reaching = {
        str(path): names
        for path in modules()
        if place(path) != "__init__" and (names := {name for name in named_modules(path) if FLOW.index(name) > FLOW.index(place(path))})
    }
    assert not reaching


def test_a_name_that_is_looked_up_is_seen(tmp_path: Path) -> None:
    """The test above sees names in plain and in formatted texts, and no other library's."""
    path = tmp_path / "one.py"
    path.write_text(
        'import_module("reportlib.showing.page")\nimportlib.import_module(f"reportlib.charts.{x}")\nimport_module("distributed")\n'
    )
    assert named_modules(path) == {"showing", "charts"}


def test_no_two_modules_import_each_other() -> None:
    """There is no circle of imports, neither at the head of modules nor inside of functions; what is for types alone does not count."""
    files = {dotted(path): path for path in modules() if path != PACKAGE / "__init__.py"}
    assert list(TopologicalSorter({name: needed(path, files) - {name} for name, path in files.items()}).static_order())


def dotted(path: Path) -> str:
    return ".".join(("reportlib", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


def needed(path: Path, files: Collection[str]) -> set[str]:
    """The modules that a file imports when it runs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for part in ast.walk(node)
    }
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module and id(node) not in for_types]
    pairs = [(node.module or "", f"{node.module}.{alias.name}") for node in imports for alias in node.names]
    return {name for module, whole in pairs for name in (whole if whole in files else module,) if name in files}


LONGEST_MODULE, LONGEST_FUNCTION, SHORT = 350, 40, 12  # lines
SHORT_SHARE = 0.80  # of all functions, at least: to be raised, never lowered
MOST_ANY = 125  # places where a type is left open: to be lowered, never raised
MOST_MODULES = 10  # of a folder, beside the one that opens it


def lengths() -> dict[str, int]:
    """The lines of every function, docstring and signature included."""
    return {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_no_module_is_long() -> None:
    """A module can be read in one sitting."""
    assert not {str(path): lines for path in modules() if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE}


def test_functions_are_short() -> None:
    """No function is longer than a screen, and most are a few lines."""
    every = lengths()
    assert not {name: lines for name, lines in every.items() if lines > LONGEST_FUNCTION}
    assert sum(lines <= SHORT for lines in every.values()) / len(every) >= SHORT_SHARE


def test_types_are_seldom_left_open() -> None:
    """`Any` stands only where a library gives no types."""
    assert sum(len(re.findall(r"\bAny\b(?! [a-z])", path.read_text(encoding="utf-8"))) for path in modules()) <= MOST_ANY


def test_no_folder_is_crowded() -> None:
    """A folder holds about ten modules, so that its names can be taken in at a glance."""
    counted = {str(folder.relative_to(PACKAGE)): len([*folder.glob("*.py")]) - 1 for folder in {path.parent for path in modules()}}
    assert not {name: count for name, count in counted.items() if count > MOST_MODULES}


def test_import_is_quick_and_light() -> None:
    """`import reportlib` loads no heavy library."""
    code = "import reportlib, sys; print([name for name in ('pandas', 'pyarrow', 'matplotlib', 'duckdb', 'lxml', 'numpy') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_completion_shows_the_public_names_alone() -> None:
    """What Jupyter offers behind `reportlib.` is what the contract names, without loading any of it."""
    code = "import reportlib; print(*dir(reportlib)); print(*sorted(reportlib.__all__))"
    shown, public = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    assert shown == public and "load" in shown.split()


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


@pytest.mark.parametrize("page", ["architecture.md", "architecture.zh-CN.md"])
def test_every_file_that_the_plan_of_the_house_names_is_there(page: str) -> None:
    """What docs/architecture names in code is there."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    paths = set(re.findall(r"`([\w./*-]+/[\w./*-]*)`", text))
    assert len(paths) > 40
    assert not {name for name in paths if not (ROOT / name).exists() and not list((ROOT / "reportlib").glob(name))}


def test_both_languages_of_the_plan_name_the_same_files() -> None:
    """The Chinese page and the English one send a newcomer to the same files."""
    named = [
        re.findall(r"`([\w.-]+/[\w./-]*)`", (ROOT / "docs" / page).read_text(encoding="utf-8"))
        for page in ("architecture.md", "architecture.zh-CN.md")
    ]
    assert named[0] == named[1]


def test_no_sample_stands_in_the_library() -> None:
    """No agency of data/raw is named in the code or the forms."""
    agencies = {path.stem.rsplit("-", 1)[0] for path in (ROOT / "data" / "raw").glob("*-20??.*")}
    assert agencies
    for path in [*modules(), *PACKAGE.rglob("*.toml")]:
        text = path.read_text(encoding="utf-8").replace("临沂市行政审批服务局-2024.txt", "").replace("'临沂市行政审批服务局'", "")
        assert not [agency for agency in agencies if agency in text and len(agency) > 5], path
