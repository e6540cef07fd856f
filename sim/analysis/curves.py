"""One-factor curves: how a measure goes with each factor, and how far runs spread around it.

They come first (ten Broeke, van Voorn & Ligtenberg 2016, JASSS 19(1) 5): bends, thresholds and a
spread that a single index would hide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sim.analysis.estimates import (
    CONFIDENCE,
    FEWEST,
    Numbers,
    mean_estimate,
    share_of_several,
    within_share,
)
from sim.analysis.factors import Factor, unit_problem
from sim.analysis.shapes import by_point_and_run, column

BINS = 8
SPREAD = (0.05, 0.95)  # nine runs in ten


def one_factor_curves(
    points: pd.DataFrame,
    factors: Sequence[Factor],
    values: ArrayLike,
    *,
    is_grid: bool = False,
    is_share: bool = False,
    bins: int = BINS,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Mean and spread of a measure along each factor; meant for a grid or a Latin hypercube.

    A factor with at most `bins` different values is read value by value, any other in so many bins
    that hold the same number of points (quantiles).

    The points of a grid are fixed: only the runs are luck.  So there the mean over the points is
    taken run by run, and the interval is one over the runs.  Points drawn by chance are luck, too:
    their interval is one over the means of the points.  Intervals of two values may overlap
    although their difference is more than luck, for runs share it: `spans` tells.

    Args:
        points: a row per point, a column per factor.
        factors: of the design.
        values: of one measure, (point, run), in its unit.
        is_grid: whether the points are a full grid.
        is_share: whether the measure lies between 0 and 1, as then its intervals do.
        bins: the most stretches of a range, 1 or more.
        confidence: of the interval of the mean, 0 … 1.

    Returns:
        A row per factor and stretch, in order: factor; position, the middle of the points in it
        (of levels their place, 0, 1, 2 …); value, the level, or the position once more; points in
        it; mean, with low and high, its interval (Student t; of zeros and ones in a grid
        `sim.analysis.estimates.share_of_several`; nan for a single value); luck, whether that is
        one over "runs" or over "points" (over runs, too, where there is one point only); run_low
        and run_high, between which nine in ten of all its runs lie, whatever the other factors
        were.

    Raises:
        ValueError: no bins, a factor without a column, values of another shape, or gaps in them.
    """
    unit_problem(factors)
    if bins < 1:
        raise ValueError(f"bins: given {bins}; allowed: 1 or more")
    runs = by_point_and_run(values, len(points))
    return pd.DataFrame(
        [
            {
                "factor": factor.name,
                "position": float(where[inside].mean()),
                "value": _value(factor, where[inside]),
                "points": int(inside.sum()),
                **_mean(runs[inside], confidence, is_grid=is_grid, is_share=is_share),
                **dict(zip(("run_low", "run_high"), _spread(runs[inside]), strict=True)),
            }
            for factor in factors
            for where in (factor.positions(column(points, factor.name)),)
            for inside in _stretches(where, bins)
        ]
    )


def spans(
    points: pd.DataFrame,
    factors: Sequence[Factor],
    values: ArrayLike,
    *,
    is_grid: bool = False,
    bins: int = BINS,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """From where to where each factor leads, and whether that is more than luck.

    The lowest and the highest of several means always differ, so a span counts as clear only
    where the interval of the difference leaves out zero even when it is widened for all pairs of
    means that might have been the outermost (Bonferroni).  In a grid every value of a factor
    meets the same points of the others: there the difference is taken run by run, and luck is
    that of the runs.  Of points drawn by chance it is that of the points, too: the means of the
    points are compared (Welch).

    Args:
        points: a row per point, a column per factor.
        factors: of the design.
        values: of one measure, (point, run), in its unit.
        is_grid: whether the points are a full grid.
        bins: the most stretches of a range, 1 or more.
        confidence: of the verdict, 0 … 1.

    Returns:
        A row per factor, the widest span first: factor; low and high, the least and the greatest
        mean, with low_value and high_value, where they are; span, their difference; is_clear
        (False where one run, or one point, tells nothing of luck).

    Raises:
        ValueError: as `one_factor_curves`.
    """
    unit_problem(factors)
    runs = by_point_and_run(values, len(points))
    rows = []
    for factor in factors:
        where = factor.positions(column(points, factor.name))
        parts = list(_stretches(where, bins))
        ends = [end(parts, key=lambda part: float(runs[part].mean())) for end in (min, max)]
        low, high = (runs[part] for part in ends)
        pairs = max(len(parts) * (len(parts) - 1) // 2, 1)
        luck = _paired_luck(low, high) if is_grid else _unpaired_luck(low, high)
        span = float(high.mean() - low.mean())
        rows.append(
            {
                "factor": factor.name,
                "low": float(low.mean()),
                "low_value": _value(factor, where[ends[0]]),
                "high": float(high.mean()),
                "high_value": _value(factor, where[ends[1]]),
                "span": span,
                "is_clear": _is_clear(span, *luck, doubt=(1.0 - confidence) / pairs),
            }
        )
    found = pd.DataFrame(rows)
    return found.sort_values("span", ascending=False, kind="stable").reset_index(drop=True)


def _paired_luck(low: Numbers, high: Numbers) -> tuple[float, int]:
    """Standard error of the mean difference, run by run, and from how many."""
    each = high.mean(axis=0) - low.mean(axis=0)
    if len(each) < 2:
        return np.nan, 1
    return float(each.std(ddof=1) / np.sqrt(len(each))), len(each)


def _unpaired_luck(low: Numbers, high: Numbers) -> tuple[float, int]:
    """Standard error of the difference between means of points, and the fewer of them."""
    fewer = min(len(low), len(high))
    if fewer < 2:
        return np.nan, 1
    errors = [part.mean(axis=1).var(ddof=1) / len(part) for part in (low, high)]
    return float(np.sqrt(sum(errors))), fewer


def _is_clear(span: float, error: float, count: int, *, doubt: float) -> bool:
    from scipy.stats import t

    if not span > 0.0 or not np.isfinite(error):
        return False
    if error == 0.0:  # the same in all of them
        return count >= FEWEST
    return span / error > float(t.ppf(1.0 - doubt / 2.0, count - 1))


def _value(factor: Factor, where: Numbers) -> object:
    position = float(where.mean())
    return factor.levels[round(position)] if factor.levels else position


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


def _mean(runs: Numbers, confidence: float, *, is_grid: bool, is_share: bool) -> dict[str, object]:
    """The mean of a stretch, its interval, and what luck that interval is about."""
    is_of_runs = is_grid or len(runs) == 1
    means = runs.mean(axis=0 if is_of_runs else 1)
    if is_share and is_of_runs and np.isin(runs, (0.0, 1.0)).all():
        found = share_of_several(means, confidence)
    else:
        found = mean_estimate(means, confidence, is_share=False)
    low, high = found.low, found.high
    if is_share:
        low, high = within_share(low), within_share(high)
    luck = "runs" if is_of_runs else "points"
    return {"mean": found.estimate, "low": low, "high": high, "luck": luck}


def _spread(runs: Numbers) -> tuple[float, float]:
    """Between what nine in ten runs lie."""
    low, high = np.quantile(runs, SPREAD)
    return float(low), float(high)
