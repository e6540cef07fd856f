"""`kuemmerer sweep`: a designed experiment, parallel, resumable, on a cluster if asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli import completing, options
from sim.cli.helping import Command
from sim.cli.shared import WrongInput, announce_compiling, overrides, typed_command

if TYPE_CHECKING:
    from sim.sweep import Estimate, Plan

MOST_NAMED, FIRST_NAMED = 20, 5  # settings of a plan: so many are named one by one, else the first


@click.command(cls=Command, short_help="A designed experiment: many points, many runs of each.")
@click.argument("design", type=click.Path(path_type=Path), shell_complete=completing.designs)
@options.out(
    "Folder for the results; that of an interrupted sweep goes on.  [default: results/sweep-DESIGN]"
)
@options.runs("Runs of each point.", 1, 1_000_000)
@options.seed("Luck of all points.", None)
@options.settings("Change a setting of all points; repeatable.")
@click.option("--series", is_flag=True, help="Keep every quarter, too.")
@click.option("--all-priors", is_flag=True, help="Vary every setting that declares a prior range.")
@click.option("--dry-run", is_flag=True, help="Say what it will take, and do nothing.")
@click.option(
    "--threads",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="Threads side by side.  [default: all cores]",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Have the runs done on a Dask cluster, as tcp://127.0.0.1:8786.",
)
@options.overwrite("Throw an earlier sweep in the folder away.")
@options.quiet
@options.language
def sweep(
    design: Path,
    out: Path | None,
    runs: int | None,
    seed: int | None,
    settings: tuple[str, ...],
    series: bool,
    all_priors: bool,
    dry_run: bool,
    threads: int | None,
    cluster: str | None,
    overwrite: bool,
    quiet: bool,
    lang: str,
) -> None:
    """A designed experiment: many points, many runs of each, all with the same luck.

    DESIGN is a TOML file that names a scenario, what varies, and how points are chosen, or the
    name of a shipped one (willingness-and-level, what-matters, calibration).  Stopped at any
    moment, the same command goes on where it stopped.  "region.source" = "table.csv#*" under
    [vary] stands for every county of a table.  Example:

        kuemmerer sweep willingness-and-level --runs 50 --dry-run
    """
    from sim.scenario import ScenarioError
    from sim.sweep import SweepError, estimate, load_design, run_sweep

    given = {"runs": runs, "seed": seed, "set": overrides(settings)}
    changes: dict[str, Any] = {
        key: value for key, value in given.items() if value not in (None, {})
    }
    if series:
        changes["record"] = {"series": True}
    folder = out or Path("results") / f"sweep-{design.stem}"
    try:
        plan = load_design(design, changes, all_priors=all_priors)
        announce_compiling(lang, is_quiet=quiet)
        if dry_run:
            tell(estimate(plan, folder), plan, lang)
            return
        from sim.cli.progress import Progress

        with Progress(plan.count * plan.design.runs, lang, is_quiet=quiet) as shown:
            run_sweep(
                plan,
                folder,
                threads=threads,
                cluster=cluster,
                overwrite=overwrite,
                progress=shown.advanced,
                command=typed_command(),
            )
    except (ScenarioError, SweepError) as error:
        raise WrongInput(error) from None
    except KeyboardInterrupt:
        from sim.texts import text

        click.echo(text("sweep.interrupted", lang), err=True)
        raise
    if not quiet:
        finished(plan, folder, lang)


def tell(found: Estimate, plan: Plan, lang: str) -> None:
    """What a sweep will take."""
    from sim.texts import number, text

    for key, value in (
        ("points", number(found.points, 0, lang)),
        ("runs", number(found.runs, 0, lang)),
        ("done", number(found.done, 0, lang)),
        ("parts", number(found.chunks, 0, lang)),
        ("time", duration(found.seconds, lang)),
        ("size", f"{number(found.megabytes, 1, lang)} MB"),
    ):
        click.echo(f"{text(f'sweep.{key}', lang)}: {value}")
    if plan.sources:
        regions = [world.region for world in plan.worlds.values()]
        counts = len(regions), sum(len(region.places) for region in regions)
        names = ("counties", "municipalities")
        words = {key: number(n, 0, lang) for key, n in zip(names, counts, strict=True)}
        units = text(f"counties.{plan.scenario.region.unit}", lang)
        click.echo(text("counties.table", lang, units=units, **words))
    click.echo(text("sweep.varied", lang, settings=_names(list(plan.points.columns), lang)))


def _names(settings: list[str], lang: str) -> str:
    """All settings, or of many the first ones and how many there are."""
    from sim.texts import number, text

    if len(settings) <= MOST_NAMED:
        return ", ".join(settings)
    first, more = ", ".join(settings[:FIRST_NAMED]), len(settings) - FIRST_NAMED
    counts = {"more": number(more, 0, lang), "count": number(len(settings), 0, lang)}
    return text("sweep.varied_more", lang, settings=first, **counts)


def finished(plan: Plan, folder: Path, lang: str) -> None:
    """What lies where."""
    from sim.texts import number, text

    told = text(
        "sweep.finished",
        lang,
        points=number(plan.count, 0, lang),
        runs=number(plan.count * plan.design.runs, 0, lang),
        folder=folder,
    )
    click.echo(told)


def duration(seconds: float, lang: str) -> str:
    """About how long, in a unit that one can picture."""
    from sim.texts import number, text

    for unit, length in (("days", 86_400.0), ("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 2 * length:
            return text(f"sweep.{unit}", lang, n=number(seconds / length, 0, lang))
    if seconds < 2.0:
        return text("sweep.moment", lang)
    return text("sweep.seconds", lang, n=number(seconds, 0, lang))
