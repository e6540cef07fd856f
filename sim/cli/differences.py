"""What `compare` prints: a table of differences for each pair, what was asked and was reached."""

from __future__ import annotations

import math
from pathlib import Path

from rich.console import Console
from rich.table import Table

from sim.cli.console import console_of
from sim.comparison import Comparison, Side, Target
from sim.comparison.tables import NEVER
from sim.comparison.words import (
    Told,
    is_rare,
    measure_text,
    row_of,
    scale_of,
    shown_measures,
    unit_of,
)
from sim.texts import number, text

COLOURS = {"higher": "cyan", "lower": "yellow"}
LEAST_WIDTH = 110  # columns where there is no terminal to fit
NARROW = 80  # columns below which numbers go under the names
FOR_ALL_THREE = 52  # columns below which the finding, too, gets a line of its own


def summary(found: Comparison, folder: Path, lang: str, console: Console | None = None) -> None:
    """Print a table per pair, the precision reached, notes, and where the files are."""
    console = console or console_of(LEAST_WIDTH)
    runs = number(found.runs, 0, lang)
    for side in found.others:
        labels = {"scenario": side.label(lang), "baseline": found.baseline.label(lang)}
        console.print(f"\n[bold]{text('compare.against', lang, **labels)}[/bold]")
        console.print(text("compare.runs", lang, runs=runs, seed=found.seed))
        is_wide = console.width >= LEAST_WIDTH
        if console.width < NARROW:
            _print_lines(console, found, side, lang)
        else:
            console.print(difference_table(found, side, lang, is_wide=is_wide))
        _print_fewer_runs(console, found, side, lang)
    for target in found.targets:
        console.print(precision_line(found, target, lang), style="bold")
    notes = ("worth_note", "open_note") if console.width >= LEAST_WIDTH else ("open_note",)
    console.print(" ".join(text(f"compare.{note}", lang) for note in notes))
    console.print(text("compare.example", lang), style="italic")
    console.print(f"{text('compare.files', lang)} [bold]{folder}[/bold] (report.html)")


def difference_table(found: Comparison, side: Side, lang: str, *, is_wide: bool) -> Table:
    """Measures with the difference, its interval, what it tells, and what pairing is worth."""
    percent = number(100.0 * found.confidence, 0, lang)
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(text("compare.measure", lang))
    table.add_column(text("compare.difference", lang), justify="right", no_wrap=True)
    heading = text("compare.percent_interval", lang, percent=percent)
    table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(text("compare.verdict", lang), no_wrap=True)
    if is_wide:
        table.add_column(text("compare.worth", lang), justify="right")
        table.add_column(text("compare.unit", lang))
    for measure in shown_measures(found):
        table.add_row(*_cells(row_of(found, side, measure, lang), lang, is_wide=is_wide))
    return table


def _print_lines(console: Console, found: Comparison, side: Side, lang: str) -> None:
    """Each measure with its numbers below: a narrow terminal has no room for columns."""
    percent = number(100.0 * found.confidence, 0, lang)
    heads = (
        text("compare.measure", lang),
        text("compare.difference", lang),
        text("compare.percent_interval", lang, percent=percent),
        text("compare.verdict", lang),
    )
    rows = (row_of(found, side, measure, lang) for measure in shown_measures(found))
    for name, difference, interval, words in (
        heads,
        *(_cells(row, lang, is_wide=False) for row in rows),
    ):
        console.print(name)
        room = "  " if console.width >= FOR_ALL_THREE else "\n    "
        console.print(f"  {difference:>11}  {interval:>22}{room}{words}")


def _cells(row: Told, lang: str, *, is_wide: bool) -> tuple[str, ...]:
    """The cells of a row; on a narrow terminal the unit goes with the name."""
    verdict = text(f"compare.verdicts.{row.verdict}", lang)
    colour = COLOURS.get(row.verdict)
    words = f"[{colour}]{verdict}[/{colour}]" if colour else verdict
    worth = f"× {row.worth}" if row.worth != "–" else row.worth
    name = row.name if is_wide else f"{row.name} [dim]({row.unit})[/dim]"
    told_first = (name, row.difference, row.interval, words)
    return (*told_first, worth, row.unit) if is_wide else told_first


def _print_fewer_runs(console: Console, found: Comparison, side: Side, lang: str) -> None:
    """Say of how many runs a row is made where it is not all of them."""
    told_of = []
    for measure in NEVER:
        runs = found.difference(side, measure).runs
        is_told = runs < found.runs and not is_rare(runs, found.runs)
        if measure in shown_measures(found) and is_told:
            name = measure_text(measure, "name", lang)
            told_of.append(text("compare.pairs_item", lang, name=name, runs=number(runs, 0, lang)))
    if told_of:
        console.print(text("compare.pairs_note", lang, names=", ".join(told_of)))


def precision_line(found: Comparison, target: Target, lang: str) -> str:
    """What was asked for, what was reached, and how many runs it would take."""
    scale = scale_of(target.measure)
    key = "reached" if target.is_reached else "missed" if target.runs_needed else "unknown"
    return text(
        f"compare.precision.{key}",
        lang,
        name=measure_text(target.measure, "name", lang),
        unit=unit_of(target.measure, lang),
        asked=_plain(scale * target.asked, lang),
        got=_digits(scale * target.got, lang),
        runs=number(found.runs, 0, lang),
        needed=number(_rounded_up(target.runs_needed), 0, lang),
    )


def _plain(width: float, lang: str) -> str:
    """A half-width as it was asked for, without zeros at its end."""
    decimals = len(f"{width:.6f}".rstrip("0").partition(".")[2])
    return number(width, decimals, lang)


def _digits(width: float, lang: str) -> str:
    """A half-width with three digits."""
    if not (math.isfinite(width) and width > 0.0):
        return number(width, 0, lang)
    return number(width, max(2 - math.floor(math.log10(width)), 0), lang)


def _rounded_up(runs: int) -> int:
    """A number of runs with two digits: more would promise too much."""
    step = int(10 ** max(len(str(runs)) - 2, 0))
    return -(-runs // step) * step
