"""What `patterns` prints: each pattern with its comparisons, why some do not hold, how many do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.cli.console import console_of
from sim.patterns import Finding, PartFound
from sim.patterns.telling import (
    as_text,
    counted,
    expected_of,
    explained,
    in_words,
    numbers_of,
    unit_of,
    verdict_of,
)
from sim.texts import number, text

WIDTHS = {"estimate": 10, "interval": 20, "unit": 20, "expected": 11, "verdict": 26}  # characters
STYLES = {"holds": "green", "does_not_hold": "red", "undecided": "yellow"}
INDENT, LABEL = 4, 38  # characters
LEAST_WIDTH = 132  # columns where there is no terminal to fit


def summary(
    findings: Sequence[Finding],
    runs: int,
    seed: int,
    lang: str,
    folder: Path | None,
    console: Console | None = None,
) -> None:
    """Print all findings, how many hold, and where the files are."""
    console = console or console_of(LEAST_WIDTH)
    if console.width < LEAST_WIDTH:  # too narrow for rows
        console.print(as_text(findings, runs, seed, lang, console.width), markup=False)
    else:
        _print_rows(findings, runs, seed, lang, console)
    console.print("\n" + text("patterns.rows", lang), markup=False)
    if folder is not None:
        console.print(f"{text('patterns.files', lang)} [bold]{folder}[/bold] (patterns.txt)")


def _print_rows(
    findings: Sequence[Finding], runs: int, seed: int, lang: str, console: Console
) -> None:
    title = text("patterns.title", lang, runs=number(runs, 0, lang), seed=seed)
    console.print(f"\n[bold]{title}[/bold]\n")
    console.print(_heading(lang))
    for finding in findings:
        _print_finding(finding, lang, console)
    console.print()
    console.print(counted(findings, lang), markup=False)


def _heading(lang: str) -> Padding:
    grid = _grid()
    grid.add_row(
        text("patterns.columns.statement", lang),
        *(text(f"patterns.columns.{column}", lang) for column in WIDTHS),
        style="underline",
    )
    return Padding(grid, (0, 0, 0, INDENT))


def _grid() -> Table:
    """Columns of the same width for every pattern, so that its rows stand under the heading."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=LABEL)
    for column, width in WIDTHS.items():
        grid.add_column(width=width, justify="right" if column == "estimate" else "left")
    return grid


def _print_finding(finding: Finding, lang: str, console: Console) -> None:
    pattern, verdict = finding.pattern, finding.verdict
    console.print(
        Text.assemble(
            (f"{pattern.name:<{INDENT}}", "bold"),
            (text(f"patterns.verdicts.{verdict}", lang), STYLES[verdict]),
            f": {in_words(pattern.says, lang)} [{pattern.source}]",
        )
    )
    grid = _grid()
    for part in finding.parts:
        grid.add_row(*_cells(part, lang))
    console.print(Padding(grid, (0, 0, 0, INDENT)))
    if explained(finding):
        assert pattern.explanation is not None
        why = f"{text('patterns.why', lang)} {in_words(pattern.explanation, lang)}"
        console.print(Padding(Text(why, style="italic"), (0, 0, 0, INDENT)))


def _cells(part: PartFound, lang: str) -> tuple[Text, ...]:
    estimate, between = numbers_of(part.found, lang)
    return (
        Text(in_words(part.part.says, lang)),
        Text(estimate),
        Text(between),
        Text(unit_of(part.part, lang)),
        Text(expected_of(part.part, lang)),
        Text(verdict_of(part, lang), style=STYLES[part.verdict]),
    )
