"""One-factor curves: how a measure goes with each factor, and how far runs spread around it.

They come first (ten Broeke, van Voorn & Ligtenberg 2016, JASSS 19(1) 5): bends, thresholds and a
spread that a single index would hide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sim.analysis.estimates import CONFIDENCE, Numbers, mean_estimate
from sim.analysis.factors import Factor, unit_problem
from sim.analysis.shapes import by_point_and_run, column

BINS = 8
SPREAD = (0.05, 0.95)  # nine runs in ten


def one_factor_curves(
    points: pd.DataFrame,
    factors: Sequence[Factor],
    values: ArrayLike,
    *,
    bins: int = BINS,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Mean and spread of a measure along each factor; meant for a grid or a Latin hypercube.

    A factor with at most `bins` different values is read value by value, any other in so many bins
    that hold the same number of points (quantiles).

    Args:
        points: a row per point, a column per factor.
        factors: of the design.
        values: of one measure, (point, run), in its unit.
        bins: the most stretches of a range, 1 or more.
        confidence: of the interval of the mean, 0 … 1.

    Returns:
        A row per factor and stretch, in order: factor; position, the middle of the points in it
        (of levels their place, 0, 1, 2 …); value, the level, or the position once more; points in
        it; mean, with low and high, a Student t interval over the point means (over the runs where
        there is one point only; nan for a single value); run_low and run_high, between which nine
        in ten of all its runs lie, whatever the other factors were.

    Raises:
        ValueError: no bins, a factor without a column, values of another shape, or gaps in them.
    """
    unit_problem(factors)
    if bins < 1:
        raise ValueError(f"bins: given {bins}; allowed: 1 or more")
    runs = by_point_and_run(values, len(points))
    return pd.DataFrame(
        [
            {"factor": factor.name, **_row(factor, where[inside], runs[inside], confidence)}
            for factor in factors
            for where in (factor.positions(column(points, factor.name)),)
            for inside in _stretches(where, bins)
        ]
    )


def _stretches(where: Numbers, bins: int) -> Iterator[NDArray[np.bool_]]:
    """Which points lie in each stretch, as masks; equal values stay together."""
    different = np.unique(where)
    if len(different) <= bins:
        for value in different:
            yield where == value
        return
    edges = np.unique(np.quantile(where, np.linspace(0.0, 1.0, bins + 1)[1:-1]))
    place = np.searchsorted(edges, where, side="left")
    for number in np.unique(place):
        yield place == number


def _row(factor: Factor, where: Numbers, runs: Numbers, confidence: float) -> dict[str, object]:
    means = runs.mean(axis=1) if len(runs) > 1 else runs[0]
    found = mean_estimate(means, confidence, is_share=False)
    run_low, run_high = np.quantile(runs, SPREAD)
    position = float(where.mean())
    return {
        "position": position,
        "value": factor.levels[round(position)] if factor.levels else position,
        "points": len(runs),
        "mean": found.estimate,
        "low": found.low,
        "high": found.high,
        "run_low": float(run_low),
        "run_high": float(run_high),
    }
