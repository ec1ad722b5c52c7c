"""Writes docs/licences.md and its Chinese twin: every package that the lock installs, its licence, what it is for, and the copyleft parts inside its wheel.

usage: python tools/write_licences.py     from what is installed in the environment of the tests
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "tests.txt"
DASH = "–"
# The page in each language: its file, the words above the table, and the words for what a package is needed for.
PAGES = {
    "licences.md": (
        """\
# Licences

reportlib is under the MIT licence. These are the packages that it stands on, as the lock in `requirements/` installs them on Linux, each
with the licence that its own metadata states. `reportlib` is what `import reportlib` and `reportlib build` need; the others come with an
extra or are for the tests alone.

The last column names the texts of the GNU licences among the licence files of a wheel. Libraries under the LGPL are linked dynamically and
can be replaced; nothing of them is part of reportlib. The GPL 3 in numpy and scipy is that of the run-time library of GCC, which comes with
the exception for programs that are linked with it; those in pillow belong to FreeType, which offers its own licence instead, and to scripts
of xz that the wheel does not hold.

`make licences` writes this page anew, and a test holds it to what is installed.

| Package | Licence | Needed for | GNU licences inside its wheel |
|---|---|---|---|
""",
        {},
    ),
    "licences.zh-CN.md": (
        """\
# 许可证

reportlib 采用 MIT 许可证。下表列出它所依据的各个包（`requirements/` 中的锁定文件在 Linux 上安装的那些），许可证以各包自身的元数据为准。
「reportlib」是 `import reportlib` 和 `reportlib build` 所需；其余随附加包安装，或只用于测试。

末列是各 wheel 的许可证文件中出现的 GNU 许可证。LGPL 的库都是动态链接，可以替换，其中没有任何部分成为 reportlib 的一部分。
numpy 和 scipy 中的 GPL 3 属于 GCC 运行库，附有链接例外；pillow 中的属于 FreeType（可改用它自己的许可证）和 wheel 中并不包含的 xz 脚本。

`make licences` 重写本页，测试核对它与所安装的一致。

| 包 | 许可证 | 用途 | wheel 内含的 GNU 许可证 |
|---|---|---|---|
""",
        {"tests": "测试", "extra": "附加包"},
    ),
}
# What licence fields spell out, by what it is called for short.
_SHORT = (
    ("Apache Software License", "Apache-2.0"), ("Apache License", "Apache-2.0"), ("Apache 2", "Apache-2.0"), ("MIT License", "MIT"),
    ("BSD License", "BSD"), ("Mozilla Public License 2.0", "MPL-2.0"), ("ISC License", "ISC"), ("Python Software Foundation", "PSF-2.0"),
    ("Lesser General Public License", "LGPL"), ("The Unlicense", "Unlicense"),
)  # fmt: skip
_COPYLEFT = re.compile(r"GNU (LESSER|LIBRARY)?\s*GENERAL PUBLIC LICENSE\s+Version\s+([\d.]+)", re.IGNORECASE)


def page(name: str) -> str:
    """One of the pages, of what is installed."""
    head, words = PAGES[name]
    return head + "".join(f"| {' | '.join(_translated(row, words))} |\n" for row in rows())


@cache
def rows() -> list[tuple[str, str, str, str]]:
    """Each package with its licence, what it is needed for, and the GNU licences inside."""
    use = _uses()
    return [(name, licence_of(name), use.get(canonicalize_name(name), "tests"), inside(name)) for name in locked()]


def _translated(row: tuple[str, str, str, str], words: dict[str, str]) -> list[str]:
    name, licence, use, within = row
    return [name, licence, " ".join(words.get(word, word) for word in use.split()), within]


def locked() -> list[str]:
    """The packages of the lock that this system installs, without reportlib."""
    names = re.findall(r"^([A-Za-z0-9][\w.-]*)==", LOCK.read_text(encoding="utf-8"), re.M)
    return sorted({name for name in names if _is_installed(name)}, key=str.lower)


def licence_of(name: str) -> str:
    """The licence in a few words: the expression of the metadata, else its classifiers, else the first line of the field."""
    about = metadata.metadata(name)
    told = about.get("License-Expression") or _of_classifiers(about.get_all("Classifier") or []) or _first_line(about.get("License") or "")
    return next((short for long, short in _SHORT if told.startswith(long)), told) or "not stated"


def inside(name: str) -> str:
    """The files of licences in the wheel that hold a text of the (Lesser) GPL, and which; a dash where there is none."""
    found: dict[str, None] = {}
    for file in metadata.files(name) or ():
        if ".dist-info" in str(file) and re.search("licen|copying|notice", file.name.lower()) and file.suffix != ".py":
            text = Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
            found |= dict.fromkeys(f"{'L' if lesser else ''}GPL {version}" for lesser, version in _COPYLEFT.findall(text))
    return ", ".join(sorted(found)) or DASH


def _of_classifiers(classifiers: list[str]) -> str:
    return " or ".join(each.split(" :: ")[-1] for each in classifiers if each.startswith("License :: ") and each.count("::") > 1)


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:60]


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _uses() -> dict[str, str]:
    """Each package by the first that brings it in: reportlib itself, then the extras in their order."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"reportlib": project["dependencies"], **{f"extra {name}": pins for name, pins in project["optional-dependencies"].items()}}
    use: dict[str, str] = {}
    for group, pins in groups.items():
        for name in _closure(pins):
            use.setdefault(name, group.replace("extra test", "tests"))
    return use


def _closure(pins: list[str]) -> Iterator[str]:
    """Every package that these requirements bring in here."""
    left, seen = [(Requirement(pin), "") for pin in pins], set[tuple[str, str]]()
    while left:
        wanted, _ = left.pop()
        name = canonicalize_name(wanted.name)
        for extra in ("", *wanted.extras):
            if name != "reportlib" and (name, extra) not in seen and _is_installed(name):
                seen.add((name, extra))
                yield name
                further = map(Requirement, metadata.requires(name) or ())
                left += [(each, name) for each in further if each.marker is None or each.marker.evaluate({"extra": extra})]


if __name__ == "__main__":
    for name in PAGES:
        (ROOT / "docs" / name).write_text(page(name), encoding="utf-8")
