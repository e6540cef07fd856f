"""Where labels go: near their place, on top of nothing else.

Each label has a set of candidate positions around its anchor.  All start at their best one; then
one after the other moves to wherever it costs least, until nobody moves.  No chance is involved.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.plots.cells import GOLDEN_ANGLE, Points, contains

Boxes = NDArray[np.float64]  # shape (…, 4): left, bottom, right, top

_SIDES = (
    *((0, -1), (0, 1), (1, 0), (-1, 0), (0.4, -1), (-0.4, -1), (0.4, 1), (-0.4, 1)),
    *((0.75, -1), (-0.75, -1), (0.75, 1), (-0.75, 1), (1, -0.6), (-1, -0.6), (1, 0.6), (-1, 0.6)),
    *((1, -1), (-1, -1), (1, 1), (-1, 1)),
)
_STEPS = (0.0, 0.1, 0.25, 0.45)  # inches further out
_OVERLAP, _FRAME, _FAR, _SIDE, _HIDDEN = 60.0, 500.0, 1.5, 0.01, 0.35  # what a flaw costs
_COVERS = 500.0  # what it costs a knot to cover a card
_LOOKED_AT = 80  # spots for a knot whose lines are followed


@dataclass(frozen=True)
class Frame:
    """What labels must respect: the sheet's edges and the boxes that are already there."""

    width: float
    height: float
    taken: Boxes


def boxes(centres: Points, sizes: Points) -> Boxes:
    """Boxes around centres, from their widths and heights."""
    return np.concatenate((centres - sizes / 2, centres + sizes / 2), axis=-1)


def overlap(some: Boxes, others: Boxes) -> NDArray[np.float64]:
    """The area that each of some boxes shares with each of the others."""
    low = np.maximum(some[:, None, :2], others[None, :, :2])
    high = np.minimum(some[:, None, 2:], others[None, :, 2:])
    return np.asarray(np.clip(high - low, 0, None).prod(axis=-1))


def place_labels(anchors: Points, sizes: Points, reach: float, frame: Frame) -> Points:
    """The middle of each label.

    Args:
        anchors: what each label belongs to, in inches.
        sizes: width and height of each label.
        reach: distance kept from the anchor's middle to the label's edge.
        frame: edges and boxes that labels keep clear of; an anchor's own box may be among them.
    """
    options = [_options(anchor, size, reach) for anchor, size in zip(anchors, sizes, strict=True)]
    around = [boxes(option, size) for option, size in zip(options, sizes, strict=True)]
    costs = [_own_costs(box, frame) for box in around]
    chosen = [int(cost.argmin()) for cost in costs]
    for _ in range(30):
        before = list(chosen)
        for who, (box, cost) in enumerate(zip(around, costs, strict=True)):
            others = [around[i][pick] for i, pick in enumerate(chosen) if i != who]
            total = cost + _OVERLAP * overlap(box, np.array(others).reshape(-1, 4)).sum(axis=1)
            chosen[who] = int(total.argmin())
        if chosen == before:
            break
    return np.array([option[pick] for option, pick in zip(options, chosen, strict=True)])


def place_knot(members: Points, size: tuple[float, float], frame: Frame, cards: Boxes) -> Points:
    """A free spot for the knot of a cooperation: amid its members, its lines not behind others.

    Args:
        members: where the lines come from.
        size: of the knot.
        frame: edges and boxes the knot keeps clear of.
        cards: boxes that lines of others should not run behind.
    """
    turns = np.arange(600)
    way = np.column_stack((np.cos(GOLDEN_ANGLE * turns), np.sin(GOLDEN_ANGLE * turns)))
    far = 0.09 * np.sqrt(turns)
    options = members.mean(axis=0) + far[:, None] * way
    around = boxes(options, np.array(size))
    cost = _COVERS * overlap(around, frame.taken).sum(axis=1) + _beyond(around, frame) + far
    best = np.argsort(cost, kind="stable")[:_LOOKED_AT]
    hidden = _HIDDEN * _crossed(options[best], members, cards)
    return np.asarray(options[best[np.argmin(cost[best] + hidden)]])


def place_aside(hub: Points, size: tuple[float, float], frame: Frame, border: Points) -> Points:
    """A free spot for one box: outside the border if it can be, and near its hub."""
    across = np.linspace(size[0] / 2 + 0.05, frame.width - size[0] / 2 - 0.05, 33)
    upwards = np.linspace(size[1] / 2 + 0.05, frame.height - size[1] / 2 - 0.05, 29)
    options = np.stack(np.meshgrid(across, upwards), axis=-1).reshape(-1, 2)
    around = boxes(options, np.array(size))
    inside = np.mean([contains(border, corner) for corner in _corners(around)], axis=0)
    cost = _OVERLAP * overlap(around, frame.taken).sum(axis=1) + 0.5 * inside
    return np.asarray(options[np.argmin(cost + 0.3 * np.hypot(*(options - hub).T))])


def _crossed(options: Points, members: Points, cards: Boxes) -> NDArray[np.float64]:
    """Behind how many cards of others the lines from each option to the members run."""
    along = np.linspace(0.05, 0.95, 15)[:, None, None, None]
    ends = members[None, None, :, :]
    ways = options[None, :, None, :] + along * (ends - options[None, :, None, :])
    lines = ways[..., None, :]
    is_in = ((lines >= cards[:, :2]) & (lines <= cards[:, 2:])).all(axis=-1)
    return np.asarray(is_in.any(axis=0).sum(axis=(1, 2)).astype(float))


def _options(anchor: Points, size: Points, reach: float) -> Points:
    sides = np.array(_SIDES, dtype=float)
    away = np.concatenate([sides * (size / 2 + reach + step) for step in _STEPS])
    return np.asarray(anchor + away)


def _own_costs(around: Boxes, frame: Frame) -> NDArray[np.float64]:
    """What each option of one label costs, whatever the other labels do."""
    rank = np.tile(np.arange(len(_SIDES)), len(_STEPS))
    further = np.repeat(np.array(_STEPS), len(_SIDES))
    on_others = _OVERLAP * overlap(around, frame.taken).sum(axis=1)
    return np.asarray(on_others + _beyond(around, frame) + _FAR * further + _SIDE * rank)


def _beyond(around: Boxes, frame: Frame) -> NDArray[np.float64]:
    """What it costs to leave the sheet."""
    low = np.clip(-around[:, :2], 0, None).sum(axis=1)
    high = np.clip(around[:, 2:] - (frame.width, frame.height), 0, None).sum(axis=1)
    return np.asarray(_FRAME * (low + high))


def _corners(around: Boxes) -> list[Points]:
    columns = ((0, 1), (0, 3), (2, 1), (2, 3))
    return [around[:, list(pair)] for pair in columns]
