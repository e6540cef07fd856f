"""What `kuemmerer sensitivity` prints: effects, policies, counties and boxes in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from rich.table import Table

from sim.cli.console import console_of
from sim.report.effects import (
    box_lines,
    choice_rows,
    county_note,
    county_rows,
    effect_rows,
    tie_note,
    wide_note,
)
from sim.report.sweep_lead import choices_told, finding
from sim.report.varied import varied
from sim.report.words import Words
from sim.texts import text

if TYPE_CHECKING:
    from sim.report.explained import Explained
    from sim.sweep.answers import Answers

LEAST_WIDTH = 110  # columns where there is no terminal to fit
NARROW = 72  # columns below which numbers go under the names


def print_varied(answers: Answers, lang: str) -> None:
    """The settings that varied, each with the key by which it is typed; nothing of many."""
    words = Words(lang)
    every = (*answers.plan.factors, *answers.plan.crossed)
    rows, more = varied(every, words, is_typed=True)
    heads = (words.of("sensitivity.report.varied"), words.of("sensitivity.key"))
    console_of(LEAST_WIDTH).print()
    _print(
        [(*heads, words.of("sensitivity.report.over"))]
        + [(row.meaning, row.path, row.over) for row in rows],
        justify="left",
    )
    if more:
        told = words.of("sensitivity.report.varied_more", count=words.number(more))
        console_of(LEAST_WIDTH).print(told)


def print_notes(found: Sequence[Explained], lang: str) -> None:
    """What the tables do not say of themselves, each sentence once."""
    every = [(one, effects) for one in found if one.constant is None for effects in one.effects]
    notes = [tie_note(one) for one in found if one.constant is None]
    if any(effects.kind == "morris" for _, effects in every):
        notes.append(text("sensitivity.morris.told", lang))
    notes += [wide_note(effects, one.about, lang) for one, effects in every]
    for place, note in enumerate(dict.fromkeys(note for note in notes if note)):
        console_of(LEAST_WIDTH).print(note if place else f"\n{note}", markup=False)


def print_explained(found: Explained) -> None:
    """All that is told of a measure."""
    about, lang = found.about, found.lang
    if found.constant is not None:
        constant = finding(found, Words(lang))
        console_of(LEAST_WIDTH).print(f"\n[bold]{constant.name}[/bold]")
        console_of(LEAST_WIDTH).print(constant.sentences[0], markup=False)
        return
    if found.counties is not None:
        key = "title_one" if found.counties.winners is None else "title"
        _heading(f"counties.{key}", found)
        _print(county_rows(found.counties))
        if note := county_note(found.counties):
            console_of(LEAST_WIDTH).print(note)
    for effects in found.effects:
        _heading(f"sensitivity.{effects.kind}.title", found, found.policy(effects))
        if not effects.has_any:
            console_of(LEAST_WIDTH).print(text("sensitivity.lead.same_points", lang))
            continue
        rows, more = effect_rows(effects, about, lang)
        _print(rows)
        if more:
            console_of(LEAST_WIDTH).print(text("sensitivity.more", lang, count=more))
    if found.contest is not None:
        _heading("sensitivity.winners.title", found)
        unit = about.unit_of_effect(lang)
        console_of(LEAST_WIDTH).print(text("sensitivity.winners.regret", lang, unit=unit))
        _print(choice_rows(found))
        for sentence in choices_told(found, Words(lang)) if found.counties is None else ():
            console_of(LEAST_WIDTH).print(sentence, markup=False)
    if found.discovery is not None and found.question is not None:
        question, told = found.question
        console = console_of(LEAST_WIDTH)
        console.print(f"\n[bold]{question}[/bold]")
        if told.policy:
            console.print(told.policy)
        for limits, worth in box_lines(found.discovery, lang):
            for line in limits:
                console.print(f"  {line}", markup=False)
            for line in worth:
                console.print(line, markup=False)


def _heading(key: str, found: Explained, policy: str = "") -> None:
    """What follows."""
    title = text(key, found.lang, measure=found.about.name(found.lang))
    words = f"{title} ({policy})" if policy else title
    console_of(LEAST_WIDTH).print(f"\n[bold]{words}[/bold]")


def _print(rows: Sequence[Sequence[str]], justify: Literal["left", "right"] = "right") -> None:
    console = console_of(LEAST_WIDTH)
    heads, *body = rows
    if console.width < NARROW:
        for name, *cells in body:
            console.print(name, markup=False)
            for head, cell in zip(heads[1:], cells, strict=True):
                console.print(f"  {head}: {cell}" if head else f"  {cell}", markup=False)
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for place, head in enumerate(heads):
        table.add_column(head, justify=justify if place else "left")
    for row in body:
        table.add_row(*(cell.replace("[", r"\[") for cell in row))
    console.print(table)
