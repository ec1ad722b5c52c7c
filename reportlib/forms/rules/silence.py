"""A rule on what a section of the prose should speak of, as it is declared: any of its words is enough."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from reportlib.forms.types import Declared
from reportlib.forms.written import Keys, invalid


class Silence(Declared, frozen=True):
    """The section of the form that is asked, the words (patterns) of which one should stand in it, and the first year that is asked."""

    section: int
    words: tuple[str, ...]
    since: int = 0

    @property
    def spoken(self) -> re.Pattern[str]:
        return re.compile("|".join(self.words))


def silence(declared: Mapping[str, object], file: Path, keys: Keys) -> Silence:
    """What a file declares at these keys; InvalidForm that names file and line for what no such rule can be."""
    try:
        asked = msgspec.convert(declared, Silence)
    except msgspec.ValidationError as error:
        raise invalid(file, keys, str(error)) from error
    for word in asked.words:
        try:
            re.compile(word)
        except re.error as error:
            raise invalid(file, keys, f"this is no pattern: {error}", value=word) from error
    if not asked.words or not 1 <= asked.section <= 6:
        raise invalid(file, keys, "this rule on silence cannot be used", value=str(asked.section), expected="a section, 1 to 6, and words")
    return asked
