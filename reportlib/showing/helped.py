"""The help of the commands and their mistakes in the language that is asked for, and the option that every command has to ask for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import typer
from typer import rich_utils
from typer.core import TyperArgument, TyperCommand, TyperGroup

from reportlib.showing.spoken import help_of, language_of, phrase, said

Call = ParamSpec("Call")
Answer = TypeVar("Answer")
_Mistake: type[Exception] = typer.BadParameter.__bases__[0]  # every call that cannot be understood
# The words that the library of the command line has for all commands, by its names for them.
_CONSTANTS = {
    "DEFAULT_STRING": "default_value",
    "REQUIRED_LONG_STRING": "required",
    "ERRORS_PANEL_TITLE": "mistake",
    "RICH_HELP": "try_help",
    "ABORTED_TEXT": "stopped",
}


class _InLanguage:
    """What a command and a group of them have in common: a language, and usage in it."""

    language = "en"

    def get_usage(self, *call: object, **named: object) -> str:
        usage = str(super().get_usage(*call, **named))  # type: ignore[misc]
        return usage.replace("Usage:", said("usage", self.language), 1)


class Spoken(_InLanguage, TyperCommand):
    """A command whose help speaks Chinese or English."""


@contextmanager
def _told_in(language: str) -> Iterator[None]:
    """A call that cannot be understood is told in that language."""
    try:
        yield
    except _Mistake as mistake:
        if told := _told(mistake, language):
            setattr(mistake, "format_message", lambda: told)  # noqa: B010 (a method of the library's class)
        raise


def _in_its_language(method: Callable[Call, Answer]) -> Callable[Call, Answer]:
    """A method of a group whose mistakes are told in the group's language."""

    @wraps(method)
    def told(*call: Call.args, **named: Call.kwargs) -> Answer:
        with _told_in(getattr(call[0], "language", "en")):
            return method(*call, **named)

    return told


class Helped(_InLanguage, TyperGroup):
    """A group of commands whose help and mistakes speak Chinese or English, by --lang or the locale."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: object) -> typer.Context:
        """The context of a call, the help of all commands filled in first."""
        language = language_of(args)
        for constant, name in _CONSTANTS.items():
            setattr(rich_utils, constant, phrase(name, language))
        _fill(self, "reportlib", language)
        for name, command in self.commands.items():
            _fill(command, name, language)
        with _told_in(language):
            return super().make_context(info_name, _language_last(args), parent, **extra)  # type: ignore[return-value]

    invoke = _in_its_language(TyperGroup.invoke)  # type: ignore[arg-type]  # a group takes what its commands take


def _told(mistake: Exception, language: str) -> str:
    """What is wrong with a call, in Chinese; empty where the library says it, in English."""
    if language == "en":
        return ""
    near, message = getattr(mistake, "possibilities", None), str(getattr(mistake, "message", ""))
    also = said("nearest", language, names="、".join(near)) if near else ""
    if option := getattr(mistake, "option_name", None):
        return said("no_such_option", language, what=option) + also
    if command := _NO_COMMAND.match(message):
        return said("no_such_command", language, what=command[1]) + (said("nearest", language, names=command[2]) if command[2] else "")
    param = getattr(mistake, "param", None)
    named = "/".join(param.opts) if param is not None else ""
    if type(mistake).__name__ == "MissingParameter":
        return said("missing_parameter", language, what=named)
    return said("wrong_value", language, what=named, message=message) if named else ""


_NO_COMMAND = re.compile(r"No such command '?(.+?)'?\.(?: Did you mean (?:one of: )?(.+)\?)?")


def _fill(command: Any, name: str, language: str) -> None:
    command.help, command.language = help_of(name, "help", language), language
    asks_for_help = command.get_help_option(typer.Context(command))
    asks_for_help.help, asks_for_help.rich_help_panel = said("help_option", language), said("options", language)
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
