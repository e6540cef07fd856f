"""`kuemmerer patterns`: does the model still behave as it must?"""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli import completing, options
from sim.cli.helping import Command
from sim.cli.shared import Beside, WrongInput, announce_compiling, free_folder
from sim.texts.mistakes import Said, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.patterns import Finding, Pattern


@click.command(cls=Command, short_help="Does the model still behave as it must?")
@click.argument("names", metavar="[NAME]...", nargs=-1, shell_complete=completing.patterns)
@options.runs("Runs of each side.", 2, 1_000_000, 2000)
@options.seed("Luck of the runs.")
@options.out("Folder for text, JSON and figure.  [default: nothing is written]")
@options.overwrite()
@options.quiet
@options.language
def patterns(
    names: tuple[str, ...],
    runs: int,
    seed: int,
    out: Path | None,
    overwrite: bool,
    quiet: bool,
    lang: str,
) -> None:
    """Does the model still behave as it must?

    Each pattern that must come out of the model (sim/ODD.md, section 1) as a comparison of many
    paired runs: estimate, 95 % interval, what is expected, verdict, source.  NAME shows only these
    patterns.  The exit code is 0 whatever the verdicts are: they are findings, not mistakes.  Two
    of them, for example:

        kuemmerer patterns P1 N5 --runs 200
    """
    chosen = chosen_patterns(names)
    folder = None if out is None else free_folder(out, "patterns", overwrite)
    from sim.cli.progress import Progress
    from sim.patterns import evaluate, places_of

    announce_compiling(lang, is_quiet=quiet)
    with Beside(folder) if folder else nullcontext() as beside:
        with Progress(runs * len(places_of(chosen)), lang, is_quiet=quiet) as shown:
            findings = evaluate(chosen, runs, seed, progress=shown.went_on)
        if beside:
            write_everything(findings, runs, seed, lang, typed(names, runs, seed), beside)
    if not quiet:
        from sim.cli.verdicts import summary

        summary(findings, runs, seed, lang, folder)


def chosen_patterns(names: Sequence[str]) -> list[Pattern]:
    """The patterns of these names, each once, in the order of the list; all without names."""
    from sim.patterns import PATTERNS

    wanted = [name.upper() for name in names]
    for given, name in zip(names, wanted, strict=True):
        if name not in PATTERNS:
            told = {"given": repr(given), "meant": meant(name, PATTERNS)}
            raise WrongInput(say("cli.no_pattern", **told, names=", ".join(PATTERNS)))
    return [pattern for name, pattern in PATTERNS.items() if name in wanted or not wanted]


def meant(given: str, names: Iterable[str]) -> Said | str:
    """The pattern of this letter written most alike; nothing for any other word."""
    from difflib import SequenceMatcher

    alike = [name for name in names if name[0] == given[:1]]
    if not (alike and given[1:].isdecimal()):
        return ""

    def likeness(name: str) -> tuple[float, int]:
        ratio = SequenceMatcher(None, given, name).ratio()
        return ratio, -abs(int(name[1:]) - int(given[1:]))

    return say("cli.meant", name=repr(max(alike, key=likeness)))


def typed(names: Sequence[str], runs: int, seed: int) -> str:
    """The command that gives the same findings."""
    return " ".join(["kuemmerer patterns", *names, f"--runs {runs} --seed {seed}"])


def write_everything(
    findings: Sequence[Finding], runs: int, seed: int, lang: str, command: str, folder: Path
) -> None:
    """Text, JSON, figure and where they come from."""
    from sim import plots
    from sim.patterns import as_json, as_text, origin

    def write(name: str, table: dict[str, Any]) -> None:
        text = json.dumps(table, indent=2, ensure_ascii=False)
        (folder / name).write_text(text + "\n", encoding="utf-8")

    text = as_text(findings, runs, seed, lang)
    (folder / "patterns.txt").write_text(text, encoding="utf-8")
    write("patterns.json", as_json(findings, runs, seed))
    write("provenance.json", {**origin(findings, runs, seed), "command": command})
    sheets = plots.pattern_sheets(findings, runs, seed, lang)
    for number, sheet in enumerate(sheets, 1):
        plots.save(sheet, folder / ("patterns" if number == 1 else f"patterns-{number}"))
