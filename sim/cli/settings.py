"""`kuemmerer settings`: every setting, or those that one looks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from sim.cli.console import wrapped
from sim.cli.helping import Command
from sim.cli.options import language
from sim.cli.shared import WrongInput
from sim.texts.mistakes import say

LEAST_STEM = 4  # letters


@click.command(cls=Command, short_help="Every setting: meaning, unit, range, default, source.")
@click.argument("search", nargs=-1)
@language
def settings(search: tuple[str, ...], lang: str) -> None:
    """Every setting: meaning, unit, range, default, source.

    SEARCH shows only settings whose name or meaning has all these words.  Example:

        kuemmerer settings grant
    """
    from sim.scenario.manual import all_settings
    from sim.texts import text
    from sim.texts.settings import meaning, synonyms, unit

    section = None
    found = 0
    for info in all_settings():
        words = meaning(info.section or "general", info.name, info.meaning, lang)
        others = synonyms(info.section or "general", info.name, lang)
        if not is_about(search, f"{info.path} {words} {info.meaning} {others}"):
            continue
        if info.section != section:
            section = info.section
            heading(section, lang)
        found += 1
        value = f" = {info.default}" if info.default else ""
        click.echo(f"{click.style(info.path, bold=True)}{value}")
        click.echo(wrapped(f"{words} [{unit(info.unit, lang)}]", "    "))
        click.echo(wrapped(facts(info, lang), "    "))
    if not found:
        raise WrongInput(say("cli.no_setting", search=repr(" ".join(search))))
    click.echo("\n" + wrapped(text("settings.rows", lang)))


def is_about(search: Iterable[str], words: str) -> bool:
    """Whether each word occurs, singular or plural alike.

    >>> is_about(["Grants"], "length of a grant"), is_about(["grants", "office"], "a grant")
    (True, False)
    """
    lower = words.lower()
    return all(_stem(word.lower()) in lower for word in search)


def _stem(word: str) -> str:
    """Without the ending of a plural, where enough is left of the word."""
    for ending in ("en", "s", "n"):
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
            return word.removesuffix(ending)
    return word


def heading(section: str, lang: str) -> None:
    """Title of a section."""
    from sim.texts.settings import section_title

    click.echo(f"\n{click.style(section_title(section or 'general', lang), underline=True)}")


def facts(info: Any, lang: str) -> str:
    """Allowed values, prior range and source in one line."""
    from sim.texts import text
    from sim.texts.settings import source

    parts = [
        (text("settings.allowed", lang), info.allowed),
        (text("settings.prior", lang), info.prior),
        (text("settings.source", lang), source(info.source, lang)),
    ]
    return "; ".join(f"{name}: {value}" for name, value in parts if value)
