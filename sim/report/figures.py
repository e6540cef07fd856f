"""The figures of the report, and what to look at in each: sentences computed from the data."""

import base64
import io
from collections.abc import Mapping
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.figure import Figure

from sim import plots
from sim.report.run import Run
from sim.results import RunResult

NAMES = ("map_founding", "map", "time_series", "membership", "service")
MOST_NAMES = 6
LOW = 0.8  # service level, as hatched in the figure
MOVED = 0.01  # service level


class Picture(NamedTuple):
    """A figure as it stands in the page."""

    name: str
    title: str
    alt: str
    comment: list[str]
    source: str  # a data address


def draw_figures(result: RunResult) -> dict[str, Figure]:
    """All figures of the report, by their names."""
    lang, founding = result.lang, int(result.outcomes["founding_quarter"])
    figures = {"map": plots.county_map(result, result.quarters - 1, lang)}
    if 0 <= founding < result.quarters - 1:
        figures["map_founding"] = plots.county_map(result, founding, lang)
    bands = result.many.nine_of_ten() if result.many else None
    figures["time_series"] = plots.time_series(result, lang, bands)
    figures["membership"] = plots.membership_matrix(result, lang)
    figures["service"] = plots.service_by_municipality(result, lang)
    return figures


def pictures(run: Run, figures: Mapping[str, Figure]) -> list[Picture]:
    """The figures that are there, in the order of the page."""
    names = [name for name in NAMES if name in figures]
    if run.result.outcomes["founding_quarter"] < 0:
        names = [name for name in names if name != "map_founding"]
    return [_picture(run, name, figures[name]) for name in names]


def _picture(run: Run, name: str, figure: Figure) -> Picture:
    founding = int(run.result.outcomes["founding_quarter"])
    when = run.when(founding if name == "map_founding" else run.last)
    comments = {
        "map": lambda: _on_map(run, run.last),
        "map_founding": lambda: _on_map(run, founding),
        "time_series": lambda: _on_series(run),
        "membership": lambda: _on_memberships(run),
        "service": lambda: _on_services(run),
    }
    title = run.words(f"figures.{name}.title", when=when)
    alt = run.words(f"figures.{name}.alt", when=when)
    return Picture(name, title, alt, comments[name](), address(figure))


def address(figure: Figure) -> str:
    """The figure as SVG in a data address; the same figure gives the same bytes."""
    drawn = io.BytesIO()
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "kuemmerer"}):
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode('ascii')}"


# Maps -----------------------------------------------------------------------------------------


def _on_map(run: Run, quarter: int) -> list[str]:
    towns, total = run.towns(quarter), run.words.number(len(run.places))
    sentences = []
    carriers = run.carriers(quarter)
    if len(carriers) == len(run.places):
        sentences.append(run.words("figures.all_carry", total=total))
    elif carriers:
        sentences.append(run.words.counted("figures.carriers", len(carriers), total=total))
    alone = [str(row["name"]) for row in towns if not row["cooperations"]]
    carrying = sum(bool(row["in_unit"]) for row in towns if not row["cooperations"])
    if len(alone) == len(towns):
        return [*sentences, run.words("figures.all_alone")]
    if not alone:
        sentences.append(run.words("figures.none_alone"))
    else:
        names = run.words.names(alone, MOST_NAMES)
        sentences.append(run.words.counted("figures.some_alone", len(alone), names=names))
        if carrying:  # the map shows them by that, and counts them there
            all_of_them = "all" if carrying == len(alone) else "some"
            key, letter = (
                f"figures.alone_{all_of_them}_carry",
                run.words.of("plots.map.letter_unit"),
            )
            sentences.append(run.words.counted(key, carrying, letter=letter))
    return [*sentences, *_busiest(run, quarter)]


def _busiest(run: Run, quarter: int) -> list[str]:
    towns = run.towns(quarter)
    most = max(int(row["cooperations"]) for row in towns)
    names = [str(row["name"]) for row in towns if row["cooperations"] == most]
    if most < 2 or len(names) > 3:
        return []
    values = {"names": run.words.names(names), "most": run.words.number(most)}
    return [run.words.counted("figures.busiest", len(names), **values)]


