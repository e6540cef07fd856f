"""`kuemmerer compare`: paired runs of two or more scenarios, differences with their intervals."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli import completing, options
from sim.cli.helping import Command
from sim.cli.shared import Beside, WrongInput, announce_compiling, free_folder, overrides
from sim.texts.mistakes import Mistake, given, say

if TYPE_CHECKING:
    from sim.comparison import Comparison, Side

RUNS, MOST_RUNS_FOR_PRECISION = 1000, 10_000
STEPS = 4  # tables, drawing and saving the figure, the report
_KEY = r"[A-Za-z_][\w.-]*\s*="  # where a setting begins


@click.command(cls=Command, short_help="Two or more scenarios: what differs beyond luck?")
@click.argument(
    "scenarios",
    nargs=-1,
    required=True,
    metavar="SCENARIO SCENARIO...",
    shell_complete=completing.scenarios_with_settings,
)
@options.runs(
    f"Runs of each scenario; with --precision the most.  [default: {RUNS}; "
    f"with --precision {MOST_RUNS_FOR_PRECISION}]",
    2,
    250_000,
)
@options.seed("Luck of all runs.")
@options.settings("Change a setting of all scenarios; repeatable.")
@click.option(
    "--precision",
    multiple=True,
    metavar="MEASURE=HALF-WIDTH",
    shell_complete=completing.precisions,
    help="Run until the 95 % interval of a measure (net_benefit, founded …) is that narrow, in "
    "its unit; repeatable.",
)
@options.out("Folder for the results.  [default: results/compare-SCENARIO-SCENARIO-seedN]")
@options.overwrite()
@options.quiet
@options.language
def compare(
    scenarios: tuple[str, ...],
    runs: int | None,
    seed: int,
    settings: tuple[str, ...],
    precision: tuple[str, ...],
    out: Path | None,
    overwrite: bool,
    quiet: bool,
    lang: str,
) -> None:
    """Paired runs of two or more scenarios: what differs, and is it more than luck?

    The first SCENARIO is the baseline.  Each is a file, or the name of a shipped one, and may
    carry settings of its own after a colon, with commas between them.  Examples:

        kuemmerer compare no-coordination coalition-of-the-willing

        kuemmerer compare county-wide county-wide:quota=0.5 --runs 200
    """
    from sim.comparison import Comparison, ComparisonError
    from sim.comparison.sides import sides_of
    from sim.comparison.stopping import targets_of
    from sim.scenario import ScenarioError

    widths = half_widths(precision)
    most = runs or (MOST_RUNS_FOR_PRECISION if widths else RUNS)
    try:
        targets_of(widths)
        sides = sides_of([side(typed, settings) for typed in scenarios])
    except (ScenarioError, ComparisonError) as error:
        raise WrongInput(error) from None
    folder = free_folder(out, default_name(sides, seed), overwrite)
    from sim.cli.progress import Progress, Steps

    announce_compiling(lang, is_quiet=quiet)
    with Beside(folder) as beside:
        with Progress(most, lang, is_quiet=quiet) as shown:
            found = Comparison.of(sides, most, seed, precision=widths, progress=shown.went_on)
        command = typed_command(scenarios, runs, settings, precision)
        command += options.typed_language()
        with Steps(STEPS, lang, is_quiet=quiet) as steps:
            steps.count(pieces(found, beside, lang, command))
    if not quiet:
        from sim.cli.differences import summary

        summary(found, folder, lang)


def side(typed: str, settings: tuple[str, ...]) -> Side:
    """A scenario with its own settings after a colon, on top of those for all.

    `name:coordination.level=none,quota=0.5`; the colon of a Windows path is none of these.
    """
    from sim.comparison import Side
    from sim.scenario import ScenarioError, load_scenario

    source, own = split(typed)
    for_all, changes = overrides(settings), overrides(own)
    try:
        return Side(load_scenario(source, {**for_all, **changes}), changes)
    except ScenarioError as error:
        load_scenario(source, for_all)  # a mistake that has nothing to do with its own settings
        raise ScenarioError(error.without_set(), typed) from None


def split(typed: str) -> tuple[str, list[str]]:
    """The scenario and its settings, as `overrides` takes them.

    >>> split("county-wide:quota=0.5,region.municipalities=['Eschwege','Meißner']")
    ('county-wide', ['quota=0.5', "region.municipalities=['Eschwege','Meißner']"])
    >>> split("C:/mine.toml:quota=0.5")
    ('C:/mine.toml', ['quota=0.5'])
    """
    if Path(typed).is_file():
        return typed, []
    found = re.match(rf"(.+?):\s*({_KEY}.*)$", typed, flags=re.DOTALL)
    if found is None:
        name, colon, rest = typed.rpartition(":")
        if colon and len(name) > 1 and not rest.startswith(("/", "\\")):
            words = given(repr(rest), say("compare.own_settings"))
            raise WrongInput(Mistake(words, typed))
        return typed, []
    return found[1], _settings(found[2])


def _settings(text: str) -> list[str]:
    """Cut at commas before a setting, but not inside brackets or quotation marks."""
    parts, start, depth, quote = [], 0, 0, ""
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "[{":
            depth += 1
        elif letter in "]}":
            depth -= 1
        elif letter == "," and depth == 0 and re.match(rf"\s*{_KEY}", text[place + 1 :]):
            parts.append(text[start:place].strip())
            start = place + 1
    return [*parts, text[start:].strip()]


def half_widths(precision: tuple[str, ...]) -> Mapping[str, float]:
    """``--precision`` arguments by measure."""
    found: dict[str, float] = {}
    for item in precision:
        name, equals, text = item.partition("=")
        try:
            found[name.strip()] = float(text)
        except ValueError:
            key = "precision" if equals else "precision_without"
            told = {"given": repr(text)} if equals else {}
            raise WrongInput(say(f"compare.{key}", item=item, **told)) from None
    return found


def default_name(sides: tuple[Side, ...], seed: int) -> str:
    """Name of the folder: both scenarios, or the baseline and how many others."""
    names = [chosen.scenario.name or "scenario" for chosen in sides]
    others = names[1] if len(names) == 2 else f"{len(names) - 1}-others"
    return f"compare-{names[0]}-{others}-seed{seed}"


def typed_command(
    scenarios: tuple[str, ...],
    runs: int | None,
    settings: tuple[str, ...],
    precision: tuple[str, ...],
) -> str:
    """What was typed, without the seed."""
    options: list[Any] = [*scenarios, *(["--runs", runs] if runs else [])]
    for name, items in (("--set", settings), ("--precision", precision)):
        options += [part for item in items for part in (name, item)]
    return shlex.join(["kuemmerer", "compare", *map(str, options)])


def pieces(found: Comparison, folder: Path, lang: str, command: str) -> Iterator[str]:
    """Write tables, figures and the report of a comparison: what was written last."""
    from sim import plots
    from sim.comparison.tables import write_tables
    from sim.report.comparison import draw_figures, write_report

    write_tables(found, folder, f"{command} --seed {found.seed} --lang {lang}", lang)
    yield "tables"
    figures = draw_figures(found, lang)
    yield "figures"
    for name, figure in figures.items():
        plots.save(figure, folder / name)
        yield name
    write_report(found, figures, folder / "report.html", lang, command)
