"""What a command prints of a run: a few lines and a small table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from sim.measures import INDICATORS
from sim.results import RunResult
from sim.standing import Standing
from sim.texts import number, text

NARROW = 72  # columns below which numbers go under the names
SHOWN = (
    "service_level",
    "service_level_min",
    "staff_strain",
    "strategic_time",
    "field_cooperations",
    "cross_field_cooperations",
    "coverage",
    "relief",
    "synergy",
    "coordination_effort",
    "net_benefit",
    "institution_members",
    "population",
)
ON_UNIT = ("unit_vote", "unit_founded", "unit_level", "unit_ended")
TOLD = ("intervention", *ON_UNIT, "shock", "funding_ended")


def summary(result: RunResult, folder: Path, console: Console | None = None) -> None:
    """Print title, milestones, indicators at beginning, middle and end, and where the files are."""
    console = console or Console(highlight=False)
    lang = result.lang
    seed = text("terminal.seed", lang, seed=result.seed)
    console.print(f"\n[bold]{result.title}[/bold], {_span(result)}, {seed}")
    console.print(milestones(result))
    if console.width < NARROW:
        _print_lines(console, result)
    else:
        console.print(indicator_table(result))
    console.print(text("terminal.example", lang), style="italic")
    if result.standing is not None:
        _print_standing(console, result.standing)
    console.print(f"{text('terminal.files', lang)} [bold]{folder}[/bold] (report.html)")


def _print_standing(console: Console, standing: Standing) -> None:
    """Where the run stands among many with other luck, and which of them is in the middle."""
    console.print(standing.title)
    grid = Table.grid(padding=(0, 1))
    for sentence in standing.sentences:
        grid.add_row("–", sentence)
    console.print(grid)
    console.print(standing.typical)
    if standing.command:
        console.print(f"  {standing.command}", markup=False, soft_wrap=True)


def _span(result: RunResult) -> str:
    return f"{result.start_year}–{result.year(result.quarters - 1)}"


def milestones(result: RunResult, most: int = 8) -> Table:
    """The turning points of the coordination unit and the shocks, with their years."""
    told = result.events[result.events["kind"].isin(TOLD)]
    grid = Table.grid(padding=(0, 2))
    for year, words in list(zip(told["year"], told["text"], strict=True))[:most]:
        grid.add_row(str(year), words)
    if len(told) > most:
        grid.add_row("", text("terminal.more", result.lang, count=len(told) - most))
    if not told["kind"].isin(ON_UNIT).any():
        grid.add_row("", _unvoted(result))
    return grid


def _unvoted(result: RunResult) -> str:
    """That there was no vote on a coordination unit, and why."""
    if not result.scenario.may_have_a_unit:
        return text("report.votes.none_in_play", result.lang)
    return f"{text('terminal.nothing', result.lang)} {result.narrator.unvoted()}".strip()


def indicator_table(result: RunResult) -> Table:
    """Indicators in the first, the middle and the last quarter."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("")
    for quarter in _quarters(result):
        table.add_column(_when(result, quarter), justify="right", no_wrap=True)
    table.add_column(text("terminal.unit", result.lang))
    for name, values, unit in _rows(result):
        table.add_row(name, *values, unit)
    return table


def _print_lines(console: Console, result: RunResult) -> None:
    """Each indicator with its numbers below: a narrow terminal has no room for columns."""
    console.print(
        "  " + "".join(f"{_when(result, q):>11}" for q in _quarters(result)), style="bold"
    )
    for name, values, unit in _rows(result):
        console.print(f"{name} [dim]({unit})[/dim]")
        console.print("  " + "".join(f"{value:>11}" for value in values))


def _quarters(result: RunResult) -> list[int]:
    last = result.quarters - 1
    return sorted({0, min(result.quarters // 2, last), last})


def _rows(result: RunResult) -> Iterator[tuple[str, list[str], str]]:
    """Name, values and unit of each indicator that is shown."""
    lang = result.lang
    for indicator in INDICATORS:
        if indicator.name in SHOWN:
            values = [float(result.indicators[indicator.name].iloc[q]) for q in _quarters(result)]
            name, unit = (
                text(f"indicators.{indicator.name}.{key}", lang) for key in ("name", "unit")
            )
            written = shown if indicator.unit != "persons" else _whole
            yield name, [written(value, lang) for value in values], unit


def _when(result: RunResult, quarter: int) -> str:
    return f"{result.year(quarter)}/{quarter % 4 + 1}"


def _whole(value: float, lang: str) -> str:
    return number(value, 0, lang)


def shown(value: float, lang: str) -> str:
    """A value with as many decimals as it needs."""
    if abs(value) >= 1000:
        return number(value, 0, lang)
    return number(value, 1 if abs(value) >= 10 else 2, lang)
