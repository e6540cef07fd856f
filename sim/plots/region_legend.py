"""The column beside the map of a county: what dots, signs and lines mean, and how many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.plots.cells import Points
from sim.plots.network import Parts
from sim.plots.outlines import no_municipality
from sim.plots.palette import INK, PAPER, QUIET
from sim.plots.paper import MEDIUM, SMALL, add_canvas, shortened, wrapped, write
from sim.region import Place, Region
from sim.texts import number, text

LEFT, BOTTOM, WIDTH, HEIGHT = 10.75, 0.5, 4.95, 8.1  # inches
LINE, SMALL_LINE, INDENT, MIDDLE = 0.38, 0.26, 0.6, 0.25  # inches
CLASSES = (1, 500, 2_000, 5_000, 20_000, 100_000)  # residents from which a dot is larger
SIZES = (5.0, 6.0, 8.5, 11.5, 15.5, 20.0, 26.0)  # of the dots, points
COLOURS = {"main": "#0072b2", "other": "#e69f00", "alone": "#d55e00"}  # Okabe & Ito (2008)
MARKERS = {"main": "o", "other": "s", "alone": "D"}
SEAT_SIZE, LEAST_SEAT = 1.45, 15.0  # a star next to a dot, times and points
LINE_COLOUR, UNINHABITED = "#8a8a8a", "#ececec"
NAMES = 6  # of those without a neighbour


@dataclass(frozen=True)
class Facts:
    """What the column tells.

    Attributes:
        region: the county.
        parts: which municipalities hang together.
        lang: `"de"` or `"en"`.
        known: from what the pairs of neighbours come: `given`, `column`, `pairs`, `outlines`
            or `positions`.
        has_others: whether areas without a municipality are drawn.
        is_complete: whether all names are on the map.
    """

    region: Region
    parts: Parts
    lang: str
    known: str
    has_others: bool
    is_complete: bool


def dot_size(place: Place) -> float:
    """Width of a municipality's sign, points."""
    size = SIZES[_class(place.population)]
    return max(SEAT_SIZE * size, LEAST_SEAT) if place.is_seat else size


def draw_dot(axes: Axes, spot: Points, place: Place, kind: str) -> None:
    """The sign of a municipality: its size, its part, and whether it is the seat."""
    marker = "*" if place.is_seat else MARKERS[kind]
    colour = COLOURS[kind] if place.population else PAPER
    _sign(axes, spot, marker, dot_size(place), colour)


def draw(figure: Figure, facts: Facts, raised: float) -> None:
    """Draw the column above a foot that takes some of its room, inches."""
    height = HEIGHT - raised
    axes = add_canvas(figure, LEFT, BOTTOM + raised, WIDTH, height)
    y = _sizes(axes, facts, height - 0.2)
    y = _signs(axes, figure, facts, y - 0.2)
    if not facts.is_complete:
        words = text("plots.region.names", facts.lang)
        write(axes, 0, y - 0.1, words, size=SMALL, colour=QUIET)


def _sizes(axes: Axes, facts: Facts, y: float) -> float:
    """A row for each class of residents that occurs, the largest on top."""
    write(axes, 0, y, text("plots.region.sizes", facts.lang), weight="bold", size=MEDIUM)
    classes = [_class(place.population) for place in facts.region.places]
    for one in sorted(set(classes), reverse=True):
        y -= LINE
        _sign(axes, np.array((MIDDLE, y)), "o", SIZES[one], COLOURS["main"] if one else PAPER)
        write(axes, INDENT, y, _range(one, facts.lang))
        count = number(classes.count(one), 0, facts.lang)
        write(axes, WIDTH, y, count, ha="right", weight="bold")
    return y - LINE


def _signs(axes: Axes, figure: Figure, facts: Facts, y: float) -> float:
    """What else is drawn: seat, pairs, what lies apart, what belongs to nobody."""
    lang, parts, region = facts.lang, facts.parts, facts.region
    write(axes, 0, y, text("plots.region.signs", lang), weight="bold", size=MEDIUM)
    if region.seat is not None:
        y -= LINE
        _sign(axes, np.array((MIDDLE, y)), "*", LEAST_SEAT * 1.2, COLOURS["main"])
        words = text("plots.region.seat", lang, name=region.seat.name)
        write(axes, INDENT, y, shortened(figure, words, WIDTH - INDENT))
    y -= LINE
    axes.plot([0.03, 0.47], [y, y], color=LINE_COLOUR, lw=1.5)
    _row(axes, y, text("plots.region.line", lang), len(region.neighbours), lang)
    y = _small(axes, figure, text(f"plots.region.known_{facts.known}", lang), y)
    if parts.others:
        y -= LINE
        _sign(axes, np.array((MIDDLE, y)), MARKERS["other"], SIZES[3], COLOURS["other"])
        count = sum(map(len, parts.others))
        _row(axes, y, text("plots.region.other", lang), count, lang)
        sizes = ", ".join(number(len(part), 0, lang) for part in parts.others)
        y = _small(axes, figure, text("plots.region.other_sizes", lang, sizes=sizes), y)
    if parts.alone:
        y -= LINE
        _sign(axes, np.array((MIDDLE, y)), MARKERS["alone"], SIZES[3] - 1, COLOURS["alone"])
        _row(axes, y, text("plots.region.alone", lang), len(parts.alone), lang)
        y = _small(axes, figure, _names(facts), y)
    if facts.has_others:
        y -= LINE
        axes.add_patch(no_municipality(Rectangle((0.04, y - 0.14), 0.42, 0.28)))
        write(axes, INDENT, y, text("plots.map.no_municipality", lang))
    return y - LINE


def _row(axes: Axes, y: float, words: str, count: int, lang: str) -> None:
    write(axes, INDENT, y, words)
    write(axes, WIDTH, y, number(count, 0, lang), ha="right", weight="bold")


def _small(axes: Axes, figure: Figure, words: str, y: float) -> float:
    """Words in small letters below a row; gives back the height of the last line."""
    y -= 0.03
    for line in wrapped(figure, words, WIDTH - INDENT, SMALL):
        y -= SMALL_LINE
        write(axes, INDENT, y, line, size=SMALL, colour=QUIET)
    return y


def _names(facts: Facts) -> str:
    """Who has no neighbour, by name."""
    names = [place.name for place in facts.region.places if place.key in facts.parts.alone]
    listed, hidden = ", ".join(names[:NAMES]), len(names) - NAMES
    return f"{listed} {text('plots.more', facts.lang, count=hidden)}" if hidden > 0 else listed


def _class(residents: float) -> int:
    """The place of the class of a number of residents, 0 for none."""
    return sum(residents >= least for least in CLASSES)


def _range(one: int, lang: str) -> str:
    """The residents of a class in words."""
    if one == 0:
        return text("plots.region.nobody", lang)
    least = number(CLASSES[one - 1], 0, lang)
    if one == len(CLASSES):
        return text("plots.region.from", lang, least=least)
    most = number(CLASSES[one], 0, lang)
    return text(
        "plots.region.below" if one == 1 else "plots.region.range", lang, least=least, most=most
    )


def _sign(axes: Axes, spot: Points, marker: str, size: float, colour: str) -> None:
    edge = PAPER if colour != PAPER else INK
    if marker == "*":
        edge = INK
    x, y = spot
    axes.plot([x], [y], ls="", marker=marker, ms=size, mfc=colour, mec=edge, mew=0.9, zorder=4)
