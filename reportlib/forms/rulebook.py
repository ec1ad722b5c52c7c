"""Every rule by its code: severity, names, sentences, formula, clause and what to do, from the forms and from forms/rules.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from reportlib.errors import UsageError
from reportlib.forms import Rule, load_forms
from reportlib.forms.wording import Sentence, sentence
from reportlib.model import ERROR, NOTE, WARNING

SOURCE = "forms/rules.toml"
_KEYS = ("code", "group", "severity", "zh", "en", "clause", "example", "do", "says")


class RuleEntry(NamedTuple):
    """One rule; `says` and `severity` tell by case what a failing finding says and is, under "" where there is one case only."""

    code: str
    group: str
    severity: Mapping[str, str]
    zh: str
    en: str
    clause: str
    example: str
    do: str
    says: Mapping[str, Sentence]

    @property
    def severities(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.severity.values()))


@cache
def rulebook() -> Mapping[str, RuleEntry]:
    """The rules by code, in the order of docs/rules.md.

    >>> rulebook()["balance"].severities
    ('error',)
    """
    return checked(_declared())


def of_groups(*wanted: str) -> tuple[str, ...]:
    """The codes of the rules of these groups."""
    return tuple(code for code, entry in rulebook().items() if entry.group in wanted)


def checked(declared: Mapping[str, Any]) -> Mapping[str, RuleEntry]:
    """The rules of a parsed rules.toml; raises UsageError that names file and rule for an unknown key, group, severity or operand."""
    of_form = {rule.code: rule for form in load_forms().values() for rule in form.rules}
    by_code = {str(entry.get("code")): entry for entry in declared["rule"]}
    return {code: _entry(entry, of_form.get(code), declared["groups"], by_code) for code, entry in by_code.items()}


def groups() -> Mapping[str, str]:
    """The groups of docs/rules.md with their titles."""
    return dict(_declared()["groups"])


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads(resources.files("reportlib.forms").joinpath("rules.toml").read_text(encoding="utf-8"))


def _entry(entry: Mapping[str, Any], rule: Rule | None, groups: Mapping[str, str], by_code: Mapping[str, Any]) -> RuleEntry:
    """The entry of rules.toml; a rule of the form has its severity, names and clause from the form."""
    own = {"severity": rule.severity, "zh": rule.chinese, "en": rule.english, "clause": rule.clause} if rule else {}
    full = {**entry, **own}
    code = str(full.get("code"))
    for key in _KEYS:
        _expect(key in full and (key == "clause" or bool(full[key])), code, f"something under {key}", "nothing")
    for key in full:
        _expect(key in _KEYS, code, f"the keys {', '.join(_KEYS)}", key)
    _expect(full["group"] in groups, code, f"a group of {', '.join(groups)}", full["group"])
    says = _says(full["says"], code, by_code)
    severity = full["severity"] if isinstance(full["severity"], dict) else dict.fromkeys(says, full["severity"])
    _expect(set(severity) == set(says), code, f"a severity for the cases {', '.join(says)}", ", ".join(severity))
    for each in severity.values():
        _expect(each in (ERROR, WARNING, NOTE), code, "error, warning or note", str(each))
    zh, en, clause, example, do = (str(full[key]) for key in ("zh", "en", "clause", "example", "do"))
    return RuleEntry(code, full["group"], severity, zh, en, clause, example, do, says)


def _says(declared: object, code: str, by_code: Mapping[str, Any]) -> Mapping[str, Sentence]:
    """The sentences by case; those of another rule where its code is given."""
    if isinstance(declared, str):
        _expect(declared in by_code and not isinstance(by_code[declared]["says"], str), code, "a rule that has sentences", declared)
        return _says(by_code[declared]["says"], declared, by_code)
    cases = declared if isinstance(declared, dict) else {"": declared}
    return {case: sentence(pair, SOURCE, f"rule {code}{case and f', case {case}'}") for case, pair in cases.items()}


def _expect(holds: bool, code: str, expected: str, found: str) -> None:
    if not holds:
        raise UsageError("a rule cannot be used", source=SOURCE, place=f"rule {code}", expected=expected, found=found)
