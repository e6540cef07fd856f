"""How help is shown: in the language, as a newcomer needs it, on narrow terminals, too."""

from __future__ import annotations

import inspect
import re
import shutil
from collections.abc import Iterable, Mapping
from copy import copy
from functools import cache
from typing import Any

import click

from sim.cli.shared import system_language
from sim.texts import read

WIDEST, LEAST = 100, 24  # columns
NARROW = 60  # columns below which an option's words stand under its name


def language_of(context: click.Context | None) -> str:
    """The language in which a command speaks: `main` has put it there, else that of the system."""
    chosen = context.find_root().obj if context else None
    return chosen if isinstance(chosen, str) else system_language()


def words_of(*path: str) -> Any:
    """What stands there in `help_LANG.toml` of the command's language; English has no such file."""
    found: Any = _texts(language_of(click.get_current_context(silent=True)))
    for part in path:
        found = found.get(part, {}) if isinstance(found, Mapping) else {}
    return found


@cache
def _texts(lang: str) -> Mapping[str, Any]:
    return {} if lang == "en" else read(f"help_{lang}.toml")


class Formatter(click.HelpFormatter):
    """As wide as the terminal, even where that is less than Click's 50 columns."""

    def __init__(
        self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None
    ) -> None:
        """Measure the terminal unless a width is given."""
        if width is None:
            columns = shutil.get_terminal_size().columns
            width = max(min(columns, max_width or WIDEST) - 2, LEAST)
        super().__init__(indent_increment, width, max_width)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """How to call it, with what Click itself says in the language."""
        frame = words_of("frame")
        for english, key in (("[OPTIONS]", "optional"), ("COMMAND [ARGS]...", "subcommand")):
            args = args.replace(english, frame.get(key, english))
        super().write_usage(prog, args, prefix or frame.get("usage"))

    def write_heading(self, heading: str) -> None:
        """A heading of Click's in the language."""
        super().write_heading(words_of("frame").get(heading.lower(), heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Two columns, or on a narrow terminal the words below the names."""
        default = words_of("frame").get("default", "default: ")
        rows = [(name, _ranges(words.replace("[default: ", f"[{default}"))) for name, words in rows]
        if self.width >= NARROW:
            super().write_dl(rows, col_max, col_spacing)
            return
        for name, words in rows:
            self.write_text(name)
            with self.indentation(), self.indentation():
                self.write_text(words)


def _ranges(words: str) -> str:
    """The range of a number in words, where the language has them."""
    from sim.cli.mistakes import translated

    lang = language_of(click.get_current_context(silent=True))
    if lang == "en":
        return words
    return re.sub(r"[^\s\[]*<=x<=[^\s\];]+|x>=[^\s\];]+", lambda it: translated(it[0], lang), words)


class Context(click.Context):
    """A context with that formatter."""

    formatter_class = Formatter


class Command(click.Command):
    """A command with help in the language; examples are never wrapped, so they can be copied."""

    context_class = Context

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What it does."""
        _write_help(self, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its options."""
        _write_options(self, ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """What it does, in the list of commands."""
        return words_of(self.name or "").get("short") or super().get_short_help_str(limit)


class Group(click.Group):
    """Commands in the order in which they were added."""

    context_class = Context
    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """As they were added, not by the alphabet."""
        return list(self.commands)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What it does."""
        _write_help(self, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its options and commands."""
        _write_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """What it does, in the list of commands."""
        return words_of(self.name or "").get("short") or super().get_short_help_str(limit)


def _write_help(command: click.Command, formatter: click.HelpFormatter) -> None:
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(
            examples_kept(words_of(command.name or "").get("help") or command.help)
        )


def _write_options(
    command: click.Command, ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    records = [
        _in_language(param, command.name or "").get_help_record(ctx)
        for param in command.get_params(ctx)
        if isinstance(param, click.Option)
    ]
    with formatter.section("Options"):
        formatter.write_dl([record for record in records if record])


def _in_language(option: click.Option, command: str) -> click.Option:
    """The option with its words in the language; a copy, for one process may speak several."""
    name = "help" if "--help" in option.opts else option.name or ""
    words = words_of(command, "options", name) or words_of("options", name)
    if not words:
        return option
    found = copy(option)
    found.help = words
    if isinstance(option.show_default, str):
        found.show_default = words_of("frame", "of_the_system") or option.show_default
    return found


def examples_kept(words: str | None) -> str:
    r"""Put Click's sign for "do not wrap" before paragraphs that are examples.

    >>> examples_kept("Do it.\n\n    For example:\n\n        kuemmerer run x")
    'Do it.\n\nFor example:\n\n\x08\n    kuemmerer run x'
    """
    return re.sub(r"(?<=\n\n)(?= {4}kuemmerer )", "\b\n", inspect.cleandoc(words or ""))
