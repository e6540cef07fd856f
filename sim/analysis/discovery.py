"""Scenario discovery: in which part of the ranges something happens, as a box that can be told.

Half of the points are searched, the other half say what the box is worth: on the points it was
found with, a box always looks better than it is, on pure noise too.

Sources: PRIM (`sim.analysis.peeling`); coverage, density and quasi-p-values (Bryant & Lempert 2010,
Technological Forecasting and Social Change 77, 34-49).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sim.analysis.estimates import Numbers
from sim.analysis.factors import Factor, unit_problem
from sim.analysis.peeling import Limit, Limits, Mask, is_inside, peel
from sim.analysis.shapes import column

BORDERS = ["box", "factor", "low", "high", "levels", "quasi_p", "held_out_p"]
LEAST_POINTS = 40
DOUBT = 0.05  # a limit with a larger quasi-p-value is dropped; a box with a larger p is not claimed


class Discovery(NamedTuple):
    """What was found; shares are 0 … 1.

    Attributes:
        boxes: a row per box: box (1, 2 …); coverage, density and mass, of the searched half;
            held_out_coverage, held_out_density, held_out_mass, of the other half: these are what
            the box is worth; base_rate, density of all points; p, of at least so many cases of
            interest in the held-out box at the rate of what is left of its half (binomial);
            is_more_than_luck: whether p is below 0.05 shared among all boxes.
        limits: a row per box and factor that it restricts: box; factor; low and high, both inside,
            an end that is not restricted being that of the range (nan for levels without an
            order); levels inside (None for ranges); quasi_p: how likely so many cases of interest
            in the box would be if this limit did not matter, from the searched half (so it
            flatters); held_out_p: the same from the other half.
        trajectory: a row per box and step of peeling: box, step, coverage, density, mass,
            held_out_coverage, held_out_density, restricted (number of factors), is_chosen; a step
            that is chosen may have been freed of limits that did not matter.
    """

    boxes: pd.DataFrame
    limits: pd.DataFrame
    trajectory: pd.DataFrame


@dataclass(frozen=True)
class _Half:
    """Half of the points less those in boxes found before; size and total (of interest) are not."""

    table: Numbers
    wanted: Mask
    size: int
    total: int

    @classmethod
    def of(cls, table: Numbers, wanted: Mask, part: NDArray[np.int64]) -> _Half:
        return cls(table[part], wanted[part], len(part), int(wanted[part].sum()))

    def without(self, limits: Limits) -> _Half:
        left = ~is_inside(limits, self.table)
        return _Half(self.table[left], self.wanted[left], self.size, self.total)

    def count(self, limits: Limits) -> tuple[int, int]:
        inside = is_inside(limits, self.table)
        return int(self.wanted[inside].sum()), int(inside.sum())

    def worth(self, limits: Limits, prefix: str = "") -> dict[str, object]:
        cases, count = self.count(limits)
        return {
            f"{prefix}coverage": cases / self.total if self.total else math.nan,
            f"{prefix}density": cases / count if count else math.nan,
            f"{prefix}mass": count / self.size,
        }

    def chance(self, limits: Limits, wider: Limits) -> float:
        """How likely so many cases in a box are at the density of a wider one (binomial)."""
        from scipy.special import bdtrc

        cases, count = self.count(limits)
        if cases == 0:
            return 1.0
        around, points = self.count(wider)
        return float(bdtrc(cases - 1, count, around / points))

    def chances(self, limits: Limits) -> dict[int, float]:
        """The same for each limit: as if it did not matter."""
        return {which: self.chance(limits, _less(limits, which)) for which in limits}


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
    wanted; where none has it, the densest.  Limits that do not matter are dropped from it.  Levels
    that are numbers are taken as ordered.  Meant for points drawn independently of each other, as
    a Latin hypercube nearly does.  Peeling sees the ends of ranges only: of what lies in opposite
    corners it may find nothing.

    Args:
        points: a row per point, a column per factor.
        factors: of the design.
        is_of_interest: yes or no for each point, (point,).
        boxes: how many to look for, each among the points outside of those before.
        density: wanted share of points of interest in a box, above 0, at most 1.
        least_mass: smallest share of the points in a box, above 0, below 1.
        seed: of the halving.

    Raises:
        ValueError: fewer than 40 points, none or all of interest, or numbers not allowed.
    """
    wanted = _checked(points, factors, is_of_interest, boxes, density, least_mass)
    table = np.column_stack([f.positions(column(points, f.name)) for f in factors])
    without_order = [bool(f.levels) and not _has_order(f) for f in factors]
    order = np.random.default_rng(seed).permutation(len(table))
    halves = _Half.of(table, wanted, order[::2]), _Half.of(table, wanted, order[1::2])
    least = math.ceil(least_mass * halves[0].size)
    found: list[dict[str, object]] = []
    borders: list[dict[str, object]] = []
    trajectory: list[dict[str, object]] = []
    while len(found) < boxes and 0 < halves[0].wanted.sum() < len(halves[0].wanted):
        number = {"box": len(found) + 1}
        limits, steps = _one_box(halves, without_order, least, density)
        worth = halves[0].worth(limits) | halves[1].worth(limits, "held_out_")
        p = halves[1].chance(limits, {}) if limits else 1.0
        verdict = {"p": p, "is_more_than_luck": p < DOUBT / boxes}
        found.append({**number, **worth, "base_rate": float(wanted.mean()), **verdict})
        borders.extend({**number, **row} for row in _borders(limits, factors, halves))
        trajectory.extend({**number, **step} for step in steps)
        halves = halves[0].without(limits), halves[1].without(limits)
    table_of_limits = pd.DataFrame(borders, columns=BORDERS)
    return Discovery(pd.DataFrame(found), table_of_limits, pd.DataFrame(trajectory))


