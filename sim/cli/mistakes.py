"""What is said of a mistake in the language of the user, and what to type instead."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from functools import cache

import click

from sim.cli.shared import WrongInput
from sim.texts import templates, text
from sim.texts.mistakes import in_language

CLICK = "errors.click."  # what the library Click says, by which its words are known again


def told(error: click.ClickException, typed: Sequence[str], lang: str) -> str:
    """The line for a mistake, with a hint where one helps."""
    if isinstance(error, WrongInput):
        return with_language(in_language(error.what, lang), typed, lang)
    message = " ".join(error.format_message().split())
    words = message if lang == "en" else translated(message, lang)
    return with_language(f"{words} {hint(error, typed, lang)}".strip(), typed, lang)


def is_only_options(error: click.ClickException) -> bool:
    """Whether a command was left out where one belongs, with nothing but options typed."""
    return (
        type(error) is click.UsageError
        and error.message == templates("en")[f"{CLICK}missing_command"]
    )


def with_language(words: str, typed: Sequence[str], lang: str) -> str:
    """The commands that a line names carry the language, where it was typed."""
    if not any(word.partition("=")[0] == "--lang" for word in typed):
        return words
    return re.sub(r"`(kuemmerer [^`]+)`", rf"`\1 --lang {lang}`", words)


def translated(message: str, lang: str) -> str:
    """What Click says in another language; what is not known stays as it is.

    >>> translated("Missing argument 'SCENARIO'.", "de")
    "Es fehlt die Angabe 'SCENARIO'."
    """
    for key, pattern in _patterns():
        found = pattern.fullmatch(message)
        if found:
            values = {name: translated(part, lang) for name, part in found.groupdict().items()}
            return text(key, lang, **values)
    return message


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Click's messages with their placeholders as groups."""
    return tuple(
        (key, re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(template))))
        for key, template in templates("en").items()
        if key.startswith(CLICK)
    )


def hint(error: click.ClickException, typed: Sequence[str], lang: str) -> str:
    """What to type instead, for a missing argument or an unknown command."""
    context: click.Context | None = getattr(error, "ctx", None)
    if isinstance(error, click.MissingParameter) and error.param is not None and context:
        key = f"errors.hints.{error.param.name}"
        command = f"kuemmerer {context.command.name}"
        return text(key, lang, command=command) if key in templates("en") else ""
    if context is None or not isinstance(context.command, click.Group):
        return ""
    if not isinstance(error, click.NoSuchOption):
        is_value = isinstance(error, click.BadParameter)  # of an option: not what is missing
        return "" if is_value else text("errors.hints.commands", lang, command=_group(context))
    moved = behind(error.option_name, typed, context.command)
    option = error.option_name
    return text("errors.hints.behind", lang, option=option, command=moved) if moved else ""


def _group(context: click.Context) -> str:
    """The group of commands as it is typed."""
    within = context.command.name if context.parent is not None else ""
    return f"kuemmerer {within}".strip()


def behind(option: str, typed: Sequence[str], group: click.Group) -> str:
    """The command with an option of a command behind it, where it was typed in front of it.

    Nothing, where no command has such an option.
    """
    names = [place for place, word in enumerate(typed) if word in group.commands]
    if not names:
        return ""
    place = names[0]
    known = {name for param in group.commands[typed[place]].params for name in param.opts}
    if option not in known:
        return ""
    return shlex.join(["kuemmerer", *typed[place:], *typed[:place]])
