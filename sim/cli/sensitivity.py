"""`kuemmerer sensitivity`: what a finished sweep tells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import completing, options
from sim.cli.helping import Command
from sim.cli.shared import Beside, WrongInput, free_folder

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.plots.charts import About
    from sim.sweep.answers import Answers, Contest, Effects, Question


@click.command(cls=Command, short_help="What a sweep tells: which settings matter, who wins where.")
@click.argument(
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    shell_complete=completing.folders,
)
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="NAME",
    shell_complete=completing.measures,
    help="Indicator or outcome to explain; repeatable.  [default: founded, coverage, net_benefit, "
    "service_level, service_loss, as far as recorded]",
)
@click.option(
    "--policies",
    multiple=True,
    metavar="SETTING",
    shell_complete=completing.setting_names,
    help="Setting whose values are compared at every point; repeatable.  [default: those crossed]",
)
@click.option(
    "--map",
    "axes",
    nargs=2,
    metavar="SETTING SETTING",
    shell_complete=completing.setting_names,
    help="Two settings for the map of winners.  [default: the first two that vary]",
)
@click.option("--better", metavar="POLICY", help="Where is this policy better …", default="")
@click.option("--than", metavar="POLICY", help="… than this one …", default="")
@click.option(
    "--by", type=float, metavar="X", help="… by more than this, in the unit of the measure?"
)
@click.option("--above", type=float, metavar="X", help="Where is the measure above this?")
@click.option("--below", type=float, metavar="X", help="Where is the measure below this?")
@options.out("Folder for tables and figures.  [default: DIR/sensitivity, then -2 …]")
@options.overwrite()
@options.quiet
@options.language
def sensitivity(
    folder: Path,
    measures: tuple[str, ...],
    policies: tuple[str, ...],
    axes: tuple[str, str] | None,
    better: str,
    than: str,
    by: float | None,
    above: float | None,
    below: float | None,
    out: Path | None,
    overwrite: bool,
    quiet: bool,
    lang: str,
) -> None:
    """What a finished sweep tells: which settings matter, and which policy wins where.

    DIR is the folder of a sweep.  A Sobol' design gives first and total indices, a Morris design
    elementary effects, a grid or a Latin hypercube a curve for each setting; policies are compared
    at the same points.  A sweep over many counties gives a table of them and maps.  Example:

        kuemmerer sensitivity results/sweep-willingness-and-level --measure net_benefit
    """
    from sim.cli.counties import write_counties
    from sim.cli.progress import Steps
    from sim.scenario import ScenarioError
    from sim.sweep import SweepError
    from sim.sweep.answers import MOST_REGIONS, Answers
    from sim.sweep.counties import counties_of

    asked = question(better, than, by, above, below)
    if asked is not None and not measures:
        raise WrongInput("--measure: is missing; allowed: the one that the question is about")
    answers = Answers(folder, policies)
    try:
        wanted = measures or answers.usual_measures()
        for measure in wanted:
            answers.values(measure)
            answers.contest(measure, axes or ())
        counties = counties_of(answers)
        place = beside_sweep(folder, overwrite)
        if out is not None:
            place = free_folder(out, "", overwrite)
        for measure in wanted:
            if asked is not None:  # a question without an answer is told before all else
                answers.where(measure, asked)
        with Beside(place) as partial:
            if counties is not None:
                write_counties(counties, wanted, partial, lang, is_quiet=quiet)
            with Steps(len(wanted), lang, is_quiet=quiet) as steps:
                for measure in wanted:
                    explain(answers, measure, axes or (), asked, partial, lang, is_quiet=quiet)
                    steps.advanced(1)
            write_origin(answers, wanted, partial)
    except (ScenarioError, SweepError) as error:
        raise WrongInput(str(error).removeprefix("--set").lstrip(": ")) from None
    if not quiet:
        from sim.texts import text

        if counties is None and len(answers.plan.sources) > MOST_REGIONS:
            click.echo(f"\n{text('counties.old', lang)}")
        click.echo(f"\n{text('compare.files', lang)} {place}")


def question(
    better: str, than: str, by: float | None, above: float | None, below: float | None
) -> Question | None:
    """What is asked for besides, if anything."""
    from sim.sweep.answers import Question

    if bool(better) != bool(than):
        raise WrongInput("--better, --than: given one of them; allowed: both or none")
    if by is not None and not better:
        raise WrongInput("--by: given without --better; allowed: with --better and --than")
    if sum((bool(better), above is not None, below is not None)) > 1:
        raise WrongInput("--better, --above, --below: given several; allowed: one of them")
    if better or above is not None or below is not None:
        return Question(better, than, by or 0.0, above, below)
    return None


def beside_sweep(folder: Path, overwrite: bool) -> Path:
    """Where results go when nobody says."""
    place, number = folder / "sensitivity", 2
    while place.exists() and not overwrite:
        place, number = folder / f"sensitivity-{number}", number + 1
    return place


def explain(
    answers: Answers,
    measure: str,
    axes: tuple[str, ...],
    asked: Question | None,
    folder: Path,
    lang: str,
    *,
    is_quiet: bool,
) -> None:
    """Tables and figures of one measure."""
    from sim import plots
    from sim.cli.effects import print_choice, print_effects
    from sim.plots.answers import effect_sheets, policy_name, policy_names
    from sim.plots.charts import About

    design = answers.plan.design
    about = About(measure, answers.count, design.runs, design.seed)

    def sheets_of(found: Effects) -> list[Figure]:
        return effect_sheets(found, answers.drawn_factors, answers.settings, about, lang)

    for number, found in enumerate(answers.effects(measure)):
        name = f"{found.kind}-{measure}" + (f"-{number + 1}" if found.policy else "")
        table = found.table.assign(policy=found.policy) if found.policy else found.table
        table.to_csv(folder / f"{name}.csv", index=False)
        for page, sheet in enumerate(sheets_of(found)):
            plots.save(sheet, folder / (name if page == 0 else f"{name}-page-{page + 1}"))
        if not is_quiet:
            name_of = policy_name(found.policy, answers.settings, lang)
            print_effects(found, name_of, about, lang)
    contest = answers.contest(measure, axes)
    if contest is not None:
        write_contest(contest, answers, about, folder, lang)
        if not is_quiet:
            names = policy_names(contest.choice["policy"], answers.settings, lang)
            print_choice(contest, names, about, lang)
    if asked is not None:
        write_discovery(answers, measure, asked, about, folder, lang, is_quiet=is_quiet)


def write_contest(
    contest: Contest, answers: Answers, about: About, folder: Path, lang: str
) -> None:
    """Who wins where, and what one loses by each policy."""
    from sim import plots
    from sim.plots.answers import policy_names
    from sim.plots.winners import winner_map
    from sim.sweep.answers import BINS

    contest.choice.to_csv(folder / f"regret-{about.measure}.csv", index=False)
    contest.points.to_csv(folder / f"winners-{about.measure}.csv", index=False)
    if contest.cells is not None:
        contest.cells.to_csv(folder / f"map-{about.measure}.csv", index=False)
        names = policy_names(contest.choice["policy"], answers.settings, lang)
        axes = (contest.axes[0], contest.axes[1])
        sheet = winner_map(contest.cells, contest.choice, axes, BINS, names, about, lang)
        plots.save(sheet, folder / f"map-{about.measure}")


def write_discovery(
    answers: Answers,
    measure: str,
    asked: Question,
    about: About,
    folder: Path,
    lang: str,
    *,
    is_quiet: bool,
) -> None:
    """In which part of the ranges it is so."""
    from sim import plots
    from sim.plots.answers import question_about, question_text
    from sim.plots.discovery import discovery_sheets

    found = answers.where(measure, asked)
    found.boxes.to_csv(folder / f"boxes-{measure}.csv", index=False)
    found.limits.to_csv(folder / f"limits-{measure}.csv", index=False)
    found.trajectory.to_csv(folder / f"trajectory-{measure}.csv", index=False)
    words = question_text(asked, about, answers.settings, lang)
    told = question_about(asked, about, lang)
    sheets = discovery_sheets(found, answers.asked_factors(asked), words, told, lang)
    for page, sheet in enumerate(sheets):
        plots.save(sheet, folder / (f"boxes-{measure}" + (f"-{page + 1}" if page else "")))
    if not is_quiet:
        from sim.cli.effects import print_boxes

        print_boxes(found, words, told, lang)


def write_origin(answers: Answers, measures: tuple[str, ...], folder: Path) -> None:
    """Where the tables come from: the sweep's own record, and what was asked."""
    from sim.sweep.reading import read_record

    record = {**read_record(answers.folder), "measures": list(measures)}
    text = json.dumps(record, indent=2, ensure_ascii=False, sort_keys=True)
    (folder / "provenance.json").write_text(text + "\n", encoding="utf-8")
