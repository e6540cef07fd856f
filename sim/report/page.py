"""The page itself: all parts of the report put into the template, and written whole."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from sim.report import answers, choices, facts
from sim.report.figures import pictures
from sim.report.lead import lead
from sim.report.run import Run
from sim.report.telling import chapters
from sim.report.template import render, write_whole
from sim.report.words import Words
from sim.results import RunResult


def write_report(result: RunResult, figures: Mapping[str, Figure], path: Path) -> None:
    """Write the report of a run as one HTML page that needs nothing else; it appears whole.

    Args:
        result: a finished run; its language is the language of the page.
        figures: those of `sim.report.draw_figures`, by the same names; missing ones are left out.
        path: the file to write; its folder must exist.
    """
    write_whole(_page(Run(result, Words(result.lang)), figures), path)


def _page(run: Run, figures: Mapping[str, Figure]) -> str:
    """The page as text."""
    return render(
        "report.html",
        t=run.words,
        **_heading(run),
        **_story(run),
        pictures=pictures(run, figures),
        **_why_not(run),
        **_background(run),
        parts=_parts(run, figures),
    )


def _parts(run: Run, figures: Mapping[str, Figure]) -> list[str]:
    """The sections of the page that are there, in order."""
    missing = {"figures": not figures, "shocks": not run.result.scenario.shocks}
    order = ("story", "figures", "whynot", "cooperations", "shocks", "settings", "method")
    return [part for part in (*order, "provenance") if not missing.get(part)]


def _heading(run: Run) -> dict[str, Any]:
    result, words = run.result, run.words
    beside = result.scenario.beside
    return {
        "lang": result.lang,
        "title": result.title or words("untitled"),
        "description": result.scenario.text("description", result.lang),
        "years": _years(run),
        "facts": _basic_facts(run),
        "standing": result.standing,
        "command": f"{result.typed} --seed {(result.seed + 1) % 2**32}",
        "beside": f"kuemmerer run {beside} --seed {result.seed}" if beside else "",
    }


def _years(run: Run) -> str:
    first, last = run.year(0), run.year(run.last)
    return first if first == last else run.words("span", start=first, end=last)


def _basic_facts(run: Run) -> list[tuple[str, str]]:
    result, words = run.result, run.words
    unit = result.scenario.coordination
    county = words(
        "basics.county_value",
        name=result.region.name,
        count=words.number(len(run.places)),
        residents=words.number(result.region.population),
    )
    asked = words.of(f"memberships.{unit.membership}")
    level = words.of(f"levels.{unit.level}")
    how = f"{level} ({asked})" if unit.level != "none" else words("basics.unit_none")
    fields = words.names([field.title(words.lang) for field in result.fields])
    years = words.counted("basics.quarters", result.quarters, years=_years(run))
    return [
        (words("basics.county"), county),
        (words("basics.years"), years),
        (words("basics.fields"), fields),
        (words("basics.unit"), how),
        (words("basics.seed"), _luck(result, words)),
    ]


def _luck(result: RunResult, words: Words) -> str:
    """The seed, and which run of an ensemble with it, where it is not the first."""
    run = result.model.replicate
    return words("basics.seed_and_run", seed=result.seed, run=run) if run else str(result.seed)


def _story(run: Run) -> dict[str, Any]:
    columns, figures = facts.key_figures(run)
    rows, more = facts.cooperations(run)
    return {
        "lead": lead(run),
        "chapters": chapters(run),
        "columns": columns,
        "key_figures": figures,
        "cooperations": rows,
        "more_cooperations": more,
        "shocks": facts.shocks(run),
    }


def _why_not(run: Run) -> dict[str, Any]:
    voters, more = answers.voters(run)
    sizes = answers.by_size(run)
    return {
        "has_unit": run.has_unit_in_play,
        "has_votes": bool(run.votes),
        "unvoted": run.result.narrator.unvoted(),
        "weighed_most": answers.weighed_most(run),
        "voters": voters,
        "more_voters": more,
        "sizes": sizes,
        "on_sizes": answers.on_sizes(run, sizes),
        "outcomes": answers.OUTCOMES,
        "refusal": answers.smallest_refusal(run),
    }


def _borders(run: Run) -> str:
    """Whose outlines the maps show, nothing where they show none."""
    region = run.result.region
    if not region.shapes:
        return ""
    return run.words.of("plots.map.note_outlines", source=region.shapes_source)


def _background(run: Run) -> dict[str, Any]:
    assumed, settings = choices.assumed_share(run)
    return {
        "choices": choices.choices(run),
        "assumed": run.words.number(assumed),
        "settings": run.words.number(settings),
        "derived": choices.derived_facts(run),
        "attribution": run.result.region.source,
        "borders": _borders(run),
        "version": choices.version(run.result.provenance),
        "provenance": choices.provenance(run),
    }
