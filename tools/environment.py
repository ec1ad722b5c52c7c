"""Writes from pyproject.toml the exact sets in requirements/, hashed, and environment.yml for conda: `python tools/environment.py`."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
SETS = {"charts": ["notebooks", "ocr"], "tests": ["test"]}


def environment(project: dict[str, object]) -> str:
    """The text of environment.yml: conda gives Python and make, pip the rest, by the same ranges as pyproject.toml."""
    dependencies, extras = project["dependencies"], project["optional-dependencies"]
    assert isinstance(dependencies, list) and isinstance(extras, dict)
    chosen = [*dependencies, *(pin for extra in SETS["charts"] for pin in extras[extra])]
    lines = [
        "name: reportlib",
        "channels:",
        "  - conda-forge",
        "dependencies:",
        "  - python>=3.11,<3.14",
        "  - make",
        "  - pip",
        "  - pip:",
    ]
    return "\n".join([*lines, *(f"      - {pin}" for pin in chosen), ""])


def lock(name: str, extras: list[str], within: tuple[str, ...] = ()) -> None:
    """Write one set, for every system and Python; what stands there stays as long as the ranges allow it."""
    command = (
        "uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group setup"
    )
    chosen = [part for extra in extras for part in ("--extra", extra)]
    subprocess.run([*command.split(), *chosen, *within, "-o", f"requirements/{name}.txt"], cwd=ROOT, check=True)


if __name__ == "__main__":
    lock("tests", SETS["tests"])
    lock("charts", SETS["charts"], ("--constraint", "requirements/tests.txt"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (ROOT / "environment.yml").write_text(environment(project), encoding="utf-8")
