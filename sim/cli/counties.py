"""What `kuemmerer sensitivity` says of a sweep over many counties: a table, maps, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.texts import number, text

if TYPE_CHECKING:
    from sim.plots.counties import Shown
    from sim.sweep.counties import Counties


def write_counties(
    counties: Counties, measures: Sequence[str], folder: Path, lang: str, *, is_quiet: bool
) -> None:
    """The table of all counties, and for each measure a sheet of maps."""
    from sim import plots
    from sim.cli.effects import print_counties
    from sim.plots.answers import policy_names
    from sim.plots.charts import About
    from sim.plots.counties import Shown, county_sheet

    counties.table(measures).to_csv(folder / "counties.csv", index=False)
    answers = counties.answers
    design = answers.plan.design
    if not is_quiet:
        click.echo(told_regions(counties, lang))
    for measure in measures:
        about = About(measure, answers.count, design.runs, design.seed)
        means = counties.means(measure)
        shown = Shown(counties, policy_names(means, answers.settings, lang), about, lang)
        if counties.is_alike(measure):
            if not is_quiet:
                click.echo(text("counties.alike", lang, measure=about.name(lang)))
            continue
        plots.save(county_sheet(shown), folder / f"counties-{measure}")
        if not is_quiet:
            print_counties(shown, summary(shown), lang)


def told_regions(counties: Counties, lang: str) -> str:
    """How many counties, with how many municipalities."""
    regions = counties.regions
    return text(
        "counties.table",
        lang,
        counties=number(len(regions), 0, lang),
        municipalities=number(regions["municipalities"].sum(), 0, lang),
        units=text(f"counties.{counties.unit}", lang),
    )


def summary(shown: Shown) -> list[tuple[str, ...]]:
    """A row of words for each policy: name, mean of the counties, ahead in, over half in."""
    lang = shown.lang
    rows = []
    for look, (policy, values) in enumerate(shown.means.items()):
        row = [shown.names[policy], number(float(values.mean()), 2, lang)]
        if shown.winners is not None:
            row.append(_counted(int((shown.looks == look).sum()), lang))
        if shown.about.measure == "founded":
            row.append(_counted(int((values > 50.0).sum()), lang))
        rows.append(tuple(row))
    return rows


def _counted(count: int, lang: str) -> str:
    return text("counties.count", lang, count=number(count, 0, lang))
