"""Options that many commands share: the same name, the same range, the same completion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from sim.cli import completing
from sim.cli.shared import system_language
from sim.texts import languages

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
MOST_SEED = 2**32 - 1


def runs(
    words: str, least: int, most: int, default: int | None = None, *, is_shown: bool = True
) -> Decorator:
    """`--runs`: how many."""
    return click.option(
        "--runs",
        type=click.IntRange(least, most),
        metavar="N",
        default=default,
        show_default=is_shown,
        help=words,
    )


def seed(words: str, default: int | None = 1) -> Decorator:
    """`--seed`: which luck."""
    return click.option(
        "--seed",
        type=click.IntRange(0, MOST_SEED),
        metavar="N",
        default=default,
        show_default=True,
        help=words,
    )


def settings(words: str = "Change a setting; repeatable.") -> Decorator:
    """`--set`: settings that differ."""
    return click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="SECTION.KEY=VALUE",
        shell_complete=completing.settings,
        help=words,
    )


def out(words: str, *, is_file: bool = False) -> Decorator:
    """`--out`: where to."""
    return click.option(
        "--out",
        type=click.Path(path_type=Path),
        metavar="FILE" if is_file else "FOLDER",
        shell_complete=None if is_file else completing.folders,
        help=words,
    )


def overwrite(words: str = "Replace the folder if it exists.") -> Decorator:
    """`--overwrite`: what is there may go."""
    return click.option("--overwrite", is_flag=True, help=words)


quiet: Decorator = click.option("--quiet", is_flag=True, help="Print nothing but errors.")


def _language() -> str:
    """That which was said before the command, else that of the system."""
    context = click.get_current_context(silent=True)
    above = context.parent if context else None
    return above.params.get("lang", system_language()) if above else system_language()


def typed_language() -> str:
    """` --lang de` where the language was given like that, for commands that are suggested."""
    context = click.get_current_context(silent=True)
    while context is not None:
        if context.get_parameter_source("lang") is ParameterSource.COMMANDLINE:
            return f" --lang {context.params['lang']}"
        context = context.parent
    return ""


language: Decorator = click.option(
    "--lang",
    type=click.Choice(languages),
    default=_language,
    show_default="that of the system",
    help="Language of texts.",
)
