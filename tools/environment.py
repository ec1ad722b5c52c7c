"""Writes environment.yml for conda from the dependencies of pyproject.toml: `python tools/environment.py`."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def environment(project: dict[str, object]) -> str:
    """The text of environment.yml; every package comes from pip, at the same version as in pyproject.toml."""
    dependencies = project["dependencies"]
    extras = project["optional-dependencies"]
    assert isinstance(dependencies, list) and isinstance(extras, dict)
    lines = ["name: reportlib", "channels:", "  - conda-forge", "dependencies:", "  - python=3.11", "  - make", "  - pip", "  - pip:"]
    return "\n".join([*lines, *(f"      - {pin}" for pin in (*dependencies, *extras["ocr"], *extras["test"])), ""])


if __name__ == "__main__":
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (ROOT / "environment.yml").write_text(environment(project), encoding="utf-8")
