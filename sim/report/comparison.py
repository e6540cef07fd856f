"""The report of a comparison: a paragraph in plain words, the picture, all numbers, the limits.

The page needs nothing but itself: no script, no request, no font that is not there.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from matplotlib.figure import Figure

from sim.comparison import Comparison, Side
from sim.comparison.labels import brief_labels, changes
from sim.comparison.tables import NEVER, comparison_provenance
from sim.comparison.words import Told, all_measures, is_rare, measure_text, row_of
from sim.plots.comparison import comparison_fans
from sim.report.choices import MISSING, version
from sim.report.comparison_lead import lead
from sim.report.figures import address
from sim.report.template import render, write_whole
from sim.report.words import Words
from sim.world import World

LEADING = "net_benefit"  # the measure that the method tells the worth of pairing for
LONG_TITLE = 70  # letters
LITTLE = 1.2  # a pair worth fewer unpaired runs than this saves hardly any


class Compared(NamedTuple):
    """One of the scenarios: what it is here, its name, and what it shows."""

    term: str  # empty where it is that of the scenario before
    name: str
    about: str
    changed: str


class Picture(NamedTuple):
    """A figure as it stands in the page."""

    title: str
    source: str  # a data address


class Pair(NamedTuple):
    """All differences of one scenario from the baseline."""

    title: str
    caption: str
    rows: list[Told]
    fewer: str  # which measures exist in fewer pairs


def draw_figures(found: Comparison, lang: str) -> dict[str, Figure]:
    """All figures of a comparison, by their names: one for every three scenarios."""
    figures = comparison_fans(found, lang)
    if len(figures) == 1:
        return {"comparison": figures[0]}
    return {f"comparison_{place}": figure for place, figure in enumerate(figures, start=1)}


def write_report(
    found: Comparison, figures: Mapping[str, Figure], path: Path, lang: str, command: str = ""
) -> None:
    """Write the report of a comparison as one HTML page that needs nothing else.

    Args:
        found: a finished comparison.
        figures: those of `draw_figures`.
        path: the file to write; its folder must exist.
        lang: "de" or "en".
        command: what was typed, without the seed; empty when nobody typed it.
    """
    page = render("comparison.html", **_page(found, figures, Words(lang), command))
    write_whole(page, path)


def _page(
    found: Comparison, figures: Mapping[str, Figure], words: Words, command: str
) -> dict[str, Any]:
    lang = words.lang
    return {
        "t": words,
        "lang": lang,
        "title": _title(found, words),
        "scenarios": [_compared(found, place, words) for place in range(len(found.sides))],
        "facts": _facts(found, words),
        "command": f"{command} --seed {found.seed}" if command else "",
        "paragraph": lead(found, words),
        "pictures": _pictures(figures, words),
        "picture_comment": _on_picture(found, words),
        "pairs": [_pair(found, side, words) for side in found.others],
        "method": _method(found, words),
        "version": _version(found),
        "provenance": _provenance(found, words),
        "attribution": _attribution(found),
    }


def _title(found: Comparison, words: Words) -> str:
    labels = brief_labels(found.sides, words.lang)
    if len(labels) > 2 or sum(len(label) for label in labels) > LONG_TITLE:
        return words.of("compare.report.title_many", count=words.number(len(labels)))
    return words.of("compare.report.title", baseline=labels[0], scenario=labels[1])


def _compared(found: Comparison, place: int, words: Words) -> Compared:
    """A scenario as its file describes it, and what was changed in it since."""
    side, terms = found.sides[place], ("baseline", "scenarios")
    changed = changes(side, words.lang)
    return Compared(
        term=words.of(f"compare.report.{terms[place]}") if place < len(terms) else "",
        name=side.label(words.lang),
        about=side.scenario.text("description", words.lang),
        changed=words.of("compare.report.changed", changes=changed) if changed else "",
    )


def _facts(found: Comparison, words: Words) -> list[tuple[str, str]]:
    runs = words.number(found.runs)
    return [
        (words.of("compare.report.years"), _years(found, words)),
        (words.of("compare.report.runs"), words.of("compare.report.runs_value", runs=runs)),
        (words.of("compare.report.seed"), str(found.seed)),
    ]


def _years(found: Comparison, words: Words) -> str:
    """The years of the runs and how many quarters these are."""
    if len({scenario.start for scenario in found.scenarios}) > 1:
        form = "one" if found.quarters == 1 else "many"
        count = words.number(found.quarters)
        return words.of(f"compare.report.years_each_{form}", count=count)
    first = found.baseline.scenario.start
    last = first + (found.quarters - 1) // 4
    years = str(first) if first == last else words("span", start=first, end=last)
    return words.counted("basics.quarters", found.quarters, years=years)


def _pictures(figures: Mapping[str, Figure], words: Words) -> list[Picture]:
    if len(figures) == 1:
        titles = [words.of("compare.report.picture")]
    else:
        numbers = range(1, len(figures) + 1)
        titles = [words.of("compare.report.picture_many", number=number) for number in numbers]
    sources = [address(figure) for figure in figures.values()]
    return [Picture(*pair) for pair in zip(titles, sources, strict=True)]


def _on_picture(found: Comparison, words: Words) -> list[str]:
    sentences = [words.of("compare.report.picture_comment")]
    if found.kept_runs < found.runs:
        counts = {"runs": words.number(found.kept_runs), "all": words.number(found.runs)}
        sentences.append(words.of("compare.report.picture_kept", **counts))
    return sentences


def _pair(found: Comparison, side: Side, words: Words) -> Pair:
    labels = {"scenario": side.label(words.lang), "baseline": found.baseline.label(words.lang)}
    rows = [row_of(found, side, measure, words.lang) for measure in all_measures(found)]
    numbers = {
        "runs": words.number(found.runs),
        "percent": words.number(100.0 * found.confidence),
    }
    return Pair(
        title=words.of("compare.report.differences", scenario=labels["scenario"]),
        caption=words.of("compare.report.differences_caption", **numbers, **labels),
        rows=rows,
        fewer=_fewer_runs(found, side, words),
    )


def _fewer_runs(found: Comparison, side: Side, words: Words) -> str:
    """Which measures come from fewer pairs of runs, and from how many; empty where from all.

    Those from very few have no numbers in the table but that of the pairs.
    """
    told_of = []
    for measure in NEVER:
        runs = found.difference(side, measure).runs
        if measure in all_measures(found) and runs < found.runs and not is_rare(runs, found.runs):
            name = measure_text(measure, "name", words.lang)
            told_of.append(words.of("compare.pairs_item", name=name, runs=words.number(runs)))
    if not told_of:
        return ""
    return words.of("compare.pairs_note", names=", ".join(told_of))


def _method(found: Comparison, words: Words) -> list[str]:
    percent = words.number(100.0 * found.confidence)
    differs = _what_differs(found)
    said = [words.of("compare.method.purpose"), _on_pairing(found, words)]
    said.append(words.of("compare.method.interval", percent=percent))
    said.append(words.of("compare.method.open"))
    said.append(words.of("compare.method.many", count=len(all_measures(found))))
    said.append(words.of("compare.method.end"))
    if differs:
        names = words.names([words.of(f"compare.method.{what}") for what in differs])
        said.append(words.of("compare.method.differs", names=names))
    if found.targets:
        said.append(words.of("compare.method.stopping"))
    return said


def _on_pairing(found: Comparison, words: Words) -> str:
    """What common luck means, and what it is worth for the net benefit."""
    ratio = found.difference(found.others[0], LEADING).variance_ratio
    if len(found.others) > 1 or not 0.0 < ratio < float("inf"):
        return words.of("compare.method.paired_bare")
    key = "paired" if ratio >= LITTLE else "paired_costs"
    name = measure_text(LEADING, "name", words.lang)
    return words.of(f"compare.method.{key}", name=name, worth=words.number(ratio, 1))


def _what_differs(found: Comparison) -> list[str]:
    """What of the world itself is not the same in all scenarios."""
    seen: dict[str, set[object]] = {
        "fields": {tuple(f.name for f in scenario.fields) for scenario in found.scenarios},
        "start": {scenario.start for scenario in found.scenarios},
        "counts": {
            World.of(scenario, found.region).region.fingerprint() for scenario in found.scenarios
        },
    }
    return [name for name, values in seen.items() if len(values) > 1]


def _attribution(found: Comparison) -> str:
    """Whose figures the counties are made of, each source once."""
    records = comparison_provenance(found)["scenarios"].values()
    return "; ".join(dict.fromkeys(str(record["region_source"]) for record in records))


def _version(found: Comparison) -> str:
    record = comparison_provenance(found)
    return version(record["scenarios"][record["baseline"]])


def _provenance(found: Comparison, words: Words) -> list[tuple[str, str]]:
    """Seed, runs, versions and fingerprints, as pairs of name and value."""
    record = comparison_provenance(found)
    rows = [
        (words("provenance.seed"), str(record["seed"])),
        (words.of("compare.report.runs"), str(record["runs"])),
    ]
    rows += [(key, table["scenario_fingerprint"]) for key, table in record["scenarios"].items()]
    first = record["scenarios"][record["baseline"]]
    rows.append((words("provenance.region_fingerprint"), first["region_fingerprint"]))
    rows.append((words("provenance.rules_fingerprint"), record["rules_fingerprint"]))
    for name, value in first["versions"].items():
        rows.append((str(name), words("provenance.missing") if value == MISSING else str(value)))
    return rows
