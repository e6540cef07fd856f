"""Variance-based sensitivity: which share of the variance of a measure each factor accounts for.

Sources: Sobol' (2001); first index after Saltelli et al. (2010, Computer Physics Communications
181, 259-270), total index after Jansen (1999, Computer Physics Communications 117, 35-43), both as
SALib computes them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sim.analysis.estimates import CONFIDENCE, Numbers
from sim.analysis.factors import Factor, unit_problem
from sim.analysis.shapes import by_point_and_run, column, is_constant

FIRST, TOTAL, NOISE = "first", "total", "noise"
RESAMPLES = 200


def sobol_indices(
    points: pd.DataFrame,
    factors: Sequence[Factor],
    values: ArrayLike,
    *,
    seed: int = 1,
    confidence: float = CONFIDENCE,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """First and total indices of each factor, and as a last row the luck of the runs.

    The first index is the share of the variance of the point means that a factor accounts for by
    itself, the total index the share it has any part in.  Indices are estimates: small ones may
    come out below 0, and those of few points above 1.  Every total index holds the luck of the
    runs too: that of a factor without any effect comes out about as large as the noise.  Intervals
    come from resampled base points (bootstrap, normal), given the luck these runs had: see
    `luck_share`.

    Args:
        points: the points of a Sobol' design, as `sampling.sample` gave them, in their order.
        factors: of the design.
        values: of one measure, (point, run), in its unit.
        seed: of the resampling.
        confidence: share of such intervals that hold the true index, 0 … 1.
        resamples: how often to resample.

    Returns:
        A row per factor and index ("first", "total"), then one with the index "noise" and no
        factor: columns factor, index, estimate, low, high.  All nan if the mean is the same at
        every point.

    Raises:
        ValueError: points that are no Sobol' design, values of another shape, or gaps in them.
    """
    _check_design(points, factors)
    runs = by_point_and_run(values, len(points))
    means = runs.mean(axis=1)
    rows = (
        _unknown(factors)
        if is_constant(means)
        else _indices(factors, means, seed, confidence, resamples)
    )
    noise = luck_share(runs, seed=seed, confidence=confidence, resamples=resamples)
    return pd.DataFrame(
        [*rows, ("", NOISE, *noise)], columns=["factor", "index", "estimate", "low", "high"]
    )


def ranking(indices: pd.DataFrame) -> pd.DataFrame:
    """The factors by their total index, and which of them matter by more than luck.

    Args:
        indices: of `sobol_indices`.

    Returns:
        A row per factor, the strongest first: factor, first, total, is_clear: the interval of the
        total index lies above that of the luck of the runs, which every total index holds too
        (False where the luck is unknown, as with a single run).
    """
    by = {name: table.set_index("factor") for name, table in indices.groupby("index", sort=False)}
    total, luck = by[TOTAL], float(by[NOISE]["high"].iloc[0])
    found = pd.DataFrame(
        {
            "factor": list(total.index),
            "first": by[FIRST]["estimate"].loc[total.index].to_numpy(),
            "total": total["estimate"].to_numpy(),
            "is_clear": (total["low"] > luck).to_numpy(),
        }
    )
    return found.sort_values("total", ascending=False, kind="stable").reset_index(drop=True)


def luck_share(
    values: ArrayLike,
    *,
    seed: int = 1,
    confidence: float = CONFIDENCE,
    resamples: int = RESAMPLES,
) -> tuple[float, float, float]:
    """Share of the variance of the point means that is luck of the runs, with its interval.

    All points share their luck (common random numbers): value y of run r at point p is

        y[p, r] = f(p) + c(r) + e(p, r)

    with c the luck that is good or bad everywhere.  It shifts all point means alike and leaves
    their variance as it is, so the variance of values within a point, var(c) + var(e), over the
    runs R would say too much.  What counts is e, the luck that a point makes of its own:

        share = (var(e) / R) / variance of the point means over the points

    with var(e) the mean square of what is left of y without its point mean and its run mean
    (two-way analysis of variance with one value a cell).  Luck in e that neighbouring points share
    looks like an effect of the factors; only runs of another seed would show it.

    Args:
        values: of one measure, (point, run).
        seed: of the resampling of points.
        confidence: of the interval, 0 … 1.
        resamples: how often to resample.

    Returns:
        Estimate, low, high, 0 … 1 each; nan with fewer than two runs, or without any variance.
    """
    runs = by_point_and_run(values, len(np.asarray(values)))
    points, count = runs.shape
    means = runs.mean(axis=1)
    if count < 2 or points < 2 or is_constant(means):
        return math.nan, math.nan, math.nan
    left = runs - means[:, None] - runs.mean(axis=0) + means.mean()
    own = (left * left).sum(axis=1) / (count - 1) / count  # var(e) / R as each point tells it
    luck = np.random.default_rng(seed)
    chosen = (luck.integers(points, size=(points,)) for _ in range(resamples))
    shares = [_share(own, means, some) for some in chosen]
    low, high = np.quantile(shares, (0.5 - confidence / 2.0, 0.5 + confidence / 2.0))
    return _share(own, means, np.arange(points)), float(low), float(high)


def _share(own: Numbers, means: Numbers, chosen: NDArray[np.int64]) -> float:
    """Mean square of luck over that of points; a resample of equal points is nothing but luck."""
    some = means[chosen]
    variance = float(some.var())
    return min(float(own[chosen].mean()) / variance, 1.0) if variance > 0.0 else 1.0


def _indices(
    factors: Sequence[Factor], means: Numbers, seed: int, confidence: float, resamples: int
) -> list[tuple[object, ...]]:
    from SALib.analyze import sobol

    # A generator, because SALib takes the seed 0 for none and then draws from global state.
    found = sobol.analyze(
        unit_problem(factors),
        means,
        calc_second_order=False,
        num_resamples=resamples,
        conf_level=confidence,
        seed=np.random.default_rng(seed),
    )
    rows: list[tuple[object, ...]] = []
    for index, key in ((FIRST, "S1"), (TOTAL, "ST")):
        for factor, middle, half in zip(factors, found[key], found[f"{key}_conf"], strict=True):
            rows.append((factor.name, index, float(middle), middle - half, middle + half))
    return rows


def _unknown(factors: Sequence[Factor]) -> list[tuple[object, ...]]:
    nothing = (math.nan, math.nan, math.nan)
    return [(f.name, index, *nothing) for index in (FIRST, TOTAL) for f in factors]


def _check_design(points: pd.DataFrame, factors: Sequence[Factor]) -> None:
    """Refuse other rows: row k of each block may differ from the first in factor k alone."""
    unit_problem(factors)
    size = len(factors) + 2
    table = np.column_stack([f.positions(column(points, f.name)) for f in factors])
    if len(table) == 0 or len(table) % size:
        raise ValueError(
            f"points: given {len(table)} rows; allowed: those of a Sobol' design of "
            f"{len(factors)} factors, a multiple of {size}"
        )
    blocks = table.reshape(-1, size, len(factors))
    differs = blocks[:, 1:-1] != blocks[:, :1]
    if (differs & ~np.eye(len(factors), dtype=bool)).any():
        raise ValueError("points: given rows that are no Sobol' design, or not in its order")
