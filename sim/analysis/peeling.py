"""PRIM, the patient rule induction method: a box is peeled, a little at a time.

From the box that holds all points, again and again that thin slice is cut off whose loss raises the
density of the rest most per point lost, until the box is small.  There is no pasting: the limits
that do not matter are dropped afterwards (`sim.analysis.discovery`), which widens the box more.

Sources: Friedman & Fisher (1999, Statistics and Computing 9, 123-143); gain per point lost, so that
ranges, whole numbers and levels compete fairly: Kwakkel & Jaxa-Rozen (2016, Environmental Modelling
& Software 79, 311-321).

Why not from a library: `prim` is GPL-3, and so is a package that the EMA Workbench (BSD-3) needs;
the latter besides fails on whole numbers with pandas 3 (versions 2.5.3 and 3.0.0).  On ranges the
boxes on the way are the same as the latter's (`tests/test_discovery.py`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.analysis.estimates import Numbers

Mask: TypeAlias = NDArray[np.bool_]
Limit: TypeAlias = tuple[float, float] | frozenset[float]
Limits: TypeAlias = Mapping[int, Limit]  # by column; what is not restricted is left out

PATIENCE = 0.05  # share of the box that a slice holds, or more where values are equal


def is_inside(limits: Limits, table: Numbers) -> Mask:
    """Which points lie in a box: both ends of a stretch are inside.

    Args:
        limits: for each restricted column its stretch, or the levels inside.
        table: positions of the points, (point, column).
    """
    found = np.ones(len(table), dtype=bool)
    for column, limit in limits.items():
        found &= _fits(limit, table[:, column])
    return found


def peel(
    table: Numbers, wanted: Mask, without_order: Sequence[bool], least: int
) -> list[dict[int, Limit]]:
    """The boxes on the way, each inside of the one before; the first has no limits.

    Args:
        table: positions of the points (`Factor.positions`), (point, column).
        wanted: which points are of interest, (point,).
        without_order: which columns are levels without an order.
        least: how many points a box must hold, 1 or more.
    """
    way: list[dict[int, Limit]] = [{}]
    inside, cases = table, wanted
    while True:
        best, best_gain, best_kept = None, 0.0, np.ones(len(cases), dtype=bool)
        for column, limit in _slices(inside, without_order, way[-1]):
            kept = _fits(limit, inside[:, column])
            count = int(kept.sum())
            if count < least or count == len(kept):
                continue
            gain = float(cases[kept].mean() - cases.mean()) / (len(kept) - count)
            if gain > best_gain:
                best, best_gain, best_kept = (column, limit), gain, kept
        if best is None:
            return way
        way.append(way[-1] | {best[0]: best[1]})
        inside, cases = inside[best_kept], cases[best_kept]


def _slices(
    inside: Numbers, without_order: Sequence[bool], limits: Limits
) -> Iterator[tuple[int, Limit]]:
    """What each column may be cut down to: either end of a stretch, or one level less.

    A new end is the outermost value that is kept; an end that was never cut is infinite.
    """
    for column, lacks_order in enumerate(without_order):
        values = inside[:, column]
        if lacks_order:
            levels = frozenset(np.unique(values).tolist())
            for level in sorted(levels):
                yield column, levels - {level}
            continue
        low, high = tuple(limits.get(column, (-math.inf, math.inf)))
        above = values[values > np.quantile(values, PATIENCE, method="lower")]
        below = values[values < np.quantile(values, 1.0 - PATIENCE, method="higher")]
        if len(above):
            yield column, (float(above.min()), high)
        if len(below):
            yield column, (low, float(below.max()))


def _fits(limit: Limit, values: Numbers) -> Mask:
    if isinstance(limit, frozenset):
        return np.isin(values, list(limit))
    return np.asarray((values >= limit[0]) & (values <= limit[1]))
