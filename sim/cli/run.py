"""`kuemmerer run`: one run, its story, figures and data."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import completing, options
from sim.cli.helping import Command
from sim.cli.shared import (
    Beside,
    WrongInput,
    announce_compiling,
    called,
    free_folder,
    overrides,
)

if TYPE_CHECKING:
    from sim.results import RunResult

STEPS = 8  # the run, its tables, the drawing and saving of up to five figures, the report


@click.command(cls=Command, short_help="One run: its story, figures and data.")
@click.argument("scenario", shell_complete=completing.scenarios)
@options.seed("Luck of the run.")
@click.option(
    "--replicate",
    type=click.IntRange(0, options.MOST_SEED),
    metavar="N",
    default=0,
    show_default=True,
    help="Which run of an ensemble with this seed.",
)
@options.settings()
@options.out("Folder for the results.  [default: results/SCENARIO-seedN]")
@options.overwrite()
@options.quiet
@options.language
def run(
    scenario: str,
    seed: int,
    replicate: int,
    settings: tuple[str, ...],
    out: Path | None,
    overwrite: bool,
    quiet: bool,
    lang: str,
) -> None:
    """One run: its story, figures and data.

    SCENARIO is a file, or the name of a shipped one (see `kuemmerer scenarios`).  Example:

        kuemmerer run county-wide --seed 7 --set coordination.quota=0.5
    """
    from sim.scenario import ScenarioError, load_scenario
    from sim.world import World

    try:
        chosen = load_scenario(scenario, overrides(settings))
        World.of(chosen)
    except ScenarioError as error:
        raise WrongInput(error) from None
    which = f"-run{replicate}" if replicate else ""
    folder = free_folder(out, f"{chosen.name or 'scenario'}-seed{seed}{which}", overwrite)
    from sim.cli.console import console_of
    from sim.cli.progress import Steps

    announce_compiling(lang, is_quiet=quiet)
    typed = shlex.join(["kuemmerer", "run", *called(scenario, settings)])
    typed += options.typed_language()
    with Beside(folder) as beside, Steps(STEPS, lang, is_quiet=quiet) as steps:
        from sim import results

        result = results.run(chosen, seed, lang, command=typed, replicate=replicate)
        steps.advanced(1)
        steps.count(pieces(result, beside))
    if not quiet:
        from sim.terminal import summary

        summary(result, folder, console_of())


def write_everything(result: RunResult, folder: Path) -> None:
    """Tables, figures and the report of a run."""
    for _ in pieces(result, folder):
        pass


def pieces(result: RunResult, folder: Path) -> Iterator[str]:
    """The same, piece by piece: what was written last."""
    from sim import plots, report, results

    results.write_tables(result, folder)
    yield "tables"
    figures = report.draw_figures(result)
    yield "figures"
    for name, figure in figures.items():
        plots.save(figure, folder / name)
        yield name
    report.write_report(result, figures, folder / "report.html")
