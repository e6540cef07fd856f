"""Cards on a map of real outlines: near their municipality, or tied to a dot in it.

A card goes where it costs least: near its dot, on no other card, dot or line, and so that it hides
little of the borders.  All start parted; then one after the other moves, until nobody does.  Where
they lie depends on the region only, so that maps of several quarters can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.plots.cards import Style, nominal_sizes
from sim.plots.cells import Points, Size, part
from sim.plots.outlines import Drawing
from sim.plots.palette import INK, PAPER
from sim.plots.paper import NORMAL, SMALL
from sim.plots.placing import Boxes, boxes, overlap
from sim.plots.view import Place

STYLES = (
    Style(1, NORMAL, 0.14, 0.5),
    Style(0, NORMAL, 0.14, 0.4),
    Style(0, SMALL, 0.1, 0.38),
)
DOT = 5.5  # points
WITHIN = 0.05  # inches: a dot nearer to the edge of its card needs a leader
STEP, REACH, ROUNDS = 0.18, 2.52, 12  # inches, inches, rounds
BORDER_STEP = 0.08  # inches between the points that stand for the borders
FREE = 0.09  # inches around a dot that no other card may cover
_OVERLAP, _DOT, _CROSSED, _FAR, _BORDER = 60.0, 3.0, 3.0, 1.6, 0.02  # what a flaw costs
_ALONG = np.linspace(0.04, 0.96, 12)  # where a leader is looked at


def lay_out_beside(
    figure: Figure, places: Sequence[Place], drawing: Drawing, frame: Size
) -> tuple[Style, Points] | None:
    """The richest style in which no card lies on another, and the middle of each card.

    Nothing, when there are too many municipalities for cards.

    Args:
        figure: the sheet.
        places: the municipalities.
        drawing: the outlines.
        frame: width and height of the map, inches.
    """
    dots, borders = drawing.spots(places), _along(drawing)
    for style in STYLES:
        sizes = nominal_sizes(figure, places, style) + style.gap
        if sizes.prod(axis=1).sum() > style.fullest * frame[0] * frame[1]:
            continue
        spots = _settled(part(dots, sizes, frame), sizes, dots, borders, frame)
        around = boxes(spots, sizes - style.gap)
        if overlap(around, around).sum() <= (sizes - style.gap).prod(axis=1).sum() + 1e-6:
            return style, spots
    return None


def draw_leaders(axes: Axes, dots: Points, cards: Boxes) -> None:
    """A dot in each municipality that its card does not cover, and a thin line to the card.

    Args:
        axes: a canvas in inches.
        dots: where each municipality lies.
        cards: the card of each.
    """
    inner = cards + WITHIN * np.array((1, 1, -1, -1))
    is_off = ~((dots >= inner[:, :2]) & (dots <= inner[:, 2:])).all(axis=1)
    lines = list(np.stack((dots[is_off], _nearest(dots, cards)[is_off]), axis=1))
    axes.add_collection(LineCollection(lines, colors=PAPER, linewidths=3.2, zorder=3.8))
    axes.add_collection(LineCollection(lines, colors=INK, linewidths=1.2, zorder=3.9))
    x, y = dots[is_off].T
    axes.plot(x, y, ls="", marker="o", ms=DOT, mfc=INK, mec=PAPER, mew=1.0, zorder=4)


def _settled(start: Points, sizes: Points, dots: Points, borders: Points, frame: Size) -> Points:
    """The middles of the cards when none gains by moving."""
    spots = start.copy()
    options = [_options(dots[who], sizes[who], frame) for who in range(len(dots))]
    own = [_own_costs(options[who], sizes[who], who, dots, borders) for who in range(len(dots))]
    for _ in range(ROUNDS):
        before = spots.copy()
        for who, (option, cost) in enumerate(zip(options, own, strict=True)):
            others = np.arange(len(dots)) != who
            total = cost + _costs_with(
                option, sizes[who], dots[who], boxes(spots, sizes)[others], dots[others]
            )
            spots[who] = option[np.argmin(total)]
        if (spots == before).all():
            break
    return spots


def _options(dot: Points, size: Points, frame: Size) -> Points:
    """Spots for a card on a grid around its dot, all within the frame."""
    steps = np.arange(-REACH, REACH + STEP / 2, STEP)
    grid = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2) + dot
    is_in = ((grid >= size / 2) & (grid <= np.array(frame) - size / 2)).all(axis=1)
    inside = np.clip(dot, size / 2, np.array(frame) - size / 2)
    return np.concatenate((inside[None, :], grid[is_in]))


def _own_costs(
    options: Points, size: Points, who: int, dots: Points, borders: Points
) -> NDArray[np.float64]:
    """What each spot for a card costs, wherever the other cards lie."""
    around = boxes(options, size)
    far = np.hypot(*(dots[who] - _nearest(dots[who], around)).T)
    away = 0.3 * np.hypot(*((dots[who] - options) / size).T)
    others = np.delete(dots, who, axis=0)
    free = around + FREE * np.array((-1, -1, 1, 1))
    covered = _DOT * _holds(free, others).sum(axis=1) + _BORDER * _holds(around, borders).sum(
        axis=1
    )
    return np.asarray(_FAR * far + away + covered)


def _costs_with(
    options: Points, size: Points, dot: Points, cards: Boxes, dots: Points
) -> NDArray[np.float64]:
    """What each spot for a card costs because of the other cards and their leaders."""
    around = boxes(options, size)
    on_others = overlap(around, cards)
    ends = _nearest(dot, around)
    own = dot + _ALONG[:, None, None] * (ends - dot)
    hidden = np.any([_holds(cards, points).T for points in own], axis=0).sum(axis=1)
    theirs = dots + _ALONG[:, None, None] * (_nearest(dots, cards) - dots)
    crossed = np.any([_holds(around, points) for points in theirs], axis=0).sum(axis=1)
    cost = _OVERLAP * on_others.sum(axis=1) + _CROSSED * (on_others > 1e-6).sum(axis=1)
    return np.asarray(cost + _CROSSED * (hidden + crossed))


def _nearest(points: Points, around: Boxes) -> Points:
    """The point of each box that is nearest to one point, or to each its own."""
    return np.clip(points, around[:, :2], around[:, 2:])


def _holds(around: Boxes, points: Points) -> NDArray[np.bool_]:
    """Which boxes hold which points; shape (boxes, points)."""
    x, y = points.T
    across = (x > around[:, 0, None]) & (x < around[:, 2, None])
    return np.asarray(across & (y > around[:, 1, None]) & (y < around[:, 3, None]))


def _along(drawing: Drawing) -> Points:
    """Points on all borders, evenly spread; shape (points, 2), inches."""
    found = []
    for outline in drawing.of_places.values():
        for ring in outline.rings:
            lengths = np.concatenate(((0.0,), np.cumsum(np.hypot(*np.diff(ring, axis=0).T))))
            at = np.arange(0, lengths[-1], BORDER_STEP)
            found.append(np.column_stack([np.interp(at, lengths, side) for side in ring.T]))
    return np.concatenate(found)
