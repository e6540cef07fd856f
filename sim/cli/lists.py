"""`kuemmerer scenarios` and `kuemmerer settings`: what there is."""

from __future__ import annotations

from typing import Any

import click

from sim.cli.helping import Command
from sim.cli.options import language
from sim.cli.shared import WrongInput
from sim.texts.mistakes import say


@click.command(cls=Command, short_help="The shipped scenarios, a line each.")
@language
def scenarios(lang: str) -> None:
    """The shipped scenarios, a line each.

    In German, for example:

        kuemmerer scenarios --lang de
    """
    from sim.scenario import load_scenario, shipped_scenarios

    names = shipped_scenarios()
    width = max(len(name) for name in names)
    for name in names:
        click.echo(f"{name:<{width}}  {load_scenario(name).text('title', lang)}")


@click.command(cls=Command, short_help="Every setting: meaning, unit, range, default, source.")
@click.argument("search", required=False, default="")
@language
def settings(search: str, lang: str) -> None:
    """Every setting: meaning, unit, range, default, source.

    SEARCH shows only settings whose name or meaning has this text.  Example:

        kuemmerer settings grant
    """
    from sim.scenario.manual import all_settings
    from sim.texts.settings import meaning, unit

    section = None
    found = 0
    for info in all_settings():
        words = meaning(info.section or "general", info.name, info.meaning, lang)
        if search.lower() not in f"{info.path} {words}".lower():
            continue
        if info.section != section:
            section = info.section
            heading(section, lang)
        found += 1
        value = f" = {info.default}" if info.default else ""
        click.echo(f"{click.style(info.path, bold=True)}{value}")
        click.echo(f"    {words} [{unit(info.unit, lang)}]")
        click.echo("    " + facts(info, lang))
    if not found:
        raise WrongInput(say("cli.no_setting", search=repr(search)))


def heading(section: str, lang: str) -> None:
    """Title of a section."""
    from sim.texts.settings import section_title

    click.echo(f"\n{click.style(section_title(section or 'general', lang), underline=True)}")


def facts(info: Any, lang: str) -> str:
    """Allowed values, prior range and source in one line."""
    from sim.texts import text

    parts = [
        (text("settings.allowed", lang), info.allowed),
        (text("settings.prior", lang), info.prior),
        (text("settings.source", lang), info.source),
    ]
    return "; ".join(f"{name}: {value}" for name, value in parts if value)
