"""Every rule by its code: severity, names, sentences, formula, clause and what to do, from the forms and from forms/rules.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from reportlib.forms import Rule, load_forms
from reportlib.forms.loading import FOLDER
from reportlib.forms.rules.between import BetweenYears, between_years
from reportlib.forms.rules.silence import Silence, silence
from reportlib.forms.rules.wording import Sentence, sentence
from reportlib.forms.statistics import load_statistics_forms
from reportlib.forms.written import invalid
from reportlib.model import Severity

_FILE = FOLDER / "rules.toml"
_KEYS = ("code", "group", "severity", "zh", "en", "clause", "example", "do", "says")
_OF_SOME = ("years", "silent")  # keys of the rules that are declarations themselves


class RuleEntry(NamedTuple):
    """One rule; `says` and `severity` tell by case what a failing finding says and is, under "" where there is one case only.

    `years` is the sum that the rule asks for from one year to the next, `silent` what a section should speak of, where it is such a rule.
    """

    code: str
    group: str
    severity: Mapping[str, Severity]
    zh: str
    en: str
    clause: str
    example: str
    do: str
    says: Mapping[str, Sentence]
    years: BetweenYears | None = None
    silent: Silence | None = None

    @property
    def severities(self) -> tuple[Severity, ...]:
        return tuple(dict.fromkeys(self.severity.values()))


@cache
def rulebook() -> Mapping[str, RuleEntry]:
    """The rules by code, in the order of docs/rules.md.

    >>> [str(severity) for severity in rulebook()["balance"].severities]
    ['error']
    """
    return checked(_FILE)


def of_groups(*wanted: str) -> tuple[str, ...]:
    """The codes of the rules of these groups."""
    return tuple(code for code, entry in rulebook().items() if entry.group in wanted)


def checked(file: Path) -> Mapping[str, RuleEntry]:
    """The rules of a file as rules.toml is; InvalidForm that names file and rule for what no rule can be.

    A sum of a form that has no entry of its own is spoken of as `balance` is.
    """
    declared = tomllib.loads(file.read_text(encoding="utf-8"))
    of_form = {rule.code: rule for form in (*load_forms().values(), *load_statistics_forms().values()) for rule in form.rules}
    entries = {str(entry.get("code")): {**entry, **_of_form(of_form.get(str(entry.get("code"))))} for entry in declared["rule"]}
    for code in of_form.keys() - entries.keys():
        entries[code] = {**entries.get("balance", {}), "code": code, **_of_form(of_form[code])}
    return {code: _Checking(file, at, code, entries, declared["groups"]).entry() for at, code in enumerate(entries)}


def _of_form(rule: Rule | None) -> dict[str, str]:
    """What a sum of a form has from the form."""
    return {"severity": rule.severity, "zh": rule.chinese, "en": rule.english, "clause": rule.clause} if rule else {}


def groups() -> Mapping[str, str]:
    """The groups of docs/rules.md with their titles."""
    return dict(_declared()["groups"])


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


class _Checking(NamedTuple):
    """One entry of the file, the `at`th, among all of them."""

    file: Path
    at: int
    code: str
    entries: Mapping[str, Mapping[str, Any]]
    groups: Mapping[str, str]

    def entry(self) -> RuleEntry:
        full = self.entries[self.code]
        for key in _KEYS:
            self._expect(key in full and (key == "clause" or bool(full[key])), key, "something", "nothing")
        for key in full:
            self._expect(key in (*_KEYS, *_OF_SOME), key, f"the keys {', '.join((*_KEYS, *_OF_SOME))}", key)
        self._expect(full["group"] in self.groups, "group", f"one of {', '.join(self.groups)}", full["group"])
        says = self._says(full["says"])
        severity = full["severity"] if isinstance(full["severity"], dict) else dict.fromkeys(says, full["severity"])
        self._expect(set(severity) == set(says), "severity", f"one for each case of {', '.join(says)}", ", ".join(severity))
        for each in severity.values():
            self._expect(each in tuple(Severity), "severity", "error, warning or note", str(each))
        zh, en, clause, example, do = (str(full[key]) for key in ("zh", "en", "clause", "example", "do"))
        severities = {case: Severity(each) for case, each in severity.items()}
        silent = silence(full["silent"], self.file, ("rule", self.at, "silent")) if "silent" in full else None
        return RuleEntry(self.code, full["group"], severities, zh, en, clause, example, do, says, self._years(says), silent)

    def _years(self, says: Mapping[str, Sentence]) -> BetweenYears | None:
        if "years" not in self.entries[self.code]:
            return None
        years = between_years(self.entries[self.code]["years"], self.file, ("rule", self.at, "years"))
        self._expect(years.case in says, "years", f"a case of {', '.join(says)}", years.case)
        return years

    def _says(self, declared: object) -> Mapping[str, Sentence]:
        """The sentences by case; those of another rule where its code is given."""
        if isinstance(declared, str):
            known = declared in self.entries and not isinstance(self.entries[declared]["says"], str)
            self._expect(known, "says", "a rule that has sentences", declared)
            return self._says(self.entries[declared]["says"])
        cases = declared if isinstance(declared, dict) else {"": declared}
        return {case: sentence(pair, self.file, ("rule", self.at, "says", case)) for case, pair in cases.items()}

    def _expect(self, holds: bool, key: str, expected: str, found: str) -> None:
        if not holds:
            keys = ("rule", self.at, key)
            raise invalid(self.file, keys, f"the rule {self.code} cannot be used", value=found, expected=expected)
