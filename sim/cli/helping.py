"""How help is shown: commands as a newcomer needs them, examples in one piece, narrow terminals."""

from __future__ import annotations

import inspect
import re
import shutil
from collections.abc import Iterable
from typing import Any

import click

WIDEST, LEAST = 100, 24  # columns
NARROW = 60  # columns below which an option's words stand under its name


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

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Two columns, or on a narrow terminal the words below the names."""
        if self.width >= NARROW:
            super().write_dl(list(rows), col_max, col_spacing)
            return
        for name, words in rows:
            self.write_text(name)
            with self.indentation(), self.indentation():
                self.write_text(words)


class Context(click.Context):
    """A context with that formatter."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose examples are never wrapped, so that they can be copied."""

    context_class = Context

    def __init__(self, *arguments: Any, **more: Any) -> None:
        """Mark the examples."""
        super().__init__(*arguments, **more)
        self.help = examples_kept(self.help)


class Group(click.Group):
    """Commands in the order in which they were added."""

    context_class = Context
    command_class = Command

    def __init__(self, *arguments: Any, **more: Any) -> None:
        """Mark the examples."""
        super().__init__(*arguments, **more)
        self.help = examples_kept(self.help)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """As they were added, not by the alphabet."""
        return list(self.commands)


def examples_kept(words: str | None) -> str | None:
    r"""Put Click's sign for "do not wrap" before paragraphs that are examples.

    >>> examples_kept("Do it.\n\n    For example:\n\n        kuemmerer run x")
    'Do it.\n\nFor example:\n\n\x08\n    kuemmerer run x'
    """
    return words and re.sub(r"(?<=\n\n)(?= {4}kuemmerer )", "\b\n", inspect.cleandoc(words))
