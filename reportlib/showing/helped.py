"""The help of the commands in the language that is asked for, and the option that every command has to ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperArgument, TyperGroup

from reportlib.showing.spoken import help_of, language_of, said


class Helped(TyperGroup):
    """A group of commands whose help speaks Chinese or English, by --lang or the locale."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: object) -> typer.Context:
        """The context of a call, the help of all commands filled in first."""
        language = language_of(args)
        _fill(self, "reportlib", language)
        for name, command in self.commands.items():
            _fill(command, name, language)
        return super().make_context(info_name, _language_last(args), parent, **extra)  # type: ignore[return-value]


def _fill(command: Any, name: str, language: str) -> None:
    command.help = help_of(name, "help", language)
    command.short_help = None
    for parameter in command.params:
        if hasattr(parameter, "help") and parameter.name:
            parameter.help = help_of(name, parameter.name, language) or parameter.help
            parameter.rich_help_panel = said("arguments" if isinstance(parameter, TyperArgument) else "options", language)
    command.rich_help_panel = said("commands", language)


def _language_last(args: Sequence[str]) -> list[str]:
    """The words of a call, --lang before the command moved behind it, where the command takes it."""
    width = 2 if args[:1] == ["--lang"] else 1 if args[:1] and args[0].startswith("--lang=") else 0
    asked, rest = list(args[:width]), list(args[width:])
    return rest + asked if rest and not rest[0].startswith("-") else rest
