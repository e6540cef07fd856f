"""`kuemmerer sensitivity`: what a finished sweep tells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import completing, options
from sim.cli.helping import Command
from sim.cli.shared import Beside, WrongInput, free_folder, typed_command
from sim.texts.mistakes import say

if TYPE_CHECKING:
    from sim.report.explained import Explained
    from sim.report.sweep import Picture
    from sim.sweep.answers import Answers, Question
    from sim.sweep.counties import Counties


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
    from sim.cli.effects import print_explained, print_notes, print_varied
    from sim.cli.progress import Steps
    from sim.report.explained import explain
    from sim.report.sweep import SweepReport
    from sim.scenario import ScenarioError
    from sim.sweep import SweepError
    from sim.sweep.answers import MOST_REGIONS, Answers
    from sim.sweep.counties import counties_of

    asked = question(better, than, by, above, below)
    if asked is not None and not measures:
        raise WrongInput(say("cli.question_of_none"))
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
                counties.table(wanted).to_csv(partial / "counties.csv", index=False)
                if not quiet:
                    click.echo(told_regions(counties, lang))
            if not quiet:
                print_varied(answers, lang)
            found: list[Explained] = []
            drawn: list[Picture] = []
            with Steps(len(wanted), lang, is_quiet=quiet) as steps:
                for measure in wanted:
                    one = explain(
                        answers, measure, lang, axes=axes or (), asked=asked, counties=counties
                    )
                    if not quiet:
                        print_explained(one)
                    drawn += write(one, partial)
                    found.append(one)
                    steps.advanced(1)
            if not quiet:
                print_notes(found, lang)
            SweepReport(answers, found, drawn, counties, lang).write(partial / "report.html")
            write_origin(answers, wanted, typed_command(), partial)
    except (ScenarioError, SweepError) as error:
        raise WrongInput(error.without_set()) from None
    if not quiet:
        from sim.texts import text

        if counties is None and len(answers.plan.sources) > MOST_REGIONS:
            click.echo(f"\n{text('counties.old', lang)}")
        click.echo(f"\n{text('compare.files', lang)} {place} (report.html)")


def question(
    better: str, than: str, by: float | None, above: float | None, below: float | None
) -> Question | None:
    """What is asked for besides, if anything."""
    from sim.sweep.answers import Question

    if bool(better) != bool(than):
        raise WrongInput(say("cli.question_half"))
    if by is not None and not better:
        raise WrongInput(say("cli.question_by"))
    if sum((bool(better), above is not None, below is not None)) > 1:
        raise WrongInput(say("cli.question_many"))
    if better or above is not None or below is not None:
        return Question(better, than, by or 0.0, above, below)
    return None


def beside_sweep(folder: Path, overwrite: bool) -> Path:
    """Where results go when nobody says."""
    place, number = folder / "sensitivity", 2
    while place.exists() and not overwrite:
        place, number = folder / f"sensitivity-{number}", number + 1
    return place


def write(found: Explained, folder: Path) -> list[Picture]:
    """Tables as CSV, figures as PNG and SVG; these as they stand in the report."""
    from sim import plots
    from sim.report.sweep import pictures

    for name, table in found.tables().items():
        table.to_csv(folder / f"{name}.csv", index=False)
    saved = ((sheet, plots.save(sheet.figure, folder / sheet.name)[1]) for sheet in found.sheets())
    return pictures(saved, found.lang)


def told_regions(counties: Counties, lang: str) -> str:
    """How many counties, with how many municipalities."""
    from sim.texts import number, text

    regions = counties.regions
    return text(
        "counties.table",
        lang,
        counties=number(len(regions), 0, lang),
        municipalities=number(regions["municipalities"].sum(), 0, lang),
        units=text(f"counties.{counties.unit}", lang),
    )


def write_origin(answers: Answers, measures: tuple[str, ...], command: str, folder: Path) -> None:
    """Where the tables come from: the sweep's own record, and what was asked."""
    from sim.sweep.reading import read_record

    asked = {"measures": list(measures), "sensitivity_command": command}
    record = {**read_record(answers.folder), **asked}
    text = json.dumps(record, indent=2, ensure_ascii=False, sort_keys=True)
    (folder / "provenance.json").write_text(text + "\n", encoding="utf-8")
