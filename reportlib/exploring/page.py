"""The page itself: markup, style and scripts of this folder, the words in both languages, and the data, packed."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reportlib.compare.words import term
from reportlib.exploring.columns import Packed
from reportlib.exploring.packing import details, figures
from reportlib.forms.rules.wording import terms
from reportlib.reviewing.sections.parts import MADE

if TYPE_CHECKING:
    from reportlib.dataset import Dataset

HERE = Path(__file__).parent
SCRIPTS = ("figures.js", "page.js", "bodies.js", "years.js", "profile.js", "report.js", "printed.js", "saving.js", "explorer.js")


def page(dataset: Dataset, language: str) -> str:
    """The whole page. What reports say is in it as data alone: JSON, compressed, and never part of its markup."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    words = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
    program = _program(
        {**words, "terms": _terms(dataset), "places": _turned(terms("places")), "origins": {**words["origins"], **_turned(MADE)}}
    )
    return environment.get_template("explorer.html.jinja").render(
        language="zh-CN" if language == "zh" else "en",
        title=words["title"][language == "zh"],
        style=Markup((HERE / "explorer.css").read_text(encoding="utf-8")),
        script=Markup(program),
        allowed=_fingerprint(program),
        no_script=words["no_script"],
        version=dataset.version.name if dataset.version else "",
        figures=Markup(_compressed(figures(dataset))),
        details=Markup(_compressed(details(dataset))),
    )


def _turned(words: Mapping[str, Sequence[str]]) -> dict[str, Packed]:
    """Words that are given Chinese first, as the page has them."""
    return {code: [en, zh] for code, (zh, en) in words.items()}


def _terms(dataset: Dataset) -> dict[str, Packed]:
    """Levels, scopes and grades of the dataset in both languages."""
    codes = {str(code) for name in ("level", "scope", "grade") for code in dataset.reports[name].dropna().unique()}
    return {code: [term(code, language) for language in ("en", "zh")] for code in sorted(codes)}


def _program(words: dict[str, Packed]) -> str:
    """The words and the scripts of this folder as the one script of the page."""
    scripts = [(HERE / name).read_text(encoding="utf-8") for name in SCRIPTS]
    return "\n".join(["", '"use strict";', f"const WORDS = {_in_script(words)};", *scripts])


def _fingerprint(program: str) -> str:
    """The hash by which the policy of the page lets this script run and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(program.encode()).digest()).decode()


def _in_script(value: object) -> str:
    """JSON that can stand in a script: nothing in it can end the script or a line of it."""
    text = json.dumps(value, ensure_ascii=False)
    for sign in ("<", ">", "&", "\u2028", "\u2029"):
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _compressed(value: Packed) -> str:
    """JSON, compressed the same way each time, in letters that need no escape."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(gzip.compress(text, 6, mtime=0)).decode()
