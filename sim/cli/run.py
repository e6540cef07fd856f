"""`kuemmerer run`: one run, its story, figures and data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.shared import Beside, WrongInput, free_folder, language, overrides

if TYPE_CHECKING:
    from sim.results import RunResult


@click.command()
@click.argument("scenario")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=1,
    show_default=True,
    help="Luck of the run.",
)
@click.option(
    "--replicate",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    help="Which run of an ensemble with this seed.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="SECTION.KEY=VALUE",
    help="Change a setting; repeatable.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for the results.  [default: results/SCENARIO-seedN]",
)
@click.option("--overwrite", is_flag=True, help="Replace the folder if it exists.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@language
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
        raise WrongInput(str(error)) from None
    which = f"-run{replicate}" if replicate else ""
    folder = free_folder(out, f"{chosen.name or 'scenario'}-seed{seed}{which}", overwrite)
    from sim import results

    typed = " ".join(["kuemmerer run", scenario, *(f"--set {item}" for item in settings)])
    with Beside(folder) as beside:
        result = results.run(chosen, seed, lang, command=typed, replicate=replicate)
        write_everything(result, beside)
    if not quiet:
        from sim.terminal import summary

        summary(result, folder)


def write_everything(result: RunResult, folder: Path) -> None:
    """Tables, figures and the report of a run."""
    from sim import plots, report, results

    results.write_tables(result, folder)
    figures = report.draw_figures(result)
    for name, figure in figures.items():
        plots.save(figure, folder / name)
    report.write_report(result, figures, folder / "report.html")
