"""What a command prints of a run: a few lines and a small table."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from sim.measures import INDICATORS
from sim.results import RunResult
from sim.texts import number, text

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
TOLD = (
    *("intervention", "unit_vote", "unit_founded", "unit_level", "unit_ended", "shock"),
    "funding_ended",
)


def summary(result: RunResult, folder: Path, console: Console | None = None) -> None:
    """Print title, milestones, indicators at beginning, middle and end, and where the files are."""
    console = console or Console(highlight=False)
    lang = result.lang
    console.print(f"\n[bold]{result.title}[/bold], {_span(result)}, seed {result.seed}")
    console.print(milestones(result))
    console.print(indicator_table(result))
    console.print(text("terminal.example", lang), style="italic")
    console.print(f"{text('terminal.files', lang)} [bold]{folder}[/bold] (report.html)")


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
    if told.empty:
        grid.add_row("", text("terminal.nothing", result.lang))
    return grid


def indicator_table(result: RunResult) -> Table:
    """Indicators in the first, the middle and the last quarter."""
    lang, last = result.lang, result.quarters - 1
    quarters = sorted({0, min(result.quarters // 2, last), last})
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("")
    for quarter in quarters:
        table.add_column(_when(result, quarter), justify="right")
    table.add_column(text("terminal.unit", lang))
    for indicator in INDICATORS:
        if indicator.name in SHOWN:
            values = [float(result.indicators[indicator.name].iloc[q]) for q in quarters]
            table.add_row(
                text(f"indicators.{indicator.name}.name", lang),
                *(shown(v, lang) for v in values),
                text(f"indicators.{indicator.name}.unit", lang),
            )
    return table


def _when(result: RunResult, quarter: int) -> str:
    return f"{result.year(quarter)}/{quarter % 4 + 1}"


def shown(value: float, lang: str) -> str:
    """A value with as many decimals as it needs."""
    if abs(value) >= 1000:
        return number(value, 0, lang)
    return number(value, 1 if abs(value) >= 10 else 2, lang)
