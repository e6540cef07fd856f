"""Scenario discovery: in which part of the ranges something happens, as a box that can be told.

Half of the points are searched, the other half say what the box is worth: on the points it was
found with, a box always looks better than it is, on pure noise too.

Sources: PRIM, the patient rule induction method (Friedman & Fisher 1999, Statistics and Computing 9,
123-143), from the EMA Workbench; coverage, density and quasi-p-values (Bryant & Lempert 2010,
Technological Forecasting and Social Change 77, 34-49).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sim.analysis.factors import Factor
from sim.analysis.shapes import column

Mask = NDArray[np.bool_]
Limits = Mapping[str, Any]  # restricted factors only: (low, high), or the levels that are inside

LEAST_POINTS = 40
RESTRICTING = 0.05  # a limit with a larger quasi-p-value is dropped
MISSING = (
    "scenario discovery needs the EMA Workbench, which is not installed; "
    "install it with: pip install 'kuemmerer[discovery]'"
)


class Discovery(NamedTuple):
    """What was found; shares are 0 … 1.

    Attributes:
        boxes: a row per box: box (1, 2 …); coverage, density and mass, of the searched half;
            held_out_coverage, held_out_density, held_out_mass, of the other half: these are what
            the box is worth; base_rate, density of all points; p, of at least so many cases of
            interest in the held-out box at the base rate of its half (binomial); is_more_than_luck:
            p below 0.05 shared among all boxes.
        limits: a row per box and factor that it restricts: box; factor; low and high, both inside
            (nan for levels without numbers); levels inside (None for ranges); quasi_p: how likely
            so many cases of interest in the box would be if this limit did not matter, from the
            searched half (so it flatters), held_out_p: the same from the other half.
        trajectory: a row per box and step of peeling: box, step, coverage, density, mass,
            held_out_coverage, held_out_density, restricted (number of factors), is_chosen; a step
            that is chosen may have been freed of limits that did not matter.
    """

    boxes: pd.DataFrame
    limits: pd.DataFrame
    trajectory: pd.DataFrame


class _Points(NamedTuple):
    """One half: factors as the search sees them, and what is of interest."""

    table: pd.DataFrame
    wanted: Mask

    def without(self, inside: Mask) -> _Points:
        return _Points(self.table[~inside].reset_index(drop=True), self.wanted[~inside])


def discover(
    points: pd.DataFrame,
    factors: Sequence[Factor],
    is_of_interest: ArrayLike,
    *,
    boxes: int = 1,
    density: float = 0.8,
    least_mass: float = 0.05,
    seed: int = 1,
) -> Discovery:
    """Search for boxes in which most points are of interest and which hold most of those.

    Of the boxes on the way of peeling the one is taken that covers most while it has the density
    wanted; where none has it, the densest.  Levels that are numbers are taken as ordered.  Meant
    for points drawn independently, as a Latin hypercube draws them.

    Args:
        points: a row per point, a column per factor.
        factors: of the design.
        is_of_interest: yes or no for each point, (point,).
        boxes: how many to look for, each among the points outside of those before.
        density: wanted share of points of interest in a box, above 0, at most 1.
        least_mass: smallest share of points in a box, above 0, below 1.
        seed: of the halving.

    Raises:
        ValueError: fewer than 40 points, none or all of interest, or other numbers not allowed.
        ModuleNotFoundError: the EMA Workbench is not installed; says how to install it.
    """
    wanted = _checked(points, factors, is_of_interest, boxes, density, least_mass)
    table = pd.DataFrame({f.name: _as_searched(f, column(points, f.name)) for f in factors})
    order = np.random.default_rng(seed).permutation(len(table))
    halves = [
        _Points(table.iloc[part].reset_index(drop=True), wanted[part])
        for part in (np.sort(order[::2]), np.sort(order[1::2]))
    ]
    totals = [max(int(half.wanted.sum()), 1) for half in halves]
    sizes = [len(half.table) for half in halves]
    found = Discovery(*(pd.DataFrame() for _ in range(3)))
    rows: tuple[list[dict[str, object]], ...] = ([], [], [])
    searched, other = halves
    rate = float(other.wanted.mean())
    for box in range(1, boxes + 1):
        if not searched.wanted.any() or searched.wanted.all():
            break
        ways = list(_peeled(searched, least_mass * sizes[0] / len(searched.table)))
        marks = [
            {
                **_worth(limits, searched, totals[0], sizes[0]),
                **_held_out(limits, other, totals[1], sizes[1]),
            }
            for limits in ways
        ]
        chosen = _choice(marks, density)
        limits = _freed(ways[chosen], searched)
        p = _box_p(limits, other, rate)
        worth = {
            **_worth(limits, searched, totals[0], sizes[0]),
            **_held_out(limits, other, totals[1], sizes[1]),
        }
        rows[0].append(
            {
                "box": box,
                **worth,
                "base_rate": float(wanted.mean()),
                "p": p,
                "is_more_than_luck": bool(limits) and p < 0.05 / boxes,
            }
        )
        rows[1].extend(_limit_rows(box, limits, factors, searched, other))
        rows[2].extend(
            {
                "box": box,
                "step": step,
                **mark,
                "restricted": len(way),
                "is_chosen": step == chosen,
            }
            for step, (mark, way) in enumerate(zip(marks, ways, strict=True))
        )
        searched = searched.without(_inside(limits, searched.table))
        other = other.without(_inside(limits, other.table))
    return Discovery(*map(pd.DataFrame, rows))