# Time series ----------------------------------------------------------------------------------


def _on_series(run: Run) -> list[str]:
    return [*_on_net(run), *_on_strain(run)]


def _on_net(run: Run) -> list[str]:
    net = run.series("net_benefit")
    if not any(net):
        return [run.words("figures.net_nothing")]
    amount = run.words.number(abs(net[-1]), 1)
    if net[-1] <= 0.0:
        was = "lost" if max(net) > 0.05 else "never"
        return [run.words(f"figures.net_{was}", net=amount)]
    start = max((q for q, value in enumerate(net) if value <= 0.0), default=-1) + 1
    return [run.words("figures.net_pays", year=run.year(start), net=amount)]


def _on_strain(run: Run) -> list[str]:
    strain = run.series("staff_strain")
    moved = round(strain[-1], 2) - round(strain[0], 2)
    way = "steady" if abs(moved) < 0.01 else "up" if moved > 0.0 else "down"
    number = run.words.number
    values = {"before": number(strain[0], 2), "after": number(strain[-1], 2)}
    sentence = run.words(f"figures.strain_{way}", **values)
    over = [str(row["name"]) for row in run.towns(run.last) if row["strain"] > 1.0]
    if not over:
        return [sentence, run.words("figures.strain_nowhere")]
    total = number(len(run.places))
    return [sentence, run.words.counted("figures.strained", len(over), total=total)]


# Memberships ----------------------------------------------------------------------------------


def _on_memberships(run: Run) -> list[str]:
    if not run.cooperations:
        return [run.words("figures.no_members")]
    left = run.happened("left")
    with_grant = sum(bool(told.event.details["grant_ended"]) for told in left)
    number = run.words.number
    counts = {
        "founded": number(len(run.cooperations)),
        "joined": number(len(run.happened("joined"))),
        "left": number(len(left)),
    }
    sentences = [run.words("figures.turnover", **counts)]
    if with_grant:
        sentences.append(run.words("figures.turnover_grant", count=number(with_grant)))
    return [*sentences, *_on_the_steady(run)]


def _on_the_steady(run: Run) -> list[str]:
    """Who carried the unit longest, and who was never in any cooperation."""
    carried = dict.fromkeys(run.name_of, 0)
    inside = dict.fromkeys(run.name_of, 0)
    for quarter in range(run.result.quarters):
        for row in run.towns(quarter):
            carried[row["key"]] += int(row["in_unit"])
            inside[row["key"]] += int(row["cooperations"] > 0)
    sentences, longest = [], max(carried.values())
    names = [run.name_of[key] for key, count in carried.items() if count == longest]
    if longest and len(names) <= MOST_NAMES:
        values = {"names": run.words.names(names), "time": run.words.duration(longest)}
        sentences.append(run.words.counted("figures.longest", len(names), **values))
    never = [run.name_of[key] for key, count in inside.items() if count == 0]
    if never:
        names_of_them = run.words.names(never, MOST_NAMES)
        sentences.append(run.words("figures.never_in", names=names_of_them))
    return sentences


# Services -------------------------------------------------------------------------------------


def _on_services(run: Run) -> list[str]:
    first = {row["key"]: row["service_level"] for row in run.towns(0)}
    rows = [row for row in run.towns(run.last) if row["population"] > 0.0]
    by_change = sorted(rows, key=lambda row: (row["service_level"] - first[row["key"]], row["key"]))
    sentences = []
    for key, row in (("fall", by_change[0]), ("rise", by_change[-1])):
        change = row["service_level"] - first[row["key"]]
        if change <= -MOVED if key == "fall" else change >= MOVED:
            values = {
                "name": row["name"],
                "before": run.words.percent(first[row["key"]]),
                "after": run.words.percent(row["service_level"]),
            }
            sentences.append(run.words(f"figures.{key}", **values))
    low = [str(row["name"]) for row in rows if row["service_level"] < LOW]
    if low:
        names = run.words.names(low, MOST_NAMES)
        return [*sentences, run.words("figures.low", names=names, value=run.words.percent(LOW))]
    return [*sentences, run.words("figures.nowhere_low", value=run.words.percent(LOW))]
