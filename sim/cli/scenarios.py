"""`kuemmerer scenarios`: the shipped scenarios with a sentence each, or what one of them is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from sim.cli import completing
from sim.cli.console import wrapped
from sim.cli.helping import Command
from sim.cli.options import language, typed_language
from sim.cli.shared import WrongInput

if TYPE_CHECKING:
    from sim.scenario import Scenario


@click.command(cls=Command, short_help="The shipped scenarios, or what one of them is.")
@click.argument("name", required=False, default="", shell_complete=completing.scenarios)
@language
def scenarios(name: str, lang: str) -> None:
    """The shipped scenarios, a sentence each; with NAME what one of them is.

    NAME is that of a shipped scenario, or a file: it is told what it is about, and what it has
    otherwise than the defaults.  Example:

        kuemmerer scenarios out-migration
    """
    from sim.scenario import ScenarioError, load_scenario, shipped_scenarios

    if name:
        try:
            scenario = load_scenario(name)
        except ScenarioError as error:
            raise WrongInput(error) from None
        tell(scenario, name, lang)
        return
    for shipped in shipped_scenarios():
        scenario = load_scenario(shipped)
        click.echo(f"{click.style(shipped, bold=True)}  {scenario.text('title', lang)}")
        if words := scenario.text("description", lang):
            click.echo(wrapped(words, "    "))


def tell(scenario: Scenario, name: str, lang: str) -> None:
    """Title, description, what differs from the defaults, and how to run it."""
    from sim.texts import text

    click.echo(click.style(scenario.text("title", lang), bold=True))
    if words := scenario.text("description", lang):
        click.echo(wrapped(words, "    "))
    if scenario.beside:
        click.echo(wrapped(text("cli.scenarios.beside", lang, name=scenario.beside), "    "))
    lines = list(differences(scenario, lang))
    click.echo("\n" + text(f"cli.scenarios.{'differs' if lines else 'same'}", lang))
    for setting, words in lines:
        click.echo(wrapped(setting, "    "))
        if words:
            click.echo(wrapped(words, "        "))
    command = f"kuemmerer run {name}{typed_language()}"
    click.echo("\n" + text("cli.scenarios.run", lang, command=command))


def differences(scenario: Scenario, lang: str) -> Iterator[tuple[str, str]]:
    """Each setting that is not the default: as one writes it, and its meaning."""
    from sim.scenario import Scenario
    from sim.scenario.manual import LISTS, all_settings
    from sim.texts.settings import meaning

    usual = Scenario()
    for info in all_settings():
        if info.section in LISTS or info.path in ("title", "description", "beside"):
            continue
        value, default = (_value(one, info.section, info.name) for one in (scenario, usual))
        if value != default:
            words = meaning(info.section or "general", info.name, info.meaning, lang)
            yield f"{info.path} = {_written(value)}", words
    for section in LISTS:
        entries, before = getattr(scenario, section), getattr(usual, section)
        if entries != before:
            for number, entry in enumerate(entries or ()):
                yield f"{section}[{number}]: {_entry(entry)}", ""


def _value(scenario: Scenario, section: str, name: str) -> Any:
    return getattr(getattr(scenario, section) if section else scenario, name)


def _entry(entry: Any) -> str:
    """What an entry of a list sets; of a field, that the catalogue describes, its name."""
    given = entry.model_dump(exclude_unset=True, exclude_defaults=True)
    if "name" in given:
        return str(given["name"])
    return ", ".join(f"{key} = {_written(value)}" for key, value in given.items())


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(str, value))}]"
    return str(value)
