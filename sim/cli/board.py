"""`kuemmerer board`: the workshop view in one file to take away, with a few sliders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli import completing, options
from sim.cli.helping import Command
from sim.cli.shared import WrongInput, announce_compiling, called, overrides, write_whole
from sim.texts.mistakes import say

if TYPE_CHECKING:
    from sim.live.held import Wanted
    from sim.scenario import Scenario

RUNS = 200


@click.command(cls=Command, short_help="The workshop view as one file to take away.")
@click.argument("scenario", shell_complete=completing.scenarios)
@click.argument("scenario2", required=False, shell_complete=completing.scenarios)
@click.option(
    "--slider",
    "sliders",
    multiple=True,
    metavar="SECTION.KEY[=V1,V2,...]",
    shell_complete=completing.setting_names,
    help="A setting that stays movable in the file, with its values; repeatable.  "
    "[default: coordination.level, coordination.membership, municipalities.willingness_mean]",
)
@options.runs("Runs of each future.", 2, 500, RUNS)
@options.seed("Luck of all runs.")
@options.settings("Change a setting of the scenario; repeatable.")
@options.out("The file.  [default: kuemmerer-SCENARIO.html in this folder]", is_file=True)
@options.overwrite("Replace the file if it exists.")
@options.quiet
@options.language
def board(
    scenario: str,
    scenario2: str | None,
    sliders: tuple[str, ...],
    runs: int,
    seed: int,
    settings: tuple[str, ...],
    out: Path | None,
    overwrite: bool,
    quiet: bool,
    lang: str,
) -> None:
    """The workshop view as one file: no program, no server, no internet.

    SCENARIO is a file, or the name of a shipped one; SCENARIO2 is what the second future begins
    with, and may differ in measures and shocks.  Every combination of the sliders is computed
    beforehand.  Example:

        kuemmerer board coalition-of-the-willing --out board.html
    """
    from sim.scenario import ScenarioError, load_scenario

    try:
        chosen = load_scenario(scenario, overrides(settings))
        other = load_scenario(scenario2, overrides(settings)) if scenario2 else None
    except ScenarioError as error:
        raise WrongInput(error) from None
    path = free_file(out or Path(f"kuemmerer-{chosen.name or 'scenario'}.html"), overwrite)
    from sim.live.board import page
    from sim.live.held import futures_of
    from sim.live.refusing import Refused
    from sim.texts import number, text

    announce_compiling(lang, is_quiet=quiet)
    typed = called(Path(scenario).name, settings)  # the file is given away: not where it was made
    try:
        answerer, wanted = prepared(chosen, other, sliders, seed, runs, lang, typed)
        html = shown(page, answerer, wanted, lang, quiet)
        futures = futures_of(answerer, wanted)
    except ScenarioError as error:
        raise WrongInput(error) from None
    except Refused as refused:
        raise WrongInput(refused) from None
    data = html.encode("utf-8")
    write_whole(path, data)
    if not quiet:
        size = number(len(data) / 1e6, 1, lang)
        said = {"path": path, "size": size, "futures": len(futures), "runs": runs}
        click.echo(text("live.take.board_written", lang, **said))


def prepared(
    chosen: Scenario,
    other: Scenario | None,
    sliders: tuple[str, ...],
    seed: int,
    runs: int,
    lang: str,
    typed: Sequence[str] = (),
) -> tuple[Any, Wanted]:
    """Who answers, and what the file is to hold."""
    from sim.live import held
    from sim.live.answering import Answerer

    b = held.second_future(chosen, other) if other else other_rule(chosen)
    answerer = Answerer(chosen, seed, lang, typed=typed)
    name = answerer.library.start
    base = held.bases(answerer, name)
    moved = held.sliders_of(slider_values(sliders), base, b["measures"])
    a: dict[str, Any] = {"measures": {}, "turns": []}
    return answerer, held.Wanted(name, seed, {}, a, b, moved, runs, lang)


def other_rule(chosen: Scenario) -> dict[str, Any]:
    """What the second future begins with where nobody says: as in the live view."""
    coordination = chosen.coordination
    if coordination.level == "none":
        return {"measures": {"coordination.level": "office"}, "turns": []}
    is_wide = coordination.membership == "county_wide"
    rule = "coalition_of_the_willing" if is_wide else "county_wide"
    return {"measures": {"coordination.membership": rule}, "turns": []}


def slider_values(typed: tuple[str, ...]) -> dict[str, list[Any]]:
    """``--slider`` arguments: path and values, or no values for the usual ones.

    >>> slider_values(("coordination.quota=0.5,0.8", "coordination.level"))
    {'coordination.quota': [0.5, 0.8], 'coordination.level': []}
    """
    found: dict[str, list[Any]] = {}
    for item in typed:
        path, equals, text = item.partition("=")
        words = [word.strip() for word in text.split(",")] if equals else []
        if not path.strip() or "" in words:
            raise WrongInput(say("cli.slider", item=item))
        found[path.strip()] = [overrides([f"x={word}"])["x"] for word in words]
    return found


def shown(page: Any, answerer: Any, wanted: Wanted, lang: str, quiet: bool) -> str:
    """Make the page and show on a terminal how far it is."""
    from sim.cli.progress import Progress
    from sim.live.held import futures_of

    count = len(futures_of(answerer, wanted))
    with Progress(count * wanted.runs, lang, is_quiet=quiet) as bar:
        html: str = page(answerer, wanted, lambda done, _: bar.went_on(done * wanted.runs))
    return html


def free_file(path: Path, overwrite: bool) -> Path:
    """Where to write: a file that is not there yet, or may be replaced."""
    if path.is_dir():
        raise WrongInput(say("cli.out_is_folder", out=path))
    if path.exists() and not overwrite:
        raise WrongInput(say("cli.out_file_exists", out=path))
    if not path.parent.is_dir():
        raise WrongInput(say("cli.out_no_folder", out=path, folder=path.parent))
    return path