def _one_box(
    halves: tuple[_Half, _Half], without_order: Sequence[bool], least: int, density: float
) -> tuple[Limits, list[dict[str, object]]]:
    """The limits of a box, and what each step on the way to it is worth."""
    searched, other = halves
    ways = peel(searched.table, searched.wanted, without_order, least)
    marks = [searched.worth(way) for way in ways]
    chosen = _choice(marks, density)
    steps = [
        {"step": step, **mark, **other.worth(way, "held_out_")}
        | {"restricted": len(way), "is_chosen": step == chosen}
        for step, (mark, way) in enumerate(zip(marks, ways, strict=True))
    ]
    return _freed(ways[chosen], searched), steps


def _checked(
    points: pd.DataFrame,
    factors: Sequence[Factor],
    is_of_interest: ArrayLike,
    boxes: int,
    density: float,
    least_mass: float,
) -> Mask:
    unit_problem(factors)
    wanted: Mask = np.asarray(is_of_interest).astype(bool)
    count = len(points)
    if wanted.shape != (count,):
        raise ValueError(f"is_of_interest: given {wanted.shape}; allowed: one for each of {count}")
    if count < LEAST_POINTS:
        raise ValueError(f"points: given {count}; allowed: {LEAST_POINTS} or more")
    if not 0 < wanted.sum() < count:
        raise ValueError(
            f"is_of_interest: {wanted.sum()} of {count} points are; allowed: some, but not all"
        )
    if boxes < 1:
        raise ValueError(f"boxes: given {boxes}; allowed: 1 or more")
    if not 0.0 < density <= 1.0:
        raise ValueError(f"density: given {density}; allowed: above 0, at most 1")
    if not 0.0 < least_mass < 1.0:
        raise ValueError(f"least_mass: given {least_mass}; allowed: above 0, below 1")
    return wanted


def _has_order(factor: Factor) -> bool:
    return all(isinstance(v, int | float) and not isinstance(v, bool) for v in factor.levels)


def _choice(marks: Sequence[Mapping[str, Any]], density: float) -> int:
    """The step that covers most of those that are dense enough, else the densest."""
    dense = [step for step, mark in enumerate(marks) if mark["density"] >= density]
    if dense:
        return max(dense, key=lambda step: (marks[step]["coverage"], marks[step]["density"]))
    return max(range(len(marks)), key=lambda step: (marks[step]["density"], -step))


def _freed(limits: Limits, half: _Half) -> Limits:
    """Drop the limits that could as well be luck, the likeliest first."""
    while limits:
        chances = half.chances(limits)
        worst = max(chances, key=lambda which: chances[which])
        if chances[worst] <= DOUBT:
            break
        limits = _less(limits, worst)
    return limits


def _less(limits: Limits, which: int) -> Limits:
    return {other: limit for other, limit in limits.items() if other != which}


def _borders(
    limits: Limits, factors: Sequence[Factor], halves: tuple[_Half, _Half]
) -> list[dict[str, object]]:
    quasi, held_out = (half.chances(limits) for half in halves)
    rows: list[dict[str, object]] = []
    for which in sorted(limits):
        low, high, levels = _told(factors[which], limits[which])
        told = {"low": low, "high": high, "levels": levels}
        p = {"quasi_p": quasi[which], "held_out_p": held_out[which]}
        rows.append({"factor": factors[which].name, **told, **p})
    return rows


def _told(factor: Factor, limit: Limit) -> tuple[float, float, tuple[Any, ...] | None]:
    """A limit in values of the setting."""
    if isinstance(limit, frozenset):
        return math.nan, math.nan, tuple(factor.levels[round(place)] for place in sorted(limit))
    first, last = factor.ends
    low, high = max(limit[0], first), min(limit[1], last)
    if not factor.levels:
        return low, high, None
    inside = factor.levels[round(low) : round(high) + 1]
    return float(inside[0]), float(inside[-1]), inside
