"""Screening: which of many factors matter at all, for few runs.

Sources: elementary effects (Morris 1991, Technometrics 33, 161-174); their mean size mu*
(Campolongo, Cariboni & Saltelli 2007, Environmental Modelling & Software 22, 1509-1518).

SALib draws the trajectories (`sim.analysis.sampling`), but takes every step for the same share of
the range.  For levels and whole numbers it is not (of two levels a step is all of it), so each
effect is divided here by the step that was taken; for ranges the results are SALib's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sim.analysis.estimates import CONFIDENCE, Numbers
from sim.analysis.factors import Factor, unit_problem
from sim.analysis.shapes import by_point_and_run, column

RESAMPLES = 1000
NO_EFFECT = math.sqrt(2.0 / math.pi)  # mean size of a normal effect of mean 0, in deviations


def morris_effects(
    points: pd.DataFrame,
    factors: Sequence[Factor],
    values: ArrayLike,
    *,
    seed: int = 1,
    confidence: float = CONFIDENCE,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """Mean elementary effects of each factor: by how much the measure changes over its range.

    An elementary effect is the change of the mean by one step of one factor, over the share of the
    factor's range (of levels: from the first to the last) that the step takes.  Of levels without
    an order the sign of mu tells nothing, and mu* is that of the order they are given in.

    Args:
        points: the points of a Morris design, as `sampling.sample` gave them, in their order.
        factors: of the design.
        values: of one measure, (point, run), in its unit.
        seed: of the resampling of trajectories.
        confidence: of the interval of mu*, 0 … 1.
        resamples: how often to resample.

    Returns:
        A row per factor, in the unit of the measure: factor; mu, the mean effect; mu_star, the
        mean size of the effect, with low and high (bootstrap percentiles; nan for one trajectory);
        sigma, the standard deviation of the effects (interactions and bends; nan for one); noise,
        the standard deviation that the luck of the runs alone gives an effect (nan for one run).
        Both ends of a step share their luck, so noise is that of paired differences.  Where there
        is no effect at all, mu_star is still about 0.8 × noise.

    Raises:
        ValueError: points that are no Morris design, values of another shape, or gaps in them.
    """
    moves = _moves(points, factors)
    runs = by_point_and_run(values, len(points)).reshape(len(moves), len(factors) + 1, -1)
    changes = np.diff(runs, axis=1)  # (trajectory, step, run)
    which = np.argmax(moves != 0.0, axis=2)  # factor that moves, (trajectory, step)
    order = np.argsort(which, axis=1)  # step at which each factor moves
    steps = np.take_along_axis(moves.sum(axis=2), order, axis=1)
    each = np.take_along_axis(changes, order[:, :, None], axis=1) / steps[:, :, None]
    effects = each.mean(axis=2)  # (trajectory, factor)
    low, high = _interval(np.abs(effects), seed, confidence, resamples)
    has_many = len(effects) > 1
    return pd.DataFrame(
        {
            "factor": [factor.name for factor in factors],
            "mu": effects.mean(axis=0),
            "mu_star": np.abs(effects).mean(axis=0),
            "low": low,
            "high": high,
            "sigma": effects.std(axis=0, ddof=1) if has_many else math.nan,
            "noise": _noise(each),
        }
    )


def beyond_luck(effects: pd.DataFrame) -> pd.Series[bool]:
    """Whether each effect is larger than what luck alone would give.

    Args:
        effects: of `morris_effects`.

    Returns:
        For each row: the lower end of the interval of mu* (mu* itself for one trajectory) lies
        above the mean size of a normal effect of mean 0 with the noise of the row.
    """
    least = effects["noise"].fillna(0.0) * NO_EFFECT
    lower = effects["low"].fillna(effects["mu_star"])
    return (lower > least) & (effects["mu_star"] > 0.0)


def ranking(effects: pd.DataFrame) -> pd.DataFrame:
    """The factors by the size of their effects, and which of them are `beyond_luck` (is_clear)."""
    found = effects.assign(is_clear=beyond_luck(effects))
    return found.sort_values("mu_star", ascending=False, kind="stable").reset_index(drop=True)


def _moves(points: pd.DataFrame, factors: Sequence[Factor]) -> Numbers:
    """Which share of its range each factor moves at each step, (trajectory, step, factor)."""
    unit_problem(factors)
    size = len(factors) + 1
    shares = []
    for factor in factors:
        low, high = factor.ends
        shares.append((factor.positions(column(points, factor.name)) - low) / (high - low))
    table = np.column_stack(shares)
    if len(table) == 0 or len(table) % size:
        raise ValueError(
            f"points: given {len(table)} rows; allowed: those of a Morris design of "
            f"{len(factors)} factors, a multiple of {size}"
        )
    moves = np.diff(table.reshape(-1, size, len(factors)), axis=1)
    moves[np.abs(moves) < 1e-9] = 0.0
    moved = moves != 0.0
    if (moved.sum(axis=2) != 1).any() or (moved.sum(axis=1) != 1).any():
        raise ValueError("points: given rows that are no Morris design, or not in its order")
    return np.asarray(moves)


def _interval(
    sizes: Numbers, seed: int, confidence: float, resamples: int
) -> tuple[Numbers | float, Numbers | float]:
    """Percentiles of the mean over resampled trajectories (Efron & Tibshirani 1993, ch. 13)."""
    count = len(sizes)
    if count < 2:
        return math.nan, math.nan
    chosen = np.random.default_rng(seed).integers(count, size=(resamples, count))
    means = np.array([sizes[some].mean(axis=0) for some in chosen])
    low, high = np.quantile(means, (0.5 - confidence / 2.0, 0.5 + confidence / 2.0), axis=0)
    return low, high


def _noise(effects: Numbers) -> Numbers | float:
    """Standard deviation that luck gives a mean of runs, pooled over the trajectories."""
    runs = effects.shape[2]
    if runs < 2:
        return math.nan
    noise: Numbers = np.sqrt(effects.var(axis=2, ddof=1).mean(axis=0) / runs)
    return noise
